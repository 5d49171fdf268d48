"""What stands in calendars: entries, and files of them."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from convene.calendar.models import CalendarItem
from convene.calendar.rules import (
    Span,
    instants_of,
    is_about_days,
    kinds_in_feed,
    stands_in_feed,
)
from convene.clock import now
from convene.database import db
from convene.engines.ics import BadItem, Feed, Item, Status, build_download, build_feed

A_DAY = timedelta(days=1)

log = logging.getLogger(__name__)


def items_of(event_id: UUID, base_url: str) -> list[Item]:
    """What a feed of an event carries today: its sessions, or the event itself while it has none. One statement."""
    rows = db.session.scalars(select(CalendarItem).where(CalendarItem.event_id == event_id)).all()
    kinds = kinds_in_feed({row.kind for row in rows})
    at = now()
    return [item_of(row, base_url) for row in rows if row.kind in kinds and stands_in_feed(row.cancelled_at, at)]


def items_about(kind: str, subject_ids: Collection[UUID], base_url: str) -> list[Item]:
    """The entries about some sessions, or events, that a feed carries today. One statement."""
    about = select(CalendarItem).where(CalendarItem.kind == kind, CalendarItem.subject_id.in_(subject_ids))
    return items_found_by(about.order_by(CalendarItem.uid), {}, base_url)


def items_found_by(rows: Select[CalendarItem], parameters: Mapping[str, object], base_url: str) -> list[Item]:
    """The entries that a statement of a feature above finds, as far as a feed carries them today. One statement."""
    found, at = db.session.scalars(rows, dict(parameters)).all(), now()
    return [item_of(row, base_url) for row in found if stands_in_feed(row.cancelled_at, at)]


def spans_about(event_id: UUID, kind: str, subject_ids: Collection[UUID]) -> dict[UUID, Span]:
    """When some sessions of an event take place, by session; what never was published with a time is left out. One
    statement.

    A few small rows: where a decision is written down meanwhile, nobody shall wait for a whole agenda to be read.
    """
    rows = db.session.scalars(
        select(CalendarItem)
        .where(CalendarItem.event_id == event_id, CalendarItem.kind == kind, CalendarItem.subject_id.in_(subject_ids))
        .execution_options(populate_existing=True)
    )
    return {row.subject_id: span_of(row) for row in rows}


def item_about(kind: str, subject_id: UUID, base_url: str) -> Item | None:
    """The entry about one session or event. One statement."""
    row = item_row_about(kind, subject_id)
    return item_of(row, base_url) if row else None


def item_row_about(kind: str, subject_id: UUID) -> CalendarItem | None:
    """The row of the entry about something. One statement."""
    return db.session.scalar(
        select(CalendarItem).where(CalendarItem.kind == kind, CalendarItem.subject_id == subject_id)
    )


def coming_by_zone(at: datetime) -> Select[CalendarItem]:
    """What is still to come: what is over by the clock of one zone is to come in another."""
    return select(CalendarItem).where(
        CalendarItem.status != Status.CANCELLED, CalendarItem.ends_local >= at.replace(tzinfo=None) - A_DAY
    )


def is_moved_by_zone(row: CalendarItem) -> bool:
    """Whether the rules of its zone put it at another instant than when it was written, or that is not known."""
    return (row.starts_at, row.ends_at) != instants_of(row.starts, row.ends, row.zone)


def moved_by_zones() -> set[UUID]:
    """The events of which `services.items.notice_moved_zones` has anything to note. One statement."""
    return {row.event_id for row in db.session.scalars(coming_by_zone(now())) if is_moved_by_zone(row)}


def is_over(row: CalendarItem, at: datetime) -> bool:
    """Whether what an entry is about has ended."""
    return span_of(row).ends_at <= at


def feed_of(name: str, items: Sequence[Item]) -> bytes:
    """A calendar to subscribe to. An item that cannot be written is left out and logged.

    What is stored was good when it was published. A later time zone database may know of a change of clocks that
    skips it, and then one entry shall be missing, not all of them.
    """
    feed = Feed(name, tuple(items))
    try:
        return build_feed(feed)
    except BadItem:
        return build_feed(replace(feed, items=tuple(item for item in items if download_of(item) is not None)))


def file_of(items: Sequence[Item]) -> bytes:
    """A file to keep. It has no name: with one, Outlook opens a second calendar in place of adding what is in it
    (MS-OXCICAL). An item that cannot be written is left out and logged."""
    try:
        return build_download(items)
    except BadItem:
        return build_download([item for item in items if download_of(item) is not None])


def download_of(item: Item) -> bytes | None:
    """A file with one entry. None, and a line in the log: it cannot be written."""
    try:
        return build_download([item])
    except BadItem as problem:
        log.warning("calendar item left out", extra={"uid": item.uid, "problem": str(problem)})
        return None


def item_of(row: CalendarItem, base_url: str) -> Item:
    """The entry as a file has it that everybody may read."""
    starts, ends = _written(row.kind, row.starts, row.ends)
    return Item(
        uid=row.uid,
        sequence=row.sequence,
        changed_at=row.changed_at,
        starts=starts,
        ends=ends,
        zone=row.zone,
        summary=row.summary,
        description=row.description,
        location=row.location,
        url=base_url + row.path if row.path else "",
        status=row.status,
        # Of days people stay bookable: the sessions are what takes their time.
        transparent=not isinstance(starts, datetime),
    )


def item_as_said(row: CalendarItem, said: Mapping[str, str]) -> Item:
    """The entry with the time, place and state that an invitation says it had."""
    starts, ends = _written(row.kind, *(datetime.fromisoformat(said[name]) for name in ("starts", "ends")))
    return replace(
        item_of(row, ""),
        starts=starts,
        ends=ends,
        zone=said["zone"],
        location=said["place"],
        status=Status(said["status"]),
    )


def _written(kind: str, starts: datetime, ends: datetime) -> tuple[date, date]:
    """As they stand in a file: an event for its days by these alone."""
    return (starts.date(), ends.date()) if kind == "event" and is_about_days(starts, ends) else (starts, ends)


def span_of(row: CalendarItem) -> Span:
    """When what an entry is about takes place."""
    starts_at, ends_at = instants_of(row.starts, row.ends, row.zone)
    return Span(
        subject_id=row.subject_id,
        title=row.summary,
        starts_at=starts_at,
        ends_at=ends_at,
        starts_local=row.starts_local,
        ends_local=row.ends_local,
        is_cancelled=row.status is Status.CANCELLED,
    )
