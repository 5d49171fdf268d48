"""What is asked: sections, questions, options, conditions and their order."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.questionnaires.catalogue import Kind, Purpose, Test
from convene.questionnaires.errors import (
    CannotBecome,
    CannotReword,
    LastSection,
    LeastAboveMost,
    NeedsOptions,
    OptionTwice,
    OthersRestOnIt,
    PurposeTaken,
    TooManyQuestions,
)
from convene.questionnaires.models import AnswerRow, OptionRow, QuestionnaireRow, QuestionRow, SectionRow
from convene.questionnaires.queries import (
    is_answered,
    questionnaire_id_of,
    said_of_question,
    said_of_section,
    values_of_question,
)
from convene.questionnaires.rules import chosen, depending_on, depending_on_a_test, kinds_it_may_become, ways_to_test
from convene.questionnaires.services.writing import (
    begin_change,
    must_hold_together,
    number_anew,
    question_row,
    section_row,
    write_conditions,
)
from convene.questionnaires.structure import Conditions, Question, Questionnaire
from convene.web.meanwhile import must_be_as_seen

MOST_QUESTIONS = 200
Row = TypeVar("Row", SectionRow, QuestionRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFacts:
    """What is said of a question. `options` are labels, in order; an option keeps its id where its label stays, or,
    if the `options_are_reworded`, where it stands."""

    kind: Kind
    label: str
    help: str = ""
    is_required: bool = False
    is_private: bool = False
    erased_after_days: int | None = None
    purpose: Purpose | None = None
    least: int | None = None
    most: int | None = None
    words: str = ""
    options: tuple[str, ...] = ()
    options_are_reworded: bool = False
    conditions: Conditions = field(default_factory=Conditions)


@use_case
def begin_questionnaire(owner_kind: str, owner_id: UUID, event_id: UUID, *, by: str) -> UUID:
    """The questionnaire of an owner, begun without a question where there is none; returns its id."""
    hold((owner_kind, owner_id))
    known = questionnaire_id_of(owner_kind, owner_id)
    if known is not None:
        return known
    row = QuestionnaireRow(id=uuid4(), owner_kind=owner_kind, owner_id=owner_id, event_id=event_id, revision=1)
    db.session.add(row)
    db.session.flush()
    concerning(questionnaire_id=row.id)
    return row.id


@use_case
def add_section(
    questionnaire_id: UUID,
    title: str,
    *,
    words: str = "",
    conditions: Conditions | None = None,
    by: str,
) -> UUID:
    """Add a section behind all others; returns its id. AsksALaterQuestion, ConditionDoesNotFit."""
    known = begin_change(questionnaire_id)
    row = SectionRow(
        id=uuid4(), questionnaire_id=questionnaire_id, title=title, words=words, position=len(known.sections)
    )
    conditions = conditions or Conditions()
    row.joined = conditions.joined
    db.session.add(row)
    db.session.flush()
    write_conditions(questionnaire_id, conditions, section_id=row.id)
    must_hold_together(questionnaire_id)
    return row.id


@use_case
def change_section(
    questionnaire_id: UUID,
    section_id: UUID,
    *,
    title: str,
    words: str,
    conditions: Conditions,
    seen: str | None = None,
    by: str,
) -> None:
    """Change what stands above a section, and when it is asked. `seen` is the mark (`web.meanwhile`) of what stood on
    the page. ChangedMeanwhile, AsksALaterQuestion, ConditionDoesNotFit."""
    known = begin_change(questionnaire_id).section(section_id)
    row = section_row(questionnaire_id, section_id)
    if known is None:
        raise NotFound
    must_be_as_seen(seen, said_of_section(known), known.title)
    row.title, row.words, row.joined = title, words, conditions.joined
    write_conditions(questionnaire_id, conditions, section_id=section_id)
    must_hold_together(questionnaire_id)


@use_case
def move_section(questionnaire_id: UUID, section_id: UUID, *, up: bool, by: str) -> int:
    """Let a section change places with the one above or below it; returns its place, from 1. AsksALaterQuestion."""
    begin_change(questionnaire_id)
    row = section_row(questionnaire_id, section_id)
    rows = _sections(questionnaire_id)
    place = rows.index(row)
    _swap(rows, place, place - 1 if up else place + 1)
    number_anew(rows)
    must_hold_together(questionnaire_id)
    return rows.index(row) + 1


@use_case
def remove_section(questionnaire_id: UUID, section_id: UUID, *, by: str) -> None:
    """Remove a heading; its questions go on below the one before it, or above those of the next. LastSection,
    AsksALaterQuestion."""
    begin_change(questionnaire_id)
    row = section_row(questionnaire_id, section_id)
    rows = _sections(questionnaire_id)
    place, own = rows.index(row), _questions_in(section_id)
    if len(rows) == 1:
        if own:
            raise LastSection
        db.session.delete(row)
        db.session.flush()
        return
    heir = rows[place - 1] if place else rows[1]
    others = _questions_in(heir.id)
    for question in own:
        question.section_id = heir.id
    number_anew([*others, *own] if place else [*own, *others])
    db.session.delete(row)
    db.session.flush()
    number_anew([each for each in rows if each is not row])
    must_hold_together(questionnaire_id)


@use_case
def add_question(
    questionnaire_id: UUID,
    facts: QuestionFacts,
    *,
    section_id: UUID | None = None,
    section_title: str = "",
    drawn_id: UUID | None = None,
    by: str,
) -> UUID:
    """Add a question at the end of a section, of the last one where none is named; returns its id.

    Where there is no section yet, one with `section_title` is begun. `drawn_id` was drawn with the page: the same
    question sent again under it is no second one, but the first as it is said now. NeedsOptions, OptionTwice,
    PurposeTaken, LeastAboveMost, TooManyQuestions, AsksALaterQuestion, ConditionDoesNotFit.
    """
    known = begin_change(questionnaire_id)
    sent_before = known.question(drawn_id) if drawn_id is not None else None
    if sent_before is not None and (sent_before.kind, sent_before.label) == (facts.kind, facts.label):
        change_question(questionnaire_id, sent_before.id, facts, by=by)
        return sent_before.id
    if len(known.questions) >= MOST_QUESTIONS:
        raise TooManyQuestions(MOST_QUESTIONS)
    if section_id is None:
        section_id = known.sections[-1].id if known.sections else add_section(questionnaire_id, section_title, by=by)
    section_row(questionnaire_id, section_id)
    is_free = drawn_id is not None and db.session.get(QuestionRow, drawn_id) is None
    row = QuestionRow(
        id=drawn_id if is_free else uuid4(),
        questionnaire_id=questionnaire_id,
        section_id=section_id,
        version=1,
        position=len(_questions_in(section_id)),
        **_columns(known, None, facts),
    )
    db.session.add(row)
    _flush_for(facts)
    concerning(question_id=row.id)
    _write_options(row.id, facts)
    write_conditions(questionnaire_id, facts.conditions, question_id=row.id)
    must_hold_together(questionnaire_id)
    return row.id


@use_case
def change_question(
    questionnaire_id: UUID,
    question_id: UUID,
    facts: QuestionFacts,
    *,
    seen: str | None = None,
    by: str,
) -> None:
    """Change a question. What was answered stays: an option that somebody has chosen is withdrawn, not deleted.

    Other words of a consent are a new version of it. `seen` is the mark (`web.meanwhile`) of what stood on the page.
    ChangedMeanwhile, CannotBecome, CannotReword, NeedsOptions, OptionTwice, PurposeTaken, LeastAboveMost,
    OthersRestOnIt, AsksALaterQuestion, ConditionDoesNotFit.
    """
    known = begin_change(questionnaire_id)
    before = known.question(question_id)
    row = question_row(questionnaire_id, question_id)
    if before is None:
        raise NotFound
    must_be_as_seen(seen, said_of_question(before), before.label)
    if facts.kind is not before.kind:
        dependent = depending_on_a_test(known, question_id, set(Test) - set(ways_to_test(facts.kind)))
        if dependent is not None:
            raise OthersRestOnIt(before.label, dependent)
        _become(before, facts.kind)
    if facts.kind is Kind.CONSENT and facts.words != before.words:
        row.version = before.version + 1
    for name, value in _columns(known, question_id, facts).items():
        setattr(row, name, value)
    _flush_for(facts)
    _write_options(question_id, facts, known)
    write_conditions(questionnaire_id, facts.conditions, question_id=question_id)
    must_hold_together(questionnaire_id)


@use_case
def duplicate_question(questionnaire_id: UUID, question_id: UUID, *, label: str, by: str) -> UUID:
    """Add the same question below itself, under another label and without its meaning; returns its id."""
    known = begin_change(questionnaire_id)
    question, section = known.question(question_id), known.section_of(question_id)
    if question is None or section is None:
        raise NotFound
    facts = QuestionFacts(
        **{
            name: getattr(question, name)
            for name in QuestionFacts.__slots__
            if name not in {"label", "purpose", "options"}
        },
        label=label,
        options=tuple(option.label for option in question.offered),
    )
    made = add_question(questionnaire_id, facts, section_id=section.id, by=by)
    rows = _questions_in(section.id)
    new = rows.pop(next(place for place, row in enumerate(rows) if row.id == made))
    rows.insert(next(place for place, row in enumerate(rows) if row.id == question_id) + 1, new)
    number_anew(rows)
    concerning(question_id=made)
    return made


@use_case
def move_question(questionnaire_id: UUID, question_id: UUID, *, up: bool, by: str) -> int:
    """Move a question one place up or down, over the edge of its section into the next; returns its place among all
    that are asked, from 1. AsksALaterQuestion."""
    known = begin_change(questionnaire_id)
    row = question_row(questionnaire_id, question_id)
    rows = [one for one in _questions_in(row.section_id) if one.withdrawn_at is None]
    place, step = rows.index(row), -1 if up else 1
    if 0 <= place + step < len(rows):
        _swap(rows, place, place + step)
        number_anew(rows)
    else:
        sections = [section.id for section in known.sections]
        there = sections.index(row.section_id) + step
        if 0 <= there < len(sections):
            _place(row, sections[there], at_end=up)
    made = must_hold_together(questionnaire_id)
    return _place_among_all(made, question_id)


@use_case
def place_question(
    questionnaire_id: UUID, question_id: UUID, *, section_id: UUID, before_id: UUID | None = None, by: str
) -> int:
    """Put a question before another one, or at the end of a section; returns its place among all, from 1.
    AsksALaterQuestion."""
    begin_change(questionnaire_id)
    row = question_row(questionnaire_id, question_id)
    section_row(questionnaire_id, section_id)
    if before_id is not None and question_row(questionnaire_id, before_id).section_id != section_id:
        raise NotFound
    if before_id != question_id:
        _place(row, section_id, before_id)
    concerning(question_id=question_id)
    return _place_among_all(must_hold_together(questionnaire_id), question_id)


@use_case
def remove_question(questionnaire_id: UUID, question_id: UUID, *, by: str) -> bool:
    """Ask a question no more. Returns whether it and its answers are kept; what nobody has answered is deleted.
    OthersRestOnIt."""
    known = begin_change(questionnaire_id)
    row = question_row(questionnaire_id, question_id)
    dependent = depending_on(known, question_id)
    if dependent is not None:
        raise OthersRestOnIt(row.label, dependent)
    write_conditions(questionnaire_id, Conditions(), question_id=question_id)
    if not is_answered(question_id):
        db.session.delete(row)
        db.session.flush()
        number_anew(_questions_in(row.section_id))
        return False
    row.withdrawn_at = row.withdrawn_at or now()
    db.session.flush()
    return True


@use_case
def ask_again(questionnaire_id: UUID, question_id: UUID, *, by: str) -> None:
    """Ask a withdrawn question again, of everybody and at the end of its section. PurposeTaken, TooManyQuestions."""
    known = begin_change(questionnaire_id)
    row = question_row(questionnaire_id, question_id)
    if len(known.questions) >= MOST_QUESTIONS:
        raise TooManyQuestions(MOST_QUESTIONS)
    other = known.with_purpose(row.purpose) if row.purpose else None
    if other is not None and other.id != question_id:
        raise PurposeTaken(other.label)
    row.withdrawn_at = None
    _place(row, row.section_id)


def _sections(questionnaire_id: UUID) -> list[SectionRow]:
    rows = select(SectionRow).where(SectionRow.questionnaire_id == questionnaire_id)
    return list(db.session.scalars(rows.order_by(SectionRow.position, SectionRow.id)))


def _questions_in(section_id: UUID) -> list[QuestionRow]:
    rows = select(QuestionRow).where(QuestionRow.section_id == section_id)
    return list(db.session.scalars(rows.order_by(QuestionRow.position, QuestionRow.id)))


def _swap(rows: list[Row], one: int, other: int) -> None:
    if 0 <= other < len(rows):
        rows[one], rows[other] = rows[other], rows[one]


def _place(row: QuestionRow, section_id: UUID, before_id: UUID | None = None, *, at_end: bool = True) -> None:
    rows = [one for one in _questions_in(section_id) if one is not row]
    place = len(rows) if at_end else 0
    if before_id is not None:
        place = next(number for number, one in enumerate(rows) if one.id == before_id)
    row.section_id = section_id
    rows.insert(place, row)
    number_anew(rows)


def _place_among_all(made: Questionnaire, question_id: UUID) -> int:
    return next((number for number, one in enumerate(made.questions, start=1) if one.id == question_id), 0)


def _columns(known: Questionnaire, question_id: UUID | None, facts: QuestionFacts) -> dict[str, object]:
    """The columns of a question, without what does not go with its kind."""
    kind = facts.kind
    if facts.least is not None and facts.most is not None and facts.least > facts.most and kind.has_limits:
        raise LeastAboveMost
    other = known.with_purpose(facts.purpose) if facts.purpose else None
    if other is not None and other.id != question_id:
        raise PurposeTaken(other.label)
    return {
        "kind": kind,
        "label": facts.label,
        "help": facts.help,
        "is_required": facts.is_required and kind.is_answered,
        "is_private": facts.is_private and kind.is_answered,
        "erased_after_days": facts.erased_after_days if kind.is_answered else None,
        "purpose": facts.purpose if kind.is_answered else None,
        "least": facts.least if kind.has_limits else None,
        "most": facts.most if kind.has_limits else None,
        "words": facts.words if kind in {Kind.CONSENT, Kind.WORDS} else "",
        "joined": facts.conditions.joined,
    }


def _flush_for(facts: QuestionFacts) -> None:
    """The index has the last word on what an answer means."""
    try:
        db.session.flush()
    except IntegrityError as failure:
        if facts.purpose is not None and "purpose" in str(failure.orig):
            raise PurposeTaken(facts.label) from None
        raise


def _write_options(question_id: UUID, facts: QuestionFacts, known: Questionnaire | None = None) -> None:
    """Give a question these options. One keeps its id where its label stays, whatever order they come in."""
    labels = _labels(facts)
    rows = list(
        db.session.scalars(
            select(OptionRow).where(OptionRow.question_id == question_id).order_by(OptionRow.position, OptionRow.id)
        )
    )
    if facts.options_are_reworded:
        _reword(rows, labels)
    by_label = {row.label: row for row in sorted(rows, key=lambda row: row.withdrawn_at is None)}
    kept = {by_label[label].id for label in labels if label in by_label}
    answered: frozenset[UUID] | None = None
    for row in rows:
        if row.id in kept or row.withdrawn_at is not None:
            continue
        dependent = depending_on(known, question_id, row.id) if known is not None else None
        if dependent is not None:
            raise OthersRestOnIt(row.label, dependent)
        if answered is None:
            answered = frozenset().union(*map(chosen, values_of_question(question_id).values()))
        if row.id in answered:
            row.withdrawn_at = now()
        else:
            db.session.delete(row)
    for position, label in enumerate(labels):
        known_row = by_label.get(label)
        if known_row is not None:
            known_row.position, known_row.withdrawn_at = position, None
        else:
            db.session.add(OptionRow(id=uuid4(), question_id=question_id, label=label, position=position))
    db.session.flush()


def _labels(facts: QuestionFacts) -> list[str]:
    """The labels of its options. NeedsOptions, OptionTwice."""
    labels = list(facts.options) if facts.kind.has_options else []
    if facts.kind.has_options and len(labels) < 2:
        raise NeedsOptions
    twice = next((label for place, label in enumerate(labels) if label in labels[:place]), None)
    if twice is not None:
        raise OptionTwice(twice)
    return labels


def _reword(rows: Sequence[OptionRow], labels: Sequence[str]) -> None:
    """Give each option that is offered the label of its line. CannotReword: there are more lines, or fewer."""
    offered = [row for row in rows if row.withdrawn_at is None]
    if len(offered) != len(labels):
        raise CannotReword(len(offered))
    for row, label in zip(offered, labels, strict=True):
        row.label = label


def _become(before: Question, kind: Kind) -> None:
    """Let a question be of another kind, with its answers. CannotBecome."""
    if kind not in kinds_it_may_become(before.kind, is_answered=is_answered(before.id)):
        raise CannotBecome(before.label)
    if before.kind is Kind.CHOICE and kind is Kind.CHOICES:
        for respondent_id, value in values_of_question(before.id).items():
            db.session.execute(
                update(AnswerRow)
                .where(AnswerRow.question_id == before.id, AnswerRow.respondent_id == respondent_id)
                .values(value=json.dumps([value]))
                .execution_options(synchronize_session=False)
            )
