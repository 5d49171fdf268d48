"""A problem in, the best plan that time allows out, or the reason why there is none."""

import threading
from typing import TYPE_CHECKING

from convene.engines.agenda_solver.blocks import Blocks
from convene.engines.agenda_solver.cores import Ladder
from convene.engines.agenda_solver.domains import Timeline
from convene.engines.agenda_solver.incumbent import Incumbent
from convene.engines.agenda_solver.problem import Core, Problem, Solution
from convene.solving.budget import Budget, Progress, ShouldStop

if TYPE_CHECKING:
    from convene.engines.agenda_solver.search import Search

MOVES = 60_000
"""The effort for each session when the caller sets neither seconds nor effort."""
QUICK_CHUNKS, QUICK_LIMIT, QUICK_SHARE = 40, 1.0, 0.2
"""How many chunks of moves look for a plan before CP-SAT is asked whether there is one, how long it thinks about that,
and for which share of the seconds left at most."""
SLOW_CHUNKS = 250
"""The chunks for a large problem, of which CP-SAT may need minutes to build its model."""
PATIENT_CHUNKS, PROOF_LIMIT = 4_000, 60.0
"""The same, when that has answered nothing. The limits are CP-SAT's deterministic time, about as many seconds."""
CHANGE_LIMIT, CHANGE_SHARE = 60.0, 0.7
"""How long CP-SAT may look for the fewest moves, and for which share of the seconds left."""
SMALL = 160
"""Up to so many blocks CP-SAT finds a first plan in seconds: less than it takes to compile the search."""
PUZZLE, PUZZLE_LIMIT = 110, 4.0
"""Up to so many blocks a perfect plan is looked for; under an effort within so much of CP-SAT's deterministic time."""
SECOND = 1_000_003
"""Between the seeds of two searches."""
PATIENCE = 0.7
"""Seconds after which compiled moves should have been loaded; later they are being compiled."""


