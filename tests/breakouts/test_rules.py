"""What a breakout begins with, and where somebody who comes late is best seated: decided on paper."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.breakouts.catalogue import Preset, RuleKind
from convene.breakouts.errors import MoreRoundsThanGroups, TooManyGroups, TooManyRounds
from convene.breakouts.rules import (
    FOR_FEW_MOVES,
    FOR_WISHES,
    Limits,
    best_group_for,
    limits_of,
    spans_of_rounds,
    weights_of,
    where_wishes_stand_by_themselves,
    why_not_set_up,
)
from convene.breakouts.structure import GroupFacts, Participant, Rule, letter_of

GROUPS = [GroupFacts(uuid4(), position, name) for position, name in enumerate(("A", "B", "C"))]
ROOM_FOR_SIX = {group.id: Limits(0, 6) for group in GROUPS}


def sizes(*counts: int) -> dict[UUID, int]:
    return {group.id: count for group, count in zip(GROUPS, counts, strict=True)}


@pytest.mark.parametrize(
    ("preset", "rounds", "groups", "refused"),
    [
        (Preset.MIX, 12, 1, None),
        (Preset.MIX, 13, 4, TooManyRounds),
        (Preset.MIX, 0, 4, TooManyRounds),
        (Preset.MIX, 1, 0, TooManyGroups),
        (Preset.MIX, 1, 101, TooManyGroups),
        (Preset.STATIONS, 4, 4, None),
        (Preset.STATIONS, 5, 4, MoreRoundsThanGroups),
        (Preset.SAME_ROLE, 5, 4, None),
    ],
)
def test_how_many_rounds_and_groups_there_may_be(
    preset: Preset, rounds: int, groups: int, refused: type[Exception] | None
) -> None:
    found = why_not_set_up(rounds, groups, visits_each_once=preset.visits_each_once)
    assert (type(found) if found else None) is refused


@pytest.mark.parametrize(
    ("minutes", "rounds", "each"),
    [(60, 3, [20, 20, 20]), (85, 1, [85]), (50, 3, [15, 15, 15]), (4, 3, [1, 1, 1]), (2, 3, [1, 1, 1])],
)
def test_a_session_is_divided_by_five_minutes_where_that_goes(minutes: int, rounds: int, each: list[int]) -> None:
    spans = spans_of_rounds(minutes, rounds)
    assert [length for _, length in spans] == each
    assert [after for after, _ in spans] == [number * each[0] for number in range(rounds)]


def test_letters_go_on_after_z() -> None:
    assert [letter_of(position) for position in (0, 25, 26, 27, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AB",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_the_first_rule_weighs_most_and_the_last_still_something() -> None:
    weights = weights_of([Rule(RuleKind.SPREAD, str(number)) for number in range(8)])
    assert weights == [32, 16, 8, 4, 2, 1, 1, 1]


@given(
    people=st.integers(0, 500),
    limits=st.lists(st.tuples(st.none() | st.integers(0, 40), st.none() | st.integers(0, 40)), min_size=1, max_size=12),
    give=st.sampled_from([0.0, FOR_WISHES, FOR_FEW_MOVES]),
    rounds=st.integers(1, 6),
    staying=st.lists(st.integers(0, 2), min_size=12, max_size=12),
)
def test_everybody_has_a_seat_where_organisers_leave_a_group_open(
    people: int,
    limits: list[tuple[int | None, int | None]],
    give: float,
    rounds: int,
    staying: list[int],
) -> None:
    groups = [
        GroupFacts(
            uuid4(), number, "G", smallest=least, largest=most if most is None or least is None else max(least, most)
        )
        for number, (least, most) in enumerate(limits)
    ]
    there = min(people, sum(staying))
    with_it = {}
    for group, count in zip(groups, staying, strict=False):
        with_it[group.id] = min(count, there)
        there -= with_it[group.id]
    found = limits_of(groups, people, give=give, rounds=rounds, staying=with_it)
    for group in groups:
        assert 0 <= found[group.id].smallest <= found[group.id].largest
        assert group.largest is None or found[group.id].largest == group.largest
        assert group.smallest is None or found[group.id].smallest == group.smallest
    if any(group.largest is None for group in groups):
        assert sum(each.largest for each in found.values()) >= people
    if all(group.smallest is None for group in groups):
        assert sum(each.smallest for each in found.values()) <= people


def test_who_comes_late_sits_where_fewest_are() -> None:
    assert best_group_for(GROUPS, ROOM_FOR_SIX, sizes(5, 3, 4)) == GROUPS[1].id


def test_a_wish_counts_more_than_an_even_table_but_not_more_than_a_full_one() -> None:
    wishes = [GROUPS[0].id, GROUPS[2].id]
    assert best_group_for(GROUPS, ROOM_FOR_SIX, sizes(5, 0, 0), wishes=wishes) == GROUPS[0].id
    assert best_group_for(GROUPS, ROOM_FOR_SIX, sizes(6, 0, 3), wishes=wishes) == GROUPS[2].id


def test_from_whom_one_must_be_apart_one_is_even_where_all_else_is_full() -> None:
    apart = {GROUPS[1].id, GROUPS[2].id}
    assert best_group_for(GROUPS, ROOM_FOR_SIX, sizes(6, 0, 0), kept_apart_from=apart) == GROUPS[0].id
    assert best_group_for(GROUPS, ROOM_FOR_SIX, sizes(0, 0, 0), kept_apart_from={each.id for each in GROUPS}) is None


def test_a_station_that_one_has_seen_comes_last_and_company_first() -> None:
    assert best_group_for(GROUPS, ROOM_FOR_SIX, sizes(1, 3, 3), been_in={GROUPS[0].id}) == GROUPS[1].id
    assert best_group_for(GROUPS, ROOM_FOR_SIX, sizes(1, 6, 3), drawn_to={GROUPS[1].id}) == GROUPS[1].id


def test_where_wishes_stand_is_found_by_itself() -> None:
    people = [
        Participant(uuid4(), uuid4(), f"P {number}", known={"told:Sector": "NGO", "told:Topics": words})
        for number, words in enumerate(("deterrence; Offenders", "Offenders", ""))
    ]
    assert where_wishes_stand_by_themselves(people, ["Offenders", "Deterrence"]) == "told:Topics"
    assert where_wishes_stand_by_themselves(people, ["NGO", "Company"]) == "told:Sector"
    assert where_wishes_stand_by_themselves(people, ["Table 1"]) == ""
    assert where_wishes_stand_by_themselves([], ["Table 1"]) == ""
