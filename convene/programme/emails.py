"""Mails to those on stage: who asks, for which sessions, what the organisers add, and the link by which one answers.

Where the event takes high care its sessions stand only on the page behind the link: a mail lies about for years. Names
of others on stage never stand in it.
"""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from flask_babel import gettext as _

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.events.rules import defaults_of, is_over
from convene.outbox import services as outbox
from convene.outbox.catalogue import Content, Intent, message
from convene.programme.models import StageInvitation
from convene.programme.queries.answers import BehindALink, behind_invitation
from convene.programme.queries.draft import draft_of
from convene.programme.queries.people import is_needed
from convene.programme.structure import SessionFacts, Structure
from convene.spelling import is_same_address
from convene.teams.models import Team
from convene.web.languages import clock_time, day, in_language
from convene.web.signed_links import Purpose, absolute_url, sign

ASKED, REMINDED = "programme/asked_to_speak", "programme/reminded_to_speak"


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A session that somebody is asked for, as a mail names it."""

    title: str
    when: str
    room: str


def asked_to_speak(invitation: StageInvitation) -> None:
    """Ask somebody on stage whether they will be there, with the link by which they answer."""
    _enqueue(ASKED, invitation)


def reminded_to_speak(invitation: StageInvitation) -> None:
    """Ask once more. A first question that has not gone out yet is replaced by this."""
    _enqueue(REMINDED, invitation)


def question_to_nobody(name: str, invitation_id: UUID, word: str, language: str) -> Intent:
    """The mail `name` as it would go out now, without the personal link: for a page that shows it before."""
    return Intent(name, "", "", language, {"invitation_id": invitation_id}, {"word": word})


def _enqueue(name: str, invitation: StageInvitation) -> None:
    outbox.enqueue(
        name,
        invitation.email,
        ids={"invitation_id": invitation.id},
        event_id=invitation.event_id,
        language=db.session.get_one(Event, invitation.event_id).language,
        about=f"stage:{invitation.id}:question",
    )


@message(ASKED)
@message(REMINDED)
def _compose(intent: Intent) -> Content | None:
    behind = behind_invitation(intent.ids["invitation_id"])
    if behind is None:
        return None
    if "word" in intent.private:  # the preview: the word is not written down yet, and nobody's link shown
        return _asked(behind, intent.private["word"], None, intent.language)
    # Answered, or written to another address meanwhile: the link is for whoever has the address that stands there now.
    if behind.invitation.answer is not None or not is_same_address(behind.invitation.email, intent.to_email):
        return None
    event = behind.event
    if is_over(event.ends_on, event.day_turns_at, event.zone, now()) or not is_needed(event.id, behind.person.id):
        return None
    url = absolute_url("speak.page", token=link_to_stage(behind.invitation))
    return _asked(behind, behind.invitation.word, url, intent.language)


def _asked(behind: BehindALink, word: str, url: str | None, language: str) -> Content:
    """What stands in a mail that asks somebody."""
    event = behind.event
    with in_language(language):
        sessions = _sessions_of(event, behind.person.id)
    return Content(
        {
            "event": event,
            "zone_at": datetime.combine(event.starts_on, time(12)),
            "host": db.session.get_one(Team, event.team_id).name,
            "sessions": sessions,
            "word": word,
            "url": url,
        }
    )


def _sessions_of(event: Event, person_id: UUID) -> list[AskedFor]:
    """The sessions of the draft that somebody is on stage in, as far as the event's care lets a mail name them."""
    if not defaults_of(event.sensitivity).mails_name_sessions:
        return []
    draft = draft_of(event.id)
    return [
        _asked_for(session, draft)
        for session in draft.sessions
        if not session.is_withdrawn and any(one.person_id == person_id for one in session.everybody())
    ]


def _asked_for(session: SessionFacts, draft: Structure) -> AskedFor:
    room, starts, ends = draft.room(session.room_id), session.starts_local, session.ends_local(draft.zone)
    return AskedFor(
        title=session.title,
        when=f"{day(starts)}, {clock_time(starts)}–{clock_time(ends)}"
        if starts and ends
        else _("The time is not set yet"),
        room=room.name if room else "",
    )


def link_to_stage(invitation: StageInvitation) -> str:
    """The token of the link by which somebody on stage answers and changes how they are shown."""
    return sign(Purpose.SPEAK, invitation.id, invitation.link_version)
