"""The states of a registration, and why an event may take none."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum


class RegistrationState(StrEnum):
    """Where a registration is."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def is_active(self) -> bool:
        """Whether the person still means to come: one such registration for each address and event."""
        return self in ACTIVE


ACTIVE = (RegistrationState.PENDING, RegistrationState.CONFIRMED, RegistrationState.WAITLISTED)


class Closed(Enum):
    """Why an event takes no registrations."""

    DRAFT = "it is not published"
    ARCHIVED = "it is archived"
    OVER = "it is over"
    BY_INVITATION = "only the invited come"
    SWITCHED_OFF = "the organisers have not opened it"
    NOT_YET = "it opens later"
    NO_LONGER = "it has closed"


@dataclass(frozen=True, slots=True)
class ReasonClosed:
    """Why an event takes no registrations now; `at` is the wall time from which it will, or since when not."""

    why: Closed
    at: datetime | None = None
