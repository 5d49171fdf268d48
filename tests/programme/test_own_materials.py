"""Somebody on stage adds slides and papers to their own sessions, by their personal link, and looks after these."""

import io
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from convene.audit.models import AuditLine
from convene.clock import now
from convene.database import db
from convene.errors import NotFound
from convene.events.models import Event
from convene.files.documents import document_in
from convene.files.models import StoredFile
from convene.programme.catalogue import Reach
from convene.programme.emails import link_to_stage
from convene.programme.errors import HiddenByOrganisers, TooLateForMaterials, TooManyOfYours
from convene.programme.models import Material
from convene.programme.queries.answers import invitation_of
from convene.programme.queries.draft import draft_of
from convene.programme.queries.materials import materials_of
from convene.programme.services import drafting, handing_in
from convene.programme.services.asking import make_stage_link
from convene.programme.services.handing_in import MOST_OF_ONE
from convene.programme.services.materials import MaterialFacts, add_file, add_link, hide_material, show_material
from tests.factories import agendas
from tests.factories.events import make_event
from tests.support.visitor import Visitor

SLIDES = MaterialFacts(title="Slides")


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_event(slug="forum", title="Network Forum")


@pytest.fixture
def opening(forum: Event) -> UUID:
    return agendas.add_session(forum, "Opening", "09:00")


@pytest.fixture
def jane(forum: Event, opening: UUID) -> UUID:
    """Whose part is the opening, which is published; somebody else has a session of their own."""
    person_id = agendas.put_on_stage(forum, opening, "Jane Vũ")
    other = agendas.add_session(forum, "Mapping", "11:00")
    agendas.put_on_stage(forum, other, "Vannak Ly")
    agendas.publish(forum)
    make_stage_link(forum.id, person_id, by="test")
    return person_id


def invitation(event: Event, person_id: UUID) -> UUID:
    found = invitation_of(event.id, person_id)
    assert found is not None
    return found.id


def page(event: Event, person_id: UUID) -> str:
    found = invitation_of(event.id, person_id)
    assert found is not None
    return f"/speak/{link_to_stage(found)}/"


def code(event: Event, title: str) -> str:
    return next(one.code for one in draft_of(event.id).sessions if one.title == title)


def mine(session_id: UUID) -> list[Material]:
    db.session.rollback()
    return materials_of(session_id)


def address_of(event: Event, session: str) -> str:
    return f"/e/{event.slug}/sessions/{code(event, session)}"


def test_a_file_is_added_and_fetched_by_those_whom_it_is_for(
    forum: Event, opening: UUID, jane: UUID, visitor: Visitor
) -> None:
    visitor.open(page(forum, jane)).follow_link("Add a file to Opening")
    visitor.fill_in(title="My slides", file=(io.BytesIO(b"Slide one."), "slides.txt"))
    visitor.press("Add it", expect=200)
    assert "“My slides” is added." in visitor.text
    (added,) = mine(opening)
    assert (added.person_id, added.reach, added.added_by) == (jane, Reach.EVERYBODY, "person on stage")
    visitor.follow_link("My slides")
    assert visitor.response.data == b"Slide one."
    assert visitor.response.headers["Referrer-Policy"] == "no-referrer"
    stranger = visitor.another().open(address_of(forum, "Opening"))
    assert "My slides" in stranger.text
    organiser = visitor.another().signed_in_as("noor@example.org")
    organiser.open(f"/organise/forum/agenda/sessions/{code(forum, 'Opening')}")
    assert "added by Jane Vũ" in organiser.text


def test_a_link_is_added_changed_hidden_shown_and_removed(
    forum: Event, opening: UUID, jane: UUID, visitor: Visitor
) -> None:
    visitor.open(page(forum, jane)).follow_link("Add a link to Opening")
    visitor.fill_in(title="Paper", url="javascript:alert(1)").press("Add it", expect=422)
    visitor.fill_in(url="https://example.org/paper").press("Add it", expect=200)
    visitor.follow_link("Change Paper")
    visitor.fill_in(title="The paper", reach=Reach.REGISTERED.value).press("Save it", expect=200)
    assert "The paper" not in visitor.another().open(address_of(forum, "Opening")).text
    assert "For those who are registered" in visitor.text
    visitor.press("Hide The paper", expect=200)
    assert mine(opening)[0].hidden_at is not None
    visitor.press("Show again The paper", expect=200)
    assert mine(opening)[0].hidden_at is None
    visitor.follow_link("Remove… The paper").press("Remove it", expect=200)
    assert mine(opening) == []


