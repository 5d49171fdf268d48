"""The run sheet of a day: what is on and what is next, who and what is needed, for whom, and by which clock."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from convene.database import db
from convene.events.models import Event
from convene.permissions.catalogue import Role
from convene.programme.catalogue import Format, StageAnswer, StageRole
from convene.programme.models import Session
from convene.programme.queries.draft import draft_of
from convene.programme.services import drafting
from convene.programme.services.answering import answer_for_stage
from convene.programme.services.asking import set_stage_address
from convene.programme.services.materials import MaterialFacts, add_link
from convene.programme.showing.run_sheet import Known, RunSheet, SheetLine, run_sheet_of
from convene.programme.structure import ContributionFacts, OnStage, RoomFacts, Structure, instant_of
from tests.factories.agendas import DAY, add_room, add_session, move, publish, put_on_stage
from tests.factories.events import give, make_event
from tests.programme.agendas import BALLROOM, GARDEN, JANE, NAMES, VANNAK, agenda, session
from tests.support.stage import row_of
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
SHEET = "/organise/forum/agenda/run-sheet"


def at(text: str, day: date = DAY, zone: str = "Asia/Bangkok") -> datetime:
    return instant_of(datetime.combine(day, time.fromisoformat(text)), zone)


def sheet(structure: Structure, when: str, **more: Any) -> RunSheet:
    known = more.pop("known", Known(NAMES))
    return run_sheet_of(structure, DAY, at(when), known, **more)


def lines(found: RunSheet) -> dict[str, SheetLine]:
    return {line.title: line for slot in (*found.over, *found.ahead) for line in slot.lines}


MORNING = agenda(
    session(1, "09:00", minutes=45, room_id=BALLROOM.id),
    session(2, "09:30", minutes=60, room_id=GARDEN.id),
    session(3, "10:30", minutes=30, format=Format.BREAK, title="Coffee"),
    session(4, "11:00", minutes=45, room_id=BALLROOM.id),
)


@pytest.fixture
def in_a_request(app: Flask) -> Any:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("when", "rooms"),
    [
        ("08:50", {"Ballroom": ("", "Talk 1 09:00, in 10 minutes"), "Garden": ("", "Talk 2 09:30, in 40 minutes")}),
        (
            "09:40",
            {
                "Ballroom": (
                    "Talk 1 until 09:45, 5 minutes left",
                    "Coffee 10:30, after 45 minutes in between",
                ),
                "Garden": ("Talk 2 until 10:30, 50 minutes left", "Coffee 10:30, in 50 minutes"),
            },
        ),
        (
            "10:35",
            {
                "Everybody": ("Coffee until 11:00, 25 minutes left", ""),
                "Ballroom": ("", "Talk 4 11:00, in 25 minutes"),
            },
        ),
        ("11:45", {}),
    ],
)
@pytest.mark.usefixtures("in_a_request")
def test_what_is_on_and_what_comes_next_is_told_of_each_room(when: str, rooms: dict[str, tuple[str, str]]) -> None:
    found = {
        one.name: (
            ", ".join(f"{each.title} {each.words}" for each in one.on),
            ", ".join(f"{each.title} {each.words}" for each in one.next),
        )
        for one in sheet(MORNING, when).rooms
    }
    assert found == rooms


@pytest.mark.usefixtures("in_a_request")
@pytest.mark.parametrize("rooms", [(), (BALLROOM,)])
def test_of_parallel_sessions_without_a_room_each_is_shown_and_said(rooms: tuple[RoomFacts, ...]) -> None:
    structure = agenda(
        session(1, "09:00", minutes=45),
        session(2, "09:00"),
        session(3, "10:00"),
        session(4, "10:00", minutes=90),
        session(5, "10:30"),
        rooms=rooms,
    )
    found = sheet(structure, "09:40")
    [now] = found.rooms
    assert [f"{one.title} {one.words}" for one in now.on] == [
        "Talk 1 until 09:45, 5 minutes left",
        "Talk 2 until 10:00, 20 minutes left",
    ]
    assert [f"{one.title} {one.words}" for one in now.next] == [
        "Talk 3 10:00, in 20 minutes",
        "Talk 4 10:00, in 20 minutes",
    ]
    assert found.said == "Everybody: Talk 1; Everybody: Talk 2"


@pytest.mark.usefixtures("in_a_request")
def test_what_is_over_folds_away_until_the_day_is_over() -> None:
    found = sheet(MORNING, "10:35")
    assert [line.title for slot in found.over for line in slot.lines] == ["Talk 1", "Talk 2"]
    assert [line.is_on for slot in found.ahead for line in slot.lines] == [True, False]
    over = sheet(MORNING, "11:45")
    assert (over.over, over.has_ended, len(over.ahead)) == ([], True, 4)


@pytest.mark.usefixtures("in_a_request")
def test_a_line_says_what_follows_in_its_room() -> None:
    found = lines(sheet(MORNING, "08:00"))
    assert found["Talk 1"].then == "Then 10:30: “Coffee”, after 45 minutes"
    assert found["Talk 2"].then == "Then at once: “Coffee”"
    assert found["Talk 4"].then == ""
    both = agenda(session(1, "09:00", room_id=BALLROOM.id), session(2, "09:30", room_id=BALLROOM.id))
    assert lines(sheet(both, "08:00"))["Talk 1"].then == "“Talk 2” begins at 09:30, before this ends."


@pytest.mark.usefixtures("in_a_request")
def test_parallel_sessions_without_a_room_do_not_follow_each_other() -> None:
    structure = agenda(
        session(1, "09:00"), session(2, "09:00", minutes=50), session(3, "10:00"), session(4, "11:00"),
        session(5, "11:00"), rooms=(),
    )  # fmt: skip
    found = lines(sheet(structure, "08:00"))
    assert found["Talk 1"].then == "Then at once: “Talk 3”"
    assert found["Talk 2"].then == "Then 10:00: “Talk 3”, after 10 minutes"
    assert found["Talk 3"].then == found["Talk 4"].then == ""


@pytest.mark.usefixtures("in_a_request")
def test_of_one_room_what_is_for_everybody_stands_there_too() -> None:
    assert set(lines(sheet(MORNING, "08:00", room_id=GARDEN.id))) == {"Talk 2", "Coffee"}


@pytest.mark.usefixtures("in_a_request")
def test_what_is_needed_is_listed_and_what_is_missing_is_said() -> None:
    structure = agenda(
        session(
            1, "09:00", interpretation=("th", "km"), access_note="captions", do_not_record=True,
            content_note="speaks of harm", people=(OnStage(JANE),),
        ),
        session(2, "10:00", people=(OnStage(JANE),)),
        session(3, "11:00", format=Format.BREAK),
    )  # fmt: skip
    found = lines(sheet(structure, "08:00", known=Known(NAMES, materials={UUID(int=2): 2})))
    assert [need.words for need in found["Talk 1"].needs] == [
        "Interpretation: Thai and Khmer",
        "Access: captions",
        "Not recorded",
        "Say before it begins: speaks of harm",
        "No material yet",
    ]
    assert [need.words for need in found["Talk 2"].needs] == ["2 materials are here"]
    assert found["Talk 3"].needs == []


@pytest.mark.usefixtures("in_a_request")
def test_the_parts_of_a_session_stand_with_their_people() -> None:
    talk = ContributionFacts(UUID(int=7), "A talk", minutes=10, people=(OnStage(VANNAK, StageRole.SPEAKER, "NGO 7"),))
    [line] = lines(sheet(agenda(session(1, "09:00", contributions=(talk,))), "08:00")).values()
    [part] = line.parts
    assert (part.title, part.length, part.people[0].name) == ("A talk", "10 minutes", "Vannak Ly")
    assert (part.people[0].role, part.people[0].affiliation) == ("Speaker", "NGO 7")


@pytest.mark.usefixtures("in_a_request")
def test_what_the_draft_has_otherwise_is_said_beside_what_readers_see() -> None:
    public = agenda(*(session(number, f"{8 + number:02}:00", room_id=BALLROOM.id) for number in (1, 2, 3)))
    drafted = agenda(
        session(1, "09:10", minutes=50, room_id=GARDEN.id),
        session(2, "10:00", room_id=BALLROOM.id, title="Another title"),
        session(3, "11:00", is_withdrawn=True),
    )
    found = lines(sheet(public, "08:00", draft=drafted))
    assert found["Talk 1"].drafted == "In the draft: 09:10–10:00, Garden. That is not published."
    assert found["Talk 2"].drafted == ""
    assert found["Talk 3"].drafted == "In the draft it does not take place. That is not published."


@pytest.mark.usefixtures("in_a_request")
def test_past_midnight_a_time_says_its_day() -> None:
    structure = agenda(session(1, "23:30", minutes=30), session(2, "00:15", on=DAY + timedelta(days=1)))
    assert [slot.time for slot in sheet(structure, "08:00").ahead] == ["23:30", "Fri 00:15"]
    assert sheet(structure, "23:50").said == "Everybody: Talk 1"


# --- the pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="forum")


@pytest.fixture
def organiser(visitor: Visitor) -> Visitor:
    return visitor.signed_in_as(OWNER)


def test_it_shows_what_readers_see_and_names_what_the_draft_has_otherwise(event: Event, organiser: Visitor) -> None:
    session_id = add_session(event, "Panel", "10:00")
    assert "Nothing is published yet: this is the draft." in organiser.open(SHEET).text
    publish(event)
    move(event, session_id, "11:00")
    add_session(event, "Not known yet", "12:00")
    page = organiser.open(SHEET)
    assert "2 sessions of this day are otherwise in the draft" in page.text
    assert "In the draft: 11:00–11:45. That is not published." in page.text
    assert [time.text for time in page.tree.xpath("//ol[@class='run-list']//h3/time")] == ["10:00"]


def test_today_is_shown_first_by_the_clocks_of_the_event(event: Event, organiser: Visitor) -> None:
    add_session(event, "First day", "10:00")
    add_session(event, "Second day", "10:00", day=DAY + timedelta(days=1))
    publish(event)
    for when, title in [
        (at("12:00", DAY - timedelta(days=30)), "Thursday 4 March"),
        (at("23:30"), "Thursday 4 March"),
        (at("01:30", DAY + timedelta(days=1)), "Thursday 4 March"),  # the night belongs to the evening before
        (at("04:30", DAY + timedelta(days=1)), "Friday 5 March"),
        (at("12:00", DAY + timedelta(days=30)), "Friday 5 March"),
    ]:
        with time_machine.travel(when, tick=False):
            page = organiser.another().signed_in_as(OWNER).open(SHEET)
            assert page.tree.xpath("//h1")[0].text_content() == title, when
            assert "All times are Bangkok time (UTC+7), where the event is." in page.text


def test_on_the_day_what_is_on_comes_before_anything_else(event: Event, organiser: Visitor) -> None:
    add_session(event, "Welcome", "09:00", minutes=20, room_id=add_room(event))
    add_session(event, "Panel", "09:20")
    publish(event)
    with time_machine.travel(at("09:05"), tick=False):
        page = organiser.another().signed_in_as(OWNER).open(SHEET)
    assert page.tree.xpath("//main//h2")[0].text_content() == "Now 09:05"
    assert "Ballroom Late here" not in page.text, "there is but one room"
    assert "Welcome until 09:20, 15 minutes left" in page.text
    assert "Next Panel 09:20, in 15 minutes" in page.text


def test_while_the_event_takes_place_its_run_sheet_is_one_tap_away_from_every_page(
    event: Event, organiser: Visitor
) -> None:
    add_session(event, "Panel", "10:00")
    assert "On the day" not in organiser.open("/organise/forum/").text
    with time_machine.travel(at("02:00", DAY + timedelta(days=2)), tick=False):  # the night of its last day
        page = organiser.another().signed_in_as(OWNER).open("/organise/forum/").follow_link("On the day")
    assert page.path == SHEET
    with time_machine.travel(at("04:30", DAY + timedelta(days=2)), tick=False):
        assert "On the day" not in organiser.another().signed_in_as(OWNER).open("/organise/forum/").text


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.VIEWER, Role.FRONT_DESK])
def test_those_who_run_the_day_read_it_without_addresses_and_move_nothing(
    event: Event, visitor: Visitor, role: Role
) -> None:
    session_id = add_session(event, "Panel", "10:00")
    jane = put_on_stage(event, session_id, "Jane Vũ", StageRole.MODERATOR)
    set_stage_address(event.id, jane, "jane@example.org", by="test")
    answer_for_stage(row_of(event, jane).id, StageAnswer.DECLINED, by="test")
    give(event, "bo@example.org", role)
    page = visitor.signed_in_as("bo@example.org").open(SHEET)
    assert "Moderator Jane Vũ Cannot come" in page.text
    assert "jane@example.org" not in page.text
    assert not page.tree.xpath("//a[contains(@href, '/late')]")
    page.open(f"{SHEET}/late", expect=403)
    assert "jane@example.org" in page.another().signed_in_as(OWNER).open(SHEET).text


def test_an_open_page_hears_of_a_change_and_of_nothing_else(event: Event, organiser: Visitor) -> None:
    session_id = add_session(event, "Panel", "10:00")
    publish(event)
    with time_machine.travel(at("08:00"), tick=False):
        organiser = organiser.another().signed_in_as(OWNER)
        [page] = organiser.open(SHEET).tree.xpath("//*[@data-follow]")
        address = page.get("data-follow")

        def asked(mark: str) -> TestResponse:
            return organiser.client.get(address, headers={"If-None-Match": f'"{mark}"'})

        assert asked(page.get("data-mark")).status_code == 304
        move(event, session_id, "10:10")
        answer = asked(page.get("data-mark"))
        assert answer.status_code == 200
        assert "In the draft: 10:10–10:55" in answer.get_data(as_text=True)
        assert answer.headers["Cache-Control"] == "no-store"
        assert asked(answer.get_etag()[0] or "").status_code == 304


def test_materials_that_are_hidden_do_not_count(event: Event, organiser: Visitor) -> None:
    session_id = add_session(event, "Panel", "10:00")
    put_on_stage(event, session_id, "Jane Vũ")
    assert "No material yet" in organiser.open(SHEET).text
    add_link(event.id, session_id, MaterialFacts(title="Slides"), url="https://example.org/slides", by="test")
    assert "1 material is here" in organiser.open(SHEET).text


def test_a_withdrawn_session_is_not_on_it(event: Event, organiser: Visitor) -> None:
    session_id = add_session(event, "Cancelled panel", "10:00")
    add_session(event, "Stays", "11:00")
    publish(event)
    drafting.withdraw_session(event.id, session_id, by="test")
    assert "In the draft it does not take place." in organiser.open(SHEET).text
    publish(event)
    assert "Cancelled panel" not in organiser.open(SHEET).text


def test_what_nobody_can_read_as_a_day_or_a_room_is_as_if_it_were_not_said(event: Event, organiser: Visitor) -> None:
    add_session(event, "Panel", "10:00")
    for query in ("day=never&room=none", "day=1999-01-01", f"room={UUID(int=1)}", "day=%00"):
        assert "Panel" in organiser.open(f"{SHEET}?{query}").text


def test_it_takes_as_many_statements_for_three_sessions_as_for_one(
    event: Event, organiser: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counts = []
    for number in range(3):
        session_id = add_session(
            event, f"Talk {number}", f"{9 + number:02}:00", room_id=add_room(event, f"Room {number}")
        )
        person = put_on_stage(event, session_id, f"Person {number}")
        set_stage_address(event.id, person, f"p{number}@example.org", by="test")
        publish(event)
        counts.append(count_statements(lambda: organiser.open(SHEET)))
    assert counts[0] == counts[2]
    assert db.session.get_one(Session, draft_of(event.id).sessions[0].id).title == "Talk 0"
