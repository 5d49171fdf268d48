"""People who were registered in one go: who sees whom, who answers for whom, and what each is told by mail."""

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.questionnaires.catalogue import Kind, Purpose
from convene.questionnaires.rules import field_of
from convene.registration.catalogue import EndedBecause, PhotoStatus, RegistrationState
from convene.registration.emails import link_to
from convene.registration.models import Registration
from convene.registration.queries.badges import badges_of
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import joining, self_service
from convene.registration.services.opening import set_desk
from tests.factories.questionnaires import ask, make_form
from tests.factories.registrations import answers, make_open_event, make_registration
from tests.support.mail import sent_mails, text_of
from tests.support.visitor import Visitor

ASSI, CY = "assi@example.org", "cy@example.org"


def open_event(places: int, **facts: object) -> Event:
    event = make_open_event(places=places, slug="forum")
    set_places(event, places, **facts)
    return event


def set_places(event: Event, places: int, **facts: object) -> None:
    told = {"is_open": True, "keeps_waitlist": True, "most_together": 5, "most_guests": 2, **facts}
    set_desk(event.id, DeskFacts(**told), capacity=places, by="test")  # type: ignore[arg-type]


def come_together(event: Event, *, wants_together: bool = False, guest: str = "") -> None:
    people = [answers(ASSI, "Assi Stant"), answers("", "Bo Boss"), answers(CY, "Cy Colleague")]
    people += [answers("", guest, is_guest=True)] if guest else []
    joining.register_together(event.id, people, language="en", submission_key="once", wants_together=wants_together)


def row(name: str) -> Registration:
    return db.session.scalars(
        select(Registration).where(Registration.name == name).execution_options(populate_existing=True)
    ).one()


def place_of(app: Flask, name: str) -> str:
    with app.test_request_context():
        return f"/r/{link_to(row(name))}"


def last_mail(email: str) -> str:
    mail = sent_mails(email)[-1]
    return f"{mail['Subject']}\n{text_of(mail)}".replace("\r\n", "\n")


@pytest.fixture
def offered(app: Flask) -> Event:
    """Three who want places together, and who are offered them."""
    event = open_event(1)
    come_together(event, wants_together=True)
    sent_mails()
    set_places(event, 3)
    return event


def test_who_answers_an_offer_reads_for_whom(app: Flask, visitor: Visitor, offered: Event) -> None:
    for name in ("Assi Stant", "Bo Boss", "Cy Colleague"):
        visitor.open(place_of(app, name))
        assert "You answer for 3 people: Assi Stant, Bo Boss, Cy Colleague" in visitor.text
    assert "Cy Colleague" in last_mail(ASSI)
    visitor.open(place_of(app, "Assi Stant")).press("Take the 3 places")
    assert "The place is yours." in visitor.text
    assert {each.state for each in db.session.scalars(select(Registration))} == {RegistrationState.CONFIRMED}


def test_letting_places_go_asks_first_and_tells_all_of_them(app: Flask, visitor: Visitor, offered: Event) -> None:
    visitor.open(place_of(app, "Cy Colleague")).follow_link("Let them go")
    assert visitor.tree.xpath("//main//li/bdi/text()") == ["Assi Stant", "Bo Boss", "Cy Colleague"]
    assert row("Bo Boss").state is RegistrationState.WAITLISTED
    visitor.press("Let the 3 places go")
    assert {each.ended_because for each in db.session.scalars(select(Registration))} == {EndedBecause.OFFER_DECLINED}
    assert "Your registration is cancelled" in last_mail(CY)
    assert "Cy Colleague has let the places go" in last_mail(ASSI).replace("\n", " ")
    assert "Bo Boss" in last_mail(ASSI)


def test_an_offer_to_several_of_one_address_is_one_mail(app: Flask, offered: Event) -> None:
    assert [str(mail["Subject"]) for mail in sent_mails() if mail["To"] == ASSI][1:] == [
        "A place for you: Regional Network Forum"
    ]
    self_service.accept_offer(row("Bo Boss").id)
    assert [str(mail["Subject"]) for mail in sent_mails(ASSI)][2:] == ["You are registered: Regional Network Forum"]


def test_the_mail_to_the_lead_lists_everybody_with_the_links_of_those_without_an_address(app: Flask) -> None:
    come_together(open_event(9), guest="My Partner")
    text = last_mail(ASSI)
    for name in ("Bo Boss", "My Partner"):
        assert f"{name}\nhttp://localhost{place_of(app, name)}" in text
    assert "Cy Colleague" in text
    assert place_of(app, "Cy Colleague") not in text
    html = sent_mails(ASSI)[-1].get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert place_of(app, "Bo Boss") in html


