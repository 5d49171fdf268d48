"""Numbers about those who come. Each takes one statement, however many they are."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from convene.database import db
from convene.events.models import Event
from convene.questionnaires.models import AnswerRow
from convene.registration.catalogue import ACTIVE, CameBy, RegistrationState
from convene.registration.models import Attendance, ImportedAnswer, Registration
from convene.registration.queries.attendance import has_come_to
from convene.registration.rules.listing import NO, YES

IS_ACTIVE = Registration.state.in_(ACTIVE)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many of those who mean to come there are of each country, ticket and way, and how many of each state."""

    states: dict[RegistrationState, int]
    countries: dict[str, int]
    tickets: dict[UUID | None, int]
    ways: dict[CameBy, int]

    @property
    def active(self) -> int:
        return sum(count for state, count in self.states.items() if state.is_active)


def numbers_of(event_id: UUID) -> Numbers:
    """One statement: registrations counted by all four at once."""
    rows = db.session.execute(
        select(
            Registration.state, Registration.country, Registration.ticket_kind_id, Registration.came_by, func.count()
        )
        .where(Registration.event_id == event_id)
        .group_by(Registration.state, Registration.country, Registration.ticket_kind_id, Registration.came_by)
    )
    states: Counter[RegistrationState] = Counter()
    countries: Counter[str] = Counter()
    tickets: Counter[UUID | None] = Counter()
    ways: Counter[CameBy] = Counter()
    for state, country, ticket_id, came_by, count in rows:
        states[state] += count
        if state.is_active:
            countries[country] += count
            tickets[ticket_id] += count
            ways[came_by] += count
    return Numbers(states, countries, tickets, ways)


def answers_counted(questionnaire_id: UUID, question_ids: Collection[UUID]) -> dict[UUID, Counter[str]]:
    """How often each answer was given to these questions by those who mean to come, as an address says it (an option by
    its id, yes, no, a country); under "" how many have answered at all. One statement."""
    rows = db.session.execute(
        select(AnswerRow.question_id, AnswerRow.value, func.count())
        .join(Registration, Registration.id == AnswerRow.respondent_id)
        .where(AnswerRow.questionnaire_id == questionnaire_id, AnswerRow.question_id.in_(question_ids), IS_ACTIVE)
        .group_by(AnswerRow.question_id, AnswerRow.value)
    )
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for question_id, written, count in rows:
        value = json.loads(written)
        counts[question_id][""] += count
        for each in value if isinstance(value, list) else [value]:
            counts[question_id][{True: YES, False: NO}[each] if isinstance(each, bool) else str(each)] += count
    return counts


def came_by_ticket(event_id: UUID) -> dict[UUID | None, tuple[int, int]]:
    """Of each ticket: how many have come, of how many with a place. One statement."""
    rows = db.session.execute(
        select(Registration.ticket_kind_id, func.count(Attendance.id), func.count(Registration.id))
        .outerjoin(Attendance, has_come_to(event_id))
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.CONFIRMED)
        .group_by(Registration.ticket_kind_id)
    )
    return {ticket_id: (came, places) for ticket_id, came, places in rows}


def days_of_registering(event: Event) -> list[tuple[date, int]]:
    """How many registered on each day of the event's calendar, from the first to the last, days without any included.

    Everybody who ever registered: who cancels later came on that day all the same.
    """
    zone = ZoneInfo(event.zone)
    counts = Counter(
        at.astimezone(zone).date()
        for at in db.session.scalars(select(Registration.created_at).where(Registration.event_id == event.id))
    )
    if not counts:
        return []
    first, last = min(counts), max(counts)
    return [(day, counts[day]) for n in range((last - first).days + 1) if (day := first + timedelta(days=n))]


def told_under(event_id: UUID, heading: str) -> list[tuple[str, int]]:
    """What lists said under a heading of those who mean to come, the most frequent first."""
    count = func.count()
    rows = db.session.execute(
        select(ImportedAnswer.words, count)
        .join(Registration, Registration.id == ImportedAnswer.registration_id)
        .where(Registration.event_id == event_id, IS_ACTIVE, ImportedAnswer.heading == heading)
        .group_by(ImportedAnswer.words)
        .order_by(count.desc(), ImportedAnswer.words)
    )
    return [(row[0], row[1]) for row in rows]
