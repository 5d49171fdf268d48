from collections.abc import Callable

import pytest
from flask import Flask

from convene.registration.services import self_service
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

LIST = "/organise/forum/people/"


def names(visitor: Visitor) -> list[str]:
    return [each.text_content().strip() for each in visitor.tree.xpath("//tbody//th//b")]


def people_at_the_forum(visitor: Visitor) -> Visitor:
    event = make_open_event(slug="forum", places=None)
    for name, email, organisation, country in [
        ("Dewi Kartika", "dewi@example.org", "NGO 11", "ID"),
        ("Åsa Berg", "asa@example.org", "100% public", "SE"),
        ("ปิยะดา ศรีสุข", "piyada@example.org", "Public body 2", "TH"),
    ]:
        make_registration(event.id, email, name=name, organisation=organisation, country=country)
    return visitor.signed_in_as("noor@example.org")


def test_an_empty_list_says_what_will_stand_there(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open(LIST)
    assert "Nobody has registered yet" in visitor.text


def test_people_are_found_by_name_organisation_and_address(app: Flask, visitor: Visitor) -> None:
    people_at_the_forum(visitor)
    for search, found in {
        "kartika": "Dewi Kartika",
        "public body": "ปิยะดา ศรีสุข",
        "asa@": "Åsa Berg",
        "0%": "Åsa Berg",
        "ปิยะ": "ปิยะดา ศรีสุข",
        "berg public": "Åsa Berg",
    }.items():
        visitor.open(LIST).fill_in(q=search).press("Show")
        assert names(visitor) == [found], search
    visitor.open(LIST).fill_in(q="nobody of this name").press("Show")
    assert "Nobody matches" in visitor.text


@pytest.mark.parametrize("search", ["ünal élise", "ÜNAL ÉLISE", "u\u0308nal", "Élise", "ş", "κώστασ"])
def test_capital_letters_of_every_script_are_found_by_small_ones(app: Flask, visitor: Visitor, search: str) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id, name="ÜNAL Élise", organisation="Şehir, ΚΏΣΤΑΣ")
    make_registration(event.id, "una@example.org", name="Unal Elise")
    visitor.signed_in_as("noor@example.org").open(f"{LIST}?q={search}")
    assert names(visitor) == ["ÜNAL Élise"]


def test_the_list_is_sorted_as_asked_and_newest_first_otherwise(app: Flask, visitor: Visitor) -> None:
    people_at_the_forum(visitor)
    newest = ["ปิยะดา ศรีสุข", "Åsa Berg", "Dewi Kartika"]
    assert names(visitor.open(LIST)) == names(visitor.open(f"{LIST}?sort=email;drop")) == newest
    assert names(visitor.open(f"{LIST}?sort=oldest")) == newest[::-1]
    assert names(visitor.open(f"{LIST}?sort=organisation"))[0] == "Åsa Berg"
    assert names(visitor.open(f"{LIST}?sort=country"))[0] == "Dewi Kartika"


def test_states_have_counts_and_lists_of_their_own(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    for n in range(3):
        cancelled = make_registration(event.id, f"person{n}@example.org", name=f"Person {n}")
    self_service.cancel(cancelled)
    visitor.signed_in_as("noor@example.org").open(LIST)
    assert "Confirmed 2" in visitor.text
    assert "Cancelled 1" in visitor.text
    visitor.follow_link("Cancelled")
    assert names(visitor) == ["Person 2"]


def test_long_lists_have_pages_that_keep_search_and_order(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", places=None)
    for n in range(60):
        make_registration(event.id, f"person{n}@example.org", name=f"Person {n:02}")
    visitor.signed_in_as("noor@example.org").open(f"{LIST}?sort=name&q=person")
    assert len(names(visitor)) == 50
    visitor.follow_link("Next page")
    assert names(visitor) == [f"Person {n}" for n in range(50, 60)]


def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    app: Flask, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id)
    visitor.signed_in_as("noor@example.org").open(LIST)
    for_one = count_statements(lambda: visitor.open(LIST))
    for n in range(2):
        make_registration(event.id, f"person{n}@example.org")
    assert count_statements(lambda: visitor.open(LIST)) == for_one


def test_a_registration_of_another_event_is_not_there(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    other = make_open_event(slug="other", team_id=event.team_id)
    registration_id = make_registration(other.id)
    visitor.signed_in_as("noor@example.org")
    visitor.open(f"/organise/other/people/{registration_id}")
    for page in (f"{registration_id}", f"{registration_id}/cancel"):
        visitor.open(f"{LIST}{page}", expect=404)
