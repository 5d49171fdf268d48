"""What a second file does to what the first one made."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from convene.audit.models import AuditLine
from convene.database import db
from convene.engines.schedule_files import (
    Link,
    Person,
    Room,
    Schedule,
    Session,
    TableContext,
    TableReading,
    Track,
    read,
    read_any,
    write_json,
)
from convene.events.catalogue import Kind, State
from convene.events.errors import AddressIsInUse
from convene.events.models import Event
from convene.people.models import Person as KnownPerson
from convene.programme.catalogue import LONGEST, Format, StageRole
from convene.programme.errors import ScheduleHasNoSessions, ScheduleIsTooLarge, ScheduleSaysNoZone, UnknownZone
from convene.programme.exporting import schedule_json_of
from convene.programme.queries import people as people_queries
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.queries.people import names_of_people
from convene.programme.queries.versions import published
from convene.programme.services import drafting, importing
from convene.programme.services.importing import Imported, import_event, import_schedule
from convene.programme.structure import Structure
from tests.factories.agendas import add_room, add_session, facts, publish, put_on_stage, retitle
from tests.factories.events import make_account, make_event, make_team
from tests.support.at_once import at_once

GUIDS = [f"{number:08}-2222-4333-8444-555555555555" for number in range(4)]
JANE = Person("Jane Vũ", source_id="7", guid="77777777-2222-4333-8444-555555555555", biography="Grows fish.")


def talk(number: int, starts: str = "2027-03-04T10:00+07:00", /, **more: Any) -> Session:
    fields: dict[str, Any] = {
        "guid": GUIDS[number],
        "title": f"Talk {number}",
        "starts_at": datetime.fromisoformat(starts),
        "minutes": 45,
        "day": date(2027, 3, 4),
        "number": number,
        "room": "Ballroom",
    }
    return Session(**fields | more)


def file_with(*sessions: Session, **more: Any) -> Schedule:
    fields: dict[str, Any] = {
        "title": "Water Forum",
        "acronym": "water27",
        "starts_on": date(2027, 3, 4),
        "ends_on": date(2027, 3, 5),
        "zone": "Asia/Bangkok",
        "rooms": (Room("Ballroom"),),
    }
    return Schedule(sessions=sessions, **fields | more)


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event()


def bring_in(event: Event, *sessions: Session, **more: Any) -> Imported:
    done = import_schedule(event.id, file_with(*sessions, **more), by="test")
    db.session.rollback()
    return done


def draft(event: Event) -> Structure:
    db.session.rollback()
    return draft_of(event.id)


def revision(event: Event) -> int:
    db.session.rollback()
    return agenda_state(event.id).draft_revision


def test_new_changed_the_same_and_missing_are_counted(event: Event) -> None:
    assert bring_in(event, talk(1), talk(2)) == Imported(new=2)
    (gone,) = (one.id for one in draft(event).sessions if one.title == "Talk 1")
    left = frozenset({gone})
    assert bring_in(event, talk(2, title="Renamed"), talk(3)) == Imported(new=1, changed=1, missing_ids=left)
    assert bring_in(event, talk(2, title="Renamed"), talk(3)) == Imported(same=2, missing_ids=left)
    assert sorted(session.title for session in draft(event).sessions) == ["Renamed", "Talk 1", "Talk 3"]


def test_the_same_file_again_leaves_nothing_but_a_line_in_the_log(event: Event) -> None:
    bring_in(event, talk(1, persons=(JANE,)), tracks=(Track("Water"),))
    before = revision(event)
    lines = db.session.scalar(select(func.count(AuditLine.id)))
    bring_in(event, talk(1, persons=(JANE,)), tracks=(Track("Water"),))
    assert revision(event) == before
    assert db.session.scalar(select(func.count(AuditLine.id))) == (lines or 0) + 1


def test_a_session_keeps_code_number_roles_and_talks(event: Event) -> None:
    bring_in(event, talk(1, code="ABC123", persons=(JANE,)))
    (before,) = draft(event).sessions
    assert (before.code, before.number) == ("ABC123", 1)
    jane = before.people[0].person_id
    drafting.put_on_stage(event.id, before.id, role=StageRole.MODERATOR, person_id=jane, affiliation="NGO", by="test")
    drafting.add_contribution(event.id, before.id, title="A talk inside", by="test")
    bring_in(event, talk(1, code="XYZ999", number=9, persons=(JANE,), title="Renamed"))
    (after,) = draft(event).sessions
    assert (after.id, after.code, after.number, after.title) == (before.id, "ABC123", 1, "Renamed")
    assert {one.role for one in after.people} == {StageRole.SPEAKER, StageRole.MODERATOR}
    assert len(after.contributions) == 1


def test_numbers_and_codes_that_are_taken_are_replaced(event: Event) -> None:
    add_session(event)
    bring_in(event, talk(1, code="abc"), talk(2, number=10**12), talk(3, number=None))
    sessions = draft(event).sessions
    assert sorted(session.number for session in sessions) == [1, 2, 3, 4]
    assert len({session.code for session in sessions}) == 4


def test_a_time_is_the_wall_time_of_the_event_whatever_offset_the_file_has(event: Event) -> None:
    bring_in(event, talk(1, "2027-03-04T03:00+00:00"), talk(2, "2027-03-04T22:00-05:00", day=date(2027, 3, 5)))
    assert [str(session.starts_local) for session in draft(event).sessions] == [
        "2027-03-04 10:00:00",
        "2027-03-05 10:00:00",
    ]


def test_the_second_of_two_equal_hours_is_kept(app: Flask) -> None:
    event = make_event(zone="Europe/Berlin", starts_on=date(2027, 10, 30), ends_on=date(2027, 10, 31))
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    night = date(2027, 10, 30)
    bring_in(event, talk(1, second.isoformat(), day=night), starts_on=night, ends_on=night)
    (session,) = draft(event).sessions
    assert (session.fold, session.starts_at("Europe/Berlin")) == (1, second)
    assert session.day == date(2027, 10, 30)


@pytest.mark.parametrize(
    ("word", "format_", "kept"),
    [("lecture", Format.TALK, "lecture"), ("workshop", Format.WORKSHOP, ""), ("", Format.TALK, "")],
)
def test_the_word_of_the_file_is_kept_beside_the_format(event: Event, word: str, format_: Format, kept: str) -> None:
    bring_in(event, talk(1, type=word))
    (session,) = draft(event).sessions
    assert (session.format, session.source_type) == (format_, kept)


def test_a_format_chosen_here_stays_while_the_file_says_the_same(event: Event) -> None:
    bring_in(event, talk(1, type="lecture"))
    (session,) = draft(event).sessions
    text = drafting.SessionText(title=session.title, format=Format.KEYNOTE, minutes=45)
    drafting.change_session(event.id, session.id, text, by="test")
    assert bring_in(event, talk(1, type="lecture")).changed == 0
    bring_in(event, talk(1, type="panel discussion"))
    assert draft(event).sessions[0].format is Format.PANEL


def test_rooms_and_tracks_are_known_by_name(event: Event) -> None:
    room_id = add_room(event, "Ballroom")
    water = drafting.add_track(event.id, name="Water", by="test")
    bring_in(
        event,
        talk(1, track="Water"),
        talk(2, track="Food", room="Garden"),
        tracks=(Track("Food"), Track("Water")),
        rooms=(Room("Garden", capacity=30, description="Step-free,\nshaded"), Room("Ballroom", capacity=10**12)),
    )
    structure = draft(event)
    assert [(room.name, room.capacity, room.note) for room in structure.rooms] == [
        ("Ballroom", None, ""),
        ("Garden", 30, "Step-free, shaded"),
    ]
    first, second = sorted(structure.sessions, key=lambda session: session.title)
    assert (first.room_id, first.track_id) == (room_id, water)
    assert [track.name for track in structure.tracks] == ["Water", "Food"]
    assert second.track_id == structure.tracks[1].id


def test_capital_letters_make_no_other_room_and_no_other_track(event: Event) -> None:
    drafting.add_track(event.id, name="Water", by="test")
    bring_in(
        event,
        talk(1, track="Plenary", room="Straße"),
        talk(2, track="plenary", room="STRASSE"),
        talk(3, track="WATER", room="Straße"),
        tracks=(Track("Plenary"), Track("plenary"), Track("WATER")),
        rooms=(Room("Straße"), Room("STRASSE")),
    )
    structure = draft(event)
    assert [track.name for track in structure.tracks] == ["Water", "Plenary"]
    assert [room.name for room in structure.rooms] == ["Straße"]
    water, plenary = (track.id for track in structure.tracks)
    assert sorted((one.title, one.track_id) for one in structure.sessions) == [
        ("Talk 1", plenary),
        ("Talk 2", plenary),
        ("Talk 3", water),
    ]


def test_a_room_of_a_file_is_changed_as_one_is_on_the_page(event: Event) -> None:
    room_id = add_room(event, "Ballroom", 10)
    revision_of_pages = db.session.get_one(Event, event.id).revision
    bring_in(event, talk(1), rooms=(Room("ballroom", capacity=30, description="Step-free"),))
    (room,) = draft(event).rooms
    assert (room.id, room.name, room.capacity, room.note) == (room_id, "Ballroom", 30, "Step-free")
    assert db.session.get_one(Event, event.id).revision == revision_of_pages, "readers learn of rooms by a version"


def test_people_are_known_again_by_guid_id_code_or_name(event: Event) -> None:
    bring_in(event, talk(1, persons=(JANE, Person("Nobody Else"), Person("By Code", code="XYZ"))))
    by_id, by_name = Person("Jane V.", source_id="7"), Person("nobody else")
    bring_in(event, talk(1, persons=(by_id, by_name, Person("Coded", code="XYZ"))))
    (session,) = draft(event).sessions
    names = names_of_people([one.person_id for one in session.people])
    assert sorted(names.values()) == ["Coded", "Jane V.", "nobody else"]
    assert db.session.scalar(select(func.count(KnownPerson.id))) == 3
    biographies = db.session.scalars(select(KnownPerson.biography)).all()
    assert "Grows fish." in biographies  # a file that says nothing of it takes nothing away


def test_whom_a_file_calls_otherwise_shows_so_at_every_event_and_the_draft_is_as_it_was(event: Event) -> None:
    bring_in(event, talk(1, persons=(JANE,)))
    publish(event)
    (session,) = draft(event).sessions
    jane = session.people[0].person_id
    other = make_event(title="Another", team_id=event.team_id)
    there = add_session(other)
    drafting.put_on_stage(other.id, there, role=StageRole.SPEAKER, person_id=jane, by="test")
    publish(other)
    before = revision(event)
    done = bring_in(event, talk(1, persons=(replace(JANE, name="Jane Renamed"),)))
    assert [(one.person_id, one.before.name, one.now.name) for one in done.people] == [
        (jane, "Jane Vũ", "Jane Renamed")
    ]
    assert (done.changed, revision(event)) == (0, before)
    for each in (event, other):
        shown = published(each.id)
        assert shown is not None
        assert shown.people[jane].name == "Jane Renamed"
    assert bring_in(event, talk(1, persons=(replace(JANE, name="Jane Renamed"),))).people == ()


def test_another_id_of_somebody_on_a_published_stage_is_given_back_by_exports(event: Event) -> None:
    bring_in(event, talk(1, persons=(Person("Jane Vũ", source_id="7"),)))
    publish(event)
    bring_in(event, talk(1, persons=(Person("Jane Vũ", source_id="7", guid=JANE.guid),)))
    shown = published(event.id)
    assert shown is not None
    assert [person.guid for person in shown.people.values()] == [JANE.guid]


def test_many_who_are_called_otherwise_are_shown_so(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_queries, "MOST_LOOKED_FOR", 1)
    people = [Person(f"Person {number}", source_id=str(number)) for number in (1, 2)]
    bring_in(event, talk(1, persons=(people[0],)), talk(2, persons=(people[1],)))
    publish(event)
    bring_in(event, talk(1, persons=(replace(people[0], name="First"),)),
             talk(2, persons=(replace(people[1], name="Second"),)))  # fmt: skip
    shown = published(event.id)
    assert shown is not None
    assert sorted(person.name for person in shown.people.values()) == ["First", "Second"]


def test_a_file_takes_as_many_statements_for_many_new_people_as_for_two(
    event: Event, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    def file_naming(*people: int) -> Schedule:
        persons = tuple(Person(f"Person {number}", source_id=str(number), code=f"P{number}") for number in people)
        return file_with(talk(1, persons=persons[::2]), talk(2, persons=persons[1::2]))

    bring_in(event, talk(1), talk(2))
    few, many = file_naming(1, 2), file_naming(*range(3, 60))
    event_id = event.id
    taken = [count_statements(partial(import_schedule, event_id, each, by="test")) for each in (few, many)]
    assert taken[1] <= taken[0] + 1  # those who were on stage go
    assert len(draft(event).person_ids()) == 57


def test_a_file_draws_nobody_onto_the_stage_whom_it_cannot_know(event: Event) -> None:
    """The team knows this person from another event: a guid in a file must not publish their name here."""
    other = make_event(title="Another", team_id=event.team_id)
    secret = put_on_stage(other, add_session(other), "Not Public")
    bring_in(event, talk(1, persons=(Person("Guessed", guid=str(secret)),)))
    (session,) = draft(event).sessions
    assert session.people[0].person_id != secret
    assert names_of_people([secret]) == {secret: "Not Public"}


def test_a_withdrawn_session_that_the_file_still_has_takes_place(event: Event) -> None:
    bring_in(event, talk(1))
    (session,) = draft(event).sessions
    drafting.withdraw_session(event.id, session.id, by="test")
    assert bring_in(event, talk(1)).changed == 1
    assert not draft(event).sessions[0].is_withdrawn


def test_links_and_attachments_are_told_apart(event: Event) -> None:
    bring_in(
        event,
        talk(
            1,
            links=(Link("Page", "https://a.example/"),),
            attachments=(Link("Slides", "https://b.example/", "slides"),),
        ),
    )
    assert [(link.kind, link.type) for link in draft(event).sessions[0].links] == [
        ("link", ""),
        ("attachment", "slides"),
    ]


def test_what_is_longer_than_a_column_is_cut_by_the_reader_who_says_so(event: Event) -> None:
    long = talk(1, title="t" * 900, subtitle="s " * 400, type="w" * 900, language="l" * 900, room="r" * 900,
                track="k" * 900, persons=(Person("p" * 900),), recording_license="c" * 900, minutes=0)  # fmt: skip
    written = write_json(file_with(long, rooms=(Room("r" * 900, description="d" * 900),), tracks=(Track("k" * 900),)))
    reading = read(written, LONGEST)
    assert Counter(remark.values["length"] for remark in reading.remarks) == Counter(
        [
            *(LONGEST.title, LONGEST.subtitle, LONGEST.type, LONGEST.language, LONGEST.recording_license),
            *(LONGEST.person, LONGEST.room_description),
            *(LONGEST.room, LONGEST.room, LONGEST.track, LONGEST.track),  # in the list of all, and at the session
        ]
    )
    assert import_schedule(event.id, reading.schedule, by="test").new == 1
    (session,), (room,), (track,) = (getattr(draft(event), name) for name in ("sessions", "rooms", "tracks"))
    names = names_of_people([session.people[0].person_id])
    lengths = [len(each) for each in (session.title, session.subtitle, session.source_type, *names.values())]
    assert lengths == [LONGEST.title, LONGEST.subtitle - 1, LONGEST.type, LONGEST.person]
    assert (len(room.name), len(room.note), len(track.name)) == (LONGEST.room, LONGEST.room_description, LONGEST.track)
    assert import_schedule(event.id, read(written, LONGEST).schedule, by="test") == Imported(same=1)


def test_what_is_longer_than_a_column_of_the_table_is_said_with_its_row(event: Event) -> None:
    table = (
        "Date,Start,End,Title,Subtitle,Language,Track,Room,Speakers\n"
        f"2027-03-04,9:00,10:00,{'t' * 400},{'s' * 400},{'l' * 400},{'k' * 400},{'r' * 400},"
        f"{'Jane Vu ' * 40}({'x' * 300})\n"
        f"2027-03-04,10:00,11:00,Short,,,{'k' * 400},{'r' * 400},\n"
    )
    context = TableContext(event.zone, event.starts_on, event.ends_on, event.title)
    reading = read_any(table.encode(), context, lengths=LONGEST)
    assert isinstance(reading, TableReading)
    assert sorted(f"{remark.where}: {remark}" for remark in reading.remarks) == sorted(
        f"row 2: “{field}” has more than {length} characters and was cut."
        for field, length in (
            ("title", LONGEST.title),
            ("subtitle", LONGEST.subtitle),
            ("language", LONGEST.language),
            ("track", LONGEST.track),
            ("room", LONGEST.room),
            ("name", LONGEST.person),
            ("affiliation", LONGEST.affiliation),
        )
    )
    import_schedule(event.id, reading.schedule, made_guids=reading.made_guids, by="test")
    assert sorted(len(one.title) for one in draft(event).sessions) == [5, LONGEST.title]


def test_what_was_made_here_comes_back_from_its_own_export(event: Event) -> None:
    """Guids, rooms, people and formats that came from no file are recognised in ours."""
    room_id = add_room(event, "Garden", 30)
    session_id = add_session(event, "Made here", room_id=room_id, format=Format.FIRESIDE_CHAT)
    put_on_stage(event, session_id, "Jane Vũ", StageRole.MODERATOR)
    gone = add_session(event, "Gone", "14:00")
    talk_id = drafting.add_contribution(event.id, session_id, title="A talk", by="test")
    drafting.put_on_stage(
        event.id, session_id, role=StageRole.SPEAKER, name="Vannak Ly", contribution_id=talk_id, by="test"
    )
    publish(event)
    drafting.withdraw_session(event.id, gone, by="test")
    publish(event)
    db.session.rollback()
    before, version = draft(event), published(event.id)
    assert version is not None
    number = revision(event)
    content = schedule_json_of(version, db.session.get_one(Event, event.id), "https://convene.example")
    assert b"Gone" not in content
    done = import_schedule(event.id, read(content).schedule, by="test")
    assert (done, draft(event), revision(event)) == (Imported(same=1), before, number)


def test_a_file_with_nothing_is_refused(event: Event) -> None:
    with pytest.raises(ScheduleHasNoSessions):
        bring_in(event)


@pytest.mark.parametrize("limit", ["MOST_SESSIONS", "MOST_PEOPLE", "MOST_ROOMS_OR_TRACKS"])
def test_a_file_with_too_much_is_refused(event: Event, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(importing, limit, 1)
    with pytest.raises(ScheduleIsTooLarge, match="more than 1"):
        bring_in(event, talk(1, persons=(JANE,)), talk(2, persons=(Person("Vannak Ly"),)),
                 rooms=(Room("Ballroom"), Room("Garden")))  # fmt: skip
    assert draft(event).sessions == ()


def test_a_failure_in_the_middle_brings_nothing_in(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "publish_agenda", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        importing.import_into_event(event.id, file_with(talk(1)), is_published=True, by="test")
    assert draft(event).sessions == ()
    assert draft(event).rooms == ()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True), st.text(min_size=1, max_size=9))
def test_any_file_twice_is_once(event: Event, numbers: list[int], words: str) -> None:
    written = write_json(file_with(*(talk(number, title=words, abstract=words) for number in numbers)))
    schedule = read(written).schedule
    if not schedule.sessions:  # titles of nothing but white space
        return
    import_schedule(event.id, schedule, by="test")
    number = revision(event)
    assert import_schedule(event.id, schedule, by="test").same == len(schedule.sessions)
    assert revision(event) == number


# --- an event of a file -------------------------------------------------------------------------------------------


def test_an_organiser_without_a_team_gets_one_and_owns_the_event(app: Flask) -> None:
    done = import_event(file_with(talk(1), day_turns_at=time(6)), make_account(), kind=Kind.WORKSHOP, by="test")
    event = db.session.get_one(Event, done.event_id)
    assert (event.title, event.slug, event.kind, event.zone) == (
        "Water Forum", "water-forum", Kind.WORKSHOP, "Asia/Bangkok",
    )  # fmt: skip
    assert (event.starts_on, event.day_turns_at, event.state) == (date(2027, 3, 4), time(6), State.DRAFT)
    again = import_event(file_with(talk(1)), make_account(), by="test")
    assert (again.event_id, again.is_new) == (event.id, False)


def test_somebody_else_with_the_same_title_makes_another_event(app: Flask) -> None:
    first = import_event(file_with(talk(1)), make_account(), by="test")
    second = import_event(file_with(talk(1)), make_account("zoe@example.org"), by="test")
    assert first.event_id != second.event_id
    assert second.slug == "water-forum-2027"
    with pytest.raises(AddressIsInUse):
        import_event(file_with(talk(1)), make_account("zoe@example.org"), slug="water-forum", by="test")


@pytest.mark.parametrize("has_team", [True, False])
def test_of_two_who_bring_in_one_file_at_the_same_moment_the_second_finds_the_event(app: Flask, has_team: bool) -> None:
    organiser_id = make_account()
    if has_team:
        make_team()
    for turn in range(4):
        file = replace(file_with(talk(1)), title=f"Water Forum {turn}")
        done = at_once(app, [partial(import_event, file, organiser_id, by="test")] * 4)
        assert len({each.event_id for each in done}) == 1  # type: ignore[union-attr]
        assert sorted(each.is_new for each in done) == [False, False, False, True]  # type: ignore[union-attr]
    assert db.session.scalar(select(func.count(Event.id))) == 4


@pytest.mark.parametrize(
    ("zone", "given_zone", "refusal"),
    [(None, None, ScheduleSaysNoZone), ("Asia/Bangkok", "Asia/Nowhere", UnknownZone), ("CET", None, UnknownZone)],
)
def test_a_zone_is_needed(app: Flask, zone: str | None, given_zone: str | None, refusal: type[Exception]) -> None:
    schedule = replace(file_with(talk(1)), zone=zone)
    with pytest.raises(refusal):
        import_event(schedule, make_account(), zone=given_zone, by="test")
    db.session.rollback()
    assert db.session.scalar(select(func.count(Event.id))) == 0


def test_an_import_publishes_agenda_and_event_when_that_is_wished(app: Flask) -> None:
    make_team()
    done = import_event(file_with(talk(1)), make_account(), is_published=True, by="test")
    event = db.session.get_one(Event, done.event_id)
    assert event.state is State.PUBLISHED
    assert published(event.id) is not None


def test_an_organisers_title_stays_where_the_file_has_no_such_session(event: Event) -> None:
    own = add_session(event)
    retitle(event, own, "Ours")
    bring_in(event, talk(1))
    assert facts(event, own).title == "Ours"


# --- the command --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope.json", "--organiser", "noor@example.org"], "nope.json cannot be read: No such file or directory."),
        (["FILE", "--organiser", "who@example.org"], "Make one: flask accounts create who@example.org"),
        (["FILE"], "Say whose event it is: --organiser EMAIL."),
        (
            ["FILE", "--organiser", "noor@example.org", "--zone", "Mars/Base"],
            "Mars/Base is not the time zone of a place.",
        ),
        (["FILE", "--organiser", "noor@example.org", "--starts", "soon"], "soon is no date. Write it like 2027-03-04."),
        (["FILE", "--organiser", "noor@example.org", "--slug", "A b"], "A b cannot be an address."),
        (["FILE", "--organiser", "noor@example.org", "--ends", "2020-01-01"], "The last day must not be before"),
        (["FILE", "--event", "nowhere"], "No event has the address /e/nowhere/."),
        (["EMPTY", "--organiser", "noor@example.org"], "The file is empty."),
    ],
)
def test_the_command_says_what_is_wrong(app: Flask, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    make_account()
    for name, content in {"FILE": write_json(file_with(talk(1))), "EMPTY": b""}.items():
        (tmp_path / name).write_bytes(content)
    given = [str(tmp_path / each) if each in {"FILE", "EMPTY"} else each for each in arguments]
    result = app.test_cli_runner().invoke(args=["events", "import", *given])
    assert result.exit_code != 0
    assert sentence in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_the_command_changes_an_event_that_there_is(app: Flask, event: Event, tmp_path: Path) -> None:
    file = tmp_path / "schedule.json"
    file.write_bytes(write_json(file_with(talk(1))))
    result = app.test_cli_runner().invoke(args=["events", "import", str(file), "--event", event.slug])
    assert result.stdout == f"/e/{event.slug}/\n"
    assert len(draft(event).sessions) == 1


def command(app: Flask, path: Path, *sessions: Session, options: str = "") -> str:
    """What `flask events import` tells on standard error."""
    path.write_bytes(write_json(file_with(*sessions)))
    arguments = ["events", "import", str(path), "--organiser", "noor@example.org", *options.split()]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"/e/[a-z0-9-]+/\n", result.stdout), "standard output is the path alone"
    return result.stderr


def test_a_second_import_tells_which_options_were_left(app: Flask, tmp_path: Path) -> None:
    make_account()
    file = tmp_path / "schedule.json"
    told = command(app, file, talk(1), options="--starts 2027-03-03 --zone Asia/Bangkok --kind workshop")
    assert "left as the event has it" not in told
    told = command(
        app, file, talk(1), options="--starts 2027-03-01 --ends 2027-03-09 --zone Europe/Berlin --kind forum"
    )
    assert "--starts, --ends, --zone and --kind were left as the event has it: an import changes its agenda" in told
    assert "left as the event has it" not in command(app, file, talk(1), options="--starts 2027-03-03 --kind workshop")
    told = command(app, file, talk(1), options="--event water-forum --kind webinar")
    assert "--kind was left as the event has it" in told
    made = db.session.scalars(select(Event)).one()
    assert (made.starts_on, made.kind) == (date(2027, 3, 3), Kind.WORKSHOP)


def test_an_import_that_publishes_tells_what_to_look_at(app: Flask, tmp_path: Path) -> None:
    make_account()
    file = tmp_path / "schedule.json"
    assert "to look at" not in command(app, file, talk(1), options="--publish")
    told = command(app, file, talk(1), talk(2), options="--publish")
    assert "Published with 1 thing to look at:\n  " in told
    assert "Ballroom" in told.partition("to look at:")[2]
    assert "In the draft with 1 thing to look at:\n  Ballroom" in command(app, file, talk(1), talk(2)), "not published"


def test_an_import_tells_how_many_withdrawn_sessions_came_back(app: Flask, tmp_path: Path) -> None:
    make_account()
    file = tmp_path / "schedule.json"
    later = talk(2, "2027-03-04T12:00+07:00")
    assert "came back" not in command(app, file, talk(1), later, options="--publish")
    made = db.session.scalars(select(Event)).one()
    for session in draft(made).sessions:
        drafting.withdraw_session(made.id, session.id, by="test")
    assert "1 session was withdrawn here, and came back with the file." in command(app, file, talk(1))
    for session in draft(made).sessions:
        if not session.is_withdrawn:
            drafting.withdraw_session(made.id, session.id, by="test")
    assert "2 sessions were withdrawn here, and came back with the file." in command(app, file, talk(1), later)


def test_an_import_tells_whom_it_calls_otherwise(app: Flask, tmp_path: Path) -> None:
    make_account()
    file = tmp_path / "schedule.json"
    command(app, file, talk(1, persons=(JANE,)))
    told = command(app, file, talk(1, persons=(replace(JANE, name="Jane Renamed"),)))
    assert "Jane Renamed, not Jane Vũ: as the file has it, on published pages too." in told
    told = command(app, file, talk(1, persons=(replace(JANE, name="Jane Renamed", biography="Grows rice."),)))
    assert "Jane Renamed, with another biography: as the file has it" in told
