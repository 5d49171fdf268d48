"""What an event says of itself, and who may read it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, update

from convene.calendar.rules import Entry
from convene.calendar.services import move_pages, move_place, sync_items
from convene.clock import now
from convene.database import db, use_case
from convene.events.catalogue import Act, State
from convene.events.errors import (
    AddressIsInUse,
    AddressIsKnown,
    DoesNotFitItsState,
)
from convene.events.models import Event
from convene.events.queries import held_event, said_of, slugs_taken
from convene.events.rules import (
    must_be_likely_days,
    why_not,
)
from convene.events.services.beginning import ADDRESSES, EventFacts
from convene.web.meanwhile import must_be_as_seen


@use_case
def change_event(event_id: UUID, facts: EventFacts, *, slug: str, seen: str | None = None, by: str) -> None:
    """Change what an event says of itself. Its address can change until it is published.

    What stands in calendars follows at once, sessions too: their place is the event's.
    `seen` is the mark (`web.meanwhile`) of the event as the organiser had it on the page. None: whoever saves last
    wins.
    AddressIsInUse, AddressIsKnown, ChangedMeanwhile, EndsBeforeItStarts, LastsTooLong: nothing is changed.
    """
    event = held_event(event_id, ADDRESSES)
    must_be_as_seen(seen, said_of(event), event.title)
    must_be_likely_days(facts.starts_on, facts.ends_on, facts.from_time, facts.until_time)
    if slug != event.slug:
        if event.published_at is not None:
            raise AddressIsKnown
        if slugs_taken([slug]):
            raise AddressIsInUse
        move_pages(event_id, f"/e/{event.slug}/", f"/e/{slug}/", by=by)
        event.slug = slug
    where = event.where
    for name, value in facts.columns.items():
        setattr(event, name, value)
    if event.published_at is not None:
        _keep_in_calendars(event)
    if event.where != where:
        move_place(event_id, "session", event.where, by=by)  # what a feed and the event's page say of it is one truth
    show_anew(event_id)


@use_case
def publish_event(event_id: UUID, *, by: str) -> None:
    """Open the pages of an event to everybody who may find it. DoesNotFitItsState: it is published."""
    event = _held_for(Act.PUBLISH, event_id)
    event.state = State.PUBLISHED
    event.published_at = event.published_at or now()
    _keep_in_calendars(event)
    show_anew(event_id)


@use_case
def withdraw_event(event_id: UUID, *, by: str) -> None:
    """Close its pages again: a draft, for those who organise it. Registrations and calendars are kept.

    DoesNotFitItsState: it is a draft.
    """
    _held_for(Act.WITHDRAW, event_id).state = State.DRAFT
    show_anew(event_id)


@use_case
def archive_event(event_id: UUID, *, by: str) -> None:
    """Keep its pages to read, and close everything else. DoesNotFitItsState: it is not published."""
    _held_for(Act.ARCHIVE, event_id).state = State.ARCHIVED
    show_anew(event_id)


@use_case
def show_anew(event_id: UUID) -> None:
    """Note that what the public pages of an event show has changed: the next request makes them anew."""
    _show_anew_where(Event.id == event_id)


@use_case
def show_each_anew(event_ids: Collection[UUID]) -> None:
    """The same for several events. One statement."""
    _show_anew_where(Event.id.in_(event_ids))


@use_case
def show_team_anew(team_id: UUID) -> None:
    """The same for every event of a team."""
    _show_anew_where(Event.team_id == team_id)


def _show_anew_where(which: ColumnElement[bool]) -> None:
    db.session.execute(update(Event).where(which).values(revision=Event.revision + 1, changed_at=now()))


def _held_for(act: Act, event_id: UUID) -> Event:
    event = held_event(event_id)
    reason = why_not(act, event.state)
    if reason is not None:
        raise DoesNotFitItsState(reason)
    return event


def _keep_in_calendars(event: Event) -> None:
    """The event as a whole: one entry by itself, and what a feed has while no session is published."""
    starts_local, ends_local = event.span_in_calendars
    entry = Entry(
        kind="event",
        subject_id=event.id,
        starts_local=starts_local,
        ends_local=ends_local,
        zone=event.zone,
        summary=event.title,
        description=event.summary,
        place=event.where,
        path=f"/e/{event.slug}/",
    )
    sync_items(event.id, "event", [entry])
