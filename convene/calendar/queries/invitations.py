"""What was mailed into whose calendar."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import and_, exists, func, select

from convene.calendar.models import CalendarFollower, CalendarInvitation, CalendarItem
from convene.calendar.queries.entries import item_of
from convene.calendar.queries.following import own_item, wanted_by_mail
from convene.calendar.rules import NOTHING
from convene.database import db
from convene.engines.ics import Item, Method, Status

#: Of an entry and an invitation: the one is about the other.
IS_INVITED_TO = and_(
    CalendarItem.kind == CalendarInvitation.kind, CalendarItem.subject_id == CalendarInvitation.subject_id
)


def count_calendars(event_id: UUID) -> int:
    """In how many calendars something of an event stands by mail, or is on its way there. One statement."""
    return (
        db.session.scalar(
            select(func.count(CalendarInvitation.attendee_key.distinct())).where(
                CalendarInvitation.event_id == event_id, CalendarInvitation.told != NOTHING
            )
        )
        or 0
    )


def is_off(invitation: CalendarInvitation, row: CalendarItem) -> bool:
    """Whether an invitation is taken back, or what it is about cancelled: nobody is asked whether they come."""
    return invitation.method is Method.CANCEL or row.status is Status.CANCELLED


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, the entry that it is about, and that as it stands in this calendar: under the UID by which it is
    known, and with the way in of whoever follows it there now."""

    invitation: CalendarInvitation
    row: CalendarItem
    item: Item
    #: Whose it is there now; None: nobody's, and it is taken out.
    follower: CalendarFollower | None


def invitation_and_entry(invitation_id: UUID, base_url: str) -> tuple[CalendarInvitation, CalendarItem, Item] | None:
    """An invitation, and the entry that it is about, under the UID by which it is known. One statement."""
    row = db.session.execute(
        select(CalendarInvitation, CalendarItem)
        .join(CalendarItem, IS_INVITED_TO)
        .where(CalendarInvitation.id == invitation_id)
    ).one_or_none()
    if row is None:
        return None
    invitation, item = row
    return invitation, item, replace(item_of(item, base_url), uid=invitation.uid)


def invitation_with(invitation_id: UUID, base_url: str, say: Callable[[str], str]) -> Invited | None:
    """What stands behind an invitation, for whoever reads the mails of its address. Two statements.

    `say`: the words with the address at which they join online.
    """
    found = invitation_and_entry(invitation_id, base_url)
    if found is None:
        return None
    invitation, row, _item_of_all = found
    place = invitation.kind, invitation.subject_id, invitation.attendee_key
    follower = wanted_by_mail(invitation.event_id, [invitation.attendee_key]).get(place)
    way_in, is_hold = (follower.way_in, follower.is_hold) if follower is not None else ("", False)
    item = own_item(row, base_url, say, way_in=way_in, is_hold=is_hold)
    return Invited(invitation, row, replace(item, uid=invitation.uid), follower)


def has_invitation(event_id: UUID, invitation_id: UUID) -> bool:
    """Whether an invitation is of an event. One statement."""
    is_there = exists().where(CalendarInvitation.id == invitation_id, CalendarInvitation.event_id == event_id)
    return bool(db.session.scalar(select(is_there)))


def kept_of_invitations(event_id: UUID, email_key: str) -> list[CalendarInvitation]:
    """All that is kept of what was sent into the calendar of an address, as it is compared, about an event. One
    statement."""
    return list(
        db.session.scalars(
            select(CalendarInvitation)
            .where(CalendarInvitation.event_id == event_id)
            .where(CalendarInvitation.attendee_key == email_key)
            .order_by(CalendarInvitation.written_at, CalendarInvitation.id)
        )
    )
