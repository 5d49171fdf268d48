"""A day that is late: what moves, what gives, and what cannot be moved."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from convene.programme.catalogue import CatchUp, Format
from convene.programme.conditions import Conditions, PlaceWishes
from convene.programme.lateness import KeptMove, Moved, Plan, Shift, Span, plan_shift, stands_alike, with_moves
from convene.programme.structure import OnStage, SessionFacts, Structure, instant_of
from tests.programme.agendas import BALLROOM, DAY, GARDEN, JANE, NAMES, agenda, session

ZONE = "Asia/Bangkok"


def talk(number: int, starts: str, minutes: int = 45, room: Any = BALLROOM, **more: Any) -> SessionFacts:
    return session(number, starts, minutes=minutes, room_id=room.id if room else None, **more)


def pause(number: int, starts: str, minutes: int = 30, room: Any = None) -> SessionFacts:
    return talk(number, starts, minutes, room, format=Format.BREAK, title=f"Break {number}")


def at(text: str, day: date = DAY, zone: str = ZONE) -> datetime:
    return instant_of(datetime.combine(day, time.fromisoformat(text)), zone)


def plan(
    structure: Structure,
    from_number: int,
    minutes: int,
    how: CatchUp = CatchUp.ALL,
    *,
    asked: str = "08:00",
    everywhere: bool = True,
    pinned: tuple[int, ...] = (),
) -> Plan:
    shift = Shift(
        day=DAY,
        from_id=UUID(int=from_number),
        minutes=minutes,
        is_everywhere=everywhere,
        how=how,
        asked_at=at(asked, zone=structure.zone),
    )
    kept = Conditions(wishes={UUID(int=number): PlaceWishes(is_pinned=True) for number in pinned})
    return plan_shift(structure, shift, names=NAMES, conditions=kept)


def said(found: Plan) -> dict[int, str]:
    """Number -> "10:10+45": when each begins then, and how long it lasts."""
    return {one.session.number: f"{one.then.starts_local:%H:%M}+{one.then.minutes}" for one in found.moves}


MORNING = agenda(
    talk(1, "09:00", 45),
    talk(2, "09:45", 45),
    pause(3, "10:30", 30),
    talk(4, "11:00", 60),
    talk(5, "12:00", 30),
)


@pytest.mark.parametrize(
    ("from_number", "minutes", "how", "asked", "then"),
    [
        # Nothing gives: all that follows is moved, and the day ends later.
        (2, 10, CatchUp.ALL, "08:00", {2: "09:55+45", 3: "10:40+30", 4: "11:10+60", 5: "12:10+30"}),
        # The break gives ten of its thirty minutes, and what follows keeps its time.
        (2, 10, CatchUp.BREAKS, "08:00", {2: "09:55+45", 3: "10:40+20"}),
        # It gives no more than half of itself.
        (2, 20, CatchUp.BREAKS, "08:00", {2: "10:05+45", 3: "10:50+15", 4: "11:05+60", 5: "12:05+30"}),
        # The next session is shortened instead.
        (2, 10, CatchUp.SHORTEN, "08:00", {2: "09:55+35"}),
        (2, 30, CatchUp.SHORTEN, "08:00", {2: "10:15+25", 3: "10:40+20"}),
        # What is under way began when it began: it lasts longer, and what follows is late.
        (1, 10, CatchUp.ALL, "09:40", {1: "09:00+55", 2: "09:55+45", 3: "10:40+30", 4: "11:10+60", 5: "12:10+30"}),
        (1, 10, CatchUp.BREAKS, "09:40", {1: "09:00+55", 2: "09:55+45", 3: "10:40+20"}),
        (1, 10, CatchUp.SHORTEN, "09:40", {1: "09:00+55", 2: "09:55+35"}),
        # What should have begun a moment ago begins later.
        (2, 10, CatchUp.BREAKS, "09:50", {2: "09:55+45", 3: "10:40+20"}),
        # A break that runs over is under way as well.
        (3, 5, CatchUp.BREAKS, "10:50", {3: "10:30+35", 4: "11:05+60", 5: "12:05+30"}),
        # What runs over although it should be over is still what makes the day late.
        (1, 10, CatchUp.BREAKS, "09:48", {1: "09:00+55", 2: "09:55+45", 3: "10:40+20"}),
        # Earlier: the break is longer, and what follows keeps its time.
        (2, -10, CatchUp.BREAKS, "08:00", {2: "09:35+45", 3: "10:20+40"}),
        (2, -10, CatchUp.ALL, "08:00", {2: "09:35+45", 3: "10:20+30", 4: "10:50+60", 5: "11:50+30"}),
        # It ended early: what is under way ends sooner.
        (2, -10, CatchUp.BREAKS, "10:15", {2: "09:45+35", 3: "10:20+40"}),
        (4, 0, CatchUp.ALL, "08:00", {}),
    ],
)
def test_a_lateness_runs_through_the_day(
    from_number: int, minutes: int, how: CatchUp, asked: str, then: dict[int, str]
) -> None:
    assert said(plan(MORNING, from_number, minutes, how, asked=asked)) == then


def test_where_the_day_catches_up_and_when_it_ends_is_told() -> None:
    caught_up = plan(MORNING, 2, 10, CatchUp.BREAKS)
    assert caught_up.on_time_from is not None
    assert caught_up.on_time_from.number == 4
    assert [f"{each:%H:%M}" for each in caught_up.ends or ()] == ["12:30", "12:30"]
    late = plan(MORNING, 2, 10, CatchUp.ALL)
    assert late.on_time_from is None
    assert [f"{each:%H:%M}" for each in late.ends or ()] == ["12:30", "12:40"]


def test_empty_time_gives_all_but_what_it_takes_to_go_from_one_thing_to_the_next() -> None:
    structure = agenda(talk(1, "09:00", 45), talk(2, "10:00", 45), talk(3, "11:00", 45))
    assert said(plan(structure, 1, 10, CatchUp.BREAKS)) == {1: "09:10+45"}
    assert said(plan(structure, 1, 15, CatchUp.BREAKS)) == {1: "09:15+45", 2: "10:05+45"}
    assert said(plan(structure, 1, 10, CatchUp.ALL)) == {1: "09:10+45", 2: "10:10+45", 3: "11:10+45"}


def test_one_room_is_late_and_the_others_are_not() -> None:
    structure = agenda(talk(1, "09:00"), talk(2, "09:45"), talk(3, "09:00", room=GARDEN), talk(4, "09:45", room=GARDEN))
    assert said(plan(structure, 1, 10, everywhere=False)) == {1: "09:10+45", 2: "09:55+45"}
    assert set(said(plan(structure, 1, 10))) == {1, 2, 3, 4}


def test_for_one_room_a_break_of_everybody_stays_and_takes_the_lateness_in() -> None:
    structure = agenda(talk(1, "11:00", 60), pause(2, "12:00", 60), talk(3, "13:00", 60))
    found = plan(structure, 1, 20, CatchUp.BREAKS, everywhere=False)
    assert said(found) == {1: "11:20+60"}
    assert ["is a break in all rooms" in str(one.says) for one in found.warnings] == [True]
    assert said(plan(structure, 1, 40, CatchUp.BREAKS, everywhere=False)) == {1: "11:40+60", 3: "13:10+60"}


def test_what_is_for_everybody_waits_for_the_room_that_is_latest() -> None:
    structure = agenda(
        talk(1, "09:00", 45),
        pause(2, "09:45", 30, BALLROOM),
        talk(3, "10:15", 45),
        talk(4, "09:00", 120, GARDEN),
        talk(5, "11:00", 30, None, format=Format.PLENARY),
        talk(6, "11:30", 30, GARDEN),
    )
    found = plan(structure, 1, 10, CatchUp.BREAKS)
    assert said(found) == {1: "09:10+45", 2: "09:55+20", 4: "09:10+120", 5: "11:10+30", 6: "11:40+30"}


def test_what_is_under_way_in_another_room_ends_when_it_was_to_end() -> None:
    structure = agenda(talk(1, "09:00", 60), talk(2, "09:30", 60, GARDEN), talk(3, "10:30", 30, GARDEN))
    assert said(plan(structure, 1, 10, asked="09:50")) == {1: "09:00+70", 3: "10:40+30"}


def test_what_is_over_and_what_is_withdrawn_is_left_alone() -> None:
    structure = agenda(
        talk(1, "09:00"), talk(2, "09:10", 10, GARDEN), talk(3, "10:00", is_withdrawn=True), talk(4, "11:00")
    )
    assert set(said(plan(structure, 1, 10, asked="09:40"))) == {1, 4}


def test_a_session_that_must_keep_its_time_keeps_it_and_the_clash_is_told() -> None:
    structure = agenda(talk(1, "09:00", 60), talk(2, "10:00", 60), talk(3, "11:00", 60))
    found = plan(structure, 1, 10, pinned=(2,))
    assert said(found) == {1: "09:10+60"}
    [warning] = found.warnings
    assert warning.session_ids == (UUID(int=1), UUID(int=2))
    assert found.on_time_from is not None
    assert found.on_time_from.number == 2


def test_who_clashes_now_is_told_and_what_clashed_before_is_not_told_again() -> None:
    jane = (OnStage(JANE),)
    structure = agenda(
        talk(1, "09:00", 60, people=jane),
        talk(2, "10:00", 60, GARDEN, people=jane),
        talk(3, "14:00", 60, GARDEN),
        talk(4, "14:30", 60, GARDEN),
    )
    [warning] = plan(structure, 1, 10, everywhere=False).warnings
    assert str(warning.says).startswith("Jane Vũ is in “Talk 1” and in “Talk 2” at the same time")


def test_what_runs_beyond_the_hours_of_the_event_is_told() -> None:
    structure = agenda(talk(1, "16:00", 60), ends_on=DAY)
    shift = Shift(day=DAY, from_id=UUID(int=1), minutes=15, is_everywhere=True, how=CatchUp.ALL, asked_at=at("08:00"))
    [warning] = plan_shift(structure, shift, names={}, hours=(None, time(17))).warnings
    assert "after the event does at 17:00" in str(warning.says)


@pytest.mark.parametrize(
    ("structure", "from_number", "minutes", "asked", "why"),
    [
        (agenda(talk(1, "03:50", on=DAY + timedelta(days=1))), 1, 15, "08:00", "another day of the agenda"),
        (agenda(talk(1, "04:05")), 1, -15, "03:00", "another day of the agenda"),
        (agenda(talk(1, "10:00")), 1, -15, "09:50", "a time that is past"),
        (agenda(talk(1, "10:00", 30)), 1, -20, "10:15", "cannot end so much earlier"),
    ],
)
def test_what_cannot_be_moved_is_said(
    structure: Structure, from_number: int, minutes: int, asked: str, why: str
) -> None:
    [block] = plan(structure, from_number, minutes, asked=asked).blocks
    assert why in str(block)


def test_past_midnight_a_session_stays_on_its_day() -> None:
    structure = agenda(talk(1, "23:30", 45), talk(2, "00:15", 30, on=DAY + timedelta(days=1)))
    found = plan(structure, 1, 40)
    assert [one.then.starts_local for one in found.moves] == [
        datetime.combine(DAY + timedelta(days=1), time(0, 10)),
        datetime.combine(DAY + timedelta(days=1), time(0, 55)),
    ]
    assert {one.day for one in with_moves(structure, found.moves).sessions} == {DAY}
    assert not found.blocks


def test_in_the_night_of_spring_nothing_comes_to_stand_at_an_hour_that_is_skipped() -> None:
    night = date(2027, 3, 28)
    structure = agenda(
        talk(1, "01:30", 20, day=night - timedelta(days=1), on=night),
        talk(2, "01:50", 30, day=night - timedelta(days=1), on=night),
        zone="Europe/Berlin", starts_on=night - timedelta(days=1), ends_on=night,
    )  # fmt: skip
    shift = Shift(
        day=night - timedelta(days=1), from_id=UUID(int=1), minutes=15, is_everywhere=True, how=CatchUp.ALL,
        asked_at=at("20:00", night - timedelta(days=1), "Europe/Berlin"),
    )  # fmt: skip
    found = plan_shift(structure, shift, names={})
    assert [f"{one.then.starts_local:%H:%M}" for one in found.moves] == ["01:45", "03:05"]
    assert not found.blocks


def test_in_the_night_of_autumn_the_hour_that_comes_twice_is_kept_apart() -> None:
    night = date(2027, 10, 31)
    evening = night - timedelta(days=1)
    structure = agenda(
        talk(1, "02:40", 30, day=evening, on=night), zone="Europe/Berlin", starts_on=evening, ends_on=night
    )
    shift = Shift(
        day=evening, from_id=UUID(int=1), minutes=30, is_everywhere=True, how=CatchUp.ALL,
        asked_at=at("20:00", evening, "Europe/Berlin"),
    )  # fmt: skip
    [one] = plan_shift(structure, shift, names={}).moves
    assert (f"{one.then.starts_local:%H:%M}", one.then.fold) == ("02:10", 1)


def test_an_event_without_rooms_is_late_as_one() -> None:
    structure = agenda(talk(1, "09:00", room=None), pause(2, "09:45"), talk(3, "10:15", room=None), rooms=())
    assert said(plan(structure, 1, 10, CatchUp.BREAKS, everywhere=False)) == {1: "09:10+45", 2: "09:55+20"}


@pytest.mark.parametrize("how", CatchUp)
@pytest.mark.parametrize("asked", ["08:00", "10:50"])
def test_parallel_sessions_without_a_room_stay_together(how: CatchUp, asked: str) -> None:
    structure = agenda(talk(1, "10:00", 60, None), talk(2, "10:00", 60, None), talk(3, "11:00", 60, None), rooms=())
    then = said(plan(structure, 1, 20, how, asked=asked))
    assert then[1] == then[2]
    if how is CatchUp.SHORTEN and asked == "08:00":
        assert then == {1: "10:20+40", 2: "10:20+40"}


def test_what_follows_parallel_sessions_waits_for_the_one_that_gives_least() -> None:
    structure = agenda(talk(1, "10:00", 60, None), talk(2, "10:00", 20, None), talk(3, "11:00", 60, None), rooms=())
    for first in (1, 2):
        found = plan(structure, first, 20, CatchUp.SHORTEN)
        assert said(found) == {1: "10:20+40", 2: "10:20+10", 3: "11:10+50"}


def test_a_session_that_keeps_its_time_beside_one_that_moves_is_not_where_the_day_is_on_time() -> None:
    structure = agenda(talk(1, "09:00", 60), talk(2, "10:00", 60), talk(3, "10:00", 60, GARDEN), talk(4, "11:00", 30))
    found = plan(structure, 1, 20, CatchUp.SHORTEN, pinned=(3,))
    assert found.on_time_from is not None
    assert found.on_time_from.number == 2
    late = plan(structure, 1, 20, CatchUp.ALL, pinned=(3, 4))
    assert set(said(late)) == {1, 2}
    assert late.on_time_from is not None
    assert late.on_time_from.number == 4


def test_days_that_stand_alike_are_told_from_those_that_do_not() -> None:
    [moved] = plan(agenda(talk(1, "09:00")), 1, 10).moves
    here = agenda(talk(1, "09:00"), talk(2, "10:00", is_withdrawn=True), talk(3, "10:00", day=DAY + timedelta(days=1)))
    assert stands_alike(here, agenda(talk(1, "09:00", title="Another title")), DAY)
    assert not stands_alike(here, with_moves(here, [moved]), DAY)
    assert not stands_alike(here, agenda(talk(1, "09:00"), talk(2, "10:00")), DAY)


def test_a_span_is_the_same_after_it_was_kept() -> None:
    span = Span(datetime.combine(DAY, time(9, 20)), 1, 45)
    assert Span.from_json(span.to_json()) == span
    for room_id in (BALLROOM.id, None):
        move = KeptMove(UUID(int=1), span, Span(datetime.combine(DAY, time(9, 30)), 0, 30), room_id)
        assert KeptMove.from_json(move.to_json()) == move
    assert Moved(talk(1, "09:00", 45), Span(datetime.combine(DAY, time(9, 10)), 0, 30)).cut == 15
