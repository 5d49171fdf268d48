"""Every file that people can fetch and every mail that leaves, as programs find them that know nothing of us.

What they must find is written down by hand, in UTC: Bangkok is seven hours ahead. The cases that need no event are in
`tests/engines/ics/test_independent_readers.py`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from convene.calendar.models import CalendarItem
from convene.database import db
from convene.events.models import Event
from convene.outbox.sending import send_due
from convene.programme.services import drafting
from convene.registration.catalogue import ByMail
from convene.registration.emails import link_to, way_in_of
from convene.registration.models import Registration
from convene.registration.services import self_service, signing_up
from tests.engines.ics.readers import lines_of
from tests.factories.agendas import add_room, move, publish
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import code_of, make_session
from tests.support.calendar_files import CalendarFile, Entry, differences
from tests.support.calendar_readers import READERS, libical
from tests.support.smtp import MailServer, Received, mail_server
from tests.support.visitor import Visitor

JANE = "jane@example.org"
PLACE = "Riverside Hotel, Bangkok; 3rd floor"
TITLE = "Soil, seeds; bread 🥖 và \\ nước"
ABSTRACT = "การประชุม, ประจำปี; " * 12 + "\n\nThe second line: 水会議 👩🏽‍🌾."


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_open_event(
        slug="forum", title="Forum, 2027: “Hội nghị”", place=PLACE, summary="What we see; what works.",
        join_url="https://meet.example.org/forum",
    )  # fmt: skip


@dataclass
class Stage:
    """An event with a session that Jane is signed up for and has starred, and one that was called off."""

    event: Event
    talk: UUID
    gone: UUID
    registration: UUID

    def uid(self, subject_id: UUID) -> str:
        return str(db.session.scalar(select(CalendarItem.uid).where(CalendarItem.subject_id == subject_id)))

    def online(self, found: Entry) -> Entry:
        """The same as it stands in Jane's own calendar: with her way in."""
        version = db.session.get_one(Registration, self.registration).link_version
        way_in = f"http://localhost{way_in_of(self.registration, version)}"
        words = f"Join online: {way_in}\n\n{found.description}"
        return replace(found, location=f"{found.location}, {way_in}", description=words)

    @property
    def talk_found(self) -> Entry:
        page = f"http://localhost/e/forum/sessions/{code_of(self.talk)}"
        return Entry(
            uid=self.uid(self.talk),
            starts=datetime(2027, 3, 4, 2, 20, tzinfo=UTC),
            ends=datetime(2027, 3, 4, 3, 5, tzinfo=UTC),
            summary=TITLE,
            location=f"Ballroom, {PLACE}",
            description=f"{' '.join(ABSTRACT.split()[:24])}\n\nThe second line: 水会議 👩🏽‍🌾.\n\n{page}",
        )

    @property
    def gone_found(self) -> Entry:
        return Entry(
            uid=self.uid(self.gone),
            starts=datetime(2027, 3, 4, 7, 0, tzinfo=UTC),
            ends=datetime(2027, 3, 4, 7, 45, tzinfo=UTC),
            summary="Cancelled: Rivers",
            location=PLACE,
            description=f"http://localhost/e/forum/sessions/{code_of(self.gone)}",
            status="CANCELLED",
            sequence=1,
        )

    @property
    def event_found(self) -> Entry:
        return Entry(
            uid=self.uid(self.event.id),
            starts=date(2027, 3, 4),
            ends=date(2027, 3, 6),
            summary="Forum, 2027: “Hội nghị”",
            location=PLACE,
            description="What we see; what works.\n\nhttp://localhost/e/forum/",
        )


@pytest.fixture
def stage(forum: Event) -> Stage:
    talk = make_session(forum, TITLE, "09:20", room_id=add_room(forum), abstract=ABSTRACT)
    gone = make_session(forum, "Rivers", "14:00")
    publish(forum)
    registration = make_registration(forum.id)
    signing_up.sign_up(registration, talk)
    drafting.withdraw_session(forum.id, gone, by="test")
    publish(forum)
    return Stage(forum, talk, gone, registration)


def problems_of(name: str, body: bytes, *entries: Entry) -> list[str]:
    """What any reader finds otherwise than it is meant, after a look at the bytes themselves."""
    lines_of(body)
    file = CalendarFile(name, body, entries)
    read = [reader for reader in READERS if reader != "libical" or libical() is not None]
    return [f"{reader}, {line}" for reader in read for line in differences(reader, file, READERS[reader](body))]


