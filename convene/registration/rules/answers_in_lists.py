"""What the cells of a list say to the questions of a form: which column answers which question, and what it answers.

A list is written by people who have never seen the form. What fits is an answer; what does not is never forced into
one: the words stay beside the person, as they were written.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from convene.questionnaires.catalogue import Kind, Purpose
from convene.questionnaires.rules import asked, why_not_taken
from convene.questionnaires.structure import Option, Question, Questionnaire, Value, Values
from convene.spelling import without_marks

#: Kinds that a list answers. A consent is given by its owner alone, to words that they have read; files are no cells.
FROM_LISTS = frozenset(Kind) - {Kind.CONSENT, Kind.FILE, Kind.PICTURE, Kind.WORDS}
#: What stands above the columns of lists, by what the answer means to us.
HEADINGS = {
    Purpose.DIETARY: ("diet", "dietary needs", "dietary requirements", "dietary", "food", "meals"),
    Purpose.ACCESS: ("access needs", "access", "accessibility", "accessibility needs", "special needs"),
    Purpose.PHOTO_CONSENT: ("photo consent", "photos", "photographs", "photo", "photo permission"),
    Purpose.LANGUAGES: ("languages", "languages spoken", "spoken languages"),
    Purpose.EMERGENCY_CONTACT: ("emergency contact", "in an emergency", "whom to call"),
    Purpose.ARRIVAL: ("arrival", "arrives", "arrival date", "check in"),
    Purpose.DEPARTURE: ("departure", "leaves", "departure date", "check out"),
    Purpose.NIGHTS: ("nights", "hotel nights", "nights in a hotel"),
    Purpose.ORGANISATION_TYPE: ("organisation type", "organization type", "type of organisation", "sector"),
    Purpose.EXPERTISE: ("expertise", "field", "area of expertise"),
}
YES_WORDS = frozenset({"yes", "y", "true", "1", "x", "oui", "si", "ja", "sim", "da", "ya"})
NO_WORDS = frozenset({"no", "n", "false", "0", "non", "nein", "nao", "nej", "tidak"})
FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell answers. `is_whole`: nothing of it is left that is no answer."""

    value: Value
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Names:
    """How codes are found: of a country, and of a language, by what people call them. None: there is none."""

    country: Callable[[str], str | None]
    language: Callable[[str], str | None]


NOTHING_ANSWERED: Values = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asking:
    """Which heading of a list answers which question of the form, of those that are `offered`."""

    questions: Mapping[str, Question]
    names: Names
    offered: Sequence[Question] = ()
    form: Questionnaire | None = None

    def read(self, extra: Mapping[str, str], before: Values = NOTHING_ANSWERED) -> "Heard":
        """What somebody's cells answer, and what of them stays beside the person: words that fit no question, and those
        that answer what is not asked of whoever has answered so (`before`, and here)."""
        answers: dict[UUID, Value] = {}
        beside: dict[str, str] = {}
        for heading, words in extra.items():
            question = self.questions.get(heading)
            said = said_by(question, words, self.names) if question is not None else Said(None, is_whole=False)
            if question is not None and said.value is not None:
                answers[question.id] = said.value
            if not said.is_whole:
                beside[heading] = words
        on_page = asked(self.form, {**before, **answers}) if self.form is not None else set()
        for heading, question in self.questions.items():
            if question.id in answers and question.id not in on_page:
                del answers[question.id]
                beside[heading] = extra[heading]
        return Heard(answers, beside)

    def question(self, question_id: UUID) -> Question:
        """One of its questions."""
        return next(each for each in self.questions.values() if each.id == question_id)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a list says of somebody: answers to questions of the form, and words under other headings."""

    answers: Mapping[UUID, Value]
    beside: Mapping[str, str]


def questions_for_lists(questions: Iterable[Question]) -> list[Question]:
    """Those that a list can answer."""
    return [each for each in questions if each.kind in FROM_LISTS]


def question_under(heading: str, questions: Iterable[Question]) -> Question | None:
    """The question that a column with this heading answers, or None: its label is the same, or what it means is."""
    typed, answerable = _plain(heading), questions_for_lists(questions)
    if not typed:
        return None
    by_label = [each for each in answerable if _plain(each.label) == typed]
    by_meaning = [each for each in answerable if each.purpose and typed in HEADINGS.get(each.purpose, ())]
    return next(iter([*by_label, *by_meaning]), None)


def said_by(question: Question, words: str, names: Names) -> Said:
    """What a cell answers to a question; nothing where it fits none of what can be answered."""
    value, is_whole = _read(question, words.strip(), names)
    if value in (None, "", []) or why_not_taken(question, value) is not None:
        return Said(None, is_whole=False)
    return Said(value, is_whole)


def _read(question: Question, words: str, names: Names) -> tuple[Value, bool]:
    match question.kind:
        case Kind.NUMBER:
            found = re.fullmatch(r"(-?\d{1,9})(?:[.,]0+)?", words)
            return (int(found[1]) if found else None), True
        case Kind.DATE:
            return _day(words), True
        case Kind.COUNTRY:
            return names.country(words), True
        case Kind.YES_NO:
            typed = _plain(words)
            return (True if typed in YES_WORDS else False if typed in NO_WORDS else None), True
        case Kind.CHOICE:
            option = _option(question.offered, words)
            return (str(option.id) if option else None), True
        case Kind.CHOICES | Kind.RANKING:
            return _each(words, lambda part: _id_of(_option(question.offered, part)))
        case Kind.LANGUAGES:
            return _each(words, names.language)
        case _:
            return words, True


def _each(words: str, code_of: Callable[[str], str | None]) -> tuple[Value, bool]:
    """What each part of a cell means; a label with a comma in it is tried first as it is."""
    whole = code_of(words)
    if whole is not None:
        return [whole], True
    parts = _parts(words)
    found = [code_of(part) for part in parts]
    return list(dict.fromkeys(each for each in found if each is not None)), None not in found


def _parts(words: str) -> list[str]:
    sign = next((each for each in (";", "|", "\n", ",", "/") if each in words), ";")
    return [part.strip() for part in words.split(sign) if part.strip()]


def _option(offered: Sequence[Option], words: str) -> Option | None:
    """The option that is called so, or the one that begins so, where it is one."""
    typed = _plain(words)
    same = [each for each in offered if _plain(each.label) == typed]
    if same or len(typed) < FEWEST_LETTERS:
        return next(iter(same), None)
    beginning = [each for each in offered if _plain(each.label).startswith(f"{typed} ")]
    return beginning[0] if len(beginning) == 1 else None


def _id_of(option: Option | None) -> str | None:
    return str(option.id) if option is not None else None


def _day(words: str) -> str | None:
    """A day that is one way to read only: 2027-03-04. 03/04 is April here and March there."""
    try:
        return date.fromisoformat(words[:10]).isoformat()
    except ValueError:
        return None


def _plain(text: str) -> str:
    """As it is compared: small letters without marks, signs between words as one space."""
    return " ".join(re.sub(r"[^\w]+", " ", without_marks(text)).replace("_", " ").split())


#: Where an event has no form: what stands under other headings stays beside the person.
ASKS_NOTHING = Asking({}, Names(lambda _: None, lambda _: None))
