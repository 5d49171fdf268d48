"""Materials of sessions: slides, handouts, notes, links, recordings. They are no part of a version and show at once.

Organisers add them, and so do those on stage by their own link (`person_id`). The page makes the document from what
was uploaded (`files.documents.document_in`) before it calls: looking through it takes time, and nobody else could
write meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.rules import with_one_moved
from convene.events.services.changing import show_anew
from convene.files.documents import Document
from convene.files.models import Audience
from convene.files.services import drop_files_of, store_file
from convene.programme.catalogue import MATERIALS, ON_STAGE, Available, MaterialKind, Reach
from convene.programme.errors import NotAWebAddress, SaysNoTime, TooManyMaterials
from convene.programme.models import Material
from convene.programme.queries.materials import materials_of, said_of_material
from convene.programme.services.writing import session_of
from convene.web.meanwhile import must_be_as_seen

MOST_MATERIALS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialFacts:
    """What is said of a material, link or file. `available_local`: a wall time in the zone of the event."""

    title: str
    kind: MaterialKind = MaterialKind.SLIDES
    language: str = ""
    reach: Reach = Reach.EVERYBODY
    available: Available = Available.AT_ONCE
    available_local: datetime | None = None
    contribution_id: UUID | None = None


@use_case
def add_link(
    event_id: UUID, session_id: UUID, facts: MaterialFacts, *, url: str, person_id: UUID | None = None, by: str
) -> UUID:
    """Add a page elsewhere; returns the id of the material. NotAWebAddress, SaysNoTime, TooManyMaterials."""
    _must_lead_to_a_page(url)
    return _add(event_id, session_id, facts, person_id, by, url=url)


@use_case
def add_file(
    event_id: UUID,
    session_id: UUID,
    facts: MaterialFacts,
    document: Document,
    *,
    person_id: UUID | None = None,
    by: str,
) -> UUID:
    """Add a document; returns the id of the material. SaysNoTime, TooManyMaterials."""
    hold(("event", event_id))
    session_of(event_id, session_id)
    material_id = uuid4()
    file_id = store_file(
        MATERIALS,
        material_id,
        document.body,
        content_type=document.content_type,
        event_id=event_id,
        team_id=db.session.get_one(Event, event_id).team_id,
        # For nobody but organisers by itself: for whom else it is, and since when, the material says.
        audience=Audience.ORGANISERS,
        by=by,
    )
    return _add(
        event_id,
        session_id,
        facts,
        person_id,
        by,
        material_id=material_id,
        file_id=file_id,
        file_name=document.name,
        size=len(document.body),
    )


@use_case
def change_material(
    event_id: UUID,
    material_id: UUID,
    facts: MaterialFacts,
    *,
    url: str | None = None,
    seen: str | None = None,
    by: str,
) -> None:
    """Change what is said of a material, and where a link leads. `seen` is the mark (`web.meanwhile`) of it as it
    stood on the page; None: whoever saves last wins. ChangedMeanwhile, NotAWebAddress, SaysNoTime.
    """
    material = _held(event_id, material_id)
    must_be_as_seen(seen, said_of_material(material), material.title)
    if material.url is not None and url is not None:
        _must_lead_to_a_page(url)
        material.url = url
    for name, value in _columns(material.session_id, event_id, facts).items():
        setattr(material, name, value)
    show_anew(event_id)


@use_case
def hide_material(event_id: UUID, material_id: UUID, *, by: str) -> None:
    """Keep a material from everybody but organisers, until it is shown again.

    What an organiser hides stays hidden, also where whoever gave it had hidden it before.
    """
    material = _held(event_id, material_id)
    if material.hidden_at is None or by != ON_STAGE:
        material.hidden_at, material.hidden_by = material.hidden_at or now(), by
    show_anew(event_id)


@use_case
def show_material(event_id: UUID, material_id: UUID, *, by: str) -> None:
    """Show a hidden material again to those whom it is for."""
    material = _held(event_id, material_id)
    material.hidden_at, material.hidden_by = None, ""
    show_anew(event_id)


@use_case
def move_material(event_id: UUID, material_id: UUID, *, up: bool, by: str) -> None:
    """Let a material change places with the one above or below it in its session."""
    material = _held(event_id, material_id)
    for position, each in enumerate(with_one_moved(materials_of(material.session_id), material, up=up)):
        each.position = position
    show_anew(event_id)


@use_case
def remove_material(event_id: UUID, material_id: UUID, *, by: str) -> None:
    """Remove a material for good, its file included."""
    material = _held(event_id, material_id)
    db.session.delete(material)
    db.session.flush()
    drop_files_of(MATERIALS, material_id, by=by)
    show_anew(event_id)


def _add(
    event_id: UUID,
    session_id: UUID,
    facts: MaterialFacts,
    person_id: UUID | None,
    by: str,
    *,
    material_id: UUID | None = None,
    url: str | None = None,
    file_id: UUID | None = None,
    file_name: str = "",
    size: int = 0,
) -> UUID:
    hold(("event", event_id))
    session_of(event_id, session_id)
    count, last = db.session.execute(
        select(func.count(Material.id), func.max(Material.position)).where(Material.session_id == session_id)
    ).one()
    if count >= MOST_MATERIALS:
        raise TooManyMaterials(MOST_MATERIALS)
    material = Material(
        id=material_id or uuid4(),
        event_id=event_id,
        session_id=session_id,
        url=url,
        file_id=file_id,
        file_name=file_name,
        size=size,
        added_by=by,
        person_id=person_id,
        position=0 if last is None else last + 1,
        created_at=now(),
        **_columns(session_id, event_id, facts),
    )
    db.session.add(material)
    db.session.flush()
    concerning(session_id=session_id, material_id=material.id)
    show_anew(event_id)
    return material.id


def _held(event_id: UUID, material_id: UUID) -> Material:
    """A material of the event, as it is once other changes are kept out. NotFound."""
    hold(("event", event_id))
    material = db.session.get(Material, material_id, populate_existing=True)
    if material is None or material.event_id != event_id:
        raise NotFound
    concerning(session_id=material.session_id, material_id=material_id)
    return material


def _columns(session_id: UUID, event_id: UUID, facts: MaterialFacts) -> dict[str, object]:
    if facts.available is Available.AT_A_TIME and facts.available_local is None:
        raise SaysNoTime
    own = {each.id for each in session_of(event_id, session_id).contributions}
    if facts.contribution_id is not None and facts.contribution_id not in own:
        raise NotFound
    columns = {name: getattr(facts, name) for name in MaterialFacts.__slots__}
    return {**columns, "available_local": facts.available_local if facts.available is Available.AT_A_TIME else None}


def _must_lead_to_a_page(url: str) -> None:
    """Asked here as well as by forms: not every caller is one, and a link that runs is a program."""
    if not url.lower().startswith(("https://", "http://")):
        raise NotAWebAddress
