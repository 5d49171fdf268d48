"""An event on other days."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import time_machine
from flask import Flask

from convene import clock
from convene.database import db
from convene.events.models import Event
from convene.programme.catalogue import Available, StageAnswer, StageState
from convene.programme.models import Material, StageInvitation
from convene.programme.queries.answers import invitation_of
from convene.programme.queries.availability import availability_due_on
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.queries.people import people_on_stage
from convene.programme.queries.versions import published
from convene.programme.services.answering import answer_for_stage
from convene.programme.services.asking import ask_to_speak, remind_to_speak, set_stage_address
from convene.programme.services.availability import set_availability_day
from convene.programme.services.materials import MaterialFacts, add_link
from convene.stewardship.services import clone_event, move_dates
from tests.stewardship.editions import FIRST_DAY, edition
from tests.support.visitor import Visitor


def test_every_session_moves_with_its_event(app: Flask) -> None:
    event = edition()
    before = draft_of(event.id)
    later = timedelta(days=10)
    move_dates(event.id, FIRST_DAY + later, by="test")
    db.session.expire_all()
    after = draft_of(event.id)
    assert (after.starts_on, after.ends_on) == (before.starts_on + later, before.ends_on + later)
    for was, now in zip(before.sessions, after.sessions, strict=True):
        assert (was.id, was.code) == (now.id, now.code)
        if was.day is not None and was.starts_local is not None:
            assert (now.day, now.starts_local) == (was.day + later, was.starts_local + later)
    shown = published(event.id)
    assert shown is not None
    assert shown.structure.starts_on == FIRST_DAY, "readers see the new days of sessions once they are published"
    assert agenda_state(event.id).has_changes


def test_materials_with_a_time_move_along_and_answers_are_asked_for_again(app: Flask, visitor: Visitor) -> None:
    event = edition()
    session = draft_of(event.id).sessions[0]
    opens = datetime.combine(FIRST_DAY, time(12))
    facts = MaterialFacts(title="Slides", available=Available.AT_A_TIME, available_local=opens)
    material_id = add_link(event.id, session.id, facts, url="https://example.org", by="test")
    first, second, third = [one.id for one in people_on_stage(event.id)][:3]
    for person_id in (first, second, third):
        set_stage_address(event.id, person_id, f"{person_id}@example.org", by="test")
    with time_machine.travel(clock.now() - timedelta(days=3)):
        ask_to_speak(event.id, [first, second], by="test")
        for person_id, answer in ((first, StageAnswer.CONFIRMED), (second, StageAnswer.DECLINED)):
            answer_for_stage(_invitation(event, person_id).id, answer)
    visitor.signed_in_as("noor@example.org").open(f"/organise/{event.slug}/move")
    assert "1 material that can be fetched from a time on moves along at once." in visitor.text
    assert "1 person on stage said they will be there on the old day; they are asked again when you" in visitor.text
    assert "1 person on stage said they cannot be there on the old day" in visitor.text
    visitor.fill_in(starts_on=(FIRST_DAY + timedelta(days=7)).isoformat()).press("Move the event")
    db.session.expire_all()
    assert db.session.get_one(Material, material_id).available_local == opens + timedelta(days=7)
    assert [_invitation(event, one).state for one in (first, second, third)] == [
        StageState.ASKED,
        StageState.ASKED,
        StageState.NOT_ASKED,
    ]
    assert remind_to_speak(event.id, [first, second, third], by="test") == 2


def test_the_day_by_which_times_are_said_moves_along_and_never_into_the_past(app: Flask, visitor: Visitor) -> None:
    event = edition()
    due_on = FIRST_DAY - timedelta(days=14)
    with time_machine.travel(datetime.combine(due_on - timedelta(days=10), time(5), clock.now().tzinfo)):
        visitor.signed_in_as("noor@example.org")
        assert "shall have said when" not in visitor.open(f"/organise/{event.slug}/move").text
        set_availability_day(event.id, due_on, by="test")
        assert "shall have said when they can be there moves along" in visitor.open(f"/organise/{event.slug}/move").text
        next_year = clone_event(event.id, title="Next", starts_on=FIRST_DAY + timedelta(days=364), by="test").event_id
        assert availability_due_on(next_year) == due_on + timedelta(days=364)
        sooner = clone_event(event.id, title="Soon", starts_on=FIRST_DAY - timedelta(days=11), by="test").event_id
        assert availability_due_on(sooner) is None
        move_dates(event.id, FIRST_DAY + timedelta(days=7), by="test")
        assert availability_due_on(event.id) == due_on + timedelta(days=7)
        move_dates(event.id, FIRST_DAY - timedelta(days=10), by="test")
        assert availability_due_on(event.id) == due_on - timedelta(days=10), "today is not over"
        move_dates(event.id, FIRST_DAY - timedelta(days=11), by="test")
        assert availability_due_on(event.id) is None


def _invitation(event: Event, person_id: UUID) -> StageInvitation:
    db.session.rollback()
    found = invitation_of(event.id, person_id)
    assert found is not None
    return found


def test_the_page_says_what_follows_and_moves_the_event(visitor: Visitor) -> None:
    event = edition()
    visitor.signed_in_as("noor@example.org").open(f"/organise/{event.slug}/settings").follow_link("Move the dates")
    visitor.fill_in(starts_on="2027-05-06").press("See the days first", expect=200)
    assert "Thursday 6 May 2027" in visitor.text
    assert "The published agenda stays until you publish it again" in visitor.text
    visitor.press("Move the event")
    assert "The event and its sessions are moved." in visitor.text
    db.session.expire_all()
    assert db.session.get_one(Event, event.id).starts_on == date(2027, 5, 6)


def test_what_somebody_else_changed_meanwhile_is_not_overrun(visitor: Visitor) -> None:
    event = edition()
    visitor.signed_in_as("noor@example.org").open(f"/organise/{event.slug}/move")
    move_dates(event.id, FIRST_DAY + timedelta(days=1), by="somebody")
    visitor.fill_in(starts_on="2027-05-06").press("Move the event", expect=422)
    assert "Somebody changed “Forum 2027” while you were editing it" in visitor.text
