"""The moves of the local search, compiled by numba. Imported only when a search begins.

Everybody always has a place in each round in which they are present. Four kinds of moves:

- two people of one round exchange their places, or one goes to another group;
- somebody exchanges the topics of two rounds, as far as possible with one who has them the other way round;
- two people exchange all their places: who meets whom keeps its pattern, and only other names stand in it.

People who stay together go together. A move is taken by the Metropolis rule (Kirkpatrick, Gelatt and Vecchi 1983), its
threshold drawn first. What a further meeting of a pair would cost is kept for every pair and changes with each meeting,
so that an exchange of two is four sums over the members of two groups. Costs, temperatures and the exponential
distribution are integers: the same seed takes the same moves on any machine.

Functions take a few wide arrays and not many narrow ones: numba compiles them in half of the time.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Integers = NDArray[np.int32]
Longs = NDArray[np.int64]
Words = NDArray[np.uint64]

HARD, REPEAT, ALONE, LANGUAGE = range(4)
"""Places of the weights."""
ROUND, LOW, HIGH, NEED, TOPIC, SIZE, LED = range(7)
"""Columns of a group: its round, sizes, facilitators at least, topic (-1: none); people and facilitators in it now."""
LEADS, ONCE, MATES, MATES_END = range(4)
"""Columns of a person: whether they facilitate and may have no topic twice; where their mates stand in `mate`."""
GROUP, INDEX, FREE = range(3)
"""Layers of a place: its group (-1: absent), where in `member` it stands, whether it may change."""
WHO, GOAL, ORIGIN = range(3)
"""Rows of a move under trial."""
RELOCATIONS, TOPICS, WHOLE = 10, 8, 2
"""Of 64 moves, how many let somebody go without exchange, exchange topics, or exchange all places of two people."""
MOST = 64
"""So many places may change in one move."""
MILLI = 1000


class Tables(NamedTuple):
    """What a search never changes. P people, R rounds, G groups of all rounds, T topics."""

    unary: Integers
    """(P, G) what it costs that a person is in a group: regret and change."""
    person: Integers
    """(P, 4)"""
    bits: Words
    """(P, 2) languages, and values that nobody should be alone with."""
    weights: Longs
    mate: Integers
    """Those who stay together with somebody, person by person."""
    first: Integers
    """(R + 1) where each round's groups begin; then (R * T + 1) where those of a round and topic do in `of_topic`."""
    of_topic: Integers
    mover: Integers
    """round * P + person of every place that may change."""
    exponential: Longs
    """Quantiles of the exponential distribution, in thousandths."""


class State(NamedTuple):
    """What a search changes."""

    place: Integers
    """(3, R, P)"""
    group: Integers
    """(G, 7)"""
    member: Integers
    """(G, P + 1)"""
    had: Integers
    """(P, T) how often somebody has a topic."""
    pair: Integers
    """(P, P) what a further meeting would cost."""
    trial: Integers
    """(3, MOST) the move under trial: work space."""
    best: Integers
    """(R, P) groups of the best assignment."""
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
def _company(group: Integers, member: Integers, bits: Words, weights: Longs, one: int) -> int:
    """What it costs in a group that somebody is alone with a value, or finds no language."""
    size, cost = np.int64(group[one, SIZE]), np.int64(0)
    once, twice = np.uint64(0), np.uint64(0)
    for i in range(size):
        flags = bits[member[one, i], 1]
        twice |= once & flags
        once |= flags
        spoken, shared = bits[member[one, i], 0], -1
        for j in range(size):
            if bits[member[one, j], 0] & spoken != np.uint64(0):
                shared += 1
        if spoken != np.uint64(0) and shared < min(np.int64(2), size - 1):
            cost += weights[LANGUAGE]
    single = once & ~twice
    while single != np.uint64(0):
        single &= single - np.uint64(1)
        cost += weights[ALONE]
    return cost


@compiled
def _amiss(group: Integers, one: int) -> int:
    """People too many or too few in a group, and facilitators too few."""
    size = group[one, SIZE]
    return np.int64(
        max(0, size - group[one, HIGH]) + max(0, group[one, LOW] - size) + max(0, group[one, NEED] - group[one, LED])
    )


