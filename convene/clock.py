"""The only source of time. Tests replace `now`; nothing else asks the system what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC, cut to the microsecond that both databases keep."""
    return _told.get() or datetime.now(UTC)


def today_in(zone: str) -> date:
    """The date on the wall in `zone`, an IANA name."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def as_of(instant: datetime) -> Iterator[None]:
    """Let it be `instant` (aware) for what this thread does inside, so that the demo can tell what has happened.

    For `demo` alone: a guard test refuses it elsewhere.
    """
    before = _told.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(before)
