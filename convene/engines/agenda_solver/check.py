"""Every clash of a plan in words, and its exact score. It knows nothing of the search, so that it can judge it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

from convene.engines.agenda_solver.problem import (
    Before,
    Place,
    Plan,
    Problem,
    Relation,
    Room,
    Score,
    Session,
    Together,
    clock,
    told,
)


class Rule(StrEnum):
    """The hard rules."""

    UNKNOWN_SESSION = "unknown_session"
    UNPLACED = "unplaced"
    NO_SUCH_PLACE = "no_such_place"
    OUTSIDE_DAY = "outside_day"
    OFF_GRID = "off_grid"
    OFF_STARTS = "off_starts"
    IN_BREAK = "in_break"
    ROOM_UNAVAILABLE = "room_unavailable"
    ROOM_TOO_SMALL = "room_too_small"
    ROOM_NOT_ALLOWED = "room_not_allowed"
    ROOM_LACKS = "room_lacks"
    OUTSIDE_ALLOWED = "outside_allowed"
    PIN = "pin"
    PERSON_UNAVAILABLE = "person_unavailable"
    ROOM_CLASH = "room_clash"
    PERSON_CLASH = "person_clash"
    EXCLUSIVE = "exclusive"
    BEFORE = "before"
    SAME_ROOM = "same_room"
    SAME_DAY = "same_day"
    DIFFERENT_DAY = "different_day"
    NOT_PARALLEL = "not_parallel"
    CONSECUTIVE = "consecutive"


@dataclass(frozen=True, slots=True)
class Clash:
    """One hard rule that a plan breaks: which sessions, people and rooms are concerned, and a sentence."""

    rule: Rule
    sessions: tuple[str, ...]
    text: str
    people: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()


Interval = tuple[int, int, int]
"""Day, start, end."""


def check(problem: Problem, plan: Plan) -> tuple[Clash, ...]:
    """Every hard rule that `plan` breaks, session by session, then between sessions. Empty: it can be held."""
    clashes = [
        Clash(Rule.UNKNOWN_SESSION, (one,), f"There is no session {one}.")
        for one in plan
        if one not in problem.session_of
    ]
    placed: dict[str, Place] = {}
    for session in problem.sessions:
        place = plan.get(session.id)
        if place is None:
            clashes.append(Clash(Rule.UNPLACED, (session.id,), f"{told(session)} has no place."))
        elif not 0 <= place.day < len(problem.days) or place.room not in problem.room_of:
            text = f"{told(session)} is on day {place.day} in {place.room}, and there is no such day or room."
            clashes.append(Clash(Rule.NO_SUCH_PLACE, (session.id,), text, rooms=(place.room,)))
        else:
            placed[session.id] = place
            clashes += _alone(problem, session, place)
    clashes += _side_by_side(problem, placed)
    for constraint in problem.constraints:
        if isinstance(constraint, Before):
            clashes += _out_of_order(problem, constraint, placed)
        else:
            clashes += _RELATIONS[constraint.relation](problem, constraint, placed)
    return tuple(clashes)


def score(problem: Problem, plan: Plan) -> Score:
    """The soft terms of `plan`, exactly; sessions without a place are left out of every term but the stars."""
    placed = {one: place for one, place in plan.items() if one in problem.session_of and place.room in problem.room_of}
    weights = problem.weights
    missed = sum(missed_stars(problem, placed, attendee.stars) for attendee in problem.attendees)
    over = sum(
        max(0, problem.session_of[one].expected - problem.room_of[place.room].capacity) for one, place in placed.items()
    )
    parallel, extra = _track_terms(problem, placed)
    moved = len(moved_sessions(problem, placed))
    total = (
        weights.missed_star * missed
        + weights.overflow_seat * over
        + weights.track_parallel * parallel
        + weights.track_extra_room * extra
        + weights.change * moved
    )
    return Score(missed, over, parallel, extra, moved, total)


def moved_sessions(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """The sessions that have a place in the base and another one in `plan`."""
    base = problem.base or {}
    return tuple(one for one, place in plan.items() if one in base and base[one] != place)


def missed_stars(problem: Problem, plan: Plan, stars: Iterable[str]) -> int:
    """Of some stars, how many cannot be seen in full, whichever are chosen.

    The most intervals without overlap are found by taking the one that ends first, again and again
    (Kleinberg and Tardos, Algorithm Design, 4.1).
    """
    count = seen = 0
    free_from = (-1, -1)
    intervals = []
    for star in stars:
        count += 1
        if star in plan:
            intervals.append(interval(problem, plan, star))
    for day, start, end in sorted(intervals, key=lambda one: (one[0], one[2])):
        if (day, start) >= free_from:
            seen += 1
            free_from = (day, end)
    return count - seen


def interval(problem: Problem, plan: Plan, session: str) -> Interval:
    place = plan[session]
    return place.day, place.start, place.start + problem.session_of[session].minutes


def overlap(a: Interval, b: Interval) -> bool:
    return a[0] == b[0] and a[1] < b[2] and b[1] < a[2]


def _when(place: Place) -> str:
    return f"day {place.day} at {clock(place.start)}"


def _alone(problem: Problem, session: Session, place: Place) -> Iterator[Clash]:
    """The rules that one session can break by itself."""
    yield from _of_time(problem, session, place)
    yield from _of_room(session, problem.room_of[place.room], place)
    yield from _of_people(problem, session, place)


def _of_time(problem: Problem, session: Session, place: Place) -> Iterator[Clash]:
    name, here = told(session), _when(place)
    end = place.start + session.minutes
    opens, closes = problem.days[place.day]
    if place.start < opens or end > closes:
        yield Clash(
            Rule.OUTSIDE_DAY, (session.id,), f"{name}, {here}, is outside of the day, {clock(opens)}–{clock(closes)}."
        )
    if (place.start - opens) % problem.grid:
        yield Clash(
            Rule.OFF_GRID, (session.id,), f"{name} starts {here}, which is off the grid of {problem.grid} minutes."
        )
    if problem.starts and place.start not in problem.starts:
        yield Clash(Rule.OFF_STARTS, (session.id,), f"{name} starts {here}, when no session may start.")
    for window in problem.blocked:
        if window.meets(place.day, place.start, end):
            text = f"{name}, {here}, runs into the break {clock(window.start)}–{clock(window.end)}."
            yield Clash(Rule.IN_BREAK, (session.id,), text)
    if session.allowed is not None and not any(one.holds(place.day, place.start, end) for one in session.allowed):
        yield Clash(Rule.OUTSIDE_ALLOWED, (session.id,), f"{name} may not run {here}.")
    for what, pinned, given in (
        ("day", session.pin.day, place.day),
        ("start", session.pin.start, place.start),
        ("room", session.pin.room, place.room),
    ):
        if pinned is not None and pinned != given:
            yield Clash(Rule.PIN, (session.id,), f"{name} is pinned to the {what} {pinned} and has the {what} {given}.")


def _of_people(problem: Problem, session: Session, place: Place) -> Iterator[Clash]:
    end = place.start + session.minutes
    for one in session.people:
        person = problem.person_of[one]
        if person.available is not None and not any(w.holds(place.day, place.start, end) for w in person.available):
            text = f"{told(person)} is not there for the whole of {told(session)}, {_when(place)}."
            yield Clash(Rule.PERSON_UNAVAILABLE, (session.id,), text, people=(one,))


def _of_room(session: Session, room: Room, place: Place) -> Iterator[Clash]:
    name, where = told(session), told(room)
    end = place.start + session.minutes
    for window in room.unavailable:
        if window.meets(place.day, place.start, end):
            when = f"{clock(window.start)}–{clock(window.end)}"
            text = f"{where} is not available {when}, and {name} is there {_when(place)}."
            yield Clash(Rule.ROOM_UNAVAILABLE, (session.id,), text, rooms=(room.id,))
    if room.capacity < session.min_capacity:
        text = f"{name} needs {session.min_capacity} seats, and {where} has {room.capacity}."
        yield Clash(Rule.ROOM_TOO_SMALL, (session.id,), text, rooms=(room.id,))
    if session.rooms is not None and room.id not in session.rooms:
        yield Clash(Rule.ROOM_NOT_ALLOWED, (session.id,), f"{name} may not be in {where}.", rooms=(room.id,))
    for feature in sorted(session.needs - room.features):
        yield Clash(Rule.ROOM_LACKS, (session.id,), f"{name} needs {feature}, and {where} has none.", rooms=(room.id,))


def _parallel_pairs(problem: Problem, plan: Plan, sessions: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs that overlap, the earlier first. Linear in the pairs found, once sorted."""
    ordered = sorted((*interval(problem, plan, one), one) for one in sessions)
    for i, (day, _start, end, one) in enumerate(ordered):
        for other_day, other_start, _other_end, other in ordered[i + 1 :]:
            if other_day != day or other_start >= end:
                break
            yield one, other


