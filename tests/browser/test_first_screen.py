"""What a phone shows before anybody has scrolled."""

from playwright.sync_api import Browser

from tests.browser.conftest import Served


def test_the_first_session_of_the_agenda_is_on_the_first_screen(chromium: Browser, served: Served) -> None:
    page = chromium.new_page(base_url=served.url, viewport={"width": 390, "height": 844})
    page.goto(f"/e/{served.world.slug}/agenda")
    box = page.locator(".session:not(.session--rest)").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844
    page.close()
