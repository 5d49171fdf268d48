from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from convene.calendar.catalogue import FeedKind
from convene.calendar.models import CalendarFeed
from convene.calendar.queries.feeds import is_feed_of, secret_of
from convene.clock import now
from convene.database import bookkeeping, db, hold
from convene.web.signed_links import hash_of_secret


@bookkeeping
def make_feed_address(kind: FeedKind, owner_id: UUID, subject_id: UUID) -> None:
    """Give somebody an address of their own calendar about an event or a team. One that they had before opens nothing
    from now on."""
    hold(("calendar feed", owner_id))
    feed = db.session.scalar(select(CalendarFeed).where(*is_feed_of(kind, owner_id, subject_id)))
    if feed is None:
        feed = CalendarFeed(id=uuid4(), kind=kind, owner_id=owner_id, subject_id=subject_id, version=0)
        db.session.add(feed)
    feed.version += 1
    feed.secret_hash, feed.made_at = hash_of_secret(secret_of(feed)), now()


@bookkeeping
def change_feed_address(kind: FeedKind, owner_id: UUID, subject_id: UUID, *, is_to_stop: bool) -> None:
    """Take somebody's address away, or give them a new one."""
    if is_to_stop:
        revoke_feed_address(kind, owner_id, subject_id)
    else:
        make_feed_address(kind, owner_id, subject_id)


@bookkeeping
def revoke_feed_address(kind: FeedKind, owner_id: UUID, subject_id: UUID) -> None:
    """Take somebody's address away: it opens nothing from now on."""
    db.session.execute(delete(CalendarFeed).where(*is_feed_of(kind, owner_id, subject_id)))


@bookkeeping
def note_in_feeds(kind: FeedKind, owner_ids: Collection[UUID]) -> None:
    """Note that something else belongs into the calendars of these: what programs have of them is not true any more."""
    db.session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.kind == kind, CalendarFeed.owner_id.in_(owner_ids))
        .values(revision=CalendarFeed.revision + 1)
    )


@bookkeeping
def forget_feeds(kind: FeedKind, owner_ids: Collection[UUID]) -> None:
    """Take every address of these away, whatever it is about: they are gone, or their link is another one."""
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.kind == kind, CalendarFeed.owner_id.in_(owner_ids)))
