"""40: kill -9 of the web server in the middle of a publish leaves the agenda as it was or as it is: never between."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from convene.calendar.models import CalendarItem
from convene.database import db
from convene.engines.schedule_files import Room, Schedule, Session
from convene.events.models import Event
from convene.events.queries import rooms_of
from convene.events.services import arranging_rooms
from convene.programme.models import Agenda, AgendaVersion
from convene.programme.queries.versions import published
from convene.programme.services.importing import import_schedule
from tests.factories.agendas import publish
from tests.factories.events import make_event
from tests.support.phone import Phone
from tests.support.processes import kill, until, web_process
from tests.support.visitor import Visitor

SESSIONS = 300
PUBLISH = "/organise/forum/agenda/publish"


@pytest.fixture
def event(app: Flask) -> Event:
    """A forum with 300 sessions in one room, published once."""
    event = make_event(slug="forum", place="")
    starts = datetime(2027, 3, 4, 2, tzinfo=UTC)
    sessions = tuple(
        Session(
            guid=str(UUID(int=n)), title=f"Talk {n}", starts_at=starts + timedelta(minutes=n), minutes=1,
            day=date(2027, 3, 4), room="Hall 0",
        )
        for n in range(SESSIONS)
    )  # fmt: skip
    day = date(2027, 3, 4)
    file = Schedule(
        title="Forum", acronym="forum", starts_on=day, ends_on=day, zone="Asia/Bangkok", rooms=(Room("Hall 0"),),
        sessions=sessions,
    )  # fmt: skip
    import_schedule(event.id, file, by="test")
    publish(event)
    return event


class Publisher(threading.Thread):
    """Renames the one room and publishes, over and over, until the server is gone. Each changes every session."""

    def __init__(self, app: Flask, event_id: UUID, phone: Phone, names: int) -> None:
        super().__init__()
        self.app, self.event_id, self.phone, self.names = app, event_id, phone, names
        self.begun = self.answered = 0
        self.seconds = 0.0

    def run(self) -> None:
        while True:
            self.names += 1
            with self.app.app_context():
                (room,) = rooms_of(self.event_id)
                arranging_rooms.change_room(
                    self.event_id, room.id, f"Hall {self.names}", capacity=None, note="", by="test"
                )
            try:
                _, page = self.phone.ask("GET", PUBLISH)
                form = {name: self._hidden(page, name) for name in ("csrf_token", "revision")}
                began = time.monotonic()
                self.begun += 1
                answer, _ = self.phone.ask("POST", PUBLISH, form | {"note": ""})
            except (OSError, HTTPException):
                return  # the server is gone
            assert answer.status == 303, page
            self.answered, self.seconds = self.answered + 1, time.monotonic() - began

    def _hidden(self, page: bytes, name: str) -> str:
        return str(html.document_fromstring(page).xpath("string(//main//input[@name=$name]/@value)", name=name))


def what_is_true(event_id: UUID) -> tuple[int, str, int]:
    """The number of the version that everybody sees, the room in it, and the event's revision.

    Whatever could be half done is compared with its other half.
    """
    db.session.rollback()
    shown = published(event_id)
    assert shown is not None
    (room,) = shown.structure.rooms
    items = db.session.scalars(select(CalendarItem).where(CalendarItem.kind == "session")).all()
    assert len(items) == len(shown.structure.sessions) == SESSIONS
    assert {item.location for item in items} == {room.name}
    number, newest = db.session.execute(select(func.max(AgendaVersion.number), func.count())).one()
    version_id = db.session.scalar(select(Agenda.version_id).where(Agenda.event_id == event_id))
    assert shown.number == number == newest
    assert db.session.scalar(select(AgendaVersion.number).where(AgendaVersion.id == version_id)) == number
    return shown.number, room.name, db.session.scalar(select(Event.revision).where(Event.id == event_id)) or 0


@pytest.mark.server
def test_a_publish_of_300_sessions_that_is_killed_is_done_or_never_was(
    app: Flask, event: Event, visitor: Visitor, tmp_path: Path
) -> None:
    event_id = event.id
    cookie = visitor.signed_in_as("noor@example.org").open("/account").client.get_cookie("convene")
    assert cookie is not None
    names = 0
    for moment in (0.4, 0.6, 0.8, None):  # of the time that a publish takes
        before, shown, revision = what_is_true(event_id)
        db.session.rollback()
        with web_process(app, tmp_path, processes=1) as (process, port):
            phone = Phone(port)
            phone.cookie = f"convene={cookie.value}"
            _, schedule = phone.ask("GET", "/e/forum/schedule.json")
            assert f'"room": "{shown}"'.encode() in schedule  # what a server that is started again serves
            if moment is None:
                break
            publisher = Publisher(app, event_id, phone, names)
            publisher.start()
            until(lambda: publisher.begun > 1 or not publisher.is_alive(), "a second publish begins")  # noqa: B023
            time.sleep(publisher.seconds * moment)
            kill(process)
            publisher.join(60)
        number, _, revision_now = what_is_true(event_id)
        published_since = number - before
        assert publisher.answered <= published_since <= publisher.answered + 1
        assert revision_now == revision + published_since, "a room that is renamed shows with the version"
        names = publisher.names
