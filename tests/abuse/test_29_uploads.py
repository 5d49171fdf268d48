"""29: whatever is sent into a field for a file is what the field is for, or it is refused in words. What is kept is
served as what it is, and runs nowhere."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from convene.database import db
from convene.files.errors import NotAPicture
from convene.files.pictures import made_anew
from convene.questionnaires.rules import field_of
from convene.registration.queries.form import form_of
from convene.web.limits import limiter
from tests.abuse.uploading import Taker, Takers, kept, served_since, takers, upload
from tests.abuse.walking import one_of_each
from tests.engines.schedule_files.hostile_workbooks import BEGIN, END, ENTITIES, SHEET, bomb, with_sheet
from tests.support.documents import office, pdf
from tests.support.phone import Phone
from tests.support.pictures import bomb as bomb_of_dots
from tests.support.pictures import picture, picture_with_a_place
from tests.support.processes import web_server
from tests.support.visitor import Visitor
from tests.support.world import OWNER, make_world

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"

#: Neither a picture nor an agenda, nor a document under a name that a text may have.
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
#: Documents that carry more than what they show; what else is refused of them, test_29_hostile_documents knows.
MORE_THAN_A_DOCUMENT: dict[str, Callable[[], bytes]] = {
    "macros": lambda: office("xlsx", {"xl/vbaProject.bin": b"x"}),
    "an archive behind a PDF": lambda: pdf() + office("pptx"),
}
TOO_MUCH: dict[str, Callable[[], bytes]] = {
    "a zip bomb": lambda: bomb(SHEET, 120),
    "a picture of 900 million dots": bomb_of_dots,
}


@pytest.fixture
def uploads(app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> Takers:
    monkeypatch.setattr(limiter, "enabled", False)  # who is counted is another test's question
    return takers(visitor)


@pytest.mark.slow
def test_no_other_form_takes_a_file(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    forms = [form for form in one_of_each(app, world, visitor.signed_in_as(OWNER)) if form.files]
    values, own = world.values, f"/speak/{world.of_route['speak.page', 'token']}"
    agenda, partners, code = "/organise/forum/agenda", "/organise/forum/partners", values["code"]
    asks = form_of(world.event_id)
    assert asks is not None
    answers = {field_of(question.id) for question in asks.questions if question.kind.is_upload}
    assert {form.page: set(form.files) for form in forms} == {
        "/e/forum/register": answers,
        "/e/forum/register/together": answers,
        f"/i/{world.of_route['registration.invited', 'token']}": answers,
        "/organise/forum/people/form/preview": answers,
        f"/r/{values['token']}/change": answers,
        f"/organise/forum/people/{values['registration_id']}/change": answers,
        f"{agenda}/import": {"file"},
        "/organise/forum/people/import": {"file"},
        f"{agenda}/people/{values['person_id']}": {"photo"},
        f"{own}/": {"photo"},
        partners: {"logo"},
        f"{partners}/{values['partner_id']}": {"logo"},
        f"{agenda}/sessions/{code}/materials/file": {"file"},
        f"{own}/sessions/{code}/file": {"file"},
    }, "a form that takes a file belongs into tests/abuse/uploading.py"


def refuses(taker: Taker, body: bytes) -> None:
    before = set(kept())
    answer = upload(taker, body, "notes.txt")
    assert answer.status_code == 422, f"{taker.form.page} took {body[:40]!r}"
    page = answer.get_data(as_text=True)
    assert f'id="{taker.field}-error"' in page, "the words stand beside the field"
    assert b"alert(1)" not in answer.data.replace(b"&lt;", b"")
    assert set(kept()) == before, "what was refused is not kept"


def test_what_is_of_no_use_is_refused_in_words(uploads: Takers) -> None:
    for made in NOTHING_OF_USE.values():
        for taker in uploads:
            refuses(taker, made())


def test_a_document_with_something_in_it_is_refused_in_words(uploads: Takers) -> None:
    for made in MORE_THAN_A_DOCUMENT.values():
        for taker in uploads.of_documents:
            refuses(taker, made())


@pytest.mark.slow
@pytest.mark.parametrize("made", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_unpacks_to_more_than_anybody_reads_is_refused_in_words(
    uploads: Takers, made: Callable[[], bytes]
) -> None:
    body = made()
    for taker in uploads:
        refuses(taker, body)


@pytest.mark.slow
def test_a_million_rows_are_no_agenda(uploads: Takers) -> None:
    refuses(uploads.agenda, with_sheet(BEGIN + b"<row/>" * 1_000_001 + END))


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


def is_nothing_but_a_picture(answer: TestResponse) -> None:
    assert answer.mimetype == "image/webp"
    assert Image.open(io.BytesIO(answer.data)).format == "WEBP"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_of_a_picture_that_is_also_a_page_only_the_picture_is_left(uploads: Takers, kind: str) -> None:
    """And it is a picture to whoever opens its address, whatever name and type came with it."""
    for taker in (*uploads.of_pictures, *uploads.of_documents):
        before = kept()
        assert upload(taker, picture(kind) + HTML, "picture.html").status_code == 303, taker.form.page
        for answer in served_since(before, taker):
            is_nothing_but_a_picture(answer)
            assert b"<script" not in answer.data


def test_where_a_picture_was_taken_is_told_to_nobody(uploads: Takers) -> None:
    taken_at = picture_with_a_place()
    for taker in (*uploads.of_pictures, *uploads.of_documents):
        before = kept()
        assert upload(taker, taken_at, "picture.jpg").status_code == 303, taker.form.page
        for answer in served_since(before, taker):
            is_nothing_but_a_picture(answer)
            assert not Image.open(io.BytesIO(answer.data)).getexif()
            for told in (b"Exif", b"Noor Idris", b"secret comment"):
                assert told in taken_at
                assert told not in answer.data


DOCUMENTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a PDF called a page": (pdf, "slides.html"),
    "a presentation called a page": (lambda: office("pptx"), "slides.svg"),
    "a text that is a page further down": (lambda: b"Notes\n" + HTML, "slides.html.txt"),
}


@pytest.mark.parametrize(("made", "name"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_handed_on_as_a_download_wherever_it_is_fetched(
    uploads: Takers, made: Callable[[], bytes], name: str
) -> None:
    """Never as a page of ours, and under a name that no machine takes for one."""
    document = made()  # once: a container made anew bears another time
    for taker in uploads.of_documents:
        before = kept()
        assert upload(taker, document, name).status_code == 303, taker.form.page
        for answer in served_since(before, taker):
            assert answer.data == document
            assert answer.mimetype.split("/")[0] in {"application", "text"}
            assert answer.mimetype not in {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"}
            assert re.match(
                r'attachment; filename="slides[.a-z]*\.(pdf|pptx|txt)";', answer.headers["Content-Disposition"]
            )
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_agenda_that_waits_to_be_brought_in_is_opened_as_a_page_by_nobody(uploads: Takers) -> None:
    """Its cells hold a page, so the file does."""
    reader, before = uploads.agenda.form.reader, set(kept())
    body = b"Start,End,Title\n9:00,10:00,<!doctype html><script>alert(1)</script>\n"
    answer = upload(uploads.agenda, body, "agenda.html")
    assert answer.status_code == 200
    assert b"<script>alert(1)" not in answer.data
    (file_id,) = set(kept()) - before
    answer = reader._request("GET", f"/files/{file_id}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert reader.another()._request("GET", f"/files/{file_id}").status_code == 404


def test_more_than_a_request_may_hold_is_told_what_is_taken_and_that_nothing_has_changed(
    app: Flask, uploads: Takers
) -> None:
    before = set(kept())
    body = b"\0" * (app.config["MAX_CONTENT_LENGTH"] + 1)
    for taker in uploads:
        reader, action = taker.form.reader, taker.form.action
        answer = reader._request("POST", action, data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == 413
        assert b"Nothing was changed" in answer.data
        assert b"10 MB or less" in answer.data
    assert set(kept()) == before


@pytest.mark.server
def test_a_browser_that_sends_too_much_is_answered_and_not_cut_off(app: Flask, uploads: Takers, tmp_path: Path) -> None:
    """A server that hangs up while the browser is still sending shows nobody why."""
    db.session.rollback()
    cookie = uploads.agenda.form.reader.client.get_cookie("convene")
    assert cookie is not None
    with web_server(app, tmp_path, processes=1) as port:
        phone = Phone(port)
        phone.cookie = f"convene={cookie.value}"
        for size in (13_000_000, 40_000_000):
            answer, page = phone.ask("POST", uploads.agenda.form.page, {"pasted": "x" * size})
            assert answer.status == 413
            assert b"Nothing was changed" in page
