from flask import Flask

from convene.registration.queries.desk import desk_of
from tests.factories.events import make_event
from tests.factories.registrations import make_open_event, make_registration
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor


def register(visitor: Visitor, slug: str, email: str = "jane@example.org", **more: str) -> Visitor:
    visitor.open(f"/e/{slug}/register")
    answers = {"name": "Jane Trần", "organisation": "NGO 8", "country": "VN"} | more
    return visitor.fill_in(email=email, **answers).press("Register")


def test_somebody_registers_changes_their_answers_and_cancels(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(places=50, slug="forum")
    register(visitor, "forum")
    assert "Look into your mail" in visitor.text
    assert desk_of(event).free == 49

    (mail,) = sent_mails("jane@example.org")
    assert mail["Subject"] == "You are registered: Regional Network Forum"
    visitor.open(link_in(mail, "/r/"))
    assert "Your place, Jane Trần" in visitor.text
    assert "Riverside Conference Centre" in visitor.text
    assert "Vietnam" in visitor.text

    visitor.follow_link("Change my answers").fill_in(organisation="UN office").press("Save my answers")
    assert "UN office" in visitor.text

    visitor.follow_link("Cancel").press("Cancel my registration")
    assert "This registration is cancelled." in visitor.text
    assert desk_of(event).free == 50
    assert sent_mails("jane@example.org")[-1]["Subject"] == "Your registration is cancelled: Regional Network Forum"


def test_the_organiser_reads_the_list_and_cancels_for_somebody(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(places=2, slug="forum")
    make_registration(event.id)
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/")
    assert "1 of 2 places taken" in visitor.text
    visitor.follow_link("Jane Trần").follow_link("Cancel for them").press("Cancel the registration")
    assert "is cancelled, and a mail says so" in visitor.text
    assert desk_of(event).free == 2
    mails = sent_mails("jane@example.org")
    assert "The organisers have cancelled" in text_of(mails[-1])


def test_the_desk_opens_and_closes_an_event(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    visitor.open("/e/forum/register")
    assert "Registration is not open." in visitor.text
    organiser = visitor.another().signed_in_as("noor@example.org")
    organiser.open("/organise/forum/people/desk").fill_in(is_open=True, capacity="30").press("Save places and times")
    assert "Registration is set." in organiser.text
    assert visitor.open("/e/forum/register").text.count("30 of 30 places are free.") == 1
    assert desk_of(event).capacity == 30
