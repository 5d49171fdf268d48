"""29: whatever is sent into a field for a file is what the field is for, or it is refused in words. What is kept is
served as what it is, and runs nowhere."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from convene.database import db
from convene.files.errors import NotAPicture
from convene.files.models import StoredFile
from convene.files.pictures import made_anew
from convene.web.limits import limiter
from tests.abuse.walking import FormSeen, forms_on, one_of_each
from tests.engines.schedule_files.hostile_workbooks import BEGIN, END, ENTITIES, SHEET, bomb, with_sheet
from tests.factories.agendas import add_session, publish, put_on_stage
from tests.factories.events import make_event
from tests.support.phone import Phone
from tests.support.pictures import picture, picture_with_a_place
from tests.support.processes import web_server
from tests.support.visitor import Visitor
from tests.support.world import OWNER, make_world

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
IMPORT, PEOPLE = "/organise/forum/agenda/import", "/organise/forum/agenda/people"

#: Neither a picture nor an agenda.
NOTHING_OF_USE: dict[str, Callable[[], bytes]] = {
    "a page": lambda: HTML,
    "an SVG": lambda: SVG,
    "a GIF that is a script": lambda: b"GIF89a=1;alert(1)//" + HTML,
    "a PDF that is a page": lambda: b"%PDF-1.7\n" + HTML,
    "a JPEG by its first bytes": lambda: b"\xff\xd8\xff" + HTML,
    "half a picture": lambda: picture()[:200],
    "half a workbook": lambda: with_sheet(BEGIN + END)[:300],
    "entities from elsewhere": lambda: with_sheet(ENTITIES),
}
TOO_MUCH: dict[str, Callable[[], bytes]] = {
    "a zip bomb": lambda: bomb(SHEET, 120),
    "a million rows": lambda: with_sheet(BEGIN + b"<row/>" * 1_000_001 + END),
}


@pytest.fixture
def uploads(app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> dict[str, FormSeen]:
    """The forms that take a file, by the name of its field, as the owner has them open."""
    monkeypatch.setattr(limiter, "enabled", False)  # who is counted is another test's question
    event = make_event(slug="forum")
    person_id = put_on_stage(event, add_session(event), "Jane Vũ")
    publish(event)
    visitor.signed_in_as(OWNER)
    forms = (*forms_on(visitor, IMPORT), *forms_on(visitor, f"{PEOPLE}/{person_id}"))
    return {field: form for form in forms for field in form.files}


def upload(form: FormSeen, body: bytes, name: str = "picture.jpg") -> TestResponse:
    files = {field: (io.BytesIO(body), name) for field in form.files}
    return form.reader._request("POST", form.action, data=form.answers | files, content_type="multipart/form-data")


def kept() -> dict[str, StoredFile]:
    db.session.rollback()
    return {str(each.id): each for each in db.session.scalars(select(StoredFile))}


@pytest.mark.slow
def test_no_other_form_takes_a_file(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    forms = [form for form in one_of_each(app, world, visitor.signed_in_as(OWNER)) if form.files]
    person = f"{PEOPLE}/{world.values['person_id']}"
    assert {form.page: set(form.files) for form in forms} == {IMPORT: {"file"}, person: {"photo"}}


def refuses(form: FormSeen, body: bytes) -> None:
    before = set(kept())
    answer = upload(form, body)
    assert answer.status_code == 422, form.page
    page = answer.get_data(as_text=True)
    assert f'id="{next(iter(form.files))}-error"' in page, "the words stand beside the field"
    assert b"alert(1)" not in answer.data.replace(b"&lt;", b"")
    assert set(kept()) == before, "what was refused is not kept"


@pytest.mark.parametrize("made", NOTHING_OF_USE.values(), ids=NOTHING_OF_USE)
def test_what_is_neither_picture_nor_agenda_is_refused_in_words(
    uploads: dict[str, FormSeen], made: Callable[[], bytes]
) -> None:
    for form in uploads.values():
        refuses(form, made())


@pytest.mark.slow
@pytest.mark.parametrize("made", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_unpacks_to_more_than_any_agenda_is_refused_in_words(
    uploads: dict[str, FormSeen], made: Callable[[], bytes]
) -> None:
    for form in uploads.values():
        refuses(form, made())


@pytest.mark.parametrize(
    "content",
    [
        HTML,
        SVG,
        b"\xff\xd8\xff" + HTML,
        b"GIF89a=1;alert(1)//" + HTML,
        b"\x89PNG\r\n\x1a\n" + HTML,
        b"RIFF\x00\x00\x00\x00WEBP" + HTML,
        b"%!PS-Adobe-3.0 (secret) run",
        b"PK\x03\x04" + b"\0" * 100,
    ],
)
def test_what_only_pretends_to_be_a_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        made_anew(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_of_a_picture_that_is_also_a_page_only_the_picture_is_left(uploads: dict[str, FormSeen], kind: str) -> None:
    """And it is a picture to whoever opens its address, whatever name and type came with it."""
    form = uploads["photo"]
    assert upload(form, picture(kind) + HTML, "picture.html").status_code == 303
    (file_id,) = kept()
    answer = form.reader.another()._request("GET", f"/files/{file_id}")
    assert b"<script" not in answer.data
    assert answer.mimetype == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.data)).format == "WEBP"


def test_where_a_picture_was_taken_is_told_to_nobody(uploads: dict[str, FormSeen]) -> None:
    form = uploads["photo"]
    taken_at = picture_with_a_place()
    assert upload(form, taken_at).status_code == 303
    (file_id,) = kept()
    answer = form.reader.another()._request("GET", f"/files/{file_id}")
    for told in (b"Exif", b"Noor Idris", b"secret comment"):
        assert told in taken_at
        assert told not in answer.data
    assert not Image.open(io.BytesIO(answer.data)).getexif()


def test_an_agenda_that_waits_to_be_brought_in_is_opened_as_a_page_by_nobody(uploads: dict[str, FormSeen]) -> None:
    """Its cells hold a page, so the file does."""
    form = uploads["file"]
    before = set(kept())
    answer = upload(form, b"Start,End,Title\n9:00,10:00,<!doctype html><script>alert(1)</script>\n", "agenda.html")
    assert answer.status_code == 200
    assert b"<script>alert(1)" not in answer.data
    (file_id,) = set(kept()) - before
    answer = form.reader._request("GET", f"/files/{file_id}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert form.reader.another()._request("GET", f"/files/{file_id}").status_code == 404


def test_more_than_a_request_may_hold_is_told_what_is_taken_and_that_nothing_has_changed(
    app: Flask, uploads: dict[str, FormSeen]
) -> None:
    before = set(kept())
    for form in uploads.values():
        body = b"\0" * (app.config["MAX_CONTENT_LENGTH"] + 1)
        answer = form.reader._request("POST", form.action, data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == 413
        assert b"Nothing was changed" in answer.data
        assert b"10 MB or less" in answer.data
    assert set(kept()) == before


@pytest.mark.server
def test_a_browser_that_sends_too_much_is_answered_and_not_cut_off(
    app: Flask, uploads: dict[str, FormSeen], tmp_path: Path
) -> None:
    """A server that hangs up while the browser is still sending shows nobody why."""
    db.session.rollback()
    cookie = uploads["file"].reader.client.get_cookie("convene")
    assert cookie is not None
    with web_server(app, tmp_path, processes=1) as port:
        phone = Phone(port)
        phone.cookie = f"convene={cookie.value}"
        for size in (13_000_000, 40_000_000):
            answer, page = phone.ask("POST", IMPORT, {"pasted": "x" * size})
            assert answer.status == 413
            assert b"Nothing was changed" in page
