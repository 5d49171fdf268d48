"""The organiser's pages: a session is split, people are moved, what is wished is put in order, groups are shown."""

from collections.abc import Callable
from uuid import UUID

import pytest

from convene.breakouts.catalogue import Preset, RuleKind
from convene.breakouts.queries.arrangements import breakouts_of, pairs_of, seats_of
from convene.breakouts.structure import Arrangement
from convene.database import db
from convene.events.models import Event
from convene.permissions.catalogue import Role
from convene.registration.catalogue import How
from convene.registration.services.checking_in import check_in
from tests.factories.agendas import add_room, add_session
from tests.factories.breakouts import arranged, board_of, seat_in_turn, show_groups, split
from tests.factories.events import give
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

BOARDS = "/organise/forum/groups/"


@pytest.fixture
def event(app: object) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def session_id(event: Event) -> UUID:
    return add_session(event, "Rapid mapping", "10:00", minutes=60, room_id=add_room(event))


@pytest.fixture
def noor(visitor: Visitor, event: Event) -> Visitor:
    return visitor.signed_in_as("noor@example.org")


def people(event: Event, count: int, first: int = 0) -> list[UUID]:
    return [
        make_registration(event.id, f"p{n}@example.org", name=f"Person {n}", organisation=f"NGO {n % 4}")
        for n in range(first, first + count)
    ]


def only(event: Event) -> Arrangement:
    db.session.rollback()
    (found,) = breakouts_of(event.id)
    return found


def test_a_session_is_split_by_one_form(event: Event, session_id: UUID, noor: Visitor) -> None:
    noor.open(BOARDS).fill_in(preset=Preset.STATIONS.value, rounds="3", groups="One\n\nTwo\nThree\nFour").press(
        "Split the session"
    )
    assert "splits into groups" in noor.text
    found = only(event)
    assert [one.name for one in found.groups] == ["One", "Two", "Three", "Four"]
    assert [one.minutes for one in found.rounds] == [20, 20, 20]
    assert found.visits_each_once
    assert noor.open(BOARDS).text.count("Rapid mapping") == 1, "it is not offered again"


def test_a_number_makes_so_many_tables(event: Event, session_id: UUID, noor: Visitor) -> None:
    noor.open(BOARDS).fill_in(groups="12").press("Split the session")
    assert [one.name for one in only(event).groups][:2] == ["Table 1", "Table 2"]
    assert len(only(event).groups) == 12


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"groups": ""}, "Name the groups, one in each line."),
        ({"groups": "A\nB", "rounds": "0"}, "Enter a number of rounds from 1 to 12."),
        ({"groups": "A\nB", "rounds": "three"}, "Enter a whole number"),
        ({"groups": "A\nB", "rounds": "3", "preset": Preset.STATIONS.value}, "there are only 2"),
        ({"groups": "\n".join(f"x{number}" for number in range(101))}, "Name from 1 to 100 groups"),
    ],
)
def test_what_cannot_be_split_is_said_and_nothing_is_lost(
    event: Event, session_id: UUID, noor: Visitor, answers: dict[str, str], words: str
) -> None:
    noor.open(BOARDS).fill_in(**answers).press("Split the session", expect=422)
    assert words in noor.text
    assert not breakouts_of(event.id)
    if answers["groups"]:
        assert answers["groups"].split("\n")[0] in noor.text


def test_a_facilitator_arranges_groups_and_a_viewer_does_not(event: Event, session_id: UUID, visitor: Visitor) -> None:
    arrangement = split(event, session_id)
    give(event, "facilitator@example.org", Role.FACILITATOR)
    give(event, "viewer@example.org", Role.VIEWER)
    visitor.signed_in_as("facilitator@example.org").open(board_of(arrangement))
    visitor.another().signed_in_as("viewer@example.org").open(board_of(arrangement), expect=403)


def test_somebody_is_moved_by_a_form_and_held(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id)
    seat_in_turn(arrangement, people(event, 6))
    noor.open(board_of(arrangement)).follow_link("Person 0")
    noor.fill_in(group=str(arrangement.groups[2].id)).press("Move and hold")
    assert "6 held by you" in noor.text
    noor.press("Undo")
    assert "1 seat is as it was before." in noor.text


