"""Where the sessions of one day lie on the grid of an agenda: rooms across, time down, five minutes a row.

The places are classes of a style sheet that is the same for every event (`frontend/agenda-grid.mjs`), so that
no page needs style attributes or a sheet of its own. Knows nothing of sessions: it is given instants and room
numbers.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

ROW = 300
"""Seconds of one row."""

LAST_ROW = 340
"""The last row that the style sheet knows. Row 1 holds the names of the rooms."""

LAST_COLUMN = 12
"""With more columns nothing would be left of the titles: the day is then shown as a list."""

LONGEST_GAP = 6
"""Rows that remain of a time in which nothing happens, such as the hours between two nights' sessions."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One session: when (aware instants, `starts` before `ends`) and in which room (a number), if in any."""

    key: Hashable
    starts: datetime
    ends: datetime
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Rows and columns of one thing. Without a column it lies across all of them."""

    at: int
    rows: int
    column: int | None
    columns: int

    @property
    def classes(self) -> str:
        words = [f"at-{self.at}", f"for-{self.rows}"]
        if self.column is not None:
            words.append(f"in-{self.column}")
        if self.column is not None and self.columns > 1:
            words.append(f"over-{self.columns}")
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class RoomHead:
    """The name of a room above its columns; `room` is none for what is in no room but beside others."""

    room: int | None
    column: int
    columns: int

    @property
    def classes(self) -> str:
        return f"in-{self.column} over-{self.columns}"


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which something begins, and the keys of what does, in the order in which they were given."""

    starts: datetime
    at: int
    keys: tuple[Hashable, ...]

    @property
    def classes(self) -> str:
        return f"at-{self.at}"


@dataclass(frozen=True, slots=True)
class DayGrid:
    """One day, laid out. `columns` is 0 where a grid would not help: the day is then a list of slots."""

    columns: int
    rooms: tuple[RoomHead, ...]
    slots: tuple[Slot, ...]
    places: dict[Hashable, Place]


@dataclass(frozen=True, slots=True)
class _Lying:
    stay: Stay
    at: int
    until: int


def lay_out_day(stays: Sequence[Stay], rooms: Sequence[int]) -> DayGrid:
    """Gives every session of one day its place. `rooms` is the order of the rooms; only the used ones appear.

    Sessions that overlap in one room stand side by side in columns of that room. What is in no room lies
    across the whole grid, unless something else goes on: then it has a column of its own at the end.
    """
    lying = _rows(stays)
    beside = [one for one in lying if one.stay.room is None and _meets_another(one, lying)]
    heads: list[RoomHead] = []
    places: dict[Hashable, Place] = {}
    column = 1
    groups = [(room, [one for one in lying if one.stay.room == room]) for room in rooms]
    for room, inside in [*groups, (None, beside)]:
        if not inside:
            continue
        columns, found = _side_by_side(inside, column)
        heads.append(RoomHead(room, column, columns))
        places |= found
        column += columns
    for one in lying:
        places.setdefault(one.stay.key, Place(one.at, one.until - one.at, None, 1))
    last_row = max((one.until for one in lying), default=0)
    is_grid = 1 < column <= LAST_COLUMN + 1 and last_row <= LAST_ROW
    return DayGrid(column - 1 if is_grid else 0, tuple(heads) if is_grid else (), _slots(lying), places)


def _rows(stays: Sequence[Stay]) -> list[_Lying]:
    """Rows of sessions, in order of their beginning; long gaps are cut short.

    Beginning and end are rounded the same way, so that what follows each other still does.
    """
    lying: list[_Lying] = []
    row, shift = 2, 0
    reached: int | None = None
    for stay in sorted(stays, key=lambda stay: _five_minutes(stay.starts)):
        start, end = _five_minutes(stay.starts), _five_minutes(stay.ends)
        if reached is None:
            shift = start - row
        elif start - reached > LONGEST_GAP:
            shift += start - reached - LONGEST_GAP
        finish = max(end, start + 1)
        lying.append(_Lying(stay, start - shift, finish - shift))
        reached = finish if reached is None else max(reached, finish)
    return lying


def _five_minutes(instant: datetime) -> int:
    return int(instant.astimezone(UTC).timestamp()) // ROW


def _overlap(one: _Lying, other: _Lying) -> bool:
    return one.at < other.until and other.at < one.until


def _meets_another(one: _Lying, lying: Iterable[_Lying]) -> bool:
    return any(other is not one and _overlap(one, other) for other in lying)


def _side_by_side(inside: Sequence[_Lying], first: int) -> tuple[int, dict[Hashable, Place]]:
    """Columns that one room needs, and the place of each of its sessions, starting at column `first`.

    Those who meet share the room's width: alone, a session has all of it.
    """
    lanes = _lanes(inside)
    width = max(len(cluster) for cluster in lanes)
    places: dict[Hashable, Place] = {}
    for cluster in lanes:
        share = width // len(cluster)
        for lane, members in enumerate(cluster):
            columns = share if lane < len(cluster) - 1 else width - share * lane
            for one in members:
                places[one.stay.key] = Place(one.at, one.until - one.at, first + share * lane, columns)
    return width, places


def _lanes(inside: Sequence[_Lying]) -> list[list[list[_Lying]]]:
    """Clusters of sessions that touch each other in time, each divided into lanes without overlap."""
    clusters: list[list[list[_Lying]]] = []
    reached = 0
    for one in inside:
        if not clusters or one.at >= reached:
            clusters.append([])
        lanes = clusters[-1]
        free = next((lane for lane in lanes if lane[-1].until <= one.at), None)
        if free is None:
            lanes.append([one])
        else:
            free.append(one)
        reached = max(reached, one.until)
    return clusters


def _slots(lying: Sequence[_Lying]) -> tuple[Slot, ...]:
    slots: dict[int, list[_Lying]] = {}
    for one in lying:
        slots.setdefault(one.at, []).append(one)
    return tuple(
        Slot(min(one.stay.starts for one in members), at, tuple(one.stay.key for one in members))
        for at, members in slots.items()
    )
