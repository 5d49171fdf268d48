"""The best plan that was found, whoever found it."""

import threading

from convene.engines.agenda_solver.check import check, score
from convene.engines.agenda_solver.problem import Plan, Problem, Score


class Incumbent:
    """The best plan so far: fewest clashes, with a base fewest moves, then the least score."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.plan: Plan | None = None
        self.score: Score | None = None
        self.clashes = 0
        self._key: tuple[int, int, int] | None = None
        self._lock = threading.Lock()

    @property
    def told(self) -> Score | None:
        """The score for those who look on; None while the best plan still breaks a rule."""
        return self.score if not self.clashes else None

    def offer(self, plan: Plan) -> bool:
        """Take the plan if it is better. Returns whether it was."""
        clashes, of_plan = len(check(self._problem, plan)), score(self._problem, plan)
        key = (clashes, of_plan.change if self._problem.base else 0, of_plan.total)
        with self._lock:
            if self._key is not None and key >= self._key:
                return False
            self.plan, self.score, self.clashes, self._key = plan, of_plan, clashes, key
        return True
