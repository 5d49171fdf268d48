"""Only those are asked whose session takes place, and only what the owner of an address said counts as said."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.people.models import Person
from convene.programme.catalogue import StageAnswer
from convene.programme.errors import NobodyToMail
from convene.programme.models import PersonOnStage
from convene.programme.queries.draft import counts_of
from convene.programme.queries.people import who_is_needed
from convene.programme.services import answering, drafting
from convene.programme.services.asking import (
    ask_to_speak,
    make_stage_link,
    remind_to_speak,
    set_stage_address,
    take_addresses,
)
from tests.factories import agendas
from tests.factories.events import make_event
from tests.support.mail import link_in, sent_mails
from tests.support.stage import link_of, row_of
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
JANE = "jane@example.org"
PEOPLE = "/organise/forum/agenda/people"


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_event(slug="forum", title="Network Forum")


@pytest.fixture
def opening(forum: Event) -> UUID:
    return agendas.add_session(forum, "Opening", "09:00")


@pytest.fixture
def jane(forum: Event, opening: UUID) -> UUID:
    """Somebody in one published session who can be asked; another one is in no other session."""
    person_id = agendas.put_on_stage(forum, opening, "Jane Vũ")
    agendas.put_on_stage(forum, agendas.add_session(forum, "Closing", "16:00"), "Vannak Ly")
    agendas.publish(forum)
    set_stage_address(forum.id, person_id, JANE, by="test")
    return person_id


@pytest.fixture
def organiser(forum: Event, visitor: Visitor) -> Visitor:
    return visitor.another().signed_in_as(OWNER)


def take_off_stage(event: Event, person_id: UUID) -> None:
    row_id = db.session.scalar(select(PersonOnStage.id).where(PersonOnStage.person_id == person_id))
    assert row_id is not None
    drafting.take_off_stage(event.id, row_id, by="test")


# --- a session that is withdrawn ------------------------------------------------------------------------------------


def test_nobody_is_asked_whose_only_session_is_withdrawn(
    forum: Event, jane: UUID, opening: UUID, organiser: Visitor
) -> None:
    page = organiser.open(f"{PEOPLE}/ask")
    drafting.withdraw_session(forum.id, opening, by="test")
    page.press("Mail 1 person", expect=422)
    assert "There is nobody to ask" in page.text
    with pytest.raises(NobodyToMail):
        ask_to_speak(forum.id, [jane], by="test")
    assert not sent_mails()
    assert who_is_needed(forum.id).isdisjoint({jane})
    assert counts_of(forum.id).people == 1
    listed = organiser.open(PEOPLE)
    assert "Only in what is withdrawn" in listed.text
    assert "Ask" not in [link.text_content().split()[0] for link in listed.tree.xpath("//main//a")]
    assert "Add 1 address…" in listed.text, "of Vannak"
    assert "Only in what is withdrawn" in organiser.open(f"{PEOPLE}/{jane}").text
    drafting.restore_session(forum.id, opening, by="test")
    assert ask_to_speak(forum.id, [jane], by="test") == 1


def test_nobody_is_reminded_whose_only_session_is_withdrawn(
    forum: Event, jane: UUID, opening: UUID, organiser: Visitor
) -> None:
    ask_to_speak(forum.id, [jane], by="test")
    with time_machine.travel(now() + timedelta(days=3)):
        assert "Remind 1 person" in organiser.open(PEOPLE).text
        drafting.withdraw_session(forum.id, opening, by="test")
        assert "Remind" not in organiser.open(PEOPLE).text
        with pytest.raises(NobodyToMail):
            remind_to_speak(forum.id, [jane], by="test")


def test_a_question_does_not_go_out_once_its_session_is_withdrawn(forum: Event, jane: UUID, opening: UUID) -> None:
    ask_to_speak(forum.id, [jane], by="test")
    drafting.withdraw_session(forum.id, opening, by="test")
    assert not sent_mails(JANE)


def test_who_is_in_no_session_that_takes_place_is_not_asked_by_their_page(
    forum: Event, jane: UUID, opening: UUID, visitor: Visitor
) -> None:
    visitor.open(link_of(forum, jane))
    assert "Will you be there?" in visitor.text
    drafting.withdraw_session(forum.id, opening, by="test")
    visitor.open(link_of(forum, jane))
    assert "Cancelled" in visitor.text
    assert "Will you be there?" not in visitor.text
    assert "Say whether you will be there" not in visitor.text


def test_after_the_event_nobody_is_offered_to_be_asked(forum: Event, jane: UUID, organiser: Visitor) -> None:
    assert organiser.open(PEOPLE).tree.xpath("//main//a[contains(@href, '/ask')]")
    with time_machine.travel(date(2027, 4, 1)):
        organiser = organiser.another().signed_in_as(OWNER)
        organiser.open(PEOPLE)
        assert not organiser.tree.xpath(
            "//main//a[contains(@href, '/ask') or contains(@href, '/address') or contains(@href, '/remind')]"
        )
        assert "The event is over" in organiser.open(f"{PEOPLE}/ask").text
        assert "The event is over" in organiser.open(f"{PEOPLE}/addresses").text


# --- whom readers still see -----------------------------------------------------------------------------------------


def test_who_was_taken_off_the_draft_can_be_corrected_while_readers_see_them(
    forum: Event, jane: UUID, organiser: Visitor, visitor: Visitor
) -> None:
    take_off_stage(forum, jane)
    assert "Jane Vũ" in visitor.open("/e/forum/people").text
    organiser.open(PEOPLE).follow_link("Jane Vũ")
    assert "In no session of the draft" in organiser.text
    organiser.fill_in(name="J. Vũ").press("Save this person", expect=200)
    assert "J. Vũ" in visitor.open("/e/forum/people").text
    with pytest.raises(NobodyToMail):
        ask_to_speak(forum.id, [jane], by="test")
    agendas.publish(forum)
    assert "J. Vũ" not in organiser.open(PEOPLE).text


def test_people_of_other_events_of_the_team_stay_closed(forum: Event, jane: UUID, organiser: Visitor) -> None:
    other = make_event(slug="other", title="Other", team_id=forum.team_id)
    stranger = agendas.put_on_stage(other, agendas.add_session(other, "Talk", "09:00"), "Anom")
    assert db.session.get_one(Person, stranger).team_id == forum.team_id
    organiser.open(f"{PEOPLE}/{stranger}", expect=404)


# --- an address that was wrong --------------------------------------------------------------------------------------


def test_what_the_owner_of_a_wrong_address_answered_is_forgotten_and_the_right_one_is_asked(
    forum: Event, jane: UUID, organiser: Visitor, visitor: Visitor
) -> None:
    ask_to_speak(forum.id, [jane], by="test")
    link = link_in(sent_mails(JANE)[0], "/speak/")
    visitor.open(link).fill_in(note="Not me, sorry.").press("I cannot", expect=200)
    organiser.open(f"{PEOPLE}/{jane}/address")
    assert "an answer is forgotten" in organiser.text
    organiser.fill_in(email="jane.vu@example.org").press("Save the address", expect=200)
    row = row_of(forum, jane)
    assert (row.answer, row.answered_at, row.note) == (None, None, "")
    visitor.open(link, expect=404)
    assert ask_to_speak(forum.id, [jane], by="test") == 1
    visitor.open(link_in(sent_mails("jane.vu@example.org")[0], "/speak/"))


def test_an_answer_by_a_link_that_was_handed_over_is_no_answer_of_another_address(forum: Event, jane: UUID) -> None:
    before = row_of(forum, jane)
    answering.answer_for_stage(before.id, StageAnswer.CONFIRMED)
    version = row_of(forum, jane).link_version
    set_stage_address(forum.id, jane, "jane.vu@example.org", by="test")
    row = row_of(forum, jane)
    assert row.answer is None
    assert row.link_version == version + 1


def test_another_spelling_of_an_address_leaves_answer_and_link(forum: Event, jane: UUID) -> None:
    ask_to_speak(forum.id, [jane], by="test")
    set_stage_address(forum.id, jane, "Jane@Example.org", by="test")
    assert len(sent_mails(JANE)) == 1, "the question that waited goes out"
    answering.answer_for_stage(row_of(forum, jane).id, StageAnswer.CONFIRMED)
    version = row_of(forum, jane).link_version
    set_stage_address(forum.id, jane, "jane@example.org", by="test")
    row = row_of(forum, jane)
    assert (row.email, row.answer, row.link_version) == (JANE, StageAnswer.CONFIRMED, version)
    (told,) = take_addresses(forum.id, {jane: "JANE@example.org"}, by="test")
    assert told.is_taken


def test_an_answer_stays_where_there_was_no_address_before(forum: Event, opening: UUID) -> None:
    person_id = agendas.put_on_stage(forum, opening, "Anom Phan")
    make_stage_link(forum.id, person_id, by="test")
    link = link_of(forum, person_id)
    answering.answer_for_stage(row_of(forum, person_id).id, StageAnswer.CONFIRMED)
    set_stage_address(forum.id, person_id, "anom@example.org", by="test")
    assert row_of(forum, person_id).answer is StageAnswer.CONFIRMED
    assert link_of(forum, person_id) == link
