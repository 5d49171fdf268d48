"""A schedule as both writers need it: in days and rooms, every value one that the schemas accept."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from zoneinfo import ZoneInfo

from convene.engines.schedule_files import spelling
from convene.engines.schedule_files.schedule import (
    LINE_LENGTH,
    LONGEST_MINUTES,
    TEXT_LENGTH,
    Link,
    Person,
    Room,
    Schedule,
    Session,
    Track,
)
from convene.engines.schedule_files.times import at_wall, fixed, zone_named

_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class LaidOutDay:
    index: int
    on: date
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[tuple[str, tuple[Session, ...]], ...]
    """Name of the room ("" for sessions in none) and what takes place there."""


def in_order(sessions: Iterable[Session], rooms: Sequence[Room]) -> tuple[Session, ...]:
    """By day, room in the order of `rooms` (no room: last), start, guid."""
    places = {room.name: place for place, room in reversed(list(enumerate(rooms)))}
    last = len(rooms)
    return tuple(
        sorted(sessions, key=lambda s: (s.day, places.get(s.room or "", last), s.starts_at, s.guid)),
    )


def days_of(schedule: Schedule) -> tuple[LaidOutDay, ...]:
    """Every day from the first to the last.

    The first names every room, so that a reader learns their order; the others name those in use.
    """
    in_use: dict[date, dict[str, list[Session]]] = defaultdict(lambda: defaultdict(list))
    for session in schedule.sessions:
        in_use[session.day][session.room or ""].append(session)
    zones = _zones(schedule)
    days = []
    for place in range((schedule.ends_on - schedule.starts_on).days + 1):
        on = schedule.starts_on + timedelta(days=place)
        names = {room.name for room in schedule.rooms} if place == 0 else set[str]()
        names |= set(in_use[on])
        ordered = [name for name in (*(room.name for room in schedule.rooms), "") if name in names]
        days.append(
            LaidOutDay(
                index=place + 1,
                on=on,
                starts_at=at_wall(on, schedule.day_turns_at, zones(on)),
                ends_at=at_wall(on + timedelta(days=1), schedule.day_turns_at, zones(on)),
                rooms=tuple((name, tuple(in_use[on][name])) for name in ordered),
            )
        )
    return tuple(days)


def _zones(schedule: Schedule) -> Callable[[date], ZoneInfo | timezone]:
    """Where a day's limits are written: the schedule's zone, else the offset of the day's first session."""
    zone = zone_named(schedule.zone)
    if zone is not None:
        return lambda _on: zone
    offsets: dict[date, timezone] = {}
    for session in schedule.sessions:
        offsets.setdefault(session.day, timezone(fixed(session.starts_at, None).utcoffset() or timedelta()))
    usual = next(iter(offsets.values()), UTC)
    return lambda on: offsets.get(on, usual)


def as_written(schedule: Schedule) -> Schedule:
    """The same schedule in values that both schemas accept; what is already so is not changed.

    Texts lose what XML cannot hold, addresses that are not http or https vanish, sessions get the numbers
    that they lack; a number, code, slug or guid that stands twice stays with the first session.
    """
    zone = zone_named(schedule.zone)
    acronym = spelling.acronym(schedule.acronym, schedule.title)
    rooms = _rooms(schedule)
    sessions = in_order((_session(session, zone) for session in schedule.sessions), rooms)
    return replace(
        schedule,
        title=_line(schedule.title),
        acronym=acronym,
        version=_line(schedule.version),
        zone=zone.key if zone else None,
        slot_minutes=min(max(schedule.slot_minutes, 1), 24 * 60),
        day_turns_at=schedule.day_turns_at.replace(microsecond=0, tzinfo=None),
        rooms=rooms,
        tracks=tuple(
            Track(_line(t.name), spelling.colour(t.color or ""), spelling.slug(t.slug or "")) for t in schedule.tracks
        ),
        sessions=tuple(_told_apart(sessions, acronym)),
        url=_address(schedule.url),
        base_url=_address(schedule.base_url),
        description=_text(schedule.description),
        logo=_address(schedule.logo),
    )


