"""From the plain values of a file to a Schedule, leniently: real files seldom satisfy the schemas throughout.

What cannot be understood is left out and becomes a remark; it never makes the rest fail.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from convene.engines.schedule_files import spelling, times
from convene.engines.schedule_files.layout import cut, in_order, whole_id
from convene.engines.schedule_files.marked_up import in_markdown
from convene.engines.schedule_files.remarks import Remarks, UnreadableSchedule
from convene.engines.schedule_files.schedule import (
    LINE_LENGTH,
    LONGEST_MINUTES,
    MOST_DAYS,
    TEXT_LENGTH,
    Lengths,
    Link,
    Person,
    Room,
    Schedule,
    Session,
    Track,
)

MOST_SESSIONS = 20_000
ASSUMED_MINUTES = 30
_USUAL_SLOT = 5
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")
_LARGEST_NUMBER = 10**15
_YES_AND_NO = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

Fields = dict[str, object]


def understand(file: object, remarks: Remarks, lengths: Lengths) -> Schedule:
    """Raises UnreadableSchedule where there is no schedule in the file, or one of too many sessions."""
    schedule = _fields(_fields(file).get("schedule")) or _fields(file)
    if not isinstance(schedule.get("conference"), dict):
        raise UnreadableSchedule(
            "The file is no schedule: it has no “conference”. Choose the file schedule.json or schedule.xml.",
        )
    return _Understanding(schedule, remarks, lengths).schedule()


@dataclass(frozen=True, slots=True)
class _Day:
    number: int
    on: date | None
    opens: datetime | None
    closes: datetime | None
    rooms: Fields

    @property
    def where(self) -> str:
        return f"day {self.number}"


@dataclass(frozen=True, slots=True)
class _Event:
    """A session as the file has it, with the instant that it names (naive where it names no offset)."""

    where: str
    day: _Day
    room: str
    fields: Fields
    at: datetime | None
    label_used: bool


def _fields(value: object) -> Fields:
    return value if isinstance(value, dict) else {}


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _whole_number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value.strip()):
        value = int(value)
    return value if isinstance(value, int) and abs(value) < _LARGEST_NUMBER else None


def _plain(value: object) -> str:
    """Text as it stands; a number as text; nothing for everything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


