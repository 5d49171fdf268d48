"""Only those are asked whose session takes place, and only what the owner of an address said counts as said."""

from uuid import UUID

import pytest
from flask import Flask

from convene.database import db
from convene.events.models import Event
from convene.programme.catalogue import StageAnswer
from convene.programme.emails import link_to_stage
from convene.programme.models import StageInvitation
from convene.programme.queries import invitation_of
from convene.programme.services import answering
from convene.programme.services.asking import (
    ask_to_speak,
    make_stage_link,
    set_stage_address,
    take_addresses,
)
from tests.factories import agendas
from tests.factories.events import make_event
from tests.support.mail import link_in, sent_mails
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


def row_of(event: Event, person_id: UUID) -> StageInvitation:
    db.session.rollback()
    found = invitation_of(event.id, person_id)
    assert found is not None
    return found


def link_of(event: Event, person_id: UUID) -> str:
    return f"/speak/{link_to_stage(row_of(event, person_id))}/"


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
