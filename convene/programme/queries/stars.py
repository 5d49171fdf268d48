"""What readers have starred."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, select

from convene.calendar.models import CalendarItem
from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.programme.models import AgendaReader, Interest, Session


def is_reader(event_id: UUID, reader_id: UUID) -> bool:
    """Whether somebody with stars at this event is known by this id. One statement."""
    where = (AgendaReader.id == reader_id, AgendaReader.event_id == event_id)
    return db.session.scalar(select(AgendaReader.id).where(*where)) is not None


def stars_of(event_id: UUID, reader_id: UUID) -> dict[str, UUID]:
    """The sessions that a reader has starred at an event: their codes, and what they are. One statement."""
    rows = db.session.execute(
        select(Session.code, Session.id)
        .join(Interest, Interest.session_id == Session.id)
        .where(Session.event_id == event_id, Interest.reader_id == reader_id)
        .order_by(Session.code)
    )
    return {code: session_id for code, session_id in rows}  # noqa: C416, a Row is no tuple to mypy


STARRED = (
    select(CalendarItem)
    .join(Interest, Interest.session_id == CalendarItem.subject_id)
    .where(CalendarItem.kind == "session", Interest.reader_id == bindparam("reader_id"))
    .order_by(CalendarItem.uid)
)
"""The entries about what a reader has starred. Written once: after a publish a thousand calendars ask it."""


def star_counts(event_id: UUID) -> dict[UUID, int]:
    """How many readers have starred each session of the draft; those without a star are left out. One statement."""
    rows = db.session.execute(
        select(Interest.session_id, func.count())
        .join(Session, Session.id == Interest.session_id)
        .where(Session.event_id == event_id)
        .group_by(Interest.session_id)
    )
    return {session_id: count for session_id, count in rows}  # noqa: C416, a Row is no tuple to mypy


def stars_by_reader(event_id: UUID) -> dict[UUID, list[UUID]]:
    """What each reader has starred of the draft. One statement."""
    rows = db.session.execute(
        select(Interest.reader_id, Interest.session_id)
        .join(Session, Session.id == Interest.session_id)
        .where(Session.event_id == event_id)
        .order_by(Interest.reader_id, Interest.session_id)
    )
    starred: dict[UUID, list[UUID]] = {}
    for reader_id, session_id in rows:
        starred.setdefault(reader_id, []).append(session_id)
    return starred


def star_count(session_id: UUID) -> int:
    """How many readers have starred one session. One statement."""
    return db.session.scalar(select(func.count()).where(Interest.session_id == session_id)) or 0


def has_readers_unused_since(at: datetime) -> bool:
    """Whether a reader is kept for longer than was said. One statement."""
    return bool(db.session.scalar(select(exists().where(is_unused_since(at)))))


def is_unused_since(at: datetime) -> ColumnElement[bool]:
    """The condition: nothing was starred since, and the event is over. Who stars a year and a half ahead keeps it."""
    starred_since = exists().where(Interest.reader_id == AgendaReader.id, Interest.created_at >= at)
    is_coming = exists().where(Event.id == AgendaReader.event_id, Event.ends_on >= now().date())
    return and_(AgendaReader.created_at < at, ~starred_since, ~is_coming)
