from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given

from convene.programme.catalogue import Format
from convene.programme.rules.changes import Change, ChangeKind, FieldChange, What, compare, to_publish
from convene.programme.rules.codes import CODE_LETTERS, code_for, letters_for, new_code
from convene.programme.rules.files import day_in_agenda, format_for, known_format
from convene.programme.rules.warnings import find_warnings
from convene.programme.structure import OnStage, Structure
from tests.programme.agendas import (
    BALLROOM,
    DAY,
    GARDEN,
    JANE,
    NAMES,
    VANNAK,
    WATER,
    agenda,
    session,
    structures,
)


def words(*sessions: Any, zone: str = "Asia/Bangkok", **more: Any) -> list[str]:
    return [str(warning.says) for warning in find_warnings(agenda(*sessions, zone=zone, **more), NAMES)]


# --- what changed -----------------------------------------------------------------------------------------------


@given(structures())
def test_what_is_equal_has_no_difference(structure: Structure) -> None:
    assert compare(structure, structure).is_empty


def test_everything_is_new_where_nothing_was_published() -> None:
    difference = compare(None, agenda(session(1), session(2)))
    assert [change.kind for change in difference.changes] == [ChangeKind.NEW, ChangeKind.NEW]


@pytest.mark.parametrize(
    ("was", "now", "kind", "what"),
    [
        ({"starts": "10:00"}, {"starts": "11:00"}, ChangeKind.MOVED, [What.TIME]),
        ({"day": DAY}, {"day": DAY + timedelta(days=1)}, ChangeKind.MOVED, [What.TIME, What.DAY]),
        ({"minutes": 60}, {"minutes": 45}, ChangeKind.MOVED, [What.LENGTH]),
        ({"starts": None, "minutes": 60}, {"starts": None, "minutes": 45}, ChangeKind.CHANGED, [What.LENGTH]),
        (
            {"is_withdrawn": True, "starts": "10:00"},
            {"is_withdrawn": True, "starts": "11:00"},
            ChangeKind.CHANGED,
            [What.TIME],
        ),
        ({"room_id": BALLROOM.id}, {"room_id": GARDEN.id}, ChangeKind.MOVED, [What.ROOM]),
        ({"starts": "10:00"}, {"starts": None}, ChangeKind.MOVED, [What.TIME, What.DAY]),
        ({"title": "A"}, {"title": "B"}, ChangeKind.CHANGED, [What.TITLE]),
        ({"abstract": "A"}, {"abstract": "B"}, ChangeKind.CHANGED, [What.TEXT]),
        ({"people": (OnStage(JANE),)}, {"people": (OnStage(VANNAK),)}, ChangeKind.CHANGED, [What.PEOPLE]),
        ({"track_id": None}, {"track_id": WATER.id}, ChangeKind.CHANGED, [What.TRACK]),
        ({"title": "A"}, {"title": "B", "minutes": 9}, ChangeKind.MOVED, [What.LENGTH, What.TITLE]),
        ({}, {"is_withdrawn": True}, ChangeKind.CANCELLED, []),
        ({"is_withdrawn": True}, {}, ChangeKind.RESTORED, []),
        ({"is_withdrawn": True}, {"starts": "11:00"}, ChangeKind.RESTORED, [What.TIME]),
    ],
)
def test_a_session_differs(was: dict[str, Any], now: dict[str, Any], kind: ChangeKind, what: list[What]) -> None:
    (change,) = compare(agenda(session(1, **was)), agenda(session(1, **now))).changes
    assert (change.kind, [field.what for field in change.fields]) == (kind, what)


def test_another_zone_moves_what_has_a_time_and_says_so() -> None:
    was, now = (agenda(session(1, "10:00"), session(2, None), zone=zone) for zone in ("Asia/Bangkok", "Europe/Berlin"))
    (change,) = compare(was, now).changes
    zone = FieldChange(What.ZONE, "Asia/Bangkok", "Europe/Berlin")
    assert (change.kind, change.session.number, change.fields) == (ChangeKind.MOVED, 1, (zone,))


