"""What is free, and whose it is: of those who wait, of those whose time is over, of those who have a code."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.events.services import changing
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.errors import OptionFull
from convene.registration.catalogue import CameBy, Closed, EndedBecause, RegistrationState, TicketReach
from convene.registration.emails import link_to, link_to_invitation
from convene.registration.errors import (
    CodeNotKnown,
    OthersWait,
    RegistrationClosed,
    RegistrationIsCancelled,
    SubmissionUnknown,
)
from convene.registration.models import Invitation, Registration
from convene.registration.queries.admission import code_at, places_of_options, tickets_of
from convene.registration.queries.desk import desk_of
from convene.registration.queries.form import full_options
from convene.registration.queries.importing import people_in
from convene.registration.queries.seating import events_with_something_to_settle, places_at, running_offer
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import joining, managing, opening, self_service
from convene.registration.services.importing import import_people
from convene.registration.services.inviting import Invitee, list_invitees, send_invitations
from convene.registration.services.joining import Answers
from convene.registration.services.opening import TicketFacts
from convene.registration.services.walking_in import WalkIn, admit_walk_in
from tests.factories.events import make_event
from tests.factories.questionnaires import ask, make_form, option
from tests.factories.registrations import answers, make_registration
from tests.support.mail import sent_mails, text_of
from tests.support.visitor import Visitor

BEFORE = datetime(2027, 2, 1, 9, tzinfo=UTC)
#: In the middle of the event, which its clocks in Bangkok begin on the 4th of March.
DURING = datetime(2027, 3, 4, 5, tzinfo=UTC)


def open_event(places: int | None, **facts: Any) -> Event:
    event = make_event(slug="forum")
    set_desk(event, places, **facts)
    return event


def set_desk(event: Event, places: int | None, **facts: Any) -> None:
    opening.set_desk(event.id, DeskFacts(is_open=True, **facts), capacity=places, by="test")


def dinner_at(event: Event) -> tuple[UUID, UUID, UUID]:
    """The question whether they stay for dinner, and its answers yes and no."""
    form_id = make_form(event)
    dinner = ask(form_id, "Dinner?", Kind.CHOICE, "Yes", "No")
    return dinner, option(form_id, dinner, "Yes"), option(form_id, dinner, "No")


def state_of(registration_id: UUID) -> RegistrationState:
    return db.session.scalars(select(Registration.state).where(Registration.id == registration_id)).one()


def row(registration_id: UUID) -> Registration:
    return db.session.get_one(Registration, registration_id, populate_existing=True)


def who_is_there(event: Event) -> dict[str, str]:
    """The state of each by their name, those left out who are cancelled."""
    rows = db.session.execute(
        select(Registration.name, Registration.state).where(
            Registration.event_id == event.id, Registration.state != RegistrationState.CANCELLED
        )
    )
    return {each.name: each.state.value for each in rows}


def together(event: Event, *people: Answers, key: str = "one", **more: Any) -> list[UUID]:
    return joining.register_together(event.id, people, language="en", submission_key=key, **more)


def colleague(name: str, email: str = "") -> Answers:
    return Answers(name=name, email=email)


def guest(name: str) -> Answers:
    return Answers(name=name, email="", is_guest=True)


# A use of a code is no place


@pytest.mark.parametrize("waits", ["to be approved", "in line"])
def test_who_has_only_used_a_code_takes_no_place_of_an_answer_until_they_have_one_at_the_event(
    app: Flask, waits: str
) -> None:
    event = open_event(0 if waits == "in line" else 5, asks_approval=waits == "to be approved", keeps_waitlist=True)
    dinner, yes, _ = dinner_at(event)
    code = opening.add_code(event.id, uses=None, by="test")
    jane = joining.register(event.id, answers(replies={dinner: str(yes)}), language="en", code=code).registration_id
    opening.set_option_places(event.id, yes, 1, by="test")
    assert places_of_options(event.id)[yes].taken == 0
    if waits == "in line":
        set_desk(event, 5, keeps_waitlist=True)
        self_service.accept_offer(jane)
    else:
        managing.approve(event.id, [jane], by="test")
    assert state_of(jane) is RegistrationState.CONFIRMED
    assert places_of_options(event.id)[yes].taken == 1


# Tickets that are not for everybody


def test_where_all_tickets_are_for_the_invited_nobody_else_is_registered_without_one(app: Flask) -> None:
    event = open_event(5)
    opening.add_ticket(event.id, TicketFacts(name="Members", capacity=1, reach=TicketReach.INVITED), by="test")
    with pytest.raises(RegistrationClosed) as refused:
        make_registration(event.id)
    assert refused.value.reason.why is Closed.WITHOUT_INVITATION
    code = opening.add_code(event.id, uses=None, by="test")
    joining.register(event.id, answers(), language="en", code=code)
    assert tickets_of(event.id)[0].taken == 1


def test_a_code_for_everything_opens_no_ticket_that_only_organisers_give(app: Flask) -> None:
    event = open_event(5)
    opening.add_ticket(event.id, TicketFacts(name="Staff", reach=TicketReach.ORGANISERS), by="test")
    code = opening.add_code(event.id, uses=None, by="test")
    with pytest.raises(RegistrationClosed) as refused:
        joining.register(event.id, answers(), language="en", code=code)
    assert refused.value.reason.why is Closed.NOTHING_FOR_THEM


def test_a_withdrawn_ticket_is_no_reason_to_refuse_anybody(app: Flask) -> None:
    event = open_event(5)
    staff = opening.add_ticket(event.id, TicketFacts(name="Staff", reach=TicketReach.ORGANISERS), by="test")
    opening.add_code(event.id, ticket_kind_id=staff, by="test")
    opening.withdraw_ticket(event.id, staff, by="test")
    assert state_of(make_registration(event.id)) is RegistrationState.CONFIRMED


def test_the_page_says_from_the_start_that_registration_is_for_those_with_an_invitation(
    app: Flask, visitor: Visitor
) -> None:
    event = open_event(0, most_together=3)
    opening.add_ticket(event.id, TicketFacts(name="Members", reach=TicketReach.INVITED), by="test")
    for page in ("/e/forum/register", "/e/forum/register/together"):
        visitor.open(page)
        assert "Registration is for those with an invitation or a code." in visitor.text
        assert not visitor.tree.xpath("//main//input[@name='name']")
    set_desk(event, 5)
    code = opening.add_code(event.id, by="test")
    visitor.open(f"/e/forum/register?code={code}").fill_in(name="Jane", email="jane@example.org").press("Register")
    assert who_is_there(event) == {"Jane": "confirmed"}


# A ticket that is withdrawn, and what was given out for it


def test_a_code_for_a_ticket_that_is_withdrawn_opens_no_other_one(app: Flask, visitor: Visitor) -> None:
    event = open_event(5)
    opening.add_ticket(event.id, TicketFacts(name="In person"), by="test")
    press, vip = (
        opening.add_ticket(event.id, TicketFacts(name=name, reach=TicketReach.INVITED), by="test")
        for name in ("Press", "VIP")
    )
    code = opening.add_code(event.id, ticket_kind_id=press, by="test")
    list_invitees(
        event.id, [Invitee(name="Ines", email="ines@example.org")], language="en", ticket_kind_id=press, by="test"
    )
    send_invitations(event.id, by="test")
    with app.test_request_context():
        link = f"/i/{link_to_invitation(db.session.scalars(select(Invitation)).one())}"
    tickets = "/organise/forum/people/tickets/"
    visitor.signed_in_as("noor@example.org").open(tickets)
    assert "2 codes and invitations are for it: once it is withdrawn, they open nothing." in visitor.text
    opening.withdraw_ticket(event.id, press, by="test")
    assert "2 codes and invitations for it open nothing until it is offered again." in visitor.open(tickets).text
    for ticket in (None, vip):
        with pytest.raises(RegistrationClosed):
            joining.register(event.id, answers(ticket_kind_id=ticket), language="en", code=code)
    reader = visitor.another()
    for page in (f"/e/forum/register?code={code}", link):
        assert "What your invitation or code is for is not offered any more." in reader.open(page).text
    opening.restore_ticket(event.id, press, by="test")
    jane = joining.register(event.id, answers(), language="en", code=code).registration_id
    assert row(jane).ticket_kind_id == press


# An address that nobody confirmed, and those who were registered with it


def test_who_was_registered_with_an_address_that_nobody_confirms_has_no_place_for_good(app: Flask) -> None:
    event = open_event(10, confirms_addresses=True, most_together=5, most_guests=1)
    others = [colleague(name) for name in ("Bo", "Cy", "Di")]
    lead, *_ = ids = together(event, answers("fake@example.org", "Ada"), *others, guest("Gus"))
    assert {state_of(each) for each in ids} == {RegistrationState.WAITLISTED}
    assert desk_of(event).taken == 5, "their places are held"
    assert len(sent_mails("fake@example.org")) == 1
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert desk_of(event).taken == 0
        opening.settle(event.id)
        assert who_is_there(event) == {}
        assert row(lead).ended_because is row(ids[1]).ended_because is EndedBecause.ADDRESS_NOT_CONFIRMED
        assert len(sent_mails("fake@example.org")) == 1, "nothing more is sent to an address that nobody confirmed"


def test_who_confirms_their_address_confirms_it_for_those_for_whom_it_speaks(app: Flask) -> None:
    event = open_event(10, confirms_addresses=True, most_together=5, most_guests=1)
    ids = together(event, answers("ada@example.org", "Ada"), colleague("Bo"), colleague("Cy", "cy@example.org"))
    assert len(sent_mails("ada@example.org")) == 1
    self_service.accept_offer(ids[0])
    assert who_is_there(event) == {"Ada": "confirmed", "Bo": "confirmed", "Cy": "waitlisted"}
    assert row(ids[2]).address_confirmed_at is None
    assert len(sent_mails("ada@example.org")) == 2, "her page leads to the other"


def test_those_who_wait_in_line_with_an_address_that_nobody_confirms_leave_it_with_it(app: Flask) -> None:
    event = open_event(1, confirms_addresses=True, keeps_waitlist=True, offer_hours=0, most_together=3)
    ids = together(event, answers("fake@example.org", "Ada"), colleague("Bo"), colleague("Cy", "cy@example.org"))
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        opening.settle(event.id)
        assert who_is_there(event) == {"Cy": "waitlisted"}
        self_service.accept_offer(ids[2])
    assert who_is_there(event) == {"Cy": "confirmed"}


def test_who_did_not_register_lets_all_places_go_that_hang_on_their_address(app: Flask) -> None:
    event = open_event(10, confirms_addresses=True, most_together=5)
    ids = together(event, answers("victim@example.org", "Ada"), colleague("Bo"), colleague("Cy", "cy@example.org"))
    self_service.decline_offer(ids[0])
    assert who_is_there(event) == {"Cy": "waitlisted"}


def test_who_moves_up_without_an_offer_confirms_their_address_all_the_same(app: Flask) -> None:
    event = open_event(1, confirms_addresses=True, keeps_waitlist=True, offer_hours=0)
    first = make_registration(event.id, "first@example.org")
    self_service.accept_offer(first)
    second = make_registration(event.id, "fake@example.org", name="Bo")
    self_service.cancel(first)
    assert who_is_there(event) == {"Bo": "waitlisted"}
    assert "/r/" in text_of(sent_mails("fake@example.org")[-1])
    self_service.accept_offer(second)
    assert who_is_there(event) == {"Bo": "confirmed"}
    make_registration(event.id, "third@example.org", name="Cy")
    self_service.cancel(second)
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        opening.settle(event.id)
    assert who_is_there(event) == {}, "an address that nobody confirms holds no place for ever"


@pytest.mark.parametrize("wants_together", [True, False])
def test_nobody_confirms_the_address_of_somebody_else(app: Flask, wants_together: bool) -> None:
    event = open_event(10, confirms_addresses=True, most_together=5)
    lead, victim = together(
        event,
        answers("ada@example.org", "Ada"),
        colleague("Vic", "victim@example.org"),
        wants_together=wants_together,
    )
    self_service.accept_offer(lead)
    assert who_is_there(event) == {"Ada": "confirmed", "Vic": "waitlisted"}
    assert row(victim).address_confirmed_at is None
    self_service.accept_offer(victim)
    assert row(victim).address_confirmed_at is not None


def test_who_takes_the_places_of_a_party_confirms_their_own_address_only(app: Flask) -> None:
    event = open_event(0, keeps_waitlist=True, most_together=3)
    ids = together(
        event, answers("ada@example.org", "Ada"), colleague("Vic", "victim@example.org"), wants_together=True
    )
    set_desk(event, 2, keeps_waitlist=True, most_together=3)
    self_service.accept_offer(ids[0])
    assert set(who_is_there(event).values()) == {"confirmed"}
    assert [row(each).address_confirmed_at is not None for each in ids] == [True, False]


# What is hung on an address that is registered already


def test_nobody_hangs_guests_and_colleagues_on_an_address_that_is_registered(app: Flask, visitor: Visitor) -> None:
    event = open_event(20, most_together=3, most_guests=1)
    make_registration(event.id, "jane@example.org", name="Jane")
    seen = []
    for email, word in (("jane@example.org", "Known"), ("new@example.org", "New")):
        page = visitor.another().open("/e/forum/register/together")
        page.fill_in(name="Jane", email=email, **{"colleagues-0-name": f"Bo {word}", "guests-0-name": f"Gus {word}"})
        page.press("Register all of us")
        seen.append((page.status, page.response.request.path, page.text.replace(email, "that address")))
    assert seen[0] == seen[1]
    assert set(who_is_there(event)) == {"Jane", "Bo New", "Gus New"}
    assert desk_of(event).taken == 4
    assert "already" in str(sent_mails("jane@example.org")[-1]["Subject"])


def test_colleagues_with_an_address_stand_for_themselves_whoever_names_them(app: Flask) -> None:
    event = open_event(20, most_together=2)
    make_registration(event.id, "jane@example.org", name="Jane")
    together(event, answers("jane@example.org", "Jane"), colleague("Cy", "cy@example.org"))
    assert who_is_there(event) == {"Jane": "confirmed", "Cy": "confirmed"}


def test_who_cancels_and_comes_again_hangs_no_more_on_their_address_than_may(app: Flask) -> None:
    event = open_event(20, most_together=2)
    for number in range(3):
        lead, *_ = together(event, answers("jane@example.org", "Jane"), colleague(f"Bo {number}"), key=str(number))
        self_service.cancel(lead)
    make_registration(event.id, "jane@example.org", name="Jane")
    assert who_is_there(event) == {"Jane": "confirmed", "Bo 0": "confirmed"}


@pytest.mark.parametrize("key", ["", "x" * 41])
def test_a_form_that_cannot_be_told_from_others_is_sent_once_more_and_nobody_is_lost(
    app: Flask, visitor: Visitor, key: str
) -> None:
    event = open_event(20, most_together=2)
    with pytest.raises(SubmissionUnknown):
        together(event, answers(), key=key)
    db.session.rollback()
    for name in ("Ana", "Ben"):
        page = (
            visitor.another()
            .open("/e/forum/register/together")
            .fill_in(name=name, email=f"{name}@example.org", submission=key, **{"colleagues-0-name": f"{name} Two"})
        )
        page.press("Register all of us", expect=422)
        assert "Look through it, and send it once more." in page.text
        page.press("Register all of us")
    assert set(who_is_there(event)) == {"Ana", "Ana Two", "Ben", "Ben Two"}


# Those who wait come before those who come


@time_machine.travel(BEFORE, tick=False)
def test_who_comes_when_kept_places_are_released_does_not_overtake_the_line(app: Flask) -> None:
    event = open_event(1, keeps_waitlist=True)
    released = datetime(2027, 2, 10, 9)  # noqa: DTZ001, on the wall
    opening.set_quota(event.id, None, name="Speakers", places=1, until_local=released, by="test")
    first = make_registration(event.id, "first@example.org")
    with time_machine.travel(BEFORE + timedelta(days=20), tick=False):
        second = make_registration(event.id, "second@example.org")
        assert running_offer(first) is not None
        assert (state_of(second), running_offer(second)) == (RegistrationState.WAITLISTED, None)


def withdrawn_and_published_again(event: Event) -> UUID:
    """Somebody waits, a place becomes free while the event is a draft, and it is published again."""
    holder = make_registration(event.id, "holder@example.org")
    waits = make_registration(event.id, "waits@example.org")
    changing.withdraw_event(event.id, by="test")
    self_service.cancel(holder)
    assert running_offer(waits) is None
    assert events_with_something_to_settle() == []
    changing.publish_event(event.id, by="test")
    return waits


@time_machine.travel(BEFORE, tick=False)
def test_who_waits_is_offered_what_became_free_while_the_event_was_withdrawn(app: Flask) -> None:
    event = open_event(1, keeps_waitlist=True)
    waits = withdrawn_and_published_again(event)
    assert events_with_something_to_settle() == [event.id]
    opening.settle(event.id)
    assert running_offer(waits) is not None
    assert events_with_something_to_settle() == []


@time_machine.travel(BEFORE, tick=False)
def test_who_comes_after_an_event_was_withdrawn_does_not_overtake_the_line(app: Flask) -> None:
    event = open_event(1, keeps_waitlist=True)
    waits = withdrawn_and_published_again(event)
    comes = make_registration(event.id, "comes@example.org")
    assert running_offer(waits) is not None
    assert (state_of(comes), running_offer(comes)) == (RegistrationState.WAITLISTED, None)


def begun_with_a_line(places: int) -> tuple[Event, UUID]:
    """An event of two places that are taken, and somebody waits; it begins, and there are so many places."""
    with time_machine.travel(BEFORE, tick=False):
        event = open_event(2, keeps_waitlist=True)
        for email in ("one@example.org", "two@example.org"):
            make_registration(event.id, email)
        waits = make_registration(event.id, "waits@example.org")
    with time_machine.travel(DURING, tick=False):
        set_desk(event, places, keeps_waitlist=True)
    assert running_offer(waits) is None
    return event, waits


def test_who_comes_once_the_event_has_begun_waits_behind_the_line(app: Flask, visitor: Visitor) -> None:
    event, waits = begun_with_a_line(3)
    with time_machine.travel(DURING, tick=False):
        comes = make_registration(event.id, "comes@example.org")
        assert state_of(waits) is state_of(comes) is RegistrationState.WAITLISTED
        assert "Come to the door" in sent_mails("comes@example.org")[-1].get_body(("plain",)).get_content()
        with app.test_request_context():
            link = f"/r/{link_to(row(comes))}"
        assert "Come to the door: it lets people in as long as there is room." in visitor.open(link).text
        set_desk(event, 4, keeps_waitlist=True)
        assert state_of(make_registration(event.id, "more@example.org")) is RegistrationState.WAITLISTED
        set_desk(event, 6, keeps_waitlist=True)
        assert state_of(make_registration(event.id, "last@example.org")) is RegistrationState.CONFIRMED


def test_where_nobody_can_wait_any_more_who_comes_is_sent_to_the_door(app: Flask) -> None:
    event, _ = begun_with_a_line(3)
    with time_machine.travel(DURING, tick=False):
        set_desk(event, 3)
        with pytest.raises(OthersWait):
            make_registration(event.id, "comes@example.org")
        set_desk(event, 4)
        assert state_of(make_registration(event.id, "comes@example.org")) is RegistrationState.CONFIRMED


# What an offer held is free from its end on, whether or not anybody has come by


def whose_offer_has_lapsed(event: Event, **more: Any) -> UUID:
    """Somebody who holds a place until their address is confirmed, and does not confirm it."""
    with time_machine.travel(BEFORE, tick=False):
        return make_registration(event.id, "fake@example.org", **more)


def test_what_a_lapsed_offer_held_is_free_on_every_page(app: Flask, visitor: Visitor) -> None:
    event = open_event(1, confirms_addresses=True)
    dinner, yes, _ = dinner_at(event)
    opening.set_option_places(event.id, yes, 1, by="test")
    ticket = opening.add_ticket(event.id, TicketFacts(name="In person", capacity=1), by="test")
    opening.add_ticket(event.id, TicketFacts(name="Online", counts_at_event=False), by="test")
    whose_offer_has_lapsed(event, ticket_kind_id=ticket, replies={dinner: str(yes)})
    with time_machine.travel(BEFORE + timedelta(hours=25), tick=False):
        assert desk_of(event).taken == 0
        assert full_options(event.id) == frozenset()
        assert [each.taken for each in tickets_of(event.id)] == [0, 0]
        assert places_of_options(event.id)[yes].taken == 0
        assert places_at(event).free == 1
        page = visitor.open("/e/forum/register")
        assert "(full)" not in page.text
        name = f"q-{dinner.hex}" if page.tree.xpath(f"//input[@name='q-{dinner.hex}']") else None
        name = name or page.tree.xpath(f"//input[@value='{yes}']/@name")[0]
        page.fill_in(**{name: str(yes)}, ticket=str(ticket), name="Jane", email="jane@example.org").press("Register")
        assert who_is_there(event) == {"Jane": "waitlisted"}, "she has her address to confirm"
        assert full_options(event.id) == {yes}


def test_an_answer_can_be_changed_to_what_a_lapsed_offer_held(app: Flask) -> None:
    event = open_event(5, confirms_addresses=True)
    dinner, yes, no = dinner_at(event)
    opening.set_option_places(event.id, yes, 1, by="test")
    with time_machine.travel(BEFORE, tick=False):
        jane = make_registration(event.id, replies={dinner: str(no)})
        self_service.accept_offer(jane)
    fake = whose_offer_has_lapsed(event, replies={dinner: str(yes)})
    told = {"name": "Jane", "organisation": "", "country": "", "replies": {dinner: str(yes)}}
    with time_machine.travel(BEFORE, tick=False), pytest.raises(OptionFull):
        self_service.change(jane, **told)
    with time_machine.travel(BEFORE + timedelta(hours=25), tick=False):
        self_service.change(jane, **told)
        assert state_of(fake) is RegistrationState.CANCELLED
        assert places_of_options(event.id)[yes].taken == 1
        with pytest.raises(RegistrationIsCancelled):
            self_service.change(fake, **told)


def test_who_walks_in_has_the_place_that_a_lapsed_offer_held_and_it_is_not_beyond(app: Flask) -> None:
    event = open_event(1, confirms_addresses=True)
    fake = whose_offer_has_lapsed(event)
    with time_machine.travel(BEFORE + timedelta(hours=25), tick=False):
        assert not admit_walk_in(event.id, WalkIn(name="Wanda"), by="test").is_beyond
        assert state_of(fake) is RegistrationState.CANCELLED
        assert desk_of(event).taken == 1


# Instants, and not what a clock shows

#: Berlin shows half past two twice in that night: at 0:30 and at 1:30 UTC.
HALF_PAST_TWO = datetime(2027, 10, 31, 2, 30)  # noqa: DTZ001, on the wall
FIRST, SECOND = datetime(2027, 10, 31, 0, 40, tzinfo=UTC), datetime(2027, 10, 31, 1, 10, tzinfo=UTC)


def test_what_ends_in_the_hour_that_comes_twice_ends_at_its_first_time_and_stays_ended(app: Flask) -> None:
    with time_machine.travel(BEFORE, tick=False):
        event = make_event(slug="forum", zone="Europe/Berlin", starts_on=date(2027, 11, 4), ends_on=date(2027, 11, 4))
        set_desk(event, 2)
        quota = opening.set_quota(event.id, None, name="Speakers", places=2, until_local=HALF_PAST_TWO, by="test")
        code = opening.add_code(event.id, quota_id=quota, until_local=HALF_PAST_TWO, by="test")
        assert (desk_of(event).free, places_at(event).free) == (0, 0)
        assert code_at(event, code) is not None
    for at in (FIRST, SECOND):  # at the second the clocks show ten past two
        with time_machine.travel(at, tick=False):
            assert code_at(event, code) is None
            assert (desk_of(event).free, places_at(event).free) == (2, 2)
            with pytest.raises(CodeNotKnown):
                joining.register(event.id, answers(), language="en", code=code)


def test_who_came_by_a_list_before_there_was_a_desk_takes_one_of_its_places(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    text = "Name,Email\n" + "".join(f"P{n},p{n}@example.org\n" for n in range(3))
    import_people(event.id, people_in(event.id, text.encode()).reading.people, by="test")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/desk")
    visitor.fill_in(is_open=True, capacity="2", keeps_waitlist=True).press("Save places and times")
    assert "3 of 2 places are taken." in visitor.text
    assert desk_of(event).taken == 3
    late = make_registration(event.id, "late@example.org")
    assert db.session.get_one(Registration, late).state is RegistrationState.WAITLISTED
    visitor.open("/organise/forum/people/desk").fill_in(capacity="4").press("Save places and times")
    assert "1 person who waited is offered a place, and mailed." in visitor.text
    assert desk_of(event).taken == 4


def test_two_groups_have_two_names_and_too_many_kept_places_are_said(app: Flask, visitor: Visitor) -> None:
    event = open_event(10)
    page = visitor.signed_in_as("noor@example.org").open("/organise/forum/people/kept/new")
    page.fill_in(name="Speakers", places="50").press("Keep the places")
    assert "50 places are kept and 0 taken, of 10: nobody else gets one." in page.text
    page.open("/organise/forum/people/kept/new").fill_in(name="SPEAKERS", places="2").press(
        "Keep the places", expect=422
    )
    assert "Places are kept for “SPEAKERS” already." in page.text
    assert desk_of(event).kept == 50


def test_where_all_places_of_the_event_are_taken_there_is_room_in_a_way_that_takes_none(
    app: Flask, visitor: Visitor
) -> None:
    event = open_event(1)
    hall = opening.add_ticket(event.id, TicketFacts(name="In person"), by="test")
    online = opening.add_ticket(event.id, TicketFacts(name="Online", counts_at_event=False), by="test")
    make_registration(event.id, "first@example.org", ticket_kind_id=hall)
    assert "in another way you can still take part" in visitor.open("/e/forum/").text
    page = visitor.open("/e/forum/register")
    assert "All places are taken" not in page.text
    assert "In person (full)" in page.text
    assert "Online (full)" not in page.text
    page.fill_in(name="Kim", email="kim@example.org", ticket=str(online)).press("Register")
    assert [each.taken for each in tickets_of(event.id)] == [1, 1]
    assert desk_of(event).taken == 1


def test_a_code_is_typed_on_the_form_and_nothing_else_that_was_typed_is_lost(app: Flask, visitor: Visitor) -> None:
    event = open_event(5)
    opening.add_ticket(event.id, TicketFacts(name="Everybody"), by="test")
    staff = opening.add_ticket(event.id, TicketFacts(name="Staff", reach=TicketReach.INVITED), by="test")
    code = opening.add_code(event.id, uses=2, ticket_kind_id=staff, by="test")
    visitor.open("/e/forum/register").fill_in(name="Kim Sok", organisation="NGO", code="WRONG").press(
        "Use it", expect=422
    )
    assert "This code is not valid here" in visitor.text
    assert visitor.tree.xpath("//input[@name='name']/@value") == ["Kim Sok"]
    visitor.fill_in(code=code.lower()).press("Use it")
    assert visitor.tree.xpath("//input[@name='name']/@value") == ["Kim Sok"]
    assert not visitor.tree.xpath("//*[@role='alert']"), "what is not filled in yet is asked for once it is sent"
    visitor.fill_in(email="kim@example.org").press("Register")
    registered = db.session.scalars(select(Registration)).one()
    assert (registered.ticket_kind_id, registered.came_by, registered.organisation) == (staff, CameBy.CODE, "NGO")
    visitor.open("/e/forum/register").fill_in(name="Lee", email="lee@example.org", code=code).press("Register")
    assert [each.ticket_kind_id for each in db.session.scalars(select(Registration))] == [staff, staff]


def test_a_code_is_typed_in_and_one_that_is_used_up_is_told_before_the_form(app: Flask, visitor: Visitor) -> None:
    event = open_event(5)
    assert "I have a code" not in visitor.open("/e/forum/register").text
    code = opening.add_code(event.id, uses=1, by="test")
    page = visitor.open("/e/forum/register")
    assert "I have a code" in page.text
    assert page.open(f"/e/forum/register?code={code.lower()}").tree.xpath("//input[@name='email']")
    make_registration(event.id, "first@example.org")
    joining.register(event.id, answers("code@example.org"), language="en", code=code)
    page.open(f"/e/forum/register?code={code}")
    assert "This code has been used as often as it may be." in page.text
    assert "When somebody cancels" not in page.text
    assert not page.tree.xpath("//input[@name='email']")
