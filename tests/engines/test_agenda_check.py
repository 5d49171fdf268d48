"""The checker finds each broken rule, and nothing where none is broken."""

from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convene.engines.agenda_solver import (
    Attendee,
    Before,
    Person,
    Pin,
    Place,
    Plan,
    Problem,
    Relation,
    Room,
    Rule,
    Session,
    Together,
    Weights,
    Window,
    check,
    explain,
    read_plan,
    read_problem,
    score,
)
from convene.engines.agenda_solver.check import missed_stars
from tests.engines.agenda_instances import hidden_plan, planted, raster, stars

PROBLEM = Problem(
    grid=15,
    days=((540, 720), (540, 720)),
    blocked=(Window(0, 600, 615),),
    rooms=(Room("big", 100, frozenset({"av"})), Room("small", 10, unavailable=(Window(0, 660, 720),))),
    people=(Person("ana", name="Ana Lee"), Person("ben", (Window(0, 540, 720),))),
    sessions=(
        Session("a", 45, track="t", people=("ana",), expected=20),
        Session("b", 45, track="t", people=("ana", "ben")),
        Session("c", 30),
    ),
)
PLAN = {"a": Place(0, 540, "big"), "b": Place(0, 615, "small"), "c": Place(1, 540, "big")}


def rules(problem: Problem, plan: Plan) -> list[Rule]:
    return [clash.rule for clash in check(problem, plan)]


def moved(session: str, day: int, start: int, room: str) -> Plan:
    return {**PLAN, session: Place(day, start, room)}


def told_of(session: str, **changes: object) -> Problem:
    sessions = tuple(replace(one, **changes) if one.id == session else one for one in PROBLEM.sessions)  # type: ignore[arg-type]
    return replace(PROBLEM, sessions=sessions)


def bound_by(*constraints: Before | Together) -> Problem:
    return replace(PROBLEM, constraints=constraints)


def test_a_plan_that_breaks_nothing_has_no_clash() -> None:
    assert check(PROBLEM, PLAN) == ()


@pytest.mark.parametrize(
    ("rule", "problem", "plan"),
    [
        (Rule.UNKNOWN_SESSION, PROBLEM, {**PLAN, "d": Place(0, 540, "big")}),
        (Rule.UNPLACED, PROBLEM, {"a": PLAN["a"], "b": PLAN["b"]}),
        (Rule.NO_SUCH_PLACE, PROBLEM, moved("c", 2, 540, "big")),
        (Rule.OUTSIDE_DAY, PROBLEM, moved("c", 1, 705, "big")),
        (Rule.OFF_GRID, PROBLEM, moved("c", 1, 550, "big")),
        (Rule.OFF_STARTS, replace(PROBLEM, starts=(540, 615)), moved("c", 1, 570, "big")),
        (Rule.IN_BREAK, PROBLEM, moved("a", 0, 570, "big")),
        (Rule.ROOM_UNAVAILABLE, PROBLEM, moved("c", 0, 675, "small")),
        (Rule.ROOM_TOO_SMALL, told_of("b", min_capacity=11), PLAN),
        (Rule.ROOM_NOT_ALLOWED, told_of("c", rooms=("small",)), PLAN),
        (Rule.ROOM_LACKS, told_of("b", needs=frozenset({"av"})), PLAN),
        (Rule.OUTSIDE_ALLOWED, told_of("c", allowed=(Window(1, 550, 720),)), PLAN),
        (Rule.PIN, told_of("c", pin=Pin(day=0)), PLAN),
        (Rule.PERSON_UNAVAILABLE, PROBLEM, moved("b", 1, 615, "small")),
        (Rule.ROOM_CLASH, PROBLEM, moved("c", 0, 540, "big")),
        (Rule.PERSON_CLASH, PROBLEM, moved("b", 0, 555, "small")),
        (Rule.EXCLUSIVE, told_of("c", exclusive=True), moved("c", 0, 540, "small")),
        (Rule.BEFORE, bound_by(Before("a", "b", 45)), PLAN),
        (Rule.SAME_ROOM, bound_by(Together(Relation.SAME_ROOM, ("a", "b"))), PLAN),
        (Rule.SAME_DAY, bound_by(Together(Relation.SAME_DAY, ("a", "c"))), PLAN),
        (Rule.DIFFERENT_DAY, bound_by(Together(Relation.DIFFERENT_DAY, ("a", "b"))), PLAN),
        (Rule.NOT_PARALLEL, bound_by(Together(Relation.NOT_PARALLEL, ("a", "c"))), moved("c", 0, 540, "small")),
        (Rule.CONSECUTIVE, bound_by(Together(Relation.CONSECUTIVE, ("a", "b"))), PLAN),
    ],
)
def test_each_rule_is_found_when_it_is_broken(rule: Rule, problem: Problem, plan: Plan) -> None:
    assert rule in rules(problem, plan)
    assert all(clash.text.endswith(".") for clash in check(problem, plan))


