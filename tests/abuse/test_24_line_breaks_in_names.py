"""CR LF in a name begins no header in a mail and no line in a list."""

import csv
import io

import pytest
from flask import Flask

from convene.registration.queries.registrations import active_registration_with
from tests.factories.registrations import make_open_event
from tests.support.mail import sent_mails
from tests.support.visitor import Visitor

BREAKS = ["\r\n", "\n", "\r", "\u2028", "\u0085", "\x0b", "\x00"]


@pytest.mark.parametrize("line_break", BREAKS, ids=ascii)
def test_a_line_break_in_a_name_begins_nothing(app: Flask, visitor: Visitor, line_break: str) -> None:
    title = f"Forum{line_break}Bcc: c@evil.example".replace("\x00", "")  # no field lets it in, nor would PostgreSQL
    event = make_open_event(slug="forum", title=title)
    name = f"Jane{line_break}Bcc: victim@localhost{line_break}{line_break}Body"
    visitor.open("/e/forum/register").fill_in(name=name, email="jane@example.org", organisation=name).press("Register")
    row = active_registration_with(event.id, "jane@example.org")
    assert row is not None
    assert len(row.name.splitlines()) == 1
    (mail,) = sent_mails("jane@example.org")
    assert {"Bcc", "Cc"}.isdisjoint(mail.keys())
    assert len(str(mail["Subject"]).splitlines()) == 1
    assert [each.addr_spec for each in mail["To"].addresses] == ["jane@example.org"]
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/").press("Download as CSV")
    rows = list(csv.reader(io.StringIO(visitor.response.get_data().decode("utf-8-sig"), newline="")))
    assert len(rows) == 2


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r"], ids=ascii)
def test_a_line_break_in_an_address_is_no_address(app: Flask, visitor: Visitor, line_break: str) -> None:
    make_open_event(slug="forum")
    address = f"jane@example.org{line_break}Bcc: victim@example.org"
    visitor.open("/e/forum/register").fill_in(name="Jane", email=address).press("Register", expect=422)
    assert sent_mails() == []