def test_a_room_or_zone_that_is_only_called_otherwise_moves_nothing() -> None:
    one = session(1, "10:00", room_id=BALLROOM.id)
    again = agenda(one, zone="Asia/Ho_Chi_Minh", rooms=(replace(BALLROOM, name="Ball Room"), GARDEN))
    assert compare(agenda(one, zone="Asia/Saigon"), again).changes == ()


def test_a_move_names_both_rooms() -> None:
    (change,) = compare(agenda(session(1, room_id=BALLROOM.id)), agenda(session(1, room_id=GARDEN.id))).changes
    assert (change.fields[0].was, change.fields[0].now) == ("Ballroom", "Garden")


def test_a_session_that_is_gone_is_cancelled() -> None:
    assert compare(agenda(session(1)), agenda()).changes == (Change(ChangeKind.CANCELLED, session(1)),)


@pytest.mark.parametrize(
    ("now", "what"),
    [
        ({"zone": "Asia/Tokyo"}, What.ZONE),
        ({"ends_on": DAY}, What.DAYS),
        ({"rooms": (BALLROOM,)}, What.ROOMS),
        ({"tracks": ()}, What.TRACKS),
    ],
)
def test_the_frame_differs(now: dict[str, Any], what: What) -> None:
    difference = compare(agenda(), agenda(**now))
    assert [field.what for field in difference.frame] == [what]
    assert not difference.is_empty


@pytest.mark.parametrize(
    ("facts", "is_new_shown", "is_known_shown"),
    [
        ({}, True, True),
        ({"starts": None}, False, True),
        ({"is_withdrawn": True}, False, True),
    ],
)
def test_what_was_never_shown_is_shown_only_with_a_time(
    facts: dict[str, Any], is_new_shown: bool, is_known_shown: bool
) -> None:
    draft = agenda(session(1, **facts))
    assert bool(to_publish(None, draft).sessions) is is_new_shown
    assert bool(to_publish(agenda(session(1)), draft).sessions) is is_known_shown


# --- what clashes -----------------------------------------------------------------------------------------------


def test_somebody_is_in_two_places() -> None:
    first = session(1, "10:00", people=(OnStage(JANE),))
    second = session(2, "10:45", people=(OnStage(JANE),))
    assert words(first, second) == ["Jane Vũ is in “Talk 1” and in “Talk 2” at the same time, 2027-03-04 10:45–11:00."]


def test_a_room_is_taken_twice() -> None:
    clash = [session(1, "10:00", room_id=BALLROOM.id), session(2, "10:30", room_id=BALLROOM.id)]
    assert words(*clash) == ["Ballroom has “Talk 1” and “Talk 2” at the same time, 2027-03-04 10:30–11:00."]


def test_one_after_the_other_is_no_clash() -> None:
    both: dict[str, Any] = {"room_id": BALLROOM.id, "people": (OnStage(JANE),)}
    assert words(session(1, "10:00", **both), session(2, "11:00", **both)) == []


def test_a_withdrawn_session_clashes_with_nothing() -> None:
    both: dict[str, Any] = {"room_id": BALLROOM.id, "people": (OnStage(JANE),)}
    assert words(session(1, **both), session(2, is_withdrawn=True, **both)) == []


def test_many_sessions_at_one_time_do_not_fill_the_page() -> None:
    crowd = [session(number, room_id=BALLROOM.id) for number in range(1, 21)]
    assert len(words(*crowd)) == 19


def test_a_short_session_inside_a_long_one_clashes_and_so_does_the_next() -> None:
    room = {"room_id": BALLROOM.id}
    whole_day = session(1, "09:00", minutes=480, **room)
    assert len(words(whole_day, session(2, "10:00", **room), session(3, "12:00", **room))) == 2


@pytest.mark.parametrize(
    ("format_", "count"), [(Format.TALK, 1), (Format.BREAK, 1), (Format.SOCIAL, 0), (Format.WORKSHOP, 1)]
)
def test_a_plenary_is_not_alone(format_: Format, count: int) -> None:
    plenary = session(1, format=Format.PLENARY)
    assert len(words(plenary, session(2, "10:30", format=format_))) == count


