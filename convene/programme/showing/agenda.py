"""A whole agenda, by day and room."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from types import MappingProxyType
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from convene.programme.catalogue import Format
from convene.programme.showing.addresses import Addresses
from convene.programme.showing.finding import BY_ROOM, Found, Wanted, found_in, sessions_wanted
from convene.programme.showing.names import People, people_line
from convene.programme.showing.times import Times, clock, day_name
from convene.programme.showing.words import format_word, language_of, room_words
from convene.programme.structure import SessionFacts, Structure, TrackFacts
from convene.web.day_grid import DayGrid, RoomHead, Slot, Stay, lay_out_day
from convene.web.languages import day, zone_name

MOST_COLUMNS_WITH_AFFILIATIONS = 4
#: As many sessions at one time are folded on a phone. Fewer are read faster than a line about them.
FOLDED_FROM = 4
#: What everybody comes to: it lies across all rooms, whichever it is held in.
FOR_EVERYBODY = frozenset({Format.PLENARY, Format.KEYNOTE, Format.SOCIAL, Format.BREAK})


@dataclass(frozen=True, slots=True)
class ShownTrack:
    """A track with its letter and dye; as a filter also a link and how many sessions it has."""

    letter: str
    name: str
    dye: str
    url: str = ""
    count: int = 0
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session as components/session_card.html takes it."""

    title: str
    url: str | None
    lang: str | None
    time: str
    starts: str
    ends: str
    room: str | None
    format: str
    people: str | None
    track: ShownTrack | None
    is_break: bool
    is_cancelled: bool
    places: str
    has_content_note: bool = False
    #: What a star is given to; none where there is nothing to come to.
    code: str | None = None
    #: Whether everybody comes to it, so that it lies across all rooms of its day.
    is_for_all: bool = False
    notice: None = None
    #: What it left to read: "Slides, Notes".
    left: str = ""


