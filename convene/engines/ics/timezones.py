"""Time zones: which may be chosen, which hours do not exist, and definitions that every reader understands.

The definitions come from the POSIX TZ string at the end of a zone's TZif file (RFC 9636 section 3.3); why,
and what happens where it says too little, is in README.md.
"""

import calendar
import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from importlib import resources
from pathlib import Path

# Any year up to 2007 would do, when the newest of the common rules began; 1970 is what others write.
FIRST_YEAR = 1970

_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")  # POSIX counts from Sunday, 0

_NAME = r"[A-Za-z]{3,}|<[A-Za-z0-9+-]+>"
_TIME = r"[+-]?\d+(?::\d\d){0,2}"
_RULE = rf"M\d+\.\d\.\d(?:/{_TIME})?"
_FOOTER = re.compile(
    rf"(?P<standard>{_NAME})(?P<offset>{_TIME})"
    rf"(?:(?P<summer>{_NAME})(?P<summer_offset>{_TIME})?,(?P<summer_begins>{_RULE}),(?P<summer_ends>{_RULE}))?"
)


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """The same moment of every year: the `week`th `weekday` of `month` at `time` after midnight, wall time.

    week: 1 to 4, or -1 for the last. weekday: 0 is Sunday. time: not negative, under 24 hours.
    """

    month: int
    week: int
    weekday: int
    time: timedelta

    def in_year(self, year: int) -> datetime:
        """The wall time, naive, in `year`."""
        first_weekday, days = calendar.monthrange(year, self.month)
        first = 1 + (self.weekday - (first_weekday + 1)) % 7  # calendar counts from Monday, 0
        day = first + 7 * (self.week - 1) if self.week > 0 else first + 7 * ((days - first) // 7)
        return datetime(year, self.month, day) + self.time  # noqa: DTZ001 (a wall time has no zone)

    def __str__(self) -> str:
        return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={self.week}{_WEEKDAYS[self.weekday]}"


@dataclass(frozen=True, slots=True)
class Observance:
    """STANDARD or DAYLIGHT of a VTIMEZONE: from `begins` of each year on, or always, `offset` holds."""

    kind: str
    name: str
    offset_before: timedelta
    offset: timedelta
    begins: YearlyRule | None

    def onset(self, year: int) -> datetime:
        """Wall time, naive, as RFC 5545 3.6.5 wants it: told in the offset that ends."""
        return self.begins.in_year(year) if self.begins else datetime(year, 1, 1)  # noqa: DTZ001

    def lines(self) -> Iterator[str]:
        """Content lines. Outlook reads of them DTSTART, RRULE and the offsets (MS-STANOICAL 2.2.47)."""
        yield f"BEGIN:{self.kind}"
        yield f"DTSTART:{self.onset(FIRST_YEAR):%Y%m%dT%H%M%S}"
        if self.begins:
            yield f"RRULE:{self.begins}"
        yield f"TZNAME:{self.name}"
        yield f"TZOFFSETFROM:{_utc_offset(self.offset_before)}"
        yield f"TZOFFSETTO:{_utc_offset(self.offset)}"
        yield f"END:{self.kind}"


@dataclass(frozen=True, slots=True)
class Definition:
    """A VTIMEZONE that is true for the present rules of a zone, and perhaps not for its past."""

    tzid: str
    observances: tuple[Observance, ...]

    def offset_at(self, wall: datetime) -> timedelta | None:
        """What a reader takes for the offset at a naive wall time; None before the first observance.

        In the repeated hour that is the first of the two, as RFC 5545 3.3.5 says.
        """
        onsets = [
            (onset, observance.offset)
            for observance in self.observances
            for year in (wall.year - 1, wall.year)
            if year >= FIRST_YEAR and (onset := observance.onset(year)) <= wall
        ]
        return max(onsets)[1] if onsets else None

    def lines(self) -> Iterator[str]:
        """The content lines of the VTIMEZONE."""
        yield "BEGIN:VTIMEZONE"
        yield f"TZID:{self.tzid}"
        for observance in self.observances:
            yield from observance.lines()
        yield "END:VTIMEZONE"


@cache
def zones_that_an_event_may_choose() -> tuple[str, ...]:
    """The current names of places (`Europe/Oslo`, not `Norway`, `CET` or `Europe/Kiev`), and UTC, sorted.

    They are the names of `zone.tab`, one for each place of each country: zone1970.tab would not show Oslo to
    people in Norway, and the list of all files has the names of former times and other systems too.
    """
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    names = {line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}
    return tuple(sorted((names & _known_zones()) | {"UTC"}))


def why_not_a_zone(name: str) -> str | None:
    """A sentence when `name` is not in the time zone database. Former names are in it."""
    if name == "UTC" or name in _known_zones():
        return None
    return f"“{name}” is not in the time zone database. Choose the zone of a place, such as Europe/Berlin."


def why_not_a_time(wall: datetime, zone: str) -> str | None:
    """A sentence when the clocks of `zone` skip the naive wall time `wall`, or the zone is unknown."""
    if reason := why_not_a_zone(zone):
        return reason
    gap = spring_gap(wall, zone)
    if gap is None:
        return None
    begins, ends = gap
    return (
        f"On {begins.day} {begins:%B %Y} the clocks in {zone} go from {begins:%H:%M} to {ends:%H:%M}, "
        f"so there is no {wall:%H:%M}. Choose a time before {begins:%H:%M} or from {ends:%H:%M} on."
    )


def spring_gap(wall: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """The naive wall times between which the clocks of a known `zone` skip, when `wall` lies there."""
    rules = zone_of(zone)
    before = _offset(wall.replace(tzinfo=rules, fold=0))
    after = _offset(wall.replace(tzinfo=rules, fold=1))
    if before >= after:  # PEP 495: only in a gap does fold=1 give the greater offset
        return None
    # The change lies between the two instants that `wall` could be; the last of them is past it.
    earlier, later = (wall - after).replace(tzinfo=UTC), (wall - before).replace(tzinfo=UTC)
    while later - earlier > timedelta(seconds=1):
        middle = earlier + timedelta(seconds=(later - earlier) // timedelta(seconds=2))
        if middle.astimezone(rules).utcoffset() == before:
            earlier = middle
        else:
            later = middle
    changes = later.replace(tzinfo=None, microsecond=0)
    return changes + before, changes + after


def zone_of(name: str) -> tzinfo:
    """The rules of a known zone. UTC needs no file, so that it is there on every system."""
    return UTC if name == "UTC" else zoneinfo.ZoneInfo(name)


@cache
def definition_of(zone: str) -> Definition | None:
    """The VTIMEZONE of a zone, or None when it has no name or no rule that every reader understands."""
    if zone == "UTC" or zone not in zones_that_an_event_may_choose():
        return None
    observances = observances_of(_footer(_tzif(zone)))
    return Definition(zone, observances) if observances else None


def observances_of(footer: str) -> tuple[Observance, ...]:
    """What a POSIX TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3` says; nothing when an RRULE cannot say it.

    RRULE can say "the last Sunday of October at 03:00", but not 24:00 or -1:00 of that day, nor a day counted
    from New Year.
    """
    found = _FOOTER.fullmatch(footer)
    if not found:
        return ()
    standard, summer = found["standard"].strip("<>"), (found["summer"] or "").strip("<>")
    offset = -_time(found["offset"])  # POSIX counts west of Greenwich
    if not summer:
        return (Observance("STANDARD", standard, offset, offset, None),)
    summer_offset = -_time(found["summer_offset"]) if found["summer_offset"] else offset + timedelta(hours=1)
    begins, ends = _yearly_rule(found["summer_begins"]), _yearly_rule(found["summer_ends"])
    if not begins or not ends:
        return ()
    changes = ((standard, summer_offset, offset, ends), (summer, offset, summer_offset, begins))
    # Ireland's law calls winter the exception; Windows knows daylight time only as the greater offset.
    lesser, greater = sorted(changes, key=lambda change: change[2])
    return (Observance("STANDARD", *lesser), Observance("DAYLIGHT", *greater))


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _tzif(zone: str) -> bytes:
    """The zone's file, from where `zoneinfo` takes it: the system's first, else the tzdata package."""
    for directory in zoneinfo.TZPATH:
        path = Path(directory, zone)
        if path.is_file():
            return path.read_bytes()
    return resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


def _footer(tzif: bytes) -> str:
    """The last line. A file of version 1, which has none, gives what is no POSIX TZ string."""
    return tzif.removesuffix(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")


def _yearly_rule(posix: str) -> YearlyRule | None:
    """`M10.5.0/3`: month, week (5 is the last), weekday, and time, which is 02:00 when not given."""
    date, _, time = posix.removeprefix("M").partition("/")
    month, week, weekday = (int(part) for part in date.split("."))
    moment = _time(time or "2")
    if not timedelta(0) <= moment < timedelta(hours=24):
        return None
    return YearlyRule(month, -1 if week == 5 else week, weekday, moment)


def _time(posix: str) -> timedelta:
    sign = -1 if posix.startswith("-") else 1
    hours, minutes, seconds = (int(part) for part in (*posix.lstrip("+-").split(":"), "0", "0")[:3])
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _offset(moment: datetime) -> timedelta:
    offset = moment.utcoffset()
    assert offset is not None, "the moment is aware"
    return offset


def _utc_offset(offset: timedelta) -> str:
    """`+0200` (RFC 5545 3.3.14). The offsets of POSIX TZ strings in use are whole minutes."""
    minutes = offset // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
