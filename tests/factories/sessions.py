"""Events with sessions that people sign up for, made by use cases as people make them."""

from typing import Any
from uuid import UUID

from convene.database import db
from convene.events.models import Event
from convene.programme.models import Session
from convene.registration.catalogue import SignUp
from convene.registration.queries.signing_up import places_of_session, sessions_of
from convene.registration.services.signing_up import set_session_places
from tests.factories.agendas import add_session


def make_session(event: Event, title: str, starts: str | None = "09:20", places: int | None = 10, **more: Any) -> UUID:
    """A session of the draft that people sign up for; `places=None`: without a limit."""
    session_id = add_session(event, title, starts, **more)
    give_places(event, session_id, places)
    return session_id


def give_places(event: Event, session_id: UUID, places: int | None) -> None:
    set_session_places(event.id, {session_id: SignUp(places)}, by="test")


def taken(event: Event, session_id: UUID) -> int:
    """How many places of a session are taken now."""
    db.session.rollback()
    places = places_of_session(event.id, session_id)
    assert places is not None
    return places.taken


def chosen(registration_id: UUID) -> set[UUID]:
    """The sessions that somebody is signed up for now."""
    db.session.rollback()
    return set(sessions_of(registration_id))


def code_of(session_id: UUID) -> str:
    return db.session.get_one(Session, session_id).code
