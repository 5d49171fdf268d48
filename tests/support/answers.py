"""Answers of calendars, as an organiser looks for them."""

from uuid import UUID

from convene.calendar.queries.answers import AnswerKept, answers_of_event
from convene.calendar.rules import Standing


def answers_waiting(event_id: UUID) -> list[AnswerKept]:
    """Those that wait for somebody to say whose they are, the latest first."""
    return [each for each in answers_of_event(event_id) if each.standing is Standing.WAITS]


def counters_of(event_id: UUID) -> list[AnswerKept]:
    """Those that propose another time, the latest first."""
    return [each for each in answers_of_event(event_id) if each.is_counter]
