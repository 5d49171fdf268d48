"""From items to the bytes of a calendar file: one for download, or one for subscription."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from urllib.parse import quote

from convene.engines.ics.content_lines import (
    comma_separated,
    duration,
    file_of,
    one_line,
    parameter,
    several_lines,
    text,
)
from convene.engines.ics.item import BadItem, Feed, Item, Message, Method, Party, Status
from convene.engines.ics.timezones import (
    Definition,
    definition_of,
    observances_of,
    why_not_a_time,
    why_not_a_zone,
    zone_of,
)

PRODID = "-//Convene//Convene//EN"
CANCELLED_PREFIX = "Cancelled: "
YEARS = range(1900, 3000)
#: One address and nothing else.
_ADDRESS = re.compile(r"[^\s<>,;:\"@]+@[^\s<>,;:\"@]+")
_PLAIN_IN_MAILTO = "@!$'*+-./=_~"

# RFC 5545 3.6 wants at least one component; this one says nothing, so that an empty feed stays well formed.
_NOTHING = Definition("Etc/UTC", observances_of("UTC0"))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item found good, with its DTSTART and DTEND, and the definition that these refer to, if any."""

    item: Item
    starts: datetime | date
    ends: datetime | date
    begins_at: datetime
    definition: Definition | None


def build_download(items: Sequence[Item], *, cancelled_prefix: str = CANCELLED_PREFIX) -> bytes:
    """A file to keep. It has no name: with X-WR-CALNAME Outlook opens a second calendar (MS-OXCICAL).

    It has no METHOD either, which would make an invitation of it. Raises `BadItem`.
    """
    return _file((), items, cancelled_prefix)


def build_feed(feed: Feed, *, cancelled_prefix: str = CANCELLED_PREFIX) -> bytes:
    """A file to subscribe to, whatever the order of its items always the same. Raises `BadItem`."""
    name, description = one_line(feed.name), several_lines(feed.description)
    if not name:
        raise BadItem("The feed has no name. Give the name that people see in their list of calendars.")
    if feed.refresh < timedelta(seconds=1) or feed.refresh % timedelta(seconds=1):
        raise BadItem("The feed’s refresh is not a length of whole seconds. Give one second or more.")
    header = [f"X-WR-CALNAME:{text(name)}", f"NAME:{text(name)}"]
    if description:
        header += [f"X-WR-CALDESC:{text(description)}", f"DESCRIPTION:{text(description)}"]
    # RFC 7986 5.7 asks for VALUE=DURATION in the first; the second is for readers that do not know the first.
    header += [
        f"REFRESH-INTERVAL;VALUE=DURATION:{duration(feed.refresh)}",
        f"X-PUBLISHED-TTL:{duration(feed.refresh)}",
    ]
    return _file(header, feed.items, cancelled_prefix)


def build_message(message: Message) -> bytes:
    """What is mailed to one person about one item: one VEVENT with its METHOD, one ORGANIZER and one ATTENDEE.

    The title is the item's also where it is cancelled: programs that are sent a CANCEL say so themselves, or take the
    entry out. Raises `BadItem`.
    """
    for party in (message.organizer, message.attendee):
        if not _ADDRESS.fullmatch(party.email):
            raise BadItem(f"“{party.email}” is no mail address. Give one like jane@example.org.")
    if message.sequence < 0 or message.made_at.utcoffset() is None:
        raise BadItem(f"The message about “{message.item.uid}” has no sequence from 0 on, or no time with a zone.")
    entry = _entry(message.item)
    event = file_of(_event(entry, "", _told_to_one(message)))
    return _calendar([f"METHOD:{message.method}"], {entry.definition}, [event])


@dataclass(frozen=True, slots=True)
class _Told:
    """What a message says otherwise than a file: lines that only it has, its SEQUENCE and DTSTAMP, and no STATUS where
    one person is taken off an item that goes on (RFC 5546 3.2.5)."""

    lines: tuple[str, ...]
    sequence: int
    stamp: datetime
    has_status: bool


def _told_to_one(message: Message) -> _Told:
    answer = "PARTSTAT=NEEDS-ACTION;RSVP=TRUE" if message.wants_answer else "PARTSTAT=ACCEPTED;RSVP=FALSE"
    role = f"CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;{answer}"
    return _Told(
        (
            f"ORGANIZER{_name(message.organizer)}:{_mailto(message.organizer)}",
            f"ATTENDEE;{role}{_name(message.attendee)}:{_mailto(message.attendee)}",
        ),
        message.sequence,
        message.made_at.astimezone(UTC),
        has_status=message.method is not Method.CANCEL or message.item.status is Status.CANCELLED,
    )


