"""What somebody answers is kept, changed and erased."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.errors import ChangedMeanwhile, NotFound, Refused
from convene.events.models import Event
from convene.files.documents import document_in
from convene.files.models import StoredFile
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.errors import AnswerDoesNotFit, AnswerMissing, OptionFull
from convene.questionnaires.queries import answers_of, counts_of_answers, said_of_question
from convene.questionnaires.services import building
from convene.questionnaires.services.answering import (
    Upload,
    drop_answers_of,
    drop_answers_to,
    keep_answers,
)
from convene.questionnaires.services.building import QuestionFacts
from convene.questionnaires.structure import Value
from convene.web.meanwhile import mark_of
from tests.factories.events import make_event
from tests.factories.questionnaires import ask, form, make_form, only_if, option, question
from tests.support.at_once import at_once

JANE = uuid4()


@pytest.fixture
def form_id(app: Flask) -> UUID:
    return make_form(make_event(slug="forum"))


def keep(form_id: UUID, replies: dict[UUID, Any], who: UUID = JANE, **more: Any) -> Any:
    return keep_answers(form_id, who, replies, by="test", **more)


def kept(form_id: UUID, who: UUID = JANE) -> dict[UUID, Value]:
    db.session.rollback()
    return {question_id: answer.value for question_id, answer in answers_of(form_id, who).items()}


def test_what_is_not_on_the_page_stays_and_what_is_emptied_goes(form_id: UUID) -> None:
    one, other = ask(form_id, "One"), ask(form_id, "Other")
    keep(form_id, {one: "1", other: "2"})
    keep(form_id, {other: ""})
    assert kept(form_id) == {one: "1"}


def test_an_answer_that_brings_nothing_up_any_more_takes_along_what_rested_on_it(form_id: UUID) -> None:
    come = ask(form_id, "Come?", Kind.YES_NO)
    eat = ask(form_id, "Eat?", Kind.YES_NO, conditions=only_if(form_id, come))
    what = ask(form_id, "What?", conditions=only_if(form_id, eat))
    keep(form_id, {come: True, eat: True, what: "Rice"})
    assert set(kept(form_id)) == {come, eat, what}
    keep(form_id, {come: False, eat: True, what: "Rice"})
    assert kept(form_id) == {come: False}


def test_what_was_before_is_kept_once(form_id: UUID) -> None:
    one = ask(form_id, "One")
    keep(form_id, {one: "1"})
    assert answers_of(form_id, JANE)[one].changed_at is None
    keep(form_id, {one: "1"})
    assert answers_of(form_id, JANE)[one].before is None
    keep(form_id, {one: "2"})
    keep(form_id, {one: "3"})
    answer = answers_of(form_id, JANE)[one]
    assert (answer.value, answer.before) == ("3", "2")
    assert answer.changed_at is not None


def test_a_consent_keeps_the_words_that_were_agreed_to(form_id: UUID) -> None:
    code = ask(form_id, "Code", Kind.CONSENT, words="Be kind.")
    keep(form_id, {code: True})
    facts = QuestionFacts(kind=Kind.CONSENT, label="Code", words="Be kind and brief.")
    building.change_question(form_id, code, facts, by="test")
    answer = answers_of(form_id, JANE)[code]
    assert (answer.version, answer.wording) == (1, "Be kind.")
    building.change_question(form_id, code, facts, by="test")
    assert question(form_id, code).version == 2  # the same words are no new version
    keep(form_id, {code: True})
    answer = answers_of(form_id, JANE)[code]
    assert (answer.version, answer.wording) == (2, "Be kind and brief.")


def test_a_needed_answer_is_needed_only_where_it_is_asked(form_id: UUID) -> None:
    come = ask(form_id, "Come?", Kind.YES_NO)
    eat = ask(form_id, "Eat?", conditions=only_if(form_id, come), is_required=True)
    keep(form_id, {come: False})
    with pytest.raises(AnswerMissing):
        keep(form_id, {come: True, eat: ""})
    assert kept(form_id) == {come: False}  # nothing of what was refused


def test_a_full_option_is_kept_by_who_has_it_and_given_to_nobody_else(form_id: UUID) -> None:
    trip = ask(form_id, "Trip", Kind.CHOICE, "Boat", "Bus")
    boat, bus = option(form_id, trip, "Boat"), option(form_id, trip, "Bus")
    assert keep(form_id, {trip: str(boat)}).option_ids == {boat}
    full = frozenset({boat})
    keep(form_id, {trip: str(boat)}, full_option_ids=full)
    with pytest.raises(OptionFull):
        keep(form_id, {trip: str(boat)}, who=uuid4(), full_option_ids=full)
    assert keep(form_id, {trip: str(bus)}, full_option_ids=full).option_ids == {bus}
    with pytest.raises(OptionFull):
        keep(form_id, {trip: str(boat)}, full_option_ids=full)


def test_options_of_another_question_and_made_up_files_are_refused(form_id: UUID) -> None:
    trip = ask(form_id, "Trip", Kind.CHOICE, "Boat", "Bus")
    other = ask(form_id, "Other", Kind.CHOICE, "Boat", "Bus")
    paper = ask(form_id, "Paper", Kind.FILE)
    with pytest.raises(AnswerDoesNotFit):
        keep(form_id, {trip: str(option(form_id, other, "Boat"))})
    with pytest.raises(NotFound):
        keep(form_id, {paper: {"file_id": str(uuid4()), "name": "secret.pdf", "size": 1}})
    assert kept(form_id) == {}


def test_answers_to_another_form_are_not_kept(form_id: UUID) -> None:
    other = make_form(make_event(slug="other"))
    theirs = ask(other, "Theirs")
    keep(form_id, {theirs: "x"})
    assert kept(form_id) == {}
    assert kept(other) == {}


def test_a_file_is_replaced_taken_away_and_dropped_with_what_it_rested_on(form_id: UUID) -> None:
    come = ask(form_id, "Come?", Kind.YES_NO)
    paper = ask(form_id, "Paper", Kind.FILE, conditions=only_if(form_id, come))

    def files() -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0

    def sent(words: bytes) -> Upload:
        return Upload(document_in(words, "paper.txt"))

    keep(form_id, {come: True, paper: sent(b"One.")})
    keep(form_id, {come: True, paper: sent(b"Two.")})
    keep(form_id, {come: True})
    assert (files(), set(kept(form_id))) == (1, {come, paper})
    keep(form_id, {come: True, paper: None})
    assert files() == 0
    keep(form_id, {paper: sent(b"Three.")})
    keep(form_id, {come: False})
    assert files() == 0


def test_answers_are_erased_by_person_and_by_question(form_id: UUID) -> None:
    one, other = ask(form_id, "One"), ask(form_id, "Other")
    somebody = uuid4()
    for who in (JANE, somebody):
        keep(form_id, {one: "1", other: "2"}, who)
    drop_answers_of(JANE, by="test")
    assert (kept(form_id), len(kept(form_id, somebody))) == ({}, 2)
    drop_answers_to(form_id, [one], by="test")
    assert kept(form_id, somebody) == {other: "2"}


def test_nobody_answers_a_question_that_goes_in_the_same_moment(app: Flask, form_id: UUID) -> None:
    """Whoever is second is refused or not heard; no answer is left without its question, and nothing breaks."""
    ask(form_id, "Stays")
    goes = ask(form_id, "Goes")
    people = [uuid4() for _ in range(12)]
    actions: list[Any] = [lambda who=who: keep(form_id, {goes: "x"}, who) for who in people]
    actions.insert(6, lambda: building.remove_question(form_id, goes, by="test"))
    done = at_once(app, actions, threads=8)
    assert not [one for one in done if isinstance(one, Refused)]
    is_kept = done[6]
    assert (counts_of_answers(form_id).get(goes, 0) > 0) == is_kept


def test_two_organisers_at_once_make_one_form_and_lose_no_question(app: Flask) -> None:
    event: Event = make_event(slug="another")
    event_id = event.id

    def add(number: int) -> UUID:
        form_id = building.begin_questionnaire("registration", event_id, event_id, by="test")
        facts = QuestionFacts(kind=Kind.LINE, label=f"Question {number}")
        return building.add_question(form_id, facts, section_title="One", by="test")

    made = at_once(app, [lambda number=number: add(number) for number in range(8)], threads=8)
    form_id = building.begin_questionnaire("registration", event_id, event_id, by="test")
    assert {one.id for one in form(form_id).questions} == set(made)
    assert len(form(form_id).sections) == 1


def test_of_two_who_change_the_same_question_the_second_is_told(form_id: UUID) -> None:
    one = ask(form_id, "One")
    seen = mark_of(said_of_question(question(form_id, one)))
    building.change_question(form_id, one, QuestionFacts(kind=Kind.LINE, label="First"), seen=seen, by="test")
    with pytest.raises(ChangedMeanwhile):
        building.change_question(form_id, one, QuestionFacts(kind=Kind.LINE, label="Second"), seen=seen, by="test")
    assert question(form_id, one).label == "First"
