import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, exists, func, select

from convene.database import db
from convene.questionnaires.models import AnswerRow, ConditionRow, OptionRow, QuestionnaireRow, QuestionRow, SectionRow
from convene.questionnaires.structure import (
    Condition,
    Conditions,
    Option,
    Question,
    Questionnaire,
    Section,
    Value,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one respondent answered to one question. `before`: what it was before the last change, where it was changed.

    `version` and `wording` are of a consent: what was on the page.
    """

    question_id: UUID
    respondent_id: UUID
    value: Value
    given_at: datetime
    changed_at: datetime | None = None
    before: Value = None
    version: int | None = None
    wording: str = ""


#: Put together once: every registration asks.
QUESTIONNAIRE_OF = select(QuestionnaireRow.id, QuestionnaireRow.revision).where(
    QuestionnaireRow.owner_kind == bindparam("owner_kind"), QuestionnaireRow.owner_id == bindparam("owner_id")
)


def questionnaire_id_of(owner_kind: str, owner_id: UUID) -> UUID | None:
    """The questionnaire of an owner, if it has one. One statement."""
    found: UUID | None = db.session.scalar(QUESTIONNAIRE_OF, {"owner_kind": owner_kind, "owner_id": owner_id})
    return found


def questionnaire_of(owner_kind: str, owner_id: UUID) -> Questionnaire | None:
    """What an owner asks, whole. One statement where it asks nothing, else five."""
    row = db.session.execute(QUESTIONNAIRE_OF, {"owner_kind": owner_kind, "owner_id": owner_id}).one_or_none()
    return _read(row.id, row.revision) if row is not None else None


def questionnaire_with(questionnaire_id: UUID) -> Questionnaire | None:
    """A questionnaire by its id, whole. Five statements."""
    revision = db.session.scalar(select(QuestionnaireRow.revision).where(QuestionnaireRow.id == questionnaire_id))
    return _read(questionnaire_id, revision) if revision is not None else None


def _read(questionnaire_id: UUID, revision: int) -> Questionnaire:
    sections = db.session.execute(
        select(SectionRow.id, SectionRow.title, SectionRow.words, SectionRow.joined)
        .where(SectionRow.questionnaire_id == questionnaire_id)
        .order_by(SectionRow.position, SectionRow.id)
    ).all()
    # Columns, not rows: what a use case has just written through statements is never an old object of the session.
    columns = QuestionRow.__table__.c
    questions = db.session.execute(
        select(*columns).where(columns.questionnaire_id == questionnaire_id).order_by(columns.position, columns.id)
    ).all()
    options: dict[UUID, list[Option]] = defaultdict(list)
    for option in db.session.execute(
        select(OptionRow.id, OptionRow.question_id, OptionRow.label, OptionRow.withdrawn_at)
        .join(QuestionRow, QuestionRow.id == OptionRow.question_id)
        .where(QuestionRow.questionnaire_id == questionnaire_id)
        .order_by(OptionRow.position, OptionRow.id)
    ):
        options[option.question_id].append(Option(option.id, option.label, option.withdrawn_at is not None))
    conditions: dict[UUID, list[Condition]] = defaultdict(list)
    for one in db.session.execute(
        select(*ConditionRow.__table__.c)
        .where(ConditionRow.questionnaire_id == questionnaire_id)
        .order_by(ConditionRow.position, ConditionRow.id)
    ):
        conditions[one.question_id or one.section_id].append(
            Condition(one.on_id, one.test, frozenset(map(UUID, one.options)), one.number)
        )
    in_section: dict[UUID, list[Question]] = defaultdict(list)
    for row in questions:
        in_section[row.section_id].append(
            Question(
                id=row.id,
                kind=row.kind,
                label=row.label,
                help=row.help,
                is_required=row.is_required,
                is_private=row.is_private,
                erased_after_days=row.erased_after_days,
                purpose=row.purpose,
                least=row.least,
                most=row.most,
                words=row.words,
                version=row.version,
                options=tuple(options[row.id]),
                conditions=Conditions(tuple(conditions[row.id]), row.joined),
                is_withdrawn=row.withdrawn_at is not None,
            )
        )
    return Questionnaire(
        id=questionnaire_id,
        revision=revision,
        sections=tuple(
            Section(
                id=row.id,
                title=row.title,
                words=row.words,
                conditions=Conditions(tuple(conditions[row.id]), row.joined),
                questions=tuple(in_section[row.id]),
            )
            for row in sections
        ),
    )


def answers_of(questionnaire_id: UUID, respondent_id: UUID) -> dict[UUID, Answer]:
    """What one respondent has answered, by question. One statement."""
    return answers_of_each(questionnaire_id, [respondent_id]).get(respondent_id, {})


def answers_of_each(
    questionnaire_id: UUID, respondent_ids: Collection[UUID] | None = None
) -> dict[UUID, dict[UUID, Answer]]:
    """What respondents have answered, by respondent and question; of everybody where none are named. One statement."""
    columns = AnswerRow.__table__.c
    rows = select(*columns).where(columns.questionnaire_id == questionnaire_id)
    if respondent_ids is not None:
        rows = rows.where(columns.respondent_id.in_(respondent_ids))
    found: dict[UUID, dict[UUID, Answer]] = defaultdict(dict)
    for row in db.session.execute(rows):
        found[row.respondent_id][row.question_id] = Answer(
            row.question_id,
            row.respondent_id,
            json.loads(row.value),
            row.given_at,
            row.changed_at,
            json.loads(row.before) if row.before is not None else None,
            row.version,
            row.wording,
        )
    return dict(found)


def values_of(answers: Iterable[Answer]) -> dict[UUID, Value]:
    """What was answered, by question, without the rest."""
    return {answer.question_id: answer.value for answer in answers}


def counts_of_answers(questionnaire_id: UUID) -> dict[UUID, int]:
    """How many have answered each question; none of those that nobody has. One statement."""
    rows = db.session.execute(
        select(AnswerRow.question_id, func.count())
        .where(AnswerRow.questionnaire_id == questionnaire_id)
        .group_by(AnswerRow.question_id)
    )
    return {question_id: count for question_id, count in rows}  # noqa: C416, rows are no pairs to mypy


def respondents_counted(questionnaire_id: UUID) -> int:
    """How many have answered anything. One statement."""
    return (
        db.session.scalar(
            select(func.count(AnswerRow.respondent_id.distinct())).where(AnswerRow.questionnaire_id == questionnaire_id)
        )
        or 0
    )


def is_answered(question_id: UUID) -> bool:
    """Whether anybody has answered a question. One statement."""
    return bool(db.session.scalar(select(exists().where(AnswerRow.question_id == question_id))))


def values_of_question(question_id: UUID) -> dict[UUID, Value]:
    """What everybody answered to one question, by respondent. One statement."""
    rows = db.session.execute(
        select(AnswerRow.respondent_id, AnswerRow.value).where(AnswerRow.question_id == question_id)
    )
    return {row.respondent_id: json.loads(row.value) for row in rows}


def questions_counted(owner_kind: str, owner_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many questions each of these owners asks; owners that ask nothing are left out. One statement."""
    rows = db.session.execute(
        select(QuestionnaireRow.owner_id, func.count(QuestionRow.id))
        .join(QuestionRow, QuestionRow.questionnaire_id == QuestionnaireRow.id)
        .where(
            QuestionnaireRow.owner_kind == owner_kind,
            QuestionnaireRow.owner_id.in_(owner_ids),
            QuestionRow.withdrawn_at.is_(None),
        )
        .group_by(QuestionnaireRow.owner_id)
    )
    return {row[0]: row[1] for row in rows}


def said_of_question(question: Question) -> dict[str, object]:
    """Everything that organisers say of a question, for the mark of what stood on a page (`web.meanwhile`), by the
    names of the fields of its form."""
    return {
        "kind": question.kind.value,
        "label": question.label,
        "help": question.help,
        "is_required": question.is_required,
        "is_private": question.is_private,
        "erased_after_days": question.erased_after_days,
        "purpose": question.purpose.value if question.purpose else "",
        "least": question.least,
        "most": question.most,
        "words": question.words,
        "options": "\n".join(option.label for option in question.offered),
        "conditions": said_of_conditions(question.conditions),
    }


def said_of_section(section: Section) -> dict[str, object]:
    """The same of a section."""
    return {
        "title": section.title,
        "words": section.words,
        "conditions": said_of_conditions(section.conditions),
    }


def said_of_conditions(conditions: Conditions) -> str:
    """Conditions as one text, to compare."""
    each = [
        " ".join((one.on.hex, one.test.value, *sorted(option.hex for option in one.options), str(one.number)))
        for one in conditions.of
    ]
    return "; ".join([*each, conditions.joined.value] if each else [])
