"""The reader refuses what cannot be meant, and says where."""

import json
import subprocess
import sys
from typing import Any

import pytest

from convene.engines.agenda_solver import BadProblem, Before, Person, Relation, Together, check, read_plan, read_problem
from tests.engines.agenda_instances import change, impossible, planted, raster, stars

SMALL: dict[str, Any] = {
    "kind": "agenda",
    "grid": 15,
    "days": [[540, 720]],
    "blocked": [[0, 600, 615]],
    "rooms": [{"id": "r1", "capacity": 30, "features": ["av"], "unavailable": []}],
    "people": [{"id": "p1", "available": None}],
    "sessions": [{"id": "s1", "minutes": 45, "people": ["p1"]}, {"id": "s2", "minutes": 30}],
    "constraints": [{"type": "before", "a": "s1", "b": "s2", "min_gap": 15}],
    "attendees": [{"id": "a1", "stars": ["s1", "s2"]}],
    "weights": {"missed_star": 10},
}


def with_(path: str, value: object) -> dict[str, Any]:
    """SMALL, with a value put at a path such as sessions.0.minutes."""
    problem: dict[str, Any] = json.loads(json.dumps(SMALL))
    at: Any = problem
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        at = at[step]
    at[last] = value
    return problem


def test_a_problem_is_read_as_it_is_written() -> None:
    problem = read_problem(SMALL | {"name": "Forum", "note": {"any": "thing"}})
    assert problem.people == (Person("p1"),)
    assert problem.constraints == (Before("s1", "s2", 15),)
    assert problem.session_of["s1"].people == ("p1",)
    assert (problem.weights.missed_star, problem.weights.track_parallel) == (10, 0)


def test_a_relation_is_read() -> None:
    problem = read_problem(with_("constraints.0", {"type": "same_room", "sessions": ["s1", "s2"]}))
    assert problem.constraints == (Together(Relation.SAME_ROOM, ("s1", "s2")),)


@pytest.mark.parametrize("make", [planted, raster, stars, change])
def test_every_kind_is_read(make: Any) -> None:
    assert len(read_problem(make(30, 1)).sessions) > 20


def test_an_impossible_problem_is_read_too() -> None:
    assert read_problem(impossible("order", 30, 1)).constraints


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("colour", "red", "The key “colour” at the problem is not known. Known are kind,"),
        ("sessions.0.colour", "red", "The key “colour” at sessions[0] is not known."),
        ("rooms.0.name", "Aula", "The key “name” at rooms[0] is not known."),
        ("constraints.0.gap", 5, "The key “gap” at constraints[0] is not known."),
        ("weights.missed", 5, "The key “missed” at weights is not known."),
        ("sessions.0.pin", {"hour": 9}, "The key “hour” at sessions[0].pin is not known."),
        ("base", {"plan": {"s1": {"day": 0, "start": 540, "room": "r1", "x": 1}}}, "The key “x” at base.plan.s1"),
        ("kind", "breakout", 'At kind stands "breakout".'),
        ("grid", 0, "At grid stands 0. Give a whole number, 1 or more."),
        ("sessions.0.minutes", True, "At sessions[0].minutes stands true."),
        ("sessions.0.exclusive", 1, "At sessions[0].exclusive stands 1. Give true or false."),
        ("days.0", [720, 540], "At days[0] stands [720, 540]. Give [start, end]"),
        ("blocked.0", [0, 600], "At blocked[0] stands [0, 600]. Give [day, from, to]"),
        ("blocked.0", [1, 600, 615], "At blocked[0] stands day 1, and the days go from 0 to 0."),
        ("sessions.1.id", "s1", "The id “s1” is given at sessions[0] and again at sessions[1]."),
        ("sessions.0.people", ["p2"], "At sessions[0].people stands “p2”, and there is no such person."),
        ("sessions.0.rooms", ["r2"], "At sessions[0].rooms stands “r2”, and there is no such room."),
        ("attendees.0.stars", ["s3"], "At attendees[0].stars stands “s3”, and there is no such session."),
        ("constraints.0.b", "s1", "At constraints[0] a session stands in relation to itself."),
        ("constraints.0.type", "near", "At constraints[0] stands"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(path: str, value: object, sentence: str) -> None:
    with pytest.raises(BadProblem) as refusal:
        read_problem(with_(path, value))
    assert str(refusal.value).startswith(sentence)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(BadProblem, match=r"The key “days” is missing at the problem\."):
        read_problem({key: value for key, value in SMALL.items() if key != "days"})


def run(text: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "convene.engines.agenda_solver", *options]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_line_solves() -> None:
    done = run(json.dumps(SMALL), "--effort", "20000", "--seed", "3")
    assert (done.returncode, done.stderr) == (0, "")
    solution = json.loads(done.stdout)
    assert check(read_problem(SMALL), read_plan(solution["plan"])) == ()
    assert (solution["clashes"], solution["score"], solution["proven"], solution["complete"]) == (0, 0, True, True)


def test_the_command_line_says_why_not() -> None:
    done = run(json.dumps(with_("sessions.0.minutes", 120)), "--seconds", "5")
    assert json.loads(done.stdout)["core"] == ["s1"]


@pytest.mark.parametrize("text", ["{", json.dumps(SMALL | {"colour": 1})])
def test_the_command_line_refuses_in_a_sentence(text: str) -> None:
    done = run(text)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(("This is not JSON", "The key “colour” at the problem"))