def _mailto(party: Party) -> str:
    """Its address, in which a program reads "%" and the like otherwise than they are meant (RFC 6068 2)."""
    return f"mailto:{quote(party.email, safe=_PLAIN_IN_MAILTO)}"


def _name(party: Party) -> str:
    name = one_line(party.name)
    return f";CN={parameter(name)}" if name else ""


def _as_in_files(entry: _Entry) -> _Told:
    # Without METHOD, DTSTAMP is when the data changed (RFC 5545 3.8.7.2). With the present time every fetch would give
    # other bytes, and no reader would ever get a 304.
    return _Told((), entry.item.sequence, entry.item.changed_at.astimezone(UTC), has_status=True)


def _file(header: Iterable[str], items: Sequence[Item], cancelled_prefix: str) -> bytes:
    _refuse_twins(items)
    events = sorted(
        (_written(item, _folds(item), cancelled_prefix) for item in items), key=lambda one: (one.begins_at, one.uid)
    )
    definitions = {event.definition for event in events} if events else {_NOTHING}
    return _calendar(header, definitions, [event.body for event in events])


@dataclass(frozen=True, slots=True)
class _Written:
    """An item as it stands in every file that is kept or followed."""

    uid: str
    begins_at: datetime
    definition: Definition | None
    body: bytes


@lru_cache(maxsize=2048)
def _written(item: Item, _folds: tuple[int, ...], cancelled_prefix: str) -> _Written:
    """The item in its lines, remembered: it stands in the calendar of each who has it, and all of them ask at once.

    Times that differ in their fold alone are equal to Python, and not in a file; so it counts beside them.
    """
    entry = _entry(item)
    return _Written(
        item.uid, entry.begins_at, entry.definition, file_of(_event(entry, cancelled_prefix, _as_in_files(entry)))
    )


def _folds(item: Item) -> tuple[int, ...]:
    return tuple(moment.fold for moment in (item.starts, item.ends) if isinstance(moment, datetime))


def _calendar(header: Iterable[str], definitions: Iterable[Definition | None], events: Iterable[bytes]) -> bytes:
    zones = sorted((each for each in definitions if each is not None), key=lambda one: one.tzid)
    begin = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN"]
    return b"".join(
        [file_of([*begin, *header]), *(file_of(zone.lines()) for zone in zones), *events, file_of(["END:VCALENDAR"])]
    )


def _event(entry: _Entry, cancelled_prefix: str, told: _Told) -> Iterator[str]:
    item = entry.item
    cancelled = item.status == Status.CANCELLED
    url = one_line(item.url)
    # Outlook shows a cancelled event like any other, so the title says it.
    summary = one_line(cancelled_prefix + item.summary if cancelled else item.summary)
    # Some readers do not show URL, all show DESCRIPTION.
    description = "\n\n".join(part for part in (several_lines(item.description), url) if part)
    # Outlook shows only the first line of a place.
    location = comma_separated(item.location)
    categories = [category for one in item.categories if (category := one_line(one))]

    yield "BEGIN:VEVENT"
    yield f"UID:{text(item.uid)}"
    yield f"SEQUENCE:{told.sequence}"
    yield f"DTSTAMP{_value(told.stamp)}"
    yield f"LAST-MODIFIED{_value(item.changed_at.astimezone(UTC))}"
    yield f"DTSTART{_value(entry.starts)}"
    yield f"DTEND{_value(entry.ends)}"
    yield from told.lines
    yield f"SUMMARY:{text(summary)}"
    if location:
        yield f"LOCATION:{text(location)}"
    if description:
        yield f"DESCRIPTION:{text(description)}"
    if url:
        yield f"URL:{url}"
    if categories:
        yield f"CATEGORIES:{','.join(text(category) for category in categories)}"
    if told.has_status:
        yield f"STATUS:{item.status}"
    yield f"TRANSP:{'TRANSPARENT' if cancelled or item.transparent else 'OPAQUE'}"
    yield "END:VEVENT"


def _value(moment: datetime | date) -> str:
    """What follows the name of a property that holds a date, a time in UTC, or a time in a named zone."""
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{moment:%Y%m%d}"
    if moment.tzinfo is UTC:
        return f":{moment:%Y%m%dT%H%M%S}Z"
    return f";TZID={moment.tzinfo}:{moment:%Y%m%dT%H%M%S}"


