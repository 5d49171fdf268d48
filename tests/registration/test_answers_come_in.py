"""Answers come in by every way (standard input, a mailbox, HTTP, a page), each once, and forged ones change nothing."""

import base64
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from config import BadSetting, Config
from convene.calendar import mailbox, tasks
from convene.calendar.errors import AnswerIsSettled
from convene.calendar.incoming import Taken, take_mail
from convene.calendar.mailbox import fetch_answers
from convene.calendar.models import CalendarAnswer, CalendarInvitation
from convene.calendar.queries.answers import answers_of_event
from convene.calendar.rules import Standing, Way
from convene.calendar.services.answers import settle_answer
from convene.clock import now
from convene.database import db
from convene.engines.ics import Answer
from convene.events.services import changing
from convene.queue import _tasks
from convene.registration.catalogue import ByMail, RegistrationState
from convene.registration.models import Registration
from convene.registration.services import self_service
from tests.factories.registrations import make_open_event, make_registration
from tests.support.answers import answers_waiting
from tests.support.at_once import at_once
from tests.support.imap import PASSWORD, ImapServer, imap_server, own_certificate
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor

JANE = "jane@example.org"
SECRET = "a secret that a mail provider knows"
PATH = "/calendar/replies"


@pytest.fixture
def invited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CalendarInvitation:
    """Jane, who was sent the event for her calendar, where answers are read."""
    settings = replace(app.config["CONVENE"], reply_address="rsvp@example.org", reply_secret=SECRET)
    monkeypatch.setitem(app.config, "CONVENE", settings)
    event = make_open_event(slug="forum", title="Regional Network Forum", place="Riverside Hotel")
    make_registration(event.id, JANE, by_mail=ByMail.EVENT)
    sent_mails()
    return db.session.scalars(select(CalendarInvitation)).one()


@pytest.fixture
def imap() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


def reply(
    invited: CalendarInvitation, said: str = "ACCEPTED", *, number: int = 1, more: str = "", **instead: str
) -> bytes:
    """What Jane's program mails, as Google builds it; `instead` of single lines of the file, or of the headers."""
    head = {
        "From": f"From: Jane <{JANE}>",
        "To": f"To: rsvp+{invited.token}@example.org",
        "Message-ID": f"Message-ID: <{number}@mail.example.org>",
    }
    lines = {
        "METHOD": "METHOD:REPLY",
        "UID": f"UID:{invited.uid}",
        "SEQUENCE": "SEQUENCE:0",
        "DTSTAMP": f"DTSTAMP:20260101T0000{number:02}Z",
        "ATTENDEE": f"ATTENDEE;PARTSTAT={said};CN=Jane:mailto:{JANE}",
    }
    head |= {name: line for name, line in instead.items() if name in head}
    lines |= {name: line for name, line in instead.items() if name in lines}
    method = lines.pop("METHOD")
    file = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", method, "BEGIN:VEVENT", *lines.values(), "END:VEVENT"]
    kind = "Content-Type: text/calendar; method=REPLY; charset=UTF-8"
    mail = [*head.values(), *([more] if more else []), "MIME-Version: 1.0", kind, "", *file, "END:VCALENDAR", ""]
    return "\r\n".join(mail).encode()


def answers() -> list[tuple[Answer, Standing]]:
    db.session.rollback()
    rows = db.session.scalars(select(CalendarAnswer).order_by(CalendarAnswer.received_at, CalendarAnswer.mail_key))
    return [(row.answer, row.standing) for row in rows]


NOTED = [(Answer.ACCEPTED, Standing.COUNTS)]


# --- the three ways of a mail ---------------------------------------------------------------------------------------


def by_standard_input(mail: bytes) -> None:
    done = current_app.test_cli_runner().invoke(args=["calendar", "read-reply"], input=mail)
    assert done.exit_code == 0, done.output


def by_mailbox(mail: bytes) -> None:
    with imap_server() as server:
        server.put(mail)
        assert fetch_answers(server.mailbox()).problem == ""
        assert server.unseen == []


def by_http(mail: bytes) -> None:
    answer = post(mail, content_type="message/rfc822")
    assert answer in {200, 413}


