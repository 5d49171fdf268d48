"""Schedules to try: small ones, hypothesis' own, and the real files where they are."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from convene.engines.schedule_files import Link, Person, Room, Schedule, Session, Track
from convene.engines.schedule_files.layout import in_order
from convene.engines.schedule_files.spelling import line, paragraphs
from convene.engines.schedule_files.times import fixed

_ROOT = Path(__file__).parents[3]
_PLACES = [above / "shared" / "data" / "schedules" for above in _ROOT.parents[:2]]  # a worktree stands one deeper
REAL_FILES = next((place for place in _PLACES if place.exists()), _PLACES[0])
REAL_NAMES = ("frab-camp2019.json", "pretalx-democon.json")
GUID = "11111111-2222-4333-8444-555555555555"


def real_file(name: str) -> bytes:
    if not (REAL_FILES / name).exists():
        pytest.skip(f"no reference file {name} in ../shared/data/schedules")
    return (REAL_FILES / name).read_bytes()


def event(**changes: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "guid": GUID,
        "date": "2026-06-01T10:00:00+02:00",
        "start": "10:00",
        "duration": "00:45",
        "room": "Hall",
        "title": "Water for all",
        "persons": [{"id": 3, "public_name": "Ada"}],
        "links": [{"title": "Paper", "url": "https://example.org/paper"}],
    } | changes


def small_file(*events: Any, day: dict[str, Any] | None = None, **conference: Any) -> dict[str, Any]:
    """The plain value of a schedule.json with one day, a Monday in June, and one room."""
    rooms: dict[str, Any] = {"Hall": list(events)}
    one_day = {"index": 1, "date": "2026-06-01", "rooms": rooms} | (day or {})
    described = {
        "title": "Water Forum",
        "acronym": "water26",
        "time_zone_name": "Europe/Paris",
        "days": [one_day],
    }
    return {"schedule": {"version": "1", "conference": described | conference}}


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


EMPTY = Schedule("Water Forum", "water26", date(2026, 6, 1), date(2026, 6, 1), zone="Europe/Paris")

SMALL_XML = b"""<?xml version="1.0" encoding="utf-8"?>
<schedule>
  <version>2</version>
  <conference>
    <acronym>water26</acronym><title>Water Forum</title>
    <time_zone_name>Europe/Paris</time_zone_name>
    <track name="Rivers" color="#00AAFF" slug="rivers"/>
  </conference>
  <day index="1" date="2026-06-01" start="2026-06-01T09:00:00+02:00" end="2026-06-02T02:00:00+02:00">
    <room name="Hall" guid="11111111-2222-4333-8444-000000000001">
      <event id="7" guid="11111111-2222-4333-8444-555555555555" code="ABC123">
        <room>Hall</room><title>Water &amp; <![CDATA[<people>]]></title><type>talk</type>
        <date>2026-06-01T10:00:00+02:00</date><start>10:00</start><duration>00:45</duration>
        <abstract/><track>Rivers</track>
        <persons><person id="3">Ada</person><person>Bo</person></persons>
        <links><link href="https://example.org/">Site</link></links>
        <recording><license>CC-BY</license><optout>true</optout></recording>
      </event>
    </room>
    <room name="Garden"/>
  </day>