def _entry(item: Item) -> _Entry:
    """The item with its times as they will be written. Raises `BadItem`."""
    _refuse_what_no_reader_takes(item)
    if not isinstance(item.starts, datetime):
        midnight = datetime.combine(item.starts, time(), zone_of(item.zone))
        return _Entry(item, item.starts, item.ends, midnight.astimezone(UTC), None)
    assert isinstance(item.ends, datetime), "both are times, which was checked before"
    starts, ends = _moment(item, item.starts), _moment(item, item.ends)
    begins_at, ends_at = starts.astimezone(UTC), ends.astimezone(UTC)
    if ends_at <= begins_at:
        raise BadItem(f"The item “{item.uid}” does not end later than it starts.")
    definition = definition_of(item.zone)
    if definition and all(_is_understood(definition, moment) for moment in (starts, ends)):
        return _Entry(item, starts, ends, begins_at, definition)
    # Times in UTC lose the zone of the place, but nobody can misread them.
    return _Entry(item, begins_at, ends_at, begins_at, None)


def _is_understood(definition: Definition, moment: datetime) -> bool:
    """Whether every reader that has only the definition finds the same instant as the time zone database.

    Of an hour that comes twice RFC 5545 means the first, and libical finds the second.
    """
    comes_once = moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset()
    return comes_once and definition.offset_at(moment.replace(tzinfo=None)) == moment.utcoffset()


def _moment(item: Item, wall: datetime) -> datetime:
    """The wall time in its zone. Raises `BadItem` when the clocks skip it."""
    if reason := why_not_a_time(wall, item.zone):
        raise BadItem(f"The item “{item.uid}” has a time that does not exist. {reason}")
    return wall.replace(tzinfo=zone_of(item.zone), microsecond=0, fold=max(item.fold, wall.fold))


def _refuse_twins(items: Iterable[Item]) -> None:
    seen = set()
    for item in items:
        if item.uid in seen:
            raise BadItem(f"Two items have the uid “{item.uid}”, so one would replace the other. Give each its own.")
        seen.add(item.uid)


def _refuse_what_no_reader_takes(item: Item) -> None:
    if reason := _why_not_identified(item) or _why_not_placed_in_time(item) or _why_not_told(item):
        raise BadItem(reason)


def _why_not_identified(item: Item) -> str | None:
    if not item.uid or len(item.uid) > 255 or item.uid != one_line(item.uid):
        return (
            f"The uid “{item.uid[:40]}” cannot be used. Give 1 to 255 characters on one line, "
            "without control characters or blanks at the ends."
        )
    if item.sequence < 0:
        return f"The item “{item.uid}” has the sequence {item.sequence}. Count from 0."
    if item.changed_at.utcoffset() is None:
        return f"The item “{item.uid}” was changed at a time without a zone. Give `changed_at` with one."
    return None


def _why_not_placed_in_time(item: Item) -> str | None:
    times = (item.starts, item.ends)
    if isinstance(item.starts, datetime) is not isinstance(item.ends, datetime):
        return f"The item “{item.uid}” has a time at one end, a day at the other. Give two times or two days."
    if any(isinstance(moment, datetime) and moment.tzinfo for moment in times):
        return f"The item “{item.uid}” has a time with a zone of its own. Give wall times; `zone` says which."
    if any(moment.year not in YEARS for moment in (*times, item.changed_at)):
        return f"The item “{item.uid}” has a year before {YEARS[0]} or after {YEARS[-1]}."
    if item.fold not in (0, 1):
        return f"The item “{item.uid}” has the fold {item.fold}. Give 0 for the first hour, 1 for the second."
    if reason := why_not_a_zone(item.zone):
        return f"The item “{item.uid}” has no zone. {reason}"
    if not isinstance(item.starts, datetime) and item.ends <= item.starts:
        return f"The item “{item.uid}” does not end later than it starts. `ends` is the day after the last."
    return None


def _why_not_told(item: Item) -> str | None:
    if not one_line(item.summary):
        return f"The item “{item.uid}” has no summary. Give the title that people see in their calendar."
    if item.url and not one_line(item.url).startswith(("https://", "http://")):
        return f"The item “{item.uid}” has the address “{item.url}”. Give one that begins with https://."
    return None
