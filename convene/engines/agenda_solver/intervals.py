"""The hard rules as intervals for CP-SAT: proofs that no plan can be, first plans, and the fewest moves.

One start variable and one optional interval in each admissible room for every block; NoOverlap for each room and for
each clique of sessions that must not run at once, which is what makes the proofs short. One worker and a deterministic
limit, so that equal questions get equal answers.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from convene.engines.agenda_solver.blocks import Blocks, Places
from convene.engines.agenda_solver.domains import slots_in
from convene.engines.agenda_solver.problem import Plan, Relation

LOOK_EVERY = 0.05
"""Seconds between two questions whether to stop."""


@dataclass(frozen=True, slots=True)
class Answer:
    """impossible: proved. places: found, None where none was. bound: no plan moves fewer sessions."""

    impossible: bool
    places: Places | None
    bound: int = 0


class Intervals:
    """The model of some blocks, none of which has an empty domain."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.model = cp_model.CpModel()
        self.start: list[cp_model.IntVar] = []
        self.in_room: list[dict[int, cp_model.IntVar]] = []
        self._days: dict[int, cp_model.IntVar] = {}
        self._on_day: dict[int, list[cp_model.IntVar]] = {}
        self._place_blocks()
        self._keep_apart()
        self._order()
        self._link()

    def solve(
        self, *, limit: float, seconds: float | None = None, should_stop: Callable[[], bool] | None = None
    ) -> Answer:
        """limit: CP-SAT's deterministic time. seconds: a ceiling beside it."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = limit
        if seconds is not None:
            solver.parameters.max_time_in_seconds = max(0.01, seconds)
        status = _until(should_stop, solver, self.model)
        if status == cp_model.INFEASIBLE:
            return Answer(impossible=True, places=None)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(impossible=False, places=None)
        places = {
            block: (solver.value(start), next(room for room, here in rooms.items() if solver.boolean_value(here)))
            for block, (start, rooms) in enumerate(zip(self.start, self.in_room, strict=True))
        }
        return Answer(impossible=False, places=places, bound=round(solver.best_objective_bound))

    def hint(self, places: Mapping[int, tuple[int, int]]) -> None:
        for block, (slot, room) in places.items():
            self.model.add_hint(self.start[block], slot)
            for index, here in self.in_room[block].items():
                self.model.add_hint(here, index == room)

    def move_as_few_as_possible(self, base: Plan, best: Plan | None = None) -> None:
        """Make the number of sessions that leave their place in `base` what is minimised, from `best` where there is
        a plan already."""
        rooms = {room.id: index for index, room in enumerate(self.blocks.problem.rooms)}
        now = None if best is None else self.blocks.places_of(best)
        kept, total = [], 0
        for index, block in enumerate(self.blocks.blocks):
            stays: dict[tuple[int, int], int] = {}
            for session, offset in zip(block.sessions, block.offsets, strict=True):
                place = base.get(session)
                if place is None:
                    continue
                total += 1
                slot = self.blocks.timeline.slot_of(place.day, place.start)
                room = rooms.get(place.room, -1)
                if slot is not None and slot >= offset and self.blocks.may_be(index, slot - offset, room):
                    stays[slot - offset, room] = stays.get((slot - offset, room), 0) + 1
            for (slot, room), weight in stays.items():
                stay = self.model.new_bool_var("")
                self.model.add(self.start[index] == slot).only_enforce_if(stay)
                self.model.add_implication(stay, self.in_room[index][room])
                self.model.add_hint(stay, now is None or now.get(index) == (slot, room))
                kept.append(weight * stay)
        self.model.minimize(total - sum(kept))

    def one_room_for_each(self, track_of: Mapping[str, str]) -> None:
        """Let each track use one room on a day."""
        timeline, homes = self.blocks.timeline, {}
        for session, track in track_of.items():
            if session not in self.blocks.block_of:
                continue
            block = self.blocks.block_of[session]
            for day in range(len(timeline.first)):
                if not self.blocks.blocks[block].any_start & timeline.day(day):
                    continue
                if (track, day) not in homes:
                    homes[track, day] = [self.model.new_bool_var("") for _ in self.blocks.problem.rooms]
                    self.model.add_at_most_one(homes[track, day])
                self._day(block)
                elsewhen = self._on_day[block][day].negated()
                for room, here in self.in_room[block].items():
                    self.model.add_bool_or([elsewhen, here.negated(), homes[track, day][room]])

    def _place_blocks(self) -> None:
        in_room: dict[int, list[cp_model.IntervalVar]] = {}
        for block in self.blocks.blocks:
            anywhere = block.any_start
            start = self.model.new_int_var_from_domain(cp_model.Domain.from_values(list(slots_in(anywhere))), "")
            here = {}
            for room, slots in block.starts.items():
                literal = self.model.new_bool_var("")
                here[room] = literal
                interval = self.model.new_optional_fixed_size_interval_var(start, block.length, literal, "")
                in_room.setdefault(room, []).append(interval)
                if slots != anywhere:
                    domain = cp_model.Domain.from_values(list(slots_in(slots)))
                    self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(literal)
            self.model.add_exactly_one(here.values())
            self.start.append(start)
            self.in_room.append(here)
        for intervals in in_room.values():
            self.model.add_no_overlap(intervals)

    def _keep_apart(self) -> None:
        blocks = self.blocks
        interval = {}
        for clique in cliques(blocks.apart):
            for session in clique:
                if session not in interval:
                    start = self.start[blocks.block_of[session]] + blocks.offset_of[session]
                    length = blocks.timeline.length(blocks.problem.session_of[session].minutes)
                    interval[session] = self.model.new_fixed_size_interval_var(start, length, "")
            self.model.add_no_overlap([interval[session] for session in clique])

    def _order(self) -> None:
        for order in self.blocks.orders:
            self.model.add(self.start[order.b] - self.start[order.a] >= order.lag)

    def _link(self) -> None:
        for link in self.blocks.links:
            if link.relation is Relation.SAME_ROOM:
                mine, other = self.in_room[link.a], self.in_room[link.b]
                for room in mine.keys() | other.keys():
                    if room in mine and room in other:
                        self.model.add(mine[room] == other[room])
                    else:
                        self.model.add((mine.get(room) if room in mine else other[room]) == 0)
            elif link.relation is Relation.SAME_DAY:
                self.model.add(self._day(link.a) == self._day(link.b))
            else:
                self.model.add(self._day(link.a) != self._day(link.b))

    def _day(self, block: int) -> cp_model.IntVar:
        if block not in self._days:
            timeline = self.blocks.timeline
            which = self._days[block] = self.model.new_int_var(0, len(timeline.first) - 1, "")
            on_day = self._on_day[block] = [self.model.new_bool_var("") for _ in timeline.first]
            self.model.add_exactly_one(on_day)
            for day, here in enumerate(on_day):
                domain = cp_model.Domain.from_values(list(slots_in(timeline.day(day))))
                self.model.add_linear_expression_in_domain(self.start[block], domain).only_enforce_if(here)
                self.model.add(which == day).only_enforce_if(here)
        return self._days[block]


def cliques(apart: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Cliques that together cover every pair: from each pair not yet covered one is grown as far as it goes."""
    near: dict[str, dict[str, bool]] = {}
    for a, b in apart:
        near.setdefault(a, {})[b] = True
        near.setdefault(b, {})[a] = True
    found, covered = [], set()
    for a, b in apart:
        if (a, b) in covered:
            continue
        clique = [a, b]
        candidates = [one for one in near[a] if one in near[b]]
        while candidates:
            best = max(candidates, key=lambda one: len(near[one]))
            clique.append(best)
            candidates = [one for one in candidates if one in near[best]]
        found.append(clique)
        covered |= {(one, other) for one in clique for other in clique}
    return found


def _until(
    should_stop: Callable[[], bool] | None, solver: cp_model.CpSolver, model: cp_model.CpModel
) -> cp_model.CpSolverStatus:
    """Solve, asking now and then whether to stop: CP-SAT itself asks only when it has found something."""
    if should_stop is None:
        return solver.solve(model)
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(LOOK_EVERY):
            if should_stop():
                solver.stop_search()

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        return solver.solve(model)
    finally:
        ended.set()
        watching.join()
