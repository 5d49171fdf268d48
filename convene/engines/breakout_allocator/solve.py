"""A problem in, the best assignment that time allows out, or the reason why there is none."""

from convene.engines.breakout_allocator.bounds import bounds
from convene.engines.breakout_allocator.budget import Budget, Progress, ShouldStop
from convene.engines.breakout_allocator.problem import Problem, Solution
from convene.engines.breakout_allocator.reading import refuse_what_does_not_fit

MOVES = 20_000
"""The effort for each place when the caller sets neither seconds nor effort."""


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
    budget = Budget(seconds=seconds, effort=effort, progress=progress, should_stop=should_stop)
    from convene.engines.breakout_allocator.flow import first_assignment
    from convene.engines.breakout_allocator.search import Incumbent, Search

    least = bounds(problem)
    incumbent = Incumbent(problem)
    start = first_assignment(problem)
    incumbent.offer(start)
    search = Search(problem, seed, budget, incumbent)
    search.start_from(start)
    search.improve()
    if budget.effort is None:
        budget.was_cut = True
    weights = problem.weights
    is_proven = (
        incumbent.score is not None
        and not incumbent.broken
        and incumbent.score.total <= sum(weights.get(term, 0) * count for term, count in least.items())
    )
    return Solution(
        incumbent.assign, incumbent.score, least, None, incumbent.broken, not budget.was_cut or is_proven, is_proven
    )
