"""What somebody on stage adds to their sessions by their personal link: slides, papers, links.

They reach their own materials and nobody else’s, and add to the sessions that they are in now. People send their slides
afterwards, so this stays open for some weeks once the event is over; taking back what is theirs they can always.

`link_version` is that of the link they came by: one that was revoked meanwhile does nothing (NotFound). None: whoever
calls came by no link.
"""

from uuid import UUID

from sqlalchemy import func, select

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.files.documents import Document
from convene.programme.catalogue import ON_STAGE
from convene.programme.errors import HiddenByOrganisers, TooLateForMaterials, TooManyOfYours
from convene.programme.models import Material, StageInvitation
from convene.programme.queries.draft import facts_of
from convene.programme.rules.materials import may_hand_in
from convene.programme.services import materials
from convene.programme.services.materials import MaterialFacts
from convene.programme.services.writing import session_of

MOST_OF_ONE = 10


@use_case
def hand_in_link(
    invitation_id: UUID,
    session_id: UUID,
    facts: MaterialFacts,
    *,
    url: str,
    link_version: int | None = None,
    by: str = ON_STAGE,
) -> UUID:
    """Add a page elsewhere to a session that one is in; returns the id of the material.

    NotFound: it is no session of theirs. TooLateForMaterials, TooManyOfYours, and what `materials.add_link` refuses.
    """
    mine = _who_adds(invitation_id, session_id, link_version)
    return materials.add_link(mine.event_id, session_id, facts, url=url, person_id=mine.person_id, by=by)


@use_case
def hand_in_file(
    invitation_id: UUID,
    session_id: UUID,
    facts: MaterialFacts,
    document: Document,
    *,
    link_version: int | None = None,
    by: str = ON_STAGE,
) -> UUID:
    """Add a document to a session that one is in; returns the id of the material. Refuses as `hand_in_link` does."""
    mine = _who_adds(invitation_id, session_id, link_version)
    return materials.add_file(mine.event_id, session_id, facts, document, person_id=mine.person_id, by=by)


@use_case
def change_own_material(
    invitation_id: UUID,
    material_id: UUID,
    facts: MaterialFacts,
    *,
    url: str | None = None,
    seen: str | None = None,
    link_version: int | None = None,
    by: str = ON_STAGE,
) -> None:
    """Change what is said of a material that one has added. NotFound: it is another one’s. TooLateForMaterials,
    and what `materials.change_material` refuses."""
    mine = _owner(invitation_id, material_id, link_version)
    _must_be_in_time(mine.event_id)
    materials.change_material(mine.event_id, material_id, facts, url=url, seen=seen, by=by)


@use_case
def hide_own_material(
    invitation_id: UUID, material_id: UUID, *, link_version: int | None = None, by: str = ON_STAGE
) -> None:
    """Keep what one has added from everybody but organisers. NotFound: it is another one’s."""
    materials.hide_material(_owner(invitation_id, material_id, link_version).event_id, material_id, by=by)


@use_case
def show_own_material(
    invitation_id: UUID, material_id: UUID, *, link_version: int | None = None, by: str = ON_STAGE
) -> None:
    """Show what one has added and hidden again. HiddenByOrganisers, NotFound, TooLateForMaterials."""
    mine = _owner(invitation_id, material_id, link_version)
    _must_be_in_time(mine.event_id)
    material = db.session.get_one(Material, material_id)
    if material.hidden_at is not None and material.hidden_by != ON_STAGE:
        raise HiddenByOrganisers
    materials.show_material(mine.event_id, material_id, by=by)


@use_case
def remove_own_material(
    invitation_id: UUID, material_id: UUID, *, link_version: int | None = None, by: str = ON_STAGE
) -> None:
    """Remove what one has added for good. NotFound: it is another one’s."""
    materials.remove_material(_owner(invitation_id, material_id, link_version).event_id, material_id, by=by)


def _who_adds(invitation_id: UUID, session_id: UUID, link_version: int | None) -> StageInvitation:
    mine = _held(invitation_id, link_version)
    session = facts_of(session_of(mine.event_id, session_id))
    if session.is_withdrawn or all(one.person_id != mine.person_id for one in session.everybody()):
        raise NotFound
    _must_be_in_time(mine.event_id)
    given = select(func.count(Material.id)).where(
        Material.session_id == session_id, Material.person_id == mine.person_id
    )
    if (db.session.scalar(given) or 0) >= MOST_OF_ONE:
        raise TooManyOfYours(MOST_OF_ONE)
    return mine


def _owner(invitation_id: UUID, material_id: UUID, link_version: int | None) -> StageInvitation:
    mine = _held(invitation_id, link_version)
    material = db.session.get(Material, material_id, populate_existing=True)
    if material is None or (material.event_id, material.person_id) != (mine.event_id, mine.person_id):
        raise NotFound
    return mine


def _held(invitation_id: UUID, link_version: int | None) -> StageInvitation:
    event_id = db.session.scalar(select(StageInvitation.event_id).where(StageInvitation.id == invitation_id))
    if event_id is None:
        raise NotFound
    hold(("event", event_id), ("people on stage", event_id))  # who revokes a link holds the second
    mine = db.session.get(StageInvitation, invitation_id, populate_existing=True)
    if mine is None or link_version not in {None, mine.link_version}:
        raise NotFound
    concerning(event_id=event_id)
    return mine


def _must_be_in_time(event_id: UUID) -> None:
    event = db.session.get_one(Event, event_id)
    if not may_hand_in(event.ends_on, event.day_turns_at, event.zone, now()):
        raise TooLateForMaterials
