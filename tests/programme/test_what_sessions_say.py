"""How people can take part in a session, and what may be said of it: asked, published, shown."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from convene.database import bookkeeping, db
from convene.events.catalogue import Attribution, Sensitivity
from convene.events.models import Event
from convene.events.services import caring
from convene.permissions.catalogue import Role
from convene.programme.catalogue import Format
from convene.programme.queries.draft import draft_of
from convene.programme.queries.versions import published
from convene.programme.structure import Structure
from convene.web.languages import language_code
from tests.factories import agendas
from tests.factories.events import give, make_account, make_event
from tests.support.visitor import Visitor


@pytest.fixture
def forum(app: Flask) -> Event:
    event = make_event(slug="forum")
    give(event, "pim@example.org", Role.PROGRAMME)
    agendas.add_session(event, "Opening", "09:00")
    return event


def code(event: Event) -> str:
    return draft_of(event.id).sessions[0].code


def say_everything(forum: Event, visitor: Visitor) -> Visitor:
    organiser = visitor.signed_in_as("pim@example.org")
    return organiser.open(f"/organise/forum/agenda/sessions/{code(forum)}").fill_in(
        language="en",
        interpretation="Thai, km ; khmer",
        access_note="Captions, hearing loop",
        content_note="Speaks of violence against children",
        recording="not recorded",
        attribution="chatham house",
    )


def test_what_a_session_says_is_asked_published_and_shown(forum: Event, visitor: Visitor) -> None:
    say_everything(forum, visitor.another()).press("Save the session")
    facts = draft_of(forum.id).sessions[0]
    assert facts.interpretation == ("th", "km")
    assert facts.attribution is Attribution.CHATHAM_HOUSE
    assert facts.do_not_record is True
    agendas.publish(forum)
    visitor.open(f"/e/forum/sessions/{code(forum)}")
    for words in (
        "In English, interpreted into Thai and Khmer",
        "Captions, hearing loop",
        "Speaks of violence against children",
        "This session is not recorded.",
        "Chatham House Rule: what is said may be used, but not who said it.",
        f"Session 1 · {code(forum)}",
    ):
        assert words in visitor.text, words
    assert "Content note" in visitor.open("/e/forum/agenda").text


@bookkeeping
def _give_it(event_id: UUID, sensitivity: Sensitivity) -> None:
    db.session.execute(update(Event).where(Event.id == event_id).values(sensitivity=sensitivity))


@pytest.mark.parametrize(
    ("sensitivity", "said", "recording", "in_the_form"),
    [
        (
            Sensitivity.OPEN,
            "What is said may be used, and who said it.",
            "may be recorded.",
            "everything, with who said it",
        ),
        (
            Sensitivity.TRUSTED,
            "Chatham House Rule",
            "is not recorded.",
            "what was said, not who said it (Chatham House Rule)",
        ),
        (Sensitivity.HIGH_CARE, "What is said stays in the room.", "is not recorded.", "nothing, it stays in the room"),
    ],
)
def test_a_session_that_says_nothing_says_what_the_event_says(
    app: Flask, visitor: Visitor, sensitivity: Sensitivity, said: str, recording: str, in_the_form: str
) -> None:
    event = make_event(slug="forum")
    _give_it(event.id, sensitivity)
    agendas.add_session(event, "Opening", "09:00")
    agendas.add_session(event, "Coffee", "11:00", format=Format.BREAK)
    agendas.publish(event)
    coffee = next(one.code for one in draft_of(event.id).sessions if one.title == "Coffee")
    visitor.open(f"/e/forum/sessions/{code(event)}")
    assert said in visitor.text
    assert f"This session {recording}" in visitor.text
    visitor.open(f"/e/forum/sessions/{coffee}")
    assert said not in visitor.text
    assert "recorded" not in visitor.text
    visitor.signed_in_as("noor@example.org").open(f"/organise/forum/agenda/sessions/{code(event)}")
    assert f"As the event says: {in_the_form}" in visitor.text


def test_more_care_stands_on_the_pages_of_sessions_at_once(forum: Event, visitor: Visitor) -> None:
    agendas.publish(forum)
    page = f"/e/forum/sessions/{code(forum)}"
    assert "This session may be recorded." in visitor.open(page).text
    caring.choose_sensitivity(forum.id, Sensitivity.HIGH_CARE, make_account(), by="test")
    assert "What is said stays in the room." in visitor.open(page).text
    assert "This session is not recorded." in visitor.text


def test_the_form_shows_what_was_said_and_takes_it_back(forum: Event, visitor: Visitor) -> None:
    organiser = say_everything(forum, visitor)
    organiser.press("Save the session").open(f"/organise/forum/agenda/sessions/{code(forum)}")
    assert organiser.tree.xpath("string(//input[@name='interpretation']/@value)") == "Thai, Khmer"
    organiser.fill_in(
        interpretation="", recording="nothing is said", attribution="as the event says", content_note=""
    ).press("Save the session")
    facts = draft_of(forum.id).sessions[0]
    assert (facts.interpretation, facts.attribution, facts.do_not_record, facts.content_note) == ((), None, None, "")


def test_a_language_that_is_none_is_named_and_nothing_typed_is_lost(forum: Event, visitor: Visitor) -> None:
    organiser = say_everything(forum, visitor).fill_in(interpretation="Thai, Klingonese")
    organiser.press("Save the session", expect=422)
    assert "No language is called “Klingonese”" in organiser.text
    assert organiser.tree.xpath("string(//input[@name='interpretation']/@value)") == "Thai, Klingonese"


def test_before_publishing_the_difference_is_said_in_words(forum: Event, visitor: Visitor) -> None:
    agendas.publish(forum)
    organiser = say_everything(forum, visitor).press("Save the session")
    organiser.open("/organise/forum/agenda/publish")
    for words in ("Interpretation", "Thai and Khmer", "Notes on access and content", "Chatham House Rule"):
        assert words in organiser.text, words


def test_a_version_from_before_these_questions_is_still_read(forum: Event) -> None:
    agendas.publish(forum)
    shown = published(forum.id)
    assert shown is not None
    plain = shown.structure.to_json()
    for session in plain["sessions"]:
        for name in ("interpretation", "access_note", "content_note", "attribution"):
            del session[name]
    assert Structure.from_json(plain) == shown.structure


def test_a_session_is_found_by_code_number_title_and_name(forum: Event, visitor: Visitor) -> None:
    second = agendas.add_session(forum, "Showcase of tools", "11:00")
    agendas.put_on_stage(forum, second, "Jane Vũ")
    organiser = visitor.signed_in_as("pim@example.org")
    own = next(one.code for one in draft_of(forum.id).sessions if one.id == second)
    for asked in (own, own.lower(), "2", "tools showcase", "vũ"):
        organiser.open("/organise/forum/agenda/", query_string={"q": asked})
        main = organiser.tree.xpath("string(//main)")
        assert "Showcase of tools" in main, asked
        assert "Opening" not in main, asked
    assert "Nothing here has these words" in organiser.open("/organise/forum/agenda/?q=%00nothing").text


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Thai", "th"), ("THAI", "th"), ("km", "km"), ("pt-BR", "pt-BR"), ("Klingonese", None), ("", None), ("xx", None)],
)
def test_a_language_is_known_by_name_and_by_code(app: Flask, typed: str, code: str | None) -> None:
    with app.test_request_context():
        assert language_code(typed) == code
