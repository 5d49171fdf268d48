"""The run sheet of a day: a phone in the hand of whoever runs it. It shows what readers see, and hears of changes."""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from convene.accounts.queries import names_of
from convene.clock import now
from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.models import DayShift
from convene.programme.pages.organiser.frame import draft, show
from convene.programme.queries.answers import invitations_of
from convene.programme.queries.conditions import conditions_of
from convene.programme.queries.draft import draft_of
from convene.programme.queries.materials import count_materials
from convene.programme.queries.people import names_of_people
from convene.programme.queries.shifts import last_shift
from convene.programme.queries.versions import published
from convene.programme.showing.addresses import session_addresses
from convene.programme.showing.run_sheet import Known, RunSheet, run_sheet_of
from convene.programme.showing.times import day_and_month
from convene.programme.structure import Structure, day_of, wall_of
from convene.spelling import id_in
from convene.web.languages import clock_time, duration, moment, zone_name


@draft.get("/run-sheet")
@event_page(Permission.SEE_EVENT)
def run_sheet(event: Event) -> ResponseReturnValue:
    """One day, of all rooms or of one."""
    here = _Asked(event)
    structure, day, room_id = here.structure, here.day, here.room_id
    parts = _parts(event, here)

    def url(on: date, room: UUID | None) -> str:
        return url_for("draft.run_sheet", slug=event.slug, day=on.isoformat(), room=room)

    used = {one.room_id for one in structure.sessions if one.day == day and not one.is_withdrawn}
    rooms = [(room.name, url(day, room.id), room.id == room_id) for room in structure.rooms if room.id in used]
    return show(
        "programme/run_sheet.html",
        event,
        "run sheet",
        title=day_and_month(day),
        days=[(day_and_month(on), url(on, None), on == day) for on in structure.days()],
        rooms=[(_("All rooms"), url(day, None), room_id is None), *rooms] if len(rooms) > 1 else [],
        room=structure.room(room_id),
        now=parts[0],
        listed=parts[1],
        mark=_mark(parts),
        fresh_url=url_for("draft.run_sheet_now", slug=event.slug, day=day.isoformat(), room=room_id),
        printed=_("%(version)s Printed %(moment)s, %(zone)s.", version=here.version_words,
                  moment=moment(now(), structure.zone), zone=zone_name(structure.zone)),
    )  # fmt: skip


@draft.get("/run-sheet/now")
@event_page(Permission.SEE_EVENT)
def run_sheet_now(event: Event) -> ResponseReturnValue:
    """The parts of it that change, for a page that says which it has shown (`If-None-Match`): 304 while it would be the
    same."""
    parts = _parts(event, _Asked(event))
    is_seen = request.if_none_match.contains_weak(_mark(parts))
    answer = Response(status=304) if is_seen else Response("".join(parts), mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    answer.set_etag(_mark(parts))  # what the page says the next time that it has seen
    return answer


class _Asked:
    """Which agenda, day and room are shown."""

    def __init__(self, event: Event) -> None:
        # What readers see is what holds: somebody who tries something in the draft must not confuse the day.
        public, self.draft = published(event.id), draft_of(event.id)
        self.is_published = public is not None
        self.structure = public.structure if public else self.draft
        self.version_words = _("Version %(number)s.", number=public.number) if public else _("Draft, not published.")
        self.day = day_asked_for(self.structure)
        room_id = id_in(request.args.get("room", ""))
        self.room_id = room_id if self.structure.room(room_id) else None


def day_asked_for(structure: Structure) -> date:
    """The day that is asked for, else today, else the next day of the event, and once it is over its last."""
    days = structure.days()
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        asked = None
    if asked in days:
        return asked
    today = day_of(wall_of(now(), structure.zone)[0], structure.day_turns_at)
    return next((on for on in days if on >= today), days[-1])


def _parts(event: Event, here: _Asked) -> list[Markup]:
    """What is now, and the day line by line."""
    allowed = permissions_of_reader(event)
    may_edit = Permission.EDIT_AGENDA in allowed
    structure, at, conditions = here.structure, now(), conditions_of(event.id)
    sheet = run_sheet_of(
        structure,
        here.day,
        at,
        Known(
            names_of_people(structure.person_ids()),
            invitations_of(event.id),
            count_materials(event.id),
            # What somebody asked for is for those who choose the room.
            conditions if may_edit else conditions.for_viewers(),
            email_is_shown=may_edit,
        ),
        room_id=here.room_id,
        draft=here.draft if here.is_published else None,
        address=(lambda code: url_for("draft.session", slug=event.slug, code=code))
        if may_edit
        else (session_addresses(event.slug) if here.is_published else lambda _code: None),
    )
    wall, shift = wall_of(at, structure.zone)[0], last_shift(event.id, here.day)
    is_today = day_of(wall, structure.day_turns_at) == here.day
    now_part = render_template(
        "programme/_run_sheet_now.html",
        event=event,
        sheet=sheet,
        day=here.day,
        room=structure.room(here.room_id),
        is_today=is_today,
        clock=clock_time(wall),
        zone=zone_name(structure.zone, at),
        is_published=here.is_published,
        unpublished=_unpublished(sheet, here),
        shift=shift,
        shift_words=shift_words(event, shift, here.draft) if shift else "",
        may_edit=may_edit,
        may_publish=Permission.PUBLISH_AGENDA in allowed,
    )
    day_part = render_template("programme/_run_sheet_day.html", sheet=sheet)
    return [Markup(now_part), Markup(day_part)]  # noqa: S704, templates of ours


def _unpublished(sheet: RunSheet, here: _Asked) -> int:
    """How many sessions the draft has otherwise on this day, those among them that readers do not know yet."""
    if not here.is_published:
        return 0
    lines = [line for slot in (*sheet.over, *sheet.ahead) for line in slot.lines]
    known = {one.id for one in here.structure.sessions if one.day == here.day and not one.is_withdrawn}
    new = [
        one
        for one in here.draft.sessions
        if one.day == here.day and not one.is_withdrawn and one.id not in known and here.room_id in {None, one.room_id}
    ]
    return sum(bool(line.drafted) for line in lines) + len(new)


def shift_words(event: Event, shift: DayShift, structure: Structure) -> str:
    """What a move of the day was: how much, from what on, by whom, when."""
    first = next((one.title for one in structure.sessions if one.id == shift.from_session_id), "?")
    by = id_in(shift.made_by.removeprefix("account:"))
    said = {
        "length": duration(abs(shift.minutes)),
        "first": first,
        "when": moment(shift.made_at, event.zone),
        "who": (names_of({by}).get(by) if by else None) or _("somebody"),
    }
    if shift.minutes < 0:
        return str(_("Moved %(length)s earlier from “%(first)s” on, %(when)s by %(who)s.", **said))
    return str(_("Moved %(length)s later from “%(first)s” on, %(when)s by %(who)s.", **said))


def _mark(parts: Sequence[str]) -> str:
    return hashlib.blake2b("".join(parts).encode(), digest_size=8).hexdigest()
