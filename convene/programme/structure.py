"""The structure of an agenda: what a version keeps for ever. Pure values, with people by id and never by name.

Times are wall times in the zone of the event; `instant_of` makes instants of them. Two structures are equal when
they say the same, so that "did anything change?" is `==`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from convene.events.catalogue import Attribution, Dye
from convene.programme.catalogue import Format, StageRole

Json = dict[str, Any]


def instant_of(wall: datetime, zone: str, fold: int = 0) -> datetime:
    """The instant, in UTC, at which the clocks of `zone` show `wall`; `fold=1`: the second time they do (PEP 495)."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def wall_of(instant: datetime, zone: str) -> tuple[datetime, int]:
    """What the clocks of `zone` show at an instant, and the fold: `instant_of(*wall_of(x, zone))` is x again."""
    local = instant.astimezone(ZoneInfo(zone))
    return local.replace(tzinfo=None, fold=0), local.fold


def wall_on(day: date, hour: time, day_turns_at: time) -> datetime:
    """The hour on a day of the agenda; `day_of` takes it back. One before the day turns is in the night after it: 00:30
    of Thursday's agenda is Friday on the calendar."""
    return datetime.combine(day, hour) + timedelta(days=hour < day_turns_at)


def day_of(wall: datetime, day_turns_at: time) -> date:
    """The day of the agenda that a wall time belongs to: 00:30 is the evening before."""
    return wall.date() - timedelta(days=wall.time() < day_turns_at)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when: the day of the agenda, the time on the wall (one before the day turns is the night after),
    the room; `fold=1` for the second of two equal hours in autumn."""

    day: date
    starts: time
    room_id: UUID | None = None
    fold: int = 0

    def to_json(self) -> Json:
        """Plain values for a JSON column. `Place.from_json` gives an equal place back."""
        return _plain(self)  # type: ignore[no-any-return]

    @staticmethod
    def from_json(plain: Json) -> "Place":
        return Place(
            date.fromisoformat(plain["day"]), time.fromisoformat(plain["starts"]), _id(plain["room_id"]), plain["fold"]
        )


def place_of(day: date | None, starts_local: datetime | None, room_id: UUID | None, fold: int) -> Place | None:
    """Where something stands by its columns, or None: it has no time."""
    return Place(day, starts_local.time(), room_id, fold) if day is not None and starts_local is not None else None


@dataclass(frozen=True, slots=True)
class OnStage:
    """Somebody with a role, and for whom they speak here."""

    person_id: UUID
    role: StageRole = StageRole.SPEAKER
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A link or an attachment. `type` is the file's word for it ("slides"), if it came from one."""

    title: str
    url: str
    kind: str = "link"  # or "attachment"
    type: str = ""


@dataclass(frozen=True, slots=True)
class ContributionFacts:
    """One of several talks or demonstrations inside a session."""

    id: UUID
    title: str
    abstract: str = ""
    minutes: int | None = None
    people: tuple[OnStage, ...] = ()


