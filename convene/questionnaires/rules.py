"""What is asked of somebody, and whether an answer is one. Decided over plain values, the same on every page."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from convene.errors import Refused
from convene.questionnaires.catalogue import BECOMES, OF_ALL_OTHERS, TESTS, Joined, Kind, Test
from convene.questionnaires.errors import (
    AnswerDoesNotFit,
    AnswerMissing,
    AsksALaterQuestion,
    ConsentMissing,
    NumberOutside,
    OptionFull,
    PickFewer,
    PickMore,
)
from convene.questionnaires.structure import Condition, Conditions, Question, Questionnaire, Value, Values
from convene.spelling import id_in

LONGEST_LINE = 200
LONGEST_ADDRESS = 320
MOST_LANGUAGES = 20
LONGEST_TEXT = 5_000
LARGEST_NUMBER = 999_999_999
PHONE = re.compile(r"\+?[\d\s()./-]{4,40}(?:\s?(?:ext|x)\.?\s?\d{1,6})?", re.IGNORECASE)


def asked(questionnaire: Questionnaire, answers: Values) -> set[UUID]:
    """The ids of the questions that are asked of somebody who answers this.

    Conditions look back only, so that one walk in order decides. What is not asked counts as unanswered for whatever
    rests on it, whatever `answers` says of it.
    """
    found: set[UUID] = set()
    known: dict[UUID, Value] = {}
    for section in questionnaire.sections:
        if not holds(section.conditions, known):
            continue
        for question in section.asking:
            if holds(question.conditions, known):
                found.add(question.id)
                known[question.id] = answers.get(question.id)
    return found


def holds(conditions: Conditions, answers: Values) -> bool:
    """Whether conditions hold, of answers to what was asked. No condition: always."""
    if not conditions.of:
        return True
    every = (_holds(condition, answers.get(condition.on)) for condition in conditions.of)
    return all(every) if conditions.joined is Joined.ALL else any(every)


def _holds(condition: Condition, value: Value) -> bool:
    match condition.test:
        case Test.ANSWERED:
            return is_given(value)
        case Test.YES:
            return value is True
        case Test.NO:
            return value is False
        case Test.AT_LEAST:
            return _is_number(value) and condition.number is not None and value >= condition.number  # type: ignore[operator]
        case Test.AT_MOST:
            return _is_number(value) and condition.number is not None and value <= condition.number  # type: ignore[operator]
        case Test.IS:
            return bool(chosen(value) & condition.options)
        case Test.IS_NOT:
            # Who has not answered has not chosen something else.
            return is_given(value) and not chosen(value) & condition.options


def is_given(value: Value) -> bool:
    """Whether there is an answer. False is one, to a question of yes or no."""
    return value is not None and value not in ("", [], {})


def missing(questionnaire: Questionnaire, values: Values) -> list[Question]:
    """The questions that are asked of who has answered this, must be answered, and are not."""
    asked_ids = asked(questionnaire, values)
    return [
        question
        for question in questionnaire.answerable
        if question.is_required and question.id in asked_ids and _is_open(question, values.get(question.id))
    ]


def _is_open(question: Question, value: Value) -> bool:
    return not is_given(value) or (question.kind is Kind.CONSENT and value is False)


def chosen(value: Value) -> frozenset[UUID]:
    """The options in an answer."""
    ids = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return frozenset(one for one in map(id_in, ids) if one is not None)


def _is_number(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def as_others_answer(questionnaire: Questionnaire, *, with_private: bool) -> Questionnaire:
    """What somebody else may answer for a respondent: nothing must be answered, and nothing is agreed to for them.

    Without what is private, unless `with_private`, and without what is asked because of something that is left out.
    """
    left_out: set[UUID] = set()
    sections = []
    for section in questionnaire.sections:
        is_out = any(one.on in left_out for one in section.conditions.of)
        kept = []
        for question in section.questions:
            if (
                is_out
                or question.kind is Kind.CONSENT
                or (question.is_private and not with_private)
                or any(one.on in left_out for one in question.conditions.of)
            ):
                left_out.add(question.id)
            else:
                kept.append(replace(question, is_required=False))
        if kept:
            sections.append(replace(section, questions=tuple(kept)))
    return replace(questionnaire, sections=tuple(sections))


# --- answers ----------------------------------------------------------------------------------------------------------


def field_of(question_id: UUID) -> str:
    """The name of the field of a form that asks a question."""
    return f"q_{question_id.hex}"


def why_not_taken(
    question: Question, value: Value, before: Value = None, full: frozenset[UUID] = frozenset()
) -> Refused | None:
    """Why an answer is none, or None. `before` is what this respondent answered earlier, `full` are options of which no
    place is left: who has one already keeps it."""
    field = field_of(question.id)
    if not is_given(value):
        return AnswerMissing(question.label, field) if question.is_required else None
    if question.kind is Kind.CONSENT and value is False:
        return ConsentMissing(field) if question.is_required else None
    if not _is_shaped(question, value):
        return AnswerDoesNotFit(question.label, field)
    if question.kind.has_options:
        return _why_not_chosen(question, value, before, full)
    if question.kind is Kind.NUMBER and not (
        (question.least is None or value >= question.least) and (question.most is None or value <= question.most)  # type: ignore[operator]
    ):
        return NumberOutside(question.least, question.most, field)
    return None


def _why_not_chosen(question: Question, value: Value, before: Value, full: frozenset[UUID]) -> Refused | None:
    had, picked, field = chosen(before), chosen(value), field_of(question.id)
    known = {option.id: option for option in question.options}
    for option_id in picked:
        option = known.get(option_id)
        if option is None or (option.is_withdrawn and option_id not in had):
            return AnswerDoesNotFit(question.label, field)
        if option_id in full and option_id not in had:
            return OptionFull(option.label, field)
    if question.kind is Kind.CHOICE:
        return None
    least, most = question.least or 0, question.most
    if len(picked) < least:
        return PickMore(question.label, least, field)
    if most is not None and len(picked) > most:
        return PickFewer(question.label, most, field)
    return None


def _is_shaped(question: Question, value: Value) -> bool:
    """Whether a value is what the kind of the question is answered with."""
    shape = _SHAPES.get(question.kind)
    return shape is not None and shape(value)


def _is_line(value: Value) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_ADDRESS and "\n" not in value


def _is_phone(value: Value) -> bool:
    return isinstance(value, str) and PHONE.fullmatch(value) is not None


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_whole(value: Value) -> bool:
    return _is_number(value) and abs(value) <= LARGEST_NUMBER  # type: ignore[arg-type]


def _is_country(value: Value) -> bool:
    return isinstance(value, str) and re.fullmatch("[A-Z]{2}", value) is not None


def _is_one_id(value: Value) -> bool:
    return isinstance(value, str) and id_in(value) is not None


def _are_codes(value: Value) -> bool:
    return isinstance(value, list) and len(value) <= MOST_LANGUAGES and all(isinstance(each, str) for each in value)


def _are_ids(value: Value) -> bool:
    return isinstance(value, list) and len(set(value)) == len(value) and all(map(_is_one_id, value))


def _is_upload(value: Value) -> bool:
    return isinstance(value, dict) and "file_id" in value


def _is_day(value: Value) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


_SHAPES: dict[Kind, Callable[[Value], bool]] = {
    Kind.LINE: _is_line,
    Kind.EMAIL: _is_line,
    Kind.PHONE: _is_phone,
    Kind.TEXT: _is_text,
    Kind.NUMBER: _is_whole,
    Kind.DATE: _is_day,
    Kind.COUNTRY: _is_country,
    Kind.LANGUAGES: _are_codes,
    Kind.CHOICE: _is_one_id,
    Kind.CHOICES: _are_ids,
    Kind.RANKING: _are_ids,
    Kind.YES_NO: lambda value: isinstance(value, bool),
    Kind.CONSENT: lambda value: isinstance(value, bool),
    Kind.FILE: _is_upload,
    Kind.PICTURE: _is_upload,
}


# --- the order of questions -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something that is asked only because of an earlier answer: the question, or the section as a whole."""

    name: str
    conditions: Conditions


