"""Real and sloppy files are understood; what is odd is said."""

from datetime import date, datetime, time
from typing import Any

import pytest

from convene.engines.schedule_files import Link, Person, Reading, Session, Track, read
from tests.engines.schedule_files.samples import GUID, SMALL_XML, as_json, event, real_file, small_file


def read_one(**changes: Any) -> tuple[Session, list[str]]:
    reading = read(as_json(small_file(event(**changes))))
    (session,) = reading.schedule.sessions
    return session, remarks_of(reading)


def remarks_of(reading: Reading) -> list[str]:
    return [str(remark) for remark in reading.remarks]


def test_the_camp_of_2019_is_read_whole() -> None:
    reading = read(real_file("frab-camp2019.json"))
    schedule = reading.schedule
    assert (schedule.acronym, schedule.zone, schedule.day_turns_at) == ("camp2019", "Europe/Berlin", time(4))
    assert (schedule.starts_on, schedule.ends_on) == (date(2019, 8, 21), date(2019, 8, 25))
    assert (len(schedule.sessions), [room.name for room in schedule.rooms]) == (79, ["Curie", "Meitner"])
    assert len({person.source_id for session in schedule.sessions for person in session.persons}) == 90
    links = [link for s in schedule.sessions for link in (*s.links, *s.attachments)]
    assert all(link.url.startswith(("http://", "https://")) for link in links)
    assert Link("Nymtech", "https://nymtech.net") in links
    assert any(link.url.startswith("https://fahrplan.events.ccc.de/system/event_attachments") for link in links)
    assert reading.remarks == ()


def test_a_zone_that_the_times_contradict_is_not_believed() -> None:
    reading = read(real_file("pretalx-democon.json"))
    first = reading.schedule.sessions[0]
    assert reading.schedule.zone is None
    assert first.starts_at == datetime.fromisoformat("2020-12-14T09:00:00+01:00")
    assert reading.schedule.day_turns_at == time(4)
    zone, rooms = remarks_of(reading)
    assert "UTC" in zone
    assert "+01:00" in zone
    assert "Gray Room, Tan Room" in rooms
    assert len({room.guid for room in reading.schedule.rooms}) == 2


def test_times_in_utc_do_not_contradict_the_zone() -> None:
    reading = read(as_json(small_file(event(date="2026-06-01T08:00:00Z"))))
    assert reading.schedule.zone == "Europe/Paris"
    assert reading.schedule.sessions[0].starts_at.isoformat() == "2026-06-01T10:00:00+02:00"
    assert reading.remarks == ()


def test_xml_says_the_same_as_json() -> None:
    reading = read(SMALL_XML)
    schedule = reading.schedule
    (session,) = schedule.sessions
    assert reading.remarks == ()
    assert [(room.name, room.guid) for room in schedule.rooms] == [
        ("Hall", "11111111-2222-4333-8444-000000000001"),
        ("Garden", None),
    ]
    assert schedule.tracks == (Track("Rivers", "#00aaff", "rivers"),)
    assert (session.title, session.number, session.code) == ("Water & <people>", 7, "ABC123")
    assert session.persons == (Person("Ada", "3"), Person("Bo"))
    assert session.links == (Link("Site", "https://example.org/"),)
    assert (session.recording_license, session.do_not_record) == ("CC-BY", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_byte_order_marks_and_wide_encodings_are_read(encoding: str) -> None:
    xml = SMALL_XML.decode().replace("utf-8", encoding.removesuffix("-sig"))
    assert read(xml.encode(encoding)).schedule.title == "Water Forum"
    assert read(as_json(small_file(event())).decode().encode(encoding)).schedule.title == "Water Forum"


def test_a_latin_file_is_read_with_a_remark() -> None:
    content = as_json(small_file(event(title="X"))).replace(b'"X"', '"Café"'.encode("latin-1"))
    reading = read(content)
    assert reading.schedule.sessions[0].title == "Café"
    assert "not in UTF-8" in remarks_of(reading)[0]
    declared = SMALL_XML.replace(b"utf-8", b"iso-8859-1").replace(b"Ada", "Zoë".encode("latin-1"))
    assert read(declared).schedule.sessions[0].persons[0].name == "Zoë"


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [
        ("00:30", 30),
        ("1:30", 90),
        ("00:45:00", 45),
        ("0:45:00", 45),
        ("25:30", 1530),
        ("90", 90),
        (90, 90),
        ("1:01:30", 1530),
        ("1:00:00", 1440),
        ("1:30:00", 90),
        ("10:15:00", 615),
    ],
)
def test_durations_are_understood_in_their_spellings(duration: object, minutes: int) -> None:
    assert read_one(duration=duration)[0].minutes == minutes


