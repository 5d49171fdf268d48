"""Steepest descent by exchanges, with numpy alone: what is done while the moves of `kernel` are still being compiled.

All exchanges of two people in a round are weighed at once. With Q[p, q] what a further meeting of a pair costs and
A[p, g] what it costs p to be in group g, exchanging p and q costs A[p, g(q)] - A[p, g(p)] + A[q, g(p)] - A[q, g(q)]
- 2 Q[p, q], the neighbourhood of searches for maximally diverse groups (Palubeckis et al. 2015). The best
exchanges that touch different groups are made together, round after round, until none is left that makes anything
better. Sizes stay as they are.
"""

import random
from collections.abc import Callable
from typing import Any

import numpy as np

from convene.engines.breakout_allocator.incumbent import Incumbent
from convene.engines.breakout_allocator.kernel import (
    FREE,
    HARD,
    LEADS,
    MATES,
    MATES_END,
    NEED,
    ONCE,
    REPEAT,
    TOPIC,
    Integers,
    State,
    Tables,
)
from convene.engines.breakout_allocator.problem import Assignment, Problem
from convene.engines.breakout_allocator.tables import Arrays

MOST_AT_ONCE = 12
"""Exchanges made together, of those that are best."""
MOST_PASSES = 150
BROKEN, CHANGE = 60, 4
"""What a broken rule costs, and a place that differs from the base beside its weight: in units, as in `search`."""
EXCHANGES = 6
"""At random, between two descents."""
Numbers = Any


class Descents:
    """One descent after the other, each from the best assignment so far with a few places exchanged at random (iterated
    local search; Lourenço, Martin and Stützle 2003)."""

    def __init__(self, problem: Problem, seed: int, start: Assignment, incumbent: Incumbent) -> None:
        self._arrays, self._incumbent = Arrays(problem), incumbent
        unit = max([1, *(weight for term, weight in problem.weights.items() if term != "change")])
        tables = self._arrays.tables(broken=BROKEN * unit, change=CHANGE * unit + problem.weights.get("change", 0))
        state = self._arrays.state(seed)
        state.best[:] = self._arrays.places(start)
        self._descent = Descent(tables, state, self._arrays.pairs(broken=BROKEN * unit), seed)
        self._best: Integers | None = None

    def one(self, is_over: Callable[[], bool]) -> None:
        """The next descent; offers what it finds."""
        if self._best is None:
            self._descent.gather()
        else:
            self._descent.go_to(self._best)
            self._descent.disturb(EXCHANGES)
        places = self._descent.descended(is_over)
        if self._incumbent.offer(self._arrays.assignment(places)) or self._best is None:
            self._best = places


