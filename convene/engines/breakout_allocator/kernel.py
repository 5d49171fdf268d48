"""The moves of the local search, compiled by numba. Imported only when a search begins.

Everybody always has a place in each round in which they are present. Four kinds of moves:

- two people of one round exchange their places, or one goes to another group;
- somebody exchanges the topics of two rounds, as far as possible with one who has them the other way round;
- two people exchange all their places: who meets whom keeps its pattern, and only other names stand in it.

People who stay together go together. A move is taken by the Metropolis rule (Kirkpatrick, Gelatt and Vecchi 1983), its
threshold drawn first. What a further meeting of a pair would cost is kept for every pair and changes with each meeting,
so that an exchange of two is four sums over the members of two groups. Costs, temperatures and the exponential
distribution are integers: the same seed takes the same moves on any machine.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bytes = NDArray[np.int8]
Integers = NDArray[np.int32]
Longs = NDArray[np.int64]
Words = NDArray[np.uint64]

HARD, REPEAT, ALONE, LANGUAGE = range(4)
"""Places of the weights."""
RELOCATIONS, TOPICS, WHOLE = 8, 8, 2
"""Of 64 moves, how many let somebody go without exchange, exchange topics, or exchange all places of two people."""
MOST = 64
"""So many places may change in one move."""
MILLI = 1000


class Tables(NamedTuple):
    """What a search never changes. P people, R rounds, G groups of all rounds, T topics."""

    unary: Integers
    """(P, G) what it costs that a person is in a group: regret and change."""
    round_of: Integers
    """(G)"""
    group_first: Integers
    """(R + 1) where each round's groups begin."""
    low: Integers
    high: Integers
    need: Integers
    """(G) sizes, and facilitators at least."""
    topic: Integers
    """(G), -1 for none."""
    topic_first: Integers
    """(R * T + 1) where the groups of a round and topic begin in `of_topic`."""
    of_topic: Integers
    mover: Integers
    """round * P + person of every place that may change."""
    free: Bytes
    """(R, P) whether it may."""
    leads: Bytes
    """(P) whether somebody facilitates."""
    once: Bytes
    """(P) whether somebody may not have a topic twice."""
    mate_first: Integers
    """(P + 1) where those begin in `mate` who stay together with a person."""
    mate: Integers
    language: Words
    """(P) languages as bits."""
    flag: Words
    """(P) values that nobody should be alone with, as bits."""
    weights: Longs


class State(NamedTuple):
    """What a search changes."""

    at: Integers
    """(R, P) the group, or -1."""
    place: Integers
    """(R, P) where in `member`."""
    member: Integers
    """(G, P)"""
    size: Integers
    """(G)"""
    led: Integers
    """(G) facilitators."""
    had: Integers
    """(P, T) how often somebody has a topic."""
    pair: Integers
    """(P, P) what a further meeting would cost."""
    who: Integers
    """(MOST) people under trial, and where they go and came from: work space."""
    goal: Integers
    origin: Integers
    best: Integers
    """(R, P)"""
    costs: Longs
    """[now, best]"""
    rng: Words


# `_nrt`: no reference counts, which would take half of the time; nothing here makes an array.
_OPTIONS: Any = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
compiled: Any = njit(**_OPTIONS)
inlined: Any = njit(**_OPTIONS, forceinline=True)


