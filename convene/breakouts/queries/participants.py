"""Those who take part in a breakout, and what is known of them."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from convene.breakouts.structure import BETWEEN, Participant
from convene.database import db
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.queries import answers_of_each
from convene.questionnaires.structure import Question, Value
from convene.registration.catalogue import Mode, RegistrationState
from convene.registration.models import Attendance, ImportedAnswer, Registration, TicketKind
from convene.registration.queries.form import form_of
from convene.registration.queries.listing import headings_of
from convene.registration.queries.signing_up import signed_up_for
from convene.spelling import by_name

ORGANISATION, COUNTRY, QUESTION, TOLD = "organisation", "country", "question:", "told:"
#: Questions whose answers tell people apart, and those that put things in order.
TELLING_APART = frozenset({Kind.CHOICE, Kind.COUNTRY, Kind.YES_NO, Kind.LINE, Kind.CHOICES, Kind.LANGUAGES})
#: More values than these are no topics.
MOST_TOPICS = 20
RANKED = frozenset({Kind.RANKING, Kind.CHOICES, Kind.CHOICE})


def key_of_question(question_id: UUID) -> str:
    """By which key an answer to a question is known of people."""
    return f"{QUESTION}{question_id}"


def is_of_a_form(key: str) -> bool:
    """Whether what is known of people by a key is an answer to a question of the event's form."""
    return key.startswith(QUESTION)


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is known of people: its key, and what a question or a list calls it ("" for our own)."""

    key: str
    label: str = ""


def what_is_known(event_id: UUID) -> list[Known]:
    """By what people of an event can be spread. What is private in their answers is not offered. Six statements."""
    return [Known(ORGANISATION), Known(COUNTRY), *_asked_and_told(event_id, TELLING_APART)]


def where_wishes_stand(event_id: UUID) -> list[Known]:
    """From what they have answered, or a list said of them, wishes can be read. Six statements."""
    return _asked_and_told(event_id, RANKED)


def topics_named(event_id: UUID, session_id: UUID) -> list[str]:
    """What people named where wishes can stand, if it can be groups: the column of a list, or the question, whose
    values most people chose from, and there are not too many of these; by name. Sixteen statements at most."""
    participants = participants_of(event_id, session_id)
    best: tuple[int, list[str]] = (0, [])
    for known in where_wishes_stand(event_id):
        said = [
            [each.strip() for each in one.known.get(known.key, "").split(BETWEEN) if each.strip()]
            for one in participants
        ]
        values = Counter(value for each in said for value in each)
        several = sum(len(each) > 1 for each in said)
        if 2 <= len(values) <= MOST_TOPICS and min(values.values()) > 1 and several > best[0]:
            best = (several, sorted(values, key=by_name))
    return best[1]


def _asked_and_told(event_id: UUID, kinds: frozenset[Kind]) -> list[Known]:
    form = form_of(event_id)
    asked = form.answerable if form is not None else []
    return [
        *(Known(key_of_question(one.id), one.label) for one in asked if one.kind in kinds and not one.is_private),
        *(Known(f"{TOLD}{heading}", heading) for heading in headings_of(event_id)),
    ]


def participants_of(event_id: UUID, session_id: UUID, mode: Mode | None = None) -> list[Participant]:
    """Those with a place, by name: of those who signed up for the session, where people sign up for it. `mode`: only
    those who take part in the room, or online. Nine statements at most, however many they are."""
    statement = (
        select(Registration)
        .outerjoin(TicketKind, TicketKind.id == Registration.ticket_kind_id)
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.CONFIRMED)
    )
    if mode is not None:
        is_online = TicketKind.mode == Mode.ONLINE
        statement = statement.where(is_online if mode is Mode.ONLINE else or_(TicketKind.mode.is_(None), ~is_online))
    signed_up = signed_up_for(event_id, [session_id]).get(session_id)
    return people_in(
        event_id, [row for row in db.session.scalars(statement) if signed_up is None or row.id in signed_up]
    )


def people_in(event_id: UUID, rows: list[Registration]) -> list[Participant]:
    """Registrations as those who take part, with what is known of them, by name."""
    known = _known(event_id)
    return sorted(
        (
            Participant(
                row.id,
                row.person_id,
                row.name,
                row.organisation,
                row.country,
                row.email,
                {ORGANISATION: row.organisation, COUNTRY: row.country, **known.get(row.id, {})},
            )
            for row in rows
        ),
        key=lambda one: (by_name(one.name), one.id),
    )


def _known(event_id: UUID) -> dict[UUID, dict[str, str]]:
    """What lists said and people answered, by registration and key."""
    found: dict[UUID, dict[str, str]] = {}
    for registration_id, heading, words in db.session.execute(
        select(ImportedAnswer.registration_id, ImportedAnswer.heading, ImportedAnswer.words)
        .join(Registration, Registration.id == ImportedAnswer.registration_id)
        .where(Registration.event_id == event_id)
    ):
        found.setdefault(registration_id, {})[f"{TOLD}{heading}"] = words
    form = form_of(event_id)
    if form is None:
        return found
    questions = {one.id: one for one in form.answerable if not one.is_private and one.kind in TELLING_APART | RANKED}
    for registration_id, answers in answers_of_each(form.id).items():
        for question_id, answer in answers.items():
            if question_id in questions and (words := _words(questions[question_id], answer.value)):
                found.setdefault(registration_id, {})[key_of_question(question_id)] = words
    return found


def _words(question: Question, value: Value) -> str:
    """An answer as it is compared: options by what they are called, several of them with a semicolon between."""
    labels = {str(option.id): option.label for option in question.options}
    if isinstance(value, list):
        return BETWEEN.join(labels.get(str(each), str(each)) for each in value)
    return labels.get(str(value), str(value)) if value is not None else ""


def who_has_come(event_id: UUID, session_id: UUID) -> set[UUID]:
    """The registrations of those who are here: at the door of the session, or of the event. One statement."""
    return set(
        db.session.scalars(
            select(Attendance.registration_id).where(
                Attendance.event_id == event_id,
                Attendance.subject_id.in_((event_id, session_id)),
                Attendance.undone_at.is_(None),
            )
        )
    )
