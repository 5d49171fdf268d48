"""Reads for the directory of participants: of those alone who have said that they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from convene.database import db, in_order
from convene.events.models import Event
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Directory, DirectoryEntry, Registration
from convene.web.searching import has_words


def is_open(event_id: UUID) -> bool:
    """Whether participants of an event may show themselves. One statement."""
    return bool(db.session.scalar(select(Directory.is_open).where(Directory.event_id == event_id)))


def entry_of(registration_id: UUID) -> DirectoryEntry | None:
    """What somebody has said of how they are shown; None: they are not."""
    return db.session.scalar(select(DirectoryEntry).where(DirectoryEntry.registration_id == registration_id))


@dataclass(frozen=True, slots=True)
class ShownParticipant:
    """Somebody as everybody sees them: nothing that they have not said yes to."""

    entry_id: UUID
    name: str
    organisation: str
    country: str
    project: str
    takes_messages: bool


def participants_shown(event: Event, search: str = "") -> Select[DirectoryEntry]:
    """The entries of those who take part and show themselves, by name."""
    return (
        select(DirectoryEntry)
        .join(Registration, Registration.id == DirectoryEntry.registration_id)
        .join(Directory, Directory.event_id == Registration.event_id)
        .where(
            Registration.event_id == event.id,
            Registration.state == RegistrationState.CONFIRMED,
            Directory.is_open,
            has_words(search, Registration.name, DirectoryEntry.project),
        )
        .order_by(in_order(Registration.name), DirectoryEntry.id)
    )


def as_shown(entries: Sequence[DirectoryEntry]) -> list[ShownParticipant]:
    """The same as everybody sees them. One statement."""
    rows = {
        row.id: row
        for row in db.session.scalars(
            select(Registration).where(Registration.id.in_([each.registration_id for each in entries]))
        )
    }
    return [
        ShownParticipant(
            each.id,
            rows[each.registration_id].name,
            rows[each.registration_id].organisation if each.shows_organisation else "",
            rows[each.registration_id].country if each.shows_country else "",
            each.project,
            each.takes_messages,
        )
        for each in entries
    ]


def participant_to_write_to(event: Event, entry_id: UUID) -> tuple[DirectoryEntry, Registration] | None:
    """Somebody who shows themselves at the event and takes messages, or None."""
    row = db.session.execute(
        select(DirectoryEntry, Registration)
        .join(Registration, Registration.id == DirectoryEntry.registration_id)
        .join(Directory, Directory.event_id == Registration.event_id)
        .where(
            DirectoryEntry.id == entry_id,
            DirectoryEntry.takes_messages,
            Directory.is_open,
            Registration.event_id == event.id,
            Registration.state == RegistrationState.CONFIRMED,
            Registration.email != "",
        )
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None
