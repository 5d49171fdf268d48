"""The questions of an event, from the form to the list and the file."""

from uuid import UUID

from flask import Flask

from convene.questionnaires.catalogue import Kind
from convene.questionnaires.rules import field_of
from convene.registration.queries.form import answers_at, form_of
from tests.factories.questionnaires import ask, make_form, only_if, option
from tests.factories.registrations import make_open_event
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
    assert "You are registered" in visitor.text

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
    assert "You are registered" in visitor.text

    register(visitor, "forum", **{field_of(mode): str(option(form_id, mode, "In person"))})
    assert visitor.status == 422
    assert "A few more questions, because of what you answered" in visitor.text
    assert "There is a problem" not in visitor.text
    visitor.press("Register")
    assert "“What do you eat?” has no answer yet" in visitor.text
    visitor.fill_in(**{field_of(diet): "Everything"}).press("Register")
    assert "You are registered" in visitor.text

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
    assert "You are registered" in visitor.text
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/").follow_link("Jane")
    registration_id = visitor.path.rsplit("/", 1)[-1]
    kept = answers_at(form_of(event.id), UUID(registration_id))
    assert set(kept) == {mode}
