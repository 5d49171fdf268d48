"""A place goes from one person to another, and nothing that was the first one's goes with it."""

from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import CameBy, How, RegistrationState
from convene.registration.emails import link_to, link_to_invitation
from convene.registration.models import Invitation, Registration
from convene.registration.queries.admission import tickets_of
from convene.registration.queries.desk import desk_of
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import self_service
from convene.registration.services.checking_in import check_in
from convene.registration.services.directory import ShownAs, set_directory, show_oneself
from convene.registration.services.inviting import Invitee, list_invitees, send_invitations
from convene.registration.services.opening import TicketFacts, add_ticket, set_desk
from tests.factories.registrations import make_open_event, make_registration
from tests.support.mail import sent_mails, text_of
from tests.support.visitor import Visitor


def open_event(places: int, **facts: object) -> Event:
    event = make_open_event(places=places, slug="forum")
    facts = {"is_open": True, "allows_transfer": True, **facts}
    set_desk(event.id, DeskFacts(**facts), capacity=places, by="test")  # type: ignore[arg-type]
    return event


def row(email: str) -> Registration:
    return db.session.scalars(
        select(Registration).where(Registration.email == email).execution_options(populate_existing=True)
    ).one()


def place_of(app: Flask, email: str) -> str:
    with app.test_request_context():
        return f"/r/{link_to(row(email))}"


def test_a_place_is_passed_on_and_the_first_link_opens_it_no_more(app: Flask, visitor: Visitor) -> None:
    event = open_event(5)
    ticket_id = add_ticket(event.id, TicketFacts(name="In person"), by="test")
    make_registration(event.id, "jane@example.org", ticket_kind_id=ticket_id)
    before = place_of(app, "jane@example.org")
    visitor.open(f"{before}/pass-on").fill_in(name="Kim Next", email="kim@example.org").press("Pass my place on")
    assert "You have passed your place on." in visitor.open(before).text
    assert "Kim" not in visitor.text
    visitor.open(place_of(app, "kim@example.org"))
    assert "Your place, Kim Next" in visitor.text
    kim = row("kim@example.org")
    assert (kim.ticket_kind_id, kim.came_by) == (ticket_id, CameBy.PASSED_ON)
    assert desk_of(event).taken == 1
    assert [each.taken for each in tickets_of(event.id)] == [1]


def test_who_passes_a_place_on_learns_of_nobody_whether_they_are_registered(app: Flask, visitor: Visitor) -> None:
    event = open_event(2, keeps_waitlist=True)
    make_registration(event.id, "kim@example.org")
    for asked in ("kim@example.org", "new@example.org"):
        holder = f"of-{asked}"
        make_registration(event.id, holder)
        mine = place_of(app, holder)
        visitor.open(f"{mine}/pass-on").fill_in(name="Kim Next", email=asked).press("Pass my place on")
        assert "Your place is passed on" in visitor.text
        assert "The new person is told by mail." in visitor.text
        assert "You have passed your place on." in visitor.open(mine).text
        assert [str(each["Subject"]) for each in sent_mails(holder)] == [
            "Your place is somebody else’s now: Regional Network Forum",
        ]
    assert [str(each["Subject"]) for each in sent_mails("kim@example.org")] == [
        "You are registered: Regional Network Forum",
        "You are registered already: Regional Network Forum",
    ]
    assert desk_of(event).taken == 2


def test_a_place_passed_on_to_who_has_one_goes_to_the_next_in_line(app: Flask) -> None:
    event = open_event(2, keeps_waitlist=True, offer_hours=0)
    ids = [make_registration(event.id, f"{name}@example.org") for name in ("ana", "ben", "cho")]
    self_service.transfer(ids[0], name="Ben", email="ben@example.org")
    assert row("cho@example.org").state is RegistrationState.CONFIRMED
    assert desk_of(event).taken == 2


def test_nobody_passes_a_place_on_to_themselves_or_once_they_have_come(app: Flask, visitor: Visitor) -> None:
    event = open_event(2)
    registration_id = make_registration(event.id, "jane@example.org")
    mine = place_of(app, "jane@example.org")
    visitor.open(f"{mine}/pass-on").fill_in(name="Jane", email="JANE@example.org").press("Pass my place on", expect=422)
    assert "The place is yours already." in visitor.text
    check_in(event.id, registration_id, event.id, how=How.BY_NAME, desk="Front", by="test")
    assert "Pass my place on" not in visitor.open(mine).text
    visitor.open(f"{mine}/pass-on").fill_in(name="Kim", email="kim@example.org").press("Pass my place on", expect=422)
    assert "You have been checked in." in visitor.text


def test_nothing_of_the_first_person_is_passed_on(app: Flask, visitor: Visitor) -> None:
    event = open_event(5)
    set_directory(event.id, is_open=True, by="test")
    list_invitees(event.id, [Invitee(name="Ines", email="ines@example.org")], language="en", by="test")
    send_invitations(event.id, by="test")
    with app.test_request_context():
        invitation = f"/i/{link_to_invitation(db.session.scalars(select(Invitation)).one())}"
    visitor.open(invitation).press("I will come")
    ines = row("ines@example.org").id
    show_oneself(ines, ShownAs(project="My own project"))
    self_service.send_my_link(event.id, "ines@example.org")
    self_service.transfer(ines, name="Kim Next", email="kim@example.org")
    kim = place_of(app, "kim@example.org")
    assert not any(kim in text_of(mail) for mail in sent_mails("ines@example.org"))
    assert "You have passed your place on." in visitor.open(invitation).text
    assert "Kim" not in visitor.text
    assert "My own project" not in visitor.open("/e/forum/people").text
    token = visitor.open("/e/forum/register").tree.xpath("//input[@name='csrf_token']/@value")[0]
    visitor.post(invitation, {"name": "Third", "email": "third@example.org", "csrf_token": token})
    assert desk_of(event).taken == 1