def _side_by_side(problem: Problem, plan: Plan) -> Iterator[Clash]:
    """Two sessions in one room, with one person, or beside an exclusive one."""
    in_room, of_person = defaultdict(list), defaultdict(list)
    for one, place in plan.items():
        in_room[place.room].append(one)
        for person in problem.session_of[one].people:
            of_person[person].append(one)
    name = {one: told(problem.session_of[one]) for one in plan}
    for room, sessions in in_room.items():
        for a, b in _parallel_pairs(problem, plan, sessions):
            text = f"{name[a]} and {name[b]} are in {told(problem.room_of[room])} at once, {_when(plan[b])}."
            yield Clash(Rule.ROOM_CLASH, (a, b), text, rooms=(room,))
    for person, sessions in of_person.items():
        for a, b in _parallel_pairs(problem, plan, sessions):
            text = f"{told(problem.person_of[person])} is needed in {name[a]} and {name[b]} at once, {_when(plan[b])}."
            yield Clash(Rule.PERSON_CLASH, (a, b), text, people=(person,))
    yield from _beside_exclusive(problem, plan)


def _beside_exclusive(problem: Problem, plan: Plan) -> Iterator[Clash]:
    name = {one: told(problem.session_of[one]) for one in plan}
    if any(session.exclusive for session in problem.sessions):
        for pair in _parallel_pairs(problem, plan, plan):
            for one, other in (pair, pair[::-1]):
                if problem.session_of[one].exclusive:
                    text = f"Nothing may run in parallel to {name[one]}, and {name[other]} does, {_when(plan[other])}."
                    yield Clash(Rule.EXCLUSIVE, (one, other), text)