class _Understanding:
    """One reading of one file: what every part of it needs to know, as the zone and the base address."""

    def __init__(self, schedule: Fields, remarks: Remarks, lengths: Lengths) -> None:
        self.file = schedule
        self.lengths = lengths
        self.cut: set[tuple[str, str]] = set()
        self.conference = _fields(schedule.get("conference"))
        self.remarks = remarks
        title = self.line(self.conference, "title", length=lengths.event)
        self.acronym = spelling.acronym(_plain(self.conference.get("acronym")).strip(), title)
        self.title = title or _plain(self.conference.get("acronym")).strip()[: lengths.event] or self.acronym
        self.base_url = self.address(schedule, "base_url") or self.address(self.conference, "base_url")
        self.days = [self._day(day, number) for number, day in enumerate(self._raw_days(), start=1)]
        self.zone: ZoneInfo | None = None
        self.taken: dict[str, set[object]] = {"guid": set(), "number": set(), "code": set(), "slug": set()}
        # Counted on, not from one each time: else a file of equal sessions would take hours.
        self.alike: Counter[tuple[str, str, str]] = Counter()

    def schedule(self) -> Schedule:
        events = list(self._events())
        self.zone = self._believed_zone(events)
        turn = times.day_turn(self._walls_of_days())
        sessions = [session for event in events if (session := self._session(event, turn)) is not None]
        starts_on, ends_on = self._first_and_last_day(sessions)
        sessions = [session for session in sessions if self._is_near(session, starts_on, ends_on)]
        rooms = self._rooms(sessions)
        return Schedule(
            title=self.title,
            acronym=self.acronym,
            version=self.line(self.file, "version"),
            starts_on=starts_on,
            ends_on=ends_on,
            zone=self.zone.key if self.zone else None,
            slot_minutes=self._slot_minutes(),
            day_turns_at=turn,
            rooms=rooms,
            tracks=self._tracks(sessions),
            sessions=in_order(sessions, rooms),
            url=self.address(self.conference, "url"),
            base_url=self.base_url,
            description=self.text(self.conference, "description"),
            logo=self.address(self.conference, "logo"),
        )

    # Single fields

    def line(self, fields: Fields, name: str, where: str = "", length: int = LINE_LENGTH) -> str:
        return self._words(fields, name, where, spelling.line, length)

    def text(self, fields: Fields, name: str, where: str = "", length: int = TEXT_LENGTH) -> str:
        return self._words(fields, name, where, _text_in_markdown, length)

    def room_name(self, fields: Fields, name: str = "name", where: str = "") -> str:
        return self.line(fields, name, where, self.lengths.room)

    def _words(self, fields: Fields, name: str, where: str, spelled: Callable[[str], str], length: int) -> str:
        value = fields.get(name)
        if isinstance(value, dict):  # translations, {"en": ..., "de": ...}
            value = value.get("en") or next(iter(value.values()), None)
        if value is not None and not isinstance(value, str | int | float):
            self.remarks.add("“%(field)s” is no text and was left empty.", where, field=name)
        words = spelled(_plain(value))
        # Once, however many sessions have the same room, track or person.
        if len(words) > length and (name, words) not in self.cut:
            self.cut.add((name, words))
            self.remarks.add(
                "“%(field)s” has more than %(length)d characters and was cut.",
                where,
                field=name,
                length=length,
            )
        return cut(words, length)

    def address(self, fields: Fields, name: str, where: str = "", *, typed: bool = False) -> str | None:
        written = _plain(fields.get(name)).strip()
        if not written:
            return None
        base = None if name == "base_url" else self.base_url
        address = spelling.web_address(written, base, typed=typed)
        if address is None:
            self.remarks.add(
                "“%(address)s” is no complete address with http or https and was left out.",
                where,
                address=written,
            )
        return address

    def _guid(self, fields: Fields, where: str) -> str | None:
        written = _plain(fields.get("guid")).strip()
        guid = spelling.guid(written)
        if written and guid is None:
            self.remarks.add("The guid “%(guid)s” is none and was left out.", where, guid=written)
        return guid

    def _yes_or_no(self, value: object) -> bool | None:
        return value if isinstance(value, bool) else _YES_AND_NO.get(_plain(value).strip().lower())

    # Days, and the instants in them

    def _raw_days(self) -> list[object]:
        days = self.conference.get("days")
        if days is not None and not isinstance(days, list):
            self.remarks.add("“%(field)s” is no list; no session could be read.", field="days")
        return _items(days)

    def _day(self, value: object, place: int) -> _Day:
        fields = _fields(value)
        number = _whole_number(fields.get("index")) or place
        opens = times.moment(_plain(fields.get("day_start")))
        closes = times.moment(_plain(fields.get("day_end")))
        on = times.day(_plain(fields.get("date")))
        if on is None and opens is not None:
            on = opens.date()
        if on is None:
            self.remarks.add("The day has no date that can be read.", f"day {number}")
        return _Day(number, on, opens, closes, self._rooms_of_day(fields.get("rooms"), number))

    def _rooms_of_day(self, rooms: object, number: int) -> Fields:
        if rooms is not None and not isinstance(rooms, dict):
            self.remarks.add("“%(field)s” is no list of rooms.", f"day {number}", field="rooms")
        return _fields(rooms)

    def _events(self) -> Iterator[_Event]:
        count = 0
        for day in self.days:
            for name, sessions in day.rooms.items():
                room = self.room_name({"room": name}, "room", day.where)
                place = f"{day.where}, room {room[:80]}" if room else day.where
                if not isinstance(sessions, list):
                    self.remarks.add("The room’s sessions are no list and were left out.", place)
                for position, value in enumerate(_items(sessions), start=1):
                    count += 1
                    if count > MOST_SESSIONS:
                        raise UnreadableSchedule(
                            "The file has more than %(most)d sessions. Divide it, a file for each part.",
                            most=MOST_SESSIONS,
                        )
                    yield self._event(day, room, place, position, value)

    def _event(self, day: _Day, room: str, place: str, position: int, value: object) -> _Event:
        fields = _fields(value)
        number = _whole_number(fields.get("id"))
        where = f"{place}, session {number}" if number is not None else f"{place}, {position}. session"
        at = times.moment(_plain(fields.get("date")))
        label_used = False
        if at is None and not _plain(fields.get("date")).strip():
            at = self._moment_of_label(day, fields)
            label_used = at is not None
        return _Event(where, day, room or self.room_name(fields, "room", where), fields, at, label_used)

    def _moment_of_label(self, day: _Day, fields: Fields) -> datetime | None:
        """Old files have no `date`, only a day and `start`; what is earlier than 04:00 is after midnight."""
        label = times.clock(_plain(fields.get("start")))
        if label is None or day.on is None:
            return None
        on = day.on + timedelta(days=label < times.USUAL_DAY_TURN)
        return datetime.combine(on, label, day.opens.tzinfo if day.opens else None)

    def _believed_zone(self, events: list[_Event]) -> ZoneInfo | None:
        written = _plain(self.conference.get("time_zone_name")).strip()
        zone = times.zone_named(written)
        if written and zone is None:
            self.remarks.add("“%(zone)s” is no known time zone; the times keep their offsets.", zone=written)
        moments = [
            (event.at, times.clock(_plain(event.fields.get("start")))) for event in events if event.at is not None
        ]
        if zone is not None and times.contradicts(zone, moments):
            self.remarks.add(
                "The file says time zone %(zone)s, but its times have another offset, %(offset)s. "
                "The times were believed, the zone was left out.",
                zone=zone.key,
                offset=next((at.isoformat()[-6:] for at, _label in moments if at.utcoffset()), "+00:00"),
            )
            zone = None
        if any(at.tzinfo is None for at, _label in moments):
            self.remarks.add(
                "Times without an offset were read as times in %(zone)s.",
                zone=zone.key if zone else str(self._zone_of_naive()),
            )
        return zone

    def _zone_of_naive(self) -> tzinfo:
        """Of times that name no offset, in a file that names no zone: the offset of its days, else UTC."""
        offsets = (day.opens.utcoffset() for day in self.days if day.opens is not None)
        return timezone(next((offset for offset in offsets if offset is not None), timedelta()))

    def _instant(self, at: datetime) -> datetime:
        if at.tzinfo is None and self.zone is not None:
            return times.at_wall(at.date(), at.time(), self.zone)
        return times.fixed(at if at.tzinfo else at.replace(tzinfo=self._zone_of_naive()), self.zone)

    def _walls_of_days(self) -> list[tuple[date, datetime | None, datetime | None]]:
        return [
            (
                day.on,
                times.wall(day.opens, self.zone) if day.opens else None,
                times.wall(day.closes, self.zone) if day.closes else None,
            )
            for day in self.days
            if day.on is not None
        ]

    def _first_and_last_day(self, sessions: list[Session]) -> tuple[date, date]:
        """From the days of the file and its sessions; from `start` and `end` only if it lists no day.

        Days far from the middle of all are slips of the pen, which must not make a file of a hundred years.
        """
        days = [day.on for day in self.days if day.on is not None] + [session.day for session in sessions]
        if not days:
            ends = (times.day(_plain(self.conference.get(name))) for name in ("start", "end"))
            days = [on for on in ends if on is not None]
        if not days:
            raise UnreadableSchedule(
                "The file names no day and no session with a date. Export it again with its dates.",
            )
        middle = times.middle(sorted(days))
        near = [on for on in days if abs((on - middle).days) <= MOST_DAYS // 2]
        if len(near) < len(days):
            self.remarks.add("Days years away from the others were left out.")
        return min(near), max(near)

    def _is_near(self, session: Session, starts_on: date, ends_on: date) -> bool:
        near = starts_on <= session.day <= ends_on
        if not near:
            self.remarks.add(
                "“%(title)s” on %(day)s is years away from the other sessions and was left out.",
                title=session.title,
                day=session.day.isoformat(),
            )
        return near

    # Sessions

    def _session(self, event: _Event, turn: time) -> Session | None:
        fields, where = event.fields, event.where
        title = self.line(fields, "title", where, self.lengths.title)
        if not title:
            self.remarks.add("The session has no title and was left out.", where)
            return None
        if event.at is None:
            self.remarks.add(
                "“%(title)s” has no date that can be read (“%(date)s”) and was left out.",
                where,
                title=title,
                date=_plain(fields.get("date")),
            )
            return None
        starts_at = self._instant(event.at)
        if event.label_used:
            self.remarks.add("“%(title)s” has no date; its day and its start were used.", where, title=title)
        minutes = self._minutes(fields, starts_at, title, where)
        if minutes is None:
            return None
        session = Session(
            guid="",
            title=title,
            starts_at=starts_at,
            minutes=minutes,
            day=self._day_of(event, starts_at, turn, title),
            number=_whole_number(fields.get("id")),
            code=_plain(fields.get("code")),
            subtitle=self.line(fields, "subtitle", where, self.lengths.subtitle),
            abstract=self.text(fields, "abstract", where),
            description=self.text(fields, "description", where),
            type=self.line(fields, "type", where, self.lengths.type),
            track=self.line(fields, "track", where, self.lengths.track) or None,
            language=self.line(fields, "language", where, self.lengths.language) or None,
            room=event.room or None,
            persons=tuple(self._persons(fields, where)),
            links=self._links(fields, "links", where),
            attachments=self._links(fields, "attachments", where),
            recording_license=self.line(fields, "recording_license", where, self.lengths.recording_license),
            do_not_record=self._yes_or_no(fields.get("do_not_record")),
            do_not_stream=self._yes_or_no(fields.get("do_not_stream")),
            slug=_plain(fields.get("slug")),
            url=self.address(fields, "url", where),
            feedback_url=self.address(fields, "feedback_url", where),
            origin_url=self.address(fields, "origin_url", where),
            logo=self.address(fields, "logo", where),
        )
        return self._told_apart(session, self._guid(fields, where), where)

    def _minutes(self, fields: Fields, starts_at: datetime, title: str, where: str) -> int | None:
        """None, with a remark, for a duration that is negative or none at all."""
        written = _plain(fields.get("duration")).strip()
        ends_at = times.moment(_plain(fields.get("end")))
        until_end = None
        if ends_at is not None:
            until_end = int((self._instant(ends_at) - starts_at).total_seconds() // 60)
        minutes, in_doubt = times.minutes_of(written)
        if until_end is not None and (in_doubt or not written):
            minutes = until_end if 0 <= until_end <= LONGEST_MINUTES else None
            in_doubt = False
        if not written and until_end is None:
            self.remarks.add(
                "“%(title)s” has no duration; %(minutes)d minutes were assumed.",
                where,
                title=title,
                minutes=ASSUMED_MINUTES,
            )
            return ASSUMED_MINUTES
        if minutes is None:
            self.remarks.add(
                "“%(title)s” has a duration that is none (“%(duration)s”) and was left out.",
                where,
                title=title,
                duration=written or str(until_end),
            )
        elif in_doubt:
            self.remarks.add(
                "“%(title)s” has the duration “%(duration)s”, which was read as days, hours and minutes.",
                where,
                title=title,
                duration=written,
            )
        return minutes

    def _day_of(self, event: _Event, starts_at: datetime, turn: time, title: str) -> date:
        """The file's day if the session begins on it or in the night after it; else what its date says."""
        on = starts_at.date()
        if event.day.on is not None and (on - event.day.on).days in {0, 1}:
            return event.day.on
        dated = on - timedelta(days=starts_at.time() < turn)
        if event.day.on is not None:
            self.remarks.add(
                "“%(title)s” stands in the day %(day)s, but its date is %(date)s. The date was believed.",
                event.where,
                title=title,
                day=event.day.on.isoformat(),
                date=on.isoformat(),
            )
        return dated

    def _told_apart(self, session: Session, guid: str | None, where: str) -> Session:
        """With a guid, and without number, code and slug that are none or stood before."""
        number = session.number if session.number is not None and session.number > 0 else None
        code = spelling.code(session.code or "")
        slug = spelling.slug(session.slug or "")
        if guid is None:
            guid = spelling.made_guid(self.acronym, "session", str(number or code or session.title))
        elif guid in self.taken["guid"]:
            self.remarks.add("The guid %(guid)s stands twice; a new one was made for this session.", where, guid=guid)
        while guid in self.taken["guid"]:
            like_this = (session.title, session.starts_at.astimezone(UTC).isoformat(), session.room or "")
            self.alike[like_this] += 1
            guid = spelling.made_guid(self.acronym, "session", *like_this, str(self.alike[like_this]))
        self.taken["guid"].add(guid)
        return replace(
            session,
            guid=guid,
            number=number if self._is_first("number", number, where) else None,
            code=code if self._is_first("code", code, where) else None,
            slug=slug if self._is_first("slug", slug, where) else None,
        )

    def _is_first(self, kind: str, value: str | int | None, where: str) -> bool:
        if value is None:
            return False
        if value in self.taken[kind]:
            self.remarks.add(
                "The %(kind)s “%(value)s” stands twice and stays with the first session.",
                where,
                kind=kind,
                value=value,
            )
            return False
        self.taken[kind].add(value)
        return True

    def _persons(self, fields: Fields, where: str) -> Iterator[Person]:
        for value in _items(fields.get("persons")):
            person: Fields = {"name": value} if isinstance(value, str) else _fields(value)
            names = (self.line(person, field, where, self.lengths.person) for field in ("name", "public_name"))
            name = next(filter(None, names), "")
            if not name:
                self.remarks.add("A person without a name was left out.", where)
                continue
            yield Person(
                name=name,
                source_id=whole_id(_plain(person.get("id"))),
                guid=self._guid(person, where),
                code=spelling.code(_plain(person.get("code"))),
                biography=self.text(person, "biography", where),
                url=self.address(person, "url", where),
                avatar=self.address(person, "avatar", where),
                links=self._links(person, "links", where),
            )

    def _links(self, fields: Fields, name: str, where: str) -> tuple[Link, ...]:
        links = []
        for value in _items(fields.get(name)):
            link: Fields = {"url": value} if isinstance(value, str) else _fields(value)
            url = self.address(link, "url", where, typed=name == "links")
            if url is not None:
                links.append(Link(self.line(link, "title", where), url, self.line(link, "type", where)))
        return tuple(links)

    # What stands before the sessions

    def _slot_minutes(self) -> int:
        minutes, _in_doubt = times.minutes_of(_plain(self.conference.get("timeslot_duration")))
        return minutes if minutes and minutes <= 24 * 60 else _USUAL_SLOT

    def _rooms(self, sessions: list[Session]) -> tuple[Room, ...]:
        """As the file lists them, then as its days name them."""
        rooms: dict[str, Room] = {}
        for value in _items(self.conference.get("rooms")):
            fields: Fields = {"name": value} if isinstance(value, str) else _fields(value)
            name = self.room_name(fields)
            if name in rooms:
                self.remarks.add("The room “%(room)s” is listed twice; the first one was read.", room=name)
            elif name:
                rooms[name] = self._room(fields, name)
        named = (self.room_name({"room": name}, "room", day.where) for day in self.days for name in day.rooms)
        for name in (*named, *(session.room or "" for session in sessions)):
            if name:
                rooms.setdefault(name, Room(name))
        return tuple(self._with_own_guids(rooms))

    def _room(self, fields: Fields, name: str) -> Room:
        capacity = _whole_number(fields.get("capacity"))
        return Room(
            name=name,
            guid=self._guid(fields, f"room {name[:80]}"),
            capacity=capacity if capacity is not None and capacity >= 0 else None,
            description=self.text(fields, "description", f"room {name[:80]}", self.lengths.room_description),
        )

    def _with_own_guids(self, rooms: dict[str, Room]) -> Iterator[Room]:
        """A guid that several rooms share is nobody's: each gets one made of its name instead."""
        sharing: dict[str, list[str]] = {}
        for room in rooms.values():
            if room.guid is not None:
                sharing.setdefault(room.guid, []).append(room.name)
        for guid, names in sharing.items():
            if len(names) > 1:
                self.remarks.add(
                    "The rooms %(rooms)s share the guid %(guid)s. They were told apart by their names.",
                    rooms=", ".join(names),
                    guid=guid,
                )
        for room in rooms.values():
            if room.guid is not None and len(sharing[room.guid]) > 1:
                yield replace(room, guid=spelling.made_guid(self.acronym, "room", room.name))
            else:
                yield room

    def _tracks(self, sessions: list[Session]) -> tuple[Track, ...]:
        """As the file lists them, then as the sessions name them."""
        tracks: dict[str, Track] = {}
        for value in _items(self.conference.get("tracks")):
            fields: Fields = {"name": value} if isinstance(value, str) else _fields(value)
            name = self.line(fields, "name", length=self.lengths.track)
            colour, slug = _plain(fields.get("color")), _plain(fields.get("slug"))
            if name:
                tracks.setdefault(name, Track(name, spelling.colour(colour), spelling.slug(slug)))
        for session in sessions:
            if session.track:
                tracks.setdefault(session.track, Track(session.track))
        return tuple(tracks.values())


def _text_in_markdown(text: str) -> str:
    return spelling.paragraphs(in_markdown(spelling.paragraphs(text)))
