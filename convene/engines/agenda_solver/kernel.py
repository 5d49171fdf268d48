"""The moves of the local search, compiled by numba. Imported only when a search begins.

The timetable is one row of slots for each room and never holds two sessions in one place: a move that needs a place
takes what stands there along. Four rules make all moves:

- a block goes to a place that it may have, and what it displaces goes to the place that it left, in the same order;
- where it stands in the way of itself (a shift by less than its length), what it displaces closes up behind it;
- whatever cannot go there waits without a place, at a price;
- two stretches of equal length, in any two rooms, exchange all that is in them.

A move is taken by the Metropolis rule (Kirkpatrick, Gelatt and Vecchi 1983). The threshold is drawn first, so that the
cost of a move is counted only up to where it is refused. Costs, temperatures and the exponential distribution are
integers: the same seed takes the same moves on any machine.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Integers = NDArray[np.int32]
Longs = NDArray[np.int64]
Rng = NDArray[np.uint64]
Moves = tuple[Integers, Integers, Integers]
"""Block, room, start of each block that is to move; a start of -1: without a place."""

BEFORE, AFTER, SAME_DAY, DIFFERENT_DAY, SAME_ROOM = range(5)
"""Kinds of links. BEFORE: the other starts at least `lag` later than I; AFTER: I at least `lag` later than it."""

EXCHANGES, ANYWHERE, ONTO_ANOTHER = 2, 32, 26
"""Of 64 moves, how many exchange stretches, go to any place that a block may have, or to where another block is. The
rest shifts a block in its room."""
MOST_DISPLACED = 24
MILLI = 1000
UNLIMITED = np.int64(1 << 60)


class Tables(NamedTuple):
    """What a search never changes. B blocks, S sessions, R rooms, T slots, K tracks, D days."""

    pair: Integers
    """(S, S) cost of two sessions that overlap."""
    unary: Integers
    """(B, R, T) cost of a block's place, -1 where it may not start."""
    member_first: Integers
    """(B + 1) where each block's members begin in `member` and `offset`."""
    member: Integers
    offset: Integers
    length: Integers
    """(S) slots of each session."""
    block_length: Integers
    block_of: Integers
    link_first: Integers
    link_kind: Integers
    link_other: Integers
    link_lag: Integers
    day_of: Integers
    """(T)"""
    track: Integers
    """(S), -1 for none."""
    place_first: Integers
    place: Integers
    """room * T + slot of every place of every block."""
    exponential: Longs
    """Quantiles of the exponential distribution, in thousandths."""
    weights: Longs
    """[a broken link, each slot of a block without a place, a further room of a track on a day]"""


class State(NamedTuple):
    """What a search changes."""

    start: Integers
    """(B), -1 without a place."""
    room: Integers
    occupant: Integers
    """(T, R) the session there, or -1."""
    used: Integers
    """(K, D, R) sessions of a track."""
    spread: Integers
    """(K, D) rooms that a track uses."""
    best_start: Integers
    best_room: Integers
    costs: Longs
    """[now, best]"""
    rng: Rng


compiled: Any = njit(cache=True, nogil=True, error_model="numpy")