def dependents(questionnaire: Questionnaire) -> Iterator[tuple[frozenset[UUID], Dependent]]:
    """Everything with conditions, in order, with the questions that stand before it."""
    before: list[UUID] = []
    for section in questionnaire.sections:
        if section.conditions:
            yield frozenset(before), Dependent(section.title, section.conditions)
        for question in section.asking:
            if question.conditions:
                yield frozenset(before), Dependent(question.label, question.conditions)
            before.append(question.id)


def why_not_in_this_order(questionnaire: Questionnaire) -> AsksALaterQuestion | None:
    """Why a questionnaire cannot stand in this order, or None: every condition looks back."""
    for before, dependent in dependents(questionnaire):
        for condition in dependent.conditions.of:
            if condition.on not in before:
                on = questionnaire.question(condition.on)
                return AsksALaterQuestion(dependent.name, on.label if on else "")
    return None


def depending_on(questionnaire: Questionnaire, question_id: UUID, option_id: UUID | None = None) -> str | None:
    """The name of the first question or section that is asked because of an answer to this question (of this option,
    where one is given), or None."""
    for _before, dependent in dependents(questionnaire):
        for condition in dependent.conditions.of:
            if condition.on == question_id and (option_id is None or option_id in condition.options):
                return dependent.name
    return None


def depending_on_a_test(questionnaire: Questionnaire, question_id: UUID, tests: Collection[Test]) -> str | None:
    """The name of the first question or section that asks one of these of the answer to this question, or None."""
    for _before, dependent in dependents(questionnaire):
        if any(one.on == question_id and one.test in tests for one in dependent.conditions.of):
            return dependent.name
    return None


def earlier_than(questionnaire: Questionnaire, thing: UUID | None, section_id: UUID | None = None) -> list[Question]:
    """The answerable questions before a question or section with this id; before the end of a section for a new one."""
    found: list[Question] = []
    for section in questionnaire.sections:
        if section.id == thing:
            return found
        for question in section.asking:
            if question.id == thing:
                return found
            if question.kind.is_answered:
                found.append(question)
        if thing is None and section.id == section_id:
            return found
    return found


def ways_to_test(kind: Kind) -> tuple[Test, ...]:
    """What can be asked of the answers to a question of this kind."""
    return TESTS.get(kind, OF_ALL_OTHERS)


def can_be_tested(conditions: Conditions, questions: Mapping[UUID, Question]) -> bool:
    """Whether each condition asks something that its question can answer."""
    for condition in conditions.of:
        on = questions.get(condition.on)
        if on is None or condition.test not in ways_to_test(on.kind):
            return False
        if condition.test in {Test.IS, Test.IS_NOT} and not (
            condition.options and condition.options <= {option.id for option in on.options}
        ):
            return False
        if condition.test in {Test.AT_LEAST, Test.AT_MOST} and condition.number is None:
            return False
    return True


def kinds_it_may_become(kind: Kind, *, is_answered: bool) -> frozenset[Kind]:
    """The kinds that a question may be changed to: any, before somebody has answered it."""
    return BECOMES.get(kind, frozenset()) if is_answered else frozenset(Kind) - {kind}
