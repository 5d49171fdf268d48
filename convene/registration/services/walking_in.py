from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from convene.clock import now
from convene.database import concerning, db, use_case
from convene.events.models import Event
from convene.events.queries import held_event_taking_place
from convene.people.services import add_person, know_person_with_address
from convene.registration.catalogue import CameBy, RegistrationState
from convene.registration.models import Registration
from convene.registration.queries.registrations import active_registration_with, registration_as
from convene.registration.rules.door import find_standing
from convene.registration.services.seating import admit_out_of_turn, take_seats
from convene.spelling import normalised_address


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn:
    """What somebody says of themselves at the door. Without an address nothing can be mailed to them."""

    name: str
    organisation: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Admitted:
    """They have a place. `is_beyond`: all places were taken. `was_known`: their address was registered already."""

    registration_id: UUID
    is_beyond: bool = False
    was_known: bool = False


@use_case
def admit_walk_in(event_id: UUID, walk_in: WalkIn, *, by: str) -> Admitted:
    """Give somebody who stands at the door a place, whether or not one is free: whoever is inside is counted.

    Whether registration is open is not asked. An address that is registered already is let in under what it has, and
    what waited, was offered or was to be approved is confirmed.
    """
    event = held_event_taking_place(event_id)
    known = active_registration_with(event_id, walk_in.email) if walk_in.email else None
    if known is not None and known.state is RegistrationState.CONFIRMED:
        concerning(registration_id=known.id)
        return Admitted(known.id, was_known=True)
    registration = known or _write_down(event, walk_in, by=by)
    return Admitted(
        registration.id, is_beyond=_admit_at_the_door(event, registration, by=by), was_known=known is not None
    )


@use_case
def let_in_anyway(event_id: UUID, registration_id: UUID, *, by: str) -> Admitted | None:
    """Give somebody who stands at the door and has registered a place, whether or not one is free.

    They wait, hold an offer, are to be approved, or have cancelled: it is confirmed under the registration that they
    have, so that two desks give one place, and a badge counts again. None: organisers have declined or cancelled it,
    and they alone take that back.
    """
    event = held_event_taking_place(event_id)
    registration = db.session.get_one(Registration, registration_id, populate_existing=True)
    # Who has registered anew meanwhile comes by that.
    registration = registration_as(event_id, registration.identity_key) or registration
    if registration.state is RegistrationState.CONFIRMED:
        concerning(registration_id=registration.id)
        return Admitted(registration.id, was_known=True)
    standing = find_standing(registration.state, registration.ended_because, is_offered=False, lacks_sign_up=False)
    if not standing.can_be_let_in:
        return None
    registration.cancelled_at = registration.ended_because = None
    return Admitted(registration.id, is_beyond=_admit_at_the_door(event, registration, by=by), was_known=True)


@use_case
def let_in_beyond_places(event_id: UUID, registration_id: UUID, pool_ids: Collection[UUID], *, by: str) -> None:
    """Count somebody who is inside though all places are taken. A use case of its own, so that the log says so."""
    take_seats(registration_id, pool_ids, beyond=True)


def _admit_at_the_door(event: Event, registration: Registration, *, by: str) -> bool:
    """Confirm it without a mail, and take its places; returns whether these were beyond all."""
    concerning(registration_id=registration.id)
    missing, is_beyond = admit_out_of_turn(event, registration, tells=False)
    if is_beyond:
        let_in_beyond_places(event.id, registration.id, missing, by=by)
    else:
        take_seats(registration.id, missing)
    return is_beyond


def _write_down(event: Event, walk_in: WalkIn, *, by: str) -> Registration:
    registration_id = uuid4()
    if walk_in.email:
        person_id = know_person_with_address(
            event.team_id, walk_in.email, name=walk_in.name, affiliation=walk_in.organisation, by=by
        )
    else:
        person_id = add_person(event.team_id, name=walk_in.name, affiliation=walk_in.organisation, by=by)
    # Two people without an address are not one.
    key = normalised_address(walk_in.email) if walk_in.email else registration_id.hex
    registration = Registration(
        id=registration_id,
        event_id=event.id,
        person_id=person_id,
        state=RegistrationState.CONFIRMED,
        name=walk_in.name,
        email=walk_in.email,
        email_key=key,
        identity_key=key,
        organisation=walk_in.organisation,
        country="",
        language=event.language,
        link_version=1,
        came_by=CameBy.DOOR,
        created_at=now(),
    )
    db.session.add(registration)
    return registration
