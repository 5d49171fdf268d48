"""JSON in, a `Problem` out; a `Solution` back into JSON. Whatever cannot be meant is refused with its place."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from convene.engines.agenda_solver.problem import (
    MOST_MINUTES,
    Attendee,
    BadProblem,
    Before,
    Constraint,
    Person,
    Pin,
    Place,
    Plan,
    Problem,
    Relation,
    Room,
    Session,
    Solution,
    Together,
    Weights,
    Window,
)

Reader = Callable[[object, str], Any]
INFORMATION = ("id", "schema", "seed", "name", "event", "note")
"""Keys of a problem that tell people something and the solver nothing."""


def read_problem(document: object) -> Problem:
    """The problem that a JSON document describes. Raises `BadProblem`."""
    values = _object(document, "the problem", _PROBLEM, optional=("starts", "base", "kind", *INFORMATION))
    for key in ("kind", *INFORMATION):
        values.pop(key, None)
    problem = Problem(**values)
    _refuse_what_does_not_fit(problem)
    return problem


def read_plan(document: object, place: str = "plan") -> Plan:
    """The plan that a JSON object of places describes. Raises `BadProblem`."""
    if not isinstance(document, dict):
        raise BadProblem(f"At {place} there is no object that gives sessions their places.")
    return {
        session: Place(**_object(value, f"{place}.{session}", {"day": _count, "start": _count, "room": _text}))
        for session, value in document.items()
    }


def plan_as_json(plan: Plan) -> dict[str, dict[str, Any]]:
    return {session: {"day": at.day, "start": at.start, "room": at.room} for session, at in plan.items()}


def solution_as_json(solution: Solution) -> dict[str, Any]:
    """What the command line prints."""
    if solution.core is not None:
        core = solution.core
        return {"infeasible": True, "core": [*core.sessions, *core.people], "message": core.message}
    found: dict[str, Any] = {"plan": plan_as_json(solution.plan or {}), "complete": solution.complete}
    if solution.score is not None:
        found |= {"score": solution.score.total, "clashes": solution.clashes, "proven": solution.proven}
    return found


def _shown(value: object) -> str:
    return json.dumps(value)[:60]


def _count(value: object, place: str) -> int:
    if type(value) is not int or value < 0:  # bool is an int, and true is no number of seats
        raise BadProblem(f"At {place} stands {_shown(value)}. Give a whole number, 0 or more.")
    return value


def _positive(value: object, place: str) -> int:
    if type(value) is not int or value < 1:
        raise BadProblem(f"At {place} stands {_shown(value)}. Give a whole number, 1 or more.")
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
    if value != "agenda":
        raise BadProblem(f"At {place} stands {_shown(value)}. This solver reads problems of the kind “agenda”.")
    return value


def _or_none(reader: Reader) -> Reader:
    return lambda value, place: None if value is None else reader(value, place)


def _list_of(reader: Reader) -> Reader:
    def read(value: object, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise BadProblem(f"At {place} stands {_shown(value)}. Give a list.")
        return tuple(reader(one, f"{place}[{i}]") for i, one in enumerate(value))

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


def _day(value: object, place: str) -> tuple[int, int]:
    numbers = _list_of(_count)(value, place)
    if len(numbers) != 2 or not numbers[0] < numbers[1] <= MOST_MINUTES:
        raise BadProblem(f"At {place} stands {_shown(value)}. Give [start, end] in minutes, the start first.")
    return numbers[0], numbers[1]


def _window(value: object, place: str) -> Window:
    numbers = _list_of(_count)(value, place)
    if len(numbers) != 3 or numbers[1] >= numbers[2]:
        raise BadProblem(f"At {place} stands {_shown(value)}. Give [day, from, to], from before to.")
    return Window(*numbers)


_windows = _list_of(_window)


def _room(value: object, place: str) -> Room:
    readers = {"id": _text, "capacity": _count, "features": _set_of_texts, "unavailable": _windows}
    return Room(**_object(value, place, readers, optional=("features", "unavailable")))


def _person(value: object, place: str) -> Person:
    return Person(**_object(value, place, {"id": _text, "available": _or_none(_windows)}, optional=("available",)))


def _pin(value: object, place: str) -> Pin:
    readers = {"day": _or_none(_count), "start": _or_none(_count), "room": _or_none(_text)}
    return Pin(**_object(value, place, readers, optional=("day", "start", "room")))


_SESSION: dict[str, Reader] = {
    "id": _text,
    "minutes": _positive,
    "type": _text,
    "track": _or_none(_text),
    "people": _list_of(_text),
    "needs": _set_of_texts,
    "min_capacity": _count,
    "expected": _count,
    "allowed": _or_none(_windows),
    "pin": _or_none(_pin),
    "exclusive": _truth,
    "rooms": _or_none(_list_of(_text)),
}


def _session(value: object, place: str) -> Session:
    values = _object(value, place, _SESSION, optional=tuple(key for key in _SESSION if key not in ("id", "minutes")))
    if values.get("pin", Pin()) is None:
        del values["pin"]
    return Session(**values)


def _constraint(value: object, place: str) -> Constraint:
    known = ["before", *Relation]
    if not isinstance(value, dict) or value.get("type") not in known:
        raise BadProblem(f"At {place} stands {_shown(value)}. Give an object whose type is one of {', '.join(known)}.")
    if value["type"] == "before":
        readers = {"type": _text, "a": _text, "b": _text, "min_gap": _count}
        values = _object(value, place, readers, optional=("min_gap",))
        return Before(values["a"], values["b"], values.get("min_gap", 0))
    values = _object(value, place, {"type": _text, "sessions": _list_of(_text)})
    return Together(Relation(values["type"]), values["sessions"])


def _attendee(value: object, place: str) -> Attendee:
    values = _object(value, place, {"id": _text, "stars": _list_of(_text)})
    return Attendee(values["id"], values["stars"])


def _weights(value: object, place: str) -> Weights:
    terms = ("missed_star", "overflow_seat", "track_parallel", "track_extra_room", "change")
    values = _object(value, place, dict.fromkeys(terms, _count), optional=terms)
    return Weights(**{term: values.get(term, 0) for term in terms})


def _base(value: object, place: str) -> Plan:
    plan: Plan = _object(value, place, {"plan": read_plan})["plan"]
    return plan


_PROBLEM: dict[str, Reader] = {
    "kind": _kind,
    **dict.fromkeys(INFORMATION, _anything),
    "grid": _positive,
    "starts": _or_none(_list_of(_count)),
    "days": _list_of(_day),
    "blocked": _windows,
    "rooms": _list_of(_room),
    "people": _list_of(_person),
    "sessions": _list_of(_session),
    "constraints": _list_of(_constraint),
    "attendees": _list_of(_attendee),
    "weights": _weights,
    "base": _or_none(_base),
}


def _refuse_what_does_not_fit(problem: Problem) -> None:
    """Ids given twice, ids and days that do not exist, relations that mean nothing."""
    for kind in ("rooms", "people", "sessions", "attendees"):
        seen: dict[str, int] = {}
        for i, one in enumerate(getattr(problem, kind)):
            if one.id in seen:
                raise BadProblem(f"The id “{one.id}” is given at {kind}[{seen[one.id]}] and again at {kind}[{i}].")
            seen[one.id] = i
    _refuse_unknown_days(problem)
    for i, session in enumerate(problem.sessions):
        place = f"sessions[{i}]"
        _known(session.people, problem.person_of, f"{place}.people", "person")
        _known(session.rooms or (), problem.room_of, f"{place}.rooms", "room")
        if session.pin.room is not None:
            _known((session.pin.room,), problem.room_of, f"{place}.pin.room", "room")
    for i, constraint in enumerate(problem.constraints):
        _known(constraint.sessions, problem.session_of, f"constraints[{i}]", "session")
        if len(set(constraint.sessions)) < len(constraint.sessions):
            raise BadProblem(f"At constraints[{i}] a session stands in relation to itself.")
    for i, attendee in enumerate(problem.attendees):
        _known(attendee.stars, problem.session_of, f"attendees[{i}].stars", "session")


def _known(ids: tuple[str, ...], things: Mapping[str, object], place: str, kind: str) -> None:
    for one in ids:
        if one not in things:
            raise BadProblem(f"At {place} stands “{one}”, and there is no such {kind}.")


def _refuse_unknown_days(problem: Problem) -> None:
    windows = [(f"blocked[{i}]", window) for i, window in enumerate(problem.blocked)]
    for i, room in enumerate(problem.rooms):
        windows += [(f"rooms[{i}].unavailable[{k}]", window) for k, window in enumerate(room.unavailable)]
    for i, person in enumerate(problem.people):
        windows += [(f"people[{i}].available[{k}]", window) for k, window in enumerate(person.available or ())]
    for i, session in enumerate(problem.sessions):
        windows += [(f"sessions[{i}].allowed[{k}]", window) for k, window in enumerate(session.allowed or ())]
    days = [(place, window.day) for place, window in windows]
    days += [
        (f"sessions[{i}].pin.day", one.pin.day) for i, one in enumerate(problem.sessions) if one.pin.day is not None
    ]
    for place, day in days:
        if day >= len(problem.days):
            raise BadProblem(f"At {place} stands day {day}, and the days go from 0 to {len(problem.days) - 1}.")
