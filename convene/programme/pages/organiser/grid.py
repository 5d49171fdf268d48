"""The draft as a grid, rooms across and time down, on which sessions are dragged. The table can do all the same."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import Format
from convene.programme.forms import DropSession
from convene.programme.pages.organiser.frame import draft, show
from convene.programme.queries.draft import agenda_state, draft_of, said_of_slot, session_id_with
from convene.programme.queries.people import names_of_people
from convene.programme.rules import find_warnings
from convene.programme.services import drafting
from convene.programme.showing.times import day_and_month
from convene.programme.structure import SessionFacts, Structure
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
    status = 422
    if form.is_answered():
        try:
            drafting.place_session(
                event.id, session_id, form.place, minutes=form.minutes.data, seen=form.seen.data, by=current_user.actor
            )
        except Refused as refused:
            form.add_refusal(refused)
            status = refused.status
        else:
            status = 200
    said = [str(one) for errors in form.errors.values() for one in errors]
    structure = draft_of(event.id)
    answer = jsonify(_state(event, structure, _day(structure)) | {"refused": said[0] if said else ""})
    answer.status_code = status
    return _fresh(answer)


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
    names = names_of_people(structure.person_ids())
    warnings = find_warnings(structure, names, (event.from_time, event.until_time))
    there = [one for one in structure.sessions if one.day == day and not one.is_withdrawn]
    codes = {one.id: one.code for one in structure.sessions}
    return {
        "revision": str(agenda_state(event.id).draft_revision),
        "day": day.isoformat(),
        "hours": _hours(there, day, structure.zone),
        "rooms": [
            *(
                [{"id": "", "title": _("Everybody")}]
                if any(one.room_id is None for one in there) or not structure.rooms
                else []
            ),
            *({"id": str(room.id), "title": room.name} for room in structure.rooms),
        ],
        "sessions": [_shown(event, one, structure) for one in there],
        "tray": [_shown(event, one, structure) for one in structure.unplaced],
        "warnings": [
            {
                "says": say(one.says),
                "blocks": one.blocks,
                "codes": [codes[each] for each in one.session_ids if each in codes],
                "url": url_for("draft.move_session", slug=event.slug, code=codes[one.session_ids[-1]])
                if one.session_ids and one.session_ids[-1] in codes
                else "",
            }
            for one in warnings
        ],
        "count": ngettext("%(num)s thing to look at", "%(num)s things to look at", len(warnings)) if warnings else "",
    }


def _shown(event: Event, session: SessionFacts, structure: Structure) -> dict[str, Any]:
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
        "url": url_for("draft.move_session", slug=event.slug, code=session.code),
        "drop": url_for("draft.drop_session", slug=event.slug, code=session.code),
    }


def _hours(there: list[SessionFacts], day: date, zone: str) -> list[str]:
    """From when until when the day is shown, on the wall, beyond 24:00 where something lasts until then."""
    midnight, (first, last) = datetime.combine(day, time(0)), SHOWN_AT_LEAST
    begins = [one.starts_local - midnight for one in there if one.starts_local is not None]
    ends = [end - midnight for one in there if (end := one.ends_local(zone)) is not None]
    hours = min([first, *begins]) // timedelta(hours=1), -(-max([last, *ends]) // timedelta(hours=1))
    return [f"{each:02}:00" for each in hours]