@dataclass(frozen=True, slots=True)
class ShownRoom:
    name: str
    note: str
    places: str


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """A time and what begins then. `fold`: what stands for all of it where it is folded; "" where it never is."""

    time: str
    starts: str
    places: str
    sessions: list[ShownSession]
    fold: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day as components/agenda_day.html takes it. `count` leaves breaks and cancelled sessions out."""

    id: str
    title: str
    name: str
    count: int
    columns: int
    zone: str
    ends: str
    rooms: list[ShownRoom]
    slots: list[ShownSlot]
    #: Whether anything is on at the same time as something else.
    is_parallel: bool = False


@dataclass(frozen=True, slots=True)
class RoomDay:
    """What takes place in a room on one day. `title` is "" where the agenda has no other day."""

    title: str
    sessions: list[ShownSession]


@dataclass(frozen=True, slots=True)
class RoomList:
    """A room, or what has none, with everything that takes place there. `count` is that of `ShownDay`."""

    id: str
    name: str
    note: str
    count: int
    days: list[RoomDay]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to arrange the agenda."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAgenda:
    """A whole agenda. `rooms` instead of `days` where it is arranged by room; `ways` leads from one to the other."""

    number: int
    note: str
    zone_name: str
    event_zone_name: str
    is_elsewhere: bool
    is_choosing: bool = False
    is_large: bool
    days: list[ShownDay]
    rooms: list[RoomList]
    ways: list[Way]
    tracks: list[ShownTrack]
    only: ShownTrack | None
    all_url: str
    event_zone_url: str
    found: Found
    #: The agenda as it is searched by what was meant, perhaps.
    meant_url: str


def agenda_of(
    structure: Structure,
    people: People,
    times: Times,
    addresses: Addresses,
    *,
    number: int,
    note: str = "",
    wanted: Wanted | None = None,
    is_choosing: bool = False,
    takes_stars: bool = False,
    left: Mapping[UUID, str] = MappingProxyType({}),
) -> ShownAgenda:
    """A structure by day and room. `wanted`: what to show of it (as `wanted_in` gives it); `takes_stars`: whether
    readers can star what it shows; `left`: for each session that left materials, what these are."""
    wanted = wanted or Wanted()
    tracks = {one.id: ShownTrack(one.letter, one.name, one.dye.value) for one in structure.tracks}
    chosen = next((one for one in structure.tracks if one.letter == wanted.track), None)
    # A break that was withdrawn is simply no more: nobody was coming to it.
    placed = [
        one for one in structure.sessions if one.is_placed and not (one.is_withdrawn and one.format is Format.BREAK)
    ]
    sessions = sessions_wanted(structure, placed, people, wanted)
    # What was looked for is never folded away.
    make = _DayMaker(structure, people, times, addresses, tracks, takes_stars, left, wanted.is_filtered)
    by_day = _by_day(sessions)
    days = [make.day(on, there) for on, there in by_day] if wanted.by != BY_ROOM else []
    rooms = make.rooms(by_day) if wanted.by == BY_ROOM else []
    counts = Counter(one.track_id for one in placed if not one.is_withdrawn)
    zone = times.zone if times.is_elsewhere else None
    first = placed[0].starts_at(times.event_zone) if placed else None
    found = found_in(structure, people, sessions, placed, wanted, addresses.agenda(zone=zone, by=wanted.by or None))
    return ShownAgenda(
        number=number,
        note=note,
        zone_name=zone_name(times.zone, first),
        event_zone_name=zone_name(times.event_zone, first),
        is_elsewhere=times.is_elsewhere,
        is_choosing=is_choosing,
        is_large=any(one.columns > MOST_COLUMNS_WITH_AFFILIATIONS for one in days),
        days=days,
        rooms=rooms,
        ways=_ways(structure, placed, wanted, zone, addresses),
        tracks=[
            _filter(one, counts[one.id], one == chosen, addresses.agenda(zone=zone, **wanted.query(track=one.letter)))
            for one in structure.tracks
            if counts[one.id]
        ],
        only=tracks[chosen.id] if chosen else None,
        all_url=addresses.agenda(zone=zone, **wanted.query(track="")),
        event_zone_url=addresses.agenda(**wanted.query()),
        found=found,
        meant_url=addresses.agenda(zone=zone, **wanted.query(q=found.meant)),
    )


def _ways(
    structure: Structure, placed: Sequence[SessionFacts], wanted: Wanted, zone: str | None, addresses: Addresses
) -> list[Way]:
    """By time and by room; nothing to choose where there is no second room."""
    if len({one.room_id for one in placed if structure.room(one.room_id)}) < 2:
        return []
    return [
        Way(label, addresses.agenda(zone=zone, **wanted.query(by=by)), wanted.by == by)
        for label, by in ((_("By time"), ""), (_("By room"), BY_ROOM))
    ]


def _filter(track: TrackFacts, count: int, is_current: bool, url: str) -> ShownTrack:
    return ShownTrack(track.letter, track.name, track.dye.value, url, count, is_current)


def _by_day(sessions: Iterable[SessionFacts]) -> list[tuple[date, list[SessionFacts]]]:
    found: dict[date, list[SessionFacts]] = {}
    for session in sessions:
        if session.day is not None:
            found.setdefault(session.day, []).append(session)
    return sorted(found.items())


@dataclass(frozen=True, slots=True)
class _DayMaker:
    structure: Structure
    people: People
    times: Times
    addresses: Addresses
    tracks: Mapping[UUID, ShownTrack]
    takes_stars: bool
    left: Mapping[UUID, str]
    is_searched: bool
    room_numbers: dict[UUID, int] = field(init=False)

    def __post_init__(self) -> None:
        numbers = {room.id: number for number, room in enumerate(self.structure.rooms)}
        object.__setattr__(self, "room_numbers", numbers)  # the class is frozen for everybody else

    def day(self, on: date, sessions: Sequence[SessionFacts]) -> ShownDay:
        spans = {one.code: _instants(one, self.times.event_zone) for one in sessions}
        columns = {one.code: self._column_of(one, spans) for one in sessions}
        grid = lay_out_day(
            [Stay(one.code, *spans[one.code], columns[one.code]) for one in sessions],
            rooms=range(len(self.structure.rooms)),
        )
        is_parallel = has_parallel(sessions, self.times.event_zone)
        if not is_parallel:
            # One thing after the other is read as a list: columns would say a room above what is held in others.
            grid = replace(grid, columns=0, rooms=())
        for_all = {code for code, column in columns.items() if column is None and _is_alone(code, spans)}
        shown = {
            one.code: self._session(one, spans[one.code], grid, is_for_all=one.code in for_all) for one in sessions
        }
        return ShownDay(
            id=f"d{on}",
            title=day(on),
            name=day_name(on),
            count=sum(map(_counts, sessions)),
            columns=grid.columns,
            zone=self.times.zone,
            ends=max(ends for _starts, ends in spans.values()).isoformat(),
            rooms=[self._room(head) for head in grid.rooms],
            slots=[self._slot(slot, [shown[str(key)] for key in slot.keys]) for slot in grid.slots],
            is_parallel=is_parallel,
        )

    def rooms(self, by_day: Sequence[tuple[date, list[SessionFacts]]]) -> list[RoomList]:
        """A list for each room that is used, in the order of the rooms; what has no room comes last."""
        lists: list[RoomList] = []
        for number in [*range(len(self.structure.rooms)), None]:
            here = [(on, [one for one in found if self._number_of_room(one) == number]) for on, found in by_day]
            here = [(on, found) for on, found in here if found]
            if not here:
                continue
            name, note = _("Without a room"), ""
            if number is not None:
                name, note = self.structure.rooms[number].name, room_words(self.structure.rooms[number])
            lists.append(
                RoomList(
                    id=f"room-{len(lists) + 1}",
                    name=name,
                    note=note,
                    count=sum(_counts(one) for _on, found in here for one in found),
                    days=[
                        RoomDay(day(on) if len(by_day) > 1 else "", [self._in_list(one) for one in found])
                        for on, found in here
                    ],
                )
            )
        return lists

    def _number_of_room(self, session: SessionFacts) -> int | None:
        return self.room_numbers.get(session.room_id) if session.room_id else None

    def _in_list(self, session: SessionFacts) -> ShownSession:
        shown = self._session(session, _instants(session, self.times.event_zone), None)
        return replace(shown, room=None)  # it stands above the list

    def _slot(self, slot: Slot, sessions: list[ShownSession]) -> ShownSlot:
        begins, fold = clock(self.times.local(slot.starts)), ""
        if len(sessions) >= FOLDED_FROM:
            rooms = len({one.room for one in sessions if one.room})
            fold = ngettext("%(num)s session", "%(num)s sessions", len(sessions))
            if rooms > 1:
                fold = _("%(sessions)s in %(rooms)s rooms", sessions=fold, rooms=rooms)
        return ShownSlot(begins, slot.starts.isoformat(), slot.classes, sessions, fold, self.is_searched)

    def _column_of(self, session: SessionFacts, spans: Mapping[str, tuple[datetime, datetime]]) -> int | None:
        """The number of its room; none for what is for everybody while nothing else goes on: it lies across all."""
        if session.room_id is None:
            return None
        is_for_all = session.format in FOR_EVERYBODY and _is_alone(session.code, spans)
        return None if is_for_all else self.room_numbers.get(session.room_id)

    def _room(self, head: RoomHead) -> ShownRoom:
        if head.room is None:
            return ShownRoom(_("Elsewhere"), "", head.classes)
        room = self.structure.rooms[head.room]
        return ShownRoom(room.name, room_words(room), head.classes)

    def _session(
        self,
        session: SessionFacts,
        span: tuple[datetime, datetime],
        grid: DayGrid | None,
        *,
        is_for_all: bool = False,
    ) -> ShownSession:
        """A session on the grid of its day, or in a list."""
        room = self._number_of_room(session)
        is_break = session.format is Format.BREAK
        has_space = grid is None or grid.columns <= MOST_COLUMNS_WITH_AFFILIATIONS
        place = grid.places[session.code] if grid and grid.columns else None
        return ShownSession(
            title=session.title,
            url=None if is_break else self.addresses.session(session.code),
            lang=language_of(session.title, session.language),
            time=self.times.span(session),
            starts=span[0].isoformat(),
            ends=span[1].isoformat(),
            room=self.structure.rooms[room].name if room is not None else None,
            format=format_word(session.format),
            people=people_line(session.everybody(), self.people, with_affiliations=has_space) or None,
            track=self.tracks.get(session.track_id) if session.track_id else None,
            is_break=is_break,
            is_cancelled=session.is_withdrawn,
            has_content_note=bool(session.content_note),
            places=place.classes if place else "",
            is_for_all=is_for_all,
            code=None if is_break or session.is_withdrawn or not self.takes_stars else session.code,
            left=self.left.get(session.id, ""),
        )


def _is_alone(code: str, spans: Mapping[str, tuple[datetime, datetime]]) -> bool:
    """Whether nothing else goes on while this session does."""
    starts, ends = spans[code]
    return not any(first < ends and starts < last for other, (first, last) in spans.items() if other != code)


def _counts(session: SessionFacts) -> bool:
    return not session.is_withdrawn and session.format is not Format.BREAK


def has_parallel(sessions: Iterable[SessionFacts], zone: str) -> bool:
    """Whether two of these placed sessions, the cancelled ones aside, are on at the same time."""
    rows = sorted(_instants(one, zone) for one in sessions if not one.is_withdrawn)
    return any(later[0] < earlier[1] for earlier, later in pairwise(rows))


def _instants(session: SessionFacts, zone: str) -> tuple[datetime, datetime]:
    starts, ends = session.starts_at(zone), session.ends_at(zone)
    if starts is None or ends is None:
        raise ValueError(f"{session.code} is not placed")
    return starts, ends
