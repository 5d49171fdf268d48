"""What every change of a questionnaire does besides: keep others out, count the revision, find its rows."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import delete, update

from convene.database import concerning, db, hold
from convene.errors import NotFound
from convene.questionnaires.errors import ConditionDoesNotFit
from convene.questionnaires.models import ConditionRow, QuestionnaireRow, QuestionRow, SectionRow
from convene.questionnaires.queries import questionnaire_with
from convene.questionnaires.rules import can_be_tested, why_not_in_this_order
from convene.questionnaires.structure import Conditions, Questionnaire


def begin_change(questionnaire_id: UUID) -> Questionnaire:
    """Keep other changes of this questionnaire out until this one ends, count its revision up, and read it. NotFound.

    The row itself is changed, which waits for those who are just answering and keeps others from it (`answering`).
    """
    hold(("questionnaire", questionnaire_id))
    event_id = db.session.execute(
        update(QuestionnaireRow)
        .where(QuestionnaireRow.id == questionnaire_id)
        .values(revision=QuestionnaireRow.revision + 1)
        .returning(QuestionnaireRow.event_id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if event_id is None:
        raise NotFound
    concerning(event_id=event_id, questionnaire_id=questionnaire_id)
    return as_it_is(questionnaire_id)


def as_it_is(questionnaire_id: UUID) -> Questionnaire:
    """A questionnaire as the running use case has left it so far."""
    db.session.flush()
    found = questionnaire_with(questionnaire_id)
    assert found is not None
    return found


def question_row(questionnaire_id: UUID, question_id: UUID) -> QuestionRow:
    """A question that belongs to the questionnaire. NotFound."""
    row = db.session.get(QuestionRow, question_id, populate_existing=True)
    if row is None or row.questionnaire_id != questionnaire_id:
        raise NotFound
    concerning(question_id=question_id)
    return row


def section_row(questionnaire_id: UUID, section_id: UUID) -> SectionRow:
    """A section that belongs to the questionnaire. NotFound."""
    row = db.session.get(SectionRow, section_id, populate_existing=True)
    if row is None or row.questionnaire_id != questionnaire_id:
        raise NotFound
    return row


def write_conditions(
    questionnaire_id: UUID, conditions: Conditions, *, question_id: UUID | None = None, section_id: UUID | None = None
) -> None:
    """Give a question, or a section, these conditions in place of those that it had."""
    of = ConditionRow.question_id == question_id if question_id else ConditionRow.section_id == section_id
    db.session.execute(delete(ConditionRow).where(of).execution_options(synchronize_session=False))
    for position, one in enumerate(conditions.of):
        db.session.add(
            ConditionRow(
                id=uuid4(),
                questionnaire_id=questionnaire_id,
                question_id=question_id,
                section_id=section_id,
                on_id=one.on,
                test=one.test,
                options=sorted(map(str, one.options)),
                number=one.number,
                position=position,
            )
        )
    db.session.flush()


def number_anew(rows: Sequence[SectionRow | QuestionRow]) -> None:
    """Let rows stand in this order."""
    for position, row in enumerate(rows):
        row.position = position
    db.session.flush()


def must_hold_together(questionnaire_id: UUID) -> Questionnaire:
    """What stands now must be a questionnaire: conditions look back, and ask what can be answered.

    AsksALaterQuestion, ConditionDoesNotFit: nothing is changed.
    """
    made = as_it_is(questionnaire_id)
    known = {question.id: question for question in made.questions}
    every = [section.conditions for section in made.sections] + [each.conditions for each in made.questions]
    refused = why_not_in_this_order(made)
    if refused is not None:
        raise refused
    if not all(can_be_tested(conditions, known) for conditions in every):
        raise ConditionDoesNotFit
    return made