#: What a session has by its row from the first, and nothing changes.
GIVEN = ("id", "code", "number")
#: What a session has as its row has it.
COLUMNS = (
    *GIVEN,
    "source_id",
    "format",
    "source_type",
    "title",
    "subtitle",
    "abstract",
    "description",
    "language",
    "track_id",
    "room_id",
    "day",
    "starts_local",
    "fold",
    "minutes",
    "recording_license",
    "do_not_record",
    "access_note",
    "content_note",
    "attribution",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """One session. `day` and `starts_local` are both None while it is not placed."""

    id: UUID
    code: str
    number: int
    title: str
    minutes: int
    format: Format
    source_id: str | None = None
    source_type: str = ""
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    language: str = ""
    track_id: UUID | None = None
    room_id: UUID | None = None
    day: date | None = None
    starts_local: datetime | None = None
    fold: int = 0
    links: tuple[LinkFacts, ...] = ()
    recording_license: str = ""
    do_not_record: bool | None = None
    interpretation: tuple[str, ...] = ()
    access_note: str = ""
    content_note: str = ""
    attribution: Attribution | None = None
    is_withdrawn: bool = False
    people: tuple[OnStage, ...] = ()
    contributions: tuple[ContributionFacts, ...] = ()

    @property
    def is_placed(self) -> bool:
        return self.starts_local is not None

    @property
    def place(self) -> Place | None:
        """Where it stands; None: it has no time."""
        return place_of(self.day, self.starts_local, self.room_id, self.fold)

    @property
    def is_for_calendars(self) -> bool:
        """Whether it stands in calendars: nobody wants the coffee between two sessions there."""
        return self.is_placed and self.format is not Format.BREAK

    def starts_at(self, zone: str) -> datetime | None:
        """The instant at which it begins, in UTC."""
        return instant_of(self.starts_local, zone, self.fold) if self.starts_local else None

    def ends_at(self, zone: str) -> datetime | None:
        """The instant at which it ends. Minutes are elapsed time: an hour stays one when clocks change in it."""
        starts_at = self.starts_at(zone)
        return starts_at + timedelta(minutes=self.minutes) if starts_at else None

    def ends_local(self, zone: str) -> datetime | None:
        """What the clock on the wall shows when it ends."""
        ends_at = self.ends_at(zone)
        return wall_of(ends_at, zone)[0] if ends_at else None

    def everybody(self) -> tuple[OnStage, ...]:
        """Everybody on stage, those of its contributions included; each person once, in order of appearance."""
        seen: dict[UUID, OnStage] = {}
        for each in (*self.people, *(one for contribution in self.contributions for one in contribution.people)):
            seen.setdefault(each.person_id, each)
        return tuple(seen.values())


def placed_at(session: SessionFacts, place: Place, day_turns_at: time) -> SessionFacts:
    """The session as if it stood there."""
    starts_local = wall_on(place.day, place.starts, day_turns_at)
    return replace(session, day=place.day, starts_local=starts_local, room_id=place.room_id, fold=place.fold)


#: From when until when, on the wall of the event.
Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Availability:
    """When somebody can be there: wall times in the zone of the event, in order, no two of them touching."""

    windows: tuple[Window, ...]

    def covers(self, starts: datetime, ends: datetime) -> bool:
        """Whether they are there all the while between two wall times."""
        return any(begins <= starts and ends <= until for begins, until in self.windows)


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room, in the order of the event's rooms."""

    id: UUID
    name: str
    capacity: int | None = None
    note: str = ""
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """A track. Its letter stands for it where there is no room for its name (`rules.letters_for`)."""

    id: UUID
    name: str
    dye: Dye
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """An agenda: sessions in the order of the agenda, those that are not placed last."""

    zone: str
    day_turns_at: time
    starts_on: date
    ends_on: date
    rooms: tuple[RoomFacts, ...] = ()
    tracks: tuple[TrackFacts, ...] = ()
    sessions: tuple[SessionFacts, ...] = ()

    @property
    def unplaced(self) -> tuple[SessionFacts, ...]:
        """Sessions without a time that are not withdrawn."""
        return tuple(session for session in self.sessions if not session.is_placed and not session.is_withdrawn)

    def days(self) -> tuple[date, ...]:
        """Every day of the agenda: those of the event, and others that sessions stand in."""
        days = {self.starts_on + timedelta(days=n) for n in range((self.ends_on - self.starts_on).days + 1)}
        return tuple(sorted(days | {session.day for session in self.sessions if session.day}))

    def session(self, code: str) -> SessionFacts | None:
        """The session with this code."""
        return next((session for session in self.sessions if session.code == code), None)

    def room(self, room_id: UUID | None) -> RoomFacts | None:
        return next((room for room in self.rooms if room.id == room_id), None)

    def track(self, track_id: UUID | None) -> TrackFacts | None:
        return next((track for track in self.tracks if track.id == track_id), None)

    def person_ids(self) -> frozenset[UUID]:
        """Everybody who is on stage somewhere."""
        return frozenset(each.person_id for session in self.sessions for each in session.everybody())

    def to_json(self) -> Json:
        """Plain values for a JSON column. `Structure.from_json` gives an equal structure back."""
        return {
            "zone": self.zone,
            "day_turns_at": self.day_turns_at.isoformat(),
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "rooms": [_plain(room) for room in self.rooms],
            "tracks": [_plain(track) for track in self.tracks],
            "sessions": [_plain(session) for session in self.sessions],
        }

    @staticmethod
    def from_json(plain: Json) -> "Structure":
        return Structure(
            zone=plain["zone"],
            day_turns_at=time.fromisoformat(plain["day_turns_at"]),
            starts_on=date.fromisoformat(plain["starts_on"]),
            ends_on=date.fromisoformat(plain["ends_on"]),
            rooms=tuple(RoomFacts(**{**room, "id": UUID(room["id"])}) for room in plain["rooms"]),
            tracks=tuple(
                TrackFacts(**{**track, "id": UUID(track["id"]), "dye": Dye(track["dye"])}) for track in plain["tracks"]
            ),
            sessions=tuple(_session(session) for session in plain["sessions"]),
        )


def in_agenda_order(sessions: Iterable[SessionFacts], rooms: tuple[RoomFacts, ...]) -> tuple[SessionFacts, ...]:
    """By day, start, room in the order of `rooms` (no room: first, it is for all), and number."""
    places = {room.id: place for place, room in enumerate(rooms)}

    def place(session: SessionFacts) -> tuple[date, datetime, int, int, int]:
        return (
            session.day or date.max,
            session.starts_local or datetime.max,  # noqa: DTZ901, a wall time: it has no zone
            session.fold,
            places.get(session.room_id, -1) if session.room_id else -1,
            session.number,
        )

    return tuple(sorted(sessions, key=place))


def _plain(value: Any) -> Any:
    """A value of this module as JSON has it."""
    if value is None or type(value) in {str, int, bool}:  # most are, and a publish keeps everybody else waiting
        return value
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return value


def _session(plain: Json) -> SessionFacts:
    return SessionFacts(
        **{
            **plain,
            "id": UUID(plain["id"]),
            "format": Format(plain["format"]),
            "track_id": _id(plain["track_id"]),
            "room_id": _id(plain["room_id"]),
            "day": date.fromisoformat(plain["day"]) if plain["day"] else None,
            "starts_local": datetime.fromisoformat(plain["starts_local"]) if plain["starts_local"] else None,
            "links": tuple(LinkFacts(**link) for link in plain["links"]),
            # Versions that were published before there were these say nothing of them.
            "interpretation": tuple(plain.get("interpretation", ())),
            "attribution": Attribution(plain["attribution"]) if plain.get("attribution") else None,
            "people": _people(plain["people"]),
            "contributions": tuple(
                ContributionFacts(**{**each, "id": UUID(each["id"]), "people": _people(each["people"])})
                for each in plain["contributions"]
            ),
        }
    )


def _people(plain: list[Json]) -> tuple[OnStage, ...]:
    return tuple(OnStage(UUID(one["person_id"]), StageRole(one["role"]), one["affiliation"]) for one in plain)


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
