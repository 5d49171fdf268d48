"""JSON in, a `Problem` out; a `Solution` back into JSON. Whatever cannot be meant is refused with its place."""

from typing import Any

from convene.engines.agenda_solver.problem import (
    MOST_MINUTES,
    Attendee,
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
from convene.solving.documents import (
    INFORMATION,
    BadProblem,
    Reader,
    anything,
    count,
    list_of,
    object_with,
    or_none,
    positive,
    refuse_twice,
    refuse_unknown,
    set_of_texts,
    shown,
    text,
    the_kind,
    truth,
)


def read_problem(document: object) -> Problem:
    """The problem that a JSON document describes. Raises `BadProblem`."""
    values = object_with(document, "the problem", _PROBLEM, optional=("starts", "base", "kind", *INFORMATION))
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
        session: Place(**object_with(value, f"{place}.{session}", {"day": count, "start": count, "room": text}))
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


def _day(value: object, place: str) -> tuple[int, int]:
    numbers = list_of(count)(value, place)
    if len(numbers) != 2 or not numbers[0] < numbers[1] <= MOST_MINUTES:
        raise BadProblem(f"At {place} stands {shown(value)}. Give [start, end] in minutes, the start first.")
    return numbers[0], numbers[1]


def _window(value: object, place: str) -> Window:
    numbers = list_of(count)(value, place)
    if len(numbers) != 3 or numbers[1] >= numbers[2]:
        raise BadProblem(f"At {place} stands {shown(value)}. Give [day, from, to], from before to.")
    return Window(*numbers)


_windows = list_of(_window)


def _room(value: object, place: str) -> Room:
    readers = {"id": text, "capacity": count, "features": set_of_texts, "unavailable": _windows}
    return Room(**object_with(value, place, readers, optional=("features", "unavailable")))


def _person(value: object, place: str) -> Person:
    return Person(**object_with(value, place, {"id": text, "available": or_none(_windows)}, optional=("available",)))


def _pin(value: object, place: str) -> Pin:
    readers = {"day": or_none(count), "start": or_none(count), "room": or_none(text)}
    return Pin(**object_with(value, place, readers, optional=("day", "start", "room")))


_SESSION: dict[str, Reader] = {
    "id": text,
    "minutes": positive,
    "type": text,
    "track": or_none(text),
    "people": list_of(text),
    "needs": set_of_texts,
    "min_capacity": count,
    "expected": count,
    "allowed": or_none(_windows),
    "pin": or_none(_pin),
    "exclusive": truth,
    "rooms": or_none(list_of(text)),
}


def _session(value: object, place: str) -> Session:
    values = object_with(
        value, place, _SESSION, optional=tuple(key for key in _SESSION if key not in ("id", "minutes"))
    )
    if values.get("pin", Pin()) is None:
        del values["pin"]
    return Session(**values)


def _constraint(value: object, place: str) -> Constraint:
    known = ["before", *Relation]
    if not isinstance(value, dict) or value.get("type") not in known:
        raise BadProblem(f"At {place} stands {shown(value)}. Give an object whose type is one of {', '.join(known)}.")
    if value["type"] == "before":
        readers = {"type": text, "a": text, "b": text, "min_gap": count}
        values = object_with(value, place, readers, optional=("min_gap",))
        return Before(values["a"], values["b"], values.get("min_gap", 0))
    values = object_with(value, place, {"type": text, "sessions": list_of(text)})
    return Together(Relation(values["type"]), values["sessions"])


def _attendee(value: object, place: str) -> Attendee:
    values = object_with(value, place, {"id": text, "stars": list_of(text)})
    return Attendee(values["id"], values["stars"])


def _weights(value: object, place: str) -> Weights:
    terms = ("missed_star", "overflow_seat", "track_parallel", "track_extra_room", "change")
    values = object_with(value, place, dict.fromkeys(terms, count), optional=terms)
    return Weights(**{term: values.get(term, 0) for term in terms})


def _base(value: object, place: str) -> Plan:
    plan: Plan = object_with(value, place, {"plan": read_plan})["plan"]
    return plan


_PROBLEM: dict[str, Reader] = {
    "kind": the_kind("agenda", "solver"),
    **dict.fromkeys(INFORMATION, anything),
    "grid": positive,
    "starts": or_none(list_of(count)),
    "days": list_of(_day),
    "blocked": _windows,
    "rooms": list_of(_room),
    "people": list_of(_person),
    "sessions": list_of(_session),
    "constraints": list_of(_constraint),
    "attendees": list_of(_attendee),
    "weights": _weights,
    "base": or_none(_base),
}


def _refuse_what_does_not_fit(problem: Problem) -> None:
    """Ids given twice, ids and days that do not exist, relations that mean nothing."""
    for kind in ("rooms", "people", "sessions", "attendees"):
        refuse_twice([one.id for one in getattr(problem, kind)], kind)
    _refuse_unknown_days(problem)
    for i, session in enumerate(problem.sessions):
        place = f"sessions[{i}]"
        refuse_unknown(session.people, problem.person_of, f"{place}.people", "person")
        refuse_unknown(session.rooms or (), problem.room_of, f"{place}.rooms", "room")
        if session.pin.room is not None:
            refuse_unknown((session.pin.room,), problem.room_of, f"{place}.pin.room", "room")
    for i, constraint in enumerate(problem.constraints):
        refuse_unknown(constraint.sessions, problem.session_of, f"constraints[{i}]", "session")
        if len(set(constraint.sessions)) < len(constraint.sessions):
            raise BadProblem(f"At constraints[{i}] a session stands in relation to itself.")
    for i, attendee in enumerate(problem.attendees):
        refuse_unknown(attendee.stars, problem.session_of, f"attendees[{i}].stars", "session")


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
