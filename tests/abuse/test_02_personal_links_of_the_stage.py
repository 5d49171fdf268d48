"""2: the link of somebody on stage opens nothing of another person or event, nothing else, and nothing once revoked."""

from uuid import UUID

import pytest
from flask import Flask

from convene.events.models import Event
from convene.programme.emails import link_to_stage
from convene.programme.queries.answers import invitation_of
from convene.programme.queries.draft import draft_of
from convene.programme.services.asking import make_stage_link
from convene.web.signed_links import Purpose, sign
from tests.factories import agendas
from tests.factories.events import make_event
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

PAGES = ["", "picture", "picture/part", "picture/part/middle"]


def on_stage(event: Event, name: str) -> tuple[UUID, str]:
    """The row of somebody in a session of their own, and the address of their page."""
    person_id = agendas.put_on_stage(event, agendas.add_session(event, f"Session of {name}", "09:00"), name)
    make_stage_link(event.id, person_id, by="test")
    invitation = invitation_of(event.id, person_id)
    assert invitation is not None
    return invitation.id, f"/speak/{link_to_stage(invitation)}/"


def test_each_link_shows_its_own_person_at_its_own_event(app: Flask, visitor: Visitor) -> None:
    first = make_event(slug="first", title="First Forum")
    second = make_event(slug="second", title="Second Forum", team_id=first.team_id)
    shown = {name: on_stage(event, name)[1] for event, name in ((first, "Jane"), (first, "Vannak"), (second, "Anom"))}
    for name, path in shown.items():
        visitor.open(path)
        assert f"Your part, {name}" in visitor.text
        for other in shown.keys() - {name}:
            assert f"Session of {other}" not in visitor.text


@pytest.mark.parametrize("page", PAGES)
def test_a_link_of_another_purpose_version_or_row_opens_nothing(app: Flask, visitor: Visitor, page: str) -> None:
    event = make_open_event(slug="forum")
    invitation_id, path = on_stage(event, "Jane")
    registration_id = make_registration(event.id)
    for token in (
        sign(Purpose.MANAGE_REGISTRATION, invitation_id),
        sign(Purpose.MANAGE_REGISTRATION, registration_id),
        sign(Purpose.SPEAK, registration_id),
        sign(Purpose.SPEAK, event.id),
        sign(Purpose.SPEAK, invitation_id, 2),
        path.split("/")[2][:-1],
        "x",
    ):
        visitor.open(f"/speak/{token}/{page}", expect=404)
    visitor.open(f"/r/{path.split('/')[2]}", expect=404)


def test_a_revoked_link_answers_nothing_and_saves_nothing(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    invitation_id, path = on_stage(event, "Jane")
    token = visitor.open(path).tree.xpath("//input[@name='csrf_token']/@value")[0]
    person_id = draft_of(event.id).sessions[0].people[0].person_id
    make_stage_link(event.id, person_id, by="test")
    for page, data in (
        ("answer", {"answer": "confirmed"}),
        ("", {"name": "Mallory"}),
        ("picture/part", {"part": "end"}),
    ):
        visitor.post(f"{path}{page}", {"csrf_token": token, **data}, expect=404)
    invitation = invitation_of(event.id, person_id)
    assert invitation is not None
    assert invitation.id == invitation_id
    assert (invitation.answer, invitation.profile_changed_at) == (None, None)


def test_pages_under_the_link_are_told_to_nobody_and_kept_by_nobody(app: Flask, visitor: Visitor) -> None:
    headers = visitor.open(on_stage(make_event(slug="forum"), "Jane")[1]).response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex"
