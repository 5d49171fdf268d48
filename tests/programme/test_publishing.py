import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from convene.audit.models import AuditLine
from convene.database import db, use_case
from convene.events.models import Event, Room
from convene.events.services import changing
from convene.people.models import Person
from convene.programme.catalogue import StageRole
from convene.programme.errors import AgendaChangedMeanwhile, CannotBePublished, NothingToPublish
from convene.programme.models import AgendaVersion, Session
from convene.programme.queries.draft import agenda_state, counts_of, difference_of, draft_of, session_by_code
from convene.programme.queries.people import people_on_stage
from convene.programme.queries.versions import public_row, published, version, versions_of
from convene.programme.rules.changes import ChangeKind, compare, to_publish
from convene.programme.services import drafting
from convene.programme.services.naming import change_person
from convene.programme.services.publishing import publish_agenda, restore_version
from tests.factories.agendas import (
    DAY,
    add_room,
    add_session,
    facts,
    move,
    publish,
    put_on_stage,
    retitle,
    wall,
)
from tests.factories.events import make_event


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event()


def titles(event: Event) -> list[str]:
    db.session.rollback()
    now_shown = published(event.id)
    assert now_shown is not None
    return [session.title for session in now_shown.structure.sessions]


# --- publishing -------------------------------------------------------------------------------------------------


def test_a_version_is_what_the_draft_was_and_never_changes(event: Event) -> None:
    session_id = add_session(event, "First")
    assert publish(event, "The first agenda") == 1
    retitle(event, session_id, "Second")
    assert titles(event) == ["First"]
    assert publish(event) == 2
    assert titles(event) == ["Second"]
    old = version(event.id, 1)
    assert old is not None
    assert (old.structure.sessions[0].title, old.note) == ("First", "The first agenda")
    assert [(line.number, line.is_current) for line in versions_of(event.id)] == [(2, True), (1, False)]


def test_what_was_not_seen_is_not_published(event: Event) -> None:
    session_id = add_session(event)
    seen = agenda_state(event.id).draft_revision
    retitle(event, session_id, "Renamed meanwhile")
    with pytest.raises(AgendaChangedMeanwhile):
        publish_agenda(event.id, seen, by="test")
    assert published(event.id) is None


def test_nothing_is_published_where_nothing_has_a_time(event: Event) -> None:
    with pytest.raises(NothingToPublish):
        publish_agenda(event.id, 1, by="test")
    add_session(event, starts=None)
    with pytest.raises(NothingToPublish):
        publish(event)


def test_a_draft_that_says_the_same_makes_no_version(event: Event) -> None:
    session_id = add_session(event)
    publish(event)
    before = public_row(event.slug)
    move(event, session_id, "15:00")
    move(event, session_id, "09:20")
    assert agenda_state(event.id).has_changes  # it was touched ...
    assert difference_of(event.id).is_empty  # ... and says the same
    assert publish(event) == 1
    db.session.rollback()
    assert public_row(event.slug) == before
    assert not agenda_state(event.id).has_changes


def test_a_time_that_stopped_existing_keeps_the_agenda_from_being_published(event: Event) -> None:
    add_session(event, starts="02:30", day=DAY)  # is in the night to the 5th

    @use_case
    def move_the_event_to_where_clocks_change() -> None:
        row = db.session.scalars(select(Session)).one()
        row.starts_local = row.starts_local.replace(day=28) if row.starts_local else None
        db.session.get_one(Event, event.id).zone = "Europe/Berlin"

    move_the_event_to_where_clocks_change()
    with pytest.raises(CannotBePublished, match="a time that does not exist"):
        publish(event)


def test_the_difference_is_told_before(event: Event) -> None:
    kept, moved, gone = (add_session(event, title) for title in ("Kept", "Moved", "Gone"))
    publish(event)
    move(event, moved, "16:00")
    drafting.withdraw_session(event.id, gone, by="test")
    new = add_session(event, "New", "17:00")
    add_session(event, "An idea", None)
    changes = {change.session.id: change.kind for change in difference_of(event.id).changes}
    assert changes == {moved: ChangeKind.MOVED, gone: ChangeKind.CANCELLED, new: ChangeKind.NEW}
    assert kept not in changes


def test_a_withdrawn_session_stays_in_the_agenda_with_its_code(event: Event) -> None:
    session_id = add_session(event)
    publish(event)
    code = facts(event, session_id).code
    drafting.withdraw_session(event.id, session_id, by="test")
    publish(event)
    db.session.rollback()
    now_shown = published(event.id)
    assert now_shown is not None
    withdrawn = now_shown.structure.session(code)
    assert withdrawn is not None
    assert withdrawn.is_withdrawn


def test_the_public_row_changes_with_every_publish_and_no_draft(event: Event) -> None:
    first = public_row(event.slug)
    assert first is not None
    assert first.version_id is None
    session_id = add_session(event)
    publish(event)
    db.session.rollback()
    second = public_row(event.slug)
    assert second is not None
    assert second.state_of_page("agenda") != first.state_of_page("agenda")
    retitle(event, session_id, "Draft")
    db.session.rollback()
    assert public_row(event.slug) == second
    changing.withdraw_event(event.id, by="test")
    db.session.rollback()
    third = public_row(event.slug)
    assert third is not None
    assert not third.is_public
    assert public_row("no-such-event") is None


