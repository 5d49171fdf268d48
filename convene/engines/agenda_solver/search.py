"""The local search: simulated annealing over whole timetables, again and again, the best plan kept.

First the hard rules alone, until every session has a place; then runs that cool from a temperature at which stars are
bargained with to one at which nothing is. Broken rules are dear but not forbidden for most of a run, because the way
from one good timetable to another leads through bad ones; at its end they cost more than all else together. Plans are
compared by `check` and `score`, not by what the search thinks of them.
"""

from convene.engines.agenda_solver import kernel
from convene.engines.agenda_solver.blocks import Blocks, Places
from convene.engines.agenda_solver.incumbent import Incumbent
from convene.engines.agenda_solver.kernel import MILLI, State, Tables
from convene.engines.agenda_solver.problem import Problem
from convene.engines.agenda_solver.tables import Arrays
from convene.solving.budget import Budget

CHUNK = 20_000
"""Moves between two looks at the clock: about ten milliseconds."""
MOVES_OF_A_RUN = 400_000
"""For each block: a shorter run freezes too early, and a longer one gains less than a second one."""
HARD_WARM, HARD_COLD, HARD_CHUNKS = 4_000, 500, 100
WARM, COOL, COLD = 2.5, 0.25, 0.08
"""Temperatures of a run, in missed stars. Most of it goes from warm to cool, where timetables take their shape."""
FEW, FEW_BROKEN = 10, 40
"""What a session that moves costs, and what a broken rule costs at first, where few shall move."""
FEW_RUNS, FEW_CHUNKS, FEW_WARM, FEW_COLD = 6, 60, 8_000, 1_000
LUKEWARM = 1.0
"""Where a run begins that shall stay near the plan that it begins from."""
BROKEN, UNPLACED = 10, 100
"""What a broken rule, and a slot of a block without a place, cost in missed stars."""
STRICT = 0.8
"""From this share of a run on it is cool, and hard rules cost more than all soft terms. What is left to win then is
seats and rooms of tracks, which cost a fraction of a star; COLD is below them."""
STRICT_COST = 1_000_000


