from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from convene.clock import now
from convene.database import db, folded
from convene.events.models import Event
from convene.registration.catalogue import ACTIVE, ReasonClosed, RegistrationState
from convene.registration.errors import EventFull, RegistrationClosed, sentence_for
from convene.registration.models import Registration, RegistrationDesk, SeatPool
from convene.registration.rules import DeskFacts, EventFacts, places_free, why_no_place, why_not_open
from convene.sentences import Sentence
from convene.spelling import normalised_address
from convene.web.searching import has_words
from convene.web.signed_links import Link

#: The kind of the pool that counts the places of an event as a whole; its subject is the event itself.
EVENT_PLACES = "event"
SEARCHED = (Registration.name, Registration.organisation, Registration.email)


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
        .where(RegistrationDesk.event_id == event.id, SeatPool.kind == EVENT_PLACES)
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
    return DeskFacts(is_open=desk.is_open, opens_local=desk.opens_local, closes_local=desk.closes_local)


def pool_of(event_id: UUID) -> SeatPool | None:
    """The places of an event as a whole."""
    return db.session.scalar(select(SeatPool).where(SeatPool.event_id == event_id, SeatPool.kind == EVENT_PLACES))


def active_registration_with(event_id: UUID, email: str) -> Registration | None:
    """The registration under this address that is not cancelled or declined."""
    return db.session.scalar(
        select(Registration).where(
            Registration.event_id == event_id,
            Registration.email_key == normalised_address(email),
            Registration.state.in_(ACTIVE),
        )
    )


def registration_behind(link: Link) -> tuple[Registration, Event] | None:
    """The registration that a signed link leads to and its event, or None: the link was revoked. One statement."""
    row = db.session.execute(
        select(Registration, Event)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.id == link.id, Registration.link_version == link.version)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def registration_of(event_id: UUID, registration_id: UUID) -> Registration | None:
    """One registration of an event."""
    return db.session.scalar(
        select(Registration).where(Registration.id == registration_id, Registration.event_id == event_id)
    )


def names_of_registrations(event_id: UUID, registration_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names under which these registered at an event. One statement, none for none."""
    if not registration_ids:
        return {}
    rows = db.session.execute(
        select(Registration.id, Registration.name).where(
            Registration.event_id == event_id, Registration.id.in_(registration_ids)
        )
    )
    return {row.id: row.name for row in rows}


def registration_and_event(registration_id: UUID) -> tuple[Registration, Event] | None:
    """A registration and its event, for a mail about it. One statement."""
    row = db.session.execute(
        select(Registration, Event)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.id == registration_id)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


class Order(StrEnum):
    """How the organiser's list may be sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    ORGANISATION = "organisation"
    COUNTRY = "country"


def registrations_of(
    event_id: UUID, *, search: str = "", state: RegistrationState | None = None, order: Order = Order.NEWEST
) -> Select[Registration]:
    """The registrations of an event in whose name, organisation or address each word of a search stands."""
    rows = select(Registration).where(Registration.event_id == event_id, has_words(search, *SEARCHED))
    if state is not None:
        rows = rows.where(Registration.state == state)
    by: Mapping[Order, list[ColumnElement[Any]]] = {
        Order.NEWEST: [Registration.created_at.desc()],
        Order.OLDEST: [Registration.created_at.asc()],
        Order.NAME: [folded(Registration.name)],
        Order.ORGANISATION: [folded(Registration.organisation), folded(Registration.name)],
        Order.COUNTRY: [Registration.country.asc(), folded(Registration.name)],
    }
    return rows.order_by(*by[order], Registration.id)


def everybody_at(event_id: UUID) -> list[Registration]:
    """Every registration of an event, in the order in which they came. For the file."""
    return list(db.session.scalars(registrations_of(event_id, order=Order.OLDEST)))


def counts_by_state(event_id: UUID, *, search: str = "") -> dict[RegistrationState, int]:
    """How many registrations of each state a search finds. One statement; states that nobody is in are left out."""
    rows = db.session.execute(
        select(Registration.state, func.count())
        .where(Registration.event_id == event_id, has_words(search, *SEARCHED))
        .group_by(Registration.state)
    )
    return {RegistrationState(state): count for state, count in rows}


def countries_of(event_id: UUID) -> int:
    """From how many countries those come who have a place."""
    return (
        db.session.scalar(
            select(func.count(Registration.country.distinct())).where(
                Registration.event_id == event_id,
                Registration.state == RegistrationState.CONFIRMED,
                Registration.country != "",
            )
        )
        or 0
    )


def has_registrations(event_id: UUID) -> bool:
    """Whether anybody has ever registered for an event, in whatever state that is. One statement."""
    return db.session.scalar(select(Registration.id).where(Registration.event_id == event_id).limit(1)) is not None
