from dataclasses import asdict, dataclass, fields
from uuid import UUID

from sqlalchemy import ScalarSelect, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from convene.clock import now, wall_in
from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import OfferOutcome, PoolKind, ReasonClosed
from convene.registration.errors import EventFull, RegistrationClosed, sentence_for
from convene.registration.models import Offer, Quota, RegistrationDesk, SeatPool, SeatTaken
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


def _kept() -> ScalarSelect[int]:
    """How many places are kept for groups: what is left of each quota that is not released."""
    pool = aliased(SeatPool)
    left = case((pool.capacity > pool.taken, pool.capacity - pool.taken), else_=0)
    return (
        select(func.coalesce(func.sum(left), 0))
        .join(Quota, Quota.id == pool.subject_id)
        .where(
            pool.event_id == bindparam("event_id"),
            pool.kind == PoolKind.QUOTA,
            or_(Quota.until_local.is_(None), Quota.until_local > bindparam("wall")),
        )
        .scalar_subquery()
    )


def _lapsed() -> ScalarSelect[int]:
    """How many places of the event are held by offers whose time is over and that nobody has ended yet."""
    pool = aliased(SeatPool)
    return (
        select(func.count())
        .select_from(Offer)
        .join(SeatTaken, SeatTaken.registration_id == Offer.registration_id)
        .join(pool, pool.id == SeatTaken.pool_id)
        .where(
            Offer.event_id == bindparam("event_id"),
            Offer.outcome == OfferOutcome.RUNNING,
            Offer.expires_at <= bindparam("at"),
            pool.kind == PoolKind.EVENT,
        )
        .scalar_subquery()
    )


#: Put together once: to build it takes three times as long as to run it, and every page of an event asks.
DESK_AND_PLACES = (
    select(RegistrationDesk, SeatPool, _kept(), _lapsed())
    .join(SeatPool, SeatPool.event_id == RegistrationDesk.event_id)
    .where(RegistrationDesk.event_id == bindparam("event_id"), SeatPool.kind == PoolKind.EVENT)
)


def desk_of(event: Event) -> Desk:
    """How registration stands at an event. One statement; an event whose desk was never set is closed.

    A place that an offer held is free from the instant at which the offer ends.
    """
    at = now()
    asked = {"event_id": event.id, "at": at, "wall": wall_in(event.zone)}
    row = db.session.execute(DESK_AND_PLACES, asked).one_or_none()
    desk, pool, kept, lapsed = row if row is not None else (None, None, 0, 0)
    facts, facts_of_it = facts_of_desk(desk), facts_of_event(event)
    return Desk(
        facts=facts,
        capacity=pool.capacity if pool else None,
        taken=pool.taken - lapsed if pool else 0,
        reason_closed=why_not_open(facts_of_it, facts, at),
        kept=kept,
        reason_closed_to_invited=why_not_open(facts_of_it, facts, at, is_invited=True),
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
