"""What a schedule file says, as plain values.

The two formats (schedule.json, schedule.xml) come from frab; c3voc keeps them: https://c3voc.de/wiki/schedule.
Tables (CSV, XLSX, pasted) are read into the same.
Texts have no control characters and `\\n` as their only line break; addresses are absolute, http or https.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

LINE_LENGTH = 1_000
"""Titles, names, labels: longer ones are cut when a file is read."""
TEXT_LENGTH = 100_000
"""Abstracts, descriptions, biographies: longer ones are cut when a file is read."""
LONGEST_MINUTES = 10 * 24 * 60 - 1
"""The longest duration that schedule.xml can say without doubt is 9:23:59, days first."""
MOST_DAYS = 2_001
FIRST_YEAR, LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """How many characters of a line there is room for where the schedule goes. Longer ones are cut, with a remark."""

    event: int = LINE_LENGTH
    """Its title."""
    title: int = LINE_LENGTH
    subtitle: int = LINE_LENGTH
    type: int = LINE_LENGTH
    track: int = LINE_LENGTH
    language: int = LINE_LENGTH
    recording_license: int = LINE_LENGTH
    room: int = LINE_LENGTH
    room_description: int = TEXT_LENGTH
    person: int = LINE_LENGTH
    affiliation: int = LINE_LENGTH


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str
    type: str = ""
    """One of slides, paper, web, blog, article, media, related, activitypub; or empty."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    """The public name."""
    source_id: str | None = None
    """The file's id of this person: digits, as text."""
    guid: str | None = None
    code: str | None = None
    biography: str = ""
    url: str | None = None
    avatar: str | None = None
    links: tuple[Link, ...] = ()
    affiliation: str = ""
    """Whom they come from. Tables say it; schedule.json and schedule.xml have no place for it."""
    email: str = ""
    """Where they are reached. Tables say it; nothing that is written says it, it is nobody's but organisers'."""
    role: str = ""
    """What they do in this session: speaker, panellist, moderator, facilitator, rapporteur, host; or empty where
    a file does not say. Only tables say it."""


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    guid: str | None = None
    capacity: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    name: str
    color: str | None = None
    """`#rrggbb`, small letters."""
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    guid: str
    title: str
    starts_at: datetime
    """Aware. The file's `date`; its `start` is only a label."""
    minutes: int
    day: date
    """The file's day that it stands in: 00:30 may belong to the evening before."""
    number: int | None = None
    """The file's integer id, from 1."""
    code: str | None = None
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    type: str = ""
    track: str | None = None
    language: str | None = None
    room: str | None = None
    persons: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    recording_license: str = ""
    do_not_record: bool | None = None
    do_not_stream: bool | None = None
    slug: str | None = None
    url: str | None = None
    feedback_url: str | None = None
    origin_url: str | None = None
    logo: str | None = None

    def __post_init__(self) -> None:
        if self.starts_at.utcoffset() is None:
            raise ValueError("a session starts at an instant: a time with its offset")
        if not FIRST_YEAR <= self.starts_at.year <= LAST_YEAR:
            raise ValueError(f"a session starts between {FIRST_YEAR} and {LAST_YEAR}")
        if self.minutes < 0:
            raise ValueError("a session does not end before it starts")


@dataclass(frozen=True, slots=True)
class Schedule:
    title: str
    acronym: str
    """Four or more of `a-z0-9_`: see `spelling.acronym`."""
    starts_on: date
    ends_on: date
    version: str = ""
    zone: str | None = None
    """IANA name; none where the file says none, or one that contradicts its own times."""
    slot_minutes: int = 5
    day_turns_at: time = time(4)
    """The wall time at which one day of the file ends and the next begins."""
    rooms: tuple[Room, ...] = ()
    """In the order of the file."""
    tracks: tuple[Track, ...] = ()
    sessions: tuple[Session, ...] = ()
    """By day, then room in the order of `rooms`, then start."""
    url: str | None = None
    """The convening's website."""
    base_url: str | None = None
    """What relative addresses in the file were relative to."""
    description: str = ""
    logo: str | None = None
    silent_about: frozenset[str] = frozenset()
    """Fields of its sessions that it has no place for, as a table without a column for rooms. They say nothing, rather
    than that there is none."""

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError("a schedule does not end before it starts")
        if (self.ends_on - self.starts_on).days >= MOST_DAYS:
            raise ValueError(f"a schedule has at most {MOST_DAYS} days")
        if not all(self.starts_on <= session.day <= self.ends_on for session in self.sessions):
            raise ValueError("every session stands in one of the schedule’s days")
