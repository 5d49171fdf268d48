"""What rows become: sessions with guids that stay, or problems that say what to write instead."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convene.engines.schedule_files import Column, TableContext, read_table, understand_table, write_json
from convene.engines.schedule_files import read as read_schedule
from tests.engines.schedule_files.tables import (
    FORUM,
    ONE_DAY,
    assert_clean,
    lines_of,
    problems_of,
    read_csv,
    read_xlsx,
    remarks_of,
)

SPRING = TableContext("Europe/Paris", date(2024, 3, 31), date(2024, 3, 31), "Night")
AUTUMN = TableContext("Europe/Paris", date(2024, 10, 27), date(2024, 10, 27), "Night")


def test_an_hour_without_am_or_pm_that_runs_backwards_is_a_problem_with_a_proposal() -> None:
    reading = read_csv("Start,Title\n9:00,Opening\n12:30,Lunch\n1:00,Talks\n1:30,More\n", ONE_DAY)
    assert problems_of(reading) == [
        (4, 0, "“1:00” comes after a later time on the same day. Write 13:00, or 1:00 AM if it is meant.", "13:00"),
        (5, 0, "“1:30” comes after a later time on the same day. Write 13:30, or 1:30 AM if it is meant.", "13:30"),
    ]
    assert lines_of(reading)[0] == "7 09:00-12:30 Opening"


def test_a_proposal_moves_both_ends_of_a_span() -> None:
    reading = read_csv("Time,Title\n11:00-12:00,Talk\n1:00-2:30,Panel\n11:30-1:00,Lunch\n", ONE_DAY)
    assert [(row, correction) for row, _, _, correction in problems_of(reading)] == [
        (3, "13:00-14:30"),
        (4, "11:30-13:00"),
    ]


def test_an_end_before_the_start_is_a_problem_but_in_the_evening() -> None:
    reading = read_csv(
        "Start,End,Title\n10:00,9:00,Wrong\n11:00,1:00,Noon\n21:00,1:30,Party\n14:00,14:00,None\n", ONE_DAY
    )
    assert problems_of(reading) == [
        (2, 1, "The session does not end after it starts, at 10:00. Write when it ends.", None),
        (3, 1, "The session does not end after it starts, at 11:00. Write when it ends.", "13:00"),
        (5, 1, "The session does not end after it starts, at 14:00. Write when it ends.", None),
    ]
    assert lines_of(reading) == ["7 21:00-01:30 Party"]


def test_a_time_that_the_clocks_skip_is_a_problem_that_names_the_times_around_it() -> None:
    reading = read_csv("Start,End,Title\n02:30,03:30,Gap\n01:30,02:15,Into the gap\n01:30,03:30,Over it\n", SPRING)
    said = "There is no %s on 2024-03-31: the clocks go from 02:00 to 03:00. Write a time before or after."
    assert problems_of(reading) == [(2, 0, said % "02:30", "03:30"), (3, 1, said % "02:15", "03:15")]
    (over,) = reading.schedule.sessions
    assert over.minutes == 60


def test_the_hour_that_autumn_repeats_is_the_first() -> None:
    (session,) = read_csv("Start,End,Title\n02:30,03:30,Night\n", AUTUMN).schedule.sessions
    assert session.starts_at.isoformat() == "2024-10-27T02:30:00+02:00"
    assert session.minutes == 120


def test_a_row_is_corrected_on_the_page() -> None:
    text = "Date,Start,Title\n7 March,soon,Opening\n7 Mrch,10:00,Panel\n8 March,9:00,\n"
    broken = read_csv(text)
    assert problems_of(broken) == [
        (2, 1, "“soon” is no time. Write it as 09:30 or 1:00 PM.", None),
        (3, 0, "“7 Mrch” is no date of the event. Write it as 2024-03-07.", None),
        (4, 2, "The row has no title. Write what takes place.", None),
    ]
    assert broken.schedule.sessions == ()
    mended = read_csv(
        text, corrections={(2, 1): "9:00", (3, 0): "7 March", (4, 2): "Visit", (99, 0): "x", (2, 99): "x"}
    )
    assert problems_of(mended) == []
    assert lines_of(mended) == ["7 09:00-10:00 Opening", "7 10:00-10:30 Panel", "8 09:00-09:30 Visit"]


def test_the_organiser_says_what_a_column_is() -> None:
    text = "A,B,C,D\n9:00,Anna Ott,Opening,Hall\n10:00,Bo Li,Panel,Hall\n"
    guessed = read_csv(text, ONE_DAY)
    assert [(column.meaning, column.is_sure) for column in guessed.columns] == [
        (Column.START, False),
        (Column.TITLE, False),
        (Column.IGNORE, False),
        (Column.IGNORE, False),
    ]
    assert guessed.columns[1].first_values == ("Anna Ott", "Bo Li")
    told = read_csv(text, ONE_DAY, columns={1: Column.SPEAKERS, 2: Column.TITLE, 3: Column.ROOM, 77: Column.END})
    assert lines_of(told)[0] == "7 09:00-10:00 Opening @Hall [Anna Ott]"
    assert all(column.is_sure for column in told.columns[1:])


def test_a_table_without_titles_or_times_asks_for_the_column() -> None:
    no_times = read_csv("Title,Speakers,Room\nOpening,Jane Vu,Hall\n", ONE_DAY)
    assert no_times.schedule.sessions == ()
    assert remarks_of(no_times) == ["No column of times was found. Say in which column sessions start."]
    no_titles = read_csv("Start,End,Room\n9:00,10:00,Hall\n", ONE_DAY)
    assert remarks_of(no_titles) == ["No column of titles was found. Say which column holds them."]
    assert lines_of(read_csv("Start,End,Room\n9:00,10:00,Hall\n", ONE_DAY, columns={2: Column.TITLE})) == [
        "7 09:00-10:00 Hall"
    ]


def test_without_a_date_a_row_of_an_event_of_several_days_is_a_problem() -> None:
    reading = read_csv("Start,End,Title\n9:00,10:00,Opening\n")
    assert problems_of(reading) == [
        (2, None, "The row says no date. Write it, such as 2024-03-07, or put a line with the date above.", None),
    ]


def test_dates_outside_of_the_event_are_said_and_those_far_away_are_problems() -> None:
    reading = read_csv("Date,Start,End,Title\n9 March 2024,9:00,10:00,After\n7 March 2034,9:00,10:00,Slip\n")
    assert remarks_of(reading) == ["2024-03-09 is outside of the event’s days."]
    assert lines_of(reading) == ["9 09:00-10:00 After"]
    assert reading.schedule.ends_on == date(2024, 3, 9)
    assert problems_of(reading) == [
        (
            3,
            0,
            "2034-03-07 is far from the event, which begins on 2024-03-07. Write the date of the session.",
            "2024-03-07",
        ),
    ]


def test_a_day_of_the_week_that_the_date_has_not_is_said() -> None:
    reading = read_csv("Date,Start,End,Title\nMonday 7 March,9:00,10:00,Opening\n")
    assert remarks_of(reading) == [
        "“Monday 7 March” names another day of the week than 2024-03-07 has. The date was believed.",
    ]


def test_dates_that_may_be_either_way_are_read_day_first_and_say_so() -> None:
    context = TableContext("Europe/Paris", date(2024, 1, 1), date(2024, 12, 31), "Year")
    reading = read_csv("Date,Start,End,Title\n05/06/2024,9:00,10:00,Opening\n", context)
    assert lines_of(reading)[0].startswith("5 ")
    assert "with the day first" in remarks_of(reading)[0]


def test_a_date_that_cannot_be_read_counts_for_no_row_below() -> None:
    reading = read_csv("Date,Start,End,Title\n7 March,9:00,10:00,A\n8 Mrch,9:00,10:00,B\n,10:00,11:00,C\n")
    assert lines_of(reading) == ["7 09:00-10:00 A"]
    assert [problem.row for problem in reading.problems] == [3, 4]


def test_an_end_and_a_duration_that_do_not_fit_are_said() -> None:
    reading = read_csv("Start,End,Duration,Title\n9:00,10:00,45,Opening\n", ONE_DAY)
    assert lines_of(reading) == ["7 09:00-10:00 Opening"]
    assert remarks_of(reading) == [
        "row 2: “Opening” has an end and a duration that do not fit. The end was believed.",
    ]


def test_the_format_stands_in_for_a_missing_title() -> None:
    (problem,) = read_csv("Start,End,Title,Format\n9:00,10:00,,Break\n", ONE_DAY).problems
    assert (str(problem), problem.correction) == ("The row has no title. Write what takes place.", "Break")


def test_an_id_makes_the_guid_and_number_or_code() -> None:
    text = "ID,Start,End,Title\n7,9:00,10:00,Opening\nA1,10:00,11:00,Panel\n{0},11:00,12:00,Talk\n7,13:00,14:00,Again\n"
    guid = "11111111-2222-4333-8444-555555555555"
    reading = read_csv(text.format(guid), ONE_DAY)
    by_title = {session.title: session for session in reading.schedule.sessions}
    assert (by_title["Opening"].number, by_title["Panel"].code, by_title["Talk"].guid) == (7, "A1", guid)
    assert by_title["Again"].number is None
    assert by_title["Again"].guid != by_title["Opening"].guid
    assert reading.made_guids == frozenset()
    renamed = read_csv(text.format(guid).replace("Opening", "Welcome"), ONE_DAY)
    assert by_title["Opening"].guid in renamed.rows


def test_without_an_id_the_title_makes_the_guid_and_a_changed_time_changes_none() -> None:
    text = "Start,End,Title,Room\n9:00,9:30,Coffee,A\n10:00,11:00,Panel,A\n11:00,11:30,Coffee,B\n"
    first = read_csv(text, ONE_DAY)
    moved = read_csv(text.replace("10:00,11:00", "10:15,10:45").replace("Panel,A", "panel,C"), ONE_DAY)
    assert set(first.rows) == set(moved.rows) == first.made_guids
    assert len(first.rows) == 3
    assert first.rows == moved.rows


def test_a_row_with_a_problem_keeps_its_place_among_equal_titles() -> None:
    text = "Start,End,Title\n{0},9:30,Coffee\n11:00,11:30,Coffee\n"
    broken, mended = read_csv(text.format("soon"), ONE_DAY), read_csv(text.format("9:00"), ONE_DAY)
    assert {guid: row for guid, row in mended.rows.items() if row == 3} == broken.rows


def test_rooms_and_tracks_are_one_whatever_their_letters() -> None:
    reading = read_csv("Start,End,Title,Room,Track\n9:00,9:30,A,Ballroom,Data\n9:30,10:00,B,ballroom,DATA\n", ONE_DAY)
    assert [room.name for room in reading.schedule.rooms] == ["Ballroom"]
    assert [track.name for track in reading.schedule.tracks] == ["Data"]


def test_what_a_table_says_more_is_left_out_of_the_other_formats() -> None:
    reading = read_csv("Start,End,Title,Moderator\n9:00,9:30,A,Jane Vu (UN)\n", ONE_DAY)
    (person,) = reading.schedule.sessions[0].persons
    assert (person.name, person.affiliation, person.role) == ("Jane Vu", "UN", "moderator")
    (written,) = read_schedule(write_json(reading.schedule)).schedule.sessions[0].persons
    assert (written.name, written.affiliation, written.role) == ("Jane Vu", "", "")


def test_a_person_in_two_columns_stands_on_stage_once() -> None:
    reading = read_csv("Start,End,Title,Moderator,Speakers\n9:00,9:30,A,Jane Vu,Jane Vu (UN); Bo Li\n", ONE_DAY)
    assert lines_of(reading) == ["7 09:00-09:30 A [Jane Vu (UN) moderator] [Bo Li]"]


def test_texts_keep_their_paragraphs_and_several_columns_join() -> None:
    reading = read_csv(
        'Start,End,Title,Subtitle,Abstract,Description,Details,Language\n9:00,9:30,A,S,"x\n\ny",One,Two,fr\n', ONE_DAY
    )
    (session,) = reading.schedule.sessions
    assert (session.subtitle, session.abstract, session.description, session.language) == (
        "S",
        "x\n\ny",
        "One\n\nTwo",
        "fr",
    )


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    rows: list[list[Any]] = [["Forum"], [], ["Start", "End", "Title"], [], ["9:00", "10:00", "A"], ["x", "10:00", "B"]]
    in_sheet = read_xlsx(("Agenda", rows), context=ONE_DAY)
    in_text = read_csv("\n".join(",".join(row) for row in rows), ONE_DAY)
    for reading in (in_sheet, in_text):
        assert list(reading.rows.values()) == [5]
        assert [problem.row for problem in reading.problems] == [6]


def test_a_context_that_is_none_is_refused_at_once() -> None:
    for given_context in (("Nowhere/Land", FORUM.first_day, FORUM.last_day), ("UTC", FORUM.last_day, FORUM.first_day)):
        with pytest.raises(ValueError, match=r"a table is read|an event ends"):
            TableContext(*given_context)


# A random agenda, written as a sheet in some order and style, is read back as it was.

STYLES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b", "%A %d %B", "%B %d, %Y", "%m/%d/%Y")
TIMES_OF_DAY = ("%H:%M", "%H.%M", "%Hh%M", "%H:%M:00", "%I:%M %p", "%H%M")
TITLES = st.text(st.characters(categories=("Lu", "Ll", "Lo")), min_size=1, max_size=12).map(lambda word: f"On {word} x")
PEOPLE = st.lists(
    st.sampled_from(("Jane Vu", "Tari Sinaga (UN)", "University of Kent", "Bo Li (NGO 8)")), max_size=3, unique=True
)
HEADINGS = {
    "date": ("Date", "Jour", "Datum", "วันที่"),
    "start": ("Start", "Début", "Beginn", "Mulai"),
    "end": ("End", "Fin", "Ende", "Selesai"),
    "title": ("Title", "Titre", "Titel", "Judul"),
    "room": ("Room", "Salle", "Raum", "Ruang"),
    "people": ("Speakers", "Intervenants", "Referenten", "Pembicara"),
}


@st.composite
def agendas(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Sessions one after the other on each of three days, from 7:00 on, none over midnight."""
    sessions = []
    for day in range(13, 16):
        at = datetime(2024, 5, day, 7)  # noqa: DTZ001
        for _ in range(draw(st.integers(0, 3))):
            begins = at + timedelta(minutes=draw(st.integers(0, 120)))
            at = begins + timedelta(minutes=draw(st.integers(1, 120)))
            sessions.append(
                {
                    "start": begins,
                    "end": at,
                    "title": draw(TITLES),
                    "room": draw(st.sampled_from(("", "Hall", "Garden"))),
                    "people": draw(PEOPLE),
                }
            )
    return sessions


