from uuid import UUID

from sqlalchemy import delete, update

from convene.clock import now
from convene.database import bookkeeping, concerning, db
from convene.registration.catalogue import ACTIVE, RegistrationState
from convene.registration.models import Registration, SeatPool, SeatTaken


@bookkeeping
def take_a_seat(pool_id: UUID) -> bool:
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


@bookkeeping
def end_registration(registration_id: UUID) -> bool:
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
