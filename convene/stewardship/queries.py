from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from convene.breakouts.queries.arrangements import count_breakouts
from convene.database import db
from convene.events.catalogue import State
from convene.events.models import Event
from convene.events.queries import partners_of, rooms_of
from convene.events.rules import days_of
from convene.programme.models import Session, StageInvitation
from convene.programme.queries.draft import counts_of
from convene.programme.queries.telling import expected_on_stage
from convene.questionnaires.queries import questions_counted
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Invitation, Registration
from convene.registration.queries.desk import pool_of
from convene.registration.queries.form import REGISTRATION_FORM
from convene.registration.queries.inviting import who_has_yet_to_answer
from convene.registration.queries.registrations import (
    active_registrations_of_contact,
    has_registrations,
    where_all_are_reached,
)
from convene.sentences import Sentence
from convene.spelling import normalised_address
from convene.stewardship.catalogue import As
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
    #: How many sessions split into groups.
    breakouts: int


def what_there_is(event: Event) -> WhatThereIs:
    """How much of an event could go along. Seven statements, however much there is."""
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
        breakouts=count_breakouts(event.id).total,
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


# --- cancelling -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Concerned:
    """An address that is written to once, whoever is reached there: as what, and in which language."""

    email: str
    language: str
    ways: set[As]


@dataclass(frozen=True, slots=True)
class WhoIsConcerned:
    """Whom it concerns that an event is cancelled, by address; how many people as what, and how many of those who mean
    to come nobody can mail."""

    by_address: dict[str, Concerned]
    counts: Counter[As]
    without_address: int


def who_is_concerned(event: Event) -> WhoIsConcerned:
    """Everybody who has a place, waits, asked for one, was invited and has not answered, or is on stage. Five
    statements, however many they are."""
    found: dict[str, Concerned] = {}
    counts: Counter[As] = Counter()

    def add(way: As, email: str, key: str, language: str) -> None:
        counts[way] += 1
        if email:
            found.setdefault(key, Concerned(email, language, set())).ways.add(way)

    registered = where_all_are_reached(event.id)
    for one in registered:
        add(WAYS[one.state], one.email, one.email_key, one.language)
    for stage in expected_on_stage(event.id):
        add(As.ON_STAGE, stage.email, normalised_address(stage.email), event.language)
    for invited in who_has_yet_to_answer(event.id):
        add(As.INVITED, invited.email, invited.email_key, invited.language)
    return WhoIsConcerned(found, counts, sum(not one.email for one in registered))


@dataclass(frozen=True, slots=True)
class ReachedAt:
    """Who is reached at an address now: their registrations, as those on stage, and as those who were invited."""

    registrations: list[Registration]
    on_stage: list[StageInvitation]
    invitations: list[Invitation]

    @property
    def closest(self) -> As | None:
        """As what they are concerned most closely. None: nobody is reached there."""
        ways = {WAYS[one.state] for one in self.registrations}
        ways |= {As.ON_STAGE} if self.on_stage else set()
        ways |= {As.INVITED} if self.invitations else set()
        return next((way for way in As if way in ways), None)


def who_is_reached_at(event_id: UUID, email: str) -> ReachedAt:
    """The same of one address, when a mail to it is written. Five statements."""
    return ReachedAt(
        active_registrations_of_contact(event_id, email),
        expected_on_stage(event_id, email),
        who_has_yet_to_answer(event_id, normalised_address(email)),
    )


#: As what those who mean to come are concerned.
WAYS = {
    RegistrationState.CONFIRMED: As.HAS_A_PLACE,
    RegistrationState.WAITLISTED: As.WAITS,
    RegistrationState.PENDING: As.ASKED_FOR_A_PLACE,
}