def test_what_an_organiser_changed_meanwhile_is_not_overwritten(
    forum: Event, opening: UUID, jane: UUID, visitor: Visitor
) -> None:
    added = handing_in.hand_in_link(invitation(forum, jane), opening, SLIDES, url="https://example.org/a")
    visitor.open(f"{page(forum, jane)}materials/{added}")
    organiser = visitor.another().signed_in_as("noor@example.org")
    organiser.open(f"/organise/forum/agenda/sessions/{code(forum, 'Opening')}/materials/{added}")
    organiser.fill_in(title="Slides of the opening").press("Save the material", expect=200)
    visitor.fill_in(title="My own title").press("Save it", expect=422)
    assert "Slides of the opening" in visitor.text
    assert visitor.tree.xpath("//input[@name='title']/@value") == ["My own title"]
    assert mine(opening)[0].title == "Slides of the opening"


def test_files_come_for_sixty_days_after_the_event_and_are_taken_back_for_ever(
    forum: Event, opening: UUID, jane: UUID, visitor: Visitor
) -> None:
    invited = invitation(forum, jane)
    last = forum.ends_on - now().date()
    with time_machine.travel(now() + last + timedelta(days=59)):
        visitor.open(page(forum, jane))
        assert "The event is over." in visitor.text
        visitor.follow_link("Add a link to Opening")
        visitor.fill_in(title="Late slides", url="https://example.org/late").press("Add it", expect=200)
    (added,) = mine(opening)
    with time_machine.travel(now() + last + timedelta(days=63)):
        visitor.open(page(forum, jane))
        assert "Add a link" not in visitor.text
        assert "nothing can be added any more" in visitor.text
        with pytest.raises(TooLateForMaterials):
            handing_in.hand_in_link(invited, opening, SLIDES, url="https://example.org")
        with pytest.raises(TooLateForMaterials):
            handing_in.change_own_material(invited, added.id, SLIDES)
        visitor.press("Hide Late slides", expect=200)
        visitor.follow_link("Remove… Late slides").press("Remove it", expect=200)
    assert mine(opening) == []


def test_one_person_cannot_fill_the_list_of_a_session(forum: Event, opening: UUID, jane: UUID) -> None:
    invited = invitation(forum, jane)
    for _ in range(MOST_OF_ONE):
        handing_in.hand_in_link(invited, opening, SLIDES, url="https://example.org")
    with pytest.raises(TooManyOfYours):
        handing_in.hand_in_file(invited, opening, SLIDES, document_in(b"One.", "one.txt"))
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0
    add_link(forum.id, opening, SLIDES, url="https://example.org", by="test")


def test_nothing_is_added_to_a_session_of_others_or_to_one_that_was_left_or_withdrawn(
    forum: Event, opening: UUID, jane: UUID, visitor: Visitor
) -> None:
    invited, other = invitation(forum, jane), draft_of(forum.id).session(code(forum, "Mapping"))
    assert other is not None
    with pytest.raises(NotFound):
        handing_in.hand_in_link(invited, other.id, SLIDES, url="https://example.org")
    for kind in ("link", "file"):
        visitor.open(f"{page(forum, jane)}sessions/{other.code}/{kind}", expect=404)
    drafting.withdraw_session(forum.id, opening, by="test")
    with pytest.raises(NotFound):
        handing_in.hand_in_link(invited, opening, SLIDES, url="https://example.org")
    visitor.open(f"{page(forum, jane)}sessions/{code(forum, 'Opening')}/link", expect=404)


def test_what_others_have_added_is_not_reached(forum: Event, opening: UUID, jane: UUID, visitor: Visitor) -> None:
    invited = invitation(forum, jane)
    by_organisers = add_file(forum.id, opening, SLIDES, document_in(b"One.", "one.txt"), by="test")
    vannak = agendas.put_on_stage(forum, opening, "Vannak Ly")
    make_stage_link(forum.id, vannak, by="test")
    of_vannak = handing_in.hand_in_file(
        invitation(forum, vannak), opening, MaterialFacts(title="Of Vannak"), document_in(b"Two.", "two.txt")
    )
    token = visitor.open(page(forum, jane)).tree.xpath("//input[@name='csrf_token']/@value")[0]
    assert "Of Vannak" not in visitor.text
    for material_id in (by_organisers, of_vannak, uuid4()):
        base = f"{page(forum, jane)}materials/{material_id}"
        for path in (base, f"{base}/remove", f"{base}/download"):
            visitor.open(path, expect=404)
        for act in ("", "/hide", "/show", "/remove"):
            visitor.post(f"{base}{act}", {"csrf_token": token, "title": "Mine"}, expect=404)
        for do in (handing_in.hide_own_material, handing_in.show_own_material, handing_in.remove_own_material):
            with pytest.raises(NotFound):
                do(invited, material_id)
        with pytest.raises(NotFound):
            handing_in.change_own_material(invited, material_id, SLIDES)
    assert [one.hidden_at for one in mine(opening)] == [None, None]


