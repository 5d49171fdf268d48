"""23: what stands in braces is a word of a fixed list or nothing; values are put in once and never read again."""

from uuid import uuid4

import pytest
from flask import Flask

from convene.outbox.sending import send_due
from convene.registration.errors import UnknownPlaceholders
from convene.registration.rules.letters import Words, filled_in
from convene.registration.rules.listing import Filters
from convene.registration.rules.mailings import When
from convene.registration.services import writing_to
from tests.factories.events import make_account
from tests.factories.registrations import make_open_event, make_registration
from tests.support.mail import sent_mails

HOSTILE = [
    "{link}",
    "{{ link }}",
    "{{ config }}",
    "{event.__init__.__globals__}",
    "%(link)s",
    "${link}",
    "{name}{link}",
    "{0.__class__}",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_looks_like_a_place_stays_a_name(app: Flask, name: str) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id, name=name, organisation="{link}")
    send_due()
    words = Words("Hello {name}", "Dear {name} of {organisation},\n\n{{ 7*7 }} is sent as it is.")
    mailing_id = uuid4()
    with pytest.raises(UnknownPlaceholders):
        writing_to.write_to(
            event.id, Filters(), words, When(), mailing_id=mailing_id, account_id=make_account(), by="test"
        )
    words = Words("Hello {name}", "Dear {name} of {organisation}")
    writing_to.write_to(event.id, Filters(), words, When(), mailing_id=mailing_id, account_id=make_account(), by="test")
    send_due()
    mail = sent_mails()[-1]
    assert mail["Subject"] == f"Hello {name}"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert f"Dear {name} of {{link}}" in text
    assert "49" not in text.split("http:")[0]  # a token may have it


def test_a_line_break_in_a_subject_begins_no_header(app: Flask) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id, name="Jane")
    send_due()
    words = Words("Hello\r\nBcc: all@example.org", "Dear {name}")
    writing_to.write_to(event.id, Filters(), words, When(), mailing_id=uuid4(), account_id=make_account(), by="test")
    send_due()
    assert sent_mails()[-1]["Bcc"] is None


def test_values_are_not_read_again() -> None:
    assert filled_in("{name} {link}", {"name": "{link}", "link": "{name}"}) == "{link} {name}"
