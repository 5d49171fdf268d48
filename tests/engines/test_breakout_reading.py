"""The reader refuses what cannot be meant, and says where."""

import json
import subprocess
import sys
from typing import Any

import pytest

from convene.engines.breakout_allocator import BadProblem, Fixed, Person, check, read_assignment, read_problem
from tests.engines.breakout_instances import absent, golf, impossible, wishes

GROUPS = [{"id": "g1", "min": 0, "max": 2, "topic": "t1"}, {"id": "g2", "min": 1, "max": 2, "min_facilitators": 1}]
SMALL: dict[str, Any] = {
    "kind": "breakout",
    "people": [{"id": "p1", "prefs": ["t1"]}, {"id": "p2", "facilitator": True}, {"id": "p3", "attrs": {"org": "o1"}}],
    "rounds": [{"id": "r1", "groups": GROUPS}],
    "together": [],
    "apart": [["p1", "p3"]],
    "fixed": [{"person": "p2", "round": "r1", "group": "g2"}],
    "weights": {"repeat": 10, "mix_org": 5},
}


def with_(path: str, value: object) -> dict[str, Any]:
    """SMALL, with a value put at a path such as rounds.0.id."""
    problem: dict[str, Any] = json.loads(json.dumps(SMALL))
    at: Any = problem
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        at = at[step]
    at[last] = value
    return problem


def test_a_problem_is_read_as_it_is_written() -> None:
    problem = read_problem(SMALL | {"name": "Forum", "note": {"any": "thing"}, "met": [["p3", "p1", 2]]})
    assert problem.people[0] == Person("p1", prefs=("t1",))
    assert problem.rounds[0].groups[1].min_facilitators == 1
    assert problem.fixed == (Fixed("p2", "r1", "g2"),)
    assert (problem.met, problem.facilitators_may_repeat) == ({("p1", "p3"): 2}, True)


@pytest.mark.parametrize("document", [wishes(30, 1), absent(30, 1), golf(5, 3, 7), impossible("apart", 40, 1)[0]])
def test_every_kind_is_read(document: dict[str, Any]) -> None:
    assert len(read_problem(document).people) >= 15


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("colour", "red", "The key “colour” at the problem is not known. Known are kind,"),
        ("people.0.colour", "red", "The key “colour” at people[0] is not known."),
        ("rounds.0.groups.0.size", 5, "The key “size” at rounds[0].groups[0] is not known."),
        ("weights.again", 5, "The key “again” at weights is not known."),
        ("base", {"plan": {}}, "The key “plan” at base is not known."),
        ("kind", "agenda", 'At kind stands "agenda".'),
        ("people.0.facilitator", 1, "At people[0].facilitator stands 1. Give true or false."),
        ("rounds.0.groups.0.max", True, "At rounds[0].groups[0].max stands true."),
        ("rounds.0.groups.0.min", 3, "At rounds[0].groups[0] min is 3, more than max, 2."),
        ("people.1.id", "p1", "The id “p1” is given at people[0] and again at people[1]."),
        ("rounds.0.groups.1.id", "g1", "The id “g1” is given at rounds[0].groups[0] and again at"),
        ("people.0.absent", ["r9"], "At people[0].absent stands “r9”, and there is no such round."),
        ("apart.0", ["p1", "p9"], "At apart[0] stands “p9”, and there is no such person."),
        ("together", [["p1", "p1"]], "The id “p1” is given at together[0][0] and again at together[0][1]."),
        ("fixed.0.group", "g9", "At fixed[0].group stands “g9”, and there is no such group in this round."),
        ("locked_rounds", ["r9"], "At locked_rounds stands “r9”, and there is no such round."),
        ("met", [["p1", "p1", 2]], 'At met[0] stands ["p1", "p1", 2]. Give [person, another person, times].'),
        ("not_alone", [["org"]], 'At not_alone[0] stands ["org"]. Give [attribute, value].'),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(path: str, value: object, sentence: str) -> None:
    with pytest.raises(BadProblem) as refusal:
        read_problem(with_(path, value))
    assert str(refusal.value).startswith(sentence)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(BadProblem, match=r"The key “rounds” is missing at the problem\."):
        read_problem({key: value for key, value in SMALL.items() if key != "rounds"})


def run(text: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "convene.engines.breakout_allocator", *options]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_line_allocates() -> None:
    done = run(json.dumps(SMALL), "--effort", "20000", "--seed", "3")
    assert (done.returncode, done.stderr) == (0, "")
    solution = json.loads(done.stdout)
    assert check(read_problem(SMALL), read_assignment(solution["assign"])) == ()
    assert (solution["broken"], solution["score"], solution["proven"], solution["complete"]) == ([], 0, True, True)


def test_the_command_line_says_why_not() -> None:
    done = run(json.dumps(with_("rounds.0.groups.1.min_facilitators", 2)), "--seconds", "5")
    assert json.loads(done.stdout)["core"] == ["r1"]


@pytest.mark.parametrize("text", ["{", json.dumps(SMALL | {"colour": 1})])
def test_the_command_line_refuses_in_a_sentence(text: str) -> None:
    done = run(text)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(("This is not JSON", "The key “colour” at the problem"))


def test_importing_the_engine_is_cheap() -> None:
    code = "import sys; import convene.engines.breakout_allocator; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "numba", "ortools"} & set(loaded)
