"""Reads for letters to groups."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from convene.accounts.models import Account
from convene.clock import now
from convene.database import db, in_order
from convene.events.models import Event
from convene.events.rules import over_from
from convene.registration.catalogue import ACTIVE, MailingState, OfferWhy, RegistrationState
from convene.registration.models import Letter, Mailing, Offer, Registration
from convene.registration.queries.listing import whom
from convene.registration.queries.seating import IS_RUNNING
from convene.registration.rules.listing import Filters
from convene.registration.rules.mailings import Due, When, decide_due, due_at


def readers(event: Event, filters: Filters) -> list[ColumnElement[bool]]:
    """The conditions under which somebody whom a list shows is written to: they have an address, and it is theirs as
    far as we know; who has cancelled or was declined only where the list asks for these."""
    wanted = filters if filters.states else replace(filters, states=frozenset(ACTIVE))
    unconfirmed = exists().where(Offer.registration_id == Registration.id, Offer.why == OfferWhy.ADDRESS, IS_RUNNING)
    return [*whom(event, wanted), Registration.email != "", ~unconfirmed]


def counts_of_readers(event: Event, filters: Filters) -> dict[RegistrationState, int]:
    """How many of each state are written to. One statement."""
    rows = db.session.execute(
        select(Registration.state, func.count()).where(*readers(event, filters)).group_by(Registration.state)
    )
    return {RegistrationState(state): count for state, count in rows}


def reader_at(event: Event, filters: Filters, place: int) -> Registration | None:
    """Who reads a letter in this place, from 0, by name. One statement."""
    rows = (
        select(Registration)
        .where(*readers(event, filters))
        .order_by(in_order(Registration.name), Registration.id)
        .offset(place)
        .limit(1)
    )
    return db.session.scalar(rows)


def all_readers(event: Event, filters: Filters) -> Sequence[Registration]:
    """Everybody who is written to. One statement."""
    return db.session.scalars(
        select(Registration).where(*readers(event, filters)).order_by(Registration.created_at, Registration.id)
    ).all()


@dataclass(frozen=True, slots=True)
class KnownMailing:
    """A letter to a group, its words, and who wrote it ("" where the account is gone)."""

    row: Mailing
    letter: Letter
    author: str

    @property
    def when(self) -> When:
        return when_of_mailing(self.row)


def when_of_mailing(row: Mailing) -> When:
    return When(at_local=row.send_at_local, days_before=row.days_before, at_time=row.at_time)


def mailings_of(event_id: UUID) -> list[KnownMailing]:
    """The letters to groups of an event, newest first. One statement."""
    rows = db.session.execute(
        select(Mailing, Letter, Account.name)
        .join(Letter, Letter.id == Mailing.letter_id)
        .outerjoin(Account, Account.id == Mailing.written_by_id)
        .where(Mailing.event_id == event_id)
        .order_by(Mailing.created_at.desc(), Mailing.id)
        .limit(200)
    )
    return [KnownMailing(row[0], row[1], row[2] or "") for row in rows]


def mailing_of(event_id: UUID, mailing_id: UUID) -> KnownMailing | None:
    """One of them."""
    row = db.session.execute(
        select(Mailing, Letter, Account.name)
        .join(Letter, Letter.id == Mailing.letter_id)
        .outerjoin(Account, Account.id == Mailing.written_by_id)
        .where(Mailing.event_id == event_id, Mailing.id == mailing_id)
    ).one_or_none()
    return KnownMailing(row[0], row[1], row[2] or "") if row is not None else None


def what_is_due(mailing: Mailing, event: Event) -> Due:
    """What is to be done about a planned letter now."""
    due = due_at(when_of_mailing(mailing), event.starts_on, event.zone)
    assert due is not None, mailing.id
    ends_at = over_from(event.ends_on, event.day_turns_at, event.zone)
    return decide_due(due, ends_at, now(), is_cancelled=event.is_cancelled)


def mailings_due() -> list[UUID]:
    """Planned letters about which something is to be done. One statement."""
    rows = db.session.execute(
        select(Mailing, Event).join(Event, Event.id == Mailing.event_id).where(Mailing.state == MailingState.PLANNED)
    )
    return [mailing.id for mailing, event in rows if what_is_due(mailing, event) is not Due.WAIT]
