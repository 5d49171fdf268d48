"""After each test here the ledger of calendars says what is true of the registrations."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from convene.calendar.models import CalendarFollower
from convene.database import db
from convene.registration.catalogue import FOLLOWER_SOURCE, PoolKind, RegistrationState
from convene.registration.models import Registration, SeatPool, SeatTaken

Told = set[tuple[UUID, UUID, str, UUID, str, str, str, str]]


@pytest.fixture(autouse=True)
def who_follows_is_who_takes_part(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test has done to registrations: who has a place follows the event and their sessions, nobody else."""
    if "app" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("app")
    yield
    db.session.rollback()
    assert told() == true()


def told() -> Told:
    rows = db.session.scalars(
        select(CalendarFollower).where(CalendarFollower.ended_at.is_(None), CalendarFollower.source == FOLLOWER_SOURCE)
    )
    return {
        (
            each.event_id,
            each.source_id,
            each.kind,
            each.subject_id,
            each.email,
            each.email_key,
            each.name,
            each.language,
        )
        for each in rows
    }


def true() -> Told:
    coming = list(db.session.scalars(select(Registration).where(Registration.state == RegistrationState.CONFIRMED)))
    sessions = db.session.execute(
        select(SeatTaken.registration_id, SeatPool.subject_id)
        .join(SeatPool, SeatPool.id == SeatTaken.pool_id)
        .where(SeatPool.kind == PoolKind.SESSION)
    ).all()
    followed = [
        *((each, "event", each.event_id) for each in coming),
        *((each, "session", row.subject_id) for row in sessions for each in coming if row.registration_id == each.id),
    ]
    return {
        # Who has left no address is reached at none, and followed up by nobody.
        (
            each.event_id,
            each.id,
            kind,
            subject_id,
            each.email,
            each.email_key if each.email else "",
            each.name,
            each.language,
        )
        for each, kind, subject_id in followed
    }
