"""Why no plan can be: the proof, and the sessions and people that it needs and no others.

The ladder goes from what is cheap to what is general: a contradiction in the order of sessions, a session without any
place, minutes that do not suffice (`overload`), CP-SAT. Each rung names suspects; QuickXplain (Junker, AAAI 2004)
then leaves out what the proof does not need, first among sessions, then among people. A set of sessions and people is
asked as the problem that is left of them: only these sessions are to be held, only these people must be there. Breaks
and rooms are always as they are.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from convene.engines.agenda_solver.blocks import Blocks
from convene.engines.agenda_solver.domains import Timeline
from convene.engines.agenda_solver.overload import Bound, bounds, overloads
from convene.engines.agenda_solver.problem import Core, Problem
from convene.engines.agenda_solver.wording import why
from convene.solving.cores import quick_xplain

PROOF_LIMIT, GROUP_LIMIT = 20.0, 1.0
"""CP-SAT's deterministic time for one question, and for one group before any search; where it does not suffice the set
counts as possible."""

MOST_GROUPS = 40
"""Of the fullest groups, how many are asked one by one before everything is."""


def is_impossible(problem: Problem, sessions: Iterable[str], people: Iterable[str]) -> bool:
    """Whether it is proved that no plan has these sessions, if only these people must be there: whether a core of one
    question is one of another, too."""
    return Ladder(problem, Blocks(Timeline(problem))).is_impossible(sessions, people)


class Ladder:
    """Looks for a proof that a problem is impossible, and makes it small."""

    def __init__(
        self,
        problem: Problem,
        blocks: Blocks,
        is_over: Callable[[], bool] = lambda: False,
        left: Callable[[], float | None] = lambda: None,
    ) -> None:
        self.problem, self.blocks = problem, blocks
        self.timeline: Timeline = blocks.timeline
        self._is_over, self._left = is_over, left
        self._all_people = tuple(one.id for one in problem.people)

    def quick_proof(self) -> Core | None:
        """A core, when one of the rungs below CP-SAT finds a proof."""
        for suspects in self._suspects():
            if self.is_impossible(suspects, self._all_people):
                return self.core(suspects)
        return None

    def group_proof(self) -> Core | None:
        """A core, when one of the fullest groups is impossible by itself: what a proof for all would hardly find."""
        group = next(self._tight_groups(GROUP_LIMIT), None)
        return None if group is None else self.core(group)

    def core(self, suspects: Sequence[str] | None = None) -> Core:
        """The core among `suspects`, who are known to be impossible together; None: all sessions."""
        among = list(suspects or next(self._tight_groups(), self.problem.session_of))
        sessions, people = self._least(among, self._all_people)
        # A reason without people is often hidden behind one that takes fewer sessions and several people.
        if people and self.is_impossible(among, ()):
            sessions, people = min(
                (self._least(among, ()), (sessions, people)), key=lambda core: len(core[0]) + len(core[1])
            )
        return Core(tuple(sessions), tuple(people), why(self.problem, self.timeline, sessions, people))

    def is_impossible(self, sessions: Iterable[str], people: Iterable[str], limit: float = PROOF_LIMIT) -> bool:
        """Whether it is proved that these sessions and people cannot be brought together.

        When time is up nothing is proved any more, and a reason stays as large as it is: true, but not minimal.
        """
        if self._is_over():
            return False
        from convene.engines.agenda_solver.intervals import Intervals  # brings in CP-SAT

        blocks = Blocks(self.timeline, set(sessions), set(people))
        if blocks.contradiction is not None or not all(block.starts for block in blocks.blocks):
            return True
        if next(overloads(blocks), None) is not None:
            return True
        return bool(blocks.blocks) and Intervals(blocks).solve(limit=limit, seconds=self._left()).impossible

    def _least(self, among: list[str], people: Sequence[str]) -> tuple[list[str], list[str]]:
        """Some of these sessions and people who are impossible together, and of whom nobody can be left out."""
        order = {one.id: i for i, one in enumerate(self.problem.sessions)}
        # What comes first stays rather than what comes last: those who have little choice explain most.
        tightest = sorted(among, key=lambda one: (self._places(one), order[one]))
        few = quick_xplain(lambda some: self.is_impossible(some, people), tightest)
        few.sort(key=lambda one: order[one])
        needed_in = Counter(person for one in few for person in self.problem.session_of[one].people)
        busiest = sorted((one for one in people if one in needed_in), key=lambda one: -needed_in[one])
        needed = set(quick_xplain(lambda some: self.is_impossible(few, some), busiest))
        return few, [one for one in self._all_people if one in needed]

    def _places(self, session: str) -> int:
        """How many places a session's block has."""
        if session not in self.blocks.block_of:
            return 0
        return sum(slots.bit_count() for slots in self.blocks.blocks[self.blocks.block_of[session]].starts.values())

    def _tight_groups(self, limit: float = PROOF_LIMIT) -> Iterator[list[str]]:
        """Groups that are impossible by themselves: the sessions of one busy person, or of one small set of rooms.

        Their minutes may suffice and still not fit between breaks, which only CP-SAT sees. The fullest come first.
        """
        bound = bounds(self.blocks)
        groups: defaultdict[tuple[object, ...], list[Bound]] = defaultdict(list)
        for one in self.blocks.sessions:
            for person in one.people:
                groups["person", person].append(bound[one.id])
            groups["rooms", bound[one.id].rooms].append(bound[one.id])
        filled = {key: _fullness(group, key) for key, group in groups.items() if len(group) > 1}
        for key in sorted(filled, key=lambda one: -filled[one])[:MOST_GROUPS]:
            group = [one.session for one in groups[key]]
            if self.is_impossible(group, (str(key[1]),) if key[0] == "person" else (), limit):
                yield group

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


def _fullness(group: list[Bound], key: tuple[object, ...]) -> float:
    """How much of the time that is open to some sessions they need."""
    reach = 0
    for one in group:
        reach |= one.reach
    rooms = 1 if key[0] == "person" else max(1, len(group[0].rooms))
    return sum(one.length for one in group) / max(1, rooms * reach.bit_count())