def _line(text: str) -> str:
    return cut(spelling.line(text), LINE_LENGTH)


def _text(text: str) -> str:
    return cut(spelling.paragraphs(text), TEXT_LENGTH)


def _address(url: str | None) -> str | None:
    return spelling.web_address(url) if url else None


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rstrip()


def _rooms(schedule: Schedule) -> tuple[Room, ...]:
    rooms: dict[str, Room] = {}
    for room in (*schedule.rooms, *(Room(session.room) for session in schedule.sessions if session.room)):
        name = _line(room.name)
        if name:
            clean = Room(name, spelling.guid(room.guid or ""), room.capacity, _text(room.description))
            rooms.setdefault(name, clean)
    return tuple(rooms.values())


def _session(session: Session, zone: ZoneInfo | None) -> Session:
    return replace(
        session,
        starts_at=fixed(session.starts_at, zone),
        minutes=min(session.minutes, LONGEST_MINUTES),
        title=_line(session.title),
        subtitle=_line(session.subtitle),
        abstract=_text(session.abstract),
        description=_text(session.description),
        type=_line(session.type),
        track=_line(session.track or "") or None,
        language=_line(session.language or "") or None,
        room=_line(session.room or "") or None,
        persons=tuple(_person(person) for person in session.persons),
        links=_links(session.links),
        attachments=_links(session.attachments),
        recording_license=_line(session.recording_license),
        url=_address(session.url),
        feedback_url=_address(session.feedback_url),
        origin_url=_address(session.origin_url),
        logo=_address(session.logo),
    )


def _person(person: Person) -> Person:
    return replace(
        person,
        name=_line(person.name),
        source_id=whole_id(person.source_id),
        guid=spelling.guid(person.guid or ""),
        code=spelling.code(person.code or ""),
        biography=_text(person.biography),
        url=_address(person.url),
        avatar=_address(person.avatar),
        links=_links(person.links),
    )


def whole_id(source_id: str | None) -> str | None:
    """An id in digits, the only kind that the formats hold."""
    digits = (source_id or "").strip()
    bare = digits.removeprefix("-")
    if not (bare.isascii() and bare.isdigit() and len(bare) <= _MOST_DIGITS):
        return None
    return str(int(digits))


def _links(links: Iterable[Link]) -> tuple[Link, ...]:
    spelled = ((link, spelling.web_address(link.url)) for link in links)
    return tuple(Link(_line(link.title), url, _line(link.type)) for link, url in spelled if url)


def _told_apart(sessions: Sequence[Session], acronym: str) -> Iterator[Session]:
    """Sessions with guids and numbers, and every guid, number, code and slug only once."""
    taken: dict[str, set[Hashable]] = defaultdict(set)

    def first(kind: str, value: Hashable) -> bool:
        if value in taken[kind]:
            return False
        taken[kind].add(value)
        return True

    alike: Counter[str] = Counter()
    numbers = {session.number for session in sessions}
    free = (number for number in count(1) if number not in numbers)
    for session in sessions:
        guid = spelling.guid(session.guid) or spelling.made_guid(acronym, "session", session.guid)
        while not first("guid", guid):
            alike[guid] += 1  # counted on, not from one each time: else many equal guids would take hours
            guid = spelling.made_guid(acronym, "session", guid, str(alike[guid]))
        number = session.number
        if number is None or not 0 < number < 10**_MOST_DIGITS or not first("number", number):
            number = next(free)
        code = spelling.code(session.code or "")
        slug = spelling.slug(session.slug or "")
        yield replace(
            session,
            guid=guid,
            number=number,
            code=code if code and first("code", code) else None,
            slug=slug if slug and first("slug", slug) else None,
        )
