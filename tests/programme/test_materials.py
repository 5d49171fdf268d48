"""Materials of sessions: who may fetch what, from when on, and what organisers do with them."""

from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.errors import ChangedMeanwhile, NotFound
from convene.events.models import Event
from convene.files.documents import document_in
from convene.files.models import StoredFile
from convene.programme.catalogue import Available, Format, MaterialKind, Reach
from convene.programme.errors import NotAWebAddress, SaysNoTime, TooManyMaterials
from convene.programme.forms.materials import EditMaterialLink
from convene.programme.models import Material
from convene.programme.queries.materials import material_to_fetch, materials_of, said_of_material
from convene.programme.rules.materials import Terms, may_fetch
from convene.programme.services import materials
from convene.programme.services.drafting import (
    Place,
    SessionText,
    add_contribution,
    add_session,
    delete_session,
    withdraw_session,
)
from convene.programme.services.materials import MaterialFacts
from convene.programme.structure import SessionFacts, Structure
from convene.web.forms import Form
from convene.web.meanwhile import mark_of
from tests.factories import agendas
from tests.factories.events import make_event
from tests.support.visitor import Visitor

BANGKOK = "Asia/Bangkok"
SESSION = SessionFacts(
    id=uuid4(),
    code="K7QX2M",
    number=1,
    title="Opening",
    minutes=60,
    format=Format.PLENARY,
    day=date(2027, 3, 4),
    starts_local=datetime.fromisoformat("2027-03-04T09:00"),
)
BEFORE, AFTER = datetime(2027, 3, 4, 2, 59, 59, tzinfo=UTC), datetime(2027, 3, 4, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("terms", "reader", "before", "after"),
    [
        (Terms(), Reach.EVERYBODY, True, True),
        (Terms(), Reach.REGISTERED, True, True),
        (Terms(reach=Reach.REGISTERED), Reach.EVERYBODY, False, False),
        (Terms(reach=Reach.REGISTERED), Reach.REGISTERED, True, True),
        (Terms(reach=Reach.ORGANISERS), Reach.EVERYBODY, False, False),
        (Terms(reach=Reach.ORGANISERS), Reach.REGISTERED, False, False),
        (Terms(is_hidden=True), Reach.REGISTERED, False, False),
        (Terms(available=Available.AFTER_SESSION), Reach.EVERYBODY, False, True),
        (Terms(available=Available.AFTER_SESSION, is_hidden=True), Reach.EVERYBODY, False, False),
        (
            Terms(available=Available.AT_A_TIME, available_local=datetime.fromisoformat("2027-03-04T10:00")),
            Reach.EVERYBODY,
            False,
            True,
        ),
        (
            Terms(available=Available.AT_A_TIME, available_local=datetime.fromisoformat("2027-03-04T10:01")),
            Reach.EVERYBODY,
            False,
            False,
        ),
    ],
)
def test_who_may_fetch_a_material_before_and_after_its_session(
    terms: Terms, reader: Reach, *, before: bool, after: bool
) -> None:
    assert may_fetch(terms, SESSION, BANGKOK, reader, BEFORE) is before
    assert may_fetch(terms, SESSION, BANGKOK, reader, AFTER) is after


def test_nobody_fetches_what_belongs_to_no_published_session() -> None:
    assert not may_fetch(Terms(), None, BANGKOK, Reach.REGISTERED, AFTER)


def placed_session(event: Event, title: str = "Opening") -> UUID:
    return add_session(
        event.id,
        SessionText(title=title, format=Format.PLENARY, minutes=60),
        Place(event.starts_on, time(9, 0)),
        by="test",
    )


def a_file(event: Event, session_id: UUID, **facts: object) -> UUID:
    return materials.add_file(
        event.id,
        session_id,
        MaterialFacts(title="Notes", **facts),  # type: ignore[arg-type]
        document_in(b"What was said.", "notes.txt"),
        by="test",
    )


def test_a_removed_material_takes_its_file_with_it(app: Flask) -> None:
    event = make_event()
    session_id = placed_session(event)
    material_id = a_file(event, session_id)
    materials.remove_material(event.id, material_id, by="test")
    assert db.session.get(Material, material_id) is None
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0


def test_a_deleted_session_takes_the_files_of_its_materials_with_it(app: Flask) -> None:
    event = make_event()
    session_id = placed_session(event)
    a_file(event, session_id)
    delete_session(event.id, session_id, by="test")
    assert db.session.scalar(select(func.count(Material.id))) == 0
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0


def test_the_order_is_changed_one_place_at_a_time(app: Flask) -> None:
    event = make_event()
    session_id = placed_session(event)
    first, second, third = (
        materials.add_link(event.id, session_id, MaterialFacts(title=title), url="https://example.org", by="test")
        for title in ("First", "Second", "Third")
    )
    materials.move_material(event.id, third, up=True, by="test")
    materials.move_material(event.id, first, up=True, by="test")
    assert [one.id for one in materials_of(session_id)] == [first, third, second]
    materials.move_material(event.id, first, up=False, by="test")
    assert [one.id for one in materials_of(session_id)] == [third, first, second]


