"""Who signed up for the sessions of an event, and who came to them."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from convene.database import db
from convene.registration.catalogue import PoolKind
from convene.registration.models import Attendance, Registration, SeatPool, SeatTaken
from convene.spelling import by_name


@dataclass(frozen=True, slots=True)
class AtSession:
    """Somebody who signed up for a session, or came to it, or both."""

    registration_id: UUID
    name: str
    organisation: str
    email: str
    signed_up_at: datetime | None = None
    came_at: datetime | None = None


def who_was_at_sessions(event_id: UUID, session_id: UUID | None = None) -> dict[UUID, list[AtSession]]:
    """Of each session (or this one), by name: who signed up, and who came. Two statements."""
    signed_up = (
        select(SeatPool.subject_id, SeatTaken.taken_at, Registration)
        .join(SeatTaken, SeatTaken.pool_id == SeatPool.id)
        .join(Registration, Registration.id == SeatTaken.registration_id)
        .where(SeatPool.event_id == event_id, SeatPool.kind == PoolKind.SESSION)
    )
    came = (
        select(Attendance.subject_id, Attendance.came_at, Registration)
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(Attendance.event_id == event_id, Attendance.subject_id != event_id, Attendance.undone_at.is_(None))
    )
    if session_id is not None:
        signed_up, came = (
            signed_up.where(SeatPool.subject_id == session_id),
            came.where(Attendance.subject_id == session_id),
        )
    found: dict[UUID, dict[UUID, AtSession]] = defaultdict(dict)
    for subject_id, at, row in db.session.execute(signed_up):
        found[subject_id][row.id] = replace(_at_session(row), signed_up_at=at)
    for subject_id, at, row in db.session.execute(came):
        found[subject_id][row.id] = replace(found[subject_id].get(row.id) or _at_session(row), came_at=at)
    return {
        subject_id: sorted(people.values(), key=lambda one: (by_name(one.name), one.registration_id))
        for subject_id, people in found.items()
    }


def _at_session(row: Registration) -> AtSession:
    return AtSession(row.id, row.name, row.organisation, row.email)


def how_many_came_to_sessions(event_id: UUID) -> dict[UUID, int]:
    """Of each session to which somebody came: how many. One statement."""
    rows = db.session.execute(
        select(Attendance.subject_id, func.count())
        .where(Attendance.event_id == event_id, Attendance.subject_id != event_id, Attendance.undone_at.is_(None))
        .group_by(Attendance.subject_id)
    )
    return {row[0]: row[1] for row in rows}
