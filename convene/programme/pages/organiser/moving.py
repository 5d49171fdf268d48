"""“Move to…”: where a session could go, what would be wrong there, and two that change places. It needs no script."""

from dataclasses import dataclass, replace
from functools import partial

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.errors import Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.conditions import Conditions
from convene.programme.forms.placing import MoveSession, SwapSessions
from convene.programme.pages.organiser.frame import draft, show_form
from convene.programme.pages.organiser.session import facts_in, has_second_hour, offer_places, only_day, session_with
from convene.programme.queries.conditions import conditions_of, warnings_of
from convene.programme.queries.draft import draft_of, said_of_slot
from convene.programme.queries.free_places import free_places
from convene.programme.rules.slots import AgendaWarning
from convene.programme.services import drafting
from convene.programme.showing.times import Times, in_a_list, place_words, when_it_is
from convene.programme.structure import Place, SessionFacts, Structure, placed_at
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other


@draft.route("/sessions/<code>/move", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def move_session(event: Event, code: str) -> ResponseReturnValue:
    """“Move to…”: what would clash is said before anything is moved."""
    row, structure = session_with(event, code), draft_of(event.id)
    facts = facts_in(structure, row)
    said = said_of_slot(facts)
    form = MoveSession(seen=mark_of(said))
    offer_places(form, structure)
    theirs: list[Theirs] = []
    if request.method == "GET":
        form.show(said)
        form.day.data = form.day.data or only_day(structure)
    warnings: list[AgendaWarning] = []
    if form.is_answered():
        as_long = replace(facts, minutes=form.minutes.data or facts.minutes)
        warnings = _warnings_after(structure, as_long, form.place, event)
        if not warnings or form.anyway.data == form.where_and_how_long:
            try:
                drafting.place_session(
                    event.id,
                    row.id,
                    form.place,
                    minutes=form.minutes.data,
                    seen=form.seen.data,
                    by=current_user.actor,
                )
            except Refused as refused:
                structure = draft_of(event.id)
                facts = structure.session(code) or facts
                offer_places(form, structure)
                theirs = tell_refusal(form, refused, partial(said_of_slot, facts))
            else:
                flash(_("“%(title)s” has its new place in the draft.", title=facts.title))
                return see_other(_back_url(event, code, form.place))
    form.anyway.data = form.where_and_how_long if warnings and not form.errors else ""
    swapping = _swapping(structure, facts, formdata=None)
    return _page(event, structure, facts, form, swapping, warnings, theirs)


@draft.post("/sessions/<code>/swap")
@event_page(Permission.EDIT_AGENDA)
def swap_session(event: Event, code: str) -> ResponseReturnValue:
    """Two sessions change places, at once: it is undone by doing it once more."""
    row, structure = session_with(event, code), draft_of(event.id)
    facts = facts_in(structure, row)
    swapping = _swapping(structure, facts)
    other = structure.session(swapping.code)
    if swapping.is_answered() and other is not None:
        try:
            drafting.swap_sessions(
                event.id,
                row.id,
                other.id,
                seen=swapping.seen.data,
                seen_other=swapping.seen_other,
                by=current_user.actor,
            )
        except Refused as refused:
            swapping.add_refusal(refused)
            structure = draft_of(event.id)
            facts = structure.session(code) or facts
        else:
            flash(
                _("“%(title)s” and “%(other)s” have changed places in the draft.", title=facts.title, other=other.title)
            )
            return see_other(_back_url(event, code, other.place))
    said = said_of_slot(facts)
    form = MoveSession(formdata=None, seen=mark_of(said))
    offer_places(form, structure)
    form.show(said)
    return _page(event, structure, facts, form, swapping, [], [])


def _page(
    event: Event,
    structure: Structure,
    facts: SessionFacts,
    form: MoveSession,
    swapping: SwapSessions,
    warnings: list[AgendaWarning],
    theirs: list[Theirs],
) -> ResponseReturnValue:
    conditions = conditions_of(event.id)
    return show_form(
        form,
        "programme/move.html",
        event,
        "agenda",
        status=200 if warnings and not form.errors else None,
        session=facts,
        when=when_it_is(facts, structure),
        warnings=warnings,
        theirs=theirs,
        wrong_now=[
            one for one in warnings_of(event, structure, conditions) if facts.id in one.session_ids and not warnings
        ],
        free=_free(event, structure, facts, conditions),
        swapping=swapping,
        around=_around(structure, facts, form),
        has_second_hour=has_second_hour(structure),
        back_url=_back_url(event, facts.code, None),
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """A free place in words, what it would cost, and what its button sends."""

    words: str
    costs: str
    sent: dict[str, str]


def _free(event: Event, structure: Structure, facts: SessionFacts, conditions: Conditions) -> list[Offered]:
    return [
        Offered(
            words=place_words(each.place, structure),
            costs=", ".join(
                filter(
                    None,
                    (
                        ngettext("%(num)s star missed", "%(num)s stars missed", each.missed) if each.missed > 0 else "",
                        ngettext("%(num)s seat short", "%(num)s seats short", each.short) if each.short > 0 else "",
                    ),
                )
            ),
            sent={
                "day": each.place.day.isoformat(),
                "starts": f"{each.place.starts:%H:%M}",
                "room": str(each.place.room_id or ""),
                "minutes": str(facts.minutes),
                "seen": mark_of(said_of_slot(facts)),
            },
        )
        for each in free_places(event, structure, facts, conditions)
    ]


def _swapping(structure: Structure, facts: SessionFacts, **made: object) -> SwapSessions:
    form = SwapSessions(seen=mark_of(said_of_slot(facts)), **made)
    form.offer_sessions(
        (f"{one.code} {mark_of(said_of_slot(one))}", in_a_list(one, structure))
        for one in structure.sessions
        if one.day is not None and one.id != facts.id and not one.is_withdrawn
    )
    return form


def _back_url(event: Event, code: str, place: Place | None) -> str:
    """Where “Move to…” was opened: the grid, on the day of the new place, or the table."""
    if request.args.get("back") == "grid":
        return url_for("draft.grid", slug=event.slug, day=place.day.isoformat() if place else request.args.get("day"))
    return url_for("draft.agenda", slug=event.slug, _anchor=f"s-{code}")


def _warnings_after(
    structure: Structure, facts: SessionFacts, place: Place | None, event: Event
) -> list[AgendaWarning]:
    """What would be wrong with a session if it stood there."""
    if place is None:
        return []
    moved = placed_at(facts, place, event.day_turns_at)
    sessions = tuple(moved if one.id == facts.id else one for one in structure.sessions)
    after = replace(structure, sessions=sessions)
    found = warnings_of(event, after)
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
