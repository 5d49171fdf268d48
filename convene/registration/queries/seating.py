from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select

from convene.clock import now, wall_in
from convene.database import db
from convene.events.catalogue import State
from convene.events.models import Event
from convene.registration.catalogue import OfferOutcome, PoolKind, RegistrationState
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
from convene.registration.rules.opening import instant_of
from convene.registration.rules.seating import Entry, Need, Places, Pool, find_served

IS_RUNNING = Offer.outcome == OfferOutcome.RUNNING


#: Put together once: every registration asks.
POOLS = (
    select(SeatPool.id, SeatPool.kind, SeatPool.subject_id, SeatPool.capacity, SeatPool.taken, Quota.until_local)
    .outerjoin(Quota, and_(SeatPool.kind == PoolKind.QUOTA, Quota.id == SeatPool.subject_id))
    .where(SeatPool.event_id == bindparam("event_id"), SeatPool.kind != PoolKind.SESSION)
)
LAPSED = (
    select(Offer)
    .where(Offer.event_id == bindparam("event_id"), IS_RUNNING, Offer.expires_at <= bindparam("at"))
    .order_by(Offer.expires_at, Offer.id)
)


def places_at(event: Event) -> Places:
    """The pools of an event as they are, but for its sessions'. One statement. To decide on them, hold the event.

    Nobody needs a session to come, and a large agenda has hundreds of them.
    """
    wall = wall_in(event.zone)
    rows = db.session.execute(POOLS, {"event_id": event.id})
    return Places(
        Pool(
            id=row.id,
            kind=row.kind,
            subject_id=row.subject_id,
            capacity=row.capacity,
            taken=row.taken,
            is_released=row.until_local is not None and row.until_local <= wall,
        )
        for row in rows
    )


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
    holds_one = select(Offer.id).where(Offer.registration_id == Registration.id, IS_RUNNING).exists()
    rows = db.session.execute(
        select(Registration.id, Registration.waits_as, Party.id.label("party_id"))
        .outerjoin(Party, and_(Party.id == Registration.party_id, Party.wants_together))
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.WAITLISTED, ~holds_one)
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


def lapsed_offers(event_id: UUID) -> list[Offer]:
    """Offers whose time is over and that nobody has ended yet. Their places are free from that instant on."""
    return list(db.session.scalars(LAPSED, {"event_id": event_id, "at": now()}))


def events_with_something_to_settle() -> list[UUID]:
    """Events at which an offer has run out, or at which places that were kept are released to somebody who waits."""
    lapsed = set(db.session.scalars(select(Offer.event_id).where(IS_RUNNING, Offer.expires_at <= now())))
    has_quota = select(Quota.id).where(Quota.event_id == Event.id, Quota.until_local.is_not(None)).exists()
    somebody_waits = (
        select(Registration.id)
        .where(Registration.event_id == Event.id, Registration.state == RegistrationState.WAITLISTED)
        .exists()
    )
    candidates = db.session.scalars(select(Event).where(has_quota, somebody_waits, Event.id.not_in(lapsed))).all()
    return sorted({*lapsed, *(event.id for event in candidates if _could_serve_somebody(event))})


def _could_serve_somebody(event: Event) -> bool:
    """Whether somebody in line could have a place: one that was kept until a day, and that day has come."""
    if not takes_offers(event):
        return False
    places = places_at(event)
    served, _ = find_served(places, line_of(event.id, places))
    return bool(served)


def who_go_together(registration_id: UUID) -> list[UUID]:
    """The registrations that share its fate on the waitlist: itself, or those who wait for places together with it."""
    party = (
        select(Party.id)
        .join(Registration, Registration.party_id == Party.id)
        .where(Registration.id == registration_id, Party.wants_together)
        .scalar_subquery()
    )
    return list(
        db.session.scalars(
            select(Registration.id)
            .where(
                or_(Registration.id == registration_id, Registration.party_id == party),
                Registration.state == RegistrationState.WAITLISTED,
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
    holds_one = select(Offer.id).where(Offer.registration_id == Registration.id, IS_RUNNING).exists()
    return set(
        db.session.scalars(
            select(Registration.id).where(
                Registration.id.in_(registration_ids),
                or_(Registration.state == RegistrationState.CONFIRMED, holds_one),
            )
        )
    )


def seats_of_each(registration_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The pools of which each of these registrations has a place. One statement."""
    held: dict[UUID, set[UUID]] = {each: set() for each in registration_ids}
    for registration_id, pool_id in db.session.execute(
        select(SeatTaken.registration_id, SeatTaken.pool_id).where(SeatTaken.registration_id.in_(registration_ids))
    ):
        held[registration_id].add(pool_id)
    return held