class Search:
    """Anneals the blocks of a problem within a budget."""

    def __init__(self, problem: Problem, blocks: Blocks, seed: int, budget: Budget, incumbent: Incumbent) -> None:
        self._blocks, self._budget, self._incumbent = blocks, budget, incumbent
        weights = problem.weights
        self._unit = max(1, weights.missed_star or max(weights.track_parallel, weights.overflow_seat))
        self._arrays = Arrays(blocks, weights)
        self._state = self._arrays.state(seed)
        self._began, self._moves = budget.elapsed, 0
        self._stretches = self._arrays.stretches()
        self._bound = weights.overflow_seat * sum(
            min(int(self._arrays.overflow[index, room]) for room in block.starts)
            for index, block in enumerate(blocks.blocks)
        )

    @property
    def nothing_is_better(self) -> bool:
        """Whether the best plan costs no more than the seats that every plan is short of."""
        best = self._incumbent
        if best.score is None or best.clashes or (self._blocks.problem.base and best.score.change):
            return False
        return best.score.total <= self._bound

    def place_all(self, chunks: int) -> bool:
        """Look for a plan that breaks no hard rule, with some chunks of moves at most. Returns whether there is one."""
        tables = self._arrays.tables(broken=10, soft=False, unplaced=10)
        state = self._state
        self._count(tables)
        for chunk in range(chunks):
            if state.costs[1] == 0 or self._budget.is_over():
                break
            phase = chunk % (2 * HARD_CHUNKS)
            warmth = max(HARD_COLD, HARD_WARM - (HARD_WARM - HARD_COLD) * phase // HARD_CHUNKS)
            self._anneal(tables, CHUNK, warmth, warmth)
        self._offer()
        if state.costs[1] == 0:
            self._begin_from_best()
        return bool(state.costs[1] == 0)

    def move_few(self) -> None:
        """Look for plans that break no hard rule near the base, from which the search begins.

        What a broken rule costs, in sessions that move, grows from run to run until none is broken.
        """
        state, broken = self._state, FEW_BROKEN
        self.start_from(self._blocks.places_of(self._blocks.problem.base or {}))
        for _run in range(FEW_RUNS):
            tables = self._arrays.tables(broken=broken, soft=False, unplaced=broken, moved=FEW)
            self._count(tables)
            for chunk in range(FEW_CHUNKS):
                if state.costs[1] == 0 or self._budget.is_over():
                    break
                warmth = FEW_WARM - (FEW_WARM - FEW_COLD) * chunk // FEW_CHUNKS
                self._anneal(tables, CHUNK, warmth, warmth)
                self._budget.tell(self._incumbent.told)
            self._offer()
            self._begin_from_best()
            if self._budget.is_over():
                break
            if self._incumbent.clashes:
                broken *= 2

    def start_from(self, places: Places) -> None:
        """Put every block where it is in a plan."""
        state = self._state
        state.best_start[:], state.best_room[:] = -1, -1
        for block, (start, room) in places.items():
            state.best_start[block], state.best_room[block] = start, room
        self._begin_from_best()

    def improve(self, *, warm: float = WARM, moved: int = 0) -> None:
        """Runs of annealing until the budget is spent or nothing can be better.

        warm: the temperature at which each begins. moved: what a session that leaves the base costs, in missed stars.
        """
        budget, of_run = self._budget, MOVES_OF_A_RUN * len(self._blocks.blocks)
        unit, move = self._unit, moved * self._unit
        gentle = self._arrays.tables(broken=BROKEN * unit, soft=True, unplaced=UNPLACED * unit, moved=move)
        strict = self._arrays.tables(broken=STRICT_COST, soft=True, unplaced=STRICT_COST, moved=move)
        while not budget.is_spent() and not self.nothing_is_better:
            share, until = budget.share, self._end_of_run(of_run)
            tables = gentle
            self._count(tables)
            while budget.share < until and not budget.is_spent():
                now = (budget.share - share) / max(1e-9, until - share)
                if now >= STRICT and tables is gentle:
                    tables = strict
                    self._count(tables)
                if self._state.costs[1] == 0 or self.nothing_is_better:
                    break
                warmth = round(MILLI * self._unit * _temperature(warm, now))
                self._anneal(tables, CHUNK, warmth, warmth)
                budget.tell(self._incumbent.told)
            if tables is strict or self._state.costs[1] == 0:
                self._offer()

    def _end_of_run(self, moves: int) -> float:
        """The share of the budget at which a run should end, so that a whole number of runs fits."""
        budget = self._budget
        left = 1.0 - budget.share
        if budget.effort is not None:
            rest = budget.effort - budget.moves
        else:
            speed = self._moves / max(0.01, budget.elapsed - self._began)
            rest = round(speed * (budget.left or 0.0))
        return budget.share + left / max(1, round(rest / moves))

    def _anneal(self, tables: Tables, moves: int, warmth: int, cooling_to: int) -> None:
        kernel.anneal(tables, self._state, self._stretches, moves, warmth, cooling_to)
        self._budget.moves += moves
        self._moves += moves

    def _count(self, tables: Tables) -> None:
        """The cost anew, at other prices; the best timetable becomes the present one."""
        self._state.costs[:] = kernel.total_cost(tables, self._state)
        self._state.best_start[:] = self._state.start
        self._state.best_room[:] = self._state.room

    def _begin_from_best(self) -> None:
        state: State = self._state
        kernel.restore(self._arrays.tables(broken=1, soft=False, unplaced=1), state)

    def _offer(self) -> None:
        self._incumbent.offer(self._arrays.plan(self._state.best_start, self._state.best_room))
        self._budget.tell(self._incumbent.told)


def _temperature(warm: float, share: float) -> float:
    """At a share of a run: geometric cooling, in two parts."""
    if share < STRICT:
        return float(warm * (COOL / warm) ** (share / STRICT))
    return float(COOL * (COLD / COOL) ** ((share - STRICT) / (1.0 - STRICT)))


def warm_up() -> None:
    """Compile the moves, or load what an earlier process compiled; seconds the first time, a fifth of one later."""
    from convene.engines.agenda_solver.domains import Timeline
    from convene.engines.agenda_solver.problem import Attendee, Room, Session

    problem = Problem(
        grid=30,
        days=((540, 600),),
        rooms=(Room("r", 10),),
        sessions=(Session("a", 30), Session("b", 30)),
        attendees=(Attendee("x", ("a", "b")),),
    )
    budget = Budget(seconds=None, effort=1, progress=None, should_stop=None)
    search = Search(problem, Blocks(Timeline(problem)), 1, budget, Incumbent(problem))
    search.place_all(1)
