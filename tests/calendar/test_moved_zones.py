"""A government changes its clocks after an agenda was published: calendars know instants, and are told."""

import re
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import update

from convene.calendar.models import CalendarItem
from convene.calendar.queries.entries import moved_by_zones
from convene.database import db
from convene.engines.ics import timezones
from convene.events.models import Event
from convene.events.services import changing
from convene.events.tasks import follow_the_zones
from convene.registration.catalogue import ByMail
from convene.registration.services import self_service, signing_up
from tests.factories.agendas import move, publish, retitle
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import make_session
from tests.support.calendar_client import CalendarClient
from tests.support.mail import sent_mails
from tests.support.visitor import Visitor

JANE = "jane@example.org"


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_open_event(slug="forum", title="Regional Network Forum", zone="Asia/Bangkok")


@pytest.fixture
def talk(forum: Event) -> UUID:
    session_id = make_session(forum, "Water and care", "09:20")
    publish(forum)
    registration_id = make_registration(forum.id)
    signing_up.sign_up(registration_id, session_id)
    self_service.choose_calendar(registration_id, ByMail.SESSIONS)
    return session_id


@pytest.fixture
def move_bangkok(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """From now on the time zone database says that Bangkok has the hours of Tokyo, two more."""

    def forget() -> None:
        zoneinfo.ZoneInfo.clear_cache()
        for name in vars(timezones).values():
            if hasattr(name, "cache_clear"):
                name.cache_clear()

    def do_move() -> None:
        (tmp_path / "Asia").mkdir()
        (tmp_path / "Asia/Bangkok").write_bytes(files("tzdata.zoneinfo.Asia").joinpath("Tokyo").read_bytes())
        zoneinfo.reset_tzpath(to=[str(tmp_path), *before])
        forget()

    before = zoneinfo.TZPATH
    yield do_move
    zoneinfo.reset_tzpath(to=before)
    forget()


def instant(mails_of: str) -> str:
    """When it begins, in UTC, as the last mail says by itself: by its wall clock and the offset in its VTIMEZONE."""
    (entry,) = CalendarClient(mails_of).receive_all(sent_mails(mails_of)).entries.values()
    part = next(each for each in sent_mails(mails_of)[-1].walk() if each.get_content_type() == "text/calendar")
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)
    (hours,) = {int(each) for each in re.findall(r"TZOFFSETTO:([+-]\d\d)00", body.decode())}
    return f"{entry.starts - timedelta(hours=hours):%H:%M}"


def test_what_a_zone_has_moved_is_noticed_once_and_sent_on(
    forum: Event, talk: UUID, visitor: Visitor, move_bangkok: Callable[[], None]
) -> None:
    assert instant(JANE) == "02:20"
    assert moved_by_zones() == set()
    tag = visitor.open("/e/forum/calendar.ics").response.headers["ETag"]
    follow_the_zones()
    assert len(sent_mails(JANE)) == 2, "the confirmation and the invitation: nothing has moved"
    move_bangkok()
    assert moved_by_zones() == {forum.id}
    follow_the_zones()
    follow_the_zones()
    mails = sent_mails(JANE)
    assert len(mails) == 3
    assert mails[-1]["Subject"] == "Changed: Water and care"
    assert instant(JANE) == "00:20", "the wall clock there is the same"
    feed = visitor.open("/e/forum/calendar.ics", headers={"If-None-Match": tag}).response
    (event,) = Calendar.from_ical(feed.data).walk("VEVENT")
    assert event["SEQUENCE"] == 1
    move(forum, talk, "10:20")
    publish(forum)
    assert instant(JANE) == "01:20"
    publish(forum)
    assert moved_by_zones() == set()


def test_what_is_over_and_what_nobody_sees_is_told_to_nobody(
    forum: Event, talk: UUID, move_bangkok: Callable[[], None]
) -> None:
    assert instant(JANE) == "02:20"
    changing.withdraw_event(forum.id, by="test")
    move_bangkok()
    assert changing.follow_zones(forum.id, by="test")
    assert instant(JANE) == "02:20"
    changing.publish_event(forum.id, by="test")
    assert instant(JANE) == "00:20", "with the next opening"


def test_other_words_of_what_a_zone_has_moved_are_not_told_in_place_of_that(
    forum: Event, talk: UUID, move_bangkok: Callable[[], None]
) -> None:
    assert instant(JANE) == "02:20"
    move_bangkok()
    retitle(forum, talk, "Water, and care")
    publish(forum)
    follow_the_zones()
    assert instant(JANE) == "00:20"


def test_what_was_published_before_instants_were_kept_is_noted_and_told_to_nobody(forum: Event, talk: UUID) -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(update(CalendarItem).values(starts_at=None, ends_at=None))
    before = len(sent_mails(JANE))
    assert moved_by_zones() == {forum.id}
    assert not changing.follow_zones(forum.id, by="test")
    assert moved_by_zones() == set()
    assert len(sent_mails(JANE)) == before


def test_the_command_says_what_it_has_found(
    app: Flask, forum: Event, talk: UUID, move_bangkok: Callable[[], None]
) -> None:
    assert "Nothing moved." in app.test_cli_runner().invoke(args=["calendar", "follow-zones"]).output
    move_bangkok()
    said = app.test_cli_runner().invoke(args=["calendar", "follow-zones"]).output
    assert "Moved, and told to calendars: 1 events." in said
