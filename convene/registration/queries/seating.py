from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from convene.clock import now
from convene.database import db
from convene.events.catalogue import State
from convene.events.models import Event
from convene.registration.catalogue import OfferOutcome, OfferWhy, PoolKind, RegistrationState
from convene.registration.models import (
    Offer,
    Party,
    Quota,
    Registration,
    SeatPool,
    SeatTaken,
    SeatWanted,
    TicketKind,
)
from convene.registration.rules.opening import instant_of, is_within
from convene.registration.rules.seating import Entry, Need, Places, Pool, Served, find_served

IS_RUNNING = Offer.outcome == OfferOutcome.RUNNING
#: Running by name, while its time is over: nobody has come by to end it. What it holds is free from that instant on.
HAS_LAPSED = and_(IS_RUNNING, Offer.expires_at <= bindparam("at", callable_=now))


def _taken_now() -> ColumnElement[int]:
    lapsed = (
        select(func.count())
        .select_from(Offer)
        .join(SeatTaken, SeatTaken.registration_id == Offer.registration_id)
        .where(HAS_LAPSED, SeatTaken.pool_id == SeatPool.id)
        .correlate(SeatPool)
        .scalar_subquery()
    )
    return SeatPool.taken - lapsed


#: How many places of a pool are taken, as everything says it that reads pools: without those of lapsed offers.
#: Whatever takes one lets lapse first, since the counter itself still counts them.
TAKEN_NOW = _taken_now().label("taken")
OF_POOLS = (
    SeatPool.id,
    SeatPool.kind,
    SeatPool.subject_id,
    SeatPool.capacity,
    TAKEN_NOW,
    Quota.until_local,
)
IS_QUOTA_OF_POOL = and_(SeatPool.kind == PoolKind.QUOTA, Quota.id == SeatPool.subject_id)
#: Put together once: every registration asks.
POOLS = (
    select(*OF_POOLS)
    .select_from(SeatPool)
    .outerjoin(Quota, IS_QUOTA_OF_POOL)
    .where(SeatPool.event_id == bindparam("event_id"), SeatPool.kind != PoolKind.SESSION)
)
LAPSED = select(Offer).where(Offer.event_id == bindparam("event_id"), HAS_LAPSED).order_by(Offer.expires_at, Offer.id)
HAS_OFFER = select(Offer.id).where(Offer.registration_id == Registration.id, IS_RUNNING).exists()
#: Whether a registration has a place, or one is held for it. A use of a code is none.
IS_SEATED = or_(Registration.state == RegistrationState.CONFIRMED, HAS_OFFER)
#: Whether a registration waits, and is offered nothing now.
IS_IN_LINE = and_(Registration.state == RegistrationState.WAITLISTED, ~HAS_OFFER)
TICKETS_IN_LINE = (
    select(Registration.ticket_kind_id, TicketKind.counts_at_event)
    .outerjoin(TicketKind, TicketKind.id == Registration.ticket_kind_id)
    .where(Registration.event_id == bindparam("event_id"), IS_IN_LINE)
    .distinct()
)
#: Whether an offer has lapsed, or somebody waits and is offered nothing.
IS_TO_BE_SETTLED = select(
    or_(
        select(Offer.id).where(Offer.event_id == bindparam("event_id"), HAS_LAPSED).exists(),
        select(Registration.id).where(Registration.event_id == bindparam("event_id"), IS_IN_LINE).exists(),
    )
)


def places_at(event: Event) -> Places:
    """The pools of an event as they are, but for its sessions'. One statement. To decide on them, hold the event.

    Nobody needs a session to come, and a large agenda has hundreds of them.
    """
    return places_in(db.session.execute(POOLS, {"event_id": event.id}).all(), event.zone)


def places_in(rows: Iterable[Any], zone: str) -> Places:
    """The pools that were read with the columns `OF_POOLS`."""
    at = now()
    return Places(
        Pool(
            id=row.id,
            kind=row.kind,
            subject_id=row.subject_id,
            capacity=row.capacity,
            taken=row.taken,
            is_released=not is_within(row.until_local, zone, at),
        )
        for row in rows
    )


def places_for_newcomers(event: Event) -> Places:
    """What is left for somebody who comes now: whoever waits and could have a place comes before them.

    As long as places are offered, those who wait have been offered theirs. Afterwards nobody offers them any.
    """
    places = places_at(event)
    if not takes_offers(event) and _may_serve_somebody(event.id, places):
        find_served(places, line_of(event.id, places))
    return places


