"""What an event asks of those who register, beside its fixed questions."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from convene.clock import now, today_in
from convene.database import db
from convene.events.models import Event
from convene.questionnaires.models import AnswerRow, QuestionnaireRow, QuestionRow
from convene.questionnaires.queries import (
    Answer,
    answers_of,
    answers_of_each,
    questionnaire_id_of,
    questionnaire_of,
    values_of,
)
from convene.questionnaires.rules import asked, chosen, missing
from convene.questionnaires.structure import Question, Questionnaire, Value
from convene.registration.catalogue import PoolKind
from convene.registration.models import RegistrationDesk, SeatPool
from convene.registration.queries.desk import facts_of_desk
from convene.registration.queries.seating import TAKEN_NOW
from convene.registration.rules.opening import is_within

#: What owns the questionnaire: a registration form. The owner's id is the event's.
REGISTRATION_FORM = "registration"


def form_of(event_id: UUID) -> Questionnaire | None:
    """The questions of an event, or None: it has the fixed ones only. One statement for none, else five."""
    return questionnaire_of(REGISTRATION_FORM, event_id)


def form_id_of(event_id: UUID) -> UUID | None:
    """The id of its questionnaire. One statement."""
    return questionnaire_id_of(REGISTRATION_FORM, event_id)


def full_options(event_id: UUID) -> frozenset[UUID]:
    """The options at an event of which no place is left. One statement."""
    return frozenset(
        db.session.scalars(
            select(SeatPool.subject_id).where(
                SeatPool.event_id == event_id,
                SeatPool.kind == PoolKind.OPTION,
                SeatPool.capacity.is_not(None),
                SeatPool.capacity <= TAKEN_NOW,
            )
        )
    )


def options_chosen(event_id: UUID, replies: Mapping[UUID, object]) -> frozenset[UUID]:
    """The options that somebody chooses by these answers, of the questions that are asked of them. Five statements."""
    form = form_of(event_id)
    if form is None:
        return frozenset()
    values: dict[UUID, Value] = {
        key: value for key, value in replies.items() if isinstance(value, str | int | bool | list)
    }
    on_page = asked(form, values)
    return frozenset().union(
        *(
            chosen(values.get(question.id))
            for question in form.answerable
            if question.id in on_page and question.kind.has_options
        )
    )


def answers_at(form: Questionnaire | None, registration_id: UUID) -> dict[UUID, Answer]:
    """What one who registered has answered, by question. One statement, none without a form."""
    return answers_of(form.id, registration_id) if form is not None else {}


def answers_missing_of(event: Event, registration_ids: Collection[UUID]) -> dict[UUID, list[Question]]:
    """What must be answered at an event and these have not, of those who miss something. Eight statements at most.

    Colleagues and guests are asked nothing when they are registered, and questions come later. Nothing once answers can
    be changed no more.
    """
    form = form_of(event.id) if registration_ids else None
    until = facts_of_desk(db.session.get(RegistrationDesk, event.id)).changes_until_local
    if form is None or not is_within(until, event.zone, now()):
        return {}
    answers = answers_of_each(form.id, registration_ids)
    found = {each: missing(form, values_of(answers.get(each, {}).values())) for each in registration_ids}
    return {each: questions for each, questions in found.items() if questions}


def answers_past_their_time() -> dict[UUID, list[UUID]]:
    """Of each form the questions whose answers were to be kept for so many days after the event, and still are after
    that. One statement."""
    rows = db.session.execute(
        select(QuestionRow.questionnaire_id, QuestionRow.id, QuestionRow.erased_after_days, Event.ends_on, Event.zone)
        .join(QuestionnaireRow, QuestionnaireRow.id == QuestionRow.questionnaire_id)
        .join(Event, Event.id == QuestionnaireRow.owner_id)
        .where(
            QuestionnaireRow.owner_kind == REGISTRATION_FORM,
            QuestionRow.erased_after_days.is_not(None),
            select(AnswerRow.id).where(AnswerRow.question_id == QuestionRow.id).exists(),
        )
    )
    found: dict[UUID, list[UUID]] = {}
    for row in rows:
        if row.ends_on + timedelta(days=row.erased_after_days) < today_in(row.zone):
            found.setdefault(row.questionnaire_id, []).append(row.id)
    return found


def who_chose(event_id: UUID, option_id: UUID) -> list[UUID]:
    """The registrations that have an option among their answers. Two statements."""
    form_id = form_id_of(event_id)
    if form_id is None:
        return []
    return [
        registration_id
        for registration_id, answers in answers_of_each(form_id).items()
        if any(option_id in chosen(answer.value) for answer in answers.values())
    ]
