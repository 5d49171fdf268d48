"""What is private in an answer is read by those alone who may see it: no page, file or search shows it to others."""

from uuid import UUID

import pytest
from flask import Flask

from convene.files.documents import document_in
from convene.permissions.catalogue import Permission, Role
from convene.permissions.rules import PERMISSIONS
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.queries import answers_of
from convene.questionnaires.services.answering import Upload, keep_answers
from tests.abuse.walking import come_in, routes_of, walkers
from tests.factories.events import give
from tests.factories.questionnaires import ask, make_form
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor
from tests.support.world import make_world

#: What the first who registered told the two who arrange it, and nobody else.
SECRET = "Something only two people read"
ITS_OWNERS = ("registration.", "speak.")  # pages behind the link of whoever answered


@pytest.mark.slow
def test_no_page_shows_a_private_answer_to_who_may_not_see_it(app: Flask) -> None:
    world = make_world()
    seen = []
    for walker in walkers(world):
        allowed = PERMISSIONS[walker.role] if walker.role else frozenset()
        if Permission.SEE_PRIVATE_ANSWERS in allowed:
            continue
        browser = come_in(app, walker)
        for rule, _says in routes_of(app):
            if rule.endpoint.startswith(ITS_OWNERS):
                continue
            path = world.path_to(app, rule)
            # The list as a file is the one page that only a button opens; others would sign the walker in.
            methods = {"GET", "POST"} if rule.endpoint == "registrations.export" else {"GET"}
            seen += [
                f"{walker.name}: {method} {path}"
                for method in methods & (rule.methods or set())
                if SECRET.encode() in browser.send(method, path).data
            ]
    assert not seen


def test_those_who_may_see_it_do(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    visitor.signed_in_as(world.roles[Role.ORGANISER])
    visitor.open(f"/organise/{world.slug}/people/{world.values['registration_id']}")
    assert SECRET in visitor.text
    visitor.open(f"/organise/{world.slug}/people/").press("Download as CSV")
    assert SECRET in visitor.text


def test_the_front_desk_sees_the_others_and_is_told_that_there_are_private_ones(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    visitor.signed_in_as(world.roles[Role.FRONT_DESK])
    visitor.open(f"/organise/{world.slug}/people/{world.values['registration_id']}")
    assert "How will you come?" in visitor.text
    assert SECRET not in visitor.text
    assert "What can we arrange?" not in visitor.text
    assert "What is private is shown to those alone who may see it." in visitor.text


def test_a_private_file_is_fetched_by_its_owner_and_by_who_may_see_it(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    letter = ask(form_id, "A letter of your doctor", Kind.FILE, is_private=True)
    registration_id = make_registration(event.id)
    keep_answers(form_id, registration_id, {letter: Upload(document_in(b"Rest.", "letter.txt"))}, by="test")
    path = f"/organise/forum/people/{registration_id}/answers/{letter}"
    visitor.signed_in_as("noor@example.org").open(path)
    assert visitor.text == "Rest."
    assert visitor.response.headers["Content-Disposition"].startswith("attachment")
    give(event, "desk@example.org", Role.FRONT_DESK)
    visitor.another().signed_in_as("desk@example.org").open(path, expect=403)
    visitor.open(f"/organise/forum/people/{registration_id}/answers/{UUID(int=1)}", expect=404)
    # Nor by the page that serves all files, whoever knows the id of it.
    answer = answers_of(form_id, registration_id)[letter].value
    assert isinstance(answer, dict)
    visitor.open(f"/files/{answer['file_id']}", expect=404)
