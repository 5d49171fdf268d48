"""30: the name of a file is never a way: not the name that an upload brings, not the one that an export is given, not
the one in an address."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.events.services.changing import publish_event
from convene.files.models import StoredFile
from convene.registration.services import set_desk
from convene.spelling import clean_line
from convene.web.limits import limiter
from convene.web.serving import disposition
from tests.abuse.walking import forms_on, routes_of, send
from tests.factories.agendas import add_room, add_session, facts, publish, put_on_stage
from tests.factories.events import make_event
from tests.factories.registrations import make_registration
from tests.factories.subscriptions import make_series
from tests.support.mail import sent_mails
from tests.support.pictures import picture
from tests.support.visitor import Visitor
from tests.support.world import OWNER, World

HOSTILE = {
    "upwards": "../../../etc/cron.d/evil",
    "upwards on Windows": "..\\..\\C:\\evil.bat",
    "a way out and a quotation mark": 'evil"; filename="evil.html',
    "NUL": "evil.html\x00.ics",
    "line breaks": "evil\r\nSet-Cookie: evil=1\r\n\r\n<script>",
    "written backwards": "evil\u202elmth.exe",
    "300 letters": "evil" * 75,
    "nothing but signs": "../\\\x00\r\n\u202e",
    "a name of Windows": "CON",
    "hidden": ".evil",
}
#: A name that is safe on every system, and nothing beside it.
HARMLESS = re.compile(
    r"""(?:inline|attachment);[ ]filename="(?P<name>[a-z0-9][a-z0-9._-]{0,90}[a-z0-9])"
    (?:;[ ]filename\*=UTF-8''(?P=name))?""",
    re.VERBOSE,
)


def all_words() -> str:
    db.session.rollback()
    rows = (db.session.execute(select(table)).all() for table in db.metadata.sorted_tables)
    return ascii([list(row) for table in rows for row in table])


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_every_file_that_leaves_has_a_plain_name(
    app: Flask, visitor: Visitor, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its event, sessions, rooms and people are called."""
    monkeypatch.setattr(limiter, "enabled", False)
    visitor.signed_in_as(OWNER)
    (form,) = (form for form in forms_on(visitor, "/organise/new") if "title" in form.answers)
    title = f"A {name}"[:200]
    asked = {
        "title": title,
        "kind": "forum",
        "starts_on": "2027-03-04",
        "zone": "Asia/Bangkok",
        "team_name": name[:200],
    }
    assert send(form, form.answers | asked) == 303
    event = db.session.scalars(select(Event)).one()
    publish_event(event.id, by="test")
    set_desk(event.id, is_open=True, capacity=None, by="test")
    cleaned = clean_line(title)
    session_id = add_session(event, cleaned, room_id=add_room(event, cleaned[:100]))
    put_on_stage(event, session_id, cleaned)
    publish(event)
    make_series(event)
    make_registration(event.id, name="Jane")
    world = World(event.slug, "", "", "", event.id, {}, {"code": facts(event, session_id).code, "paper": "a4"})
    found = 0
    for rule, _ in routes_of(app):
        if "." in rule.rule and "static" not in rule.rule:
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            token = {"csrf_token": form.answers["csrf_token"]} if method == "POST" else None
            answer = visitor._request(method, world.path_to(app, rule), data=token)
            assert answer.status_code == 200, rule.rule
            assert HARMLESS.fullmatch(answer.headers["Content-Disposition"]), answer.headers["Content-Disposition"]
            assert "evil" not in answer.headers.get("Set-Cookie", "")
            found += 1
    assert found >= 7
    (mail,) = sent_mails("jane@example.org")
    for file in mail.iter_attachments():
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,90}", file.get_filename() or "")


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("download", [True, False])
def test_no_name_leaves_its_place_in_the_head_of_an_answer(name: str, *, download: bool) -> None:
    said = disposition(f"{name}.ics", download=download)
    plain, _, extended = said.partition("; filename*=UTF-8''")
    assert re.fullmatch(r'(inline|attachment); filename="[^"/\\\x00-\x1f\x7f-\uffff]+"', plain), plain
    assert re.fullmatch(r"[A-Za-z0-9._~%-]+", extended)
    assert not re.search(r"%(0[0-9A-F]|1[0-9A-F]|2F|5C|7F|E2%80%A[A-E])", extended), extended
    assert len(plain) < 150


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_the_name_that_an_upload_brings_is_kept_nowhere(
    app: Flask, visitor: Visitor, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte as a hostile browser sends it."""
    monkeypatch.setattr(limiter, "enabled", False)
    event = make_event(slug="forum")
    person_id = put_on_stage(event, add_session(event), "Jane")
    visitor.signed_in_as(OWNER)
    bodies = {"file": b"Start,End,Title\n9:00,10:00,Water\n", "photo": picture()}
    pages = ("/organise/forum/agenda/import", f"/organise/forum/agenda/people/{person_id}")
    for form in (form for page in pages for form in forms_on(visitor, page) if form.files):
        (field,) = form.files
        raw = b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), str(value).encode())
            for key, value in form.answers.items()
        )
        raw += b'--x\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n' % (field.encode(), name.encode())
        raw += b"Content-Type: text/html\r\n\r\n" + bodies[field] + b"\r\n--x--\r\n"
        answer = visitor._request("POST", form.action, data=raw, content_type="multipart/form-data; boundary=x")
        assert answer.status_code < 500
        assert "evil" not in answer.headers.get("Set-Cookie", "")
        assert "evil" not in answer.get_data(as_text=True)
    assert "evil" not in all_words()
    for file in db.session.scalars(select(StoredFile)).all():
        head = visitor._request("GET", f"/files/{file.id}").headers
        assert head["Content-Disposition"] in {"inline", "attachment"}
        assert head["Content-Type"] in {"image/webp", "application/octet-stream"}


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py",
        "/static/..%2fconfig.py",
        "/static/%2e%2e/instance/secret_key",
        "/static//etc/passwd",
        "/files/../../etc/passwd",
        "/static/app.css%00.html",
        "/e/forum/sessions/..%2f..%2fetc.ics",
        "/e/forum/sessions/%0d%0aSet-Cookie:evil=1.ics",
        "/e/..%2f..%2fetc/schedule.json",
    ],
)
def test_no_address_leads_out_of_its_folder(app: Flask, visitor: Visitor, path: str) -> None:
    visitor.open(path, expect=404)
