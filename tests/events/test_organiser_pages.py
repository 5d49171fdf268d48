from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.catalogue import Dye, State, Visibility
from convene.events.forms.rooms import ChangeRoom
from convene.events.models import Event, Room
from convene.events.queries import rooms_of
from convene.events.services import arranging_rooms, changing
from convene.permissions.catalogue import Role
from convene.programme.services.drafting import remove_room
from convene.web.forms import Form
from tests.factories.events import FORUM, give, make_event, make_team
from tests.support.visitor import Visitor

PAGES = ["", "settings", "rooms", "publish", "team", "log", "mail/"]


@pytest.fixture
def noor(visitor: Visitor) -> Visitor:
    """The owner of the team that events of the factory belong to, signed in."""
    return visitor.signed_in_as("noor@example.org")


def event_now() -> Event:
    db.session.expire_all()
    return db.session.scalars(select(Event)).one()


def test_who_has_no_event_yet_is_led_to_a_new_one(visitor: Visitor) -> None:
    visitor.signed_in_as("new@example.org").open("/organise/")
    assert "You have no events yet" in visitor.text
    visitor.follow_link("New event")
    assert "Name of your team" in visitor.text


def test_days_in_the_wrong_order_are_told_together_with_the_rest(noor: Visitor) -> None:
    event = make_event(published=False)
    noor.open(f"/organise/{event.slug}/settings").fill_in(title="", starts_on="2027-05-06", ends_on="2027-05-01")
    noor.press("Save the settings", expect=422)
    assert "Enter a title" in noor.text
    assert noor.text.count("The last day must not be before the first") == 2, "in the summary and beside the field"


def test_the_settings_change_everything_that_an_event_says(noor: Visitor) -> None:
    event = make_event(published=False)
    noor.open(f"/organise/{event.slug}/settings").fill_in(
        title="Another title",
        summary="One sentence.",
        kind="webinar",
        description="**Words**\r\n\r\nMore",
        aims="One\r\nTwo",
        language="th",
        starts_on="2027-06-01",
        ends_on="2027-06-03",
        zone="Europe/Berlin",
        place="Haus am See",
        address="Seestraße 1",
        website="https://example.org",
        join_url="https://meet.example.org",
        visibility="by invitation",
        slug="Another-Title",
        dye="moss",
    ).press("Save the settings")
    assert "Saved." in noor.text
    changed = event_now()
    assert changed.slug == "another-title"
    assert changed.description == "**Words**\n\nMore"
    assert (changed.visibility, changed.dye, changed.language) == (Visibility.BY_INVITATION, Dye.MOSS, "th")
    assert (changed.ends_on, changed.zone, changed.address) == (date(2027, 6, 3), "Europe/Berlin", "Seestraße 1")
    assert noor.tree.xpath("//input[@name='dye' and @checked]/@value") == ["moss"]
    assert noor.tree.xpath("//textarea[@name='aims']")[0].text.strip() == "One\nTwo"


def test_the_language_of_an_event_promises_no_translation(noor: Visitor) -> None:
    event = make_event(language="de", title="Forum der Netze")
    noor.open(f"/organise/{event.slug}/settings")
    label = noor.tree.xpath("string(//label[@for='language'])")
    hint = noor.tree.xpath("string(//*[@id='language-hint'])")
    assert label == "Language of its texts"
    assert "Nothing is translated" in hint
    page = noor.open(f"/e/{event.slug}/").tree
    assert page.xpath("//h1/@lang") == ["de"], "what is written is in it"
    assert page.xpath("/html/@lang") == ["en"], "what Convene says is not"


def test_saving_the_settings_as_they_are_changes_nothing(noor: Visitor) -> None:
    event = make_event(published=False, aims="One\nTwo", description="Words", visibility=Visibility.UNLISTED)
    columns = [column.name for column in event.__table__.columns if column.name not in {"revision", "changed_at"}]
    before = {name: getattr(event, name) for name in columns}
    noor.open(f"/organise/{event.slug}/settings").press("Save the settings", expect=200)
    assert {name: getattr(event_now(), name) for name in columns} == before


def test_the_zone_of_an_imported_event_stays_though_its_name_is_a_former_one(noor: Visitor) -> None:
    event = make_event(zone="Europe/Kiev")
    noor.open(f"/organise/{event.slug}/settings").press("Save the settings", expect=200)
    assert event_now().zone == "Europe/Kiev"
    noor.fill_in(zone="Mars/Base").press("Save the settings", expect=422)


@pytest.mark.parametrize("slug", ["new", "a b", "../x", "a/b", "é", ""])
def test_an_address_that_cannot_be_one_is_refused(noor: Visitor, slug: str) -> None:
    event = make_event(published=False)
    noor.open(f"/organise/{event.slug}/settings").fill_in(slug=slug).press("Save the settings", expect=422)