def need_in(
    places: Places,
    event_id: UUID,
    *,
    ticket: TicketKind | None,
    quota_id: UUID | None,
    wanted: Collection[UUID] = (),
) -> Need:
    """In which pools somebody with this ticket must have a place, `wanted` being those that an answer asks for."""
    counts = ticket is None or ticket.counts_at_event
    return _need(places, event_id, ticket.id if ticket else None, quota_id, wanted, counts_at_event=counts)


def _need(
    places: Places,
    event_id: UUID,
    ticket_kind_id: UUID | None,
    quota_id: UUID | None,
    wanted: Collection[UUID],
    *,
    counts_at_event: bool,
) -> Need:
    pools = set(wanted)
    if counts_at_event and (pool := places.pool_of(PoolKind.EVENT, event_id)):
        pools.add(pool.id)
    if ticket_kind_id and (pool := places.pool_of(PoolKind.TICKET, ticket_kind_id)):
        pools.add(pool.id)
    quota = places.pool_of(PoolKind.QUOTA, quota_id) if quota_id and counts_at_event else None
    return Need(frozenset(pools), quota.id if quota else None)


def needs_of(places: Places, event_id: UUID, registration_ids: Collection[UUID]) -> dict[UUID, Need]:
    """What some registrations need, in the order in which they were made. Two statements."""
    rows = db.session.execute(
        select(Registration.id, Registration.ticket_kind_id, Registration.quota_id, TicketKind.counts_at_event)
        .outerjoin(TicketKind, TicketKind.id == Registration.ticket_kind_id)
        .where(Registration.event_id == event_id, Registration.id.in_(registration_ids))
        .order_by(Registration.created_at, Registration.id)
    ).all()
    wanted = _wanted_by([row.id for row in rows])
    return {
        row.id: _need(
            places,
            event_id,
            row.ticket_kind_id,
            row.quota_id,
            wanted[row.id],
            counts_at_event=row.counts_at_event is not False,
        )
        for row in rows
    }


def line_of(event_id: UUID, places: Places) -> list[Entry]:
    """Those who wait and are offered nothing now, those who want places together as one. Three statements at most."""
    rows = db.session.execute(
        select(Registration.id, Registration.waits_as, Party.id.label("party_id"))
        .outerjoin(Party, and_(Party.id == Registration.party_id, Party.wants_together))
        .where(Registration.event_id == event_id, IS_IN_LINE)
        .order_by(Registration.waits_as, Registration.id)
    ).all()
    if not rows:
        return []
    needs = needs_of(places, event_id, [row.id for row in rows])
    together: dict[UUID, list[UUID]] = defaultdict(list)
    order: dict[UUID, int] = {}
    for row in rows:
        together[row.party_id or row.id].append(row.id)
        order.setdefault(row.party_id or row.id, row.waits_as)
    return [Entry(tuple(ids), tuple(needs[each] for each in ids), order[key]) for key, ids in together.items()]


