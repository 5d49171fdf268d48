from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from convene.clock import now
from convene.database import bookkeeping, concerning, db, use_case
from convene.errors import NotFound
from convene.events.queries import held_event, held_event_taking_place
from convene.registration import emails
from convene.registration.catalogue import ACTIVE, Attribute
from convene.registration.errors import InvitationIsOver, NobodyToMail
from convene.registration.models import BalanceTarget, Invitation, Registration
from convene.registration.queries.inviting import to_be_mailed
from convene.registration.rules.letters import PLACEHOLDERS_OF_INVITATIONS, Words
from convene.registration.services.holding_dates import end_holds
from convene.registration.services.seating import write_letter
from convene.spelling import normalised_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """Somebody whom organisers want to ask. `country` is a code of ISO 3166-1, or ""."""

    name: str
    email: str
    organisation: str = ""
    country: str = ""
    sector: str = ""
    expertise: str = ""


#: What is said of somebody each time they are listed.
OF_PERSON = ("name", "organisation", "country", "sector", "expertise")


@dataclass(frozen=True, slots=True)
class Listed:
    """What came of a list of people: new on the list, there before with something else said of them, the same."""

    added: int
    changed: int
    same: int


@use_case
def list_invitees(
    event_id: UUID,
    people: Sequence[Invitee],
    *,
    language: str,
    ticket_kind_id: UUID | None = None,
    quota_id: UUID | None = None,
    by: str,
) -> Listed:
    """Put people on the list of those to invite. Nobody is mailed yet. One address is one person, however often.

    Whose invitation was taken back is to be asked anew: the link of before opens nothing.
    """
    held_event(event_id)
    known = {
        each.email_key: each for each in db.session.scalars(select(Invitation).where(Invitation.event_id == event_id))
    }
    added = changed = same = 0
    for person in people:
        key = normalised_address(person.email)
        row, is_new = known.get(key), key not in known
        if row is None:
            row = known[key] = Invitation(
                id=uuid4(), event_id=event_id, email=person.email, email_key=key, language=language, added_at=now()
            )
            db.session.add(row)
        said = {name: getattr(person, name) for name in OF_PERSON} | {
            "ticket_kind_id": ticket_kind_id,
            "quota_id": quota_id,
            "withdrawn_at": None,
        }
        if row.withdrawn_at is not None:
            row.invited_at = row.reminded_at = row.declined_at = None
        differs = any(getattr(row, name) != value for name, value in said.items())
        for name, value in said.items():
            setattr(row, name, value)
        added += is_new
        changed += differs and not is_new
        same += not differs and not is_new
    db.session.flush()
    note_who_has_registered(event_id)
    return Listed(added, changed, same)


@bookkeeping
def note_who_has_registered(event_id: UUID) -> None:
    """Whoever is on the list and has registered under the same address, by whatever way, has answered by that."""
    theirs = (
        select(Registration.id)
        .where(
            Registration.event_id == event_id,
            Registration.identity_key == Invitation.email_key,
            Registration.state.in_(ACTIVE),
        )
        .scalar_subquery()
    )
    db.session.execute(
        update(Invitation)
        .where(Invitation.event_id == event_id, Invitation.registration_id.is_(None), theirs.is_not(None))
        .values(registration_id=theirs)
        .execution_options(synchronize_session=False)
    )


@use_case
def send_invitations(
    event_id: UUID,
    invitation_ids: Sequence[UUID] | None = None,
    *,
    words: Words | None = None,
    is_reminder: bool = False,
    by: str,
) -> int:
    """Mail those on the list their own links: all who were not asked yet, or these. Returns how many were mailed.

    A reminder goes to those who were asked and have not answered, once a day at most. Who has answered is never mailed,
    nor who has registered without their link. EventIsCancelled, NobodyToMail, UnknownPlaceholders.
    """
    held_event_taking_place(event_id)
    note_who_has_registered(event_id)
    rows = to_be_mailed(event_id, is_reminder=is_reminder)
    if invitation_ids is not None:
        rows = rows.where(Invitation.id.in_(invitation_ids))
    chosen = list(db.session.scalars(rows))
    if not chosen:
        raise NobodyToMail
    letter = write_letter(event_id, words, known=PLACEHOLDERS_OF_INVITATIONS) if words is not None else None
    at = now()
    for each in chosen:
        if is_reminder:
            each.reminded_at = at
        else:
            each.invited_at = at
    emails.invite_all(chosen, letter, is_reminder=is_reminder)
    return len(chosen)


@use_case
def withdraw_invitation(event_id: UUID, invitation_id: UUID, *, by: str) -> None:
    """Take an invitation back: its link opens nothing any more. Who has registered by it keeps their place."""
    concerning(invitation_id=invitation_id)
    row = _invitation(event_id, invitation_id)
    row.withdrawn_at = row.withdrawn_at or now()
    row.link_version += 1
    end_holds(event_id, [row.id])


@use_case
def decline_invitation(event_id: UUID, invitation_id: UUID, *, by: str = "participant") -> None:
    """Say that one will not come. It can be taken back by registering. InvitationIsOver."""
    held_event(event_id)
    row = db.session.get(Invitation, invitation_id)
    if row is None or row.event_id != event_id or row.withdrawn_at is not None:
        raise InvitationIsOver
    if row.registration_id is None:
        row.declined_at = row.declined_at or now()
        end_holds(event_id, [row.id])


@use_case
def set_target(event_id: UUID, attribute: Attribute, value: str, wanted: int | None, *, by: str) -> None:
    """Say how many of one sector, country or expertise are wished for. None: no number is."""
    held_event(event_id)
    db.session.execute(
        delete(BalanceTarget).where(
            BalanceTarget.event_id == event_id, BalanceTarget.attribute == attribute, BalanceTarget.value == value
        )
    )
    if wanted is not None:
        db.session.add(BalanceTarget(id=uuid4(), event_id=event_id, attribute=attribute, value=value, wanted=wanted))


def _invitation(event_id: UUID, invitation_id: UUID) -> Invitation:
    row = db.session.scalar(select(Invitation).where(Invitation.event_id == event_id, Invitation.id == invitation_id))
    if row is None:
        raise NotFound
    return row
