"""Calendar files of every kind that Convene makes, and what whoever opens them must find.

What is to be found is written down here by hand, in UTC and as plain text: no line of it comes from what writes the
files. Tests give the files to readers in Python, and `python -m bench.readers` to those in JavaScript.
"""

# ruff: noqa: DTZ001 (wall times have no zone of their own)

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from convene.engines.ics import (
    Feed,
    Item,
    Message,
    Method,
    Party,
    Status,
    build_download,
    build_feed,
    build_message,
    zones_that_an_event_may_choose,
)


@dataclass(frozen=True)
class Entry:
    """What a reader found. Times are instants in UTC, days are days; `status` is "" where none is said, and `method`
    where the file has none."""

    uid: str
    starts: datetime | date
    ends: datetime | date
    summary: str
    location: str = ""
    description: str = ""
    status: str = "CONFIRMED"
    sequence: int = 0
    method: str = ""


@dataclass(frozen=True)
class CalendarFile:
    """The bytes of one file, and all that stands in it."""

    name: str
    body: bytes
    entries: tuple[Entry, ...]


#: What a reader does not read as RFC 5545 has it, in which files, and how one knows: it is left out where these are
#: compared, and all else counts.
KNOWN_DEFECTS: dict[tuple[str, str], frozenset[str]] = {
    # Both take "\\n" for a backslash and a line break, since they look for "\n" before they look for "\\"
    # (`unescape_string` in ics/utils.py of 0.7.3; `text` in ical.js of node-ical 0.25.2). RFC 5545 3.3.11.
    (reader, f"{kind}a backslash before an n"): frozenset({"summary", "location", "description"})
    for reader in ("ics", "node-ical")
    for kind in ("", "invitation with ")
}


def differences(reader: str, file: CalendarFile, found: Iterable[Entry]) -> list[str]:
    """Where a reader found something else than stands in a file, one line each; known defects are left out, and named
    where they are none any more."""
    by_uid = {entry.uid: entry for entry in found}
    if by_uid.keys() != {entry.uid for entry in file.entries}:
        return [f"{file.name}: the entries are {sorted(by_uid)}"]
    known = KNOWN_DEFECTS.get((reader, file.name), frozenset())
    differing = {
        (field.name, repr(has), repr(shall))
        for entry in file.entries
        for field in fields(Entry)
        for has, shall in [(getattr(by_uid[entry.uid], field.name), getattr(entry, field.name))]
        if has != shall
    }
    cured = sorted(known - {name for name, _has, _shall in differing})
    return [
        *(f"{file.name}: {name} is {has}, not {shall}" for name, has, shall in sorted(differing) if name not in known),
        *(f"{file.name}: {name} is right now: take it out of KNOWN_DEFECTS" for name in cured),
    ]


_HOST = "convene.example"
_ITEM = Item(
    uid=f"water@{_HOST}",
    sequence=0,
    changed_at=datetime(2027, 1, 12, 8, 30, tzinfo=UTC),
    starts=datetime(2027, 7, 1, 9, 20),
    ends=datetime(2027, 7, 1, 10, 5),
    zone="Europe/Berlin",
    summary="Water and care",
    description="What a river needs.",
    location="Ballroom, Riverside Hotel, Köln",
    url="https://convene.example/e/forum/sessions/ABC234",
)
_WATER = Entry(
    uid=f"water@{_HOST}",
    starts=datetime(2027, 7, 1, 7, 20, tzinfo=UTC),
    ends=datetime(2027, 7, 1, 8, 5, tzinfo=UTC),
    summary="Water and care",
    location="Ballroom, Riverside Hotel, Köln",
    description="What a river needs.\n\nhttps://convene.example/e/forum/sessions/ABC234",
)
_HOST_OF_EVENT = Party("answers+6f1e@convene.example", "Regional Network Forum")
_JANE = Party("jane@example.org", "Jane Trần")


def calendar_files() -> Iterator[CalendarFile]:
    """Every case, each under a name of its own."""
    yield from _what_is_kept_or_followed()
    yield from _what_is_mailed()
    yield from _days()
    yield from _hours()
    yield from _texts()


