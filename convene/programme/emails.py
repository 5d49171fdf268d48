"""Mails to those on stage: who asks, for which sessions, what the organisers add, and the link by which one answers.
And, to all whom it concerns, what a publish has changed for them.

Where the event takes high care its sessions stand only on the page behind the link: a mail lies about for years. Names
of others on stage never stand in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid4

from flask_babel import gettext as _

from convene.calendar.catalogue import mails_page, page_of_followers, way_out
from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.events.rules import defaults_of, is_over
from convene.outbox import services as outbox
from convene.outbox.catalogue import Content, Intent, message
from convene.outbox.rendering import Mail, written
from convene.programme.catalogue import HELD_FOR_STAGE, STAGE_FOLLOWERS, StageAnswer
from convene.programme.models import StageInvitation
from convene.programme.news import AllNews, News, NewsKind, Spot
from convene.programme.queries.answers import BehindALink, behind_invitation
from convene.programme.queries.availability import answered_for_other_days, availability_due_on, availability_row
from convene.programme.queries.draft import draft_of
from convene.programme.queries.people import is_needed
from convene.programme.queries.telling import (
    AGENDA_CHANGED,
    Addressee,
    Unsent,
    can_be_told,
    names_of_told,
    together,
    told_of,
    told_with,
    unsent_by_address,
    unsent_to,
    who_reads,
)
from convene.programme.queries.versions import event_of_version, news_between, numbers_of_versions, version_now
from convene.programme.structure import SessionFacts, Structure
from convene.sentences import Sentence, says
from convene.spelling import is_same_address
from convene.teams.models import Team
from convene.web.languages import clock_time, day, in_language, zone_name
from convene.web.signed_links import Purpose, absolute_url, sign

ASKED, REMINDED = "programme/asked_to_speak", "programme/reminded_to_speak"
ASKED_WHEN, REMINDED_WHEN = "programme/asked_when", "programme/reminded_when"


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A session that somebody is asked for, as a mail names it."""

    title: str
    when: str
    room: str


STILL_ON_STAGE = says(
    "You are still on stage in the agenda. The link that the organisers mailed you says no to it; or write to them."
)


def asked_to_speak(event: Event, invitations: Iterable[StageInvitation]) -> None:
    """Ask each of these on stage whether they will be there, with the link by which they answer."""
    _enqueue(ASKED, event, invitations)


def reminded_to_speak(event: Event, invitations: Iterable[StageInvitation]) -> None:
    """Ask once more. A first question that has not gone out yet is replaced by this."""
    _enqueue(REMINDED, event, invitations)


def asked_when(event: Event, invitations: Iterable[StageInvitation]) -> None:
    """Ask each of these on stage when they can be there, and what they need."""
    _enqueue(ASKED_WHEN, event, invitations, about="times")


def reminded_when(event: Event, invitations: Iterable[StageInvitation]) -> None:
    """Ask that once more. A first question that has not gone out yet is replaced by this."""
    _enqueue(REMINDED_WHEN, event, invitations, about="times")


def question_to_nobody(name: str, invitation_id: UUID, word: str, language: str) -> Intent:
    """The mail `name` as it would go out now, without the personal link: for a page that shows it before."""
    return Intent(name, "", "", language, {"invitation_id": invitation_id}, {"word": word})


def _enqueue(name: str, event: Event, invitations: Iterable[StageInvitation], about: str = "question") -> None:
    receivers = [
        outbox.Receiver(one.email, event.language, {"invitation_id": one.id}, about=f"stage:{one.id}:{about}")
        for one in invitations
    ]
    outbox.enqueue_for_each(name, receivers, event_id=event.id)


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