def post(body: object, *, secret: str = SECRET, **options: object) -> int:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    answer = current_app.test_client().post(PATH, data=body, headers=headers, **options)  # type: ignore[arg-type]
    return answer.status_code


Way3 = Callable[[bytes], None]
EVERY_WAY = pytest.mark.parametrize("bring", [by_standard_input, by_mailbox, by_http])


@EVERY_WAY
def test_an_answer_is_noted_once_however_often_it_comes(invited: CalendarInvitation, bring: Way3) -> None:
    for _ in range(2):
        bring(reply(invited))
    assert answers() == NOTED
    (kept,) = answers_of_event(invited.event_id)
    assert (kept.way, kept.answer, kept.invited) == (Way.MAIL, Answer.ACCEPTED, JANE)


def test_the_same_mail_by_every_way_is_one_answer(invited: CalendarInvitation) -> None:
    for bring in (by_http, by_mailbox, by_standard_input):
        bring(reply(invited))
    assert answers() == NOTED


def test_the_same_mail_by_many_ways_at_once_is_one_answer(invited: CalendarInvitation, app: Flask) -> None:
    mail = reply(invited)
    said = [each.said for each in at_once(app, [partial(take_mail, mail)] * 8) if isinstance(each, Taken)]
    assert sorted(said) == ["The answer is noted.", *["This mail was read before."] * 7]
    assert answers() == NOTED


def test_an_answer_that_two_organisers_settle_at_once_is_settled_by_one(
    invited: CalendarInvitation, app: Flask
) -> None:
    by_standard_input(reply(invited, From="From: office@example.org"))
    (waiting,) = answers_waiting(invited.event_id)
    settle = partial(settle_answer, waiting.id, invited.event_id, counts=True)
    made = at_once(app, [partial(settle, by=f"account:{number}") for number in range(6)])
    assert [each for each in made if not isinstance(each, AnswerIsSettled)] == [Standing.COUNTS]


#: What somebody may send who wants to change Jane's answer; what becomes of it.
FORGED: dict[str, tuple[dict[str, str], Standing | None]] = {
    "from somebody else": ({"From": "From: mallory@example.org"}, Standing.WAITS),
    "for somebody else": ({"ATTENDEE": "ATTENDEE;PARTSTAT=DECLINED:mailto:mallory@example.org"}, Standing.WAITS),
    "an unknown token": ({"To": f"To: rsvp+{'0' * 32}@example.org"}, None),
    "no token": ({"To": "To: rsvp@example.org"}, None),
    "an unknown UID": ({"UID": "UID:somewhere@else.example"}, Standing.WAITS),
    "a version that never was": ({"SEQUENCE": "SEQUENCE:99"}, Standing.WAITS),
    "two attendees": (
        {"ATTENDEE": f"ATTENDEE;PARTSTAT=DECLINED:mailto:{JANE}\r\nATTENDEE;PARTSTAT=DECLINED:mailto:x@y.org"},
        None,
    ),
    "a request": ({"METHOD": "METHOD:REQUEST"}, None),
    "a cancellation": ({"METHOD": "METHOD:CANCEL"}, None),
    "delegated": ({"ATTENDEE": f"ATTENDEE;PARTSTAT=DELEGATED:mailto:{JANE}"}, None),
    "an autoresponder": ({"more": "Auto-Submitted: auto-replied"}, None),
    "10 MB": ({"more": "X-Padding: x\r\n" + "X-Padding: more and more of it\r\n" * 310_000 + "X-End: x"}, None),
}


@EVERY_WAY
@pytest.mark.parametrize("what", FORGED)
def test_what_is_forged_changes_nothing(invited: CalendarInvitation, bring: Way3, what: str) -> None:
    by_standard_input(reply(invited))
    forged, standing = FORGED[what]
    bring(reply(invited, "DECLINED", number=2, **forged))
    assert sorted(answers()) == sorted(NOTED + ([(Answer.DECLINED, standing)] if standing else []))
    kept = [each for each in answers_of_event(invited.event_id) if each.standing is Standing.COUNTS]
    assert [each.answer for each in kept] == [Answer.ACCEPTED]
    assert db.session.scalars(select(Registration.state)).one() is RegistrationState.CONFIRMED


