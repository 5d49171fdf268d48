"""The moves of the local search, compiled by numba. Imported only when a search begins.

The timetable is one row of slots for each room and never holds two sessions in one place: a move that needs a place
takes what stands there along. Four rules make all moves:

- a block goes to a place that it may have, and what it displaces goes to the place that it left, in the same order;
- where it stands in the way of itself (a shift by less than its length), what it displaces closes up behind it;
- whatever cannot go there waits without a place, at a price;
- two stretches of equal length, in any two rooms, exchange all that is in them.

A move is taken by the Metropolis rule (Kirkpatrick, Gelatt and Vecchi 1983). The threshold is drawn first, so that the
cost of a move is counted only up to where it is refused. What a session would cost in a slot is kept for every session
and slot, and changes when a move is taken: few are, so a trial is a few look-ups, however many rooms there are. Costs,
temperatures and the exponential distribution are integers: the same seed takes the same moves on any machine.
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
CONTESTS = 32
"""In so many of 64 moves of a block the dearer of two goes: when few are left that cost anything, most others idle."""
MOST_DISPLACED = 24
MILLI = 1000


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
    running: Integers
    """(T, S) what it would cost each session to run in a slot, beside all that run there."""
    begun: Integers
    """(T, S) the same, beside those alone that begin there."""
    moves: Moves
    """Those under trial: work space."""
    listed: Integers
    """(B) which of them is the block's, or -1."""
    spare: tuple[Integers, Integers]
    """Starts and rooms, while all is counted anew."""
    best_start: Integers
    best_room: Integers
    costs: Longs
    """[now, best]"""
    rng: Rng


# `_nrt`: no reference counts, which would take half of the time, as each array that is read from a tuple is counted up
# and down; nothing here makes an array. What is inlined would else be handed two hundred words at each call.
_OPTIONS: Any = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
compiled: Any = njit(**_OPTIONS)
inlined: Any = njit(**_OPTIONS, forceinline=True)


@inlined
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
def _put(tables: Tables, state: State, block: int, room: int, start: int) -> None:
    """Place a block, of whose tracks' rooms `_track` keeps count."""
    state.start[block] = start
    state.room[block] = room
    for i in range(tables.member_first[block], tables.member_first[block + 1]):
        session = np.int64(tables.member[i])
        begin = np.int64(start + tables.offset[i])
        for slot in range(begin, begin + tables.length[session]):
            state.occupant[slot, room] = session
        _load(tables, state, session, begin, 1)


@compiled
def _take(tables: Tables, state: State, block: int) -> None:
    """Take a block from its place."""
    start, room = np.int64(state.start[block]), state.room[block]
    for i in range(tables.member_first[block], tables.member_first[block + 1]):
        session = np.int64(tables.member[i])
        begin = np.int64(start + tables.offset[i])
        for slot in range(begin, begin + tables.length[session]):
            state.occupant[slot, room] = -1
        _load(tables, state, session, begin, -1)
    state.start[block] = -1


@compiled
def _load(tables: Tables, state: State, session: int, begin: int, sign: int) -> None:
    """Add to every other session what this one would cost it, or take that away: one move in thirty is taken, so this
    is far less work than to look into every room for each move that is tried."""
    sessions = tables.pair.shape[0]
    for other in range(sessions):
        state.begun[begin, other] += sign * tables.pair[session, other]
    for slot in range(begin, begin + tables.length[session]):
        for other in range(sessions):
            state.running[slot, other] += sign * tables.pair[session, other]


@compiled
def _track(tables: Tables, state: State, block: int, room: int, start: int, count: int) -> int:
    """Count the sessions of a block in or out of the rooms of its tracks. Returns what further rooms cost more."""
    cost = np.int64(0)
    day = tables.day_of[start]
    for i in range(tables.member_first[block], tables.member_first[block + 1]):
        track = tables.track[tables.member[i]]
        if track < 0:
            continue
        before = state.used[track, day, room]
        state.used[track, day, room] = before + count
        if count > 0 and before == 0:
            state.spread[track, day] += 1
            if state.spread[track, day] > 1:
                cost += tables.weights[2]
        elif count < 0 and before == 1:
            state.spread[track, day] -= 1
            if state.spread[track, day] > 0:
                cost -= tables.weights[2]
    return cost


