"""CP-SAT on the hard rules alone: an assignment, or the proof that there is none, and the smallest reason for it.

The reason is found among rules and rounds by QuickXplain (Junker, AAAI 2004): without any one round, any one person of
a set that must be together or apart, any one fixed place, or the rule that topics are had once, there would be an
assignment.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from convene.engines.breakout_allocator.cores import open_rounds, quick_core
from convene.engines.breakout_allocator.problem import Assignment, Core, Problem, listed, told, told_round
from convene.solving.cores import quick_xplain

MOST_PLACES = 15_000
"""Places that people may have, up to which CP-SAT is asked: a second, and below 200 MB."""
LIMIT = 8.0
"""CP-SAT's deterministic time for one question, about as many seconds."""
Element = tuple[str, int, str]
"""Kind, index and id of something that a reason may need: ("round", i, id), ("apart", i, person), ("once", 0, "")."""


def is_small(problem: Problem) -> bool:
    """Whether CP-SAT answers for such a problem soon, and with little memory."""
    return sum(len(one.groups) * len(problem.people) for one in problem.rounds) <= MOST_PLACES


def ask(problem: Problem, left: Callable[[], float | None]) -> tuple[Assignment | None, bool]:
    """An assignment that keeps every rule if one is found, and whether it is proved that there is none. left: the
    seconds."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    at = {
        (one.id, person.id): {group.id: model.new_bool_var("") for group in one.groups}
        for one in problem.rounds
        for person in problem.present(one.id)
    }
    for places in at.values():
        model.add_exactly_one(places.values())
    for one in problem.rounds:
        _add_round(model, problem, one.id, at)
    for (round_id, person), group in problem.settled().items():
        model.add(at[round_id, person][group] == 1)
    _add_topics(model, problem, at)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = LIMIT
    seconds = left()
    if seconds is not None:
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
    answer = solver.solve(model)
    if answer in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found: dict[str, dict[str, str]] = {one.id: {} for one in problem.rounds}
        for (round_id, person), places in at.items():
            found[round_id][person] = next(group for group, chosen in places.items() if solver.value(chosen))
        return found, False
    return None, bool(answer == cp_model.INFEASIBLE)


def _add_round(model: Any, problem: Problem, round_id: str, at: dict[tuple[str, str], dict[str, Any]]) -> None:
    here = problem.present(round_id)
    for group in problem.round_of[round_id].groups:
        inside = {person.id: at[round_id, person.id][group.id] for person in here}
        if round_id not in problem.locked_rounds:
            model.add_linear_constraint(sum(inside.values()), group.min, group.max)
            if group.min_facilitators:
                leading = [inside[person.id] for person in here if person.facilitator]
                model.add(sum(leading) >= group.min_facilitators)
            for some in problem.apart:
                model.add_at_most_one(inside[one] for one in some if one in inside)
            for some in problem.together:
                members = [inside[one] for one in some if one in inside]
                for one, other in pairwise(members):
                    model.add(one == other)


def _add_topics(model: Any, problem: Problem, at: dict[tuple[str, str], dict[str, Any]]) -> None:
    for person in problem.people:
        if not problem.has_topics_once(person):
            continue
        of_topic: dict[str, list[Any]] = {}
        locked: set[str] = set()
        for one in problem.rounds:
            if one.id in person.absent:
                continue
            for group in one.groups:
                if group.topic is not None and one.id not in problem.locked_rounds:
                    of_topic.setdefault(group.topic, []).append(at[one.id, person.id][group.id])
                elif group.topic is not None and (problem.base or {}).get(one.id, {}).get(person.id) == group.id:
                    locked.add(group.topic)
        for topic, places in of_topic.items():
            if topic in locked:
                model.add(sum(places) == 0)
            else:
                model.add_at_most_one(places)


def core(problem: Problem, is_over: Callable[[], bool], left: Callable[[], float | None]) -> Core:
    """The smallest reason of a problem that is known to be impossible. When time is up nothing is left out any more,
    and a reason is true, but not minimal."""

    def is_impossible(some: Sequence[Element]) -> bool:
        if is_over():
            return False
        asked = _only(problem, some)
        return quick_core(asked) is not None or ask(asked, left)[1]

    needed = quick_xplain(is_impossible, _elements(problem))
    cut = _only(problem, needed)
    named = quick_core(cut)
    if named is not None and {*named.people} == {one for kind, _, one in needed if kind in ("together", "apart")}:
        return named
    people = {one for kind, _, one in needed if kind in ("together", "apart")}
    people |= {problem.fixed[i].person for kind, i, _ in needed if kind == "fixed"}
    rounds = tuple(one.id for one in problem.rounds if ("round", one.id) in {(kind, key) for kind, _, key in needed})
    ordered = tuple(one.id for one in problem.people if one.id in people)
    return Core(ordered, rounds, _told(problem, needed, rounds))


def _elements(problem: Problem) -> list[Element]:
    found: list[Element] = [("once", 0, "")] if problem.no_repeat_topic else []
    found += [("round", i, one.id) for i, one in enumerate(problem.rounds)]
    found += [("fixed", i, one.person) for i, one in enumerate(problem.fixed)]
    for kind, sets in (("together", problem.together), ("apart", problem.apart)):
        found += [(kind, i, one) for i, some in enumerate(sets) for one in some]
    return found


def _only(problem: Problem, some: Sequence[Element]) -> Problem:
    """The problem with these rules and rounds alone; sizes, facilitators and wishes as they are."""
    chosen = set(some)
    rounds = {one.id for i, one in enumerate(problem.rounds) if ("round", i, one.id) in chosen}
    return replace(
        problem,
        people=tuple(replace(one, absent=one.absent & rounds) for one in problem.people),
        rounds=tuple(one for one in problem.rounds if one.id in rounds),
        together=_kept("together", problem.together, chosen),
        apart=_kept("apart", problem.apart, chosen),
        fixed=tuple(
            one for i, one in enumerate(problem.fixed) if ("fixed", i, one.person) in chosen and one.round in rounds
        ),
        no_repeat_topic=("once", 0, "") in chosen,
        base={key: places for key, places in problem.base.items() if key in rounds} if problem.base else None,
        locked_rounds=problem.locked_rounds & rounds,
    )


def _kept(kind: str, sets: tuple[tuple[str, ...], ...], chosen: set[Element]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one for one in some if (kind, i, one) in chosen) for i, some in enumerate(sets))


def _told(problem: Problem, needed: Sequence[Element], rounds: Sequence[str]) -> str:
    parts = []
    names = {one.id: told(one) for one in problem.people}
    for kind, sets in (("together", problem.together), ("apart", problem.apart)):
        for i in range(len(sets)):
            some = [names[one] for of_kind, k, one in needed if (of_kind, k) == (kind, i)]
            if len(some) > 1:
                parts.append(f"{listed(some)} must be {kind}")
    for i in (k for kind, k, _ in needed if kind == "fixed"):
        fixed = problem.fixed[i]
        groups = {group.id: told(group) for group in problem.round_of[fixed.round].groups}
        where = told_round(problem.round_of[fixed.round])
        parts.append(f"{names[fixed.person]} is fixed to {groups[fixed.group]} in {where}")
    if problem.no_repeat_topic and any(kind == "once" for kind, _, _ in needed):
        parts.append("nobody has a topic twice")
    where = listed([told_round(problem.round_of[one]) for one in rounds if one not in problem.locked_rounds])
    count = len(open_rounds(problem))
    sizes = f"the sizes of the groups in {where}" if where and count > 1 else "the sizes of the groups"
    if not parts:
        return f"Nobody can be seated by {sizes} and their facilitators."
    return f"These cannot all be kept with {sizes}: {'; '.join(parts)}. Without any one of them there would be a way."
