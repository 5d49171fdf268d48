"""Questions, conditions and answers in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from convene.questionnaires.catalogue import Joined, Kind, Test
from convene.questionnaires.queries import Answer, values_of
from convene.questionnaires.rules import asked, is_given
from convene.questionnaires.structure import Condition, Conditions, Question, Questionnaire, Value
from convene.web.languages import country_name, day, language_word


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer as it is read. `before`: what it was before it was changed last, in words; "" if it never was.

    `is_asked_no_more`: the question was withdrawn since. `wording`: of a consent, what was agreed to, where its
    question says something else by now.
    """

    question: Question
    words: str
    before: str = ""
    changed_at: datetime | None = None
    is_upload: bool = False
    is_asked_no_more: bool = False
    wording: str = ""


def kind_in_words(kind: Kind) -> str:
    """A kind of question, as organisers choose it."""
    words = {
        Kind.LINE: _("One line of text"),
        Kind.TEXT: _("Several lines of text"),
        Kind.EMAIL: _("E-mail address"),
        Kind.PHONE: _("Telephone number"),
        Kind.NUMBER: _("Number"),
        Kind.DATE: _("Date"),
        Kind.COUNTRY: _("Country"),
        Kind.LANGUAGES: _("Languages"),
        Kind.CHOICE: _("Choose one"),
        Kind.CHOICES: _("Choose any"),
        Kind.RANKING: _("Put in order"),
        Kind.YES_NO: _("Yes or no"),
        Kind.CONSENT: _("Consent"),
        Kind.FILE: _("File"),
        Kind.PICTURE: _("Picture"),
        Kind.WORDS: _("Text to read"),
    }
    return str(words[kind])


def answer_in_words(question: Question, value: Value) -> str:
    """An answer as it is read, in a list and in a file alike; "" where there is none. Several are joined by "; "."""
    if not is_given(value):
        return ""
    if isinstance(value, bool):
        if question.kind is Kind.CONSENT:
            return str(_("Agreed") if value else _("Not agreed"))
        return str(_("Yes") if value else _("No"))
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if isinstance(value, list):
        return _list_in_words(question, value)
    match question.kind:
        case Kind.CHOICE:
            return _labels(question).get(str(value), "")
        case Kind.COUNTRY:
            return country_name(str(value))
        case Kind.DATE:
            return day(date.fromisoformat(str(value)))
    return str(value)


def _list_in_words(question: Question, values: list[str]) -> str:
    if question.kind is Kind.LANGUAGES:
        return "; ".join(map(language_word, values))
    labels = _labels(question)
    known = [labels[value] for value in values if value in labels]
    if question.kind is Kind.RANKING:
        return "; ".join(f"{place}. {label}" for place, label in enumerate(known, start=1))
    return "; ".join(known)


def cell_of(question: Question, value: Value) -> object:
    """An answer as it stands in a table: numbers as numbers, days as 2027-03-04, the rest in words."""
    if question.kind is Kind.DATE or (isinstance(value, int) and not isinstance(value, bool)):
        return value if value is not None else ""
    return answer_in_words(question, value)


def _labels(question: Question) -> dict[str, str]:
    return {str(option.id): option.label for option in question.options}


def answers_shown(
    questionnaire: Questionnaire, answers: dict[UUID, Answer], *, with_private: bool, with_withdrawn: bool = True
) -> list[AnswerShown]:
    """What somebody was asked and answered, in order; "" where they left it open. What is private only `with_private`.

    At the end what was asked once and is no more, `with_withdrawn`.
    """
    asked_ids = asked(questionnaire, values_of(answers.values()))
    questions = [question for question in questionnaire.answerable if question.id in asked_ids]
    if with_withdrawn:
        questions += [question for question in questionnaire.withdrawn if question.id in answers]
    return [
        _shown(question, answers.get(question.id)) for question in questions if with_private or not question.is_private
    ]


def _shown(question: Question, answer: Answer | None) -> AnswerShown:
    if answer is None:
        return AnswerShown(question, "")
    is_old_consent = question.kind is Kind.CONSENT and answer.wording != question.words
    return AnswerShown(
        question,
        answer_in_words(question, answer.value),
        answer_in_words(question, answer.before),
        answer.changed_at,
        question.kind.is_upload,
        question.is_withdrawn,
        answer.wording if is_old_consent else "",
    )


def columns_of(questionnaire: Questionnaire | None, *, with_private: bool) -> list[Question]:
    """The questions that a table of everybody has a column for; those that are asked no more at the end."""
    if questionnaire is None:
        return []
    every = [*questionnaire.answerable, *(one for one in questionnaire.withdrawn if one.kind.is_answered)]
    return [question for question in every if with_private or not question.is_private]


def cells_of(
    questionnaire: Questionnaire | None, columns: Sequence[Question], answers: dict[UUID, Answer]
) -> list[object]:
    """What somebody answered, for these columns: "" for what they left open or were not asked."""
    if questionnaire is None:
        return []
    values = values_of(answers.values())
    shown = asked(questionnaire, values) | {question.id for question in questionnaire.withdrawn}
    return [cell_of(question, values.get(question.id)) if question.id in shown else "" for question in columns]


def conditions_in_words(conditions: Conditions, questionnaire: Questionnaire) -> str:
    """When something is asked: "Asked if “How will you come?” is “In person”"; "" where it always is."""
    if not conditions:
        return ""
    each = [_condition_in_words(one, questionnaire) for one in conditions.of]
    if len(each) == 1:
        return str(_("Asked if %(condition)s", condition=each[0]))
    if conditions.joined is Joined.ALL:
        return str(_("Asked if all of this is so: %(conditions)s", conditions="; ".join(each)))
    return str(_("Asked if any of this is so: %(conditions)s", conditions="; ".join(each)))


def _condition_in_words(condition: Condition, questionnaire: Questionnaire) -> str:
    on = questionnaire.question(condition.on)
    name = on.label if on is not None else ""
    labels = [option.label for option in on.options if option.id in condition.options] if on is not None else []
    said: dict[str, Any] = {"question": name, "number": condition.number}
    said["options"] = str(_(" or ")).join(str(_("“%(label)s”", label=label)) for label in labels)
    match condition.test:
        case Test.IS:
            return str(_("“%(question)s” is %(options)s", **said))
        case Test.IS_NOT:
            return str(_("“%(question)s” is answered, and not by %(options)s", **said))
        case Test.YES:
            return str(_("“%(question)s” is yes", **said))
        case Test.NO:
            return str(_("“%(question)s” is no", **said))
        case Test.AT_LEAST:
            return str(_("“%(question)s” is at least %(number)s", **said))
        case Test.AT_MOST:
            return str(_("“%(question)s” is at most %(number)s", **said))
        case Test.ANSWERED:
            return str(_("“%(question)s” is answered", **said))


def privacy_in_words(question: Question) -> list[str]:
    """What organisers see beside a question: who reads the answer, and how long it is kept."""
    said = []
    if question.is_private:
        said.append(str(_("private")))
    if question.erased_after_days is not None:
        said.append(
            str(
                ngettext(
                    "erased %(num)s day after the event",
                    "erased %(num)s days after the event",
                    question.erased_after_days,
                )
            )
        )
    return said
