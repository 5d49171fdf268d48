"""JSON in, a `Problem` out; a `Solution` back into JSON. Whatever cannot be meant is refused with its place."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from convene.engines.breakout_allocator.problem import (
    Assignment,
    BadProblem,
    Fixed,
    Group,
    Person,
    Problem,
    Round,
    Solution,
)

Reader = Callable[[object, str], Any]
INFORMATION = ("id", "schema", "seed", "name", "event", "note")
"""Keys of a problem that tell people something and the allocator nothing."""
MOST_WEIGHT = 1_000_000
"""The search counts in 32 bits for each pair."""
TERMS = ("repeat", "regret", "alone", "no_common_language", "change")
"""Soft terms that can be weighed, beside mix_<attribute>."""


def read_problem(document: object) -> Problem:
    """The problem that a JSON document describes. Raises `BadProblem`."""
    optional = tuple(key for key in _PROBLEM if key not in ("people", "rounds"))
    values = _object(document, "the problem", _PROBLEM, optional=optional)
    for key in ("kind", *INFORMATION):
        values.pop(key, None)
    values.setdefault("facilitators_may_repeat", True)
    problem = Problem(**values)
    refuse_what_does_not_fit(problem)
    return problem


def read_assignment(document: object, place: str = "assign") -> Assignment:
    """The assignment that a JSON object {round: {person: group}} describes. Raises `BadProblem`."""
    places: Assignment = _map_of(_map_of(_text))(document, place)
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


def _shown(value: object) -> str:
    return json.dumps(value)[:60]


def _count(value: object, place: str) -> int:
    if type(value) is not int or value < 0:  # bool is an int, and true is no number of people
        raise BadProblem(f"At {place} stands {_shown(value)}. Give a whole number, 0 or more.")
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise BadProblem(f"At {place} stands {_shown(value)}. Give a text.")
    return value


def _truth(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise BadProblem(f"At {place} stands {_shown(value)}. Give true or false.")
    return value


def _anything(value: object, _place: str) -> object:
    return value


def _kind(value: object, place: str) -> object:
    if value != "breakout":
        raise BadProblem(f"At {place} stands {_shown(value)}. This allocator reads problems of the kind “breakout”.")
    return value


def _or_none(reader: Reader) -> Reader:
    return lambda value, place: None if value is None else reader(value, place)


def _list_of(reader: Reader) -> Reader:
    def read(value: object, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise BadProblem(f"At {place} stands {_shown(value)}. Give a list.")
        return tuple(reader(one, f"{place}[{i}]") for i, one in enumerate(value))

    return read


def _map_of(reader: Reader) -> Reader:
    def read(value: object, place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise BadProblem(f"At {place} stands {_shown(value)}. Give an object.")
        return {key: reader(one, f"{place}.{key}") for key, one in value.items()}

    return read


def _set_of_texts(value: object, place: str) -> frozenset[str]:
    return frozenset(_list_of(_text)(value, place))


def _object(value: object, place: str, readers: Mapping[str, Reader], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadProblem(f"At {place} stands {_shown(value)}. Give an object with the keys {', '.join(readers)}.")
    for key in value:
        if key not in readers:
            raise BadProblem(f"The key “{key}” at {place} is not known. Known are {', '.join(readers)}.")
    for key in readers:
        if key not in value and key not in optional:
            raise BadProblem(f"The key “{key}” is missing at {place}.")
    within = "" if place == "the problem" else f"{place}."
    return {key: readers[key](inner, f"{within}{key}") for key, inner in value.items()}


def _attrs(value: object, place: str) -> dict[str, str]:
    found = _map_of(_or_none(_text))(value, place)
    return {key: inner for key, inner in found.items() if inner is not None}


_PERSON: dict[str, Reader] = {
    "id": _text,
    "name": _text,
    "attrs": _attrs,
    "prefs": lambda value, place: _list_of(_text)(value, place) if value is not None else (),
    "facilitator": _truth,
    "absent": _set_of_texts,
    "languages": _set_of_texts,
}


def _person(value: object, place: str) -> Person:
    return Person(**_object(value, place, _PERSON, optional=tuple(key for key in _PERSON if key != "id")))


_GROUP: dict[str, Reader] = {
    "id": _text,
    "name": _text,
    "min": _count,
    "max": _count,
    "topic": _or_none(_text),
    "min_facilitators": _count,
}


def _group(value: object, place: str) -> Group:
    return Group(**_object(value, place, _GROUP, optional=("name", "topic", "min_facilitators")))


def _round(value: object, place: str) -> Round:
    readers = {"id": _text, "name": _text, "groups": _list_of(_group)}
    return Round(**_object(value, place, readers, optional=("name",)))


def _fixed(value: object, place: str) -> Fixed:
    return Fixed(**_object(value, place, {"person": _text, "round": _text, "group": _text}))


def _weights(value: object, place: str) -> dict[str, int]:
    found: dict[str, int] = _map_of(_count)(value, place)
    for key in found:
        if key not in TERMS and not key.startswith("mix_"):
            raise BadProblem(f"The key “{key}” at {place} is not known. Known are {', '.join(TERMS)}, mix_<attribute>.")
    return found


def _base(value: object, place: str) -> Assignment:
    base: Assignment = _object(value, place, {"assign": read_assignment})["assign"]
    return base


def _met(value: object, place: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for i, one in enumerate(_list_of(_list_of(_anything))(value, place)):
        if len(one) != 3 or one[0] == one[1]:
            raise BadProblem(f"At {place}[{i}] stands {_shown(one)}. Give [person, another person, times].")
        a, b = sorted((_text(one[0], f"{place}[{i}][0]"), _text(one[1], f"{place}[{i}][1]")))
        found[a, b] = found.get((a, b), 0) + _count(one[2], f"{place}[{i}][2]")
    return found


def _attribute_and_value(value: object, place: str) -> tuple[str, str]:
    texts = _list_of(_text)(value, place)
    if len(texts) != 2:
        raise BadProblem(f"At {place} stands {_shown(value)}. Give [attribute, value].")
    return texts[0], texts[1]


_PROBLEM: dict[str, Reader] = {
    "kind": _kind,
    **dict.fromkeys(INFORMATION, _anything),
    "people": _list_of(_person),
    "rounds": _list_of(_round),
    "together": _list_of(_list_of(_text)),
    "apart": _list_of(_list_of(_text)),
    "fixed": _list_of(_fixed),
    "no_repeat_topic": _truth,
    "facilitators_may_repeat": _truth,
    "diversity": _list_of(_text),
    "weights": _weights,
    "base": _or_none(_base),
    "locked_rounds": _set_of_texts,
    "met": _met,
    "not_alone": _list_of(_attribute_and_value),
}


def refuse_what_does_not_fit(problem: Problem) -> None:
    """Ids given twice, ids that do not exist, groups that no number of people fits. Raises `BadProblem`."""
    _refuse_twice([one.id for one in problem.people], "people")
    _refuse_rounds(problem)
    for i, person in enumerate(problem.people):
        _known(sorted(person.absent), problem.round_of, f"people[{i}].absent", "round")
    for term, weight in problem.weights.items():
        if weight > MOST_WEIGHT:
            raise BadProblem(f"At weights.{term} stands {weight}. Give at most {MOST_WEIGHT}.")
    _refuse_rules_that_do_not_fit(problem)


def _refuse_rules_that_do_not_fit(problem: Problem) -> None:
    for key in ("together", "apart"):
        for i, some in enumerate(getattr(problem, key)):
            _known(some, problem.person_of, f"{key}[{i}]", "person")
            _refuse_twice(list(some), f"{key}[{i}]")
    for i, fixed in enumerate(problem.fixed):
        _known((fixed.person,), problem.person_of, f"fixed[{i}].person", "person")
        _known((fixed.round,), problem.round_of, f"fixed[{i}].round", "round")
        groups = {group.id for group in problem.round_of[fixed.round].groups}
        _known((fixed.group,), groups, f"fixed[{i}].group", "group in this round")
    _known(sorted(problem.locked_rounds), problem.round_of, "locked_rounds", "round")
    for round_id in problem.base or {}:
        _known((round_id,), problem.round_of, "base.assign", "round")


def _refuse_rounds(problem: Problem) -> None:
    _refuse_twice([one.id for one in problem.rounds], "rounds")
    for i, one in enumerate(problem.rounds):
        _refuse_twice([group.id for group in one.groups], f"rounds[{i}].groups")
        for k, group in enumerate(one.groups):
            if group.min > group.max:
                raise BadProblem(f"At rounds[{i}].groups[{k}] min is {group.min}, more than max, {group.max}.")


def _refuse_twice(ids: list[str], place: str) -> None:
    seen: dict[str, int] = {}
    for i, one in enumerate(ids):
        if one in seen:
            raise BadProblem(f"The id “{one}” is given at {place}[{seen[one]}] and again at {place}[{i}].")
        seen[one] = i


def _known(ids: Collection[str], things: Collection[str], place: str, kind: str) -> None:
    for one in ids:
        if one not in things:
            raise BadProblem(f"At {place} stands “{one}”, and there is no such {kind}.")
