"""30: the name of a file is never a way: not the name that an upload brings, not the one that an export is given, not
the one in an address."""

import re
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from convene.breakouts.catalogue import Preset
from convene.calendar.catalogue import FeedKind
from convene.calendar.queries.feeds import feed_secret
from convene.calendar.services.feeds import make_feed_address
from convene.clock import today_in
from convene.database import db
from convene.events.models import Event
from convene.events.services.changing import publish_event
from convene.files.pictures import PICTURE_TYPE
from convene.programme.emails import link_to_stage
from convene.programme.queries.answers import invitation_of
from convene.programme.services import starring
from convene.programme.services.asking import set_stage_address
from convene.programme.showing.addresses import person_key
from convene.registration.catalogue import How, PaperKind
from convene.registration.queries.papers import PaperFacts, paper_of
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import papers
from convene.registration.services.checking_in import check_in
from convene.registration.services.opening import set_desk
from convene.spelling import clean_line
from convene.web.limits import limiter
from convene.web.serving import disposition
from convene.web.signed_links import Purpose, sign
from tests.abuse.uploading import Taker, kept, served_since, takers
from tests.abuse.walking import answers_to, forms_on, routes_of, send
from tests.factories.agendas import add_room, add_session, facts, publish, put_on_stage
from tests.factories.breakouts import show_groups, split
from tests.factories.registrations import make_registration
from tests.factories.subscriptions import make_series
from tests.support.documents import pdf
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
#: Read by programs at the address that they expect; nobody keeps them, and no name of anybody is in them.
NOT_FOR_KEEPING = {"programme.changes_feed", "events.sitemap", "events.robots"}
#: A name that is safe on every system, and nothing beside it.
HARMLESS = re.compile(
    r"""(?:inline|attachment);[ ]filename="(?P<name>[a-z0-9][a-z0-9._-]{0,90}[a-z0-9])"
    (?:;[ ]filename\*=UTF-8''(?P=name))?""",
    re.VERBOSE,
)


def _papers_of(event: Event, registration_id: UUID, name: str) -> UUID:
    """Everything that is printed for somebody: returns their letter."""
    papers.set_papers(event.id, PaperFacts(gives_letters=True, gives_certificates=True, signatory=name), by="test")
    check_in(event.id, registration_id, event.id, how=How.BY_NAME, desk=name, by="test")
    papers.ask_for_letter(registration_id, name)
    letter = paper_of(registration_id, PaperKind.LETTER)
    assert letter is not None
    papers.decide_letter(event.id, letter.id, is_given=True, by="test")
    return letter.id


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
        "starts_on": today_in("Asia/Bangkok").isoformat(),  # certificates are given from the last day on
        "zone": "Asia/Bangkok",
        "team_name": name[:200],
    }
    assert send(form, form.answers | asked) == 303
    event = db.session.scalars(select(Event)).one()
    publish_event(event.id, by="test")
    set_desk(event.id, DeskFacts(is_open=True), capacity=None, by="test")
    cleaned = clean_line(title)
    room_id = add_room(event, cleaned[:100])
    session_id = add_session(event, cleaned, day=event.starts_on, room_id=room_id)
    person_id = put_on_stage(event, session_id, cleaned)
    set_stage_address(event.id, person_id, email="", by="test")
    publish(event)
    make_series(event)
    jane = make_registration(event.id, name="Jane")
    letter_id = _papers_of(event, jane, cleaned)
    arrangement = split(event, session_id, cleaned[:100] or "Group", preset=Preset.MIX)
    show_groups(arrangement)
    code = facts(event, session_id).code
    visitor.post(f"/e/{event.slug}/stars", {"star": code, "csrf_token": form.answers["csrf_token"]}, expect=200)
    reader_id = starring.star(event.id, code, None)
    make_feed_address(FeedKind.STARS, reader_id, event.id)
    reader = feed_secret(FeedKind.STARS, reader_id, event.id)
    world = World(event.slug, "", "", "", event.id, {}, {"code": code, "paper": "a4", "token": reader})
    world.values |= {"secret": reader, "kind": "room", "part_id": room_id, "key": person_key(event.id, person_id)}
    world.values["series_slug"] = "regional-forums"
    world.values["paper_id"] = letter_id
    for page in ("own_letter", "own_certificate"):
        world.of_route[f"own_papers.{page}", "token"] = sign(Purpose.MANAGE_REGISTRATION, jane)
    for page in ("own_calendar", "own_data_file"):
        world.of_route[f"registration.{page}", "token"] = sign(Purpose.MANAGE_REGISTRATION, jane)
    invitation = invitation_of(event.id, person_id)
    assert invitation is not None
    world.of_route["speak.sheet", "token"] = link_to_stage(invitation)
    found = 0
    for rule, _ in routes_of(app):
        if "." in rule.rule and "static" not in rule.rule and rule.endpoint not in NOT_FOR_KEEPING:
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            token = {"csrf_token": form.answers["csrf_token"]} if method == "POST" else None
            answer = visitor._request(method, world.path_to(app, rule), data=token)
            assert answer.status_code == 200, rule.rule
            assert HARMLESS.fullmatch(answer.headers["Content-Disposition"]), answer.headers["Content-Disposition"]
            assert "evil" not in answer.headers.get("Set-Cookie", "")
            found += 1
    assert found >= 9
    for file in (file for mail in sent_mails("jane@example.org") for file in mail.iter_attachments()):
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


def upload_byte_for_byte(taker: Taker, body: bytes, name: str, *, expect: int) -> None:
    """As a hostile browser sends it."""
    raw = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), str(value).encode())
        for key, value in answers_to(taker.form).items()
    )
    raw += b'--x\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n' % (
        taker.field.encode(),
        name.encode(),
    )
    raw += b"Content-Type: text/html\r\n\r\n" + body + b"\r\n--x--\r\n"
    answer = taker.form.reader._request(
        "POST", taker.form.action, data=raw, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == expect, taker.form.page
    assert "evil" not in answer.headers.get("Set-Cookie", "")
    assert "evil" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_of_the_name_that_an_upload_brings_only_a_document_keeps_what_is_harmless(
    app: Flask, visitor: Visitor, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever fetches slides wants to know them again on their own machine. Of the others it is kept nowhere."""
    monkeypatch.setattr(limiter, "enabled", False)
    uploads = takers(visitor)
    # A line break in its name ends what a browser says of the file, so that none arrives.
    arrives = "\n" not in name
    upload_byte_for_byte(uploads.agenda, b"Start,End,Title\n9:00,10:00,Water\n", name, expect=200 if arrives else 422)
    for taker in uploads.of_pictures:
        before = kept()
        is_answer = taker is uploads.picture_as_answer  # who answers is told that it did not arrive
        upload_byte_for_byte(taker, picture(), name, expect=422 if is_answer and not arrives else 303)
        if arrives:
            for answer in served_since(before, taker):
                assert answer.headers["Content-Disposition"] == "inline"
                assert answer.headers["Content-Type"] == PICTURE_TYPE
    assert "evil" not in all_words()
    for taker in uploads.of_documents:
        before = kept()
        upload_byte_for_byte(taker, pdf(), name, expect=303 if arrives else 422)
        for answer in served_since(before, taker) if arrives else ():
            said = answer.headers["Content-Disposition"]
            plain = re.fullmatch(r'attachment; filename="(?P<name>[\w.() -]+)"; filename\*=UTF-8\'\'(?P=name)', said)
            assert plain, said
            assert re.fullmatch(r"\w[\w.() -]{,110}\.pdf", plain["name"]), said
            assert answer.headers["Content-Type"] == "application/pdf"


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
