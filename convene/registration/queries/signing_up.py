"""Sign-up for sessions: which have it, how many places are left, who has one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from convene.database import db
from convene.registration.catalogue import PoolKind
from convene.registration.models import SeatPool, SeatTaken
from convene.registration.rules.opening import Filled


@dataclass(frozen=True, slots=True)
class SessionPlaces(Filled):
    """The places of a session that people sign up for."""

    pool_id: UUID


def places_of_sessions(event_id: UUID) -> dict[UUID, SessionPlaces]:
    """The sessions of an event that people sign up for. One statement."""
    rows = db.session.execute(
        select(SeatPool.subject_id, SeatPool.id, SeatPool.capacity, SeatPool.taken).where(
            SeatPool.event_id == event_id, SeatPool.kind == PoolKind.SESSION
        )
    )
    return {row.subject_id: SessionPlaces(row.capacity, row.taken, row.id) for row in rows}


def places_of_session(event_id: UUID, session_id: UUID) -> SessionPlaces | None:
    """The places of one session, or None: nobody signs up for it. One statement."""
    row = db.session.execute(
        select(SeatPool.id, SeatPool.capacity, SeatPool.taken).where(
            SeatPool.event_id == event_id, SeatPool.kind == PoolKind.SESSION, SeatPool.subject_id == session_id
        )
    ).one_or_none()
    return SessionPlaces(row.capacity, row.taken, row.id) if row is not None else None


def sessions_of(registration_id: UUID) -> dict[UUID, datetime]:
    """The sessions that somebody has signed up for, and when they did. One statement."""
    rows = db.session.execute(
        select(SeatPool.subject_id, SeatTaken.taken_at)
        .join(SeatPool, SeatPool.id == SeatTaken.pool_id)
        .where(SeatTaken.registration_id == registration_id, SeatPool.kind == PoolKind.SESSION)
        .order_by(SeatTaken.taken_at, SeatPool.subject_id)
    )
    return {row.subject_id: row.taken_at for row in rows}


def signed_up_for(event_id: UUID, session_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Of those of some sessions that people sign up for: the registrations that have. One statement."""
    rows = db.session.execute(
        select(SeatPool.subject_id, SeatTaken.registration_id)
        .outerjoin(SeatTaken, SeatTaken.pool_id == SeatPool.id)
        .where(SeatPool.event_id == event_id, SeatPool.kind == PoolKind.SESSION, SeatPool.subject_id.in_(session_ids))
    )
    found: dict[UUID, set[UUID]] = {}
    for session_id, registration_id in rows:
        found.setdefault(session_id, set()).update([registration_id] if registration_id else [])
    return found


def said_of_sign_up(event_id: UUID, codes: Mapping[UUID, str]) -> dict[str, object]:
    """What organisers have set of the sessions named in `codes`, by the names of the form's fields. One statement."""
    there = places_of_sessions(event_id)
    said: dict[str, object] = {}
    for session_id, code in codes.items():
        places = there.get(session_id)
        said[f"places_{code}"] = places.capacity if places else None
        said[f"unlimited_{code}"] = places is not None and places.capacity is None
    return said
