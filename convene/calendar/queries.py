import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from convene.calendar.models import CalendarItem
from convene.calendar.rules import Span, is_about_days, kinds_in_feed, stands_in_feed
from convene.clock import now
from convene.database import db
from convene.engines.ics import BadItem, Feed, Item, Status, build_download, build_feed

log = logging.getLogger(__name__)


def items_of(event_id: UUID, base_url: str) -> list[Item]:
    """What a feed of an event carries today: its sessions, or the event itself while it has none. One statement."""
    rows = db.session.scalars(select(CalendarItem).where(CalendarItem.event_id == event_id)).all()
    kinds = kinds_in_feed({row.kind for row in rows})
    at = now()
    return [_item(row, base_url) for row in rows if row.kind in kinds and stands_in_feed(row.cancelled_at, at)]


def items_about(kind: str, subject_ids: Collection[UUID], base_url: str) -> list[Item]:
    """The entries about some sessions that a feed carries today. One statement."""
    rows = db.session.scalars(
        select(CalendarItem)
        .where(CalendarItem.kind == kind, CalendarItem.subject_id.in_(subject_ids))
        .order_by(CalendarItem.uid)
    ).all()
    at = now()
    return [_item(row, base_url) for row in rows if stands_in_feed(row.cancelled_at, at)]


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
    return {row.subject_id: _span(row) for row in rows}


def item_about(kind: str, subject_id: UUID, base_url: str) -> Item | None:
    """The entry about one session or event. One statement."""
    row = db.session.scalar(
        select(CalendarItem).where(CalendarItem.kind == kind, CalendarItem.subject_id == subject_id)
    )
    return _item(row, base_url) if row else None


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


def download_of(item: Item) -> bytes | None:
    """A file with one entry. None, and a line in the log: it cannot be written."""
    try:
        return build_download([item])
    except BadItem as problem:
        log.warning("calendar item left out", extra={"uid": item.uid, "problem": str(problem)})
        return None


def _item(row: CalendarItem, base_url: str) -> Item:
    starts = row.starts_local.replace(fold=row.fold)
    ends = row.ends_local.replace(fold=row.ends_fold)
    has_days = row.kind == "event" and is_about_days(starts, ends)
    return Item(
        uid=row.uid,
        sequence=row.sequence,
        changed_at=row.changed_at,
        starts=starts.date() if has_days else starts,
        ends=ends.date() if has_days else ends,
        zone=row.zone,
        summary=row.summary,
        description=row.description,
        location=row.location,
        url=base_url + row.path if row.path else "",
        status=row.status,
        transparent=has_days,  # people stay bookable: the sessions are what takes their time
    )


def _span(row: CalendarItem) -> Span:
    zone = ZoneInfo(row.zone)
    return Span(
        subject_id=row.subject_id,
        title=row.summary,
        starts_at=row.starts_local.replace(tzinfo=zone, fold=row.fold).astimezone(UTC),
        ends_at=row.ends_local.replace(tzinfo=zone, fold=row.ends_fold).astimezone(UTC),
        starts_local=row.starts_local,
        ends_local=row.ends_local,
        is_cancelled=row.status is Status.CANCELLED,
    )
