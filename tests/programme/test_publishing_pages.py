"""Publishing: the difference first, then the button; and versions, which stay as they were."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.outbox.models import Message
from convene.permissions.catalogue import Role
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.rules.changes import ChangeKind, compare
from convene.programme.services import drafting, publishing
from convene.programme.services.asking import set_stage_address
from convene.programme.services.starring import star
from convene.registration.services import signing_up
from tests.factories import agendas
from tests.factories.events import give, make_event
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import give_places
from tests.support.mail import sent_mails, text_of
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


def test_what_a_restore_would_change_is_what_it_changes(forum: Event, organiser: Visitor) -> None:
    room_id = agendas.add_room(forum, "Ballroom")
    stays = agendas.add_session(forum, "Stays", "10:00", room_id=room_id)
    agendas.publish(forum)
    agendas.add_session(forum, "Never published", "11:00")
    agendas.add_session(forum, "Published later", "12:00")
    drafting.place_session(forum.id, stays, None, by="test")
    drafting.remove_room(forum.id, room_id, by="test")
    there = agendas.add_room(forum, "ballroom")
    agendas.move(forum, stays, "10:00", room_id=there)
    organiser.open(f"{AGENDA}versions/1/restore")
    shown = [" ".join(each.text_content().split()) for each in organiser.tree.xpath("//ul[@class='changes push-s']/li")]
    assert [line.split()[0] for line in shown] == ["Moved", "Moved"]
    assert "Stays" not in "".join(shown)
    assert "Room" not in "".join(shown)
    before = draft_of(forum.id)
    publishing.restore_version(forum.id, 1, by="test")
    db.session.rollback()
    changed = compare(before, draft_of(forum.id)).changes
    assert {one.session.title: one.kind for one in changed} == {
        "Never published": ChangeKind.MOVED,
        "Published later": ChangeKind.MOVED,
    }


# --- who is told --------------------------------------------------------------------------------------------------


@pytest.fixture
def told_event(app: Flask) -> Event:
    """A public forum: Jane is on stage of a session that was published and moves in the draft, Vannak has no address,
    and Mai has signed up for it."""
    event = make_open_event(slug="forum")
    session_id = agendas.add_session(event, "Deterrence", "15:30")
    jane = agendas.put_on_stage(event, session_id, "Jane Vũ")
    set_stage_address(event.id, jane, "jane@example.org", by="test")
    agendas.put_on_stage(event, session_id, "Vannak Ly")
    agendas.publish(event)
    give_places(event, session_id, 50)
    signing_up.sign_up(make_registration(event.id, "mai@example.org", name="Mai Sok"), session_id)
    make_registration(event.id, "ali@example.org", name="Ali Reza")
    sent_mails()
    agendas.move(event, session_id, "13:45")
    return event


def moved_in(event: Event) -> UUID:
    return next(one.id for one in draft_of(event.id).sessions if one.title == "Deterrence")


def told_now(event: Event) -> set[str]:
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.name == "programme/agenda_changed"))
    return {row.to_email for row in rows}


def test_who_is_told_and_what_they_will_read_is_shown_before(told_event: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open(f"{AGENDA}publish")
    assert "Jane Vũ" in visitor.text
    assert "No address, so no mail: Vannak Ly" in visitor.text
    assert "Mai Sok" in visitor.text
    assert "Ali Reza" in visitor.text
    assert "2 mails go out." in visitor.text
    mail = visitor.tree.xpath("string(//pre)")
    assert mail.startswith("Moved: Deterrence")
    assert "Was: Thursday 4 March 2027, 15:30–16:15" in mail
    assert "(here stands the personal link)" in mail
    assert "example.org" not in mail.replace("localhost", "")
    visitor.fill_in(word="We are sorry.").press("Show the mail with this")
    assert "We are sorry." in visitor.tree.xpath("string(//pre)")
    assert told_now(told_event) == set()
    visitor.press("Publish version 2")
    assert "Version 2 is published." in visitor.text
    assert "2 people are told: the mails are in the outbox." in visitor.text
    assert told_now(told_event) == {"jane@example.org", "mai@example.org"}
    assert "We are sorry." in text_of(sent_mails("mai@example.org")[-1])
    visitor.open(f"{AGENDA}versions")
    assert "2 people" in visitor.text


def test_the_mail_that_is_shown_and_the_one_that_goes_out_differ_in_the_link_alone(
    told_event: Event, visitor: Visitor
) -> None:
    visitor.signed_in_as("noor@example.org").open(f"{AGENDA}publish")
    shown = visitor.tree.xpath("string(//pre)").strip().splitlines()
    visitor.press("Publish version 2")
    (mail,) = [one for one in sent_mails("jane@example.org") if "in the agenda" in text_of(one)]
    sent = f"{mail['Subject']}\n\n{text_of(mail)}".replace("\r\n", "\n").strip().splitlines()
    different = [(one, other) for one, other in zip(shown, sent, strict=True) if one != other]
    assert [one for one, _ in different] == ["(here stands the personal link)"]
    assert different[0][1].startswith("http")


def test_a_group_that_is_concerned_since_the_page_was_opened_begins_as_ticked(
    told_event: Event, visitor: Visitor
) -> None:
    late = agendas.add_session(told_event, "Late", "10:00")
    visitor.signed_in_as("noor@example.org")
    agendas.move(told_event, moved_in(told_event), "15:30")  # as it is published: only Late is new, of nobody's concern
    visitor.open(f"{AGENDA}publish")
    jane = agendas.put_on_stage(told_event, late, "Aroha Ngata")
    set_stage_address(told_event.id, jane, "aroha@example.org", by="test")
    visitor.press("Publish version 2", expect=422)
    assert told_now(told_event) == set()
    visitor.press("Publish version 2")
    assert told_now(told_event) == {"aroha@example.org"}


def test_what_was_unticked_stays_so_when_the_draft_has_changed_meanwhile(told_event: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open(f"{AGENDA}publish").fill_in(tells_signed_up=False)
    agendas.add_session(told_event, "Slipped in", "10:00")
    visitor.press("Publish version 2", expect=422)
    visitor.press("Publish version 2")
    assert told_now(told_event) == {"jane@example.org"}


def test_each_group_can_be_left_out_and_everybody_be_added(told_event: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open(f"{AGENDA}publish")
    visitor.fill_in(tells_on_stage=False, tells_signed_up=False, tells_everybody=True)
    visitor.press("Show the mail with this")
    assert "2 mails go out." in visitor.text
    visitor.press("Publish version 2")
    assert told_now(told_event) == {"mai@example.org", "ali@example.org"}


def test_nobody_need_be_told(told_event: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open(f"{AGENDA}publish")
    visitor.fill_in(tells_on_stage=False, tells_signed_up=False).press("Show the mail with this")
    assert "Nobody is mailed." in visitor.text
    visitor.press("Publish version 2")
    assert told_now(told_event) == set()


def test_who_may_not_see_registrations_sees_how_many_and_no_name(told_event: Event, visitor: Visitor) -> None:
    give(told_event, "pim@example.org", Role.PROGRAMME)
    visitor.signed_in_as("pim@example.org")
    for path in ("publish", "publish/who"):
        visitor.open(f"{AGENDA}{path}")
        assert "Jane Vũ" in visitor.text
        assert "Mai Sok" not in visitor.text
        assert "Ali Reza" not in visitor.text
    assert "And 2 people who are registered." in visitor.text


def test_everybody_for_whom_there_is_news_is_listed_by_name(told_event: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open(f"{AGENDA}publish/who")
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in visitor.tree.xpath("//tbody/tr")]
    assert rows == [
        ["Vannak Ly No address", "On stage", "1"],
        ["Ali Reza", "Registered", "–"],
        ["Jane Vũ", "On stage", "1"],
        ["Mai Sok", "Signed up, Registered", "1"],
    ]


def test_a_draft_that_changed_meanwhile_tells_nobody_of_what_was_not_looked_at(
    told_event: Event, visitor: Visitor
) -> None:
    visitor.signed_in_as("noor@example.org").open(f"{AGENDA}publish").fill_in(word="Mine.")
    agendas.add_session(told_event, "Slipped in", "10:00")
    visitor.press("Publish version 2", expect=422)
    assert told_now(told_event) == set()
    assert visitor.tree.xpath("string(//textarea[@name='word'])").strip() == "Mine."


def test_of_an_event_that_is_a_draft_the_page_offers_to_tell_nobody(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", published=False)
    person_id = agendas.put_on_stage(event, agendas.add_session(event), "Jane Vũ")
    set_stage_address(event.id, person_id, "jane@example.org", by="test")
    visitor.signed_in_as("noor@example.org").open(f"{AGENDA}publish")
    assert "Who is told by mail" not in visitor.text
    visitor.press("Publish version 1")
    assert told_now(event) == set()


def test_before_a_version_comes_back_stands_what_it_changes_and_who_counts_on_it(
    told_event: Event, visitor: Visitor
) -> None:
    agendas.publish(told_event)
    star(told_event.id, draft_of(told_event.id).sessions[0].code, None)
    gone = agendas.add_session(told_event, "Later", "17:00")
    agendas.publish(told_event)
    visitor.signed_in_as("noor@example.org").open(f"{AGENDA}versions/1/restore")
    (row,) = visitor.tree.xpath("//tbody/tr")
    assert [cell.text_content().strip() for cell in row] == ["Deterrence", "moved", "1", "1"]
    lines = [
        " ".join(line.text_content().split()) for line in visitor.tree.xpath("//ul[contains(@class, 'changes')]/li")
    ]
    assert any("Time: Thu 4 Mar 2027, 13:45 Thu 4 Mar 2027, 15:30" in line for line in lines)
    assert any("Cancelled Later" in line for line in lines)
    visitor.press("Bring version 1 back")
    assert agendas.facts(told_event, gone).is_withdrawn


def test_the_page_takes_as_many_statements_for_many_as_for_one(
    told_event: Event, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    session_id = draft_of(told_event.id).sessions[0].id
    visitor.signed_in_as("noor@example.org").open(f"{AGENDA}publish")
    counts = []
    for _ in range(2):
        counts.append(
            (
                count_statements(lambda: visitor.open(f"{AGENDA}publish")),
                count_statements(lambda: visitor.open(f"{AGENDA}publish/who")),
            )
        )
        for number in range(3):
            person_id = agendas.put_on_stage(told_event, session_id, f"Speaker {number}")
            set_stage_address(told_event.id, person_id, f"speaker{number}@example.org", by="test")
            signing_up.sign_up(make_registration(told_event.id, f"more{number}@example.org"), session_id)
        sent_mails()
    assert counts[0] == counts[1]
