from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.events.catalogue import Act, Relation, State
from convene.events.rules import (
    aims_in,
    edition_in_words,
    edition_of,
    is_over,
    is_slug,
    neighbours,
    relation_in_words,
    slug_for,
    town_in,
    waits_too_long,
    why_not,
    with_one_moved,
)

NOON = datetime(2027, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Forum of Forums 2025", "forum-of-forums-2025"),
        ("  Café: l’été — ça va? ", "cafe-lete-ca-va"),
        ("منتدى الشبكة", "event"),
        ("New", "event"),
        ("", "event"),
        ("W" * 200, "w" * 60),
    ],
)
def test_a_title_becomes_an_address(title: str, slug: str) -> None:
    assert slug_for(title) == slug


@given(st.text(max_size=300))
def test_whatever_the_title_its_address_can_stand_in_a_url(title: str) -> None:
    assert is_slug(slug_for(title))


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "é", "new", "../x", "a" * 61])
def test_what_is_no_address(text: str) -> None:
    assert not is_slug(text)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", State)
def test_a_draft_is_published_what_is_published_is_archived_and_all_but_a_draft_is_withdrawn_or_cancelled(
    act: Act, state: State
) -> None:
    fits = {
        (State.DRAFT, Act.PUBLISH),
        (State.PUBLISHED, Act.WITHDRAW),
        (State.PUBLISHED, Act.ARCHIVE),
        (State.PUBLISHED, Act.CANCEL),
        (State.ARCHIVED, Act.PUBLISH),
        (State.ARCHIVED, Act.WITHDRAW),
        (State.ARCHIVED, Act.CANCEL),
        (State.CANCELLED, Act.ARCHIVE),
        (State.CANCELLED, Act.TAKE_PLACE),
    }
    assert (why_not(act, state, is_cancelled=state is State.CANCELLED) is None) is ((state, act) in fits)


def test_what_was_cancelled_and_archived_is_opened_by_taking_place_alone() -> None:
    fitting = [act for act in Act if why_not(act, State.ARCHIVED, is_cancelled=True) is None]
    assert fitting == [Act.TAKE_PLACE]


def test_aims_stand_one_a_line_with_or_without_dashes() -> None:
    assert aims_in("Share knowledge\n\n- Name the issues \n  * Build\n-not a dash") == [
        "Share knowledge",
        "Name the issues",
        "Build",
        "-not a dash",
    ]


@given(st.lists(st.integers(), unique=True, min_size=1), st.data(), st.booleans())
def test_moving_one_thing_keeps_all_and_moves_it_by_one(things: list[int], data: st.DataObject, up: bool) -> None:
    which = data.draw(st.sampled_from(things))
    moved = with_one_moved(things, which, up=up)
    step = -1 if up else 1
    assert sorted(moved) == sorted(things)
    assert moved.index(which) == min(max(things.index(which) + step, 0), len(things) - 1)
    assert [each for each in moved if each != which] == [each for each in things if each != which]


def test_mail_may_wait_for_two_minutes() -> None:
    assert not waits_too_long(None, NOON)
    assert not waits_too_long(NOON - timedelta(minutes=2), NOON)
    assert waits_too_long(NOON - timedelta(minutes=2, seconds=1), NOON)


@pytest.mark.parametrize(
    ("wall", "over"),
    [
        ("2027-03-05T23:59", False),
        ("2027-03-06T01:00", False),  # the last evening is not over
        ("2027-03-06T03:59", False),
        ("2027-03-06T04:00", True),
        ("2027-03-06T12:00", True),
    ],
)
def test_the_last_evening_of_an_event_belongs_to_it_until_the_day_turns(wall: str, over: bool) -> None:
    at = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo("Asia/Bangkok")).astimezone(UTC)
    assert is_over(date(2027, 3, 5), time(4), "Asia/Bangkok", at) is over


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "First edition"),
        (2, "Second edition"),
        (10, "Tenth edition"),
        (11, "11th edition"),
        (12, "12th edition"),
        (13, "13th edition"),
        (20, "20th edition"),
        (21, "21st edition"),
        (22, "22nd edition"),
        (23, "23rd edition"),
        (111, "111th edition"),
        (121, "121st edition"),
        (None, "An edition"),
    ],
)
def test_an_edition_is_said_in_words(number: int | None, words: str) -> None:
    assert str(edition_in_words(number)) == words


def test_an_edition_is_said_with_its_series() -> None:
    assert str(edition_of(2, "Regional forums")) == "Second edition of Regional forums"
    assert str(edition_of(11, "100 % webinars")) == "11th edition of 100 % webinars"


@pytest.mark.parametrize(
    ("relation", "here", "there"),
    [
        (Relation.FOLLOWS, "Follows", "Precedes"),
        (Relation.PRECEDES, "Precedes", "Follows"),
        (Relation.ON_THE_MARGINS_OF, "On the margins of", "Has on its margins"),
    ],
)
def test_a_relation_is_said_from_both_ends(relation: Relation, here: str, there: str) -> None:
    assert str(relation_in_words(relation)) == here
    assert str(relation_in_words(relation, reverse=True)) == there


@pytest.mark.parametrize(
    ("numbers", "number", "around"),
    [
        ([], 1, (None, None)),
        ([1, 3], 2, (1, 3)),
        ([9, 1, 4], 4, (1, 9)),
        ([2, 1], 5, (2, None)),
        ([7], 1, (None, 7)),
    ],
)
def test_the_editions_before_and_after_skip_those_that_are_not_there(
    numbers: list[int], number: int, around: tuple[int | None, int | None]
) -> None:
    assert neighbours(numbers, number) == around


@pytest.mark.parametrize(
    ("address", "place", "town"),
    [
        ("12 Pier Road, Bangkok, Thailand", "Riverside Centre", "Bangkok, Thailand"),
        ("San Francisco, United States", "Hotel Embarcadero", "San Francisco, United States"),
        ("10 rue de Rivoli, 75001 Paris", "", "Paris"),
        ("4 Embarcadero Center, San Francisco, CA 94111", "", "San Francisco, CA"),
        ("12 Pier Road, Bangkok", "Riverside Centre Bangkok", ""),
        ("12 Pier Road", "", ""),
        ("", "", ""),
    ],
)
def test_a_town_is_read_from_an_address(address: str, place: str, town: str) -> None:
    assert town_in(address, place) == town
