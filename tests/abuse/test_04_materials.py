"""4, 21, 29, 30: a material is fetched by those whom it is for, when it is open, and by nobody else."""

import io
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from convene.database import db
from convene.events.models import Event
from convene.events.services.changing import withdraw_event
from convene.files.documents import document_in
from convene.programme.catalogue import Available, Reach
from convene.programme.models import Material, Session
from convene.programme.queries.draft import agenda_state
from convene.programme.queries.materials import materials_of
from convene.programme.queries.versions import published
from convene.programme.services import materials
from convene.programme.services.drafting import withdraw_session
from convene.programme.services.materials import MaterialFacts
from convene.programme.services.publishing import publish_agenda
from convene.registration.models import Registration
from convene.registration.services.self_service import cancel
from tests.support.documents import office
from tests.support.visitor import Visitor
from tests.support.world import OTHER_ORGANISER, OWNER, World, make_world


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def session_id(world: World) -> UUID:
    found = world.values["session_id"]
    assert isinstance(found, UUID)
    return found


def add(world: World, *, body: bytes = b"One.", **facts: object) -> Material:
    material_id = materials.add_file(
        world.event_id,
        session_id(world),
        MaterialFacts(title="A paper", **facts),  # type: ignore[arg-type]
        document_in(body, "../a\u202epaper.txt"),
        by="test",
    )
    return db.session.get_one(Material, material_id)


def page(world: World) -> str:
    return f"/e/{world.slug}/sessions/{world.values['code']}"


def of_registration(world: World, material: Material) -> str:
    return f"/r/{world.values['token']}/materials/{material.id}"


def publish(world: World) -> None:
    publish_agenda(world.event_id, agenda_state(world.event_id).draft_revision, by="test")


def test_what_is_for_everybody_is_a_download_that_runs_nothing(world: World, visitor: Visitor) -> None:
    material = add(world)
    visitor.open(page(world)).follow_link("A paper")
    headers = visitor.response.headers
    assert visitor.response.data == b"One."
    assert headers["Content-Disposition"].startswith('attachment; filename="apaper.txt"')
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    visitor.open(f"/files/{material.file_id}", expect=304, headers={"If-None-Match": headers["ETag"]})


def test_what_is_for_the_registered_is_theirs_alone(world: World, visitor: Visitor) -> None:
    material = add(world, reach=Reach.REGISTERED)
    file, own = f"/files/{material.file_id}", of_registration(world, material)
    assert "A paper" not in visitor.open(page(world)).text
    visitor.open(file, expect=404)
    visitor.open(own.replace(str(world.values["token"]), "forged"), expect=404)
    assert "A paper" in visitor.open(f"/r/{world.values['token']}").text
    assert visitor.open(own).response.data == b"One."
    assert visitor.response.headers["Cache-Control"] == "private, no-store"
    visitor.another().signed_in_as(OTHER_ORGANISER).open(file, expect=404)
    visitor.another().signed_in_as(OWNER).open(file)


def test_a_link_that_was_revoked_and_a_place_that_was_given_back_open_no_file(world: World, visitor: Visitor) -> None:
    material = add(world, reach=Reach.REGISTERED)
    own = of_registration(world, material)
    registration_id = world.values["registration_id"]
    visitor.open(own)
    cancel(registration_id)
    visitor.open(own, expect=404)
    assert "A paper" not in visitor.open(f"/r/{world.values['token']}").text


def test_a_link_of_another_event_opens_nothing_here(world: World, visitor: Visitor) -> None:
    sibling = db.session.scalars(select(Event).where(Event.slug == world.sibling_slug)).one()
    (other_session,) = db.session.scalars(select(Session.id).where(Session.event_id == sibling.id))
    other = materials.add_file(
        sibling.id, other_session, MaterialFacts(title="Theirs"), document_in(b"One.", "a.txt"), by="test"
    )
    visitor.open(f"/r/{world.values['token']}/materials/{other}", expect=404)
    visitor.signed_in_as(OWNER)
    visitor.open(f"/organise/{world.slug}/agenda/sessions/{world.values['code']}/materials/{other}", expect=404)


@pytest.mark.parametrize("reach", [Reach.EVERYBODY, Reach.REGISTERED])
def test_nothing_is_fetched_before_its_time_and_the_page_shows_it_then_by_itself(
    world: World, visitor: Visitor, reach: Reach
) -> None:
    material = add(world, available=Available.AFTER_SESSION, reach=reach)
    shown = published(world.event_id)
    session = shown.structure.session(str(world.values["code"])) if shown else None
    ends_at = session.ends_at(shown.structure.zone) if session and shown else None
    assert ends_at is not None
    path = f"/files/{material.file_id}" if reach is Reach.EVERYBODY else of_registration(world, material)
    listed = page(world) if reach is Reach.EVERYBODY else f"/r/{world.values['token']}"
    with time_machine.travel(ends_at - timedelta(seconds=2), tick=False):
        assert "A paper" not in visitor.open(listed).text
        visitor.open(path, expect=404)
    with time_machine.travel(ends_at + timedelta(seconds=1), tick=False):
        assert "A paper" in visitor.open(listed).text
        visitor.open(path)


