"""What an event says of itself, and who may read it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, update

from convene.calendar.emails import INVITATION
from convene.calendar.rules import Entry, mark_of_way_in
from convene.calendar.services.items import call_off_items, move_pages, move_place, notice_moved_zones, sync_items
from convene.clock import now
from convene.database import db, use_case
from convene.events.catalogue import Act, State
from convene.events.errors import (
    AddressIsInUse,
    AddressIsKnown,
    DoesNotFitItsState,
    EventIsOver,
)
from convene.events.models import Event
from convene.events.queries import held_event, said_of, slugs_taken
from convene.events.rules import (
    is_over,
    must_be_likely_days,
    why_not,
)
from convene.events.services.beginning import ADDRESSES, EventFacts
from convene.outbox.services import hold_back, let_go
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
    where = event.where, event.join_url
    for name, value in facts.columns.items():
        setattr(event, name, value)
    if event.published_at is not None:
        _keep_in_calendars(event)
    if (event.where, event.join_url) != where:
        # What a feed and the event's page say of it is one truth.
        mark = mark_of_way_in(event.join_url)
        move_place(event_id, "session", event.where, mark, is_public=event.is_public, by=by)
    show_anew(event_id)


@use_case
def publish_event(event_id: UUID, *, by: str) -> None:
    """Open the pages of an event to everybody who may find it. DoesNotFitItsState: it is published.

    What waited for calendars while nobody saw it goes out, as far as it is true now.
    """
    event = _held_for(Act.PUBLISH, event_id)
    event.state = State.PUBLISHED
    event.published_at = event.published_at or now()
    let_go(event_id, [INVITATION])
    _keep_in_calendars(event)
    show_anew(event_id)


@use_case
def withdraw_event(event_id: UUID, *, by: str) -> None:
    """Close its pages again: a draft, for those who organise it. Registrations and calendars are kept.

    What waits to go into calendars waits until it is opened again: nobody is invited to what nobody sees.
    DoesNotFitItsState: it is a draft.
    """
    _held_for(Act.WITHDRAW, event_id).state = State.DRAFT
    hold_back(event_id, [INVITATION])
    show_anew(event_id)


@use_case
def archive_event(event_id: UUID, *, by: str) -> None:
    """Keep its pages to read, and close everything else. DoesNotFitItsState: it is not published."""
    _held_for(Act.ARCHIVE, event_id).state = State.ARCHIVED
    show_anew(event_id)


@use_case
def hold_dates(event_id: UUID, *, is_held: bool, by: str) -> None:
    """Say that the days of an event are held, and nothing is certain yet, or that they are certain now.

    The entries that stand for it become tentative, or confirmed, where they are.
    """
    event = held_event(event_id)
    if event.is_held == is_held:
        return
    event.is_held = is_held
    if event.published_at is not None:
        _keep_in_calendars(event)
    show_anew(event_id)


@use_case
def call_off(event_id: UUID, *, reason: str = "", by: str) -> None:
    """Say that an event does not take place: on its pages, which stay to be read, and in calendars.

    Who else is to be told is told by whoever knows them (`stewardship.services`). DoesNotFitItsState, EventIsOver.
    """
    event = _held_for(Act.CANCEL, event_id)
    _must_not_be_over(event)
    event.state_before, event.state = event.state, State.CANCELLED
    event.cancelled_at, event.cancelled_reason = now(), reason
    call_off_items(event_id, is_public=event.is_public, by=by)
    show_anew(event_id)


@use_case
def follow_zones(event_id: UUID, *, by: str) -> bool:
    """Tell calendars, and show on pages, what the rules of a time zone have moved of an event; returns whether it was
    anything. What is published keeps its time on the wall; the instant is another, and calendars know instants."""
    event = held_event(event_id)
    has_moved = notice_moved_zones(event_id, is_public=event.is_public, by=by)
    if has_moved:
        show_anew(event_id)
    return has_moved


@use_case
def let_take_place(event_id: UUID, *, by: str) -> None:
    """Take that back: the event is what it was before, and stands in calendars again, under the UID that it had.

    DoesNotFitItsState: it is not cancelled. EventIsOver: its days have passed.
    """
    event = _held_for(Act.TAKE_PLACE, event_id)
    _must_not_be_over(event)
    assert event.state_before is not None, "it is cancelled"
    event.state, event.state_before = event.state_before, None
    event.cancelled_at, event.cancelled_reason = None, ""
    _keep_in_calendars(event)
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
    reason = why_not(act, event.state, is_cancelled=event.is_cancelled)
    if reason is not None:
        raise DoesNotFitItsState(reason)
    return event


def _must_not_be_over(event: Event) -> None:
    if is_over(event.ends_on, event.day_turns_at, event.zone, now()):
        raise EventIsOver


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
        way_in_mark=mark_of_way_in(event.join_url),
        is_hold=event.is_held,
        is_cancelled=event.is_cancelled,
    )
    sync_items(event.id, "event", [entry], is_public=event.is_public)