def zone_files() -> Iterator[CalendarFile]:
    """Sessions of winter and summer, 2024 to 2030, in every zone that an event may choose: a file for each season, and
    one for each year of a zone whose rules few readers understand, with sessions all through it."""
    for year in range(2024, 2031):
        for name, month in (("January", 1), ("July", 7)):
            wall = datetime(year, month, 15, 9, 30)
            yield _in_zones(f"{name} {year} everywhere", [(zone, wall) for zone in zones_that_an_event_may_choose()])
        for zone in ZONES_THAT_FEW_UNDERSTAND:
            walls = [datetime(year, 1, 1, 12, 30) + timedelta(days=12 * n) for n in range(31)]
            yield _in_zones(f"{zone} through {year}", [(zone, wall) for wall in walls])


#: Ramadan, and changes at an hour outside of the day.
ZONES_THAT_FEW_UNDERSTAND = (
    "Africa/Casablanca", "Africa/El_Aaiun", "America/Santiago", "Africa/Cairo", "Asia/Jerusalem", "America/Nuuk",
)  # fmt: skip


def _in_zones(name: str, times: Iterable[tuple[str, datetime]]) -> CalendarFile:
    items, entries = [], []
    for zone, wall in times:
        uid, hour = f"{wall:%Y%m%d}-{zone}@{_HOST}", timedelta(hours=1)
        starts_at = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        items.append(replace(_ITEM, uid=uid, zone=zone, starts=wall, ends=wall + hour))
        entries.append(replace(_WATER, uid=uid, starts=starts_at, ends=starts_at + hour))
    return CalendarFile(name, build_download(items), tuple(entries))


def _what_is_kept_or_followed() -> Iterator[CalendarFile]:
    soil = replace(_ITEM, uid=f"soil@{_HOST}", summary="Soil", starts=_at(14), ends=_at(15), description="", url="")
    soil_found = replace(_WATER, uid=f"soil@{_HOST}", summary="Soil", description="", starts=_utc(12), ends=_utc(13))
    gone = replace(soil, uid=f"gone@{_HOST}", summary="Bread", sequence=2, status=Status.CANCELLED)
    gone_found = replace(
        soil_found, uid=f"gone@{_HOST}", summary="Cancelled: Bread", sequence=2, status=Status.CANCELLED.value
    )
    yield CalendarFile("one session", build_download([_ITEM]), (_WATER,))
    yield CalendarFile(
        "feed of an event",
        build_feed(Feed("Regional Network Forum", (gone, soil, _ITEM), "What stands in it, and where")),
        (_WATER, soil_found, gone_found),
    )
    yield CalendarFile(
        "feed of one's stars", build_feed(Feed("My agenda: Forum, 2027", (_ITEM, soil))), (_WATER, soil_found)
    )
    yield CalendarFile("one's sessions, to keep", build_download([_ITEM, soil]), (_WATER, soil_found))
    yield CalendarFile("feed without an entry", build_feed(Feed("Nothing yet", ())), ())
    yield CalendarFile("feed of what is off", build_feed(Feed("Called off", (gone,))), (gone_found,))
    yield CalendarFile(
        "drafted, not sure yet",
        build_download([replace(_ITEM, status=Status.TENTATIVE)]),
        (replace(_WATER, status="TENTATIVE"),),
    )


def _what_is_mailed() -> Iterator[CalendarFile]:
    asked = replace(_WATER, method="REQUEST")
    yield CalendarFile("invitation", _mailed(Method.REQUEST, _ITEM, 0), (asked,))
    yield CalendarFile(
        "invitation that asks for no answer", _mailed(Method.REQUEST, _ITEM, 0, wants_answer=False), (asked,)
    )
    moved = replace(
        _ITEM,
        sequence=3,
        starts=datetime(2027, 7, 2, 16, 0),
        ends=datetime(2027, 7, 2, 16, 45),
        zone="Asia/Bangkok",
        location="Harbour Hall, Bangkok",
    )
    yield CalendarFile(
        "update: another day, zone and place",
        _mailed(Method.REQUEST, moved, 3),
        (
            replace(
                asked,
                sequence=3,
                starts=datetime(2027, 7, 2, 9, 0, tzinfo=UTC),
                ends=datetime(2027, 7, 2, 9, 45, tzinfo=UTC),
                location="Harbour Hall, Bangkok",
            ),
        ),
    )
    off = replace(_ITEM, sequence=4, status=Status.CANCELLED)
    yield CalendarFile(
        "the session is off",
        _mailed(Method.CANCEL, off, 4),
        (replace(_WATER, method="CANCEL", sequence=4, status="CANCELLED"),),
    )
    yield CalendarFile(
        "one person is off, the session goes on",
        _mailed(Method.CANCEL, _ITEM, 5),
        (replace(_WATER, method="CANCEL", sequence=5, status=""),),
    )
    days = replace(_ITEM, starts=date(2027, 7, 1), ends=date(2027, 7, 4), transparent=True)
    yield CalendarFile(
        "invitation to the days of an event",
        _mailed(Method.REQUEST, days, 0),
        (replace(asked, starts=date(2027, 7, 1), ends=date(2027, 7, 4)),),
    )
    named = Party("r&d%1?@example.org", 'Jane "JJ" Trần; of: rivers, ^seas^')
    yield CalendarFile("invitation to a name with marks", _mailed(Method.REQUEST, _ITEM, 0, to=named), (asked,))


