"""People are seated by hand, let go, marked as absent, seated at the door; and what was done is undone."""

from collections.abc import Callable
from uuid import UUID

import pytest

from convene.breakouts.catalogue import PairKind, Preset
from convene.breakouts.errors import GroupHasPeople, GroupsChangedMeanwhile, MoreRoundsThanGroups, SeatsChangedMeanwhile
from convene.breakouts.queries.arrangements import seats_of
from convene.breakouts.services import at_the_door, moving, publishing, setting_up
from convene.breakouts.structure import Arrangement
from convene.database import db
from convene.errors import NotFound
from convene.events.models import Event
from convene.registration.services.self_service import cancel
from tests.factories.agendas import add_session, move
from tests.factories.breakouts import arranged, people_of, seat_in_turn, show_groups, split
from tests.factories.registrations import make_open_event, make_registration


@pytest.fixture
def event(app: object) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def arrangement(event: Event) -> Arrangement:
    return split(event, add_session(event, "Rapid mapping", "10:00", minutes=60), preset=Preset.STATIONS, rounds=3)


def where(arrangement: Arrangement, registration_id: object) -> list[str]:
    db.session.rollback()
    found = {seat.round_id: seat for seat in seats_of(arrangement.id) if seat.registration_id == registration_id}
    return [
        group.letter if (seat := found.get(one.id)) and (group := arrangement.group(seat.group_id)) else "–"
        for one in arrangement.rounds
    ]


def test_a_session_is_divided_into_its_rounds(arrangement: Arrangement) -> None:
    assert [(f"{one.starts_local:%H:%M}", one.minutes) for one in arrangement.rounds if one.starts_local] == [
        ("10:00", 20),
        ("10:20", 20),
        ("10:40", 20),
    ]
    assert [(one.letter, one.name) for one in arrangement.groups] == [
        ("A", "Offenders"),
        ("B", "Deterrence"),
        ("C", "Help-seeking"),
    ]


def test_nobody_visits_more_stations_than_there_are(event: Event) -> None:
    with pytest.raises(MoreRoundsThanGroups):
        split(event, add_session(event, "Stations", "14:00"), preset=Preset.STATIONS, rounds=4)


def test_who_was_moved_meanwhile_is_not_moved_again_unseen(event: Event, arrangement: Arrangement) -> None:
    jane = make_registration(event.id)
    first, (one, other, _) = arrangement.rounds[0], arrangement.groups
    moving.move_person(event.id, arrangement.id, first.id, jane, one.id, seen_group_id=None, by="a")
    with pytest.raises(SeatsChangedMeanwhile, match="Jane Trần"):
        moving.move_person(event.id, arrangement.id, first.id, jane, other.id, seen_group_id=None, by="b")
    assert where(arrangement, jane) == ["A", "–", "–"]


def test_what_was_changed_last_is_undone_one_after_the_other(event: Event, arrangement: Arrangement) -> None:
    jane = make_registration(event.id)
    first = arrangement.rounds[0]
    for group in arrangement.groups[:2]:
        moving.move_person(event.id, arrangement.id, first.id, jane, group.id, by="test")
    assert where(arrangement, jane)[0] == "B"
    moving.undo_last(event.id, arrangement.id, by="test")
    assert where(arrangement, jane)[0] == "A"
    moving.undo_last(event.id, arrangement.id, by="test")
    assert where(arrangement, jane)[0] == "–"


def test_who_comes_late_sits_where_there_is_room_and_comes_to_no_station_twice(
    event: Event, arrangement: Arrangement
) -> None:
    people = [make_registration(event.id, f"p{number}@example.org", name=f"P {number}") for number in range(5)]
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    late = make_registration(event.id, "late@example.org", name="Late")
    at_the_door.seat_now(event.id, arrangement.id, late, by="desk")
    assert sorted(where(arrangement, late)) == ["A", "B", "C"]
    assert where(arrangement, late)[0] == "C", "the smallest of the first round"
    shown = [seat for seat in seats_of(arrangement.id) if seat.registration_id == late]
    assert all(seat.published_group_id == seat.group_id for seat in shown)
    assert not arranged(arrangement.id).differs_from_published


def test_who_must_be_apart_is_not_seated_together_at_the_door(event: Event) -> None:
    arrangement = split(event, add_session(event, "Two", "12:00"), "One", "Other", preset=Preset.MIX)
    one, other = (make_registration(event.id, f"p{n}@example.org", name=f"P {n}") for n in range(2))
    setting_up.pair_people(event.id, arrangement.id, PairKind.APART, people_of([one, other]), by="test")
    moving.move_person(event.id, arrangement.id, arrangement.rounds[0].id, one, arrangement.groups[0].id, by="test")
    at_the_door.seat_now(event.id, arrangement.id, other, by="test")
    assert (where(arrangement, one), where(arrangement, other)) == (["A"], ["B"])


def test_what_nobody_has_seen_is_not_shown(event: Event, arrangement: Arrangement) -> None:
    jane = make_registration(event.id)
    seen = arranged(arrangement.id).revision
    seat_in_turn(arrangement, [jane])
    with pytest.raises(GroupsChangedMeanwhile):
        publishing.publish_groups(event.id, arrangement.id, seen, by="test")
    assert show_groups(arrangement).is_published
    moving.move_person(event.id, arrangement.id, arrangement.rounds[0].id, jane, None, by="test")
    assert arranged(arrangement.id).differs_from_published


def test_a_group_with_people_is_not_removed_from_under_them(event: Event, arrangement: Arrangement) -> None:
    seat_in_turn(arrangement, [make_registration(event.id)])
    with pytest.raises(GroupHasPeople):
        setting_up.remove_group(event.id, arrangement.id, arrangement.groups[0].id, by="test")


def test_where_a_session_moves_its_rounds_move_along(event: Event, arrangement: Arrangement) -> None:
    move(event, arrangement.session_id, "14:30")
    assert [f"{one.starts_local:%H:%M}" for one in arranged(arrangement.id).rounds if one.starts_local] == [
        "14:30",
        "14:50",
        "15:10",
    ]


def test_who_has_no_place_any_more_gets_no_seat_at_the_door(event: Event, arrangement: Arrangement) -> None:
    jane = make_registration(event.id)
    cancel(jane)
    with pytest.raises(NotFound):
        at_the_door.seat_now(event.id, arrangement.id, jane, by="desk")


def test_many_are_marked_as_absent_with_as_many_statements_as_one(
    event: Event, arrangement: Arrangement, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    people = [make_registration(event.id, f"p{number}@example.org", name=f"P {number}") for number in range(9)]
    seat_in_turn(arrangement, people)

    def mark(some: list[UUID]) -> int:
        return count_statements(lambda: moving.mark_absent(event.id, arrangement.id, some, is_absent=True, by="test"))

    assert mark(people[:2]) == mark(people[2:])
