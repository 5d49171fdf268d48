"""The best assignment that was found, whoever found it."""

import threading

from convene.engines.breakout_allocator.check import check, score
from convene.engines.breakout_allocator.problem import Assignment, Broken, Problem, Score


class Incumbent:
    """The best assignment so far: fewest broken rules, with a base fewest changes, then the least score."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.assign: Assignment | None = None
        self.score: Score | None = None
        self.broken: tuple[Broken, ...] = ()
        self._key: tuple[int, int, int] | None = None
        self._lock = threading.Lock()

    @property
    def told(self) -> Score | None:
        """The score for those who look on; None while the best assignment still breaks a rule."""
        return self.score if not self.broken else None

    def offer(self, assign: Assignment) -> bool:
        """Take the assignment if it is better. Whether it was."""
        broken, found = check(self._problem, assign), score(self._problem, assign)
        key = (len(broken), found.terms.get("change", 0), found.total)
        with self._lock:
            if self._key is not None and key >= self._key:
                return False
            self.assign, self.score, self.broken, self._key = assign, found, broken, key
        return True
