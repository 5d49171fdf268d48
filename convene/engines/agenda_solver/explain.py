"""Why each session is where it is, and what its other places would cost.

Consecutive sessions are looked at as the block that they are: one of them cannot go elsewhere alone. All others stay
where they are, so what is told is what an organiser gets who moves this one by hand.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from convene.engines.agenda_solver.blocks import Block, Blocks
from convene.engines.agenda_solver.check import score
from convene.engines.agenda_solver.domains import Slots, Timeline, slots_in
from convene.engines.agenda_solver.problem import Place, Plan, Problem, Relation, Score, Session, clock, told

_TERMS = {
    "missed_star": "starred sessions that somebody must miss",
    "overflow_seat": "seats short",
    "track_parallel": "overlaps within a track",
    "track_extra_room": "further rooms of a track",
    "change": "sessions moved",
}

_RELATION = {
    Relation.SAME_ROOM: "it must share the room of",
    Relation.SAME_DAY: "it must be on the day of",
    Relation.DIFFERENT_DAY: "it must be on another day than",
}


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another place that breaks no rule. costs: how each term that changes would change. total: of the score."""

    place: Place
    costs: Mapping[str, int]
    total: int

    def __str__(self) -> str:
        changes = [f"{change:+} {_TERMS[term]}" for term, change in self.costs.items()]
        where = f"day {self.place.day} at {clock(self.place.start)} in {self.place.room}"
        return f"{where}: {', '.join(changes) or 'no change'}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One session. bounds: what it must keep to, in sentences. refused: why its other places are not open, and how
    many. alternatives: the open ones, the cheapest first."""

    session: str
    place: Place
    bounds: tuple[str, ...]
    refused: Mapping[str, int]
    alternatives: tuple[Alternative, ...]

    def __str__(self) -> str:
        """The reason in one sentence, for those who do not want the list."""
        if not self.alternatives:
            return "It is in the only place that is open to it as long as the others stay where they are."
        best = self.alternatives[0]
        if best.total > 0:
            return f"Every other open place is worse; the nearest is {best}."
        if best.total == 0:
            return f"Another place would do as well: {best}."
        return f"There is a better place: {best}."


def explain(problem: Problem, plan: Plan, sessions: Collection[str] | None = None) -> dict[str, Explanation]:
    """Session id -> why it is where it is, for all sessions that have a place, or for those asked for."""
    blocks = Blocks(Timeline(problem))
    if blocks.contradiction is not None:
        return {}
    looking = _Looking(problem, blocks, plan)
    asked = [one.id for one in problem.sessions if one.id in plan and (sessions is None or one.id in sessions)]
    return {one: looking.explanation(one) for one in asked}


def open_places(problem: Problem, plan: Plan, session: str) -> tuple[Alternative, ...]:
    """Every place that a session could be given while all others stay where `plan` has them, the cheapest first; the
    one that it has is none of them. total: of the score beside a plan without the session."""
    blocks = Blocks(Timeline(problem))
    if blocks.contradiction is not None:
        return ()
    return _Looking(problem, blocks, plan).open_to(session)


class _Looking:
    def __init__(self, problem: Problem, blocks: Blocks, plan: Plan) -> None:
        self.problem, self.blocks, self.plan, self.timeline = problem, blocks, plan, blocks.timeline
        self.slot = {one: self.timeline.slot_of(place.day, place.start) for one, place in plan.items()}
        self.near: dict[str, set[str]] = {one.id: set() for one in problem.sessions}
        for a, b in blocks.apart:
            self.near[a].add(b)
            self.near[b].add(a)

    def explanation(self, session: str) -> Explanation:
        block = self.blocks.blocks[self.blocks.block_of[session]]
        refused, open_starts = self._open(block)
        alternatives = self._alternatives(session, block, open_starts)
        bounds = tuple(_bounds(self.problem, self.problem.session_of[session]))
        return Explanation(session, self.plan[session], bounds, refused, alternatives)

    def open_to(self, session: str) -> tuple[Alternative, ...]:
        block = self.blocks.blocks[self.blocks.block_of[session]]
        return self._alternatives(session, block, self._open(block)[1])

    def _open(self, block: Block) -> tuple[dict[str, int], dict[int, Slots]]:
        """Why starts of a block are not open, and how many; and those that are, by room."""
        refused: dict[str, int] = {}
        open_starts = dict(block.starts)
        for reason, room, slots in self._refusals(block):
            taken = open_starts.get(room, 0) & slots
            if taken:
                refused[reason] = refused.get(reason, 0) + taken.bit_count()
                open_starts[room] &= ~taken
        return refused, open_starts

    def _refusals(self, block: Block) -> Iterator[tuple[str, int, Slots]]:
        """Reasons why starts in a room are not open, beside what the other sessions do: reason, room, starts."""
        rooms = {room.id: index for index, room in enumerate(self.problem.rooms)}
        for other, place in self.plan.items():
            begin = self.slot.get(other)
            if other in block.sessions or begin is None or other not in self.problem.session_of:
                continue
            end = begin + self.timeline.length(self.problem.session_of[other].minutes)
            if place.room in rooms:
                yield "the room is taken", rooms[place.room], _meeting(begin, end, block.length)
            for one, offset in zip(block.sessions, block.offsets, strict=True):
                if other in self.near[one]:
                    length = self.timeline.length(self.problem.session_of[one].minutes)
                    slots = _meeting(begin, end, length) >> offset
                    reason = self._why_apart(one, other)
                    for room in block.starts:
                        yield reason, room, slots
        yield from self._refusals_by_rules(block)

    def _why_apart(self, one: str, other: str) -> str:
        a, b = self.problem.session_of[one], self.problem.session_of[other]
        shared = [told(self.problem.person_of[person]) for person in a.people if person in b.people]
        if shared:
            return f"{shared[0]} is in {told(b)} then"
        return f"{told(b)} must not run in parallel"

    def _refusals_by_rules(self, block: Block) -> Iterator[tuple[str, int, Slots]]:
        index = self.blocks.block_of[block.sessions[0]]
        everywhere = (1 << self.timeline.count) - 1
        for order in self.blocks.orders:
            if index not in (order.a, order.b):
                continue
            other = self._start(order.a if order.b == index else order.b)
            if other is not None:
                kept = -1 << max(0, other + order.lag) if order.b == index else (1 << max(0, other - order.lag + 1)) - 1
                for room in block.starts:
                    yield "the order of sessions would be broken", room, everywhere & ~kept
        for link in self.blocks.links:
            if index not in (link.a, link.b):
                continue
            whole = link.b if link.a == index else link.a
            other = self._start(whole)
            if other is None:
                continue
            name = told(self.problem.session_of[self.blocks.blocks[whole].sessions[0]])
            day = self.timeline.day(self.timeline.day_of(other))
            there = self.plan[self.blocks.blocks[whole].sessions[0]].room
            for room in block.starts:
                if link.relation is Relation.SAME_ROOM:
                    slots = everywhere if self.problem.rooms[room].id != there else 0
                else:
                    slots = everywhere & ~day if link.relation is Relation.SAME_DAY else day
                yield f"{_RELATION[link.relation]} {name}", room, slots

    def _start(self, block: int) -> int | None:
        first = self.blocks.blocks[block].sessions[0]
        return self.slot.get(first)

    def _alternatives(self, session: str, block: Block, starts: Mapping[int, Slots]) -> tuple[Alternative, ...]:
        # Only those who have starred the block's sessions see a difference.
        concerned = [one for one in self.problem.attendees if not set(one.stars).isdisjoint(block.sessions)]
        # And only the sessions that these have starred, and those of its tracks, make one.
        tracks = {self.problem.session_of[one].track for one in block.sessions} - {None}
        starred = {one for each in concerned for one in each.stars}
        problem = replace(
            self.problem,
            attendees=tuple(concerned),
            sessions=tuple(
                one
                for one in self.problem.sessions
                if one.id in block.sessions or one.id in starred or one.track in tracks
            ),
            constraints=(),
        )
        known = {one: place for one, place in self.plan.items() if one in problem.session_of}
        now = score(problem, known)
        offset = self.blocks.offset_of[session]
        here = self.plan.get(session)
        found = []
        for room, slots in starts.items():
            for slot in slots_in(slots):
                place = self.timeline.place(slot + offset, room)
                if place == here:
                    continue
                moved = {
                    one: self.timeline.place(slot + each, room)
                    for one, each in zip(block.sessions, block.offsets, strict=True)
                }
                then = score(problem, {**known, **moved})
                found.append(Alternative(place, _difference(now, then), then.total - now.total))
        return tuple(sorted(found, key=lambda one: (one.total, one.place.day, one.place.start, one.place.room)))


def _difference(now: Score, then: Score) -> dict[str, int]:
    terms = (one.name for one in fields(Score) if one.name != "total")
    changes = {term: getattr(then, term) - getattr(now, term) for term in terms}
    return {term: change for term, change in changes.items() if change}


def _meeting(begin: int, end: int, length: int) -> Slots:
    """Starts from which something of a length overlaps [begin, end)."""
    return (1 << end) - (1 << max(0, begin - length + 1))


def _bounds(problem: Problem, session: Session) -> Iterator[str]:
    """What a session must keep to by itself."""
    pin = session.pin
    for what, value in (
        ("day", pin.day),
        ("start", None if pin.start is None else clock(pin.start)),
        ("room", pin.room),
    ):
        if value is not None:
            yield f"Its {what} is pinned: {value}."
    if session.needs or session.min_capacity or session.rooms is not None:
        suited = [
            told(room)
            for room in problem.rooms
            if room.capacity >= session.min_capacity
            and session.needs <= room.features
            and (session.rooms is None or room.id in session.rooms)
        ]
        yield f"Rooms that suit it: {', '.join(suited) or 'none'}."
    for one in session.people:
        person = problem.person_of[one]
        if person.available is not None:
            times = ", ".join(f"day {each.day} {clock(each.start)}–{clock(each.end)}" for each in person.available)
            yield f"{told(person)} is there {times or 'never'}."
    if session.allowed is not None:
        times = ", ".join(f"day {each.day} {clock(each.start)}–{clock(each.end)}" for each in session.allowed)
        yield f"It may only run {times}."
    if session.exclusive:
        yield "Nothing may run in parallel to it."
