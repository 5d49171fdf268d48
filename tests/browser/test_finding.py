"""The search in the head of an event's pages, with the keyboard alone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser


def test_ctrl_k_finds_while_one_types_and_enter_opens_it(chromium: Browser, served: Served) -> None:
    page = chromium.new_page(base_url=served.url, viewport={"width": 1280, "height": 900})
    page.goto(served.sign_in_path())
    page.locator("main button").click()
    page.goto(f"/organise/{served.world.slug}/rooms")
    page.keyboard.press("Control+k")
    page.keyboard.type("ballr")
    found = page.locator(".find__list a")
    expect(found.first).to_have_text("Ballroom")
    page.keyboard.press("ArrowDown")
    expect(found.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#find")).to_be_focused()
    expect(page.locator(".find__list")).to_be_hidden()
    page.keyboard.type("o")
    expect(found.first).to_have_text("Ballroom")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ballroom")
    page.close()