@EVERY_WAY
def test_an_old_answer_that_is_brought_again_changes_nothing(invited: CalendarInvitation, bring: Way3) -> None:
    bring(reply(invited, "ACCEPTED", number=1))
    bring(reply(invited, "DECLINED", number=2))
    bring(reply(invited, "ACCEPTED", number=1))
    # With another Message-ID, it is known to be older by the time at which it was made.
    bring(reply(invited, "ACCEPTED", number=1, **{"Message-ID": "Message-ID: <again@mail.example.org>"}))
    assert [each.answer for each in answers_of_event(invited.event_id)] == [Answer.DECLINED]
    assert (Answer.ACCEPTED, Standing.OLDER) in answers()


@EVERY_WAY
@pytest.mark.parametrize("noise", [b"", b"\x00\xff" * 500, b"From: x\r\n\r\nhello", b"Content-Type: \xff\r\n" * 2_000])
def test_what_is_no_mail_stops_nothing(invited: CalendarInvitation, bring: Way3, noise: bytes) -> None:
    bring(noise)
    bring(reply(invited))
    assert answers() == NOTED


@EVERY_WAY
def test_a_mail_that_breaks_the_reader_is_left_behind(
    invited: CalendarInvitation, bring: Way3, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError(JANE)

    with monkeypatch.context() as patch:
        patch.setattr("convene.calendar.incoming.take_answer", broken)
        bring(reply(invited))
    assert "a mail with an answer could not be taken" in caplog.text
    assert JANE not in caplog.text
    bring(reply(invited, number=2))
    assert answers() == NOTED


# --- a mailbox ------------------------------------------------------------------------------------------------------


def away(*_: object) -> None:
    raise OperationalError("INSERT", {}, Exception("the server closed the connection"))


def test_unseen_mails_are_taken_one_by_one_and_marked_as_seen(invited: CalendarInvitation, imap: ImapServer) -> None:
    imap.put(reply(invited), b"From: x\r\n\r\nbuy this", reply(invited, "DECLINED", number=2), b"x" * 1_100_000)
    fetched = fetch_answers(imap.mailbox())
    assert str(fetched) == "Answers noted: 2, no answers: 1, too large: 1."
    assert imap.unseen == []
    assert imap.fetched == [1, 2, 3], "what is too large is not fetched"
    assert [each.answer for each in answers_of_event(invited.event_id)] == [Answer.DECLINED]
    assert str(fetch_answers(imap.mailbox())) == "Answers noted: 0, no answers: 0, too large: 0."
    assert imap.fetched == [1, 2, 3]


def test_a_mail_of_50_mb_is_never_fetched_and_one_that_lies_about_its_size_not_whole(
    invited: CalendarInvitation, imap: ImapServer
) -> None:
    imap.put(b"X: y\r\n" + b"x" * 50_000_000)
    imap.put(b"X: y\r\n" + b"x" * 20_000_000, said_size=100)
    imap.put(reply(invited))
    assert str(fetch_answers(imap.mailbox())) == "Answers noted: 1, no answers: 1, too large: 1."
    assert (imap.fetched, imap.unseen) == ([2, 3], [])


@pytest.mark.parametrize("command", ["STORE 2", "BODY.PEEK", "RFC822.SIZE", "SEARCH", "SELECT", "LOGIN"])
def test_where_the_connection_breaks_the_rest_is_taken_at_the_next_look_and_nothing_twice(
    invited: CalendarInvitation, imap: ImapServer, command: str
) -> None:
    for number in range(1, 4):
        imap.put(reply(invited, number=number))
    imap.breaks_at = command
    fetched = fetch_answers(imap.mailbox())
    assert fetched.problem.startswith("The connection to the mailbox broke (")
    assert fetch_answers(imap.mailbox()).problem == ""
    assert imap.unseen == []
    assert answers() == NOTED * 3


def test_a_server_that_falls_silent_is_left(
    invited: CalendarInvitation, imap: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "SILENT_SECONDS", 0.3)
    imap.put(reply(invited))
    imap.is_silent_at = "BODY.PEEK"
    assert "(TimeoutError)" in fetch_answers(imap.mailbox()).problem
    assert imap.unseen == [1]


def test_where_the_database_is_away_mails_stay_unseen(
    invited: CalendarInvitation, imap: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.put(reply(invited), reply(invited, number=2))
    with monkeypatch.context() as patch:
        patch.setattr("convene.calendar.incoming.take_answer", away)
        assert fetch_answers(imap.mailbox()).problem == mailbox.NO_DATABASE
    assert (imap.unseen, imap.fetched) == ([1, 2], [1])
    fetch_answers(imap.mailbox())
    assert (imap.unseen, answers()) == ([], NOTED * 2)


def test_a_look_ends_after_its_time_and_the_next_goes_on(
    invited: CalendarInvitation, imap: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "LONGEST_LOOK", -1)
    imap.put(reply(invited))
    assert fetch_answers(imap.mailbox()).problem == ""
    assert imap.unseen == [1]


@pytest.mark.parametrize("password", ["wrong words", "mật khẩu"])
def test_a_wrong_password_is_told_and_shown_nowhere(
    invited: CalendarInvitation,
    imap: ImapServer,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    password: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    mine = imap.mailbox(password=password)
    if not password.isascii():
        monkeypatch.setattr(ImapServer, "verdict", lambda _, words: b"NO not you" if "AUTH" in words else b"OK done")
    monkeypatch.setitem(app.config, "CONVENE", replace(app.config["CONVENE"], reply_mailbox=mine))
    done = app.test_cli_runner().invoke(args=["calendar", "fetch-replies"])
    assert done.exit_code == 75
    assert mailbox.NO_ENTRY in done.stderr
    tasks.fetch()
    assert mailbox.NO_ENTRY in caplog.text
    for shown in (done.output, done.stderr, caplog.text, repr(mine), repr(app.config["CONVENE"])):
        assert password not in shown
        assert PASSWORD not in shown


def test_a_folder_that_is_not_there_and_a_server_that_is_not_there_are_told(
    invited: CalendarInvitation, imap: ImapServer
) -> None:
    assert fetch_answers(imap.mailbox(folder='Ans"wers')).problem == mailbox.NO_FOLDER
    nowhere = replace(imap.mailbox(), port=1)
    assert "cannot be reached (ConnectionRefusedError)" in fetch_answers(nowhere).problem
    # It speaks no TLS, and nothing is said to it in the clear.
    for secured in (replace(imap.mailbox(), tls=True), replace(imap.mailbox(), starttls=True)):
        assert "cannot be reached" in fetch_answers(secured).problem
    assert not any(PASSWORD in command for command in imap.commands if "LOGIN" in command and "Ans" in command)


def test_a_mailbox_is_read_by_tls_where_its_certificate_is_trusted_and_not_otherwise(
    invited: CalendarInvitation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, secured = own_certificate(tmp_path)
    with imap_server(secured) as server:
        server.put(reply(invited))
        by_tls = replace(server.mailbox(), tls=True)
        assert "cannot be reached (SSLCertVerificationError)" in fetch_answers(by_tls).problem
        assert server.commands == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert str(fetch_answers(by_tls)) == "Answers noted: 1, no answers: 0, too large: 0."
        other_name = replace(by_tls, host="localhost")
        assert "cannot be reached (SSLCertVerificationError)" in fetch_answers(other_name).problem
    assert answers() == NOTED


def test_the_worker_looks_every_five_minutes_where_there_is_a_mailbox(
    invited: CalendarInvitation, imap: ImapServer, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.put(reply(invited))
    tasks.fetch()
    assert imap.unseen == [1], "no mailbox is set"
    monkeypatch.setitem(app.config, "CONVENE", replace(app.config["CONVENE"], reply_mailbox=imap.mailbox()))
    with tasks._looking:
        tasks.fetch()
    assert imap.unseen == [1], "another thread is looking"
    tasks.fetch()
    assert (imap.unseen, answers()) == ([], NOTED)
    assert _tasks["fetch answers"].every_five_minutes


def test_the_command_says_what_it_found(
    invited: CalendarInvitation, imap: ImapServer, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["calendar", "fetch-replies"])
    assert (refused.exit_code, "Set CONVENE_REPLY_IMAP_URL first" in refused.output) == (1, True)
    monkeypatch.setitem(app.config, "CONVENE", replace(app.config["CONVENE"], reply_mailbox=imap.mailbox()))
    imap.put(reply(invited))
    done = runner.invoke(args=["calendar", "fetch-replies"])
    assert (done.exit_code, done.output) == (0, "Answers noted: 1, no answers: 0, too large: 0.\n")


# --- HTTP -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["email", "body-mime", "message"])
@pytest.mark.parametrize("as_file", [False, True])
def test_a_provider_hands_a_mail_over_in_a_field(invited: CalendarInvitation, field: str, as_file: bool) -> None:
    mail = reply(invited)
    part = (BytesIO(mail), "mail.eml") if as_file else mail.decode()
    assert post({field: part, "subject": "Accepted"}, content_type="multipart/form-data") == 200
    assert post({field: mail.decode(), "timestamp": "1"}, content_type="application/x-www-form-urlencoded") == 200
    assert answers() == NOTED


def test_a_provider_hands_a_mail_over_as_json(invited: CalendarInvitation) -> None:
    client, headers = current_app.test_client(), {"Authorization": f"Bearer {SECRET}"}
    answer = client.post(PATH, json={"From": JANE, "RawEmail": reply(invited).decode()}, headers=headers)
    assert (answer.status_code, answer.text) == (200, "The answer is noted.\n")
    assert client.post(PATH, json={"RawEmail": reply(invited).decode()}, headers=headers).text == (
        "This mail was read before.\n"
    )
    assert answers() == NOTED


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b'{"RawEmail": 7}', "application/json"),
        (b"subject=Accepted", "application/x-www-form-urlencoded"),
        (b"anything", "text/plain"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"", ""),
    ],
)
def test_a_request_without_a_mail_says_what_a_provider_has_to_be_told(
    invited: CalendarInvitation, body: bytes, kind: str
) -> None:
    assert post(body, content_type=kind) == 422


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.mark.parametrize(
    "headers", [basic("", SECRET), basic("anybody", SECRET), {"Authorization": f"bearer {SECRET}"}]
)
def test_the_secret_may_stand_in_the_address_of_a_provider(
    invited: CalendarInvitation, headers: dict[str, str]
) -> None:
    client = current_app.test_client()
    assert client.post(PATH, data=reply(invited), headers=headers, content_type="message/rfc822").status_code == 200
    assert answers() == NOTED


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer \xe9"},
        {"Authorization": f"Bearer {SECRET}x"},
        {"Authorization": f"Bearer {SECRET[:-1]}"},
        {"Authorization": SECRET},
        {"Authorization": "Basic !!!"},
        {"Authorization": f'Digest username="{SECRET}"'},
        basic(SECRET, ""),
        basic("", "x"),
    ],
    ids=str,
)
def test_without_the_secret_nothing_is_taken(invited: CalendarInvitation, headers: dict[str, str]) -> None:
    client = current_app.test_client()
    answer = client.post(f"{PATH}?secret={SECRET}", data=reply(invited), headers=headers, content_type="message/rfc822")
    assert answer.status_code == 401
    assert answers() == []


