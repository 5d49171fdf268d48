"""The checker names every rule that is broken, and the score is what a recount says."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.engines.breakout_allocator import (
    Assignment,
    Fixed,
    Group,
    Person,
    Problem,
    Round,
    bounds,
    check,
    meetings,
    score,
)

GROUPS = (Group("g1", 1, 2, "t1", name="Red"), Group("g2", 1, 2, "t2", 1))
ROUNDS = (Round("r1", GROUPS), Round("r2", GROUPS, "Afternoon"))
PEOPLE = (
    Person("a", {"org": "o1"}, ("t1", "t2"), name="Ana Lee"),
    Person("b", {"org": "o1"}, ("t2",)),
    Person("c", facilitator=True),
    Person("d", absent=frozenset({"r2"})),
)
PROBLEM = Problem(
    PEOPLE, ROUNDS, together=(("a", "b"),), apart=(("a", "d"),), diversity=("org",), weights={"regret": 2}
)
GOOD: Assignment = {"r1": {"a": "g1", "b": "g1", "c": "g2", "d": "g2"}, "r2": {"a": "g1", "b": "g1", "c": "g2"}}


def with_(round_id: str, **places: str | None) -> Assignment:
    changed = {**GOOD[round_id], **places}
    return {**GOOD, round_id: {one: group for one, group in changed.items() if group is not None}}


def test_a_good_assignment_breaks_nothing() -> None:
    assert check(PROBLEM, GOOD) == ()
    assert dict(score(PROBLEM, GOOD).terms) == {"repeat": 0, "mix_org": 2, "regret": 4}
    assert score(PROBLEM, GOOD).total == 8
    assert meetings(PROBLEM, GOOD) == {("a", "b"): 2, ("c", "d"): 1}


@pytest.mark.parametrize(
    ("assign", "problem", "kind", "message"),
    [
        (with_("r2", x="g1"), PROBLEM, "unknown_person", "x has a place in “Afternoon”, and there is no such person."),
        (with_("r1", c=None), PROBLEM, "unassigned", "c has no place in round r1."),
        (with_("r2", d="g2"), PROBLEM, "absent_assigned", "d is absent from “Afternoon” and has a place there."),
        (with_("r1", d="g9"), PROBLEM, "unknown_group", "d is in g9, and round r1 has no such group."),
        (with_("r1", d="g1"), PROBLEM, "group_too_big", "Red in round r1 has 3 people and room for 2."),
        (with_("r2", c="g1"), PROBLEM, "group_too_small", "g2 in “Afternoon” has nobody and needs at least 1."),
        (with_("r2", c="g1"), PROBLEM, "no_facilitator", "g2 in “Afternoon” needs a facilitator and has none."),
        (with_("r1", b="g2"), PROBLEM, "together", "Ana Lee and b are not together in round r1."),
        (with_("r1", d="g1"), PROBLEM, "apart", "Ana Lee and d are not apart in round r1."),
        (GOOD, replace(PROBLEM, fixed=(Fixed("a", "r1", "g2"),)), "fixed",
         "Ana Lee is not in g2 in round r1, and was fixed there."),
        (with_("r1", c="g1"), replace(PROBLEM, base=GOOD, locked_rounds=frozenset({"r1"})), "locked",
         "c is not in g2 in round r1, and the round is locked."),
        (GOOD, replace(PROBLEM, no_repeat_topic=True), "topic_again",
         "Ana Lee has the topic t1 again in “Afternoon”."),
    ],
)  # fmt: skip
def test_every_rule_is_told(assign: Assignment, problem: Problem, kind: str, message: str) -> None:
    assert (kind, message) in [(one.kind, one.message) for one in check(problem, assign)]


def test_facilitators_may_repeat_topics_when_that_is_said() -> None:
    again = [one.people for one in check(replace(PROBLEM, no_repeat_topic=True), GOOD)]
    assert again == [("a",), ("b",), ("c",)]
    free = replace(PROBLEM, no_repeat_topic=True, facilitators_may_repeat=True)
    assert [one.people for one in check(free, GOOD)] == [("a",), ("b",)]


def test_those_who_met_before_meet_again() -> None:
    problem = replace(PROBLEM, together=(), apart=(), met={("d", "c"): 2})
    assert score(problem, GOOD).terms["repeat"] == 1 + 2  # a and b twice now; c and d once, after twice


def test_nobody_is_alone_and_everybody_understood() -> None:
    people = tuple(
        Person(name, {"org": org}, languages=frozenset(languages.split()))
        for name, org, languages in (("a", "x", "en"), ("b", "x", "en fr"), ("c", "y", "fr"), ("d", "y", "km"))
    )
    problem = Problem(people, (Round("r", (Group("g", 0, 4), Group("h", 0, 4))),), not_alone=(("org", "y"),))
    terms = score(problem, {"r": {"a": "g", "b": "g", "c": "g", "d": "h"}}).terms
    assert (terms["alone"], terms["no_common_language"]) == (2, 2)  # a and c each share one language, and two are there


# --- whatever the numbers --------------------------------------------------------------------------------------------


@st.composite
def planted(draw: st.DrawFn) -> tuple[Problem, Assignment]:
    """A problem, and an assignment that breaks none of its rules."""
    number, rounds, groups = draw(st.integers(1, 9)), draw(st.integers(1, 3)), draw(st.integers(1, 4))
    leading = draw(st.sets(st.integers(0, number - 1), max_size=2))
    missing = draw(st.sets(st.tuples(st.integers(0, number - 1), st.integers(0, rounds - 1)), max_size=4))
    values = draw(st.lists(st.integers(0, 2), min_size=number, max_size=number))
    people = tuple(
        Person(
            f"p{i}",
            {"org": f"o{values[i]}"},
            () if i in leading else (f"t{values[i]}", "t3"),
            i in leading,
            frozenset(f"r{r}" for one, r in missing if one == i),
            frozenset({f"l{values[i]}", *(["l0"] if i % 3 else [])}),
        )
        for i in range(number)
    )
    assign = {
        f"r{r}": {f"p{i}": f"g{draw(st.integers(0, groups - 1))}" for i in range(number) if (i, r) not in missing}
        for r in range(rounds)
    }
    sizes = {key: Counter(places.values()) for key, places in assign.items()}
    slack = draw(st.integers(0, 2))
    seated = tuple(
        Round(
            key,
            tuple(
                Group(f"g{k}", max(0, sizes[key][f"g{k}"] - slack), sizes[key][f"g{k}"] + slack, f"t{k}")
                for k in range(groups)
            ),
        )
        for key in assign
    )
    always = Counter(pair for key in assign for pair in combinations(sorted(assign[key]), 2) if _met(assign, key, pair))
    here = Counter(pair for key in assign for pair in combinations(sorted(assign[key]), 2))
    together = tuple(pair for pair, count in here.items() if always[pair] == count)[: draw(st.integers(0, 2))]
    apart = tuple(pair for pair in here if not always[pair])[: draw(st.integers(0, 3))]
    fixed = tuple(Fixed(one, key, group) for key, places in assign.items() for one, group in sorted(places.items()))
    return (
        Problem(
            people,
            seated,
            together,
            apart,
            fixed[: draw(st.integers(0, 2))],
            diversity=("org",),
            weights={"repeat": 10, "regret": 6, "mix_org": 5, "alone": 3, "no_common_language": 4, "change": 9},
            base=assign if draw(st.booleans()) else None,
            locked_rounds=frozenset({"r0"}) if draw(st.booleans()) else frozenset(),
            met={("p0", "p1"): 2} if number > 1 else {},
            not_alone=(("org", "o0"),),
        ),
        assign,
    )


def _met(assign: Assignment, key: str, pair: tuple[str, str]) -> bool:
    return assign[key][pair[0]] == assign[key][pair[1]]


def recount(problem: Problem, assign: Assignment) -> dict[str, int]:
    """The terms counted from pairs and places, one by one."""
    terms: Counter[str] = Counter()
    topics = {(one.id, group.id): group.topic for one in problem.rounds for group in one.groups}
    groups = sorted(topics)
    inside = {
        (key, group): [one for one in problem.people if assign[key].get(one.id) == group] for key, group in groups
    }
    for a, b in combinations(problem.people, 2):
        times = sum(a in some and b in some for some in inside.values())
        if not any({a.id, b.id} <= set(some) for some in problem.together):
            before = problem.met.get((a.id, b.id), 0)
            terms["repeat"] += sum(before + k for k in range(times))
        terms["mix_org"] += times * (a.attrs["org"] == b.attrs["org"])
    for key, some in inside.items():
        terms["alone"] += [one.attrs["org"] for one in some].count("o0") == 1
        for one in some:
            if one.prefs:
                terms["regret"] += [*one.prefs, topics[key]].index(topics[key]) + (topics[key] not in one.prefs)
            shared = sum(bool(one.languages & other.languages) for other in some) - 1
            terms["no_common_language"] += shared < min(2, len(some) - 1)
            if problem.base is not None:
                terms["change"] += problem.base[key[0]].get(one.id, key[1]) != key[1]
    return dict(terms)


@given(planted())
def test_the_score_is_what_a_recount_says(made: tuple[Problem, Assignment]) -> None:
    problem, assign = made
    assert check(problem, assign) == ()
    found = score(problem, assign)
    counted = recount(problem, assign)
    assert {term: counted.get(term, 0) for term in found.terms} == dict(found.terms)
    assert found.total == sum(problem.weights[term] * count for term, count in found.terms.items())


@given(planted())
def test_no_assignment_is_below_the_bounds(made: tuple[Problem, Assignment]) -> None:
    problem, assign = made
    terms, least = score(problem, assign).terms, bounds(problem)
    assert set(least) == set(terms)
    assert all(least[term] <= count for term, count in terms.items())
