"""53: what is not published yet is in no .ics and in no export. (Pages are asked by walking them, in their own test.)

Every secret is a word of its own, put wherever an organiser can put one; then everything that leaves is searched."""

from uuid import UUID

import pytest
from flask import Flask

from convene.database import db
from convene.events.models import Event
from convene.programme.exporting import calendar_feed_of, schedule_json_of, schedule_xml_of, session_calendar_of
from convene.programme.models import Session
from convene.programme.queries import published
from convene.programme.services import drafting
from convene.programme.structure import LinkFacts
from tests.factories.agendas import add_room, add_session, publish, put_on_stage, retitle
from tests.factories.events import make_event

BASE = "https://convene.example"
SECRET = "Zugunruhe"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(join_url=f"https://meet.example/{SECRET}")


def everything_that_leaves(event: Event, *codes: str) -> str:
    db.session.rollback()
    event = db.session.get_one(Event, event.id)
    version = published(event.id)
    parts = [calendar_feed_of(event, BASE)]
    if version is not None:
        parts += [schedule_json_of(version, event, BASE), schedule_xml_of(version, event, BASE)]
        parts.append(repr(version).encode())
    parts += [session_calendar_of(event, code, BASE) or b"" for code in codes]
    return b"\n".join(parts).decode().replace("\r\n ", "")


def code_of(session_id: UUID) -> str:
    db.session.rollback()
    return db.session.get_one(Session, session_id).code


def test_a_join_link_is_in_no_file(event: Event) -> None:
    session_id = add_session(event)
    publish(event)
    assert SECRET not in everything_that_leaves(event, code_of(session_id))


def test_a_first_draft_is_in_no_file(event: Event) -> None:
    session_id = add_session(event, SECRET)
    put_on_stage(event, session_id, SECRET)
    text = everything_that_leaves(event, code_of(session_id))
    assert SECRET not in text
    assert code_of(session_id) not in text


def test_what_was_drafted_since_is_in_no_file(event: Event) -> None:
    shown = add_session(event, "Shown")
    publish(event)
    retitle(event, shown, SECRET)
    put_on_stage(event, shown, SECRET)
    drafting.add_contribution(event.id, shown, title=SECRET, abstract=SECRET, by="test")
    new = add_session(
        event,
        SECRET,
        "14:00",
        abstract=SECRET,
        description=SECRET,
        links=(LinkFacts(SECRET, f"https://{SECRET}.example/"),),
    )
    drafting.add_track(event.id, name=SECRET, by="test")
    add_room(event, SECRET)
    text = everything_that_leaves(event, code_of(shown), code_of(new))
    assert SECRET not in text
    assert code_of(new) not in text


def test_an_idea_without_a_time_is_not_published_with_the_rest(event: Event) -> None:
    shown, idea = add_session(event, "Shown"), add_session(event, SECRET, None)
    put_on_stage(event, idea, SECRET)
    drafting.withdraw_session(event.id, add_session(event, SECRET, "15:00"), by="test")
    publish(event)
    text = everything_that_leaves(event, code_of(shown), code_of(idea))
    assert "Shown" in text
    assert SECRET not in text


def test_a_withdrawn_session_leaves_the_schedule_and_is_cancelled_in_calendars(event: Event) -> None:
    kept, gone = add_session(event, "Kept"), add_session(event, "Given up", "14:00")
    publish(event)
    drafting.withdraw_session(event.id, gone, by="test")
    publish(event)
    db.session.rollback()
    event = db.session.get_one(Event, event.id)
    version = published(event.id)
    assert version is not None
    for export in (schedule_json_of(version, event, BASE), schedule_xml_of(version, event, BASE)):
        assert b"Kept" in export
        assert b"Given up" not in export
    assert b"SUMMARY:Cancelled: Given up" in calendar_feed_of(event, BASE)
    assert b"STATUS:CANCELLED" in (session_calendar_of(event, code_of(gone), BASE) or b"")
    assert code_of(kept)