def test_the_address_of_a_published_event_is_no_question_and_no_answer(noor: Visitor) -> None:
    event = make_event()
    noor.open(f"/organise/{event.slug}/settings")
    assert "It stays as it is" in noor.text
    slug = event.slug
    noor.post(f"/organise/{slug}/settings", _filled(noor) | {"slug": "moved"}, expect=200)
    assert event_now().slug == slug


def test_the_overview_says_what_is_missing_with_one_tap_each(noor: Visitor) -> None:
    event = make_event(published=False, place="", description="")
    noor.open(f"/organise/{event.slug}/")
    missing = [each.text_content() for each in noor.tree.xpath("//h2[@id='next'] | //ul[@class='todo push-s']//h3")]
    assert missing[:2] == ["There is no description yet", "Nobody knows where it is yet"]
    assert missing[-1] == "The event is a draft"
    assert f"{len(missing)} things missing" in noor.text
    noor.follow_link("Say where")
    assert noor.path.endswith("/settings#place") or "Settings" in noor.text
    noor.open(f"/organise/{event.slug}/settings").fill_in(place="Bangkok", description="Words").press(
        "Save the settings"
    )
    noor.follow_link("Overview").follow_link("Publish it").press("Publish the event")
    assert "There is no description yet" not in noor.text
    assert "Published" in [each.text_content() for each in noor.tree.xpath("//ul[contains(@class, 'todo--done')]//b")]
    assert event_now().state == State.PUBLISHED


def test_publishing_withdrawing_and_archiving_say_first_what_follows(noor: Visitor) -> None:
    event = make_event(published=False)
    path = f"/organise/{event.slug}/publish"
    noor.open(path)
    assert "It is listed on the start page" in noor.text
    assert "Nobody is mailed" in noor.text
    noor.press("Publish the event")
    assert event_now().state == State.PUBLISHED
    noor.open(path)
    assert "Strangers find nothing at its address" in noor.text
    noor.press("Archive the event")
    assert event_now().state == State.ARCHIVED
    noor.another().open(f"/e/{event.slug}/")
    noor.open(path).press("Open the event again")
    noor.open(path).press("Withdraw the event")
    assert event_now().state == State.DRAFT
    noor.post(path, {**_filled(noor.open(path)), "act": "delete"}, expect=400)


def test_a_page_from_before_somebody_else_withdrew_makes_no_draft_public(noor: Visitor) -> None:
    event = make_event()
    path = f"/organise/{event.slug}/publish"
    noor.open(path)
    changing.withdraw_event(event.id, by="test")
    noor.press("Archive the event", expect=422)
    assert "The event is a draft. It can be published." in noor.text
    assert noor.tree.xpath("//main//button[contains(., 'Publish the event')]")
    assert event_now().state is State.DRAFT
    noor.another().open(f"/e/{event.slug}/", expect=404)


def test_of_two_who_save_the_settings_the_second_is_told_what_the_first_saved(noor: Visitor) -> None:
    event = make_event(published=False, place="Bangkok")
    path = f"/organise/{event.slug}/settings"
    second = noor.another().signed_in_as("noor@example.org").open(path)
    noor.open(path).fill_in(place="Hill House", kind="workshop").press("Save the settings", expect=200)
    second.fill_in(summary="One sentence.").press("Save the settings", expect=422)
    assert "Somebody changed “Regional Network Forum” while you were editing it." in second.text
    told = dict(zip(*(_texts(second, f"//dl[@class='pairs']//{tag}") for tag in ("dt", "dd")), strict=True))
    assert told == {"Kind": "Workshop", "Place": "Hill House"}, "and not what she has changed herself"
    assert second.tree.xpath("//input[@name='summary']/@value") == ["One sentence."]
    assert (event_now().place, event_now().summary) == ("Hill House", FORUM.summary)
    second.press("Save the settings", expect=200)  # she has compared, and means it
    assert (event_now().place, event_now().summary) == ("Bangkok", "One sentence.")


def test_what_changes_beside_the_settings_keeps_nobody_from_saving_them(noor: Visitor) -> None:
    event = make_event(published=False)
    noor.open(f"/organise/{event.slug}/settings").fill_in(title="Another title")
    arranging_rooms.add_room(event.id, "Ballroom", by="test")
    noor.press("Save the settings", expect=200)
    assert event_now().title == "Another title"


def test_of_two_who_save_a_room_the_second_is_told_what_the_first_saved(noor: Visitor) -> None:
    event = make_event()
    path = f"/organise/{event.slug}/rooms/{arranging_rooms.add_room(event.id, 'Ballroom', by='test')}"
    second = noor.another().signed_in_as("noor@example.org").open(path)
    noor.open(path).fill_in(capacity="40").press("Save the room", expect=200)
    second.fill_in(note="step-free").press("Save the room", expect=422)
    assert _texts(second, "//dl[@class='pairs']//div") == ["Seats40"]
    second.fill_in(capacity="40").press("Save the room", expect=200)
    (room,) = rooms_of(event.id)
    db.session.refresh(room)
    assert (room.capacity, room.note) == (40, "step-free")


