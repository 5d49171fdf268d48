"""Items for tests: a whole one, of which a test changes what it is about."""

# ruff: noqa: DTZ001 (wall times have no zone of their own)

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from convene.engines.ics import Item

OPENING = Item(
    uid="session-5f0c@convene.example",
    sequence=2,
    changed_at=datetime(2026, 5, 4, 8, 30, 15, 999, tzinfo=UTC),
    starts=datetime(2026, 7, 1, 10, 0),
    ends=datetime(2026, 7, 1, 11, 30),
    zone="Europe/Berlin",
    summary="Opening",
)


def item(**changes: Any) -> Item:
    """The opening session, changed."""
    return replace(OPENING, **changes)