@inlined
def _below(rng: Words, n: int) -> int:
    """A random number from 0 to n - 1 (xorshift64*, Vigna 2016)."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    high = (x * np.uint64(2685821657736338717)) >> np.uint64(32)
    return np.int64((high * np.uint64(n)) >> np.uint64(32))


@compiled
def _company(tables: Tables, state: State, group: int) -> int:
    """What it costs in a group that somebody is alone with a value, or finds no language."""
    size, cost = np.int64(state.size[group]), np.int64(0)
    if tables.weights[ALONE] > 0:
        once, twice = np.uint64(0), np.uint64(0)
        for i in range(size):
            bits = tables.flag[state.member[group, i]]
            twice |= once & bits
            once |= bits
        single = once & ~twice
        while single != np.uint64(0):
            single &= single - np.uint64(1)
            cost += tables.weights[ALONE]
    if tables.weights[LANGUAGE] > 0:
        for i in range(size):
            spoken, shared = tables.language[state.member[group, i]], -1
            for j in range(size):
                if tables.language[state.member[group, j]] & spoken != np.uint64(0):
                    shared += 1
            if spoken != np.uint64(0) and shared < min(2, size - 1):
                cost += tables.weights[LANGUAGE]
    return cost


@inlined
def _amiss(tables: Tables, state: State, group: int) -> int:
    """People too many or too few, and facilitators too few."""
    size = np.int64(state.size[group])
    return (
        max(np.int64(0), size - tables.high[group])
        + max(np.int64(0), tables.low[group] - size)
        + max(np.int64(0), np.int64(tables.need[group] - state.led[group]))
    )


@compiled
def shift(tables: Tables, state: State, person: int, goal: int) -> int:
    """Bring somebody to another group of the same round, -1 standing for none before. Returns what that costs more."""
    of_round = np.int64(tables.round_of[goal])
    origin = np.int64(state.at[of_round, person])
    hard, repeat = tables.weights[HARD], tables.weights[REPEAT]
    extras = tables.weights[ALONE] + tables.weights[LANGUAGE] > 0
    cost = np.int64(tables.unary[person, goal])
    broken = -_amiss(tables, state, goal)
    if extras:
        cost -= _company(tables, state, goal)
    if origin >= 0:
        cost -= tables.unary[person, origin]
        broken -= _amiss(tables, state, origin)
        if extras:
            cost -= _company(tables, state, origin)
        last, index = state.size[origin] - 1, state.place[of_round, person]
        moved = state.member[origin, last]
        state.member[origin, index] = moved
        state.place[of_round, moved] = index
        state.size[origin] = last
        state.led[origin] -= tables.leads[person]
        for i in range(last):
            other = state.member[origin, i]
            now = state.pair[person, other] - repeat
            cost -= now
            state.pair[person, other] = now
            state.pair[other, person] = now
        broken += _amiss(tables, state, origin)
        if extras:
            cost += _company(tables, state, origin)
        if tables.once[person] and tables.topic[origin] >= 0:
            left = state.had[person, tables.topic[origin]] - 1
            state.had[person, tables.topic[origin]] = left
            broken -= left > 0
    size = state.size[goal]
    for i in range(size):
        other = state.member[goal, i]
        now = state.pair[person, other]
        cost += now
        state.pair[person, other] = now + repeat
        state.pair[other, person] = now + repeat
    state.member[goal, size] = person
    state.place[of_round, person] = size
    state.size[goal] = size + 1
    state.led[goal] += tables.leads[person]
    state.at[of_round, person] = goal
    broken += _amiss(tables, state, goal)
    if extras:
        cost += _company(tables, state, goal)
    if tables.once[person] and tables.topic[goal] >= 0:
        had = state.had[person, tables.topic[goal]]
        state.had[person, tables.topic[goal]] = had + 1
        broken += had > 0
    return cost + hard * broken


@inlined
def _exchange_cost(tables: Tables, state: State, one: int, group: int, other: int, its_group: int) -> int:
    """What it would cost more that two people without mates exchange their groups; for problems without extras."""
    broken = np.int64(0)
    topic, its_topic = tables.topic[group], tables.topic[its_group]
    if topic != its_topic:
        if tables.once[one]:
            broken -= topic >= 0 and state.had[one, topic] > 1
            broken += its_topic >= 0 and state.had[one, its_topic] > 0
        if tables.once[other]:
            broken -= its_topic >= 0 and state.had[other, its_topic] > 1
            broken += topic >= 0 and state.had[other, topic] > 0
    if tables.leads[one] != tables.leads[other]:
        gain = tables.leads[other] - tables.leads[one]
        lacks, its_lacks = tables.need[group] - state.led[group], tables.need[its_group] - state.led[its_group]
        broken += max(0, lacks - gain) - max(0, lacks) + max(0, its_lacks + gain) - max(0, its_lacks)
    cost = np.int64(
        tables.unary[one, its_group]
        - tables.unary[one, group]
        + tables.unary[other, group]
        - tables.unary[other, its_group]
    )
    size, its_size = state.size[group], state.size[its_group]
    for i in range(size):
        mate = state.member[group, i]
        cost += state.pair[other, mate] - state.pair[one, mate]
    for i in range(its_size):
        mate = state.member[its_group, i]
        cost += state.pair[one, mate] - state.pair[other, mate]
    # Each has been counted as a future mate of the other, and as their own mate; and the mates they leave have met them.
    cost += state.pair[one, one] + state.pair[other, other] - 2 * state.pair[one, other]
    cost += tables.weights[REPEAT] * (size + its_size - 2)
    return cost + tables.weights[HARD] * broken


@compiled
def _list(tables: Tables, state: State, count: int, of_round: int, person: int, goal: int) -> int:
    """List that somebody goes, with all who stay together with them. Returns the new count, -1: they may not."""
    for i in range(tables.mate_first[person] - 1, tables.mate_first[person + 1]):
        mate = np.int64(tables.mate[i]) if i >= tables.mate_first[person] else person
        if state.at[of_round, mate] < 0 or state.at[of_round, mate] == goal:
            continue
        if tables.free[of_round, mate] == 0 or count == MOST:
            return -1
        for k in range(count):
            if state.who[k] == mate and tables.round_of[state.goal[k]] == of_round:
                return -1
        state.who[count] = mate
        state.goal[count] = goal
        state.origin[count] = state.at[of_round, mate]
        count += 1
    return count


@compiled
def _list_exchange(tables: Tables, state: State, count: int, of_round: int, person: int, goal: int, other: int) -> int:
    """List that somebody goes to a group, and that as many come from there, `other` (-1: anybody) first."""
    origin = np.int64(state.at[of_round, person])
    before = count
    count = _list(tables, state, count, of_round, person, goal)
    if count < 0:
        return count
    going = count - before
    for trial in range(3 * going):
        if count - before >= 2 * going:
            break
        if trial > 0 or other < 0:
            if state.size[goal] == 0:
                break
            other = np.int64(state.member[goal, _below(state.rng, np.int64(state.size[goal]))])
        listed = _list(tables, state, count, of_round, other, origin)
        count = max(count, listed)
    return count


@compiled
def _try(tables: Tables, state: State, count: int, threshold: int) -> bool:
    """Make the moves that are listed if they cost at most `threshold` more, else leave everything as it was."""
    cost = np.int64(0)
    for i in range(count):
        cost += shift(tables, state, np.int64(state.who[i]), np.int64(state.goal[i]))
    if cost <= threshold:
        state.costs[0] += cost
        return True
    for i in range(count - 1, -1, -1):
        shift(tables, state, np.int64(state.who[i]), np.int64(state.origin[i]))
    return False


@compiled
def _list_topics(tables: Tables, state: State, one_round: int, person: int) -> int:
    """List that somebody exchanges the topics of two rounds, with one who has them the other way round if there is one.
    Returns how many places change, 0 or -1 when that cannot be."""
    rounds, topics = np.int64(state.at.shape[0]), np.int64(state.had.shape[1])
    other_round = _below(state.rng, rounds)
    if other_round == one_round or tables.free[other_round, person] == 0:
        return -1
    group, its_group = np.int64(state.at[one_round, person]), np.int64(state.at[other_round, person])
    topic, its_topic = np.int64(tables.topic[group]), np.int64(tables.topic[its_group])
    if topic == its_topic or topic < 0 or its_topic < 0:
        return -1
    first, last = (
        tables.topic_first[one_round * topics + its_topic],
        tables.topic_first[one_round * topics + its_topic + 1],
    )
    if first == last:
        return -1
    goal = np.int64(tables.of_topic[first + _below(state.rng, np.int64(last - first))])
    first, last = tables.topic_first[other_round * topics + topic], tables.topic_first[other_round * topics + topic + 1]
    if first == last:
        return -1
    its_goal = np.int64(tables.of_topic[first + _below(state.rng, np.int64(last - first))])
    partner = np.int64(-1)
    if _below(state.rng, 4) > 0:
        begin = _below(state.rng, np.int64(state.size[goal]) + 1)
        for i in range(state.size[goal]):
            other = np.int64(state.member[goal, (begin + i) % state.size[goal]])
            there = state.at[other_round, other]
            if there >= 0 and tables.topic[there] == topic:
                partner, its_goal = other, np.int64(there)
                break
    count = np.int64(0)
    if partner >= 0 or state.size[goal] >= tables.high[goal] or state.size[group] <= tables.low[group]:
        count = _list_exchange(tables, state, count, one_round, person, goal, partner)
    else:
        count = _list(tables, state, count, one_round, person, goal)
    if count < 0:
        return count
    if partner >= 0 or state.size[its_goal] >= tables.high[its_goal] or state.size[its_group] <= tables.low[its_group]:
        return _list_exchange(tables, state, count, other_round, person, its_goal, partner)
    return _list(tables, state, count, other_round, person, its_goal)


@compiled
def _list_whole(tables: Tables, state: State, person: int) -> int:
    """List that two people exchange all their places. Returns how many places change."""
    rounds, people = np.int64(state.at.shape[0]), np.int64(state.at.shape[1])
    other = _below(state.rng, people)
    count = np.int64(0)
    for of_round in range(rounds):
        group, its_group = np.int64(state.at[of_round, person]), np.int64(state.at[of_round, other])
        if group == its_group:
            continue
        if group < 0 or its_group < 0:
            return -1
        count = _list(tables, state, count, of_round, person, its_group)
        if count >= 0:
            count = _list(tables, state, count, of_round, other, group)
        if count < 0:
            return count
    return count


@compiled
def anneal(tables: Tables, state: State, exponential: Longs, moves: int, warmth: int) -> int:
    """Try `moves` moves at a temperature in thousandths of a cost. Returns how many were taken.

    exponential: quantiles of the exponential distribution, in thousandths. The best assignment seen is kept in
    `state.best`.
    """
    rounds, people = np.int64(state.at.shape[0]), np.int64(state.at.shape[1])
    movers = np.int64(tables.mover.shape[0])
    extras = tables.weights[ALONE] + tables.weights[LANGUAGE] > 0
    taken = 0
    for _ in range(moves):
        threshold = warmth * exponential[_below(state.rng, exponential.shape[0])] // (MILLI * MILLI)
        kind = _below(state.rng, 64)
        chosen = np.int64(tables.mover[_below(state.rng, movers)])
        of_round, person = chosen // people, chosen % people
        group = np.int64(state.at[of_round, person])
        if kind < tables.weights[6]:
            count = _list_whole(tables, state, person)
        elif kind < tables.weights[6] + tables.weights[5] and state.had.shape[1] > 1:
            count = _list_topics(tables, state, of_round, person)
        else:
            first = np.int64(tables.group_first[of_round])
            goal = first + _below(state.rng, np.int64(tables.group_first[of_round + 1]) - first)
            size = np.int64(state.size[goal])
            if goal == group:
                continue
            if kind < tables.weights[6] + tables.weights[5] + tables.weights[4] or size == 0:
                count = _list(tables, state, np.int64(0), of_round, person, goal)
            else:
                other = np.int64(state.member[goal, _below(state.rng, size)])
                if tables.free[of_round, other] == 0:
                    continue
                alone = (
                    tables.mate_first[person] == tables.mate_first[person + 1]
                    and tables.mate_first[other] == tables.mate_first[other + 1]
                )
                if alone and not extras:
                    cost = _exchange_cost(tables, state, person, group, other, goal)
                    if cost > threshold:
                        continue
                    shift(tables, state, person, goal)
                    shift(tables, state, other, group)
                    state.costs[0] += cost
                    taken += 1
                    count = np.int64(0)
                    if state.costs[0] < state.costs[1]:
                        _keep(state)
                else:
                    count = _list_exchange(tables, state, np.int64(0), of_round, person, goal, other)
        if count > 0 and _try(tables, state, count, threshold):
            taken += 1
            if state.costs[0] < state.costs[1]:
                _keep(state)
    return taken


@compiled
def _keep(state: State) -> None:
    """Remember the present assignment as the best."""
    state.costs[1] = state.costs[0]
    for of_round in range(state.at.shape[0]):
        for person in range(state.at.shape[1]):
            state.best[of_round, person] = state.at[of_round, person]


@compiled
def count_anew(tables: Tables, state: State, places: Integers) -> int:
    """Seat everybody as in `places`, (R, P), one by one. `state.pair` must hold what a first meeting costs. Returns the
    cost."""
    state.at[:] = -1
    state.size[:] = 0
    state.led[:] = 0
    state.had[:] = 0
    broken = np.int64(0)
    for group in range(state.size.shape[0]):
        broken += _amiss(tables, state, group)
    cost = broken * tables.weights[HARD]
    for of_round in range(places.shape[0]):
        for person in range(places.shape[1]):
            if places[of_round, person] >= 0:
                cost += shift(tables, state, person, np.int64(places[of_round, person]))
    return cost