def test_the_end_decides_where_a_duration_is_in_doubt_or_missing() -> None:
    assert read_one(duration="1:15:00", end="2026-06-01T11:15:00+02:00")[0].minutes == 75
    assert read_one(duration=None, end="2026-06-01T11:15:00+02:00")[0].minutes == 75
    session, remarks = read_one(duration=None)
    assert session.minutes == 30
    assert remarks == ["“Water for all” has no duration; 30 minutes were assumed."]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "no title"),
        ({"title": " \x00 "}, "no title"),
        ({"title": None}, "no title"),
        ({"date": None, "start": None}, "no date that can be read"),
        ({"date": "tomorrow"}, "“tomorrow”"),
        ({"date": "2026-13-01T10:00:00Z"}, "no date that can be read"),
        ({"duration": "-00:30"}, "“-00:30”"),
        ({"duration": "999:00"}, "“999:00”"),
        ({"duration": "", "end": "2026-06-01T09:00:00+02:00"}, "“-60”"),
    ],
)
def test_a_session_that_cannot_be_read_is_left_out_and_the_others_stay(changes: dict[str, Any], said: str) -> None:
    other = event(id=8, guid=None, title="Another")
    reading = read(as_json(small_file(event(**changes), other)))
    assert [session.title for session in reading.schedule.sessions] == ["Another"]
    assert any(said in str(remark) and remark.where == "day 1, room Hall, session 7" for remark in reading.remarks)


def test_a_missing_guid_is_made_of_acronym_and_id_and_is_the_same_next_time() -> None:
    first, _ = read_one(guid=None)
    moved, _ = read_one(guid=None, date="2026-06-01T15:00:00+02:00", title="Renamed")
    other, _ = read_one(guid=None, id=8)
    assert first.guid == moved.guid != other.guid


def test_what_stands_twice_stays_with_the_first_session() -> None:
    twice = [event(code="ABC", slug="water26-a"), event(code="ABC", slug="water26-a", title="Second")]
    reading = read(as_json(small_file(*twice)))
    first, second = sorted(reading.schedule.sessions, key=lambda session: session.title == "Second")
    assert (first.guid, first.number, first.code, first.slug) == (GUID, 7, "ABC", "water26-a")
    assert (second.number, second.code, second.slug) == (None, None, None)
    assert second.guid != GUID
    assert len(reading.remarks) == 4


def test_a_session_at_night_belongs_to_the_evening_before() -> None:
    session, remarks = read_one(date="2026-06-02T00:30:00+02:00")
    assert (session.day, remarks) == (date(2026, 6, 1), [])


def test_a_session_whose_date_is_far_from_its_day_stands_where_its_date_says() -> None:
    session, remarks = read_one(date="2026-06-04T10:00:00+02:00")
    assert session.day == date(2026, 6, 4)
    assert "The date was believed" in remarks[0]


def test_a_slip_in_the_year_does_not_make_a_schedule_of_a_century() -> None:
    good = [event(id=number, guid=None) for number in range(1, 4)]
    reading = read(as_json(small_file(*good, event(date="2126-06-01T10:00:00+02:00", title="Slip"))))
    assert reading.schedule.ends_on == date(2026, 6, 1)
    assert any("“Slip” on 2126-06-01 is years away" in remark for remark in remarks_of(reading))


@pytest.mark.parametrize(
    ("opens", "closes", "turn"),
    [
        ("09:00:00", "2026-06-02T04:00:00", time(4)),
        ("04:00:00", "2026-06-02T03:59:00", time(4)),
        ("00:00:00", "2026-06-01T23:59:00", time(0)),
        ("09:00:00", "2026-06-01T18:00:00", time(4)),
        ("06:00:00", "2026-06-02T06:00:00", time(6)),
        ("02:00:00", "2026-06-01T18:00:00", time(2)),
    ],
)
def test_the_turn_of_the_day_lies_in_the_gap_between_two_days(opens: str, closes: str, turn: time) -> None:
    day = {"day_start": f"2026-06-01T{opens}+02:00", "day_end": f"{closes}+02:00"}
    assert read(as_json(small_file(event(), day=day))).schedule.day_turns_at == turn


