"""A problem in, the best assignment that time allows out, or the reason why there is none."""

import threading
from collections.abc import Mapping

from convene.engines.breakout_allocator.bounds import bounds
from convene.engines.breakout_allocator.cores import quick_core
from convene.engines.breakout_allocator.incumbent import Incumbent
from convene.engines.breakout_allocator.patterns import pattern
from convene.engines.breakout_allocator.problem import Assignment, Core, Problem, Solution
from convene.engines.breakout_allocator.reading import refuse_what_does_not_fit
from convene.solving.budget import Budget, Progress, ShouldStop

MOVES = 20_000
"""The effort for each place when the caller sets neither seconds nor effort."""
SECOND = 1_000_003
"""Between the seeds of two searches: under seconds alone there are two, on two processors."""
ASK_SHARE = 0.3
"""For which share of the seconds left CP-SAT thinks about whether there is an assignment at all."""


def allocate(
    problem: Problem,
    *,
    seed: int = 0,
    seconds: float | None = None,
    effort: int | None = None,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Solution:
    """The best assignment for a problem, or why there is none.

    seed: any whole number; with `effort`, equal seeds give equal answers. seconds: a ceiling on wall time; alone,
    all of it is used unless nothing can be better. effort: moves of the local search. Neither: an effort by size.
    progress: called several times a second with the elapsed share and the score of the best assignment so far, None
    while none keeps every rule. should_stop: asked as often; True ends the search with what it has.

    With `problem.base` few places change first, and only then is anything else made better. Raises `BadProblem`; an
    impossible problem is a `Solution` with a core.
    """
    refuse_what_does_not_fit(problem)
    if effort is None and seconds is None:
        effort = MOVES * max(1, len(problem.people) * len(problem.rounds))
    return _Run(
        problem, seed, Budget(seconds=seconds, effort=effort, progress=progress, should_stop=should_stop)
    ).solution()


class _Run:
    def __init__(self, problem: Problem, seed: int, budget: Budget) -> None:
        self.problem, self.seed, self.budget = problem, seed, budget
        self.incumbent = Incumbent(problem)
        self.least: Mapping[str, int] = {}

    def solution(self) -> Solution:
        core = quick_core(self.problem)
        if core is not None:
            return self._impossible(core)
        self.least = bounds(self.problem)
        designed = pattern(self.problem)
        start = self._start(designed)
        self.incumbent.offer(start)
        if not self._is_proven() and not self.budget.is_over():
            core = self._search(start, designed is not None and len(designed) == len(self.problem.rounds))
            if core is not None:
                return self._impossible(core)
        best, proven = self.incumbent, self._is_proven()
        complete = proven or not self.budget.was_cut
        return Solution(best.assign, best.score, self.least, None, best.broken, complete, proven)

    def _start(self, designed: Assignment | None) -> Assignment:
        """What algebra knows, and the rest by flow."""
        if designed is not None and len(designed) == len(self.problem.rounds):
            return designed
        from convene.engines.breakout_allocator.flow import first_assignment  # brings in ortools

        return {**first_assignment(self.problem), **(designed or {})}

    def _search(self, start: Assignment, is_designed: bool) -> Core | None:
        """The local search; where that leaves a rule broken, CP-SAT is asked whether all can be kept."""
        compiling = threading.Thread(target=_warm_up, daemon=True)
        compiling.start()
        if not is_designed or self.incumbent.broken:
            self._descend(start, compiling)
        while compiling.is_alive() and not self.budget.is_over():
            compiling.join(0.02)
        if compiling.is_alive():
            return None
        from convene.engines.breakout_allocator.search import Search

        search = Search(self.problem, self.seed, self.budget, self.incumbent)
        search.start_from(self.incumbent.assign or start)
        if not search.keep_rules():
            is_designed = False
            core = self._ask()
            if core is not None:
                return core
            search.start_from(self.incumbent.assign or start)
        least = self._least_cost(search.change)
        if self.budget.effort is not None:
            search.improve(least, is_designed=is_designed)
            return None
        second = Search(self.problem, self.seed + SECOND, self.budget, self.incumbent)
        second.start_from(self.incumbent.assign or start)
        beside = threading.Thread(
            target=second.improve, args=(least,), kwargs={"is_designed": is_designed}, daemon=True
        )
        beside.start()
        search.improve(least, is_designed=is_designed)
        self.budget.was_cut = True
        self.budget.stop()
        beside.join()
        return None

    def _descend(self, start: Assignment, compiling: threading.Thread) -> None:
        """A descent without compiled moves; under seconds one after the other until these are there."""
        from convene.engines.breakout_allocator.descent import Descents

        descents = Descents(self.problem, self.seed, start, self.incumbent)
        descents.one(self.budget.is_over)
        while self.budget.effort is None and compiling.is_alive() and not self.budget.is_over():
            descents.one(self.budget.is_over)
            self.budget.tell(self.incumbent.told)

    def _ask(self) -> Core | None:
        from convene.engines.breakout_allocator import proof

        if self.budget.is_over() or not proof.is_small(self.problem):
            return None
        budget = self.budget
        found, is_impossible = proof.ask(self.problem, lambda: None if budget.left is None else ASK_SHARE * budget.left)
        if is_impossible:
            return proof.core(self.problem, budget.is_over, lambda: budget.left)
        if found is not None:
            self.incumbent.offer(found)
        return None

    def _is_proven(self) -> bool:
        """Whether the best assignment keeps every rule and costs no more than the bounds."""
        best, weights = self.incumbent, self.problem.weights
        if best.score is None or best.broken or best.score.terms.get("change", 0) > self.least.get("change", 0):
            return False
        return best.score.total <= self._least_cost(weights.get("change", 0))

    def _least_cost(self, of_change: int) -> int:
        """What no assignment can cost less than, at a price of a change."""
        weights = {**self.problem.weights, "change": of_change}
        return sum(weights.get(term, 0) * count for term, count in self.least.items())

    def _impossible(self, core: Core) -> Solution:
        return Solution(None, None, self.least, core, (), complete=not self.budget.was_cut, proven=True)


def _warm_up() -> None:
    from convene.engines.breakout_allocator.search import warm_up

    warm_up()
