"""Sign-up for sessions: organisers say for which and for how many, and those who have a place choose."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select

from convene.calendar.queries.entries import spans_about
from convene.clock import now
from convene.database import concerning, db, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.queries import held_event
from convene.events.services.changing import show_anew
from convene.programme.queries.draft import names_of_sessions
from convene.registration.catalogue import PoolKind, RegistrationState, SignUp
from convene.registration.errors import (
    NoPlaceYet,
    NoSignUp,
    PeopleAreSignedUp,
    RegistrationIsCancelled,
    SessionFull,
    SessionIsCancelled,
    SessionIsOver,
    SessionsOverlap,
)
from convene.registration.models import Registration, SeatPool
from convene.registration.queries.signing_up import (
    places_of_session,
    places_of_sessions,
    said_of_sign_up,
    sessions_of,
)
from convene.registration.rules.signing_up import find_clashes
from convene.registration.services.following import tell_who_follows
from convene.registration.services.seating import give_seats_back, held_event_of, take_seats
from convene.web.meanwhile import must_be_as_seen


@use_case
def sign_up(
    registration_id: UUID, session_id: UUID, *, instead_of: Collection[UUID] = (), by: str = "participant"
) -> None:
    """Give somebody who has a place at the event one in a session. Twice is once.

    `instead_of`: sessions that they give back for it, as far as these are on at the same time. NotFound: the event has
    published no such session. NoPlaceYet, NoSignUp, SessionIsCancelled, SessionIsOver, SessionFull; SessionsOverlap:
    they have another session at that time. EventIsCancelled. In none of these anything is changed.
    """
    event, registration = _held(registration_id, takes_place=True)
    if not registration.state.is_active:
        raise RegistrationIsCancelled
    if registration.state is not RegistrationState.CONFIRMED:
        raise NoPlaceYet
    mine = sessions_of(registration_id)
    spans = spans_about(event.id, "session", {*mine, session_id})
    wanted, places = spans.get(session_id), places_of_session(event.id, session_id)
    if wanted is None or not event.is_public:
        raise NotFound
    concerning(session_id=session_id)
    if session_id in mine:
        return
    if places is None:
        raise NoSignUp(wanted.title)
    if wanted.is_cancelled:
        raise SessionIsCancelled(wanted.title)
    if wanted.ends_at <= now():
        raise SessionIsOver(wanted.title)
    if places.is_full:
        raise SessionFull(wanted.title)
    clashes = find_clashes(wanted, (spans[each] for each in mine if each in spans))
    if any(each.subject_id not in instead_of for each in clashes):
        raise SessionsOverlap(wanted, clashes)
    _give_back(event.id, registration_id, [each.subject_id for each in clashes])
    take_seats(registration_id, [places.pool_id])
    tell_who_follows(event.id, [registration_id])


@use_case
def sign_off(registration_id: UUID, session_id: UUID, *, by: str = "participant") -> None:
    """Give the place in a session back. Who has none there gives none back."""
    event, _registration = _held(registration_id)
    if _give_back(event.id, registration_id, [session_id]):
        concerning(session_id=session_id)
        tell_who_follows(event.id, [registration_id])


@use_case
def set_session_places(
    event_id: UUID, sign_ups: Mapping[UUID, SignUp | None], *, seen: str | None = None, by: str
) -> None:
    """Say for which sessions people sign up and how many places these have. None: nobody signs up for it.

    Sessions that are not named stay as they are. Fewer places than are taken throw nobody out. Sessions that are not
    the event's are passed over. `seen` is the mark (`web.meanwhile`) of what the page said of those named.
    ChangedMeanwhile; PeopleAreSignedUp: somebody would lose their place. Nothing is set then.
    """
    event = held_event(event_id)
    names = names_of_sessions(event_id, sign_ups)
    codes = {session_id: code for session_id, (code, _title) in names.items()}
    must_be_as_seen(seen, said_of_sign_up(event_id, codes), event.title)
    there = places_of_sessions(event_id)
    for session_id, (code, title) in names.items():
        wanted, known = sign_ups[session_id], there.get(session_id)
        if wanted is None:
            if known is not None and known.taken:
                raise PeopleAreSignedUp(title, known.taken, field=f"places_{code}")
            db.session.execute(delete(SeatPool).where(*_pool_of(event_id, session_id)))
        elif known is None:
            db.session.add(
                SeatPool(
                    event_id=event_id,
                    kind=PoolKind.SESSION,
                    subject_id=session_id,
                    capacity=wanted.capacity,
                    taken=0,
                )
            )
        else:
            row = db.session.scalars(select(SeatPool).where(*_pool_of(event_id, session_id))).one()
            row.capacity = wanted.capacity
    show_anew(event_id)


def _held(registration_id: UUID, *, takes_place: bool = False) -> tuple[Event, Registration]:
    event = held_event_of(registration_id, takes_place=takes_place)
    concerning(registration_id=registration_id)
    return event, db.session.get_one(Registration, registration_id, populate_existing=True)


def _give_back(event_id: UUID, registration_id: UUID, session_ids: Collection[UUID]) -> bool:
    there = places_of_sessions(event_id) if session_ids else {}
    pool_ids = [there[each].pool_id for each in session_ids if each in there]
    if pool_ids:
        give_seats_back([registration_id], pool_ids)
    return bool(pool_ids)


def _pool_of(event_id: UUID, session_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (SeatPool.event_id == event_id, SeatPool.kind == PoolKind.SESSION, SeatPool.subject_id == session_id)