def test_back_to_back_is_no_clash() -> None:
    problem = bound_by(Together(Relation.CONSECUTIVE, ("b", "c")), Before("b", "c"))
    assert check(problem, {**PLAN, "c": Place(0, 660, "small")} | {"b": Place(0, 615, "small")}) != ()
    assert check(problem, {**PLAN, "b": Place(0, 615, "big"), "c": Place(0, 660, "big")}) == ()


def test_a_name_stands_in_the_sentence() -> None:
    clash = next(one for one in check(PROBLEM, moved("b", 0, 555, "small")) if one.rule is Rule.PERSON_CLASH)
    assert clash.text.startswith("Ana Lee is needed in a and b at once")


def test_every_soft_term_is_counted() -> None:
    weights = Weights(10, 1, 5, 2, 30)
    attendees = (Attendee("x", ("a", "b", "c")),)
    plan = {**PLAN, "a": Place(0, 615, "small"), "b": Place(0, 630, "big")}
    base = {**plan, "c": Place(1, 570, "big")}
    problem = replace(PROBLEM, attendees=attendees, weights=weights, base=base)
    found = score(problem, plan)
    assert (found.missed_star, found.overflow_seat, found.track_parallel, found.track_extra_room, found.change) == (
        1, 10, 1, 1, 1,
    )  # fmt: skip
    assert found.total == 10 + 10 + 5 + 2 + 30


@pytest.mark.parametrize("seed", range(3))
def test_the_hidden_timetables_cost_nothing(seed: int) -> None:
    problem, plan = read_problem(planted(40, seed)), read_plan(hidden_plan(40, seed))
    assert check(problem, plan) == ()
    assert score(problem, plan).total == 0
    problem, plan = read_problem(raster(40, seed)), read_plan(hidden_plan(40, seed, raster=True))
    assert (check(problem, plan), score(problem, plan).total) == ((), 0)
    assert len(read_problem(stars(40, seed)).attendees) > 0


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 8), st.integers(1, 4)), min_size=1, max_size=6))
def test_missed_stars_agree_with_trying_every_choice(spans: list[tuple[int, int, int]]) -> None:
    sessions = tuple(Session(f"s{i}", 15 * length) for i, (_, _, length) in enumerate(spans))
    problem = Problem(grid=15, days=((0, 240), (0, 240)), rooms=(), sessions=sessions)
    plan = {f"s{i}": Place(day, 15 * start, "r") for i, (day, start, _) in enumerate(spans)}

    def apart(a: int, b: int) -> bool:
        (day, start, length), (other_day, other_start, other_length) = spans[a], spans[b]
        return day != other_day or start + length <= other_start or other_start + other_length <= start

    most = max(
        sum(chosen)
        for chosen in product((0, 1), repeat=len(spans))
        if all(apart(a, b) for a, b in combinations([i for i, taken in enumerate(chosen) if taken], 2))
    )
    assert missed_stars(problem, plan, plan) == len(spans) - most


def test_an_alternative_costs_what_it_says() -> None:
    problem, plan = read_problem(stars(30, 2)), read_plan(hidden_plan(30, 2, fill=0.92, honest_stars=False))
    told = explain(problem, plan)
    assert set(told) == set(plan)
    now = score(problem, plan).total
    alone = [one for one in told.values() if not any(one.session in each.sessions for each in problem.constraints)]
    tried = 0
    for one in alone:
        for other in one.alternatives:
            there = {**plan, one.session: other.place}
            assert check(problem, there) == ()
            assert score(problem, there).total - now == other.total
            tried += 1
    assert tried > 0