def test_of_two_who_publish_at_once_one_is_told(app: Flask, event: Event) -> None:
    session_id = add_session(event)
    publish(event)
    retitle(event, session_id, "Renamed")
    revision = agenda_state(event.id).draft_revision
    event_id = event.id
    db.session.remove()
    start, outcomes = threading.Barrier(2), []

    def act(work: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(10)
            try:
                work()
                outcomes.append("done")
            except AgendaChangedMeanwhile:
                outcomes.append("told")

    def rename_then_publish() -> None:
        """Somebody changes the agenda, and both had opened the page before."""
        drafting.withdraw_session(event_id, session_id, by="two")
        publish_agenda(event_id, revision, by="two")

    threads = [
        threading.Thread(target=act, args=[lambda: publish_agenda(event_id, revision, by="one")]),
        threading.Thread(target=act, args=[rename_then_publish]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    # Who changed the draft after the page was opened is always told; the other only if that came first.
    assert outcomes.count("told") >= 1
    assert len(outcomes) == 2
    numbers = [line.number for line in versions_of(event_id)]
    assert numbers == list(range(len(numbers), 0, -1))


def test_two_who_publish_the_same_make_one_version(app: Flask, event: Event) -> None:
    add_session(event)
    revision, event_id = agenda_state(event.id).draft_revision, event.id
    db.session.remove()
    start, numbers = threading.Barrier(4), []

    def act() -> None:
        with app.app_context():
            start.wait(10)
            numbers.append(publish_agenda(event_id, revision, by="somebody").number)

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert numbers == [1, 1, 1, 1]
    assert db.session.scalar(select(func.count(AgendaVersion.id))) == 1


def test_publishing_is_one_line_of_the_log(event: Event) -> None:
    add_session(event)
    publish(event)
    lines = db.session.scalars(select(AuditLine).where(AuditLine.what == "programme.publish_agenda")).all()
    assert [(line.event_id, line.by) for line in lines] == [(event.id, "test")]


# --- restoring --------------------------------------------------------------------------------------------------


def test_an_older_version_becomes_the_draft_and_is_not_published(event: Event) -> None:
    session_id = add_session(event, "First", room_id=add_room(event))
    jane = put_on_stage(event, session_id, "Jane Vũ")
    talk = drafting.add_contribution(event.id, session_id, title="A talk", by="test")
    drafting.put_on_stage(event.id, session_id, role=StageRole.SPEAKER, person_id=jane, contribution_id=talk, by="test")
    publish(event)
    old = facts(event, session_id)
    retitle(event, session_id, "Second")
    drafting.remove_contribution(event.id, talk, by="test")
    drafting.place_session(event.id, session_id, None, by="test")
    since_shown = add_session(event, "Shown since", "14:00")
    publish(event)
    since_drafted = add_session(event, "Drafted since", "15:00")

    restore_version(event.id, 1, by="test")
    assert facts(event, session_id) == old
    assert facts(event, since_shown).is_withdrawn
    assert not facts(event, since_drafted).is_placed
    assert "Second" in titles(event)
    publish(event)
    assert titles(event) == ["First", "Shown since"]


def test_people_and_rooms_that_are_gone(event: Event) -> None:
    room_id = add_room(event)
    session_id = add_session(event, room_id=room_id)
    jane, vannak = put_on_stage(event, session_id, "Jane Vũ"), put_on_stage(event, session_id, "Vannak Ly")
    publish(event)
    drafting.place_session(event.id, session_id, None, by="test")
    drafting.remove_room(event.id, room_id, by="test")

    @use_case
    def erase() -> None:
        db.session.delete(db.session.get_one(Person, jane))

    erase()
    restore_version(event.id, 1, by="test")
    restored = facts(event, session_id)
    assert [one.person_id for one in restored.people] == [vannak]
    assert db.session.get_one(Room, restored.room_id).name == "Ballroom"


def test_a_room_and_a_track_of_an_older_version_stand_beside_none_of_the_same_name(event: Event) -> None:
    room_id, track_id = add_room(event, "Hall A"), drafting.add_track(event.id, name="Water", by="test")
    session_id = add_session(event, room_id=room_id, track_id=track_id)
    publish(event)
    drafting.place_session(event.id, session_id, None, by="test")
    drafting.remove_room(event.id, room_id, by="test")
    drafting.remove_track(event.id, track_id, by="test")
    there = add_room(event, "hall a")
    for name in ("water", "water (w)"):
        drafting.add_track(event.id, name=name, by="test")
    restore_version(event.id, 1, by="test")
    restored = facts(event, session_id)
    structure = draft_of(event.id)
    assert ([room.name for room in structure.rooms], restored.room_id) == (["hall a"], there)
    assert [track.name for track in structure.tracks if track.id == track_id] == ["Water (2)"]
    assert restored.track_id == track_id


def test_there_is_no_such_version(event: Event) -> None:
    with pytest.raises(Exception, match="nothing at this address"):
        restore_version(event.id, 7, by="test")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3)), min_size=1, max_size=8))
