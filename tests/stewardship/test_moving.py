"""An event on other days."""

from datetime import date, timedelta

from flask import Flask

from convene.database import db
from convene.events.models import Event
from convene.programme.queries import agenda_state, draft_of, published
from convene.stewardship.services import move_dates
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
