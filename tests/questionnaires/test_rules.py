"""What is asked, and what is an answer: decided over plain values."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.questionnaires.catalogue import Joined, Kind, Test
from convene.questionnaires.rules import (
    asked,
    can_be_tested,
    depending_on,
    holds,
    kinds_it_may_become,
    ways_to_test,
    why_not_in_this_order,
    why_not_taken,
)
from convene.questionnaires.structure import Condition, Conditions, Option, Question, Questionnaire, Section, Value

YES, NO = Option(UUID(int=1), "Yes"), Option(UUID(int=2), "No")


def question(kind: Kind = Kind.LINE, **more: Any) -> Question:
    return Question(**{"id": uuid4(), "kind": kind, "label": kind.value} | more)


def questionnaire(*questions: Question, conditions: Conditions | None = None) -> Questionnaire:
    section = Section(id=uuid4(), title="One", questions=questions, conditions=conditions or Conditions())
    return Questionnaire(id=uuid4(), revision=1, sections=(section,))


def when(on: Question, test: Test, *options: Option, number: int | None = None) -> Conditions:
    return Conditions((Condition(on.id, test, frozenset(option.id for option in options), number),))


# --- conditions -------------------------------------------------------------------------------------------------------

CHOICE, NUMBER, BOX = question(Kind.CHOICE, options=(YES, NO)), question(Kind.NUMBER), question(Kind.YES_NO)


@pytest.mark.parametrize(
    ("conditions", "value", "is_so"),
    [
        (when(CHOICE, Test.IS, YES), str(YES.id), True),
        (when(CHOICE, Test.IS, YES), str(NO.id), False),
        (when(CHOICE, Test.IS, YES, NO), [str(NO.id)], True),
        (when(CHOICE, Test.IS, YES), None, False),
        (when(CHOICE, Test.IS_NOT, YES), str(NO.id), True),
        (when(CHOICE, Test.IS_NOT, YES), [str(NO.id), str(YES.id)], False),
        (when(CHOICE, Test.IS_NOT, YES), None, False),  # who has not answered has not chosen something else
        (when(CHOICE, Test.IS, YES), "no id at all", False),
        (when(BOX, Test.YES), True, True),
        (when(BOX, Test.NO), False, True),
        (when(BOX, Test.NO), None, False),
        (when(BOX, Test.ANSWERED), False, True),
        (when(BOX, Test.ANSWERED), [], False),
        (when(NUMBER, Test.AT_LEAST, number=3), 3, True),
        (when(NUMBER, Test.AT_LEAST, number=3), 2, False),
        (when(NUMBER, Test.AT_MOST, number=3), 0, True),
        (when(NUMBER, Test.AT_MOST, number=3), None, False),
        (when(NUMBER, Test.AT_LEAST, number=1), True, False),  # a tick is no number
    ],
)
def test_a_condition_of_one_answer(conditions: Conditions, value: Value, is_so: bool) -> None:
    assert holds(conditions, {conditions.of[0].on: value}) is is_so


def test_several_conditions_are_joined_by_all_or_by_any() -> None:
    both = (Condition(BOX.id, Test.YES), Condition(NUMBER.id, Test.ANSWERED))
    assert not holds(Conditions(both, Joined.ALL), {BOX.id: True})
    assert holds(Conditions(both, Joined.ANY), {BOX.id: True})
    assert holds(Conditions(), {})


def test_what_is_not_asked_counts_as_unanswered_for_what_rests_on_it() -> None:
    first = question(Kind.YES_NO)
    second = question(Kind.YES_NO, conditions=when(first, Test.YES))
    third = question(conditions=when(second, Test.YES))
    made = questionnaire(first, second, third)
    assert asked(made, {first.id: True, second.id: True}) == {first.id, second.id, third.id}
    assert asked(made, {first.id: False, second.id: True}) == {first.id}


def test_a_section_that_is_not_asked_takes_its_questions_along() -> None:
    first, inside = question(Kind.YES_NO), question(Kind.YES_NO)
    after = question(conditions=when(inside, Test.YES))
    sections = (
        Section(id=uuid4(), title="A", questions=(first,)),
        Section(id=uuid4(), title="B", questions=(inside,), conditions=when(first, Test.YES)),
        Section(id=uuid4(), title="C", questions=(after,)),
    )
    made = Questionnaire(id=uuid4(), revision=1, sections=sections)
    assert asked(made, {inside.id: True}) == {first.id}
    assert asked(made, {first.id: True, inside.id: True}) == {first.id, inside.id, after.id}


def test_what_is_withdrawn_is_asked_of_nobody() -> None:
    gone = question(is_withdrawn=True)
    assert asked(questionnaire(gone), {gone.id: "x"}) == set()


@st.composite
def forms_and_answers(draw: st.DrawFn) -> tuple[Questionnaire, dict[UUID, Value]]:
    """Up to twelve questions in up to three sections, with conditions that look back, and any answers."""
    made: list[Question] = []
    sections: list[Section] = []
    for _ in range(draw(st.integers(1, 3))):
        conditions = draw(conditions_on(made))
        inside: list[Question] = []
        for _ in range(draw(st.integers(1, 4))):
            kind = draw(st.sampled_from([Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.NUMBER, Kind.LINE]))
            options = tuple(Option(uuid4(), str(number)) for number in range(3)) if kind.has_options else ()
            one = question(
                kind,
                options=options,
                conditions=draw(conditions_on(made)),
                is_withdrawn=draw(st.integers(0, 9)) == 0 and not made,
            )
            inside.append(one)
            if not one.is_withdrawn:
                made.append(one)
        sections.append(Section(id=uuid4(), title="S", questions=tuple(inside), conditions=conditions))
    answers = {one.id: draw(answers_to(one)) for one in made}
    return Questionnaire(id=uuid4(), revision=1, sections=tuple(sections)), answers


@st.composite
def conditions_on(draw: st.DrawFn, earlier: list[Question]) -> Conditions:
    if not earlier or draw(st.booleans()):
        return Conditions()
    found = []
    for _ in range(draw(st.integers(1, 2))):
        on = draw(st.sampled_from(earlier))
        test = draw(st.sampled_from(ways_to_test(on.kind)))
        options = frozenset({draw(st.sampled_from(on.options)).id}) if test in {Test.IS, Test.IS_NOT} else frozenset()
        number = draw(st.integers(0, 3)) if test in {Test.AT_LEAST, Test.AT_MOST} else None
        found.append(Condition(on.id, test, options, number))
    return Conditions(tuple(found), draw(st.sampled_from(Joined)))


def answers_to(one: Question) -> st.SearchStrategy[Value]:
    ids = [str(option.id) for option in one.options]
    by_kind: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.CHOICE: st.sampled_from(ids or [""]),
        Kind.CHOICES: st.lists(st.sampled_from(ids or [""]), unique=True),
        Kind.YES_NO: st.booleans(),
        Kind.NUMBER: st.integers(0, 4),
        Kind.LINE: st.text(max_size=3),
    }
    return st.none() | by_kind[one.kind]


@given(forms_and_answers())
def test_a_question_is_asked_exactly_where_its_conditions_hold_of_what_was_asked(
    made: tuple[Questionnaire, dict[UUID, Value]],
) -> None:
    form, answers = made
    found = asked(form, answers)
    told = {question_id: value for question_id, value in answers.items() if question_id in found}
    for section in form.sections:
        for one in section.asking:
            assert (one.id in found) == (holds(section.conditions, told) and holds(one.conditions, told))
    assert why_not_in_this_order(form) is None


@given(forms_and_answers(), st.data())
def test_what_was_sent_of_what_is_not_asked_changes_nothing(
    made: tuple[Questionnaire, dict[UUID, Value]], data: st.DataObject
) -> None:
    form, answers = made
    found = asked(form, answers)
    others = [one for one in form.questions if one.id not in found]
    if others:
        one = data.draw(st.sampled_from(others))
        assert asked(form, {**answers, one.id: data.draw(answers_to(one))}) == found
    assert asked(form, {question_id: answers.get(question_id) for question_id in found}) == found


# --- the order --------------------------------------------------------------------------------------------------------


def test_a_condition_on_a_later_question_names_both() -> None:
    later = question(Kind.YES_NO, label="Come?")
    first = question(label="Eat?", conditions=when(later, Test.YES))
    refused = why_not_in_this_order(questionnaire(first, later))
    assert refused is not None
    assert "“Eat?”" in str(refused)
    assert "“Come?”" in str(refused)
    assert why_not_in_this_order(questionnaire(later, first)) is None


def test_a_question_knows_what_rests_on_it_and_on_each_of_its_options() -> None:
    eat = question(label="Eat?", conditions=when(CHOICE, Test.IS, YES))
    form = questionnaire(CHOICE, eat)
    assert depending_on(form, CHOICE.id) == "Eat?"
    assert depending_on(form, CHOICE.id, YES.id) == "Eat?"
    assert depending_on(form, CHOICE.id, NO.id) is None
    assert depending_on(form, eat.id) is None


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        (when(CHOICE, Test.IS, YES), True),
        (when(CHOICE, Test.IS), False),
        (when(CHOICE, Test.IS, Option(uuid4(), "of another question")), False),
        (when(CHOICE, Test.YES), False),
        (when(NUMBER, Test.AT_LEAST), False),
        (when(NUMBER, Test.AT_LEAST, number=2), True),
        (when(question(), Test.ANSWERED), False),  # it is not in the form
    ],
)
def test_a_condition_asks_what_its_question_can_answer(conditions: Conditions, fits: bool) -> None:
    assert can_be_tested(conditions, {one.id: one for one in (CHOICE, NUMBER, BOX)}) is fits


# --- answers ----------------------------------------------------------------------------------------------------------

FULL = Option(UUID(int=3), "Boat")
GONE = Option(UUID(int=4), "Bus", is_withdrawn=True)
TRIP = question(Kind.CHOICE, label="Trip", options=(YES, FULL, GONE))
NEEDS = question(Kind.CHOICES, label="Needs", options=(YES, NO, FULL), least=1, most=2)


@pytest.mark.parametrize(
    ("one", "value", "before", "says"),
    [
        (question(is_required=True, label="Name"), "", None, "“Name” has no answer yet"),
        (question(), "", None, None),
        (question(), "two\nlines", None, "cannot be taken"),
        (question(Kind.CONSENT, is_required=True), False, None, "This has to be agreed to"),
        (question(Kind.CONSENT), False, None, None),
        (question(Kind.CONSENT, is_required=True), True, None, None),
        (question(Kind.YES_NO, is_required=True), False, None, None),
        (question(Kind.YES_NO), "yes", None, "cannot be taken"),
        (question(Kind.NUMBER, least=0, most=30), 31, None, "Enter a number from 0 to 30"),
        (question(Kind.NUMBER, least=2), 1, None, "Enter a number of at least 2"),
        (question(Kind.NUMBER), True, None, "cannot be taken"),
        (question(Kind.DATE), "2027-02-30", None, "cannot be taken"),
        (question(Kind.DATE), "2027-02-28", None, None),
        (question(Kind.COUNTRY), "Thailand", None, "cannot be taken"),
        (question(Kind.PHONE), "+66 2 123 4567 ext 12", None, None),
        (question(Kind.PHONE), "call me", None, "cannot be taken"),
        (question(Kind.FILE), {"path": "/etc/passwd"}, None, "cannot be taken"),
        (TRIP, str(UUID(int=5)), None, "cannot be taken"),
        (TRIP, [str(YES.id)], None, "cannot be taken"),
        (TRIP, str(FULL.id), None, "All places of “Boat” are taken"),
        (TRIP, str(FULL.id), str(FULL.id), None),
        (TRIP, str(GONE.id), None, "cannot be taken"),
        (TRIP, str(GONE.id), str(GONE.id), None),
        (NEEDS, [str(YES.id), str(YES.id)], None, "cannot be taken"),
        (NEEDS, [str(YES.id), str(NO.id), str(FULL.id)], [str(FULL.id)], "takes 2 answers"),
        (NEEDS, [], None, None),  # nobody must answer; who does, chooses one at least
    ],
)
def test_why_an_answer_is_none(one: Question, value: Value, before: Value, says: str | None) -> None:
    refused = why_not_taken(one, value, before, frozenset({FULL.id}))
    assert (says in str(refused)) if says else (refused is None)


def test_a_question_that_was_answered_becomes_only_what_its_answers_are() -> None:
    assert Kind.TEXT in kinds_it_may_become(Kind.LINE, is_answered=True)
    assert Kind.LINE not in kinds_it_may_become(Kind.TEXT, is_answered=True)
    assert kinds_it_may_become(Kind.DATE, is_answered=True) == frozenset()
    assert Kind.NUMBER in kinds_it_may_become(Kind.DATE, is_answered=False)
