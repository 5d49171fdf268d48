"""What stands in calendars about an agenda, from the first publish to the last change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select, update

from convene import clock
from convene.calendar.models import CalendarItem
from convene.calendar.queries import entries as queries
from convene.calendar.queries import following
from convene.calendar.services import invitations, items
from convene.database import db, use_case
from convene.engines.ics import Status
from convene.events.models import Event
from convene.events.services import changing
from convene.events.services.beginning import EventFacts
from convene.programme.exporting import calendar_feed_of, event_calendar_of, session_calendar_of
from convene.programme.models import Session
from convene.programme.queries.draft import agenda_state
from convene.programme.services import drafting, publishing
from tests.factories.agendas import add_room, add_session, move, publish, retitle
from tests.factories.events import make_event
from tests.support.visitor import Visitor

BASE = "https://convene.example"


@dataclass
class Clock:
    """A clock that tests move on; every use case sees another time."""

    at: datetime = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def moving_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moving = Clock()
    for module in (clock, items, invitations, queries, following, changing, drafting, publishing):
        monkeypatch.setattr(module, "now", moving)
    return moving


@pytest.fixture
def event(app: Flask, moving_clock: Clock) -> Event:
    return make_event()


def item_of(session_id: UUID) -> CalendarItem:
    db.session.rollback()
    return db.session.scalars(select(CalendarItem).where(CalendarItem.subject_id == session_id)).one()


def entries(content: bytes | None) -> list[icalendar.Event]:
    assert content is not None
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_the_story_of_a_session(event: Event) -> None:
    session_id = add_session(event)
    publish(event)
    first = item_of(session_id)
    uid, changed_at = first.uid, first.changed_at
    assert (first.sequence, first.status) == (0, Status.CONFIRMED)

    publish(event)  # nothing is different
    other = add_session(event, "Another", "14:00")
    publish(event)  # something else is
    assert (item_of(session_id).sequence, item_of(session_id).changed_at) == (0, changed_at)

    retitle(event, session_id, "Aquaculture for all")
    publish(event)
    renamed = item_of(session_id)
    assert (renamed.sequence, renamed.summary) == (0, "Aquaculture for all")
    assert renamed.changed_at > changed_at

    move(event, session_id, "15:30")
    publish(event)
    moved = item_of(session_id)
    assert (moved.sequence, moved.starts_local.hour) == (1, 15)

    move(event, session_id, "15:30", room_id=add_room(event))
    publish(event)
    assert (item_of(session_id).sequence, "Ballroom" in item_of(session_id).location) == (2, True)

    drafting.withdraw_session(event.id, session_id, by="test")
    assert item_of(session_id).status is Status.CONFIRMED  # a draft tells nobody
    publish(event)
    withdrawn = item_of(session_id)
    assert (withdrawn.sequence, withdrawn.status) == (3, Status.CANCELLED)

    drafting.restore_session(event.id, session_id, by="test")
    publish(event)
    restored = item_of(session_id)
    assert (restored.sequence, restored.status, restored.cancelled_at) == (4, Status.CONFIRMED, None)

    drafting.place_session(event.id, session_id, None, by="test")
    publish(event)
    assert (item_of(session_id).sequence, item_of(session_id).status) == (5, Status.CANCELLED)
    publishing.restore_version(event.id, 1, by="test")
    publish(event)
    assert (item_of(session_id).sequence, item_of(session_id).status) == (6, Status.CONFIRMED)

    assert item_of(session_id).uid == uid
    assert item_of(other).status is Status.CANCELLED  # version 1 knew nothing of it


def test_uids_are_random_and_name_the_host_of_the_first_day(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = add_session(event)
    publish(event)
    uid = item_of(session_id).uid
    assert uid.endswith("@localhost")
    assert str(session_id) not in uid
    monkeypatch.setattr(items, "_uid_host", "moved.example")
    move(event, session_id, "16:00")
    publish(event)
    assert item_of(session_id).uid == uid


def test_a_feed_has_equal_bytes_until_something_changes(event: Event) -> None:
    session_id = add_session(event)
    publish(event)
    before = calendar_feed_of(event, BASE)
    assert calendar_feed_of(event, BASE) == before
    move(event, session_id, "16:00")
    assert calendar_feed_of(event, BASE) == before
    publish(event)
    assert calendar_feed_of(event, BASE) != before


def test_what_is_cancelled_stays_for_sixty_days(event: Event, moving_clock: Clock) -> None:
    kept, gone = add_session(event, "Kept"), add_session(event, "Gone", "14:00")
    publish(event)
    drafting.withdraw_session(event.id, gone, by="test")
    publish(event)
    titles = [str(entry["SUMMARY"]) for entry in entries(calendar_feed_of(event, BASE))]
    assert sorted(titles) == ["Cancelled: Gone", "Kept"]
    moving_clock.at += timedelta(days=60)
    assert [str(entry["SUMMARY"]) for entry in entries(calendar_feed_of(event, BASE))] == ["Kept"]
    assert item_of(kept).status is Status.CONFIRMED


def changed(event: Event, slug: str | None = None, **facts: Any) -> None:
    """Change what the event says of itself, as its settings do."""
    row = db.session.get_one(Event, event.id)
    known = {name: getattr(row, name) for name in EventFacts.__slots__}
    changing.change_event(event.id, EventFacts(**known | facts), slug=slug or row.slug, by="test")


def test_another_place_of_the_event_stands_in_the_calendars_of_its_sessions_at_once(
    event: Event, visitor: Visitor
) -> None:
    kept, gone = add_session(event, room_id=add_room(event)), add_session(event, "Gone", "14:00")
    publish(event)
    drafting.withdraw_session(event.id, gone, by="test")
    before = calendar_feed_of(event, BASE)
    visitor.signed_in_as("noor@example.org").open(f"/organise/{event.slug}/settings")
    visitor.fill_in(place="Hill House", address="2 Hill Road").press("Save the settings", expect=200)
    assert (item_of(kept).sequence, item_of(kept).location) == (1, "Ballroom, Hill House, 2 Hill Road")
    assert item_of(gone).status is Status.CONFIRMED  # a draft tells nobody
    assert calendar_feed_of(event, BASE) != before
    visitor.open(f"/organise/{event.slug}/settings").press("Save the settings", expect=200)
    assert item_of(kept).sequence == 1  # nothing new, nobody is told


def test_other_days_or_another_zone_stand_in_calendars_with_the_next_publish(event: Event) -> None:
    session_id = add_session(event)
    publish(event)
    changed(event, zone="Europe/Berlin")
    assert (item_of(session_id).sequence, item_of(session_id).zone) == (0, "Asia/Bangkok")
    publish(event)
    assert (item_of(session_id).sequence, item_of(session_id).zone) == (1, "Europe/Berlin")


def test_another_name_of_a_room_stands_in_calendars_with_the_next_publish(event: Event, visitor: Visitor) -> None:
    room_id = add_room(event)
    session_id = add_session(event, room_id=room_id)
    publish(event)
    visitor.signed_in_as("noor@example.org").open(f"/organise/{event.slug}/rooms/{room_id}")
    visitor.fill_in(name="Great Hall").press("Save the room", expect=200)
    assert agenda_state(event.id).has_changes
    assert "Look at what would change" in visitor.open(f"/organise/{event.slug}/").text
    visitor.open(f"/organise/{event.slug}/agenda/publish")
    assert "Great Hall" in visitor.text
    visitor.press("Publish version 2")
    assert (item_of(session_id).sequence, "Great Hall" in item_of(session_id).location) == (1, True)
    assert not agenda_state(event.id).has_changes


def test_entries_follow_an_address_that_changes_before_it_is_known(app: Flask, moving_clock: Clock) -> None:
    event = make_event(published=False)
    session_id = add_session(event)
    publish(event)
    changed(event, slug="forum-2027")
    assert item_of(session_id).path.startswith("/e/forum-2027/sessions/")


def test_a_session_of_its_own_is_a_file_without_a_calendar_name(event: Event) -> None:
    session_id = add_session(event)
    publish(event)
    code = db.session.get_one(Session, session_id).code
    content = session_calendar_of(event, code, BASE)
    assert content is not None
    (entry,) = entries(content)
    assert (entry["UID"], entry["SEQUENCE"]) == (item_of(session_id).uid, 0)
    assert entry["DTSTART"].dt.isoformat() == "2027-03-04T09:20:00+07:00"
    assert entry["URL"] == f"{BASE}/e/{event.slug}/sessions/{code}"
    assert b"X-WR-CALNAME" not in content
    assert session_calendar_of(event, "NOSUCH", BASE) is None


def test_an_event_stands_for_itself_until_it_has_sessions(event: Event) -> None:
    (entry,) = entries(calendar_feed_of(event, BASE))
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2027, 3, 4), date(2027, 3, 6))
    assert entry["TRANSP"] == "TRANSPARENT"
    add_session(event)
    publish(event)
    assert [str(each["SUMMARY"]) for each in entries(calendar_feed_of(event, BASE))] == ["Community aquaculture"]


def test_an_event_as_one_entry_keeps_its_uid_and_says_what_is_true(event: Event, moving_clock: Clock) -> None:
    (alone,) = entries(event_calendar_of(event, BASE))
    assert alone["UID"] == item_of(event.id).uid
    assert (alone["DTSTART"].dt, alone["DTEND"].dt) == (date(2027, 3, 4), date(2027, 3, 6))
    add_session(event)
    publish(event)
    before = event_calendar_of(event, BASE)
    moving_clock.at += timedelta(days=3)
    assert event_calendar_of(event, BASE) == before, "the time of the request is no part of it"
    changed(event, ends_on=event.starts_on, from_time=time(9), until_time=time(17))
    (timed,) = entries(event_calendar_of(event, BASE))
    assert (timed["UID"], timed["SEQUENCE"]) == (alone["UID"], 1)
    assert timed["DTSTART"].dt.isoformat() == "2027-03-04T09:00:00+07:00"


def test_an_event_that_never_was_public_is_no_file(app: Flask) -> None:
    assert event_calendar_of(make_event(published=False), BASE) is None


def test_a_night_in_which_the_clocks_go_back_is_told_right(app: Flask, moving_clock: Clock) -> None:
    night = date(2027, 10, 30)
    event = make_event(zone="Europe/Berlin", starts_on=night, ends_on=night)
    add_session(event, "Night watch", "02:30", day=night, minutes=60)
    publish(event)
    (entry,) = entries(calendar_feed_of(event, BASE))
    assert entry["DTSTART"].dt.astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert entry["DTEND"].dt.astimezone(UTC) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_an_entry_that_became_impossible_is_left_out_and_logged(event: Event, caplog: pytest.LogCaptureFixture) -> None:
    good, bad = add_session(event, "Good"), add_session(event, "Bad", "14:00")
    publish(event)

    @use_case
    def a_later_time_zone_database() -> None:
        """Stands for one in which the clocks skip what is stored."""
        db.session.execute(
            update(CalendarItem)
            .where(CalendarItem.subject_id == bad)
            .values(zone="Europe/Berlin", starts_local=datetime.fromisoformat("2027-03-28T02:30"))
        )

    a_later_time_zone_database()
    assert [str(entry["SUMMARY"]) for entry in entries(calendar_feed_of(event, BASE))] == ["Good"]
    assert "calendar item left out" in caplog.text
    bad_code = db.session.get_one(Session, bad).code
    assert session_calendar_of(event, bad_code, BASE) is None
    assert item_of(good).sequence == 0


def test_an_installation_that_moves_goes_on_with_the_host_of_its_first_uid(event: Event) -> None:
    first = add_session(event, "Before")
    publish(event)
    items.name_first_uid_host("elsewhere.example")
    try:
        second = add_session(event, "After", "14:00")
        publish(event)
    finally:
        items.name_first_uid_host("localhost")
    assert item_of(second).uid.partition("@")[2] == item_of(first).uid.partition("@")[2] == "localhost"


def test_the_description_of_an_entry_is_plain_text(event: Event) -> None:
    session_id = add_session(event, abstract="Bring **one** thing, see [the list](https://example.org).")
    publish(event)
    assert item_of(session_id).description == "Bring one thing, see the list."