def test_a_room_that_is_removed_while_it_is_saved_is_not_there(noor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_event()
    room_id = arranging_rooms.add_room(event.id, "Ballroom", by="test")
    noor.open(f"/organise/{event.slug}/rooms/{room_id}").fill_in(name="Hall")

    def just_then(form: ChangeRoom) -> bool:
        remove_room(event.id, room_id, by="test")
        return Form.is_answered(form)

    monkeypatch.setattr(ChangeRoom, "is_answered", just_then)
    noor.press("Save the room", expect=404)
    assert "There is nothing here" in noor.text


def test_rooms_are_added_changed_and_moved(noor: Visitor) -> None:
    event = make_event()
    path = f"/organise/{event.slug}/rooms"
    noor.open(path)
    assert "No rooms yet" in noor.text
    for name in ("Ballroom", "Terrace"):
        noor.open(path).fill_in(name=name, capacity="40").press("Add the room")
    noor.fill_in(name="Terrace").press("Add the room", expect=422)
    assert "There is a room of this name" in noor.text
    noor.open(path).fill_in(name="X", capacity="many").press("Add the room", expect=422)
    noor.open(path).press("Down")
    assert [room.name for room in rooms_of(event.id)] == ["Terrace", "Ballroom"]
    noor.follow_link("Ballroom").fill_in(name="Hall", capacity="", note="step-free").press("Save the room")
    db.session.expire_all()
    hall = db.session.scalars(select(Room).where(Room.name == "Hall")).one()
    assert (hall.capacity, hall.note) == (None, "step-free")


def test_my_events_are_found_by_title_and_paged(noor: Visitor) -> None:
    team_id = make_team()
    for number in range(52):
        make_event(title=f"Gathering {number:02}", team_id=team_id, published=False)
    noor.open("/organise/")
    assert "1 to 50 of 52" in noor.text
    noor.follow_link("Next page")
    assert "51 to 52 of 52" in noor.text
    noor.open("/organise/").fill_in(q="gathering 07").press("Search")
    assert "1 to 1 of 1" in noor.text
    for wild in ("100%", "_", "' OR 1=1 --"):
        assert "No event of yours is called so" in noor.open("/organise/", query_string={"q": wild}).text


def test_lists_and_overview_ask_the_database_as_often_for_one_as_for_three(
    noor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_event()
    arranging_rooms.add_room(event.id, "Room 1", by="test")
    give(event, "viewer1@example.org", Role.VIEWER)
    paths = ["/organise/", *(f"/organise/{event.slug}/{page}" for page in PAGES)]

    def counts() -> dict[str, int]:
        return {path: count_statements(lambda path=path: noor.open(path)) for path in paths}

    counts()
    before = counts()
    for number in (2, 3):
        arranging_rooms.add_room(event.id, f"Room {number}", by="test")
        make_event(team_id=event.team_id)
        give(event, f"viewer{number}@example.org", Role.VIEWER)
    assert counts() == before
    assert max(before.values()) <= 21


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_signs_in_first_and_another_team_finds_nothing(visitor: Visitor, page: str) -> None:
    event = make_event()
    make_event(team_id=make_team("Others", owner="other@example.org"))
    path = f"/organise/{event.slug}/{page}"
    visitor.open(path, follow=False, expect=303)
    assert "/sign-in?next=" in visitor.response.headers["Location"]
    visitor.signed_in_as("other@example.org").open(path, expect=404)
    visitor.open(f"/organise/not-there/{page}", expect=404)


def test_a_viewer_sees_the_overview_and_changes_nothing(visitor: Visitor) -> None:
    event = make_event()
    give(event, "viewer@example.org", Role.VIEWER)
    visitor.signed_in_as("viewer@example.org").open(f"/organise/{event.slug}/")
    assert "Settings" not in visitor.text
    assert "Lately" not in visitor.text
    for page in PAGES[1:]:
        visitor.open(f"/organise/{event.slug}/{page}", expect=403)


def test_the_programme_role_keeps_rooms_and_nothing_else(visitor: Visitor) -> None:
    event = make_event()
    give(event, "programme@example.org", Role.PROGRAMME)
    visitor.signed_in_as("programme@example.org").open(f"/organise/{event.slug}/rooms")
    visitor.fill_in(name="Hall").press("Add the room", expect=200)
    visitor.open(f"/organise/{event.slug}/settings", expect=403)


def test_the_command_line_lists_events(app: Flask) -> None:
    make_event(published=False)
    said = app.test_cli_runner().invoke(args=["events", "list"]).output
    assert said == "/e/regional-network-forum/  Regional Network Forum  (draft)\n"


def _texts(visitor: Visitor, path: str) -> list[str]:
    return [each.text_content() for each in visitor.tree.xpath(path)]


def _filled(visitor: Visitor) -> dict[str, object]:
    """What the first form of the page's main part would send."""
    form, button = visitor._form_with(None)
    return visitor._filled(form, button)
