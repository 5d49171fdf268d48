"""For whom the days of an event are held."""

from uuid import UUID

from sqlalchemy import Select, func, or_, select

from convene.database import db
from convene.registration.catalogue import ACTIVE
from convene.registration.models import Invitation, Registration


def to_be_held_for(event_id: UUID) -> Select[Invitation]:
    """Those who are invited and have not said that they cannot come: not answered yet, or registered since."""
    return (
        select(Invitation)
        .outerjoin(Registration, Registration.id == Invitation.registration_id)
        .where(Invitation.event_id == event_id, Invitation.withdrawn_at.is_(None), Invitation.declined_at.is_(None))
        .where(or_(Invitation.registration_id.is_(None), Registration.state.in_(ACTIVE)))
        .order_by(Invitation.id)
    )


def count_to_be_held_for(event_id: UUID) -> int:
    """How many these are. One statement."""
    return db.session.scalar(select(func.count()).select_from(to_be_held_for(event_id).subquery())) or 0
