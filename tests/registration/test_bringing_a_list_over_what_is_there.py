"""A list meets people who have been busy since: their sessions, codes and papers are theirs, and nobody is doubled."""

from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import How, PoolKind, RegistrationState, Stays
from convene.registration.models import Registration
from convene.registration.queries.importing import people_in
from convene.registration.queries.listing import tags_of
from convene.registration.queries.papers import PaperFacts
from convene.registration.queries.seating import places_at
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import importing, joining, listing, opening, self_service
from convene.registration.services.checking_in import check_in
from convene.registration.services.importing import Imported
from convene.registration.services.opening import TicketFacts
from convene.registration.services.papers import ask_for_letter, set_papers
from convene.registration.services.signing_up import sign_up
from convene.registration.services.taking_back import TakenBack, take_back
from tests.factories.agendas import publish
from tests.factories.registrations import answers, make_open_event, make_registration
from tests.factories.sessions import chosen, make_session, taken
from tests.support.visitor import Visitor

NEW = "Name,Email\nJane Trần,jane@example.org\nAli,ali@example.org\n"
IMPORT = "/organise/forum/people/import"


def bring_in(event: Event, text: str) -> Imported:
    return importing.import_people(event.id, people_in(event.id, text.encode()).reading.people, by="test")


def put_back(event: Event, done: Imported) -> TakenBack:
    return take_back(event.id, done.import_id, by="test")


def row(email: str = "jane@example.org") -> Registration:
    db.session.rollback()
    return db.session.scalars(
        select(Registration).where(Registration.email == email).order_by(Registration.created_at.desc())
    ).first()  # type: ignore[return-value]


def taken_of(event: Event, kind: PoolKind) -> int:
    db.session.rollback()
    places = places_at(event)
    return sum(places.pool(each).taken for each in places.ids_of(kind))


def registered_with_a_code(event: Event, **code: object) -> Registration:
    word = opening.add_code(event.id, by="test", **code)  # type: ignore[arg-type]
    joining.register(event.id, answers(), language="en", code=word)
    return row()


def test_a_list_that_changes_a_ticket_leaves_the_sessions_and_the_code_of_somebody(app: Flask) -> None:
    event = make_open_event()
    water = make_session(event, "Water")
    publish(event)
    first = opening.add_ticket(event.id, TicketFacts(name="In person", capacity=5), by="test")
    opening.add_ticket(event.id, TicketFacts(name="Online", counts_at_event=False, capacity=5), by="test")
    jane = registered_with_a_code(event, ticket_kind_id=first)
    sign_up(jane.id, water)
    done = bring_in(event, "Name,Email,Ticket\nJane Trần,jane@example.org,Online\n")
    assert done.changed == 1
    assert (chosen(jane.id), taken(event, water)) == ({water}, 1)
    assert taken_of(event, PoolKind.CODE) == 1
    assert (taken_of(event, PoolKind.EVENT), taken_of(event, PoolKind.TICKET)) == (0, 1)
    put_back(event, done)
    assert (chosen(jane.id), taken_of(event, PoolKind.CODE), taken_of(event, PoolKind.EVENT)) == ({water}, 1, 1)


def test_whom_a_list_confirms_takes_a_place_that_is_kept_for_their_group(app: Flask) -> None:
    event = make_open_event(places=2)
    opening.set_desk(event.id, DeskFacts(is_open=True, asks_approval=True), capacity=2, by="test")
    speakers = opening.set_quota(event.id, None, name="Speakers", places=1, by="test")
    registered_with_a_code(event, quota_id=speakers)
    bring_in(event, "Name,Email,Status\nJane Trần,jane@example.org,confirmed\n")
    places = places_at(event)
    assert (row().state, places.kept, places.free) == (RegistrationState.CONFIRMED, 0, 1)
    assert taken_of(event, PoolKind.CODE) == 1


def test_a_list_confirms_also_beyond_the_places(app: Flask) -> None:
    event = make_open_event(places=1)
    opening.set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True), capacity=1, by="test")
    make_registration(event.id, "first@example.org")
    make_registration(event.id)
    bring_in(event, "Name,Email,Status\nJane Trần,jane@example.org,confirmed\n")
    assert (row().state, taken_of(event, PoolKind.EVENT)) == (RegistrationState.CONFIRMED, 2)


