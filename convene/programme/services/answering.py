"""What somebody on stage does by their personal link: answer, and say how they are shown.

`link_version` is that of the link they came by: one that was revoked meanwhile does nothing (NotFound). None: whoever
calls came by no link.
"""

from uuid import UUID

from sqlalchemy import select

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.rules import is_over
from convene.files.pictures import Picture
from convene.programme.catalogue import ON_STAGE, StageAnswer
from convene.programme.errors import EventIsOver
from convene.programme.models import StageInvitation
from convene.programme.services.naming import change_person, cut_photo


@use_case
def answer_for_stage(
    invitation_id: UUID, answer: StageAnswer, *, note: str = "", link_version: int | None = None, by: str = ON_STAGE
) -> None:
    """Say whether one will be there; the last word counts. `note` says why not, and is for organisers only.

    Nothing of the agenda changes by itself. EventIsOver, NotFound.
    """
    invitation = _held(invitation_id, link_version)
    invitation.answer, invitation.answered_at = answer, now()
    invitation.note = note if answer is StageAnswer.DECLINED else ""


@use_case
def change_own_profile(
    invitation_id: UUID,
    *,
    name: str,
    affiliation: str,
    biography: str,
    photo: Picture | None = None,
    uncut: Picture | None = None,
    keeps_photo: bool = True,
    seen: str | None = None,
    link_version: int | None = None,
    by: str = ON_STAGE,
) -> None:
    """Change how one is called and shown, as `change_person` does; organisers see that it was not one of them.

    ChangedMeanwhile, EventIsOver; NotFound: one is on stage no more.
    """
    invitation = _held(invitation_id, link_version)
    invitation.profile_changed_at = now()
    change_person(
        invitation.event_id,
        invitation.person_id,
        name=name,
        affiliation=affiliation,
        biography=biography,
        photo=photo,
        uncut=uncut,
        keeps_photo=keeps_photo,
        seen=seen,
        by=by,
    )


@use_case
def cut_own_photo(
    invitation_id: UUID,
    photo: Picture,
    *,
    seen: UUID | None = None,
    link_version: int | None = None,
    by: str = ON_STAGE,
) -> None:
    """Keep another part of the picture that one has sent, as `cut_photo` does.

    AnotherPicture, EventIsOver, NotFound.
    """
    invitation = _held(invitation_id, link_version)
    invitation.profile_changed_at = now()
    cut_photo(invitation.event_id, invitation.person_id, photo, seen=seen, by=by)


def _held(invitation_id: UUID, link_version: int | None) -> StageInvitation:
    event_id = db.session.scalar(select(StageInvitation.event_id).where(StageInvitation.id == invitation_id))
    if event_id is None:
        raise NotFound
    hold(("people on stage", event_id))
    invitation = db.session.get(StageInvitation, invitation_id, populate_existing=True)
    if invitation is None or link_version not in {None, invitation.link_version}:
        raise NotFound
    event = db.session.get_one(Event, event_id)
    if is_over(event.ends_on, event.day_turns_at, event.zone, now()):
        raise EventIsOver
    concerning(event_id=event_id, person_id=invitation.person_id)
    return invitation