def test_a_link_that_runs_is_refused_and_nothing_is_added(app: Flask) -> None:
    event = make_event()
    session_id = placed_session(event)
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        " javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
    ):
        with pytest.raises(NotAWebAddress):
            materials.add_link(event.id, session_id, MaterialFacts(title="Slides"), url=url, by="test")
    link = materials.add_link(
        event.id, session_id, MaterialFacts(title="Slides"), url="https://example.org/slides", by="test"
    )
    with pytest.raises(NotAWebAddress):
        materials.change_material(event.id, link, MaterialFacts(title="Slides"), url="javascript:alert(1)", by="test")
    assert [one.url for one in materials_of(session_id)] == ["https://example.org/slides"]


def test_what_belongs_to_another_event_is_not_there(app: Flask) -> None:
    event, other = make_event(slug="one"), make_event(slug="other")
    session_id = placed_session(event)
    material_id = a_file(event, session_id)
    acts = (
        lambda: materials.hide_material(other.id, material_id, by="test"),
        lambda: materials.remove_material(other.id, material_id, by="test"),
        lambda: materials.move_material(other.id, material_id, up=True, by="test"),
        lambda: materials.change_material(other.id, material_id, MaterialFacts(title="Theirs"), by="test"),
        lambda: a_file(other, session_id),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act()


def test_a_contribution_must_be_of_the_session(app: Flask) -> None:
    event = make_event()
    session_id, other_id = placed_session(event), placed_session(event, "Another")
    own = add_contribution(event.id, session_id, title="A talk", by="test")
    other = add_contribution(event.id, other_id, title="Another talk", by="test")
    a_file(event, session_id, contribution_id=own)
    with pytest.raises(NotFound):
        a_file(event, session_id, contribution_id=other)


def test_a_time_must_be_said_where_there_is_one(app: Flask) -> None:
    event = make_event()
    session_id = placed_session(event)
    with pytest.raises(SaysNoTime):
        a_file(event, session_id, available=Available.AT_A_TIME)
    material_id = a_file(
        event, session_id, available=Available.AT_ONCE, available_local=datetime.fromisoformat("2027-03-04T09:00")
    )
    material = db.session.get_one(Material, material_id)
    assert material.available_local is None


def test_who_saves_second_is_told_what_stands_there_now(app: Flask) -> None:
    event = make_event()
    session_id = placed_session(event)
    material_id = a_file(event, session_id)
    seen = mark_of(said_of_material(db.session.get_one(Material, material_id)))
    facts = MaterialFacts(title="Minutes", kind=MaterialKind.NOTES)
    materials.change_material(event.id, material_id, facts, seen=seen, by="test")
    with pytest.raises(ChangedMeanwhile):
        materials.change_material(event.id, material_id, MaterialFacts(title="Mine"), seen=seen, by="test")


def test_a_session_has_a_bounded_number_of_materials(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(materials, "MOST_MATERIALS", 2)
    event = make_event()
    session_id = placed_session(event)
    a_file(event, session_id)
    a_file(event, session_id)
    with pytest.raises(TooManyMaterials):
        a_file(event, session_id)
    assert db.session.scalar(select(func.count(StoredFile.id))) == 2


def test_who_fetches_after_somebody_else_reads_no_version_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_event()
    session_id = agendas.add_session(event, "Opening", "09:00")
    agendas.publish(event)
    added = materials.add_link(event.id, session_id, MaterialFacts(title="Slides"), url="https://e.org", by="test")
    assert material_to_fetch(event, added, Reach.EVERYBODY) is not None
    with monkeypatch.context() as nothing_is_read:
        nothing_is_read.setattr(Structure, "from_json", lambda _: pytest.fail("the version was read"))
        assert material_to_fetch(event, added, Reach.EVERYBODY) is not None
        materials.hide_material(event.id, added, by="test")
        assert material_to_fetch(event, added, Reach.EVERYBODY) is None
        materials.show_material(event.id, added, by="test")
    withdraw_session(event.id, session_id, by="test")
    assert material_to_fetch(event, added, Reach.EVERYBODY) is not None, "readers have the version before"
    agendas.publish(event)
    assert material_to_fetch(event, added, Reach.EVERYBODY) is None


@pytest.mark.parametrize("act", ["add", "change"])
def test_what_was_deleted_the_moment_a_form_is_sent_is_not_there(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    event = make_event(slug="forum")
    session_id = agendas.add_session(event, "Opening", "09:00")
    added = materials.add_link(event.id, session_id, MaterialFacts(title="Slides"), url="https://e.org", by="test")
    address = f"/organise/forum/agenda/sessions/{agendas.facts(event, session_id).code}/materials"
    visitor.signed_in_as("noor@example.org").open(f"{address}/{added}" if act == "change" else f"{address}/link")

    def just_then(form: Form) -> bool:
        delete_session(event.id, session_id, by="test")
        return Form.is_answered(form)

    monkeypatch.setattr(EditMaterialLink, "is_answered", just_then)
    visitor.fill_in(title="Better slides", url="https://example.org")
    visitor.press(None, expect=404)
