"""An event of which every row and every column says something, to be used again."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, String, Text, Time
from sqlalchemy import Enum as SqlEnum

from convene.database import Base, db, use_case
from convene.events.catalogue import PartnerRole
from convene.events.models import Event, Partner, Room, Series
from convene.events.services.arranging_rooms import add_room
from convene.files.models import Audience
from convene.files.services import store_file
from convene.programme.catalogue import Format, StageRole
from convene.programme.models import Session, Track
from convene.programme.queries.draft import agenda_state
from convene.programme.services.drafting import (
    SessionText,
    add_contribution,
    add_session,
    add_track,
    put_on_stage,
    withdraw_session,
)
from convene.programme.services.publishing import publish_agenda
from convene.programme.structure import LinkFacts, Place
from convene.questionnaires.catalogue import Kind, Purpose
from convene.questionnaires.models import ConditionRow, OptionRow, QuestionnaireRow, QuestionRow, SectionRow
from convene.questionnaires.services.building import add_section
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.opening import set_desk
from tests.factories.events import make_event
from tests.factories.questionnaires import ask, make_form, only_if
from tests.factories.registrations import make_registration

FIRST_DAY = date(2027, 3, 4)


def edition(*, sessions: int = 3, **facts: Any) -> Event:
    """A published event of two days: rooms, tracks, sessions with talks and people, partners, registrations."""
    event = make_event(title="Forum 2027", description="Why we meet", join_url="https://meet.example.org/old", **facts)
    hall = add_room(event.id, name="Ballroom", capacity=120, note="captions", source_id="room-1", by="test")
    track = add_track(event.id, name="What works", by="test")
    for number in range(sessions):
        session_id = add_session(
            event.id,
            SessionText(
                title=f"Session {number}",
                format=Format.LIGHTNING_TALKS,
                minutes=15,
                abstract="In short.",
                track_id=track,
                links=(LinkFacts("Slides", "https://example.org/slides", "attachment"),),
            ),
            Place(FIRST_DAY + timedelta(days=number % 2), time(9 + number // 4, 15 * (number % 4)), hall),
            by="test",
        )
        talk = add_contribution(event.id, session_id, title=f"Talk {number}", minutes=7, by="test")
        put_on_stage(event.id, session_id, role=StageRole.SPEAKER, name=f"Speaker {number}", contribution_id=talk,
                     by="test")  # fmt: skip
        put_on_stage(event.id, session_id, role=StageRole.MODERATOR, name=f"Moderator {number}", by="test")
    gone = add_session(event.id, SessionText(title="Withdrawn", format=Format.PANEL, minutes=30), by="test")
    withdraw_session(event.id, gone, by="test")
    publish_agenda(event.id, agenda_state(event.id).draft_revision, by="test")
    set_desk(
        event.id,
        DeskFacts(is_open=True, opens_local=datetime.fromisoformat("2020-01-01T09:00")),
        capacity=40,
        by="test",
    )
    make_registration(event.id, "jane@example.org")
    ask_something(event)
    add_a_partner(event.id)
    return event


def ask_something(event: Event) -> None:
    """A form of which a question, and a section, are asked because of an answer."""
    form_id = make_form(event)
    mode = ask(form_id, "How will you come?", Kind.CHOICE, "In person", "Online", purpose=Purpose.ACCESS)
    ask(form_id, "What do you eat?", conditions=only_if(form_id, mode, "In person"), words="x")
    add_section(form_id, "Travel", words="By boat", conditions=only_if(form_id, mode, "In person"), by="test")


@use_case
def add_a_partner(event_id: UUID, *, by: str = "test") -> None:
    """A partner with a logo."""
    partner = Partner(id=uuid4(), event_id=event_id, role=PartnerRole.HOST, name="A fund", position=0)
    partner.logo_file_id = store_file(
        "partners", partner.id, b"a logo", content_type="image/png", event_id=event_id, team_id=None,
        audience=Audience.PUBLIC, by=by,
    )  # fmt: skip
    db.session.add(partner)


@use_case
def make_it_an_edition(event_id: UUID, number: int | None, *, by: str = "test") -> UUID:
    """Put an event into a series of its own; returns the id of the series."""
    event = db.session.get_one(Event, event_id)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    series = Series(id=uuid4(), team_id=event.team_id, slug="forums", title="Forums", created_at=at, changed_at=at)
    db.session.add(series)
    db.session.flush()
    event.series_id, event.edition = series.id, number
    return series.id


@use_case
def say_something_everywhere(rows: Iterable[Base], but: frozenset[str], *, by: str = "test") -> None:
    """Give every column of these rows that is not in `but` a value that no row gets by itself."""
    for row in rows:
        for column in row.__table__.columns:
            if column.key not in but and not column.foreign_keys and not column.primary_key:
                setattr(row, column.key, _telling(column, getattr(row, column.key)))


def _telling(column: Column[Any], value: Any) -> Any:
    kind = column.type
    if isinstance(kind, SqlEnum) or isinstance(value, Enum):
        words = list(kind.python_type) if isinstance(kind, SqlEnum) else list(type(value))
        return next(word for word in reversed(words) if word != value)
    if isinstance(kind, Boolean):
        return not value
    if isinstance(kind, Integer):
        return (value or 0) + 7
    if isinstance(kind, (String, Text)):
        return f"{value or ''}x"[-(getattr(kind, "length", None) or 100) :]
    if isinstance(kind, Time):
        return time(5, 55)
    if isinstance(kind, Date):
        return date(2027, 3, 5)
    if isinstance(kind, DateTime):
        return datetime(2027, 2, 2, 2, 2, tzinfo=UTC)
    return value


def rows_of(event_id: UUID) -> dict[str, list[Any]]:
    """The rows of an event that a next edition has its own of, by table, in an order that both editions share."""
    sessions = (
        db.session.query(Session)
        .filter(Session.event_id == event_id, Session.withdrawn_at.is_(None))
        .order_by(Session.number)
        .all()
    )
    return {
        "event": [db.session.get_one(Event, event_id)],
        "room": db.session.query(Room).filter(Room.event_id == event_id).order_by(Room.position).all(),
        "track": db.session.query(Track).filter(Track.event_id == event_id).order_by(Track.position).all(),
        "session": sessions,
        "contribution": [each for session in sessions for each in session.contributions],
        "person_on_stage": [each for session in sessions for each in session.on_stage],
        "question_section": asked_at(SectionRow, event_id, SectionRow.position),
        "question": asked_at(QuestionRow, event_id, QuestionRow.position),
        "question_option": db.session.query(OptionRow)
        .join(QuestionRow, QuestionRow.id == OptionRow.question_id)
        .join(QuestionnaireRow, QuestionnaireRow.id == QuestionRow.questionnaire_id)
        .filter(QuestionnaireRow.event_id == event_id)
        .order_by(OptionRow.position)
        .all(),
        "question_condition": asked_at(ConditionRow, event_id, ConditionRow.question_id.is_(None)),
        "partner": db.session.query(Partner).filter(Partner.event_id == event_id).order_by(Partner.name).all(),
    }


def asked_at(table: Any, event_id: UUID, order: Any) -> list[Any]:
    """The rows of the form of an event, in an order that both editions share."""
    rows = db.session.query(table).join(QuestionnaireRow, QuestionnaireRow.id == table.questionnaire_id)
    return rows.filter(QuestionnaireRow.event_id == event_id).order_by(order).all()