@message(ASKED_WHEN)
@message(REMINDED_WHEN)
def _compose_when(intent: Intent) -> Content | None:
    behind = behind_invitation(intent.ids["invitation_id"])
    if behind is None:
        return None
    event, person_id = behind.event, behind.person.id
    due_on = availability_due_on(event.id)
    if "word" in intent.private:
        return _asked(behind, intent.private["word"], None, intent.language, due_on=due_on)
    row = availability_row(event.id, person_id)
    # Answered meanwhile, by themselves or to an organiser; cannot come at all; or has another address.
    if row is None or (row.presence is not None and not answered_for_other_days(row, event)):
        return None
    is_theirs = is_same_address(behind.invitation.email, intent.to_email)
    if behind.invitation.answer is StageAnswer.DECLINED or not is_theirs:
        return None
    if is_over(event.ends_on, event.day_turns_at, event.zone, now()) or not is_needed(event.id, person_id):
        return None
    url = absolute_url("speak.availability", token=link_to_stage(behind.invitation))
    return _asked(behind, row.word, url, intent.language, due_on=due_on)


def _asked(behind: BehindALink, word: str, url: str | None, language: str, *, due_on: date | None = None) -> Content:
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
            "due_on": due_on,
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


def way_in_of_stage(invitation: StageInvitation) -> str:
    """The path at which somebody on stage finds how the event is joined online."""
    return f"/stage/join/{sign(Purpose.JOIN_ON_STAGE, invitation.id, invitation.link_version)}"


@way_out(HELD_FOR_STAGE)
@way_out(STAGE_FOLLOWERS)
def _say_no_on_stage(_event_id: UUID) -> tuple[Sentence, str | None] | None:
    return STILL_ON_STAGE, None


@mails_page(HELD_FOR_STAGE)
@mails_page(STAGE_FOLLOWERS)
def _page_that_ends_mails(invitation_ids: Sequence[UUID]) -> str | None:
    """Where they end these mails. Not their own page: what stands in a calendar is passed on."""
    behind = behind_invitation(invitation_ids[0])
    if behind is None:
        return None
    token = sign(Purpose.CALENDAR_ON_STAGE, behind.invitation.id, behind.invitation.link_version)
    return absolute_url("stage.calendar", token=token)


# --- what a publish has changed -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One session in a mail: what has become of it, where it was and where it is. "" where there is nothing to say."""

    kind: NewsKind
    title: str
    was: str = ""
    now: str = ""


def agenda_changed(
    event: Event, to: Sequence[tuple[Addressee, Unsent | None]], before_id: UUID | None, version_id: UUID
) -> None:
    """Tell each of these what has changed for them since `before_id`, in one mail.

    Who was written to before, in a mail that has not gone out yet or could not, gets this one in its place, from where
    that one began: each is told the sum, once.
    """
    receivers = [
        _told_at(
            event,
            addressee.email,
            unsent.before_id if unsent is not None else before_id,
            [*(unsent.told if unsent is not None else ()), version_id],
            unsent.about if unsent is not None else None,
        )
        for addressee, unsent in to
    ]
    replaced = [message_id for _addressee, unsent in to if unsent is not None for message_id in unsent.others]
    outbox.enqueue_for_each(AGENDA_CHANGED, receivers, event_id=event.id, instead_of=replaced)


def tell_at_new_address(event_id: UUID, moved: Iterable[tuple[str, str]]) -> None:
    """What was still to be told to somebody at an old address is told at their new one. `moved`: from where to where.

    What is unsent at the old one stays, as others may read it there; when it goes out it says nothing of those who are
    there no more. Where something waits at the new one already, one mail says both. A constant number of statements.
    """
    others = [(old, new) for old, new in moved if not is_same_address(old, new)]
    unsent = unsent_by_address(event_id) if others else {}
    taken: dict[str, list[Unsent]] = defaultdict(list)
    for old, new in others:
        if (left := unsent_to(unsent, old)) is not None:
            taken[new].append(left)
    if not taken:
        return
    event, numbers = db.session.get_one(Event, event_id), numbers_of_versions(event_id)
    receivers, replaced = [], []
    for new, theirs in taken.items():
        there = unsent_to(unsent, new)
        whole = together([*theirs, *([there] if there is not None else [])], numbers)
        receivers.append(_told_at(event, new, whole.before_id, whole.told, there.about if there is not None else None))
        replaced += there.others if there is not None else []
    outbox.enqueue_for_each(AGENDA_CHANGED, receivers, event_id=event_id, instead_of=replaced)


