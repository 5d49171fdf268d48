"""32: mails that come as answers of a calendar, made to break the reader, to fill the tables, or to speak for somebody.

The ways in which they come, and what is forged in their heads, are tried in tests/registration/test_answers_come_in.py.
"""

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.calendar.incoming import take_mail
from convene.calendar.models import CalendarAnswer, CalendarInvitation
from convene.calendar.rules import Standing
from convene.database import db
from convene.registration.catalogue import ByMail, RegistrationState
from convene.registration.models import Registration
from tests.factories.registrations import make_open_event, make_registration

JANE = "jane@example.org"


@pytest.fixture
def invited(app: Flask) -> CalendarInvitation:
    make_registration(make_open_event(slug="forum").id, by_mail=ByMail.EVENT)
    return db.session.scalars(select(CalendarInvitation)).one()


def mail_with(invited: CalendarInvitation, *lines: str, events: int = 1) -> bytes:
    """An answer with lines of somebody's own in each of its events."""
    event = [
        "BEGIN:VEVENT",
        f"UID:{invited.uid}",
        "SEQUENCE:0",
        "DTSTAMP:20260101T000000Z",
        f"ATTENDEE;PARTSTAT=DECLINED:mailto:{JANE}",
        *lines,
        "END:VEVENT",
    ]
    head = [f"From: <{JANE}>", f"To: answers+{invited.token}@example.org", "Message-ID: <1@mail.example.org>"]
    kind = ["MIME-Version: 1.0", "Content-Type: text/calendar; method=REPLY; charset=UTF-8", ""]
    file = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "METHOD:REPLY", *event * events, "END:VCALENDAR", ""]
    return "\r\n".join([*head, *kind, *file]).encode("utf-8", "surrogatepass")


def standings() -> list[Standing]:
    db.session.rollback()
    return list(db.session.scalars(select(CalendarAnswer.standing)))


def test_a_file_of_a_thousand_events_is_one_answer_at_most(invited: CalendarInvitation) -> None:
    take_mail(mail_with(invited, events=1000))
    assert standings() == [Standing.COUNTS]


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=SECONDLY;INTERVAL=0",
        "RDATE:" + ",".join(["20270101T000000Z"] * 20_000),
        "ATTACH:http://127.0.0.1:1/never-fetched",
        "DURATION:P99999999999999999999D",
        "DTSTART:99999999T999999Z",
        "DTSTART;TZID=../../etc/passwd:20270101T000000",
        "COMMENT:" + "\\n".join(["<script>alert(1)</script>"] * 1000),
        "COMMENT;X=" + '"' * 3 + ":x",
        "X-" + "A" * 70_000 + ":x",
        "BEGIN:VALARM\r\nTRIGGER:-PT1S\r\nACTION:PROCEDURE\r\nEND:VALARM",
    ],
)
def test_what_stands_beside_an_answer_is_not_followed_and_stops_nobody(invited: CalendarInvitation, line: str) -> None:
    take_mail(mail_with(invited, line))
    assert standings() in ([], [Standing.COUNTS])
    kept = db.session.scalars(select(CalendarAnswer)).first()
    assert kept is None or len(kept.comment) <= 500
    assert take_mail(mail_with(invited).replace(b"<1@", b"<2@")).is_noted, "those behind it come through"


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x00" * 2000,
        b"\xff\xfe" + b"BEGIN:VCALENDAR" * 50,
        b"From: x\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 500,
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"x" * 10_000_000,
    ],
    ids=["nothing", "NUL", "not UTF-8", "nested", "no base64", "10 MB"],
)
def test_what_is_no_mail_or_no_calendar_is_said_to_be_none(invited: CalendarInvitation, broken: bytes) -> None:
    said = take_mail(broken)
    assert not said.is_noted
    assert said.said
    assert standings() == []


def test_lines_that_are_folded_anywhere_are_read_or_refused(invited: CalendarInvitation) -> None:
    whole = mail_with(invited, "COMMENT:" + "水" * 200)
    for width in (1, 7, 74):
        head, file = whole.split(b"\r\n\r\n", 1)
        folded = b"\r\n".join(
            b"\r\n ".join(line[at : at + width] for at in range(0, max(1, len(line)), width))
            for line in file.split(b"\r\n")
        )
        take_mail(head.replace(b"<1@", f"<{width}@".encode()) + b"\r\n\r\n" + folded)
    assert set(standings()) <= {Standing.COUNTS, Standing.OLDER}


def test_none_of_it_changes_a_registration(invited: CalendarInvitation) -> None:
    take_mail(mail_with(invited))
    states = db.session.execute(select(Registration.state, func.count()).group_by(Registration.state)).all()
    assert [tuple(row) for row in states] == [(RegistrationState.CONFIRMED, 1)]
