"""Series and those who follow them."""

from uuid import UUID

from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.events.services.keeping_series import SeriesFacts, begin_series, put_into_series
from convene.subscriptions import services
from convene.subscriptions.models import Subscription


def make_series(*events: Event, slug: str = "regional-forums", title: str = "Regional forums") -> UUID:
    """A series of the team of these events, which are its editions."""
    first, *others = events
    series_id = begin_series(first.id, SeriesFacts(title=title), slug=slug, by="test")
    for number, event in enumerate(others, start=2):
        put_into_series(event.id, series_id, number, by="test")
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
