"""Never a seat lost, never one given twice: against a simple model, one after the other and all at once."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from convene.database import db
from convene.outbox.models import Message
from convene.registration.catalogue import RegistrationState
from convene.registration.errors import EventFull, RegistrationIsCancelled
from convene.registration.models import Registration, SeatTaken
from convene.registration.queries.desk import pool_of
from convene.registration.queries.registrations import active_registration_with
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import joining, opening, self_service
from tests.factories.registrations import answers, make_open_event, make_registration
from tests.support.at_once import at_once

PEOPLE = [f"person{n}@example.org" for n in range(5)]
STEPS = st.one_of(
    st.tuples(st.just("register"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("cancel"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("places"), st.integers(0, 4)),
)
quickly = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def set_places(event_id: UUID, places: int) -> None:
    opening.set_desk(event_id, DeskFacts(is_open=True), capacity=places, by="test")


def cancel_if_registered(event_id: UUID, email: str) -> None:
    registration = active_registration_with(event_id, email)
    if registration is not None:
        self_service.cancel(registration.id)


def taken(event_id: UUID) -> int:
    db.session.expire_all()
    pool = pool_of(event_id)
    assert pool is not None
    return pool.taken


def seats_held(event_id: UUID) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(SeatTaken)
            .join(Registration)
            .where(Registration.event_id == event_id, Registration.state == "confirmed")
        )
        or 0
    )


@quickly
@given(st.lists(STEPS, max_size=25))
def test_the_pool_agrees_with_a_list_of_names(app: Flask, steps: list[tuple[str, str | int]]) -> None:
    event_id, places, names = make_open_event(places=2).id, 2, set[str]()
    for step, what in steps:
        if step == "places":
            places = int(what)
            set_places(event_id, places)
        elif step == "cancel":
            cancel_if_registered(event_id, str(what))
            names.discard(str(what))
        else:
            try:
                answer = joining.register(event_id, answers(str(what)), language="en")
                assert len(names) < places
                assert isinstance(answer, joining.KnownAlready if what in names else joining.Registered)
                names.add(str(what))
            except EventFull:
                assert len(names) >= places
        assert taken(event_id) == seats_held(event_id) == len(names)


@settings(quickly, max_examples=10)
@given(st.lists(STEPS, min_size=2, max_size=16))
def test_the_pool_agrees_with_the_registrations_whatever_happens_at_once(
    app: Flask, steps: list[tuple[str, str | int]]
) -> None:
    event_id = make_open_event(places=3).id
    for email in PEOPLE[:2]:
        make_registration(event_id, email)
    do: dict[str, Callable[..., object]] = {
        "register": make_registration,
        "cancel": cancel_if_registered,
        "places": set_places,
    }
    at_once(app, [partial(do[step], event_id, what) for step, what in steps])
    assert taken(event_id) == seats_held(event_id)
    assert taken(event_id) <= 4


def test_a_place_is_given_back_once_however_often_one_cancels(app: Flask) -> None:
    event_id = make_open_event(places=50).id
    ids = [make_registration(event_id, email) for email in PEOPLE]
    at_once(app, [partial(self_service.cancel, each) for each in ids[:3] for _ in range(6)])
    assert taken(event_id) == seats_held(event_id) == 2
    said = select(func.count()).select_from(Message).where(Message.name == "registration/cancelled")
    assert db.session.scalar(said) == 3


def test_of_a_cancellation_and_two_who_wait_one_gets_the_place(app: Flask) -> None:
    for _ in range(10):
        event_id = make_open_event(places=1).id
        mine = make_registration(event_id, PEOPLE[0])
        answers = at_once(
            app,
            [
                partial(make_registration, event_id, PEOPLE[1]),
                partial(self_service.cancel, mine),
                partial(make_registration, event_id, PEOPLE[2]),
            ],
        )
        got = sum(isinstance(answer, UUID) for answer in answers)
        assert taken(event_id) == seats_held(event_id) == got <= 1
        if got == 0:
            make_registration(event_id, PEOPLE[3])  # both came too early; the place is free now


def test_fewer_places_than_are_taken_throw_nobody_out(app: Flask) -> None:
    event_id = make_open_event(places=3).id
    ids = [make_registration(event_id, email) for email in PEOPLE[:3]]
    set_places(event_id, 1)
    assert taken(event_id) == 3
    for registration_id in ids[:2]:
        self_service.cancel(registration_id)
        try:
            make_registration(event_id, PEOPLE[4])
        except EventFull:
            continue
        raise AssertionError("a place was given that is not there")
    self_service.cancel(ids[2])
    make_registration(event_id, PEOPLE[4])
    assert taken(event_id) == 1


def test_what_was_cancelled_meanwhile_is_not_changed_any_more(app: Flask) -> None:
    event = make_open_event()
    for turn in range(8):
        registration_id = make_registration(event.id, f"person{turn}@example.org", name="Before")
        change = partial(self_service.change, registration_id, name="After", organisation="", country="")
        changed, *_ = at_once(app, [change, partial(self_service.cancel, registration_id)])
        row = db.session.get_one(Registration, registration_id)
        assert row.state is RegistrationState.CANCELLED
        assert row.name == ("Before" if isinstance(changed, RegistrationIsCancelled) else "After")
        assert (row.answers_changed_at or row.cancelled_at) <= row.cancelled_at
        with pytest.raises(RegistrationIsCancelled):
            change()
        db.session.rollback()
