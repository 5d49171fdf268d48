"""Agendas, made by use cases as organisers make them."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from convene.database import db
from convene.events.models import Event
from convene.events.services import arranging_rooms
from convene.programme.catalogue import Format, Group, StageRole
from convene.programme.models import Session
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.services import drafting, publishing
from convene.programme.services.drafting import SessionText
from convene.programme.services.publishing import Telling
from convene.programme.structure import Place, SessionFacts

DAY = date(2027, 3, 4)


def add_room(event: Event, name: str = "Ballroom", capacity: int | None = None) -> UUID:
    return arranging_rooms.add_room(event.id, name=name, capacity=capacity, by="test")


def add_session(
    event: Event,
    title: str = "Community aquaculture",
    starts: str | None = "09:20",
    *,
    minutes: int = 45,
    day: date = DAY,
    room_id: UUID | None = None,
    format: Format = Format.TALK,  # noqa: A002, the word of the field
    **more: Any,
) -> UUID:
    """A session on the first day of the forum that `make_event` makes; `starts=None` leaves it without a time."""
    place = Place(day, time.fromisoformat(starts), room_id) if starts else None
    text = SessionText(title=title, format=format, minutes=minutes, **more)
    return drafting.add_session(event.id, text, place, by="test")


def move(event: Event, session_id: UUID, starts: str, *, day: date = DAY, room_id: UUID | None = None) -> None:
    drafting.place_session(event.id, session_id, Place(day, time.fromisoformat(starts), room_id), by="test")


def retitle(event: Event, session_id: UUID, title: str) -> None:
    row = db.session.get_one(Session, session_id)
    text = SessionText(title=title, format=row.format, minutes=row.minutes, abstract=row.abstract)
    drafting.change_session(event.id, session_id, text, by="test")


def put_on_stage(event: Event, session_id: UUID, name: str, role: StageRole = StageRole.SPEAKER) -> UUID:
    """Somebody new on a stage; returns the id of the person."""
    drafting.put_on_stage(event.id, session_id, role=role, name=name, by="test")
    return facts(event, session_id).people[-1].person_id


def publish(event: Event, note: str = "", *tells: Group, word: str = "") -> int:
    """Publish the draft as it is now, and tell these groups what it changes for them."""
    telling = Telling(frozenset(tells), word)
    revision = agenda_state(event.id).draft_revision
    return publishing.publish_agenda(event.id, revision, note=note, tells=telling, by="test").number


def facts(event: Event, session_id: UUID) -> SessionFacts:
    """What the draft says of a session now."""
    db.session.rollback()
    return next(session for session in draft_of(event.id).sessions if session.id == session_id)


def wall(text: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(text))
