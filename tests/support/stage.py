"""What there is between an event and somebody on its stage, and their own link."""

from uuid import UUID

from convene.database import db
from convene.events.models import Event
from convene.programme.emails import link_to_stage
from convene.programme.models import StageInvitation
from convene.programme.queries.answers import invitation_of


def row_of(event: Event, person_id: UUID) -> StageInvitation:
    """As it stands in the database now."""
    db.session.rollback()
    found = invitation_of(event.id, person_id)
    assert found is not None
    return found


def link_of(event: Event, person_id: UUID) -> str:
    """The path of their own page."""
    return f"/speak/{link_to_stage(row_of(event, person_id))}/"
