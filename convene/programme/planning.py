"""What the solver is asked of an agenda, and what its plan says to the draft. Pure values on both sides.

The solver counts minutes of a day and knows rooms; a draft has times on a wall, and sessions in no room, which are for
everybody. What stands before the day turns and reaches beyond midnight is left where it is.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from convene.engines.agenda_solver import (
    Attendee,
    Explanation,
    Person,
    Pin,
    Plan,
    Problem,
    Room,
    Session,
    Weights,
    Window,
    check,
)
from convene.engines.agenda_solver import Place as PlaceInPlan
from convene.programme.catalogue import Format, MayMove
from convene.programme.structure import Place, RoomFacts, SessionFacts, Structure

#: The one "room" of an event without any: whatever stands in it is alone there.
WHOLE_PLACE = "the whole place"
#: Of rooms whose size nobody has said.
SEATS_NOT_SAID = 100_000
MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What an organiser asks for. `step`: minutes between two times at which a session may begin."""

    scope: MayMove
    from_time: time
    until_time: time
    step: int = 15
    sees_stars: bool = True
    keeps_tracks_apart: bool = True
    keeps_tracks_in_a_room: bool = True
    fits_rooms: bool = True

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column. `Wishes.from_json` gives equal wishes back."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {"from_time": self.from_time.isoformat(), "until_time": self.until_time.isoformat()}

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "Wishes":
        times = {name: time.fromisoformat(plain[name]) for name in ("from_time", "until_time")}
        return Wishes(**{**plain, **times, "scope": MayMove(plain["scope"])})


