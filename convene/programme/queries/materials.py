"""Materials of sessions: whose they are, and who may fetch them when."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.programme.catalogue import Available, Reach
from convene.programme.models import Agenda, AgendaVersion, Material
from convene.programme.queries.versions import PublicRow, Published, published
from convene.programme.rules.materials import NEVER, Terms, may_fetch, opens_at
from convene.programme.structure import SessionFacts, Structure


def materials_of(session_id: UUID) -> list[Material]:
    """Everything that is there for a session, hidden or not, in its order. One statement."""
    return list(
        db.session.scalars(
            select(Material).where(Material.session_id == session_id).order_by(Material.position, Material.created_at)
        )
    )


def materials_given_by(event_id: UUID, person_id: UUID) -> list[Material]:
    """What somebody on stage has added at an event, hidden or not. One statement."""
    return list(
        db.session.scalars(
            select(Material)
            .where(Material.event_id == event_id, Material.person_id == person_id)
            .order_by(Material.position, Material.created_at)
        )
    )


def materials_from_stage(event_id: UUID) -> dict[UUID, list[Material]]:
    """The same of everybody on stage, by person. One statement."""
    rows = db.session.scalars(
        select(Material)
        .where(Material.event_id == event_id, Material.person_id.is_not(None))
        .order_by(Material.position, Material.created_at)
    )
    found: dict[UUID, list[Material]] = {}
    for one in rows:
        if one.person_id is not None:
            found.setdefault(one.person_id, []).append(one)
    return found


def count_materials(event_id: UUID) -> dict[UUID, int]:
    """How many materials there are for each session that has any; what was hidden is not counted. One statement."""
    rows = db.session.execute(
        select(Material.session_id, func.count())
        .where(Material.event_id == event_id, Material.hidden_at.is_(None))
        .group_by(Material.session_id)
    )
    return {session_id: count for session_id, count in rows}  # noqa: C416, a Row is no tuple to mypy


def material_of(event_id: UUID, material_id: UUID) -> Material | None:
    """A material of the event. One statement."""
    return db.session.scalar(select(Material).where(Material.id == material_id, Material.event_id == event_id))


def materials_for(event_id: UUID, shown: Published, reader: Reach, code: str | None = None) -> list[Material]:
    """What this reader can fetch now of all sessions of a published version, or of one. One statement."""
    of_id = {one.id: one for one in shown.structure.sessions if code is None or one.code == code}
    if code is not None and not of_id:
        return []
    rows = select(Material).where(Material.event_id == event_id).order_by(Material.position, Material.created_at)
    if code is not None:
        rows = rows.where(Material.session_id.in_(of_id))
    at, zone = now(), shown.structure.zone
    return [
        one for one in db.session.scalars(rows) if may_fetch(_terms(one), of_id.get(one.session_id), zone, reader, at)
    ]


def has_materials_for_registered(event_id: UUID) -> bool:
    """Whether anything is kept for those who are registered. One statement."""
    kept = (Material.event_id == event_id, Material.reach == Reach.REGISTERED, Material.hidden_at.is_(None))
    return bool(db.session.scalar(select(exists().where(*kept))))


def material_to_fetch(event: Event, material_id: UUID, reader: Reach) -> Material | None:
    """A material of the event, if this reader can fetch it now: its event is public, its session published and not
    withdrawn, and it is theirs and open. Two statements, and one more for each version."""
    material = material_of(event.id, material_id) if event.is_public else None
    if material is None:
        return None
    version_id = db.session.scalar(select(Agenda.version_id).where(Agenda.event_id == event.id))
    if version_id is None:
        return None
    zone, sessions = _times_of_version(version_id)
    return material if may_fetch(_terms(material), sessions.get(material.session_id), zone, reader, now()) else None


@lru_cache(maxsize=32)
def _times_of_version(version_id: UUID) -> tuple[str, Mapping[UUID, SessionFacts]]:
    """The zone of a version, and its sessions without their words and people: what `may_fetch` asks."""
    # A structure never changes: a room full of people who fetch slides at once has it read once.
    structure = Structure.from_json(
        db.session.execute(select(AgendaVersion.structure).where(AgendaVersion.id == version_id)).scalar_one()
    )
    return structure.zone, {
        one.id: replace(one, abstract="", description="", links=(), people=(), contributions=())
        for one in structure.sessions
    }


def opened_materials(row: PublicRow, code: str | None = None) -> int:
    """How many of the moments have passed at which a session, or any, shows more materials to everybody.

    Nothing in the database says when that is, so it is part of the state of pages that list them. At most two
    statements, for each state of the event.
    """
    if row.version_id is None:
        return 0
    moments = _moments_of_materials(row.event_id, row.version_id, row.served_revision, row.revision)
    of_these = [moments.get(code, ())] if code is not None else moments.values()
    return sum(bisect_right(each, now()) for each in of_these)


@lru_cache(maxsize=256)
def _moments_of_materials(
    event_id: UUID, _version_id: UUID, _served_revision: int, _revision: int
) -> Mapping[str, tuple[datetime, ...]]:
    # Read once for each state of the event: a change of materials raises its revision.
    return moments_of_materials(event_id)


def moments_of_materials(event_id: UUID) -> dict[str, tuple[datetime, ...]]:
    """For each session, by its code, when what everybody can fetch of it becomes more, in order. One statement, and
    one for the agenda where any material waits for a moment."""
    rows = db.session.scalars(
        select(Material).where(
            Material.event_id == event_id,
            Material.reach == Reach.EVERYBODY,
            Material.available != Available.AT_ONCE,
            Material.hidden_at.is_(None),
        )
    ).all()
    shown = published(event_id) if rows else None
    if shown is None:
        return {}
    of_id = {one.id: one for one in shown.structure.sessions}
    moments: dict[str, set[datetime]] = defaultdict(set)
    for one in rows:
        session = of_id.get(one.session_id)
        if session is not None and (at := opens_at(_terms(one), session, shown.structure.zone)) != NEVER:
            moments[session.code].add(at)
    return {code: tuple(sorted(found)) for code, found in moments.items()}


def materials_with_a_time(event_id: UUID) -> Select[Material]:
    """Materials of an event that can be fetched from a time on that is said of them."""
    return select(Material).where(Material.event_id == event_id, Material.available == Available.AT_A_TIME)


def count_materials_with_a_time(event_id: UUID) -> int:
    """How many those are. One statement."""
    return db.session.scalar(select(func.count()).select_from(materials_with_a_time(event_id).subquery())) or 0


def said_of_material(material: Material) -> dict[str, object]:
    """What is said of a material, by the names of the form's fields."""
    local = material.available_local
    return {
        "kind": material.kind.value,
        "title": material.title,
        "url": material.url,
        "language": material.language,
        "reach": material.reach.value,
        "available": material.available.value,
        "available_day": local.date() if local else None,
        "available_time": local.time() if local else None,
        "contribution": str(material.contribution_id or ""),
    }


def _terms(material: Material) -> Terms:
    return Terms(
        reach=material.reach,
        available=material.available,
        available_local=material.available_local,
        is_hidden=material.hidden_at is not None,
    )
