from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select

from convene.clock import now
from convene.database import db
from convene.events.models import Event, Series
from convene.events.queries import public_series
from convene.outbox.models import Message, MessageState
from convene.spelling import normalised_address
from convene.subscriptions.catalogue import ANNOUNCEMENT, ENDED_FOR, UNCONFIRMED_FOR, SubscriptionState
from convene.subscriptions.models import Announcement, Subscription
from convene.web.searching import has_words

#: So many series a form offers at most.
MOST_SERIES = 50


def series_to_follow(most: int = MOST_SERIES) -> list[Series]:
    """The series that strangers may know of, by title. One statement."""
    return list(db.session.scalars(public_series().limit(most)))


def are_public(series_ids: Collection[UUID]) -> bool:
    """Whether everybody may see all of these series."""
    found = db.session.scalars(public_series().where(Series.id.in_(series_ids))).all()
    return len(found) == len(set(series_ids))


def series_of(event: Event) -> Series | None:
    """The series that an event is an edition of, of the same team; None: of none."""
    if event.series_id is None:
        return None
    return db.session.scalar(select(Series).where(Series.id == event.series_id, Series.team_id == event.team_id))


def subscription_and_series(subscription_id: UUID) -> tuple[Subscription, Series] | None:
    """A subscription and what it is to, or None: it is forgotten. One statement."""
    row = db.session.execute(
        select(Subscription, Series)
        .join(Series, Series.id == Subscription.series_id)
        .where(Subscription.id == subscription_id)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def subscription_at(series_id: UUID, email: str) -> Subscription | None:
    """What an address has to do with a series, whatever the state. One statement."""
    return db.session.scalar(
        select(Subscription).where(
            Subscription.series_id == series_id, Subscription.email_key == normalised_address(email)
        )
    )


def of_the_same_address(subscription: Subscription, state: SubscriptionState) -> Sequence[tuple[Subscription, Series]]:
    """What the owner of an address has in this state, by title of the series. One statement."""
    return _of_the_address(subscription.email_key, Subscription.state == state)


def asked_of_the_same_address(subscription: Subscription) -> Sequence[tuple[Subscription, Series]]:
    """What the owner of an address is asked, by title of the series. One statement."""
    return _of_the_address(subscription.email_key, is_asked(now()))


def last_mailed(email_key: str) -> tuple[datetime | None, datetime | None]:
    """When an address was last asked what it has not said yes to since, and last told that it follows already, for
    whatever series. One statement."""
    waits = Subscription.confirmed_at.is_(None) | (Subscription.asked_at > Subscription.confirmed_at)
    latest = select(func.max(case((waits, Subscription.asked_at))), func.max(Subscription.reminded_at))
    row = db.session.execute(latest.where(Subscription.email_key == email_key)).one()
    return row[0], row[1]


def _of_the_address(email_key: str, which: ColumnElement[bool]) -> Sequence[tuple[Subscription, Series]]:
    rows = db.session.execute(
        select(Subscription, Series)
        .join(Series, Series.id == Subscription.series_id)
        .where(Subscription.email_key == email_key, which)
        .order_by(Series.title, Series.id)
    )
    return [(row[0], row[1]) for row in rows]


def followers_of(series_id: UUID, *, search: str = "") -> Select[Subscription]:
    """Who follows a series, the newest first; those in whose address each word of a search stands."""
    return (
        select(Subscription)
        .where(
            Subscription.series_id == series_id,
            Subscription.state == SubscriptionState.CONFIRMED,
            has_words(search, Subscription.email),
        )
        .order_by(Subscription.confirmed_at.desc(), Subscription.id)
    )


def follower_of(series_id: UUID, subscription_id: UUID) -> Subscription | None:
    """One who follows this series, or followed it."""
    return db.session.scalar(
        select(Subscription).where(
            Subscription.id == subscription_id,
            Subscription.series_id == series_id,
            Subscription.state != SubscriptionState.ASKED,
        )
    )


def count_followers(series_id: UUID) -> int:
    """How many follow a series."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Subscription.series_id == series_id, Subscription.state == SubscriptionState.CONFIRMED
            )
        )
        or 0
    )


def followers_counted(team_id: UUID) -> dict[UUID, int]:
    """How many follow each series of a team, those that nobody follows left out. One statement."""
    rows = db.session.execute(
        select(Subscription.series_id, func.count())
        .join(Series, Series.id == Subscription.series_id)
        .where(Series.team_id == team_id, Subscription.state == SubscriptionState.CONFIRMED)
        .group_by(Subscription.series_id)
    )
    return {row[0]: row[1] for row in rows}


def announcement_of(event_id: UUID) -> Announcement | None:
    """That the followers were told of an event, or are being told; None: they were not. One statement.

    An announcement none of whose mails went out, since the event was withdrawn before, has told nobody.
    """
    is_told = exists().where(
        Message.event_id == event_id, Message.name == ANNOUNCEMENT, Message.state != MessageState.REPLACED
    )
    return db.session.scalar(select(Announcement).where(Announcement.event_id == event_id, is_told))


def has_what_is_over() -> bool:
    """Whether an address is kept for longer than was said. One statement."""
    return bool(db.session.scalar(select(exists().where(is_over(now())))))


def is_asked(at: datetime) -> ColumnElement[bool]:
    """The condition: a question waits for the owner, as `rules.is_asked`."""
    return or_(
        Subscription.state == SubscriptionState.ASKED,
        (Subscription.state == SubscriptionState.ENDED)
        & (Subscription.asked_at > Subscription.ended_at)
        & (Subscription.asked_at >= at - UNCONFIRMED_FOR),
    )


def is_over(at: datetime) -> ColumnElement[bool]:
    """The condition: never confirmed and asked for long ago, or ended long ago."""
    return or_(
        (Subscription.state == SubscriptionState.ASKED) & (Subscription.asked_at < at - UNCONFIRMED_FOR),
        (Subscription.state == SubscriptionState.ENDED)
        & (Subscription.ended_at < at - ENDED_FOR)
        & (Subscription.asked_at < at - UNCONFIRMED_FOR),
    )
