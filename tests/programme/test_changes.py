"""What has changed, for everybody: a page and a feed, of what everybody could read."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from convene.events.catalogue import Sensitivity
from convene.events.models import Event
from convene.events.services import caring, changing
from convene.programme.services import drafting
from tests.factories.agendas import add_room, add_session, move, publish, put_on_stage, retitle
from tests.factories.events import make_account, make_event
from tests.programme.test_telling import _on_stage_id
from tests.support.visitor import Visitor

PAGE, FEED = "/e/forum/agenda/changes", "/e/forum/agenda/changes.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="forum")


def versions(visitor: Visitor) -> list[str]:
    """What each version says, the latest first."""
    return [" ".join(each.text_content().split()) for each in visitor.open(PAGE).tree.xpath("//main//article")]


def entries(visitor: Visitor) -> list[ET.Element]:
    return ET.fromstring(visitor._request("GET", FEED).get_data()).findall(f"{ATOM}entry")


def test_each_version_says_what_it_changed_the_latest_first(event: Event, visitor: Visitor) -> None:
    ballroom, mekong = add_room(event, "Ballroom"), add_room(event, "Mekong Room")
    moved, gone = add_session(event, "Deterrence", "15:30", room_id=ballroom), add_session(event, "Images", "11:00")
    publish(event, "The first one.")
    move(event, moved, "13:45", room_id=mekong)
    drafting.withdraw_session(event.id, gone, by="test")
    add_session(event, "A walk", "12:45")
    publish(event, "One moved, one cancelled.")
    latest, first = versions(visitor)
    assert "The first agenda: 2 sessions" in first
    assert "The first one." in first
    assert "1 new · 1 moved · 1 cancelled" in latest
    assert "One moved, one cancelled." in latest
    assert "Deterrence Time: Thu 4 Mar 2027, 15:30 Thu 4 Mar 2027, 13:45" in latest
    assert "Room: Ballroom Mekong Room" in latest
    assert "Cancelled Images" in latest
    assert "New A walk When and where: Thu 4 Mar 2027, 12:45, 45 minutes" in latest
    visitor.open("/e/forum/agenda")
    assert PAGE in visitor.tree.xpath("//main//a/@href")
    (link,) = visitor.tree.xpath("//head/link[@rel='alternate']/@href")
    assert link == FEED


def test_the_feed_says_the_same_and_is_asked_again_for_little(event: Event, visitor: Visitor) -> None:
    moved = add_session(event, "Fish & <chips>", "15:30")
    publish(event)
    first = visitor._request("GET", FEED)
    assert first.content_type == "application/atom+xml; charset=utf-8"
    tag = first.headers["ETag"]
    assert visitor._request("GET", FEED, headers={"If-None-Match": tag}).status_code == 304
    head = visitor._request("HEAD", FEED)
    assert (head.status_code, head.headers["ETag"], head.get_data()) == (200, tag, b"")
    move(event, moved, "13:45")
    assert visitor._request("GET", FEED, headers={"If-None-Match": tag}).status_code == 304  # a draft is no news
    publish(event, "Moved <b>.")
    assert visitor._request("GET", FEED, headers={"If-None-Match": tag}).status_code == 200
    latest, _first = entries(visitor)
    assert latest.findtext(f"{ATOM}title") == "1 moved"
    content = latest.findtext(f"{ATOM}content") or ""
    assert "<p>Moved &lt;b&gt;.</p>" in content
    assert "<b>Fish &amp; &lt;chips&gt;</b>" in content
    assert "Thu 4 Mar 2027, 15:30 → Thu 4 Mar 2027, 13:45" in content


def test_what_was_published_while_nobody_saw_the_event_is_no_change_of_theirs(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", published=False)
    secret = add_session(event, "Zugunruhe")
    publish(event, "Zugunruhe")
    retitle(event, secret, "Told")
    publish(event)
    changing.publish_event(event.id, by="test")
    assert len(versions(visitor)) == len(entries(visitor)) == 1
    changing.withdraw_event(event.id, by="test")
    visitor.open(PAGE, expect=404)
    visitor.open(FEED, expect=404)
    retitle(event, secret, "Zugunruhe")
    publish(event, "Zugunruhe")
    retitle(event, secret, "Told again")
    publish(event)
    changing.publish_event(event.id, by="test")
    retitle(event, secret, "Told at last")
    publish(event)
    assert len(versions(visitor)) == 3  # what was read before it was withdrawn, and both that were read since
    assert "Zugunruhe" not in visitor.text
    assert "Zugunruhe" not in visitor._request("GET", FEED).get_data(as_text=True)


def test_what_everybody_could_read_stays_in_the_list_though_the_event_was_a_draft_before_and_after(
    app: Flask, visitor: Visitor
) -> None:
    event = make_event(slug="forum", published=False)
    session_id = add_session(event, "Nobody reads this")
    publish(event)
    retitle(event, session_id, "Everybody reads this")
    publish(event, "Read by everybody.")
    changing.publish_event(event.id, by="test")
    changing.withdraw_event(event.id, by="test")
    retitle(event, session_id, "Nobody reads this either")
    publish(event, "Read by nobody.")
    retitle(event, session_id, "Everybody reads this again")
    publish(event)
    changing.publish_event(event.id, by="test")
    latest, first = versions(visitor)
    assert "Read by everybody." in first
    assert "Everybody reads this Everybody reads this again" in latest
    assert "Nobody reads" not in visitor.text


def test_who_left_a_stage_is_named_no_more(event: Event, visitor: Visitor) -> None:
    session_id = add_session(event, "Panel")
    put_on_stage(event, session_id, "Jane Vũ")
    publish(event)
    put_on_stage(event, session_id, "Vannak Ly")
    drafting.take_off_stage(event.id, _on_stage_id(session_id, "Jane Vũ"), by="test")
    publish(event)
    latest, _first = versions(visitor)
    assert "On stage: Vannak Ly" in latest
    assert "Jane" not in visitor.text
    assert "Jane" not in visitor._request("GET", FEED).get_data(as_text=True)
    caring.choose_sensitivity(event.id, Sensitivity.HIGH_CARE, make_account(), by="test")
    latest, _first = versions(visitor)
    assert "On stage: changed" in latest
    assert "Vannak" not in visitor.text
    assert "Vannak" not in visitor._request("GET", FEED).get_data(as_text=True)


def test_an_agenda_that_is_not_published_has_no_changes(event: Event, visitor: Visitor) -> None:
    add_session(event)
    visitor.open(PAGE, expect=404)
    visitor.open(FEED, expect=404)


def test_many_versions_come_ten_a_page(event: Event, visitor: Visitor) -> None:
    session_id = add_session(event)
    for number in range(12):
        retitle(event, session_id, f"Title {number}")
        publish(event)
    assert len(versions(visitor)) == 10
    visitor.open(f"{PAGE}?page=2")
    assert len(visitor.tree.xpath("//main//article")) == 2
    assert len(entries(visitor)) == 12


def test_as_many_statements_for_three_changes_as_for_one(
    event: Event, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    ids = [add_session(event, f"Talk {number}", f"1{number}:00") for number in range(3)]
    publish(event)
    counts = []
    for versions in (1, 3):
        for number in range(versions):
            for session_id in ids[:versions]:
                move(event, session_id, f"{16 + len(counts)}:{number}0")
            publish(event)
        counts.append(count_statements(lambda: visitor.open(PAGE)))
    assert counts[0] == counts[1]
