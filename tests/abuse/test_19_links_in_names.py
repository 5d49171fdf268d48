"""What a stranger types into the form never becomes a link in a mail that goes out in the organisers' name.

Of names their letters stand there, cut to a length (decision 0020)."""

import pytest
from flask import Flask
from lxml import html

from convene.registration.queries.registrations import active_registration_with
from tests.factories.registrations import make_open_event, make_registration
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor

REFUSED = [
    "Pay now http://evil.example",
    "[Pay](https://evil.example)",
    "You won, go to evil.com",
    "www.evil.example",
]
INERT = ["<a href=//evil>Jane</a>", "[Jane](evil)", "<b>Jane</b>", "{7 * 7} {event.__init__.__globals__}", "%s %d"]


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("field", ["name", "organisation"])
def test_names_with_web_addresses_are_refused(app: Flask, visitor: Visitor, field: str, name: str) -> None:
    event = make_open_event(slug="forum")
    answers = {"name": "Jane Trần", "email": "jane@example.org", "organisation": "NGO 8"} | {field: name}
    visitor.open("/e/forum/register").fill_in(**answers).press("Register", expect=422)
    assert visitor.text.count("Leave web addresses out") == 2  # in the summary and beside the field
    assert active_registration_with(event.id, "jane@example.org") is None


@pytest.mark.parametrize("name", INERT)
def test_of_what_was_typed_a_mail_has_the_letters_of_a_name_and_every_page_text(
    app: Flask, visitor: Visitor, name: str
) -> None:
    event = make_open_event(slug="forum")
    registration_id = make_registration(event.id, name=name, organisation=f"Org {name}")
    (mail,) = sent_mails("jane@example.org")
    body = mail.get_body(("html",))
    assert body is not None
    for part in (text_of(mail), str(body.get_content()), str(mail["Subject"]), str(mail["To"])):
        assert name not in part
        assert "Org" not in part, "a name, and nothing else that was typed"
    assert not html.fromstring(body.get_content()).xpath("//b[.='Jane']")
    assert not [link for link in html.fromstring(body.get_content()).xpath("//a/@href") if "evil" in link]
    visitor.open(link_in(mail, "/r/"))
    assert name in visitor.text
    visitor.signed_in_as("noor@example.org")
    for page in ("", registration_id, f"{registration_id}/cancel"):
        visitor.open(f"/organise/forum/people/{page}")
        assert name in visitor.text
        assert not visitor.tree.xpath("//a[contains(@href, 'evil')]")
