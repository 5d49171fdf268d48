"""When those on stage can be there and what they need: who has said it, who has yet to, and asking them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.clock import now
from convene.errors import NotFound, Refused
from convene.events.event_page import event_page, has_ended, permissions_of_reader
from convene.events.models import Event
from convene.outbox.rendering import Mail, render
from convene.people.models import Person
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import ON_STAGE, Presence, PresenceState, StageAnswer, StageState
from convene.programme.emails import ASKED_WHEN, REMINDED_WHEN, question_to_nobody
from convene.programme.forms.availability import AvailabilityDay, WriteDownWhenThere
from convene.programme.forms.people import MailPeople
from convene.programme.models import StageAvailability
from convene.programme.pages.organiser.frame import draft, show, show_form
from convene.programme.pages.organiser.narrowing import narrowed
from convene.programme.presence import hours_to_paint
from convene.programme.queries.availability import (
    StagePresence,
    answered_for_other_days,
    availability_due_on,
    availability_of_people,
    availability_row,
    presences_of,
    said_in,
    said_of_availability,
    said_of_due_day,
)
from convene.programme.queries.draft import draft_of
from convene.programme.queries.people import person_on_stage
from convene.programme.services.availability import (
    ask_when,
    note_availability_export,
    set_availability_day,
    write_down_availability,
)
from convene.programme.showing.looking import has_all_words
from convene.programme.showing.presence import (
    DayBar,
    bars_of,
    days_asked_for,
    features_line,
    filled_in,
    in_short,
    journey_words,
    offer_days,
    said_in_words,
    sessions_missed,
)
from convene.programme.showing.words import language_of
from convene.programme.structure import SessionFacts, Structure
from convene.spelling import by_name
from convene.web.exports import csv_file
from convene.web.languages import moment
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other
from convene.web.searching import words_to_find


@dataclass(frozen=True, slots=True)
class PresenceLine:
    """Somebody who is needed, as organisers see when they can be there. `access_needs`: "" where the reader may not
    read it. `missed`: titles and codes of their sessions at times when they are not there."""

    person: Person
    lang: str | None
    state: PresenceState
    word: str
    tone: str
    note: str
    bars: list[DayBar]
    journey: list[str]
    features: str
    needs: str
    access_needs: str
    missed: list[tuple[str, str]]
    email: str
    is_not_asked: bool
    may_be_asked: bool


@draft.get("/availability")
@event_page(Permission.EDIT_AGENDA)
def availability(event: Event) -> ResponseReturnValue:
    """Everybody whose session takes place, those first who have yet to answer."""
    everybody = _lines(event)
    return show(
        "programme/availability.html",
        event,
        "availability",
        **narrowed(everybody, _states(), _has_words),
        to_ask=sum(one.may_be_asked for one in everybody),
        due_on=availability_due_on(event.id),
        is_over=has_ended(event),
    )


@draft.post("/availability.csv")
@event_page(Permission.EDIT_AGENDA)
def export_availability(event: Event) -> Response:
    """A line each; what is private is in it for those who may read that."""
    note_availability_export(event.id, by=current_user.actor)
    with_private = _reads_private(event)
    heads = [_("Name"), _("Affiliation"), _("E-mail address"), _("State"), _("Times"), _("Arrival and departure"),
             _("Equipment and room"), _("Other needs"), *([_("Access needs")] if with_private else [])]  # fmt: skip
    rows = [
        [
            one.person.display_name,
            one.person.affiliation,
            one.email,
            one.word,
            in_short(one.bars),
            "; ".join(one.journey),
            one.features,
            one.needs,
            *([one.access_needs] if with_private else []),
        ]
        for one in _lines(event)
    ]
    return csv_file(f"{event.slug}-availability", heads, rows)


@draft.route("/availability/day", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def availability_day(event: Event) -> ResponseReturnValue:
    """By when it shall be said, and so when who has not is reminded."""
    said = said_of_due_day(availability_due_on(event.id))
    form = AvailabilityDay(data=said, seen=mark_of(said))
    theirs: list[Theirs] = []
    if form.is_answered():
        try:
            set_availability_day(event.id, form.due_on.data, seen=form.seen.data, by=current_user.actor)
        except Refused as refused:
            theirs = tell_refusal(form, refused, lambda: said_of_due_day(availability_due_on(event.id)))
        else:
            flash(_("The day is saved.") if form.due_on.data else _("No day is set now: nobody is reminded."))
            return see_other(url_for("draft.availability", slug=event.slug))
    return show_form(form, "programme/availability_day.html", event, "availability", theirs=theirs)


@draft.route("/people/<uuid:person_id>/availability", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def person_availability(event: Event, person_id: UUID) -> ResponseReturnValue:
    """What somebody has told an organiser is written down for them."""
    person = person_on_stage(event.id, person_id)
    if person is None:
        raise NotFound
    row, with_private = availability_row(event.id, person_id), _reads_private(event)
    said = said_in(row)
    stands = said_of_availability(said, with_access_needs=with_private)
    form = WriteDownWhenThere(data=filled_in(said, stands), seen=mark_of(stands))
    if not with_private:
        del form.access_needs
    days = offer_days(form, event, draft_of(event.id), said)
    theirs: list[Theirs] = []
    if form.is_answered():
        try:
            write_down_availability(event.id, person_id, form.said, seen=form.seen.data, by=current_user.actor)
        except Refused as refused:
            stands_now = said_in(availability_row(event.id, person_id))
            theirs = tell_refusal(
                form,
                refused,
                lambda: said_of_availability(stands_now, with_access_needs=with_private),
                typed=said_of_availability(form.said, with_access_needs=with_private),
                words=said_in_words(stands_now, days_asked_for(event), event.day_turns_at),
            )
        else:
            flash(_("It is written down when %(name)s can be there.", name=person.display_name))
            return see_other(url_for("draft.availability", slug=event.slug, _anchor=f"p-{person_id.hex[:12]}"))
    return show_form(
        form,
        "programme/availability_of_person.html",
        event,
        "availability",
        person=person,
        days=days,
        theirs=theirs,
        said_line=_said_line(event, row) if row else "",
        is_for_other_days=row is not None and answered_for_other_days(row, event),
        is_over=has_ended(event),
        back_url=url_for("draft.availability", slug=event.slug),
    )


@draft.route("/availability/ask", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def ask_availability(event: Event) -> ResponseReturnValue:
    """Whom the mail would go to and how it reads, and the button that mails those who are ticked."""
    form = MailPeople()
    is_only_looked_at = request.form.get("act") == "look"
    receivers = _receivers(event)
    wanted = {one.person.id for one in receivers} & {*form.person_ids}
    if form.is_answered() and not is_only_looked_at:
        try:
            count = ask_when(event.id, wanted, word=form.word.data or "", by=current_user.actor)
        except Refused as refused:  # nobody is ticked, or they have answered meanwhile: below, what is true now
            form.add_refusal(refused)
            receivers = _receivers(event)
        else:
            flash(ngettext("%(num)s mail is in the outbox.", "%(num)s mails are in the outbox.", count))
            return see_other(url_for("draft.availability", slug=event.slug))
    return show_form(
        form,
        "programme/ask_availability.html",
        event,
        "availability",
        status=200 if is_only_looked_at and not form.errors else None,
        receivers=receivers,
        ticked=wanted if request.method == "POST" else {one.person.id for one in receivers},
        is_over=has_ended(event),
        preview=_preview(event, receivers, form.word.data or "") if not form.errors else None,
        back_url=url_for("draft.availability", slug=event.slug),
    )


def _receivers(event: Event) -> list[StagePresence]:
    found = [one for one in presences_of(event.id) if one.may_be_asked(event, now())]
    return [] if has_ended(event) else sorted(found, key=lambda one: by_name(one.person.display_name))


def _preview(event: Event, receivers: Sequence[StagePresence], word: str) -> Mail | None:
    """The mail to the first of them."""
    first = receivers[0] if receivers else None
    if first is None or first.invitation is None:
        return None
    name = REMINDED_WHEN if first.row is not None and first.row.times_asked else ASKED_WHEN
    return render(question_to_nobody(name, first.invitation.id, word, event.language))


# --- lines --------------------------------------------------------------------------------------------------------


def _lines(event: Event) -> list[PresenceLine]:
    """Everybody who is needed: those first who have yet to answer, then by name. A constant number of statements."""
    structure, there = draft_of(event.id), availability_of_people(event.id)
    everybody = presences_of(event.id)
    windows = [window for one in everybody if one.said for window in one.said.windows]
    hours = hours_to_paint(structure, (event.from_time, event.until_time), windows)
    with_private = _reads_private(event)
    order = list(PresenceState)
    lines = [
        _line(event, one, structure, sessions_missed(structure, one.person.id, there), hours, with_private=with_private)
        for one in everybody
    ]
    return sorted(lines, key=lambda one: (order.index(one.state), by_name(one.person.display_name)))


def _line(
    event: Event,
    one: StagePresence,
    structure: Structure,
    missed: Sequence[SessionFacts],
    hours: tuple[int, int],
    *,
    with_private: bool,
) -> PresenceLine:
    state, said = _state(event, one), one.said
    word, tone = _states()[state]
    is_current = said is not None and state in {PresenceState.AT_TIMES, PresenceState.ALWAYS}
    return PresenceLine(
        person=one.person,
        lang=language_of(one.person.display_name),
        state=state,
        word=word,
        tone=tone,
        note=_note(event, one),
        bars=bars_of(said, days_asked_for(event), hours, structure.day_turns_at) if said and is_current else [],
        journey=journey_words(said) if said else [],
        features=features_line(said) if said else "",
        needs=said.needs if said else "",
        access_needs=(said.access_needs or "") if said and with_private else "",
        missed=[(each.title, each.code) for each in missed],
        email=one.invitation.email if one.invitation else "",
        is_not_asked=one.invitation is None or one.invitation.state is StageState.NOT_ASKED,
        may_be_asked=not has_ended(event) and one.may_be_asked(event, now()),
    )


def _state(event: Event, one: StagePresence) -> PresenceState:
    if one.invitation is not None and one.invitation.answer is StageAnswer.DECLINED:
        return PresenceState.CANNOT
    if one.row is None or one.row.presence is None:
        return PresenceState.NOT_ANSWERED
    if answered_for_other_days(one.row, event):
        return PresenceState.OTHER_DAYS
    return PresenceState.ALWAYS if one.row.presence is Presence.ALWAYS else PresenceState.AT_TIMES


def _states() -> dict[PresenceState, tuple[str, str]]:
    """The word for each state, and its tone."""
    return {
        PresenceState.NOT_ANSWERED: (_("Not answered"), "mark"),
        PresenceState.OTHER_DAYS: (_("For other days"), "warn"),
        PresenceState.AT_TIMES: (_("At some times"), "quiet"),
        PresenceState.ALWAYS: (_("All the time"), "good"),
        PresenceState.CANNOT: (_("Cannot be there"), "bad"),
    }


def _note(event: Event, one: StagePresence) -> str:
    """When they answered, and else when they were asked last."""
    if one.row is not None and one.row.presence is not None:
        return _said_line(event, one.row)
    if one.invitation is None or one.invitation.state is StageState.NOT_ASKED:
        return str(_("Not asked yet whether they will be there."))
    asked = one.row.asked_at if one.row else None
    if asked is None:
        return str(_("Asked together with whether they will be there."))
    return str(_("Asked for it: %(moment)s", moment=moment(asked, event.zone)))


def _said_line(event: Event, row: StageAvailability) -> str:
    if row.answered_at is None:
        return ""
    at = moment(row.answered_at, event.zone)
    if row.answered_by == ON_STAGE:
        return str(_("Said by themselves: %(moment)s", moment=at))
    return str(_("Written down by an organiser: %(moment)s", moment=at))


def _reads_private(event: Event) -> bool:
    return Permission.SEE_PRIVATE_ANSWERS in permissions_of_reader(event)


def _has_words(line: PresenceLine, search: str) -> bool:
    """Whether each word of a search stands in a name, an affiliation or what they need, marks and case aside."""
    text = f"{line.person.display_name} {line.person.affiliation} {line.features} {line.needs}"
    return has_all_words(text, words_to_find(search))