def _days() -> Iterator[CalendarFile]:
    day = replace(_ITEM, starts=date(2027, 3, 28), ends=date(2027, 3, 29), transparent=True)
    found = replace(_WATER, starts=date(2027, 3, 28), ends=date(2027, 3, 29))
    yield CalendarFile("one whole day", build_download([day]), (found,))
    yield CalendarFile(
        "several whole days",
        build_download([replace(day, ends=date(2027, 4, 2))]),
        (replace(found, ends=date(2027, 4, 2)),),
    )


#: What it is, the zone, the wall times there, and the instants in UTC; of 2027 where no year is named. Morocco gave up
#: its summer time, and with it that of Ramadan, in September 2026.
_TIMES = """
through two nights                | Europe/Berlin       | 07-02 22:00 | 07-04 09:00 | 07-02 20:00 | 07-04 07:00
the day before March's change     | Europe/Berlin       | 03-27 09:00 | 03-27 10:00 | 03-27 08:00 | 03-27 09:00
the night of March's change       | Europe/Berlin       | 03-27 23:00 | 03-28 04:00 | 03-27 22:00 | 03-28 02:00
from March's change on            | Europe/Berlin       | 03-28 03:00 | 03-28 04:00 | 03-28 01:00 | 03-28 02:00
days over March's change          | Europe/Berlin       | 03-26 09:00 | 03-29 17:00 | 03-26 08:00 | 03-29 15:00
New York between the two changes  | America/New_York    | 03-15 09:00 | 03-15 10:00 | 03-15 13:00 | 03-15 14:00
the day before October's change   | Europe/Berlin       | 10-30 09:00 | 10-30 10:00 | 10-30 07:00 | 10-30 08:00
the night of October's change     | Europe/Berlin       | 10-30 23:00 | 10-31 04:00 | 10-30 21:00 | 10-31 03:00
the first of October's two hours  | Europe/Berlin       | 10-31 02:15 | 10-31 02:45 | 10-31 00:15 | 10-31 00:45
days over October's change        | Europe/Berlin       | 10-29 09:00 | 11-01 17:00 | 10-29 07:00 | 11-01 16:00
south of the equator              | Australia/Sydney    | 01-15 12:00 | 01-15 13:00 | 01-15 01:00 | 01-15 02:00
half an hour of summer            | Australia/Lord_Howe | 07-15 12:00 | 07-15 13:00 | 07-15 01:30 | 07-15 02:30
Ireland's summer                  | Europe/Dublin       | 07-01 09:00 | 07-01 10:00 | 07-01 08:00 | 07-01 09:00
five hours and a half             | Asia/Kolkata        | 07-01 09:00 | 07-01 10:00 | 07-01 03:30 | 07-01 04:30
online, in UTC                    | UTC                 | 07-01 09:00 | 07-01 10:00 | 07-01 09:00 | 07-01 10:00
Santiago in January               | America/Santiago    | 01-15 09:00 | 01-15 10:00 | 01-15 12:00 | 01-15 13:00
Santiago in July                  | America/Santiago    | 07-15 09:00 | 07-15 10:00 | 07-15 13:00 | 07-15 14:00
Nuuk in January                   | America/Nuuk        | 01-15 09:00 | 01-15 10:00 | 01-15 11:00 | 01-15 12:00
Nuuk in July                      | America/Nuuk        | 07-15 09:00 | 07-15 10:00 | 07-15 10:00 | 07-15 11:00
Cairo in January                  | Africa/Cairo        | 01-15 09:00 | 01-15 10:00 | 01-15 07:00 | 01-15 08:00
Cairo in July                     | Africa/Cairo        | 07-15 09:00 | 07-15 10:00 | 07-15 06:00 | 07-15 07:00
Jerusalem in January              | Asia/Jerusalem      | 01-15 09:00 | 01-15 10:00 | 01-15 07:00 | 01-15 08:00
Jerusalem in July                 | Asia/Jerusalem      | 07-15 09:00 | 07-15 10:00 | 07-15 06:00 | 07-15 07:00
Casablanca in January 2026        | Africa/Casablanca   | 01-15 09:00 | 01-15 10:00 | 01-15 08:00 | 01-15 09:00
Casablanca in Ramadan 2026        | Africa/Casablanca   | 02-25 09:00 | 02-25 10:00 | 02-25 09:00 | 02-25 10:00
Casablanca in July 2026           | Africa/Casablanca   | 07-15 09:00 | 07-15 10:00 | 07-15 08:00 | 07-15 09:00
El Aaiún in Ramadan 2026          | Africa/El_Aaiun     | 02-25 09:00 | 02-25 10:00 | 02-25 09:00 | 02-25 10:00
El Aaiún in July 2026             | Africa/El_Aaiun     | 07-15 09:00 | 07-15 10:00 | 07-15 08:00 | 07-15 09:00
"""


