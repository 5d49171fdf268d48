"""What the solver is asked of an agenda, and what its plan says to the draft. Pure values on both sides.

The solver counts minutes of a day and knows rooms; a draft has times on a wall, and sessions in no room, which are for
everybody. What stands before the day turns and reaches beyond midnight is left where it is.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from convene.engines.agenda_solver import (
    Attendee,
    Before,
    Explanation,
    Person,
    Pin,
    Plan,
    Problem,
    Relation,
    Room,
    Session,
    Together,
    Weights,
    Window,
    check,
    score,
)
from convene.engines.agenda_solver import Place as PlaceInPlan
from convene.programme.catalogue import Format, MayMove, RuleKind
from convene.programme.conditions import NO_CONDITIONS, Conditions, PlaceWishes
from convene.programme.loosening import Loosened, Loosening, named_in, without
from convene.programme.structure import Availability, Place, RoomFacts, SessionFacts, Structure

#: The one "room" of an event without any: whatever stands in it is alone there.
WHOLE_PLACE = "the whole place"
#: Of rooms whose size nobody has said.
SEATS_NOT_SAID = 100_000
MINUTES_OF_A_DAY = 24 * 60
#: Between two times at which a session may begin, at the least.
SMALLEST_STEP = 5
#: Around these everything else is planned.
FOR_EVERYBODY = frozenset({Format.BREAK, Format.PLENARY})


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
    #: Minutes that lie at least between two sessions in one room, or with one person on stage.
    pause: int = 0
    #: What need not hold this time, by key (`loosening.Loosened`).
    without: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column. `Wishes.from_json` gives equal wishes back."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {"from_time": self.from_time.isoformat(), "until_time": self.until_time.isoformat()}

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "Wishes":
        times = {name: time.fromisoformat(plain[name]) for name in ("from_time", "until_time")}
        without = tuple(plain.get("without", ()))
        return Wishes(**{**plain, **times, "scope": MayMove(plain["scope"]), "without": without})


@dataclass(frozen=True, slots=True)
class Back:
    """Where a session stood before a plan moved it: whether that is open to it while all else is as planned, and what
    it would cost then."""

    is_open: bool
    costs: Mapping[str, int] = field(default_factory=dict)
    #: What is in its way there: another session in its room, or one in which somebody of its stage is (`person`).
    session: str | None = None
    person: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {**{name: getattr(self, name) for name in self.__slots__}, "costs": dict(self.costs)}


@dataclass(frozen=True, slots=True)
class Weighed:
    """The place that a plan gives to a session beside the others that are open to it while all else stays: how many
    there are, and of the cheapest where it is and how much more of each term of the score it would cost; and the same
    of the one that it had."""

    open: int
    nearest: Place | None = None
    total: int = 0
    costs: Mapping[str, int] = field(default_factory=dict)
    back: Back | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column. `Weighed.from_json` gives an equal one back."""
        nearest = self.nearest.to_json() if self.nearest else None
        back = self.back.to_json() if self.back else None
        return {"open": self.open, "nearest": nearest, "total": self.total, "costs": dict(self.costs), "back": back}

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "Weighed":
        nearest = Place.from_json(plain["nearest"]) if plain["nearest"] else None
        back = Back(**plain["back"]) if plain.get("back") else None
        return Weighed(plain["open"], nearest, plain["total"], plain["costs"], back)


