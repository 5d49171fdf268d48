from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select, union_all

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import Closed, PoolKind, ReasonClosed, TicketReach
from convene.registration.models import (
    Invitation,
    InvitationCode,
    Quota,
    Registration,
    SeatPool,
    TicketKind,
)
from convene.registration.queries.seating import IS_QUOTA_OF_POOL, TAKEN_NOW
from convene.registration.rules.identity import code_in
from convene.registration.rules.opening import Filled, is_within


@dataclass(frozen=True, slots=True)
class Counted(Filled):
    """Something that has places of its own, and how many of them are taken. `at_full_event`: it takes one of the places
    of the event, too, and there is none."""

    row: TicketKind | Quota | InvitationCode
    at_full_event: bool = False

    @property
    def is_full(self) -> bool:
        return self.free == 0 or self.at_full_event


#: Put together once: every registration asks.
TICKETS = (
    select(TicketKind, SeatPool.capacity, TAKEN_NOW)
    .outerjoin(SeatPool, and_(SeatPool.kind == PoolKind.TICKET, SeatPool.subject_id == TicketKind.id))
    .where(TicketKind.event_id == bindparam("event_id"))
    .order_by(TicketKind.position, TicketKind.id)
)


def tickets_of(event_id: UUID, *, withdrawn: bool = False) -> list[Counted]:
    """The ways of taking part in an event, in their order. One statement."""
    rows = db.session.execute(TICKETS, {"event_id": event_id})
    return [
        Counted(capacity, taken or 0, row) for row, capacity, taken in rows if withdrawn or row.withdrawn_at is None
    ]


@dataclass(frozen=True, slots=True)
class Offered:
    """The ways of taking part that somebody can choose from. `reason`: why there is none for them, though there are
    some; without any at all everybody takes part in the same way."""

    tickets: list[Counted]
    reason: ReasonClosed | None


def tickets_for(
    event_id: UUID, *, is_invited: bool = False, only: UUID | None = None, at_full_event: bool = False
) -> Offered:
    """What is offered to somebody: what is for everybody, more for the invited, or the one they were given (`only`).
    `at_full_event`: the event as a whole has no place for them."""
    reaches = {TicketReach.EVERYONE} | ({TicketReach.INVITED} if is_invited else set())
    tickets = tickets_of(event_id)
    if only is not None:
        theirs = [each for each in tickets if each.row.id == only]
    else:
        theirs = [each for each in tickets if isinstance(each.row, TicketKind) and each.row.reach in reaches]
    if theirs or (only is None and not tickets):
        return Offered([_at(each, is_full=at_full_event) for each in theirs], None)
    return Offered([], ReasonClosed(Closed.NOTHING_FOR_THEM if is_invited else Closed.WITHOUT_INVITATION))


def _at(ticket: Counted, *, is_full: bool) -> Counted:
    counts = isinstance(ticket.row, TicketKind) and ticket.row.counts_at_event
    return replace(ticket, at_full_event=is_full and counts)


def is_used_up(code: InvitationCode) -> bool:
    """Whether a code has been used as often as it may be. One statement."""
    pool = select(SeatPool.capacity, TAKEN_NOW.label("taken")).where(
        SeatPool.event_id == code.event_id, SeatPool.kind == PoolKind.CODE, SeatPool.subject_id == code.id
    )
    row = db.session.execute(pool).one_or_none()
    return row is not None and Filled(row.capacity, row.taken).is_full


def ticket_of(event_id: UUID, ticket_kind_id: UUID) -> TicketKind | None:
    """One way of taking part in an event, also a withdrawn one."""
    return db.session.scalar(select(TicketKind).where(TicketKind.event_id == event_id, TicketKind.id == ticket_kind_id))


def ticket_names(event_id: UUID) -> dict[UUID, str]:
    """What the ways of taking part are called, also the withdrawn ones. One statement."""
    rows = db.session.execute(select(TicketKind.id, TicketKind.name).where(TicketKind.event_id == event_id))
    return {row.id: row.name for row in rows}


