"""All that is kept of somebody with a registration, for themselves: what they told, and what others wrote of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from convene.calendar.models import CalendarFollower, CalendarInvitation
from convene.calendar.queries.answers import kept_of_answers
from convene.calendar.queries.entries import spans_about
from convene.calendar.queries.following import kept_of_follower
from convene.calendar.queries.invitations import kept_of_invitations
from convene.database import db
from convene.engines.ics import Method
from convene.events.models import Event
from convene.outbox.queries import messages_to
from convene.people.models import Person
from convene.programme.queries.availability import kept_of_presence
from convene.questionnaires.showing import answer_in_words, answers_shown, columns_of
from convene.questionnaires.structure import Questionnaire
from convene.registration.catalogue import FOLLOWER_SOURCE
from convene.registration.models import (
    Attendance,
    CheckInSlip,
    DirectoryEntry,
    ImportChange,
    ImportedAnswer,
    Invitation,
    Letter,
    Note,
    Offer,
    Paper,
    PeopleImport,
    PrintedBadge,
    Registration,
    RegistrationChange,
    Tag,
    Tagged,
)
from convene.registration.queries.admission import ticket_names
from convene.registration.queries.form import answers_at, form_of
from convene.registration.queries.signing_up import sessions_of
from convene.spelling import id_in

AllKept = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a feature above keeps of somebody: the key and the title of the part, and its rows by the keys of `labels`
    or of the page's own."""

    key: str
    title: str
    rows: list[dict[str, Any]]
    labels: Mapping[str, str]


def kept_of(mine: Registration, event: Event) -> AllKept:
    """Everything, by what it is. A test goes through every personal column of this feature and asks where it stands.

    Mails only where they go to the person themselves: those of somebody without an address went to somebody else.
    """
    asks, tickets = form_of(event.id), ticket_names(event.id)
    follows = kept_of_follower(FOLLOWER_SOURCE, mine.id)
    sent = kept_of_invitations(event.id, mine.email_key) if mine.is_own_address else []
    spans = spans_about(
        event.id,
        "session",
        _subjects(mine) | {each.subject_id for each in follows} | {each.subject_id for each in sent},
    )
    titles = {event.id: event.title, **{key: span.title for key, span in spans.items()}}
    messages = messages_to(event.id, mine.email) if mine.is_own_address else []
    return {
        "event": event.title,
        **_registration(mine),
        "legal_name": db.session.scalar(select(Person.legal_name).where(Person.id == mine.person_id)) or "",
        "answers": _answers(mine, asks),
        "changes": _changes(mine, tickets),
        "sessions": [
            {"session": titles[each], "signed_up_at": _at(at)}
            for each, at in sessions_of(mine.id).items()
            if each in titles
        ],
        "follows": [_follows(each, titles) for each in follows],
        "in_calendar": [_in_calendar(each, titles) for each in sent],
        "from_calendar": _from_calendar(sent, titles),
        "offers": _offers(mine),
        "invitations": _invitations(mine),
        "directory": _directory(mine),
        "papers": _papers(mine),
        "on_stage": kept_of_presence(event.id, mine.person_id) if mine.is_own_address else {},
        "attendance": _attendance(mine, titles),
        "at_the_door": _slips(mine, titles),
        "badge_printed_at": _at(
            db.session.scalar(select(PrintedBadge.printed_at).where(PrintedBadge.registration_id == mine.id))
        ),
        "tags": _tags(mine),
        "notes": _notes(mine),
        "from_lists": _imported(mine),
        "changed_by_lists": _changed_by_lists(mine, asks, tickets),
        "letters": _letters(each.ids.get("letter_id") for each in messages),
        "mails": [
            {"subject": each.subject, "sent_at": _at(each.sent_at)} for each in messages if each.sent_at is not None
        ],
    }


def _registration(mine: Registration) -> AllKept:
    return {
        "name": mine.name,
        "email": mine.email,
        "known_as": [mine.email_key, mine.identity_key],
        "organisation": mine.organisation,
        "country": mine.country,
        "language": mine.language,
        "state": mine.state.value,
        "came_by": mine.came_by.value,
        "registered_at": _at(mine.created_at),
        "answers_changed_at": _at(mine.answers_changed_at),
        "address_confirmed_at": _at(mine.address_confirmed_at),
        "decided_at": _at(mine.decided_at),
        "decision_reason": mine.decision_reason,
        "cancelled_at": _at(mine.cancelled_at),
        "ended_because": mine.ended_because.value if mine.ended_because else "",
    }