def _hours() -> Iterator[CalendarFile]:
    for line in _TIMES.strip().splitlines():
        name, zone, *times = (part.strip() for part in line.split("|"))
        year = name[-4:] if name[-4:].isdigit() else "2027"
        starts, ends, starts_at, ends_at = (datetime.fromisoformat(f"{year}-{time}") for time in times)
        item = replace(_ITEM, zone=zone, starts=starts, ends=ends)
        found = replace(_WATER, starts=starts_at.replace(tzinfo=UTC), ends=ends_at.replace(tzinfo=UTC))
        yield CalendarFile(name, build_download([item]), (found,))
        if name == "the first of October's two hours":
            hour = timedelta(hours=1)
            second = replace(found, starts=found.starts + hour, ends=found.ends + hour)
            yield CalendarFile(name.replace("first", "second"), build_download([replace(item, fold=1)]), (second,))


def _texts() -> Iterator[CalendarFile]:
    for name, said in {
        "letters of many scripts": "Hội nghị mạng lưới · การประชุม · ប្រជុំ · اجتماع · 水会議 · Große Łódź · שלום",
        "emoji of several characters": "Harvest 👩🏽‍🌾 and 🇺🇦 flags 🎉, e\u0301clairs, 🏳️‍🌈 " * 4,
        "commas, semicolons and colons": "Rivers, deltas; people: and, all; the rest, as ever:",
        "backslashes and quotation marks": r'The folder \\server\share, "so called", \, and \; and \: and \\ x',
        "a backslash before an n": r"The folder C:\New\notes",
        "what looks like markup": "<b>Tom & Jerry</b> &amp; co; {{ 7*7 }} %s BEGIN:VEVENT",
        "long words": "Donaudampfschifffahrtsgesellschaft" * 12,
    }.items():
        text = " ".join(said.split())
        item = replace(_ITEM, summary=text, location=text, description=f"{text}\n\n{text}\nand a last line", url="")
        found = replace(_WATER, summary=text, location=text, description=f"{text}\n\n{text}\nand a last line")
        yield CalendarFile(name, build_download([item]), (found,))
        yield CalendarFile(f"invitation with {name}", _mailed(Method.REQUEST, item, 0),
                           (replace(found, method="REQUEST"),))  # fmt: skip
    # A letter of every width at every place of a line: wherever it is cut, no letter is.
    widths = "".join("a" * n + letter for n in range(80) for letter in "ä水👩")
    yield CalendarFile(
        "letters of every width at every place of a line",
        build_download([replace(_ITEM, description=widths, url="")]),
        (replace(_WATER, description=widths),),
    )


def _mailed(method: Method, item: Item, sequence: int, *, to: Party = _JANE, wants_answer: bool = True) -> bytes:
    made_at = datetime(2027, 2, 1, 7, 0, tzinfo=UTC)
    return build_message(Message(method, item, sequence, made_at, _HOST_OF_EVENT, to, wants_answer))


def _at(hour: int) -> datetime:
    return datetime(2027, 7, 1, hour, 0)


def _utc(hour: int) -> datetime:
    return datetime(2027, 7, 1, hour, 0, tzinfo=UTC)
