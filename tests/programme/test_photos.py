"""Pictures of people on stage: uploaded by organisers, shown where the person is, and to nobody else."""

import io
from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.events.catalogue import Sensitivity
from convene.events.models import Event
from convene.events.services.caring import choose_sensitivity
from convene.events.services.changing import publish_event, withdraw_event
from convene.files.models import StoredFile
from convene.files.pictures import made_anew
from convene.people.models import Person
from convene.permissions.catalogue import Role
from convene.programme.catalogue import StageRole
from convene.programme.models import AgendaVersion, PersonOnStage
from convene.programme.queries.draft import draft_of
from convene.programme.services import drafting
from convene.programme.services.naming import change_person
from tests.factories import agendas
from tests.factories.events import give, make_account, make_event, make_team
from tests.support.pictures import bomb, picture
from tests.support.visitor import Visitor

OWNER = "noor@example.org"


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_event(slug="forum")


@pytest.fixture
def jane(forum: Event) -> UUID:
    """Somebody on stage in the published agenda of the forum."""
    session_id = agendas.add_session(forum, "Opening", "09:00")
    person_id = agendas.put_on_stage(forum, session_id, "Jane Vũ")
    agendas.publish(forum)
    return person_id


@pytest.fixture
def organiser(forum: Event, visitor: Visitor) -> Visitor:
    return visitor.another().signed_in_as(OWNER)


def send(body: bytes, name: str = "jane.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), name


def give_photo(event: Event, person_id: UUID) -> str:
    """Returns its address."""
    name = db.session.get_one(Person, person_id).display_name
    change_person(event.id, person_id, name=name, affiliation="", biography="", photo=made_anew(picture()), by="test")
    return address_of(person_id)


def address_of(person_id: UUID) -> str:
    db.session.rollback()
    return f"/files/{db.session.get_one(Person, person_id).photo_file_id}"


def portraits(visitor: Visitor) -> list[str]:
    return list(visitor.tree.xpath("//main//img/@src"))


def session_path(event: Event, title: str = "Opening") -> str:
    return f"/e/{event.slug}/sessions/{next(one.code for one in draft_of(event.id).sessions if one.title == title)}"


# --- uploading ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_an_organiser_gives_somebody_a_picture_and_published_pages_show_it_at_once(
    forum: Event, jane: UUID, organiser: Visitor, visitor: Visitor, kind: str
) -> None:
    page = f"/organise/forum/agenda/people/{jane}"
    assert not organiser.open(page).tree.xpath("//main//img")
    organiser.fill_in(photo=send(picture(kind)), biography="Counts *things*.").press("Save this person", expect=200)
    for path in ("/e/forum/people", session_path(forum), "/e/forum/"):
        assert portraits(visitor.open(path)) == [address_of(jane)], path
    (shown,) = visitor.tree.xpath("//main//img")
    assert (shown.get("alt"), shown.get("loading"), shown.get("width"), shown.get("height")) == ("", "lazy", "72", "72")
    assert visitor.open(address_of(jane)).response.mimetype == "image/webp"
    assert portraits(organiser.open(page)) == [address_of(jane)]


def test_without_a_picture_nothing_stands_in_its_place(forum: Event, jane: UUID, visitor: Visitor) -> None:
    for path in ("/e/forum/people", session_path(forum), "/e/forum/"):
        assert not portraits(visitor.open(path))


def test_a_new_picture_takes_the_place_of_the_old_one(forum: Event, jane: UUID, organiser: Visitor) -> None:
    first = give_photo(forum, jane)
    organiser.open(f"/organise/forum/agenda/people/{jane}").fill_in(photo=send(picture("PNG", size=(30, 30))))
    organiser.press("Save this person", expect=200)
    assert portraits(organiser.open("/e/forum/people")) == [address_of(jane)] != [first]
    organiser.open(first, expect=404)
    assert db.session.scalar(select(func.count(StoredFile.id))) == 1


def test_a_picture_stays_when_only_words_change(forum: Event, jane: UUID, organiser: Visitor) -> None:
    first = give_photo(forum, jane)
    organiser.open(f"/organise/forum/agenda/people/{jane}").fill_in(affiliation="NGO 8").press("Save this person")
    assert address_of(jane) == first
    assert portraits(organiser.open("/e/forum/people")) == [first]