def _answers(mine: Registration, asks: Questionnaire | None) -> list[AllKept]:
    if asks is None:
        return []
    shown = answers_shown(asks, answers_at(asks, mine.id), with_private=True, with_withdrawn=True)
    return [
        {"question": each.question.label, "answer": each.words, "before": each.before, "agreed_to": each.wording}
        for each in shown
        if each.words or each.before
    ]


def _changes(mine: Registration, tickets: Mapping[UUID, str]) -> list[AllKept]:
    """What the fixed questions said before they, or organisers for them, changed it."""
    rows = db.session.scalars(
        select(RegistrationChange)
        .where(RegistrationChange.registration_id == mine.id)
        .order_by(RegistrationChange.changed_at)
    )
    return [
        {"changed_at": _at(each.changed_at), "said_before": _with_ticket("ticket", each.before, tickets)}
        for each in rows
    ]


def _follows(row: CalendarFollower, titles: Mapping[UUID, str]) -> AllKept:
    """What they are told of when it changes, and how they are reached for it; what has ended stays."""
    return {
        "to": titles.get(row.subject_id, ""),
        "name": row.name,
        "email": row.email,
        "known_as": [row.email_key],
        "language": row.language,
        "since": _at(row.since),
        "by_mail": row.wants_mail,
        "ended_at": _at(row.ended_at),
    }


def _in_calendar(row: CalendarInvitation, titles: Mapping[UUID, str]) -> AllKept:
    """What was sent into their calendar about one thing, and whether it was taken back."""
    return {
        "about": titles.get(row.subject_id, ""),
        "name": row.attendee_name,
        "email": row.attendee,
        "known_as": [row.attendee_key],
        "language": row.language,
        "last_sent_at": _at(row.written_at),
        "is_taken_back": row.method is Method.CANCEL,
    }


def _from_calendar(sent: Iterable[CalendarInvitation], titles: Mapping[UUID, str]) -> list[AllKept]:
    """What calendar programs answered to that."""
    about = {each.id: titles.get(each.subject_id, "") for each in sent}
    return [
        {
            "about": about.get(row.invitation_id, ""),
            "calendar_said": row.answer.value,
            "email": row.from_email,
            "known_as": [row.attendee],
            "text": row.comment,
            "received_at": _at(row.received_at),
        }
        for row in kept_of_answers(about)
    ]


def _offers(mine: Registration) -> list[AllKept]:
    rows = db.session.scalars(select(Offer).where(Offer.registration_id == mine.id).order_by(Offer.made_at))
    return [
        {"made_at": _at(each.made_at), "until": _at(each.expires_at), "outcome": each.outcome.value} for each in rows
    ]


def _invitations(mine: Registration) -> list[AllKept]:
    """By which they came, and, where the address is theirs, which this address was sent."""
    theirs = [Invitation.registration_id == mine.id]
    if mine.is_own_address:
        theirs.append(Invitation.email_key == mine.email_key)
    rows = db.session.scalars(
        select(Invitation).where(Invitation.event_id == mine.event_id, or_(*theirs)).order_by(Invitation.added_at)
    )
    return [
        {
            "name": each.name,
            "email": each.email,
            "known_as": [each.email_key],
            "organisation": each.organisation,
            "country": each.country,
            "sector": each.sector,
            "expertise": each.expertise,
            "language": each.language,
            "invited_at": _at(each.invited_at),
            "reminded_at": _at(each.reminded_at),
            "declined_at": _at(each.declined_at),
        }
        for each in rows
    ]


def _directory(mine: Registration) -> AllKept:
    entry = db.session.scalar(select(DirectoryEntry).where(DirectoryEntry.registration_id == mine.id))
    if entry is None:
        return {}
    return {
        "shows_organisation": entry.shows_organisation,
        "shows_country": entry.shows_country,
        "project": entry.project,
        "takes_messages": entry.takes_messages,
        "said_at": _at(entry.said_at),
    }


def _papers(mine: Registration) -> list[AllKept]:
    rows = db.session.scalars(select(Paper).where(Paper.registration_id == mine.id).order_by(Paper.asked_at))
    return [
        {
            "kind": each.kind.value,
            "state": each.state.value,
            "name": each.name,
            "code": each.code or "",
            "asked_at": _at(each.asked_at),
            "decided_at": _at(each.decided_at),
        }
        for each in rows
    ]


def _subjects(mine: Registration) -> set[UUID]:
    """The sessions of which something is kept of them."""
    came = db.session.scalars(select(Attendance.subject_id).where(Attendance.registration_id == mine.id))
    slips = db.session.scalars(select(CheckInSlip.subject_id).where(CheckInSlip.registration_id == mine.id))
    return {*came, *slips, *sessions_of(mine.id)}