def kept_for_groups(event_id: UUID) -> list[Counted]:
    """The groups for which places are kept, by name. One statement."""
    rows = db.session.execute(
        select(Quota, SeatPool.capacity, TAKEN_NOW)
        .join(SeatPool, IS_QUOTA_OF_POOL)
        .where(Quota.event_id == event_id)
        .order_by(Quota.name, Quota.id)
    )
    return [Counted(capacity, taken, row) for row, capacity, taken in rows]


def codes_of(event_id: UUID) -> list[Counted]:
    """The invitation codes of an event, newest of each note first. One statement."""
    rows = db.session.execute(
        select(InvitationCode, SeatPool.capacity, TAKEN_NOW)
        .join(SeatPool, and_(SeatPool.kind == PoolKind.CODE, SeatPool.subject_id == InvitationCode.id))
        .where(InvitationCode.event_id == event_id)
        .order_by(InvitationCode.note, InvitationCode.code)
    )
    return [Counted(capacity, taken, row) for row, capacity, taken in rows]


def has_codes(event_id: UUID) -> bool:
    """Whether anybody can register by a code. One statement."""
    codes = select(InvitationCode.id).where(InvitationCode.event_id == event_id, InvitationCode.withdrawn_at.is_(None))
    return db.session.scalar(codes.limit(1)) is not None


def code_at(event: Event, typed: str) -> InvitationCode | None:
    """The code that somebody typed, or None: the event has none like it, or it has run out."""
    code = db.session.scalar(
        select(InvitationCode).where(
            InvitationCode.event_id == event.id,
            InvitationCode.code == code_in(typed),
            InvitationCode.withdrawn_at.is_(None),
        )
    )
    return code if code is not None and is_within(code.until_local, event.zone, now()) else None


def code_of(registration: Registration) -> str:
    """The word by which somebody registered, or "": they came without one. One statement at most."""
    if registration.code_id is None:
        return ""
    return db.session.scalar(select(InvitationCode.code).where(InvitationCode.id == registration.code_id)) or ""


def invitation_at(event_id: UUID, invitation_id: UUID) -> Invitation | None:
    """An invitation that was not taken back."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.event_id == event_id, Invitation.id == invitation_id, Invitation.withdrawn_at.is_(None)
        )
    )


def entitled_to_tickets(event_id: UUID) -> dict[UUID, int]:
    """How many codes and invitations, not taken back, are for one way of taking part alone, by that. One statement."""
    of_each = union_all(
        *(
            select(table.ticket_kind_id).where(
                table.event_id == event_id, table.ticket_kind_id.is_not(None), table.withdrawn_at.is_(None)
            )
            for table in (InvitationCode, Invitation)
        )
    ).subquery()
    rows = db.session.execute(
        select(of_each.c.ticket_kind_id, func.count().label("number")).group_by(of_each.c.ticket_kind_id)
    )
    return {row.ticket_kind_id: row.number for row in rows}


def pools_of_options(event_id: UUID, option_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The pools of those answers whose places are counted, by option."""
    if not option_ids:
        return {}
    rows = db.session.execute(
        select(SeatPool.subject_id, SeatPool.id).where(
            SeatPool.event_id == event_id, SeatPool.kind == PoolKind.OPTION, SeatPool.subject_id.in_(option_ids)
        )
    )
    return {row.subject_id: row.id for row in rows}


def places_of_options(event_id: UUID) -> dict[UUID, Filled]:
    """How many places answers have, by option. Those without a limit are left out."""
    rows = db.session.execute(
        select(SeatPool.subject_id, SeatPool.capacity, TAKEN_NOW).where(
            SeatPool.event_id == event_id, SeatPool.kind == PoolKind.OPTION, SeatPool.capacity.is_not(None)
        )
    )
    return {row.subject_id: Filled(row.capacity, row.taken) for row in rows}


def said_of_ticket(ticket: TicketKind) -> dict[str, object]:
    """What organisers have set of a way of taking part, for the mark on its form."""
    return {name: getattr(ticket, name) for name in ("name", "description", "mode", "reach", "asks_approval")} | {
        "counts_at_event": ticket.counts_at_event
    }
