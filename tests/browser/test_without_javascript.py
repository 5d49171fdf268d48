"""With JavaScript switched off a person registers, changes and cancels, and an organiser sees it."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Served
from tests.support.mail import link_in, sent_mails

pytestmark = pytest.mark.browser


def test_a_place_is_taken_changed_and_given_back(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=served.url)
    page = context.new_page()
    page.goto(f"/e/{served.world.slug}/register")
    page.get_by_label("name").first.fill("Linh Phạm")
    page.locator("main form button").first.click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert page.locator("input[name=name]").input_value() == "Linh Phạm", "what was typed is lost"
    page.locator("input[name=email]").fill("linh@example.org")
    page.locator("main form button").first.click()
    expect(page.locator("h1")).to_contain_text(re.compile("mail", re.IGNORECASE))

    link = link_in(sent_mails("linh@example.org")[-1], "/r/")
    page.goto(link)
    page.goto(f"{link}/change")
    page.locator("input[name=name]").fill("Linh Phạm-Weiß")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Linh Phạm-Weiß")
    page.goto(f"{link}/cancel")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("cancel", re.IGNORECASE))

    page.goto(served.sign_in_path())
    page.locator("main button").click()
    page.goto(f"/organise/{served.world.slug}/people/?q=Linh")
    expect(page.locator("main")).to_contain_text("Linh Phạm-Weiß")
    context.close()


@pytest.mark.parametrize("scripts", [False, True])
def test_a_new_row_of_a_session_is_where_the_page_opens(chromium: Browser, served: Served, scripts: bool) -> None:
    context = chromium.new_context(java_script_enabled=scripts, base_url=served.url)
    page = context.new_page()
    page.goto(served.sign_in_path())
    page.locator("main button").click()
    page.goto(f"/organise/{served.world.slug}/agenda/new")
    for rows, button in [("people", "Add a person"), ("people", "Add another person"), ("talks", "Add a talk")]:
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state()
        field = page.locator(f"input[name^={rows}-]:not([type=hidden])").locator("visible=true")
        first = field.nth(-2)
        expect(first).to_be_focused()
        expect(first).to_be_in_viewport()
    page.get_by_role("button", name="Save the session").last.click()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    context.close()
