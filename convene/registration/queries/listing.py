"""Reads for the organiser's list: whom it shows, and what is kept beside each. Each takes one statement."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Select, and_, case, cast, exists, func, literal, or_, select, true

from convene.accounts.models import Account
from convene.database import db, folded, in_order
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.permissions.queries import may
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.models import AnswerRow, OptionRow, QuestionRow
from convene.questionnaires.structure import Question
from convene.registration.catalogue import ACTIVE, RegistrationState
from convene.registration.models import (
    Attendance,
    DoneToGroup,
    ImportedAnswer,
    Note,
    Registration,
    SavedView,
    Tag,
    Tagged,
    TicketKind,
)
from convene.registration.queries.attendance import has_come_to
from convene.registration.queries.registrations import SEARCHED
from convene.registration.rules.listing import NEWEST, NO, OLDEST, TOLD, YES, Asked, Filters, Shown, question_id_of
from convene.registration.rules.opening import instant_of
from convene.web.searching import has_words

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
LOWEST = -1e300
IS_ACTIVE = Registration.state.in_(ACTIVE)


def whom(event: Event, filters: Filters) -> list[ColumnElement[bool]]:
    """The conditions under which a registration of the event is one of those asked for."""
    has_tag = exists().where(Tagged.registration_id == Registration.id, Tagged.tag_id.in_(filters.tag_ids))
    is_open = true() if filters.sees_private else QuestionRow.is_private.is_(False)
    is_told = or_(
        exists().where(
            ImportedAnswer.registration_id == Registration.id, ImportedAnswer.heading == filters.told.removeprefix(TOLD)
        ),
        exists().where(
            AnswerRow.respondent_id == Registration.id,
            AnswerRow.question_id == QuestionRow.id,
            QuestionRow.id == filters.question_id,
            is_open,
        ),
    )
    answered: dict[UUID, list[ColumnElement[bool]]] = defaultdict(list)
    for question_id, value in sorted(filters.answers):
        answered[question_id].append(_says(value))
    has_come = exists().where(has_come_to(event.id))
    had_a_place = Registration.state == RegistrationState.CONFIRMED
    each: list[tuple[object, ColumnElement[bool]]] = [
        (True, Registration.event_id == event.id),
        (filters.search, has_words(filters.search, *SEARCHED)),
        (filters.states, Registration.state.in_(filters.states)),
        (filters.ticket_ids, Registration.ticket_kind_id.in_(filters.ticket_ids)),
        (filters.countries, Registration.country.in_(filters.countries)),
        (filters.organisation, has_words(filters.organisation, Registration.organisation)),
        (filters.tag_ids, has_tag),
        (filters.came_by, Registration.came_by.in_(filters.came_by)),
        (filters.has_come is True, has_come),
        (filters.has_come is False, and_(had_a_place, ~has_come)),
        (filters.from_day, Registration.created_at >= _begin_of(filters.from_day, event.zone)),
        (filters.until_day, Registration.created_at < _begin_of(filters.until_day, event.zone, days_later=1)),
        (filters.told, is_told),
        (filters.who, Registration.id.in_(filters.who)),
        *(
            (
                True,
                exists().where(
                    AnswerRow.respondent_id == Registration.id,
                    AnswerRow.question_id == QuestionRow.id,
                    QuestionRow.id == question_id,
                    is_open,
                    or_(*said),
                ),
            )
            for question_id, said in answered.items()
        ),
    ]
    return [condition for is_asked, condition in each if is_asked]


def _says(value: str) -> ColumnElement[bool]:
    """That an answer, which is kept as JSON, is this one: yes or no, a country, or an option, alone or among others."""
    if value in {YES, NO}:
        return AnswerRow.value == json.dumps(value == YES)
    if len(value) == 2:
        return AnswerRow.value == json.dumps(value)
    return AnswerRow.value.contains(json.dumps(value))


def as_asked_by(event: Event, filters: Filters, account_id: UUID | None) -> Filters:
    """Filters as a use case takes them: whether they ask for what is private is up to what its actor may. One statement
    at most."""
    sees_private = account_id is not None and may(
        account_id, Permission.SEE_PRIVATE_ANSWERS, event_id=event.id, team_id=event.team_id
    )
    return replace(filters, sees_private=sees_private)


def is_hidden(filters: Filters) -> bool:
    """Whether it is asked for answers to a question that whoever asks may not see. One statement at most."""
    asked = {question_id for question_id, _value in filters.answers} | ({filters.question_id} - {None})
    if filters.sees_private or not asked:
        return False
    private = select(QuestionRow.id).where(QuestionRow.id.in_(asked), QuestionRow.is_private)
    return db.session.scalar(private.limit(1)) is not None


def _begin_of(day: date | None, zone: str, days_later: int = 0) -> datetime:
    """The instant at which a day begins there; of no day, one that nobody asks for."""
    return instant_of(datetime.combine((day or date(1970, 1, 1)) + timedelta(days=days_later), time(0)), zone)


def registrations_asked_for(event: Event, asked: Asked) -> Select[Registration]:
    """Those that a list shows, in its order."""
    return select(Registration).where(*whom(event, asked.filters)).order_by(*_order(asked), Registration.id)


def _order(asked: Asked) -> list[ColumnElement[Any]]:
    if asked.sort == NEWEST:
        return [Registration.created_at.desc()]
    if asked.sort == OLDEST:
        return [Registration.created_at.asc()]
    by = _sorted_by(asked.sort)
    return [by.desc() if asked.descending else by.asc(), in_order(Registration.name)]


def _sorted_by(sort: str) -> ColumnElement[Any]:
    if sort.startswith(TOLD):
        words = (
            select(folded(ImportedAnswer.words))
            .where(ImportedAnswer.registration_id == Registration.id, ImportedAnswer.heading == sort.removeprefix(TOLD))
            .correlate(Registration)
            .scalar_subquery()
        )
        return func.coalesce(words, literal(""))
    if (question_id := question_id_of(sort)) is not None:
        value, nothing = _answer_in_order(question_id)
        answer = (
            select(func.max(value))
            .where(AnswerRow.respondent_id == Registration.id, AnswerRow.question_id == question_id)
            .correlate(Registration)
            .scalar_subquery()
        )
        return func.coalesce(answer, nothing)
    if sort == Shown.ARRIVED:  # who has not come stands behind all
        came_at = select(Attendance.came_at).where(
            Attendance.registration_id == Registration.id,
            Attendance.subject_id == Attendance.event_id,
            Attendance.undone_at.is_(None),
        )
        return func.coalesce(came_at.correlate(Registration).scalar_subquery(), NEVER)
    if sort == Shown.TICKET:
        position = select(TicketKind.position).where(TicketKind.id == Registration.ticket_kind_id)
        return func.coalesce(position.correlate(Registration).scalar_subquery(), literal(-1))
    by: dict[str, ColumnElement[Any]] = {
        Shown.NAME: in_order(Registration.name),
        Shown.ORGANISATION: in_order(Registration.organisation),
        Shown.COUNTRY: Registration.country.expression,
        Shown.EMAIL: Registration.email_key.expression,
        Shown.REGISTERED: Registration.created_at.expression,
        Shown.STATE: Registration.state.expression,
        Shown.CAME_BY: Registration.came_by.expression,
        Shown.LANGUAGE: Registration.language.expression,
    }
    return by[sort]


def _answer_in_order(question_id: UUID) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """By what answers to a question are sorted, and what stands for none: numbers by size, options as they stand in
    the form (of several by the first), words by the alphabet. One statement."""
    rows = db.session.execute(
        select(QuestionRow.kind, OptionRow.id)
        .outerjoin(OptionRow, OptionRow.question_id == QuestionRow.id)
        .where(QuestionRow.id == question_id)
        .order_by(OptionRow.position)
    ).all()
    options = [row.id for row in rows if row.id is not None]
    if options:
        places = [(AnswerRow.value.contains(json.dumps(str(each))), place) for place, each in enumerate(options, 1)]
        return case(*places, else_=0), literal(0)
    if any(row.kind is Kind.NUMBER for row in rows):
        # What was answered before the question asked for a number is none.
        is_number = AnswerRow.value.regexp_match("^-?[0-9]+$")
        return case((is_number, cast(AnswerRow.value, Float)), else_=LOWEST), literal(LOWEST)
    return in_order(AnswerRow.value), literal("")


def everybody_asked_for(event: Event, asked: Asked) -> Sequence[Registration]:
    """All of them, in the order of the list."""
    return db.session.scalars(registrations_asked_for(event, asked)).all()


def names_asked_for(event: Event, filters: Filters, most: int) -> list[str]:
    """The first names of those asked for, in their order."""
    rows = select(Registration.name).where(*whom(event, filters)).order_by(folded(Registration.name), Registration.id)
    return list(db.session.scalars(rows.limit(most)))


def counts_asked_for(event: Event, filters: Filters) -> dict[RegistrationState, int]:
    """How many of each state the other filters find. States that nobody is in are left out."""
    rows = db.session.execute(
        select(Registration.state, func.count())
        .where(*whom(event, replace(filters, states=frozenset())))
        .group_by(Registration.state)
    )
    return {RegistrationState(state): count for state, count in rows}


def how_many(event: Event, filters: Filters) -> int:
    """How many are asked for."""
    return db.session.scalar(select(func.count()).select_from(Registration).where(*whom(event, filters))) or 0


@dataclass(slots=True)
class Kept:
    """What is kept beside some registrations, by their ids."""

    tags: dict[UUID, list[Tag]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    #: By the name of the column.
    told: dict[UUID, dict[str, object]] = field(default_factory=lambda: defaultdict(dict))
    #: When they came to the event, those who have.
    came_at: dict[UUID, datetime] = field(default_factory=dict)


def kept_beside(which: Select[Any] | Collection[UUID], *, manages: bool) -> Kept:
    """Tags, who came, and for those who manage registrations notes and what files said: four statements, however many.

    `which`: their ids, or the statement that finds these.
    """
    kept = Kept()
    rows = db.session.execute(
        select(Tagged.registration_id, Tag)
        .join(Tag, Tag.id == Tagged.tag_id)
        .where(Tagged.registration_id.in_(which))
        .order_by(folded(Tag.name))
    )
    for registration_id, tag in rows:
        kept.tags[registration_id].append(tag)
    came = select(Attendance.registration_id, Attendance.came_at).where(
        Attendance.registration_id.in_(which),
        Attendance.subject_id == Attendance.event_id,
        Attendance.undone_at.is_(None),
    )
    kept.came_at |= {row.registration_id: row.came_at for row in db.session.execute(came)}
    if not manages:
        return kept
    for registration_id, text in db.session.execute(
        select(Note.registration_id, Note.text)
        .where(Note.registration_id.in_(which), Note.removed_at.is_(None))
        .order_by(Note.written_at)
    ):
        kept.notes[registration_id].append(text)
    for registration_id, heading, words in db.session.execute(
        select(ImportedAnswer.registration_id, ImportedAnswer.heading, ImportedAnswer.words).where(
            ImportedAnswer.registration_id.in_(which)
        )
    ):
        kept.told[registration_id][f"{TOLD}{heading}"] = words
    return kept


def ids_asked_for(event: Event, filters: Filters) -> Select[Any]:
    """The ids of those asked for, as a statement."""
    return select(Registration.id).where(*whom(event, filters))


@dataclass(frozen=True, slots=True)
class Choices:
    """By what a list can be narrowed at this event, and how many there are of each."""

    tickets: Sequence[tuple[UUID, str]]
    tags: Sequence[tuple[UUID, str, int]]
    countries: Sequence[str]
    #: What stands above the columns of what lists said and of what the form asks, by the names of these.
    told: Mapping[str, str]
    #: Questions of the form by whose answers it can be narrowed, and the countries that were answered to each.
    questions: Sequence[Question] = ()
    countries_answered: Mapping[UUID, Sequence[str]] = field(default_factory=dict)


def choices_of(event_id: UUID) -> Choices:
    """What the filters and columns of a list offer. Four statements."""
    tickets = db.session.execute(
        select(TicketKind.id, TicketKind.name).where(TicketKind.event_id == event_id).order_by(TicketKind.position)
    )
    countries = db.session.scalars(
        select(Registration.country)
        .where(Registration.event_id == event_id, Registration.country != "")
        .distinct()
        .order_by(Registration.country)
    )
    return Choices(
        [(row.id, row.name) for row in tickets],
        [(tag.id, tag.name, count) for tag, count in tags_of(event_id)],
        list(countries),
        {f"{TOLD}{each}": each for each in headings_of(event_id)},
    )


def countries_answered(questionnaire_id: UUID) -> dict[UUID, list[str]]:
    """The countries that were answered to each question that asks for one, by their codes. One statement."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(AnswerRow.question_id, AnswerRow.value)
        .join(QuestionRow, QuestionRow.id == AnswerRow.question_id)
        .where(AnswerRow.questionnaire_id == questionnaire_id, QuestionRow.kind == Kind.COUNTRY)
        .distinct()
        .order_by(AnswerRow.value)
    )
    for question_id, value in rows:
        found[question_id].append(json.loads(value))
    return dict(found)