def _attendance(mine: Registration, titles: dict[UUID, str]) -> list[AllKept]:
    rows = db.session.scalars(
        select(Attendance).where(Attendance.registration_id == mine.id).order_by(Attendance.came_at)
    )
    return [
        {
            "to": titles.get(each.subject_id, ""),
            "came_at": _at(each.came_at),
            "how": each.how.value,
            "desk": each.desk,
            "undone_at": _at(each.undone_at),
        }
        for each in rows
    ]


def _slips(mine: Registration, titles: dict[UUID, str]) -> list[AllKept]:
    rows = db.session.scalars(
        select(CheckInSlip).where(CheckInSlip.registration_id == mine.id).order_by(CheckInSlip.received_at)
    )
    return [
        {
            "to": titles.get(each.subject_id, ""),
            "act": each.act.value,
            "outcome": each.outcome.value,
            "desk": each.desk,
            "made_at": _at(each.made_at),
        }
        for each in rows
    ]


def _tags(mine: Registration) -> list[AllKept]:
    rows = db.session.execute(
        select(Tag.name, Tag.name_key, Tagged.tagged_at)
        .join(Tagged, Tagged.tag_id == Tag.id)
        .where(Tagged.registration_id == mine.id)
        .order_by(Tagged.tagged_at)
    )
    return [{"tag": row.name, "known_as": [row.name_key], "tagged_at": _at(row.tagged_at)} for row in rows]


def _notes(mine: Registration) -> list[AllKept]:
    """Those that were removed, too: they can be brought back, and so are kept."""
    rows = db.session.scalars(select(Note).where(Note.registration_id == mine.id).order_by(Note.written_at))
    return [
        {"note": each.text, "written_at": _at(each.written_at), "removed_at": _at(each.removed_at)} for each in rows
    ]


def _imported(mine: Registration) -> list[AllKept]:
    rows = db.session.scalars(
        select(ImportedAnswer).where(ImportedAnswer.registration_id == mine.id).order_by(ImportedAnswer.heading)
    )
    return [{"heading": each.heading, "words": each.words} for each in rows]


def _changed_by_lists(mine: Registration, asks: Questionnaire | None, tickets: Mapping[UUID, str]) -> list[AllKept]:
    rows = db.session.execute(
        select(ImportChange.before, ImportChange.after, PeopleImport.brought_in_at)
        .join(PeopleImport, PeopleImport.id == ImportChange.import_id)
        .where(ImportChange.registration_id == mine.id)
        .order_by(PeopleImport.brought_in_at)
    )
    return [
        {
            "brought_in_at": _at(row.brought_in_at),
            "said_before": _of_list(row.before or {}, asks, tickets),
            "said_then": _of_list(row.after, asks, tickets),
        }
        for row in rows
    ]


def _of_list(said: AllKept, asks: Questionnaire | None, tickets: Mapping[UUID, str]) -> AllKept:
    """What a list changed, to be read. Its headings are no names of ours: one may be called as one of these is."""
    told = [{"heading": heading, "words": words} for heading, words in said.get("told", {}).items() if words]
    answers = [
        {"question": question.label, "answer": words}
        for question in columns_of(asks, with_private=True)
        if (words := answer_in_words(question, said.get("answers", {}).get(str(question.id))))
    ]
    plain = {name: words for name, words in said.items() if name not in {"told", "answers", "identity"}}
    identity = {"known_as": [said["identity"]]} if "identity" in said else {}
    return {**_with_ticket("ticket_id", plain, tickets), **identity, "told": told, "answers": answers}


def _with_ticket(name: str, said: AllKept, tickets: Mapping[UUID, str]) -> AllKept:
    """The same, with the name of the ticket whose id stands under `name`."""
    ticket_id = id_in(said.get(name))
    other = {each: words for each, words in said.items() if each != name}
    return {**other, "ticket": tickets.get(ticket_id, "")} if ticket_id is not None else other


def _letters(letter_ids: Iterable[str | None]) -> list[AllKept]:
    """What organisers wrote to them, as they wrote it."""
    ids = {UUID(each) for each in letter_ids if each}
    rows = db.session.scalars(select(Letter).where(Letter.id.in_(ids)).order_by(Letter.created_at))
    return [{"subject": each.subject, "text": each.text} for each in rows]


def _at(instant: datetime | None) -> str:
    return instant.isoformat() if instant is not None else ""
