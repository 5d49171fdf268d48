"""Admission as people meet it: on pages, by links and in mails."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.catalogue import Visibility
from convene.events.models import Event
from convene.questionnaires.catalogue import Kind
from convene.registration.catalogue import RegistrationState, TicketReach
from convene.registration.emails import link_to, link_to_invitation
from convene.registration.models import Invitation, Registration
from convene.registration.queries.admission import places_of_options, tickets_of
from convene.registration.queries.desk import desk_of
from convene.registration.queries.seating import events_with_something_to_settle, running_offer
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import managing
from convene.registration.services.inviting import Invitee, list_invitees, send_invitations
from convene.registration.services.opening import TicketFacts, add_code, add_ticket, set_desk, set_quota
from convene.registration.tasks import settle_offers
from tests.factories.events import make_event
from tests.factories.questionnaires import ask, make_form, option
from tests.factories.registrations import make_open_event, make_registration
from tests.support.mail import sent_mails, text_of
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
PEOPLE = "/organise/forum/people"


def open_event(places: int | None = 50, **facts: object) -> Event:
    event = make_open_event(places=places, slug="forum")
    set_desk(event.id, DeskFacts(is_open=True, **facts), capacity=places, by="test")  # type: ignore[arg-type]
    return event


def row(email: str) -> Registration:
    return db.session.scalars(
        select(Registration).where(Registration.email == email).execution_options(populate_existing=True)
    ).one()


def register(
    visitor: Visitor, email: str, path: str = "/e/forum/register", button: str = "Register", **answers: str
) -> None:
    visitor.open(path).fill_in(name="Jane Trần", email=email, **answers).press(button)


def place_of(app: Flask, email: str) -> str:
    with app.test_request_context():
        return f"/r/{link_to(row(email))}"


def test_how_many_wait_for_a_decision_stands_on_the_overview_and_on_the_way_there(visitor: Visitor) -> None:
    event = open_event(5, asks_approval=True)
    overview = visitor.signed_in_as(OWNER).open("/organise/forum/")
    assert "to approve" not in overview.text
    for number in range(3):
        make_registration(event.id, f"p{number}@example.org")
    visitor.open("/organise/forum/").follow_link("Decide")
    assert visitor.tree.xpath("//nav//a[contains(., 'To approve')]//text()[contains(., '3')]")


def test_who_comes_when_all_is_taken_waits_is_offered_a_place_and_takes_it(app: Flask, visitor: Visitor) -> None:
    event = open_event(1, keeps_waitlist=True, offer_hours=5)
    make_registration(event.id, "first@example.org")
    register(visitor, "jane@example.org", button="Put me on the waitlist")
    assert row("jane@example.org").state is RegistrationState.WAITLISTED
    visitor.open(place_of(app, "jane@example.org"))
    assert "You are number 1 in line" in visitor.text
    visitor.open(place_of(app, "first@example.org") + "/cancel").press("Cancel my registration")
    visitor.open(place_of(app, "jane@example.org"))
    assert "A place is free for you" in visitor.text
    visitor.press("Take the place")
    assert row("jane@example.org").state is RegistrationState.CONFIRMED
    assert desk_of(event).taken == 1


def test_who_lets_a_place_go_leaves_the_line(app: Flask, visitor: Visitor) -> None:
    event = open_event(1, keeps_waitlist=True)
    make_registration(event.id, "first@example.org")
    make_registration(event.id, "jane@example.org")
    visitor.open(place_of(app, "first@example.org") + "/cancel").press("Cancel my registration")
    visitor.open(place_of(app, "jane@example.org")).follow_link("Let it go")
    assert row("jane@example.org").state is RegistrationState.WAITLISTED, "the page asks first"
    assert "Your registration ends" in visitor.text
    visitor.press("Let the place go")
    assert row("jane@example.org").state is RegistrationState.CANCELLED
    assert "Your registration is cancelled" in sent_mails("jane@example.org")[-1]["Subject"]
    assert desk_of(event).taken == 0


def test_an_address_is_confirmed_by_its_link(app: Flask, visitor: Visitor) -> None:
    event = open_event(5, confirms_addresses=True)
    register(visitor, "jane@example.org")
    assert desk_of(event).taken == 1, "the place is held"
    visitor.open(place_of(app, "jane@example.org")).press("Confirm my address")
    jane = row("jane@example.org")
    assert (jane.state, jane.address_confirmed_at is not None) == (RegistrationState.CONFIRMED, True)


def test_organisers_approve_some_and_decline_others_with_mails_that_they_have_changed(
    app: Flask, visitor: Visitor
) -> None:
    event = open_event(5, asks_approval=True)
    for name in ("ana", "ben", "cho"):
        make_registration(event.id, f"{name}@example.org", name=name.title())
    assert desk_of(event).taken == 0
    visitor.signed_in_as(OWNER).open(f"{PEOPLE}/to-approve/")
    visitor.fill_in(person=[str(row(f"{name}@example.org").id) for name in ("ana", "ben")])
    visitor.press("Approve those chosen…")
    visitor.fill_in(subject="Welcome, {name}", text="Dear {name},\n\ncome to {event}.").press(
        "Approve, and send the mail"
    )
    assert [row(f"{name}@example.org").state.value for name in ("ana", "ben", "cho")] == [
        "confirmed",
        "confirmed",
        "pending",
    ]
    visitor.open(f"{PEOPLE}/to-approve/").fill_in(person=[str(row("cho@example.org").id)])
    visitor.press("Decline those chosen…").fill_in(reason="Came last").press("Decline, and send the mail")
    assert row("cho@example.org").state is RegistrationState.DECLINED
    assert "Came last" not in visitor.open(place_of(app, "cho@example.org")).text
    assert sent_mails("ben@example.org")[-1]["Subject"] == "Welcome, Ben"


def test_a_place_that_nothing_stands_for_is_no_mail(app: Flask, visitor: Visitor) -> None:
    event = open_event(5, asks_approval=True)
    make_registration(event.id, "ana@example.org")
    visitor.signed_in_as(OWNER).open(f"{PEOPLE}/to-approve/").fill_in(person=[str(row("ana@example.org").id)])
    visitor.press("Approve those chosen…").fill_in(text="Dear {nmae}, {event.__init__.__globals__}")
    visitor.press("Approve, and send the mail", expect=422)
    assert "“{nmae}” stands for nothing here" in visitor.text
    assert row("ana@example.org").state is RegistrationState.PENDING


def test_the_invited_say_yes_or_no_by_their_own_link_where_nobody_else_registers(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", visibility=Visibility.BY_INVITATION)
    set_desk(event.id, DeskFacts(is_open=True), capacity=5, by="test")
    people = [Invitee(name=name, email=f"{name.lower()}@example.org", sector="NGO") for name in ("Ines", "Odd")]
    list_invitees(event.id, people, language="en", by="test")
    send_invitations(event.id, by="test")
    with app.test_request_context():
        links = {each.name: f"/i/{link_to_invitation(each)}" for each in db.session.scalars(select(Invitation)).all()}
    visitor.open(links["Ines"])
    assert "Will you come, Ines?" in visitor.text
    visitor.press("I will come")
    assert "Your place, Ines" in visitor.text
    visitor.open(links["Odd"] + "/decline").press("I cannot come")
    visitor.signed_in_as(OWNER).open(f"{PEOPLE}/invitations/")
    assert "Will come 1" in visitor.text
    assert "Cannot come 1" in visitor.text


def test_a_list_is_pasted_twice_without_doubles(app: Flask, visitor: Visitor) -> None:
    open_event()
    for _ in range(2):
        visitor.signed_in_as(OWNER).open(f"{PEOPLE}/invitations/new").fill_in(
            people="Ána Lê\tana@example.org\tNGO 1\tVietnam\nBen\tBEN@example.org"
        ).press("Put them on the list")
    rows = db.session.scalars(select(Invitation).order_by(Invitation.name)).all()
    assert [(each.name, each.country) for each in rows] == [("Ben", ""), ("Ána Lê", "VN")]


def test_a_code_opens_what_only_the_invited_may_choose(app: Flask, visitor: Visitor) -> None:
    event = open_event(5)
    add_ticket(event.id, TicketFacts(name="In person"), by="test")
    speaker = add_ticket(event.id, TicketFacts(name="Speaker", reach=TicketReach.ORGANISERS), by="test")
    code = add_code(event.id, ticket_kind_id=speaker, by="test")
    register(visitor, "jane@example.org", f"/e/forum/register?code={code.lower()}")
    assert row("jane@example.org").ticket_kind_id == speaker
    visitor.open("/e/forum/register?code=WRONGWRONG")
    assert "This code is not valid here." in visitor.text


def test_nobody_takes_a_hidden_way_of_taking_part_by_a_form_made_up(app: Flask, visitor: Visitor) -> None:
    event = open_event(5)
    for name in ("In person", "Online"):
        add_ticket(event.id, TicketFacts(name=name), by="test")
    staff = add_ticket(event.id, TicketFacts(name="Staff", reach=TicketReach.ORGANISERS), by="test")
    visitor.open("/e/forum/register")
    token = visitor.tree.xpath("//input[@name='csrf_token']/@value")[0]
    sent = {"name": "Eve", "email": "eve@example.org", "ticket": str(staff), "csrf_token": token}
    visitor.post("/e/forum/register", sent, expect=422)
    assert not db.session.scalars(select(Registration)).all()
    assert [each.taken for each in tickets_of(event.id)] == [0, 0, 0]


def test_an_assistant_registers_others_and_each_has_a_link(app: Flask, visitor: Visitor) -> None:
    event = open_event(10, most_together=4, most_guests=1)
    visitor.open("/e/forum/register/together").fill_in(
        name="Ada Assistant",
        email="ada@example.org",
        **{
            "colleagues-0-name": "Bo Boss",
            "colleagues-1-name": "Cy Colleague",
            "colleagues-1-email": "cy@example.org",
            "guests-0-name": "Gus Guest",
        },
    ).press("Register all of us")
    rows = {each.name: each for each in db.session.scalars(select(Registration))}
    assert {name: each.email for name, each in rows.items()} == {
        "Ada Assistant": "ada@example.org",
        "Bo Boss": "ada@example.org",
        "Cy Colleague": "cy@example.org",
        "Gus Guest": "ada@example.org",
    }
    assert rows["Gus Guest"].guest_of_id == rows["Ada Assistant"].id
    assert [mail["To"] for mail in sent_mails()] == ["ada@example.org", "cy@example.org"], "one mail to each address"
    assert desk_of(event).taken == 4
    with app.test_request_context():
        link = f"/r/{link_to(rows['Ada Assistant'])}"
    visitor.open(link)
    assert "Bo Boss" in visitor.text
    visitor.open(f"{link}/cancel")
    assert "This also cancels: Gus Guest" in visitor.text
    visitor.press("Cancel, with 1 guest")
    assert desk_of(event).taken == 2, "the guest goes with whoever brings them"
    assert "Gus Guest" in text_of(sent_mails("ada@example.org")[-1])
    assert "Bo Boss" in visitor.open(link).text, "and whoever spoke for others still has their links"


def test_answers_can_be_changed_until_the_window_closes_and_cancelling_always(app: Flask, visitor: Visitor) -> None:
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011
    event = open_event(5, changes_until_local=datetime.combine(yesterday, time(9)))
    make_registration(event.id, "jane@example.org")
    mine = place_of(app, "jane@example.org")
    assert "Change my answers" not in visitor.open(mine).text
    visitor.open(f"{mine}/change").fill_in(name="Somebody Else").press("Save my answers", expect=422)
    assert row("jane@example.org").name == "Jane Trần"
    visitor.open(f"{mine}/cancel").press("Cancel my registration")
    assert desk_of(event).taken == 0


def test_places_of_answers_are_set_on_a_page_and_kept_by_who_has_one(app: Flask, visitor: Visitor) -> None:
    event = open_event(5)
    form_id = make_form(event)
    dinner = ask(form_id, "Dinner?", Kind.CHOICE, "Yes", "No")
    yes = option(form_id, dinner, "Yes")
    for n in range(2):
        make_registration(event.id, f"p{n}@example.org", replies={dinner: str(yes)})
    visitor.signed_in_as(OWNER).open(f"{PEOPLE}/form/questions/{dinner}/places")
    visitor.fill_in(**{f"places_{yes.hex}": "1"}).press("Save the places")
    counted = places_of_options(event.id)[yes]
    assert (counted.capacity, counted.taken) == (1, 2)


def test_the_waitlist_takes_the_same_statements_for_one_and_for_three(
    app: Flask, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = open_event(0, keeps_waitlist=True)
    visitor.signed_in_as(OWNER)
    make_registration(event.id, "p0@example.org")
    visitor.open(f"{PEOPLE}/waitlist/")
    for_one = count_statements(lambda: visitor.open(f"{PEOPLE}/waitlist/"))
    for n in range(1, 3):
        make_registration(event.id, f"p{n}@example.org")
    assert count_statements(lambda: visitor.open(f"{PEOPLE}/waitlist/")) == for_one


def test_the_invited_take_the_same_statements_for_one_and_for_three(
    app: Flask, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = open_event()
    visitor.signed_in_as(OWNER)

    def invite(number: int) -> None:
        list_invitees(event.id, [Invitee(name=f"P{number}", email=f"p{number}@example.org")], language="en", by="test")

    invite(0)
    visitor.open(f"{PEOPLE}/invitations/")
    for_one = count_statements(lambda: visitor.open(f"{PEOPLE}/invitations/"))
    invite(1)
    invite(2)
    assert count_statements(lambda: visitor.open(f"{PEOPLE}/invitations/")) == for_one


def test_places_that_were_kept_until_a_day_go_to_who_waits_and_the_worker_leaves_no_line_while_nothing_is_due(
    app: Flask,
) -> None:
    event = make_open_event(places=2, starts_on=date(2027, 6, 1), ends_on=date(2027, 6, 1))
    set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True), capacity=2, by="test")
    released = datetime(2027, 3, 1, 9)  # noqa: DTZ001, on the wall
    set_quota(event.id, None, name="Speakers", places=2, until_local=released, by="test")
    with time_machine.travel(datetime(2027, 2, 1, tzinfo=UTC), tick=False):
        jane = make_registration(event.id, "jane@example.org")
        assert events_with_something_to_settle() == []
    with time_machine.travel(datetime(2027, 3, 2, tzinfo=UTC), tick=False):
        assert events_with_something_to_settle() == [event.id]
        settle_offers()
        assert running_offer(jane) is not None
        assert events_with_something_to_settle() == []


def test_what_has_no_meaning_for_the_invited_is_not_mailed_to_them(app: Flask, visitor: Visitor) -> None:
    event = open_event(5)
    list_invitees(event.id, [Invitee(name="Ines", email="ines@example.org")], language="en", by="test")
    page = visitor.signed_in_as(OWNER).open(f"{PEOPLE}/invitations/send")
    page.fill_in(text="Dear {name}, here is your place: {link}").press("Invite 1 person", expect=422)
    assert "“{link}” stands for nothing here" in visitor.text
    assert "here is your place: {link}" in visitor.text
    visitor.fill_in(text="Dear {name}, please come").press("Invite 1 person")
    assert "Dear Ines, please come" in sent_mails("ines@example.org")[-1].get_body(("plain",)).get_content()


def test_of_somebody_declined_several_times_one_registration_is_put_back(app: Flask, visitor: Visitor) -> None:
    event = open_event(5, asks_approval=True)
    declined = []
    for _ in range(2):
        declined.append(make_registration(event.id))
        managing.decline(event.id, declined[-1:], by="test")
    visitor.signed_in_as(OWNER).open(f"{PEOPLE}/to-approve/")
    visitor.fill_in(person=[str(each) for each in declined]).press("Put those chosen back among those to approve")
    assert "1 person is to approve again." in visitor.text
    assert "1 registration stays declined: another one of the same person counts." in visitor.text
    db.session.rollback()
    assert [db.session.get_one(Registration, each).state.value for each in declined] == ["declined", "pending"]


def test_places_kept_for_a_group_are_free_to_nobody_else_wherever_they_are_counted(visitor: Visitor) -> None:
    event = open_event(10)
    set_quota(event.id, None, name="Speakers", places=4, by="test")
    make_registration(event.id, "jane@example.org")
    page = visitor.open("/e/forum/")
    assert " ".join(page.tree.xpath("//figure[@class='ring']//text()")).split() == [
        "5",
        "of",
        "10",
        "places",
        "still",
        "free",
    ]
    assert "5 of 10 places are free." in page.text


def test_those_to_approve_are_shown_with_what_they_told_and_ticked_at_once(app: Flask, visitor: Visitor) -> None:
    event = open_event(5, asks_approval=True)
    hall = add_ticket(event.id, TicketFacts(name="In person"), by="test")
    form_id = make_form(event)
    why = ask(form_id, "Why do you come?")
    eats = ask(form_id, "What do you eat?", is_private=True)
    for name in ("ana", "ben"):
        told = {why: f"{name} wants to learn", eats: f"{name} eats rice"}
        make_registration(
            event.id, f"{name}@example.org", name=name, organisation="NGO 9", ticket_kind_id=hall, replies=told
        )
    visitor.signed_in_as(OWNER).open(f"{PEOPLE}/to-approve/")
    for words in ("In person", "NGO 9", "ana wants to learn", "ben eats rice"):
        assert words in visitor.text
    visitor.follow_link("Tick all 2")
    visitor.press("Approve those chosen…").press("Approve, and send the mail")
    assert desk_of(event).taken == 2


def test_those_to_approve_take_the_same_statements_for_one_and_for_three(
    app: Flask, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = open_event(5, asks_approval=True, keeps_waitlist=True)
    why = ask(make_form(event), "Why do you come?")
    visitor.signed_in_as(OWNER)
    make_registration(event.id, "p0@example.org", replies={why: "To learn"})

    def look() -> None:
        ids = db.session.scalars(select(Registration.id)).all()
        visitor.open(f"{PEOPLE}/to-approve/")
        visitor.open(f"{PEOPLE}/decide?" + "&".join(f"person={each}" for each in ids))

    look()
    for_one = count_statements(look)
    for n in range(1, 3):
        make_registration(event.id, f"p{n}@example.org", replies={why: "To learn"})
    assert count_statements(look) == for_one


def chosen_to_approve(visitor: Visitor, *names: str) -> Visitor:
    ids = "&".join(f"person={row(f'{name}@example.org').id}" for name in names)
    return visitor.signed_in_as(OWNER).open(f"{PEOPLE}/decide?{ids}")


def test_before_it_is_decided_the_page_says_what_will_become_of_them(app: Flask, visitor: Visitor) -> None:
    event = open_event(12, asks_approval=True, keeps_waitlist=True)
    hall = add_ticket(event.id, TicketFacts(name="In person", capacity=1), by="test")
    online = add_ticket(event.id, TicketFacts(name="Online"), by="test")
    for name, ticket in (("ana", hall), ("ben", hall), ("cho", online)):
        make_registration(event.id, f"{name}@example.org", name=name, ticket_kind_id=ticket)
    chosen_to_approve(visitor, "ana", "ben", "cho")
    assert "2 will have a place. ana, cho" in visitor.text
    assert "1 will be on the waitlist. “In person” is full. ben" in visitor.text
    visitor.fill_in(beyond=True).press("Show the mail")
    assert "1 will have a place beyond those that there are. “In person” is full. ben" in visitor.text
    visitor.fill_in(beyond=False).press("Approve, and send the mail")
    assert [row(f"{name}@example.org").state.value for name in ("ana", "ben", "cho")] == [
        "confirmed",
        "waitlisted",
        "confirmed",
    ]


def test_without_a_waitlist_the_page_says_for_whom_there_is_no_place_and_why(app: Flask, visitor: Visitor) -> None:
    event = open_event(12, asks_approval=True)
    hall = add_ticket(event.id, TicketFacts(name="In person", capacity=1), by="test")
    add_ticket(event.id, TicketFacts(name="Online"), by="test")
    for name in ("ana", "ben"):
        make_registration(event.id, f"{name}@example.org", name=name, ticket_kind_id=hall)
    chosen_to_approve(visitor, "ana", "ben")
    assert "For 1 there is no place, and no waitlist is kept" in visitor.text
    visitor.press("Approve, and send the mail", expect=422)
    assert "There is no place for ben. “In person” is full." in visitor.text
    assert row("ana@example.org").state is RegistrationState.PENDING


def test_who_waits_already_goes_before_those_who_are_approved(app: Flask, visitor: Visitor) -> None:
    event = open_event(1, keeps_waitlist=True, offer_hours=5)
    make_registration(event.id, "first@example.org")
    make_registration(event.id, "waits@example.org")
    set_desk(event.id, DeskFacts(is_open=True, asks_approval=True, keeps_waitlist=True), capacity=1, by="test")
    make_registration(event.id, "ana@example.org", name="ana")
    set_desk(event.id, DeskFacts(is_open=True, asks_approval=True, keeps_waitlist=True), capacity=2, by="test")
    chosen_to_approve(visitor, "ana")
    assert "1 will be on the waitlist. All 2 places are taken." in visitor.text
