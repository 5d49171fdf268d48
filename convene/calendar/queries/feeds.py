"""The secrets in addresses of calendars."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from convene.calendar.catalogue import FeedKind
from convene.calendar.models import CalendarFeed
from convene.database import db
from convene.web.signed_links import hash_of_secret, secret_for

#: Into what the secret of an address is made for: part of it, so never renamed.
FEED = "calendar-feed"


def is_feed_of(kind: FeedKind, owner_id: UUID, subject_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """The condition: it is the calendar of this owner about this."""
    return CalendarFeed.kind == kind, CalendarFeed.owner_id == owner_id, CalendarFeed.subject_id == subject_id


def secret_of(feed: CalendarFeed) -> str:
    """The secret in the address of a calendar."""
    return secret_for(FEED, feed.id, feed.version)


def feed_secret(kind: FeedKind, owner_id: UUID, subject_id: UUID) -> str | None:
    """The secret in somebody's address of their own calendar. One statement.

    None: they have none, or the secret of the installation is another one since, so that it cannot be said again.
    """
    feed = db.session.scalar(select(CalendarFeed).where(*is_feed_of(kind, owner_id, subject_id)))
    return secret_of(feed) if feed is not None and hash_of_secret(secret_of(feed)) == feed.secret_hash else None
