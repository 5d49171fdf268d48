import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from convene.events.catalogue import State, Visibility
from convene.events.rules import is_over
from convene.registration.catalogue import Closed, ReasonClosed
from convene.registration.errors import EventFull, RegistrationClosed
from convene.spelling import as_sought


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What of an event decides whether it takes registrations."""

    state: State
    visibility: Visibility
    ends_on: date
    day_turns_at: time
    zone: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFacts:
    """What its organisers have set. Times are wall times in the zone of the event."""

    is_open: bool = False
    opens_local: datetime | None = None
    closes_local: datetime | None = None
    asks_approval: bool = False
    keeps_waitlist: bool = False
    offer_hours: int = 48
    confirms_addresses: bool = False
    most_together: int = 1
    most_guests: int = 0
    allows_transfer: bool = False
    changes_until_local: datetime | None = None


def why_not_open(event: EventFacts, desk: DeskFacts, at: datetime, *, is_invited: bool = False) -> ReasonClosed | None:
    """Why nobody can register at the instant `at`, or None: it is open. `is_invited`: by a link or a code of theirs.

    What lasts longest is said first: somebody who comes to an archived event shall not read that it "opens on Monday".
    """
    if event.is_cancelled:
        return ReasonClosed(Closed.CANCELLED)
    if event.state is State.DRAFT:
        return ReasonClosed(Closed.DRAFT)
    if event.state is State.ARCHIVED:
        return ReasonClosed(Closed.ARCHIVED)
    if is_over(event.ends_on, event.day_turns_at, event.zone, at):
        return ReasonClosed(Closed.OVER)
    if event.visibility is Visibility.BY_INVITATION and not is_invited:
        return ReasonClosed(Closed.BY_INVITATION)
    if not desk.is_open:
        return ReasonClosed(Closed.SWITCHED_OFF)
    # Instants are compared, not readings of the clock: on the night when clocks go back one reading comes twice.
    if desk.opens_local and at < instant_of(desk.opens_local, event.zone):
        return ReasonClosed(Closed.NOT_YET, desk.opens_local)
    if desk.closes_local and at >= instant_of(desk.closes_local, event.zone):
        return ReasonClosed(Closed.NO_LONGER, desk.closes_local)
    return None


def is_within(until_local: datetime | None, zone: str, at: datetime) -> bool:
    """Whether a wall time is not reached yet; None never is."""
    return until_local is None or at < instant_of(until_local, zone)


def instant_of(wall: datetime, zone: str) -> datetime:
    """The instant at which the clocks of `zone` show `wall`; the first one where they show it twice."""
    return wall.replace(tzinfo=ZoneInfo(zone))


def is_a_time_there(wall: datetime, zone: str) -> bool:
    """Whether the clocks of `zone` ever show `wall`: in spring they leave an hour out."""
    tz = ZoneInfo(zone)
    there_and_back = wall.replace(tzinfo=tz).astimezone(ZoneInfo("UTC")).astimezone(tz)
    return there_and_back.replace(tzinfo=None) == wall


def why_no_place(
    reason: ReasonClosed | None, capacity: int | None, free: int | None, *, keeps_waitlist: bool
) -> RegistrationClosed | EventFull | None:
    """Why nobody can register now, or None: there is a place, or one in line. That it is closed comes first."""
    if reason is not None:
        return RegistrationClosed(reason)
    if free != 0 or keeps_waitlist:
        return None
    return EventFull(capacity or 0)


@dataclass(frozen=True, slots=True)
class Filled:
    """How many places there are (None: no limit), and how many of them are taken: more, where they became fewer."""

    capacity: int | None
    taken: int

    @property
    def free(self) -> int | None:
        """How many are left, or None: there is no limit. Never below zero."""
        return places_free(self.capacity, self.taken)

    @property
    def is_full(self) -> bool:
        return self.free == 0


def places_free(capacity: int | None, taken: int) -> int | None:
    """How many places are left, or None: there is no limit. Never below zero, though `taken` may be above."""
    return None if capacity is None else max(0, capacity - taken)


#: A scheme, "www.", a host with a path, or a host under one of the endings that unwanted mail likes. Not just
#: letters around a dot: "J.R.R. Tolkien" and "Dr.med. Huber" are names.
WEB_ADDRESS = re.compile(
    r"\w://|www\.|\w\.\w{2,}/|\w\.(?:com|net|org|info|biz|io|ly|me|ru|cn|tk|xyz|top|site|shop|club|click|link|live|app)\b",
    re.IGNORECASE,
)


def has_web_address(text: str) -> bool:
    """Whether a text would be shown as a link by a mail program.

    Our mails go to addresses that anybody may have typed, in our name. A name "Pay at evil.com" would make them
    carry somebody else's link.
    """
    return WEB_ADDRESS.search(text) is not None


#: A desk that was cut off longer has a wrong clock.
LONGEST_CUT_OFF = timedelta(days=3)


def instant_to_keep(said: datetime, at: datetime) -> datetime:
    """When a desk did something, by its own clock `said`, as far as that can be true at the instant `at`."""
    return said if at - LONGEST_CUT_OFF <= said <= at else at


def is_on_its_days(starts_on: date, ends_on: date, day_turns_at: time, zone: str, at: datetime) -> bool:
    """Whether an event is on its days: whoever tries out a link the week before has not come."""
    return at >= instant_of(datetime.combine(starts_on, time.min), zone) and not is_over(
        ends_on, day_turns_at, zone, at
    )


def is_found_by(search: str, *names: str) -> bool:
    """Whether each word of a search stands in one of the names, in any script, capitals and marks aside."""
    text = " ".join(as_sought(name) for name in names)
    return all(word in text for word in as_sought(search).split())


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name to whoever types it again: capitals, marks, spaces and order aside."""
    return sorted(as_sought(one).split()) == sorted(as_sought(other).split())
