from collections.abc import Collection
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update

from convene.calendar.models import CalendarFeed, CalendarFollower, CalendarInvitation, CalendarItem, UidHost
from convene.calendar.queries.entries import coming_by_zone, is_moved_by_zone, is_over
from convene.calendar.rules import LONGEST_PLACE, LONGEST_SUMMARY, Entry, fingerprint_of, instants_of
from convene.calendar.services.invitations import invite_anew
from convene.clock import now
from convene.database import db, hold, use_case
from convene.engines.ics import Status

_first_uid_host = "localhost"
#: The fingerprint of what has no entry any more. Equal to no hash, so that coming back is a change.
GONE = "gone"
_THE_ROW = UUID(int=1)


def name_first_uid_host(host: str) -> None:
    """Say which host an installation that has given out no UID yet writes into its first one, and into all that
    follow (app.py does, from the base address)."""
    global _first_uid_host
    _first_uid_host = host


@use_case
def sync_items(event_id: UUID, kind: str, entries: Collection[Entry], *, is_public: bool) -> bool:
    """Bring what stands in calendars about an event's subjects of one kind in line with `entries`.

    Returns whether anything that a file says is different now. `is_public`: those who want it by mail are told; of an
    event that nobody sees they are once it is opened.

    The same: untouched. Another text: it says so, under the same SEQUENCE. Another time, place or state: SEQUENCE
    rises. Gone: cancelled, SEQUENCE rises. Back again: the same UID, SEQUENCE rises.
    """
    items = db.session.scalars(
        select(CalendarItem).where(CalendarItem.event_id == event_id, CalendarItem.kind == kind)
    ).all()
    known = {item.subject_id: item for item in items}
    has_changed = False
    host = ""
    for entry in entries:
        item = known.pop(entry.subject_id, None)
        if item is not None:
            has_changed |= _bring_in_line(item, entry)
        elif not entry.is_cancelled:  # what is cancelled before anybody could have it is told to nobody
            db.session.add(_new_item(event_id, entry, host := host or _uid_host()))
            has_changed = True
    for item in known.values():
        has_changed |= _cancel(item)
    if is_public:
        invite_anew(event_id)
    return has_changed


@use_case
def notice_moved_zones(event_id: UUID, *, is_public: bool, by: str) -> bool:
    """Look whether the rules of a zone have moved what is still to come of an event, since it was written down: the
    wall clock is as published, the instant is another. SEQUENCE rises for these. Returns whether any were.

    A government changes its summer time, and the next time zone database says so. `is_public`: as in `sync_items`.
    """
    has_moved = False
    coming = coming_by_zone(now()).where(CalendarItem.event_id == event_id)
    for item in db.session.scalars(coming.execution_options(populate_existing=True)).all():
        if not is_moved_by_zone(item):
            continue
        was_known = item.starts_at is not None
        entry = _as_entry(item)
        item.starts_at, item.ends_at = instants_of(entry.starts_local, entry.ends_local, entry.zone)
        if was_known:
            item.times_moved_by_zone += 1
            item.sequence += 1
            item.fingerprint = fingerprint_of(entry, item.times_moved_by_zone)
            item.changed_at = now()
            has_moved = True
    if has_moved and is_public:
        invite_anew(event_id)
    return has_moved


@use_case
def call_off_items(event_id: UUID, *, is_public: bool, by: str) -> None:
    """Cancel all that stands in calendars about an event and is not over yet: SEQUENCE rises.

    It comes back under the same UIDs by `sync_items`. `is_public`: as there. A constant number of statements.
    """
    items = select(CalendarItem).where(CalendarItem.event_id == event_id, CalendarItem.status != Status.CANCELLED)
    for item in db.session.scalars(items).all():
        if not is_over(item, now()):
            _bring_in_line(item, replace(_as_entry(item), is_cancelled=True))
    if is_public:
        invite_anew(event_id)


@use_case
def move_pages(event_id: UUID, before: str, after: str, *, by: str) -> None:
    """Note that the pages of an event stand under another path: `/e/old/` became `/e/new/`."""
    db.session.execute(
        update(CalendarItem)
        .where(CalendarItem.event_id == event_id, CalendarItem.path.startswith(before, autoescape=True))
        .values(path=func.replace(CalendarItem.path, before, after), changed_at=now())
    )


