"""Preprocessing: consecutive sessions become one block, and each block gets the places that it may take.

A search that moves the halves of a consecutive pair one by one hardly ever brings them together; as one block they
cannot come apart. Blocks are also what the proofs work on: `Blocks` can be made of a part of the sessions and people.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from convene.engines.agenda_solver.domains import Slots, Timeline, admissible_rooms
from convene.engines.agenda_solver.problem import Before, Plan, Relation, Session, Together

Places = dict[int, tuple[int, int]]
"""Block -> start slot, room index."""


@dataclass(frozen=True, slots=True)
class Block:
    """Sessions that move as one: `offsets[i]` slots after the block's start begins `sessions[i]`."""

    sessions: tuple[str, ...]
    offsets: tuple[int, ...]
    length: int
    starts: Mapping[int, Slots]
    """Room index -> slots at which the block may start there. Rooms without any are left out."""

    @property
    def any_start(self) -> Slots:
        slots = 0
        for there in self.starts.values():
            slots |= there
        return slots


@dataclass(frozen=True, slots=True)
class Order:
    """Block `b` starts at least `lag` slots after block `a` starts; `lag` may be negative."""

    a: int
    b: int
    lag: int
    source: Before


@dataclass(frozen=True, slots=True)
class Link:
    """Two blocks that share a room (SAME_ROOM) or a day (SAME_DAY), or do not (DIFFERENT_DAY)."""

    relation: Relation
    a: int
    b: int


