"""The same asked elsewhere: the next edition of an event, another event of the same people."""

from uuid import UUID, uuid4

from sqlalchemy import Exists, delete, select

from convene.database import columns_to_copy, concerning, db, use_case
from convene.questionnaires.errors import HasQuestions
from convene.questionnaires.models import ConditionRow, OptionRow, QuestionRow, SectionRow
from convene.questionnaires.queries import questionnaire_id_of, questionnaire_with
from convene.questionnaires.services.building import begin_questionnaire
from convene.questionnaires.services.writing import begin_change, must_hold_together

#: What a copy begins anew with.
SECTION_ANEW = frozenset({"id", "questionnaire_id"})
QUESTION_ANEW = frozenset({"id", "questionnaire_id", "section_id", "version", "withdrawn_at"})
OPTION_ANEW = frozenset({"id", "question_id", "withdrawn_at"})
CONDITION_ANEW = frozenset({"id", "questionnaire_id", "question_id", "section_id", "on_id", "options"})


@use_case
def copy_questionnaire(owner_kind: str, owner_id: UUID, to_owner_id: UUID, to_event_id: UUID, *, by: str) -> None:
    """Ask at another owner of the same kind what this one asks now: sections, questions, options and conditions, all
    with ids of their own. What is withdrawn stays behind, and nothing is answered. HasQuestions: it asks something."""
    source_id = questionnaire_id_of(owner_kind, owner_id)
    source = questionnaire_with(source_id) if source_id is not None else None
    if source is None:
        return
    target_id = begin_questionnaire(owner_kind, to_owner_id, to_event_id, by=by)
    if begin_change(target_id).questions:
        raise HasQuestions
    db.session.execute(delete(SectionRow).where(SectionRow.questionnaire_id == target_id, ~_has_questions()))
    # Everything new is named first: a condition may rest on any question before it.
    ids = {section.id: uuid4() for section in source.sections}
    ids |= {question.id: uuid4() for question in source.questions}
    ids |= {option.id: uuid4() for question in source.questions for option in question.offered}
    for section in db.session.scalars(select(SectionRow).where(SectionRow.questionnaire_id == source.id)).all():
        db.session.add(
            SectionRow(**columns_to_copy(section, SECTION_ANEW), id=ids[section.id], questionnaire_id=target_id)
        )
    db.session.flush()
    questions = select(QuestionRow).where(QuestionRow.questionnaire_id == source.id, QuestionRow.withdrawn_at.is_(None))
    for question in db.session.scalars(questions).all():
        db.session.add(
            QuestionRow(
                **columns_to_copy(question, QUESTION_ANEW),
                id=ids[question.id],
                questionnaire_id=target_id,
                section_id=ids[question.section_id],
                version=1,
            )
        )
    db.session.flush()
    options = select(OptionRow).where(OptionRow.id.in_(ids), OptionRow.withdrawn_at.is_(None))
    for option in db.session.scalars(options).all():
        copied = columns_to_copy(option, OPTION_ANEW)
        db.session.add(OptionRow(**copied, id=ids[option.id], question_id=ids[option.question_id]))
    conditions = select(ConditionRow).where(ConditionRow.questionnaire_id == source.id)
    for condition in db.session.scalars(conditions).all():
        if (condition.question_id or condition.section_id) not in ids:
            continue  # of a question that is asked no more
        db.session.add(
            ConditionRow(
                **columns_to_copy(condition, CONDITION_ANEW),
                id=uuid4(),
                questionnaire_id=target_id,
                question_id=ids[condition.question_id] if condition.question_id else None,
                section_id=ids[condition.section_id] if condition.section_id else None,
                on_id=ids[condition.on_id],
                options=sorted(str(ids[option]) for option in map(UUID, condition.options)),
            )
        )
    must_hold_together(target_id)
    concerning(event_id=to_event_id)


def _has_questions() -> Exists:
    return select(QuestionRow.id).where(QuestionRow.section_id == SectionRow.id).exists()