def test_where_no_secret_is_set_there_is_nothing(
    invited: CalendarInvitation, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "CONVENE", replace(app.config["CONVENE"], reply_secret=""))
    for secret in ("", SECRET):
        assert post(reply(invited), secret=secret, content_type="message/rfc822") == 404
    assert current_app.test_client().get(PATH).status_code == 405


def test_what_is_too_large_is_not_read(invited: CalendarInvitation) -> None:
    large = "x" * 5_000_000
    assert post(large.encode(), content_type="message/rfc822") == 413
    part = f'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n{large}\r\n--x--\r\n'.encode()
    assert post(part, content_type="multipart/form-data; boundary=x") == 413
    assert post({"email": large}, content_type="application/x-www-form-urlencoded") == 413
    assert post(f'{{"RawEmail": "{large}"}}'.encode(), content_type="application/json") == 413


def test_where_the_database_is_away_a_provider_is_asked_to_come_again(
    invited: CalendarInvitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("convene.calendar.incoming.take_answer", away)
        assert post(reply(invited), content_type="message/rfc822") == 503
    assert post(reply(invited), content_type="message/rfc822") == 200
    assert answers() == NOTED


def test_six_hundred_answers_a_minute_come_in_and_not_more(invited: CalendarInvitation) -> None:
    statuses = [post(b"x", content_type="message/rfc822") for _ in range(601)]
    assert statuses == [200] * 600 + [429]


# --- a page ---------------------------------------------------------------------------------------------------------


def answer_link() -> str:
    return link_in(sent_mails(JANE)[-1], "/calendar/answer/")


def test_the_mail_leads_to_a_page_where_one_says_whether_one_comes(
    invited: CalendarInvitation, visitor: Visitor
) -> None:
    page = visitor.open(answer_link())
    assert "Regional Network Forum" in page.text
    assert "Riverside Hotel" in page.text
    assert answers() == [], "what opens links by itself has answered nothing"
    visitor.fill_in(answer="TENTATIVE", comment=" If the boat  runs ").press("Send the answer")
    assert "Noted. Perhaps you will come. If the boat runs" in visitor.text
    (kept,) = answers_of_event(invited.event_id)
    assert (kept.way, kept.answer, kept.comment, kept.from_email, kept.is_of_now) == (
        Way.PAGE,
        Answer.TENTATIVE,
        "If the boat runs",
        "",
        True,
    )
    assert "Answered: " in visitor.open(answer_link()).text
    assert visitor.tree.xpath("string(//input[@checked]/@value)") == "TENTATIVE"


def test_it_works_where_nobody_reads_what_programs_answer(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id, JANE, by_mail=ByMail.EVENT)
    assert "Please say here whether you come" in text_of(sent_mails(JANE)[-1])
    visitor.open(answer_link()).fill_in(answer="ACCEPTED").press("Send the answer")
    assert [each.answer for each in answers_of_event(event.id)] == [Answer.ACCEPTED]


def test_what_is_said_on_the_page_comes_after_all_before_and_before_all_that_follows(
    invited: CalendarInvitation, visitor: Visitor
) -> None:
    by_http(reply(invited))
    visitor.open(answer_link())
    assert "You will come. Answered:" in visitor.text
    visitor.fill_in(answer="DECLINED").press("Send the answer")
    assert [each.answer for each in answers_of_event(invited.event_id)] == [Answer.DECLINED]
    by_http(reply(invited, "TENTATIVE", number=2))  # made before it, and on its way for long
    assert [each.answer for each in answers_of_event(invited.event_id)] == [Answer.DECLINED]
    with time_machine.travel(now() + timedelta(hours=1)):
        stamp = f"DTSTAMP:{now():%Y%m%dT%H%M%SZ}"
        by_http(reply(invited, number=3, DTSTAMP=stamp))
    assert [each.answer for each in answers_of_event(invited.event_id)] == [Answer.ACCEPTED]


def test_who_declines_is_told_where_a_place_is_given_back_and_keeps_it_until_then(
    invited: CalendarInvitation, visitor: Visitor
) -> None:
    visitor.open(answer_link()).fill_in(answer="DECLINED").press("Send the answer")
    assert "Noted. You will not come." in visitor.text
    assert "You still have your place." in visitor.text
    assert db.session.scalars(select(Registration.state)).one() is RegistrationState.CONFIRMED
    assert "/r/" not in visitor.response.text, "who was passed the mail on shall not find the key to the place"
    visitor.follow_link("Have the link mailed again")
    assert visitor.path == "/e/forum/register/link"


def test_the_same_pressed_twice_is_one_answer(invited: CalendarInvitation, visitor: Visitor) -> None:
    for _ in range(2):
        visitor.open(answer_link()).fill_in(answer="ACCEPTED").press("Send the answer")
    assert answers() == NOTED
    visitor.open(answer_link()).fill_in(answer="ACCEPTED", comment="With my dog").press("Send the answer")
    assert answers() == NOTED * 2


def test_who_says_nothing_or_too_much_is_asked_again(invited: CalendarInvitation, visitor: Visitor) -> None:
    link = answer_link()
    visitor.open(link).press("Send the answer", expect=422)
    assert "Choose one of the three" in visitor.text
    visitor.open(link).fill_in(answer="DELEGATED").press("Send the answer", expect=422)
    visitor.open(link).fill_in(answer="ACCEPTED", comment="x" * 501).press("Send the answer", expect=422)
    assert answers() == []


def an_answer(visitor: Visitor) -> dict[str, str]:
    """With the token of a page that was open before."""
    token = visitor.open("/sign-in").tree.xpath("string(//input[@name='csrf_token']/@value)")
    return {"csrf_token": token, "answer": "ACCEPTED"}


def test_what_is_cancelled_or_over_asks_nothing(invited: CalendarInvitation, visitor: Visitor) -> None:
    link = answer_link()
    with time_machine.travel(now() + timedelta(days=1_000)):
        assert "This is over." in visitor.open(link).text
        assert not visitor.tree.xpath("//main//form")
        visitor.post(link, an_answer(visitor), expect=422)
    self_service.cancel(db.session.scalars(select(Registration.id)).one())
    assert "There is nothing to answer." in visitor.open(link).text
    assert not visitor.tree.xpath("//main//form")
    visitor.post(link, an_answer(visitor), expect=422)
    assert "/calendar/answer/" not in text_of(sent_mails(JANE)[-1]), "a cancellation asks nothing"
    assert answers() == []


def test_the_page_of_an_event_that_is_withdrawn_leads_nowhere_that_is_closed(
    invited: CalendarInvitation, visitor: Visitor
) -> None:
    link = answer_link()
    changing.withdraw_event(invited.event_id, by="test")
    visitor.open(link).fill_in(answer="DECLINED").press("Send the answer")
    assert "Have the link mailed again" not in visitor.text


def test_the_page_is_kept_secret_and_others_hold_no_link_to_it(invited: CalendarInvitation, visitor: Visitor) -> None:
    link = answer_link()
    headers = visitor.open(link).response.headers
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "private, no-store")
    visitor.open(link + "x", expect=404)
    place = link_in(sent_mails(JANE)[0], "/r/").rpartition("/")[2]
    visitor.open(f"/calendar/answer/{place}", expect=404)
    visitor.open(f"/r/{link.rpartition('/')[2]}", expect=404)


