"""What goes into a calendar file."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    """STATUS of a VEVENT (RFC 5545 3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry in somebody's calendar. `build` checks it and raises `BadItem`.

    uid: given by the caller, stored, never derived from a title or a time; 1 to 255 characters.
    sequence: 0 at first, one more at every change of time, place or status.
    changed_at: aware; when the data last changed. It becomes DTSTAMP and LAST-MODIFIED.
    starts, ends: naive wall times in `zone`, to the second; or dates, `ends` being the day after the last.
    zone: a name of the time zone database; "UTC" gives times in UTC.
    summary, location: one line each; line breaks become spaces and ", ".
    description: plain text of any number of lines. `url`, absolute, is repeated below it.
    transparent: the time stays free for other appointments.
    fold: 1 means the second of the two hours when the clocks go back, as does a `starts` or `ends` whose
        own `fold` is 1 (PEP 495). It has no meaning at other times.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts: datetime | date
    ends: datetime | date
    zone: str
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED
    transparent: bool = False
    categories: tuple[str, ...] = ()
    fold: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar to subscribe to: its name is shown in the reader's list of calendars.

    refresh: how long a reader may wait before it asks again; whole seconds, a hint that many ignore.
    """

    name: str
    items: tuple[Item, ...]
    description: str = ""
    refresh: timedelta = timedelta(hours=1)


class Method(StrEnum):
    """METHOD of a message about an item to one person (RFC 5546 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Party:
    """ORGANIZER or ATTENDEE: a mail address, and the name that is shown beside it."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What is mailed to one person about one item (RFC 5546, RFC 6047).

    sequence: as told to this person, which may be ahead of the item's; never less than what they were sent before.
    made_at: aware; when the message is written. It becomes DTSTAMP, by which later ones of one SEQUENCE are told apart.
    organizer: the same for as long as the uid is in anybody's calendar; answers go there.
    wants_answer: programs show buttons, and mail what is pressed to the organizer. Without it the attendee stands as
        somebody who comes, as nothing else would ever be heard of them.
    """

    method: Method
    item: Item
    sequence: int
    made_at: datetime
    organizer: Party
    attendee: Party
    wants_answer: bool = True


class BadItem(ValueError):
    """An item or a feed from which no right calendar file can be made. The message is a sentence."""
