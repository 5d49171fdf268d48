"""20: markup, addresses and control characters in what a session says are text, wherever it is shown."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from lxml import html

from convene.events.models import Event
from convene.programme.catalogue import StageRole
from convene.programme.services import drafting
from convene.programme.services.naming import change_person
from convene.programme.structure import LinkFacts
from tests.factories import agendas
from tests.factories.events import make_event
from tests.support.visitor import Visitor

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
TEMPLATE = "${7*7} <%= 7*7 %> #{7*7} %s"
MARKDOWN = f"[press](javascript:alert(1)) ![](https://tracker.example/p.png) <b onclick=alert(1)>x</b> {SCRIPT}"


@pytest.fixture
def forum(app: Flask) -> Event:
    """An event whose every text is an attack."""
    event = make_event(slug="forum")
    room = agendas.add_room(event, SCRIPT[:100])
    track = drafting.add_track(event.id, name=TEMPLATE + SCRIPT[:60], by="test")
    session_id = agendas.add_session(
        event,
        SCRIPT + TEMPLATE,
        "09:00",
        room_id=room,
        track_id=track,
        subtitle=SCRIPT,
        abstract=MARKDOWN,
        description=MARKDOWN,
        language=SCRIPT[:40],
        recording_license=SCRIPT,
        links=(LinkFacts(SCRIPT, "javascript:alert(1)"), LinkFacts(SCRIPT, 'https://example.org/"><script>')),
    )
    drafting.add_contribution(event.id, session_id, title=SCRIPT, abstract=MARKDOWN, by="test")
    drafting.put_on_stage(
        event.id, session_id, role=StageRole.SPEAKER, name=SCRIPT[:60] + TEMPLATE, affiliation=SCRIPT, by="test"
    )
    person_id = agendas.facts(event, session_id).people[0].person_id
    facts = {"name": SCRIPT[:60] + TEMPLATE, "affiliation": SCRIPT, "biography": MARKDOWN}
    change_person(event.id, person_id, **facts, by="test")
    contribution_id = agendas.facts(event, session_id).contributions[0].id
    drafting.put_on_stage(
        event.id, session_id, contribution_id=contribution_id, role=StageRole.SPEAKER, name=SCRIPT, by="test"
    )
    agendas.publish(event, note=SCRIPT)
    return event


def test_no_page_runs_what_a_session_says(forum: Event, visitor: Visitor) -> None:
    from convene.programme.queries.draft import draft_of

    session = draft_of(forum.id).sessions[0]
    organiser = visitor.another().signed_in_as("noor@example.org")
    person_id = session.people[0].person_id
    public = ["", "agenda", "agenda?track=7&zone=<script>", f"sessions/{session.code}", "people", "people?q=<script>"]
    draft = ["", f"sessions/{session.code}", f"sessions/{session.code}/move", f"sessions/{session.code}/withdraw",
             "people", f"people/{person_id}", "tracks", "versions", "versions/1", "publish"]  # fmt: skip
    for reader, path in [(visitor, f"/e/forum/{page}") for page in public] + [
        (organiser, f"/organise/forum/agenda/{page}") for page in draft
    ]:
        reader.open(path)
        tree = reader.tree
        assert not tree.xpath(
            "//script[not(@src or @type='application/ld+json')] | //img[@src='x'] | //@*[starts-with(name(), 'on')]"
        ), path
        # Nothing that they say has ended an attribute (data-*, title, aria-label) and begun another.
        assert [name for name in attributes_of(tree) if not re.fullmatch(r"[a-z][a-z-]*", name)] == [], path
        assert not tree.xpath("//a[starts-with(@href, 'javascript')] | //img[contains(@src, 'tracker')]"), path
        assert not [each for each in tree.xpath("//@href | //@src | //@action") if "javascript:" in each[:20]], path
        assert "49" not in tree.xpath("string(//h1)"), path


def test_files_carry_it_as_text(forum: Event, visitor: Visitor) -> None:
    assert SCRIPT in json.dumps(json.loads(visitor.open("/e/forum/schedule.json").response.data), ensure_ascii=False
                                ).replace('\\"', '"')  # fmt: skip
    tree = ET.fromstring(visitor.open("/e/forum/schedule.xml").response.data)
    assert not list(tree.iter("script"))
    assert tree.find(".//event/title").text.startswith("<script>")  # type: ignore[union-attr]
    feed = visitor.open("/e/forum/calendar.ics").response.data.decode()
    assert "\r\nSUMMARY:<script>" in feed


def test_pages_say_that_nothing_of_theirs_may_run(forum: Event, visitor: Visitor) -> None:
    policy = visitor.open("/e/forum/agenda").response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy


def attributes_of(tree: html.HtmlElement) -> set[str]:
    return {name for element in tree.iter() if isinstance(element.tag, str) for name in element.attrib}
