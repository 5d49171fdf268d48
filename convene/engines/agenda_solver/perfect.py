"""Timetables in which nothing is missed, by CP-SAT.

Every soft term becomes a rule: sessions that one attendee has starred, or of one track, must not run at once, a track
has one room on a day, and nobody lacks a seat who could have one. That is a stronger puzzle than the problem itself,
and where it has a solution the many rules lead there quickly: fifty sessions in a second, seventy in half a minute.
Where it has none, nothing is lost but time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations

from convene.engines.agenda_solver.blocks import Block, Blocks
from convene.engines.agenda_solver.domains import Slots
from convene.engines.agenda_solver.intervals import Intervals
from convene.engines.agenda_solver.problem import Plan, Problem


def perfect_plan(
    blocks: Blocks, *, limit: float, seconds: float | None, should_stop: Callable[[], bool] | None
) -> Plan | None:
    """A plan that misses nothing but seats that no room has; None when there is none, or none was found in time.

    limit: CP-SAT's deterministic time. seconds, should_stop: as for `Intervals.solve`.
    """
    problem = blocks.problem
    strict = Blocks(blocks.timeline)
    strict.blocks = [Block(one.sessions, one.offsets, one.length, _roomy(problem, one)) for one in strict.blocks]
    order = {one.id: i for i, one in enumerate(problem.sessions)}
    tracks: defaultdict[str, list[str]] = defaultdict(list)
    for one in problem.sessions:
        if one.track:
            tracks[one.track].append(one.id)
    groups: list[Iterable[str]] = []
    if problem.weights.missed_star:
        groups += [attendee.stars for attendee in problem.attendees]
    if problem.weights.track_parallel:
        groups += tracks.values()
    for group in groups:
        for a, b in combinations(group, 2):
            strict.apart[(a, b) if order[a] < order[b] else (b, a)] = True
    intervals = Intervals(strict)
    if problem.weights.track_extra_room:
        intervals.one_room_for_each({one.id: one.track for one in problem.sessions if one.track})
    places = intervals.solve(limit=limit, seconds=seconds, should_stop=should_stop).places
    return None if places is None else strict.plan_of(places)


def _roomy(problem: Problem, block: Block) -> dict[int, Slots]:
    """Where a block may be in those rooms in which it lacks the fewest seats."""
    if not problem.weights.overflow_seat:
        return dict(block.starts)
    lacking = {
        room: sum(max(0, problem.session_of[one].expected - problem.rooms[room].capacity) for one in block.sessions)
        for room in block.starts
    }
    return {room: slots for room, slots in block.starts.items() if lacking[room] == min(lacking.values())}
