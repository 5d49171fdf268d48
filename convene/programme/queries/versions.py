"""What is public: versions of an agenda as they were published, and the rows that pages are served from."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from convene.clock import now
from convene.database import db
from convene.events.catalogue import PUBLIC_STATES, Sensitivity, State
from convene.events.models import Event
from convene.events.rules import SHOWS_PHOTOS, is_over
from convene.programme.models import Agenda, AgendaVersion
from convene.programme.structure import Structure


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Somebody on stage, as pages show them. The last three are how schedule files name them."""

    id: UUID
    name: str
    affiliation: str = ""
    biography: str = ""
    photo_file_id: UUID | None = None
    guid: str | None = None
    number: int | None = None
    code: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As the served form of a version keeps it."""
        photo = str(self.photo_file_id) if self.photo_file_id else None
        return {**asdict(self), "id": str(self.id), "photo_file_id": photo}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "ShownPerson":
        photo = kept.get("photo_file_id")  # a version that was published before there were photos names none
        return cls(**{**kept, "id": UUID(kept["id"]), "photo_file_id": UUID(photo) if photo else None})


@dataclass(frozen=True, slots=True)
class Published:
    """A version of the agenda with everything that is needed to show it."""

    number: int
    published_at: datetime
    note: str
    structure: Structure
    people: dict[UUID, ShownPerson]

    def as_shown(self, sensitivity: Sensitivity) -> "Published":
        """The same without pictures of people, where the event's profile shows none."""
        if sensitivity in SHOWS_PHOTOS:
            return self
        return replace(self, people={key: replace(one, photo_file_id=None) for key, one in self.people.items()})


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list of them."""

    number: int
    published_at: datetime
    published_by: str
    note: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class PublicRow:
    """What is true of an event and its agenda now, in one small row: the state of every published page.

    `version_id` is None while no version was published; then there is no agenda to show.
    """

    event_id: UUID
    team_id: UUID
    state: State
    revision: int
    version_id: UUID | None
    served_revision: int
    sensitivity: Sensitivity
    ends_on: date
    day_turns_at: time
    zone: str

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def is_over(self) -> bool:
        return is_over(self.ends_on, self.day_turns_at, self.zone, now())

    def state_of_page(self, page: str) -> tuple[str, ...]:
        """Everything that a page for all depends on, as the state that `web.serving.served` wants."""
        # Once it is over pages ask for no stars and offer no registration: no change of the database says when.
        return (page, str(self.event_id), self.state, str(self.revision), str(self.version_id),
                str(self.served_revision), str(self.is_over))  # fmt: skip


@dataclass(frozen=True, slots=True)
class SessionAt:
    """A published session, as features above are asked about it (`web.panels.Place.SESSION`)."""

    event: Event
    session_id: UUID
    code: str


# Written once: to build it anew took a third of the time of an answer that nothing has changed (304).
_ROW_AT_ADDRESS = (
    select(
        Event.id,
        Event.team_id,
        Event.state,
        Event.revision,
        Agenda.version_id,
        func.coalesce(Agenda.served_revision, 0),
        Event.sensitivity,
        Event.ends_on,
        Event.day_turns_at,
        Event.zone,
    )
    .outerjoin(Agenda, Agenda.event_id == Event.id)
    .where(Event.slug == bindparam("slug"))
)


def public_row(slug: str) -> PublicRow | None:
    """The row of the event at an address, whatever its state. One statement of columns."""
    row = db.session.execute(_ROW_AT_ADDRESS, {"slug": slug}).one_or_none()
    return PublicRow(*tuple(row)) if row else None


def published(event_id: UUID) -> Published | None:
    """The version of the agenda that everybody sees now. One statement."""
    return _served(
        select(AgendaVersion.number, AgendaVersion.published_at, AgendaVersion.note, AgendaVersion.served)
        .join(Agenda, Agenda.version_id == AgendaVersion.id)
        .where(Agenda.event_id == event_id)
    )


def version(event_id: UUID, number: int) -> Published | None:
    """An older version, or the present one, as it was published. One statement."""
    return _served(
        select(AgendaVersion.number, AgendaVersion.published_at, AgendaVersion.note, AgendaVersion.served).where(
            AgendaVersion.event_id == event_id, AgendaVersion.number == number
        )
    )


def version_id_of(event_id: UUID, number: int) -> UUID | None:
    """The row of a version."""
    return db.session.scalar(
        select(AgendaVersion.id).where(AgendaVersion.event_id == event_id, AgendaVersion.number == number)
    )


def versions_of(event_id: UUID) -> list[VersionLine]:
    """Every version, the latest first. One statement."""
    rows = db.session.execute(
        select(
            AgendaVersion.number,
            AgendaVersion.published_at,
            AgendaVersion.published_by,
            AgendaVersion.note,
            AgendaVersion.id == Agenda.version_id,
        )
        .join(Agenda, Agenda.event_id == AgendaVersion.event_id)
        .where(AgendaVersion.event_id == event_id)
        .order_by(AgendaVersion.number.desc())
    )
    return [VersionLine(number, at, by, note, bool(current)) for number, at, by, note, current in rows]


def _served(statement: Select[int, datetime, str, dict[str, Any]]) -> Published | None:
    row = db.session.execute(statement).one_or_none()
    if row is None:
        return None
    number, published_at, note, served = row
    people = {UUID(key): ShownPerson.from_json(person) for key, person in served["people"].items()}
    return Published(number, published_at, note, Structure.from_json(served["structure"]), people)
