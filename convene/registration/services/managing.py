from uuid import UUID

from convene.database import db, use_case
from convene.registration import emails
from convene.registration.models import Registration
from convene.registration.services.seating import end_registration


@use_case
def cancel_for(registration_id: UUID, *, by: str) -> None:
    """The same, by an organiser: the mail says that it was not the person who cancelled."""
    if end_registration(registration_id):
        emails.cancelled_by_organiser(db.session.get_one(Registration, registration_id))


@use_case
def note_export(event_id: UUID, *, by: str) -> None:
    """Leave a line in the log that the list of registrations was taken out as a file."""
