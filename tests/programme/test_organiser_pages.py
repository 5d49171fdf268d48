"""The draft as its organisers see and change it: nothing typed is lost, and nothing is done without being said."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from convene.events.models import Event
from convene.events.queries import rooms_of
from convene.permissions.catalogue import Role
from convene.programme.catalogue import Format, StageRole
from convene.programme.forms.placing import WhereAndWhen
from convene.programme.queries.draft import draft_of, tracks_of
from convene.programme.services import drafting
from convene.programme.services.drafting import SessionText
from convene.programme.services.naming import change_person
from convene.programme.structure import LinkFacts, SessionFacts
from convene.web.forms import Form
from tests.factories import agendas
from tests.factories.events import give, make_event
from tests.support.visitor import Visitor

AGENDA = "/organise/forum/agenda/"


@pytest.fixture
def forum(app: Flask) -> Event:
    event = make_event(slug="forum")
    agendas.add_room(event, "Ballroom")
    agendas.add_room(event, "Mekong Room")
    return event


@pytest.fixture
def organiser(visitor: Visitor, forum: Event) -> Visitor:
    give(forum, "pim@example.org", Role.PROGRAMME)
    return visitor.signed_in_as("pim@example.org")


def room(event: Event, name: str) -> str:
    return next(str(one.id) for one in draft_of(event.id).rooms if one.name == name)


def session_called(event: Event, title: str) -> SessionFacts:
    agendas.db.session.rollback()
    return next(one for one in draft_of(event.id).sessions if one.title == title)


# --- the table ----------------------------------------------------------------------------------------------------


def test_an_empty_draft_says_how_to_begin(organiser: Visitor) -> None:
    organiser.open(AGENDA)
    assert "No session yet" in organiser.text
    organiser.follow_link("Bring in a file")


def test_the_draft_shows_what_has_no_place_first_and_what_is_wrong_beside_each(
    forum: Event, organiser: Visitor
) -> None:
    ballroom = draft_of(forum.id).rooms[0].id
    agendas.add_session(forum, "Showcase", "11:15", room_id=ballroom, minutes=90)
    agendas.add_session(forum, "Young people’s words", "12:00", room_id=ballroom)
    agendas.add_session(forum, "A minute of silence", None)
    organiser.open(AGENDA)
    headings = [each.text_content().split("  ")[0] for each in organiser.tree.xpath("//main//h2")]
    assert headings[1].startswith("Not placed yet")
    assert headings[2].startswith("Thursday 4 March 2027")
    row = organiser.tree.get_element_by_id(f"s-{session_called(forum, 'Showcase').code}")
    assert "Ballroom has “Showcase” and “Young people’s words” at the same time" in row.text_content()
    tray = organiser.tree.xpath("//section[@aria-labelledby='tray']//tbody/tr")
    assert [each.xpath("string(th//a)") for each in tray] == ["A minute of silence"]


def test_the_table_says_how_each_session_stands_to_what_is_published(forum: Event, organiser: Visitor) -> None:
    kept, moved, gone = (agendas.add_session(forum, title, "09:00") for title in ("Kept", "Moved", "Gone"))
    agendas.publish(forum)
    agendas.move(forum, moved, "15:00")
    drafting.withdraw_session(forum.id, gone, by="test")
    agendas.add_session(forum, "Fresh", "16:00")
    organiser.open(AGENDA)
    states = {
        row.xpath("string(th//a)"): row.xpath("string(.//span[starts-with(@class, 'state')])").strip()
        for row in organiser.tree.xpath("//tbody/tr")
    }
    assert states == {"Kept": "Published", "Moved": "Moved", "Gone": "Withdrawn", "Fresh": "New"}
    assert "3 changes since version 1" in organiser.text
    assert kept is not None


def test_the_table_is_narrowed_by_plain_links(forum: Event, organiser: Visitor) -> None:
    data = drafting.add_track(forum.id, name="Data", by="test")
    agendas.add_session(forum, "On Thursday", "09:00", track_id=data)
    agendas.add_session(forum, "On Friday", "09:00", day=date(2027, 3, 5))
    organiser.open(AGENDA).follow_link("Friday 5 March")
    assert "On Thursday" not in organiser.tree.xpath("string(//main)")
    organiser.open(f"{AGENDA}?track=D")
    assert "On Friday" not in organiser.tree.xpath("string(//main)")
    organiser.open(f"{AGENDA}?day=nonsense&track=%F0&room=99&only=all")
    assert "On Thursday" in organiser.text
    assert "On Friday" in organiser.text


def test_the_table_takes_the_same_number_of_statements_whatever_its_size(
    forum: Event, organiser: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    def add(number: int) -> None:
        session_id = agendas.add_session(forum, f"Session {number}", f"{8 + number // 6:02}:{number % 6}0")
        drafting.add_contribution(forum.id, session_id, title="A contribution", by="test")
        agendas.put_on_stage(forum, session_id, f"Person {number}")

    counts = []
    for number in range(30):
        add(number)
        if number in {0, 2, 29}:
            counts.append(count_statements(lambda: organiser.open(AGENDA)))
    assert len(set(counts)) == 1, counts


# --- one session --------------------------------------------------------------------------------------------------


def test_a_session_is_added_with_its_place_its_talks_and_its_people_in_one_form(
    forum: Event, organiser: Visitor
) -> None:
    organiser.open(f"{AGENDA}new").press("Add a contribution").press("Add a person")
    organiser.fill_in(
        **{
            "title": "Showcase", "format": "lightning talks", "minutes": "1:30", "day": "2027-03-04",
            "starts": "11.15", "room": room(forum, "Ballroom"), "contributions-0-title": "Sharing without showing",
            "contributions-0-minutes": "20 min", "people-0-name": "Tari Sinaga", "people-0-affiliation": "UN office",
            "people-0-part": "0",
        }
    ).press("Save the session")  # fmt: skip
    assert "“Showcase” is saved in the draft." in organiser.text
    saved = session_called(forum, "Showcase")
    assert (saved.minutes, saved.format, f"{saved.starts_local:%H:%M}") == (90, Format.LIGHTNING_TALKS, "11:15")
    (contribution,) = saved.contributions
    assert (contribution.title, contribution.minutes, contribution.people[0].affiliation) == (
        "Sharing without showing",
        20,
        "UN office",
    )
    assert saved.people == ()


def chosen_day(page: Visitor) -> str:
    return str(page.tree.xpath("string(//select[@name='day']/option[@selected]/@value)"))


def test_at_an_event_of_one_day_the_day_of_a_session_is_chosen_already(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="short", starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 4))
    visitor.signed_in_as("noor@example.org").open("/organise/short/agenda/new")
    assert chosen_day(visitor) == "2027-03-04"
    visitor.fill_in(title="Showcase", minutes="45", starts="9").press("Save the session")
    assert session_called(event, "Showcase").day == date(2027, 3, 4)
    visitor.open("/organise/short/agenda/new").fill_in(title="Later", minutes="45").press("Save the session")
    assert "“Later” is saved in the draft. It has no time yet." in visitor.text
    later = session_called(event, "Later")
    assert not later.is_placed
    for page in ("", "/move"):
        visitor.open(f"/organise/short/agenda/sessions/{later.code}{page}")
        assert chosen_day(visitor) == "2027-03-04"


def test_a_day_that_somebody_chose_still_asks_for_the_time(organiser: Visitor) -> None:
    organiser.open(f"{AGENDA}new?day=2027-03-04").fill_in(title="Showcase", minutes="45", day="2027-03-05")
    organiser.press("Save the session", expect=422)
    assert "Enter when it begins, or choose “Not placed yet”" in organiser.text


def test_of_several_days_the_one_that_one_came_from_is_chosen(forum: Event, organiser: Visitor) -> None:
    organiser.open(f"{AGENDA}new")
    assert chosen_day(organiser) == ""
    agendas.add_session(forum, "Welcome", "09:00")
    agendas.add_session(forum, "Goodbye", "17:00", day=date(2027, 3, 5))
    organiser.open(AGENDA).follow_link("Add a session, Friday 5 March 2027")
    assert chosen_day(organiser) == "2027-03-05"
    organiser.open(f"{AGENDA}?day=2027-03-04").follow_link("Add a session")
    assert chosen_day(organiser) == "2027-03-04"
    organiser.open(f"{AGENDA}new?day=2031-01-01")
    assert chosen_day(organiser) == ""


def test_add_another_person_keeps_everything_that_was_typed(forum: Event, organiser: Visitor) -> None:
    organiser.open(f"{AGENDA}new").press("Add a person")
    organiser.fill_in(
        **{"title": "", "abstract": "Half a thought", "minutes": "many", "people-0-name": "Jane Vũ"}
    ).press("Add another person", expect=200)
    organiser.fill_in(**{"people-1-name": "Vannak Ly"}).press("Add another person", expect=200)
    form = organiser.tree.xpath("//main//form")[0]
    assert form.xpath("string(.//textarea[@name='abstract'])").strip() == "Half a thought"
    assert form.xpath(".//input[@name='minutes']/@value") == ["many"]
    assert form.xpath(".//input[starts-with(@name, 'people-') and contains(@name, '-name')]/@value") == [
        "Jane Vũ", "Vannak Ly", "",
    ]  # fmt: skip
    organiser.press("Remove Jane Vũ", expect=200)
    names = organiser.tree.xpath("//input[starts-with(@name, 'people-') and contains(@name, '-name')]/@value")
    assert names == ["Vannak Ly", ""]
    assert draft_of(forum.id).sessions == ()


def test_saving_a_session_unchanged_changes_nothing_of_it(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(
        forum, "Showcase", "00:30", room_id=draft_of(forum.id).rooms[0].id, abstract="Two\nlines", language="th"
    )
    contribution = drafting.add_contribution(
        forum.id, session_id, title="A contribution", minutes=5, abstract="x", by="test"
    )
    agendas.put_on_stage(forum, session_id, "Jane Vũ", StageRole.MODERATOR)
    drafting.put_on_stage(
        forum.id,
        session_id,
        role=StageRole.SPEAKER,
        name="Tari",
        contribution_id=contribution,
        affiliation="NGO 3",
        by="test",
    )
    before = agendas.facts(forum, session_id)
    organiser.open(f"{AGENDA}sessions/{before.code}").press("Save the session")
    assert agendas.facts(forum, session_id) == before


def test_a_typed_name_that_is_on_stage_already_is_the_same_person(forum: Event, organiser: Visitor) -> None:
    jane = agendas.put_on_stage(forum, agendas.add_session(forum, "First", "09:00"), "Jane Vũ")
    second = agendas.add_session(forum, "Second", "10:00")
    organiser.open(f"{AGENDA}sessions/{session_called(forum, 'Second').code}").press("Add a person")
    assert organiser.tree.xpath("//datalist/option/@value") == ["Jane Vũ"]
    organiser.fill_in(**{"people-0-name": " Jane  Vũ "}).press("Save the session")
    assert [one.person_id for one in agendas.facts(forum, second).people] == [jane]


def test_two_people_of_one_name_are_told_apart_by_affiliation_or_asked_for(forum: Event, organiser: Visitor) -> None:
    from convene.people.services import add_person

    first = agendas.add_session(forum, "First", "09:00")
    for affiliation in ("NGO 1", "NGO 2"):
        person = add_person(forum.team_id, name="Anom", affiliation=affiliation, by="test")
        drafting.put_on_stage(forum.id, first, role=StageRole.SPEAKER, person_id=person, by="test")
    agendas.add_session(forum, "Second", "10:00")
    organiser.open(f"{AGENDA}sessions/{session_called(forum, 'Second').code}").press("Add a person")
    organiser.fill_in(**{"people-0-name": "Anom"}).press("Save the session", expect=422)
    assert "Say for whom the one you mean speaks: NGO 1, NGO 2." in organiser.text
    organiser.fill_in(**{"people-0-affiliation": "NGO 2"}).press("Save the session")
    assert len(session_called(forum, "Second").people) == 1
    assert len(draft_of(forum.id).person_ids()) == 2


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"title": " "}, "Enter a title"),
        ({"minutes": "soon"}, "Enter minutes, like 45, or hours, like 1:30"),
        ({"minutes": ""}, "Enter how long it lasts"),
        ({"minutes": "0"}, "Enter a length between one minute and 24 hours"),
        ({"day": "2027-03-04", "starts": ""}, "Enter when it begins"),
        ({"day": "", "starts": "9:00"}, "Choose the day"),
        ({"day": "2027-03-04", "starts": "25:00"}, "Enter a time like 09:30"),
        ({"language": "x" * 41}, "Shorten this to 40 characters"),
    ],
)
def test_an_answer_that_cannot_be_used_is_said_beside_its_field(
    organiser: Visitor, answers: dict[str, str], sentence: str
) -> None:
    good = {"title": "Showcase", "minutes": "45", "abstract": "Kept."}
    organiser.open(f"{AGENDA}new").fill_in(**{**good, **answers}).press("Save the session", expect=422)
    assert organiser.text.count(sentence) >= 2  # in the summary, and beside the field
    assert "Kept." in organiser.tree.xpath("string(//textarea[@name='abstract'])")


def test_one_answer_is_told_one_thing_at_a_time(organiser: Visitor) -> None:
    answers = {"title": "A contribution", "minutes": "100000", "day": "2027-03-04", "starts": "soon"}
    organiser.open(f"{AGENDA}/new").fill_in(**answers).press("Save the session", expect=422)
    said = [" ".join(line.split()) for line in organiser.tree.xpath("//*[@data-error-summary]//li/a/text()")]
    assert said == ["Enter a time like 09:30", "Enter a length between one minute and 24 hours"]


def test_a_time_that_the_clocks_skip_is_refused_beside_its_field(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="spring", zone="Europe/Berlin", starts_on=date(2027, 3, 27), ends_on=date(2027, 3, 28))
    visitor.signed_in_as("noor@example.org").open("/organise/spring/agenda/new")
    visitor.fill_in(title="At night", minutes="30", day="2027-03-27", starts="02:30").press(
        "Save the session", expect=422
    )
    assert "This time does not exist" in visitor.tree.get_element_by_id("starts-error").text_content()
    assert draft_of(event.id).sessions == ()


def test_the_second_of_two_equal_hours_can_be_meant(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="autumn", zone="Europe/Berlin", starts_on=date(2027, 10, 30), ends_on=date(2027, 10, 31))
    visitor.signed_in_as("noor@example.org").open("/organise/autumn/agenda/new")
    assert "The second time that the clocks show this hour" in visitor.text
    visitor.fill_in(title="Late", minutes="30", day="2027-10-30", starts="02:30", second_hour=True)
    visitor.press("Save the session")
    (saved,) = draft_of(event.id).sessions
    assert saved.fold == 1
    assert saved.day == date(2027, 10, 30)


def test_the_second_of_two_organisers_is_told_and_shown_what_she_typed(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Showcase", "09:00")
    path = f"{AGENDA}sessions/{session_called(forum, 'Showcase').code}"
    organiser.open(path)
    agendas.retitle(forum, session_id, "Showcase of tools")
    organiser.fill_in(title="A showcase", abstract="Mine").press("Save the session", expect=422)
    assert "while you were editing it" in organiser.text
    assert "Showcase of tools" in organiser.tree.xpath("string(//section[@aria-labelledby='theirs'])")
    assert organiser.tree.xpath("//input[@name='title']/@value") == ["A showcase"]
    assert agendas.facts(forum, session_id).title == "Showcase of tools"
    organiser.press("Save the session")
    assert agendas.facts(forum, session_id).title == "A showcase"


def test_only_what_somebody_else_has_changed_is_told_and_all_of_it(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Showcase", "09:00", abstract="Ours", interpretation=("th",))
    talk = drafting.add_contribution(forum.id, session_id, title="Maps", minutes=20, by="test")
    drafting.put_on_stage(forum.id, session_id, role=StageRole.SPEAKER, name="Jane Vũ", contribution_id=talk, by="test")
    before = agendas.facts(forum, session_id)
    path = f"{AGENDA}sessions/{before.code}"
    organiser.open(path).fill_in(title="A showcase", access_note="Step-free")
    text = SessionText(
        title="Showcase",
        format=Format.PANEL,
        minutes=45,
        abstract="Ours",
        interpretation=("th", "km"),
        language="fr",
        links=(LinkFacts("Programme", "https://example.org/programme", "link", ""),),
        do_not_record=True,
    )
    drafting.change_session(forum.id, session_id, text, by="test")
    drafting.put_on_stage(forum.id, session_id, role=StageRole.MODERATOR, name="Anom Phan", by="test")
    organiser.press("Save the session", expect=422)
    told = {
        pair.findtext("dt"): pair.findtext("dd")
        for pair in organiser.tree.xpath("//section[@aria-labelledby='theirs']//dl/div")
    }
    assert told == {
        "Format": "Panel",
        "Language": "fr",
        "People on stage": "Anom Phan, Moderator · Jane Vũ, Speaker, Maps",
        "Links and papers": "Programme, https://example.org/programme",
        "Interpreted into": "Thai and Khmer",
        "Is it recorded?": "It is not recorded",
    }
    assert organiser.tree.xpath("//input[@name='title']/@value") == ["A showcase"]
    assert organiser.tree.xpath("//input[@name='access_note']/@value") == ["Step-free"]


def test_what_stands_in_no_field_of_a_session_keeps_nobody_from_saving_it(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Showcase", "09:00")
    organiser.open(f"{AGENDA}sessions/{session_called(forum, 'Showcase').code}").fill_in(title="A showcase")
    agendas.publish(forum)
    drafting.withdraw_session(forum.id, session_id, by="test")
    organiser.press("Save the session", expect=200)
    saved = agendas.facts(forum, session_id)
    assert (saved.title, saved.is_withdrawn) == ("A showcase", True)


def test_somebody_who_is_called_otherwise_meanwhile_is_not_put_on_stage_twice(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Showcase", "09:00")
    jane = agendas.put_on_stage(forum, session_id, "Jane Vũ")
    organiser.open(f"{AGENDA}sessions/{session_called(forum, 'Showcase').code}").fill_in(title="A showcase")
    change_person(forum.id, jane, name="Jane Trần", affiliation="", biography="", by="test")
    organiser.press("Save the session", expect=422)
    assert "Jane Trần, Speaker" in organiser.tree.xpath("string(//section[@aria-labelledby='theirs'])")
    assert [one.person_id for one in agendas.facts(forum, session_id).people] == [jane]


def test_a_session_that_is_deleted_while_it_is_saved_or_moved_is_not_there(
    forum: Event, organiser: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page, button in (("", "Save the session"), ("/move", "Move it")):
        session_id = agendas.add_session(forum, "Showcase", "09:00")
        organiser.open(f"{AGENDA}sessions/{session_called(forum, 'Showcase').code}{page}")

        def just_then(form: Form, session_id: UUID = session_id) -> bool:
            drafting.delete_session(forum.id, session_id, by="test")
            return Form.is_answered(form)

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(WhereAndWhen, "is_answered", just_then, raising=False)
            organiser.press(button, expect=404)


def test_a_session_that_somebody_else_moved_meanwhile_stays_and_where_to_is_told(
    forum: Event, organiser: Visitor
) -> None:
    session_id = agendas.add_session(forum, "Showcase", "09:00")
    organiser.open(f"{AGENDA}sessions/{session_called(forum, 'Showcase').code}/move").fill_in(starts="11:00")
    agendas.retitle(forum, session_id, "Showcase of tools")
    agendas.move(forum, session_id, "10:00")
    organiser.press("Move it", expect=422)
    told = organiser.tree.xpath("//section[@aria-labelledby='theirs']//dd/text()")
    assert told == ["10:00"]
    assert "10:00–10:45" in organiser.tree.xpath("string(//h1/following-sibling::p)")
    organiser.press("Move it", expect=200)
    assert agendas.facts(forum, session_id).starts_local == agendas.wall("11:00")


# --- its place ----------------------------------------------------------------------------------------------------


def test_a_session_is_placed_from_the_tray(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Showcase", None)
    organiser.open(AGENDA).follow_link("Place…")
    organiser.fill_in(day="2027-03-05", starts="9", room=room(forum, "Mekong Room")).press("Place it")
    placed = agendas.facts(forum, session_id)
    assert (placed.day, f"{placed.starts_local:%H:%M}") == (date(2027, 3, 5), "09:00")


def test_a_move_that_clashes_says_so_before_it_is_done(forum: Event, organiser: Visitor) -> None:
    ballroom = draft_of(forum.id).rooms[0].id
    agendas.add_session(forum, "Welcome", "09:00", room_id=ballroom)
    session_id = agendas.add_session(forum, "Showcase", "11:00", room_id=ballroom)
    organiser.open(f"{AGENDA}sessions/{session_called(forum, 'Showcase').code}/move")
    organiser.fill_in(starts="09:30").press("Move it", expect=200)
    assert "After this there is a warning" in organiser.text
    assert "Ballroom has “Welcome” and “Showcase” at the same time" in organiser.text
    assert f"{agendas.facts(forum, session_id).starts_local:%H:%M}" == "11:00"
    organiser.press("Move it anyway")
    assert f"{agendas.facts(forum, session_id).starts_local:%H:%M}" == "09:30"


def test_what_was_read_for_one_place_does_not_count_for_another(forum: Event, organiser: Visitor) -> None:
    for title, starts in (("Welcome", "09:00"), ("Panel", "14:00")):
        agendas.add_session(forum, title, starts, room_id=draft_of(forum.id).rooms[0].id)
    session_id = agendas.add_session(forum, "Showcase", "11:00", room_id=draft_of(forum.id).rooms[0].id)
    organiser.open(f"{AGENDA}sessions/{session_called(forum, 'Showcase').code}/move")
    organiser.fill_in(starts="09:30").press("Move it", expect=200)
    organiser.fill_in(starts="14:10").press("Move it anyway", expect=200)
    assert "“Panel”" in organiser.text
    assert f"{agendas.facts(forum, session_id).starts_local:%H:%M}" == "11:00"


def test_a_session_goes_back_to_the_tray(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Showcase", "11:00")
    organiser.open(f"{AGENDA}sessions/{session_called(forum, 'Showcase').code}/move")
    organiser.fill_in(day="", starts="").press("Move it")
    assert not agendas.facts(forum, session_id).is_placed


# --- withdraw, restore, delete ------------------------------------------------------------------------------------


def test_a_published_session_is_withdrawn_and_restored_after_being_asked(forum: Event, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Showcase", "09:00")
    agendas.publish(forum)
    code = agendas.facts(forum, session_id).code
    organiser.open(f"{AGENDA}sessions/{code}/delete")
    assert organiser.path.endswith("/withdraw")
    assert "It stays in the agenda, struck through" in organiser.text
    assert not agendas.facts(forum, session_id).is_withdrawn
    organiser.press("Withdraw the session")
    assert agendas.facts(forum, session_id).is_withdrawn
    organiser.follow_link("Restore").press("Restore the session")
    assert not agendas.facts(forum, session_id).is_withdrawn


def test_a_session_that_nobody_saw_is_deleted_after_being_asked(forum: Event, organiser: Visitor) -> None:
    agendas.add_session(forum, "Showcase", "09:00")
    organiser.open(AGENDA).follow_link("Delete").press("Delete the session")
    assert "“Showcase” is deleted." in organiser.text
    assert draft_of(forum.id).sessions == ()


# --- tracks and people --------------------------------------------------------------------------------------------


def test_capital_letters_make_no_other_track_or_room(forum: Event, organiser: Visitor) -> None:
    organiser.open(f"{AGENDA}/tracks").fill_in(name="Évaluation").press("Add the track")
    assert "Évaluation is added." in organiser.text
    organiser.fill_in(name="évaluation").press("Add the track", expect=422)
    rooms = f"/organise/{forum.slug}/rooms"
    organiser.open(rooms).fill_in(name="Salle Éa").press("Add the room")
    organiser.open(rooms).fill_in(name="salle éa").press("Add the room", expect=422)
    assert "There is a room of this name." in organiser.text


def test_a_track_is_added_dyed_and_removed(forum: Event, organiser: Visitor) -> None:
    organiser.open(f"{AGENDA}tracks").fill_in(name="Data").press("Add the track")
    organiser.fill_in(name="Data").press("Add the track", expect=422)
    assert "There is a track of this name" in organiser.text
    organiser.follow_link("Change").fill_in(name="Evidence", dye="plum").press("Save the track")
    (track,) = tracks_of(forum.id)
    assert (track.name, track.dye.value) == ("Evidence", "plum")
    session_id = agendas.add_session(forum, "Showcase", "09:00", track_id=track.id)
    organiser.open(f"{AGENDA}tracks").follow_link("Remove").press("Remove the track")
    assert agendas.facts(forum, session_id).track_id is None


def test_a_person_on_stage_is_renamed_for_every_session(forum: Event, organiser: Visitor) -> None:
    agendas.put_on_stage(forum, agendas.add_session(forum, "First", "09:00"), "Jane Vu")
    organiser.open(f"{AGENDA}people").follow_link("Jane Vu")
    organiser.fill_in(name="Jane Vũ", affiliation="NGO 8", biography="Counts *things*.").press("Save this person")
    assert "Jane Vũ is saved" in organiser.text
    agendas.publish(forum)
    organiser.open("/e/forum/people")
    assert "Counts things." in organiser.text


# --- who may ------------------------------------------------------------------------------------------------------

READ = ["", "versions", "versions/1"]
EDIT = ["new", "tracks", "people", "import", "sessions/{code}", "sessions/{code}/move", "sessions/{code}/withdraw",
        "sessions/{code}/restore", "publish", "versions/1/restore"]  # fmt: skip


def test_a_viewer_reads_the_draft_and_changes_nothing(forum: Event, visitor: Visitor) -> None:
    agendas.add_session(forum, "Showcase", "09:00")
    agendas.publish(forum)
    code = session_called(forum, "Showcase").code
    give(forum, "viewer@example.org", Role.VIEWER)
    visitor.signed_in_as("viewer@example.org")
    for page in READ:
        visitor.open(AGENDA + page)
        assert not visitor.tree.xpath("//main//form")
        assert "Publish…" not in visitor.text
    for page in EDIT:
        visitor.open(AGENDA + page.format(code=code), expect=403)
        visitor.post(AGENDA + page.format(code=code))
        assert visitor.status in {400, 403, 405}  # 400: no page gave a token for it


def test_strangers_and_organisers_of_other_events_find_nothing(forum: Event, visitor: Visitor) -> None:
    from tests.factories.events import make_team

    agendas.add_session(forum, "Showcase", "09:00")
    code = session_called(forum, "Showcase").code
    make_event(slug="other", team_id=make_team("Others", owner="ola@example.org"))
    ola = visitor.another().signed_in_as("ola@example.org")
    for page in [*READ, *EDIT]:
        ola.open(AGENDA + page.format(code=code), expect=404)
        visitor.open(AGENDA + page.format(code=code), follow=False, expect=303)


def test_an_empty_room_is_removed_and_one_with_sessions_says_why_not(forum: Event, organiser: Visitor) -> None:
    used, empty = agendas.add_room(forum, "Used"), agendas.add_room(forum, "Empty")
    agendas.add_session(forum, "Here", room_id=used)
    organiser.open(f"/organise/forum/rooms/{used}")
    assert "1 session of the draft stands in it." in organiser.text
    organiser.open(f"/organise/forum/agenda/rooms/{used}/remove").press("Remove the room")
    assert "Used has sessions. Give them another room first." in organiser.text
    organiser.open(f"/organise/forum/rooms/{empty}")
    organiser.follow_link("Remove this room")
    organiser.press("Remove the room")
    assert "The room Empty is removed." in organiser.text
    assert [each.name for each in rooms_of(forum.id)].count("Empty") == 0
    organiser.open(f"/organise/forum/agenda/rooms/{empty}/remove", expect=404)


def test_the_long_form_of_a_session_leads_to_each_of_its_parts(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    agendas.add_session(event, "Opening", "09:00")
    code = draft_of(event.id).sessions[0].code
    visitor.signed_in_as("noor@example.org").open(f"/organise/forum/agenda/sessions/{code}")
    leads = visitor.tree.xpath("//nav[@aria-label='Parts of this page']//a/@href")
    assert len(leads) == 8
    assert all(visitor.tree.xpath(f"//main//*[@id='{one[1:]}']") for one in leads)
    visitor.open("/organise/forum/agenda/new")
    leads = visitor.tree.xpath("//nav[@aria-label='Parts of this page']//a/@href")
    assert all(visitor.tree.xpath(f"//main//*[@id='{one[1:]}']") for one in leads)