def test_every_file_that_can_be_fetched_says_what_was_published(stage: Stage, visitor: Visitor) -> None:
    visitor.headers["Sec-Fetch-Site"] = "same-origin"
    visitor.post("/e/forum/stars", {"star": code_of(stage.talk)}, expect=200)
    visitor.open("/e/forum/my-agenda").press("Make my calendar address")
    feed_of_stars = re.search(r"/calendar/[\w-]{22}\.ics", visitor.response.text)
    assert feed_of_stars
    link = link_to(db.session.get_one(Registration, stage.registration))
    problems = []
    for path, entries in {
        "/e/forum/calendar.ics": (stage.talk_found, stage.gone_found),
        "/e/forum/event.ics": (stage.event_found,),
        f"/e/forum/sessions/{code_of(stage.talk)}.ics": (stage.talk_found,),
        f"/e/forum/sessions/{code_of(stage.gone)}.ics": (stage.gone_found,),
        "/e/forum/my-agenda.ics": (stage.talk_found,),
        feed_of_stars.group(): (stage.talk_found,),
    }.items():
        problems += problems_of(path, visitor.open(path).response.get_data(), *entries)
    mine = visitor.open(f"/r/{link}/agenda.ics").response.get_data()
    problems += problems_of("my sessions", mine, stage.online(stage.talk_found))
    assert problems == []


def test_the_feed_of_an_event_without_an_agenda_is_the_event(forum: Event, visitor: Visitor) -> None:
    stage = Stage(forum, forum.id, forum.id, forum.id)
    feed = visitor.open("/e/forum/calendar.ics").response.get_data()
    assert problems_of("feed", feed, stage.event_found) == []


# --- what leaves by mail ----------------------------------------------------------------------------------------------


def calendar_parts(received: Received) -> list[bytes]:
    """What a mail carries for calendars, decoded, once each part: among the alternatives, and as a file."""
    parts = [
        part.get_payload(decode=True)
        for part in received.mail.walk()
        if part.get_content_type() in {"text/calendar", "application/ics"}
    ]
    return [part for part in parts if isinstance(part, bytes)]


def told_by(server: MailServer, change: Callable[[], object]) -> bytes:
    """What a change sends into Jane's calendar: one mail, its bytes as every mail server and program takes them."""
    change()
    send_due()
    (received,) = [each for each in server.received if calendar_parts(each)]
    server.received.clear()
    bare = received.body.replace(b"\r\n", b"")
    assert b"\n" not in bare, "a line of the mail ends without CR"
    assert b"\r" not in bare
    assert max(map(len, received.body.split(b"\r\n"))) <= 998
    assert received.body.isascii()
    shown, attached = calendar_parts(received)
    assert shown == attached
    return shown


def test_what_leaves_by_mail_is_read_as_it_was_meant_and_is_the_same_in_each_part(stage: Stage) -> None:
    def choose(wanted: ByMail) -> Callable[[], object]:
        return lambda: self_service.choose_calendar(stage.registration, wanted)

    def move_it() -> None:
        move(stage.event, stage.talk, "15:30")
        publish(stage.event)

    def call_it_off() -> None:
        drafting.withdraw_session(stage.event.id, stage.talk, by="test")
        publish(stage.event)

    here, asked = stage.talk_found, replace(stage.online(stage.talk_found), method="REQUEST")
    starts, ends = datetime(2027, 3, 4, 8, 30, tzinfo=UTC), datetime(2027, 3, 4, 9, 15, tzinfo=UTC)
    gone = replace(here, starts=starts, ends=ends, location=PLACE)
    moved = replace(stage.online(gone), method="REQUEST")
    whole = stage.event_found
    event = replace(stage.online(whole), method="REQUEST")
    off = {"method": "CANCEL", "status": ""}
    with mail_server() as server:
        problems = [
            problem
            for name, change, found in (
                ("invitation", choose(ByMail.SESSIONS), asked),
                ("update", move_it, replace(moved, sequence=1)),
                ("off for one person", choose(ByMail.NOTHING), replace(gone, **off, sequence=2)),
                ("invitation to the event", choose(ByMail.EVENT), event),
                (
                    "the event is off for one person",
                    choose(ByMail.NOTHING),
                    replace(whole, **off, sequence=1),
                ),
                ("invited again", choose(ByMail.SESSIONS), replace(moved, sequence=3)),
                ("off for all", call_it_off, replace(gone, method="CANCEL", status="CANCELLED", sequence=4)),
            )
            for problem in problems_of(name, told_by(server, change), found)
        ]
    assert problems == []
