"""The navigation of the pages about people: two levels, the same wherever one is, and found by what it is called."""

import pytest
from flask import Flask

from convene.permissions.catalogue import Role
from tests.factories.events import give
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

OWNER = "noor@example.org"


def links(visitor: Visitor, name: str) -> list[str]:
    return [each.text_content().strip() for each in visitor.tree.xpath(f"//nav[@class='{name}']//a")]


def current(visitor: Visitor) -> tuple[list[str], list[str]]:
    """The group and the page that are marked, with how they are."""
    return (
        [each.text_content() for each in visitor.tree.xpath("//nav[@class='groups']//a[@aria-current='true']")],
        [each.text_content() for each in visitor.tree.xpath("//nav[@class='tabs']//a[@aria-current='page']")],
    )


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("people/", ("Who comes", "Registrations")),
        ("people/{id}", ("Who comes", "Registrations")),
        ("people/{id}/cancel", ("Who comes", "Registrations")),
        ("people/{id}/change", ("Who comes", "Registrations")),
        ("people/statistics", ("Who comes", "Statistics")),
        ("people/desk", ("Form and places", "Places and times")),
        ("door/", ("The day", "Door")),
        ("door/{id}", ("The day", "Door")),
        ("door/walk-in", ("The day", "Door")),
        ("people/badges", ("The day", "Badges and lists")),
        ("people/papers", ("The day", "Visa letters and certificates")),
    ],
)
def test_the_groups_stay_and_their_pages_stand_below(
    app: Flask, visitor: Visitor, page: str, marked: tuple[str, str]
) -> None:
    registration_id = make_registration(make_open_event(slug="forum").id)
    visitor.signed_in_as(OWNER).open(f"/organise/forum/{page.format(id=registration_id)}")
    assert links(visitor, "groups") == ["Who comes", "Form and places", "The day"]
    assert current(visitor) == ([marked[0]], [marked[1]])


def test_who_stands_at_the_front_desk_sees_the_pages_that_are_theirs(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    give(event, "desk@example.org", Role.FRONT_DESK)
    visitor.signed_in_as("desk@example.org").open("/organise/forum/door/")
    assert links(visitor, "groups") == ["Who comes", "Form and places", "The day"]
    assert links(visitor, "tabs") == ["Door", "Badges and lists"]
    visitor.follow_link("Form and places")
    assert links(visitor, "tabs") == ["Sessions"]


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("badges", "Badges and lists"),
        ("certificates", "Visa letters and certificates"),
        ("attendance sheet", "Badges and lists"),
        ("import", "Bring in a list"),
        ("statistics", "Statistics"),
    ],
)
def test_a_page_is_found_by_what_it_is_called(app: Flask, visitor: Visitor, words: str, page: str) -> None:
    make_open_event(slug="forum")
    visitor.signed_in_as(OWNER).open(f"/organise/forum/find?q={words}").follow_link(page)
    assert page in current(visitor)[1]


def test_a_page_that_one_may_not_open_is_not_found(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    give(event, "desk@example.org", Role.FRONT_DESK)
    visitor.signed_in_as("desk@example.org").open("/organise/forum/find?q=certificates")
    assert "Nothing here is called" in visitor.text
