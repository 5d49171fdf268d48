"""Many people, or one in many tabs, for the places of a session at the same moment: none too many, none lost."""

from functools import partial

from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.errors import Refused
from convene.registration.errors import SessionFull
from convene.registration.models import SeatTaken
from convene.registration.queries.at_sessions import who_was_at_sessions
from convene.registration.services import self_service
from convene.registration.services.signing_up import sign_off, sign_up
from tests.factories.agendas import publish
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import chosen, make_session, taken
from tests.support.at_once import at_once


def test_of_forty_people_at_once_ten_have_one_of_ten_places(app: Flask) -> None:
    event = make_open_event()
    session_id = make_session(event, "Water", places=10)
    publish(event)
    ids = [make_registration(event.id, f"person{n}@example.org", name=f"Person {n}") for n in range(40)]
    told = at_once(app, [partial(sign_up, each, session_id) for each in ids])
    assert sum(isinstance(each, SessionFull) for each in told) == 30
    assert taken(event, session_id) == len(who_was_at_sessions(event.id)[session_id]) == 10


def test_the_last_place_of_a_session_goes_to_one_of_two(app: Flask) -> None:
    for _ in range(10):
        event = make_open_event()
        session_id = make_session(event, "Water", places=1)
        publish(event)
        ids = [make_registration(event.id, f"{who}@example.org", name=who) for who in ("jane", "ali")]
        told = at_once(app, [partial(sign_up, each, session_id) for each in ids])
        assert sum(isinstance(each, Refused) for each in told) == 1
        assert taken(event, session_id) == 1


def test_one_person_in_many_tabs_has_one_place_and_one_of_two_sessions_at_a_time(app: Flask) -> None:
    event = make_open_event()
    water, forest = make_session(event, "Water"), make_session(event, "Forests")
    publish(event)
    mine = make_registration(event.id)
    at_once(app, [partial(sign_up, mine, each) for each in (water, forest) * 6])
    assert taken(event, water) + taken(event, forest) == len(chosen(mine)) == 1


def test_places_are_given_back_once_however_one_signs_off_and_cancels(app: Flask) -> None:
    event = make_open_event()
    session_id = make_session(event, "Water", places=10)
    publish(event)
    ids = [make_registration(event.id, f"person{n}@example.org", name=f"Person {n}") for n in range(3)]
    for each in ids:
        sign_up(each, session_id)
    acts = [partial(sign_off, each, session_id) for each in ids[:2] for _ in range(4)]
    at_once(
        app, [*acts, *(partial(self_service.cancel, each) for each in ids[:2]), partial(sign_up, ids[0], session_id)]
    )
    held = db.session.scalar(select(func.count()).select_from(SeatTaken).where(SeatTaken.registration_id == ids[2]))
    assert (taken(event, session_id), held) == (1, 2)
