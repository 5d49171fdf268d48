"""Organisers correct what somebody has told."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from convene.audit.models import AuditLine
from convene.database import db
from convene.errors import ChangedMeanwhile, NotAllowed
from convene.events.models import Event
from convene.outbox.models import Message, MessageState
from convene.people.models import Person
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.queries import answers_of
from convene.questionnaires.services.answering import keep_answers
from convene.registration.catalogue import RegistrationState
from convene.registration.emails import link_to
from convene.registration.errors import EventFull, NothingToCorrect, TicketFull
from convene.registration.models import Registration, SeatPool
from convene.registration.queries.admission import tickets_of
from convene.registration.queries.changes import changes_of, told_by
from convene.registration.queries.desk import desk_of
from convene.registration.queries.papers import PaperFacts, legal_name_of
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.correcting import Correction, correct
from convene.registration.services.joining import register_together
from convene.registration.services.opening import TicketFacts, add_ticket, set_desk
from convene.registration.services.papers import ask_for_letter, set_papers
from convene.registration.services.self_service import cancel
from convene.web.meanwhile import mark_of
from tests.factories.questionnaires import ask, make_form, only_if, option
from tests.factories.registrations import answers, make_open_event, make_registration
from tests.support.mail import sent_mails
from tests.support.visitor import Visitor

OWNER = "noor@example.org"


def row(registration_id: UUID) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, registration_id, populate_existing=True)


def said_of(registration_id: UUID, **instead: object) -> Correction:
    now = row(registration_id)
    said = {name: getattr(now, name) for name in ("name", "email", "organisation", "country", "language")}
    return Correction(**{**said, "ticket_kind_id": now.ticket_kind_id, **instead})  # type: ignore[arg-type]


def with_tickets(event: Event, *, in_person: int | None = 1) -> tuple[UUID, UUID]:
    """An event of few places in person, and as many online as one likes, which take none of the event's."""
    hall = add_ticket(event.id, TicketFacts(name="In person", capacity=in_person), by="test")
    online = add_ticket(event.id, TicketFacts(name="Online", counts_at_event=False), by="test")
    return hall, online


def taken(event: Event) -> dict[UUID, int]:
    db.session.rollback()
    return {each.row.id: each.taken for each in tickets_of(event.id)} | {event.id: desk_of(event).taken}


