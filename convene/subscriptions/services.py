from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select, update

from convene.clock import now
from convene.database import bookkeeping, concerning, db, hold, use_case
from convene.events.models import Event, Series
from convene.events.queries import held_event
from convene.events.rules import is_over as is_event_over
from convene.events.services import keeping_series
from convene.outbox.services import Receiver, enqueue_for_each
from convene.spelling import normalised_address
from convene.subscriptions import emails
from convene.subscriptions.catalogue import ANNOUNCEMENT, SubscriptionState
from convene.subscriptions.errors import NobodyFollows, NoSuchSeries, NoSuchSubscription, SeriesIsFollowed, ToldAlready
from convene.subscriptions.models import Announcement, Subscription
from convene.subscriptions.queries import (
    announcement_of,
    are_public,
    count_followers,
    follower_of,
    is_asked,
    is_over,
    last_mailed,
    series_of,
)
from convene.subscriptions.rules import id_of_address, may_be_asked, may_be_reminded, why_not_announce


@use_case
def follow(series_ids: Collection[UUID], email: str, *, language: str, by: str = "participant") -> None:
    """Ask the owner of an address, by one mail, whether they want to hear about these series.

    For a series that the address follows already nothing changes; if it follows all of them, one mail says so, at
    most one a day. Whoever has not answered yet is asked once an hour at most: the link that they have offers what
    is asked for since.
    Whoever asks learns none of this. NoSuchSeries: one of them is not public.
    """
    if not series_ids or not are_public(series_ids):
        raise NoSuchSeries
    key = normalised_address(email)
    hold(("address that follows", id_of_address(key)))  # two forms at once make one row and one mail
    last_asked, last_reminded = last_mailed(key)
    at = now() if last_asked is None or may_be_asked(last_asked, now()) else last_asked
    rows = [_asked(series_id, email, key, language, at) for series_id in sorted(set(series_ids))]
    concerning(series_id=rows[0].series_id)
    db.session.flush()
    asked = [row for row in rows if row.state is not SubscriptionState.CONFIRMED]
    if asked:
        if at != last_asked:
            emails.confirm(asked[0])
    elif may_be_reminded(last_reminded, now()):
        for row in rows:
            row.reminded_at = now()
        emails.already(rows[0])


@use_case
def confirm(subscription_id: UUID, chosen_ids: Collection[UUID], *, by: str = "participant") -> None:
    """The owner of the address wants to hear about these series. Doing it again changes nothing.

    `subscription_id` is that of the link; `chosen_ids` are taken only where they are asked for by the same address.
    """
    key = db.session.scalar(select(Subscription.email_key).where(Subscription.id == subscription_id))
    db.session.execute(
        update(Subscription)
        .where(
            Subscription.email_key == key,
            Subscription.id.in_(chosen_ids),
            is_asked(now()),
        )
        .values(state=SubscriptionState.CONFIRMED, confirmed_at=now(), ended_at=None)
    )


@use_case
def leave(subscription_id: UUID, *, by: str = "participant") -> None:
    """The owner wants to hear no more. Once more, or for a row that is forgotten, changes nothing."""
    _end(subscription_id)


@use_case
def come_back(subscription_id: UUID, link_version: int, *, by: str = "participant") -> None:
    """Undo `leave`, for who had confirmed. An organiser has ended it, or it is forgotten: nothing changes."""
    db.session.execute(
        update(Subscription)
        .where(
            Subscription.id == subscription_id,
            Subscription.state == SubscriptionState.ENDED,
            Subscription.confirmed_at.is_not(None),
            Subscription.link_version == link_version,
        )
        .values(state=SubscriptionState.CONFIRMED, ended_at=None)
    )


@use_case
def end_for(event_id: UUID, subscription_id: UUID, *, by: str) -> None:
    """End what somebody asked an organiser to end. Links given out before lead back no more.

    NoSuchSubscription: it is not one of the series of this event.
    """
    series = series_of(db.session.get_one(Event, event_id))
    if series is None or follower_of(series.id, subscription_id) is None:
        raise NoSuchSubscription
    _end(subscription_id, raise_version_by=1)