def test_who_was_moved_meanwhile_is_told(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id)
    one, *_ = people(event, 3)
    seat_in_turn(arrangement, [one])
    other = noor.another().signed_in_as("noor@example.org")
    for each in (noor, other):
        each.open(f"{board_of(arrangement)}people/{one}?round=1")
    noor.fill_in(group=str(arrangement.groups[1].id)).press("Move and hold")
    other.fill_in(group=str(arrangement.groups[2].id)).press("Move and hold", expect=422)
    assert "Somebody has moved Person 0 meanwhile." in other.text
    db.session.rollback()
    assert [seat.group_id for seat in seats_of(arrangement.id)] == [arrangement.groups[1].id]


def test_a_script_is_told_in_a_sentence_too(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id)
    one, *_ = people(event, 3)
    seat_in_turn(arrangement, [one])
    token = noor.open(f"{board_of(arrangement)}people/{one}").tree.xpath("//input[@name='csrf_token']/@value")[0]
    stale = {
        "csrf_token": token,
        "group": str(arrangement.groups[2].id),
        "seen": str(arrangement.groups[1].id),
        "round": "1",
    }
    noor.post(f"{board_of(arrangement)}people/{one}/move", stale, expect=409, headers={"Accept": "application/json"})
    assert "Somebody has moved Person 0 meanwhile." in noor.response.get_json()["error"]


def test_what_would_be_shown_is_said_before_it_is(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id)
    seated, missing = people(event, 4), people(event, 1, first=9)
    seat_in_turn(arrangement, seated)
    noor.open(f"{board_of(arrangement)}publish")
    assert "4 people find their group" in noor.text
    assert "Person 9" in noor.text
    seat_in_turn(arrangement, missing)
    noor.press("Show everybody their group", expect=422)
    assert "Somebody changed the groups since you opened this page." in noor.text
    noor.press("Show everybody their group")
    assert "Everybody sees their group now" in noor.text
    assert arranged(arrangement.id).is_published


def test_what_is_wished_is_put_in_another_order(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id)
    rules = f"{board_of(arrangement)}rules"
    noor.open(rules).press("Down People come into the groups that they wish for")
    assert [each.kind for each in only(event).rules][:2] == [RuleKind.SPREAD, RuleKind.WISHES]
    noor.open(rules).fill_in(wish=RuleKind.NEVER_ALONE.value, by="country", value="").press("Add the wish", expect=422)
    assert "Enter of which kind nobody shall be alone" in noor.text


def test_who_sits_apart_is_written_by_name(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id)
    people(event, 3)
    make_registration(event.id, "twin@example.org", name="Person 0", organisation="Another")
    rules = f"{board_of(arrangement)}rules"
    noor.open(rules).fill_in(people="Person 0\nPerson 1").press("Keep to this", expect=422)
    assert "2 people are called “Person 0”." in noor.text
    noor.fill_in(people="Person 0, Another\nNobody Known").press("Keep to this", expect=422)
    assert "Nobody here is called “Nobody Known”." in noor.text
    noor.fill_in(people="Person 0, Another\nperson 1").press("Keep to this")
    db.session.rollback()
    assert [len(each.person_ids) for each in pairs_of(arrangement.id)] == [2]


def test_the_check_in_page_seats_who_has_no_group_in_one_tap(event: Event, session_id: UUID, visitor: Visitor) -> None:
    arrangement = split(event, session_id)
    seat_in_turn(arrangement, people(event, 5))
    show_groups(arrangement)
    late = make_registration(event.id, "late@example.org", name="Late Comer")
    check_in(event.id, late, event.id, how=How.BY_NAME, desk="Door", by="desk")
    give(event, "desk@example.org", Role.FRONT_DESK)
    desk = visitor.signed_in_as("desk@example.org").open("/organise/forum/door/")
    assert "1 person without a group" in desk.text
    desk.press("Give a group Late Comer")
    assert ": C, Help-seeking" in desk.text
    assert "without a group" not in desk.text


@pytest.mark.parametrize("page", ["", "?round=all", "set-up", "rules", "publish"])
def test_more_people_and_groups_take_no_more_statements(
    event: Event, session_id: UUID, noor: Visitor, count_statements: Callable[[Callable[[], object]], int], page: str
) -> None:
    arrangement = split(event, session_id, "A")
    seat_in_turn(arrangement, people(event, 1))
    path = f"{board_of(arrangement)}{page}"
    noor.open(path)
    few = count_statements(lambda: noor.open(path))
    more = split(event, add_session(event, "Another", "12:00"), "A", "B", "C", rounds=3)
    seat_in_turn(more, people(event, 6, first=20))
    more_path = f"{board_of(more)}{page}"
    noor.open(more_path)
    assert count_statements(lambda: noor.open(more_path)) == few
