import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import Enum, StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from convene.engines.ics import Item, Reply, Status
from convene.spelling import normalised_address

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
    #: Of the address at which one joins online (`mark_of_way_in`); "": nobody does. The address itself is no matter of
    #: an entry, which everybody may read.
    way_in_mark: str = ""
    is_cancelled: bool = False
    #: The days are held free, and nothing is certain yet.
    is_hold: bool = False

    @property
    def location(self) -> str:
        """Where to go, on one line: "Ballroom, Riverside Centre, Bangkok"."""
        return location_of(self.room, self.place)

    @property
    def status(self) -> Status:
        if self.is_cancelled:
            return Status.CANCELLED
        return Status.TENTATIVE if self.is_hold else Status.CONFIRMED


def instants_of(starts_local: datetime, ends_local: datetime, zone: str) -> tuple[datetime, datetime]:
    """When something begins and ends, in UTC, after the rules of a zone as they are known now."""
    rules = ZoneInfo(zone)
    return starts_local.replace(tzinfo=rules).astimezone(UTC), ends_local.replace(tzinfo=rules).astimezone(UTC)


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


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be followed: as of an item, its kind and its row."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Following:
    """Somebody, as the row `source_id` of a feature knows them, and all that they follow now; nothing: no more.

    `by_mail`: those of these that they want in their calendar by mail.
    """

    source_id: UUID
    email: str
    name: str = ""
    language: str = "en"
    subjects: frozenset[Subject] = frozenset()
    by_mail: frozenset[Subject] = frozenset()
    #: The path by which they, and nobody else, join online.
    way_in: str = ""
    #: For them the dates are held, until there is more.
    is_hold: bool = False


def location_of(room: str, place: str) -> str:
    """A room and the place that it is in, on one line: Outlook shows no second one."""
    return ", ".join(part for part in (room, place) if part)


def is_about_days(starts: datetime, ends: datetime) -> bool:
    """Whether an entry about an event is for its days, from midnight to midnight, and takes no hour of them."""
    return starts.time() == ends.time() == time()


