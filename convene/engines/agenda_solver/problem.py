"""What is to be planned, and what a plan is. Times are minutes after midnight of a day; days count from 0."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one day: from `start` up to, not including, `end`."""

    day: int
    start: int
    end: int

    def holds(self, day: int, start: int, end: int) -> bool:
        """Whether the whole of [start, end) on `day` lies inside."""
        return day == self.day and self.start <= start and end <= self.end

    def meets(self, day: int, start: int, end: int) -> bool:
        """Whether any minute of [start, end) on `day` lies inside."""
        return day == self.day and self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Room:
    """A room, or whatever holds one session at a time."""

    id: str
    capacity: int
    features: frozenset[str] = frozenset()
    unavailable: tuple[Window, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom sessions need. `available` None: always."""

    id: str
    available: tuple[Window, ...] | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """What of a session's place is settled; None is open."""

    day: int | None = None
    start: int | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One session.

    people: ids of those who must be there. needs: features its room must have. min_capacity: seats its room must have.
    expected: how many will come; seats short of that cost `overflow_seat`. allowed: inside one of these, None:
    anywhere. exclusive: nothing runs in parallel. rooms: the only ones, None: any.
    """

    id: str
    minutes: int
    type: str = ""
    track: str | None = None
    people: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    min_capacity: int = 0
    expected: int = 0
    allowed: tuple[Window, ...] | None = None
    pin: Pin = Pin()
    exclusive: bool = False
    rooms: tuple[str, ...] | None = None
    name: str = ""

    def __post_init__(self) -> None:
        # Somebody who is named twice would be in two places at once.
        object.__setattr__(self, "people", tuple(dict.fromkeys(self.people)))


@dataclass(frozen=True, slots=True)
class Before:
    """`a` ends at least `min_gap` minutes before `b` starts; on an earlier day is before, whatever the gap."""

    a: str
    b: str
    min_gap: int = 0

    @property
    def sessions(self) -> tuple[str, ...]:
        return (self.a, self.b)


class Relation(StrEnum):
    """What several sessions have to do with each other."""

    SAME_ROOM = "same_room"
    SAME_DAY = "same_day"
    DIFFERENT_DAY = "different_day"
    NOT_PARALLEL = "not_parallel"
    CONSECUTIVE = "consecutive"
    """In this order, in one room, back to back."""


@dataclass(frozen=True, slots=True)
class Together:
    """Sessions that stand in one relation."""

    relation: Relation
    sessions: tuple[str, ...]


Constraint = Before | Together


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who starred sessions and would like to see all of each."""

    id: str
    stars: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "stars", tuple(dict.fromkeys(self.stars)))


@dataclass(frozen=True, slots=True)
class Weights:
    """What one of each soft term costs; whole numbers from 0."""

    missed_star: int = 10
    overflow_seat: int = 1
    track_parallel: int = 5
    track_extra_room: int = 2
    change: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session is."""

    day: int
    start: int
    room: str


Plan = Mapping[str, Place]
"""Session id -> place."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole agenda problem. `reading.read_problem` makes one of JSON and refuses what cannot be meant.

    grid: every start is a multiple of it from its day's start. days: (start, end) of each. blocked: breaks.
    starts: the only start minutes of a day, None: any. base: the published plan, from which few sessions should move.
    day_names: what sentences call the days, none: by their numbers.
    """

    grid: int
    days: tuple[tuple[int, int], ...]
    rooms: tuple[Room, ...]
    sessions: tuple[Session, ...]
    people: tuple[Person, ...] = ()
    blocked: tuple[Window, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    weights: Weights = Weights()
    starts: tuple[int, ...] | None = None
    base: Plan | None = None
    day_names: tuple[str, ...] = ()
    session_of: Mapping[str, Session] = field(init=False, repr=False, compare=False)
    person_of: Mapping[str, Person] = field(init=False, repr=False, compare=False)
    room_of: Mapping[str, Room] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Frozen, so that a problem can be shared; the three maps are made once, because every rule looks ids up.
        object.__setattr__(self, "session_of", MappingProxyType({one.id: one for one in self.sessions}))
        object.__setattr__(self, "person_of", MappingProxyType({one.id: one for one in self.people}))
        object.__setattr__(self, "room_of", MappingProxyType({one.id: one for one in self.rooms}))


@dataclass(frozen=True, slots=True)
class Score:
    """The soft terms of a plan, each counted, and their weighted sum. Less is better."""

    missed_star: int
    overflow_seat: int
    track_parallel: int
    track_extra_room: int
    change: int
    total: int


@dataclass(frozen=True, slots=True)
class Core:
    """Why no plan can be: sessions and people that clash, none of which could be left out."""

    sessions: tuple[str, ...]
    people: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Solution:
    """What the solver found.

    plan: the best found; None beside a core. core: set when it is proved that no plan can be.
    score: of the plan. clashes: hard rules that the plan breaks; 0 unless time was too short.
    proven: nothing is better: the score is as low as any, or with a base no plan moves fewer sessions.
    complete: the search was not cut by time or by the caller, so the same seed gives the same again.
    """

    plan: Plan | None
    score: Score | None
    clashes: int
    core: Core | None
    proven: bool
    complete: bool


def told(thing: Session | Person | Room) -> str:
    """How a sentence names it: by its name, or by its id where nobody has named it."""
    return thing.name or thing.id


def told_day(problem: Problem, day: int) -> str:
    """How a sentence names a day: “2027-03-04”, or “day 0” where nobody has named it."""
    return problem.day_names[day] if problem.day_names else f"day {day}"


def clock(minute: int) -> str:
    """A minute of the day as 09:30."""
    return f"{minute // 60:02}:{minute % 60:02}"
