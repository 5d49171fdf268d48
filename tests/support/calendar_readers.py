"""Readers of calendar files that know nothing of who wrote them, each as it comes from its makers.

Those in Python read by themselves; libical, which GNOME, KDE, Cyrus and others read with, is loaded where the machine
has it; Radicale is a server that a test starts (`tests/support/calendar_server.py`).
"""

import ctypes
import ctypes.util
import re
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import icalendar
import vobject
from dateutil import tz

from tests.support.calendar_files import Entry

Reader = Callable[[bytes], list[Entry]]


def by_icalendar(file: bytes) -> list[Entry]:
    """Through icalendar, which takes the zone from the time zone database by its name."""
    found = icalendar.Calendar.from_ical(file)
    assert found.errors == []
    events = found.walk("VEVENT")
    for event in events:
        assert event.errors == [], event.errors
    return [
        Entry(
            uid=str(event["UID"]),
            starts=_instant(event["DTSTART"].dt),
            ends=_instant(event["DTEND"].dt),
            summary=str(event["SUMMARY"]),
            location=str(event.get("LOCATION", "")),
            description=str(event.get("DESCRIPTION", "")),
            status=str(event.get("STATUS", "")),
            sequence=int(event["SEQUENCE"]),
            method=str(found.get("METHOD", "")),
        )
        for event in events
    ]


def by_vobject(file: bytes) -> list[Entry]:
    """Through vobject, which takes the zone from the VTIMEZONE if it has not met its name before."""
    known_zones = vars(vobject.icalendar)["__tzidMap"]
    known_zones.clear()
    known_zones["UTC"] = tz.tzutc()
    found = vobject.readOne(file.decode())
    return [
        Entry(
            uid=event.uid.value,
            starts=_instant(event.dtstart.value),
            ends=_instant(event.dtend.value),
            summary=event.summary.value,
            location=_of_vobject(event, "location"),
            description=_of_vobject(event, "description"),
            status=_of_vobject(event, "status"),
            sequence=int(event.sequence.value),
            method=_of_vobject(found, "method"),
        )
        for event in getattr(found, "vevent_list", [])
    ]


def _of_vobject(component: Any, name: str) -> str:
    return getattr(component, name).value if hasattr(component, name) else ""


def by_ics(file: bytes) -> list[Entry]:
    """Through ics, which takes the zone by its name, and keeps SEQUENCE as a line that it does not know."""
    import ics  # half a second, for the long list only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its parser, about itself
        calendar = ics.Calendar(file.decode())
    return [
        Entry(
            uid=event.uid,
            starts=event.begin.date() if event.all_day else event.begin.datetime.astimezone(UTC),
            ends=event.end.date() if event.all_day else event.end.datetime.astimezone(UTC),
            summary=event.name,
            location=event.location or "",
            description=event.description or "",
            status=event.status or "",
            sequence=next(int(line.value) for line in event.extra if line.name == "SEQUENCE"),
            method=calendar.method or "",
        )
        for event in calendar.events
    ]


class _Time(ctypes.Structure):
    """`struct icaltimetype` of libical 3 (icaltime.h)."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        *((name, ctypes.c_int) for name in ("is_date", "is_daylight")),
        ("zone", ctypes.c_void_p),
    ]


@cache
def libical() -> ctypes.CDLL | None:
    """libical 3, or None where the machine has none. Debian: apt-get install libical3."""
    name = ctypes.util.find_library("ical")
    if name is None or not name.endswith(".3"):
        return None
    library = ctypes.CDLL(name)
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for function, gives, takes in (
        ("icalparser_parse_string", pointer, [text]),
        ("icalcomponent_string_to_kind", number, [text]),
        ("icalcomponent_get_first_component", pointer, [pointer, number]),
        ("icalcomponent_get_next_component", pointer, [pointer, number]),
        ("icalcomponent_count_errors", number, [pointer]),
        ("icalcomponent_as_ical_string", text, [pointer]),
        ("icalcomponent_free", None, [pointer]),
        ("icalrestriction_check", number, [pointer]),
        ("icalcomponent_get_method", number, [pointer]),
        ("icalproperty_method_to_string", text, [number]),
        ("icalcomponent_get_status", number, [pointer]),
        ("icalproperty_status_to_string", text, [number]),
        ("icalcomponent_get_sequence", number, [pointer]),
        ("icalcomponent_get_dtstart", _Time, [pointer]),
        ("icalcomponent_get_dtend", _Time, [pointer]),
        ("icaltime_as_timet_with_zone", ctypes.c_long, [_Time, pointer]),
        *((f"icalcomponent_get_{each}", text, [pointer]) for each in ("uid", "summary", "location", "description")),
    ):
        getattr(library, function).restype = gives
        getattr(library, function).argtypes = takes
    return library


def by_libical(file: bytes) -> list[Entry]:
    """Through libical, which takes the zone from the VTIMEZONE, and knows what RFC 5546 asks of each METHOD."""
    library = libical()
    assert library is not None
    calendar = library.icalparser_parse_string(file)
    assert calendar, "it is no calendar"
    try:
        library.icalrestriction_check(calendar)
        said = library.icalcomponent_as_ical_string(calendar).decode()
        assert library.icalcomponent_count_errors(calendar) == 0, re.findall("X-LIC-ERROR.*", said)
        return [_of_libical(library, calendar, event) for event in _events_of_libical(library, calendar)]
    finally:
        library.icalcomponent_free(calendar)


def _events_of_libical(library: ctypes.CDLL, calendar: int) -> Iterator[int]:
    kind = library.icalcomponent_string_to_kind(b"VEVENT")
    event = library.icalcomponent_get_first_component(calendar, kind)
    while event:
        yield event
        event = library.icalcomponent_get_next_component(calendar, kind)


def _of_libical(library: ctypes.CDLL, calendar: int, event: int) -> Entry:
    def text(name: str) -> str:
        return (getattr(library, f"icalcomponent_get_{name}")(event) or b"").decode()

    def moment(at: _Time) -> datetime | date:
        if at.is_date:
            return date(at.year, at.month, at.day)
        assert at.zone, "it has not found the zone"
        return datetime.fromtimestamp(library.icaltime_as_timet_with_zone(at, at.zone), UTC)

    method = library.icalproperty_method_to_string(library.icalcomponent_get_method(calendar))
    status = library.icalproperty_status_to_string(library.icalcomponent_get_status(event))
    return Entry(
        uid=text("uid"),
        starts=moment(library.icalcomponent_get_dtstart(event)),
        ends=moment(library.icalcomponent_get_dtend(event)),
        summary=text("summary"),
        location=text("location"),
        description=text("description"),
        status=(status or b"").decode(),
        sequence=library.icalcomponent_get_sequence(event),
        method=(method or b"").decode(),
    )


def _instant(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


READERS: dict[str, Reader] = {
    "icalendar": by_icalendar,
    "vobject": by_vobject,
    "ics": by_ics,
    "libical": by_libical,
}
