from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.errors import ChangedMeanwhile
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.events.rules import defaults_of
from convene.permissions.catalogue import Permission
from convene.programme.forms import EditSession, MoveSession, WhereAndWhen, moment_in
from convene.programme.models import Session
from convene.programme.pages.organiser.frame import draft, show, show_form
from convene.programme.pages.organiser.rows import names_line, stars_words
from convene.programme.queries import (
    draft_of,
    facts_of,
    materials_of,
    names_of_people,
    names_on_stages,
    session_by_code,
    star_count,
    who_cannot,
)
from convene.programme.rules import Warning as AgendaWarning
from convene.programme.rules import find_warnings
from convene.programme.services import drafting
from convene.programme.services.drafting import Place
from convene.programme.services.saving import save_session
from convene.programme.showing.materials import ListedMaterial, listed_materials
from convene.programme.showing.times import Times, day_and_month
from convene.programme.showing.words import attribution_words, format_word, format_words, role_words
from convene.programme.structure import SessionFacts, Structure
from convene.web.forms import OneButton
from convene.web.languages import duration, language_word
from convene.web.meanwhile import Theirs
from convene.web.redirects import see_other


@draft.route("/new", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def new_session(event: Event) -> ResponseReturnValue:
    return _edit(event, None)


@draft.route("/sessions/<code>", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def session(event: Event, code: str) -> ResponseReturnValue:
    return _edit(event, _session(event, code))


@draft.route("/sessions/<code>/move", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def move_session(event: Event, code: str) -> ResponseReturnValue:
    """“Move to…”: what would clash is said before anything is moved."""
    row, structure = _session(event, code), draft_of(event.id)
    facts = _facts(structure, row)
    form = MoveSession(seen=row.changed_at.isoformat())
    _offer_places(form, structure)
    if request.method == "GET":
        form.show_place(facts)
        form.day.data = form.day.data or _only_day(structure)
    warnings: list[AgendaWarning] = []
    if form.is_answered():
        warnings = _warnings_after(structure, facts, form.place, event)
        if not warnings or form.anyway.data == str(form.place):
            try:
                drafting.place_session(
                    event.id, row.id, form.place, seen=moment_in(form.seen.data), by=current_user.actor
                )
            except Refused as refused:
                form.add_refusal(refused)
                _renew(form, refused, event, code)
            else:
                flash(_("“%(title)s” has its new place in the draft.", title=facts.title))
                return _back_to(event, code)
    form.anyway.data = str(form.place) if warnings and not form.errors else ""
    return show_form(
        form,
        "programme/move.html",
        event,
        "agenda",
        status=200 if warnings and not form.errors else None,
        session=facts,
        when=_when(structure, facts),
        warnings=warnings,
        around=_around(structure, facts, form),
        has_second_hour=_has_second_hour(structure),
    )


@draft.route("/sessions/<code>/withdraw", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def withdraw_session(event: Event, code: str) -> ResponseReturnValue:
    row = _session(event, code)
    if OneButton().is_answered():
        drafting.withdraw_session(event.id, row.id, by=current_user.actor)
        flash(_("“%(title)s” is withdrawn in the draft.", title=row.title))
        return _back_to(event, code)
    return _ask(
        event,
        row,
        title=_("Withdraw “%(title)s”?", title=row.title),
        words=[
            _("It stays in the agenda, struck through and marked as cancelled: those who planned for it see it."),
            _("Nobody sees this before you publish the agenda. You can restore the session at any time."),
        ],
        button=_("Withdraw the session"),
    )


@draft.route("/sessions/<code>/restore", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def restore_session(event: Event, code: str) -> ResponseReturnValue:
    row = _session(event, code)
    if OneButton().is_answered():
        drafting.restore_session(event.id, row.id, by=current_user.actor)
        flash(_("“%(title)s” takes place again in the draft.", title=row.title))
        return _back_to(event, code)
    return _ask(
        event,
        row,
        title=_("Restore “%(title)s”?", title=row.title),
        words=[
            _("It takes place again, at the time and in the room that it had, under the same address."),
            _("Nobody sees this before you publish the agenda."),
        ],
        button=_("Restore the session"),
    )


@draft.route("/sessions/<code>/delete", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def delete_session(event: Event, code: str) -> ResponseReturnValue:
    row = _session(event, code)
    if row.was_published:
        return see_other(url_for("draft.withdraw_session", slug=event.slug, code=code))
    if OneButton().is_answered():
        drafting.delete_session(event.id, row.id, by=current_user.actor)
        flash(_("“%(title)s” is deleted.", title=row.title))
        return see_other(url_for("draft.agenda", slug=event.slug))
    return _ask(
        event,
        row,
        title=_("Delete “%(title)s”?", title=row.title),
        words=[_("It was never published, so nobody misses it. It cannot be brought back.")],
        button=_("Delete the session"),
    )


# --- the session's own form ---------------------------------------------------------------------------------------


def _edit(event: Event, row: Session | None) -> ResponseReturnValue:
    structure = draft_of(event.id)
    facts = _facts(structure, row) if row else None
    form = EditSession(seen=row.changed_at.isoformat() if row else "")
    _offer_places(form, structure)
    tracks = [(one.id, one.name) for one in structure.tracks]
    form.offer(format_words(), role_words(), tracks, defaults_of(event.sensitivity))
    theirs: list[Theirs] = []
    if request.method == "GET" and facts is not None:
        form.show(facts, names_of_people(structure.person_ids()))
        form.offer_parts()
        if not facts.is_placed:
            form.propose_day(_only_day(structure))
    elif request.method == "GET":
        asked = request.args.get("day")
        form.propose_day(asked if asked and asked in dict(form.day.choices) else _only_day(structure))
    elif request.method == "POST" and form.change_rows(request.form):
        return _form_page(event, structure, facts, form, theirs, status=200)
    elif form.is_answered():
        try:
            session_id = save_session(
                event.id,
                row.id if row else None,
                form.text,
                form.place,
                form.contribution_rows,
                form.stage_rows,
                seen=moment_in(form.seen.data) if row else None,
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
            if row is not None and _renew(form, refused, event, row.code):
                structure = draft_of(event.id)
                facts = structure.session(row.code)
                theirs = _differing(structure, facts, form) if facts else []
        else:
            flash(
                _("“%(title)s” is saved in the draft.", title=form.title.data)
                if form.place is not None
                else _("“%(title)s” is saved in the draft. It has no time yet.", title=form.title.data)
            )
            return _back_to(event, _code(event, session_id))
    return _form_page(event, structure, facts, form, theirs)


def _form_page(
    event: Event,
    structure: Structure,
    facts: SessionFacts | None,
    form: EditSession,
    theirs: list[Theirs],
    *,
    status: int | None = None,
) -> ResponseReturnValue:
    return show_form(
        form,
        "programme/session_form.html",
        event,
        "agenda",
        status=status,
        session=facts,
        cannot={str(person_id) for person_id in who_cannot(event.id)},
        theirs=theirs,
        materials=_materials(event, facts) if facts else [],
        known_names=names_on_stages(event.team_id),
        has_second_hour=_has_second_hour(structure),
        stars=stars_words(star_count(facts.id)) if facts else "",
    )


def _differing(structure: Structure, facts: SessionFacts, form: EditSession) -> list[Theirs]:
    """What stands now in the fields that say something else in the form."""
    names = names_of_people(structure.person_ids())
    room, track = structure.room(facts.room_id), structure.track(facts.track_id)
    typed_place, place = form.place, (facts.day, facts.starts_local and facts.starts_local.time(), facts.room_id)
    same_place = (typed_place and (typed_place.day, typed_place.starts, typed_place.room_id)) == place
    rule = attribution_words(facts.attribution) if facts.attribution else _("As the event says")
    said: list[tuple[Any, bool, str]] = [
        (form.title, form.title.data == facts.title, facts.title),
        (form.subtitle, form.subtitle.data == facts.subtitle, facts.subtitle),
        (form.format, form.format.data == facts.format.value, format_word(facts.format)),
        (form.minutes, form.minutes.data == facts.minutes, duration(facts.minutes)),
        (form.track, form.track.data == str(facts.track_id or ""), track.name if track else "–"),
        (form.starts, bool(same_place), f"{_when(structure, facts) or '–'}{', ' + room.name if room else ''}"),
        (form.abstract, form.abstract.data == facts.abstract, facts.abstract),
        (form.description, form.description.data == facts.description, facts.description),
        (
            form.interpretation,
            form.interpretation.data == facts.interpretation,
            ", ".join(language_word(code) for code in facts.interpretation),
        ),
        (form.access_note, form.access_note.data == facts.access_note, facts.access_note),
        (form.content_note, form.content_note.data == facts.content_note, facts.content_note),
        (form.attribution, form.text.attribution == facts.attribution, rule),
        (
            form.people,
            [one.name for one in form.stage_rows] == [names.get(one.person_id, "") for one in _all_roles(facts)],
            names_line(facts.everybody(), names),
        ),
        (
            form.contributions,
            [one.title for one in form.contribution_rows] == [one.title for one in facts.contributions],
            " · ".join(one.title for one in facts.contributions),
        ),
    ]
    return [Theirs(str(field.label.text), words or "–") for field, is_same, words in said if not is_same]


def _all_roles(facts: SessionFacts) -> list[Any]:
    return [*facts.people, *(one for contribution in facts.contributions for one in contribution.people)]


def _materials(event: Event, facts: SessionFacts) -> list[ListedMaterial]:
    rows = materials_of(facts.id)
    return listed_materials(rows, facts, event.zone, names_of_people([one.person_id for one in rows if one.person_id]))


# --- time and place -----------------------------------------------------------------------------------------------


def _offer_places(form: WhereAndWhen, structure: Structure) -> None:
    form.offer_places(
        [(on, day_and_month(on)) for on in structure.days()], [(room.id, room.name) for room in structure.rooms]
    )


def _only_day(structure: Structure) -> str:
    """The day of an agenda of one day: nobody shall have to choose it."""
    return structure.days()[0].isoformat() if len(structure.days()) == 1 else ""


def _has_second_hour(structure: Structure) -> bool:
    """Whether the clocks go back on one of the event's days: then an hour of that night comes twice."""
    zone = ZoneInfo(structure.zone)
    offsets = [
        datetime.combine(on, structure.day_turns_at, zone).utcoffset() or timedelta()
        for on in [*structure.days(), structure.days()[-1] + timedelta(days=1)]
    ]
    return any(later < earlier for earlier, later in pairwise(offsets))


def _warnings_after(
    structure: Structure, facts: SessionFacts, place: Place | None, event: Event
) -> list[AgendaWarning]:
    """What would be wrong with a session if it stood there."""
    if place is None:
        return []
    on = place.day + timedelta(days=place.starts < event.day_turns_at)
    moved = replace(
        facts,
        day=place.day,
        starts_local=datetime.combine(on, place.starts),
        room_id=place.room_id,
        fold=place.fold,
    )
    sessions = tuple(moved if one.id == facts.id else one for one in structure.sessions)
    after = replace(structure, sessions=sessions)
    found = find_warnings(after, names_of_people(structure.person_ids()), (event.from_time, event.until_time))
    # A time that does not exist is refused by the use case, beside its field.
    return [one for one in found if facts.id in one.session_ids and not one.blocks]


def _around(structure: Structure, facts: SessionFacts, form: MoveSession) -> list[tuple[str, str, str, bool]]:
    """What stands on that day in that room: time, title, room, whether it is the session itself."""
    on, times = form.day.data or (facts.day and facts.day.isoformat()), Times(structure.zone, structure.zone)
    found = []
    for one in structure.sessions:
        if one.day is None or one.day.isoformat() != on or one.is_withdrawn:
            continue
        if form.room.data and str(one.room_id or "") not in {form.room.data, ""} and one.id != facts.id:
            continue
        room = structure.room(one.room_id)
        found.append((times.span(one), one.title, room.name if room else "", one.id == facts.id))
    return found


def _when(structure: Structure, facts: SessionFacts) -> str:
    times = Times(structure.zone, structure.zone)
    return f"{day_and_month(facts.day)}, {times.span(facts)}" if facts.day else ""


# --- small things -------------------------------------------------------------------------------------------------


def _session(event: Event, code: str) -> Session:
    row = session_by_code(event.id, code)
    if row is None:
        raise NotFound
    return row


def _facts(structure: Structure, row: Session) -> SessionFacts:
    return structure.session(row.code) or facts_of(row)


def _code(event: Event, session_id: UUID) -> str:
    return next(one.code for one in draft_of(event.id).sessions if one.id == session_id)


def _renew(form: EditSession | MoveSession, refused: Refused, event: Event, code: str) -> bool:
    """After somebody else's change the form stands on what is there now, so that saving it again means it."""
    if not isinstance(refused, ChangedMeanwhile):
        return False
    form.seen.data = _session(event, code).changed_at.isoformat()
    return True


def _back_to(event: Event, code: str) -> ResponseReturnValue:
    return see_other(url_for("draft.agenda", slug=event.slug, _anchor=f"s-{code}"))


def _ask(event: Event, row: Session, *, title: str, words: list[str], button: str) -> ResponseReturnValue:
    return show(
        "layouts/confirm.html",
        event,
        "agenda",
        title=title,
        words=words,
        button=button,
        back_url=url_for("draft.agenda", slug=event.slug, _anchor=f"s-{row.code}"),
    )