@dataclass(frozen=True, slots=True)
class Weighed:
    """The place that a plan gives to a session beside the others that are open to it while all else stays: how many
    there are, and of the cheapest where it is and how much more of each term of the score it would cost."""

    open: int
    nearest: Place | None = None
    total: int = 0
    costs: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column. `Weighed.from_json` gives an equal one back."""
        nearest = self.nearest.to_json() if self.nearest else None
        return {"open": self.open, "nearest": nearest, "total": self.total, "costs": dict(self.costs)}

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "Weighed":
        nearest = Place.from_json(plain["nearest"]) if plain["nearest"] else None
        return Weighed(plain["open"], nearest, plain["total"], plain["costs"])


def problem_of(
    structure: Structure,
    wishes: Wishes,
    *,
    names: Mapping[UUID, str],
    stars: Mapping[UUID, Sequence[UUID]],
    absent: Collection[UUID] = (),
) -> Problem:
    """The question for the solver: every session that can be moved by these wishes, among all that stays.

    `names`: of people; `stars`: what each reader has starred; `absent`: people who have said that they cannot come.
    """
    days = structure.days()
    standing = [each for each in structure.sessions if each.is_placed and not each.is_withdrawn]
    free = movable(structure, wishes.scope)
    free_ids = {each.id for each in free}
    kept = [each for each in standing if each.id not in free_ids and _minutes_of(each, days) is not None]
    rooms = structure.rooms
    blocked = [_window(each, days) for each in kept if rooms and (each.room_id is None or each.format is Format.BREAK)]
    pinned = [each for each in kept if not rooms or (each.room_id is not None and each.format is not Format.BREAK)]
    pinned, loose = _apart(pinned, blocked, structure, absent)
    first, last = _minute(wishes.from_time), _minute(wishes.until_time)
    spans = [_span_of_day(number, first, last, pinned, days) for number in range(len(days))]
    starts = set(range(first, last, wishes.step))
    starts |= {_start_of(each, days) for each in pinned} | {_start_of(each, days) for each in free if each.is_placed}
    asked_ids = free_ids | {each.id for each in pinned}
    starred = Counter(each for some in stars.values() for each in some)
    allowed = tuple(Window(number, first, last) for number in range(len(days)))
    return Problem(
        grid=math.gcd(*(start - begin for begin, _ in spans for start in starts), wishes.step),
        days=tuple(spans),
        day_names=tuple(each.isoformat() for each in days),  # which every language reads
        starts=tuple(sorted(starts)),
        blocked=tuple(blocked),
        rooms=_rooms(structure, loose),
        people=tuple(
            Person(str(each), _free([one for one in loose if each in _people(one, absent)], days), names.get(each, ""))
            for each in sorted({one for session in (*pinned, *free) for one in _people(session, absent)})
        ),
        sessions=(
            *(_session(each, absent, pin=_pin(each, days)) for each in pinned),
            *(_session(each, absent, expected=_expected(each, starred, rooms), allowed=allowed) for each in free),
        ),
        attendees=tuple(
            Attendee(str(reader), tuple(str(one) for one in some if one in asked_ids)) for reader, some in stars.items()
        )
        if wishes.sees_stars
        else (),
        weights=Weights(
            missed_star=10 if wishes.sees_stars else 0,
            overflow_seat=1 if wishes.fits_rooms else 0,
            track_parallel=5 if wishes.keeps_tracks_apart else 0,
            track_extra_room=2 if wishes.keeps_tracks_in_a_room else 0,
        ),
        base={str(each.id): place for each in free if (place := _place(each, days)) is not None}
        if wishes.scope is MayMove.LEAST
        else None,
    )


def _apart(
    pinned: Sequence[SessionFacts], blocked: Sequence[Window], structure: Structure, absent: Collection[UUID]
) -> tuple[list[SessionFacts], list[SessionFacts]]:
    """What stays where it is, and clashes with nothing; and what stays and clashes already.

    Of the latter the solver is told that its room and its people are not free, and no more: asked to keep what breaks a
    rule it would answer that nothing can be done, though it was asked about something else.
    """
    days = structure.days()
    people = sorted({one for each in pinned for one in _people(each, absent)})
    question = Problem(
        grid=1,
        days=((0, MINUTES_OF_A_DAY),) * len(days),
        blocked=tuple(blocked),
        rooms=_rooms(structure, []),
        people=tuple(Person(str(each)) for each in people),
        sessions=tuple(_session(each, absent) for each in pinned),
    )
    plan = {str(each.id): place for each in pinned if (place := _place(each, days)) is not None}
    clashing = {one for clash in check(question, plan) for one in clash.sessions}
    firm = [each for each in pinned if str(each.id) not in clashing]
    return firm, [each for each in pinned if str(each.id) in clashing]


def _rooms(structure: Structure, loose: Sequence[SessionFacts]) -> tuple[Room, ...]:
    days = structure.days()
    if not structure.rooms:
        return (Room(WHOLE_PLACE, SEATS_NOT_SAID, unavailable=tuple(_window(each, days) for each in loose)),)
    return tuple(
        Room(
            str(room.id),
            room.capacity or SEATS_NOT_SAID,
            unavailable=tuple(_window(each, days) for each in loose if each.room_id == room.id),
            name=room.name,
        )
        for room in structure.rooms
    )


def _free(busy: Sequence[SessionFacts], days: Sequence[date]) -> tuple[Window, ...] | None:
    """When somebody is free who stands on stage in these; None: always."""
    if not busy:
        return None
    free = []
    for number in range(len(days)):
        at = 0
        for _, start, end in sorted(known for each in busy if (known := _known(each, days))[0] == number):
            if at < start:
                free.append(Window(number, at, start))
            at = max(at, end)
        if at < MINUTES_OF_A_DAY:
            free.append(Window(number, at, MINUTES_OF_A_DAY))
    return tuple(free)


def movable(structure: Structure, scope: MayMove) -> list[SessionFacts]:
    """The sessions that these wishes let move. Breaks, and what is for everybody, stay where they are."""
    placed = [] if scope is MayMove.UNPLACED else structure.sessions
    days, has_rooms = structure.days(), bool(structure.rooms)
    return [
        *structure.unplaced,
        *(
            each
            for each in placed
            if each.is_placed
            and not each.is_withdrawn
            and each.format is not Format.BREAK
            and (each.room_id is not None or not has_rooms)
            and _minutes_of(each, days) is not None
        ),
    ]


def without_readers(problem: Problem) -> Problem:
    """What of a question must not change meanwhile: readers star on, and a title says nothing of a place."""
    sessions = tuple(replace(each, name="", expected=0) for each in problem.sessions)
    people = tuple(replace(each, name="") for each in problem.people)
    rooms = tuple(replace(each, name="") for each in problem.rooms)
    return replace(problem, sessions=sessions, people=people, rooms=rooms, attendees=())


def places_in(plan: Plan, structure: Structure) -> dict[UUID, Place]:
    """What the plan changes: the sessions that it has elsewhere than the draft, and where."""
    days = structure.days()
    found = {}
    for session in structure.sessions:
        place = plan.get(str(session.id))
        if place is None or (session.is_placed and _place(session, days) == place):
            continue
        found[session.id] = _place_then(place, days)
    return found


def weighed(told: Explanation, structure: Structure) -> Weighed:
    """What the solver tells of a session's place, in the days and rooms of the draft."""
    if not told.alternatives:
        return Weighed(0)
    best = told.alternatives[0]
    return Weighed(len(told.alternatives), _place_then(best.place, structure.days()), best.total, dict(best.costs))


