"""A problem as the arrays of the kernel: people, groups and topics as numbers, and what each thing costs."""

import math
from collections.abc import Iterable
from itertools import combinations, permutations
from typing import Any

import numpy as np

from convene.engines.breakout_allocator.check import kept_together, met_before, rank_of
from convene.engines.breakout_allocator.kernel import FREE, GROUP, MOST, Integers, State, Tables, Words
from convene.engines.breakout_allocator.problem import Assignment, Problem

QUANTILES = 4096
MOST_BITS = 64


class Arrays:
    """Numbers people, groups and topics, and makes the tables at any price of a broken rule."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.number = {one.id: i for i, one in enumerate(problem.people)}
        self.group_of: list[tuple[str, str]] = [(one.id, group.id) for one in problem.rounds for group in one.groups]
        self.groups = [group for one in problem.rounds for group in one.groups]
        self.index = {key: i for i, key in enumerate(self.group_of)}
        topics = sorted({group.topic for group in self.groups if group.topic is not None})
        self.topic = {topic: i for i, topic in enumerate(topics)}
        self.shape = (len(problem.rounds), len(problem.people))
        self.present = np.array(
            [[one.id not in person.absent for person in problem.people] for one in problem.rounds], bool
        ).reshape(self.shape)
        self.settled = np.full(self.shape, -1, np.int32)
        rounds = {one.id: i for i, one in enumerate(problem.rounds)}
        for (round_id, person), group in problem.settled().items():
            self.settled[rounds[round_id], self.number[person]] = self.index[round_id, group]
        self.free = self.present & (self.settled < 0)
        self._people, mate = self._of_people()
        self._bits = np.stack([self._languages(), self._flags()], axis=1)
        self._groups, first, of_topic = self._of_groups()
        self._lists = (mate, first, of_topic, np.flatnonzero(self.free).astype(np.int32))
        self._exponential = exponential()
        self.has_moves = bool(self.free.any())

    def tables(self, *, broken: int, soft: bool = True, change: int = 0) -> Tables:
        """The tables at a price of a broken rule. soft: whether the soft terms count, or the hard rules alone. change:
        what a place that differs from the base costs; its weight says nothing here."""
        weights = self.problem.weights
        unary = np.zeros((self.shape[1], len(self.groups)), np.int32)
        if soft:
            unary += weights.get("regret", 0) * self._regret()
        if change:
            unary += change * self._changes()
        named = [broken, *(weights.get(one, 0) if soft else 0 for one in ("repeat", "alone", "no_common_language"))]
        if not self.problem.not_alone:
            named[2] = 0
        return Tables(unary, self._people, self._bits, np.array(named, np.int64), *self._lists, self._exponential)

    def pairs(self, *, broken: int, soft: bool = True) -> Integers:
        """(P, P) what a first meeting of each pair costs."""
        problem, weights = self.problem, self.problem.weights
        pair = np.zeros((self.shape[1], self.shape[1]), np.int32)
        if soft:
            for attribute in problem.diversity:
                weight = weights.get(f"mix_{attribute}", 0)
                values = [one.attrs.get(attribute) for one in problem.people]
                codes = {value: i for i, value in enumerate(dict.fromkeys(values)) if value is not None}
                column = np.array([-1 if value is None else codes[value] for value in values], np.int32)
                pair += weight * ((column[:, None] == column[None, :]) & (column[:, None] >= 0)).astype(np.int32)
            for (a, b), times in met_before(problem).items():
                if a in self.number and b in self.number:
                    i, j = self.number[a], self.number[b]
                    pair[i, j] += weights.get("repeat", 0) * times
                    pair[j, i] = pair[i, j]
        for pairs, price in ((_pairs(problem.apart), broken), (kept_together(problem), -broken)):
            for a, b in pairs:
                pair[self.number[a], self.number[b]] += price
                pair[self.number[b], self.number[a]] += price
        np.fill_diagonal(pair, 0)
        return pair

    def offset(self, broken: int, *, soft: bool = True) -> int:
        """What the pairs who are kept together add to the cost of each assignment that keeps every rule."""
        total, repeat = 0, self.problem.weights.get("repeat", 0) if soft else 0
        before = met_before(self.problem)
        for a, b in kept_together(self.problem):
            times = int((self.present[:, self.number[a]] & self.present[:, self.number[b]]).sum())
            total += repeat * (times * (times - 1) // 2 + times * before.get((a, b), 0)) - broken * times
        return total

    def state(self, seed: int) -> State:
        """Work space in which nobody has a place yet."""
        people, topics = self.shape[1], max(1, len(self.topic))
        place = np.zeros((3, *self.shape), np.int32)
        place[GROUP] = -1
        place[FREE] = self.free
        return State(
            place,
            self._groups.copy(),
            np.zeros((len(self.groups), people + 1), np.int32),
            np.zeros((people, topics), np.int32),
            np.zeros((people, people), np.int32),
            np.zeros((3, MOST), np.int32),
            np.full(self.shape, -1, np.int32),
            np.zeros(2, np.int64),
            np.array([_scrambled(seed)], np.uint64),
        )

    def assignment(self, places: Integers) -> Assignment:
        people = self.problem.people
        return {
            one.id: {people[p].id: self.group_of[group][1] for p, group in enumerate(row) if group >= 0}
            for one, row in zip(self.problem.rounds, places.tolist(), strict=True)
        }

    def places(self, assign: Assignment) -> Integers:
        """(R, P) groups of an assignment, -1 where it gives none or somebody is absent; settled places as settled."""
        found = np.full(self.shape, -1, np.int32)
        for i, one in enumerate(self.problem.rounds):
            for person, group in assign.get(one.id, {}).items():
                if person in self.number and (one.id, group) in self.index:
                    found[i, self.number[person]] = self.index[one.id, group]
        found[~self.present] = -1
        return np.where(self.settled >= 0, self.settled, found).astype(np.int32)

    def _of_groups(self) -> tuple[Integers, Integers, Integers]:
        """(G, 7) columns of the groups; where those of each round, and of each round and topic, begin; the latter."""
        rounds, topics = len(self.problem.rounds), max(1, len(self.topic))
        first = np.cumsum([0, *(len(one.groups) for one in self.problem.rounds)])
        columns: list[list[int]] = []
        by_topic: list[list[int]] = [[] for _ in range(rounds * topics)]
        for i, one in enumerate(self.groups):
            of_round = int(np.searchsorted(first, i, side="right")) - 1
            topic = -1 if one.topic is None else self.topic[one.topic]
            columns.append([of_round, one.min, one.max, one.min_facilitators, topic, 0, 0])
            if topic >= 0:
                by_topic[of_round * topics + topic].append(i)
        begins, of_topic = _rows(by_topic)
        return np.array(columns, np.int32).reshape(-1, 7), np.concatenate([first, begins]).astype(np.int32), of_topic

    def _of_people(self) -> tuple[Integers, Integers]:
        """(P, 4) columns of the people, and the mates of each."""
        problem = self.problem
        mates: list[set[int]] = [set() for _ in problem.people]
        for some in problem.together:
            for a, b in permutations(some, 2):
                mates[self.number[a]].add(self.number[b])
        first, mate = _rows([sorted(some) for some in mates])
        columns = [
            [one.facilitator, problem.has_topics_once(one), first[i], first[i + 1]]
            for i, one in enumerate(problem.people)
        ]
        return np.array(columns, np.int32).reshape(-1, 4), mate

    def _languages(self) -> Words:
        people = self.problem.people
        known = sorted({language for one in people for language in one.languages})
        bit = {language: 1 << (i % MOST_BITS) for i, language in enumerate(known)}
        return np.array([sum({bit[each] for each in one.languages}) for one in people], np.uint64)

    def _flags(self) -> Words:
        wanted = list(dict.fromkeys(self.problem.not_alone))[:MOST_BITS]
        return np.array(
            [
                sum(1 << i for i, (attribute, value) in enumerate(wanted) if one.attrs.get(attribute) == value)
                for one in self.problem.people
            ],
            np.uint64,
        )

    def _regret(self) -> Integers:
        topics = {topic: i for i, topic in enumerate(dict.fromkeys(group.topic for group in self.groups))}
        ranks = [[rank_of(person, topic) for topic in topics] for person in self.problem.people]
        columns = [topics[group.topic] for group in self.groups]
        return np.array(ranks, np.int32).reshape(self.shape[1], -1)[:, columns]

    def _changes(self) -> Integers:
        """(P, G) 1 where somebody would be elsewhere than in the base."""
        base = self.problem.base or {}
        found = np.zeros((self.shape[1], len(self.groups)), np.int32)
        for column, (round_id, group) in enumerate(self.group_of):
            places = base.get(round_id, {})
            for person, its_group in places.items():
                if person in self.number and its_group != group:
                    found[self.number[person], column] = 1
        return found


def _pairs(sets: Iterable[tuple[str, ...]]) -> set[tuple[str, str]]:
    return {pair for some in sets for pair in combinations(sorted(some), 2)}


def exponential() -> Any:
    """Quantiles of the exponential distribution, in thousandths."""
    return np.array([round(-1000 * math.log((i + 0.5) / QUANTILES)) for i in range(QUANTILES)], np.int64)


def _rows(rows: list[list[int]]) -> tuple[Integers, Integers]:
    """Where each row begins, and all of them one after the other."""
    first = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    return first, np.array([one for row in rows for one in row] or [0], np.int32)


def _scrambled(seed: int) -> int:
    """A seed of any size as a state that is not 0 (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    mask = (1 << 64) - 1
    z = (seed + 0x9E3779B97F4A7C15) & mask
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
    return (z ^ (z >> 31)) or 1
