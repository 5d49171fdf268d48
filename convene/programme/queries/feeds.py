"""Whose calendar a secret address leads to."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from convene.calendar.catalogue import FeedKind
from convene.calendar.models import CalendarFeed
from convene.database import db
from convene.events.models import Event
from convene.programme.models import Agenda
from convene.programme.queries.versions import ROW, PublicRow
from convene.web.signed_links import hash_of_secret


@dataclass(frozen=True, slots=True)
class FeedAt:
    """The calendar at a secret address: whose it is, and the event that it is about. `row` None: it is of a team."""

    kind: FeedKind
    owner_id: UUID
    subject_id: UUID
    state: tuple[str, ...]
    """Of what its owner has in it, and of its address."""
    slug: str
    title: str
    row: PublicRow | None


_AT_SECRET = (
    select(
        CalendarFeed.kind,
        CalendarFeed.owner_id,
        CalendarFeed.subject_id,
        CalendarFeed.id,
        CalendarFeed.version,
        CalendarFeed.revision,
        Event.slug,
        Event.title,
        *ROW,
    )
    .outerjoin(Event, Event.id == CalendarFeed.subject_id)
    .outerjoin(Agenda, Agenda.event_id == Event.id)
    .where(CalendarFeed.secret_hash == bindparam("secret_hash"))
)


def feed_at(secret: str) -> FeedAt | None:
    """The calendar at an address. None: nobody has it, or no more. One statement of columns."""
    found = db.session.execute(_AT_SECRET, {"secret_hash": hash_of_secret(secret)}).one_or_none()
    if found is None:
        return None
    kind, owner_id, subject_id, feed_id, version, revision, slug, title, *row = found
    state = ("own calendar", str(feed_id), str(version), str(revision))
    is_of_event = slug is not None
    return FeedAt(kind, owner_id, subject_id, state, slug or "", title or "", PublicRow(*row) if is_of_event else None)
