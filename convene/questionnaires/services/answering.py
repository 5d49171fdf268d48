"""What was answered: kept, changed, and erased when its time is over."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from convene.clock import now
from convene.database import concerning, db, use_case
from convene.errors import NotFound, Refused
from convene.files.documents import Document
from convene.files.models import Audience
from convene.files.services import drop_files_of, store_file
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.models import AnswerRow, QuestionnaireRow, QuestionRow
from convene.questionnaires.queries import questionnaire_with
from convene.questionnaires.rules import asked, chosen, is_given, why_not_taken
from convene.questionnaires.structure import Question, Questionnaire, Value

#: The feature under which uploads are kept; the row is the answer.
ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that answers a question, checked by the page (`files.documents.document_in`, or a picture made anew)."""

    document: Document


Replies = Mapping[UUID, Value | Upload]


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of it: the options that the respondent has chosen now, and whether any answer has changed."""

    option_ids: frozenset[UUID]
    has_changed: bool


@use_case
def keep_answers(
    questionnaire_id: UUID,
    respondent_id: UUID,
    replies: Replies,
    *,
    full_option_ids: frozenset[UUID] = frozenset(),
    is_for_them: bool = False,
    by: str,
) -> Kept:
    """Keep what somebody answers. `replies` are what was on their page: what is not in it stays as it was.

    What is not asked of them (any more) is not kept, whatever was sent; what was kept of it goes. An option in
    `full_option_ids` is taken from nobody who has it, and given to nobody else. `is_for_them`: somebody else answers
    for them, who cannot know everything: what must be answered may stay open, and what is left out is not looked at.
    AnswerMissing, AnswerDoesNotFit, OptionFull, PickMore, PickFewer: nothing is kept.
    """
    questionnaire = _as_it_stays(questionnaire_id)
    rows = {
        row.question_id: row
        for row in db.session.scalars(
            select(AnswerRow)
            .where(AnswerRow.questionnaire_id == questionnaire_id, AnswerRow.respondent_id == respondent_id)
            .execution_options(populate_existing=True)
        )
    }
    before = {question_id: _read(row.value) for question_id, row in rows.items()}
    values = before | {question_id: _value_of(reply) for question_id, reply in replies.items()}
    on_page = asked(questionnaire, values)
    option_ids: set[UUID] = set()
    has_changed = False
    for question in questionnaire.answerable:
        row, value = rows.get(question.id), values.get(question.id)
        if question.id not in on_page:
            has_changed |= _forget(row, question, by=by)
            continue
        if question.kind.is_upload and question.id in replies and isinstance(value, dict):
            _must_be_an_upload(replies[question.id])
        if not is_for_them or question.id in replies:
            needed = replace(question, is_required=question.is_required and not is_for_them)
            _must_be_taken(why_not_taken(needed, value, before.get(question.id), full_option_ids))
        if question.kind.has_options:
            option_ids |= chosen(value)
        if question.id not in replies:
            continue
        if is_given(value):
            has_changed |= _keep(questionnaire_id, respondent_id, question, row, replies[question.id], by=by)
        else:
            has_changed |= _forget(row, question, by=by)
    db.session.flush()
    return Kept(frozenset(option_ids), has_changed)


@use_case
def keep_answers_of_many(
    questionnaire_id: UUID, replies: Mapping[UUID, Mapping[UUID, Value]], *, by: str
) -> dict[UUID, frozenset[UUID]]:
    """Keep what a list says that many answer, by respondent and question; None takes an answer back.

    Of each what fits is kept: what is not asked of them, or is no answer, is passed over. What was answered before and
    is asked no more because of it goes. A few statements however many they are. Returns the options that each of them
    has chosen now. NotFound.
    """
    questionnaire = _as_it_stays(questionnaire_id)
    rows: dict[UUID, dict[UUID, AnswerRow]] = {respondent_id: {} for respondent_id in replies}
    for row in db.session.scalars(
        select(AnswerRow)
        .where(AnswerRow.questionnaire_id == questionnaire_id, AnswerRow.respondent_id.in_(replies))
        .execution_options(populate_existing=True)
    ):
        rows[row.respondent_id][row.question_id] = row
    questions = {question.id: question for question in questionnaire.answerable}
    with_options = [question.id for question in questions.values() if question.kind.has_options]
    chosen_by: dict[UUID, frozenset[UUID]] = {}
    for respondent_id, said in replies.items():
        there = rows[respondent_id]
        before = {question_id: _read(row.value) for question_id, row in there.items()}
        fitting = {
            question_id: value
            for question_id, value in said.items()
            if question_id in questions and (value is None or why_not_taken(questions[question_id], value) is None)
        }
        values = before | fitting
        on_page = asked(questionnaire, values)
        for question in questionnaire.answerable:
            answer, value = there.get(question.id), values.get(question.id)
            if question.id not in on_page or not is_given(value):
                _forget(answer, question, by=by)
            elif question.id in fitting:
                _keep(questionnaire_id, respondent_id, question, answer, value, by=by)
        chosen_by[respondent_id] = frozenset().union(
            *(chosen(values.get(each)) for each in with_options if each in on_page)
        )
    db.session.flush()
    return chosen_by


def _as_it_stays(questionnaire_id: UUID) -> Questionnaire:
    """What is asked, as it stays until this use case ends. NotFound.

    Shared by all who answer, and waited for by whoever changes what is asked (`building`): nobody answers a question
    that goes in the same moment. On SQLite the writer is alone.
    """
    event_id = db.session.scalar(
        select(QuestionnaireRow.event_id).where(QuestionnaireRow.id == questionnaire_id).with_for_update(read=True)
    )
    questionnaire = questionnaire_with(questionnaire_id) if event_id is not None else None
    if questionnaire is None:
        raise NotFound
    concerning(event_id=event_id)
    return questionnaire


@use_case
def drop_answers_of(respondent_id: UUID, *, by: str) -> None:
    """Erase all that somebody has answered, files included."""
    _drop(AnswerRow.respondent_id == respondent_id, by=by)


@use_case
def drop_answers_to(questionnaire_id: UUID, question_ids: Collection[UUID], *, by: str) -> None:
    """Erase what everybody has answered to these questions: the days for which it was to be kept are over."""
    row = db.session.get(QuestionnaireRow, questionnaire_id)
    if row is not None:
        concerning(event_id=row.event_id)
    _drop(
        (AnswerRow.questionnaire_id == questionnaire_id) & AnswerRow.question_id.in_(question_ids),
        by=by,
    )


@use_case
def drop_uploads_of_event(event_id: UUID, *, by: str) -> None:
    """Drop the files that were sent as answers at an event that is deleted. Called before its rows go."""
    ours = select(QuestionnaireRow.id).where(QuestionnaireRow.event_id == event_id)
    _drop(AnswerRow.questionnaire_id.in_(ours), by=by)


def _drop(which: object, *, by: str) -> None:
    uploads = db.session.scalars(
        select(AnswerRow.id)
        .join(QuestionRow, QuestionRow.id == AnswerRow.question_id)
        .where(which, QuestionRow.kind.in_([Kind.FILE, Kind.PICTURE]))  # type: ignore[arg-type]
    ).all()
    for answer_id in uploads:
        drop_files_of(ANSWERS, answer_id, by=by)
    db.session.execute(delete(AnswerRow).where(which).execution_options(synchronize_session=False))  # type: ignore[arg-type]


def _read(value: str) -> Value:
    read: Value = json.loads(value)
    return read


def _value_of(reply: Value | Upload) -> Value:
    if not isinstance(reply, Upload):
        return reply
    return {"file_id": "", "name": reply.document.name, "size": len(reply.document.body)}


def _must_be_taken(refused: Refused | None) -> None:
    if refused is not None:
        raise refused


def _must_be_an_upload(reply: Value | Upload) -> None:
    """What is known of a file is written here and nowhere else: nobody sends the id of another one's."""
    if not isinstance(reply, Upload):
        raise NotFound


