"""Whom somebody sees of their group, and why they are there: decided on paper."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import pytest

from convene.breakouts.company import Member, Span, changes_next, on_or_next, seen_by_participants, why_here
from convene.events.catalogue import ListSeen

ME, ONE, TWO, THREE = (UUID(int=number) for number in range(4))
MINE = Member(ME, "NGO 8")
OTHERS = [Member(ONE, "UN office"), Member(TWO, "University 1"), Member(THREE)]
SEEN = seen_by_participants(ListSeen.EVERYBODY)
ALONE = "No one else from your organisation."


@pytest.mark.parametrize(
    ("others", "rank", "has_wishes", "met", "said"),
    [
        (OTHERS, 1, True, None, ["Your first wish.", ALONE]),
        (OTHERS, 2, True, {ONE}, ["Your second wish.", "2 of 3 are new to you.", ALONE]),
        (OTHERS, 3, True, {ONE, TWO}, ["Your third wish.", "1 of 3 is new to you.", ALONE]),
        (OTHERS, 5, True, set(), ["Number 5 of your wishes.", "3 of 3 are new to you.", ALONE]),
        (OTHERS, None, True, None, ["It is none of the groups that you wished for.", ALONE]),
        (OTHERS, None, False, {ONE, TWO, THREE}, ["You have met all of them in an earlier round.", ALONE]),
        ([*OTHERS, Member(UUID(int=9), " ngo 8")], None, False, None, []),
        ([], None, False, {ONE}, []),
    ],
)
def test_why_somebody_sits_there(
    others: list[Member], rank: int | None, has_wishes: bool, met: Collection[UUID] | None, said: list[str]
) -> None:
    found = why_here(MINE, others, rank=rank, has_wishes=has_wishes, met=met, seen=SEEN)
    assert [str(each) for each in found] == said


def test_who_names_no_organisation_is_told_nothing_of_it() -> None:
    assert why_here(Member(ME), OTHERS, rank=None, has_wishes=False, met=None, seen=SEEN) == []


def test_where_no_names_are_seen_no_reason_tells_of_others() -> None:
    seen = seen_by_participants(ListSeen.ORGANISERS)
    found = why_here(MINE, OTHERS, rank=1, has_wishes=True, met={ONE}, seen=seen)
    assert [str(each) for each in found] == ["Your first wish.", "2 of 3 are new to you."]


@pytest.mark.parametrize(
    ("list_seen", "names", "organisations"),
    [(ListSeen.EVERYBODY, True, True), (ListSeen.PARTICIPANTS, True, False), (ListSeen.ORGANISERS, False, False)],
)
def test_the_list_of_participants_says_what_a_group_sees(list_seen: ListSeen, names: bool, organisations: bool) -> None:
    seen = seen_by_participants(list_seen)
    assert (seen.names, seen.organisations) == (names, organisations)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-03-04 {text}")


ROUNDS = [Span(at("10:00"), at("10:20")), Span(at("10:25"), at("10:45")), Span(None, None)]


@pytest.mark.parametrize(
    ("wall", "shown", "changes"),
    [
        ("09:00", 0, "10:00"),
        ("10:00", 0, "10:20"),
        ("10:20", 1, "10:25"),
        ("10:30", 1, "10:45"),
        ("10:45", 2, None),
    ],
)
def test_the_round_that_is_on_or_next_is_shown(wall: str, shown: int, changes: str | None) -> None:
    assert on_or_next(ROUNDS, at(wall)) == shown
    assert changes_next(ROUNDS, at(wall)) == (at(changes) if changes else None)


def test_once_all_rounds_are_over_none_is_shown() -> None:
    assert on_or_next(ROUNDS[:2], at("10:45")) is None
