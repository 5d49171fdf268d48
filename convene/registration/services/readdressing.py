"""The step that changes an address: the same whether its owner has shown it, or organisers have noted it."""

from uuid import UUID

from sqlalchemy import select

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.outbox.services import send_to_new_address
from convene.people.models import Person
from convene.people.services import know_person_with_address, say_legal_name
from convene.programme.emails import tell_at_new_address
from convene.registration.errors import AddressIsTaken
from convene.registration.models import Registration
from convene.registration.queries.registrations import registration_as
from convene.registration.queries.together import companions_of
from convene.registration.rules.identity import identity_of
from convene.registration.services.following import tell_who_follows
from convene.registration.services.keeping import note_change, told_now
from convene.spelling import normalised_address


def readdress(
    event: Event, registration: Registration, email: str, identity: str, *, is_confirmed: bool, by: str
) -> None:
    """Let mails about somebody go to another address from now on, and those about whom they speak for (decision 19).

    Links given out before are worthless then, and what still waits goes to the new address. `identity`: who they are
    at the event by it; the caller, who holds the event, notes what was changed of them. AddressIsTaken: somebody else
    is registered so, or one of those whom they speak for is.
    """
    moved = [
        (registration, identity),
        *((each, identity_of(None, email, each.name)) for each in companions_of(registration).spoken_for),
    ]
    known = {each.id: registration_as(event.id, identity) for each, identity in moved}
    if any(there is not None and there.id != registration_id for registration_id, there in known.items()):
        raise AddressIsTaken
    tell_at_new_address(event.id, [(each.email, email) for each, _ in moved])
    for each, theirs in moved:
        before, old = told_now(each), each.email
        each.email, each.email_key, each.identity_key = email, normalised_address(email), theirs
        each.link_version += 1
        send_to_new_address(event.id, old, email, registration_id=each.id)
        if each is not registration:
            note_change(each, before, by=by)
    registration.address_confirmed_at = now() if is_confirmed else None
    if registration.is_own_address:
        registration.person_id = _person_there(event, registration, by=by)
    tell_who_follows(event.id, [each.id for each, _ in moved])


def _person_there(event: Event, registration: Registration, *, by: str) -> UUID:
    """The person whom the team knows by the new address; made if there is none, with the name of their passport.

    The one of the old address stays as it is: their sessions and other events point to it (decision 19).
    """
    there = select(Person.id).where(Person.team_id == event.team_id, Person.email_key == registration.email_key)
    is_new = db.session.scalar(there) is None
    legal_name = db.session.get_one(Person, registration.person_id).legal_name
    person_id = know_person_with_address(
        event.team_id,
        registration.email,
        name=registration.name,
        affiliation=registration.organisation,
        country=registration.country or None,
        by=by,
    )
    if is_new and legal_name:
        say_legal_name(person_id, legal_name, by=by)
    return person_id
