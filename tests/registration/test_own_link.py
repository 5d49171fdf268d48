"""What somebody can do by their own link alone: have another address, and come again after they have cancelled."""

import pytest
from flask import Flask
from sqlalchemy import select

from convene.audit.queries import lines_of
from convene.database import db
from convene.events.models import Event
from convene.outbox.models import Message, MessageState
from convene.people.models import Person
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.rules import field_of
from convene.registration.catalogue import Mode, RegistrationState
from convene.registration.emails import link_to
from convene.registration.models import Registration
from convene.registration.queries.changes import changes_of
from convene.registration.queries.papers import PaperFacts
from convene.registration.rules.letters import Words
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import joining, managing, self_service
from convene.registration.services.opening import TicketFacts, add_ticket, set_desk
from convene.registration.services.papers import set_papers
from tests.factories.questionnaires import ask, make_form
from tests.factories.registrations import answers, make_open_event, make_registration
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor

JANE, NEW = "jane@example.org", "new@example.org"


@pytest.fixture
def event() -> Event:
    return make_open_event(slug="forum")


def row(registration_id: object) -> Registration:
    return db.session.scalars(
        select(Registration).where(Registration.id == registration_id).execution_options(populate_existing=True)
    ).one()


def place_of(app: Flask, registration_id: object) -> str:
    with app.test_request_context():
        return f"/r/{link_to(row(registration_id))}"


def test_another_address_counts_once_its_link_was_followed(app: Flask, visitor: Visitor, event: Event) -> None:
    mine = make_registration(event.id, JANE)
    before = place_of(app, mine)
    visitor.open(before).follow_link("Change my e-mail address").fill_in(email=NEW).press("Mail me the link")
    assert f"We have written to: {NEW}" in visitor.text
    link = link_in(sent_mails(NEW)[-1], "/new-address/")
    visitor.open(link)
    assert row(mine).email == JANE, "opening the link changes nothing: mail scanners do"
    visitor.press("Confirm my address")
    assert f"Mails go to {NEW} from now on." in visitor.text
    assert (row(mine).email, row(mine).is_own_address) == (NEW, True)
    visitor.open(before, expect=404)
    visitor.open(link, expect=404)
    assert "Your address was changed" in sent_mails(JANE)[-1]["Subject"]
    assert place_of(app, mine) not in text_of(sent_mails(JANE)[-1])
    assert place_of(app, mine) in text_of(sent_mails(NEW)[-1])


def test_an_address_of_somebody_else_who_is_registered_is_refused(app: Flask, visitor: Visitor, event: Event) -> None:
    mine = make_registration(event.id, JANE)
    make_registration(event.id, NEW, name="Nina New")
    visitor.open(f"{place_of(app, mine)}/address").fill_in(email=NEW).press("Mail me the link")
    assert "We have written to" in visitor.text, "to the one who asks it looks like any other"
    visitor.open(link_in(sent_mails(NEW)[-1], "/new-address/")).press("Confirm my address", expect=422)
    assert "Somebody is registered with this address." in visitor.text
    assert row(mine).email == JANE


def test_those_for_whom_somebody_speaks_go_along_to_the_new_address(app: Flask, event: Event) -> None:
    set_desk(event.id, DeskFacts(is_open=True, most_together=3), capacity=9, by="test")
    ids = joining.register_together(
        event.id, [answers(JANE), answers("", "Bo Boss")], language="en", submission_key="once"
    )
    self_service.change_address(ids[0], NEW)
    assert [row(each).email for each in ids] == [NEW, NEW]
    assert "Bo Boss" in text_of(sent_mails(NEW)[-1])


def test_what_waits_for_the_old_address_goes_to_the_new_one_and_the_change_is_kept(app: Flask, event: Event) -> None:
    mine = make_registration(event.id, JANE)
    before = row(mine).person_id
    self_service.change_address(mine, NEW)
    waiting = db.session.execute(
        select(Message.name, Message.to_email).where(Message.state == MessageState.WAITING)
    ).all()
    assert ("registration/confirmation", NEW) in [tuple(each) for each in waiting]
    [change] = changes_of(mine)
    assert (change.row.before, change.author) == ({"email": JANE}, "")
    assert db.session.get_one(Person, row(mine).person_id).email == NEW
    assert db.session.get_one(Person, before).email == JANE, "where they are on stage, and at other events"


