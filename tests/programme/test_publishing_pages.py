"""Publishing: the difference first, then the button; and versions, which stay as they were."""

import pytest
from flask import Flask

from convene.events.models import Event
from convene.permissions.catalogue import Role
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.services import drafting
from tests.factories import agendas
from tests.factories.events import give, make_event
from tests.support.visitor import Visitor

AGENDA = "/organise/forum/agenda/"


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_event(slug="forum")


@pytest.fixture
def organiser(visitor: Visitor, forum: Event) -> Visitor:
    give(forum, "pim@example.org", Role.PROGRAMME)
    return visitor.signed_in_as("pim@example.org")


def test_an_empty_draft_cannot_be_published(forum: Event, organiser: Visitor) -> None:
    agendas.add_session(forum, "Not placed", None)
    organiser.open(f"{AGENDA}publish")
    assert "There is nothing to publish" in organiser.text
    assert not organiser.tree.xpath("//main//form")


def test_the_first_publish_makes_the_agenda_public(forum: Event, organiser: Visitor) -> None:
    agendas.add_session(forum, "Showcase", "09:00")
    organiser.open(f"{AGENDA}publish").fill_in(note="The first one.").press("Publish version 1")
    assert "Version 1 is published." in organiser.text
    reader = organiser.another().open("/e/forum/agenda")
    assert "Showcase" in reader.text
    assert "The first one." in reader.text


def test_the_difference_is_shown_before_anything_is_published(forum: Event, organiser: Visitor) -> None:
    ballroom, mekong = agendas.add_room(forum, "Ballroom"), agendas.add_room(forum, "Mekong Room")
    moved = agendas.add_session(forum, "Deterrence", "15:30", room_id=ballroom)
    gone = agendas.add_session(forum, "Generated images", "11:00")
    renamed = agendas.add_session(forum, "Opening", "09:00")
    agendas.publish(forum)
    agendas.move(forum, moved, "13:45", room_id=mekong)
    drafting.withdraw_session(forum.id, gone, by="test")
    agendas.retitle(forum, renamed, "Welcome")
    agendas.put_on_stage(forum, renamed, "Jane Vũ")
    agendas.add_session(forum, "A walk by the river", "12:45")
    organiser.open(f"{AGENDA}publish")
    lines = {
        " ".join(line.xpath("string(.//b)").split()): " ".join(line.text_content().split())
        for line in organiser.tree.xpath("//ul[starts-with(@class, 'changes')]/li")
    }
    assert set(lines) == {"Deterrence", "Generated images", "Welcome", "A walk by the river"}
    assert "Time: Thu 4 Mar 2027, 15:30 Thu 4 Mar 2027, 13:45" in lines["Deterrence"]
    assert "Room: Ballroom Mekong Room" in lines["Deterrence"]
    assert "Cancelled" in lines["Generated images"]
    assert "Title: Opening Welcome" in lines["Welcome"]
    assert "On stage: – Jane Vũ" in lines["Welcome"]
    assert "Thu 4 Mar 2027, 12:45" in lines["A walk by the river"]
    assert "Deterrence" in organiser.another().open("/e/forum/agenda").text
    assert agenda_state(forum.id).number == 1


def test_a_draft_that_changed_meanwhile_is_shown_again_and_not_published(forum: Event, organiser: Visitor) -> None:
    agendas.add_session(forum, "Showcase", "09:00")
    organiser.open(f"{AGENDA}publish")
    agendas.add_session(forum, "Slipped in", "10:00")
    organiser.fill_in(note="Mine.").press("Publish version 1", expect=422)
    assert "Somebody changed the agenda since you opened this page" in organiser.text
    assert "Slipped in" in organiser.text
    assert organiser.tree.xpath("//input[@name='note']/@value") == ["Mine."]
    assert not agenda_state(forum.id).is_published
    organiser.press("Publish version 1")
    assert agenda_state(forum.id).number == 1


def test_without_a_change_there_is_nothing_to_publish(forum: Event, organiser: Visitor) -> None:
    agendas.add_session(forum, "Showcase", "09:00")
    agendas.publish(forum)
    organiser.open(f"{AGENDA}publish")
    assert "Everybody sees what the draft says already." in organiser.text


def test_versions_are_listed_with_who_published_them_and_can_be_read(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Showcase", "09:00")
    organiser.open(f"{AGENDA}publish").fill_in(note="One.").press("Publish version 1")
    agendas.retitle(forum, session_id, "Tools")
    agendas.publish(forum)
    organiser.open(f"{AGENDA}versions")
    rows = [" ".join(row.text_content().split()) for row in organiser.tree.xpath("//tbody/tr")]
    assert rows[0].startswith("Version 2 Public now")
    assert "pim@example.org" in rows[1] or "Noor" in rows[1]
    assert "One." in rows[1]
    organiser.open(f"{AGENDA}versions/1")
    assert "You read version 1." in organiser.text
    assert "Showcase" in organiser.text
    assert "Tools" not in organiser.text


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999", "-1"])
def test_a_version_that_is_none_is_not_found(forum: Event, organiser: Visitor, number: str) -> None:
    organiser.open(f"{AGENDA}versions/{number}", expect=404)
    organiser.open(f"{AGENDA}versions/{number}/restore", expect=404)


def test_a_version_is_brought_back_into_the_draft_and_readers_see_nothing_yet(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Showcase", "09:00")
    agendas.publish(forum)
    agendas.retitle(forum, session_id, "Tools")
    agendas.publish(forum)
    organiser.open(f"{AGENDA}versions/1/restore")
    assert "Readers see nothing of it before you publish." in organiser.text
    organiser.press("Bring version 1 back")
    assert [one.title for one in draft_of(forum.id).sessions] == ["Showcase"]
    assert "Tools" in organiser.another().open("/e/forum/agenda").text


def test_a_time_that_does_not_exist_takes_the_button_away(app: Flask, visitor: Visitor) -> None:
    from datetime import date

    from convene.events.services import changing
    from convene.events.services.beginning import EventFacts

    event = make_event(slug="spring", zone="Asia/Bangkok", starts_on=date(2027, 3, 27), ends_on=date(2027, 3, 28))
    agendas.add_session(event, "At night", "02:30", day=date(2027, 3, 27))
    facts = EventFacts(title="Spring", kind=event.kind, starts_on=event.starts_on, ends_on=event.ends_on,
                       zone="Europe/Berlin")  # fmt: skip
    changing.change_event(event.id, facts, slug="spring", by="test")
    visitor.signed_in_as("noor@example.org").open("/organise/spring/agenda/publish")
    assert "a time that does not exist" in visitor.text
    assert not [each for each in visitor.tree.xpath("//main//button") if "Publish" in each.text_content()]


def test_a_publish_carries_no_day_zone_or_room_that_was_not_looked_at(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    agendas.add_session(event)
    visitor.signed_in_as("noor@example.org").open("/organise/forum/agenda/publish")
    agendas.add_room(event, "A room of somebody else’s")
    visitor.press("Publish version 1", expect=422)
    visitor.press("Publish version 1")
    assert "Version 1 is published." in visitor.text