def test_a_picture_is_taken_away(forum: Event, jane: UUID, organiser: Visitor) -> None:
    first = give_photo(forum, jane)
    organiser.open(f"/organise/forum/agenda/people/{jane}").fill_in(removes_photo=True).press("Save this person")
    assert not portraits(organiser.open("/e/forum/people"))
    organiser.open(first, expect=404)
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0
    (people,) = db.session.scalars(select(AgendaVersion.people))
    assert first.removeprefix("/files/") not in str(people)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!doctype html><script>alert(1)</script>", "This is not a picture that we can read"),
        (bomb(), "This picture is too large"),
    ],
)
def test_what_is_no_good_picture_is_refused_beside_its_field_and_nothing_typed_is_lost(
    forum: Event, jane: UUID, organiser: Visitor, body: bytes, says: str
) -> None:
    organiser.open(f"/organise/forum/agenda/people/{jane}")
    organiser.fill_in(photo=send(body), name="Jane Trần", biography="New words.").press("Save this person", expect=422)
    (error,) = organiser.tree.xpath("//*[@id='photo-error']")
    assert says in error.text_content()
    assert organiser.tree.xpath("//input[@name='name']/@value") == ["Jane Trần"]
    assert "New words." in organiser.tree.xpath("//textarea")[0].text
    db.session.rollback()
    assert db.session.get_one(Person, jane).display_name == "Jane Vũ"


def test_a_picture_beside_another_wrong_answer_must_be_chosen_again_and_the_page_says_so(
    forum: Event, jane: UUID, organiser: Visitor
) -> None:
    organiser.open(f"/organise/forum/agenda/people/{jane}")
    organiser.fill_in(photo=send(picture()), name="").press("Save this person", expect=422)
    assert "Choose the picture again" in organiser.text
    assert "Enter a name" in organiser.text


# --- to whom it is shown ------------------------------------------------------------------------------------------


def test_one_picture_serves_two_events_as_long_as_one_of_them_is_public(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    second = make_event(slug="second", team_id=forum.team_id)
    session_id = agendas.add_session(second, "Closing", "16:00")
    drafting.put_on_stage(second.id, session_id, role=StageRole.SPEAKER, person_id=jane, by="test")
    agendas.publish(second)
    path = give_photo(forum, jane)
    for slug in ("forum", "second"):
        assert portraits(visitor.open(f"/e/{slug}/people")) == [path]
    withdraw_event(forum.id, by="test")
    visitor.open(path)
    withdraw_event(second.id, by="test")
    visitor.open(path, expect=404)
    visitor.another().signed_in_as("somebody.else@example.org").open(path, expect=404)
    visitor.another().signed_in_as(OWNER).open(path)
    publish_event(second.id, by="test")
    visitor.open(path)


def test_who_is_only_in_a_draft_is_seen_by_those_who_work_on_it(forum: Event, visitor: Visitor) -> None:
    session_id = agendas.add_session(forum, "Not published yet", "09:00")
    person_id = agendas.put_on_stage(forum, session_id, "Vannak Ly")
    path = give_photo(forum, person_id)
    visitor.open(path, expect=404)
    visitor.another().signed_in_as(OWNER).open(path)
    agendas.publish(forum)
    visitor.open(path)


def test_a_picture_of_somebody_who_left_the_agenda_is_served_no_more(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    path = give_photo(forum, jane)
    on_stage_id = db.session.scalars(select(PersonOnStage.id)).one()
    drafting.take_off_stage(forum.id, on_stage_id, by="test")
    visitor.open(path)
    agendas.publish(forum)
    visitor.open(path, expect=404)
    visitor.another().signed_in_as(OWNER).open(path)


def test_a_picture_that_a_browser_has_is_asked_about_each_time_and_gone_once_the_event_asks_for_care(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    path = give_photo(forum, jane)
    response = visitor.open(path).response
    assert response.headers["Cache-Control"] == "private, no-cache"
    has_it = {"If-None-Match": response.headers["ETag"]}
    visitor.open(path, headers=has_it, expect=304)
    choose_sensitivity(forum.id, Sensitivity.HIGH_CARE, make_account(OWNER), by="test")
    visitor.open(path, headers=has_it, expect=404)


def test_organisers_of_another_event_of_the_team_do_not_see_who_is_in_a_draft(forum: Event, visitor: Visitor) -> None:
    person_id = agendas.put_on_stage(forum, agendas.add_session(forum, "Draft", "09:00"), "Vannak Ly")
    path = give_photo(forum, person_id)
    give(make_event(slug="sibling", team_id=forum.team_id), "sibling@example.org", Role.OWNER)
    make_team("Others", "them@example.org")
    for email in ("sibling@example.org", "them@example.org"):
        visitor.another().signed_in_as(email).open(path, expect=404)


def test_many_pictures_take_as_many_statements_as_one(
    app: Flask, visitor: Visitor, count_statements: Callable[..., int]
) -> None:
    counts = []
    for slug, names in (("one", ["Jane"]), ("three", ["Jane", "Vannak", "Anom"])):
        event = make_event(slug=slug, team_id=make_team(f"Team {slug}"))
        session_id = agendas.add_session(event, "Opening", "09:00")
        people = [agendas.put_on_stage(event, session_id, name) for name in names]
        agendas.publish(event)
        for person_id in people:
            give_photo(event, person_id)
        counts.append(count_statements(partial(visitor.open, f"/e/{slug}/people")))
        assert len(portraits(visitor)) == len(names)
    assert counts[0] == counts[1]