# --- settings -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    host: str
    port: int
    user: str
    password: str
    folder: str
    starttls: bool = False
    tls: bool = False


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("imaps://rsvp:secret@mail.example.org", Read("mail.example.org", 993, "rsvp", "secret", "INBOX", tls=True)),
        (
            "imaps://a%40b.org:s%2Fe%3Ac@mail.example.org:9993/Answers/From%20calendars",
            Read("mail.example.org", 9993, "a@b.org", "s/e:c", "Answers/From calendars", tls=True),
        ),
        ("imap://u:secret@localhost/INBOX", Read("localhost", 143, "u", "secret", "INBOX", starttls=True)),
        ("imap://u:secret@localhost:1143/?tls=no", Read("localhost", 1143, "u", "secret", "INBOX")),
    ],
)
def test_the_address_of_a_mailbox_is_read(tmp_path: object, url: str, read: Read) -> None:
    config = Config.from_environment({"CONVENE_INSTANCE": str(tmp_path), "CONVENE_REPLY_IMAP_URL": url})
    found = config.reply_mailbox
    assert found is not None
    assert all(getattr(found, name) == getattr(read, name) for name in Read.__dataclass_fields__)
    assert read.password not in repr(config)


@pytest.mark.parametrize(
    "url",
    ["imaps://mail.example.org", "imaps://rsvp@mail.example.org", "https://u:secret@mail.example.org",
     "imaps://u:secret@mail.example.org:x", "imaps://u:secret%0d%0aA1 LOGOUT@mail.example.org",
     "imaps://u:secret@mail.example.org/Antw%C3%B6rten"],
)  # fmt: skip
def test_the_address_of_a_mailbox_that_cannot_be_read_is_told_without_it(tmp_path: object, url: str) -> None:
    with pytest.raises(BadSetting, match=r"^CONVENE_REPLY_IMAP_URL: ") as refused:
        Config.from_environment({"CONVENE_INSTANCE": str(tmp_path), "CONVENE_REPLY_IMAP_URL": url})
    assert "secret" not in str(refused.value)
