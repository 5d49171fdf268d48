"""When somebody can be there, on paper: what they type, what they paint, and what follows."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from convene.programme.catalogue import Presence, StageAnswer
from convene.programme.presence import (
    CannotBeRead,
    Said,
    available,
    fields_of,
    from_json,
    is_for_other_days,
    joined,
    painted,
    read_day,
    times_in,
    to_json,
    typed_of,
    without,
)
from convene.programme.rules.asking import is_reminder_due, may_be_asked_when
from convene.programme.structure import Availability, Window

DAY, NEXT, TURNS = date(2027, 3, 4), date(2027, 3, 5), time(4)
GRID = fields_of((8 * 60, 20 * 60))


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


def window(begins: str, ends: str, day: date = DAY) -> Window:
    return at(begins, day), at(ends, day)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("9-12, 14:00-17:30", "09:00–12:00, 14:00–17:30"),
        ("Thu 9-12, 14:00-17:30", "09:00–12:00, 14:00–17:30"),
        ("Thursday 4 March: 9–12", "09:00–12:00"),
        ("Thur. 9-12", "09:00–12:00"),
        ("Thursday, 4 March, 9-12", "09:00–12:00"),
        ("March 4: 9-12", "09:00–12:00"),
        ("9.30 - 12h15", "09:30–12:15"),
        ("0900-1200", "09:00–12:00"),
        ("9am to 5pm", "09:00–17:00"),
        ("2-5 p.m.", "14:00–17:00"),
        ("9-5pm", "09:00–17:00"),
        ("2:30-5pm", "14:30–17:00"),
        ("from 2:30 to 5pm", "14:30–17:00"),
        ("2.30 - 5 pm", "14:30–17:00"),
        ("2h30-5 p.m.", "14:30–17:00"),
        ("9:30-5pm", "09:30–17:00"),
        ("12-5pm", "12:00–17:00"),
        ("12:30-2 pm", "12:30–14:00"),
        ("9-11am", "09:00–11:00"),
        ("10-2am", "22:00–02:00"),
        ("9am-5", "09:00–17:00"),
        ("2pm-4:30", "14:00–16:30"),
        ("8pm-1", "20:00–01:00"),
        ("13-5pm", "13:00–17:00"),
        ("noon-3pm", "12:00–15:00"),
        ("9am-noon", "09:00–12:00"),
        ("00:00-12", "04:00–12:00"),
        ("between 9 and 12 and 14-16", "09:00–12:00, 14:00–16:00"),
        ("from 9 to noon; from 2 pm until 4 pm", "09:00–12:00, 14:00–16:00"),
        ("14-16, 9-12, 11-13", "09:00–13:00, 14:00–16:00"),
        ("until 12", "04:00–12:00"),
        ("after 14", "14:00–04:00"),
        ("14-", "14:00–04:00"),
        ("20-1", "20:00–01:00"),
        ("20-24", "20:00–24:00"),
        ("1-2", "01:00–02:00"),
        ("0-12", "04:00–12:00"),
        ("0-24", "all day"),
        ("All day.", "all day"),
        ("no", ""),
        ("", ""),
    ],
)
def test_what_is_typed_is_read_as_people_mean_it_and_written_as_it_is_read(typed: str, means: str) -> None:
    found = times_in(typed, DAY, TURNS)
    assert typed_of(found, DAY, TURNS) == means
    assert times_in(means, DAY, TURNS) == found


@pytest.mark.parametrize(
    "typed", ["9", "soon", "25-26", "9-9", "12-9", "9:75-10", "13 pm - 15 pm", "<script>", "9-" * 90]
)
def test_what_is_no_time_is_said_with_a_way_out(typed: str) -> None:
    with pytest.raises(CannotBeRead) as refused:
        times_in(typed, DAY, TURNS)
    assert "like 9-12" in str(refused.value) or "14-17:30" in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    "typed",
    ["not 12-14", "no 9-12", "except 12-14", "busy 9-12", "away 14-16", "unavailable 9-11", "not before 10",
     "jeudi 9-12", "9-17, not 12-13", "9-17 except 12-13", "Thursday not 9-12", "Thursday not 9 12-14"],
)  # fmt: skip
def test_a_word_that_may_mean_the_contrary_is_not_passed_over(typed: str) -> None:
    with pytest.raises(CannotBeRead, match="Write times like 9-12"):
        times_in(typed, DAY, TURNS)


@pytest.mark.parametrize(
    ("language", "typed"),
    [("de", "Do. 4. März: 9-12"), ("fr", "jeudi 4 mars 9-12"), ("th", "พฤ. 9-12"), ("vi", "Thứ Năm 9-12")],
)
def test_days_are_named_in_the_language_of_the_reader_and_in_english(language: str, typed: str) -> None:
    for each in (typed, "Thu 9-12"):
        assert times_in(each, DAY, TURNS, languages=("en", language)) == (window("09:00", "12:00"),)


@pytest.mark.parametrize("typed", ["2:30-17", "0:30-12", "3-12", "from 2:30", "after 2", "2:30am-5pm", "3-2"])
def test_a_beginning_in_the_night_before_is_asked_about_and_widens_nothing(typed: str) -> None:
    with pytest.raises(CannotBeRead, match=r"begins in the night before.* from 04:00"):
        times_in(typed, DAY, TURNS)
    assert times_in("2:30-17", DAY, time(0)) == (window("02:30", "17:00"),)


def test_the_night_belongs_to_the_evening_before() -> None:
    (night,) = times_in("22-2", DAY, TURNS)
    assert night == (at("22:00"), at("02:00", NEXT))
    assert typed_of([night], NEXT, TURNS) == ""


def test_windows_that_touch_are_one_and_a_piece_can_be_taken_out() -> None:
    whole = joined([window("09:00", "10:00"), window("10:00", "12:00"), window("08:00", "08:00")])
    assert whole == (window("09:00", "12:00"),)
    assert without(whole, window("10:00", "10:30")) == (window("09:00", "10:00"), window("10:30", "12:00"))
    assert from_json(to_json(whole)) == whole


def test_somebody_is_there_only_where_all_of_it_is_covered() -> None:
    there = Availability((window("09:00", "12:00"), window("14:00", "18:00")))
    assert there.covers(*window("09:00", "12:00"))
    assert not there.covers(*window("11:30", "12:30"))
    assert not there.covers(*window("11:00", "15:00")), "lunch lies between"


def test_all_the_time_is_no_limit_until_somebody_arrives_or_leaves() -> None:
    always = Said(presence=Presence.ALWAYS)
    assert available(always, TURNS) is None
    late = available(Said(presence=Presence.ALWAYS, arrives_on=DAY, arrives_at=time(11)), TURNS)
    assert late is not None
    assert not late.covers(*window("10:30", "11:30"))
    assert late.covers(*window("11:00", "12:00"))
    early = available(Said(presence=Presence.ALWAYS, leaves_on=DAY), TURNS)
    assert early is not None
    assert early.covers(at("23:00"), at("01:00", NEXT)), "a day without a time is the whole of it, its night too"
    assert not early.covers(*window("09:00", "10:00", NEXT))


def test_times_end_with_the_departure() -> None:
    said = Said(presence=Presence.AT_TIMES, windows=(window("09:00", "18:00"),), leaves_on=DAY, leaves_at=time(15))
    assert available(said, TURNS) == Availability((window("09:00", "15:00"),))


@pytest.mark.parametrize(
    ("days", "is_old"),
    [
        ((DAY, NEXT), False),
        ((DAY, DAY), False),
        ((NEXT, NEXT + timedelta(days=1)), True),
        ((DAY - timedelta(1), DAY), True),
    ],
)
def test_an_answer_is_for_the_days_for_which_it_was_given(days: tuple[date, date], is_old: bool) -> None:
    assert is_for_other_days((DAY, NEXT), days) is is_old


def read(typed: str, ticked: set[int], stood: tuple[Window, ...] = ()) -> str:
    windows = read_day(DAY, times_in(typed, DAY, TURNS), ticked, stood=stood, fields=GRID, turns_at=TURNS)
    return typed_of(windows, DAY, TURNS)


def test_without_a_script_the_marks_say_what_changes_and_a_line_that_is_changed_wins() -> None:
    stood = (window("09:15", "10:45"), window("21:00", "22:00"))
    line, marks = "09:15–10:45, 21:00–22:00", {9 * 60 + 30, 10 * 60}
    assert painted(stood, DAY, GRID) == marks
    assert read(line, marks, stood) == line, "nothing was changed"
    assert read(line, marks | {11 * 60}, stood) == "09:15–10:45, 11:00–11:30, 21:00–22:00", "what is finer stays"
    assert read(line, {10 * 60}, stood) == "09:15–09:30, 10:00–10:45, 21:00–22:00"
    assert read("13-14", marks | {11 * 60}, stood) == "13:00–14:00"
    assert read("", marks, stood) == ""
    assert read("", set(GRID)) == "all day"
    whole = times_in("all day", DAY, TURNS)
    assert read("all day", set(GRID) - {12 * 60}, whole) == "04:00–12:00, 12:30–04:00"
    assert read("all day", set(), whole) == ""
    assert read("", {8 * 60, 8 * 60 + 30, 7, 99_999}) == "08:00–09:00", "what is no field of the grid is no mark"


BY = date(2027, 2, 10)


@pytest.mark.parametrize(
    ("now", "last", "is_due"),
    [
        ("2027-02-06T12:00", None, False),
        ("2027-02-07T01:00", None, False),  # 08:00 in Bangkok
        ("2027-02-07T02:00", None, True),
        ("2027-02-07T05:00", "2027-02-07T02:00", False),
        ("2027-02-08T05:00", None, True),  # no worker ran the day before
        ("2027-02-08T05:00", "2027-02-07T02:00", False),
        ("2027-02-10T03:00", "2027-02-07T02:00", True),
        ("2027-02-10T06:00", "2027-02-10T03:00", False),
        ("2027-02-11T03:00", None, False),
    ],
)
def test_a_reminder_is_due_three_days_before_and_on_the_day_in_the_morning_there(
    now: str, last: str | None, is_due: bool
) -> None:
    told = datetime.fromisoformat(last).replace(tzinfo=UTC) if last else None
    assert is_reminder_due(BY, told, "Asia/Bangkok", datetime.fromisoformat(now).replace(tzinfo=UTC)) is is_due


def test_only_who_was_asked_to_be_on_stage_is_asked_for_times_and_nobody_twice_a_day() -> None:
    now = datetime(2027, 2, 1, 12, tzinfo=UTC)
    before = now - timedelta(days=1)
    assert not may_be_asked_when(None, None, None, now)
    assert may_be_asked_when(before, None, before, now)
    assert may_be_asked_when(before, StageAnswer.CONFIRMED, before, now)
    assert not may_be_asked_when(before, StageAnswer.DECLINED, before, now)
    assert not may_be_asked_when(before, None, now - timedelta(hours=19), now)