def _place_then(place: PlaceInPlan, days: Sequence[date]) -> Place:
    hours, minutes = divmod(place.start, 60)
    return Place(days[place.day], time(hours, minutes), None if place.room == WHOLE_PLACE else UUID(place.room))


def _people(session: SessionFacts, absent: Collection[UUID]) -> list[UUID]:
    return [each.person_id for each in session.everybody() if each.person_id not in absent]


def _session(session: SessionFacts, absent: Collection[UUID], **more: Any) -> Session:
    return Session(
        str(session.id),
        session.minutes,
        type=session.format.value,
        track=str(session.track_id) if session.track_id else None,
        people=tuple(str(each) for each in _people(session, absent)),
        exclusive=session.format is Format.PLENARY,
        name=session.title,
        **more,
    )


def _expected(session: SessionFacts, starred: Mapping[UUID, int], rooms: Sequence[RoomFacts]) -> int:
    """For how many there should be seats: for those who starred it, and in a plenary for as many as any room has."""
    if session.format is Format.PLENARY:
        return max((each.capacity or 0 for each in rooms), default=0)
    return starred.get(session.id, 0)


def present_plan(problem: Problem, structure: Structure) -> Plan | None:
    """Where the draft has the sessions of a question now; None: not all of them have a place."""
    days = structure.days()
    plan = {str(each.id): place for each in structure.sessions if (place := _place(each, days)) is not None}
    asked = problem.session_of.keys()
    return {one: plan[one] for one in asked} if asked <= plan.keys() else None


def _minute(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _minutes_of(session: SessionFacts, days: Sequence[date]) -> tuple[int, int, int] | None:
    """Its day, and from which minute until which it lasts; None: it has no time within one day."""
    if session.starts_local is None or session.day is None:
        return None
    since = session.starts_local - datetime.combine(session.day, time(0))
    start = since // timedelta(minutes=1)
    end = start + session.minutes
    return (days.index(session.day), start, end) if end <= MINUTES_OF_A_DAY else None


def _known(session: SessionFacts, days: Sequence[date]) -> tuple[int, int, int]:
    minutes = _minutes_of(session, days)
    assert minutes is not None, "only sessions with a time within one day are asked"
    return minutes


def _start_of(session: SessionFacts, days: Sequence[date]) -> int:
    return _known(session, days)[1]


def _window(session: SessionFacts, days: Sequence[date]) -> Window:
    return Window(*_known(session, days))


def _place(session: SessionFacts, days: Sequence[date]) -> PlaceInPlan | None:
    minutes = _minutes_of(session, days)
    room = str(session.room_id) if session.room_id else WHOLE_PLACE
    return PlaceInPlan(minutes[0], minutes[1], room) if minutes is not None else None


def _pin(session: SessionFacts, days: Sequence[date]) -> Pin:
    day, start, _ = _known(session, days)
    return Pin(day, start, str(session.room_id) if session.room_id else WHOLE_PLACE)


def _span_of_day(
    number: int, first: int, last: int, pinned: Sequence[SessionFacts], days: Sequence[date]
) -> tuple[int, int]:
    """From when until when a day lasts: as long as wished, and as what stands in it already."""
    there = [found for each in pinned if (found := _known(each, days))[0] == number]
    return min([first, *(start for _, start, _ in there)]), max([last, *(end for _, _, end in there)])
