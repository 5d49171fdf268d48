"""Series and those who follow them."""

from uuid import UUID, uuid4

from sqlalchemy import select

from convene.clock import now
from convene.database import bookkeeping, db
from convene.events.models import Event, Series
from convene.subscriptions import services
from convene.subscriptions.models import Subscription


@bookkeeping
def make_series(*events: Event, slug: str = "regional-forums", title: str = "Regional forums") -> UUID:
    """A series of the team of these events, which are its editions."""
    series_id = uuid4()
    db.session.add(
        Series(id=series_id, team_id=events[0].team_id, slug=slug, title=title, created_at=now(), changed_at=now())
    )
    db.session.flush()
    for number, event in enumerate(events, start=1):
        row = db.session.get_one(Event, event.id)
        row.series_id, row.edition = series_id, number
    return series_id


def ask_to_follow(series_id: UUID, email: str, language: str = "en") -> UUID:
    """Somebody types an address; returns the subscription, asked for."""
    services.follow([series_id], email, language=language)
    return subscription_with(series_id, email).id


def make_follower(series_id: UUID, email: str) -> UUID:
    """Somebody who has pressed the button."""
    subscription_id = ask_to_follow(series_id, email)
    services.confirm(subscription_id, [subscription_id])
    return subscription_id


def subscription_with(series_id: UUID, email: str) -> Subscription:
    """The row of an address, as it is now."""
    db.session.rollback()
    return db.session.scalars(
        select(Subscription).where(Subscription.series_id == series_id, Subscription.email == email)
    ).one()
