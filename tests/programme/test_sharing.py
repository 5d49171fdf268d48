"""What search engines, messengers and calendars on the web are told: what the page shows, and nothing more."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from convene.events.catalogue import Sensitivity, Visibility
from convene.events.models import Event
from convene.events.services.caring import choose_sensitivity
from convene.events.services.keeping_series import SeriesFacts, begin_series
from convene.programme.showing.addresses import person_key
from tests.factories import agendas
from tests.factories.events import make_account, make_event
from tests.support.visitor import Visitor
from tests.support.world import make_world

NASTY = 'A </script><script>alert(1)</script> & "tale"'


@pytest.fixture
def forum(app: Flask) -> Event:
    event = make_event(slug="forum", summary="What works.", join_url="https://meet.example.org/secret")
    room = agendas.add_room(event, "Ballroom")
    session = agendas.add_session(event, NASTY, "09:00", room_id=room, abstract="Three **tools**.")
    agendas.put_on_stage(event, session, "Jane Vũ")
    agendas.publish(event)
    return event


def data_on(visitor: Visitor, path: str) -> dict[str, Any]:
    (script,) = visitor.open(path).tree.xpath("//script[@type='application/ld+json']/text()")
    found: dict[str, Any] = json.loads(script)
    return found


def session_path(forum: Event) -> str:
    return f"/e/forum/sessions/{agendas.draft_of(forum.id).sessions[0].code}"


def test_an_event_says_what_it_is(forum: Event, visitor: Visitor) -> None:
    data = data_on(visitor, "/e/forum/")
    assert (data["@type"], data["name"], data["startDate"][:10]) == ("Event", forum.title, "2027-03-04")
    assert data["organizer"]["name"] == "Network Secretariat"
    assert "secret" not in visitor.response.get_data(as_text=True)
    assert visitor.tree.xpath("//link[@rel='canonical']/@href")[0].endswith("/e/forum/")
    assert visitor.tree.xpath("//meta[@property='og:title']/@content") == [forum.title]
    assert visitor.tree.xpath("//meta[@name='description']/@content") == ["What works."]


def test_a_session_says_when_where_and_who(forum: Event, visitor: Visitor) -> None:
    data = data_on(visitor, session_path(forum))
    assert data["name"] == NASTY
    assert data["startDate"] == "2027-03-04T02:00:00+00:00"
    assert data["performer"] == [{"@type": "Person", "name": "Jane Vũ"}]
    assert data["superEvent"]["name"] == forum.title
    assert data["description"] == "Three tools."
    for described in ("name='description'", "property='og:description'"):
        words = visitor.tree.xpath(f"//meta[@{described}]/@content")
        assert words == ["Thu 4 March, 09:00, Bangkok time: Three tools."]


def test_no_title_ends_the_script_that_it_stands_in(forum: Event, visitor: Visitor) -> None:
    for path in ("/e/forum/agenda", session_path(forum)):
        assert "<script>alert" not in visitor.open(path).response.get_data(as_text=True)


@pytest.mark.parametrize("sensitivity", Sensitivity)
def test_search_engines_are_told_of_open_events_only(forum: Event, visitor: Visitor, sensitivity: Sensitivity) -> None:
    """What needs care asks them to stay away, in the head of the answer, and hands them nothing to list."""
    choose_sensitivity(forum.id, sensitivity, make_account("noor@example.org"), by="test")
    is_open = sensitivity is Sensitivity.OPEN
    for path in ("/e/forum/", "/e/forum/agenda", session_path(forum)):
        tree = visitor.open(path).tree
        assert bool(tree.xpath("//link[@rel='canonical']")) == is_open, path
        assert bool(tree.xpath("//script[@type='application/ld+json']")) == (is_open and not path.endswith("agenda"))
        assert ("noindex" in visitor.response.headers.get("X-Robots-Tag", "")) != is_open, path
    assert ("/e/forum/" in visitor._request("GET", "/sitemap.xml").get_data(as_text=True)) == is_open


@pytest.mark.parametrize("visibility", [Visibility.UNLISTED, Visibility.BY_INVITATION])
def test_what_is_not_listed_asks_to_be_left_out(app: Flask, visitor: Visitor, visibility: Visibility) -> None:
    event = make_event(slug="quiet", visibility=visibility)
    agendas.add_session(event, "Showcase", "09:00")
    agendas.publish(event)
    for path in ("/e/quiet/", "/e/quiet/agenda", f"/e/quiet/sessions/{agendas.draft_of(event.id).sessions[0].code}"):
        visitor.open(path)
        assert visitor.tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert not visitor.tree.xpath("//script[@type='application/ld+json']")
    assert "quiet" not in visitor.open("/sitemap.xml").text


def test_the_sitemap_has_what_everybody_may_find(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    text = visitor.open("/sitemap.xml").text
    assert f"/e/{world.sibling_slug}/agenda" in text
    assert f"/e/{world.slug}/agenda" not in text, "its profile keeps it from search engines"
    assert "/series/regional-forums/" in text, "an earlier edition may be found"
    assert world.draft_slug not in text
    robots = visitor.open("/robots.txt").text
    assert "/sitemap.xml" in robots
    assert "Disallow:\n" in robots


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
def test_the_sitemap_has_series_with_an_event_for_search_engines(
    forum: Event, visitor: Visitor, sensitivity: Sensitivity
) -> None:
    begin_series(forum.id, SeriesFacts(title="Forums of the network"), by="test")
    if sensitivity is not forum.sensitivity:
        choose_sensitivity(forum.id, sensitivity, make_account("noor@example.org"), by="test")
    is_open = sensitivity is Sensitivity.OPEN
    assert ("/series/forums-of-the-network/" in visitor.open("/sitemap.xml").text) == is_open


def test_calendars_on_the_web_are_handed_the_session(forum: Event, visitor: Visitor) -> None:
    visitor.open(session_path(forum))
    (google,) = visitor.tree.xpath("//a[starts-with(@href, 'https://calendar.google.com')]/@href")
    asked = parse_qs(urlsplit(google).query)
    assert asked["dates"] == ["20270304T020000Z/20270304T024500Z"]
    assert asked["text"] == [NASTY]
    assert "Ballroom" in asked["location"][0]
    assert len(visitor.tree.xpath("//a[contains(@href, 'deeplink/compose')]")) == 2


def test_calendars_are_handed_all_days_of_an_event(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/")
    (google,) = visitor.tree.xpath("//a[starts-with(@href, 'https://calendar.google.com')]/@href")
    assert parse_qs(urlsplit(google).query)["dates"] == ["20270304/20270306"]
    visitor.follow_link("Subscribe: follows every change")
    assert visitor.tree.xpath("//a[starts-with(@href, 'webcal:')]/@href")[0].endswith("/e/forum/calendar.ics")


def test_a_person_has_a_page_under_a_name_of_this_event_alone(forum: Event, visitor: Visitor) -> None:
    person_id = agendas.draft_of(forum.id).sessions[0].people[0].person_id
    path = f"/e/forum/people/{person_key(forum.id, person_id)}"
    assert "Jane Vũ" in visitor.open(path).text
    assert NASTY in visitor.text
    other = make_event(slug="other", team_id=forum.team_id)
    agendas.add_session(other, "Elsewhere", "09:00")
    agendas.publish(other)
    for key in (person_key(forum.id, person_id), person_key(other.id, person_id), str(person_id), person_id.hex[:10]):
        visitor.open(f"/e/other/people/{key}", expect=404)
        if key != person_key(forum.id, person_id):
            visitor.open(f"/e/forum/people/{key}", expect=404)
