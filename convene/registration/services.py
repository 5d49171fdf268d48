from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from convene.clock import now
from convene.database import columns_to_copy, concerning, db, hold, use_case
from convene.events.models import Event
from convene.events.queries import held_event
from convene.events.services.changing import show_anew
from convene.people.services import know_person_with_address
from convene.registration import emails
from convene.registration.catalogue import ACTIVE, RegistrationState
from convene.registration.errors import (
    ClosesBeforeItOpens,
    EventFull,
    NoSuchTime,
    RegistrationClosed,
    RegistrationIsCancelled,
)
from convene.registration.models import Registration, RegistrationDesk, SeatPool, SeatTaken
from convene.registration.queries import (
    EVENT_PLACES,
    active_registration_with,
    desk_of,
    facts_of_desk,
    facts_of_event,
    pool_of,
)
from convene.registration.rules import decide_admission, is_a_time_there, why_not_open
from convene.spelling import normalised_address
from convene.web.meanwhile import must_be_as_seen


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
            state = decide_admission(got_a_seat=_take_a_seat(pool.id))
            if state is None:
                raise EventFull(pool.capacity or 0)
            registration = _write_down(event, answers, state, language, by=by)
            db.session.add(SeatTaken(registration_id=registration.id, pool_id=pool.id, taken_at=now()))
    except HasAPlaceAlready:
        return _remind_the_owner(event_id, answers, language, by=by)
    concerning(registration_id=registration.id)
    emails.confirmation(registration)
    return Registered(registration.id)


@use_case
def change(
    registration_id: UUID,
    *,
    name: str,
    organisation: str,
    country: str,
    by: str = "participant",
) -> None:
    """Change what somebody has told. RegistrationIsCancelled: nothing is changed."""
    # One statement, so that it cannot write into a registration that is cancelled in this very moment.
    event_id = db.session.execute(
        update(Registration)
        .where(Registration.id == registration_id, Registration.state.in_(ACTIVE))
        .values(name=name, organisation=organisation, country=country, answers_changed_at=now())
        .returning(Registration.event_id)
    ).scalar_one_or_none()
    if event_id is None:
        raise RegistrationIsCancelled
    concerning(event_id=event_id)


@use_case
def cancel(registration_id: UUID, *, by: str = "participant") -> None:
    """Give the place back and say so by mail. Cancelling again changes nothing and mails nothing."""
    if _end(registration_id):
        emails.cancelled(db.session.get_one(Registration, registration_id))


@use_case
def cancel_for(registration_id: UUID, *, by: str) -> None:
    """The same, by an organiser: the mail says that it was not the person who cancelled."""
    if _end(registration_id):
        emails.cancelled_by_organiser(db.session.get_one(Registration, registration_id))


@use_case
def send_my_link(event_id: UUID, email: str, *, by: str = "participant") -> None:
    """Mail the link to a registration, if there is one under this address; do nothing otherwise, and say neither."""
    registration = active_registration_with(event_id, email)
    if registration is not None:
        hold(("registration", registration.id))  # of many at once, each replaces the mail of the one before
        concerning(registration_id=registration.id)
        emails.link(registration)


@use_case
def set_desk(
    event_id: UUID,
    *,
    is_open: bool,
    opens_local: datetime | None = None,
    closes_local: datetime | None = None,
    capacity: int | None = None,
    seen: str | None = None,
    by: str,
) -> None:
    """Open or close registration, now or at wall times in the event's zone, and say how many places there are.

    Fewer places than are taken throws nobody out: nobody else gets one until enough are given back.
    `seen` is the mark (`web.meanwhile`) of the desk as the organiser had it on the page. None: whoever saves last
    wins. ChangedMeanwhile, NoSuchTime, ClosesBeforeItOpens: nothing is set.
    """
    event = held_event(event_id)  # two organisers who set it for the first time make one desk
    must_be_as_seen(seen, desk_of(event).said, event.title)
    _must_be_times(event.zone, opens_local, closes_local)
    desk = db.session.get(RegistrationDesk, event_id)
    if desk is None:
        desk = RegistrationDesk(event_id=event_id)
        db.session.add(desk)
        db.session.add(SeatPool(event_id=event_id, kind=EVENT_PLACES, subject_id=event_id, taken=0))
        db.session.flush()
    desk.is_open, desk.opens_local, desk.closes_local = is_open, opens_local, closes_local
    # Not through the object: `taken` belongs to those who register meanwhile.
    db.session.execute(
        update(SeatPool)
        .where(SeatPool.event_id == event_id, SeatPool.kind == EVENT_PLACES)
        .values(capacity=capacity)
        .execution_options(synchronize_session=False)
    )
    show_anew(event_id)


