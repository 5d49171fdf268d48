"""The directory of participants: nobody stands in it who has not said so, nor with more than they said."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from convene.errors import NotFound
from convene.events.models import Event
from convene.outbox.sending import send_due
from convene.registration.services import self_service
from convene.registration.services.directory import ShownAs, set_directory, show_oneself
from convene.web.signed_links import Purpose, sign
from tests.factories.registrations import make_open_event, make_registration
from tests.support.mail import sent_mails
from tests.support.visitor import Visitor

PARTICIPANTS = "/e/forum/participants/"
EVERYTHING = ShownAs(organisation=True, country=True, project="Helplines on rivers", takes_messages=True)


@pytest.fixture
def event(app: Flask) -> Event:
    event = make_open_event(slug="forum")
    set_directory(event.id, is_open=True, by="test")
    return event


def participant(event: Event, email: str = "jane@example.org", shown: ShownAs | None = EVERYTHING, **more: str) -> UUID:
    registration_id = make_registration(event.id, email, **more)
    if shown is not None:
        show_oneself(registration_id, shown)
    return registration_id


def test_there_is_no_directory_unless_the_organisers_open_one(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    visitor.open(PARTICIPANTS, expect=404)
    registration_id = make_registration(event.id)
    with pytest.raises(NotFound):
        show_oneself(registration_id, EVERYTHING)
    visitor.open(f"/r/{sign(Purpose.MANAGE_REGISTRATION, registration_id)}/shown", expect=404)
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/directory").fill_in(is_open="y").press("Save")
    visitor.another().open(PARTICIPANTS)


def test_nobody_stands_there_who_has_not_said_so_and_nothing_but_what_they_chose(
    event: Event, visitor: Visitor
) -> None:
    participant(event, "silent@example.org", None, name="Silent One")
    participant(event, "shy@example.org", ShownAs(), name="Shy Two", organisation="Hidden NGO", country="VN")
    participant(event, name="Open Three", organisation="NGO 8", country="TH")
    visitor.open(PARTICIPANTS)
    page = visitor.response.get_data(as_text=True)
    for shown in ("Shy Two", "Open Three", "NGO 8", "Thailand", "Helplines on rivers"):
        assert shown in page
    for hidden in ("Silent One", "Hidden NGO", "Viet", "example.org"):
        assert hidden not in page, hidden
    assert visitor.response.headers["X-Robots-Tag"] == "noindex"


def test_somebody_shows_themselves_by_their_link_and_withdraws_at_once(event: Event, visitor: Visitor) -> None:
    link = sign(Purpose.MANAGE_REGISTRATION, make_registration(event.id, name="Jane Trần"))
    visitor.open(f"/r/{link}").follow_link("Show me")
    visitor.fill_in(is_shown="y", project="Rivers").press("Save how I am shown")
    assert "Jane Trần" in visitor.another().open(PARTICIPANTS).text
    visitor.open(f"/r/{link}/shown").fill_in(is_shown=None).press("Save how I am shown")
    assert "Jane Trần" not in visitor.another().open(PARTICIPANTS).text


def test_who_cancels_and_whose_directory_is_closed_is_gone_at_once(event: Event, visitor: Visitor) -> None:
    registration_id = participant(event, name="Jane Trần")
    self_service.cancel(registration_id)
    assert "Jane Trần" not in visitor.open(PARTICIPANTS).text
    participant(event, "other@example.org", name="Bo Lund")
    set_directory(event.id, is_open=False, by="test")
    visitor.open(PARTICIPANTS, expect=404)


def test_a_message_goes_to_whom_it_is_for_and_no_page_shows_their_address(event: Event, visitor: Visitor) -> None:
    participant(event, name="Jane Trần")
    send_due()
    visitor.open(PARTICIPANTS).follow_link("Write to Jane Trần")
    assert "jane@example.org" not in visitor.response.get_data(as_text=True)
    visitor.fill_in(name="Kofi", email="kofi@example.org", text="Shall we talk?\n{link} {{ 7*7 }}").press(
        "Send the message"
    )
    assert "Your message is on its way." in visitor.text
    assert "jane@example.org" not in visitor.response.get_data(as_text=True)
    send_due()
    mail = sent_mails()[-1]
    assert mail["To"] == "jane@example.org"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Shall we talk?" in text
    assert "{link} {{ 7*7 }}" in text
    assert "kofi@example.org" in text


def test_who_takes_no_messages_gets_none(event: Event, visitor: Visitor) -> None:
    participant(event, shown=ShownAs(takes_messages=True), name="Jane Trần")
    link = visitor.open(PARTICIPANTS).tree.xpath("//a[. = 'Write to Jane Trần']/@href")[0]
    show_oneself(make_registration(event.id, name="Jane Trần"), ShownAs())
    visitor.open(link, expect=404)


def test_the_directory_asks_the_database_as_often_for_three_as_for_one(
    event: Event, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    participant(event)
    for_one = count_statements(lambda: visitor.open(PARTICIPANTS))
    for n in range(2):
        participant(event, f"p{n}@example.org", name=f"Person {n}")
    assert count_statements(lambda: visitor.open(PARTICIPANTS)) == for_one
