"""A code for one, an invitation, an offer: used by twenty at the same moment, they give one place."""

from collections import Counter
from datetime import timedelta
from functools import partial

import time_machine
from flask import Flask
from sqlalchemy import func, select

from convene.clock import now
from convene.database import db
from convene.events.catalogue import Visibility
from convene.events.models import Event
from convene.registration.catalogue import OfferOutcome, RegistrationState
from convene.registration.models import Invitation, Offer, Registration
from convene.registration.queries.admission import codes_of
from convene.registration.queries.desk import desk_of
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.inviting import Invitee, list_invitees, send_invitations
from convene.registration.services.joining import register
from convene.registration.services.opening import add_code, set_desk, settle
from convene.registration.services.self_service import accept_offer, cancel, decline_offer
from tests.factories.events import make_event
from tests.factories.registrations import answers, make_open_event, make_registration
from tests.support.at_once import at_once


def invited_only(places: int = 50) -> Event:
    event = make_event(visibility=Visibility.BY_INVITATION)
    set_desk(event.id, DeskFacts(is_open=True), capacity=places, by="test")
    return event


def states(event_id: object) -> Counter[str]:
    rows = db.session.execute(select(Registration.state).where(Registration.event_id == event_id)).scalars()
    return Counter(state.value for state in rows)


def test_a_code_for_one_is_used_by_one_of_twenty_at_once(app: Flask) -> None:
    event = invited_only()
    code = add_code(event.id, uses=1, by="test")
    people = [
        partial(register, event.id, answers(f"person{n}@example.org"), language="en", code=code) for n in range(20)
    ]
    told = Counter(type(answer).__name__ for answer in at_once(app, people))
    assert told == {"Registered": 1, "CodeUsedUp": 19}
    assert codes_of(event.id)[0].taken == 1
    assert states(event.id) == {"confirmed": 1}


def test_a_code_that_was_given_back_can_be_used_once_more(app: Flask) -> None:
    event = invited_only()
    code = add_code(event.id, uses=1, by="test")
    first = register(event.id, answers("jane@example.org"), language="en", code=code)
    cancel(first.registration_id)
    people = [
        partial(register, event.id, answers(f"person{n}@example.org"), language="en", code=code) for n in range(8)
    ]
    told = Counter(type(answer).__name__ for answer in at_once(app, people))
    assert told == {"Registered": 1, "CodeUsedUp": 7}


def test_an_invitation_registers_one_person_however_many_hold_its_link(app: Flask) -> None:
    event = invited_only()
    list_invitees(event.id, [Invitee(name="Ines", email="ines@example.org")], language="en", by="test")
    send_invitations(event.id, by="test")
    invitation_id = db.session.scalars(select(Invitation.id)).one()
    people = [
        partial(register, event.id, answers(f"person{n}@example.org"), language="en", invitation_id=invitation_id)
        for n in range(20)
    ]
    told = Counter(type(answer).__name__ for answer in at_once(app, people))
    assert told == {"Registered": 1, "InvitationIsUsed": 19}
    assert states(event.id) == {"confirmed": 1}


def full_event_with_a_line(waiting: int) -> tuple[Event, list[object]]:
    event = make_open_event(places=2)
    make_registration(event.id, "first@example.org")
    make_registration(event.id, "second@example.org")
    set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True), capacity=2, by="test")
    return event, [make_registration(event.id, f"waits{n}@example.org") for n in range(waiting)]


def test_places_given_up_at_once_are_offered_once_each_in_the_order_of_the_line(app: Flask) -> None:
    event, line = full_event_with_a_line(4)
    ids = db.session.scalars(select(Registration.id).where(Registration.state == RegistrationState.CONFIRMED)).all()
    newcomers = [partial(make_registration, event.id, f"new{n}@example.org") for n in range(6)]
    at_once(app, [*[partial(cancel, each) for each in ids for _ in range(3)], *newcomers])
    offered = set(db.session.scalars(select(Offer.registration_id).where(Offer.outcome == OfferOutcome.RUNNING)))
    assert offered == set(line[:2])
    assert states(event.id) == {"cancelled": 2, "waitlisted": 10}
    assert desk_of(event).taken == 2


def test_an_offer_taken_and_let_go_in_two_tabs_is_one_or_the_other(app: Flask) -> None:
    for _ in range(8):
        event, line = full_event_with_a_line(2)
        holder = db.session.scalars(
            select(Registration.id).where(
                Registration.event_id == event.id, Registration.state == RegistrationState.CONFIRMED
            )
        ).first()
        cancel(holder)
        at_once(app, [partial(accept_offer, line[0]), partial(decline_offer, line[0]), partial(accept_offer, line[0])])
        outcome = db.session.scalars(
            select(Offer.outcome).where(Offer.registration_id == line[0], Offer.ended_at.is_not(None))
        ).one()
        state = db.session.get(Registration, line[0]).state
        next_has_one = db.session.scalar(select(func.count()).where(Offer.registration_id == line[1]))
        if outcome is OfferOutcome.ACCEPTED:
            assert (state, next_has_one) == (RegistrationState.CONFIRMED, 0)
        else:
            assert (state, next_has_one) == (RegistrationState.CANCELLED, 1)
        assert desk_of(event).taken == 2


def test_an_offer_whose_time_is_over_is_taken_by_nobody_though_the_worker_sleeps(app: Flask) -> None:
    event, line = full_event_with_a_line(3)
    holder = db.session.scalars(
        select(Registration.id).where(Registration.state == RegistrationState.CONFIRMED)
    ).first()
    cancel(holder)
    with time_machine.travel(now() + timedelta(hours=48), tick=False):
        told = at_once(
            app,
            [
                partial(accept_offer, line[0]),
                partial(make_registration, event.id, "new@example.org"),
                partial(settle, event.id),
                partial(settle, event.id),
            ],
        )
        assert type(told[0]).__name__ == "OfferHasEnded"
        assert db.session.get(Registration, line[0]).state is RegistrationState.CANCELLED
        running = db.session.scalars(select(Offer.registration_id).where(Offer.outcome == OfferOutcome.RUNNING)).all()
        assert running == [line[1]], "the next in line, and not whoever came by"
        assert desk_of(event).taken == 2