def test_a_version_that_is_restored_is_what_it_was(event: Event, steps: list[tuple[int, int]]) -> None:
    """Whatever is done to the draft in between, and whether or not it was published meanwhile."""
    for title in ("One", "Two", "Three"):
        add_session(event, title, "10:00")
    number = publish(event)
    then = version(event.id, number)
    assert then is not None
    for step in steps:
        _change(event, *step)
    restore_version(event.id, number, by="test")
    db.session.rollback()
    assert compare(then.structure, to_publish(then.structure, _of_its_tracks(event, then.structure.tracks))).is_empty


def _of_its_tracks(event: Event, tracks: object) -> object:
    """The draft without tracks and rooms made since: they stay, empty, and nobody's session is in them."""
    draft = draft_of(event.id)
    return replace(draft, tracks=tracks)  # type: ignore[arg-type]


def _change(event: Event, what: int, which: int) -> None:
    db.session.rollback()
    sessions = draft_of(event.id).sessions
    session_id: UUID = sessions[which % len(sessions)].id
    match what:
        case 0:
            retitle(event, session_id, f"Retitled {which}")
        case 1:
            move(event, session_id, f"1{which}:30", day=DAY + timedelta(days=which % 2))
        case 2:
            drafting.withdraw_session(event.id, session_id, by="test")
        case 3:
            drafting.restore_session(event.id, session_id, by="test")
        case 4:
            put_on_stage(event, session_id, "Somebody")
        case 5:
            add_session(event, "Made since", "12:00" if which % 2 else None)
        case 6:
            drafting.add_contribution(event.id, session_id, title="A talk", by="test")
        case _:
            publish(event)


# --- names ------------------------------------------------------------------------------------------------------


def test_a_new_name_is_shown_at_once_and_times_never_change(event: Event) -> None:
    session_id = add_session(event)
    jane = put_on_stage(event, session_id, "Jane Vu")
    publish(event)
    before, row = published(event.id), public_row(event.slug)
    assert before is not None
    assert row is not None
    retitle(event, session_id, "Only in the draft")
    change_person(event.id, jane, name="Jane Vũ", affiliation="NGO 8", biography="Grows fish.", by="test")
    db.session.rollback()
    after, new_row = published(event.id), public_row(event.slug)
    assert after is not None
    assert new_row is not None
    assert after.structure == before.structure
    assert (after.people[jane].name, after.people[jane].affiliation) == ("Jane Vũ", "NGO 8")
    assert new_row.served_revision == row.served_revision + 1
    assert new_row.revision > row.revision


def test_somebody_who_is_on_no_stage_here_is_not_renamed_from_here(event: Event) -> None:
    other = make_event(title="Another", team_id=event.team_id)
    jane = put_on_stage(other, add_session(other), "Jane Vũ")
    with pytest.raises(Exception, match="nothing at this address"):
        change_person(event.id, jane, name="Mallory", affiliation="", biography="", by="test")


# --- reading ----------------------------------------------------------------------------------------------------


def test_reads_take_as_many_statements_for_one_session_as_for_many(
    event: Event, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    def fill(event: Event, count: int) -> None:
        for number in range(count):
            session_id = add_session(event, f"Session {number}", room_id=add_room(event, f"Room {number} {count}"))
            put_on_stage(event, session_id, f"Speaker {number}")
            drafting.add_contribution(event.id, session_id, title="A talk", by="test")
        publish(event)

    event_id, slug = event.id, event.slug
    reads: dict[str, tuple[int, Callable[[], object]]] = {
        "draft": (6, lambda: draft_of(event_id)),
        "published": (1, lambda: published(event_id)),
        "public row": (1, lambda: public_row(slug)),
        "versions": (1, lambda: versions_of(event_id)),
        "version": (1, lambda: version(event_id, 1)),
        "state": (3, lambda: agenda_state(event_id)),
        "counts": (2, lambda: counts_of(event_id)),
        "people": (1, lambda: people_on_stage(event_id)),
    }
    for count in (1, 3):
        fill(db.session.get_one(Event, event_id), count)
        db.session.connection()  # the BEGIN of SQLite would be counted
        for name, (expected, read) in reads.items():
            db.session.expunge_all()  # as in a request of its own: nothing is known yet
            assert count_statements(read) == expected, (name, count)
    code = draft_of(event_id).sessions[0].code
    db.session.expunge_all()
    assert count_statements(lambda: session_by_code(event_id, code)) == 3


def test_counts_are_of_what_takes_place(event: Event) -> None:
    session_id, gone = add_session(event), add_session(event, "Gone")
    put_on_stage(event, session_id, "Jane Vũ")
    put_on_stage(event, gone, "Vannak Ly")
    add_session(event, "An idea", None)
    drafting.withdraw_session(event.id, gone, by="test")
    db.session.rollback()
    counts = counts_of(event.id)
    assert (counts.sessions, counts.unplaced, counts.withdrawn, counts.people) == (2, 1, 1, 1)
    assert facts(event, session_id).starts_local == wall("09:20")
