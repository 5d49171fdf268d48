"""Why no plan can be: the proof, and the sessions and people that it needs and no others.

The ladder goes from what is cheap to what is general: a contradiction in the order of sessions, a session without any
place, minutes that do not suffice (`overload`), CP-SAT. Each rung names suspects; QuickXplain (Junker, AAAI 2004)
then leaves out what the proof does not need, first among sessions, then among people. A set of sessions and people is
asked as the problem that is left of them: only these sessions are to be held, only these people must be there. Breaks
and rooms are always as they are.
"""

from collections.abc import Callable, Iterable, Sequence

from convene.engines.agenda_solver.blocks import Blocks
from convene.engines.agenda_solver.domains import Timeline
from convene.engines.agenda_solver.overload import overloads
from convene.engines.agenda_solver.problem import Core, Problem
from convene.engines.agenda_solver.wording import why

PROOF_LIMIT = 20.0
"""CP-SAT's deterministic time for one question; where it does not suffice the set counts as possible."""


class Ladder:
    """Looks for a proof that a problem is impossible, and makes it small."""

    def __init__(self, problem: Problem, blocks: Blocks, is_over: Callable[[], bool] = lambda: False) -> None:
        self.problem, self.blocks = problem, blocks
        self.timeline: Timeline = blocks.timeline
        self._is_over = is_over
        self._all_people = tuple(one.id for one in problem.people)

    def quick_proof(self) -> Core | None:
        """A core, when one of the rungs below CP-SAT finds a proof."""
        for suspects in self._suspects():
            if self.is_impossible(suspects, self._all_people):
                return self.core(suspects)
        return None

    def core(self, suspects: Sequence[str] | None = None) -> Core:
        """The core among `suspects`, who are known to be impossible together; None: all sessions."""
        sessions = self._fewer(list(suspects or self.problem.session_of))
        concerned = {person for one in sessions for person in self.problem.session_of[one].people}
        people = _quick_xplain(
            lambda some: self.is_impossible(sessions, some), [one for one in self._all_people if one in concerned]
        )
        return Core(tuple(sessions), tuple(people), why(self.problem, self.timeline, sessions, people))

    def is_impossible(self, sessions: Iterable[str], people: Iterable[str]) -> bool:
        """Whether it is proved that these sessions and people cannot be brought together."""
        from convene.engines.agenda_solver.intervals import Intervals  # brings in CP-SAT

        blocks = Blocks(self.timeline, set(sessions), set(people))
        if blocks.contradiction is not None or not all(block.starts for block in blocks.blocks):
            return True
        if next(overloads(blocks), None) is not None:
            return True
        return bool(blocks.blocks) and Intervals(blocks).solve(limit=PROOF_LIMIT).impossible

    def _fewer(self, sessions: list[str]) -> list[str]:
        """A smallest-by-inclusion part of some sessions that is impossible with all people."""
        order = {one.id: i for i, one in enumerate(self.problem.sessions)}
        few = _quick_xplain(lambda some: self.is_impossible(some, self._all_people), sessions)
        return sorted(few, key=lambda one: order[one])

    def _suspects(self) -> Iterable[list[str]]:
        blocks = self.blocks
        if blocks.contradiction is not None:
            yield list(blocks.contradiction)
            return
        empty = [block for block in blocks.blocks if not block.starts]
        for block in empty:
            yield list(block.sessions)
        for block in empty:
            yield self._bound_to(block.sessions)
        if not empty:
            yield from overloads(blocks)

    def _bound_to(self, sessions: Iterable[str]) -> list[str]:
        """Sessions whose order or exclusiveness may have emptied the domain of `sessions`, however indirectly."""
        found = dict.fromkeys(sessions)
        near: dict[str, set[str]] = {}
        groups = [order.source.sessions for order in self.blocks.orders]
        groups += [block.sessions for block in self.blocks.blocks]
        for group in groups:
            for one in group:
                near.setdefault(one, set()).update(group)
        exclusive = [one.id for one in self.problem.sessions if one.exclusive]
        todo = [*found, *exclusive]
        while todo:
            one = todo.pop()
            found[one] = None
            todo += sorted(other for other in near.get(one, ()) if other not in found)
        return list(found)


def _quick_xplain(is_impossible: Callable[[list[str]], bool], elements: list[str]) -> list[str]:
    """A part of `elements` that is impossible and of which nothing can be left out. `elements` must be impossible."""
    if is_impossible([]):
        return []

    def needed(background: list[str], grew: bool, candidates: list[str]) -> list[str]:
        if grew and is_impossible(background):
            return []
        if len(candidates) == 1:
            return candidates
        half = len(candidates) // 2
        first, second = candidates[:half], candidates[half:]
        of_second = needed(background + first, True, second)
        of_first = needed(background + of_second, bool(of_second), first)
        return of_first + of_second

    return needed([], False, elements)
