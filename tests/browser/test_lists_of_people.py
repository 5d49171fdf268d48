"""Pages that stand between two steps, which the walk over every page does not open: of a list and of a letter."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.browser.test_every_page import RULES
from tests.support.axe import complaints_of_axe

pytestmark = pytest.mark.browser
LIST = (
    "Name,Email,Country,Nights,A heading of one endless word: Donaudampfschifffahrtsgesellschaftskapitän\n"
    "Jane,jane (at) example.org,Thailand,2,x\nBo,bo@example.org,Atlantis,1,y\nJane Trần,jane@example.org,TH,,\n"
)


def wrong_with(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    is_too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*complaints_of_axe(page, RULES), *(["wider than a phone"] if is_too_wide else [])]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_list_and_a_letter_can_be_read_and_sent_by_everybody(
    chromium: Browser, served: Served, scripts: bool
) -> None:
    context = chromium.new_context(base_url=served.url, reduced_motion="reduce", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(served.sign_in_path())
    page.locator("main button").click()
    people = f"/organise/{served.world.slug}/people/"
    found: dict[str, list[str]] = {}

    def look(where: str) -> None:
        if scripts:  # axe is one
            found[where] = wrong_with(page)

    def press(button: str) -> None:
        with page.expect_navigation():
            page.get_by_role("button", name=button).click()

    page.goto(f"{people}import")
    page.locator("#pasted").fill(LIST)
    press("Read it")
    look("what was read")
    page.locator("input[name=cell-2-1]").fill("still none")
    press("Bring them in")
    look("rows that are not read")
    page.locator("input[name=cell-2-1]").fill("jane@example.org")
    press("Read it again with these corrections")
    press("Bring them in")
    expect(page.get_by_text("new, ").first).to_be_visible()
    page.goto(people)
    page.locator("input[name=who]").first.check()
    press("Give them this tag")
    look("a tag without a name")
    press("Write to them…")
    page.locator("#subject").fill("Hello {nmae}")
    press("Send or plan the letter")
    look("a letter with a slip")
    page.locator("#subject").fill("Hello {name}")
    press("See how they read it")
    look("a letter as it is read")
    press("Send or plan the letter")
    expect(page.get_by_text("The letter goes to 1 person.")).to_be_visible()
    context.close()
    assert not {where: each for where, each in found.items() if each}