#: What a desk begins anew with in the next edition of an event: it is closed until somebody opens it there.
DESK_ANEW = frozenset({"event_id", "is_open", "opens_local", "closes_local"})
POOL_ANEW = frozenset({"id", "event_id", "subject_id", "taken"})


@use_case
def copy_desk(event_id: UUID, to_event_id: UUID, *, by: str) -> None:
    """Give an event of no desk the settings of another one's, closed, with as many places, none of them taken."""
    desk, pool = db.session.get(RegistrationDesk, event_id), pool_of(event_id)
    if desk is None or pool is None:
        return
    db.session.add(RegistrationDesk(**columns_to_copy(desk, DESK_ANEW), event_id=to_event_id, is_open=False))
    places = SeatPool(**columns_to_copy(pool, POOL_ANEW), event_id=to_event_id, subject_id=to_event_id, taken=0)
    db.session.add(places)


@use_case
def note_export(event_id: UUID, *, by: str) -> None:
    """Leave a line in the log that the list of registrations was taken out as a file."""


def _pool_that_must_be_there(event_id: UUID) -> SeatPool:
    pool = pool_of(event_id)
    assert pool is not None, "set_desk makes the pool together with the desk, and no desk is closed"
    return pool


def _take_a_seat(pool_id: UUID) -> bool:
    """Take one place, if there is one. One statement decides: of two people at the last one, one gets it."""
    has_room = SeatPool.capacity.is_(None) | (SeatPool.taken < SeatPool.capacity)
    taken = db.session.execute(
        update(SeatPool)
        .where(SeatPool.id == pool_id, has_room)
        .values(taken=SeatPool.taken + 1)
        .returning(SeatPool.taken)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return taken is not None


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


def _end(registration_id: UUID) -> bool:
    """Cancel a registration and give its seats back; returns whether this call did it, or somebody before.

    Seats first, as when they are taken: with the registration locked first, a person who cancels and registers again
    in two windows would make each wait for the other.
    """
    _give_seats_back(registration_id)
    event_id = db.session.execute(
        update(Registration)
        .where(Registration.id == registration_id, Registration.state.in_(ACTIVE))
        .values(state=RegistrationState.CANCELLED, cancelled_at=now())
        .returning(Registration.event_id)
    ).scalar_one_or_none()
    concerning(event_id=event_id)
    return event_id is not None


def _give_seats_back(registration_id: UUID) -> None:
    """Each seat once: which rows were deleted decides, so that two clicks at the same moment give back one place."""
    pool_ids = db.session.scalars(
        delete(SeatTaken).where(SeatTaken.registration_id == registration_id).returning(SeatTaken.pool_id)
    ).all()
    for pool_id in sorted(pool_ids):  # in one order everywhere, so that nobody waits in a circle
        db.session.execute(
            update(SeatPool)
            .where(SeatPool.id == pool_id)
            .values(taken=SeatPool.taken - 1)
            .execution_options(synchronize_session=False)
        )


def _must_be_times(zone: str, opens_local: datetime | None, closes_local: datetime | None) -> None:
    for field, wall in (("opens_local", opens_local), ("closes_local", closes_local)):
        if wall is not None and not is_a_time_there(wall, zone):
            raise NoSuchTime(field)
    if opens_local is not None and closes_local is not None and closes_local <= opens_local:
        raise ClosesBeforeItOpens