@settings(max_examples=60, deadline=None)
@given(agendas().filter(bool), st.permutations(list(HEADINGS)), st.data())
def test_a_random_agenda_is_read_back_whatever_its_columns_and_dates(
    sessions: list[dict[str, Any]],
    order: list[str],
    data: st.DataObject,
) -> None:
    context = TableContext("Asia/Bangkok", date(2024, 5, 13), date(2024, 5, 15), "Random")
    style, clock = data.draw(st.sampled_from(STYLES)), data.draw(st.sampled_from(TIMES_OF_DAY))
    language, separator = data.draw(st.integers(0, 3)), data.draw(st.sampled_from(",;\t|"))
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerow([HEADINGS[name][language] for name in order])
    for session in sessions:
        cells = {
            "date": session["start"].strftime(style),
            "start": session["start"].strftime(clock),
            "end": session["end"].strftime(clock),
            "title": session["title"],
            "room": session["room"],
            "people": "; ".join(session["people"]),
        }
        writer.writerow([cells[name] for name in order])
    content = written.getvalue().encode(data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))
    reading = understand_table(read_table(content), context)
    assert_clean(reading)
    assert reading == understand_table(read_table(content), context)
    zone = ZoneInfo("Asia/Bangkok")
    by_row = {reading.rows[session.guid]: session for session in reading.schedule.sessions}
    for number, wanted in enumerate(sessions, start=2):
        session = by_row[number]
        assert session.title == " ".join(wanted["title"].split())
        assert session.starts_at == wanted["start"].replace(tzinfo=zone)
        assert session.minutes == (wanted["end"] - wanted["start"]) // timedelta(minutes=1)
        assert (session.room or "") == wanted["room"]
        people = [f"{who.name} ({who.affiliation})" if who.affiliation else who.name for who in session.persons]
        assert people == wanted["people"]