def _told_at(
    event: Event, email: str, before_id: UUID | None, told: Sequence[UUID], about: str | None
) -> outbox.Receiver:
    """Who reads it there is asked when it goes out: no row of anybody stands with it, which would leave with them."""
    since = {"before_id": before_id} if before_id is not None else {}
    return outbox.Receiver(
        email,
        event.language,
        {**since, **names_of_told(told)},
        about=about or f"agenda:{event.id}:{uuid4().hex}",
        is_first=about is None,
    )


@message(AGENDA_CHANGED)
def _compose_changed(intent: Intent) -> Content | None:
    """What is new for whoever reads it, from the version that they know to the one that everybody sees now.

    To that one, whichever the mail was written for: what it says is true in the moment in which it goes out. None:
    there is nothing to tell any more, as the change was undone, or they have cancelled since.
    """
    told = told_of(intent.ids)
    after_id, event = _public_now(told[-1])
    if after_id is None or event is None:
        return None
    said = told_with(told)
    news = news_between(intent.ids.get("before_id"), after_id)
    reader = who_reads(event.id, intent.to_email, said.groups)
    if not reader.own_news(news) and not reader.other_news(news):
        return None
    return _changed(event, news, reader, said.words, _own_pages(reader), intent.language)


def _public_now(version_id: UUID) -> tuple[UUID | None, Event | None]:
    """The version that everybody sees now of the event of a version, and the event. None: nobody sees any, or it is
    over."""
    event = event_of_version(version_id)
    if event is None or not can_be_told(event):
        return None, None
    return version_now(event.id), event


def mail_of_changes(event: Event, news: AllNews, reader: Addressee, words: Sequence[str]) -> Mail:
    """The mail to one of those whom a publish would tell, as a page shows it before: without anybody's link."""
    content = _changed(event, news, reader, tuple(filter(None, words)), None, event.language)
    return written(AGENDA_CHANGED, "", event.language, content)


def _own_pages(reader: Addressee) -> list[str]:
    """The personal pages of whoever reads it: where they answer as one on stage, and the one of their place."""
    pages = []
    for one in reader.on_stage:
        invitation = db.session.get(StageInvitation, one.stage_id) if one.stage_id is not None else None
        if invitation is not None:
            pages.append(absolute_url("speak.page", token=link_to_stage(invitation)))
    for source in dict.fromkeys(one.source for one in reader.following):
        rows = list(dict.fromkeys(one.source_id for one in reader.following if one.source == source))
        page = page_of_followers(source, rows)
        pages += [page] if page is not None else []
    return pages


def _changed(
    event: Event,
    news: AllNews,
    reader: Addressee,
    words: Sequence[str],
    urls: Sequence[str] | None,
    language: str,
) -> Content:
    """What stands in it. `urls`: the personal pages; None: of a preview, in which nobody's stands."""
    names_sessions = defaults_of(event.sensitivity).mails_name_sessions
    with in_language(language):
        own, other = (
            [_news_line(one, event.zone) for one in found] if names_sessions else []
            for found in (reader.own_news(news), reader.other_news(news))
        )
    return Content(
        {
            "event": event,
            "zone_at": datetime.combine(event.starts_on, time(12)),
            "own": own,
            "other": other,
            "is_named": names_sessions,
            "word": "\n\n".join(words),
            "urls": urls,
            "is_on_stage": bool(reader.on_stage),
            "changes_url": absolute_url("programme.changes", slug=event.slug),
        }
    )


def _news_line(news: News, zone: str) -> NewsLine:
    return NewsLine(news.kind, news.session.title, _spot(news.was, zone), _spot(news.now, zone))


def _spot(spot: Spot | None, zone: str) -> str:
    """ "Thursday 4 March 2027, 09:20–10:05, Ballroom"; with the zone where it is not the one that the mail names."""
    if spot is None:
        return ""
    if spot.starts is None or spot.ends is None:
        return str(_("The time is not set yet"))
    when = f"{day(spot.starts)}, {clock_time(spot.starts)}–{clock_time(spot.ends)}"
    return ", ".join(filter(None, [when, spot.room, zone_name(spot.zone, spot.starts) if spot.zone != zone else ""]))
