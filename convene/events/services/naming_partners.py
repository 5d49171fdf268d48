"""Who stands behind an event beside its team: hosts, supporters, the venue."""

from uuid import UUID, uuid4

from sqlalchemy import delete

from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.catalogue import PartnerRole
from convene.events.errors import PartnerIsNamed
from convene.events.models import Partner
from convene.events.queries import partner_of, partners_of, said_of
from convene.events.rules import with_one_moved
from convene.events.services.changing import show_anew
from convene.files.models import Audience
from convene.files.pictures import Picture
from convene.files.services import drop_files_of, store_picture
from convene.web.meanwhile import must_be_as_seen

#: Whose files logos are.
LOGOS = "partners"


@use_case
def add_partner(
    event_id: UUID, role: PartnerRole, name: str, *, website: str = "", logo: Picture | None = None, by: str
) -> UUID:
    """Name a partner, below the others of its role. PartnerIsNamed: there is one of this name in the role."""
    hold(("event", event_id))
    _must_not_be_named(event_id, role, name)
    partner = Partner(
        id=uuid4(), event_id=event_id, role=role, name=name, website=website, position=_last_in(event_id, role)
    )
    db.session.add(partner)
    db.session.flush()
    if logo is not None:
        partner.logo_file_id = _stored(partner, logo, by)
    concerning(partner_id=partner.id)
    show_anew(event_id)
    return partner.id


@use_case
def change_partner(
    event_id: UUID,
    partner_id: UUID,
    role: PartnerRole,
    name: str,
    *,
    website: str,
    logo: Picture | None = None,
    keeps_logo: bool = True,
    seen: str | None = None,
    by: str,
) -> None:
    """Change what is said of a partner. In another role it stands last.

    `logo` is a new one; without it, the one there is stays or goes, as `keeps_logo` says. `seen` as in `change_event`.
    PartnerIsNamed, ChangedMeanwhile: nothing is changed.
    """
    hold(("event", event_id))
    partner = _partner(event_id, partner_id)
    must_be_as_seen(seen, said_of(partner), partner.name)
    _must_not_be_named(event_id, role, name, but=partner_id)
    if role is not partner.role:
        partner.position = _last_in(event_id, role)
    partner.role, partner.name, partner.website = role, name, website
    if logo is not None:
        partner.logo_file_id = _stored(partner, logo, by)
    elif not keeps_logo:
        partner.logo_file_id = None
        drop_files_of(LOGOS, partner_id, by=by)
    show_anew(event_id)


@use_case
def move_partner(event_id: UUID, partner_id: UUID, *, up: bool, by: str) -> None:
    """Let a partner change places with the one above or below it in its role."""
    hold(("event", event_id))
    moved = _partner(event_id, partner_id)
    alike = [one for one in partners_of(event_id) if one.role is moved.role]
    for position, partner in enumerate(with_one_moved(alike, moved, up=up)):
        partner.position = position
    show_anew(event_id)


@use_case
def remove_partner(event_id: UUID, partner_id: UUID, *, by: str) -> None:
    """Name a partner no longer. Its logo goes, too."""
    hold(("event", event_id))
    _partner(event_id, partner_id)
    drop_files_of(LOGOS, partner_id, by=by)
    db.session.execute(delete(Partner).where(Partner.id == partner_id))
    show_anew(event_id)


def _partner(event_id: UUID, partner_id: UUID) -> Partner:
    partner = partner_of(event_id, partner_id)
    if partner is None:
        raise NotFound
    return partner


def _must_not_be_named(event_id: UUID, role: PartnerRole, name: str, *, but: UUID | None = None) -> None:
    for one in partners_of(event_id):
        if one.id != but and one.role is role and one.name.casefold() == name.casefold():
            raise PartnerIsNamed


def _last_in(event_id: UUID, role: PartnerRole) -> int:
    return max((one.position for one in partners_of(event_id) if one.role is role), default=-1) + 1


def _stored(partner: Partner, logo: Picture, by: str) -> UUID:
    return store_picture(
        LOGOS, partner.id, logo, event_id=partner.event_id, team_id=None, audience=Audience.PUBLIC, by=by
    )
