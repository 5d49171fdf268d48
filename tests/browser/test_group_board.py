"""The board of groups: people are dragged or moved by keyboard, others' moves come by themselves, axe finds nothing."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from convene.breakouts.catalogue import Preset
from convene.breakouts.queries.arrangements import seats_of
from convene.breakouts.services import moving
from convene.breakouts.structure import Arrangement
from convene.database import db
from convene.events.queries import event_at
from convene.registration.queries.registrations import some_registrations
from tests.browser.conftest import Served
from tests.browser.test_every_page import RULES
from tests.factories.agendas import add_session
from tests.factories.breakouts import seat_in_turn, split
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import code_of
from tests.support.axe import complaints_of_axe

pytestmark = pytest.mark.browser


@pytest.fixture
def arrangement(served: Served) -> Arrangement:
    known = event_at("forum")
    assert known is not None
    event = make_open_event(slug="today", team_id=known.team_id)
    found = split(event, add_session(event, "Topics", "10:00", minutes=60), "One", "Two", preset=Preset.MIX)
    people = [make_registration(event.id, f"p{n}@example.org", name=f"Person {n}") for n in range(4)]
    seat_in_turn(found, people)
    return found


@pytest.fixture
def board(chromium: Browser, served: Served, arrangement: Arrangement) -> Iterator[Page]:
    page = chromium.new_context(base_url=served.url, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(served.sign_in_path())
    page.get_by_role("button").click()
    page.wait_for_load_state()
    page.goto(f"/organise/today/groups/{code_of(arrangement.session_id)}/")
    yield page
    page.context.close()


def where(arrangement: Arrangement, number: int) -> str:
    """In which group the person of a number sits; "" in none."""
    db.session.rollback()
    seats = {seat.registration_id: seat.group_id for seat in seats_of(arrangement.id)}
    sought = next(each for each in some_registrations(list(seats)) if each.name == f"Person {number}")
    group = arrangement.group(seats[sought.id])
    return group.name if group is not None else ""


def test_somebody_who_is_dropped_into_a_group_sits_there_and_is_held(board: Page, arrangement: Arrangement) -> None:
    group = board.locator(".group-card", has_text="Two")
    with board.expect_response(lambda answer: "/move" in answer.request.url):
        board.locator("[data-person]", has_text="Person 0").drag_to(group)
    expect(group).to_contain_text("Person 0")
    assert where(arrangement, 0) == "Two"
    board.reload()
    expect(board.locator(".group-card", has_text="Two")).to_contain_text("Person 0")


def test_the_slower_of_two_is_told_and_sees_where_they_are(board: Page, arrangement: Arrangement) -> None:
    person = board.locator("[data-person]", has_text="Person 0")
    registration_id = person.get_attribute("data-person")
    assert registration_id is not None
    board.evaluate("document.querySelector('[data-group-board]').dataset.follow = '/nowhere'")  # it has not heard yet
    moving.move_person(
        arrangement.event_id, arrangement.id, arrangement.rounds[0].id, UUID(registration_id), None, by="another"
    )
    db.session.rollback()
    person.drag_to(board.locator(".group-card", has_text="Two"))
    expect(board.locator("[data-refused]")).to_contain_text("Somebody has moved Person 0 meanwhile.")
    assert where(arrangement, 0) == ""


def test_what_another_moves_comes_by_itself(board: Page, arrangement: Arrangement) -> None:
    registration_id = board.locator("[data-person]", has_text="Person 1").get_attribute("data-person")
    assert registration_id is not None
    moving.move_person(
        arrangement.event_id,
        arrangement.id,
        arrangement.rounds[0].id,
        UUID(registration_id),
        arrangement.groups[0].id,
        by="another",
    )
    db.session.rollback()
    expect(board.locator(".group-card", has_text="One")).to_contain_text("Person 1", timeout=10_000)


def test_a_person_is_moved_with_the_keyboard_alone(board: Page, arrangement: Arrangement) -> None:
    link = board.get_by_role("link", name="Person 2")
    link.focus()
    board.keyboard.press("Enter")
    board.wait_for_url("**/people/**")
    board.get_by_role("radio", name="B, Two").focus()
    board.keyboard.press("Space")
    board.keyboard.press("Enter")
    board.wait_for_url("**/groups/*/?**")
    assert where(arrangement, 2) == "Two"


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(board: Page, width: int) -> None:
    board.set_viewport_size({"width": width, "height": 900})
    for page in ("", "?round=all", "set-up", "rules", "publish"):
        board.goto(f"{board.url.split('/groups/')[0]}/groups/{board.url.split('/groups/')[1].split('/')[0]}/{page}")
        assert complaints_of_axe(board, RULES) == [], page
        assert not board.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), page
