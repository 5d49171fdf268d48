"""The same asked elsewhere: the next edition of an event, another event of the same people."""

from uuid import UUID, uuid4

from convene.database import concerning, db, use_case
from convene.questionnaires.errors import HasQuestions
from convene.questionnaires.models import OptionRow, QuestionRow, SectionRow
from convene.questionnaires.queries import questionnaire_of
from convene.questionnaires.services.building import begin_questionnaire
from convene.questionnaires.services.writing import as_it_is, begin_change, write_conditions
from convene.questionnaires.structure import Condition, Conditions


@use_case
def copy_questionnaire(owner_kind: str, owner_id: UUID, to_owner_id: UUID, to_event_id: UUID, *, by: str) -> None:
    """Ask at another owner of the same kind what this one asks now: sections, questions, options and conditions, all
    with ids of their own. What is withdrawn stays behind, and nothing is answered. HasQuestions: it asks something."""
    source = questionnaire_of(owner_kind, owner_id)
    if source is None:
        return
    target_id = begin_questionnaire(owner_kind, to_owner_id, to_event_id, by=by)
    if begin_change(target_id).questions:
        raise HasQuestions
    # Everything new is named first: a condition may rest on any question before it.
    ids = {question.id: uuid4() for question in source.questions}
    ids |= {option.id: uuid4() for question in source.questions for option in question.offered}
    begun = len(as_it_is(target_id).sections)
    conditions: list[tuple[UUID | None, UUID | None, Conditions]] = []
    for position, section in enumerate(source.sections, start=begun):
        row = SectionRow(
            id=uuid4(),
            questionnaire_id=target_id,
            title=section.title,
            words=section.words,
            joined=section.conditions.joined,
            position=position,
        )
        db.session.add(row)
        db.session.flush()
        conditions.append((None, row.id, section.conditions))
        for place, question in enumerate(section.asking):
            db.session.add(
                QuestionRow(
                    id=ids[question.id],
                    questionnaire_id=target_id,
                    section_id=row.id,
                    kind=question.kind,
                    label=question.label,
                    help=question.help,
                    is_required=question.is_required,
                    is_private=question.is_private,
                    erased_after_days=question.erased_after_days,
                    purpose=question.purpose,
                    least=question.least,
                    most=question.most,
                    words=question.words,
                    version=1,
                    joined=question.conditions.joined,
                    position=place,
                )
            )
            db.session.flush()
            for number, option in enumerate(question.offered):
                db.session.add(
                    OptionRow(id=ids[option.id], question_id=ids[question.id], label=option.label, position=number)
                )
            conditions.append((ids[question.id], None, question.conditions))
    db.session.flush()
    for question_id, section_id, of in conditions:
        write_conditions(target_id, _mapped(of, ids), question_id=question_id, section_id=section_id)
    concerning(event_id=to_event_id)


def _mapped(conditions: Conditions, ids: dict[UUID, UUID]) -> Conditions:
    return Conditions(
        tuple(
            Condition(
                ids[one.on],
                one.test,
                frozenset(ids[option] for option in one.options if option in ids),
                one.number,
            )
            for one in conditions.of
        ),
        conditions.joined,
    )
