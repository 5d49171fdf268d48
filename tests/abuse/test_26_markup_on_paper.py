"""What people type is printed as they typed it: nothing of it is read as Typst's own language."""

import io

import pytest
from flask import Flask
from pypdf import PdfReader

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


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_titles_names_and_rooms_stay_text(app: Flask, visitor: Visitor, typed: str, paper: str) -> None:
    event = make_event(slug="forum", title=f"{typed} forum", place=f"{typed} place")
    session_id = add_session(event, f"{typed} session", "10:00", room_id=add_room(event, f"{typed} room"))
    put_on_stage(event, session_id, f"{typed} name")
    publish(event)
    visitor.open(f"/e/forum/agenda-{paper}.pdf")
    pages = PdfReader(io.BytesIO(visitor.response.data)).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    for what in ("forum", "place", "session", "room", "name"):
        assert "".join(typed.split()) + what in text
    assert "root:" not in text
