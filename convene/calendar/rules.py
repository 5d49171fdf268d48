import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from convene.engines.ics import Status

#: How long a cancelled entry stays in a feed, so that a calendar that is seldom opened learns of it.
CANCELLED_STAY = timedelta(days=60)
LONGEST_SUMMARY = 300
LONGEST_PLACE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What shall stand in calendars about one subject: a session, or the event as a whole.

    Times are wall times in `zone`, their `fold` says which of two equal hours is meant (PEP 495). `path` is the
    page on this site.
    """

    kind: str
    subject_id: UUID
    starts_local: datetime
    ends_local: datetime
    zone: str
    summary: str
    description: str = ""
    room: str = ""
    place: str = ""
    path: str = ""
    is_cancelled: bool = False

    @property
    def location(self) -> str:
        """Where to go, on one line: "Ballroom, Riverside Centre, Bangkok"."""
        return location_of(self.room, self.place)

    @property
    def status(self) -> Status:
        return Status.CANCELLED if self.is_cancelled else Status.CONFIRMED


@dataclass(frozen=True, slots=True)
class Span:
    """When something takes place, as it was published last: instants in UTC, and what the clocks there show."""

    subject_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    starts_local: datetime
    ends_local: datetime
    is_cancelled: bool = False


def location_of(room: str, place: str) -> str:
    """A room and the place that it is in, on one line: Outlook shows no second one."""
    return ", ".join(part for part in (room, place) if part)


def is_about_days(starts: datetime, ends: datetime) -> bool:
    """Whether an entry about an event is for its days, from midnight to midnight, and takes no hour of them."""
    return starts.time() == ends.time() == time()


def fingerprint_of(entry: Entry) -> str:
    """A hash of what people must be told of: time, place and state (RFC 5546 2.1.4, and places for Google)."""
    told = (
        entry.starts_local.isoformat(),
        entry.starts_local.fold,
        entry.ends_local.isoformat(),
        entry.ends_local.fold,
        entry.zone,
        entry.location,
        entry.status.value,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def stands_in_feed(cancelled_at: datetime | None, at: datetime) -> bool:
    """Whether a feed still carries an entry."""
    return cancelled_at is None or at - cancelled_at < CANCELLED_STAY


def kinds_in_feed(kinds: Collection[str]) -> frozenset[str]:
    """An event stands for itself only until it has sessions: else everybody would have each day twice."""
    return frozenset(kinds) - {"event"} if "session" in kinds else frozenset(kinds)
