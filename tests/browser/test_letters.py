"""A name in Khmer or Thai is readable also where the system has no such letters, and no page waits for them."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Served
from tests.factories.agendas import add_session, publish, put_on_stage
from tests.factories.events import make_event

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("name", "file"), [("សុខា ចាន់", "khmer"), ("วรนาฎ", "thai"), ("Dara Keo", None)])
def test_rare_letters_come_after_the_page_and_only_where_asked_for(
    chromium: Browser, served: Served, name: str, file: "str | None"
) -> None:
    event = make_event()
    session = add_session(event, "Welcome")
    put_on_stage(event, session, name)
    publish(event)
    context = chromium.new_context(base_url=served.url)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/e/{event.slug}/people", wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    assert [url for url in asked if "noto" in url] == [url for url in asked if file and f"noto-sans-{file}" in url]
    if file:
        assert any(f"noto-sans-{file}" in url for url in asked)
        started = page.evaluate(
            "[performance.getEntriesByType('navigation')[0].loadEventStart,"
            " performance.getEntriesByType('resource').find((each) => each.name.includes('noto')).startTime]"
        )
        assert started[0] <= started[1]
    context.close()


def test_they_come_without_scripts_too(chromium: Browser, served: Served) -> None:
    event = make_event()
    put_on_stage(event, add_session(event, "Welcome"), "សុខា ចាន់")
    publish(event)
    context = chromium.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    with page.expect_request("**/noto-sans-khmer*"):
        page.goto(f"/e/{event.slug}/people")
    context.close()
