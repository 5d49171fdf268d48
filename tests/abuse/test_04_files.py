"""4, 29, 30: a file is served to those whom it is for; its type is told by its content; its name is never a path."""

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.events.services.changing import withdraw_event
from convene.files.errors import NotAPicture
from convene.files.pictures import made_anew
from convene.programme.catalogue import StageRole
from convene.programme.models import Session
from convene.programme.queries import agenda_state
from convene.programme.services.drafting import put_on_stage
from convene.programme.services.publishing import publish_agenda
from tests.support.pictures import picture
from tests.support.visitor import Visitor
from tests.support.world import OTHER_ORGANISER, make_world

HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    "content",
    [
        HTML,
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xff\xd8\xff" + HTML,
        b"GIF89a=1;alert(1)//" + HTML,
        b"\x89PNG\r\n\x1a\n" + HTML,
        b"RIFF\x00\x00\x00\x00WEBP" + HTML,
        b"%!PS-Adobe-3.0 (secret) run",
        b"PK\x03\x04" + b"\0" * 100,
    ],
)
def test_what_only_pretends_to_be_a_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        made_anew(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_of_a_picture_that_is_also_a_page_only_the_picture_is_left(kind: str) -> None:
    assert b"<script" not in made_anew(picture(kind) + HTML).body


def test_having_the_address_of_a_draft_s_file_is_no_right_to_it(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    path = f"/files/{world.values['file_id']}"
    visitor.open(path)
    withdraw_event(world.event_id, by="test")
    visitor.open(path, expect=404)
    visitor.another().signed_in_as(OTHER_ORGANISER).open(path, expect=404)


def test_a_picture_of_somebody_is_for_everybody_only_while_a_public_agenda_shows_them(
    app: Flask, visitor: Visitor
) -> None:
    """Other events of the team are public all the time: they do not show this person."""
    world = make_world()
    path, person_id = f"/files/{world.values['file_id']}", world.values["person_id"]
    sibling = db.session.scalars(select(Event).where(Event.slug == world.sibling_slug)).one()
    withdraw_event(world.event_id, by="test")
    visitor.open(path, expect=404)
    (session_id,) = db.session.scalars(select(Session.id).where(Session.event_id == sibling.id))
    put_on_stage(sibling.id, session_id, role=StageRole.SPEAKER, person_id=person_id, by="test")
    visitor.open(path, expect=404)
    publish_agenda(sibling.id, agenda_state(sibling.id).draft_revision, by="test")
    visitor.open(path)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py",
        "/static/..%2fconfig.py",
        "/static/%2e%2e/instance/secret_key",
        "/static//etc/passwd",
        "/files/../../etc/passwd",
        "/static/app.css%00.html",
    ],
)
def test_no_address_leads_out_of_its_folder(app: Flask, visitor: Visitor, path: str) -> None:
    visitor.open(path, expect=404)