@inlined
def _price(tables: Tables, state: State, block: int, room: int, start: int) -> int:
    """What the place of a block costs, and what it costs that its sessions run beside all that have a place."""
    cost = np.int64(tables.unary[block, room, start])
    for i in range(tables.member_first[block], tables.member_first[block + 1]):
        session = np.int64(tables.member[i])
        begin = np.int64(start + tables.offset[i])
        cost += state.running[begin, session]
        for slot in range(begin + 1, begin + tables.length[session]):
            cost += state.begun[slot, session]
    return cost


@inlined
def _burden(tables: Tables, state: State, block: int) -> int:
    """What a block costs where it is, its links left aside; without a place it is the dearest of all."""
    if state.start[block] < 0:
        return np.int64(1 << 60)
    return _price(tables, state, block, np.int64(state.room[block]), np.int64(state.start[block]))


@inlined
def _beside(tables: Tables, block: int, start: int, other: int, other_start: int) -> int:
    """What it costs that two blocks start when they do."""
    if start + tables.block_length[block] <= other_start or other_start + tables.block_length[other] <= start:
        return np.int64(0)
    cost = np.int64(0)
    for i in range(tables.member_first[block], tables.member_first[block + 1]):
        session = np.int64(tables.member[i])
        begin = start + tables.offset[i]
        for j in range(tables.member_first[other], tables.member_first[other + 1]):
            its = np.int64(tables.member[j])
            its_begin = other_start + tables.offset[j]
            if begin < its_begin + tables.length[its] and its_begin < begin + tables.length[session]:
                cost += tables.pair[session, its]
    return cost


@compiled
def _bonds(tables: Tables, state: State, moves: Moves, block: int, room: int, start: int, moved: bool) -> int:
    """What the links of a block that break cost; between two blocks that both move only the lower one's count.

    moved: whether the others that move are where they go, or still where they were.
    """
    cost = np.int64(0)
    for i in range(tables.link_first[block], tables.link_first[block + 1]):
        other = tables.link_other[i]
        there, its_room = np.int64(state.start[other]), state.room[other]
        listed = state.listed[other]
        if listed >= 0:
            if other < block:
                continue
            if moved:
                there, its_room = np.int64(moves[2][listed]), moves[1][listed]
        if there < 0:
            continue
        kind = tables.link_kind[i]
        if kind == BEFORE:
            broken = there - start < tables.link_lag[i]
        elif kind == AFTER:
            broken = start - there < tables.link_lag[i]
        elif kind == SAME_ROOM:
            broken = its_room != room
        else:
            broken = (tables.day_of[there] == tables.day_of[start]) == (kind == DIFFERENT_DAY)
        if broken:
            cost += tables.weights[0]
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


@inlined
def _try(tables: Tables, state: State, moves: Moves, count: int, threshold: int) -> bool:
    """Make the first `count` moves if that costs at most `threshold` more, else leave everything as it was."""
    for i in range(count):
        state.listed[moves[0][i]] = i
    gain, most_of_tracks = _cost_before(tables, state, moves, count)
    limit = gain + threshold
    cost = _cost_after(tables, state, moves, count, limit + most_of_tracks)
    for i in range(count):
        state.listed[moves[0][i]] = -1
    if cost > limit + most_of_tracks:
        return False
    if tables.weights[2] > 0:
        cost += _move_tracks(tables, state, moves, count, 1)
        if cost > limit:
            _move_tracks(tables, state, moves, count, -1)
            return False
    for i in range(count):
        if state.start[moves[0][i]] >= 0:
            _take(tables, state, np.int64(moves[0][i]))
    for i in range(count):
        if moves[2][i] >= 0:
            _put(tables, state, np.int64(moves[0][i]), np.int64(moves[1][i]), np.int64(moves[2][i]))
    state.costs[0] += cost - gain
    return True


