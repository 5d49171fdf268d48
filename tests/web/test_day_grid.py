"""An agenda's day on a grid: nothing covers anything, and rooms keep their order."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from convene.web.day_grid import LONGEST_GAP, Place, Stay, lay_out_day

MORNING = datetime(2024, 3, 7, 2, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def stay(key: str, starts: int, ends: int, room: int | None) -> Stay:
    return Stay(key, at(starts), at(ends), room)


def test_parallel_sessions_lie_beside_each_other_in_the_columns_of_their_rooms() -> None:
    grid = lay_out_day([stay("a", 0, 60, 7), stay("b", 0, 30, 5)], rooms=[5, 7])
    assert [head.room for head in grid.rooms] == [5, 7]
    assert grid.places["a"].classes == "at-2 for-12 in-2"
    assert grid.places["b"].classes == "at-2 for-6 in-1"
    assert grid.columns == 2


def test_rooms_without_a_session_on_that_day_take_no_column() -> None:
    grid = lay_out_day([stay("a", 0, 60, 2)], rooms=[1, 2, 3])
    assert [head.room for head in grid.rooms] == [2]


def test_sessions_that_overlap_in_one_room_share_its_width() -> None:
    grid = lay_out_day([stay("a", 0, 60, 1), stay("b", 30, 90, 1), stay("c", 90, 120, 1)], rooms=[1])
    assert grid.rooms[0].columns == 2
    assert (grid.places["a"].column, grid.places["b"].column) == (1, 2)
    assert grid.places["c"].classes == "at-20 for-6 in-1 over-2"


def test_what_is_in_no_room_lies_across_all_of_them() -> None:
    grid = lay_out_day([stay("talk", 0, 60, 1), stay("lunch", 60, 90, None)], rooms=[1])
    assert grid.places["lunch"].classes == "at-14 for-6"
    assert grid.columns == 1


def test_what_is_in_no_room_stands_aside_when_something_else_goes_on() -> None:
    grid = lay_out_day([stay("talk", 0, 60, 1), stay("walk", 30, 90, None)], rooms=[1])
    assert [head.room for head in grid.rooms] == [1, None]
    assert grid.places["walk"].column == 2


def test_hours_without_a_session_are_cut_short() -> None:
    grid = lay_out_day([stay("evening", 0, 60, 1), stay("night", 600, 660, 1)], rooms=[1])
    assert grid.places["night"].at == 2 + 12 + LONGEST_GAP


def test_a_day_with_too_many_rooms_is_a_list() -> None:
    stays = [stay(str(room), 0, 60, room) for room in range(13)]
    grid = lay_out_day(stays, rooms=range(13))
    assert (grid.columns, grid.rooms) == (0, ())
    assert [slot.keys for slot in grid.slots] == [tuple(str(room) for room in range(13))]


def test_a_day_without_sessions_is_empty() -> None:
    grid = lay_out_day([], rooms=[1])
    assert (grid.columns, grid.rooms, grid.slots, grid.places) == (0, (), (), {})


def test_sessions_that_follow_each_other_at_odd_minutes_do_not_overlap() -> None:
    grid = lay_out_day([stay("a", 0, 33, 1), stay("b", 33, 58, 1)], rooms=[1])
    assert grid.rooms[0].columns == 1


stays = st.lists(
    st.tuples(st.integers(0, 600), st.integers(1, 180), st.none() | st.integers(0, 3)),
    min_size=1,
    max_size=25,
)


def day_of(drawn: list[tuple[int, int, int | None]]) -> list[Stay]:
    return [stay(str(key), starts, starts + lasts, room) for key, (starts, lasts, room) in enumerate(drawn)]


@given(stays)
def test_no_two_sessions_ever_cover_each_other(given_stays: list[tuple[int, int, int | None]]) -> None:
    day = [stay(str(key), starts, starts + lasts, room) for key, (starts, lasts, room) in enumerate(given_stays)]
    grid = lay_out_day(day, rooms=range(4))
    total = max((head.column + head.columns - 1 for head in grid.rooms), default=1)
    places = list(grid.places.values())
    assert len(places) == len(day)
    for index, one in enumerate(places):
        for other in places[index + 1 :]:
            assert not (rows(one) & rows(other) and columns(one, total) & columns(other, total))


@given(stays)
def test_what_begins_later_never_stands_above(given_stays: list[tuple[int, int, int | None]]) -> None:
    day = [stay(str(key), starts, starts + lasts, room) for key, (starts, lasts, room) in enumerate(given_stays)]
    grid = lay_out_day(day, rooms=range(4))
    in_order = sorted(day, key=lambda one: one.starts)
    heights = [grid.places[one.key].at for one in in_order]
    assert heights == sorted(heights)
    assert all(slot.at == grid.places[key].at for slot in grid.slots for key in slot.keys)
    assert sorted(str(key) for slot in grid.slots for key in slot.keys) == sorted(grid.places)


def rows(place: Place) -> set[int]:
    return set(range(place.at, place.at + place.rows))


def columns(place: Place, total: int) -> set[int]:
    if place.column is None:
        return set(range(1, total + 1))
    return set(range(place.column, place.column + place.columns))