@compiled
def _leave(
    person: Integers, group: Integers, member: Integers, place: Integers, had: Integers, pair: Integers, repeat: int,
    who: int, origin: int
) -> tuple[int, int]:  # fmt: skip
    """Take somebody out of a group. Returns what their company there cost, and whether a topic was had twice."""
    of_round = group[origin, ROUND]
    last, index = group[origin, SIZE] - 1, place[INDEX, of_round, who]
    moved = member[origin, last]
    member[origin, index] = moved
    place[INDEX, of_round, moved] = index
    group[origin, SIZE] = last
    group[origin, LED] -= person[who, LEADS]
    cost, twice = np.int64(0), np.int64(0)
    for i in range(last):
        other = member[origin, i]
        now = pair[who, other] - repeat
        cost += now
        pair[who, other] = now
        pair[other, who] = now
    topic = group[origin, TOPIC]
    if person[who, ONCE] > 0 and topic >= 0:
        had[who, topic] -= 1
        twice += had[who, topic] > 0
    return cost, twice


@compiled
def _enter(
    person: Integers, group: Integers, member: Integers, place: Integers, had: Integers, pair: Integers, repeat: int,
    who: int, goal: int
) -> tuple[int, int]:  # fmt: skip
    """Bring somebody into a group. Returns what their company there costs, and whether a topic is had twice."""
    of_round, size = group[goal, ROUND], group[goal, SIZE]
    cost, twice = np.int64(0), np.int64(0)
    for i in range(size):
        other = member[goal, i]
        now = pair[who, other]
        cost += now
        pair[who, other] = now + repeat
        pair[other, who] = now + repeat
    member[goal, size] = who
    place[INDEX, of_round, who] = size
    place[GROUP, of_round, who] = goal
    group[goal, SIZE] = size + 1
    group[goal, LED] += person[who, LEADS]
    topic = group[goal, TOPIC]
    if person[who, ONCE] > 0 and topic >= 0:
        twice += had[who, topic] > 0
        had[who, topic] += 1
    return cost, twice


@compiled
def shift(tables: Tables, state: State, who: int, goal: int) -> int:
    """Bring somebody to another group of the same round, or to a first one. Returns what that costs more."""
    person, weights, group, member = tables.person, tables.weights, state.group, state.member
    place, had, pair, repeat = state.place, state.had, state.pair, np.int64(weights[REPEAT])
    extras = weights[ALONE] + weights[LANGUAGE] > 0
    origin = np.int64(place[GROUP, group[goal, ROUND], who])
    cost, broken = np.int64(tables.unary[who, goal]), -_amiss(group, goal)
    if extras:
        cost -= _company(group, member, tables.bits, weights, goal)
    if origin >= 0:
        cost -= tables.unary[who, origin]
        broken -= _amiss(group, origin)
        if extras:
            cost -= _company(group, member, tables.bits, weights, origin)
        company, twice = _leave(person, group, member, place, had, pair, repeat, who, origin)
        cost, broken = cost - company, broken - twice + _amiss(group, origin)
        if extras:
            cost += _company(group, member, tables.bits, weights, origin)
    company, twice = _enter(person, group, member, place, had, pair, repeat, who, goal)
    cost, broken = cost + company, broken + twice + _amiss(group, goal)
    if extras:
        cost += _company(group, member, tables.bits, weights, goal)
    return cost + weights[HARD] * broken


@inlined
def _rules_of_exchange(person: Integers, group: Integers, had: Integers, a: int, of_a: int, b: int, of_b: int) -> int:
    """How many rules more are broken when a goes from group of_a to of_b, and b the other way."""
    broken = np.int64(0)
    topic, its_topic = group[of_a, TOPIC], group[of_b, TOPIC]
    if topic != its_topic:
        if person[a, ONCE] > 0:
            broken += (its_topic >= 0 and had[a, its_topic] > 0) - (topic >= 0 and had[a, topic] > 1)
        if person[b, ONCE] > 0:
            broken += (topic >= 0 and had[b, topic] > 0) - (its_topic >= 0 and had[b, its_topic] > 1)
    if person[a, LEADS] != person[b, LEADS]:
        gain = person[b, LEADS] - person[a, LEADS]
        lacks, its_lacks = group[of_a, NEED] - group[of_a, LED], group[of_b, NEED] - group[of_b, LED]
        broken += max(0, lacks - gain) - max(0, lacks) + max(0, its_lacks + gain) - max(0, its_lacks)
    return broken


