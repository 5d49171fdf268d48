"""When a planned letter goes out, and whether it still does."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from convene.registration.rules.opening import instant_of


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A wall time of the event, or so many days before its first day at a time; neither: at once."""

    at_local: datetime | None = None
    days_before: int | None = None
    at_time: time | None = None

    @property
    def is_now(self) -> bool:
        return self.at_local is None and self.days_before is None


class Due(Enum):
    """What is to be done about a planned letter."""

    WAIT = "wait"
    SEND = "send"
    #: Its time passed while nothing ran, and the event is over, or it is cancelled: to remind of it would be nonsense.
    DROP = "drop"


def wall_time_of(when: When, starts_on: date) -> datetime | None:
    """What the clocks at the event show when it goes out; None: at once. Moves with the first day of the event."""
    if when.days_before is not None and when.at_time is not None:
        return datetime.combine(starts_on - timedelta(days=when.days_before), when.at_time)
    return when.at_local


def due_at(when: When, starts_on: date, zone: str) -> datetime | None:
    """The instant of it; None: at once."""
    wall = wall_time_of(when, starts_on)
    return None if wall is None else instant_of(wall, zone)


def decide_due(due: datetime, ends_at: datetime, at: datetime, *, is_cancelled: bool = False) -> Due:
    """What to do at the instant `at` about a letter that is due at `due`, the event being over from `ends_at` on, or
    not taking place at all.

    One that was meant for afterwards, to say thank you, is sent afterwards.
    """
    if at < due:
        return Due.WAIT
    return Due.DROP if is_cancelled or at >= ends_at > due else Due.SEND
