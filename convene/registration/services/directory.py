from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from convene.clock import now
from convene.database import concerning, db, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.queries import held_event
from convene.events.services.changing import show_anew
from convene.registration import emails
from convene.registration.models import Directory, DirectoryEntry, Registration
from convene.registration.queries.directory import entry_of, is_open, participant_to_write_to


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAs:
    """With what somebody is shown among the participants."""

    organisation: bool = False
    country: bool = False
    project: str = ""
    takes_messages: bool = False


@use_case
def set_directory(event_id: UUID, *, is_open: bool, by: str) -> None:
    """Let participants show themselves on the pages of the event, or no more: then nobody is shown at once."""
    held_event(event_id)
    row = db.session.get(Directory, event_id)
    if row is None:
        row = Directory(event_id=event_id)
        db.session.add(row)
    row.is_open = is_open
    show_anew(event_id)


@use_case
def show_oneself(registration_id: UUID, shown: ShownAs | None, *, by: str = "participant") -> None:
    """Be shown among the participants with this and nothing else; None: not at all, from now on. NotFound: the
    organisers have no directory."""
    registration = db.session.get_one(Registration, registration_id)
    concerning(event_id=registration.event_id)
    held_event(registration.event_id)
    if shown is None:
        db.session.execute(delete(DirectoryEntry).where(DirectoryEntry.registration_id == registration_id))
        return
    if not is_open(registration.event_id):
        raise NotFound
    entry = entry_of(registration_id)
    if entry is None:
        entry = DirectoryEntry(id=uuid4(), registration_id=registration_id)
        db.session.add(entry)
    entry.shows_organisation, entry.shows_country = shown.organisation, shown.country
    entry.project, entry.takes_messages, entry.said_at = shown.project, shown.takes_messages, now()


@use_case
def forward_to(event_id: UUID, entry_id: UUID, *, name: str, email: str, text: str, by: str = "visitor") -> None:
    """Mail somebody who takes messages what a visitor writes. Their address stays with us. NotFound."""
    event = db.session.scalars(select(Event).where(Event.id == event_id)).one()
    found = participant_to_write_to(event, entry_id)
    if found is None:
        raise NotFound
    concerning(registration_id=found[1].id)
    emails.forwarded(found[1], name=name, email=email, text=text)