@inlined
def _company_of_exchange(
    pair: Integers, member: Integers, group: Integers, repeat: int, a: int, of_a: int, b: int, of_b: int
) -> int:
    """What it would cost more, by who meets whom, that two people without mates exchange their groups."""
    size, its_size = np.int64(group[of_a, SIZE]), np.int64(group[of_b, SIZE])
    cost = np.int64(0)
    for i in range(size):
        mate = member[of_a, i]
        cost += pair[b, mate] - pair[a, mate]
    for i in range(its_size):
        mate = member[of_b, i]
        cost += pair[a, mate] - pair[b, mate]
    # Each has been counted as a mate of the other and of themselves; and those whom they leave have met them once more.
    return cost + pair[a, a] + pair[b, b] - 2 * pair[a, b] + repeat * (size + its_size - 2)


@inlined
def _cost_of_going(tables: Tables, state: State, who: int, origin: int, goal: int) -> int:
    """What it would cost more that somebody without mates goes to another group; for problems without extras."""
    group, member, pair, had = state.group, state.member, state.pair, state.had
    size, its_size = np.int64(group[origin, SIZE]), np.int64(group[goal, SIZE])
    leads, broken = tables.person[who, LEADS], np.int64(0)
    broken += (its_size >= group[goal, HIGH]) - (its_size < group[goal, LOW])
    broken += (size <= group[origin, LOW]) - (size > group[origin, HIGH])
    if leads > 0:
        broken += (group[origin, LED] <= group[origin, NEED]) - (group[goal, LED] < group[goal, NEED])
    topic, its_topic = group[origin, TOPIC], group[goal, TOPIC]
    if tables.person[who, ONCE] > 0 and topic != its_topic:
        broken += (its_topic >= 0 and had[who, its_topic] > 0) - (topic >= 0 and had[who, topic] > 1)
    cost = tables.weights[HARD] * broken + (tables.unary[who, goal] - tables.unary[who, origin])
    for i in range(size):
        cost -= pair[who, member[origin, i]]
    for i in range(its_size):
        cost += pair[who, member[goal, i]]
    return cost + pair[who, who] + tables.weights[REPEAT] * (size - 1)


@compiled
def _list(
    person: Integers, mates: Integers, place: Integers, group: Integers, trial: Integers, count: int, of_round: int,
    who: int, goal: int
) -> int:  # fmt: skip
    """List that somebody goes, with all who stay together with them. Returns the new count, -1: they may not."""
    for i in range(person[who, MATES] - 1, person[who, MATES_END]):
        mate = np.int64(mates[i]) if i >= person[who, MATES] else who
        origin = place[GROUP, of_round, mate]
        if origin < 0 or origin == goal:
            continue
        if place[FREE, of_round, mate] == 0 or count == MOST:
            return -1
        for k in range(count):
            if trial[WHO, k] == mate and group[trial[GOAL, k], ROUND] == of_round:
                return -1
        trial[WHO, count] = mate
        trial[GOAL, count] = goal
        trial[ORIGIN, count] = origin
        count += 1
    return count


@compiled
def _list_exchange(tables: Tables, state: State, count: int, of_round: int, who: int, goal: int, other: int) -> int:
    """List that somebody goes to a group, and that as many come from there, `other` (-1: anybody) first."""
    person, mates, place, group, trial = tables.person, tables.mate, state.place, state.group, state.trial
    origin, before = np.int64(place[GROUP, of_round, who]), count
    count = _list(person, mates, place, group, trial, count, of_round, who, goal)
    if count < 0:
        return count
    going = count - before
    for attempt in range(3 * going):
        if count - before >= 2 * going:
            break
        if attempt > 0 or other < 0:
            if group[goal, SIZE] == 0:
                break
            other = np.int64(state.member[goal, _below(state.rng, np.int64(group[goal, SIZE]))])
        count = max(count, _list(person, mates, place, group, trial, count, of_round, other, origin))
    return count


@inlined
def _cost_of_topics(
    tables: Tables, state: State, who: int, other: int, a: int, goal: int, b: int, its_goal: int
) -> int:
    """About what it costs more that two people exchange their groups in two rounds; nothing, when they have mates.

    Whom both rounds give or take is counted as if only one did: that is allowed for."""
    person, unary, pair, repeat = tables.person, tables.unary, state.pair, np.int64(tables.weights[REPEAT])
    mates = person[who, MATES_END] - person[who, MATES] + person[other, MATES_END] - person[other, MATES]
    if mates > 0 or tables.weights[ALONE] + tables.weights[LANGUAGE] > 0:
        return np.int64(0)
    cost = np.int64(
        unary[who, goal] - unary[who, a] + unary[other, a] - unary[other, goal]
        + unary[who, its_goal] - unary[who, b] + unary[other, b] - unary[other, its_goal]
    )  # fmt: skip
    cost += _company_of_exchange(pair, state.member, state.group, repeat, who, a, other, goal)
    cost += _company_of_exchange(pair, state.member, state.group, repeat, who, b, other, its_goal)
    return cost - 2 * repeat