def solve(
    problem: Problem,
    *,
    seed: int,
    seconds: float | None = None,
    effort: int | None = None,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Solution:
    """The best plan for a problem, or why there is none.

    seed: any whole number; with `effort`, equal seeds give equal answers. seconds: a ceiling on wall time; alone,
    all of it is used unless nothing can be better. effort: moves of the local search. Neither: an effort by size.
    progress: called several times a second with the elapsed share and the score of the best plan so far, None
    while none keeps every rule.
    should_stop: asked as often; True ends the search with what it has.

    With `problem.base` no plan found by a complete run moves fewer sessions, and of those it is the best found.
    Raises nothing: an impossible problem is a `Solution` with a core.
    """
    if effort is None and seconds is None:
        effort = MOVES * len(problem.sessions)
    return _Run(
        problem, seed, Budget(seconds=seconds, effort=effort, progress=progress, should_stop=should_stop)
    ).solution()


class _Run:
    def __init__(self, problem: Problem, seed: int, budget: Budget) -> None:
        self.problem, self.seed, self.budget = problem, seed, budget
        self.blocks = Blocks(Timeline(problem))
        self.is_small = len(self.blocks.blocks) <= SMALL
        self.incumbent = Incumbent(problem)
        self.ladder = Ladder(problem, self.blocks, budget.is_over, lambda: budget.left)
        self.proven = False

    def solution(self) -> Solution:
        if not self.problem.sessions:
            return self._without_sessions()
        core = self.ladder.quick_proof() or self._of_small()
        if core is None and not self.budget.is_over():
            core = self._of_search()
        if core is not None:
            return self._impossible(core)
        best = self.incumbent
        if best.plan is None:
            best.offer({})
        # A plan that cannot be better is complete, whatever was cut meanwhile.
        complete = not self.budget.was_cut or (self.proven and not self.problem.base)
        return Solution(best.plan, best.score, best.clashes, None, self.proven, complete)

    def _of_small(self) -> Core | None:
        """What CP-SAT answers for a small problem before numba is there, however slow the machine is: the fewest moves
        from a base, or a first plan."""
        if self.problem.base and self.is_small:
            return self._replan()
        if self.budget.effort is None and not self.problem.base and len(self.blocks.blocks) <= PUZZLE:
            return self._ask(PROOF_LIMIT)
        return None

    def _of_search(self) -> Core | None:
        from convene.engines.agenda_solver.search import warm_up  # brings in numpy and numba

        compiling = threading.Thread(target=warm_up, daemon=True)
        compiling.start()
        core = self._of_large_base() or self._first_plan_while(compiling)
        return self._search() if core is None and not compiling.is_alive() else core

    def _of_large_base(self) -> Core | None:
        """A group of a large problem with a base that is impossible by itself. A proof that takes all of it may come
        too late to be made small."""
        return self.ladder.group_proof() if self.problem.base and not self.is_small else None

    def _first_plan_while(self, compiling: threading.Thread) -> Core | None:
        """Wait for the moves to be compiled; if that takes long and time is short, ask CP-SAT for a plan meanwhile."""
        if self.budget.effort is None:
            compiling.join(PATIENCE)
            if compiling.is_alive() and self.is_small and self.incumbent.plan is None:
                core = self._ask(PROOF_LIMIT)
                if core is not None:
                    return core
        while compiling.is_alive() and not self.budget.is_over():
            compiling.join(0.05)
        return None

    def _ask(self, limit: float, share: float = 1.0) -> Core | None:
        """Ask CP-SAT for any plan, for a share of the seconds left. A core when it proves that there is none."""
        from convene.engines.agenda_solver.intervals import Intervals

        left = self.budget.left
        answer = Intervals(self.blocks).solve(
            limit=limit, seconds=None if left is None else share * left, should_stop=self.budget.stopped
        )
        if answer.impossible:
            return self.ladder.core()
        if answer.places is not None:
            self.incumbent.offer(self.blocks.plan_of(answer.places))
        return None

    def _replan(self) -> Core | None:
        """The plan that moves the fewest sessions of the base, found and proved as far as there is time. A core when
        there is no plan at all."""
        from convene.engines.agenda_solver.intervals import Intervals

        base = self.problem.base or {}
        best = self.incumbent.plan if self._has_plan() else None
        intervals = Intervals(self.blocks)
        intervals.hint(self.blocks.places_of(base if best is None else best))
        intervals.move_as_few_as_possible(base, best)
        left = self.budget.left
        answer = intervals.solve(
            limit=CHANGE_LIMIT, seconds=None if left is None else CHANGE_SHARE * left, should_stop=self.budget.stopped
        )
        if answer.impossible:
            return self.ladder.core()
        if answer.places is not None:
            self.incumbent.offer(self.blocks.plan_of(answer.places))
            self.proven = self.incumbent.score is not None and self.incumbent.score.change <= answer.bound
        if not self.proven and left is not None:
            self.budget.was_cut = True
        return None

    def _search(self) -> Core | None:
        """The local search, from the best plan so far. A core when CP-SAT is asked on the way and proves one."""
        from convene.engines.agenda_solver.search import LUKEWARM, STRICT_COST, Search

        search = Search(self.problem, self.blocks, self.seed, self.budget, self.incumbent)
        core = self._few_moves(search) or self._place_all(search)
        if core is not None:
            return core
        if self.problem.base:
            search.improve(warm=LUKEWARM, moved=STRICT_COST // 1000)
        else:
            self._improve(search)
            self.proven = search.nothing_is_better
        if self.budget.effort is None and not search.nothing_is_better:
            self.budget.was_cut = True
        return None

    def _few_moves(self, search: "Search") -> Core | None:
        """With a base, and where the fewest moves are not proved: plans near the base, by annealing. In a large and
        full problem CP-SAT finds none by itself, but from one that is near it gets to fewer moves."""
        if not self.problem.base or self.proven:
            return None
        search.move_few()
        return None if self.is_small else self._replan()

    def _place_all(self, search: "Search") -> Core | None:
        """Bring the search to a plan that breaks no rule, in turns with CP-SAT, which may prove that there is none."""
        quick = QUICK_CHUNKS if self.is_small else SLOW_CHUNKS
        for chunks, limit, share in ((quick, QUICK_LIMIT, QUICK_SHARE), (PATIENT_CHUNKS, PROOF_LIMIT, 1.0)):
            if self._has_plan() or search.place_all(chunks) or self.budget.is_over():
                break
            core = self._ask(limit, share)
            if core is not None:
                return core
        if self._has_plan():
            search.start_from(self.blocks.places_of(self.incumbent.plan or {}))
        return None

    def _has_plan(self) -> bool:
        return self.incumbent.plan is not None and not self.incumbent.clashes

    def _improve(self, search: "Search") -> None:
        """The search, and beside it what may help: a perfect plan for a small problem, a second search for a large one.

        Under an effort all of it runs in turn, so that it repeats; under a ceiling of seconds alone at once, on two
        processors.
        """
        from convene.engines.agenda_solver.search import WARM, Search

        is_small = len(self.blocks.blocks) <= PUZZLE
        if self.budget.effort is not None:
            if is_small:
                self._look_for_perfection(PUZZLE_LIMIT)
            search.improve(warm=WARM)
            return
        if is_small:
            beside = threading.Thread(target=self._look_for_perfection, args=(PROOF_LIMIT,), daemon=True)
        else:
            second = Search(self.problem, self.blocks, self.seed + SECOND, self.budget, self.incumbent)
            second.start_from(self.blocks.places_of(self.incumbent.plan or {}))
            beside = threading.Thread(target=second.improve, kwargs={"warm": WARM}, daemon=True)
        beside.start()
        search.improve(warm=WARM)
        self.budget.stop()
        beside.join()

    def _look_for_perfection(self, limit: float) -> None:
        from convene.engines.agenda_solver.perfect import perfect_plan

        plan = perfect_plan(self.blocks, limit=limit, seconds=self.budget.left, should_stop=self.budget.stopped)
        if plan is not None:
            self.incumbent.offer(plan)

    def _impossible(self, core: Core) -> Solution:
        return Solution(None, None, 0, core, proven=True, complete=not self.budget.was_cut)

    def _without_sessions(self) -> Solution:
        from convene.engines.agenda_solver.check import score

        return Solution({}, score(self.problem, {}), 0, None, proven=True, complete=True)
