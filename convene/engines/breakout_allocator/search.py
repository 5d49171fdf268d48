"""The local search: simulated annealing over whole assignments, within a budget.

Broken rules are dear but not forbidden for most of a run, because the way from one good assignment to another leads
through bad ones; at its end they cost more than all else together. Assignments are compared by `check` and `score`.
"""

from convene.engines.breakout_allocator import kernel
from convene.engines.breakout_allocator.budget import Budget
from convene.engines.breakout_allocator.check import check, score
from convene.engines.breakout_allocator.kernel import MILLI
from convene.engines.breakout_allocator.problem import Assignment, Broken, Group, Person, Problem, Round, Score
from convene.engines.breakout_allocator.tables import Arrays, exponential

CHUNK = 10_000
"""Moves between two looks at the clock: a few milliseconds."""
WARM, COLD = 1.2, 0.08
"""Temperatures of a run, in units: the dearest of what a single repeat, rank or pair costs."""
BROKEN = 6
"""What a broken rule costs in units, until the run is cool."""
STRICT, STRICT_COST = 0.85, 100_000
"""From this share of a run on, and what a broken rule costs then."""


class Incumbent:
    """The best assignment so far: fewest broken rules, with a base fewest changes, then the least score."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.assign: Assignment | None = None
        self.score: Score | None = None
        self.broken: tuple[Broken, ...] = ()
        self._key: tuple[int, int, int] | None = None

    @property
    def told(self) -> Score | None:
        """The score for those who look on; None while the best assignment still breaks a rule."""
        return self.score if not self.broken else None

    def offer(self, assign: Assignment) -> None:
        """Take the assignment if it is better."""
        broken, found = check(self._problem, assign), score(self._problem, assign)
        key = (len(broken), found.terms.get("change", 0), found.total)
        if self._key is None or key < self._key:
            self.assign, self.score, self.broken, self._key = assign, found, broken, key


class Search:
    """Anneals the assignment of a problem within a budget."""

    def __init__(self, problem: Problem, seed: int, budget: Budget, incumbent: Incumbent) -> None:
        self._budget, self._incumbent = budget, incumbent
        self._arrays = Arrays(problem)
        self._state = self._arrays.state(seed)
        self._quantiles = exponential()
        weights = problem.weights
        self._unit = max([1, *(weight for term, weight in weights.items() if term != "change")])
        self._change = None if problem.base is None else 4 * self._unit + weights.get("change", 0)

    def start_from(self, assign: Assignment) -> None:
        self._state.best[:] = self._arrays.places(assign)

    def improve(self, *, warm: float = WARM) -> None:
        """One run of annealing that takes what is left of the budget."""
        budget = self._budget
        began = budget.share
        self._set(BROKEN * self._unit)
        is_strict = False
        while not budget.is_spent() and self._arrays.tables_have_moves:
            share = (budget.share - began) / max(1e-9, 1.0 - began)
            if share >= STRICT and not is_strict:
                is_strict = True
                self._state.best[:] = self._state.at
                self._set(STRICT_COST)
            warmth = self._unit * warm * (COLD / warm) ** share
            self._anneal(round(MILLI * warmth))
            budget.tell(self._incumbent.told)
        self._offer()

    def _set(self, broken: int) -> None:
        """Count the best assignment anew, at another price of a broken rule, and go on from it."""
        arrays, state = self._arrays, self._state
        self._tables = arrays.tables(broken=broken, change=self._change)
        state.pair[:] = arrays.pairs(broken=broken)
        state.costs[:] = kernel.count_anew(self._tables, state, state.best.copy())
        state.best[:] = state.at

    def _anneal(self, warmth: int) -> None:
        kernel.anneal(self._tables, self._state, self._quantiles, CHUNK, warmth)
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
    search.improve()