@compiled
def _below(rng: Rng, n: int) -> int:
    """A random number from 0 to n - 1 (xorshift64*, Vigna 2016)."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    high = (x * np.uint64(2685821657736338717)) >> np.uint64(32)
    return np.int64((high * np.uint64(n)) >> np.uint64(32))


@compiled
def _put(tables: Tables, state: State, block: int, room: int, start: int) -> int:
    """Place a block. Returns what further rooms of its tracks cost."""
    cost = 0
    state.start[block] = start
    state.room[block] = room
    day = tables.day_of[start]
    for i in range(tables.member_first[block], tables.member_first[block + 1]):
        session = tables.member[i]
        begin = start + tables.offset[i]
        for slot in range(begin, begin + tables.length[session]):
            state.occupant[slot, room] = session
        track = tables.track[session]
        if track >= 0:
            if state.used[track, day, room] == 0:
                state.spread[track, day] += 1
                if state.spread[track, day] > 1:
                    cost += tables.weights[2]
            state.used[track, day, room] += 1
    return cost


@compiled
def _take(tables: Tables, state: State, block: int) -> int:
    """Take a block from its place. Returns what further rooms of its tracks did cost."""
    cost = 0
    start, room = np.int64(state.start[block]), state.room[block]
    day = tables.day_of[start]
    for i in range(tables.member_first[block], tables.member_first[block + 1]):
        session = tables.member[i]
        begin = start + tables.offset[i]
        for slot in range(begin, begin + tables.length[session]):
            state.occupant[slot, room] = -1
        track = tables.track[session]
        if track >= 0:
            state.used[track, day, room] -= 1
            if state.used[track, day, room] == 0:
                state.spread[track, day] -= 1
                if state.spread[track, day] > 0:
                    cost += tables.weights[2]
    state.start[block] = -1
    return cost


@compiled
def _price(tables: Tables, state: State, block: int, room: int, start: int, limit: int) -> int:
    """What a block costs at a place that is free, with all blocks that are placed; counted until it passes `limit`."""
    cost = np.int64(tables.unary[block, room, start])
    for i in range(tables.link_first[block], tables.link_first[block + 1]):
        other = tables.link_other[i]
        there = state.start[other]
        if there < 0:
            continue
        kind = tables.link_kind[i]
        if kind == BEFORE:
            broken = there - start < tables.link_lag[i]
        elif kind == AFTER:
            broken = start - there < tables.link_lag[i]
        elif kind == SAME_ROOM:
            broken = state.room[other] != room
        else:
            broken = (tables.day_of[there] == tables.day_of[start]) == (kind == DIFFERENT_DAY)
        if broken:
            cost += tables.weights[0]
    rooms = state.occupant.shape[1]
    for i in range(tables.member_first[block], tables.member_first[block + 1]):
        if cost > limit:
            return cost
        session = tables.member[i]
        begin = start + tables.offset[i]
        end = begin + tables.length[session]
        for row in range(rooms):
            other = state.occupant[begin, row]
            if other >= 0:
                cost += tables.pair[session, other]
        for slot in range(begin + 1, end):
            if cost > limit:
                return cost
            for row in range(rooms):
                other = state.occupant[slot, row]
                if other >= 0 and other != state.occupant[slot - 1, row]:
                    cost += tables.pair[session, other]
    return cost


@compiled
def _displace(
    tables: Tables, state: State, moves: Moves, count: int, room: int, begin: int, end: int, goal_room: int, shift: int
) -> int:
    """List what stands in `room` from `begin` to `end`, and that it goes to `goal_room`, `shift` slots later; -1 sends
    it away, as does a place that it may not have. Returns the new count, -1 when it is too much."""
    moved, rooms, starts = moves
    slot = begin
    while slot < end:
        session = state.occupant[slot, room]
        if session < 0:
            slot += 1
            continue
        block = np.int64(tables.block_of[session])
        first = np.int64(state.start[block])
        slot = first + tables.block_length[block]
        known = False
        for i in range(count):
            known = known or moved[i] == block
        if known:
            continue
        if count == MOST_DISPLACED:
            return -1
        goal = first + shift
        fits = goal_room >= 0 and first >= begin and slot <= end and tables.unary[block, goal_room, goal] >= 0
        moved[count] = block
        rooms[count] = goal_room if fits else -1
        starts[count] = goal if fits else -1
        count += 1
    return count


@compiled
def _try(tables: Tables, state: State, moves: Moves, count: int, threshold: int) -> bool:
    """Make the first `count` moves if that costs at most `threshold` more, else leave everything as it was."""
    moved, rooms, starts = moves
    old_start = np.empty(count, np.int32)
    old_room = np.empty(count, np.int32)
    gain = np.int64(0)
    for i in range(count):
        block = np.int64(moved[i])
        start, room = np.int64(state.start[block]), np.int64(state.room[block])
        old_start[i], old_room[i] = start, room
        if start >= 0:
            gain += _take(tables, state, block)
            gain += _price(tables, state, block, room, start, UNLIMITED)
        else:
            gain += tables.weights[1] * tables.block_length[block]
    cost = np.int64(0)
    limit = gain + threshold
    placed = 0
    while placed < count and cost <= limit:
        block, room, start = np.int64(moved[placed]), np.int64(rooms[placed]), np.int64(starts[placed])
        if start < 0:
            cost += tables.weights[1] * tables.block_length[block]
        else:
            cost += _price(tables, state, block, room, start, limit - cost)
            if cost <= limit:
                cost += _put(tables, state, block, room, start)
        placed += 1
    if cost <= limit:
        state.costs[0] += cost - gain
        return True
    for i in range(placed):
        if state.start[moved[i]] >= 0:
            _take(tables, state, np.int64(moved[i]))
    for i in range(count):
        if old_start[i] >= 0:
            _put(tables, state, np.int64(moved[i]), np.int64(old_room[i]), np.int64(old_start[i]))
    return False


@compiled
def _relocation(tables: Tables, state: State, moves: Moves, block: int, room: int, start: int) -> int:
    """List the moves that bring a block to a place. Returns how many, -1: too many."""
    length = np.int64(tables.block_length[block])
    moves[0][0], moves[1][0], moves[2][0] = block, room, start
    here, there = np.int64(state.start[block]), np.int64(state.room[block])
    begin, end, goal_room, shift = start, start + length, there, here - start
    if here < 0:
        goal_room = np.int64(-1)
    elif room == there and abs(start - here) < length:
        if start > here:
            begin, shift = here + length, -length
        else:
            end, shift = here, length
    return _displace(tables, state, moves, np.int64(1), room, begin, end, goal_room, shift)


@compiled
def _exchange(
    tables: Tables, state: State, moves: Moves, room: int, begin: int, other_room: int, other_begin: int, length: int
) -> int:
    """List the moves that exchange two stretches of one length. Returns how many, -1: too many."""
    shift = other_begin - begin
    count = _displace(tables, state, moves, np.int64(0), room, begin, begin + length, other_room, shift)
    if count < 0:
        return count
    return _displace(tables, state, moves, count, other_room, other_begin, other_begin + length, room, -shift)


@compiled
def anneal(tables: Tables, state: State, stretches: Integers, moves: int, temperature: int, cooling_to: int) -> int:
    """Try `moves` moves while the temperature, in thousandths of a cost, falls linearly. Returns how many were taken.

    stretches: (N, 2) begin and length of stretches between two breaks, all exchanged as a whole now and then.
    The best timetable seen is kept in `state.best_start` and `state.best_room`.
    """
    blocks = state.start.shape[0]
    slots, room_count = state.occupant.shape
    listed = (
        np.empty(MOST_DISPLACED, np.int32),
        np.empty(MOST_DISPLACED, np.int32),
        np.empty(MOST_DISPLACED, np.int32),
    )
    taken = 0
    for move in range(moves):
        warmth = temperature + (cooling_to - temperature) * move // moves
        threshold = warmth * tables.exponential[_below(state.rng, tables.exponential.shape[0])] // (MILLI * MILLI)
        choice = _below(state.rng, 64)
        if choice < EXCHANGES and stretches.shape[0] > 0:
            one = _below(state.rng, stretches.shape[0])
            other = _below(state.rng, stretches.shape[0]) if choice % 2 else one
            room, other_room = _below(state.rng, room_count), _below(state.rng, room_count)
            begin, length = np.int64(stretches[one, 0]), np.int64(stretches[one, 1])
            if length != stretches[other, 1] or (one == other and room == other_room):
                continue
            count = _exchange(tables, state, listed, room, begin, other_room, np.int64(stretches[other, 0]), length)
        else:
            block = _below(state.rng, blocks)
            first = tables.place_first[block]
            choices = np.int64(tables.place_first[block + 1] - first)
            if choices == 0:
                continue
            if choice < EXCHANGES + ANYWHERE:
                place = np.int64(tables.place[first + _below(state.rng, choices)])
                room, start = place // slots, place % slots
            elif choice < EXCHANGES + ANYWHERE + ONTO_ANOTHER:
                other = _below(state.rng, blocks)
                room, start = np.int64(state.room[other]), np.int64(state.start[other])
            else:
                length = np.int64(tables.block_length[block])
                room, start = (
                    np.int64(state.room[block]),
                    state.start[block] + _below(state.rng, 2 * length + 1) - length,
                )
            same = room == state.room[block] and start == state.start[block]
            if same or room < 0 or start < 0 or start >= slots or tables.unary[block, room, start] < 0:
                continue
            count = _relocation(tables, state, listed, block, room, start)
        if count > 0 and _try(tables, state, listed, count, threshold):
            taken += 1
            if state.costs[0] < state.costs[1]:
                state.costs[1] = state.costs[0]
                state.best_start[:] = state.start
                state.best_room[:] = state.room
    return taken


@compiled
def total_cost(tables: Tables, state: State) -> int:
    """The cost of a timetable counted anew: every block is taken away, then put back one by one."""
    starts = state.start.copy()
    cost = np.int64(0)
    for block in range(starts.shape[0]):
        if starts[block] >= 0:
            _take(tables, state, block)
    for block in range(starts.shape[0]):
        room, start = np.int64(state.room[block]), np.int64(starts[block])
        if start < 0:
            cost += tables.weights[1] * tables.block_length[block]
        else:
            cost += _price(tables, state, block, room, start, UNLIMITED)
            cost += _put(tables, state, block, room, start)
    return cost


@compiled
def restore(tables: Tables, state: State) -> None:
    """Make the best timetable the present one."""
    for block in range(state.start.shape[0]):
        if state.start[block] >= 0:
            _take(tables, state, np.int64(block))
    for block in range(state.start.shape[0]):
        if state.best_start[block] >= 0:
            _put(tables, state, np.int64(block), np.int64(state.best_room[block]), np.int64(state.best_start[block]))
