"""A reader as narrow as Outlook, and the lines of a file one by one."""

# ruff: noqa: DTZ007 (wall times have no zone of their own)

import calendar
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta


def by_outlook_rules(file: bytes) -> list[tuple[datetime, datetime]]:
    """Start and end of each event, read as narrowly as MS-STANOICAL 2.2.47 allows.

    Of a VTIMEZONE that is TZID, the time in DTSTART, RRULE and the offsets, as one pair for every year.
    """
    zones: dict[str, list[dict[str, str]]] = {}
    observance: dict[str, str] = {}
    tzid, within = "", ""
    times: list[tuple[datetime, datetime]] = []
    starts: datetime | None = None
    for line in lines_of(file):
        name, _, value = line.partition(":")
        name, _, parameter = name.partition(";")
        if name == "BEGIN":
            within = value
            observance = {}
        elif name == "END" and value in ("STANDARD", "DAYLIGHT"):
            zones[tzid].append({"kind": value, **observance})
        elif name == "TZID":
            tzid = value
            zones[tzid] = []
        elif within in ("STANDARD", "DAYLIGHT"):
            observance[name] = value
        elif name == "DTSTART":
            starts = _outlook_instant(value, parameter, zones)
        elif name == "DTEND":
            assert starts is not None
            times.append((starts, _outlook_instant(value, parameter, zones)))
    return times


def lines_of(file: bytes) -> list[str]:
    """The content lines, unfolded; each physical line must be UTF-8 by itself and at most 75 octets long."""
    assert file.endswith(b"\r\n")
    unfolded: list[str] = []
    for physical in file.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(physical) <= 75
        assert b"\r" not in physical
        assert b"\n" not in physical
        line = physical.decode("utf-8")
        if line.startswith(" "):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    return unfolded


def values_of(file: bytes, name: str) -> list[str]:
    """What stands behind the name in each line of this property, parameters included."""
    return [line.removeprefix(name) for line in lines_of(file) if line.startswith((f"{name}:", f"{name};"))]


def _outlook_instant(value: str, parameter: str, zones: dict[str, list[dict[str, str]]]) -> datetime:
    wall = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")
    if value.endswith("Z"):
        return wall.replace(tzinfo=UTC)
    observances = zones[parameter.removeprefix("TZID=")]
    onsets = sorted(_onsets(observances, wall.year))
    # The pair is a circle: before the first change of a year the last one holds.
    offset = onsets[-1][1]
    for onset, changed in onsets:
        if wall >= onset:
            offset = changed
    sign = -1 if offset.startswith("-") else 1
    return (wall - sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))).replace(tzinfo=UTC)


def _onsets(observances: list[dict[str, str]], year: int) -> Iterator[tuple[datetime, str]]:
    for observance in observances:
        begins = datetime.strptime(observance["DTSTART"], "%Y%m%dT%H%M%S")
        if "RRULE" not in observance:
            assert len(observances) == 1
            yield begins, observance["TZOFFSETTO"]
            return
        rule = dict(part.split("=") for part in observance["RRULE"].split(";"))
        assert rule.keys() == {"FREQ", "BYMONTH", "BYDAY"}
        month = int(rule["BYMONTH"])
        weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].index(rule["BYDAY"][-2:])
        days = [day for day in calendar.Calendar().itermonthdates(year, month) if day.month == month]
        days = [day for day in days if day.weekday() == weekday]
        nth = int(rule["BYDAY"][:-2])
        day = days[nth] if nth < 0 else days[nth - 1]
        yield datetime.combine(day, begins.time()), observance["TZOFFSETTO"]
