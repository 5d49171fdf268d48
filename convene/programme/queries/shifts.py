"""Moves of a day that was late or early."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from convene.database import db
from convene.programme.lateness import KeptMove, sessions_of_day
from convene.programme.models import DayShift
from convene.programme.queries.draft import said_of_slot
from convene.programme.structure import Structure


def shift_of(event_id: UUID, shift_id: UUID) -> DayShift | None:
    """A move of the event. One statement."""
    return db.session.scalar(select(DayShift).where(DayShift.event_id == event_id, DayShift.id == shift_id))


def last_shift(event_id: UUID, day: date) -> DayShift | None:
    """The last move of a day that was not taken back. One statement."""
    return db.session.scalar(
        select(DayShift)
        .where(DayShift.event_id == event_id, DayShift.day == day, DayShift.taken_back_at.is_(None))
        .order_by(DayShift.made_at.desc(), DayShift.id)
        .limit(1)
    )


def kept_moves(shift: DayShift) -> list[KeptMove]:
    """What a move of a day has moved. No statement."""
    return [KeptMove.from_json(each) for each in shift.moves]


def said_of_day(structure: Structure, day: date) -> dict[str, object]:
    """Where the sessions of a day stand, by their codes: what a move of it rests on."""
    return {one.code: said_of_slot(one) for one in sessions_of_day(structure, day)}
