"""People on stage: who they are, where they stand, and who is shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, false, or_, select

from convene.database import db
from convene.events.catalogue import PUBLIC_STATES
from convene.events.models import Event
from convene.events.rules import SHOWS_PHOTOS
from convene.files.queries import bytes_owned_by, has_file
from convene.people.models import Person
from convene.programme.models import Agenda, AgendaVersion, PersonOnStage, PersonSource, Session
from convene.programme.queries.versions import ShownPerson
from convene.web.searching import has_words


def people_named(event_id: UUID, text: str) -> Select[Person]:
    """Those on stage in the draft with each word of `text` in name or affiliation, by name."""
    return (
        select(Person)
        .where(_is_in_draft(event_id), has_words(text, Person.display_name, Person.affiliation))
        .order_by(Person.display_name)
    )


def names_of_people(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """What people are called. One statement."""
    if not person_ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.display_name).where(Person.id.in_(person_ids)))
    return {person_id: name for person_id, name in rows}  # noqa: C416, a Row is no tuple to mypy


def said_of_person(person: Person) -> dict[str, object]:
    """What organisers say of somebody on stage, by the names of the form's fields."""
    return {"name": person.display_name, "affiliation": person.affiliation, "biography": person.biography}


def people_on_stage(event_id: UUID) -> list[Person]:
    """Everybody who is on stage in the draft, by name. One statement."""
    return list(db.session.scalars(select(Person).where(_is_in_draft(event_id)).order_by(Person.display_name)))


def people_on_stage_or_shown(event_id: UUID) -> list[Person]:
    """The same with those who were taken off the draft and whom readers still see. Two statements."""
    served = db.session.scalar(
        select(AgendaVersion.people)
        .join(Agenda, Agenda.version_id == AgendaVersion.id)
        .where(Agenda.event_id == event_id)
    )
    shown = [UUID(person_id) for person_id in served or ()]
    known = select(Person).where(or_(_is_in_draft(event_id), Person.id.in_(shown)))
    return list(db.session.scalars(known.order_by(Person.display_name)))


def _is_in_draft(event_id: UUID) -> ColumnElement[bool]:
    on_stage = select(PersonOnStage.person_id).join(Session).where(Session.event_id == event_id)
    return Person.id.in_(on_stage)


def needed(event_id: UUID) -> Select[UUID]:
    return (
        select(PersonOnStage.person_id)
        .join(Session, Session.id == PersonOnStage.session_id)
        .where(Session.event_id == event_id, Session.withdrawn_at.is_(None))
        .distinct()
    )


def who_is_needed(event_id: UUID) -> set[UUID]:
    """Those who are on stage in a session of the draft that takes place: they alone are asked, reminded and counted.
    One statement."""
    return set(db.session.scalars(needed(event_id)))


def is_needed(event_id: UUID, person_id: UUID) -> bool:
    """Whether somebody is one of those. One statement."""
    return db.session.scalar(needed(event_id).where(PersonOnStage.person_id == person_id)) is not None


def shown_people(event_id: UUID, person_ids: Iterable[UUID]) -> dict[UUID, ShownPerson]:
    """People as pages and files show them. Those who are gone are left out. Two statements."""
    ids = sorted(set(person_ids))
    sources: dict[UUID, dict[str, str]] = defaultdict(dict)
    for source in db.session.scalars(select(PersonSource).where(PersonSource.event_id == event_id)):
        kind, _, name = source.source_id.partition(":")
        sources[source.person_id].setdefault(kind, name)
    shown = {}
    for person in db.session.scalars(select(Person).where(Person.id.in_(ids))):
        known = sources[person.id]
        shown[person.id] = ShownPerson(
            id=person.id,
            name=person.display_name,
            affiliation=person.affiliation,
            biography=person.biography,
            photo_file_id=person.photo_file_id,
            guid=known.get("guid"),
            number=int(known["id"]) if "id" in known else None,
            code=known.get("code"),
        )
    return shown


