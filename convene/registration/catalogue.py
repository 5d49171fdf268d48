"""The words of registration: its states, the kinds of places, and why somebody has none."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

LONGEST_TICKET_NAME = 80
LONGEST_CODE = 40
LONGEST_REASON = 500
LONGEST_SUBMISSION_KEY = 40
#: How many one may register in one go, and how many guests one may bring: a delegation, not a mailing list.
MOST_TOGETHER = 20
MOST_GUESTS = 5
#: How long an address may take to be confirmed; until then the place is held.
HOURS_TO_CONFIRM_AN_ADDRESS = 24
MOST_OFFER_HOURS = 24 * 14
LONGEST_TAG = 60
LONGEST_HEADING = 200
LONGEST_VIEW_NAME = 60
LONGEST_NOTE = 2_000
#: Of one account at one event.
MOST_VIEWS = 20


class RegistrationState(StrEnum):
    """Where a registration is."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def is_active(self) -> bool:
        """Whether the person still means to come: one such registration for each person and event."""
        return self in ACTIVE


ACTIVE = (RegistrationState.PENDING, RegistrationState.CONFIRMED, RegistrationState.WAITLISTED)
#: Under which name those who register stand among the followers of `calendar`.
FOLLOWER_SOURCE = "registration"
#: Under which those for whom the days are held as they are invited.
HELD_FOR_INVITED = "held for invited"


class ByMail(StrEnum):
    """What somebody wants in their calendar by mail, kept true."""

    NOTHING = "nothing"
    EVENT = "event"  # one entry for the whole of it
    SESSIONS = "sessions"  # one for each session that they are signed up for


class CameBy(StrEnum):
    """How a registration came about."""

    FORM = "form"
    COLLEAGUE = "colleague"
    GUEST = "guest"
    INVITATION = "invitation"
    CODE = "code"
    IMPORT = "import"
    DOOR = "door"
    PASSED_ON = "passed on"


class EndedBecause(StrEnum):
    """Why a registration is cancelled."""

    THEMSELVES = "themselves"
    ORGANISERS = "organisers"
    OFFER_DECLINED = "offer declined"
    OFFER_LAPSED = "offer lapsed"
    ADDRESS_NOT_CONFIRMED = "address not confirmed"
    PASSED_ON = "passed on"


class PoolKind(StrEnum):
    """Of what places are counted together."""

    EVENT = "event"
    TICKET = "ticket"
    OPTION = "option"
    SESSION = "session"
    QUOTA = "quota"
    CODE = "code"


class Mode(StrEnum):
    """Where somebody with a ticket takes part."""

    IN_PERSON = "in person"
    ONLINE = "online"


class TicketReach(StrEnum):
    """Who may take a ticket."""

    EVERYONE = "everyone"
    INVITED = "invited"
    ORGANISERS = "organisers"


class OfferWhy(StrEnum):
    """What an offer waits for: that the person takes the place, or that they confirm the address."""

    PLACE = "place"
    ADDRESS = "address"


class OfferOutcome(StrEnum):
    """What became of an offer."""

    RUNNING = "running"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Attribute(StrEnum):
    """By what the balance of the invited is looked at."""

    SECTOR = "sector"
    COUNTRY = "country"
    EXPERTISE = "expertise"


class GroupAct(StrEnum):
    """What organisers do to several at once and can undo."""

    TAG_ADDED = "tag added"
    TAG_REMOVED = "tag removed"
    NOTE_REMOVED = "note removed"


class Stays(StrEnum):
    """Why somebody who came with a list stays when it is taken back, or what the list changed of them does."""

    CAME = "has come"
    SIGNED_UP = "has chosen sessions"
    HAS_PAPERS = "has papers"
    CHANGED = "was changed since"
    REGISTERED_AGAIN = "has registered again"


class MailingState(StrEnum):
    """What became of a letter to a group."""

    PLANNED = "planned"
    SENT = "sent"
    CALLED_OFF = "called off"
    #: Its time came when the event was over, or nobody was left to write to.
    DROPPED = "dropped"


class Why(Enum):
    """Why there is no place for an entry."""

    EVENT_FULL = "all places are taken"
    KEPT = "what is free is kept for a group"
    TICKET_FULL = "all places of the ticket are taken"
    OPTION_FULL = "all places of an answer are taken"
    TOO_LARGE = "fewer places are free than they want together"


class Closed(Enum):
    """Why an event takes no registrations."""

    DRAFT = "it is not published"
    CANCELLED = "it does not take place"
    ARCHIVED = "it is archived"
    OVER = "it is over"
    BY_INVITATION = "only the invited come"
    WITHOUT_INVITATION = "each way of taking part is for those with an invitation or a code"
    NOTHING_FOR_THEM = "what an invitation or code is for is not offered"
    SWITCHED_OFF = "the organisers have not opened it"
    NOT_YET = "it opens later"
    NO_LONGER = "it has closed"


@dataclass(frozen=True, slots=True)
class ReasonClosed:
    """Why an event takes no registrations now; `at` is the wall time from which it will, or since when not."""

    why: Closed
    at: datetime | None = None


class How(StrEnum):
    """How somebody was checked in."""

    SCANNED = "scanned"
    BY_NAME = "by name"
    WALK_IN = "walk-in"
    ONLINE = "online"


class DoorAct(StrEnum):
    """What a desk does: somebody is in, or that was a slip of the finger."""

    IN = "in"
    UNDO = "undo"


class DoorOutcome(StrEnum):
    """What became of it. The values are what scripts read: never rename one."""

    CHECKED_IN = "checked in"
    ALREADY = "already"
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing to undo"
    NOT_ADMITTED = "not admitted"
    NOT_SIGNED_UP = "not signed up"
    UNKNOWN = "unknown"


class DoorStanding(StrEnum):
    """How somebody who comes to a door stands there. The values are what scripts read: never rename one."""

    EXPECTED = "expected"
    #: They have a place at the event, and none in the session that people sign up for.
    NOT_SIGNED_UP = "not signed up"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    PENDING = "pending"
    CANCELLED = "cancelled"
    #: By organisers, who alone take that back.
    CANCELLED_FOR_THEM = "cancelled for them"
    DECLINED = "declined"

    @property
    def has_place(self) -> bool:
        """Whether they have a place at the event."""
        return self in {DoorStanding.EXPECTED, DoorStanding.NOT_SIGNED_UP}

    @property
    def can_be_let_in(self) -> bool:
        """Whether a desk may let them in, if need be by a second step: it gives nothing that organisers refused."""
        return self not in {DoorStanding.CANCELLED_FOR_THEM, DoorStanding.DECLINED}


class PhotoStatus(StrEnum):
    """What somebody has said about pictures of them, as photographers read it on a badge."""

    YES = "yes"
    ASK = "ask me"
    NO = "no"


class Whom(StrEnum):
    """Of whom badges are printed."""

    IN_PERSON = "in-person"
    NEW = "new"  # of these, who has none yet, or has changed since
    ALL = "all"  # also those who take part online


class BadgeLayout(StrEnum):
    """How badges lie on paper."""

    EIGHT = "2x4"  # A4, 90 × 55 mm each
    TEN = "2x5"  # A4, 85 × 54 mm each
    SINGLE = "single"  # each on a page of 90 × 55 mm, for a label printer


class PaperKind(StrEnum):
    """What an event writes for somebody."""

    LETTER = "letter"  # of invitation, for a visa
    CERTIFICATE = "certificate"  # of attendance


class PaperState(StrEnum):
    """Where a paper is."""

    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class SignUp:
    """That people sign up for a session. `capacity` None: without a limit."""

    capacity: int | None = None