def test_a_heading_for_times_over_days_is_read_as_days() -> None:
    reading = read_csv("When,From,What\n2024-03-07,9:00,Opening\n2024-03-08,9:00,Talks\n", FORUM)
    assert [one.meaning for one in reading.columns] == [Column.DATE, Column.START, Column.TITLE]


ROOMS = """Start,End,Title,Room
09:00,,A long one,A
09:30,,Short,B
10:15,,Longer,b
11:00,,Later,A
12:00,,Lunch,
12:30,,Tea,
13:00,,Walk,A
14:00,14:30,Last,B
"""


def test_without_an_end_a_session_lasts_until_the_next_in_its_room_or_one_for_all_rooms() -> None:
    assert lines_of(read_csv(ROOMS, ONE_DAY)) == [
        "7 09:00-11:00 A long one @A",
        "7 09:30-10:15 Short @B",
        "7 10:15-12:00 Longer @B",
        "7 11:00-12:00 Later @A",
        "7 12:00-12:30 Lunch",
        "7 12:30-13:00 Tea",
        "7 13:00-13:30 Walk @A",
        "7 14:00-14:30 Last @B",
    ]


def test_an_end_at_midnight_is_the_midnight_after() -> None:
    reading = read_csv(
        "Start,End,Title\n16:00,00:00,Long\n20:00,0:00,Party\n21:00,midnight,Talk\n0:00,0:00,None\n", ONE_DAY
    )
    assert lines_of(reading) == ["7 16:00-00:00 Long", "7 20:00-00:00 Party", "7 21:00-00:00 Talk"]
    assert [session.minutes for session in reading.schedule.sessions] == [8 * 60, 4 * 60, 3 * 60]
    assert "row 2: “Long” ends at 00:00, which was read as the midnight after." in remarks_of(reading)
    assert [problem.row for problem in reading.problems] == [5]
    assert lines_of(read_csv("Time,Title\n16:00-00:00,Long\n", ONE_DAY)) == ["7 16:00-00:00 Long"]


def test_a_table_that_goes_through_the_rooms_begins_anew_with_each() -> None:
    text = "Start,End,Title,Room\n09:00,10:00,One,A\n16:00,17:00,Two,A\n06:30,07:30,Three,B\n09:00,10:00,Four,B\n"
    reading = read_csv(text, ONE_DAY)
    assert problems_of(reading) == []
    assert lines_of(reading)[2] == "7 06:30-07:30 Three @B"


def test_an_hour_that_runs_backwards_is_a_problem_in_a_new_room_as_well() -> None:
    by_time = "Start,Title,Room\n9:00,One,A\n12:30,Lunch,\n1:00,Two,B\n"
    assert [(problem.row, problem.correction) for problem in read_csv(by_time, ONE_DAY).problems] == [(4, "13:00")]
    in_24_hours = "Start,Title,Room\n9:00,One,A\n14:00,Two,A\n3:00,Three,A\n1:30,Four,B\n"
    assert [(problem.row, problem.correction) for problem in read_csv(in_24_hours, ONE_DAY).problems] == [
        (4, "15:00"),
        (5, "13:30"),
    ]
