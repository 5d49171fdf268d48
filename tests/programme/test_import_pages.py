"""Bringing a file in: looked at first, then done exactly as it was shown."""

import io
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from convene.clock import now
from convene.database import db
from convene.engines.schedule_files import write_json, write_xml
from convene.engines.schedule_files.schedule import Person, Room, Schedule, Session
from convene.events.models import Event
from convene.files.models import StoredFile
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.services import drafting
from convene.programme.services.previewing import import_previewed, preview_import
from convene.programme.tasks import forget_uploads
from tests.factories import agendas
from tests.factories.events import make_event
from tests.support.at_once import at_once
from tests.support.visitor import Visitor

IMPORT = "/organise/forum/agenda/import"


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_event(slug="forum")


@pytest.fixture
def organiser(visitor: Visitor, forum: Event) -> Visitor:
    return visitor.signed_in_as("noor@example.org")


def session(title: str, hour: int, **more: object) -> Session:
    starts = now().replace(year=2027, month=3, day=4, hour=hour, minute=0, second=0, microsecond=0)
    guid = f"00000000-0000-4000-8000-{sum(title.encode()):012}"
    return Session(guid=guid, title=title, starts_at=starts, minutes=45, day=starts.date(), room="Ballroom", **more)  # type: ignore[arg-type]


def schedule(*sessions: Session) -> Schedule:
    return Schedule(
        title="Forum", acronym="forum", starts_on=sessions[0].day, ends_on=sessions[0].day + timedelta(days=1),
        zone="Asia/Bangkok", rooms=(Room("Ballroom"),), sessions=sessions,
    )  # fmt: skip


def bring(organiser: Visitor, body: bytes, *, expect: int = 200, name: str = "schedule.json") -> Visitor:
    organiser.open(IMPORT).fill_in()
    token = organiser.tree.xpath("//main//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, "file": (io.BytesIO(body), name)}
    return organiser.post(IMPORT, data, expect=expect, content_type="multipart/form-data")


def stored_files() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(StoredFile.id))) or 0


def titles(event: Event) -> list[str]:
    db.session.rollback()
    return sorted(one.title for one in draft_of(event.id).sessions)


@pytest.mark.parametrize("write", [write_json, write_xml])
def test_a_file_is_shown_first_and_brought_in_then(forum: Event, organiser: Visitor, write: object) -> None:
    jane = Person("Jane Vũ", source_id="7")
    body = write(schedule(session("Showcase", 2, persons=(jane,)), session("Clinic", 4)))  # type: ignore[operator]
    bring(organiser, body)
    assert "What we read in “Forum”" in organiser.text
    assert "new2 of 2 in the file" in organiser.text.replace(" new ", "new")
    assert titles(forum) == []
    organiser.press("Bring it into the draft")
    assert "2 new, 0 changed, 0 the same: they stand in the draft." in organiser.text
    assert titles(forum) == ["Clinic", "Showcase"]
    assert stored_files() == 0


def test_a_second_file_shows_what_is_new_changed_the_same_and_gone(forum: Event, organiser: Visitor) -> None:
    bring(organiser, write_json(schedule(session("Showcase", 2), session("Clinic", 4), session("Panel", 6))))
    organiser.press("Bring it into the draft")
    moved = session("Clinic", 5)
    bring(organiser, write_json(schedule(session("Showcase", 2), moved, session("Fresh", 7))))
    figures = [" ".join(each.text_content().split()) for each in organiser.tree.xpath("//dl[@class='figures']/div")]
    assert [each.split("1")[0] for each in figures[:4]] == ["new", "changed", "the same", "no longer in the file"]
    assert "Thu 4 Mar 2027, 11:00" in organiser.tree.xpath("string(//section[@aria-labelledby='changed'])")
    assert "Panel" in organiser.tree.xpath("string(//section[@aria-labelledby='missing'])")
    organiser.press("Bring it into the draft")
    assert titles(forum) == ["Clinic", "Fresh", "Panel", "Showcase"]


def test_a_file_that_says_nothing_new_says_so(forum: Event, organiser: Visitor) -> None:
    body = write_json(schedule(session("Showcase", 2)))
    bring(organiser, body).press("Bring it into the draft")
    bring(organiser, body)
    assert "The draft says all of this already." in organiser.text


def test_a_file_that_calls_somebody_otherwise_says_so_and_readers_see_it_at_once(
    forum: Event, organiser: Visitor
) -> None:
    jane = Person("Jane Vu", source_id="7", biography="Grows fish.")
    bring(organiser, write_json(schedule(session("Showcase", 2, persons=(jane,))))).press("Bring it into the draft")
    agendas.publish(forum)
    before = agenda_state(forum.id)
    stranger = organiser.another().open("/e/forum/people")
    assert "Jane Vu" in stranger.text
    renamed = replace(jane, name="Jane Vũ", biography="Grows fish, and rice.")
    bring(organiser, write_json(schedule(session("Showcase", 2, persons=(renamed,)))))
    people = " ".join(organiser.tree.xpath("string(//section[@aria-labelledby='people'])").split())
    assert "Name: Jane Vu Jane Vũ" in people
    assert "Biography: changed" in people
    assert "says all of this already" not in organiser.text
    assert "Jane Vu" in stranger.open("/e/forum/people").text
    organiser.press("Bring it into the draft")
    assert "What is said of 1 person is as the file has it, on published pages too." in organiser.text
    assert "Jane Vũ" in stranger.open("/e/forum/people").text
    db.session.rollback()
    assert agenda_state(forum.id) == before, "nothing is left to publish"


