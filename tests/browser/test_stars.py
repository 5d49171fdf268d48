"""Starring in a browser, with scripts and without; and what the agenda says on the day itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from convene.events.queries import event_at
from tests.browser.conftest import Served
from tests.factories import agendas

pytestmark = pytest.mark.browser


def starred(page: Page) -> int:
    return page.locator("button.star[aria-pressed=true]").count()


@pytest.mark.parametrize("scripts", [True, False])
def test_sessions_are_starred_and_stand_in_my_agenda(chromium: Browser, served: Served, *, scripts: bool) -> None:
    page = chromium.new_context(java_script_enabled=scripts, base_url=served.url).new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto("/e/forum/agenda")
    count = 3
    for number in range(count):
        page.locator("button.star").nth(number).click()
        if not scripts:
            page.wait_for_load_state()
    expect(page.locator("button.star[aria-pressed=true]")).to_have_count(count)
    if scripts:
        expect(page.get_by_text("Starred: it is in your agenda.")).to_be_attached()
    page.reload()
    assert starred(page) == count
    page.goto("/e/forum/my-agenda")
    assert page.locator(".mine > li").count() == count
    assert not complaints
    page.context.close()


def test_a_star_is_44_pixels_on_a_phone_and_says_what_it_is(chromium: Browser, served: Served) -> None:
    page = chromium.new_context(base_url=served.url, viewport={"width": 390, "height": 800}).new_page()
    page.goto("/e/forum/agenda")
    box = page.locator("button.star").first.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    expect(page.get_by_role("button", name="In my agenda: Opening of the forum")).to_be_visible()
    page.context.close()


def test_on_the_day_the_agenda_says_what_is_on_and_what_is_next(chromium: Browser, served: Served) -> None:
    page = chromium.new_context(base_url=served.url).new_page()
    page.clock.install(time=datetime(2027, 3, 4, 9, 20, tzinfo=ZoneInfo("Asia/Bangkok")))
    page.goto("/e/forum/agenda")
    expect(page.locator(".session--on")).to_have_count(1)
    expect(page.locator(".session--on")).to_contain_text("Opening of the forum")
    expect(page.locator("[data-next]")).to_have_count(1)
    expect(page.locator(".slot:has([data-next]) > h3 time")).to_have_text("10:00")
    page.get_by_role("link", name="To what is on now").click()
    expect(page.locator("#now")).to_be_in_viewport()
    page.clock.run_for(45 * 60_000)
    expect(page.locator(".session--on")).to_have_count(2)
    page.context.close()


def test_on_any_other_day_nothing_is_on(chromium: Browser, served: Served) -> None:
    page = chromium.new_context(base_url=served.url).new_page()
    page.clock.install(time=datetime(2027, 2, 4, 9, 20, tzinfo=ZoneInfo("Asia/Bangkok")))
    page.goto("/e/forum/agenda")
    expect(page.locator(".session--on, .now, [data-next]")).to_have_count(0)
    expect(page.get_by_role("link", name="To what is on now")).to_be_hidden()
    page.context.close()


def fold_four_sessions(served: Served) -> None:
    event = event_at("forum")
    assert event is not None
    for number in range(4):
        room = agendas.add_room(event, f"Parallel room {number}")
        agendas.add_session(event, f"Parallel {number}", "14:00", room_id=room)
    agendas.publish(event)


def test_on_a_phone_what_is_on_is_unfolded_and_a_folded_time_names_the_star(chromium: Browser, served: Served) -> None:
    fold_four_sessions(served)
    page = chromium.new_context(base_url=served.url, viewport={"width": 390, "height": 800}).new_page()
    page.clock.install(time=datetime(2027, 3, 4, 13, 59, tzinfo=ZoneInfo("Asia/Bangkok")))
    page.goto("/e/forum/agenda")
    fold = page.locator(".fold", has_text="14:00")
    card = page.get_by_role("link", name="Parallel 2")
    expect(card).to_be_hidden()
    fold.locator("summary").click()
    page.get_by_role("button", name="In my agenda: Parallel 2").click()
    expect(fold.locator("summary")).to_contain_text("Starred: Parallel 2, Parallel room 2")
    fold.locator("summary").click()
    expect(card).to_be_hidden()
    expect(fold.get_by_text("Starred:").locator("visible=true")).to_have_count(1)
    page.clock.run_for(2 * 60_000)
    expect(card).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_the_grid_and_on_paper_nothing_is_folded(chromium: Browser, served: Served, *, scripts: bool) -> None:
    fold_four_sessions(served)
    page = chromium.new_context(
        java_script_enabled=scripts, base_url=served.url, viewport={"width": 1700, "height": 900}
    ).new_page()
    page.goto("/e/forum/agenda")
    expect(page.get_by_role("link", name="Parallel 2")).to_be_visible()
    expect(page.locator(".fold__words").first).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_role("link", name="Parallel 2")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Parallel 2")).to_be_visible()
    page.context.close()


def test_the_address_of_the_calendar_is_copied_by_a_button(chromium: Browser, served: Served) -> None:
    page = chromium.new_context(base_url=served.url, permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto("/e/forum/calendar")
    address = page.get_by_label("Address of this calendar").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.context.close()
