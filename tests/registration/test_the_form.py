"""The questions of an event, from the form to the list and the file."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import time_machine
from flask import Flask
from sqlalchemy import select

from convene.database import bookkeeping, db
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.rules import field_of
from convene.questionnaires.services.answering import keep_answers
from convene.registration.catalogue import PoolKind
from convene.registration.models import SeatPool
from convene.registration.queries.form import answers_at, form_of
from convene.registration.queries.seating import seats_of
from convene.registration.services.opening import set_option_places
from convene.registration.tasks import erase_answers
from tests.factories.questionnaires import ask, make_form, only_if, option
from tests.factories.registrations import make_open_event, make_registration
from tests.registration.test_registering import register
from tests.support.mail import link_in, sent_mails
from tests.support.visitor import Visitor


def test_what_is_asked_is_answered_seen_by_organisers_and_changed(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    topic = ask(form_id, "Your topic", is_required=True)
    mode = ask(form_id, "How will you come?", Kind.CHOICE, "In person", "Online")
    register(visitor, "forum")
    assert "“Your topic” has no answer yet. It is needed." in visitor.text
    visitor.fill_in(**{field_of(topic): "Fish  ponds", field_of(mode): str(option(form_id, mode, "Online"))})
    visitor.press("Register")
    assert "Look into your mail" in visitor.text

    organiser = visitor.another().signed_in_as("noor@example.org").open("/organise/forum/people/")
    organiser.follow_link("Jane Trần")
    assert "Your topic Fish ponds" in organiser.text
    assert "How will you come? Online" in organiser.text
    organiser.open("/organise/forum/people/").press("Download as CSV")
    assert "Your topic,How will you come?" in organiser.text
    assert "Fish ponds,Online" in organiser.text

    (mail,) = sent_mails("jane@example.org")
    visitor.open(link_in(mail, "/r/"))
    assert "Fish ponds" in visitor.text
    visitor.follow_link("Change my answers").fill_in(**{field_of(topic): "Rice"}).press("Save my answers")
    assert "Rice" in visitor.text
    organiser.open("/organise/forum/people/").follow_link("Jane Trần")
    assert "Rice" in organiser.text
    assert "Fish ponds" in organiser.text  # what it was before


def test_without_a_script_the_page_comes_again_with_what_the_answers_bring_up(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    mode = ask(form_id, "How will you come?", Kind.CHOICE, "In person", "Online")
    diet = ask(form_id, "What do you eat?", conditions=only_if(form_id, mode, "In person"), is_required=True)
    register(visitor, "forum", "online@example.org", **{field_of(mode): str(option(form_id, mode, "Online"))})
    assert "Look into your mail" in visitor.text

    register(visitor, "forum", **{field_of(mode): str(option(form_id, mode, "In person"))})
    assert visitor.status == 422
    assert "A few more questions, because of what you answered" in visitor.text
    assert "There is a problem" not in visitor.text
    visitor.press("Register")
    assert "“What do you eat?” has no answer yet" in visitor.text
    visitor.fill_in(**{field_of(diet): "Everything"}).press("Register")
    assert "Look into your mail" in visitor.text

    (mail,) = sent_mails("jane@example.org")
    visitor.open(link_in(mail, "/r/")).follow_link("Change my answers")
    visitor.fill_in(**{field_of(mode): str(option(form_id, mode, "Online"))}).press("Save my answers")
    assert "Everything" not in visitor.text
    organiser = visitor.another().signed_in_as("noor@example.org").open("/organise/forum/people/")
    organiser.press("Download as CSV")
    assert "Everything" not in organiser.text


def test_what_is_not_asked_is_not_kept_whatever_is_sent(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    mode = ask(form_id, "How will you come?", Kind.CHOICE, "In person", "Online")
    diet = ask(form_id, "What do you eat?", conditions=only_if(form_id, mode, "In person"))
    visitor.open("/e/forum/register")
    token = visitor.tree.xpath("//input[@name='csrf_token']/@value")[0]
    visitor.post(
        "/e/forum/register",
        {
            "csrf_token": token,
            "name": "Jane",
            "email": "jane@example.org",
            "on_page": [mode.hex, diet.hex],
            field_of(mode): str(option(form_id, mode, "Online")),
            field_of(diet): "Everything",
        },
    )
    assert "Look into your mail" in visitor.text
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/").follow_link("Jane")
    registration_id = visitor.path.rsplit("/", 1)[-1]
    kept = answers_at(form_of(event.id), UUID(registration_id))
    assert set(kept) == {mode}


def test_many_questions_and_many_people_are_read_in_as_many_statements_as_one(
    app: Flask, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_open_event(slug="forum", places=None)
    form_id = make_form(event)

    def answer(questions: int, people: int) -> None:
        for _number in range(questions):
            asked = ask(form_id, f"Question {uuid4()}", Kind.CHOICE, "Yes", "No")
            for _ in range(people):
                registration_id = make_registration(event.id, f"{uuid4().hex}@example.org", name="Ann")
                keep_answers(form_id, registration_id, {asked: str(option(form_id, asked, "Yes"))}, by="test")

    answer(1, 1)
    visitor.signed_in_as("noor@example.org")

    def read() -> list[int]:
        ids = visitor.open("/organise/forum/people/").tree.xpath("//tbody//a/@href")
        token = visitor.tree.xpath("//input[@name='csrf_token']/@value")[0]
        return [
            count_statements(lambda: visitor.open("/organise/forum/people/")),
            count_statements(lambda: visitor.open(ids[0])),
            count_statements(lambda: visitor.open("/organise/forum/people/form")),
            count_statements(lambda: visitor.open("/organise/forum/people/form/preview")),
            count_statements(lambda: visitor.open("/e/forum/register")),
            count_statements(
                lambda: visitor.post("/organise/forum/people/registrations.csv", {"csrf_token": token}, expect=200)
            ),
        ]

    once = read()
    answer(3, 3)
    assert read() == once


def test_answers_are_erased_when_their_days_after_the_event_are_over(app: Flask) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    diet = ask(form_id, "What do you eat?", is_private=True, erased_after_days=30)
    topic = ask(form_id, "Your topic")
    registration_id = make_registration(event.id)
    keep_answers(form_id, registration_id, {diet: "Rice", topic: "Ponds"}, by="test")

    def left_on(days: int) -> set[UUID]:
        with time_machine.travel(datetime.combine(event.ends_on + timedelta(days=days), time(12), UTC)):
            erase_answers()
        return set(answers_at(form_of(event.id), registration_id))

    assert left_on(30) == {diet, topic}
    assert left_on(31) == {topic}
    assert left_on(31) == {topic}


def test_a_place_taken_by_an_answer_is_erased_with_it(app: Flask) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    diet = ask(form_id, "What do you eat?", Kind.CHOICE, "Vegan", "Anything", is_private=True, erased_after_days=30)
    vegan = option(form_id, diet, "Vegan")
    set_option_places(event.id, vegan, 5, by="test")
    registration_id = make_registration(event.id, replies={diet: str(vegan)})
    pool = db.session.scalars(select(SeatPool).where(SeatPool.subject_id == vegan)).one()
    assert (pool.taken, pool.id in seats_of(registration_id)) == (1, True)
    with time_machine.travel(datetime.combine(event.ends_on + timedelta(days=31), time(12), UTC)):
        erase_answers()
    db.session.refresh(pool)
    assert (pool.taken, pool.id in seats_of(registration_id)) == (0, False)
    assert len(seats_of(registration_id)) == 1, "the place at the event is not told by an answer"


def test_a_form_that_is_changed_while_somebody_fills_it_in_loses_nothing(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    topic = ask(form_id, "Your topic")
    visitor.open("/e/forum/register")
    needed = ask(form_id, "Your role", is_required=True)
    visitor.fill_in(name="Jane", email="jane@example.org", **{field_of(topic): "Ponds"}).press("Register")
    assert visitor.status == 422
    assert "A few more questions" in visitor.text
    assert visitor.tree.xpath(f"//input[@name='{field_of(topic)}']/@value") == ["Ponds"]
    visitor.fill_in(**{field_of(needed): "Cook"}).press("Register")
    assert "Look into your mail" in visitor.text


def test_answers_are_cleaned_and_stand_in_the_file_as_text(app: Flask, visitor: Visitor) -> None:
    """Cases 20, 25 and 27: markup is inert, no cell is a formula, nothing invisible is kept."""
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    topic = ask(form_id, "=HYPERLINK(1) <b>topic</b>")
    typed = "=1+1 <img src=x onerror=alert(1)>\u202e\x00 ok"
    register(visitor, "forum", **{field_of(topic): typed})
    organiser = visitor.another().signed_in_as("noor@example.org").open("/organise/forum/people/")
    organiser.press("Download as CSV")
    assert "'=HYPERLINK(1)" in organiser.text
    assert "'=1+1 <img" in organiser.text
    assert "\u202e" not in organiser.text
    organiser.open("/organise/forum/people/").follow_link("Jane Trần")
    assert not organiser.tree.xpath("//main//img | //main//b[text()='topic']")
    assert "<img src=x" in organiser.text


@bookkeeping
def count_places(event_id: UUID, option_id: UUID, *, capacity: int, taken: int) -> None:
    """Places of an option, as whoever counts them does."""
    pool = SeatPool(event_id=event_id, kind=PoolKind.OPTION, subject_id=option_id, capacity=capacity, taken=taken)
    db.session.add(pool)


def test_an_option_without_a_place_left_is_marked_and_refused(app: Flask, visitor: Visitor) -> None:
    """Case 5: whatever a page shows, what is sent is asked."""
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    trip = ask(form_id, "Which trip?", Kind.CHOICE, "By boat", "By bus")
    boat = option(form_id, trip, "By boat")
    register(visitor, "forum", "early@example.org", **{field_of(trip): str(boat)})
    count_places(event.id, boat, capacity=1, taken=1)
    register(visitor, "forum", **{field_of(trip): str(boat)})
    assert visitor.status == 422
    assert "By boat (full)" in visitor.text
    assert visitor.tree.xpath("//input[@disabled]/@value") == [str(boat)]
    assert "All places of “By boat” are taken. Choose something else." in visitor.text
    visitor.fill_in(**{field_of(trip): str(option(form_id, trip, "By bus"))}).press("Register")
    assert "Look into your mail" in visitor.text
    (mail,) = sent_mails("early@example.org")
    visitor.open(link_in(mail, "/r/")).follow_link("Change my answers").press("Save my answers")
    assert "By boat" in visitor.text  # who has it keeps it