def test_the_same_people_who_speak_for_somebody_else_are_told_apart_in_the_preview(
    forum: Event, organiser: Visitor
) -> None:
    table = "Date;Start;End;Title;Speakers\n2027-03-04;09:00;10:00;Opening;Jane Vũ ({})\n"
    bring(organiser, table.format("NGO 8").encode()).press("Bring it into the draft")
    bring(organiser, table.format("UN office").encode())
    changed = " ".join(organiser.tree.xpath("string(//section[@aria-labelledby='changed'])").split())
    assert "On stage: Jane Vũ (Speaker, NGO 8) Jane Vũ (Speaker, UN office)" in changed


def test_a_title_that_is_cut_is_said_before_it_is_brought_in(forum: Event, organiser: Visitor) -> None:
    bring(organiser, write_json(schedule(session("t" * 400, 2))))
    assert "“title” has more than 300 characters and was cut." in organiser.text
    organiser.press("Bring it into the draft")
    assert titles(forum) == ["t" * 300]


def test_a_draft_that_changed_meanwhile_is_compared_again_before_anything_is_done(
    forum: Event, organiser: Visitor
) -> None:
    bring(organiser, write_json(schedule(session("Showcase", 2))))
    agendas.add_session(forum, "Slipped in", "10:00")
    organiser.press("Bring it into the draft", expect=422)
    assert "Somebody changed the agenda since you opened this page" in organiser.text
    assert titles(forum) == ["Slipped in"]
    organiser.press("Bring it into the draft")
    assert titles(forum) == ["Showcase", "Slipped in"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "The file is empty"),
        (b"\x89PNG\r\n\x1a\n", "The file is a picture"),
        (b"{", "No agenda was found"),
        (b"<schedule>", "file"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><schedule>&a;</schedule>', "file"),
        (b'{"schedule": {"conference": {"title": "x", "days": []}}}', "file"),
        (b"[" * 100_000, "file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    forum: Event, organiser: Visitor, body: bytes, words: str
) -> None:
    bring(organiser, body, expect=422)
    assert words in organiser.tree.get_element_by_id("file-error").text_content()
    assert stored_files() == 0


def test_nothing_chosen_is_said(forum: Event, organiser: Visitor) -> None:
    organiser.open(IMPORT).press("Read it", expect=422)
    assert "Choose a file" in organiser.text


def test_what_was_uploaded_for_one_event_cannot_be_brought_into_another(forum: Event, organiser: Visitor) -> None:
    other = make_event(slug="other", team_id=forum.team_id)
    bring(organiser, write_json(schedule(session("Showcase", 2))))
    hidden = {each.get("name"): each.get("value") for each in organiser.tree.xpath("//main//input")}
    organiser.post("/organise/other/agenda/import/confirm", hidden, expect=404)
    for upload in ("", "nonsense", "00000000-0000-0000-0000-000000000000"):
        organiser.post(f"{IMPORT}/confirm", hidden | {"upload": upload}, expect=404)
    assert titles(other) == []


def test_files_that_nobody_came_back_for_are_gone_after_a_day(forum: Event, organiser: Visitor) -> None:
    body = write_json(schedule(session("Showcase", 2)))
    bring(organiser, body)
    bring(organiser, body)
    forget_uploads()
    assert stored_files() == 2
    with time_machine.travel(now() + timedelta(days=2)):
        bring(organiser, body)
        forget_uploads()
        assert stored_files() == 1


def test_a_preview_leaves_no_trace_in_the_draft(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Mine", "10:00")
    before = draft_of(forum.id)
    bring(organiser, write_json(schedule(session("Showcase", 2))))
    db.session.rollback()
    assert draft_of(forum.id) == before
    drafting.withdraw_session(forum.id, session_id, by="test")


def test_of_two_who_confirm_one_preview_at_the_same_moment_one_is_told(app: Flask, forum: Event) -> None:
    for turn in range(4):
        upload = schedule(session(f"Talk {turn}", 9), session("Welcome", 10 + turn))
        revision = preview_import(forum.id, upload, by="test").revision
        answers = at_once(app, [partial(import_previewed, forum.id, upload, revision, uuid4(), by="test")] * 4)
        assert sorted(type(answer).__name__ for answer in answers) == ["AgendaChangedMeanwhile"] * 3 + ["Imported"]
    assert titles(forum) == ["Talk 0", "Talk 1", "Talk 2", "Talk 3", "Welcome"]
