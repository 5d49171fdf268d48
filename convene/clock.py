"""The only source of time. Tests replace `now`; nothing else asks the system what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, in UTC, cut to the microsecond that both databases keep."""
    return datetime.now(UTC)


def today_in(zone: str) -> date:
    """The date on the wall in `zone`, an IANA name."""
    return now().astimezone(ZoneInfo(zone)).date()
