"""What goes over the wire."""

import email
import email.policy
from collections.abc import Callable
from email.header import decode_header, make_header
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import undefer

from convene.database import db
from convene.outbox.models import Message, MessageState
from convene.outbox.sending import send_due
from tests.support.smtp import Received, mail_server

Greet = Callable[..., UUID]


def delivered(greet: Greet, *args: str, **options: object) -> tuple[Received, EmailMessage]:
    """Write a greeting, send it over a real line, and read what came."""
    greet(*args, **options)
    with mail_server() as server:
        assert send_due() == 1
    (received,) = server.received
    parsed = email.message_from_bytes(received.body, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return received, parsed


def test_a_mail_has_a_plain_part_and_an_html_part_that_say_the_same(app: Flask, greet: Greet) -> None:
    _, mail = delivered(greet, words="See you in Bangkok.")
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "See you in Bangkok." in plain.get_content()
    assert "<p>See you in Bangkok.</p>" in html.get_content()


def test_a_mail_goes_to_one_person_and_names_no_other(app: Flask, greet: Greet) -> None:
    for n in range(3):
        greet(f"person{n}@example.org", name=f"Person {n}")
    with mail_server() as server:
        assert send_due() == 3
    for mail in server.received:
        assert len(mail.receivers) == 1
        others = {f"person{n}@example.org" for n in range(3)} - set(mail.receivers)
        assert not [each for each in others if each.encode() in mail.body]


def test_names_in_any_script_arrive_as_they_are_written(app: Flask, greet: Greet) -> None:
    received, mail = delivered(greet, name="Nguyễn Thị Minh “Khai”, สมชาย", subject="Ihr Platz in Zürich · ประชุม")
    # Not mail["To"]: Python 3.11 reads a space into a name of two encoded words, which RFC 2047 6.2 forbids.
    to = str(make_header(decode_header(email.message_from_bytes(received.body)["To"])))
    assert to == "Nguyễn Thị Minh “Khai”, สมชาย <noor@example.org>"
    assert mail["Subject"] == "Ihr Platz in Zürich · ประชุม"
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert "Nguyễn Thị Minh “Khai”, สมชาย" in plain.get_content()


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
@pytest.mark.parametrize("place", ["name", "subject"])
def test_a_line_break_in_a_value_begins_no_header(app: Flask, greet: Greet, break_: str, place: str) -> None:
    received, mail = delivered(greet, **{place: f"Noor{break_}Bcc: thief@example.org{break_}{break_}<p>Hello</p>"})
    assert received.receivers == ["noor@example.org"]
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject", [])) == 1
    assert len(mail.get_all("To", [])) == 1


def test_every_line_on_the_wire_ends_with_cr_lf_is_short_and_ascii(app: Flask, greet: Greet) -> None:
    received, _ = delivered(greet, words=f"สวัสดี {'very long ' * 300}\nand a second line\n.\nafter a lone dot")
    without = received.body.replace(b"\r\n", b"")
    assert b"\n" not in without
    assert b"\r" not in without
    assert max(len(line) for line in received.body.split(b"\r\n")) <= 998  # RFC 5322 2.1.1
    assert received.body.isascii(), "a server without 8BITMIME would spoil it"


def test_a_lone_dot_does_not_end_a_mail(app: Flask, greet: Greet) -> None:
    _, mail = delivered(greet, words="before\n.\nafter")
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert "before\n.\nafter" in plain.get_content().replace("\r\n", "\n")


def test_a_file_goes_with_it(app: Flask, greet: Greet) -> None:
    _, mail = delivered(greet, file=True)
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("place.ics", "text/calendar")


def test_machines_are_told_not_to_answer_and_the_message_id_is_ours(app: Flask, greet: Greet) -> None:
    received, mail = delivered(greet)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@localhost>")
    assert mail["Date"].datetime is not None
    assert received.sender == "convene@localhost"


def test_the_bytes_that_were_sent_are_the_bytes_that_are_kept(app: Flask, greet: Greet) -> None:
    received, _ = delivered(greet, words="สวัสดี")
    db.session.rollback()
    message = db.session.query(Message).options(undefer(Message.body)).one()
    assert message.state is MessageState.SENT
    assert (message.body or b"").rstrip() == received.body.rstrip()


def test_what_people_type_is_text_in_a_mail(app: Flask, greet: Greet) -> None:
    _, mail = delivered(greet, name="<a href='https://evil.example'>Pay now</a>", words="{{ 7 * 7 }} <img src=x>")
    html = mail.get_body(("html",))
    assert html is not None
    assert "<a href" not in html.get_content()
    assert "<img" not in html.get_content()
    assert "{{ 7 * 7 }}" in html.get_content()
