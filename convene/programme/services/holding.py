"""What whoever acts by a personal link of the stage does first: keep others out, and see that the link still holds."""

from uuid import UUID

from sqlalchemy import select

from convene.clock import now
from convene.database import concerning, db, hold
from convene.errors import NotFound
from convene.events.errors import EventIsCancelled
from convene.events.models import Event
from convene.events.rules import is_over
from convene.programme.errors import EventIsOver
from convene.programme.models import StageInvitation


def held_invitation(invitation_id: UUID, link_version: int | None) -> StageInvitation:
    """What there is between an event and one person on its stage. EventIsOver; NotFound: the link was revoked."""
    event_id = db.session.scalar(select(StageInvitation.event_id).where(StageInvitation.id == invitation_id))
    if event_id is None:
        raise NotFound
    hold(("event", event_id), ("people on stage", event_id))
    invitation = db.session.get(StageInvitation, invitation_id, populate_existing=True)
    if invitation is None or link_version not in {None, invitation.link_version}:
        raise NotFound
    must_not_be_over(event_id)
    concerning(event_id=event_id, person_id=invitation.person_id)
    return invitation


def must_not_be_over(event_id: UUID) -> Event:
    """The event, while it is to come. EventIsCancelled, EventIsOver."""
    event = db.session.get_one(Event, event_id, populate_existing=True)
    if event.is_cancelled:
        raise EventIsCancelled
    if is_over(event.ends_on, event.day_turns_at, event.zone, now()):
        raise EventIsOver
    return event
