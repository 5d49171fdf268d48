"""The draft as a grid, rooms across and time down, on which sessions are dragged. The table can do all the same."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import Format
from convene.programme.forms.placing import DropSession, SwapOnGrid
from convene.programme.pages.organiser.frame import draft, show
from convene.programme.queries.conditions import conditions_of, warnings_of
from convene.programme.queries.draft import agenda_state, draft_of, said_of_slot, session_id_with
from convene.programme.services import drafting, wishing
from convene.programme.showing.times import day_and_month, when_it_is
from convene.programme.showing.warnings import count_words
from convene.programme.structure import SessionFacts, Structure
from convene.web.forms import Form, OneButton
from convene.web.languages import duration, say
from convene.web.meanwhile import mark_of

#: From when until when a day is shown at least.
SHOWN_AT_LEAST = timedelta(hours=8), timedelta(hours=18)


@draft.get("/grid")
@event_page(Permission.EDIT_AGENDA)
def grid(event: Event) -> ResponseReturnValue:
    """One day; without scripts a way to the table, which can do the same."""
    structure = draft_of(event.id)
    day = _day(structure)
    return show(
        "programme/grid.html",
        event,
        "grid",
        day=day,
        days=[
            (day_and_month(on), url_for("draft.grid", slug=event.slug, day=on.isoformat()), on == day)
            for on in structure.days()
        ],
        drawn=_state(event, structure, day),
        has_rooms=bool(structure.rooms),
    )


@draft.get("/grid/now")
@event_page(Permission.EDIT_AGENDA)
def grid_now(event: Event) -> ResponseReturnValue:
    """The same day as it is now, for a page that has shown `?revision=`: nothing (204) while nobody has changed it."""
    if request.args.get("revision") == str(agenda_state(event.id).draft_revision):
        return Response(status=204)
    structure = draft_of(event.id)
    return _fresh(jsonify(_state(event, structure, _day(structure))))


@draft.post("/grid/<code>")
@event_page(Permission.EDIT_AGENDA)
def drop_session(event: Event, code: str) -> ResponseReturnValue:
    """A session is dropped somewhere, made longer or shorter, or put back into the tray: 409 with how it is now where
    somebody else was quicker, 422 where it cannot stand there."""
    session_id = session_id_with(event.id, code)
    if session_id is None:
        raise NotFound
    form = DropSession()
    return _done(
        event,
        form,
        code,
        lambda: drafting.place_session(
            event.id, session_id, form.place, minutes=form.minutes.data, seen=form.seen.data, by=current_user.actor
        ),
    )


@draft.post("/grid/<code>/swap")
@event_page(Permission.EDIT_AGENDA)
def swap_on_grid(event: Event, code: str) -> ResponseReturnValue:
    """Two sessions change places: both, or neither (409 with how it is now where somebody else was quicker)."""
    form = SwapOnGrid()
    one_id, other_id = session_id_with(event.id, code), session_id_with(event.id, form.other.data or "")
    if one_id is None or other_id is None:
        raise NotFound
    return _done(
        event,
        form,
        code,
        lambda: drafting.swap_sessions(
            event.id, one_id, other_id, seen=form.seen.data, seen_other=form.seen_other.data, by=current_user.actor
        ),
    )


@draft.post("/grid/<code>/pin")
@event_page(Permission.EDIT_AGENDA)
def pin_on_grid(event: Event, code: str) -> ResponseReturnValue:
    """A session keeps its place when an agenda is proposed, or not any more."""
    session_id = session_id_with(event.id, code)
    if session_id is None:
        raise NotFound
    is_pinned = request.form.get("pinned") == "yes"
    return _done(
        event,
        OneButton(),
        code,
        lambda: wishing.pin_session(event.id, session_id, is_pinned=is_pinned, by=current_user.actor),
    )


def _done(event: Event, form: Form, code: str, act: Callable[[], None]) -> Response:
    """Act, if the form is answered. Then how the day is now, what was refused, or where the session stands and what is
    wrong with it."""
    status = 422
    if form.is_answered():
        try:
            act()
        except Refused as refused:
            form.add_refusal(refused)
            status = refused.status
        else:
            status = 200
    said = [str(one) for errors in form.errors.values() for one in errors]
    structure = draft_of(event.id)
    drawn = _state(event, structure, _day(structure))
    wrong = [one["says"] for one in drawn["warnings"] if code in one["codes"] and not one["advises"]]
    stands = _stands(structure, code) if not said else ""
    answer = jsonify(drawn | {"refused": said[0] if said else "", "did": stands, "wrong": wrong[0] if wrong else ""})
    answer.status_code = status
    return _fresh(answer)


def _stands(structure: Structure, code: str) -> str:
    """Where a session is now, in a sentence."""
    session = structure.session(code)
    if session is None:
        return ""
    if session.day is None:
        return str(_("“%(title)s” is not placed now.", title=session.title))
    room = structure.room(session.room_id)
    when = when_it_is(session, structure)
    if room is None:
        return str(_("“%(title)s” is on %(when)s now.", title=session.title, when=when))
    return str(_("“%(title)s” is on %(when)s in %(room)s now.", title=session.title, when=when, room=room.name))


def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _day(structure: Structure) -> date:
    """The day that is asked for, else the first on which something stands."""
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        asked = None
    if asked in structure.days():
        return asked
    return min((one.day for one in structure.sessions if one.day), default=structure.days()[0])


def _state(event: Event, structure: Structure, day: date) -> dict[str, Any]:
    """What the script draws: rooms, the sessions of the day, the tray, and what is wrong anywhere."""
    conditions = conditions_of(event.id)
    warnings = warnings_of(event, structure, conditions)
    pinned = {one.code for one in structure.sessions if conditions.of(one.id).is_pinned}
    there = [one for one in structure.sessions if one.day == day and not one.is_withdrawn]
    codes = {one.id: one.code for one in structure.sessions}
    return {
        "revision": str(agenda_state(event.id).draft_revision),
        "day": day.isoformat(),
        "hours": _hours(there, day, structure.zone),
        "rooms": [
            *(
                [{"id": "", "title": _("No room: for everybody")}]
                if any(one.room_id is None for one in there) or not structure.rooms
                else []
            ),
            *({"id": str(room.id), "title": room.name} for room in structure.rooms),
        ],
        "sessions": [_shown(event, one, structure, day) | {"is_pinned": one.code in pinned} for one in there],
        "tray": [_shown(event, one, structure, day) for one in structure.unplaced],
        "warnings": [
            {
                "says": say(one.says),
                "blocks": one.blocks,
                "advises": one.advises,
                "codes": [codes[each] for each in one.session_ids if each in codes],
                "url": _move_url(event, codes[one.session_ids[-1]], day)
                if one.session_ids and one.session_ids[-1] in codes
                else "",
            }
            for one in warnings
        ],
        "count": count_words(warnings),
    }


def _move_url(event: Event, code: str, day: date) -> str:
    return url_for("draft.move_session", slug=event.slug, code=code, back="grid", day=day.isoformat())


def _shown(event: Event, session: SessionFacts, structure: Structure, day: date) -> dict[str, Any]:
    track = structure.track(session.track_id)
    starts, ends = session.starts_local, session.ends_local(structure.zone)
    return {
        "code": session.code,
        "title": session.title,
        "start": starts.isoformat() if starts else "",
        "end": ends.isoformat() if ends else "",
        "minutes": session.minutes,
        "length": duration(session.minutes),
        "room": str(session.room_id or ""),
        "is_break": session.format is Format.BREAK,
        "dye": track.dye.value if track else "",
        "seen": mark_of(said_of_slot(session)),
        "second_hour": "y" if session.fold else "",
        "url": _move_url(event, session.code, day),
        "swap": url_for("draft.swap_on_grid", slug=event.slug, code=session.code),
        "pin": url_for("draft.pin_on_grid", slug=event.slug, code=session.code),
        "drop": url_for("draft.drop_session", slug=event.slug, code=session.code),
    }


def _hours(there: list[SessionFacts], day: date, zone: str) -> list[str]:
    """From when until when the day is shown, on the wall, beyond 24:00 where something lasts until then."""
    midnight, (first, last) = datetime.combine(day, time(0)), SHOWN_AT_LEAST
    begins = [one.starts_local - midnight for one in there if one.starts_local is not None]
    ends = [end - midnight for one in there if (end := one.ends_local(zone)) is not None]
    hours = min([first, *begins]) // timedelta(hours=1), -(-max([last, *ends]) // timedelta(hours=1))
    return [f"{each:02}:00" for each in hours]