@compiled
def _list_topics(tables: Tables, state: State, of_a: int, who: int, threshold: int) -> int:
    """List that somebody exchanges the topics of two rounds, with one who has them the other way round if there is one.
    Returns how many places change, 0 or -1 when that cannot be, or would cost far more than `threshold`."""
    place, group, member, had = state.place, state.group, state.member, state.had
    rounds, topics = np.int64(place.shape[1]), np.int64(had.shape[1])
    of_b = _below(state.rng, rounds)
    if of_b == of_a or place[FREE, of_b, who] == 0:
        return -1
    a, b = np.int64(place[GROUP, of_a, who]), np.int64(place[GROUP, of_b, who])
    topic, its_topic = np.int64(group[a, TOPIC]), np.int64(group[b, TOPIC])
    if topic == its_topic or topic < 0 or its_topic < 0:
        return -1
    key, its_key = rounds + 1 + of_a * topics + its_topic, rounds + 1 + of_b * topics + topic
    count, its_count = tables.first[key + 1] - tables.first[key], tables.first[its_key + 1] - tables.first[its_key]
    if count == 0 or its_count == 0:
        return -1
    goal = np.int64(tables.of_topic[tables.first[key] + _below(state.rng, np.int64(count))])
    its_goal = np.int64(tables.of_topic[tables.first[its_key] + _below(state.rng, np.int64(its_count))])
    partner, size = np.int64(-1), np.int64(group[goal, SIZE])
    begin = _below(state.rng, size + 1)
    for i in range(size if _below(state.rng, 4) > 0 else np.int64(0)):
        other = np.int64(member[goal, (begin + i) % size])
        there = np.int64(place[GROUP, of_b, other])
        if there >= 0 and group[there, TOPIC] == topic:
            partner, its_goal = other, there
            break
    if partner >= 0:
        if _cost_of_topics(tables, state, who, partner, a, goal, b, its_goal) > threshold:
            return -1
    elif group[goal, SIZE] >= group[goal, HIGH] or group[a, SIZE] <= group[a, LOW] or _below(state.rng, 2) > 0:
        return -1
    listed = np.int64(0)
    for k in range(2):
        at_round, origin, aim = (of_a, a, goal) if k == 0 else (of_b, b, its_goal)
        if partner >= 0 or group[aim, SIZE] >= group[aim, HIGH] or group[origin, SIZE] <= group[origin, LOW]:
            listed = _list_exchange(tables, state, listed, at_round, who, aim, partner)
        else:
            listed = _list(tables.person, tables.mate, place, group, state.trial, listed, at_round, who, aim)
        if listed < 0:
            break
    return listed


@compiled
def _list_whole(tables: Tables, state: State, a: int, b: int) -> int:
    """List that two people exchange all their places. Returns how many places change."""
    place, count = state.place, np.int64(0)
    for of_round in range(place.shape[1]):
        of_a, of_b = np.int64(place[GROUP, of_round, a]), np.int64(place[GROUP, of_round, b])
        if of_a == of_b:
            continue
        if of_a < 0 or of_b < 0:
            return -1
        for k in range(2):
            who, goal = (a, of_b) if k == 0 else (b, of_a)
            count = _list(tables.person, tables.mate, place, state.group, state.trial, count, of_round, who, goal)
            if count < 0:
                return count
    return count


@compiled
def _try(tables: Tables, state: State, count: int, threshold: int) -> bool:
    """Make the moves that are listed if they cost at most `threshold` more, else leave everything as it was."""
    cost = np.int64(0)
    for i in range(count):
        cost += shift(tables, state, np.int64(state.trial[WHO, i]), np.int64(state.trial[GOAL, i]))
    if cost <= threshold:
        state.costs[0] += cost
        return True
    for i in range(count - 1, -1, -1):
        shift(tables, state, np.int64(state.trial[WHO, i]), np.int64(state.trial[ORIGIN, i]))
    return False


@inlined
def _burden(unary: Integers, pair: Integers, group: Integers, member: Integers, who: int, one: int) -> int:
    """What somebody costs where they are: the place, and the company."""
    cost = np.int64(unary[who, one])
    for i in range(group[one, SIZE]):
        cost += pair[who, member[one, i]]
    return cost


