"""The solver finds plans that break nothing, moves few sessions, and names true and minimal reasons."""

import time
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convene.engines.agenda_solver import (
    Before,
    Core,
    Person,
    Pin,
    Place,
    Plan,
    Problem,
    Relation,
    Room,
    Score,
    Session,
    Together,
    Window,
    check,
    read_plan,
    read_problem,
    score,
    solve,
)
from convene.engines.agenda_solver.blocks import Blocks
from convene.engines.agenda_solver.domains import Timeline
from tests.engines.agenda_instances import (
    IMPOSSIBLE,
    change,
    hidden_plan,
    impossible,
    impossible_change,
    long_change,
    planted,
    raster,
    stars,
)

MAKERS = {"planted": planted, "raster": raster, "stars": stars}


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("sessions", [12, 45])
def test_a_plan_breaks_no_rule(kind: str, sessions: int) -> None:
    problem = read_problem(MAKERS[kind](sessions, 3))
    solution = solve(problem, seed=1, effort=200_000)
    assert solution.plan is not None
    assert check(problem, solution.plan) == ()
    assert (solution.clashes, solution.score) == (0, score(problem, solution.plan))


def test_a_plan_that_misses_nothing_is_found_and_known_as_such() -> None:
    solution = solve(read_problem(planted(40, 5)), seed=1, effort=400_000)
    assert solution.score is not None
    assert (solution.score.total, solution.proven, solution.complete) == (0, True, True)


@settings(max_examples=8)
@given(st.integers(0, 10_000))
def test_whatever_is_generated_is_solved(seed: int) -> None:
    problem = read_problem(planted(20, seed))
    solution = solve(problem, seed=seed, effort=60_000)
    assert solution.plan is not None
    assert check(problem, solution.plan) == ()


def test_equal_seeds_give_equal_plans_under_an_effort() -> None:
    problem = read_problem(stars(60, 1))
    first, again, other = (solve(problem, seed=seed, effort=300_000) for seed in (7, 7, 8))
    assert first == again
    assert first.complete
    assert first.plan != other.plan


def test_seconds_are_a_ceiling_and_a_cut_run_says_so() -> None:
    problem = read_problem(stars(60, 1))
    solve(problem, seed=1, effort=1)  # so that nothing is compiled below
    began = time.monotonic()
    solution = solve(problem, seed=1, seconds=1.0, effort=500_000_000)
    assert time.monotonic() - began < 20.0, "so many moves take minutes; other tests may have the processors meanwhile"
    assert not solution.complete
    assert solution.clashes == 0


@pytest.mark.parametrize("kind", MAKERS)
def test_the_cost_that_the_search_keeps_is_the_cost_counted_anew(kind: str) -> None:
    # It is kept by differences, over millions of moves: what one of them gets wrong would never come right again.
    from convene.engines.agenda_solver import kernel
    from convene.engines.agenda_solver.tables import Arrays

    problem = read_problem(MAKERS[kind](45, 2))
    arrays = Arrays(Blocks(Timeline(problem)), problem.weights)
    tables, state = arrays.tables(broken=100, soft=True, unplaced=1000), arrays.state(1)
    state.costs[:] = kernel.total_cost(tables, state)
    for warmth in (40_000, 10_000, 2_000):
        kernel.anneal(tables, state, arrays.stretches(), 20_000, warmth, warmth)
        kept = int(state.costs[0])
        assert kernel.total_cost(tables, state) == kept


def test_the_caller_may_look_on_and_stop() -> None:
    seen: list[tuple[float, Score | None]] = []
    solution = solve(
        read_problem(stars(60, 1)),
        seed=1,
        effort=50_000_000,
        progress=lambda share, best: seen.append((share, best)),
        should_stop=lambda: len(seen) > 5,
    )
    assert not solution.complete
    assert solution.plan is not None
    assert solution.clashes == 0
    assert all(0.0 <= share < 1.0 for share, _ in seen)


def test_nothing_to_plan_is_a_plan() -> None:
    assert solve(Problem(grid=15, days=((540, 600),), rooms=(), sessions=()), seed=1).plan == {}


# --- least change ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_a_changed_problem_moves_few_sessions_and_breaks_nothing(seed: int) -> None:
    problem = read_problem(change(40, seed))
    assert check(problem, problem.base or {}) != ()
    solution = solve(problem, seed=1, effort=100_000)
    assert solution.plan is not None
    assert solution.score is not None
    assert check(problem, solution.plan) == ()
    assert solution.proven
    assert solution.score.change >= 1


