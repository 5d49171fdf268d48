"""The run sheet on a phone: what is on is seen first, it hears of others, and two taps move the day."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from convene.clock import now
from convene.events.models import Event
from convene.events.queries import event_at
from convene.programme.catalogue import Format
from convene.programme.queries.draft import agenda_state, session_id_with
from convene.programme.services.drafting import SessionText, add_session, withdraw_session
from convene.programme.services.publishing import publish_agenda
from convene.programme.structure import Place, wall_of
from tests.browser.conftest import Served
from tests.browser.test_every_page import RULES
from tests.factories.events import make_event
from tests.factories.sessions import code_of
from tests.support.axe import complaints_of_axe

pytestmark = pytest.mark.browser

SHEET = "/organise/today/agenda/run-sheet"
ZONES = ("Asia/Bangkok", "Europe/Berlin", "America/Sao_Paulo", "America/Los_Angeles", "Pacific/Auckland")


@pytest.fixture
def today(served: Served) -> Event:
    """An event where it is daytime: something is on, and something follows."""
    zone = next(each for each in ZONES if 8 <= wall_of(now(), each)[0].hour < 18)
    wall = wall_of(now(), zone)[0].replace(second=0, microsecond=0)
    known = event_at("forum")
    assert known is not None
    event = make_event(slug="today", team_id=known.team_id, starts_on=wall.date(), ends_on=wall.date(), zone=zone)
    for title, starts in [("On now", wall - timedelta(minutes=20)), ("Comes next", wall + timedelta(minutes=40))]:
        text = SessionText(title=title, format=Format.TALK, minutes=60)
        add_session(event.id, text, Place(wall.date(), starts.time()), by="test")
    publish_agenda(event.id, agenda_state(event.id).draft_revision, by="test")
    return event


@pytest.fixture
def phone(chromium: Browser, served: Served, today: Event) -> Iterator[Page]:
    page = chromium.new_context(base_url=served.url, viewport={"width": 390, "height": 844}).new_page()
    page.goto(served.sign_in_path())
    page.get_by_role("button").click()
    page.wait_for_load_state()
    page.goto(SHEET)
    yield page
    page.context.close()


def look(page: Page) -> None:
    """As if the phone came out of a pocket."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_is_on_and_what_comes_next_stand_on_the_first_screen(phone: Page) -> None:
    room = phone.locator(".run-room")
    expect(room).to_contain_text("On now")
    expect(room).to_contain_text("Comes next")
    box = room.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844
    assert not phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert complaints_of_axe(phone, RULES) == []


def test_two_taps_move_the_day_and_one_more_looks_at_how_to_take_it_back(phone: Page) -> None:
    phone.get_by_role("link", name="We are late…").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("We are 10 minutes late")
    expect(phone.get_by_role("button", name="Move and publish now")).to_be_in_viewport()
    assert complaints_of_axe(phone, RULES) == []
    phone.get_by_role("button", name="Move and publish now").click()
    expect(phone.locator("[data-follow-part=now]")).to_contain_text("Moved 10 minutes later from “On now” on")
    phone.get_by_role("link", name="Take it back…").click()
    expect(phone.get_by_role("button", name="Take it back and publish now")).to_be_visible()


def test_what_somebody_else_changes_comes_by_itself(phone: Page, today: Event) -> None:
    code = phone.locator(".run-line:not(.is-on)").get_attribute("id") or ""
    session_id = session_id_with(today.id, code.removeprefix("s-"))
    assert session_id is not None
    assert code_of(session_id) in code
    withdraw_session(today.id, session_id, by="test")
    look(phone)
    expect(phone.locator(f"#{code}")).to_contain_text("In the draft it does not take place.")
    publish_agenda(today.id, agenda_state(today.id).draft_revision, by="test")
    look(phone)
    expect(phone.locator(f"#{code}")).to_have_count(0)
    expect(phone.locator(".run-room")).to_contain_text("Nothing comes after this.")


def test_what_somebody_holds_is_not_taken_from_under_their_finger(phone: Page, today: Event) -> None:
    line = phone.locator(".run-line:not(.is-on)")
    line.get_by_role("link", name="Comes next").focus()
    session_id = session_id_with(today.id, (line.get_attribute("id") or "").removeprefix("s-"))
    assert session_id is not None
    withdraw_session(today.id, session_id, by="test")
    look(phone)
    expect(phone.locator("[data-follow-part=now]")).to_contain_text("1 session of this day is otherwise in the draft")
    expect(line.get_by_role("link", name="Comes next")).to_be_focused()
    phone.locator("h1").click()
    look(phone)
    expect(line).to_contain_text("In the draft it does not take place.")