def _out_of_order(problem: Problem, constraint: Before, plan: Plan) -> Iterator[Clash]:
    if constraint.a not in plan or constraint.b not in plan:
        return
    day, _start, end = interval(problem, plan, constraint.a)
    after = plan[constraint.b]
    if (after.day, after.start) < (day, end + constraint.min_gap):
        gap = f", with {constraint.min_gap} minutes between them" if constraint.min_gap else ""
        a, b = (told(problem.session_of[one]) for one in constraint.sessions)
        yield Clash(Rule.BEFORE, constraint.sessions, f"{a} should end before {b} starts{gap}.")


def _names(problem: Problem, sessions: Iterable[str]) -> str:
    return ", ".join(told(problem.session_of[one]) for one in sessions)


def _placed(constraint: Together, plan: Plan) -> tuple[str, ...]:
    return tuple(one for one in constraint.sessions if one in plan)


def _not_in_one_room(problem: Problem, constraint: Together, plan: Plan) -> Iterator[Clash]:
    sessions = _placed(constraint, plan)
    rooms = tuple(sorted({plan[one].room for one in sessions}))
    if len(rooms) > 1:
        text = f"{_names(problem, sessions)} should be in one room and are in {', '.join(rooms)}."
        yield Clash(Rule.SAME_ROOM, sessions, text, rooms=rooms)


def _not_on_one_day(problem: Problem, constraint: Together, plan: Plan) -> Iterator[Clash]:
    sessions = _placed(constraint, plan)
    if len({plan[one].day for one in sessions}) > 1:
        yield Clash(Rule.SAME_DAY, sessions, f"{_names(problem, sessions)} should be on one day.")


def _not_on_different_days(problem: Problem, constraint: Together, plan: Plan) -> Iterator[Clash]:
    sessions = _placed(constraint, plan)
    if len({plan[one].day for one in sessions}) < len(sessions):
        yield Clash(Rule.DIFFERENT_DAY, sessions, f"{_names(problem, sessions)} should each be on another day.")


def _in_parallel(problem: Problem, constraint: Together, plan: Plan) -> Iterator[Clash]:
    for pair in combinations(_placed(constraint, plan), 2):
        if overlap(interval(problem, plan, pair[0]), interval(problem, plan, pair[1])):
            yield Clash(Rule.NOT_PARALLEL, pair, f"{_names(problem, pair)} should not run at once.")


def _not_back_to_back(problem: Problem, constraint: Together, plan: Plan) -> Iterator[Clash]:
    for pair in pairwise(_placed(constraint, plan)):
        (day, _start, end), after = interval(problem, plan, pair[0]), plan[pair[1]]
        if (day, end, plan[pair[0]].room) != (after.day, after.start, after.room):
            text = f"{_names(problem, pair)} should follow each other without a gap, in one room."
            yield Clash(Rule.CONSECUTIVE, pair, text)


_RELATIONS: dict[Relation, Callable[[Problem, Together, Plan], Iterator[Clash]]] = {
    Relation.SAME_ROOM: _not_in_one_room,
    Relation.SAME_DAY: _not_on_one_day,
    Relation.DIFFERENT_DAY: _not_on_different_days,
    Relation.NOT_PARALLEL: _in_parallel,
    Relation.CONSECUTIVE: _not_back_to_back,
}


def _track_terms(problem: Problem, plan: Plan) -> tuple[int, int]:
    """Overlapping pairs of one track, and rooms beyond one that a track uses on a day."""
    of_track: defaultdict[str, list[str]] = defaultdict(list)
    rooms: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for one, place in plan.items():
        track = problem.session_of[one].track
        if track:
            of_track[track].append(one)
            rooms[track, place.day].add(place.room)
    parallel = sum(1 for sessions in of_track.values() for _pair in _parallel_pairs(problem, plan, sessions))
    return parallel, sum(len(used) - 1 for used in rooms.values())
