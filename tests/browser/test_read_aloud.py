"""What a screen reader is told where the eye has a grid."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Served
from tests.factories.agendas import add_room, add_session, publish
from tests.factories.events import make_event

pytestmark = pytest.mark.browser


def test_each_card_on_the_grid_of_an_agenda_says_its_room(chromium: Browser, served: Served) -> None:
    event = make_event()
    add_session(event, "A clinic", "09:00", room_id=add_room(event, "Mekong Room"))
    add_session(event, "A showcase", "09:00", room_id=add_room(event, "Andaman Room"))
    publish(event)
    page = chromium.new_page(base_url=served.url, viewport={"width": 1280, "height": 900})
    page.goto(f"/e/{event.slug}/agenda")
    for title, room in (("A clinic", "Mekong Room"), ("A showcase", "Andaman Room")):
        assert room in page.locator(".session", has_text=title).aria_snapshot()
    page.close()
