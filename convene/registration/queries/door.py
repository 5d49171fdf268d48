"""Who may come to a door, as a desk knows them: names and how they stand, and nothing else of those without a place."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, and_, cast, func, literal, select

from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import DoorStanding, How, Mode, PoolKind
from convene.registration.models import Attendance, Offer, Registration, SeatPool, SeatTaken, TicketKind
from convene.registration.queries.attendance import Arrival, arrival_in, has_come_to
from convene.registration.queries.seating import IS_RUNNING
from convene.registration.queries.signing_up import signed_up_for
from convene.registration.queries.waitlist import numbers_in_line
from convene.registration.rules.door import find_standing
from convene.spelling import by_name


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who may come to a door. `number`: of the waitlist. `arrival` is None until they have come."""

    id: UUID
    name: str
    organisation: str
    link_version: int
    standing: DoorStanding
    number: int | None
    takes_part_online: bool
    arrival: Arrival | None

    @property
    def is_here(self) -> bool:
        """Whether they are in the room: who has joined online has come, and is not here."""
        return self.arrival is not None and self.arrival.how is not How.ONLINE


@dataclass(frozen=True, slots=True)
class CountAtDoor:
    """Who is in the room, of how many who are expected there; and beside it who was not, and who takes part online.

    `signs_up`: it is the door of a session that people sign up for, and those are expected.
    """

    arrived: int
    expected: int
    not_signed_up: int
    joined_online: int
    expected_online: int
    signs_up: bool


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """Everybody who may come to a door, by name; those who are expected first.

    `by_registration`: whom each registration is about, also one that counts no more.
    """

    guests: list[Guest]
    signs_up: bool
    by_registration: Mapping[UUID, Guest]

    @property
    def count(self) -> CountAtDoor:
        expected = [one for one in self.guests if one.standing is DoorStanding.EXPECTED]
        in_room = [one for one in expected if one.is_here or not one.takes_part_online]
        return CountAtDoor(
            arrived=sum(1 for one in in_room if one.is_here),
            expected=len(in_room),
            not_signed_up=sum(1 for one in self.guests if one.is_here and one.standing is DoorStanding.NOT_SIGNED_UP),
            joined_online=sum(1 for one in expected if one.arrival is not None and not one.is_here),
            expected_online=sum(1 for one in expected if one.takes_part_online and not one.is_here),
            signs_up=self.signs_up,
        )


def guests_at(event: Event, subject_id: UUID) -> AtTheDoor:
    """Everybody who has registered, and how they stand at the door of the event or a session. Seven statements at most.

    Of somebody who has cancelled and registered anew the new registration counts.
    """
    rows = db.session.execute(
        select(Registration, TicketKind.mode, Attendance, Offer.id)
        .outerjoin(TicketKind, TicketKind.id == Registration.ticket_kind_id)
        .outerjoin(Attendance, has_come_to(subject_id))
        .outerjoin(Offer, and_(Offer.registration_id == Registration.id, IS_RUNNING))
        .where(Registration.event_id == event.id)
        .order_by(Registration.created_at, Registration.id)
    ).all()
    who = signed_up_for(event.id, [subject_id]).get(subject_id) if subject_id != event.id else None
    counting: dict[str, Registration] = {}
    for row, *_rest in rows:
        before = counting.get(row.identity_key)
        if before is None or row.state.is_active or not before.state.is_active:
            counting[row.identity_key] = row
    numbers = numbers_in_line(event)
    found: dict[str, Guest] = {}
    for row, mode, attendance, offer_id in rows:
        if counting[row.identity_key] is not row:
            continue
        standing = find_standing(
            row.state,
            row.ended_because,
            is_offered=offer_id is not None,
            lacks_sign_up=who is not None and row.id not in who,
        )
        found[row.identity_key] = Guest(
            id=row.id,
            name=row.name,
            organisation=row.organisation if standing.has_place else "",
            link_version=row.link_version,
            standing=standing,
            number=numbers.get(row.id),
            takes_part_online=mode is Mode.ONLINE,
            arrival=arrival_in(attendance) if attendance is not None and standing.has_place else None,
        )
    return AtTheDoor(
        sorted(found.values(), key=lambda one: (_order(one.standing), by_name(one.name), one.id)),
        signs_up=who is not None,
        by_registration={row.id: found[row.identity_key] for row, *_rest in rows},
    )


def _order(standing: DoorStanding) -> int:
    """Who is expected stands first, then who has a place at the event, then all others."""
    return 0 if standing is DoorStanding.EXPECTED else 1 if standing.has_place else 2


def guest_at(event: Event, registration_id: UUID, subject_id: UUID) -> Guest | None:
    """Whom a registration is about; of somebody who has registered anew, by the one that counts. None: of another
    event."""
    return guests_at(event, subject_id).by_registration.get(registration_id)


def arrivals_at(registration_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], Arrival]:
    """When these have come, by themselves and to what: the event, or one of its sessions. One statement."""
    rows = db.session.scalars(
        select(Attendance).where(Attendance.registration_id.in_(registration_ids), Attendance.undone_at.is_(None))
    )
    return {(row.registration_id, row.subject_id): arrival_in(row) for row in rows}


def mark_of_guest_list(event_id: UUID) -> str:
    """Becomes another one whenever a desk would read its list otherwise: somebody registered, got a place or lost it,
    is called otherwise, takes part in another way, has another code or number in line, or is offered a place. One
    statement.

    Every desk asks every few seconds: the database makes one text of all, which takes 15 ms for 5,000 people; to
    make the list takes 300. How long a name is stands before it, so that no two lists make the same text.
    """
    one = literal("").concat(cast(Registration.id, Text))
    for names in (Registration.name, Registration.organisation):
        one = one.concat(cast(func.length(names), Text)).concat(" ").concat(names)
    for other in (
        Registration.link_version,
        Registration.state,
        Registration.ended_because,
        Registration.waits_as,
        TicketKind.mode,
        Offer.id,
    ):
        one = one.concat(" ").concat(func.coalesce(cast(other, Text), ""))
    everybody = (
        select(one.label("words"))
        .outerjoin(TicketKind, TicketKind.id == Registration.ticket_kind_id)
        .outerjoin(Offer, and_(Offer.registration_id == Registration.id, IS_RUNNING))
        .where(Registration.event_id == event_id)
        .order_by(Registration.id)
        .subquery()
    )
    words = db.session.scalar(select(func.aggregate_strings(everybody.c.words, "\n"))) or ""
    return hashlib.sha256(words.encode()).hexdigest()[:24]


def state_of_sign_up(event_id: UUID, session_id: UUID) -> tuple[object, ...]:
    """Becomes another one when somebody signs up for a session or gives that back, or when sign-up begins. One
    statement."""
    return tuple(
        db.session.execute(
            select(func.max(SeatPool.taken), func.count(SeatTaken.id), func.max(SeatTaken.taken_at))
            .select_from(SeatPool)
            .outerjoin(SeatTaken, SeatTaken.pool_id == SeatPool.id)
            .where(SeatPool.event_id == event_id, SeatPool.kind == PoolKind.SESSION, SeatPool.subject_id == session_id)
        ).one()
    )
