from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from convene.clock import wall_in
from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import PoolKind, TicketReach
from convene.registration.models import (
    Invitation,
    InvitationCode,
    Quota,
    SeatPool,
    TicketKind,
)
from convene.registration.rules.identity import code_in
from convene.registration.rules.opening import Filled


@dataclass(frozen=True, slots=True)
class Counted(Filled):
    """Something that has places of its own, and how many of them are taken."""

    row: TicketKind | Quota | InvitationCode


#: Put together once: every registration asks.
TICKETS = (
    select(TicketKind, SeatPool.capacity, SeatPool.taken)
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


def tickets_for(event_id: UUID, *, is_invited: bool = False, only: UUID | None = None) -> list[Counted]:
    """Those that somebody can choose from: what is for everybody, more for the invited, or the one they were given."""
    reaches = {TicketReach.EVERYONE} | ({TicketReach.INVITED} if is_invited else set())
    tickets = tickets_of(event_id)
    if only is not None:
        return [each for each in tickets if each.row.id == only]
    return [each for each in tickets if isinstance(each.row, TicketKind) and each.row.reach in reaches]


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
        select(Quota, SeatPool.capacity, SeatPool.taken)
        .join(SeatPool, and_(SeatPool.kind == PoolKind.QUOTA, SeatPool.subject_id == Quota.id))
        .where(Quota.event_id == event_id)
        .order_by(Quota.name, Quota.id)
    )
    return [Counted(capacity, taken, row) for row, capacity, taken in rows]


def codes_of(event_id: UUID) -> list[Counted]:
    """The invitation codes of an event, newest of each note first. One statement."""
    rows = db.session.execute(
        select(InvitationCode, SeatPool.capacity, SeatPool.taken)
        .join(SeatPool, and_(SeatPool.kind == PoolKind.CODE, SeatPool.subject_id == InvitationCode.id))
        .where(InvitationCode.event_id == event_id)
        .order_by(InvitationCode.note, InvitationCode.code)
    )
    return [Counted(capacity, taken, row) for row, capacity, taken in rows]


def code_at(event: Event, typed: str) -> InvitationCode | None:
    """The code that somebody typed, or None: the event has none like it, or it has run out."""
    code = db.session.scalar(
        select(InvitationCode).where(
            InvitationCode.event_id == event.id,
            InvitationCode.code == code_in(typed),
            InvitationCode.withdrawn_at.is_(None),
        )
    )
    is_over = code is not None and code.until_local is not None and code.until_local <= wall_in(event.zone)
    return None if is_over else code


def invitation_at(event_id: UUID, invitation_id: UUID) -> Invitation | None:
    """An invitation that was not taken back."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.event_id == event_id, Invitation.id == invitation_id, Invitation.withdrawn_at.is_(None)
        )
    )


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
        select(SeatPool.subject_id, SeatPool.capacity, SeatPool.taken).where(
            SeatPool.event_id == event_id, SeatPool.kind == PoolKind.OPTION, SeatPool.capacity.is_not(None)
        )
    )
    return {row.subject_id: Filled(row.capacity, row.taken) for row in rows}


def said_of_ticket(ticket: TicketKind) -> dict[str, object]:
    """What organisers have set of a way of taking part, for the mark on its form."""
    return {name: getattr(ticket, name) for name in ("name", "description", "mode", "reach", "asks_approval")} | {
        "counts_at_event": ticket.counts_at_event
    }