def _wanted_by(registration_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    wanted: dict[UUID, set[UUID]] = defaultdict(set)
    rows = db.session.execute(
        select(SeatWanted.registration_id, SeatWanted.pool_id).where(SeatWanted.registration_id.in_(registration_ids))
    )
    for row in rows:
        wanted[row.registration_id].add(row.pool_id)
    return wanted


def running_offer(registration_id: UUID) -> Offer | None:
    """The offer that holds a place for a registration, though its time may be over."""
    return db.session.scalar(select(Offer).where(Offer.registration_id == registration_id, IS_RUNNING))


def offers_of(registration_ids: Collection[UUID], why: OfferWhy) -> list[Offer]:
    """The offers of one kind that run for some."""
    return list(
        db.session.scalars(
            select(Offer).where(Offer.registration_id.in_(registration_ids), IS_RUNNING, Offer.why == why)
        )
    )


def lapsed_offers(event_id: UUID) -> list[Offer]:
    """Offers whose time is over and that nobody has ended yet. Their places are free from that instant on."""
    return list(db.session.scalars(LAPSED, {"event_id": event_id}))


def is_to_be_settled(event_id: UUID) -> bool:
    """Whether there may be something to do for those who wait. One statement, which mostly says no."""
    return bool(db.session.scalar(IS_TO_BE_SETTLED, {"event_id": event_id}))


def events_with_something_to_settle() -> list[UUID]:
    """Events at which an offer has run out, or at which there is a place for somebody who waits. At one that is
    cancelled everything stands still.

    Mostly none: whatever frees a place by somebody's hand offers it, too. But a day comes until which places were
    kept, and an event is published again at which somebody cancelled meanwhile.
    """
    takes_place = select(Event.id).where(Event.cancelled_at.is_(None))
    lapsed = set(db.session.scalars(select(Offer.event_id).where(HAS_LAPSED, Offer.event_id.in_(takes_place))))
    somebody_waits = select(Registration.id).where(Registration.event_id == Event.id, IS_IN_LINE).exists()
    # Where it has begun at all places there is nothing to offer: yesterday is over in each zone but for some hours.
    is_to_come = Event.starts_on >= now().date() - timedelta(days=1)
    candidates = db.session.scalars(
        select(Event).where(Event.state == State.PUBLISHED, is_to_come, somebody_waits, Event.id.not_in(lapsed))
    ).all()
    return sorted({*lapsed, *(event.id for event in candidates if served_in_line(event))})


def served_in_line(event: Event) -> list[Served]:
    """Those in line for whom there is a place, in their order, and what they take. Five statements at most.

    Nobody where nothing is offered: the event is not published, or has begun.
    """
    if not takes_offers(event):
        return []
    places = places_at(event)
    if not _may_serve_somebody(event.id, places):
        return []
    served, _ = find_served(places, line_of(event.id, places))
    return served


def _may_serve_somebody(event_id: UUID, places: Places) -> bool:
    """Whether there is room at the event, or in a ticket that takes none of its places, for which somebody waits.

    One statement, so that a line of hundreds need not be read each time somebody comes to its end.
    """
    rows = db.session.execute(TICKETS_IN_LINE, {"event_id": event_id})
    needs = (
        _need(places, event_id, row.ticket_kind_id, None, (), counts_at_event=row.counts_at_event is not False)
        for row in rows
    )
    return any(places.has_room_in(need.pool_ids) for need in needs)


def who_go_together(registration: Registration) -> list[Registration]:
    """The registrations that share its fate on the waitlist: itself, or those who wait for places together with it."""
    party = select(Party.id).where(Party.id == registration.party_id, Party.wants_together).scalar_subquery()
    return list(
        db.session.scalars(
            select(Registration)
            .where(
                or_(Registration.id == registration.id, Registration.party_id == party),
                Registration.state == RegistrationState.WAITLISTED,
            )
            .order_by(Registration.created_at, Registration.id)
        )
    )


def who_share_an_address(registration: Registration) -> list[Registration]:
    """Those who have no place yet and for whom the same address speaks, which has to be confirmed: somebody, and those
    who were registered with them and have no address of their own. They share its fate."""
    beside = and_(
        Registration.party_id.is_not(None),
        Registration.party_id == registration.party_id,
        Registration.email_key == registration.email_key,
    )
    return list(
        db.session.scalars(
            select(Registration)
            .where(
                or_(Registration.id == registration.id, beside),
                Registration.state.in_((RegistrationState.PENDING, RegistrationState.WAITLISTED)),
            )
            .order_by(Registration.created_at, Registration.id)
        )
    )


def takes_offers(event: Event) -> bool:
    """Whether places of it are still offered to those who wait: until it begins."""
    return event.state is State.PUBLISHED and now() < begins_at(event)


def begins_at(event: Event) -> datetime:
    """The instant at which an event begins: at its first hour, else with its first day."""
    return instant_of(datetime.combine(event.starts_on, event.from_time or time(0)), event.zone)


def seats_of(registration_id: UUID) -> list[UUID]:
    """The pools of which a registration has a place."""
    return list(db.session.scalars(select(SeatTaken.pool_id).where(SeatTaken.registration_id == registration_id)))


def holders_of_places(registration_ids: Collection[UUID]) -> set[UUID]:
    """Those of them who have a place, or for whom an offer holds one. One statement."""
    return set(db.session.scalars(select(Registration.id).where(Registration.id.in_(registration_ids), IS_SEATED)))


def seats_of_each(registration_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The pools of which each of these registrations has a place. One statement."""
    held: dict[UUID, set[UUID]] = {each: set() for each in registration_ids}
    for registration_id, pool_id in db.session.execute(
        select(SeatTaken.registration_id, SeatTaken.pool_id).where(SeatTaken.registration_id.in_(registration_ids))
    ):
        held[registration_id].add(pool_id)
    return held