def test_only_the_first_of_a_party_sees_the_others(app: Flask, visitor: Visitor) -> None:
    come_together(open_event(9))
    assi = place_of(app, "Assi Stant")
    for name in ("Bo Boss", "Cy Colleague"):
        visitor.open(place_of(app, name))
        assert "Assi Stant" not in visitor.text, "a link that was forwarded leads to nobody else's place"
        assert assi not in visitor.response.text
    visitor.open(assi)
    assert visitor.tree.xpath(f"//a[@href='{place_of(app, 'Bo Boss')}']")
    assert "Cy Colleague Confirmed" in visitor.text
    assert place_of(app, "Cy Colleague") not in visitor.response.text
    visitor.open(f"{assi}/cancel").press("Cancel my registration")
    assert visitor.open(assi).tree.xpath(f"//a[@href='{place_of(app, 'Bo Boss')}']"), "they still speak for them"


def test_who_was_registered_before_brings_those_alone_who_have_an_address(app: Flask) -> None:
    event = open_event(9)
    make_registration(event.id, ASSI, name="Assi Stant")
    come_together(event)
    names = set(db.session.scalars(select(Registration.name)))
    assert names == {"Assi Stant", "Cy Colleague"}, "on an address that anybody may know nobody is hung"
    assert "You are registered already" in str(sent_mails(ASSI)[-1]["Subject"])
    assert "A colleague of yours has registered you." in last_mail(CY)


def test_cancelling_names_the_guests_who_are_cancelled_with_it(app: Flask, visitor: Visitor) -> None:
    come_together(open_event(9), guest="My Partner")
    visitor.open(f"{place_of(app, 'Assi Stant')}/cancel")
    assert "This also cancels: My Partner" in visitor.text
    assert "These stay registered, and you keep their links: Bo Boss" in visitor.text
    visitor.press("Cancel, with 1 guest")
    text = last_mail(ASSI)
    assert "This is cancelled with it:\nMy Partner" in text
    assert f"Bo Boss\nhttp://localhost{place_of(app, 'Bo Boss')}" in text


def test_who_waits_together_is_told_why_in_the_words_of_the_page(app: Flask, visitor: Visitor) -> None:
    event = open_event(1)
    come_together(event, wants_together=True)
    text = last_mail(ASSI).replace("\n", " ")
    why = "3 places are wanted together, and 1 is free."
    assert why in text
    assert why in visitor.open(place_of(app, "Assi Stant")).text
    assert "All places are taken" not in text


def test_mails_name_who_they_are_about_and_who_registered_them(app: Flask) -> None:
    event = open_event(9, allows_transfer=True)
    come_together(event)
    assert "Your place, Cy Colleague\nAssi Stant has registered you." in last_mail(CY)
    assert "Somebody typed" not in last_mail(CY)
    self_service.transfer(row("Cy Colleague").id, name="Kim Next", email="kim@example.org")
    assert "Your place, Kim Next\nCy Colleague has passed a place on to you." in last_mail("kim@example.org")
    long = "Read this whole advertisement " * 6
    joining.register(event.id, answers("long@example.org", long.strip()), language="en")
    assert long.strip() not in last_mail("long@example.org").replace("\n", " "), "a message fits into no name"


def test_colleagues_are_asked_afterwards_for_what_is_missing(app: Flask, visitor: Visitor) -> None:
    event = open_event(9)
    form_id = make_form(event)
    eats = ask(form_id, "What do you eat?", is_required=True)
    ask(form_id, "Anything else?")
    ask(form_id, "May we take pictures?", Kind.CHOICE, "Yes", "Ask me", "No", purpose=Purpose.PHOTO_CONSENT)
    come_together(event)
    cy = place_of(app, "Cy Colleague")
    assert f"1 answer is missing. Give it here:\nhttp://localhost{cy}/change" in last_mail(CY)
    assert "Bo Boss (1 answer is missing)" in last_mail(ASSI)
    assert {each.photo for each in badges_of(event.id)} == {PhotoStatus.ASK}, "nobody has said yes"
    visitor.open(cy)
    assert "1 answer is missing. What do you eat?" in visitor.text
    visitor.follow_link("Give it now").fill_in(**{field_of(eats): "Rice"}).press("Save my answers")
    assert "missing" not in visitor.text
    assert "Anything else?" not in visitor.text, "what was not answered is left out"


def test_what_was_typed_for_one_comes_along_to_the_form_for_several(app: Flask, visitor: Visitor) -> None:
    event = open_event(9)
    eats = ask(make_form(event), "What do you eat?", is_required=True)
    visitor.open("/e/forum/register").fill_in(name="Assi Stant", email=ASSI, **{field_of(eats): "Rice"})
    visitor.press("Register several people in one go", expect=200)
    assert "There is a problem" not in visitor.text
    assert "Up to 4 colleagues" in visitor.text
    visitor.press("Another colleague", expect=200)
    visitor.fill_in(**{"colleagues-2-name": "Bo Boss"}).press("Register all of us")
    assert "We have written to: assi@example.org" in visitor.text
    assert {each.name for each in db.session.scalars(select(Registration))} == {"Assi Stant", "Bo Boss"}