def shows_person(person_id: UUID) -> ColumnElement[bool]:
    """Of a version: it shows this person."""
    return cast(AgendaVersion.people, Text).contains(str(person_id))


#: So many people are looked for in the text of a version; for more it is quicker to read every version of the team.
MOST_LOOKED_FOR = 50


def versions_showing(team_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The versions that show any of these people, by their events, which are of their team. One statement.

    Of many people every version of the team: which of them it shows stands in it.
    """
    versions = select(AgendaVersion.event_id, AgendaVersion.id).join(Event, Event.id == AgendaVersion.event_id)
    if len(person_ids) <= MOST_LOOKED_FOR:
        versions = versions.where(or_(false(), *map(shows_person, person_ids)))
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for event_id, version_id in db.session.execute(versions.where(Event.team_id == team_id).order_by(Event.id)):
        found[event_id].append(version_id)
    return found


def is_shown_to_everybody(person_id: UUID) -> bool:
    """Whether everybody sees a picture of somebody: the public agenda of an event of their team has them on stage,
    and the profile of that event allows pictures. One statement."""
    team_id = select(Person.team_id).where(Person.id == person_id).scalar_subquery()
    shown_at = (
        select(Event.id)
        .join(Agenda, Agenda.event_id == Event.id)
        .join(AgendaVersion, AgendaVersion.id == Agenda.version_id)
        .where(
            Event.team_id == team_id,
            Event.state.in_(PUBLIC_STATES),
            Event.sensitivity.in_(SHOWS_PHOTOS),
            shows_person(person_id),
        )
    )
    return db.session.scalar(shown_at.limit(1)) is not None


def events_with_person(person_id: UUID) -> list[Event]:
    """Every event that has somebody on stage, in its draft or in a version of its agenda. One statement."""
    in_draft = (
        select(Session.event_id)
        .join(PersonOnStage, PersonOnStage.session_id == Session.id)
        .where(PersonOnStage.person_id == person_id)
    )
    in_version = select(AgendaVersion.event_id).where(shows_person(person_id))
    team_id = select(Person.team_id).where(Person.id == person_id).scalar_subquery()
    return list(
        db.session.scalars(
            select(Event)
            .where(Event.team_id == team_id, or_(Event.id.in_(in_draft), Event.id.in_(in_version)))
            .order_by(Event.starts_on)
        )
    )


def is_on_stage(event_id: UUID, person_id: UUID) -> bool:
    """Whether somebody is on stage at an event: in the draft, or in a version that people have seen."""
    in_draft = (
        select(PersonOnStage.id)
        .join(Session, Session.id == PersonOnStage.session_id)
        .where(Session.event_id == event_id, PersonOnStage.person_id == person_id)
    )
    in_version = select(AgendaVersion.id).where(AgendaVersion.event_id == event_id, shows_person(person_id))
    return any(db.session.scalar(where.limit(1)) is not None for where in (in_draft, in_version))


def person_on_stage(event_id: UUID, person_id: UUID) -> Person | None:
    """Somebody who is on stage at an event (`is_on_stage`): the team knows more people, who are not for its programme
    to change. Three statements."""
    return db.session.get(Person, person_id) if is_on_stage(event_id, person_id) else None


#: Whose files (`files`) pictures are of which somebody has yet to say which part is kept.
UNCUT = "people, uncut"


def uncut_photo_of(person_id: UUID) -> bytes | None:
    """The picture of which somebody has yet to say which part is kept. One statement."""
    return bytes_owned_by(UNCUT, person_id)


def has_uncut_photo(person_id: UUID) -> bool:
    """Whether there is one. One statement."""
    return has_file(UNCUT, person_id)


def is_on_a_stage() -> ColumnElement[bool]:
    return select(PersonOnStage.id).where(PersonOnStage.person_id == Person.id).exists()
