from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, or_, select, true, update

from convene.clock import now
from convene.database import columns_to_copy, db, use_case
from convene.errors import NotFound
from convene.events.queries import held_event
from convene.events.rules import with_one_moved
from convene.events.services.changing import show_anew
from convene.programme.queries.draft import copies_of_sessions
from convene.registration.catalogue import (
    Mode,
    PoolKind,
    TicketReach,
)
from convene.registration.errors import (
    ClosesBeforeItOpens,
    CodeTaken,
    CodeTooShort,
    NameOfGroupTaken,
    NameOfTicketTaken,
    NoSuchTime,
)
from convene.registration.models import (
    Invitation,
    InvitationCode,
    Quota,
    Registration,
    RegistrationDesk,
    SeatPool,
    SeatWanted,
    TicketKind,
)
from convene.registration.queries.admission import said_of_ticket, ticket_of
from convene.registration.queries.desk import desk_of, pool_of
from convene.registration.queries.form import who_chose
from convene.registration.queries.seating import IS_SEATED
from convene.registration.rules.identity import code_in, new_code
from convene.registration.rules.opening import DeskFacts, is_a_time_there
from convene.registration.services.seating import resume_offers, serve_the_line, take_seats_of_many
from convene.web.meanwhile import must_be_as_seen

SHORTEST_CODE = 6


@use_case
def set_desk(
    event_id: UUID,
    facts: DeskFacts,
    *,
    capacity: int | None = None,
    seen: str | None = None,
    by: str,
) -> int:
    """Say whether, when and how people can register, and how many places there are. Who waits is served: returns how
    many. Who has a place from before there was a desk (by a list, at the door) takes one of these.

    Fewer places than are taken throws nobody out: nobody else gets one until enough are given back.
    `seen` is the mark (`web.meanwhile`) of the desk as the organiser had it on the page. None: whoever saves last
    wins. ChangedMeanwhile, NoSuchTime, ClosesBeforeItOpens: nothing is set.
    """
    event = held_event(event_id)  # two organisers who set it for the first time make one desk
    must_be_as_seen(seen, desk_of(event).said, event.title)
    _must_be_times(event.zone, facts)
    desk = db.session.get(RegistrationDesk, event_id)
    if desk is None:
        desk = RegistrationDesk(event_id=event_id)
        db.session.add(desk)
        pool = SeatPool(id=uuid4(), event_id=event_id, kind=PoolKind.EVENT, subject_id=event_id, taken=0)
        db.session.add(pool)
        db.session.flush()
        take_seats_of_many({each: [pool.id] for each in _seated_at(event_id)})
    for name, value in asdict(facts).items():
        setattr(desk, name, value)
    _set_capacity(event_id, PoolKind.EVENT, event_id, capacity)
    served = serve_the_line(event_id)
    show_anew(event_id)
    return served