def test_hidden_withdrawn_and_unpublished_materials_are_nobody_s(world: World, visitor: Visitor) -> None:
    material = add(world)
    path = f"/files/{material.file_id}"
    visitor.open(path)
    materials.hide_material(world.event_id, material.id, by="test")
    visitor.open(path, expect=404)
    assert "A paper" not in visitor.open(page(world)).text
    materials.show_material(world.event_id, material.id, by="test")
    assert "A paper" in visitor.open(page(world)).text
    withdraw_session(world.event_id, session_id(world), by="test")
    visitor.open(path)  # in the draft only: readers see the version
    publish(world)
    visitor.open(path, expect=404)
    assert "A paper" not in visitor.open(page(world)).text
    withdraw_event(world.event_id, by="test")
    visitor.open(path, expect=404)
    visitor.another().signed_in_as(OWNER).open(path)


def test_materials_of_a_session_that_was_never_published_are_nobody_s(world: World, visitor: Visitor) -> None:
    unpublished = db.session.scalars(
        select(Session).where(Session.event_id == world.event_id, Session.was_published.is_(False))
    ).one()
    material_id = materials.add_file(
        world.event_id, unpublished.id, MaterialFacts(title="Secret"), document_in(b"One.", "a.txt"), by="test"
    )
    file_id = db.session.get_one(Material, material_id).file_id
    visitor.open(f"/files/{file_id}", expect=404)
    visitor.open(f"/r/{world.values['token']}/materials/{material_id}", expect=404)


def test_a_material_that_leads_nowhere_or_runs_is_refused_beside_its_field(world: World, visitor: Visitor) -> None:
    organiser = visitor.signed_in_as(OWNER)
    address = f"/organise/{world.slug}/agenda/sessions/{world.values['code']}/materials"
    organiser.open(f"{address}/link").fill_in(title="Slides", url="javascript:alert(1)").press(
        "Add the material", expect=422
    )
    assert "begins with https://" in organiser.text
    assert organiser.tree.xpath("string(//input[@name='title']/@value)") == "Slides"
    for content, name in (
        (b"<script>alert(1)</script>", "a.pdf"),
        (office("xlsx", {"xl/vbaProject.bin": b"x"}), "a.xlsx"),
    ):
        organiser.open(f"{address}/file").fill_in(title="Slides", file=(io.BytesIO(content), name)).press(
            "Add the material", expect=422
        )
    assert "macros" in organiser.text
    assert "Slides" not in [one.title for one in materials_of(session_id(world))]


def test_an_organiser_adds_orders_hides_and_removes_on_the_page_of_the_session(world: World, visitor: Visitor) -> None:
    organiser = visitor.signed_in_as(OWNER)
    form = f"/organise/{world.slug}/agenda/sessions/{world.values['code']}"
    organiser.open(form).follow_link("Upload a file")
    organiser.fill_in(title="Numbers", file=(io.BytesIO(office("xlsx")), "numbers.xlsx"), kind="handout").press(
        "Add the material"
    )
    assert "“Numbers” is added." in organiser.text
    assert "Handout, XLSX" in organiser.text
    organiser.press("Up Numbers")
    assert [one.title for one in materials_of(session_id(world))][-2] == "Numbers"
    organiser.press("Hide Numbers")
    assert "Numbers" not in visitor.another().open(page(world)).text
    organiser.press("Show again Numbers")
    assert "Numbers" in visitor.another().open(page(world)).text
    organiser.follow_link("Numbers").fill_in(
        available="at a time", available_day="2099-01-01", available_time="", title="Numbers of 2027"
    ).press("Save the material", expect=422)
    organiser.fill_in(available_time="09:00").press("Save the material")
    assert "Numbers" not in visitor.another().open(page(world)).text
    organiser.follow_link("Remove… Numbers").press("Remove the material")
    assert "Numbers of 2027" not in [one.title for one in materials_of(session_id(world))]


def test_the_page_of_a_session_takes_the_same_statements_whatever_its_materials(
    world: World, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counts = []
    visitor.open(f"/r/{world.values['token']}")  # who sits in which group is read once by each process
    for number in range(6):
        add(world, available=Available.AFTER_SESSION)
        if number in {0, 2, 5}:
            counts.append(
                (
                    count_statements(partial(visitor.open, page(world))),
                    count_statements(partial(visitor.open, page(world))),
                    count_statements(partial(visitor.open, f"/r/{world.values['token']}")),
                )
            )
    assert len(set(counts)) == 1, counts
    assert counts[0][1] == 1, "a page that is kept costs one read"


def test_a_registration_s_link_version_counts(world: World, visitor: Visitor) -> None:
    material = add(world, reach=Reach.REGISTERED)
    visitor.open(of_registration(world, material))
    with db.engine.begin() as connection:
        connection.execute(update(Registration).values(link_version=Registration.link_version + 1))
    visitor.open(of_registration(world, material), expect=404)
