"""JSON in, a `Problem` out; a `Solution` back into JSON. Whatever cannot be meant is refused with its place."""

from typing import Any

from convene.engines.breakout_allocator.problem import (
    Assignment,
    Fixed,
    Group,
    Person,
    Problem,
    Round,
    Solution,
)
from convene.solving.documents import (
    INFORMATION,
    BadProblem,
    Reader,
    anything,
    count,
    list_of,
    map_of,
    object_with,
    or_none,
    refuse_twice,
    refuse_unknown,
    set_of_texts,
    shown,
    text,
    the_kind,
    truth,
)

MOST_WEIGHT = 1_000_000
"""The search counts in 32 bits for each pair."""
TERMS = ("repeat", "regret", "alone", "no_common_language", "change")
"""Soft terms that can be weighed, beside mix_<attribute>."""


def read_problem(document: object) -> Problem:
    """The problem that a JSON document describes. Raises `BadProblem`."""
    optional = tuple(key for key in _PROBLEM if key not in ("people", "rounds"))
    values = object_with(document, "the problem", _PROBLEM, optional=optional)
    for key in ("kind", *INFORMATION):
        values.pop(key, None)
    values.setdefault("facilitators_may_repeat", True)
    problem = Problem(**values)
    refuse_what_does_not_fit(problem)
    return problem


def read_assignment(document: object, place: str = "assign") -> Assignment:
    """The assignment that a JSON object {round: {person: group}} describes. Raises `BadProblem`."""
    places: Assignment = map_of(map_of(text))(document, place)
    return places


def solution_as_json(solution: Solution) -> dict[str, Any]:
    """What the command line prints."""
    if solution.core is not None:
        core = solution.core
        return {"infeasible": True, "core": [*core.people, *core.rounds], "message": core.message}
    assign = {round_id: dict(places) for round_id, places in (solution.assign or {}).items()}
    found: dict[str, Any] = {"assign": assign, "complete": solution.complete, "proven": solution.proven}
    if solution.score is not None:
        found |= {"score": solution.score.total, "terms": dict(solution.score.terms)}
    return found | {"bounds": dict(solution.bounds), "broken": [one.message for one in solution.broken]}


def _attrs(value: object, place: str) -> dict[str, str]:
    found = map_of(or_none(text))(value, place)
    return {key: inner for key, inner in found.items() if inner is not None}


_PERSON: dict[str, Reader] = {
    "id": text,
    "name": text,
    "attrs": _attrs,
    "prefs": lambda value, place: list_of(text)(value, place) if value is not None else (),
    "facilitator": truth,
    "absent": set_of_texts,
    "languages": set_of_texts,
}


def _person(value: object, place: str) -> Person:
    return Person(**object_with(value, place, _PERSON, optional=tuple(key for key in _PERSON if key != "id")))


_GROUP: dict[str, Reader] = {
    "id": text,
    "name": text,
    "min": count,
    "max": count,
    "topic": or_none(text),
    "min_facilitators": count,
}


def _group(value: object, place: str) -> Group:
    return Group(**object_with(value, place, _GROUP, optional=("name", "topic", "min_facilitators")))


def _round(value: object, place: str) -> Round:
    readers = {"id": text, "name": text, "groups": list_of(_group)}
    return Round(**object_with(value, place, readers, optional=("name",)))


def _fixed(value: object, place: str) -> Fixed:
    return Fixed(**object_with(value, place, {"person": text, "round": text, "group": text}))


def _weights(value: object, place: str) -> dict[str, int]:
    found: dict[str, int] = map_of(count)(value, place)
    for key in found:
        if key not in TERMS and not key.startswith("mix_"):
            raise BadProblem(f"The key “{key}” at {place} is not known. Known are {', '.join(TERMS)}, mix_<attribute>.")
    return found


def _base(value: object, place: str) -> Assignment:
    base: Assignment = object_with(value, place, {"assign": read_assignment})["assign"]
    return base


def _met(value: object, place: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for i, one in enumerate(list_of(list_of(anything))(value, place)):
        if len(one) != 3 or one[0] == one[1]:
            raise BadProblem(f"At {place}[{i}] stands {shown(one)}. Give [person, another person, times].")
        a, b = sorted((text(one[0], f"{place}[{i}][0]"), text(one[1], f"{place}[{i}][1]")))
        found[a, b] = found.get((a, b), 0) + count(one[2], f"{place}[{i}][2]")
    return found


def _attribute_and_value(value: object, place: str) -> tuple[str, str]:
    texts = list_of(text)(value, place)
    if len(texts) != 2:
        raise BadProblem(f"At {place} stands {shown(value)}. Give [attribute, value].")
    return texts[0], texts[1]


_PROBLEM: dict[str, Reader] = {
    "kind": the_kind("breakout", "allocator"),
    **dict.fromkeys(INFORMATION, anything),
    "people": list_of(_person),
    "rounds": list_of(_round),
    "together": list_of(list_of(text)),
    "apart": list_of(list_of(text)),
    "fixed": list_of(_fixed),
    "no_repeat_topic": truth,
    "facilitators_may_repeat": truth,
    "diversity": list_of(text),
    "weights": _weights,
    "base": or_none(_base),
    "locked_rounds": set_of_texts,
    "met": _met,
    "not_alone": list_of(_attribute_and_value),
}


def refuse_what_does_not_fit(problem: Problem) -> None:
    """Ids given twice, ids that do not exist, groups that no number of people fits. Raises `BadProblem`."""
    refuse_twice([one.id for one in problem.people], "people")
    _refuse_rounds(problem)
    for i, person in enumerate(problem.people):
        refuse_unknown(sorted(person.absent), problem.round_of, f"people[{i}].absent", "round")
    for term, weight in problem.weights.items():
        if weight > MOST_WEIGHT:
            raise BadProblem(f"At weights.{term} stands {weight}. Give at most {MOST_WEIGHT}.")
    _refuse_rules_that_do_not_fit(problem)


def _refuse_rules_that_do_not_fit(problem: Problem) -> None:
    for key in ("together", "apart"):
        for i, some in enumerate(getattr(problem, key)):
            refuse_unknown(some, problem.person_of, f"{key}[{i}]", "person")
            refuse_twice(list(some), f"{key}[{i}]")
    for i, fixed in enumerate(problem.fixed):
        refuse_unknown((fixed.person,), problem.person_of, f"fixed[{i}].person", "person")
        refuse_unknown((fixed.round,), problem.round_of, f"fixed[{i}].round", "round")
        groups = {group.id for group in problem.round_of[fixed.round].groups}
        refuse_unknown((fixed.group,), groups, f"fixed[{i}].group", "group in this round")
    refuse_unknown(sorted(problem.locked_rounds), problem.round_of, "locked_rounds", "round")
    for round_id in problem.base or {}:
        refuse_unknown((round_id,), problem.round_of, "base.assign", "round")


def _refuse_rounds(problem: Problem) -> None:
    refuse_twice([one.id for one in problem.rounds], "rounds")
    for i, one in enumerate(problem.rounds):
        refuse_twice([group.id for group in one.groups], f"rounds[{i}].groups")
        for k, group in enumerate(one.groups):
            if group.min > group.max:
                raise BadProblem(f"At rounds[{i}].groups[{k}] min is {group.min}, more than max, {group.max}.")
