"""Finding something at an event, from the head of each of its pages."""

from collections.abc import Callable

import pytest
from flask import Flask

from convene.events.models import Event
from convene.permissions.catalogue import Role
from convene.programme.queries.draft import draft_of
from tests.factories.agendas import add_room, add_session, put_on_stage
from tests.factories.events import give, make_event
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

FIND = "/organise/forum/find"


@pytest.fixture
def forum(app: Flask) -> Event:
    event = make_open_event(slug="forum", title="Regional Forum")
    session_id = add_session(event, "Mapping helplines", "10:00", room_id=add_room(event, "Mekong Room"))
    put_on_stage(event, session_id, "Jane Vũ")
    make_registration(event.id, name="Mekala Map", email="mekala@example.org")
    return event


def groups(visitor: Visitor) -> dict[str, list[str]]:
    found = visitor.tree.xpath("//section[contains(@class, 'found')]")
    return {one.get("aria-label"): [link.text_content() for link in one.xpath(".//a")] for one in found}


def test_every_page_of_an_event_leads_to_what_is_called_so(forum: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open("/organise/forum/rooms")
    (form,) = visitor.tree.xpath("//form[@data-find]")
    assert form.get("action") == FIND
    visitor.open(f"{FIND}?q=mEk")
    assert groups(visitor) == {
        "Registrations": ["Mekala Map"],
        "Rooms": ["Mekong Room"],
        "Mail": ["mekala@example.org"],
    }
    visitor.open(f"{FIND}?q=map").follow_link("Mapping helplines")
    assert visitor.path.startswith("/organise/forum/agenda/")


@pytest.mark.parametrize(("words", "kind", "name"), [
    ("helplines mapping", "Sessions", "Mapping helplines"),
    ("vũ", "On stage", "Jane Vũ"),
    ("sett", "Pages", "Settings"),
])  # fmt: skip
def test_words_stand_in_any_order_and_case(forum: Event, visitor: Visitor, words: str, kind: str, name: str) -> None:
    visitor.signed_in_as("noor@example.org").open(f"{FIND}?q={words}")
    assert name in groups(visitor)[kind]


def test_a_session_is_found_by_its_code(forum: Event, visitor: Visitor) -> None:
    code = draft_of(forum.id).sessions[0].code
    visitor.signed_in_as("noor@example.org").open(f"{FIND}?q={code.lower()}")
    assert groups(visitor)["Sessions"] == ["Mapping helplines"]


def test_nothing_found_is_said_and_odd_letters_are_letters(forum: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open(f"{FIND}?q=%25")
    assert "Nothing here is called “%”." in visitor.text


def test_nobody_finds_what_they_may_not_open(forum: Event, visitor: Visitor) -> None:
    give(forum, "facilitator@example.org", Role.FACILITATOR)
    visitor.signed_in_as("facilitator@example.org").open(f"{FIND}?q=map")
    assert groups(visitor) == {"Sessions": ["Mapping helplines"]}
    visitor.open(f"{FIND}?q=e")
    assert "Settings" not in visitor.text


def test_another_event_of_the_same_team_is_not_searched(forum: Event, visitor: Visitor) -> None:
    other = make_event(team_id=forum.team_id, slug="other", title="Other")
    add_session(other, "Mapping elsewhere", "10:00")
    visitor.signed_in_as("noor@example.org").open(f"{FIND}?q=mapping")
    assert groups(visitor)["Sessions"] == ["Mapping helplines"]


def test_without_words_it_says_what_one_changed_last(forum: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open(FIND)
    assert "Enter a word" in visitor.text
    visitor.open("/organise/forum/rooms").fill_in(name="Terrace").press("Add the room")
    visitor.open(FIND)
    assert "What you changed last" in visitor.text
    assert "Terrace" in visitor.text


def test_it_asks_the_database_as_often_for_three_as_for_one(
    forum: Event, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    visitor.signed_in_as("noor@example.org").open(f"{FIND}?q=map")
    before = count_statements(lambda: visitor.open(f"{FIND}?q=map"))
    for number in range(2):
        make_registration(forum.id, name=f"Map {number}", email=f"map{number}@example.org")
        put_on_stage(forum, add_session(forum, f"Map {number}", "11:00"), f"Map {number}")
    assert count_statements(lambda: visitor.open(f"{FIND}?q=map")) == before
    assert len(groups(visitor)["Sessions"]) == 3