def tags_of(event_id: UUID) -> list[tuple[Tag, int]]:
    """The tags of an event by name, each with how many have it."""
    rows = db.session.execute(
        select(Tag, func.count(Tagged.registration_id))
        .outerjoin(Tagged, Tagged.tag_id == Tag.id)
        .where(Tag.event_id == event_id)
        .group_by(Tag.id)
        .order_by(folded(Tag.name))
    )
    return [(row[0], row[1]) for row in rows]


def headings_of(event_id: UUID) -> list[str]:
    """The headings under which files said something of those who come to an event."""
    return list(
        db.session.scalars(
            select(ImportedAnswer.heading)
            .join(Registration, Registration.id == ImportedAnswer.registration_id)
            .where(Registration.event_id == event_id)
            .distinct()
            .order_by(ImportedAnswer.heading)
        )
    )


def views_of(event_id: UUID, account_id: UUID) -> list[SavedView]:
    """The lists that somebody has saved at an event, by name."""
    return list(
        db.session.scalars(
            select(SavedView)
            .where(SavedView.event_id == event_id, SavedView.account_id == account_id)
            .order_by(folded(SavedView.name))
        )
    )


def act_of(event_id: UUID, act_id: UUID) -> DoneToGroup | None:
    """What was done to a group at an event."""
    return db.session.scalar(select(DoneToGroup).where(DoneToGroup.event_id == event_id, DoneToGroup.id == act_id))


def last_acts(event_id: UUID, most: int = 10) -> list[tuple[DoneToGroup, str]]:
    """What was done to groups last, newest first, each with the name of its tag."""
    rows = db.session.execute(
        select(DoneToGroup, Tag.name)
        .outerjoin(Tag, Tag.id == DoneToGroup.tag_id)
        .where(DoneToGroup.event_id == event_id)
        .order_by(DoneToGroup.done_at.desc(), DoneToGroup.id)
        .limit(most)
    )
    return [(row[0], row[1] or "") for row in rows]


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A note and who wrote it: their name, "" where the account is gone."""

    note: Note
    author: str


def notes_on(registration_id: UUID) -> list[WrittenNote]:
    """The notes on somebody, newest first."""
    rows = db.session.execute(
        select(Note, Account.name)
        .outerjoin(Account, Account.id == Note.written_by_id)
        .where(Note.registration_id == registration_id, Note.removed_at.is_(None))
        .order_by(Note.written_at.desc(), Note.id)
    )
    return [WrittenNote(row[0], row[1] or "") for row in rows]