def _seated_at(event_id: UUID) -> list[UUID]:
    """Those who have one of the places of the event as a whole, or are offered one."""
    rows = (
        select(Registration.id)
        .outerjoin(TicketKind, TicketKind.id == Registration.ticket_kind_id)
        .where(Registration.event_id == event_id, IS_SEATED, func.coalesce(TicketKind.counts_at_event, true()))
    )
    return list(db.session.scalars(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFacts:
    """What organisers say of a way of taking part. `capacity` None: as many as the event has places."""

    name: str
    description: str = ""
    mode: Mode = Mode.IN_PERSON
    reach: TicketReach = TicketReach.EVERYONE
    asks_approval: bool | None = None
    counts_at_event: bool = True
    capacity: int | None = None


@use_case
def add_ticket(event_id: UUID, facts: TicketFacts, *, by: str) -> UUID:
    """Offer another way of taking part, behind those that there are. NameOfTicketTaken."""
    held_event(event_id)
    _must_be_a_new_name(event_id, facts.name, None)
    last = db.session.scalar(select(func.max(TicketKind.position)).where(TicketKind.event_id == event_id))
    ticket = TicketKind(id=uuid4(), event_id=event_id, position=(last or 0) + 1, **_columns(facts))
    db.session.add(ticket)
    db.session.add(SeatPool(event_id=event_id, kind=PoolKind.TICKET, subject_id=ticket.id, taken=0))
    db.session.flush()
    _set_capacity(event_id, PoolKind.TICKET, ticket.id, facts.capacity)
    show_anew(event_id)
    return ticket.id


@use_case
def change_ticket(
    event_id: UUID, ticket_kind_id: UUID, facts: TicketFacts, *, seen: str | None = None, by: str
) -> None:
    """Change what is said of a way of taking part, and its places. Who has it keeps it. Who waits is served.

    Whether it counts at the event is set for those who come from now on; who has a place there keeps it.
    """
    held_event(event_id)
    ticket = _ticket(event_id, ticket_kind_id)
    must_be_as_seen(seen, said_of_ticket(ticket), ticket.name)
    _must_be_a_new_name(event_id, facts.name, ticket_kind_id)
    for name, value in _columns(facts).items():
        setattr(ticket, name, value)
    _set_capacity(event_id, PoolKind.TICKET, ticket_kind_id, facts.capacity)
    serve_the_line(event_id)
    show_anew(event_id)


@use_case
def move_ticket(event_id: UUID, ticket_kind_id: UUID, *, up: bool, by: str) -> None:
    """Let a way of taking part change places with its neighbour. At the end of the list nothing happens."""
    held_event(event_id)
    tickets = list(
        db.session.scalars(
            select(TicketKind)
            .where(TicketKind.event_id == event_id, TicketKind.withdrawn_at.is_(None))
            .order_by(TicketKind.position, TicketKind.id)
        )
    )
    ticket = _ticket(event_id, ticket_kind_id)
    for position, each in enumerate(with_one_moved(tickets, ticket, up=up), 1):
        each.position = position
    show_anew(event_id)


@use_case
def withdraw_ticket(event_id: UUID, ticket_kind_id: UUID, *, by: str) -> None:
    """Offer it no more. Who has it keeps it; one that nobody has, and no code or invitation is for, is removed.

    A code or invitation that is for it opens nothing until it is offered again: without it, it would open anything.
    """
    held_event(event_id)
    ticket = _ticket(event_id, ticket_kind_id)
    is_named = select(
        or_(
            *(
                select(table.id).where(table.ticket_kind_id == ticket_kind_id).exists()
                for table in (Registration, InvitationCode, Invitation)
            )
        )
    )
    if not db.session.scalar(is_named):
        db.session.execute(
            delete(SeatPool).where(SeatPool.kind == PoolKind.TICKET, SeatPool.subject_id == ticket_kind_id)
        )
        db.session.delete(ticket)
    else:
        ticket.withdrawn_at = now()
    show_anew(event_id)


@use_case
def restore_ticket(event_id: UUID, ticket_kind_id: UUID, *, by: str) -> None:
    """Offer one again that was withdrawn."""
    held_event(event_id)
    _ticket(event_id, ticket_kind_id).withdrawn_at = None
    show_anew(event_id)


@use_case
def set_quota(
    event_id: UUID, quota_id: UUID | None, *, name: str, places: int, until_local: datetime | None = None, by: str
) -> UUID:
    """Keep places of the event for a group, or change how many (`quota_id`). None: a new group. NoSuchTime,
    NameOfGroupTaken.

    More than are free is allowed: nobody else is admitted until enough are. Who waits is served.
    """
    event = held_event(event_id)
    if until_local is not None and not is_a_time_there(until_local, event.zone):
        raise NoSuchTime(field="until_local")
    names = {each.name.casefold() for each in _quotas(event_id) if each.id != quota_id}
    if name.casefold() in names:
        raise NameOfGroupTaken(name)
    quota = _quota(event_id, quota_id) if quota_id else Quota(id=uuid4(), event_id=event_id)
    quota.name, quota.until_local = name, until_local
    if quota_id is None:
        db.session.add(quota)
        db.session.add(SeatPool(event_id=event_id, kind=PoolKind.QUOTA, subject_id=quota.id, taken=0))
        db.session.flush()
    _set_capacity(event_id, PoolKind.QUOTA, quota.id, places)
    serve_the_line(event_id)
    show_anew(event_id)
    return quota.id


@use_case
def remove_quota(event_id: UUID, quota_id: UUID, *, by: str) -> None:
    """Keep places for this group no more: what is left of them is for everybody. Its people keep theirs."""
    held_event(event_id)
    quota = _quota(event_id, quota_id)
    db.session.execute(delete(SeatPool).where(SeatPool.kind == PoolKind.QUOTA, SeatPool.subject_id == quota_id))
    db.session.delete(quota)
    db.session.flush()
    serve_the_line(event_id)
    show_anew(event_id)


@use_case
def add_code(
    event_id: UUID,
    *,
    code: str = "",
    note: str = "",
    uses: int | None = 1,
    ticket_kind_id: UUID | None = None,
    quota_id: UUID | None = None,
    until_local: datetime | None = None,
    by: str,
) -> str:
    """Give out a code by which people register, at most `uses` times (None: without a limit). Returns it.

    An empty one is made up. CodeTooShort: somebody could guess it. CodeTaken, NoSuchTime.
    """
    event = held_event(event_id)
    word = code_in(code) or new_code()
    if len(word) < SHORTEST_CODE:
        raise CodeTooShort
    if until_local is not None and not is_a_time_there(until_local, event.zone):
        raise NoSuchTime(field="until_local")
    known = select(InvitationCode.id).where(InvitationCode.event_id == event_id, InvitationCode.code == word)
    if db.session.scalar(known) is not None:
        raise CodeTaken
    if ticket_kind_id is not None:
        _ticket(event_id, ticket_kind_id)
    if quota_id is not None:
        _quota(event_id, quota_id)
    row = InvitationCode(
        id=uuid4(),
        event_id=event_id,
        code=word,
        note=note,
        ticket_kind_id=ticket_kind_id,
        quota_id=quota_id,
        until_local=until_local,
    )
    db.session.add(row)
    db.session.add(SeatPool(event_id=event_id, kind=PoolKind.CODE, subject_id=row.id, capacity=uses, taken=0))
    db.session.flush()
    return word


@use_case
def change_code(event_id: UUID, code_id: UUID, *, uses: int | None, is_withdrawn: bool, by: str) -> None:
    """Allow a code more or fewer uses, take it back, or let it be valid again."""
    held_event(event_id)
    row = db.session.scalar(
        select(InvitationCode).where(InvitationCode.event_id == event_id, InvitationCode.id == code_id)
    )
    if row is None:
        raise NotFound
    row.withdrawn_at = (row.withdrawn_at or now()) if is_withdrawn else None
    _set_capacity(event_id, PoolKind.CODE, code_id, uses)


@use_case
def set_option_places(event_id: UUID, option_id: UUID, capacity: int | None, *, by: str) -> None:
    """Say how many can choose an answer. None: as many as like. Who waits is served.

    Whoever has chosen it before its places were counted and has a place at the event has one of these, too, though
    they be more than there are.
    """
    held_event(event_id)
    known = select(SeatPool.id).where(
        SeatPool.event_id == event_id, SeatPool.kind == PoolKind.OPTION, SeatPool.subject_id == option_id
    )
    pool_id = db.session.scalar(known)
    if pool_id is None and capacity is not None:
        pool_id = uuid4()
        db.session.add(
            SeatPool(
                id=pool_id, event_id=event_id, kind=PoolKind.OPTION, subject_id=option_id, capacity=capacity, taken=0
            )
        )
        db.session.flush()
        _count_those_who_chose(event_id, pool_id, who_chose(event_id, option_id))
    if pool_id is not None:
        _set_capacity(event_id, PoolKind.OPTION, option_id, capacity)
        serve_the_line(event_id)


#: What a desk begins anew with in the next edition of an event: it is closed until somebody opens it there.
DESK_ANEW = frozenset({"event_id", "is_open", "opens_local", "closes_local", "changes_until_local"})
POOL_ANEW = frozenset({"id", "event_id", "subject_id", "taken"})
TICKET_ANEW = frozenset({"id", "event_id", "withdrawn_at"})
QUOTA_ANEW = frozenset({"id", "event_id", "until_local"})


@use_case
def copy_desk(event_id: UUID, to_event_id: UUID, *, by: str) -> None:
    """Give an event of no desk the settings of another one's, closed, with as many places, none of them taken.

    The ways of taking part and the groups for which places are kept go along, and the places of sessions that were
    copied before; codes and invitations do not.
    """
    desk, pool = db.session.get(RegistrationDesk, event_id), pool_of(event_id)
    if desk is None or pool is None:
        return
    db.session.add(RegistrationDesk(**columns_to_copy(desk, DESK_ANEW), event_id=to_event_id, is_open=False))
    pools = {
        (each.kind, each.subject_id): each
        for each in db.session.scalars(select(SeatPool).where(SeatPool.event_id == event_id))
    }
    kept = select(TicketKind).where(TicketKind.event_id == event_id, TicketKind.withdrawn_at.is_(None))
    copies: list[tuple[SeatPool, UUID]] = [(pool, to_event_id)]
    for ticket in db.session.scalars(kept).all():
        copy = TicketKind(id=uuid4(), event_id=to_event_id, **columns_to_copy(ticket, TICKET_ANEW))
        db.session.add(copy)
        copies.append((pools[PoolKind.TICKET, ticket.id], copy.id))
    for quota in _quotas(event_id):
        other = Quota(id=uuid4(), event_id=to_event_id, **columns_to_copy(quota, QUOTA_ANEW))
        db.session.add(other)
        copies.append((pools[PoolKind.QUOTA, quota.id], other.id))
    of_sessions = [each for (kind, _subject), each in pools.items() if kind is PoolKind.SESSION]
    sessions = copies_of_sessions(event_id, to_event_id) if of_sessions else {}
    copies += [(each, sessions[each.subject_id]) for each in of_sessions if each.subject_id in sessions]
    db.session.add_all(
        SeatPool(**columns_to_copy(each, POOL_ANEW), event_id=to_event_id, subject_id=subject_id, taken=0)
        for each, subject_id in copies
    )


@use_case
def settle(event_id: UUID, *, by: str = "system") -> None:
    """Let offers end whose time is over, and offer what is free. For what is due by the clock and by nobody's hand."""
    serve_the_line(event_id)


@use_case
def go_on(event_id: UUID, since: datetime, *, tells: bool, by: str) -> None:
    """Let everything go on that has stood still since an instant, as the event was cancelled: offers run for as long as
    they had left, and those who wait are served. `tells`: whom offers are made to are told until when."""
    event = held_event(event_id)
    resume_offers(event, since, tells=tells)
    serve_the_line(event_id)


def _columns(facts: TicketFacts) -> dict[str, object]:
    return {name: value for name, value in asdict(facts).items() if name != "capacity"}


def _ticket(event_id: UUID, ticket_kind_id: UUID) -> TicketKind:
    ticket = ticket_of(event_id, ticket_kind_id)
    if ticket is None:
        raise NotFound
    return ticket


def _quotas(event_id: UUID) -> Sequence[Quota]:
    return db.session.scalars(select(Quota).where(Quota.event_id == event_id)).all()


def _quota(event_id: UUID, quota_id: UUID) -> Quota:
    quota = db.session.scalar(select(Quota).where(Quota.event_id == event_id, Quota.id == quota_id))
    if quota is None:
        raise NotFound
    return quota


def _must_be_a_new_name(event_id: UUID, name: str, ticket_kind_id: UUID | None) -> None:
    same = db.session.scalars(
        select(TicketKind).where(TicketKind.event_id == event_id, TicketKind.withdrawn_at.is_(None))
    )
    if any(each.name.casefold() == name.casefold() and each.id != ticket_kind_id for each in same):
        raise NameOfTicketTaken(name)


def _set_capacity(event_id: UUID, kind: PoolKind, subject_id: UUID, capacity: int | None) -> None:
    # Not through the object: `taken` belongs to those who register meanwhile.
    db.session.execute(
        update(SeatPool)
        .where(SeatPool.event_id == event_id, SeatPool.kind == kind, SeatPool.subject_id == subject_id)
        .values(capacity=capacity)
        .execution_options(synchronize_session=False)
    )


def _count_those_who_chose(event_id: UUID, pool_id: UUID, chosen_by: Collection[UUID]) -> None:
    rows = db.session.execute(
        select(Registration.id, IS_SEATED.label("is_seated")).where(
            Registration.event_id == event_id, Registration.id.in_(chosen_by)
        )
    ).all()
    db.session.add_all(SeatWanted(registration_id=row.id, pool_id=pool_id) for row in rows)
    db.session.flush()
    take_seats_of_many({row.id: [pool_id] for row in rows if row.is_seated})


def _must_be_times(zone: str, facts: DeskFacts) -> None:
    for field in ("opens_local", "closes_local", "changes_until_local"):
        wall = getattr(facts, field)
        if wall is not None and not is_a_time_there(wall, zone):
            raise NoSuchTime(field)
    if facts.opens_local is not None and facts.closes_local is not None and facts.closes_local <= facts.opens_local:
        raise ClosesBeforeItOpens
