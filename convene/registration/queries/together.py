"""Who was registered with whom: whom somebody speaks for, who registered them, and who goes when they go."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, false, or_, select

from convene.database import db
from convene.registration.catalogue import ACTIVE, CameBy, RegistrationState
from convene.registration.models import Registration

#: They were registered by somebody else in one go.
BROUGHT = (CameBy.COLLEAGUE, CameBy.GUEST)


@dataclass(frozen=True, slots=True)
class Companions:
    """Those whose mails come to one's own address, whose links one therefore has, and those who have one of their
    own, of whom one sees who they are and where their registration is."""

    spoken_for: tuple[Registration, ...] = ()
    others: tuple[Registration, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.spoken_for or self.others)


def companions_of(mine: Registration) -> Companions:
    """Whom somebody has registered with themselves, at most one statement.

    None to those who were registered by somebody else: a link that was forwarded to them must lead to nobody's place
    but theirs. Whose address it is speaks for all whose mails go to it, also once their own registration has ended.
    """
    if not mine.is_own_address:
        return Companions()
    leads = mine.party_id is not None and mine.came_by not in BROUGHT
    rows = db.session.scalars(
        select(Registration)
        .where(
            Registration.event_id == mine.event_id,
            Registration.identity_key != mine.identity_key,
            or_(
                Registration.email_key == mine.email_key,
                and_(Registration.party_id == mine.party_id, Registration.party_id.is_not(None)) if leads else false(),
            ),
        )
        .order_by(Registration.created_at, Registration.id)
    )
    last: dict[str, Registration] = {}
    for row in rows:  # who was cancelled and registered anew stands once
        if row.state.is_active or row.identity_key not in last or not last[row.identity_key].state.is_active:
            last[row.identity_key] = row
    found = last.values()
    return Companions(
        tuple(each for each in found if each.email_key == mine.email_key),
        tuple(each for each in found if each.email_key != mine.email_key),
    )


def who_registered(brought: Registration) -> Registration | None:
    """Who has registered a colleague or guest, or None: nobody did, or that cannot be told any more. One statement."""
    if brought.came_by not in BROUGHT:
        return None
    brings = [Registration.id == brought.guest_of_id] if brought.guest_of_id else []
    if brought.party_id is not None:
        brings.append(and_(Registration.party_id == brought.party_id, Registration.came_by.not_in(BROUGHT)))
    if not brought.is_own_address:
        brings.append(and_(Registration.event_id == brought.event_id, Registration.identity_key == brought.email_key))
    return db.session.scalars(
        select(Registration).where(or_(false(), *brings)).order_by(Registration.created_at.desc(), Registration.id)
    ).first()


def guests_with(registration_ids: Collection[UUID]) -> list[Registration]:
    """The guests of these who still come, and who are cancelled when these are. One statement."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(
                Registration.guest_of_id.in_(registration_ids),
                Registration.id.not_in(registration_ids),
                Registration.state.in_(ACTIVE),
            )
            .order_by(Registration.created_at, Registration.id)
        )
    )


def ended_with(ended: Registration) -> list[Registration]:
    """Those whose registrations ended in the same moment as this one, because it did. One statement."""
    if ended.state is not RegistrationState.CANCELLED:
        return []
    together = [Registration.guest_of_id == ended.id]
    if ended.party_id is not None:
        together.append(Registration.party_id == ended.party_id)
    return list(
        db.session.scalars(
            select(Registration)
            .where(
                or_(*together),
                Registration.id != ended.id,
                Registration.state == RegistrationState.CANCELLED,
                Registration.cancelled_at == ended.cancelled_at,
            )
            .order_by(Registration.created_at, Registration.id)
        )
    )
