"""Two schedules that were really used: everything at its true local time, and out again without loss."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import validator_for
from lxml import etree

from convene.database import db
from convene.engines.ics import Status
from convene.engines.schedule_files import read
from convene.events.catalogue import State
from convene.events.models import Event
from convene.programme.catalogue import Format
from convene.programme.exporting import calendar_feed_of, schedule_json_of, schedule_xml_of
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.queries.versions import Published, published
from convene.programme.services.importing import ImportedEvent, import_event, import_schedule
from convene.programme.structure import Structure, day_of
from tests.factories.events import make_account
from tests.support.schedules import CAMP, DEMOCON, ZONES, raw_events, real_file, real_schedule

pytestmark = pytest.mark.parametrize("name", [CAMP, DEMOCON])
BASE = "https://convene.example"


def bring_in(name: str, organiser: str = "noor@example.org") -> ImportedEvent:
    return import_event(
        real_schedule(name), make_account(organiser), zone=ZONES[name], is_published=True, by="command line"
    )


def shown(event_id: UUID) -> tuple[Event, Published]:
    db.session.rollback()
    version = published(event_id)
    assert version is not None
    return db.session.get_one(Event, event_id), version


def test_every_session_is_shown_at_its_true_local_time(app: Flask, name: str) -> None:
    event, version = shown(bring_in(name).event_id)
    assert event.state is State.PUBLISHED
    by_guid = {session.source_id: session for session in version.structure.sessions}
    events = raw_events(name)
    assert len(by_guid) == len(events)
    for raw in events:
        session = by_guid[raw["guid"]]
        true = datetime.fromisoformat(raw["date"])
        hours, minutes = raw["duration"].split(":")
        assert session.starts_local == true.astimezone(ZoneInfo(ZONES[name])).replace(tzinfo=None), raw["title"]
        assert f"{session.starts_local:%H:%M}" == raw["start"], raw["title"]
        assert session.starts_at(event.zone) == true
        assert session.ends_at(event.zone) == true + timedelta(hours=int(hours), minutes=int(minutes))
        assert session.day is not None
        assert session.day.isoformat() == raw["day"], raw["title"]
        room = version.structure.room(session.room_id)
        assert room is not None
        assert room.name == raw["room"]


def test_a_night_past_midnight_stays_with_its_evening(app: Flask, name: str) -> None:
    event, version = shown(bring_in(name).event_id)
    for session in version.structure.sessions:
        assert session.starts_local is not None
        assert session.day == day_of(session.starts_local, event.day_turns_at)


def test_its_people_are_on_stage(app: Flask, name: str) -> None:
    _, version = shown(bring_in(name).event_id)
    for raw in raw_events(name):
        session = next(each for each in version.structure.sessions if each.source_id == raw["guid"])
        names = [version.people[one.person_id].name for one in session.people]
        assert names == [" ".join((each.get("public_name") or each["name"]).split()) for each in raw["persons"]]


def test_exports_satisfy_the_schema_and_the_xsd(app: Flask, name: str) -> None:
    event, version = shown(bring_in(name).event_id)
    schema = json.loads(real_file("schedule.schema.json").read_bytes())
    validator = validator_for(schema, default=Draft202012Validator)(schema, format_checker=FormatChecker())
    assert [each.message for each in validator.iter_errors(json.loads(schedule_json_of(version, event, BASE)))] == []
    xsd = etree.XMLSchema(etree.parse(str(real_file("schedule.xml.xsd"))))
    xsd.assertValid(etree.fromstring(schedule_xml_of(version, event, BASE)))


@pytest.mark.parametrize("export", [schedule_json_of, schedule_xml_of])
def test_an_export_brought_in_again_changes_nothing(app: Flask, name: str, export: object) -> None:
    event, version = shown(bring_in(name).event_id)
    before, revision = draft_of(event.id), agenda_state(event.id).draft_revision
    content = export(version, event, BASE)  # type: ignore[operator]
    done = import_schedule(event.id, read(content).schedule, by="test")
    assert (done.new, done.changed, done.missing) == (0, 0, 0)
    assert draft_of(event.id) == before
    assert agenda_state(event.id).draft_revision == revision
    db.session.rollback()
    assert shown(event.id)[1].people == version.people


def test_an_export_makes_the_same_agenda_elsewhere(app: Flask, name: str) -> None:
    event, version = shown(bring_in(name).event_id)
    content = read(schedule_json_of(version, event, BASE)).schedule
    elsewhere = import_event(
        content, make_account("zoe@example.org"), zone=event.zone, is_published=True, by="command line"
    )
    there, copy = shown(elsewhere.event_id)
    assert there.id != event.id
    assert told(copy) == told(version)
    assert schedule_json_of(copy, event, BASE) == schedule_json_of(version, event, BASE)


def test_the_same_file_again_is_the_same_event_and_no_new_version(app: Flask, name: str) -> None:
    first = bring_in(name)
    event, version = shown(first.event_id)
    revision, feed = event.revision, calendar_feed_of(event, BASE)
    again = bring_in(name)
    assert (again.event_id, again.slug, again.is_new) == (first.event_id, first.slug, False)
    assert again.sessions.same == first.sessions.new
    event, after = shown(first.event_id)
    assert (after.number, after.structure) == (version.number, version.structure)
    assert event.revision == revision
    assert calendar_feed_of(event, BASE) == feed


def test_its_calendar_has_every_session_but_no_break_and_no_join_link(app: Flask, name: str) -> None:
    event, version = shown(bring_in(name).event_id)
    feed = calendar_feed_of(event, BASE).decode()
    meetings = [session for session in version.structure.sessions if session.format is not Format.BREAK]
    assert feed.count("BEGIN:VEVENT") == len(meetings)
    assert Status.CANCELLED.value not in feed


def told(version: Published) -> object:
    """What a version tells, without the ids that differ between two events."""
    structure = version.structure
    return (
        [(room.name, room.capacity, room.note) for room in structure.rooms],
        [(track.name, track.dye, track.letter) for track in structure.tracks],
        [
            (
                _without_ids(structure, index),
                [version.people[one.person_id].name for one in session.people],
                [version.people[one.person_id].biography for one in session.people],
            )
            for index, session in enumerate(structure.sessions)
        ],
    )


def _without_ids(structure: Structure, index: int) -> object:
    session = structure.sessions[index]
    room, track = structure.room(session.room_id), structure.track(session.track_id)
    plain = replace(session, id=UUID(int=0), room_id=None, track_id=None, people=())
    return plain, room.name if room else None, track.name if track else None


def test_the_command_prints_the_path_and_is_quiet_otherwise(app: Flask, name: str) -> None:
    make_account()
    arguments = ["events", "import", str(real_file(name)), "--title", "A Camp", "--kind", "workshop",
                 "--zone", ZONES[name], "--organiser", "noor@example.org", "--publish"]  # fmt: skip
    for is_new in (True, False):
        result = app.test_cli_runner().invoke(args=arguments)
        assert result.exit_code == 0, result.output
        assert result.stdout == "/e/a-camp/\n"
        counts = next(line for line in result.stderr.splitlines() if "new sessions" in line)
        assert (not counts.startswith("0 new")) is is_new


def test_no_tag_of_the_file_is_shown_to_people(app: Flask, name: str) -> None:
    event, version = shown(bring_in(name).event_id)
    texts = [text for one in version.structure.sessions for text in (one.abstract, one.description)]
    assert not [text for text in texts if re.search(r"</?(p|a|br|div|ul|li|strong)[ />]", text)]
    assert not re.search(rb"</?(p|a|br)[ />]", calendar_feed_of(event, BASE).replace(b"\r\n ", b""))


def test_what_json_says_of_recordings_comes_out_again(app: Flask, name: str) -> None:
    _, version = shown(bring_in(name).event_id)
    said = {raw["guid"]: raw.get("do_not_record") for raw in raw_events(name)}
    assert {one.source_id: one.do_not_record for one in version.structure.sessions} == said
