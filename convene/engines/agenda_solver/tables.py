"""Makes the arrays of the local search of a problem's blocks."""

from typing import Any

import numpy as np

from convene.engines.agenda_solver.blocks import Blocks
from convene.engines.agenda_solver.domains import slots_in
from convene.engines.agenda_solver.kernel import (
    AFTER,
    BEFORE,
    DIFFERENT_DAY,
    MILLI,
    MOST_DISPLACED,
    SAME_DAY,
    SAME_ROOM,
    Integers,
    State,
    Tables,
)
from convene.engines.agenda_solver.problem import Place, Plan, Relation, Weights

QUANTILES = 4096
_KINDS = {Relation.SAME_ROOM: SAME_ROOM, Relation.SAME_DAY: SAME_DAY, Relation.DIFFERENT_DAY: DIFFERENT_DAY}


class Arrays:
    """The parts of `Tables` that do not depend on how dear a broken rule is, made once.

    hard (S, S): 1 where two sessions must not overlap. soft (S, S): what it costs if they do: stars that both have,
    which is what is missed as long as nobody has three stars at once, and a track that runs beside itself.
    """

    def __init__(self, blocks: Blocks, weights: Weights) -> None:
        problem, timeline = blocks.problem, blocks.timeline
        self.blocks, self.weights = blocks, weights
        self.index = {one.id: i for i, one in enumerate(blocks.sessions)}
        count = len(blocks.sessions)
        self.length = np.array([timeline.length(one.minutes) for one in blocks.sessions], np.int32)
        self.hard = np.zeros((count, count), np.int32)
        for a, b in blocks.apart:
            self.hard[self.index[a], self.index[b]] = self.hard[self.index[b], self.index[a]] = 1
        self.stars = self._stars()
        names = sorted({one.track for one in blocks.sessions if one.track})
        self.track = np.array([names.index(one.track) if one.track else -1 for one in blocks.sessions], np.int32)
        self.tracks = len(names)
        same_track = (self.track[:, None] == self.track[None, :]) & (self.track >= 0)[:, None]
        self.soft = weights.missed_star * (self.stars.T @ self.stars) + weights.track_parallel * same_track
        self.soft = self.soft.astype(np.int32)
        np.fill_diagonal(self.soft, 0)
        self.allowed, self.overflow = self._places()
        self.members = self._members()
        self.links = self._links()
        self.day_of = np.array([timeline.day_of(slot) for slot in range(timeline.count)], np.int32)
        chance = (np.arange(QUANTILES) + 0.5) / QUANTILES
        self.exponential = np.rint(-np.log(chance) * MILLI).astype(np.int64)
        self.rooms, self.days = len(problem.rooms), len(problem.days)

    def _stars(self) -> Integers:
        attendees = self.blocks.problem.attendees
        stars = np.zeros((max(1, len(attendees)), len(self.index)), np.int32)
        for row, attendee in enumerate(attendees):
            stars[row, [self.index[one] for one in attendee.stars if one in self.index]] = 1
        return stars

    def _places(self) -> tuple[Any, Integers]:
        """(B, R, T) where a block may start, and (B, R) the seats that it lacks in a room."""
        problem = self.blocks.problem
        shape = (len(self.blocks.blocks), len(problem.rooms), self.blocks.timeline.count)
        allowed = np.zeros(shape, bool)
        overflow = np.zeros(shape[:2], np.int32)
        for index, block in enumerate(self.blocks.blocks):
            for room, slots in block.starts.items():
                allowed[index, room, list(slots_in(slots))] = True
            for session in block.sessions:
                seats = [max(0, problem.session_of[session].expected - room.capacity) for room in problem.rooms]
                overflow[index] += np.array(seats, np.int32)
        return allowed, overflow

    def _members(self) -> tuple[Integers, Integers, Integers]:
        blocks = self.blocks.blocks
        first = np.cumsum([0, *(len(block.sessions) for block in blocks)]).astype(np.int32)
        member = [self.index[session] for block in blocks for session in block.sessions]
        offset = [one for block in blocks for one in block.offsets]
        return first, np.array(member, np.int32), np.array(offset, np.int32)

    def _links(self) -> tuple[Integers, Integers, Integers, Integers]:
        of_block: list[list[tuple[int, int, int]]] = [[] for _ in self.blocks.blocks]
        for order in self.blocks.orders:
            of_block[order.a].append((BEFORE, order.b, order.lag))
            of_block[order.b].append((AFTER, order.a, order.lag))
        for link in self.blocks.links:
            of_block[link.a].append((_KINDS[link.relation], link.b, 0))
            of_block[link.b].append((_KINDS[link.relation], link.a, 0))
        first = np.cumsum([0, *map(len, of_block)]).astype(np.int32)
        flat = np.array([one for links in of_block for one in links], np.int32).reshape(-1, 3)
        return first, flat[:, 0].copy(), flat[:, 1].copy(), flat[:, 2].copy()

    def tables(self, *, broken: int, soft: bool, unplaced: int, moved: int = 0) -> Tables:
        """The tables at a price of a broken rule, of a block without a place, and of a session that leaves the base.

        soft: whether the soft terms count, or the hard rules alone.
        """
        pair = broken * self.hard + (self.soft if soft else 0)
        unary = np.where(self.allowed, 0, -1).astype(np.int32)
        if soft:
            unary += np.where(self.allowed, (self.weights.overflow_seat * self.overflow)[:, :, None], 0).astype(
                np.int32
            )
        if moved:
            unary += np.where(self.allowed, moved * self._moves(), 0).astype(np.int32)
        blocks, rooms, slots = np.nonzero(self.allowed)
        first = np.searchsorted(blocks, np.arange(self.allowed.shape[0] + 1)).astype(np.int32)
        extra_room = self.weights.track_extra_room if soft else 0
        return Tables(
            np.ascontiguousarray(pair, np.int32),
            unary,
            *self.members,
            self.length,
            np.array([block.length for block in self.blocks.blocks], np.int32),
            np.array([self.blocks.block_of[one.id] for one in self.blocks.sessions], np.int32),
            *self.links,
            self.day_of,
            self.track,
            first,
            (rooms * self.allowed.shape[2] + slots).astype(np.int32),
            self.exponential,
            np.array([broken, unplaced, extra_room], np.int64),
        )

    def _moves(self) -> Integers:
        """(B, R, T) how many sessions a block at a place has away from the base."""
        base = self.blocks.problem.base or {}
        moves = np.zeros(self.allowed.shape, np.int32)
        rooms = {room.id: index for index, room in enumerate(self.blocks.problem.rooms)}
        for index, block in enumerate(self.blocks.blocks):
            for session, offset in zip(block.sessions, block.offsets, strict=True):
                if session not in base:
                    continue
                moves[index] += 1
                place: Place = base[session]
                slot = self.blocks.timeline.slot_of(place.day, place.start)
                if slot is not None and slot >= offset and place.room in rooms:
                    moves[index, rooms[place.room], slot - offset] -= 1
        return moves

    def state(self, seed: int) -> State:
        """A timetable in which nothing has a place yet."""
        blocks = len(self.blocks.blocks)
        tracks = max(1, self.tracks)
        return State(
            np.full(blocks, -1, np.int32),
            np.full(blocks, -1, np.int32),
            np.full((self.allowed.shape[2], self.rooms), -1, np.int32),
            np.zeros((tracks, self.days, self.rooms), np.int32),
            np.zeros((tracks, self.days), np.int32),
            np.zeros((self.allowed.shape[2], len(self.index)), np.int32),
            np.zeros((self.allowed.shape[2], len(self.index)), np.int32),
            (
                np.empty(MOST_DISPLACED, np.int32),
                np.empty(MOST_DISPLACED, np.int32),
                np.empty(MOST_DISPLACED, np.int32),
            ),
            np.full(blocks, -1, np.int32),
            (np.empty(blocks, np.int32), np.empty(blocks, np.int32)),
            np.full(blocks, -1, np.int32),
            np.full(blocks, -1, np.int32),
            np.zeros(2, np.int64),
            np.array([_scrambled(seed)], np.uint64),
        )

    def stretches(self) -> Integers:
        """(N, 2) begin and length of the stretches between breaks, in slots."""
        timeline, found, begin = self.blocks.timeline, [], None
        free = timeline.anywhere(1)
        for slot in range(timeline.count + 1):
            if free >> slot & 1:
                begin = slot if begin is None else begin
            elif begin is not None:
                found.append((begin, slot - begin))
                begin = None
        return np.array(found, np.int32).reshape(-1, 2)

    def plan(self, starts: Integers, rooms: Integers) -> Plan:
        return self.blocks.plan_of({i: (int(starts[i]), int(rooms[i])) for i in range(len(starts)) if starts[i] >= 0})


def _scrambled(seed: int) -> int:
    """A seed of any size as a state that is not 0 (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    mask = (1 << 64) - 1
    z = (seed + 0x9E3779B97F4A7C15) & mask
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
    return (z ^ (z >> 31)) or 1
