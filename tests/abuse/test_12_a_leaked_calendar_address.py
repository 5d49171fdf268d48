"""12: a calendar address that leaked shows that calendar, and nothing else; it can be taken back."""

import re
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from convene.calendar.models import CalendarFeed
from convene.database import db
from convene.events.services import changing
from convene.programme.queries.stars import stars_of
from convene.programme.services import starring
from convene.web.signed_links import Purpose, read, sign
from tests.factories import agendas
from tests.factories.events import make_event
from tests.support.visitor import Visitor


@pytest.fixture
def address(app: Flask, visitor: Visitor) -> str:
    event = make_event(slug="forum")
    agendas.add_session(event, "Showcase", "09:00")
    agendas.publish(event)
    code = re.findall(r"/sessions/(\w{6})", visitor.open("/e/forum/agenda").response.get_data(as_text=True))[0]
    visitor.headers["Sec-Fetch-Site"] = "same-origin"
    visitor.post("/e/forum/stars", {"star": code})
    page = visitor.open("/e/forum/my-agenda").press("Make my calendar address").response.get_data(as_text=True)
    return str(re.findall(r"/calendar/[\w.-]+\.ics", page)[0])


def test_it_is_no_cookie_and_no_link_to_the_stars(app: Flask, visitor: Visitor, address: str) -> None:
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    thief = visitor.another()
    thief.client.set_cookie("my_agenda", token, path="/e/forum/")
    assert "Nothing is starred yet" in thief.open("/e/forum/my-agenda").text
    thief.open(f"/e/forum/my-agenda/here/{token}", expect=404)
    thief.open(f"/registration/{token}", expect=404)
    thief.open("/account", follow=False, expect=303)


def test_reading_it_gives_no_cookie_and_is_listed_nowhere(app: Flask, visitor: Visitor, address: str) -> None:
    thief = visitor.another()
    thief.open(address)
    assert not thief.response.headers.getlist("Set-Cookie")
    assert thief.response.headers["X-Robots-Tag"] == "noindex"


def test_a_new_address_closes_the_one_before(app: Flask, visitor: Visitor, address: str) -> None:
    visitor.open("/e/forum/my-agenda").press("Make a new address")
    visitor.another().open(address, expect=404)
    fresh = re.findall(r"/calendar/[\w.-]+\.ics", visitor.response.get_data(as_text=True))[0]
    assert fresh != address
    assert "Showcase" in visitor.another().open(str(fresh)).text


def test_an_address_that_is_stopped_opens_nothing_and_the_next_is_another(
    app: Flask, visitor: Visitor, address: str
) -> None:
    visitor.open("/e/forum/my-agenda").press("Stop this address")
    visitor.another().open(address, expect=404)
    visitor.press("Make my calendar address")
    assert address not in visitor.response.get_data(as_text=True)
    visitor.another().open(address, expect=404)


def test_what_is_kept_of_it_opens_nothing(app: Flask, visitor: Visitor, address: str) -> None:
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    assert len(secret) == 22, "132 bits"
    feed = db.session.scalars(select(CalendarFeed)).one()
    kept = {str(value) for value in vars(feed).values()} | {feed.id.hex, feed.owner_id.hex}
    assert not any(secret in each for each in kept)
    for each in kept:
        if "/" not in each and " " not in each:
            visitor.another().open(f"/calendar/{each}.ics", expect=404)


def test_a_made_up_address_opens_nothing(app: Flask, visitor: Visitor, address: str) -> None:
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    for made_up in ("x", secret[:-1], secret + "A", secret.swapcase(), "A" * 22, "\u0000" * 3, "\ud83d"):
        visitor.open(f"/calendar/{quote(made_up, errors='surrogatepass')}.ics", expect=404)


def test_it_closes_with_the_event(app: Flask, visitor: Visitor, address: str) -> None:
    from convene.events.queries import event_at

    event = event_at("forum")
    assert event is not None
    changing.withdraw_event(event.id, by="test")
    visitor.open(address, expect=404)


def test_the_cookie_of_one_event_says_nothing_at_another(app: Flask, visitor: Visitor, address: str) -> None:
    other = make_event(slug="other")
    agendas.add_session(other, "Elsewhere", "09:00")
    agendas.publish(other)
    cookie = visitor.client.get_cookie("my_agenda", path="/e/forum/")
    assert cookie is not None
    link = read(Purpose.MY_AGENDA, cookie.value)
    assert link is not None
    assert stars_of(other.id, link.id) == {}
    visitor.open(f"/e/other/my-agenda/here/{sign(Purpose.MY_AGENDA, link.id)}", expect=404)
    code = agendas.draft_of(other.id).sessions[0].code
    assert starring.star(other.id, code, link.id) != link.id
