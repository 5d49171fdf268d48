"""The grid of the draft: what a drop keeps, and what somebody is told who was not quick enough."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from convene.events.models import Event
from convene.permissions.catalogue import Role
from convene.programme.catalogue import Format
from convene.programme.queries.draft import draft_of, said_of_slot
from convene.web.meanwhile import mark_of
from tests.factories.agendas import DAY, add_room, add_session, facts, move, put_on_stage
from tests.factories.events import give, make_event
from tests.factories.sessions import code_of
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
GRID = "/organise/forum/agenda/grid"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="forum")


@pytest.fixture
def organiser(visitor: Visitor) -> Visitor:
    return visitor.signed_in_as(OWNER)


def mark(event: Event, session_id: UUID) -> str:
    return mark_of(said_of_slot(facts(event, session_id)))


def drop(organiser: Visitor, event: Event, session_id: UUID, seen: str = "", **sent: str) -> Any:
    """As the script of the page sends it; what comes back."""
    [token] = organiser.open(f"{GRID}?day={DAY}").tree.xpath("//*[@data-grid]/@data-token")
    said = {"csrf_token": token, "day": DAY.isoformat(), "minutes": "45", **sent}
    return organiser.client.post(
        f"{GRID}/{code_of(session_id)}?day={DAY}",
        data={**said, "seen": seen or mark(event, session_id)},
        headers={"Accept": "application/json"},
    )


def test_a_drop_keeps_time_room_and_length_and_tells_what_is_wrong_now(event: Event, organiser: Visitor) -> None:
    room, other = add_room(event, "Ballroom"), add_room(event, "Garden")
    stays = add_session(event, "Stays", "10:00", room_id=other)
    moved = add_session(event, "Moves", "09:00", room_id=room)
    answer = drop(organiser, event, moved, starts="10:15", room=str(other), minutes="60")
    assert answer.status_code == 200
    assert (facts(event, moved).room_id, facts(event, moved).minutes) == (other, 60)
    assert f"{facts(event, moved).starts_local:%H:%M}" == "10:15"
    [warning] = answer.json["warnings"]
    assert set(warning["codes"]) == {code_of(moved), code_of(stays)}
    assert answer.json["count"] == "1 clash"


def test_a_session_goes_into_the_tray_and_comes_out_of_it(event: Event, organiser: Visitor) -> None:
    room = add_room(event)
    session_id = add_session(event, "To and fro", "09:00", room_id=room)
    answer = drop(organiser, event, session_id, day="", starts="", room="")
    assert [one["title"] for one in answer.json["tray"]] == ["To and fro"]
    assert not facts(event, session_id).is_placed
    drop(organiser, event, session_id, starts="11:00", room=str(room))
    assert f"{facts(event, session_id).starts_local:%H:%M}" == "11:00"


def test_of_two_who_move_one_session_the_second_is_told_where_it_is_now(event: Event, organiser: Visitor) -> None:
    room = add_room(event)
    session_id = add_session(event, "Wanted by two", "09:00", room_id=room)
    seen_by_both = mark(event, session_id)
    give(event, "other@example.org", Role.ORGANISER)
    other = organiser.another().signed_in_as("other@example.org")
    assert drop(other, event, session_id, seen_by_both, starts="13:00", room=str(room)).status_code == 200
    answer = drop(organiser, event, session_id, seen_by_both, starts="15:00", room=str(room))
    assert answer.status_code == 409
    assert "Wanted by two" in answer.json["refused"]
    [shown] = answer.json["sessions"]
    assert shown["start"].endswith("T13:00:00")
    assert f"{facts(event, session_id).starts_local:%H:%M}" == "13:00"


def test_a_page_that_is_open_hears_of_what_others_did_and_of_nothing_else(event: Event, organiser: Visitor) -> None:
    room = add_room(event)
    session_id = add_session(event, "Talk", "09:00", room_id=room)
    first = organiser.client.get(f"{GRID}/now?day={DAY}").json
    assert organiser.client.get(f"{GRID}/now?day={DAY}&revision={first['revision']}").status_code == 204
    move(event, session_id, "12:00", room_id=room)
    now = organiser.client.get(f"{GRID}/now?day={DAY}&revision={first['revision']}").json
    assert now["sessions"][0]["start"].endswith("T12:00:00")


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"starts": "25:99"}, 422), ({"minutes": "0"}, 422), ({"room": "b6e4"}, 422), ({"day": "2031-01-01"}, 409)],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    event: Event, organiser: Visitor, sent: dict[str, str], status: int
) -> None:
    room = add_room(event)
    session_id = add_session(event, "Stays", "09:00", room_id=room)
    answer = drop(organiser, event, session_id, **{"starts": "10:00", "room": str(room), **sent})
    assert answer.status_code == status
    assert answer.json["refused"]
    assert f"{facts(event, session_id).starts_local:%H:%M}" == "09:00"


def test_the_page_holds_the_day_and_leads_to_the_table_without_scripts(event: Event, organiser: Visitor) -> None:
    add_session(event, "Coffee", "10:00", format=Format.BREAK)
    add_session(event, "</script><b>Bold", "11:00", room_id=add_room(event))
    page = organiser.open(GRID)
    assert page.tree.xpath("//*[@data-board]//a[@href='/organise/forum/agenda/']")
    assert not page.tree.xpath("//b[contains(., 'Bold')]"), "nobody's title ends the page's own words"
    assert organiser.open(f"{GRID}?day=nonsense").status == 200


def test_the_state_takes_as_many_statements_for_three_sessions_as_for_thirty(
    event: Event, organiser: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    room = add_room(event)
    organiser.open(GRID)
    counts = []
    for number in (3, 27):
        for each in range(number):
            put_on_stage(event, add_session(event, f"T{number} {each}", "09:00", room_id=room), f"P {number} {each}")
        organiser.client.get(f"{GRID}/now?day={DAY}")  # the first after a change reads more of who asks
        counts.append(count_statements(lambda: organiser.client.get(f"{GRID}/now?day={DAY}")))
    assert counts[0] == counts[1]
    assert len(draft_of(event.id).sessions) == 30