def test_a_revoked_link_adds_fetches_and_removes_nothing(
    forum: Event, opening: UUID, jane: UUID, visitor: Visitor
) -> None:
    added = handing_in.hand_in_link(invitation(forum, jane), opening, SLIDES, url="https://example.org")
    old = page(forum, jane)
    token = visitor.open(old).tree.xpath("//input[@name='csrf_token']/@value")[0]
    make_stage_link(forum.id, jane, by="test")
    data = {"csrf_token": token, "title": "X", "url": "https://example.org"}
    visitor.post(f"{old}sessions/{code(forum, 'Opening')}/link", data, expect=404)
    for act in ("", "/hide", "/show", "/remove"):
        visitor.post(f"{old}materials/{added}{act}", data, expect=404)
    visitor.open(f"{old}materials/{added}/download", expect=404)
    assert [one.title for one in mine(opening)] == ["Slides"]
    invited = invitation(forum, jane)
    for act in (
        lambda: handing_in.hand_in_link(invited, opening, SLIDES, url="https://example.org", link_version=1),
        lambda: handing_in.hand_in_file(invited, opening, SLIDES, document_in(b"1", "1.txt"), link_version=1),
        lambda: handing_in.change_own_material(invited, added, SLIDES, link_version=1),
        lambda: handing_in.hide_own_material(invited, added, link_version=1),
        lambda: handing_in.show_own_material(invited, added, link_version=1),
        lambda: handing_in.remove_own_material(invited, added, link_version=1),
    ):
        with pytest.raises(NotFound):  # revoked after the page has looked
            act()


def test_what_an_organiser_has_hidden_its_giver_does_not_show_again(
    forum: Event, opening: UUID, jane: UUID, visitor: Visitor
) -> None:
    invited = invitation(forum, jane)
    added = handing_in.hand_in_link(invited, opening, SLIDES, url="https://example.org")
    handing_in.hide_own_material(invited, added)
    visitor.open(page(forum, jane))
    show_material(forum.id, added, by="test")
    hide_material(forum.id, added, by="account:x")
    visitor.press("Show again Slides", expect=200)  # on a page that is older
    assert "The organisers have hidden this. Ask them to show it again." in visitor.text
    assert "Show again" not in visitor.tree.xpath("string(//main)")
    assert "hidden by the organisers" in visitor.text
    handing_in.hide_own_material(invited, added)  # hidden already: it stays theirs
    with pytest.raises(HiddenByOrganisers):
        handing_in.show_own_material(invited, added)
    assert mine(opening)[0].hidden_at is not None
    visitor.follow_link("Change Slides").fill_in(title="Better slides").press("Save it", expect=200)
    assert mine(opening)[0].hidden_at is not None


def test_what_its_giver_has_hidden_an_organiser_keeps_hidden(
    forum: Event, opening: UUID, jane: UUID, visitor: Visitor
) -> None:
    invited = invitation(forum, jane)
    added = handing_in.hand_in_link(invited, opening, SLIDES, url="https://example.org")
    organiser = visitor.another().signed_in_as("noor@example.org")
    organiser.open(f"/organise/forum/agenda/sessions/{code(forum, 'Opening')}")  # before it is hidden
    handing_in.hide_own_material(invited, added)
    organiser.press("Hide Slides", expect=200)
    with pytest.raises(HiddenByOrganisers):
        handing_in.show_own_material(invited, added)
    assert "Keep hidden" not in organiser.text
    show_material(forum.id, added, by="test")
    handing_in.hide_own_material(invited, added)
    organiser.open(f"/organise/forum/agenda/sessions/{code(forum, 'Opening')}")
    organiser.press("Keep hidden Slides", expect=200)
    with pytest.raises(HiddenByOrganisers):
        handing_in.show_own_material(invited, added)


def test_the_log_says_that_it_was_the_person_on_stage(forum: Event, opening: UUID, jane: UUID) -> None:
    handing_in.hand_in_file(invitation(forum, jane), opening, SLIDES, document_in(b"One.", "one.txt"))
    line = db.session.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line is not None
    assert (line.what, line.by, line.event_id) == ("programme.hand_in_file", "person on stage", forum.id)
    assert line.ids["session_id"] == str(opening)


def test_an_organiser_removes_what_a_person_on_stage_has_added(
    forum: Event, opening: UUID, jane: UUID, visitor: Visitor
) -> None:
    handing_in.hand_in_file(invitation(forum, jane), opening, SLIDES, document_in(b"One.", "one.txt"))
    visitor.signed_in_as("noor@example.org").open(f"/organise/forum/agenda/sessions/{code(forum, 'Opening')}")
    visitor.follow_link("Remove… Slides").press("Remove the material", expect=200)
    assert mine(opening) == []
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0
