"""The agenda on paper: what stands on it, for whom, and in any script."""

import io
from datetime import date

import pytest
from flask import Flask
from pypdf import PdfReader

from convene.events.services import changing
from convene.programme.catalogue import Format
from convene.programme.services import drafting
from tests.factories.agendas import add_room, add_session, publish, put_on_stage
from tests.factories.events import make_event
from tests.support.visitor import Visitor

PAPERS = ["a4", "a3"]


def pages_of(visitor: Visitor, path: str) -> list[str]:
    visitor.open(path)
    assert visitor.response.content_type == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(visitor.response.data)).pages]


@pytest.mark.parametrize("paper", PAPERS)
def test_it_says_what_the_published_version_says(app: Flask, visitor: Visitor, paper: str) -> None:
    event = make_event(slug="forum", title="Regional Forum")
    hall, small = add_room(event, "Ballroom"), add_room(event, "River Room")
    session_id = add_session(event, "Mapping helplines", "10:00", room_id=hall)
    put_on_stage(event, session_id, "Nguyễn Thị Hồng Phượng")
    add_session(event, "ความปลอดภัยของเด็ก", "10:00", room_id=small)
    add_session(event, "Coffee", "11:00", format=Format.BREAK)
    publish(event)
    add_session(event, "Not public yet", "12:00", room_id=hall)
    text = "\n".join(pages_of(visitor, f"/e/forum/agenda-{paper}.pdf"))
    for words in ("Regional Forum", "Mapping helplines", "Phượng", "ของเ", "Coffee", "Ballroom", "Version 1"):
        assert words in text
    assert "Not public yet" not in text


def test_a_wall_sheet_has_a_day_on_each_page_and_a_list_runs_on(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 5))
    hall = add_room(event, "Ballroom")
    for day in (date(2027, 3, 4), date(2027, 3, 5)):
        add_session(event, f"On {day:%A}", "10:00", day=day, room_id=hall)
    publish(event)
    first, second = pages_of(visitor, "/e/forum/agenda-a3.pdf")
    assert ("On Thursday" in first, "On Friday" in first, "On Friday" in second) == (True, False, True)
    assert len(pages_of(visitor, "/e/forum/agenda-a4.pdf")) == 1


def test_a_time_stands_on_one_page_with_all_that_begins_then(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    rooms = [add_room(event, f"Room {number}") for number in range(3)]
    for hour in range(8, 20):
        for number, room in enumerate(rooms):
            session_id = add_session(event, f"At {hour}, number {number}", f"{hour:02}:00", room_id=room)
            put_on_stage(event, session_id, f"Somebody of {hour} in {number}")
    publish(event)
    pages = pages_of(visitor, "/e/forum/agenda-a4.pdf")
    assert len(pages) > 1
    for hour in range(8, 20):
        on = [[number for number in range(3) if f"At {hour}, number {number}" in page] for page in pages]
        assert sorted(on) == [*([[]] * (len(pages) - 1)), [0, 1, 2]], hour


def test_a_day_in_three_rooms_has_room_on_one_page(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    rooms = [add_room(event, f"Room {number}") for number in range(3)]
    for hour in range(9, 16):
        for number, room in enumerate(rooms[: 1 + hour % 3]):
            session_id = add_session(event, f"A session at {hour}, number {number}", f"{hour:02}:00", room_id=room)
            put_on_stage(event, session_id, f"Somebody of {hour} in {number}")
    publish(event)
    (text,) = pages_of(visitor, "/e/forum/agenda-a4.pdf")
    assert "/e/forum/agenda" in text


def test_two_sessions_in_one_room_at_one_time_make_a_list_of_the_day(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    hall, _small = add_room(event, "Ballroom"), add_room(event, "River Room")
    for title in ("One", "Other"):
        add_session(event, title, "10:00", room_id=hall)
    publish(event)
    (text,) = pages_of(visitor, "/e/forum/agenda-a3.pdf")
    assert "One" in text
    assert "Other" in text


def test_a_session_that_was_withdrawn_is_struck_out(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    session_id = add_session(event, "Gone", "10:00", room_id=add_room(event, "Ballroom"))
    publish(event)
    drafting.withdraw_session(event.id, session_id, by="test")
    publish(event)
    (text,) = pages_of(visitor, "/e/forum/agenda-a4.pdf")
    assert "cancelled" in text


def test_without_a_version_or_for_a_draft_there_is_nothing_to_print(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    visitor.open("/e/forum/agenda-a4.pdf", expect=404)
    add_session(event, "One", "10:00", room_id=add_room(event, "Ballroom"))
    publish(event)
    visitor.open("/e/forum/agenda-a4.pdf")
    changing.withdraw_event(event.id, by="test")
    visitor.open("/e/forum/agenda-a4.pdf", expect=404)


def test_what_is_printed_can_be_read_by_a_screen_reader(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", title="Regional Forum")
    add_session(event, "One", "10:00", room_id=add_room(event, "Ballroom"))
    publish(event)
    visitor.open("/e/forum/agenda-a4.pdf")
    reader = PdfReader(io.BytesIO(visitor.response.data))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Regional Forum"


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("title", ["Party 🎉", "Water 水会議", "Water पानी", "Private \ue000 sign", "No letter \ufffe"])
def test_a_letter_that_no_font_has_keeps_nobody_from_printing(
    app: Flask, visitor: Visitor, title: str, paper: str
) -> None:
    event = make_event(slug="forum", title=title)
    add_session(event, title, "10:00", room_id=add_room(event, title))
    add_session(event, "Mapping helplines", "11:00")
    publish(event)
    text = "\n".join(pages_of(visitor, f"/e/forum/agenda-{paper}.pdf"))
    assert "Mapping helplines" in text
    assert title.split()[0] in text