class Descent:
    """Descends from `state.best`. meets: (P, P) what a first meeting of each pair costs. seed: of the disturbances."""

    def __init__(self, tables: Tables, state: State, meets: Integers, seed: int) -> None:
        self._tables, self._state, self._chance = tables, state, random.Random(seed)  # noqa: S311 no secret
        self._at = state.best.copy()
        self._hard, self._repeat = float(tables.weights[HARD]), float(tables.weights[REPEAT])
        exact = int(np.abs(meets).max(initial=0)) * self._at.shape[1] < 1 << 24  # else sums would depend on their order
        self._number: Any = np.float32 if exact else np.float64
        self._pair: Numbers = meets.astype(self._number)
        self._topics = state.group[:, TOPIC]
        self._had = np.zeros((self._at.shape[1], state.had.shape[1]), np.int32)
        for of_round in range(self._at.shape[0]):
            self._meet(of_round, +1)

    def descended(self, is_over: Callable[[], bool], passes: int = MOST_PASSES) -> Integers:
        """(R, P) groups after a descent of at most so many passes over the rounds."""
        rounds, idle = self._at.shape[0], 0
        for turn in range(passes * rounds):
            if idle == rounds or is_over():
                break
            self._meet(turn % rounds, -1)
            idle = 0 if self._exchange(turn % rounds) else idle + 1
            self._meet(turn % rounds, +1)
        return self._at.copy()

    def go_to(self, places: Integers) -> None:
        """Go on from other places, (R, P)."""
        for of_round, row in enumerate(places):
            if (row != self._at[of_round]).any():
                self._meet(of_round, -1)
                self._at[of_round] = row
                self._meet(of_round, +1)

    def gather(self) -> None:
        """Bring those who stay together to one of them, in exchange for others."""
        people, mates = self._tables.person, self._tables.mate
        for of_round, at in enumerate(self._at.copy()):
            for who in np.flatnonzero((people[:, MATES_END] > people[:, MATES]) & (at >= 0)).tolist():
                for mate in mates[people[who, MATES] : people[who, MATES_END]].tolist():
                    if mate > who and at[mate] >= 0 and at[mate] != at[who]:
                        goer, stayer = (mate, who) if self._state.place[FREE, of_round, mate] else (who, mate)
                        self._exchange_for_any(at, of_round, goer, int(at[stayer]))
            self.go_to(np.concatenate([self._at[:of_round], at[None], self._at[of_round + 1 :]]))

    def disturb(self, exchanges: int) -> None:
        """Let people exchange their places at random."""
        for _ in range(exchanges):
            of_round = self._chance.randrange(self._at.shape[0])
            free = np.flatnonzero(self._state.place[FREE, of_round] > 0).tolist()
            if len(free) > 1:
                a, b = self._chance.sample(free, 2)
                places = self._at.copy()
                places[of_round, [a, b]] = places[of_round, [b, a]]
                self.go_to(places)

    def _exchange_for_any(self, at: Integers, of_round: int, goer: int, goal: int) -> None:
        people = self._tables.person
        others = [
            one
            for one in np.flatnonzero((at == goal) & (self._state.place[FREE, of_round] > 0)).tolist()
            if people[one, MATES] == people[one, MATES_END] and people[one, LEADS] == people[goer, LEADS]
        ]
        if others and self._state.place[FREE, of_round, goer]:
            other = self._chance.choice(others)
            at[other], at[goer] = at[goer], goal

    def _meet(self, of_round: int, sign: int) -> None:
        """Count the meetings and topics of a round in or out."""
        at = self._at[of_round]
        same = (at[:, None] == at[None, :]) & (at >= 0)[:, None]
        np.fill_diagonal(same, False)
        self._pair += self._number(sign * self._repeat) * same
        topic = np.where(at >= 0, self._topics[at], -1)
        who = np.flatnonzero(topic >= 0)
        np.add.at(self._had, (who, topic[who]), sign)

    def _exchange(self, of_round: int) -> bool:
        """Make the best exchanges of a round that touch different groups. Whether there were any."""
        at, begin, end = self._at[of_round], int(self._tables.first[of_round]), int(self._tables.first[of_round + 1])
        free = np.flatnonzero(self._state.place[FREE, of_round] > 0)
        if len(free) < 2:
            return False
        group = at - begin
        inside = np.zeros((len(at), end - begin), self._number)
        inside[np.flatnonzero(at >= 0), group[at >= 0]] = 1
        costs = (self._pair[free] @ inside) + self._alone(free, begin, end)
        own = costs[np.arange(len(free)), group[free]]
        goes = costs[:, group[free]] - own[:, None]
        total = goes + goes.T - 2 * self._pair[np.ix_(free, free)] + self._leaders(of_round, free, at[free])
        total[group[free][:, None] == group[free][None, :]] = 0
        partner = total.argmin(axis=1)
        best = total[np.arange(len(free)), partner]
        touched: set[int] = set()
        for a in np.argsort(best, kind="stable").tolist():
            one, other = int(at[free[a]]), int(at[free[partner[a]]])
            if best[a] >= 0 or len(touched) >= 2 * MOST_AT_ONCE:
                break
            if not {one, other} & touched:
                at[free[a]], at[free[partner[a]]] = other, one
                touched |= {one, other}
        return bool(touched)

    def _alone(self, free: Numbers, begin: int, end: int) -> Numbers:
        """(F, G) what being in a group costs whoever else is there: wishes, changes, topics had in other rounds."""
        topics = self._topics[begin:end]
        again = (
            np.where(topics >= 0, self._had[free][:, topics] > 0, False)
            & (self._tables.person[free, ONCE] > 0)[:, None]
        )
        return self._tables.unary[free, begin:end] + self._number(self._hard) * again

    def _leaders(self, of_round: int, free: Numbers, at: Integers) -> Numbers:
        """(F, F) what it costs in facilitators when two exchange."""
        leads = self._tables.person[:, LEADS]
        all_at = self._at[of_round]
        led = np.bincount(all_at[(all_at >= 0) & (leads > 0)], minlength=len(self._topics))
        lacks = (self._state.group[:, NEED] - led)[at]
        gain = leads[free][None, :] - leads[free][:, None]
        before = np.maximum(lacks, 0)
        mine = np.maximum(lacks[:, None] - gain, 0) - before[:, None]
        return self._number(self._hard) * (mine + mine.T)