def test_who_came_with_a_list_and_has_come_or_chosen_or_asked_for_papers_stays(app: Flask) -> None:
    event = make_open_event()
    water = make_session(event, "Water")
    publish(event)
    set_papers(event.id, PaperFacts(gives_letters=True, letter_words="Come"), by="test")
    rows = "".join(f"{name},{name}@example.org\n" for name in ("here", "chose", "asked", "changed", "nothing"))
    done = bring_in(event, f"Name,Email\n{rows}")
    check_in(event.id, row("here@example.org").id, event.id, how=How.BY_NAME, desk="A", by="test")
    sign_up(row("chose@example.org").id, water)
    ask_for_letter(row("asked@example.org").id, "Asked Legal")
    self_service.change(row("changed@example.org").id, name="Changed", organisation="", country="")
    undone = put_back(event, done)
    assert undone.undone == 1
    assert dict(undone.stayed) == {Stays.CAME: 1, Stays.SIGNED_UP: 1, Stays.HAS_PAPERS: 1, Stays.CHANGED: 1}
    emails = set(db.session.scalars(select(Registration.email).where(Registration.event_id == event.id)))
    assert emails == {f"{name}@example.org" for name in ("here", "chose", "asked", "changed")}
    assert (taken_of(event, PoolKind.EVENT), taken(event, water)) == (4, 1)


def test_whom_a_list_confirmed_and_who_has_come_keeps_the_place(app: Flask) -> None:
    event = make_open_event(places=1)
    opening.set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True), capacity=1, by="test")
    make_registration(event.id, "first@example.org")
    make_registration(event.id)
    done = bring_in(event, "Name,Email,Status\nJane Trần,jane@example.org,confirmed\n")
    check_in(event.id, row().id, event.id, how=How.BY_NAME, desk="A", by="test")
    assert put_back(event, done).stayed == {Stays.CAME: 1}
    assert (row().state, taken_of(event, PoolKind.EVENT)) == (RegistrationState.CONFIRMED, 2)


def test_the_page_says_how_many_stay_and_why(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    bring_in(event, NEW)
    check_in(event.id, row().id, event.id, how=How.BY_NAME, desk="A", by="test")
    visitor.signed_in_as("noor@example.org").open(IMPORT).press("Take it back")
    assert "Taken back: 1 registration is as it was before the list." in visitor.text
    assert "1 person stays, who has been checked in." in visitor.text


def test_whom_a_list_cancelled_and_who_registered_again_is_not_doubled_by_taking_it_back(app: Flask) -> None:
    event = make_open_event()
    make_registration(event.id)
    done = bring_in(event, "Name,Email,Status\nJane Trần,jane@example.org,cancelled\n")
    make_registration(event.id)
    assert put_back(event, done).stayed == {Stays.REGISTERED_AGAIN: 1}
    states = db.session.scalars(select(Registration.state).order_by(Registration.created_at)).all()
    assert states == [RegistrationState.CANCELLED, RegistrationState.CONFIRMED]
    assert taken_of(event, PoolKind.EVENT) == 1


def test_an_address_stays_where_somebody_is_known_by_what_was_there_before_it(app: Flask) -> None:
    event = make_open_event()
    bring_in(event, "Name\nJane Trần\n")
    done = bring_in(event, "Name,Email,Organisation\nJane Trần,jane@example.org,NGO 1\n")
    assert bring_in(event, "Name,Email\nJane Trần,jane@example.org\nJane Trần,\n").new == 1
    assert put_back(event, done) == TakenBack(1, {Stays.REGISTERED_AGAIN: 1})
    assert (row().email, row().organisation) == ("jane@example.org", "")


def test_whom_a_list_cancelled_has_the_place_and_the_code_again_when_it_is_taken_back(app: Flask) -> None:
    event = make_open_event()
    registered_with_a_code(event)
    done = bring_in(event, "Name,Email,Status\nJane Trần,jane@example.org,cancelled\n")
    assert (taken_of(event, PoolKind.EVENT), taken_of(event, PoolKind.CODE)) == (0, 0)
    assert put_back(event, done) == TakenBack(1, {})
    assert (row().state, taken_of(event, PoolKind.EVENT), taken_of(event, PoolKind.CODE)) == (
        RegistrationState.CONFIRMED,
        1,
        1,
    )


def test_a_tag_that_was_dropped_since_is_not_made_again_when_its_list_is_taken_back(app: Flask) -> None:
    event = make_open_event(slug="forum")
    for who in ("jane", "ali"):
        make_registration(event.id, f"{who}@example.org", name=who.title())
    hotel = bring_in(event, "Name,Email,Tags\nJane,jane@example.org,Hotel\n")
    bus = bring_in(event, "Name,Email,Tags\nJane,jane@example.org,Bus\nAli,ali@example.org,Bus\n")
    by_name = {tag.name: tag.id for tag, _count in tags_of(event.id)}
    listing.drop_tag(event.id, by_name["Hotel"], by="test")
    assert put_back(event, hotel) == TakenBack(0, {})
    assert [(tag.name, count) for tag, count in tags_of(event.id)] == [("Bus", 2)]
    assert put_back(event, bus) == TakenBack(2, {})
    assert [(tag.name, count) for tag, count in tags_of(event.id)] == [("Bus", 0)]