def test_an_organiser_corrects_a_name_and_sees_what_it_was_before(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    registration_id = make_registration(event.id, name="Jnae Trần")
    page = f"/organise/forum/people/{registration_id}"
    visitor.signed_in_as(OWNER).open(page).follow_link("Change what they told…")
    visitor.fill_in(name="Jane Trần", organisation="NGO 9", country="TH").press("Save")
    assert (row(registration_id).name, row(registration_id).country) == ("Jane Trần", "TH")
    assert "Full name before: Jnae Trần" in visitor.text
    assert "by Noor" in visitor.text
    line = db.session.scalars(select(AuditLine).where(AuditLine.what == "registration.correct")).one()
    assert line.ids == {"registration_id": str(registration_id)}
    assert not sent_mails("jane@example.org")[1:], "of a name nobody is mailed"


def test_another_address_gets_the_link_and_links_from_before_open_nothing(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    registration_id = make_registration(event.id, "jnae@example.org")
    with app.test_request_context():
        before = f"/r/{link_to(row(registration_id))}"
    visitor.open(before)
    visitor.another().signed_in_as(OWNER).open(f"/organise/forum/people/{registration_id}/change").fill_in(
        email="jane@example.org"
    ).press("Save")
    visitor.open(before, expect=404)
    [mail] = [each for each in sent_mails("jane@example.org") if each["Subject"].startswith("Your link")]
    with app.test_request_context():
        assert link_to(row(registration_id)) in mail.get_body(("plain",)).get_content()
    assert row(registration_id).identity_key == "jane@example.org"


def test_what_waits_for_the_old_address_goes_to_the_new_one_and_nothing_ever_again_to_the_old(app: Flask) -> None:
    event = make_open_event()
    registration_id = make_registration(event.id, "jnae@example.org")
    assert db.session.scalars(select(Message.to_email)).all() == ["jnae@example.org"]
    correct(registration_id, said_of(registration_id, email="jane@example.org"), by="test")
    waiting = select(Message.to_email).where(Message.state == MessageState.WAITING)
    assert set(db.session.scalars(waiting)) == {"jane@example.org"}
    old = db.session.scalars(select(Message)).first()
    assert old is not None
    old.to_email = "jnae@example.org"  # as one that had gone out already, and is sent again
    db.session.rollback()
    assert not sent_mails("jnae@example.org")


def test_an_address_that_is_registered_is_refused(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id, "jane@example.org")
    registration_id = make_registration(event.id, "jnae@example.org")
    visitor.signed_in_as(OWNER).open(f"/organise/forum/people/{registration_id}/change")
    visitor.fill_in(email=" Jane@Example.org").press("Save", expect=422)
    assert "Somebody is registered with this address already" in visitor.text
    assert row(registration_id).email == "jnae@example.org"


def test_capital_letters_of_an_address_are_no_other_address(app: Flask) -> None:
    registration_id = make_registration(make_open_event().id, "jane@example.org")
    assert not correct(registration_id, said_of(registration_id, email="Jane@Example.org"), by="test")
    assert (row(registration_id).email, row(registration_id).link_version) == ("Jane@Example.org", 1)


def test_the_person_of_the_old_address_stays_and_the_name_of_the_passport_comes_along(app: Flask) -> None:
    event = make_open_event()
    set_papers(event.id, PaperFacts(gives_letters=True), by="test")
    registration_id = make_registration(event.id, "jnae@example.org")
    ask_for_letter(registration_id, "Jane Thi Trần")
    old = row(registration_id).person_id
    correct(registration_id, said_of(registration_id, email="jane@example.org"), by="test")
    assert row(registration_id).person_id != old
    assert db.session.get_one(Person, old).email == "jnae@example.org"
    assert legal_name_of(registration_id) == "Jane Thi Trần"


def test_of_a_colleague_without_an_address_the_assistants_is_corrected_or_their_own_noted(app: Flask) -> None:
    event = make_open_event()
    set_desk(event.id, DeskFacts(is_open=True, most_together=3), capacity=9, by="test")
    _lead, colleague = register_together(
        event.id, [answers("lead@example.org", "Lead"), answers("", "Cho")], language="en", submission_key="1"
    )
    other = make_registration(event.id, "other@example.org", name="Other Assistant")
    correct(colleague, said_of(colleague, email="other@example.org"), by="test")
    assert row(colleague).identity_key == "other@example.org cho"
    assert row(colleague).person_id != row(other).person_id
    correct(colleague, said_of(colleague, email="cho@example.org"), by="test")
    assert row(colleague).is_own_address


def test_those_for_whom_the_corrected_address_speaks_go_along(app: Flask) -> None:
    event = make_open_event()
    set_desk(event.id, DeskFacts(is_open=True, most_together=3), capacity=9, by="test")
    lead, colleague = register_together(
        event.id, [answers("laed@example.org", "Lead"), answers("", "Cho")], language="en", submission_key="1"
    )
    correct(lead, said_of(lead, email="lead@example.org"), by="test")
    assert (row(colleague).email, row(colleague).identity_key) == ("lead@example.org", "lead@example.org cho")
    assert [each.row.before for each in changes_of(colleague)] == [{"email": "laed@example.org"}]


def test_a_ticket_moves_the_places_and_is_refused_when_full_unless_beyond(app: Flask) -> None:
    event = make_open_event(places=5)
    hall, online = with_tickets(event)
    first = make_registration(event.id, "first@example.org", ticket_kind_id=hall)
    second = make_registration(event.id, "second@example.org", ticket_kind_id=online)
    assert taken(event) == {hall: 1, online: 1, event.id: 1}
    with pytest.raises(TicketFull):
        correct(second, said_of(second, ticket_kind_id=hall), by="test")
    assert taken(event) == {hall: 1, online: 1, event.id: 1}
    correct(second, said_of(second, ticket_kind_id=hall), beyond=True, by="test")
    assert taken(event) == {hall: 2, online: 0, event.id: 2}
    correct(first, said_of(first, ticket_kind_id=online), by="test")
    assert taken(event) == {hall: 1, online: 1, event.id: 1}


def test_a_full_event_refuses_who_sat_in_no_room_before(app: Flask) -> None:
    event = make_open_event(places=1)
    hall, online = with_tickets(event, in_person=None)
    make_registration(event.id, "first@example.org", ticket_kind_id=hall)
    second = make_registration(event.id, "second@example.org", ticket_kind_id=online)
    with pytest.raises(EventFull):
        correct(second, said_of(second, ticket_kind_id=hall), by="test")


def test_the_place_that_becomes_free_goes_to_the_next_in_line(app: Flask) -> None:
    event = make_open_event(places=9)
    set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True, offer_hours=0), capacity=9, by="test")
    hall, online = with_tickets(event)
    first = make_registration(event.id, "first@example.org", ticket_kind_id=hall)
    waits = make_registration(event.id, "waits@example.org", ticket_kind_id=hall)
    assert row(waits).state is RegistrationState.WAITLISTED
    correct(first, said_of(first, ticket_kind_id=online), by="test")
    assert row(waits).state is RegistrationState.CONFIRMED