</schedule>
"""

# What hypothesis makes. `wild` schedules hold anything that the types allow; `canonical` ones only what both
# formats can hold, in the order in which a reader gives it back.

_ZONES = (None, "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
_DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31)) | st.just(date(2026, 3, 29)) | st.just(date(2026, 10, 25))
_URLS = st.sampled_from(["https://example.org/a?b=c#d", "http://example.com:8080/", "https://example.org/%C3%A9"])
_LINES = st.text(max_size=12).map(line)
_NAMES = st.text(min_size=1, max_size=12).map(line).filter(bool)
# What looks like a tag is taken for HTML, and made Markdown of.
_TEXTS = st.text(max_size=30).map(paragraphs).filter(lambda text: "<" not in text)
_LINKS = st.lists(st.builds(Link, _LINES, _URLS, st.sampled_from(["", "slides", "web"])), max_size=2).map(tuple)
_PERSONS = st.builds(
    Person,
    name=_NAMES,
    source_id=st.none() | st.integers(-5, 10**9).map(str),
    guid=st.none() | st.uuids().map(str),
)


def _optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def canonical_schedules(draw: st.DrawFn) -> Schedule:
    starts_on = draw(_DAYS)
    ends_on = starts_on + timedelta(days=draw(st.integers(0, 3)))
    zone = draw(st.sampled_from(_ZONES))
    rooms = tuple(Room(name) for name in draw(st.lists(_NAMES, max_size=3, unique=True)))
    if draw(st.booleans()):
        rooms = tuple(replace(room, guid=str(draw(st.uuids()))) for room in rooms)
        rooms = tuple({room.guid: room for room in rooms}.values())
    names = draw(st.lists(_NAMES, max_size=3, unique=True))
    tracks = tuple(Track(n, draw(st.none() | st.just("#00aaff")), draw(st.none() | st.just("ab-c"))) for n in names)
    numbers = draw(st.lists(st.integers(1, 10**6), max_size=5, unique=True))
    offset = timezone(timedelta(minutes=draw(st.integers(-56, 56)) * 15))
    sessions = []
    for number in numbers:
        day = starts_on + timedelta(days=draw(st.integers(0, (ends_on - starts_on).days)))
        wall = datetime.combine(day, draw(st.times())).replace(microsecond=0) + timedelta(days=draw(st.integers(0, 1)))
        at = fixed(wall.replace(tzinfo=ZoneInfo(zone) if zone else offset), None)
        if zone:
            at = fixed(at, ZoneInfo(zone))
        if (at.date() - day).days not in {0, 1}:  # a wall time that the clock change skips, at midnight
            continue
        sessions.append(
            Session(
                guid=str(draw(st.uuids(version=4))),
                title=draw(_NAMES),
                starts_at=at,
                minutes=draw(st.integers(0, 14_399)),
                day=day,
                number=number,
                code=draw(st.none() | st.just(f"{number:06}"[:6])) if number < 10**6 else None,
                subtitle=draw(_LINES),
                abstract=draw(_TEXTS),
                description=draw(_TEXTS),
                type=draw(_LINES),
                track=draw(st.sampled_from([None, *names])),
                language=draw(st.sampled_from([None, "en", "de"])),
                room=draw(st.sampled_from([None, *(room.name for room in rooms)])),
                persons=tuple(draw(st.lists(_PERSONS, max_size=2))),
                links=draw(_LINKS),
                attachments=draw(_LINKS),
                recording_license="",
                do_not_record=draw(st.sampled_from([None, True, False])),
                slug=f"water26-{number}-words",
                url=draw(_optional(_URLS)),
                feedback_url=draw(_optional(_URLS)),
                origin_url=draw(_optional(_URLS)),
                logo=draw(_optional(_URLS)),
            )
        )
    return Schedule(
        title=draw(_NAMES),
        acronym=draw(st.sampled_from(["water26", "camp_2019", "rc3_"])),
        version=draw(_LINES),
        starts_on=starts_on,
        ends_on=ends_on,
        zone=zone,
        slot_minutes=draw(st.integers(1, 1440)),
        day_turns_at=time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 30]))),
        rooms=rooms,
        tracks=tracks,
        sessions=in_order(sessions, rooms),
        url=draw(_optional(_URLS)),
        base_url=draw(_optional(_URLS)),
        logo=draw(_optional(_URLS)),
    )


_ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
_ANY_LINK = st.builds(Link, _ANY_TEXT, _ANY_TEXT | _URLS | st.just("javascript:alert(1)"), _ANY_TEXT)
_ANY_PERSON = st.builds(
    Person,
    *(_ANY_TEXT, _optional(_ANY_TEXT), _optional(_ANY_TEXT), _optional(_ANY_TEXT), _ANY_TEXT),
    *(_optional(_ANY_TEXT), _optional(_ANY_TEXT), st.lists(_ANY_LINK, max_size=1).map(tuple)),
)


@st.composite
def wild_schedules(draw: st.DrawFn) -> Schedule:
    starts_on = draw(_DAYS)
    ends_on = starts_on + timedelta(days=draw(st.integers(0, 2)))
    text, optional = _ANY_TEXT, _optional(_ANY_TEXT)
    offsets = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)
    sessions = st.builds(
        Session,
        guid=text | st.just(GUID),
        title=text,
        starts_at=st.datetimes(datetime(1971, 1, 1), datetime(2198, 1, 1), timezones=offsets),  # noqa: DTZ001
        minutes=st.integers(0, 10**9),
        day=st.sampled_from([starts_on, ends_on]),
        number=st.none() | st.integers() | st.just(7),
        code=optional | st.just("ABC123"),
        subtitle=text,
        abstract=text,
        description=text,
        type=text,
        track=optional,
        language=optional,
        room=optional | st.just("Hall"),
        persons=st.lists(_ANY_PERSON, max_size=2).map(tuple),
        links=st.lists(_ANY_LINK, max_size=2).map(tuple),
        attachments=st.lists(_ANY_LINK, max_size=2).map(tuple),
        recording_license=text,
        do_not_record=st.none() | st.booleans(),
        do_not_stream=st.none() | st.booleans(),
        slug=optional | st.just("water26-words"),
        url=optional | _URLS,
        feedback_url=optional | _URLS,
        origin_url=optional | _URLS,
        logo=optional | _URLS,
    )
    rooms = st.builds(Room, text, optional | st.just(GUID), st.none() | st.integers(0, 10**6), text)
    tracks = st.builds(Track, text, optional | st.just("#0AF"), optional | st.just("a_b"))
    return Schedule(
        title=draw(text),
        acronym=draw(text),
        version=draw(text),
        starts_on=starts_on,
        ends_on=ends_on,
        zone=draw(st.sampled_from(_ZONES) | text),
        slot_minutes=draw(st.integers()),
        day_turns_at=draw(st.times()),
        rooms=tuple(draw(st.lists(rooms, max_size=3))),
        tracks=tuple(draw(st.lists(tracks, max_size=3))),
        sessions=tuple(draw(st.lists(sessions, max_size=4))),
        url=draw(optional),
        base_url=draw(optional),
        description=draw(text),
        logo=draw(optional),
    )
