"""The grid of the draft in a browser: dragged, taken back after the page was loaded anew, and seen by others."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Served
from tests.browser.test_every_page import RULES
from tests.support.axe import complaints_of_axe

pytestmark = pytest.mark.browser

GRID = "/organise/forum/agenda/grid"
TITLE = "Opening of the forum"


@pytest.fixture
def grid(chromium: Browser, served: Served) -> Iterator[Page]:
    page = chromium.new_context(base_url=served.url, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(served.sign_in_path())
    page.get_by_role("button").click()
    page.wait_for_load_state()
    page.goto(GRID)
    yield page
    page.context.close()


def card(page: Page, title: str = TITLE) -> Locator:
    return page.locator(".ec-event:not(.ec-ghost)", has_text=title)


def drag(page: Page, what: Locator, by: tuple[float, float] | None = None, onto: Locator | None = None) -> None:
    """As a hand does it, in small steps: by so many pixels, or onto something."""
    expect(what).to_have_count(1)
    box, goal = what.bounding_box(), onto.bounding_box() if onto else None
    assert box is not None
    x, y = box["x"] + 30, box["y"] + 8
    to = (goal["x"] + 30, goal["y"] + 12) if goal else (x + (by or (0, 0))[0], y + (by or (0, 0))[1])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 9, y + 9, steps=3)
    page.mouse.move(*to, steps=12)
    page.mouse.up()


def kept(page: Page) -> None:
    expect(page.locator("[data-said]")).to_contain_text(" now.")


def test_a_session_is_dragged_and_the_move_is_undone_after_a_reload(grid: Page) -> None:
    expect(card(grid)).to_contain_text("09:30")
    drag(grid, card(grid), by=(0, 88))  # an hour: four quarters of 22 pixels
    kept(grid)
    expect(card(grid)).to_contain_text("10:30")
    grid.reload()
    expect(card(grid)).to_contain_text("10:30")
    grid.get_by_role("button", name="Undo").click()
    expect(card(grid)).to_contain_text("09:30")
    grid.keyboard.press("Control+Shift+z")
    expect(card(grid)).to_contain_text("10:30")


def test_a_session_goes_into_the_tray_and_out_again(grid: Page) -> None:
    tray = grid.locator("[data-tray]")
    expect(card(grid)).to_be_visible()
    before, place = tray.locator("li").count(), card(grid).bounding_box()
    drag(grid, card(grid), onto=tray)
    expect(tray.locator("li")).to_have_count(before + 1)
    out = tray.locator("li", has_text=TITLE)
    expect(out).to_be_visible()
    now = out.bounding_box()
    assert place is not None
    assert now is not None
    drag(grid, out, by=(place["x"] - now["x"], place["y"] - now["y"]))
    expect(tray.locator("li")).to_have_count(before)
    expect(card(grid)).to_have_count(1)


def test_the_keyboard_comes_to_each_session_and_from_there_to_its_form(grid: Page) -> None:
    card(grid).focus()
    grid.keyboard.press("Enter")
    grid.wait_for_url(re.compile("/move"))
    expect(grid.get_by_role("heading", name=f"Move “{TITLE}”")).to_be_visible()


def test_two_organisers_see_each_other_and_the_slower_one_is_told(
    chromium: Browser, served: Served, grid: Page
) -> None:
    view = {"width": 1280, "height": 900}
    other = chromium.new_context(
        base_url=served.url, storage_state=grid.context.storage_state(), viewport=view
    ).new_page()
    other.goto(GRID)
    expect(card(other)).to_contain_text("09:30")
    other.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")  # it hears of nothing for now
    drag(grid, card(grid), by=(0, 88))
    kept(grid)
    drag(other, card(other), by=(0, 176))
    expect(other.locator("[data-said]")).to_contain_text(TITLE)
    expect(other.locator("[data-said]")).to_have_class(re.compile("is-bad"))
    expect(card(other)).to_contain_text("10:30")
    other.context.close()


def test_what_another_does_is_seen_within_seconds(chromium: Browser, served: Served, grid: Page) -> None:
    other = chromium.new_context(base_url=served.url, storage_state=grid.context.storage_state()).new_page()
    other.goto(GRID)
    drag(grid, card(grid), by=(0, 88))
    kept(grid)
    expect(card(other)).to_contain_text("10:30", timeout=10_000)
    other.context.close()


def test_what_another_has_moved_since_is_not_undone(chromium: Browser, served: Served, grid: Page) -> None:
    view = {"width": 1280, "height": 900}
    other = chromium.new_context(
        base_url=served.url, storage_state=grid.context.storage_state(), viewport=view
    ).new_page()
    drag(grid, card(grid), by=(0, 88))
    kept(grid)
    other.goto(GRID)
    expect(card(other)).to_contain_text("10:30")
    drag(other, card(other), by=(0, 88))
    kept(other)
    expect(card(grid)).to_contain_text("11:30", timeout=10_000)
    grid.get_by_role("button", name="Undo").click()
    expect(grid.locator("[data-said]")).to_contain_text("It is not taken back")
    expect(card(grid)).to_contain_text("11:30")
    other.context.close()


def test_a_drag_is_given_up_with_escape_or_beside_the_grid(grid: Page) -> None:
    expect(card(grid)).to_contain_text("09:30")
    box = card(grid).bounding_box()
    assert box is not None
    for away in ((box["x"] + 40, box["y"] + 100), (20, 20)):
        grid.mouse.move(box["x"] + 30, box["y"] + 8)
        grid.mouse.down()
        grid.mouse.move(box["x"] + 40, box["y"] + 40, steps=4)
        grid.mouse.move(*away, steps=8)
        if away != (20, 20):
            grid.keyboard.press("Escape")
        grid.mouse.up()
        grid.wait_for_timeout(300)
        expect(card(grid)).to_contain_text("09:30")
    expect(grid.get_by_role("button", name="Undo")).to_be_disabled()


def test_axe_finds_nothing(grid: Page) -> None:
    expect(card(grid)).to_be_visible()
    assert complaints_of_axe(grid, RULES) == []


def test_a_session_dropped_onto_another_changes_places_with_it_and_back(grid: Page) -> None:
    others = grid.locator(".ec-event:not(.ec-ghost, .ec-bg-event, .slot-card--break)").filter(has_not_text=TITLE)
    other = others.first.locator("b").inner_text()
    begins = {title: card(grid, title).locator("span").first.inner_text()[:5] for title in (TITLE, other)}
    assert begins[TITLE] != begins[other]
    drag(grid, card(grid), onto=card(grid, other))
    kept(grid)
    grid.get_by_role("button", name=re.compile("Let it change places with")).click()
    expect(card(grid, TITLE)).to_contain_text(begins[other])
    expect(card(grid, other)).to_contain_text(begins[TITLE])
    grid.get_by_role("button", name="Undo").click()
    expect(card(grid, TITLE)).to_contain_text(begins[TITLE])
    expect(card(grid, other)).to_contain_text(begins[other])