class Blocks:
    """The hard side of a problem, or of the part of it that `sessions` and `people` leave.

    contradiction: sessions whose order alone cannot be, because they are told to be consecutive in two ways or before
    themselves; then nothing else is filled in.
    """

    def __init__(
        self,
        timeline: Timeline,
        sessions: Collection[str] | None = None,
        people: Collection[str] | None = None,
    ) -> None:
        self.timeline = timeline
        problem = self.problem = timeline.problem
        self.sessions = [one for one in problem.sessions if sessions is None or one.id in sessions]
        self.people = {one.id for one in problem.people if people is None or one.id in people}
        self._known = {one.id for one in self.sessions}
        self.blocks: list[Block] = []
        self.block_of: dict[str, int] = {}
        self.offset_of: dict[str, int] = {}
        self.orders: list[Order] = []
        self.links: list[Link] = []
        self.contradiction: tuple[str, ...] | None = None
        self.apart: dict[tuple[str, str], bool] = {}
        self._make_blocks()
        if self.contradiction is None:
            self._make_orders()
            self._make_links()
            self._make_pairs()
            self._cut_by_exclusive_sessions()
            self._cut_by_order()

    def people_of(self, session: Session) -> tuple[str, ...]:
        """Those of its people who matter here."""
        return tuple(one for one in session.people if one in self.people)

    def plan_of(self, places: Places) -> Plan:
        """A plan from block -> (start slot, room index)."""
        return {
            session: self.timeline.place(places[index][0] + offset, places[index][1])
            for index, block in enumerate(self.blocks)
            if index in places
            for session, offset in zip(block.sessions, block.offsets, strict=True)
        }

    def places_of(self, plan: Plan) -> Places:
        """The blocks of a plan that stand where they may, as block -> (start slot, room index)."""
        index_of = {room.id: index for index, room in enumerate(self.problem.rooms)}
        places: Places = {}
        for index, block in enumerate(self.blocks):
            found = set()
            for session, offset in zip(block.sessions, block.offsets, strict=True):
                place = plan.get(session)
                slot = None if place is None else self.timeline.slot_of(place.day, place.start)
                found.add(None if place is None or slot is None else (slot - offset, index_of.get(place.room, -1)))
            only = found.pop()
            if not found and only is not None and only[0] >= 0 and self.may_be(index, *only):
                places[index] = only
        return places

    def may_be(self, block: int, slot: int, room: int) -> bool:
        return bool(self.blocks[block].starts.get(room, 0) >> slot & 1)

    def _together(self, relation: Relation) -> list[tuple[str, ...]]:
        """Sessions of each such constraint that are here."""
        found = (one for one in self.problem.constraints if isinstance(one, Together) and one.relation is relation)
        return [tuple(session for session in one.sessions if session in self._known) for one in found]

    def _consecutive_pairs(self) -> list[tuple[str, str]]:
        """Neighbours of which both are here: with one of three gone, the other two need not touch."""
        pairs = []
        for one in self.problem.constraints:
            if isinstance(one, Together) and one.relation is Relation.CONSECUTIVE:
                pairs += [(a, b) for a, b in pairwise(one.sessions) if a in self._known and b in self._known]
        return pairs

    def _make_blocks(self) -> None:
        group = {one.id: {one.id: 0} for one in self.sessions}
        for a, b in self._consecutive_pairs():
            distance = self.timeline.length(self.problem.session_of[a].minutes)
            mine, other = group[a], group[b]
            if mine is other:
                if mine[b] - mine[a] != distance:
                    self.contradiction = tuple(mine)
                    return
                continue
            shift = mine[a] + distance - other[b]
            for session, offset in other.items():
                mine[session] = offset + shift
                group[session] = mine
        touching = {a for a, _ in self._consecutive_pairs()}
        for one in self.sessions:
            members = group[one.id]
            if next(iter(members)) != one.id:
                continue
            first = min(members.values())
            ordered = sorted(members, key=lambda session: members[session])
            offsets = tuple(members[session] - first for session in ordered)
            lengths = [self.timeline.length(self.problem.session_of[session].minutes) for session in ordered]
            ends = [offset + length for offset, length in zip(offsets, lengths, strict=True)]
            if any(end > offset for end, offset in zip(ends, offsets[1:], strict=False)):
                self.contradiction = tuple(ordered)
                return
            for session, offset in zip(ordered, offsets, strict=True):
                self.block_of[session] = len(self.blocks)
                self.offset_of[session] = offset
            # Off the grid, the next one could not start when this one ends.
            impossible = any(s in touching and self.problem.session_of[s].minutes % self.timeline.grid for s in ordered)
            starts = {} if impossible else self._starts(ordered, offsets)
            self.blocks.append(Block(tuple(ordered), offsets, max(ends), starts))

    def _starts(self, sessions: list[str], offsets: tuple[int, ...]) -> dict[int, Slots]:
        starts: dict[int, Slots] = {}
        first = True
        for name, offset in zip(sessions, offsets, strict=True):
            session = self.problem.session_of[name]
            anyhow = self.timeline.starts(session, self.people_of(session))
            mine = {}
            for room in admissible_rooms(self.problem, session):
                slots = (anyhow & self.timeline.usable(self.problem.rooms[room].id, session.minutes)) >> offset
                slots &= starts.get(room, 0) if not first else -1
                if slots:
                    mine[room] = slots
            starts, first = mine, False
        return starts

    def _make_orders(self) -> None:
        for one in self.problem.constraints:
            if not isinstance(one, Before) or one.a not in self._known or one.b not in self._known:
                continue
            a, b = self.block_of[one.a], self.block_of[one.b]
            lag = self.timeline.lag(one) + self.offset_of[one.a] - self.offset_of[one.b]
            if a != b:
                self.orders.append(Order(a, b, lag, one))
            elif lag > 0:
                self.contradiction = self.blocks[a].sessions
                return

    def _make_links(self) -> None:
        for relation in (Relation.SAME_ROOM, Relation.SAME_DAY, Relation.DIFFERENT_DAY):
            for sessions in self._together(relation):
                pairs = combinations(sessions, 2) if relation is Relation.DIFFERENT_DAY else pairwise(sessions)
                for a, b in pairs:
                    if self.block_of[a] != self.block_of[b]:
                        self.links.append(Link(relation, self.block_of[a], self.block_of[b]))
                    elif relation is Relation.DIFFERENT_DAY:
                        self.contradiction = self.blocks[self.block_of[a]].sessions

    def _make_pairs(self) -> None:
        """`apart`: pairs of sessions, in the problem's order, that must not overlap, whatever their rooms."""
        order = {one.id: i for i, one in enumerate(self.problem.sessions)}
        busy: dict[str, list[str]] = {}
        for one in self.sessions:
            for person in self.people_of(one):
                busy.setdefault(person, []).append(one.id)
        groups = [*busy.values(), *self._together(Relation.NOT_PARALLEL)]
        for group in groups:
            for a, b in combinations(group, 2):
                self.apart[(a, b) if order[a] < order[b] else (b, a)] = True
        for one in self.sessions:
            if one.exclusive:
                for other in self.sessions:
                    if other is not one:
                        pair = (one.id, other.id) if order[one.id] < order[other.id] else (other.id, one.id)
                        self.apart[pair] = True

    def _cut(self, block: int, keep: Slots) -> None:
        old = self.blocks[block]
        starts = {room: slots & keep for room, slots in old.starts.items() if slots & keep}
        self.blocks[block] = Block(old.sessions, old.offsets, old.length, starts)

    def _cut_by_exclusive_sessions(self) -> None:
        """An exclusive session whose time is settled takes that time from everybody else's domain."""
        for one in self.sessions:
            if not one.exclusive:
                continue
            mine = self.block_of[one.id]
            starts = self.blocks[mine].any_start
            if starts.bit_count() != 1:
                continue
            start = starts.bit_length() - 1 + self.offset_of[one.id]
            end = start + self.timeline.length(one.minutes)
            for index, block in enumerate(self.blocks):
                if index == mine:
                    continue
                taken = 0
                for session, offset in zip(block.sessions, block.offsets, strict=True):
                    length = self.timeline.length(self.problem.session_of[session].minutes)
                    for slot in range(max(0, start - length + 1 - offset), max(0, end - offset)):
                        taken |= 1 << slot
                self._cut(index, ~taken)

    def _cut_by_order(self) -> None:
        """Bounds consistency of the orders. Stops at an empty domain, or when nothing changes."""
        changed = True
        while changed:
            changed = False
            for order in self.orders:
                a, b = self.blocks[order.a].any_start, self.blocks[order.b].any_start
                if not a or not b:
                    return
                earliest = (a & -a).bit_length() - 1 + order.lag
                latest = b.bit_length() - 1 - order.lag
                late_enough = -1 << max(0, earliest)
                early_enough = (1 << max(0, latest + 1)) - 1
                if b & ~late_enough or a & ~early_enough:
                    self._cut(order.b, late_enough)
                    self._cut(order.a, early_enough)
                    changed = True
