"""Who has come: at the door, online, to the event and to its sessions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from convene.database import db
from convene.registration.catalogue import How, Mode, RegistrationState
from convene.registration.models import Attendance, Registration, TicketKind


@dataclass(frozen=True, slots=True)
class Arrival:
    """When somebody came, how, and by which desk. An undo names the slip."""

    came_at: datetime
    how: How
    desk: str
    slip_id: UUID


@dataclass(frozen=True, slots=True)
class DoorCount:
    """How many are in the room, of how many with a place who are expected there; and how many have joined online."""

    arrived: int
    expected: int
    joined_online: int
    with_place: int

    @property
    def in_all(self) -> int:
        return self.arrived + self.joined_online


@dataclass(frozen=True, slots=True)
class ChangeAtTheDoor:
    """Somebody came, or that was undone (`arrival` is None)."""

    registration_id: UUID
    revision: int
    arrival: Arrival | None


def last_revision(event_id: UUID) -> int:
    """The number of the last change at the doors of an event; 0 before the first."""
    return db.session.scalar(select(func.max(Attendance.revision)).where(Attendance.event_id == event_id)) or 0


def count_at(event_id: UUID, subject_id: UUID) -> DoorCount:
    """How many have come. Who has an online ticket and stands at the door is in the room. One statement."""
    is_online = Attendance.how == How.ONLINE
    is_here = and_(Attendance.id.is_not(None), ~is_online)
    is_expected = or_(TicketKind.mode.is_(None), TicketKind.mode != Mode.ONLINE, is_here)
    row = db.session.execute(
        select(
            func.count(case((is_here, Registration.id))),
            func.count(case((is_expected, Registration.id))),
            func.count(case((is_online, Registration.id))),
            func.count(Registration.id),
        )
        .select_from(Registration)
        .outerjoin(TicketKind, TicketKind.id == Registration.ticket_kind_id)
        .outerjoin(Attendance, has_come_to(subject_id))
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.CONFIRMED)
    ).one()
    return DoorCount(*row)


def changes_since(event_id: UUID, subject_id: UUID, revision: int) -> list[ChangeAtTheDoor]:
    """What has changed at a door after a revision, in order. One statement."""
    rows = db.session.scalars(
        select(Attendance)
        .where(
            Attendance.event_id == event_id,
            Attendance.subject_id == subject_id,
            Attendance.revision > revision,
        )
        .order_by(Attendance.revision)
    )
    return [
        ChangeAtTheDoor(row.registration_id, row.revision, _arrival(row) if row.undone_at is None else None)
        for row in rows
    ]


def arrival_of(registration_id: UUID, subject_id: UUID) -> Arrival | None:
    """When somebody came, if they have. One statement."""
    return _arrival(
        db.session.scalar(
            select(Attendance).where(
                Attendance.registration_id == registration_id,
                Attendance.subject_id == subject_id,
                Attendance.undone_at.is_(None),
            )
        )
    )


def has_come_to(subject_id: UUID) -> ColumnElement[bool]:
    """Joins what is noted of a registration at a door, if they have come."""
    return and_(
        Attendance.registration_id == Registration.id,
        Attendance.subject_id == subject_id,
        Attendance.undone_at.is_(None),
    )


def arrival_in(row: Attendance) -> Arrival:
    return Arrival(row.came_at, row.how, row.desk, row.slip_id)


def _arrival(row: Attendance | None) -> Arrival | None:
    return arrival_in(row) if row is not None else None
