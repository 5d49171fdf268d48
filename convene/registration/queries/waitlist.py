from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, union_all

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import OfferWhy, RegistrationState, Why
from convene.registration.models import Offer, Quota, Registration, TicketKind
from convene.registration.queries.seating import (
    IS_RUNNING,
    lapsed_offers,
    line_of,
    needs_of,
    places_at,
    seats_of,
    takes_offers,
)
from convene.registration.rules.seating import Entry, Lack, Places, find_approved, find_served
from convene.sentences import Sentence, says, says_one_or_many


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody is who has no place yet, and why. `number` counts from 1; None: a place is held for them."""

    registrations: tuple[Registration, ...]
    number: int | None
    why: Sentence
    offered_until: datetime | None = None


def standings_at(event: Event) -> list[Standing]:
    """Everybody on the waitlist: those to whom a place is offered, then the line in its order. Eight statements."""
    rows = {
        row.id: row
        for row in db.session.scalars(
            select(Registration)
            .where(Registration.event_id == event.id, Registration.state == RegistrationState.WAITLISTED)
            .order_by(Registration.waits_as, Registration.id)
        )
    }
    if not rows:
        return []
    offers = list(
        db.session.scalars(select(Offer).where(Offer.event_id == event.id, IS_RUNNING).order_by(Offer.expires_at))
    )
    held = [_held(offer, rows[offer.registration_id]) for offer in offers if offer.registration_id in rows]
    places = places_at(event)
    line = sorted(line_of(event.id, places), key=lambda each: each.order)
    _, lacks = find_served(places.copy(), line)
    names = names_of_pools(event.id)
    waiting = [
        Standing(
            tuple(rows[each] for each in entry.registration_ids),
            number,
            _why(entry, lacks.get(entry.order), places, names),
        )
        for number, entry in enumerate(line, 1)
    ]
    return [*held, *waiting]


def numbers_in_line(event: Event) -> dict[UUID, int]:
    """Where each stands who waits and is offered nothing: the first is 1. Four statements at most."""
    line = sorted(line_of(event.id, places_at(event)), key=lambda each: each.order)
    return {each: number for number, entry in enumerate(line, 1) for each in entry.registration_ids}


def standing_of(event: Event, registration_id: UUID) -> Standing | None:
    """Where one of them is, or None: they do not wait."""
    return next(
        (each for each in standings_at(event) if registration_id in {one.id for one in each.registrations}), None
    )


def _held(offer: Offer, registration: Registration) -> Standing:
    if offer.expires_at <= now():
        return Standing((registration,), None, says("The time of the offer is over. The next in line gets the place."))
    if offer.why is OfferWhy.ADDRESS:
        why = says("A place is held until the address is confirmed.")
    else:
        why = says("A place is offered, and held until it is taken or let go.")
    return Standing((registration,), None, why, offer.expires_at)


def _why(entry: Entry, lack: Lack | None, places: Places, names: dict[UUID, str]) -> Sentence:
    """Why they wait, as they and the organisers read it."""
    if lack is None:
        return says("Places are offered only while the event is published and until it begins.")
    if lack.why is Why.TOO_LARGE:
        return says_one_or_many(
            "%(wanted)s places are wanted together, and 1 is free. Whoever needs fewer may be served before.",
            "%(wanted)s places are wanted together, and %(count)s are free. Whoever needs fewer may be served before.",
            lack.free,
            wanted=entry.size,
        )
    return lack_in_words(lack, places, names)


def lack_in_words(lack: Lack, places: Places, names: Mapping[UUID, str]) -> Sentence:
    """What one person lacks who has no place: what is full."""
    pool = places.pool(lack.pool_id)
    if lack.why is Why.KEPT:
        return says_one_or_many(
            "1 place is free, and it is kept for a group.",
            "%(count)s places are free, and they are kept for groups.",
            lack.free,
        )
    if lack.why is Why.TICKET_FULL:
        return says("“%(name)s” is full.", name=names.get(pool.subject_id, ""))
    if lack.why is Why.OPTION_FULL:
        return says("An answer that was chosen is full.")
    return says_one_or_many("The only place is taken.", "All %(count)s places are taken.", pool.capacity or 0)


def names_of_pools(event_id: UUID) -> dict[UUID, str]:
    """What tickets and groups are called, by what the places of their pools are of. One statement."""
    each = (select(table.id, table.name).where(table.event_id == event_id) for table in (TicketKind, Quota))
    return {row[0]: row[1] for row in db.session.execute(union_all(*each))}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What will become of some who are chosen to be approved. `why` None: there is a place for them; with it they come
    beyond the places (CONFIRMED), wait (WAITLISTED), or cannot be approved (None), because of that."""

    state: RegistrationState | None
    why: Sentence | None
    registration_ids: tuple[UUID, ...]


def outcomes_of(
    event: Event, registration_ids: Collection[UUID], *, keeps_waitlist: bool, beyond: bool = False
) -> list[Outcome]:
    """What approving these would come to now, by the rules that it goes by. Eight statements, and one
    for each offer whose time is over and that nobody has ended yet."""
    places = places_at(event)
    for offer in lapsed_offers(event.id):
        places.give_back(seats_of(offer.registration_id))
    if takes_offers(event):
        find_served(places, line_of(event.id, places))  # those who wait already go first
    needs = needs_of(places, event.id, registration_ids)
    names = names_of_pools(event.id)
    found: dict[tuple[RegistrationState | None, Sentence | None], list[UUID]] = {}
    for registration_id, approved in find_approved(places, needs, beyond=beyond).items():
        if approved.has_place:
            state: RegistrationState | None = RegistrationState.CONFIRMED
        else:
            state = RegistrationState.WAITLISTED if keeps_waitlist else None
        why = lack_in_words(approved.lack, places, names) if approved.lack is not None else None
        found.setdefault((state, why), []).append(registration_id)
    return [Outcome(state, why, tuple(ids)) for (state, why), ids in found.items()]