@use_case
def move_place(event_id: UUID, kind: str, place: str, way_in_mark: str, *, is_public: bool, by: str) -> None:
    """Note that the event takes place elsewhere, or is joined elsewhere, and so is everything of this kind: SEQUENCE
    rises.

    `is_public`: as in `sync_items`.
    """
    items = select(CalendarItem).where(
        CalendarItem.event_id == event_id, CalendarItem.kind == kind, CalendarItem.fingerprint != GONE
    )
    for item in db.session.scalars(items).all():
        _bring_in_line(item, replace(_as_entry(item), place=place, way_in_mark=way_in_mark))
    if is_public:
        invite_anew(event_id)


def _as_entry(item: CalendarItem) -> Entry:
    return Entry(
        kind=item.kind,
        subject_id=item.subject_id,
        starts_local=item.starts,
        ends_local=item.ends,
        zone=item.zone,
        summary=item.summary,
        description=item.description,
        room=item.room,
        place=item.place,
        path=item.path,
        way_in_mark=item.way_in_mark,
        is_cancelled=item.status is Status.CANCELLED,
        is_hold=item.status is Status.TENTATIVE,
    )


def _uid_host() -> str:
    known = select(UidHost.host).where(UidHost.id == _THE_ROW)
    if (host := db.session.scalar(known)) is None:
        hold(("uid host", _THE_ROW))
        host = db.session.scalar(known)
    if host is None:
        host = _first_uid_host
        db.session.add(UidHost(id=_THE_ROW, host=host))
        db.session.flush()
    return host


def _new_item(event_id: UUID, entry: Entry, host: str) -> CalendarItem:
    item = CalendarItem(
        id=uuid4(),
        event_id=event_id,
        kind=entry.kind,
        subject_id=entry.subject_id,
        uid=f"{uuid4()}@{host}",
        sequence=0,
        changed_at=now(),
        fingerprint=fingerprint_of(entry),
        cancelled_at=None,
        times_moved_by_zone=0,
    )
    item.starts_at, item.ends_at = instants_of(entry.starts_local, entry.ends_local, entry.zone)
    _write(item, entry)
    return item


def _bring_in_line(item: CalendarItem, entry: Entry) -> bool:
    fingerprint = fingerprint_of(entry, item.times_moved_by_zone)
    has_other_words = (item.summary, item.description, item.path) != _words(entry)
    if item.fingerprint == fingerprint and item.status is entry.status and not has_other_words:
        return False
    if item.fingerprint != fingerprint or item.status is not entry.status:
        item.sequence += 1
        item.fingerprint = fingerprint
        item.cancelled_at = (item.cancelled_at or now()) if entry.is_cancelled else None
        # Other words are no reason to take note of them: what a zone has moved is told first (`notice_moved_zones`).
        item.starts_at, item.ends_at = instants_of(entry.starts_local, entry.ends_local, entry.zone)
    item.changed_at = now()
    _write(item, entry)
    return True


def _cancel(item: CalendarItem) -> bool:
    """Cancel what has no entry any more. Its time and words stay: calendars want them in the cancellation."""
    if item.status is Status.CANCELLED:
        return False
    item.status = Status.CANCELLED
    item.sequence += 1
    item.fingerprint = GONE
    item.changed_at = item.cancelled_at = now()
    return True


def _write(item: CalendarItem, entry: Entry) -> None:
    item.starts_local = entry.starts_local.replace(fold=0)
    item.fold = entry.starts_local.fold
    item.ends_local = entry.ends_local.replace(fold=0)
    item.ends_fold = entry.ends_local.fold
    item.zone = entry.zone
    item.room, item.place = entry.room, entry.place[:LONGEST_PLACE]
    item.way_in_mark = entry.way_in_mark
    item.status = entry.status
    item.summary, item.description, item.path = _words(entry)


def _words(entry: Entry) -> tuple[str, str, str]:
    return entry.summary[:LONGEST_SUMMARY], entry.description, entry.path


@use_case
def forget_items(event_id: UUID, *, by: str) -> None:
    """Forget what would have stood in calendars of an event that was never public, and whose: nobody can have it."""
    db.session.execute(delete(CalendarItem).where(CalendarItem.event_id == event_id))
    db.session.execute(delete(CalendarFollower).where(CalendarFollower.event_id == event_id))
    db.session.execute(delete(CalendarInvitation).where(CalendarInvitation.event_id == event_id))
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.subject_id == event_id))