def test_an_impossible_change_of_many_sessions_names_who_clashes() -> None:
    problem = read_problem(impossible_change(350, 1))
    solution = solve(problem, seed=1, seconds=60)
    assert solution.core is not None
    assert solution.complete
    assert solution.core.people == ("busy",)
    assert set(solution.core.sessions) == {one.id for one in problem.sessions if "busy" in one.people}
    assert "busy is needed in" in solution.core.message


@pytest.mark.long  # it takes the half minute that it is given
@pytest.mark.parametrize("seed", [1, 2])
def test_a_change_of_many_sessions_in_few_rooms_keeps_its_ceiling_and_every_rule(seed: int) -> None:
    problem = read_problem(long_change(350, seed))
    solve(problem, seed=1, seconds=1)  # so that nothing is compiled below
    began = time.monotonic()
    solution = solve(problem, seed=1, seconds=30, effort=100_000 * len(problem.sessions))
    assert time.monotonic() - began < 35.0, "the last check of a plan takes a moment more"
    assert solution.clashes == 0
    assert solution.score is not None
    assert 0 < solution.score.change < len(problem.sessions) / 4


def all_plans(problem: Problem) -> list[Plan]:
    """Every plan of a tiny problem that breaks no rule."""
    places = [
        Place(day, start, room.id)
        for day, (opens, closes) in enumerate(problem.days)
        for start in range(opens, closes, problem.grid)
        for room in problem.rooms
    ]
    ids = [one.id for one in problem.sessions]
    plans = (dict(zip(ids, chosen, strict=True)) for chosen in product(places, repeat=len(ids)))
    return [plan for plan in plans if not check(problem, plan)]


def tiny(rooms: int, minutes: list[int], shared: list[tuple[int, int]], gap: int | None, late: bool) -> Problem:
    """Up to four sessions on a day of 90 minutes."""
    people = [Person(f"p{i}") for i in range(len(shared))]
    busy: dict[int, list[str]] = {}
    for person, pair in zip(people, shared, strict=True):
        for i in set(pair):
            busy.setdefault(i % len(minutes), []).append(person.id)
    if late and people:
        people[0] = replace(people[0], available=(Window(0, 585, 630),))
    sessions = tuple(Session(f"s{i}", each, people=tuple(busy.get(i, ()))) for i, each in enumerate(minutes))
    constraints = (Before("s0", "s1", gap),) if gap is not None and len(minutes) > 1 else ()
    return Problem(
        grid=15,
        days=((540, 630),),
        rooms=tuple(Room(f"r{i}", 10) for i in range(rooms)),
        people=tuple(people),
        sessions=sessions,
        constraints=constraints,
    )


TINY = st.builds(
    tiny,
    st.integers(1, 2),
    st.lists(st.sampled_from((15, 30, 45, 60)), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=3),
    st.sampled_from((None, 0, 15)),
    st.booleans(),
)


@settings(max_examples=30)
@given(TINY)
def test_the_solver_agrees_with_trying_every_plan(problem: Problem) -> None:
    solution = solve(problem, seed=1, effort=20_000)
    assert (solution.core is None) == bool(all_plans(problem))
    if solution.plan is not None:
        assert check(problem, solution.plan) == ()
    else:
        assert solution.core is not None
        assert is_minimal(problem, solution.core)


@settings(max_examples=15)
@given(TINY, st.integers(0, 1000))
def test_no_plan_moves_fewer_sessions(problem: Problem, drawn: int) -> None:
    plans = all_plans(replace(problem, people=(), sessions=tuple(replace(one, people=()) for one in problem.sessions)))
    possible = all_plans(problem)
    if not possible:
        return
    base = plans[drawn % len(plans)]
    asked = replace(problem, base=base, weights=replace(problem.weights, change=30))
    solution = solve(asked, seed=1, effort=20_000)
    assert solution.score is not None
    assert solution.score.change == min(sum(plan[one] != base[one] for one in base) for plan in possible)


# --- reasons ---------------------------------------------------------------------------------------------------------


def part(problem: Problem, sessions: set[str], people: set[str]) -> Problem:
    """The problem in which only these sessions are to be held, and only these people must be there."""
    kept = tuple(
        replace(one, people=tuple(person for person in one.people if person in people))
        for one in problem.sessions
        if one.id in sessions
    )
    constraints = tuple(
        one
        for one in problem.constraints
        if set(one.sessions) <= sessions or (isinstance(one, Together) and one.relation is not Relation.CONSECUTIVE)
    )
    constraints = tuple(
        replace(one, sessions=tuple(each for each in one.sessions if each in sessions))
        if isinstance(one, Together)
        else one
        for one in constraints
    )
    rest = tuple(one for one in problem.people if one.id in people)
    return replace(problem, sessions=kept, people=rest, constraints=constraints, attendees=(), base=None)