def test_times_without_offset_are_read_in_the_zone() -> None:
    reading = read(as_json(small_file(event(date="2026-06-01T10:00:00"))))
    assert reading.schedule.sessions[0].starts_at.isoformat() == "2026-06-01T10:00:00+02:00"
    assert remarks_of(reading) == ["Times without an offset were read as times in Europe/Paris."]


def test_an_old_file_without_dates_is_read_by_day_and_start() -> None:
    reading = read(as_json(small_file(event(date=None, start="01:15"))))
    (session,) = reading.schedule.sessions
    assert (session.starts_at.isoformat(), session.day) == ("2026-06-02T01:15:00+02:00", date(2026, 6, 1))
    assert "its day and its start were used" in "".join(remarks_of(reading))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/x",
        "//",
        "mailto:a@b.org",
        "https://bank.example@evil.example/",
        "http://[::1",
        "https:evil",
        "http://exa mple.org/",
        "/without/base",
    ],
)
def test_only_web_addresses_survive(address: str) -> None:
    session, remarks = read_one(
        links=[{"url": address, "title": "x"}], url=address, logo=address, attachments=[address]
    )
    assert (session.links, session.attachments, session.url, session.logo) == ((), (), None, None)
    assert len(remarks) == 4
    assert all("was left out" in remark for remark in remarks)


def test_relative_addresses_are_completed_by_the_base_address() -> None:
    file = small_file(event(attachments=[{"url": "/files/a b.pdf"}], url="talk/7"))
    file["schedule"]["base_url"] = "https://example.org/schedule/"
    (session,) = read(as_json(file)).schedule.sessions
    assert session.attachments == (Link("", "https://example.org/files/a%20b.pdf"),)
    assert session.url == "https://example.org/schedule/talk/7"


def test_control_characters_and_half_pairs_are_taken_out_of_texts() -> None:
    title = "Wa\x00ter\u202e \ud800for\r\nall\x85\ufeff"
    session, _ = read_one(title=title, abstract="One\r\ntwo\x07\rthree\x00", room="Hall")
    assert session.title == "Water for all"
    assert session.abstract == "One\ntwo\nthree"
    xml = SMALL_XML.replace(b"Ada", b"A\x01da&#11;&#xD800;")
    assert read(xml).schedule.sessions[0].persons[0].name == "Ada"


def test_a_megabyte_in_one_field_is_cut_with_a_remark() -> None:
    session, remarks = read_one(title="x" * 1_000_000)
    assert len(session.title) == 1_000
    assert remarks == ["“title” has more than 1000 characters and was cut."]


def test_wrong_types_are_left_empty_with_a_remark_and_numbers_as_text_are_numbers() -> None:
    session, remarks = read_one(abstract=["a"], id="12", type=5, persons="Ada", links={"a": 1}, do_not_record="true")
    assert (session.abstract, session.number, session.type, session.persons) == ("", 12, "5", ())
    assert session.do_not_record is True
    assert remarks == ["“abstract” is no text and was left empty."]


def test_a_person_has_a_name_or_a_public_name() -> None:
    people = [{"public_name": "Ada"}, {"name": "Bo", "id": "4"}, "Cy", {"id": 5}]
    session, remarks = read_one(persons=people)
    assert session.persons == (Person("Ada"), Person("Bo", "4"), Person("Cy"))
    assert remarks == ["A person without a name was left out."]


def test_a_room_that_stands_twice_in_a_day_loses_no_session() -> None:
    content = as_json(small_file(event())).replace(b'"Hall": [', b'"Hall": [{"title": "Early"}], "Hall": [', 1)
    reading = read(content)
    assert [session.title for session in reading.schedule.sessions] == ["Water for all"]
    assert "“Hall” stands twice; both lists were read." in remarks_of(reading)
    assert any("“Early” has no date" in remark for remark in remarks_of(reading))


def test_a_remark_can_be_translated() -> None:
    (remark,) = read(as_json(small_file(event(duration=None)))).remarks
    assert remark.text == "“%(title)s” has no duration; %(minutes)d minutes were assumed."
    assert remark.values == {"title": "Water for all", "minutes": 30}
    assert remark.where == "day 1, room Hall, session 7"
