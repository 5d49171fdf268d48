"""What somebody on stage does by their personal link: answer, and say how they are shown.

`link_version` is that of the link they came by: one that was revoked meanwhile does nothing (NotFound). None: whoever
calls came by no link.
"""

from uuid import UUID

from convene.clock import now
from convene.database import use_case
from convene.files.pictures import Picture
from convene.programme.catalogue import ON_STAGE, StageAnswer
from convene.programme.services.following import tell_who_is_on_stage
from convene.programme.services.holding import held_invitation
from convene.programme.services.naming import change_person, cut_photo


@use_case
def answer_for_stage(
    invitation_id: UUID, answer: StageAnswer, *, note: str = "", link_version: int | None = None, by: str = ON_STAGE
) -> None:
    """Say whether one will be there; the last word counts. `note` says why not, and is for organisers only.

    Nothing of the agenda changes by itself. EventIsOver, NotFound.
    """
    invitation = held_invitation(invitation_id, link_version)
    invitation.answer, invitation.answered_at = answer, now()
    invitation.note = note if answer is StageAnswer.DECLINED else ""
    tell_who_is_on_stage(invitation.event_id, [invitation.person_id])


@use_case
def choose_own_calendar(
    invitation_id: UUID, *, wants_calendar: bool, link_version: int | None = None, by: str = ON_STAGE
) -> None:
    """Say whether one's sessions come into one's calendar by mail. EventIsOver, NotFound."""
    invitation = held_invitation(invitation_id, link_version)
    invitation.wants_calendar = wants_calendar
    tell_who_is_on_stage(invitation.event_id, [invitation.person_id])


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
    invitation = held_invitation(invitation_id, link_version)
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
    invitation = held_invitation(invitation_id, link_version)
    invitation.profile_changed_at = now()
    cut_photo(invitation.event_id, invitation.person_id, photo, seen=seen, by=by)
