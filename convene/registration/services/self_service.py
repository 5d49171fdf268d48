from uuid import UUID

from sqlalchemy import update

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.registration import emails
from convene.registration.catalogue import ACTIVE
from convene.registration.errors import (
    RegistrationIsCancelled,
)
from convene.registration.models import Registration
from convene.registration.queries.registrations import active_registration_with
from convene.registration.services.seating import end_registration


@use_case
def change(
    registration_id: UUID,
    *,
    name: str,
    organisation: str,
    country: str,
    by: str = "participant",
) -> None:
    """Change what somebody has told. RegistrationIsCancelled: nothing is changed."""
    # One statement, so that it cannot write into a registration that is cancelled in this very moment.
    event_id = db.session.execute(
        update(Registration)
        .where(Registration.id == registration_id, Registration.state.in_(ACTIVE))
        .values(name=name, organisation=organisation, country=country, answers_changed_at=now())
        .returning(Registration.event_id)
    ).scalar_one_or_none()
    if event_id is None:
        raise RegistrationIsCancelled
    concerning(event_id=event_id)


@use_case
def cancel(registration_id: UUID, *, by: str = "participant") -> None:
    """Give the place back and say so by mail. Cancelling again changes nothing and mails nothing."""
    if end_registration(registration_id):
        emails.cancelled(db.session.get_one(Registration, registration_id))


@use_case
def send_my_link(event_id: UUID, email: str, *, by: str = "participant") -> None:
    """Mail the link to a registration, if there is one under this address; do nothing otherwise, and say neither."""
    registration = active_registration_with(event_id, email)
    if registration is not None:
        hold(("registration", registration.id))  # of many at once, each replaces the mail of the one before
        concerning(registration_id=registration.id)
        emails.link(registration)
