"""Steps that the use cases of this package take, inside of their transaction and with the event held."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Boolean, bindparam, delete, func, insert, literal, or_, select, update

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.events.models import Event
from convene.events.queries import held_event, held_event_taking_place
from convene.registration import emails
from convene.registration.catalogue import (
    ACTIVE,
    HOURS_TO_CONFIRM_AN_ADDRESS,
    EndedBecause,
    OfferOutcome,
    OfferWhy,
    PoolKind,
    RegistrationState,
)
from convene.registration.errors import UnknownPlaceholders
from convene.registration.models import (
    Letter,
    Offer,
    Registration,
    RegistrationDesk,
    SeatPool,
    SeatTaken,
)
from convene.registration.queries.desk import facts_of_desk
from convene.registration.queries.seating import (
    IS_RUNNING,
    begins_at,
    lapsed_offers,
    needs_of,
    places_at,
    seats_of,
    seats_of_each,
    served_in_line,
    who_share_an_address,
)
from convene.registration.rules.letters import PLACEHOLDERS, Words, in_braces, unknown_placeholders
from convene.registration.rules.opening import DeskFacts
from convene.registration.rules.seating import Lack, Served, offer_ends_at
from convene.registration.services.following import tell_who_follows

FULL_AFTER_ALL = "a pool was full that had room a moment before: was the event held?"
#: Put together once: every registration asks.
TAKE_ONE_OF_EACH = (
    update(SeatPool)
    .where(
        SeatPool.id.in_(bindparam("pool_ids", expanding=True)),
        or_(
            bindparam("beyond", type_=Boolean),
            SeatPool.capacity.is_(None),
            SeatPool.taken < SeatPool.capacity,
        ),
    )
    .values(taken=SeatPool.taken + 1)
    .returning(SeatPool.id)
    .execution_options(synchronize_session=False)
)


def held_event_of(registration_id: UUID, *, takes_place: bool = False) -> Event:
    """The event of a registration, held, so that nobody else moves the line meanwhile. `takes_place`: or
    EventIsCancelled."""
    event_id = db.session.execute(select(Registration.event_id).where(Registration.id == registration_id)).scalar_one()
    concerning(event_id=event_id)
    return held_event_taking_place(event_id) if takes_place else held_event(event_id)


def must_have_known_placeholders(words: Words, known: Collection[str] = PLACEHOLDERS) -> None:
    """UnknownPlaceholders: something in braces is none of them."""
    for field, text in (("subject", words.subject), ("text", words.text)):
        if unknown := unknown_placeholders(text, known):
            raise UnknownPlaceholders(in_braces(unknown[:1]), in_braces(known), field)


def write_letter(event_id: UUID, words: Words, *, known: Collection[str] = PLACEHOLDERS) -> Letter:
    """Keep the words of a mail, for all who are sent it. UnknownPlaceholders."""
    must_have_known_placeholders(words, known)
    letter = Letter(id=uuid4(), event_id=event_id, subject=words.subject, text=words.text, created_at=now())
    db.session.add(letter)
    db.session.flush()
    return letter


def admit_out_of_turn(event: Event, registration: Registration, *, tells: bool = True) -> tuple[set[UUID], bool]:
    """Write down that organisers, or a desk, have given somebody a place: those in line are served first.

    Returns the pools of which the caller has still to take a place for them, and whether that is beyond the places.
    What an offer holds is theirs already.
    """
    admit(registration, tells=tells)
    db.session.flush()
    end_offers([registration.id], OfferOutcome.ACCEPTED)
    serve_the_line(event.id)
    registration_id = registration.id
    places = places_at(event)
    need = needs_of(places, event.id, [registration_id])[registration_id]
    held = set(seats_of(registration_id))
    places.give_back(held)
    is_beyond = isinstance(places.seats_for(need), Lack)
    return set(places.seats_or_beyond(need)) - held, is_beyond


def take_seats(registration_id: UUID, pool_ids: Collection[UUID], *, beyond: bool = False) -> None:
    """Take one place of each pool. `beyond`: also where all are taken, as organisers may.

    What was decided while the event was held is true here, and the statement asks once more all the same: whatever
    else is wrong, no pool is ever overbooked. AssertionError: one was full, and nothing is kept.
    """
    if not pool_ids:
        return
    taken = db.session.scalars(TAKE_ONE_OF_EACH, {"pool_ids": list(pool_ids), "beyond": beyond}).all()
    assert len(taken) == len(pool_ids), FULL_AFTER_ALL
    at = now()
    rows = [
        {"id": uuid4(), "registration_id": registration_id, "pool_id": pool_id, "taken_at": at} for pool_id in taken
    ]
    db.session.execute(insert(SeatTaken), rows)


def take_seats_of_many(wanted: Mapping[UUID, Collection[UUID]], *, beyond: bool = True) -> None:
    """Take one place of each pool for each of many registrations, as `take_seats` does for one.

    A statement for each pool, however many they are.
    """
    counts = Counter(pool_id for pools in wanted.values() for pool_id in pools)
    for pool_id, count in sorted(counts.items()):
        has_room = or_(literal(beyond), SeatPool.capacity.is_(None), SeatPool.taken + count <= SeatPool.capacity)
        taken = db.session.scalar(
            update(SeatPool)
            .where(SeatPool.id == pool_id, has_room)
            .values(taken=SeatPool.taken + count)
            .returning(SeatPool.id)
            .execution_options(synchronize_session=False)
        )
        assert taken is not None, FULL_AFTER_ALL
    at = now()
    rows = [
        {"id": uuid4(), "registration_id": registration_id, "pool_id": pool_id, "taken_at": at}
        for registration_id, pools in wanted.items()
        for pool_id in pools
    ]
    if rows:
        db.session.execute(insert(SeatTaken), rows)


def give_seats_back(registration_ids: Collection[UUID], pool_ids: Collection[UUID] | None = None) -> None:
    """Give back what they hold, or of these pools only. Each seat once: which rows were deleted decides."""
    which = [SeatTaken.registration_id.in_(registration_ids)]
    if pool_ids is not None:
        which.append(SeatTaken.pool_id.in_(pool_ids))
    given: dict[UUID, int] = {}
    for pool_id in db.session.scalars(delete(SeatTaken).where(*which).returning(SeatTaken.pool_id)):
        given[pool_id] = given.get(pool_id, 0) + 1
    for pool_id, count in sorted(given.items()):
        db.session.execute(
            update(SeatPool)
            .where(SeatPool.id == pool_id)
            .values(taken=SeatPool.taken - count)
            .execution_options(synchronize_session=False)
        )


def seat_anew(event: Event, registration_ids: Collection[UUID]) -> None:
    """Give back what some hold of the event, of tickets and of what is kept for groups, and take what they need now.

    They have it also beyond the places. What they hold of sessions, of answers and of codes is theirs as before.
    """
    if not registration_ids:
        return
    places = places_at(event)
    needs = needs_of(places, event.id, registration_ids)
    give_seats_back(registration_ids, places.ids_of(PoolKind.EVENT, PoolKind.TICKET, PoolKind.QUOTA))
    places, held = places_at(event), seats_of_each(registration_ids)
    seats: dict[UUID, frozenset[UUID]] = {}
    for registration_id, need in needs.items():
        missing = replace(need, pool_ids=need.pool_ids - held[registration_id])
        seats[registration_id] = places.seats_or_beyond(missing)
        places.take(seats[registration_id])
    take_seats_of_many(seats)


def end_registrations(registration_ids: Collection[UUID], because: EndedBecause) -> list[UUID]:
    """Cancel those of them that are active, and the guests they bring; give their places back.

    Returns whom it cancelled, guests included: those who were not cancelled before.
    """
    ended = list(
        db.session.scalars(
            update(Registration)
            .where(
                or_(Registration.id.in_(registration_ids), Registration.guest_of_id.in_(registration_ids)),
                Registration.state.in_(ACTIVE),
            )
            .values(state=RegistrationState.CANCELLED, cancelled_at=now(), ended_because=because, waits_as=None)
            .returning(Registration.id)
            .execution_options(synchronize_session="fetch")
        )
    )
    end_offers(ended, OfferOutcome.WITHDRAWN)
    give_seats_back(ended)
    if ended:
        event_id = db.session.scalar(select(Registration.event_id).where(Registration.id == ended[0]))
        assert event_id is not None, "it was cancelled a moment ago"
        tell_who_follows(event_id, ended)
    return ended


def end_offers(registration_ids: Collection[UUID], outcome: OfferOutcome) -> None:
    """Note what became of the offers that run for them."""
    db.session.execute(
        update(Offer)
        .where(Offer.registration_id.in_(registration_ids), IS_RUNNING)
        .values(outcome=outcome, ended_at=now())
        .execution_options(synchronize_session="fetch")
    )


def admit(registration: Registration, *, tells: bool = True) -> None:
    """Write down that somebody has a place, and tell them. Their seats were taken by the caller."""
    registration.state = RegistrationState.CONFIRMED
    registration.waits_as = None
    tell_who_follows(registration.event_id, [registration.id])
    if tells:
        emails.confirmation(registration)


def is_spoken_for(registration: Registration, together: Collection[Registration]) -> bool:
    """Whether one of them reads the mails about this one: who speaks for several gets one, which names them all."""
    return not registration.is_own_address and any(
        each.is_own_address and each.email_key == registration.email_key for each in together
    )


@use_case
def remind_the_owner(registration_id: UUID, *, by: str) -> None:
    """Tell the owner of an address that it was registered a second time, and that nothing was changed.

    A use case, so that the log tells it as what it was: nobody registered.
    """
    hold(("registration", registration_id))  # of many at once, each replaces the mail of the one before
    concerning(registration_id=registration_id)
    emails.already_registered(db.session.get_one(Registration, registration_id))


def make_wait(registration: Registration) -> None:
    """Put somebody at the end of the line."""
    number = next_in_line(registration.event_id)
    registration.state, registration.waits_as = RegistrationState.WAITLISTED, number
    db.session.flush()  # the next one's number is read from the rows


def next_in_line(event_id: UUID) -> int:
    """The number of whoever comes to the end of the line now."""
    return 1 + (
        db.session.scalar(select(func.max(Registration.waits_as)).where(Registration.event_id == event_id)) or 0
    )


def make_offers(event: Event, registration_ids: Collection[UUID], why: OfferWhy, hours: int) -> bool:
    """Hold the places that the caller took for some, for all of them until one instant. False: the event has begun."""
    at = now()
    ends_at = offer_ends_at(at, hours, begins_at(event))
    if ends_at is None:
        return False
    db.session.add_all(
        Offer(
            id=uuid4(),
            event_id=event.id,
            registration_id=each,
            why=why,
            made_at=at,
            expires_at=ends_at,
            outcome=OfferOutcome.RUNNING,
        )
        for each in registration_ids
    )
    db.session.flush()
    return True


def resume_offers(event: Event, since: datetime, *, tells: bool) -> None:
    """Let the offers that ran at an instant, and have stood still since, run for as long as they had left, if the event
    has not begun by then. `tells`: whom they are made to are told until when."""
    stood_still = now() - since
    running = list(
        db.session.scalars(
            select(Offer).where(Offer.event_id == event.id, IS_RUNNING, Offer.expires_at > since).order_by(Offer.id)
        )
    )
    for offer in running:
        offer.expires_at = min(offer.expires_at + stood_still, max(offer.expires_at, begins_at(event)))
    db.session.flush()
    if not (tells and running):
        return
    whose = {offer.registration_id: offer.why for offer in running}
    rows = list(db.session.scalars(select(Registration).where(Registration.id.in_(whose)).order_by(Registration.id)))
    for why, name in ((OfferWhy.PLACE, "offer"), (OfferWhy.ADDRESS, "confirm_address")):
        theirs = [each for each in rows if whose[each.id] is why and not is_spoken_for(each, rows)]
        emails.tell_all(name, theirs, about="place")


def serve_the_line(event_id: UUID) -> int:
    """Let go the places of offers whose time is over, and give what is free to those who wait, in their order. Returns
    for how many there was a place.

    Afterwards there is no place that nobody holds and that somebody in line could have. Runs in the very use case that
    frees a place, and before any that takes one: an offer ends at its instant, and not when somebody comes by.
    """
    event = held_event(event_id)
    if event.is_cancelled:  # offers stand still with everything else, so that it can be taken back
        return 0
    _let_lapse(event_id)
    served = served_in_line(event)
    if not served:
        return 0
    desk = facts_of_desk(db.session.get(RegistrationDesk, event_id))
    for each in served:
        _offer(event, desk, each)
    return sum(len(each.entry.registration_ids) for each in served)


def _let_lapse(event_id: UUID) -> None:
    for offer in lapsed_offers(event_id):
        registration = db.session.get_one(Registration, offer.registration_id)
        if offer.why is OfferWhy.ADDRESS:  # to an address that nobody confirmed nothing more is sent
            sharing = [each.id for each in who_share_an_address(registration)]
            end_offers(sharing, OfferOutcome.LAPSED)
            end_registrations(sharing, EndedBecause.ADDRESS_NOT_CONFIRMED)
            continue
        end_offers([registration.id], OfferOutcome.LAPSED)
        if end_registrations([registration.id], EndedBecause.OFFER_LAPSED):
            emails.offer_lapsed(registration)


def _offer(event: Event, desk: DeskFacts, served: Served) -> None:
    together = [db.session.get_one(Registration, each) for each in served.entry.registration_ids]
    for registration, seats in zip(together, served.seats, strict=True):
        take_seats(registration.id, seats)
        concerning(registration_id=registration.id)
    hours = desk.offer_hours
    if not hours and desk.confirms_addresses and any(each.address_confirmed_at is None for each in together):
        hours = HOURS_TO_CONFIRM_AN_ADDRESS  # to take the place by the link that was mailed is to confirm the address
    if hours:
        make_offers(event, [each.id for each in together], OfferWhy.PLACE, hours)
    for registration in together:
        tells = not is_spoken_for(registration, together)
        if hours:
            if tells:
                emails.offer(registration)
        else:
            admit(registration, tells=tells)
