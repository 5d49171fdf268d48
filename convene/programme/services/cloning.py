"""The agenda of the next edition: the same sessions at the same hours, on other days, in rows of their own.

Which columns begin anew is named in the lists below (see `events.services.cloning`). What other features keep about a
session stays with the session that it was kept about.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from convene.clock import now, today_in
from convene.database import columns_to_copy, concerning, db, use_case
from convene.engines.ics import spring_gap
from convene.events.models import Event
from convene.events.services.changing import show_anew
from convene.programme.models import (
    Agenda,
    AgendaRule,
    AgendaRuleMember,
    Contribution,
    PersonOnStage,
    Session,
    Track,
)
from convene.programme.queries.availability import availability_due_on
from convene.programme.queries.conditions import rules_of, ways_of
from convene.programme.queries.draft import sessions_of, tracks_of
from convene.programme.queries.materials import materials_with_a_time
from convene.programme.rules.asking import moved_due_day
from convene.programme.rules.codes import new_code
from convene.programme.rules.files import shifted
from convene.programme.services.writing import begin_change

#: What belongs to one edition only: ids and codes, the file that it came from, its slides, what became of it.
SESSION_ANEW = frozenset(
    {"id", "event_id", "code", "number", "source_id", "track_id", "room_id", "day", "starts_local", "fold", "links",
     "was_published", "withdrawn_at", "created_at", "changed_at", "on_days"}
)  # fmt: skip
TRACK_ANEW = frozenset({"id", "event_id"})
CONTRIBUTION_ANEW = frozenset({"id", "session_id"})
ON_STAGE_ANEW = frozenset({"id", "session_id", "contribution_id"})


@use_case
def copy_agenda(
    event_id: UUID, to_event_id: UUID, rooms: Mapping[UUID, UUID], *, with_people: bool = False, by: str
) -> int:
    """Write the draft of an event into another one of no agenda, as many days later as it begins later.

    `rooms` says which room is which there; a room that is not named is left out. Withdrawn sessions stay behind. The
    day by which those on stage say when they can be there is as much later, as in `move_sessions`. Returns how
    many sessions would have begun in the hour that a night of spring skips: they begin when it is over.
    """
    begin_change(to_event_id)
    event, other = db.session.get_one(Event, event_id), db.session.get_one(Event, to_event_id)
    later = other.starts_on - event.starts_on
    _set_due_day(to_event_id, availability_due_on(event_id), later, other.zone)
    tracks = _copy_tracks(event_id, to_event_id)
    standing = sessions_of(event_id).where(Session.withdrawn_at.is_(None)).order_by(Session.number)
    pairs: list[tuple[Session, Session]] = []
    codes: set[str] = set()
    skipped = 0
    for number, session in enumerate(db.session.scalars(standing).all(), start=1):
        code = new_code(codes)
        codes.add(code)
        when, was_skipped = _placed(session, later, other.zone)
        skipped += was_skipped
        copy = Session(
            **columns_to_copy(session, SESSION_ANEW),
            **when,
            id=uuid4(),
            event_id=to_event_id,
            code=code,
            number=number,
            track_id=tracks.get(session.track_id) if session.track_id else None,
            room_id=rooms.get(session.room_id) if session.room_id else None,
            links=[],
            on_days=_days_later(session, later),
            created_at=now(),
            changed_at=now(),
        )
        db.session.add(copy)
        pairs.append((session, copy))
    db.session.flush()
    _copy_conditions(event_id, to_event_id, {session.id: copy.id for session, copy in pairs})
    contributions = _copy_contributions(pairs)
    if with_people:
        _copy_people(pairs, contributions)
    return skipped


@use_case
def move_sessions(event_id: UUID, later: timedelta, *, by: str) -> int:
    """Move every session of the draft by whole days, the withdrawn too; as `copy_agenda` says of spring.

    Materials that wait for a time of their own wait as much longer. They are no part of a version: it counts at once.
    So does the day by which those on stage say when they can be there; where it would be over, no day is set.
    """
    begin_change(event_id)
    zone = db.session.get_one(Event, event_id).zone
    _set_due_day(event_id, availability_due_on(event_id), later, zone)
    skipped = 0
    for session in db.session.scalars(select(Session).where(Session.event_id == event_id)).all():
        when, was_skipped = _placed(session, later, zone)
        skipped += was_skipped
        for name, value in when.items():
            setattr(session, name, value)
        session.on_days = _days_later(session, later)
        session.changed_at = now()
    for material in db.session.scalars(materials_with_a_time(event_id)).all():
        if material.available_local is not None:
            wall = material.available_local + later
            material.available_local, _fold = shifted(wall, 0, zone, spring_gap(wall, zone))
    show_anew(event_id)
    concerning(event_id=event_id)
    return skipped


def _days_later(session: Session, later: timedelta) -> list[str]:
    """The days on which it may be, so much later."""
    return [(date.fromisoformat(each) + later).isoformat() for each in session.on_days]


def _copy_conditions(event_id: UUID, to_event_id: UUID, copies: Mapping[UUID, UUID]) -> None:
    """The rules between sessions that came along, and how long the ways are."""
    for rule in rules_of(event_id):
        members = [copies[each] for each in rule.session_ids if each in copies]
        if len(members) > 1:
            row = AgendaRule(id=uuid4(), event_id=to_event_id, kind=rule.kind, gap=rule.gap, created_at=now())
            row.members = [AgendaRuleMember(session_id=each, position=place) for place, each in enumerate(members)]
            db.session.add(row)
    agenda = db.session.get_one(Agenda, to_event_id)
    agenda.walk_minutes, agenda.walk_between_buildings = ways_of(event_id)


def _set_due_day(event_id: UUID, due_on: date | None, later: timedelta, zone: str) -> None:
    agenda = db.session.get_one(Agenda, event_id, populate_existing=True)
    agenda.availability_due_on = moved_due_day(due_on, later, today_in(zone))


def _placed(session: Session, later: timedelta, zone: str) -> tuple[dict[str, Any], bool]:
    """Its columns of day and time so much later, and whether its hour is one that the clocks skip there."""
    if session.starts_local is None or session.day is None:
        return {"day": None, "starts_local": None, "fold": 0}, False
    day: date = session.day + later
    wall: datetime = session.starts_local + later
    gap = spring_gap(wall, zone)
    starts_local, fold = shifted(wall, session.fold, zone, gap)
    return {"day": day, "starts_local": starts_local, "fold": fold}, gap is not None


def _copy_tracks(event_id: UUID, to_event_id: UUID) -> dict[UUID, UUID]:
    now_there = {}
    for track in tracks_of(event_id):
        copy = Track(**columns_to_copy(track, TRACK_ANEW), id=uuid4(), event_id=to_event_id)
        db.session.add(copy)
        now_there[track.id] = copy.id
    db.session.flush()
    return now_there


def _copy_contributions(pairs: Sequence[tuple[Session, Session]]) -> dict[UUID, UUID]:
    now_there = {}
    for session, copy in pairs:
        for each in session.contributions:
            other = Contribution(**columns_to_copy(each, CONTRIBUTION_ANEW), id=uuid4(), session_id=copy.id)
            db.session.add(other)
            now_there[each.id] = other.id
    db.session.flush()  # people refer to contributions, and no relationship tells SQLAlchemy which come first
    return now_there


def _copy_people(pairs: Sequence[tuple[Session, Session]], contributions: Mapping[UUID, UUID]) -> None:
    for session, copy in pairs:
        for one in session.on_stage:
            of_which = contributions[one.contribution_id] if one.contribution_id else None
            columns = columns_to_copy(one, ON_STAGE_ANEW)
            db.session.add(PersonOnStage(**columns, id=uuid4(), session_id=copy.id, contribution_id=of_which))
    db.session.flush()
