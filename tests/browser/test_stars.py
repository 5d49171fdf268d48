"""Starring in a browser, with scripts and without; and what the agenda says on the day itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served

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
