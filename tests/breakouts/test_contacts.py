"""Who met whom: counted for organisers, and named to each other after the last round by those who want it."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from convene.breakouts.catalogue import Preset
from convene.breakouts.company import Contacts, contacts_in
from convene.breakouts.queries.contacts import who_met
from convene.breakouts.services.moving import move_person
from convene.breakouts.structure import Arrangement
from convene.database import db
from convene.events.catalogue import Sensitivity
from convene.events.models import Event
from convene.events.services.caring import choose_sensitivity
from convene.events.services.keeping_series import SeriesFacts, begin_series, put_into_series
from convene.programme.models import Session
from convene.registration.services.directory import ShownAs, set_directory, show_oneself
from convene.registration.services.self_service import cancel
from convene.web.signed_links import Purpose, sign
from tests.factories.agendas import add_session
from tests.factories.breakouts import seat_in_turn, show_groups, split
from tests.factories.events import make_account
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
A, B, C, D = (UUID(int=number) for number in range(4))
AFTER = datetime(2027, 3, 4, 12, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


@pytest.mark.parametrize(
    ("groups", "before", "found"),
    [
        ([], [], Contacts()),
        ([[A]], [], Contacts(people=1)),
        ([[A, B], [C, D]], [], Contacts(4, pairs=2, new=2, at_most=2, least=1, mean=1.0, most=1)),
        ([[A, B], [C, D], [A, B], [C, D]], [], Contacts(4, pairs=2, new=2, at_most=4, least=1, mean=1.0, most=1)),
        ([[A, B], [C, D], [A, C], [B, D]], [(A, B)], Contacts(4, pairs=4, new=3, at_most=4, least=1, mean=1.5, most=2)),
        ([[A, B, C]], [(A, B), (A, D)], Contacts(3, pairs=3, new=2, at_most=2, least=1, mean=4 / 3, most=2)),
    ],
)
def test_pairs_are_counted_once(groups: list[list[UUID]], before: list[tuple[UUID, UUID]], found: Contacts) -> None:
    assert contacts_in(groups, before) == found


@pytest.fixture
def event(app: Flask) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def people(event: Event) -> list[UUID]:
    return [make_registration(event.id, f"p{number}@example.org", name=f"Person {number}") for number in range(4)]


def arranged_with(event: Event, people: list[UUID], starts: str = "10:00") -> Arrangement:
    """Two rounds in two groups: 0 and 2 sit together twice, 1 and 3 as well."""
    session = add_session(event, f"Split at {starts}", starts, minutes=60, day=event.starts_on)
    made = split(event, session, "One", "Two", preset=Preset.MIX, rounds=2)
    seat_in_turn(made, people)
    return show_groups(made)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-03-04 {text}")


def test_rounds_that_are_over_count_and_those_to_come_are_planned(event: Event, people: list[UUID]) -> None:
    made = arranged_with(event, people)
    second = made.rounds[1]
    move_person(event.id, made.id, second.id, people[0], made.groups[0].id, by="test")
    show_groups(made)
    found = who_met(event, made, wall("10:30"))
    assert (found.over, found.rounds) == (1, 2)
    assert (found.so_far.pairs, found.so_far.new) == (2, 2)
    assert (found.planned.pairs, found.planned.least, found.planned.most) == (4, 1, 3)
    assert who_met(event, made, wall("09:00")).so_far == Contacts()


def test_those_who_met_before_at_this_event_or_an_earlier_one_of_the_series_are_no_new_contacts(
    event: Event, people: list[UUID]
) -> None:
    earlier = make_open_event(
        slug="earlier", team_id=event.team_id, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 1)
    )
    series = begin_series(earlier.id, SeriesFacts(title="Forums"), by="test")
    put_into_series(event.id, series, 2, by="test")
    db.session.rollback()
    same = [make_registration(earlier.id, f"p{number}@example.org", name=f"Person {number}") for number in (0, 1)]
    session = add_session(earlier, "Before", "10:00", day=earlier.starts_on)
    before = split(earlier, session, "All", preset=Preset.MIX)
    seat_in_turn(before, same)
    show_groups(before)
    arranged_with(event, people, "08:00")
    made = split(event, add_session(event, "Now", "13:00", minutes=30), "All", preset=Preset.MIX)
    seat_in_turn(made, people)
    show_groups(made)
    found = who_met(event, made, wall("15:00"))
    assert found.planned.pairs == 6
    assert found.known_before == 3, "0 and 2, 1 and 3 at this event, 0 and 1 at the earlier one"
    assert (found.planned.new, found.planned.at_most) == (3, 3)


def test_who_has_cancelled_has_met_nobody(event: Event, people: list[UUID]) -> None:
    made = arranged_with(event, people)
    cancel(people[0])
    assert who_met(event, made, wall("15:00")).so_far.pairs == 1


def address(made: Arrangement) -> str:
    db.session.rollback()
    return f"/organise/forum/groups/{db.session.get_one(Session, made.session_id).code}/contacts"


def test_organisers_see_numbers_and_nobody_by_name(visitor: Visitor, event: Event, people: list[UUID]) -> None:
    made = arranged_with(event, people)
    visitor.signed_in_as(OWNER)
    text = visitor.open(address(made)).text
    assert "0 of 2 rounds are over." in text
    assert "2 of at most 4" in text
    assert "Person" not in text


def test_before_groups_are_shown_it_says_when_numbers_stand_there(
    visitor: Visitor, event: Event, people: list[UUID]
) -> None:
    made = split(event, add_session(event, "Draft", "10:00"), preset=Preset.MIX)
    seat_in_turn(made, people)
    assert "Nobody was shown a group yet" in visitor.signed_in_as(OWNER).open(address(made)).text


def test_more_rounds_and_breakouts_take_no_more_statements(
    visitor: Visitor, event: Event, people: list[UUID], count_statements: Callable[[Callable[[], object]], int]
) -> None:
    visitor.signed_in_as(OWNER)
    made = arranged_with(event, people[:1])
    counted = [count_statements(partial(visitor.open, address(made)))]
    for starts in ("13:00", "15:00"):
        made = arranged_with(event, people, starts)
    counted.append(count_statements(partial(visitor.open, address(made))))
    assert counted[0] == counted[1]


def my_group(registration_id: UUID) -> str:
    return f"/g/{sign(Purpose.MY_GROUP, registration_id)}"


def test_after_the_last_round_those_who_show_themselves_are_named_to_whom_they_met(
    visitor: Visitor, event: Event, people: list[UUID]
) -> None:
    set_directory(event.id, is_open=True, by="test")
    show_oneself(people[2], ShownAs(organisation=True, takes_messages=True))
    show_oneself(people[1], ShownAs(organisation=True, takes_messages=True))
    arranged_with(event, people)
    with time_machine.travel(AFTER.replace(hour=10, minute=30)):
        assert "People you met" not in visitor.open(my_group(people[0])).text
    with time_machine.travel(AFTER):
        text = visitor.open(my_group(people[0])).text
        assert "All rounds are over." in text
        assert "You sat with 1 person." in text
        assert "Write to Person 2" in text
        assert "Person 1" not in text, "whom they did not meet"
        assert "Person 3" not in visitor.open(my_group(people[1])).text, "who does not show themselves"


def test_at_an_event_of_high_care_nobody_is_named(visitor: Visitor, event: Event, people: list[UUID]) -> None:
    set_directory(event.id, is_open=True, by="test")
    show_oneself(people[2], ShownAs(organisation=True, takes_messages=True))
    choose_sensitivity(event.id, Sensitivity.HIGH_CARE, make_account(OWNER), by="test")
    arranged_with(event, people)
    with time_machine.travel(AFTER):
        text = visitor.open(my_group(people[0])).text
    assert "You sat with 1 person." in text
    assert "Person 2" not in text
