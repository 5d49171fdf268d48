"""Mails to those on stage.

No name and no title of a session stands in them: the agenda may come from a file of somebody else's, and what is asked
stands on the page behind the link.
"""

from datetime import datetime, time

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.events.rules import is_over
from convene.outbox import services as outbox
from convene.outbox.catalogue import Content, Intent, message
from convene.programme.models import StageInvitation
from convene.programme.queries import behind_invitation, is_on_stage
from convene.web.signed_links import Purpose, absolute_url, sign


def asked_to_speak(invitation: StageInvitation) -> None:
    """Ask somebody on stage whether they will be there, with the link by which they answer."""
    _enqueue("programme/asked_to_speak", invitation)


def reminded_to_speak(invitation: StageInvitation) -> None:
    """Ask once more. A first question that has not gone out yet is replaced by this."""
    _enqueue("programme/reminded_to_speak", invitation)


def _enqueue(name: str, invitation: StageInvitation) -> None:
    outbox.enqueue(
        name,
        invitation.email,
        ids={"invitation_id": invitation.id},
        event_id=invitation.event_id,
        language=db.session.get_one(Event, invitation.event_id).language,
        about=f"stage:{invitation.id}:question",
    )


@message("programme/asked_to_speak")
@message("programme/reminded_to_speak")
def _compose(intent: Intent) -> Content | None:
    behind = behind_invitation(intent.ids["invitation_id"])
    # Answered, or written to another address meanwhile: the link is for whoever has the address that stands there now.
    if behind is None or behind.invitation.answer is not None or behind.invitation.email != intent.to_email:
        return None
    event = behind.event
    if is_over(event.ends_on, event.day_turns_at, event.zone, now()) or not is_on_stage(event.id, behind.person.id):
        return None
    return Content(
        {
            "event": event,
            "zone_at": datetime.combine(event.starts_on, time(12)),
            "url": absolute_url("speak.page", token=link_to_stage(behind.invitation)),
        }
    )


def link_to_stage(invitation: StageInvitation) -> str:
    """The token of the link by which somebody on stage answers and changes how they are shown."""
    return sign(Purpose.SPEAK, invitation.id, invitation.link_version)
