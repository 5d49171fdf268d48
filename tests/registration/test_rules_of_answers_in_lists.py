"""What the cells of a list say to the questions of a form."""

from uuid import uuid4

import pytest

from convene.questionnaires.catalogue import Kind, Purpose
from convene.questionnaires.structure import Option, Question
from convene.registration.rules.answers_in_lists import Names, Said, question_under, said_by

CODES = {"viet nam": "VN", "thailand": "TH"}
LANGUAGES = {"english": "en", "french": "fr"}
NAMES = Names(lambda typed: CODES.get(typed.casefold()), lambda typed: LANGUAGES.get(typed.casefold()))
NOTHING = Said(None, is_whole=False)


def ask(kind: Kind, *labels: str, label: str = "A question?", **more: object) -> Question:
    options = tuple(Option(uuid4(), each) for each in labels)
    return Question(id=uuid4(), kind=kind, label=label, options=options, **more)  # type: ignore[arg-type]


def ids(question: Question, *labels: str) -> list[str]:
    return [str(next(one.id for one in question.options if one.label == label)) for label in labels]


@pytest.mark.parametrize(
    ("kind", "words", "value"),
    [
        (Kind.LINE, "  rice ", "rice"),
        (Kind.TEXT, "a\nb", "a\nb"),
        (Kind.NUMBER, "2", 2),
        (Kind.NUMBER, "2.0", 2),
        (Kind.NUMBER, "-3", -3),
        (Kind.DATE, "2027-03-04", "2027-03-04"),
        (Kind.DATE, "2027-03-04 00:00:00", "2027-03-04"),
        (Kind.COUNTRY, "Viet Nam", "VN"),
        (Kind.YES_NO, "Oui", True),
        (Kind.YES_NO, "não", False),
        (Kind.LANGUAGES, "English; French", ["en", "fr"]),
        (Kind.LANGUAGES, "French", ["fr"]),
        (Kind.PHONE, "+66 2 123 4567", "+66 2 123 4567"),
    ],
)
def test_a_cell_that_fits_is_an_answer(kind: Kind, words: str, value: object) -> None:
    assert said_by(ask(kind), words, NAMES) == Said(value, is_whole=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.NUMBER, "two"),
        (Kind.NUMBER, "2.5"),
        (Kind.NUMBER, "9" * 12),
        (Kind.DATE, "03/04/2027"),
        (Kind.COUNTRY, "Narnia"),
        (Kind.YES_NO, "perhaps"),
        (Kind.CHOICE, "Tofu"),
        (Kind.CHOICE, ""),
        (Kind.LANGUAGES, "local language"),
        (Kind.PHONE, "none"),
        (Kind.LINE, "x" * 400),
    ],
)
def test_a_cell_that_fits_nothing_is_no_answer(kind: Kind, words: str) -> None:
    assert said_by(ask(kind, "Rice", "Noodles"), words, NAMES) == NOTHING


def test_an_option_is_found_by_its_words_or_by_how_they_begin() -> None:
    photo = ask(Kind.CHOICE, "Yes", "Ask me first", "No")
    for words, label in (("yes", "Yes"), ("ASK ME", "Ask me first"), ("no", "No")):
        assert said_by(photo, words, NAMES) == Said(ids(photo, label)[0], is_whole=True)
    twice = ask(Kind.CHOICE, "Rice with egg", "Rice with tofu")
    assert said_by(twice, "rice", NAMES) == NOTHING


def test_of_a_cell_that_fits_in_part_the_part_is_an_answer_and_the_words_are_kept() -> None:
    diet = ask(Kind.CHOICES, "Vegan", "No gluten", "No lactose, no milk")
    assert said_by(diet, "vegan; no nuts", NAMES) == Said(ids(diet, "Vegan"), is_whole=False)
    assert said_by(diet, "No lactose, no milk", NAMES) == Said(ids(diet, "No lactose, no milk"), is_whole=True)
    assert said_by(diet, "vegan, no gluten, vegan", NAMES) == Said(ids(diet, "Vegan", "No gluten"), is_whole=True)


def test_a_ranking_keeps_its_order_and_its_limit() -> None:
    topics = ask(Kind.RANKING, "Data", "Law", "Work", most=2)
    assert said_by(topics, "Work; Data", NAMES) == Said(ids(topics, "Work", "Data"), is_whole=True)
    assert said_by(topics, "Work; Data; Law", NAMES) == NOTHING


def test_a_column_answers_the_question_of_the_same_words_or_meaning() -> None:
    diet = ask(Kind.CHOICES, label="What should the kitchen know?", purpose=Purpose.DIETARY)
    village = ask(Kind.LINE, label="Your village?")
    consent = ask(Kind.CONSENT, label="Newsletter")
    questions = [diet, village, consent]
    for heading, found in (
        ("Dietary needs", diet),
        ("YOUR VILLAGE", village),
        ("what should the kitchen know", diet),
        ("Newsletter", None),
        ("Photo consent", None),
        ("", None),
    ):
        assert question_under(heading, questions) is found
