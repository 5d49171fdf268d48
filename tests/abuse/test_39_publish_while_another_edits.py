"""39: whoever publishes while another edits publishes what they looked at, whole, or is told; no edit is lost."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.engines.schedule_files import Room, Schedule, Session
from convene.events.models import Event
from convene.programme.catalogue import Format
from convene.programme.errors import AgendaChangedMeanwhile
from convene.programme.models import AgendaVersion
from convene.programme.pages.organiser import publishing as publishing_page
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.queries.versions import published, version
from convene.programme.services.drafting import SessionText, change_session
from convene.programme.services.importing import import_schedule
from convene.programme.services.publishing import publish_agenda
from convene.programme.structure import Structure
from tests.factories.agendas import add_session, publish, retitle
from tests.factories.events import make_event
from tests.support.visitor import Visitor
from tests.support.world import OWNER

PUBLISH = "/organise/forum/agenda/publish"
SESSIONS, MOST_ROUNDS = 8, 80
#: So many versions are published while others edit.
ENOUGH = 4


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_event(slug="forum", place="")


def whole_agenda(number: int) -> Schedule:
    """Eight sessions of one room, each of which says in which round it was written."""
    starts, day = datetime(2027, 3, 4, 2, tzinfo=UTC), date(2027, 3, 4)
    sessions = tuple(
        Session(guid=str(UUID(int=n)), title=f"Talk {n} of round {number}", starts_at=starts + timedelta(hours=n),
                minutes=30, day=day, room="Hall")
        for n in range(1, SESSIONS + 1)
    )  # fmt: skip
    return Schedule(title="Forum", acronym="forum", starts_on=day, ends_on=day, zone="Asia/Bangkok",
                    rooms=(Room("Hall"),), sessions=sessions)  # fmt: skip


def rounds_in(titles: list[str]) -> set[str]:
    return {title.partition(" of round ")[2] for title in titles if " of round " in title}


def titles_of(structure: Structure) -> list[str]:
    return sorted(one.title for one in structure.sessions)


@dataclass
class Office:
    """Two who edit and two who publish, at the same time, each in a thread of their own."""

    app: Flask
    event_id: UUID
    session_id: UUID
    rounds: int = 0
    edits: int = 0
    told: int = 0
    #: What was looked at before each version was published, by its number.
    looked_at: dict[int, list[str]] = field(default_factory=dict)

    def is_open(self) -> bool:
        return (len(self.looked_at) < ENOUGH or self.told < 1) and self.rounds < MOST_ROUNDS

    def rewrite_all(self) -> None:
        while self.is_open():
            import_schedule(self.event_id, whole_agenda(self.rounds + 1), by="one")
            self.rounds += 1
            time.sleep(0.01 if self.rounds % 2 else 0.2)  # long enough for somebody to look and publish, or not

    def rewrite_one(self) -> None:
        while self.is_open():
            text = SessionText(title=f"Mine {self.edits + 1}", format=Format.TALK, minutes=45)
            change_session(self.event_id, self.session_id, text, by="two")
            self.edits += 1
            time.sleep(0.1)

    def publish(self) -> None:
        while self.is_open():
            db.session.rollback()
            revision = agenda_state(self.event_id).draft_revision
            titles = titles_of(draft_of(self.event_id))
            try:
                self.looked_at.setdefault(publish_agenda(self.event_id, revision, by="three").number, titles)
            except AgendaChangedMeanwhile:
                self.told += 1

    def work(self, does: Callable[[], None]) -> None:
        with self.app.app_context():
            does()


def test_publishing_while_two_others_edit_makes_whole_versions_of_what_was_looked_at(app: Flask, forum: Event) -> None:
    event_id = forum.id
    import_schedule(event_id, whole_agenda(0), by="test")
    office = Office(app, event_id, add_session(forum, "Mine 0", "18:00"))
    publish(forum)
    db.session.remove()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(office.work, (office.rewrite_all, office.rewrite_one, office.publish, office.publish)))
    edited = titles_of(draft_of(event_id))
    assert rounds_in(edited) == {str(office.rounds)}, "what was edited stands in the draft"
    assert f"Mine {office.edits}" in edited
    assert len(office.looked_at) >= ENOUGH
    assert office.told >= 1
    for number in db.session.scalars(select(AgendaVersion.number).where(AgendaVersion.event_id == event_id)).all():
        found = version(event_id, number)
        assert found is not None
        titles = titles_of(found.structure)
        assert len(titles) == SESSIONS + 1
        assert len(rounds_in(titles)) == 1, f"version {number} is half of one round and half of another"
        assert office.looked_at.get(number, titles) == titles, f"version {number} is not what was looked at"


def test_a_change_while_the_page_is_made_is_not_published_unseen(
    app: Flask, forum: Event, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page reads the draft and its revision, and somebody saves between the two."""
    session_id = add_session(forum, "Looked at", "10:00")
    event_id = forum.id
    read = publishing_page.draft_of

    def edits() -> None:
        with app.app_context():
            retitle(db.session.get_one(Event, event_id), session_id, "Never looked at")

    def draft_and_then_an_edit(of_event: UUID) -> object:
        found = read(of_event)
        thread = threading.Thread(target=edits)
        thread.start()
        thread.join(30)
        return found

    visitor.signed_in_as(OWNER)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(publishing_page, "draft_of", draft_and_then_an_edit)
        visitor.open(PUBLISH)
    assert "Looked at" in visitor.text
    assert "Never looked at" not in visitor.text
    visitor.press("Publish", expect=422)
    assert "Somebody changed the agenda since you opened this page" in visitor.text
    assert "Never looked at" in visitor.text
    db.session.rollback()
    assert published(event_id) is None
    visitor.press("Publish", expect=200)
    db.session.rollback()
    shown = published(event_id)
    assert shown is not None
    assert [one.title for one in shown.structure.sessions] == ["Never looked at"]
