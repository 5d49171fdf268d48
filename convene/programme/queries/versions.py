"""What is public: versions of an agenda as they were published, and the rows that pages are served from."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, or_, select

from convene.clock import now
from convene.database import db
from convene.events.catalogue import PUBLIC_STATES, Sensitivity, State
from convene.events.models import Event
from convene.events.rules import SHOWS_PHOTOS, is_over
from convene.programme.models import Agenda, AgendaVersion
from convene.programme.news import AllNews, find_news
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
    #: How many people were written to.
    told: int


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


ROW = (
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
"""The columns of a `PublicRow`, of an event and its agenda if it has one."""

# Written once: to build it anew took a third of the time of an answer that nothing has changed (304).
_ROW_AT_ADDRESS = select(*ROW).outerjoin(Agenda, Agenda.event_id == Event.id).where(Event.slug == bindparam("slug"))


def public_row(slug: str) -> PublicRow | None:
    """The row of the event at an address, whatever its state. One statement of columns."""
    row = db.session.execute(_ROW_AT_ADDRESS, {"slug": slug}).one_or_none()
    return PublicRow(*tuple(row)) if row else None


_PUBLISHED = select(
    AgendaVersion.number,
    AgendaVersion.published_at,
    AgendaVersion.note,
    AgendaVersion.structure,
    AgendaVersion.people,
)


def published(event_id: UUID) -> Published | None:
    """The version of the agenda that everybody sees now. One statement."""
    return _served(_PUBLISHED.join(Agenda, Agenda.version_id == AgendaVersion.id).where(Agenda.event_id == event_id))


def version(event_id: UUID, number: int) -> Published | None:
    """An older version, or the present one, as it was published. One statement."""
    return _served(_PUBLISHED.where(AgendaVersion.event_id == event_id, AgendaVersion.number == number))


def version_id_of(event_id: UUID, number: int) -> UUID | None:
    """The row of a version."""
    return db.session.scalar(
        select(AgendaVersion.id).where(AgendaVersion.event_id == event_id, AgendaVersion.number == number)
    )


def event_of_version(version_id: UUID) -> Event | None:
    """The event whose agenda a version is of. One statement."""
    return db.session.scalar(
        select(Event).join(AgendaVersion, AgendaVersion.event_id == Event.id).where(AgendaVersion.id == version_id)
    )


def version_now(event_id: UUID) -> UUID | None:
    """The version that everybody sees now. One statement."""
    return db.session.scalar(select(Agenda.version_id).where(Agenda.event_id == event_id))


def numbers_of_versions(event_id: UUID) -> dict[UUID | None, int]:
    """The number of each version; None, before there was any, is 0. One statement."""
    rows = db.session.execute(
        select(AgendaVersion.id, AgendaVersion.number).where(AgendaVersion.event_id == event_id)
    ).all()
    return {None: 0, **{version_id: number for version_id, number in rows}}  # noqa: C416, a Row is no tuple to mypy


def structures_of(version_ids: Collection[UUID]) -> dict[UUID, Structure]:
    """What versions say, without anybody's name. One statement."""
    rows = db.session.execute(
        select(AgendaVersion.id, AgendaVersion.structure).where(AgendaVersion.id.in_(version_ids))
    )
    return {version_id: Structure.from_json(structure) for version_id, structure in rows}


@lru_cache(maxsize=32)
def structure_of(version_id: UUID) -> Structure:
    """What a version says. It never changes: each process reads it once, and a version goes only with its event."""
    return structures_of([version_id])[version_id]


@lru_cache(maxsize=32)
def news_between(before_id: UUID | None, after_id: UUID) -> AllNews:
    """What is news from one version to another; None: from none. A publish has hundreds of mails written from it."""
    return find_news(structure_of(before_id) if before_id is not None else None, structure_of(after_id))


def versions_of(event_id: UUID) -> list[VersionLine]:
    """Every version, the latest first. One statement."""
    rows = db.session.execute(
        select(
            AgendaVersion.number,
            AgendaVersion.published_at,
            AgendaVersion.published_by,
            AgendaVersion.note,
            AgendaVersion.id == Agenda.version_id,
            AgendaVersion.told_count,
        )
        .join(Agenda, Agenda.event_id == AgendaVersion.event_id)
        .where(AgendaVersion.event_id == event_id)
        .order_by(AgendaVersion.number.desc())
    )
    return [VersionLine(number, at, by, note, bool(current), told) for number, at, by, note, current, told in rows]


@dataclass(frozen=True, slots=True)
class PublicVersion:
    """One version that everybody could read, and the one that it took the place of; None: it was the first."""

    id: UUID
    published_at: datetime
    note: str
    before_id: UUID | None


def public_versions(event_id: UUID) -> list[PublicVersion]:
    """Every version that everybody can or could read, the latest first. One statement of columns.

    What was published of an event that was a draft then, and was changed before anybody saw it, is none of these.
    """
    rows = db.session.execute(
        select(AgendaVersion.id, AgendaVersion.published_at, AgendaVersion.note)
        .join(Agenda, Agenda.event_id == AgendaVersion.event_id)
        .where(AgendaVersion.event_id == event_id, or_(AgendaVersion.was_public, AgendaVersion.id == Agenda.version_id))
        .order_by(AgendaVersion.number)
    ).all()
    before = [None, *(row.id for row in rows)]
    return [PublicVersion(*row, before_id) for row, before_id in zip(rows, before, strict=False)][::-1]


def _served(statement: Select[int, datetime, str, dict[str, Any], dict[str, Any]]) -> Published | None:
    row = db.session.execute(statement).one_or_none()
    if row is None:
        return None
    number, published_at, note, structure, people = row
    shown = {UUID(key): ShownPerson.from_json(person) for key, person in people.items()}
    return Published(number, published_at, note, Structure.from_json(structure), shown)