def problem_of(
    structure: Structure,
    wishes: Wishes,
    *,
    names: Mapping[UUID, str],
    stars: Mapping[UUID, Sequence[UUID]],
    absent: Collection[UUID] = (),
    conditions: Conditions = NO_CONDITIONS,
    only: UUID | None = None,
) -> Problem:
    """The question for the solver: every session that can be moved by these wishes, among all that stays.

    `names`: of people; `stars`: what each reader has starred; `absent`: people who have said that they cannot come;
    `only`: this session alone is to be moved, placed or not.
    A pause is asked for as sessions that last so much longer, on days and in windows that do (`_with_pauses`).
    """
    conditions = without(conditions, wishes.without)
    absent = {*absent, *named_in(wishes.without, Loosening.PERSON)}
    days = structure.days()
    standing = [each for each in structure.sessions if each.is_placed and not each.is_withdrawn]
    free = (
        [each for each in structure.sessions if each.id == only]
        if only
        else movable(structure, wishes.scope, conditions, named_in(wishes.without, Loosening.SESSION))
    )
    free_ids = {each.id for each in free}
    kept = [each for each in standing if each.id not in free_ids and _minutes_of(each, days) is not None]
    rooms = structure.rooms
    blocked = [
        _later(_window(each, days), wishes.pause if each.format is Format.BREAK else 0)
        for each in kept
        if rooms and (each.room_id is None or each.format is Format.BREAK)
    ]
    pinned = [each for each in kept if not rooms or (each.room_id is not None and each.format is not Format.BREAK)]
    pinned, loose = _apart(pinned, blocked, structure, absent, conditions.availability, wishes.pause)
    first, last = _minute(wishes.from_time), _minute(wishes.until_time)
    spans = [_span_of_day(number, first, last, pinned, days) for number in range(len(days))]
    starts = set(range(first, last, wishes.step))
    starts |= {_start_of(each, days) for each in pinned} | {
        _start_of(each, days) for each in free if _minutes_of(each, days) is not None
    }
    asked_ids = free_ids | {each.id for each in pinned}
    any_room = named_in(wishes.without, Loosening.ROOM)
    starred = Counter(each for some in stars.values() for each in some)
    allowed = tuple(Window(number, first, last) for number in range(len(days)))
    problem = Problem(
        grid=math.gcd(*(start - begin for begin, _ in spans for start in starts), wishes.step),
        days=tuple(spans),
        day_names=tuple(each.isoformat() for each in days),  # which every language reads
        starts=tuple(sorted(starts)),
        blocked=tuple(blocked),
        rooms=_rooms(structure, loose, conditions),
        people=tuple(
            Person(
                str(each),
                _free([one for one in loose if each in _people(one, absent)], days, conditions.availability.get(each)),
                names.get(each, ""),
            )
            for each in sorted({one for session in (*pinned, *free) for one in _people(session, absent)})
        ),
        sessions=(
            *(_session(each, absent, pin=_pin(each, days)) for each in pinned),
            *(
                _session(
                    each,
                    absent,
                    expected=_expected(each, starred, rooms),
                    allowed=_allowed(conditions.of(each.id), allowed, days, structure),
                    needs=_needs(each, absent, conditions, is_free=each.id in any_room) if rooms else frozenset(),
                    min_capacity=(conditions.of(each.id).seats or 0) if rooms else 0,
                )
                for each in free
            ),
        ),
        constraints=tuple(_constraints(conditions, free_ids, asked_ids, has_rooms=bool(rooms))),
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
    return _with_pauses(problem, wishes.pause)


def _needs(session: SessionFacts, absent: Collection[UUID], conditions: Conditions, *, is_free: bool) -> frozenset[str]:
    """What its room must have: what the session needs, and everybody on its stage. `is_free`: that does not count."""
    if is_free:
        return frozenset()
    own = conditions.of(session.id).needs.union(
        *(conditions.asked_for.get(each, frozenset()) for each in _people(session, absent))
    )
    return frozenset(each.value for each in own)


def _allowed(
    wishes: PlaceWishes, hours: tuple[Window, ...], days: Sequence[date], structure: Structure
) -> tuple[Window, ...]:
    """When a session may be: within the hours asked for, on its days, and not before or after its own hours."""
    first = _minute_of_day(wishes.not_before, structure) if wishes.not_before else 0
    last = _minute_of_day(wishes.not_after, structure) if wishes.not_after else MINUTES_OF_A_DAY
    return tuple(
        Window(one.day, max(one.start, first), min(one.end, last))
        for one in hours
        if (not wishes.days or days[one.day] in wishes.days) and max(one.start, first) < min(one.end, last)
    )


def _minute_of_day(wall: time, structure: Structure) -> int:
    """The minute of a day of the agenda: an hour before the day turns is in the night after it."""
    return _minute(wall) + (MINUTES_OF_A_DAY if wall < structure.day_turns_at else 0)


def _constraints(
    conditions: Conditions, free: Collection[UUID], asked: Collection[UUID], *, has_rooms: bool
) -> Iterator[Before | Together]:
    """The rules between sessions, as the solver has them: those in which something can be moved. Where there are no
    rooms everything is in one, and after one another."""
    for rule in conditions.rules:
        members = [each for each in rule.session_ids if each in asked]
        if len(members) < 2 or not set(free) & set(members):
            continue
        if rule.kind is RuleKind.IN_ORDER:
            yield from (Before(str(a), str(b), rule.gap) for a, b in pairwise(members))
        elif has_rooms or rule.kind not in {RuleKind.SAME_ROOM, RuleKind.NOT_PARALLEL}:
            yield Together(_RELATIONS[rule.kind], tuple(map(str, members)))


_RELATIONS = {
    RuleKind.BACK_TO_BACK: Relation.CONSECUTIVE,
    RuleKind.NOT_PARALLEL: Relation.NOT_PARALLEL,
    RuleKind.SAME_DAY: Relation.SAME_DAY,
    RuleKind.DIFFERENT_DAYS: Relation.DIFFERENT_DAY,
    RuleKind.SAME_ROOM: Relation.SAME_ROOM,
}


def _with_pauses(problem: Problem, pause: int) -> Problem:
    """The same question with so many minutes after every session in which its room and its people do nothing.

    Each session is asked for as so much longer, and so is every window that it must lie in; breaks begin as much later
    by themselves, for the pause may lie in them. Of sessions that are back to back only the last one has its pause.
    """
    if not pause:
        return problem
    followed = {
        each
        for one in problem.constraints
        if isinstance(one, Together) and one.relation is Relation.CONSECUTIVE
        for each in one.sessions[:-1]
    }
    return replace(
        problem,
        days=tuple((start, end + pause) for start, end in problem.days),
        people=tuple(
            replace(each, available=tuple(_longer(one, pause) for one in each.available))
            if each.available is not None
            else each
            for each in problem.people
        ),
        sessions=tuple(
            each
            if each.id in followed
            else replace(
                each,
                minutes=each.minutes + pause,
                allowed=tuple(_longer(one, pause) for one in each.allowed) if each.allowed is not None else None,
            )
            for each in problem.sessions
        ),
        constraints=tuple(
            Before(one.a, one.b, max(0, one.min_gap - pause)) if isinstance(one, Before) else one
            for one in problem.constraints
        ),
    )


def _later(window: Window, minutes: int) -> Window:
    return Window(window.day, min(window.start + minutes, window.end), window.end)


def _longer(window: Window, minutes: int) -> Window:
    return Window(window.day, window.start, window.end + minutes)


def _apart(
    pinned: Sequence[SessionFacts],
    blocked: Sequence[Window],
    structure: Structure,
    absent: Collection[UUID],
    availability: Mapping[UUID, Availability],
    pause: int,
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
        people=tuple(Person(str(each), _free([], days, availability.get(each))) for each in people),
        sessions=tuple(_session(each, absent) for each in pinned),
    )
    plan = {str(each.id): place for each in pinned if (place := _place(each, days)) is not None}
    clashing = {one for clash in check(_with_pauses(question, pause), plan) for one in clash.sessions}
    firm = [each for each in pinned if str(each.id) not in clashing]
    return firm, [each for each in pinned if str(each.id) in clashing]


def _rooms(
    structure: Structure, loose: Sequence[SessionFacts], conditions: Conditions = NO_CONDITIONS
) -> tuple[Room, ...]:
    days = structure.days()
    if not structure.rooms:
        return (Room(WHOLE_PLACE, SEATS_NOT_SAID, unavailable=tuple(_window(each, days) for each in loose)),)
    return tuple(
        Room(
            str(room.id),
            room.capacity or SEATS_NOT_SAID,
            features=frozenset(each.value for each in conditions.room(room.id).features),
            unavailable=tuple(_window(each, days) for each in loose if each.room_id == room.id),
            name=room.name,
        )
        for room in structure.rooms
    )


def _free(
    busy: Sequence[SessionFacts], days: Sequence[date], there: Availability | None = None
) -> tuple[Window, ...] | None:
    """When somebody is free who stands on stage in these, and is `there`; None: always."""
    free = _between(busy, days) if busy else None
    if there is None:
        return free
    can = [window for number, day in enumerate(days) for window in _there(number, day, there)]
    if free is None:
        return tuple(can)
    met = (Window(one.day, max(one.start, two.start), min(one.end, two.end)) for one in can for two in free
           if one.day == two.day)  # fmt: skip
    return tuple(each for each in met if each.start < each.end)


def _there(number: int, day: date, there: Availability) -> Iterator[Window]:
    """When somebody is there on a day, in whole minutes of it."""
    midnight = datetime.combine(day, time(0))
    for begins, until in there.windows:
        start = max(0, -((midnight - begins) // timedelta(minutes=1)))
        end = min(MINUTES_OF_A_DAY, (until - midnight) // timedelta(minutes=1))
        if start < end:
            yield Window(number, start, end)


def _between(busy: Sequence[SessionFacts], days: Sequence[date]) -> tuple[Window, ...]:
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


def movable(
    structure: Structure,
    scope: MayMove,
    conditions: Conditions = NO_CONDITIONS,
    left_out: Collection[UUID] = (),
) -> list[SessionFacts]:
    """The sessions that these wishes let move. Breaks, plenaries and what is in no room are for everybody, and stay
    where they are, as does what is pinned; those left out stay without a place."""
    placed = [] if scope is MayMove.UNPLACED else structure.sessions
    days, has_rooms = structure.days(), bool(structure.rooms)
    return [
        *(each for each in structure.unplaced if each.id not in left_out),
        *(
            each
            for each in placed
            if each.is_placed
            and not each.is_withdrawn
            and not conditions.of(each.id).is_pinned
            and each.format not in FOR_EVERYBODY
            and (each.room_id is not None or not has_rooms)
            and _minutes_of(each, days) is not None
        ),
    ]


def loosened(wishes: Wishes, by: Loosened) -> Wishes:
    """The wishes with one thing less that must hold."""
    hour = timedelta(hours=1)
    if by.kind is Loosening.PAUSE:
        return replace(wishes, pause=0)
    if by.kind is Loosening.STEP:
        return replace(wishes, step=SMALLEST_STEP)
    if by.kind is Loosening.MORE:
        return replace(wishes, scope=MayMove.LEAST)
    if by.kind is Loosening.EARLIER:
        return replace(wishes, from_time=_moved(wishes.from_time, -hour))
    if by.kind is Loosening.LATER:
        return replace(wishes, until_time=_moved(wishes.until_time, hour))
    return replace(wishes, without=tuple(sorted({*wishes.without, by.key})))


def loosenings_of(wishes: Wishes) -> Iterator[Loosened]:
    """What of the wishes themselves could be let go."""
    if wishes.pause:
        yield Loosened(Loosening.PAUSE)
    if wishes.step > SMALLEST_STEP:
        yield Loosened(Loosening.STEP)
    if wishes.until_time.hour < 23:
        yield Loosened(Loosening.LATER)
    if wishes.from_time.hour > 0:
        yield Loosened(Loosening.EARLIER)
    if wishes.scope is MayMove.UNPLACED:
        yield Loosened(Loosening.MORE)


def _moved(wall: time, by: timedelta) -> time:
    return (datetime.combine(date(2000, 1, 1), wall) + by).time()


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


def weighed(
    told: Explanation, structure: Structure, problem: Problem, plan: Plan, was: PlaceInPlan | None = None
) -> Weighed:
    """What the solver tells of a session's place in a plan, in the days and rooms of the draft. `was`: where it stands
    now."""
    back = _back(told, problem, plan, was) if was is not None and was != told.place else None
    if not told.alternatives:
        return Weighed(0, back=back)
    best = told.alternatives[0]
    nearest = _place_then(best.place, structure.days())
    return Weighed(len(told.alternatives), nearest, best.total, dict(best.costs), back)


def _back(told: Explanation, problem: Problem, plan: Plan, was: PlaceInPlan) -> Back:
    """Whether a session could stay where it was, and else which other one is in its way there."""
    stay = next((one for one in told.alternatives if one.place == was), None)
    if stay is not None:
        return Back(is_open=True, costs=dict(stay.costs))
    own = problem.session_of[told.session]
    ends = was.start + own.minutes
    beside = [
        other
        for other in problem.sessions
        if other.id != own.id
        and (place := plan.get(other.id)) is not None
        and place.day == was.day
        and place.start < ends
        and was.start < place.start + other.minutes
    ]
    for other in beside:
        if plan[other.id].room == was.room:
            return Back(is_open=False, session=other.id)
    for other in beside:
        if shared := [one for one in own.people if one in other.people]:
            return Back(is_open=False, session=other.id, person=shared[0])
    return Back(is_open=False)


def settled(problem: Problem, plan: Plan, present: Plan, is_over: Callable[[], bool] = lambda: False) -> Plan:
    """A plan that is as good, in which as many sessions as possible are where they were.

    A search that may move everything does, also what it gains nothing by. All that keeps its rules and costs no more
    where it was goes back, and with it whoever stands there now and was elsewhere, until nothing does, or `is_over`
    says that there is no more time.
    """
    best, total = dict(plan), score(problem, plan).total
    moved = True
    while moved:
        moved = False
        for one, place in present.items():
            if best.get(one) in {place, None} or one not in problem.session_of:
                continue
            if is_over():
                return best
            there = _with_whoever_is_there(problem, best, present, one)
            cost = score(problem, there).total
            if cost <= total and not check(problem, there):
                best, total, moved = there, cost, True
    return best


def _with_whoever_is_there(problem: Problem, plan: Plan, present: Plan, one: str) -> dict[str, PlaceInPlan]:
    """The plan with a session back where it was, and so whatever stands there now, or stands where these were. What had
    no place before takes the one that is left for it."""
    there, back, left = dict(plan), [one], plan[one]
    while back:
        each = back.pop()
        place = present.get(each, left)
        there[each] = place
        back += [
            other
            for other, its_place in there.items()
            if other != each
            and other in problem.session_of
            and its_place != present.get(other, left)
            and _overlap(problem, each, place, other, its_place)
        ]
    return there


def _overlap(problem: Problem, one: str, here: PlaceInPlan, other: str, there: PlaceInPlan) -> bool:
    """Whether two sessions, each at its place, would take one room at one time."""
    minutes, others = problem.session_of[one].minutes, problem.session_of[other].minutes
    return (
        (here.day, here.room) == (there.day, there.room)
        and here.start < there.start + others
        and there.start < here.start + minutes
    )


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


def kept_plan(problem: Problem, structure: Structure) -> Plan:
    """Where the draft has those sessions of a question that stay, or are to be moved and have a place."""
    days = structure.days()
    return {
        str(each.id): place
        for each in structure.sessions
        if str(each.id) in problem.session_of and (place := _place(each, days)) is not None
    }


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