def test_a_break_in_no_room_is_one_in_all_of_them() -> None:
    coffee = session(1, "10:00", format=Format.BREAK, title="Coffee")
    closing = session(2, "10:30", format=Format.PLENARY, title="Closing", room_id=BALLROOM.id)
    talk = session(3, "10:15", room_id=BALLROOM.id, minutes=10)
    assert words(coffee, closing) == [
        "“Coffee” is a break in all rooms, and “Closing” takes place at the same time."
    ], "once, not also as a plenary that is not alone"
    assert words(coffee, closing, talk) == [
        "“Coffee” is a break in all rooms, and 2 sessions take place at the same time."
    ]
    assert not any(warning.blocks for warning in find_warnings(agenda(coffee, closing), NAMES)), "it may be meant"
    assert words(coffee, session(2, "11:00")) == [], "one after the other"
    for beside in (Format.BREAK, Format.SOCIAL):
        assert words(coffee, session(2, format=beside)) == []


def test_a_break_where_nothing_but_breaks_takes_place_is_one_in_all_rooms() -> None:
    lunch = session(1, "12:45", format=Format.BREAK, title="Lunch", room_id=GARDEN.id)
    clinic = session(2, "13:30", title="Clinic", room_id=BALLROOM.id)
    assert words(lunch, clinic) == ["“Lunch” is a break in all rooms, and “Clinic” takes place at the same time."]
    assert words(lunch, clinic, session(3, "09:00", room_id=GARDEN.id)) == [], "a break of those in that room"


def test_a_break_in_one_room_disturbs_a_plenary_and_no_talk_elsewhere() -> None:
    coffee = session(1, "10:00", format=Format.BREAK, title="Coffee", room_id=BALLROOM.id)
    closing = session(2, "10:30", format=Format.PLENARY, title="Closing")
    before = session(3, "08:00", room_id=BALLROOM.id)  # else nothing but breaks takes place there
    assert words(before, coffee, closing) == ["“Closing” is for everybody, and “Coffee” takes place at the same time."]
    assert words(before, coffee, session(2, "10:30")) == []


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"day": date(2027, 3, 9)}, "“Talk 1” is on 2027-03-09, which is not a day of the event."),
        ({"starts": "22:00", "minutes": 420}, "“Talk 1” ends at 05:00, when the next day of the agenda has begun."),
        ({"starts": None}, "“Talk 1” has no time yet."),
    ],
)
def test_one_session_is_odd(facts: dict[str, Any], sentence: str) -> None:
    assert words(session(1, **facts)) == [sentence]


def test_breaks_without_a_room_and_nights_are_fine() -> None:
    assert words(session(1, format=Format.BREAK), session(2, "00:30", on=DAY + timedelta(days=1))) == []


def test_only_a_time_that_does_not_exist_blocks() -> None:
    spring = date(2027, 3, 27)
    lost = session(1, "02:30", day=spring, on=spring + timedelta(days=1))
    (found,) = find_warnings(agenda(lost, zone="Europe/Berlin", ends_on=date(2027, 3, 28)), NAMES)
    assert found.blocks
    assert "from 02:00 to 03:00" in str(found.says)
    everything_else = [session(1, room_id=BALLROOM.id), session(2, room_id=BALLROOM.id), session(3, None)]
    assert not any(warning.blocks for warning in find_warnings(agenda(*everything_else), NAMES))


# --- codes, letters, words of files -------------------------------------------------------------------------------


def test_a_code_is_six_letters_that_nobody_confuses() -> None:
    codes = {new_code(()) for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 6 and set(code) <= set(CODE_LETTERS) for code in codes)
    assert not set("01OILAEU") & set(CODE_LETTERS)


@pytest.mark.parametrize(
    ("wished", "is_kept"), [("ABC123", True), ("abc123", False), ("ABC12", False), ("TAKEN1", False), (None, False)]
)
def test_a_file_may_bring_its_codes(wished: str | None, is_kept: bool) -> None:
    assert (code_for(wished, {"TAKEN1"}) == wished) is is_kept


