from dataclasses import asdict, dataclass, fields
from uuid import UUID

from sqlalchemy import bindparam, select

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import PoolKind, ReasonClosed
from convene.registration.errors import EventFull, RegistrationClosed, sentence_for
from convene.registration.models import Quota, RegistrationDesk, SeatPool
from convene.registration.queries.seating import IS_QUOTA_OF_POOL, OF_POOLS, places_in
from convene.registration.rules.opening import DeskFacts, EventFacts, places_free, why_no_place, why_not_open
from convene.sentences import Sentence

#: The settings of a desk, by the names of its columns.
SETTINGS = tuple(each.name for each in fields(DeskFacts))


@dataclass(frozen=True, slots=True)
class Desk:
    """How registration stands at an event: what is set, how many places are taken, why it is closed (None: open)."""

    facts: DeskFacts
    capacity: int | None
    taken: int
    reason_closed: ReasonClosed | None
    #: Places that are kept for groups and not taken by them yet.
    kept: int = 0
    #: The same for somebody who comes by a link or a code of theirs.
    reason_closed_to_invited: ReasonClosed | None = None

    @property
    def free(self) -> int | None:
        """How many places anybody can have. None: no limit."""
        return places_free(self.capacity, self.taken + self.kept)

    @property
    def is_full(self) -> bool:
        return self.free == 0

    def is_full_for(self, *, is_invited: bool) -> bool:
        """Whether no place is left for somebody with a link or a code of theirs, or for everybody else."""
        return places_free(self.capacity, self.taken) == 0 if is_invited else self.is_full

    @property
    def said(self) -> dict[str, object]:
        """What its organisers have set."""
        return {**asdict(self.facts), "capacity": self.capacity}

    @property
    def sentence_closed(self) -> Sentence | None:
        """Why nobody can register, in words; None: it is open, though all places may be taken."""
        return sentence_for(self.reason_closed) if self.reason_closed is not None else None

    @property
    def refusal(self) -> RegistrationClosed | EventFull | None:
        """Why nobody can register now, or None."""
        return self.refusal_for(is_invited=False)

    def refusal_for(self, *, is_invited: bool) -> RegistrationClosed | EventFull | None:
        """The same for somebody with a link or a code of theirs, for whom a place may be kept."""
        if is_invited:
            free = places_free(self.capacity, self.taken)
            return why_no_place(
                self.reason_closed_to_invited, self.capacity, free, keeps_waitlist=self.facts.keeps_waitlist
            )
        return why_no_place(self.reason_closed, self.capacity, self.free, keeps_waitlist=self.facts.keeps_waitlist)


#: Put together once: to build it takes three times as long as to run it, and every page of an event asks.
DESK_AND_PLACES = (
    select(RegistrationDesk, *OF_POOLS)
    .join(SeatPool, SeatPool.event_id == RegistrationDesk.event_id)
    .outerjoin(Quota, IS_QUOTA_OF_POOL)
    .where(RegistrationDesk.event_id == bindparam("event_id"), SeatPool.kind.in_((PoolKind.EVENT, PoolKind.QUOTA)))
)


def desk_of(event: Event) -> Desk:
    """How registration stands at an event. One statement; an event whose desk was never set is closed.

    A place that an offer held is free from the instant at which the offer ends.
    """
    at = now()
    rows = db.session.execute(DESK_AND_PLACES, {"event_id": event.id}).all()
    places = places_in(rows, event.zone)
    facts, facts_of_it = facts_of_desk(rows[0].RegistrationDesk if rows else None), facts_of_event(event)
    return Desk(
        facts=facts,
        capacity=places.event.capacity if places.event else None,
        taken=places.event.taken if places.event else 0,
        reason_closed=why_not_open(facts_of_it, facts, at),
        kept=places.kept,
        reason_closed_to_invited=why_not_open(facts_of_it, facts, at, is_invited=True),
    )


def facts_of_event(event: Event) -> EventFacts:
    return EventFacts(
        state=event.state,
        visibility=event.visibility,
        ends_on=event.ends_on,
        day_turns_at=event.day_turns_at,
        zone=event.zone,
        is_cancelled=event.is_cancelled,
    )


def facts_of_desk(desk: RegistrationDesk | None) -> DeskFacts:
    if desk is None:
        return DeskFacts()
    return DeskFacts(**{name: getattr(desk, name) for name in SETTINGS})


def pool_of(event_id: UUID) -> SeatPool | None:
    """The places of an event as a whole."""
    return db.session.scalar(select(SeatPool).where(SeatPool.event_id == event_id, SeatPool.kind == PoolKind.EVENT))