def test_of_those_who_wait_the_ticket_is_changed_and_the_line_served(app: Flask) -> None:
    event = make_open_event(places=9)
    set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True, offer_hours=0), capacity=9, by="test")
    hall, online = with_tickets(event)
    make_registration(event.id, "first@example.org", ticket_kind_id=hall)
    waits = make_registration(event.id, "waits@example.org", ticket_kind_id=hall)
    correct(waits, said_of(waits, ticket_kind_id=online), by="test")
    assert row(waits).state is RegistrationState.CONFIRMED


def test_those_who_are_to_be_approved_are_corrected_and_hold_no_place(app: Flask) -> None:
    event = make_open_event(places=9)
    set_desk(event.id, DeskFacts(is_open=True, asks_approval=True), capacity=9, by="test")
    hall, online = with_tickets(event)
    asks = make_registration(event.id, ticket_kind_id=hall)
    correct(asks, said_of(asks, name="Jane", ticket_kind_id=online), by="test")
    assert row(asks).state is RegistrationState.PENDING
    assert sum(db.session.scalars(select(SeatPool.taken))) == 0


def test_of_a_cancelled_registration_nothing_is_changed(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    registration_id = make_registration(event.id)
    said = said_of(registration_id, name="Other")
    cancel(registration_id)
    with pytest.raises(NothingToCorrect):
        correct(registration_id, said, by="test")
    visitor.signed_in_as(OWNER).open(f"/organise/forum/people/{registration_id}/change")
    assert "nothing of what they told is changed" in visitor.text


def test_answers_are_corrected_and_private_ones_only_by_those_who_see_them(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    hotel = ask(form_id, "Hotel?", Kind.YES_NO)
    diet = ask(form_id, "What do you eat?", is_private=True)
    because = ask(form_id, "Which nights?", conditions=only_if(form_id, hotel))
    registration_id = make_registration(event.id)
    keep_answers(form_id, registration_id, {hotel: True, diet: "rice", because: "both"}, by="test")
    with pytest.raises(NotAllowed):
        correct(registration_id, said_of(registration_id), replies={diet: "bread"}, by="test")
    correct(registration_id, said_of(registration_id), replies={because: "one"}, by="test")
    assert {key: each.value for key, each in answers_of(form_id, registration_id).items()} == {
        hotel: True,
        diet: "rice",
        because: "one",
    }
    visitor.signed_in_as(OWNER).open(f"/organise/forum/people/{registration_id}/change")
    visitor.fill_in(**{f"q_{diet.hex}": "bread", f"q_{hotel.hex}": "no"}).press("Save")
    assert "Answers to the form: Hotel? · What do you eat? · Which nights?" in visitor.text
    assert {key: each.value for key, each in answers_of(form_id, registration_id).items()} == {
        hotel: False,
        diet: "bread",
    }


def test_what_must_be_answered_may_stay_open_and_nobody_agrees_for_somebody_else(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    registration_id = make_registration(event.id)
    form_id = make_form(event)
    ask(form_id, "What is your role?")
    consent = ask(form_id, "Rules", Kind.CONSENT, words="I keep the rules.")
    visitor.signed_in_as(OWNER).open(f"/organise/forum/people/{registration_id}/change")
    assert "I keep the rules" not in visitor.text
    visitor.fill_in(name="Jane").press("Save")
    assert row(registration_id).name == "Jane"
    with pytest.raises(NotAllowed):
        correct(registration_id, said_of(registration_id), replies={consent: True}, with_private=True, by="test")


def test_an_answer_that_is_full_is_given_beyond_its_places_only(app: Flask, visitor: Visitor) -> None:
    from convene.registration.services.opening import set_option_places

    event = make_open_event(slug="forum")
    form_id = make_form(event)
    bus = ask(form_id, "Bus?", Kind.CHOICE, "Early", "Late", is_required=False)
    early = option(form_id, bus, "Early")
    set_option_places(event.id, early, 0, by="test")
    registration_id = make_registration(event.id)
    visitor.signed_in_as(OWNER).open(f"/organise/forum/people/{registration_id}/change")
    visitor.fill_in(**{f"q_{bus.hex}": str(early)}).press("Save", expect=422)
    assert "All places of “Early” are taken" in visitor.text
    visitor.fill_in(**{f"q_{bus.hex}": str(early), "beyond": True}).press("Save")
    assert answers_of(form_id, registration_id)[bus].value == str(early)


def test_two_organisers_at_once_lose_nothing(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    registration_id = make_registration(event.id, name="Jnae", organisation="")
    one, other = visitor.signed_in_as(OWNER), visitor.another().signed_in_as(OWNER)
    page = f"/organise/forum/people/{registration_id}/change"
    one.open(page)
    other.open(page).fill_in(organisation="NGO 9").press("Save")
    one.fill_in(name="Jane").press("Save", expect=422)
    assert "What somebody else has saved meanwhile" in one.text
    assert "NGO 9" in one.text
    seen = mark_of(told_by(row(registration_id), [], {}))
    correct(registration_id, said_of(registration_id, name="Jane"), seen=seen, by="test")
    with pytest.raises(ChangedMeanwhile):
        correct(registration_id, said_of(registration_id, name="Jne"), seen=seen, by="test")


def test_the_page_says_the_ticket_how_it_was_decided_and_why(app: Flask, visitor: Visitor) -> None:
    from convene.registration.services.managing import approve

    event = make_open_event(slug="forum", places=9)
    set_desk(event.id, DeskFacts(is_open=True, asks_approval=True), capacity=9, by="test")
    hall, _online = with_tickets(event)
    asks = make_registration(event.id, ticket_kind_id=hall)
    approve(event.id, [asks], reason="Came every year", by="test")
    visitor.signed_in_as(OWNER).open(f"/organise/forum/people/{asks}")
    for words in ("In person", "Approved", "Came every year", "Registered themselves"):
        assert words in visitor.text


def test_a_change_by_the_person_themselves_is_told_too(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    registration_id = make_registration(event.id, name="Jnae")
    with app.test_request_context():
        mine = f"/r/{link_to(row(registration_id))}"
    visitor.open(f"{mine}/change").fill_in(name="Jane").press("Save my answers")
    visitor.signed_in_as(OWNER).open(f"/organise/forum/people/{registration_id}")
    assert "Full name before: Jnae" in visitor.text
    assert "by the person" in visitor.text
