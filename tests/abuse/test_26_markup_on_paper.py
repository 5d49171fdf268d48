"""What people type is printed as they typed it: nothing of it is read as Typst's own language."""

import io

import pytest
from flask import Flask
from pypdf import PdfReader

from convene.programme.printing.papers import Paper
from convene.programme.services import drafting
from tests.factories.agendas import add_room, add_session, publish, put_on_stage
from tests.factories.events import make_event
from tests.support.visitor import Visitor

HOSTILE = [
    '#read("/etc/passwd")',
    "#panic()",
    "*bold* _slanted_ $x^2$ `raw`",
    '"); #read("agenda.typ") //',
    "]#set page(fill: red)[",
    "\\u{41} \\ # @ <label>",
    '{"title": "another"}',
]


def words_on(visitor: Visitor, path: str) -> str:
    visitor.open(path)
    pages = PdfReader(io.BytesIO(visitor.response.data)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("paper", Paper)
def test_titles_names_and_rooms_stay_text(app: Flask, visitor: Visitor, typed: str, paper: Paper) -> None:
    event = make_event(slug="forum", title=f"{typed} forum", place=f"{typed} place")
    session_id = add_session(event, f"{typed} session", "10:00", room_id=add_room(event, f"{typed} room"))
    put_on_stage(event, session_id, f"{typed} name")
    publish(event)
    text = words_on(visitor, f"/e/forum/agenda-{paper}.pdf")
    for what in ("forum", "room", "session", "name", *(() if paper is Paper.DOORS else ("place",))):
        assert "".join(typed.split()) + what in text
    assert "root:" not in text


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_said_of_a_session_stays_text(app: Flask, visitor: Visitor, typed: str) -> None:
    """In the booklet, and on the sheets of the draft, which only organisers print."""
    event = make_event(slug="forum")
    track_id = drafting.add_track(event.id, name=f"{typed} track", by="test")
    session_id = add_session(
        event,
        "Open",
        "10:00",
        room_id=add_room(event, "Hall"),
        track_id=track_id,
        subtitle=f"{typed} subtitle",
        abstract=f"`{typed} abstract`" if "`" not in typed else "none",
        access_note=f"{typed} note",
    )
    put_on_stage(event, session_id, "Ada")
    drafting.add_contribution(event.id, session_id, title=f"{typed} part", by="test")
    publish(event)
    text = words_on(visitor, "/e/forum/agenda-booklet.pdf")
    squeezed = "".join(typed.split())
    for what in ("track", "subtitle", "note", "part", *(("abstract",) if "`" not in typed else ())):
        assert squeezed + what in text
    visitor.signed_in_as("noor@example.org")
    for path in ("draft-speakers", "draft-booklet", "speakers"):
        assert squeezed + "note" in words_on(visitor, f"/organise/forum/agenda/print/{path}.pdf")
