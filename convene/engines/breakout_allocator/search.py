"""The local search: simulated annealing over whole assignments, within a budget.

Broken rules are dear but not forbidden for most of a run, because the way from one good assignment to another leads
through bad ones; at its end they cost more than all else together. Assignments are compared by `check` and `score`.
"""

from convene.engines.breakout_allocator import kernel
from convene.engines.breakout_allocator.incumbent import Incumbent
from convene.engines.breakout_allocator.kernel import GROUP, MILLI
from convene.engines.breakout_allocator.problem import Assignment, Group, Person, Problem, Round
from convene.engines.breakout_allocator.tables import Arrays
from convene.solving.budget import Budget

CHUNK = 10_000
"""Moves between two looks at the clock: a few milliseconds."""
USUAL, FROM_DESIGN, FROM_BASE, OF_LARGE = (0.5, 0.25), (0.3, 0.1), (0.6, 0.15), (0.2, 0.1)
"""Temperatures at the begin and the end of a run, in units: the dearest of what a repeat, a rank or a pair costs. A run
begins cool that shall stay near a design, near what was announced, or near a descent that a large problem has no time
to forget."""
LARGE = 1_000
"""Places that may change, from which on a problem is large."""
CHANGE = 4
"""What a place that differs from the base costs, in units, beside its weight."""
FIRST_BROKEN, FIRST_CHUNKS, FIRST_WARMTH = 10, 40, 3_000
"""Of the look for an assignment that breaks no rule."""
BROKEN = 6
"""What a broken rule costs in units, until the run is cool."""
STRICT, STRICT_BROKEN = 0.85, 1_000
"""From this share of a run on, and what a broken rule costs then, in units."""


class Search:
    """Anneals the assignment of a problem within a budget."""

    def __init__(self, problem: Problem, seed: int, budget: Budget, incumbent: Incumbent) -> None:
        self._budget, self._incumbent = budget, incumbent
        self._arrays = Arrays(problem)
        self._state = self._arrays.state(seed)
        weights = problem.weights
        self._unit = max([1, *(weight for term, weight in weights.items() if term != "change")])
        self.change = 0 if problem.base is None else CHANGE * self._unit + weights.get("change", 0)

    def start_from(self, assign: Assignment) -> None:
        self._state.best[:] = self._arrays.places(assign)

    def try_moves(self) -> None:
        """A few moves, whatever comes of them."""
        self._set(BROKEN, change=0)
        self._anneal(MILLI)

    def keep_rules(self) -> bool:
        """Look for an assignment that breaks no rule, near the first and by the rules alone. Whether there is one."""
        if not self._incumbent.broken:
            return True
        self._set(FIRST_BROKEN, soft=False, change=1)
        for chunk in range(FIRST_CHUNKS):
            if self._state.costs[1] <= self._arrays.offset(FIRST_BROKEN, soft=False) or self._budget.is_spent():
                break
            self._anneal(FIRST_WARMTH - FIRST_WARMTH * chunk // FIRST_CHUNKS)
        self._offer()
        return not self._incumbent.broken

    def improve(self, least: int, *, is_designed: bool) -> None:
        """One run of annealing that takes what is left of the budget, unless it reaches the cost `least`."""
        budget, begun_from_base = self._budget, self._arrays.problem.base is not None
        is_large = self._arrays.free.sum() >= LARGE
        warm, cold = FROM_DESIGN if is_designed else FROM_BASE if begun_from_base else OF_LARGE if is_large else USUAL
        began = budget.share
        self._set(BROKEN * self._unit, change=self.change)
        target, is_strict = least + self._arrays.offset(BROKEN * self._unit), False
        while not budget.is_spent() and self._state.costs[1] > target and self._arrays.has_moves:
            share = (budget.share - began) / max(1e-9, 1.0 - began)
            if share >= STRICT and not is_strict:
                is_strict = True
                self._go_on_strictly()
                target = least + self._arrays.offset(STRICT_BROKEN * self._unit)
            self._anneal(round(MILLI * self._unit * warm * (cold / warm) ** share))
            budget.tell(self._incumbent.told)
        self._offer()

    def _go_on_strictly(self) -> None:
        self._offer()
        self._state.best[:] = self._state.place[GROUP]
        self._set(STRICT_BROKEN * self._unit, change=self.change)

    def _set(self, broken: int, *, soft: bool = True, change: int = 0) -> None:
        """Count the best assignment anew, at other prices, and go on from it."""
        arrays, state = self._arrays, self._state
        self._tables = arrays.tables(broken=broken, soft=soft, change=change)
        state.pair[:] = arrays.pairs(broken=broken, soft=soft)
        state.costs[:] = kernel.count_anew(self._tables, state)

    def _anneal(self, warmth: int) -> None:
        if not self._arrays.has_moves:  # everybody is held: the compiled moves would read what is not there
            return
        kernel.anneal(self._tables, self._state, CHUNK, warmth)
        self._budget.moves += CHUNK

    def _offer(self) -> None:
        self._incumbent.offer(self._arrays.assignment(self._state.best))
        self._budget.tell(self._incumbent.told)


def warm_up() -> None:
    """Compile the moves, or load what an earlier process compiled."""
    groups = (Group("a", 1, 2, "t"), Group("b", 1, 2, "u"))
    problem = Problem((Person("p"), Person("q"), Person("r")), (Round("1", groups), Round("2", groups)))
    search = Search(problem, 1, Budget(seconds=None, effort=1, progress=None, should_stop=None), Incumbent(problem))
    search.start_from({"1": {"p": "a", "q": "b", "r": "b"}, "2": {"p": "a", "q": "b", "r": "b"}})
    search.try_moves()
