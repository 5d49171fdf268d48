"""4: a file is served to those whom it is for, not to whoever has its address."""

from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.events.services.changing import withdraw_event
from convene.programme.catalogue import StageRole
from convene.programme.models import Session
from convene.programme.queries.draft import agenda_state
from convene.programme.services.drafting import put_on_stage
from convene.programme.services.publishing import publish_agenda
from tests.support.visitor import Visitor
from tests.support.world import OTHER_ORGANISER, make_world


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