@use_case
def announce(event_id: UUID, *, word: str = "", by: str) -> int:
    """Tell everybody who follows the series of an event that it is there, once; returns how many.

    Who follows later is told of the edition after. Who leaves before their mail goes out gets none. Where no mail went
    out, since the event was withdrawn before, it can be told again.
    InNoSeries, EditionIsOver, NotPublic, ToldAlready, NobodyFollows: nobody is mailed.
    """
    event = held_event(event_id)
    series = series_of(event)
    ended = is_event_over(event.ends_on, event.day_turns_at, event.zone, now())
    refusal = why_not_announce(
        event.state, is_in_series=series is not None, is_over=ended, is_cancelled=event.is_cancelled
    )
    if refusal is not None or series is None:
        raise refusal or NoSuchSeries
    if announcement_of(event_id) is not None:
        raise ToldAlready
    followers = db.session.execute(
        select(Subscription.id, Subscription.email, Subscription.language)
        .where(Subscription.series_id == series.id, Subscription.state == SubscriptionState.CONFIRMED)
        .order_by(Subscription.confirmed_at, Subscription.id)
    ).all()
    if not followers:
        raise NobodyFollows
    db.session.execute(delete(Announcement).where(Announcement.event_id == event_id))  # one that has told nobody
    db.session.add(Announcement(id=uuid4(), event_id=event_id, word=word, told=len(followers), told_at=now()))
    enqueue_for_each(
        ANNOUNCEMENT,
        [Receiver(row.email, row.language, {"event_id": event_id, "subscription_id": row.id}) for row in followers],
        event_id=event_id,
    )
    return len(followers)


@use_case
def remove_series(event_id: UUID, series_id: UUID, *, known_followers: int = 0, by: str) -> None:
    """Remove a series of the event's team that no event belongs to, and forget who follows it.

    `known_followers` is how many are forgotten as the organiser was told.
    SeriesHasEvents; SeriesIsFollowed: there are others or more. Nothing is removed.
    """
    hold(("event", event_id), ("series", series_id))
    series = db.session.get(Series, series_id)
    if series is None or series.team_id != db.session.get_one(Event, event_id).team_id:
        raise NoSuchSeries
    followers = count_followers(series_id)
    if followers not in (0, known_followers):
        raise SeriesIsFollowed(series.title, followers)
    keeping_series.remove_series(event_id, series_id, by=by)  # their rows go with it


@use_case
def note_export(event_id: UUID, *, by: str) -> None:
    """Leave a line in the log that the list of followers was taken out as a file."""


@bookkeeping
def forget_what_is_over() -> int:
    """Drop addresses whose owners never said yes, or have left long ago; returns how many."""
    return len(db.session.execute(delete(Subscription).where(is_over(now())).returning(Subscription.id)).all())


def _asked(series_id: UUID, email: str, key: str, language: str, at: datetime) -> Subscription:
    """The row of an address for a series, asked for at this instant unless it is confirmed.

    Of who has left nothing else changes before they say yes: whoever typed the address may not be its owner.
    """
    row = db.session.scalar(
        select(Subscription).where(Subscription.series_id == series_id, Subscription.email_key == key)
    )
    if row is None:
        row = Subscription(id=uuid4(), series_id=series_id, email=email, email_key=key, link_version=1)
        row.state = SubscriptionState.ASKED
        db.session.add(row)
    elif row.state is SubscriptionState.CONFIRMED:
        return row
    row.asked_at = at
    if row.state is SubscriptionState.ASKED:
        row.language = language
    return row


def _end(subscription_id: UUID, *, raise_version_by: int = 0) -> None:
    """One statement: of two at once, one ends it and the other finds it ended."""
    db.session.execute(
        update(Subscription)
        .where(
            Subscription.id == subscription_id,
            # One that is asked once more since it ended is asked no more.
            or_(Subscription.state != SubscriptionState.ENDED, is_asked(now())),
        )
        .values(
            state=SubscriptionState.ENDED,
            ended_at=now(),
            link_version=Subscription.link_version + raise_version_by,
        )
    )