def fingerprint_of(entry: Entry, times_moved_by_zone: int = 0) -> str:
    """A hash of what people must be told of: time, place and state (RFC 5546 2.1.4, and places for Google), and that
    the rules of its zone have moved it, where the clock on the wall shows the same."""
    told = (
        entry.starts_local.isoformat(),
        entry.starts_local.fold,
        entry.ends_local.isoformat(),
        entry.ends_local.fold,
        entry.zone,
        entry.location,
        # Whether the days are certain concerns those for whom they are held, and nobody else (`own_fingerprint`).
        (Status.CANCELLED if entry.is_cancelled else Status.CONFIRMED).value,
        *([entry.way_in_mark] if entry.way_in_mark else []),
        *([times_moved_by_zone] if times_moved_by_zone else []),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def mark_of_way_in(join_url: str) -> str:
    """What tells one address to join from another, and does not tell the address; "" where there is none."""
    return hashlib.sha256(join_url.encode()).hexdigest()[:16] if join_url else ""


def with_way_in(item: Item, url: str, words: str) -> Item:
    """The entry of somebody who may join online at `url`: as its place, or after it, and in `words` before its text."""
    place = f"{item.location}, {url}" if item.location else url
    return replace(item, location=place, description="\n\n".join(filter(None, [words, item.description])))


def own_fingerprint(fingerprint: str, way_in: str, *, is_tentative: bool) -> str:
    """What somebody must be told of: time, place and state, the way in that is theirs, where there is one, and that the
    days are only held for them."""
    own = " ".join(filter(None, [way_in, "held" if is_tentative else ""]))
    return hashlib.sha256(f"{fingerprint} {own}".encode()).hexdigest() if own else fingerprint


def status_for(status: Status, *, is_hold: bool) -> Status:
    """The state of an entry in one calendar: whoever takes part need not wonder whether the days are certain."""
    return Status.CONFIRMED if status is Status.TENTATIVE and not is_hold else status


class Standing(StrEnum):
    """What is made of an answer."""

    COUNTS = "counts"
    OLDER = "older"  # a later one had come before it
    WAITS = "waits"  # for somebody who knows whether it is theirs
    PUT_ASIDE = "put aside"  # by somebody who knows that it is not, or who has answered what it asks for
    OF_NOTHING = "of nothing"  # that was sent from here, and so not kept


class Way(StrEnum):
    """How an answer came."""

    MAIL = "mail"  # a calendar program wrote it
    PAGE = "page"  # its owner said it on a page here


@dataclass(frozen=True, slots=True)
class Given:
    """When an answer was given: to which version, when by the clock of whoever wrote it, and when it came here."""

    sequence: int | None
    made_at: datetime | None
    received_at: datetime

    def comes_before(self, other: "Given") -> bool:
        """Later is what answers a later version, then what was made later, then what came later (RFC 5546 2.1.5)."""
        if None in (self.sequence, self.made_at, other.sequence, other.made_at):
            return self.received_at < other.received_at
        return (self.sequence, self.made_at) < (other.sequence, other.made_at)


def standing_of(
    reply: Reply,
    given: Given,
    *,
    is_known_by_token: bool,
    uid: str,
    attendee_key: str,
    sequence: int,
    last: Given | None,
) -> Standing:
    """Whether an answer to an invitation (`uid`, to `attendee_key`, `sequence` its last) counts, given the last that
    did. One that is to a version that never was waits, too: it would come before all that follow.

    The token vouches for it, not the address that it seems to come from; but an answer in the name of somebody else, or
    about something else, is somebody's who was passed the mail on, and a person looks at it.
    """
    speaks_for = {normalised_address(reply.attendee), normalised_address(reply.from_email)}
    is_ahead = given.sequence is not None and given.sequence > sequence
    if not is_known_by_token or reply.uid != uid or speaks_for != {attendee_key} or is_ahead:
        return Standing.WAITS
    return standing_after(given, last)


def standing_after(given: Given, last: Given | None) -> Standing:
    """Whether an answer that is theirs counts, given the last that did."""
    return Standing.OLDER if last is not None and given.comes_before(last) else Standing.COUNTS


def can_be_settled(standing: Standing, *, is_counter: bool, is_settled: bool) -> bool:
    """Whether somebody has to look at an answer: it waits, or asks for another time. Each is settled once."""
    return not is_settled and (standing is Standing.WAITS or (is_counter and standing is Standing.COUNTS))


#: What somebody has of something that does not stand in their calendar, or no more.
NOTHING = ""
#: What was tried to be sent to them and may have arrived, or not: equal to no fingerprint.
UNCLEAR = "unclear"


class Step(Enum):
    """What is to be done so that somebody's calendar is true."""

    LEAVE = "it is, or what makes it so is on its way"
    TELL = "write to them"
    DROP = "let be what was written, as they have it so already"


def step_to(wanted: str, told: str, told_before: str, *, is_unsent: bool) -> Step:
    """The step by which a calendar comes to have `wanted`: the fingerprint of an entry, or NOTHING.

    `told`: what was written to them last; `told_before`: what they had before, and have, as long as nobody has tried
    to send that (`is_unsent`). What goes to and fro before the mail leaves is told to nobody.
    """
    if wanted == told:
        return Step.LEAVE
    if is_unsent and wanted == told_before:
        return Step.DROP
    return Step.TELL


def stands_in_feed(cancelled_at: datetime | None, at: datetime) -> bool:
    """Whether a feed still carries an entry."""
    return cancelled_at is None or at - cancelled_at < CANCELLED_STAY


def kinds_in_feed(kinds: Collection[str]) -> frozenset[str]:
    """An event stands for itself only until it has sessions: else everybody would have each day twice."""
    return frozenset(kinds) - {"event"} if "session" in kinds else frozenset(kinds)