def can_be_planned(problem: Problem) -> bool:
    if not problem.sessions:
        return True
    if len(problem.sessions) <= 3 and len(problem.rooms) <= 2 and len(problem.days) == 1:
        return bool(all_plans(problem))
    solution = solve(problem, seed=1, effort=100_000)
    return solution.plan is not None and not check(problem, solution.plan)


def is_minimal(problem: Problem, core: Core) -> bool:
    """Whether the core cannot be planned, and can without any one session or person of it."""
    sessions, people = set(core.sessions), set(core.people)
    return (
        not can_be_planned(part(problem, sessions, people))
        and all(can_be_planned(part(problem, sessions - {one}, people)) for one in sessions)
        and all(can_be_planned(part(problem, sessions, people - {one})) for one in people)
    )


@pytest.mark.parametrize("way", IMPOSSIBLE)
def test_a_core_is_true_and_minimal(way: str) -> None:
    problem = read_problem(impossible(way, 45, 4))
    solution = solve(problem, seed=1, seconds=20)
    assert solution.core is not None
    assert solution.plan is None
    assert is_minimal(problem, solution.core)
    assert all(one in solution.core.message for one in solution.core.sessions)


def test_a_reason_speaks_in_names_and_minutes() -> None:
    names = ("One", "Two", "Three")
    problem = Problem(
        grid=15,
        days=((540, 720),),
        rooms=(Room("r1", 10), Room("r2", 10)),
        people=(Person("p7", (Window(0, 540, 630),), "Ana Lee"),),
        sessions=tuple(Session(f"s{i}", 45, people=("p7",), name=name) for i, name in enumerate(names)),
    )
    core = solve(problem, seed=1).core
    assert core is not None
    assert core.message == (
        "Ana Lee is needed in “One”, “Two” and “Three”, and is there day 0 09:00–10:30: "
        "together they take 135 minutes, and the time in which they may run has 90."
    )


@pytest.mark.parametrize(
    ("constraints", "pins", "core"),
    [
        ((Before("a", "b"), Before("b", "c"), Before("c", "a")), {}, ("a", "b", "c")),
        ((Together(Relation.CONSECUTIVE, ("a", "b")), Together(Relation.CONSECUTIVE, ("b", "a"))), {}, ("a", "b")),
        ((Together(Relation.CONSECUTIVE, ("a", "b")), Before("b", "a")), {}, ("a", "b")),
        ((Before("a", "b", 90),), {"b": Pin(start=600)}, ("a", "b")),
        ((Together(Relation.DIFFERENT_DAY, ("a", "b")),), {}, ("a", "b")),
        ((Together(Relation.SAME_ROOM, ("a", "b")),), {"a": Pin(start=540), "b": Pin(start=555)}, ("a", "b")),
    ],
)
def test_relations_that_cannot_be_are_named(
    constraints: tuple[Before | Together, ...], pins: dict[str, Pin], core: tuple[str, ...]
) -> None:
    sessions = tuple(Session(one, 30, pin=pins.get(one, Pin())) for one in "abc")
    rooms = (Room("r1", 10), Room("r2", 10), Room("r3", 10))
    problem = Problem(grid=15, days=((540, 720),), rooms=rooms, sessions=sessions, constraints=constraints)
    found = solve(problem, seed=1).core
    assert found is not None
    assert (found.sessions, found.people) == (core, ())


# --- sizes -----------------------------------------------------------------------------------------------------------


@pytest.mark.long  # minutes: every kind at every size, with the seconds that its users wait
@pytest.mark.parametrize(
    ("kind", "sessions", "seconds"),
    [(kind, *size) for kind in MAKERS for size in ((60, 4), (150, 12), (350, 40))],
)
def test_no_size_is_left_with_a_broken_rule(kind: str, sessions: int, seconds: float) -> None:
    problem = read_problem(MAKERS[kind](sessions, 1))
    solution = solve(problem, seed=1, seconds=seconds)
    assert solution.clashes == 0
    assert solution.plan is not None
    assert check(problem, solution.plan) == ()
    if kind == "planted":
        assert score(problem, read_plan(hidden_plan(sessions, 1))).total == 0
        assert solution.score is not None
        assert solution.score.missed_star <= 0.05 * sum(len(one.stars) for one in problem.attendees)


@pytest.mark.long  # CP-SAT proves for seconds at these sizes
@pytest.mark.parametrize("sessions", [110, 180])
def test_large_changes_are_proven_too(sessions: int) -> None:
    solution = solve(read_problem(change(sessions, 1)), seed=1, seconds=30)
    assert (solution.clashes, solution.proven) == (0, True)