@pytest.mark.parametrize(
    ("names", "letters"),
    [
        (["Water", "Food"], ["W", "F"]),
        (["Water", "Women"], ["W", "O"]),
        (["3D", "1st"], ["3", "1"]),
        (["!", "?"], ["A", "B"]),
        (["ß"], ["A"]),
    ],
)
def test_tracks_have_letters(names: list[str], letters: list[str]) -> None:
    assert letters_for(names) == letters


@pytest.mark.parametrize(
    ("word", "format_"),
    [
        ("lecture", Format.TALK),
        ("Talk", Format.TALK),
        ("Workshop (90 min)", Format.WORKSHOP),
        ("lightning_talk", Format.LIGHTNING_TALKS),
        ("Panel discussion", Format.PANEL),
        ("keynote", Format.KEYNOTE),
        ("meeting", Format.GROUP_WORK),
        ("Breakout session", Format.BREAKOUT),
        ("Coffee break", Format.BREAK),
        ("fireside chat", Format.FIRESIDE_CHAT),
        ("", Format.TALK),
        ("gobbledygook", Format.TALK),
        ("Kaffeepause", Format.BREAK),
        ("Mittagspause", Format.BREAK),
        ("Mittagessen", Format.BREAK),
        ("Frühstückspausen", Format.BREAK),
        ("Lunch-Break", Format.BREAK),
        ("coffeebreak", Format.BREAK),
        ("Breakfast", Format.BREAK),
        ("Pause déjeuner", Format.BREAK),
        ("Break-out groups", Format.BREAKOUT),
        ("Breakouts", Format.BREAKOUT),
        ("Podiumsdiskussion", Format.PANEL),
        ("Paneldebatt", Format.PANEL),
        ("Abschlussplenum", Format.PLENARY),
        ("Plenaries", Format.PLENARY),
        ("Plenarvortrag", Format.PLENARY),
        ("Schreibworkshop", Format.WORKSHOP),
        ("Kleingruppenarbeit", Format.GROUP_WORK),
        ("Brainstorming", Format.BRAINSTORM),
        ("Konferenzdinner", Format.SOCIAL),
        ("After-party", Format.SOCIAL),
        ("Game night", Format.SOCIAL),
        ("Impulsvortrag", Format.TALK),
    ],
)
def test_words_of_files_mean_formats(word: str, format_: Format) -> None:
    assert format_for(word) is format_


@pytest.mark.parametrize(
    "word",
    ["Breakthrough", "Groundbreaking ideas", "Third-party demo", "Third party demo", "Gameplan", "Icebreaker",
     "Filmmaking", "Menopause", "Steamroller", "Antisocial behaviour", "Concertina"],
)  # fmt: skip
def test_a_part_of_another_word_means_no_format(word: str) -> None:
    assert known_format(word) is None


def test_a_breakthrough_talk_is_a_talk() -> None:
    assert known_format("Breakthrough talk") is Format.TALK


@pytest.mark.parametrize(
    ("wall", "day", "expected"),
    [
        ("2027-03-05T00:30", 4, 4),  # the night after
        ("2027-03-05T05:00", 4, 4),  # a long one: the file knows
        ("2027-03-05T18:00", 4, 5),  # no night lasts that long
        ("2027-03-08T10:00", 4, 8),
        ("2027-03-03T10:00", 4, 3),
    ],
)
def test_the_day_of_the_file_counts_where_it_can_be_meant(wall: str, day: int, expected: int) -> None:
    assert day_in_agenda(datetime.fromisoformat(wall), date(2027, 3, day), time(4)).day == expected


def test_three_hundred_sessions_are_looked_through_quickly() -> None:
    crowd = [
        session(number, f"{9 + number % 9:02}:00", people=(OnStage(UUID(int=number % 40)),), room_id=BALLROOM.id)
        for number in range(1, 301)
    ]
    assert len(words(*crowd)) < 600
