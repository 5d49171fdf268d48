"""Ready-made questions and whole forms, added to what is asked."""

from collections.abc import Callable, Iterable
from uuid import UUID

from convene.database import db, use_case
from convene.errors import NotFound
from convene.questionnaires.catalogue import Test
from convene.questionnaires.errors import HasQuestions, PurposeTaken
from convene.questionnaires.ready_made import READY_FORMS, READY_MADE, ReadyQuestion, Rests
from convene.questionnaires.services.building import QuestionFacts, add_question, add_section
from convene.questionnaires.services.writing import as_it_is, begin_change
from convene.questionnaires.structure import Condition, Conditions
from convene.sentences import Sentence

Words = Callable[[Sentence], str]


@use_case
def add_ready_made(
    questionnaire_id: UUID,
    name: str,
    *,
    section_id: UUID | None = None,
    section_title: str = "",
    words: Words = str,
    by: str,
) -> list[UUID]:
    """Add the questions of `ready_made.READY_MADE` under `name`; returns their ids. `words` says a text in the
    organiser's language. PurposeTaken: it is asked already. NotFound: there is none of this name."""
    known = begin_change(questionnaire_id)
    if name not in READY_MADE:
        raise NotFound
    questions = READY_MADE[name].questions
    for question in questions:
        other = known.with_purpose(question.purpose) if question.purpose else None
        if other is not None:
            raise PurposeTaken(other.label)
    return _add(questionnaire_id, questions, section_id, section_title, words, {}, by=by)


@use_case
def begin_ready_form(questionnaire_id: UUID, name: str, *, words: Words = str, by: str) -> None:
    """Ask what `ready_made.READY_FORMS` has under `name`. HasQuestions: something is asked already. NotFound."""
    if begin_change(questionnaire_id).questions:
        raise HasQuestions
    if name not in READY_FORMS:
        raise NotFound
    known: dict[str, UUID] = {}
    for section in READY_FORMS[name].sections:
        when = _conditions(questionnaire_id, section.only_if, known)
        section_id = add_section(questionnaire_id, words(section.title), conditions=when, by=by)
        _add(questionnaire_id, section.questions, section_id, "", words, known, by=by)


def _add(
    questionnaire_id: UUID,
    questions: Iterable[ReadyQuestion],
    section_id: UUID | None,
    section_title: str,
    words: Words,
    known: dict[str, UUID],
    *,
    by: str,
) -> list[UUID]:
    """`known`: the ids of questions added so far, by their keys; those that come now are added to it."""
    made = []
    for question in questions:
        facts = QuestionFacts(
            kind=question.kind,
            label=words(question.label),
            help=words(question.help) if question.help else "",
            is_required=question.is_required,
            is_private=question.is_private,
            erased_after_days=question.erased_after_days,
            purpose=question.purpose,
            least=question.least,
            most=question.most,
            words=words(question.words) if question.words else "",
            options=tuple(words(option) for option in question.options),
            conditions=_conditions(questionnaire_id, question.only_if, known),
        )
        known[question.key] = add_question(
            questionnaire_id, facts, section_id=section_id, section_title=section_title, by=by
        )
        made.append(known[question.key])
    db.session.flush()
    return made


def _conditions(questionnaire_id: UUID, only_if: Rests | None, known: dict[str, UUID]) -> Conditions:
    if only_if is None:
        return Conditions()
    key, places = only_if
    on = as_it_is(questionnaire_id).question(known[key])
    assert on is not None, f"what rests on {key} stands behind it"
    return Conditions((Condition(on.id, Test.IS, frozenset(on.options[place].id for place in places)),))
