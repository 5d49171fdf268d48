"""Instants, days and durations, as files spell them.

Instants are kept with a fixed offset, never with a `ZoneInfo`: Python calls two equal instants unequal when
one stands in the hour that a clock change repeats (PEP 495), and a schedule would differ from itself.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from statistics import median_low
from zoneinfo import ZoneInfo, available_timezones

from convene.engines.schedule_files.schedule import FIRST_YEAR, LAST_YEAR, LONGEST_MINUTES

USUAL_DAY_TURN = time(4)
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?"
    r"\s*(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ].*)?", re.DOTALL)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?")
_DURATION = re.compile(r"([0-9]{1,6})(?::([0-9]{1,2}))?(?::([0-9]{1,2}))?")
_WIDEST_OFFSET = 14 * 60  # of xs:dateTime


@cache
def _zone_names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


def zone_named(name: str | None) -> ZoneInfo | None:
    """The zone of this IANA name, in whatever letters; none for anything else, a path included."""
    known = _zone_names().get((name or "").strip().lower())
    return ZoneInfo(known) if known else None


def moment(text: str) -> datetime | None:
    """`2020-12-14T09:00:00+01:00` and its loose spellings; naive where the text names no offset."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    day_text, hours, minutes, seconds, offset = match.groups()
    on = day(day_text)
    try:
        at = time(int(hours), int(minutes), int(seconds or 0))
    except ValueError:
        return None
    if on is None:
        return None
    if offset is None:
        return datetime.combine(on, at)
    zone = _offset(offset)
    return None if zone is None else datetime.combine(on, at, zone)


def _offset(text: str) -> timezone | None:
    if text in {"Z", "z"}:
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes > _WIDEST_OFFSET:
        return None
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def day(text: str) -> date | None:
    """The day of a date or a date with a time; none outside the years in which schedules take place."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    try:
        on = date.fromisoformat(match[1])
    except ValueError:
        return None
    return on if FIRST_YEAR < on.year < LAST_YEAR else None  # a year of room for what offsets move


def clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return time(int(match[1]), int(match[2]))


def minutes_of(text: str) -> tuple[int | None, bool]:
    """Minutes of `1:30`, `00:45:00`, `25:30`, `90`; none if negative, longer than ten days or anything else.

    The second value says that there was a doubt: from 24 hours on pretalx writes days:hours:minutes,
    others hours:minutes:seconds. One digit from 1 on, followed by less than 24, is read as days.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None, False
    first, second, third = match.groups()
    in_doubt = third is not None and len(first) == 1 and first != "0" and int(second) < 24
    if second is None:
        minutes = int(first)
    elif in_doubt:
        minutes = int(first) * 24 * 60 + int(second) * 60 + int(third)
    else:
        minutes = int(first) * 60 + int(second)
    return (minutes if minutes <= LONGEST_MINUTES else None), in_doubt


def duration_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def fixed(at: datetime, zone: ZoneInfo | None) -> datetime:
    """The instant at its zone's offset of then; without a zone, at its own."""
    local = at.astimezone(zone) if zone else at
    offset = local.utcoffset() or timedelta()
    if offset % timedelta(minutes=1) or abs(offset) > timedelta(minutes=_WIDEST_OFFSET):
        return local.astimezone(UTC).replace(microsecond=0)  # neither format can spell such an offset
    return local.replace(tzinfo=timezone(offset), microsecond=0)


def wall(at: datetime, zone: ZoneInfo | None) -> datetime:
    """What the clock on the wall shows, naive.

    A wall time that a clock change skips stays as written, if it was written at the offset before the change.
    """
    shown = at.replace(tzinfo=None)
    if zone is None or at.tzinfo is None or at.replace(tzinfo=zone).utcoffset() == at.utcoffset():
        return shown
    return at.astimezone(zone).replace(tzinfo=None)


def at_wall(on: date, at: time, zone: ZoneInfo | timezone) -> datetime:
    local = datetime.combine(on, at, zone)
    return fixed(local.replace(tzinfo=timezone(local.utcoffset() or timedelta())), None)


def contradicts(zone: ZoneInfo, moments: Sequence[tuple[datetime, time | None]]) -> bool:
    """Whether most aware moments, each with its label, show another wall time than the zone has.

    Moments in UTC do not contradict: many programs write all instants so, whatever the zone.
    """
    aware = [(at, label) for at, label in moments if at.tzinfo is not None]
    return 2 * sum(_contradicts(zone, at, label) for at, label in aware) > len(aware)


def _contradicts(zone: ZoneInfo, at: datetime, label: time | None) -> bool:
    there = at.astimezone(zone)
    if there.utcoffset() == at.utcoffset():
        return False
    if label is None:
        return bool(at.utcoffset())
    return there.time().replace(second=0) != label


def day_turn(days: Sequence[tuple[date, datetime | None, datetime | None]]) -> time:
    """When the days (date, first and last wall time, naive) change: 04:00 if it lies in every gap between two
    days, else the nearest time that does. So 09:00 to 04:00 gives 04:00, midnight to 23:59 gives 00:00.
    """
    earliest, latest = timedelta(), timedelta(hours=24, seconds=-1)
    for on, opens, closes in days:
        midnight = datetime.combine(on, time())
        if opens is not None and timedelta() <= opens - midnight < timedelta(hours=24):
            latest = min(latest, opens - midnight)
        if closes is not None:
            earliest = max(earliest, closes - midnight - timedelta(hours=24))
    usual = timedelta(hours=USUAL_DAY_TURN.hour)
    seconds = min(latest, max(earliest, usual)).seconds
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def middle(days: Sequence[date]) -> date:
    return date.fromordinal(median_low(on.toordinal() for on in days))