def test_who_cancels_can_register_again_with_what_they_told_before(app: Flask, visitor: Visitor, event: Event) -> None:
    form_id = make_form(event)
    eats = ask(form_id, "What do you eat?", is_required=True)
    agrees = ask(form_id, "I agree", Kind.CONSENT, words="I agree to be filmed")
    mine = make_registration(event.id, JANE, replies={eats: "Rice", agrees: True})
    place = place_of(app, mine)
    visitor.open(f"{place}/cancel").press("Cancel my registration")
    assert "A mail confirms it" in visitor.text
    assert "nothing more will be mailed" not in visitor.text
    assert "All that is kept of me" in visitor.text
    visitor.follow_link("Register again")
    assert visitor.tree.xpath("//input[@name='name']/@value") == ["Jane Trần"]
    assert visitor.tree.xpath(f"//input[@name='{field_of(eats)}']/@value") == ["Rice"]
    assert not visitor.tree.xpath(f"//input[@name='{field_of(agrees)}']/@checked"), "nobody consents by having done so"
    visitor.press("Register")
    assert f"We have written to: {JANE}" in visitor.text
    again = db.session.scalars(select(Registration).where(Registration.state == RegistrationState.CONFIRMED)).one()
    assert (again.id != mine, again.organisation) == (True, "NGO 8")


def test_a_second_time_is_logged_as_what_it_was(visitor: Visitor, event: Event) -> None:
    pages = []
    for name in ("Jane Trần", "Somebody Else"):
        visitor.open("/e/forum/register").fill_in(name=name, email=JANE).press("Register")
        pages.append(visitor.text)
    assert pages[0] == pages[1], "nobody learns whether an address is known"
    assert "You are registered" not in pages[0]
    told = [line.joined for line in db.session.scalars(lines_of(event.id).limit(2))]
    assert "registration.remind_the_owner" in told[0]
    assert "registration.remind_the_owner" not in told[1]
    visitor.signed_in_as("noor@example.org").open("/organise/forum/log")
    assert visitor.text.count("A participant registered") == 1
    assert "with an address that is registered already" in visitor.text


def test_a_letter_says_truly_why_it_comes(app: Flask, event: Event) -> None:
    set_desk(event.id, DeskFacts(is_open=True, asks_approval=True), capacity=9, by="test")
    ids = [make_registration(event.id, email) for email in (JANE, NEW)]
    words = Words("About your place", "Dear {name}")
    managing.approve(event.id, ids[:1], words=words, by="test")
    managing.decline(event.id, ids[1:], words=words, by="test")
    assert "because you are registered" in text_of(sent_mails(JANE)[-1]).replace("\r\n", " ")
    declined = text_of(sent_mails(NEW)[-1]).replace("\r\n", " ")
    assert "because you asked for a place" in declined
    assert "registered" not in declined


def test_the_page_of_who_waits_promises_no_place(app: Flask, visitor: Visitor, event: Event) -> None:
    set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True), capacity=1, by="test")
    has_place, waits = make_registration(event.id, JANE), make_registration(event.id, NEW)
    visitor.open(place_of(app, has_place))
    assert "Go to" in visitor.text
    assert "Put it into my calendar" in visitor.text
    assert "Letter for a visa" not in visitor.text, "the event gives none"
    order = [visitor.response.text.index(each) for each in ("At the door", "Change my answers", "What you told us")]
    assert order == sorted(order)
    visitor.open(place_of(app, waits))
    assert "Go to" not in visitor.text
    assert "calendar" not in visitor.tree.xpath("string(//main)")
    set_papers(event.id, PaperFacts(gives_letters=True), by="test")
    assert "Letter for a visa" in visitor.open(place_of(app, has_place)).text


def test_who_comes_online_reads_how_to_join(app: Flask, visitor: Visitor, event: Event) -> None:
    online = add_ticket(event.id, TicketFacts(name="From home", mode=Mode.ONLINE), by="test")
    visitor.open(place_of(app, make_registration(event.id, JANE, ticket_kind_id=online)))
    assert "How to join" in visitor.text
    assert "Go to" not in visitor.text
    assert "At the door" not in visitor.text