@inlined
def _cost_before(tables: Tables, state: State, moves: Moves, count: int) -> tuple[int, int]:
    """What those that are to move cost where they are, but for the rooms of their tracks, and what these may save."""
    cost, sessions = np.int64(0), np.int64(0)
    for i in range(count):
        block = np.int64(moves[0][i])
        start, room = np.int64(state.start[block]), np.int64(state.room[block])
        sessions += tables.member_first[block + 1] - tables.member_first[block]
        if start < 0:
            cost += tables.weights[1] * tables.block_length[block]
            continue
        cost += _price(tables, state, block, room, start)
        if tables.link_first[block] < tables.link_first[block + 1]:
            cost += _bonds(tables, state, moves, block, room, start, False)
        for j in range(i):  # both have counted it
            other = np.int64(moves[0][j])
            if state.start[other] >= 0:
                cost -= _beside(tables, block, start, other, np.int64(state.start[other]))
    return cost, tables.weights[2] * sessions


@inlined
def _cost_after(tables: Tables, state: State, moves: Moves, count: int, limit: int) -> int:
    """What they will cost where they go, counted until it passes `limit`."""
    cost = np.int64(0)
    for i in range(count):
        block, room, start = np.int64(moves[0][i]), np.int64(moves[1][i]), np.int64(moves[2][i])
        if start < 0:
            cost += tables.weights[1] * tables.block_length[block]
        else:
            cost += _price(tables, state, block, room, start)
            if tables.link_first[block] < tables.link_first[block + 1]:
                cost += _bonds(tables, state, moves, block, room, start, True)
            for j in range(count):
                other = np.int64(moves[0][j])
                if state.start[other] >= 0:
                    cost -= _beside(tables, block, start, other, np.int64(state.start[other]))
                if j < i and moves[2][j] >= 0:
                    cost += _beside(tables, block, start, other, np.int64(moves[2][j]))
        if cost > limit:
            break
    return cost


@compiled
def _move_tracks(tables: Tables, state: State, moves: Moves, count: int, way: int) -> int:
    """Let the tracks count the moves, or (`way` -1) count them back. Returns what further rooms cost more."""
    cost = np.int64(0)
    for i in range(count):
        block = np.int64(moves[0][i])
        if state.start[block] >= 0:
            cost += _track(tables, state, block, np.int64(state.room[block]), np.int64(state.start[block]), -way)
        if moves[2][i] >= 0:
            cost += _track(tables, state, block, np.int64(moves[1][i]), np.int64(moves[2][i]), way)
    return cost


@inlined
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
    listed = state.moves
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
            if _below(state.rng, 64) < CONTESTS:
                rival = _below(state.rng, blocks)
                if _burden(tables, state, rival) > _burden(tables, state, block):
                    block = rival
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
                for block in range(blocks):
                    state.best_start[block] = state.start[block]
                    state.best_room[block] = state.room[block]
    return taken


@compiled
def total_cost(tables: Tables, state: State) -> int:
    """The cost of a timetable counted anew, and all that the state keeps of it, at the prices of `tables`."""
    starts, rooms = state.spare
    for block in range(starts.shape[0]):
        starts[block], rooms[block] = state.start[block], state.room[block]
    return _rebuild(tables, state, starts, rooms)


@compiled
def restore(tables: Tables, state: State) -> None:
    """Make the best timetable the present one."""
    _rebuild(tables, state, state.best_start, state.best_room)


@compiled
def _rebuild(tables: Tables, state: State, starts: Integers, rooms: Integers) -> int:
    """Take every block away, then put them where they shall be one by one. Returns what they cost."""
    state.start[:] = -1
    state.occupant[:] = -1
    state.running[:] = 0
    state.begun[:] = 0
    state.used[:] = 0
    state.spread[:] = 0
    cost = np.int64(0)
    for block in range(starts.shape[0]):
        room, start = np.int64(rooms[block]), np.int64(starts[block])
        if start < 0:
            state.room[block] = room
            cost += tables.weights[1] * tables.block_length[block]
        else:
            cost += _price(tables, state, block, room, start)
            cost += _bonds(tables, state, state.moves, block, room, start, False)
            _put(tables, state, block, room, start)
            cost += _track(tables, state, block, room, start, 1)
    return cost
