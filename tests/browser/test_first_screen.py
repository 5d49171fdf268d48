"""What a phone shows, before anybody has scrolled and while they press."""

from playwright.sync_api import Browser

from tests.browser.conftest import Served

#: Where the words of an element end, whatever box it lies in.
FOOT_OF_WORDS = """one => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return words.getBoundingClientRect().bottom;
}"""


def test_the_first_session_of_the_agenda_is_on_the_first_screen(chromium: Browser, served: Served) -> None:
    page = chromium.new_page(base_url=served.url, viewport={"width": 390, "height": 844})
    page.goto(f"/e/{served.world.slug}/agenda")
    box = page.locator(".session:not(.session--rest)").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844
    page.close()


def test_what_add_to_calendar_opens_lies_below_and_its_button_stays(chromium: Browser, served: Served) -> None:
    page = chromium.new_page(base_url=served.url, viewport={"width": 390, "height": 844})
    for path in (f"/e/{served.world.slug}/", f"/e/{served.world.slug}/sessions/{served.world.values['code']}"):
        page.goto(path)
        button = page.locator(".menu > summary.button")
        button.scroll_into_view_if_needed()
        before = button.bounding_box()
        button.click()
        assert button.bounding_box() == before, path
        first = page.locator(".menu a").first.bounding_box()
        assert before is not None
        assert first is not None
        assert first["y"] > before["y"] + before["height"], path
    page.close()


def test_the_slash_of_the_way_up_stands_beside_what_it_leads_to(chromium: Browser, served: Served) -> None:
    page = chromium.new_page(
        base_url=served.url, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    page.goto(f"/e/{served.world.slug}/sessions/{served.world.values['code']}")
    slash, agenda = (
        page.locator(words).last.evaluate(FOOT_OF_WORDS) for words in (".crumbs [aria-hidden]", ".crumbs a")
    )
    assert abs(slash - agenda) < 3
    page.close()
