"""Steps of use cases: the places of somebody follow what they answer, and the way in which they take part."""

from uuid import UUID

from sqlalchemy import delete, select

from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import Why
from convene.registration.errors import EventFull, KeptForAGroup, OptionFull, TicketFull
from convene.registration.models import Registration, SeatWanted
from convene.registration.queries.admission import pools_of_options, ticket_names
from convene.registration.queries.seating import holders_of_places, needs_of, places_at, seats_of
from convene.registration.rules.seating import Lack, Places, find_move
from convene.registration.services.seating import give_seats_back, serve_the_line, take_seats


def choose_options(event: Event, registration_id: UUID, option_ids: frozenset[UUID], *, beyond: bool = False) -> None:
    """Let the places of answers follow the answers. OptionFull, unless `beyond`: nothing is changed."""
    wanted = set(pools_of_options(event.id, option_ids).values())
    before = set(db.session.scalars(select(SeatWanted.pool_id).where(SeatWanted.registration_id == registration_id)))
    if wanted == before:
        return
    db.session.execute(delete(SeatWanted).where(SeatWanted.registration_id == registration_id))
    db.session.add_all(SeatWanted(registration_id=registration_id, pool_id=each) for each in sorted(wanted))
    db.session.flush()
    held = set(seats_of(registration_id))
    give_seats_back([registration_id], before - wanted)
    if holds_a_place(registration_id):
        places = places_at(event)
        for pool_id in wanted - held:
            pool = places.pool(pool_id)
            if pool.free == 0 and not beyond:
                raise OptionFull(pool.subject_id)
        take_seats(registration_id, wanted - held, beyond=beyond)
    serve_the_line(event.id)


def give_ticket(event: Event, registration: Registration, ticket_kind_id: UUID | None, *, beyond: bool = False) -> None:
    """Let somebody take part in another way: the places of the old ticket are given back, those of the new one taken.

    TicketFull, EventFull, KeptForAGroup, unless `beyond`: nothing is changed. Who holds no place takes none.
    """
    registration.ticket_kind_id = ticket_kind_id
    db.session.flush()
    if holds_a_place(registration.id):
        places = places_at(event)
        need = needs_of(places, event.id, [registration.id])[registration.id]
        move = find_move(places, seats_of(registration.id), need, beyond=beyond)
        if isinstance(move, Lack):
            raise _refusal(event, registration, places, move)
        give_seats_back([registration.id], move.given_back)
        take_seats(registration.id, move.taken, beyond=beyond)
    serve_the_line(event.id)


def _refusal(event: Event, registration: Registration, places: Places, lack: Lack) -> Exception:
    pool = places.pool(lack.pool_id)
    if lack.why is Why.TICKET_FULL and registration.ticket_kind_id is not None:
        return TicketFull(ticket_names(event.id)[registration.ticket_kind_id])
    if lack.why is Why.OPTION_FULL:
        return OptionFull(pool.subject_id)
    return KeptForAGroup() if lack.why is Why.KEPT else EventFull(pool.capacity or 0)


def holds_a_place(registration_id: UUID) -> bool:
    """Whether somebody has a place, or is offered one that is held for them."""
    return bool(holders_of_places([registration_id]))
