from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from convene.database import db
from convene.events.catalogue import State
from convene.events.models import Event
from convene.events.queries import partners_of, rooms_of
from convene.events.rules import days_of
from convene.programme.models import Session
from convene.programme.queries.draft import counts_of
from convene.questionnaires.queries import questions_counted
from convene.registration.queries.desk import pool_of
from convene.registration.queries.form import REGISTRATION_FORM
from convene.registration.queries.registrations import has_registrations
from convene.sentences import Sentence
from convene.stewardship.rules import why_not_delete


@dataclass(frozen=True, slots=True)
class WhatThereIs:
    """How much of an event could go along to its next edition. `places` is None without a limit."""

    sessions: int
    people: int
    rooms: int
    partners: int
    has_words: bool
    has_desk: bool
    places: int | None
    questions: int


def what_there_is(event: Event) -> WhatThereIs:
    """How much of an event could go along. Six statements, however much there is."""
    counts, pool = counts_of(event.id), pool_of(event.id)
    return WhatThereIs(
        sessions=counts.sessions,
        people=counts.people,
        rooms=len(rooms_of(event.id)),
        partners=len(partners_of(event.id)),
        has_words=bool(event.summary or event.description or event.aims),
        has_desk=pool is not None,
        places=pool.capacity if pool else None,
        questions=questions_counted(REGISTRATION_FORM, [event.id]).get(event.id, 0),
    )


def sessions_by_day(event: Event) -> list[tuple[date, int]]:
    """Each day of the event or of its draft, and how many sessions begin in it. One statement."""
    rows = db.session.execute(
        select(Session.day, func.count(Session.id))
        .where(Session.event_id == event.id, Session.day.is_not(None), Session.withdrawn_at.is_(None))
        .group_by(Session.day)
    )
    counted = {day: count for day, count in rows if day is not None}
    return [(day, counted.get(day, 0)) for day in sorted({*days_of(event.starts_on, event.ends_on), *counted})]


def why_it_stays(event: Event) -> Sentence | None:
    """Why an event cannot be deleted now; None: it can. One statement."""
    return why_not_delete(
        is_draft=event.state is State.DRAFT,
        was_published=event.published_at is not None,
        has_registrations=has_registrations(event.id),
    )
