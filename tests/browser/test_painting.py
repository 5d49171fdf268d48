"""Times are painted in a browser with the mouse, a finger and the keyboard; a line says the same in words."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser


def path_of(served: Served) -> str:
    """Where somebody on stage says when they can be there: in the world it is Thursday from nine to twelve."""
    return f"/speak/{served.world.of_route['speak.availability', 'token']}/availability"


@pytest.fixture
def times(chromium: Browser, served: Served) -> Iterator[Page]:
    page = chromium.new_context(base_url=served.url, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(path_of(served))
    page.get_by_text("Or write the times").click()
    yield page
    page.context.close()


def field(page: Page, day: int, clock: str) -> Locator:
    hour, minute = clock.split(":")
    return page.locator(f"[data-day='{day}'] [data-minute='{int(hour) * 60 + int(minute)}']")


def line(page: Page, day: int) -> Locator:
    return page.locator(f"[data-line='{day}']")


def drag(page: Page, first: Locator, last: Locator) -> None:
    first.scroll_into_view_if_needed()
    begins, ends = first.bounding_box(), last.bounding_box()
    assert begins is not None
    assert ends is not None
    page.mouse.move(begins["x"] + 20, begins["y"] + 8)
    page.mouse.down()
    page.mouse.move(ends["x"] + 20, ends["y"] + 8, steps=8)
    page.mouse.up()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Saved. The organisers see when you can be there.")).to_be_visible()


def test_times_are_painted_over_two_days_and_taken_away_again_with_the_mouse(times: Page) -> None:
    expect(line(times, 0)).to_have_value("09:00–12:00")
    drag(times, field(times, 0, "14:00"), field(times, 1, "15:30"))
    expect(line(times, 0)).to_have_value("09:00–12:00, 14:00–16:00")
    expect(line(times, 1)).to_have_value("14:00–16:00")
    drag(times, field(times, 0, "10:00"), field(times, 0, "10:30"))
    expect(line(times, 0)).to_have_value("09:00–10:00, 11:00–12:00, 14:00–16:00")
    field(times, 1, "09:00").locator("xpath=..").click()
    expect(line(times, 1)).to_have_value("09:00–09:30, 14:00–16:00")
    save(times)
    expect(times.get_by_text("09:00–10:00, 11:00–12:00, 14:00–16:00")).to_be_visible()


def test_a_day_is_painted_with_the_keyboard_and_one_stop_leads_through_the_grid(times: Page) -> None:
    expect(times.locator("[data-minute][tabindex='0']")).to_have_count(1)
    field(times, 0, "09:00").focus()
    times.keyboard.press("ArrowRight")
    expect(field(times, 1, "09:00")).to_be_focused()
    times.keyboard.press("Space")
    times.keyboard.press("Shift+ArrowDown")
    times.keyboard.press("Shift+ArrowDown")
    expect(line(times, 1)).to_have_value("09:00–10:30")
    expect(times.locator("[data-said]")).to_contain_text("09:00–10:30")
    times.keyboard.press("Space")
    expect(line(times, 1)).to_have_value("09:00–10:00")
    save(times)
    expect(times.get_by_text("09:00–10:00")).to_be_visible()


def test_a_whole_day_is_one_press_and_what_is_typed_shows_on_the_grid(times: Page) -> None:
    times.locator("[data-day='1'] [data-whole]").click()
    expect(line(times, 1)).to_have_value("all day")
    line(times, 1).fill("10-11")
    line(times, 1).press("Tab")
    expect(field(times, 1, "10:30")).to_be_checked()
    expect(field(times, 1, "11:00")).not_to_be_checked()
    save(times)
    expect(times.get_by_text("10:00–11:00")).to_be_visible()


def test_a_stroke_takes_from_the_line_and_adds_to_it_as_ticks_do_without_a_script(times: Page) -> None:
    times.locator("[data-day='1'] [data-whole]").click()
    field(times, 1, "12:00").locator("xpath=..").click()
    expect(line(times, 1)).to_have_value("04:00–12:00, 12:30–04:00")
    line(times, 0).fill("09:10-12, 21:00-1, 2-3")
    drag(times, field(times, 0, "14:00"), field(times, 0, "14:30"))
    expect(line(times, 0)).to_have_value("09:10–12:00, 14:00–15:00, 21:00–01:00, 02:00–03:00")
    field(times, 0, "09:30").locator("xpath=..").click()
    expect(line(times, 0)).to_have_value("09:10–09:30, 10:00–12:00, 14:00–15:00, 21:00–01:00, 02:00–03:00")
    save(times)
    expect(times.get_by_text("09:10–09:30, 10:00–12:00, 14:00–15:00, 21:00–01:00, 02:00–03:00")).to_be_visible()
    expect(times.get_by_text("04:00–12:00, 12:30–04:00")).to_be_visible()


def test_a_line_that_only_the_server_reads_is_shown_and_not_painted_over(times: Page) -> None:
    line(times, 0).fill("from 2 pm until 4:10 pm")
    times.get_by_text("Or write the times").click()
    for act in ("mouse", "keys"):
        if act == "mouse":
            field(times, 0, "10:00").locator("xpath=..").click()
        else:
            field(times, 0, "10:00").focus()
            times.keyboard.press("Space")
        expect(line(times, 0)).to_be_focused()
        expect(line(times, 0)).to_have_value("from 2 pm until 4:10 pm")
        expect(field(times, 0, "10:00")).to_be_checked()
        expect(times.locator("[data-said]")).to_contain_text("What you wrote counts")
    save(times)
    expect(times.get_by_text("14:00–16:10")).to_be_visible()


def test_a_finger_that_rests_paints_and_one_that_moves_at_once_scrolls(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(
        base_url=served.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(path_of(served))
    field(page, 1, "09:00").locator("xpath=..").tap()
    expect(line(page, 1)).to_have_value("09:00–09:30")
    field(page, 1, "12:00").scroll_into_view_if_needed()
    begins, ends = field(page, 1, "10:00").bounding_box(), field(page, 1, "12:00").bounding_box()
    assert begins is not None
    assert ends is not None
    finger = context.new_cdp_session(page)

    def touch(kind: str, y: float | None = None) -> None:
        points = [{"x": begins["x"] + 20, "y": y}] if y is not None else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", begins["y"] + 8)
    page.wait_for_timeout(400)
    for step in range(1, 9):
        touch("touchMove", begins["y"] + 8 + (ends["y"] - begins["y"]) * step / 8)
    touch("touchEnd")
    expect(line(page, 1)).to_have_value("09:00–09:30, 10:00–12:30")
    touch("touchStart", begins["y"] + 8)
    touch("touchMove", begins["y"] + 90)
    touch("touchEnd")
    expect(line(page, 1)).to_have_value("09:00–09:30, 10:00–12:30")
    context.close()


def test_without_a_script_half_hours_are_ticked_and_lines_typed(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(path_of(served))
    expect(page.locator("[data-whole]").first).to_be_hidden()
    expect(page.get_by_text("Tick each half hour.")).to_be_visible()
    field(page, 0, "14:00").locator("xpath=..").click()
    page.get_by_text("Or write the times").click()
    line(page, 1).fill("from 2 pm until 4 pm")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("09:00–12:00, 14:00–14:30")).to_be_visible()
    expect(page.get_by_text("14:00–16:00")).to_be_visible()
    context.close()
