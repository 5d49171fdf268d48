"""24: line breaks in what an event says of itself begin no property in a calendar and no header in a mail.

An event is made twice, once with harmless words and once with words that try; what is opened afterwards must have the
same properties and headers in the same order.
"""

import re

import pytest
from flask import Flask

from convene.events.models import Event
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import opening, self_service
from tests.factories import agendas
from tests.factories.events import make_event
from tests.factories.registrations import make_registration
from tests.support.mail import sent_mails
from tests.support.visitor import Visitor

BREAKS = ["\r\n", "\n", "\r", "\u2028\u0085\x0b\x0c"]
#: What a calendar or a mail program would read as lines of its own.
LINES = ("X-EVIL:1", "END:VEVENT", "BEGIN:VALARM", "Bcc: victim@example.org", "", "<p>Pay here</p>")


def words(word: str, line_break: str | None) -> str:
    return word if line_break is None else line_break.join((word, *LINES))


def names_in_calendar(visitor: Visitor, path: str) -> list[str]:
    """The names of the properties of a calendar file, in order, as a reader unfolds them."""
    file = visitor.open(path).response.get_data().decode()
    assert not re.search(r"\r(?!\n)|(?<!\r)\n|[\x0b\x0c\x85\u2028]", file)
    return [re.split("[:;]", line)[0] for line in file.replace("\r\n ", "").split("\r\n")]


def everything_named(visitor: Visitor, slug: str, line_break: str | None) -> dict[str, object]:
    """What leads to a name in what goes out about an event: of properties, of headers, in order."""
    event = make_event(
        slug=slug,
        title=words("Forum", line_break),
        place=words("Riverside", line_break),
        address=words("1 Riverside Road", line_break),
        summary=words("What works", line_break),
    )
    opening.set_desk(event.id, DeskFacts(is_open=True), capacity=5, by="test")
    named: dict[str, object] = {"event": names_in_calendar(visitor, f"/e/{slug}/calendar.ics")}
    room_id = agendas.add_room(event, words("Ballroom", line_break)[:110])
    session_id = agendas.add_session(
        event, words("Talk", line_break), room_id=room_id, abstract=words("In short", line_break)
    )
    agendas.publish(event)
    code = agendas.facts(event, session_id).code
    named["feed"] = names_in_calendar(visitor, f"/e/{slug}/calendar.ics")
    named["session"] = names_in_calendar(visitor, f"/e/{slug}/sessions/{code}.ics")
    named["mails"] = mails_about(event)
    return named


def mails_about(event: Event) -> list[tuple[list[str], int]]:
    """The names of the headers of each mail about a place there, and how many lines its subject has."""
    address = f"jane@{event.slug}.example.org"
    registration_id = make_registration(event.id, address)
    sent_mails()
    make_registration(event.id, address)
    sent_mails()
    self_service.send_my_link(event.id, address)
    sent_mails()
    self_service.cancel(registration_id)
    mails = sent_mails(address)
    assert len(mails) == 4
    return [(mail.keys(), len(str(mail["Subject"]).splitlines())) for mail in mails]


@pytest.mark.parametrize("line_break", BREAKS, ids=ascii)
def test_what_an_event_says_begins_no_property_and_no_header(app: Flask, visitor: Visitor, line_break: str) -> None:
    harmless = everything_named(visitor, "harmless", None)
    assert everything_named(visitor, "evil", line_break) == harmless
    assert "SUMMARY" in str(harmless["session"])
