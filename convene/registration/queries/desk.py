from dataclasses import asdict, dataclass, fields
from uuid import UUID

from sqlalchemy import select

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import PoolKind, ReasonClosed
from convene.registration.errors import EventFull, RegistrationClosed, sentence_for
from convene.registration.models import RegistrationDesk, SeatPool
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

    @property
    def free(self) -> int | None:
        """None: no limit."""
        return places_free(self.capacity, self.taken)

    @property
    def is_full(self) -> bool:
        return self.free == 0

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
        return why_no_place(self.reason_closed, self.capacity, self.taken)


def desk_of(event: Event) -> Desk:
    """How registration stands at an event. One statement; an event whose desk was never set is closed."""
    row = db.session.execute(
        select(RegistrationDesk, SeatPool)
        .join(SeatPool, SeatPool.event_id == RegistrationDesk.event_id)
        .where(RegistrationDesk.event_id == event.id, SeatPool.kind == PoolKind.EVENT)
    ).one_or_none()
    desk, pool = row if row is not None else (None, None)
    facts = facts_of_desk(desk)
    return Desk(
        facts=facts,
        capacity=pool.capacity if pool else None,
        taken=pool.taken if pool else 0,
        reason_closed=why_not_open(facts_of_event(event), facts, now()),
    )


def facts_of_event(event: Event) -> EventFacts:
    return EventFacts(
        state=event.state,
        visibility=event.visibility,
        ends_on=event.ends_on,
        day_turns_at=event.day_turns_at,
        zone=event.zone,
    )


def facts_of_desk(desk: RegistrationDesk | None) -> DeskFacts:
    if desk is None:
        return DeskFacts()
    return DeskFacts(**{name: getattr(desk, name) for name in SETTINGS})


def pool_of(event_id: UUID) -> SeatPool | None:
    """The places of an event as a whole."""
    return db.session.scalar(select(SeatPool).where(SeatPool.event_id == event_id, SeatPool.kind == PoolKind.EVENT))
