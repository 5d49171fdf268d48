"""A title of one very long word stays on the page of a phone."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Served
from tests.factories.agendas import add_session, facts, publish, put_on_stage
from tests.factories.events import make_event

pytestmark = pytest.mark.browser


def test_a_long_word_breaks_rather_than_push_the_page_aside(chromium: Browser, served: Served) -> None:
    word = "Donaudampfschiff" * 12
    event = make_event(title=word)
    session = add_session(event, word)
    put_on_stage(event, session, word)
    publish(event)
    talk = f"{event.slug}/sessions/{facts(event, session).code}"
    context = chromium.new_context(viewport={"width": 390, "height": 900}, base_url=served.url)
    page = context.new_page()
    page.goto(served.sign_in_path())
    page.locator("main button").click()
    public, organise = f"/e/{event.slug}", f"/organise/{event.slug}"
    theirs = ("/", f"{public}/", f"{public}/agenda", f"{public}/people", f"/e/{talk}")
    for path in (*theirs, "/organise/", f"{organise}/", f"{organise}/agenda/", f"{organise}/agenda/people"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        for dot in page.locator(".with-dot").all():
            mark, title = dot.locator(".dye-dot").bounding_box(), dot.locator(":scope > :last-child").bounding_box()
            assert mark
            assert title
            assert title["x"] > mark["x"], f"{path}: the dot stands above its title"
    context.close()