@compiled
def anneal(tables: Tables, state: State, moves: int, warmth: int) -> int:
    """Try `moves` moves at a temperature in thousandths of a cost. Returns how many were taken.

    The best assignment seen is kept in `state.best`.
    """
    person, weights, place, group, member = tables.person, tables.weights, state.place, state.group, state.member
    rng, unary, pair, had = state.rng, tables.unary, state.pair, state.had
    people, movers = np.int64(place.shape[2]), np.int64(tables.mover.shape[0])
    extras = weights[ALONE] + weights[LANGUAGE] > 0
    quantiles = np.int64(tables.exponential.shape[0])
    taken = 0
    for _ in range(moves):
        threshold = warmth * tables.exponential[_below(rng, quantiles)] // (MILLI * MILLI)
        kind = _below(rng, 64)
        chosen = np.int64(tables.mover[_below(rng, movers)])
        of_round, who = chosen // people, chosen % people
        if kind < WHOLE:
            count = np.int64(_list_whole(tables, state, who, _below(rng, people)))
        elif kind < WHOLE + TOPICS and had.shape[1] > 1:
            count = np.int64(_list_topics(tables, state, of_round, who, threshold))
        else:
            if kind % 2 > 0:
                chosen = np.int64(tables.mover[_below(rng, movers)])
                rival_round, rival = chosen // people, chosen % people
                if _burden(unary, pair, group, member, rival, np.int64(place[GROUP, rival_round, rival])) > _burden(
                    unary, pair, group, member, who, np.int64(place[GROUP, of_round, who])
                ):
                    of_round, who = rival_round, rival
            origin, first = np.int64(place[GROUP, of_round, who]), np.int64(tables.first[of_round])
            goal = first + _below(rng, np.int64(tables.first[of_round + 1]) - first)
            size = np.int64(group[goal, SIZE])
            if goal == origin:
                continue
            if kind < WHOLE + TOPICS + RELOCATIONS or size == 0:
                is_single = person[who, MATES] == person[who, MATES_END] and not extras
                if is_single and _cost_of_going(tables, state, who, origin, goal) > threshold:
                    continue
                count = np.int64(
                    _list(person, tables.mate, place, group, state.trial, np.int64(0), of_round, who, goal)
                )
            else:
                other = np.int64(member[goal, _below(rng, size)])
                if place[FREE, of_round, other] == 0:
                    continue
                mates = person[who, MATES_END] - person[who, MATES] + person[other, MATES_END] - person[other, MATES]
                if mates == 0 and not extras:
                    broken = _rules_of_exchange(person, group, had, who, origin, other, goal)
                    cost = weights[HARD] * broken + (
                        unary[who, goal] - unary[who, origin] + unary[other, origin] - unary[other, goal]
                    )
                    cost += _company_of_exchange(
                        pair, member, group, np.int64(weights[REPEAT]), who, origin, other, goal
                    )
                    if cost > threshold:
                        continue
                    state.trial[WHO, 0], state.trial[WHO, 1] = who, other
                    state.trial[GOAL, 0], state.trial[GOAL, 1] = goal, origin
                    count = np.int64(2)
                else:
                    count = np.int64(_list_exchange(tables, state, np.int64(0), of_round, who, goal, other))
        if count > 0 and _try(tables, state, count, threshold):
            taken += 1
            if state.costs[0] < state.costs[1]:
                state.costs[1] = state.costs[0]
                for i in range(place.shape[1]):
                    for k in range(people):
                        state.best[i, k] = place[GROUP, i, k]
    return taken


@compiled
def count_anew(tables: Tables, state: State) -> int:
    """Seat everybody as in `state.best`, one by one. `state.pair` must hold what a first meeting costs. Returns the
    cost."""
    group, place = state.group, state.place
    state.had[:] = 0
    cost = np.int64(0)
    for one in range(group.shape[0]):
        group[one, SIZE], group[one, LED] = 0, 0
        cost += tables.weights[HARD] * _amiss(group, one)
    for of_round in range(place.shape[1]):
        for who in range(place.shape[2]):
            place[GROUP, of_round, who] = -1
    for of_round in range(place.shape[1]):
        for who in range(place.shape[2]):
            if state.best[of_round, who] >= 0:
                cost += shift(tables, state, who, np.int64(state.best[of_round, who]))
    return cost