def _keep(
    questionnaire_id: UUID,
    respondent_id: UUID,
    question: Question,
    row: AnswerRow | None,
    reply: Value | Upload,
    *,
    by: str,
) -> bool:
    """Write an answer down; returns whether it is another than before."""
    answer_id = row.id if row is not None else uuid4()
    value = _store(answer_id, reply, by=by) if isinstance(reply, Upload) else reply
    written = json.dumps(value, ensure_ascii=False)
    is_consent = question.kind is Kind.CONSENT
    version, wording = (question.version, question.words) if is_consent else (None, "")
    if row is None:
        db.session.add(
            AnswerRow(
                id=answer_id,
                questionnaire_id=questionnaire_id,
                question_id=question.id,
                respondent_id=respondent_id,
                value=written,
                version=version,
                wording=wording,
                given_at=now(),
            )
        )
        return True
    if row.value == written and row.version == version:
        return False
    if row.value != written:
        row.before = row.value
    row.value, row.version, row.wording, row.changed_at = written, version, wording, now()
    return True


def _store(answer_id: UUID, upload: Upload, *, by: str) -> Value:
    """Keep a file in place of the one before. Of no event by itself: who may fetch it, the answer's owner knows."""
    drop_files_of(ANSWERS, answer_id, by=by)
    document = upload.document
    file_id = store_file(
        ANSWERS,
        answer_id,
        document.body,
        content_type=document.content_type,
        event_id=None,
        team_id=None,
        audience=Audience.ORGANISERS,
        by=by,
    )
    return {"file_id": str(file_id), "name": document.name, "size": len(document.body)}


def _forget(row: AnswerRow | None, question: Question, *, by: str) -> bool:
    if row is None:
        return False
    if question.kind.is_upload:
        drop_files_of(ANSWERS, row.id, by=by)
    db.session.delete(row)
    return True
