"""A calendar that stays true: what a mail server was given, opened in the order in which it came, is the published
agenda of whoever it came to, whatever the organisers do.

The story reads what anybody can: pages and files over HTTP, and mails from the bytes that went over the wire.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.outbox.sending import send_due
from convene.programme.models import PersonOnStage
from convene.programme.services import drafting
from convene.programme.services.drafting import SessionText
from tests.factories.agendas import add_room, facts, move, publish, put_on_stage
from tests.factories.registrations import make_open_event
from tests.factories.sessions import make_session
from tests.support.calendar_client import CalendarClient
from tests.support.mail import link_in, text_of
from tests.support.smtp import MailServer, mail_server
from tests.support.visitor import Visitor

JANE = "jane@example.org"
Hours = tuple[datetime, datetime, str]


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_open_event(slug="forum", title="Regional Network Forum", place="Riverside Hotel")


@pytest.fixture
def server(app: Flask) -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


class Jane:
    """Somebody with a browser, a mailbox on a real line, and a calendar that her mail program keeps."""

    def __init__(self, visitor: Visitor, server: MailServer) -> None:
        self.browser = visitor
        self.server = server
        self.calendar = CalendarClient(JANE)
        self.page = ""
        self.signed_up: set[str] = set()
        self._read = 0

    def registers(self) -> None:
        self.browser.open("/e/forum/register").fill_in(name="Jane Trần", email=JANE).press("Register")
        self.opens_her_mail()
        self.page = next(
            link_in(received.mail, "/r/")
            for received in reversed(self.server.received)
            if received.receivers == [JANE] and "/r/" in text_of(received.mail)
        )

    def wants_each_session_in_her_calendar(self) -> None:
        self.browser.open(self.page).follow_link("Put it into my calendar")
        self.browser.fill_in(by_mail="sessions").press("Save")

    def signs_up_for(self, *titles: str) -> None:
        for title in titles:
            self.browser.open(f"{self.page}/agenda").press(f"Sign up {title}")
            self.signed_up.add(title)

    def cancels(self) -> None:
        self.browser.open(f"{self.page}/cancel").press()
        self.signed_up.clear()

    def opens_her_mail(self) -> list[str]:
        """What the worker has sent meanwhile is opened once each, in the order in which it came. What it asked of her
        calendar, each its METHOD."""
        send_due()
        new = [received.mail for received in self.server.received[self._read :]]
        self._read += len(new)
        self.calendar.receive_all(new)
        return [
            str(part.get_param("method"))
            for mail in new
            for part in mail.walk()
            if part.get_content_type() == "text/calendar"
        ]

    def has_in_her_calendar(self) -> dict[str, Hours]:
        return {
            kept.summary: (kept.starts.astimezone(UTC), kept.ends.astimezone(UTC), kept.location)
            for kept in self.calendar.entries.values()
        }

    def finds_published(self) -> dict[str, Hours]:
        """What the public agenda says of the sessions that she is signed up for."""
        schedule = json.loads(self.browser.open("/e/forum/schedule.json").response.get_data())["schedule"]
        days = schedule["conference"]["days"]
        sessions = [one for day in days for room in day["rooms"].values() for one in room]
        return {one["title"]: _hours(one) for one in sessions if one["title"] in self.signed_up}


def _hours(one: dict[str, str]) -> Hours:
    starts = datetime.fromisoformat(one["date"]).astimezone(UTC)
    hours, minutes = one["duration"].split(":")
    return starts, starts + timedelta(hours=int(hours), minutes=int(minutes)), f"{one['room']}, Riverside Hotel"


def _replace_speaker(event: Event, session_id: UUID) -> None:
    """Somebody else speaks, and the text says so."""
    on_stage = db.session.scalars(select(PersonOnStage.id).where(PersonOnStage.session_id == session_id)).one()
    drafting.take_off_stage(event.id, on_stage, by="test")
    put_on_stage(event, session_id, "Ali Reza")
    before = facts(event, session_id)
    text = SessionText(title=before.title, format=before.format, minutes=before.minutes, abstract="With Ali Reza.")
    drafting.change_session(event.id, session_id, text, by="test")


def test_from_registering_to_coming_again_the_calendar_is_the_published_agenda(
    forum: Event, server: MailServer, visitor: Visitor
) -> None:
    hall, garden = add_room(forum, "Ballroom"), add_room(forum, "Garden")
    water = make_session(forum, "Water and care", "09:20", room_id=hall)
    soil = make_session(forum, "Soil, seeds; bread 🥖", "11:00", room_id=garden)
    make_session(forum, "Not hers", "14:00", room_id=hall)
    put_on_stage(forum, water, "Hồng Phượng")
    publish(forum)
    jane = Jane(visitor, server)

    # She registers, wants each session in her calendar, and signs up for two.
    jane.registers()
    assert jane.has_in_her_calendar() == {}
    jane.wants_each_session_in_her_calendar()
    jane.signs_up_for("Water and care", "Soil, seeds; bread 🥖")
    assert jane.opens_her_mail() == ["REQUEST", "REQUEST"]
    assert jane.has_in_her_calendar() == jane.finds_published()
    assert len(jane.finds_published()) == 2

    # It moves twice before the worker comes to it: one update.
    move(forum, water, "10:00", room_id=garden)
    publish(forum)
    move(forum, water, "15:30", room_id=garden)
    publish(forum)
    assert jane.opens_her_mail() == ["REQUEST"]
    assert jane.has_in_her_calendar() == jane.finds_published()
    assert jane.has_in_her_calendar()["Water and care"][0] == datetime(2027, 3, 4, 8, 30, tzinfo=UTC)

    # One is called off.
    drafting.withdraw_session(forum.id, soil, by="test")
    publish(forum)
    assert jane.opens_her_mail() == ["CANCEL"]
    assert jane.has_in_her_calendar() == jane.finds_published()
    assert list(jane.finds_published()) == ["Water and care"]

    # Somebody else speaks: the calendar need not know.
    _replace_speaker(forum, water)
    publish(forum)
    assert jane.opens_her_mail() == []
    assert jane.has_in_her_calendar() == jane.finds_published()

    # She cannot come.
    jane.cancels()
    assert jane.opens_her_mail() == ["CANCEL"]
    assert jane.has_in_her_calendar() == jane.finds_published() == {}

    # What moves now is none of her calendar's business.
    move(forum, water, "16:00", room_id=hall)
    publish(forum)
    assert jane.opens_her_mail() == []

    # She can after all.
    jane.registers()
    jane.wants_each_session_in_her_calendar()
    jane.signs_up_for("Water and care")
    assert jane.opens_her_mail() == ["REQUEST"]
    assert jane.has_in_her_calendar() == jane.finds_published()
    assert jane.has_in_her_calendar()["Water and care"][0] == datetime(2027, 3, 4, 9, 0, tzinfo=UTC)
    (uid,) = jane.calendar.entries
    assert jane.calendar.newest[uid][0] > 3, "no message of it was below one that she had had"
