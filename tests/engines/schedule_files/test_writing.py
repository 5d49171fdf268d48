"""What is written satisfies the community's schemas, and says what was meant when it is read again."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from hypothesis import example, given, settings
from lxml import etree

from convene.engines.schedule_files import Person, Room, Schedule, Session, read, write_json, write_xml
from tests.engines.schedule_files.samples import (
    EMPTY,
    GUID,
    REAL_NAMES,
    canonical_schedules,
    real_file,
    wild_schedules,
)

FORMATS = jsonschema.FormatChecker(formats=["date", "uuid"])
WRITERS = [write_json, write_xml]
NIGHT_WALK = Session(GUID, "Night walk", datetime(2026, 6, 1, 22, 30, tzinfo=UTC), 60, date(2026, 6, 1))


@FORMATS.checks("date-time")
def is_date_time(value: object) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", str(value)))


@FORMATS.checks("uri")
def is_uri_or_empty(value: object) -> bool:
    return value in (None, "") or (str(value).isascii() and urlsplit(str(value)).scheme in {"http", "https"})


@cache
def json_schema() -> jsonschema.protocols.Validator:
    return jsonschema.Draft6Validator(json.loads(real_file("schedule.schema.json")), format_checker=FORMATS)


@cache
def xml_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(io.BytesIO(real_file("schedule.xml.xsd"))))


def assert_both_schemas_are_satisfied(schedule: Schedule) -> None:
    assert not list(json_schema().iter_errors(json.loads(write_json(schedule))))
    xml_schema().assertValid(etree.fromstring(write_xml(schedule)))


def all_events(written: bytes) -> list[dict[str, Any]]:
    days = json.loads(written)["schedule"]["conference"]["days"]
    return [event for day in days for events in day["rooms"].values() for event in events]


@pytest.mark.parametrize("name", REAL_NAMES)
def test_a_real_file_is_written_so_that_both_schemas_accept_it(name: str) -> None:
    assert_both_schemas_are_satisfied(read(real_file(name)).schedule)


def test_an_empty_schedule_of_one_day_satisfies_both_schemas() -> None:
    assert_both_schemas_are_satisfied(EMPTY)


@settings(max_examples=40, deadline=None)
@given(wild_schedules())
def test_whatever_a_schedule_holds_what_is_written_satisfies_both_schemas(schedule: Schedule) -> None:
    assert_both_schemas_are_satisfied(schedule)


@settings(max_examples=40, deadline=None)
@given(wild_schedules())
@example(replace(EMPTY, sessions=(replace(NIGHT_WALK, guid="\ud800"), replace(NIGHT_WALK, guid="\ud800"))))
def test_ids_guids_codes_and_slugs_stand_only_once(schedule: Schedule) -> None:
    events = all_events(write_json(schedule))
    assert len(events) == len(schedule.sessions)
    for name in ("id", "guid", "slug", "code"):
        values = [event[name] for event in events if name in event]
        assert len(values) == len(set(values)), name


@pytest.mark.parametrize("write", WRITERS)
def test_what_is_written_is_read_again_as_it_was(write: Any) -> None:
    @settings(max_examples=40, deadline=None)
    @given(canonical_schedules())
    def holds(schedule: Schedule) -> None:
        reading = read(write(schedule))
        assert reading.schedule == schedule
        assert all("was read as days" in str(remark) for remark in reading.remarks)

    holds()


def test_json_holds_what_xml_cannot() -> None:
    person = Person("Ada", "3", GUID, "ADA1", "Engineer\n\nof rivers", "https://example.org/ada")
    session = Session(
        guid=GUID,
        title="Water",
        starts_at=datetime(2026, 6, 1, 8, tzinfo=UTC),
        minutes=90,
        day=date(2026, 6, 1),
        number=1,
        code="LONGCODE",
        room="Hall",
        slug="water",
        persons=(person,),
        recording_license="CC-BY",
        do_not_stream=True,
    )
    rooms = (Room("Hall", GUID, 120, "Ground floor"),)
    schedule = replace(EMPTY, rooms=rooms, sessions=(session,), description="A forum")
    assert read(write_json(schedule)).schedule == schedule


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("name", REAL_NAMES)
def test_a_real_file_says_the_same_after_it_was_written(name: str, write: Any) -> None:
    schedule = read(real_file(name)).schedule
    if write is write_xml:  # which has no place for these
        schedule = replace(
            schedule,
            sessions=tuple(
                replace(s, persons=tuple(replace(p, biography="", code=None) for p in s.persons))
                for s in schedule.sessions
            ),
        )
    again = read(write(schedule)).schedule
    assert again == schedule


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=10, deadline=None)
@given(schedule=canonical_schedules())
def test_the_order_in_which_sessions_are_given_changes_nothing(write: Any, schedule: Schedule) -> None:
    assert write(schedule) == write(replace(schedule, sessions=schedule.sessions[::-1]))


def test_every_day_is_written_from_turn_to_turn_in_the_zone() -> None:
    schedule = replace(EMPTY, starts_on=date(2026, 3, 28), ends_on=date(2026, 3, 29), day_turns_at=time(5))
    days = json.loads(write_json(schedule))["schedule"]["conference"]["days"]
    assert [(day["index"], day["day_start"], day["day_end"]) for day in days] == [
        (1, "2026-03-28T05:00:00+01:00", "2026-03-29T05:00:00+02:00"),
        (2, "2026-03-29T05:00:00+02:00", "2026-03-30T05:00:00+02:00"),
    ]


def test_a_session_after_midnight_stays_in_the_day_before_and_carries_the_offset_of_its_zone() -> None:
    (event,) = all_events(write_json(replace(EMPTY, sessions=(NIGHT_WALK,))))
    assert (event["date"], event["start"], event["id"]) == ("2026-06-02T00:30:00+02:00", "00:30", 1)
    (again,) = read(write_xml(replace(EMPTY, sessions=(NIGHT_WALK,)))).schedule.sessions
    assert again.day == date(2026, 6, 1)


def test_markup_in_titles_stays_text() -> None:
    title = "</title><script>alert(1)</script> & \"'"
    session = Session(GUID, title, datetime(2026, 6, 1, 8, tzinfo=UTC), 60, date(2026, 6, 1), number=1)
    for write in WRITERS:
        assert read(write(replace(EMPTY, sessions=(session,)))).schedule.sessions[0].title == title


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": datetime(2026, 6, 1, 8)},  # noqa: DTZ001
        {"minutes": -1},
        {"starts_at": datetime(2300, 6, 1, 8, tzinfo=UTC)},
    ],
)
def test_a_session_that_no_file_could_hold_cannot_be_made(changes: dict[str, Any]) -> None:
    session = Session(GUID, "Water", datetime(2026, 6, 1, 8, tzinfo=UTC), 60, date(2026, 6, 1))
    with pytest.raises(ValueError, match="session"):
        replace(session, **changes)


def test_a_schedule_has_all_its_sessions_on_its_days() -> None:
    session = Session(GUID, "Water", datetime(2026, 6, 5, 8, tzinfo=UTC), 60, date(2026, 6, 5))
    with pytest.raises(ValueError, match="days"):
        replace(EMPTY, sessions=(session,))
    with pytest.raises(ValueError, match="before it starts"):
        replace(EMPTY, ends_on=date(2026, 5, 1))
