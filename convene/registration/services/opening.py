from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from convene.database import columns_to_copy, db, use_case
from convene.events.queries import held_event
from convene.events.services.changing import show_anew
from convene.registration.errors import (
    ClosesBeforeItOpens,
    NoSuchTime,
)
from convene.registration.models import RegistrationDesk, SeatPool
from convene.registration.queries.desk import EVENT_PLACES, desk_of, pool_of
from convene.registration.rules import is_a_time_there
from convene.web.meanwhile import must_be_as_seen


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


def _must_be_times(zone: str, opens_local: datetime | None, closes_local: datetime | None) -> None:
    for field, wall in (("opens_local", opens_local), ("closes_local", closes_local)):
        if wall is not None and not is_a_time_there(wall, zone):
            raise NoSuchTime(field)
    if opens_local is not None and closes_local is not None and closes_local <= opens_local:
        raise ClosesBeforeItOpens
