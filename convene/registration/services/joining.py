from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.events.models import Event
from convene.people.services import know_person_with_address
from convene.registration import emails
from convene.registration.catalogue import RegistrationState
from convene.registration.errors import (
    EventFull,
    RegistrationClosed,
)
from convene.registration.models import Registration, RegistrationDesk, SeatPool, SeatTaken
from convene.registration.queries.desk import facts_of_desk, facts_of_event, pool_of
from convene.registration.queries.registrations import active_registration_with
from convene.registration.rules import decide_admission, why_not_open
from convene.registration.services.seating import take_a_seat
from convene.spelling import normalised_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What somebody says of themselves when they register. `country` is a code of ISO 3166-1, or ""."""

    name: str
    email: str
    organisation: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """The person has a place, and the link to it was mailed."""

    registration_id: UUID


@dataclass(frozen=True, slots=True)
class KnownAlready:
    """The address had an active registration. Nothing was changed, and its owner was mailed the link once more."""

    registration_id: UUID


class HasAPlaceAlready(Exception):
    """The address has an active registration at the event. Never leaves `register`."""


@use_case
def register(event_id: UUID, answers: Answers, *, language: str, by: str = "participant") -> Registered | KnownAlready:
    """Give somebody a place at an event, and mail them the link to it.

    RegistrationClosed, EventFull: nothing is kept. A full event says so before it is asked whose address this is, so
    that nobody learns from it whether an address is known.
    """
    # Read without a hold: everybody who registers would wait for everybody else. Who comes in the moment in which
    # registration is closed is one who came a moment before; only the number of places is never passed.
    event = db.session.get_one(Event, event_id)
    reason = why_not_open(facts_of_event(event), facts_of_desk(db.session.get(RegistrationDesk, event_id)), now())
    if reason is not None:
        raise RegistrationClosed(reason)

    pool = _pool_that_must_be_there(event_id)
    try:
        with db.session.begin_nested():  # taken back for a known address, the seat included
            state = decide_admission(got_a_seat=take_a_seat(pool.id))
            if state is None:
                raise EventFull(pool.capacity or 0)
            registration = _write_down(event, answers, state, language, by=by)
            db.session.add(SeatTaken(registration_id=registration.id, pool_id=pool.id, taken_at=now()))
    except HasAPlaceAlready:
        return _remind_the_owner(event_id, answers, language, by=by)
    concerning(registration_id=registration.id)
    emails.confirmation(registration)
    return Registered(registration.id)


def _pool_that_must_be_there(event_id: UUID) -> SeatPool:
    pool = pool_of(event_id)
    assert pool is not None, "set_desk makes the pool together with the desk, and no desk is closed"
    return pool


def _write_down(event: Event, answers: Answers, state: RegistrationState, language: str, *, by: str) -> Registration:
    """Write down who comes. HasAPlaceAlready: the address has a place already."""
    if active_registration_with(event.id, answers.email) is not None:
        raise HasAPlaceAlready
    person_id = know_person_with_address(
        event.team_id,
        answers.email,
        name=answers.name,
        affiliation=answers.organisation,
        country=answers.country or None,
        by=by,
    )
    registration = Registration(
        id=uuid4(),
        event_id=event.id,
        person_id=person_id,
        state=state,
        name=answers.name,
        email=answers.email,
        email_key=normalised_address(answers.email),
        organisation=answers.organisation,
        country=answers.country,
        language=language,
        link_version=1,
        created_at=now(),
    )
    db.session.add(registration)
    try:
        db.session.flush()
    except IntegrityError as failure:
        # The index has the last word, whatever was read before: somebody else was a moment quicker.
        if "uq_registration_event_id_email_key" in str(failure.orig) or "registration.email_key" in str(failure.orig):
            raise HasAPlaceAlready from None
        raise
    return registration


def _remind_the_owner(event_id: UUID, answers: Answers, language: str, *, by: str) -> Registered | KnownAlready:
    """Tell the owner of an address that it was registered a second time, and that nothing was changed."""
    known = active_registration_with(event_id, answers.email)
    if known is None:  # cancelled in this very moment: the address is new again
        return register(event_id, answers, language=language, by=by)
    hold(("registration", known.id))  # of many at once, each replaces the mail of the one before
    concerning(registration_id=known.id)
    emails.already_registered(known)
    return KnownAlready(known.id)
