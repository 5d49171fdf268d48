"""From a table to a Schedule: every row becomes a session, or a problem that says what to write instead."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from convene.engines.schedule_files import spelling, times
from convene.engines.schedule_files.address_cells import addresses_in
from convene.engines.schedule_files.columns import PEOPLE, Column, role_of
from convene.engines.schedule_files.headings import role_within
from convene.engines.schedule_files.layout import cut, in_order, whole_id
from convene.engines.schedule_files.people_cells import MOST_PEOPLE, is_nobody, people_in, together
from convene.engines.schedule_files.problems import Problem, Problems
from convene.engines.schedule_files.remarks import Remark, Remarks
from convene.engines.schedule_files.schedule import (
    LINE_LENGTH,
    LONGEST_MINUTES,
    TEXT_LENGTH,
    Lengths,
    Person,
    Room,
    Schedule,
    Session,
    Track,
)
from convene.engines.schedule_files.table_columns import ColumnReading, columns_of
from convene.engines.schedule_files.table_rows import DayRow, SessionRow, corrected, day_in_line, rows_of
from convene.engines.schedule_files.table_times import (
    EVENING,
    MORNING,
    RowTimes,
    gap_around,
    instant,
    is_after_midnight,
    runs_backwards,
    times_in,
)
from convene.engines.schedule_files.tables import Table
from convene.engines.schedule_files.written_days import Doubt, Order, WrittenDay, day_of, order_of, written_day
from convene.engines.schedule_files.written_times import WHOLE_DAY, Clock, written_clock, written_moment, written_span

ASSUMED_MINUTES = 30
LONGEST_LIKELY = 6 * 60
"""Minutes of a session that an end without a half of the day is read into: 11:00 to 1:30, and not 10:00 to 9:00."""
EARLIEST = 5 * 60
"""Before it nothing begins in the morning."""
FURTHEST = timedelta(days=366)
"""From the event: what is further away is a slip of the pen."""

#: In which columns a table says what of a session.
SAID_IN = {
    "subtitle": {Column.SUBTITLE},
    "abstract": {Column.ABSTRACT},
    "description": {Column.DESCRIPTION},
    "language": {Column.LANGUAGE},
    "track": {Column.TRACK},
    "room": {Column.ROOM},
    "persons": {
        Column.SPEAKERS,
        Column.PANELLISTS,
        Column.MODERATORS,
        Column.FACILITATORS,
        Column.RAPPORTEURS,
        Column.HOST,
    },
}


@dataclass(frozen=True, slots=True)
class TableContext:
    """What the event knows and a table leaves out."""

    zone: str
    """IANA name."""
    first_day: date
    last_day: date
    title: str = ""

    def __post_init__(self) -> None:
        if times.zone_named(self.zone) is None:
            raise ValueError("a table is read in a zone that is known")
        if not timedelta() <= self.last_day - self.first_day <= 2 * FURTHEST:
            raise ValueError("an event ends at most two years after it starts, and not before")


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table as it was understood. Every row with a session or a problem is in one of them, never in both."""

    table: Table
    columns: tuple[ColumnReading, ...]
    schedule: Schedule
    rows: Mapping[str, int]
    """By the guid of a session, the number of the row that it comes from."""
    made_guids: frozenset[str]
    """Guids made of titles, as no column names sessions: who brings them in may find better what they are."""
    problems: tuple[Problem, ...]
    remarks: tuple[Remark, ...]
    left_out: Mapping[str, tuple[int, ...]]
    """Entries of people that are plainly a role, a group or still open, and their rows: nobody was made of them."""
    first_day_elsewhere: date | None = None
    """The first day that the table names, where none that it names is one of the event: it is that of last year, say.
    None, too, where the days are more than the event has."""


def understand_table(
    table: Table,
    context: TableContext,
    columns: Mapping[int, Column] | None = None,
    corrections: Mapping[tuple[int, int], str] | None = None,
    *,
    takes_groups: bool = False,
    moves_days: bool = False,
    lengths: Lengths | None = None,
) -> TableReading:
    """`columns` says what a column means, whatever its heading; `corrections` what stands in a cell; `takes_groups`
    that "Hosts" and "TBC" are people on stage all the same; `moves_days` that the first day of a table of other days
    (`TableReading.first_day_elsewhere`) is the first of the event, and the next ones follow; `lengths` what lines are
    cut to where the schedule goes.

    A cell is named by the number of its row in the file and its column from 0.
    """
    understanding = _Understanding(
        table,
        context,
        columns or {},
        corrections or {},
        lengths or Lengths(),
        takes_groups=takes_groups,
        moves_days=moves_days,
    )
    return understanding.reading()


@dataclass(slots=True)
class _Placed:
    """A row of which day and times are known."""

    row: SessionRow
    title: str
    guid: str
    day: date
    on: date
    """The date of its start: the day after `day` for what begins after midnight."""
    said: RowTimes
    start: int
    room: str
    """In small letters; empty where none is named, or no column names any."""
    ends_at: datetime | None = None


@dataclass(slots=True)
class _Guids:
    """The same file twice gives the same guids, and a changed time changes none."""

    acronym: str
    taken: set[str] = field(default_factory=set)
    alike: Counter[tuple[str, str]] = field(default_factory=Counter)
    made: set[str] = field(default_factory=set)

    def of(self, source_id: str, title: str) -> str:
        guid = spelling.guid(source_id)
        kind, text = ("id", source_id) if source_id else ("title", title.casefold())
        while guid is None or guid in self.taken:
            self.alike[kind, text] += 1  # counted on: else a file of equal titles would take hours
            ordinal = [str(self.alike[kind, text])] if self.alike[kind, text] > 1 else []
            guid = spelling.made_guid(self.acronym, "session", kind, text, *ordinal)
        self.taken.add(guid)
        if not source_id:
            self.made.add(guid)
        return guid


@dataclass(slots=True)
class _Before:
    """The starts that stand above a row: of its room, since a table may go through the rooms one after the other."""

    of_rooms: dict[tuple[date | None, str], int] = field(default_factory=dict)
    of_days: dict[date | None, int] = field(default_factory=dict)

    def note(self, day: date | None, room: str, minutes: int) -> None:
        self.of_rooms[day, room] = self.of_days[day] = minutes

    def on_day(self, day: date | None) -> int | None:
        return self.of_days.get(day)

    def in_room(self, day: date | None, room: str, start: Clock, *, writes_24_hours: bool) -> int | None:
        """What stands above it in the room. The first of a room follows what stands above it in any, if it would begin
        in the night, or if the table never writes 16:00: then 6:30 may be the evening."""
        begins_anew = writes_24_hours and start.minutes >= EARLIEST
        return self.of_rooms.get((day, room), None if begins_anew else self.of_days.get(day))


class _Understanding:
    """One reading of one table: what every row of it needs to know."""

    def __init__(
        self,
        table: Table,
        context: TableContext,
        columns: Mapping[int, Column],
        corrections: Mapping[tuple[int, int], str],
        lengths: Lengths,
        *,
        takes_groups: bool,
        moves_days: bool,
    ) -> None:
        self.table, self.context, self.takes_groups = table, context, takes_groups
        self.lengths = {
            Column.TITLE: lengths.title,
            Column.SUBTITLE: lengths.subtitle,
            Column.FORMAT: lengths.type,
            Column.TRACK: lengths.track,
            Column.LANGUAGE: lengths.language,
            Column.ROOM: lengths.room,
        }
        self.longest_name, self.longest_affiliation = lengths.person, lengths.affiliation
        self.remarks, self.problems = Remarks(), Problems()
        self.zone = times.zone_named(context.zone) or ZoneInfo("UTC")
        below = corrected(table, corrections)[table.header + 1 if table.header is not None else 0 :]
        self.columns = columns_of(table.headings, below, columns)
        self.rows = rows_of(table, self.columns, corrections, self.remarks)
        self.acronym = spelling.acronym(context.title)
        self.guids = _Guids(self.acronym)
        self.order = self._order()
        self.first_day_elsewhere = self._first_day_elsewhere()
        self.moved_by = timedelta()
        if moves_days and self.first_day_elsewhere is not None:
            self.moved_by = context.first_day - self.first_day_elsewhere
        self.writes_24_hours = any(map(_is_after_noon_of_24_hours, self.rows))
        self.rooms: dict[str, str] = {}
        self.tracks: dict[str, str] = {}
        self.numbers: set[int] = set()
        self.codes: set[str] = set()
        self.said_once: set[str] = set()
        self.left_out: dict[str, list[int]] = {}
        self.addresses: dict[str, str] = {}
        """By the name of a person: in another row they have the same one."""

    def reading(self) -> TableReading:
        sessions: list[Session] = []
        rows: dict[str, int] = {}
        if self._has_what_it_needs():
            for session, row in self._sessions():
                sessions.append(session)
                rows[session.guid] = row.number
        return TableReading(
            self.table,
            self.columns,
            self._schedule(sessions),
            rows,
            frozenset(self.guids.made & rows.keys()),
            self.problems.all(),
            (*self.table.remarks, *self.remarks.all()),
            {name: tuple(numbers) for name, numbers in self.left_out.items()},
            self.first_day_elsewhere,
        )

    def _has_what_it_needs(self) -> bool:
        meanings = {column.meaning for column in self.columns}
        if Column.TITLE not in meanings:
            self.remarks.add("No column of titles was found. Say which column holds them.")
        has_starts = bool(meanings & {Column.START, Column.SPAN}) or any(
            written_moment(row.of(Column.DATE)[1]) for row in self.rows if isinstance(row, SessionRow)
        )
        if not has_starts:
            self.remarks.add("No column of times was found. Say in which column sessions start.")
            if Column.EMAIL in meanings:
                self.remarks.add("It looks like a list of people. Here an agenda comes in; participants do not.")
        return has_starts and Column.TITLE in meanings

    def _schedule(self, sessions: Sequence[Session]) -> Schedule:
        rooms = tuple(Room(name) for name in self.rooms.values())
        days = [session.day for session in sessions]
        return Schedule(
            title=cut(spelling.line(self.context.title), LINE_LENGTH) or self.acronym,
            acronym=self.acronym,
            starts_on=min([self.context.first_day, *days]),
            ends_on=max([self.context.last_day, *days]),
            zone=self.zone.key,
            rooms=rooms,
            tracks=tuple(Track(name) for name in self.tracks.values()),
            sessions=in_order(sessions, rooms),
            silent_about=self._silent_about(),
        )

    def _silent_about(self) -> frozenset[str]:
        meanings = {column.meaning for column in self.columns}
        silent = {name for name, said_in in SAID_IN.items() if not said_in & meanings}
        return frozenset(silent | {"links", "recording_license"})

    # Days

    def _order(self) -> Order:
        """One order for the whole table: who writes it does not change it from row to row."""
        written = [day for row in self.rows for day in _days_in(row)]
        order, doubt = order_of(written, self.context.first_day, self.context.last_day)
        if doubt == Doubt.UNDECIDED:
            self.remarks.add(
                "Dates with two numbers were read with the day first. If the month stands first, "
                "write them as 2024-03-07.",
            )
        elif doubt == Doubt.MIXED:
            self.remarks.add(
                "In some dates the day stands first, in others the month. Write them as 2024-03-07 to be sure.",
            )
        return order

    def _first_day_elsewhere(self) -> date | None:
        first, last = self.context.first_day, self.context.last_day
        named = {day_of(written, self.order, first, last) for row in self.rows for written in _days_in(row)}
        found = sorted(day for day in named if day is not None)
        if not found or any(first <= day <= last for day in found) or found[-1] - found[0] > last - first:
            return None
        return found[0]

    def _day_of(self, written: WrittenDay) -> date | None:
        on = day_of(written, self.order, self.context.first_day, self.context.last_day)
        return on + self.moved_by if on is not None else None

    def _known_from_the_start(self) -> date | None:
        """The day of an event of one day, else that of which a sheet has its name."""
        if self.context.first_day == self.context.last_day:
            return self.context.first_day
        written = day_in_line(self.table.sheet)
        return self._day_of(written) if written is not None else None

    def _below(self, row: DayRow) -> date | None:
        on = self._day_of(row.day)
        if on is None or self._is_far(on):
            self.remarks.add("“%(line)s” is no day of the event.", f"row {row.number}", line=row.text)
            return None
        return self._checked(on, row.day, row.text)

    def _on(self, row: SessionRow, said: RowTimes, above: date | None) -> date | None:
        """The row's date, else that of the row or line above; None, with a problem, where there is none."""
        index, cell = row.of(Column.DATE)
        written = said.start_day
        if cell and written is None:
            written = _written_date(cell)
        if not cell and written is None:
            if above is None:
                self.problems.add(
                    "The row says no date. Write it, such as %(example)s, or put a line with the date above.",
                    row.number,
                    index,
                    example=self.context.first_day.isoformat(),
                )
            return above
        on = self._day_of(written) if written is not None else None
        if written is None or on is None:
            self.problems.add(
                "“%(cell)s” is no date of the event. Write it as %(example)s.",
                row.number,
                index,
                cell,
                cell=cell,
                example=self.context.first_day.isoformat(),
            )
            return None
        if self._is_far(on):
            self.problems.add(
                "%(day)s is far from the event, which begins on %(first)s. Write the date of the session.",
                row.number,
                index,
                cell,
                self._in_the_year_of_the_event(on),
                day=on.isoformat(),
                first=self.context.first_day.isoformat(),
            )
            return None
        return self._checked(on, written, cell)

    def _is_far(self, on: date) -> bool:
        return not self.context.first_day - FURTHEST <= on <= self.context.last_day + FURTHEST

    def _in_the_year_of_the_event(self, on: date) -> str | None:
        years = range(self.context.first_day.year, self.context.last_day.year + 1)
        moved = [date(year, on.month, on.day) for year in years if (on.month, on.day) != (2, 29)]
        found = [day for day in moved if self.context.first_day <= day <= self.context.last_day]
        return found[0].isoformat() if found else None

    def _checked(self, on: date, written: WrittenDay, cell: str) -> date:
        if not self.context.first_day <= on <= self.context.last_day and self._says_first(f"outside {on}"):
            self.remarks.add("%(day)s is outside of the event’s days.", day=on.isoformat())
        if not self.moved_by and written.weekday not in {None, on.weekday()} and self._says_first(f"weekday {cell}"):
            self.remarks.add(
                "“%(line)s” names another day of the week than %(day)s has. The date was believed.",
                line=cell,
                day=on.isoformat(),
            )
        return on

    def _says_first(self, what: str) -> bool:
        is_first = what not in self.said_once
        self.said_once.add(what)
        return is_first

    # Sessions

    def _sessions(self) -> list[tuple[Session, SessionRow]]:
        placed = self._placed()
        self._let_last(placed)
        return [
            (self._session(session, session.ends_at), session.row)
            for session in placed
            if session.ends_at is not None and session.row.number not in self.problems.rows
        ]

    def _placed(self) -> list[_Placed]:
        """With days and starts, in the order of the table."""
        placed: list[_Placed] = []
        above = self._known_from_the_start()
        before = _Before()
        start_above = ""
        for row in self.rows:
            if isinstance(row, DayRow):
                above = self._below(row)
                continue
            title = self._line(row, Column.TITLE)
            guid = self.guids.of(self._source_id(row), title) if title else ""
            if not title:
                index, _ = row.of(Column.TITLE)
                self.problems.add(
                    "The row has no title. Write what takes place.",
                    row.number,
                    index,
                    "",
                    self._line(row, Column.FORMAT) or None,
                )
            said = times_in(row, self.problems, self.zone, start_above)
            start_above = said.start_cell if said is not None else ""
            above = day = self._on(row, said or RowTimes(), above)
            room = self._line(row, Column.ROOM).casefold()
            start = self._start(row, said, day, room, before) if said is not None else None
            if said is not None and start is not None and day is not None and title:
                on = day if start < WHOLE_DAY else day + timedelta(days=1)
                placed.append(_Placed(row, title, guid, day, on, said, start % WHOLE_DAY, room))
        return placed

    def _start(self, row: SessionRow, said: RowTimes, day: date | None, room: str, before: "_Before") -> int | None:
        """Minutes from the midnight at which `day` begins, more than a day's for the night after it."""
        start = said.start
        assert start is not None
        minutes = start.minutes
        if runs_backwards(start, before.in_room(day, room, start, writes_24_hours=self.writes_24_hours)):
            later = start.later_half()
            before.note(day, room, later.minutes)
            self.problems.add(
                "“%(cell)s” comes after a later time on the same day. Write %(later)s, or %(time)s AM if it is meant.",
                row.number,
                said.start_column,
                said.start_cell,
                self._correction_of_start(said, str(later)),
                cell=said.start_cell,
                later=str(later),
                time=f"{minutes // 60 or 12}:{minutes % 60:02}",
            )
            return None
        if day is not None and is_after_midnight(start, before.on_day(day)):
            self.remarks.add(
                "%(time)s was read as the night after %(day)s.",
                f"row {row.number}",
                time=str(start),
                day=day.isoformat(),
            )
            minutes += WHOLE_DAY
        else:
            before.note(day, room, minutes)
        if day is None or not self._is_on_the_clock(row, said.start_column, said.start_cell, day, minutes):
            return None
        return minutes

    @staticmethod
    def _correction_of_start(said: RowTimes, start: str) -> str:
        """Where the cell holds a span, its end moves as well."""
        if said.end is None or said.end_column != said.start_column:
            return start
        end = said.end.later_half() if said.end.in_doubt else said.end
        return f"{start}-{end}"

    def _is_on_the_clock(self, row: SessionRow, index: int | None, cell: str, on: date, minutes: int) -> bool:
        gap = gap_around(on, minutes, self.zone)
        if gap is None:
            return True
        leaves, arrives, moved = gap
        self.problems.add(
            "There is no %(time)s on %(day)s: the clocks go from %(leaves)s to %(arrives)s. "
            "Write a time before or after.",
            row.number,
            index,
            cell,
            moved,
            time=f"{minutes % WHOLE_DAY // 60:02}:{minutes % 60:02}",
            day=on.isoformat(),
            leaves=leaves,
            arrives=arrives,
        )
        return False

    # Ends

    def _let_last(self, placed: Sequence[_Placed]) -> None:
        without_end = []
        for session in placed:
            said = session.said
            starts_at = instant(session.on, session.start, self.zone)
            if said.end is not None:
                session.ends_at = self._end(session)
            elif said.minutes is not None:
                session.ends_at = starts_at + timedelta(minutes=said.minutes)
            else:
                without_end.append(session)
        self._until_the_next(without_end, placed)

    def _until_the_next(self, without_end: Sequence[_Placed], placed: Sequence[_Placed]) -> None:
        """Where nothing is said, a session lasts until the next one of its day begins in its room, or in none: what has
        no room is for all of them, and ends with whatever begins next."""
        starts: dict[tuple[date, str], set[int]] = {}
        of_day: dict[date, set[int]] = {}
        for session in placed:
            starts.setdefault((session.on, session.room), set()).add(session.start)
            of_day.setdefault(session.on, set()).add(session.start)
        following = {
            (on, room): _next_of_each(of_day[on] if not room else found | starts.get((on, ""), set()))
            for (on, room), found in starts.items()
        }
        until_next = 0
        for session in without_end:
            next_start = following[session.on, session.room].get(session.start)
            starts_at = instant(session.on, session.start, self.zone)
            if next_start is None:
                session.ends_at = starts_at + timedelta(minutes=ASSUMED_MINUTES)
                self.remarks.add(
                    "“%(title)s” has no duration; %(minutes)d minutes were assumed.",
                    f"row {session.row.number}",
                    title=session.title,
                    minutes=ASSUMED_MINUTES,
                )
            else:
                until_next += 1
                session.ends_at = instant(session.on, next_start, self.zone)
        if until_next:
            self.remarks.add(
                "Sessions without an end were taken to last until the next one begins: %(count)d.",
                count=until_next,
            )

    def _end(self, session: _Placed) -> datetime | None:
        said = session.said
        assert said.end is not None
        on = self._day_of(said.end_day) if said.end_day is not None else session.on
        end = said.end.minutes
        if on is None or self._is_far(on):
            self._refuse_end(session, None)
            return None
        if said.end_day is None and end == 0 < session.start:
            end = WHOLE_DAY
            if session.start < EVENING:
                self.remarks.add(
                    "“%(title)s” ends at 00:00, which was read as the midnight after.",
                    f"row {session.row.number}",
                    title=session.title,
                )
        if said.end_day is None and end <= session.start:
            if not (session.start >= EVENING and end <= MORNING and end < session.start):
                self._refuse_end(session, said.end.later_half().minutes if said.end.in_doubt else None)
                return None
            end += WHOLE_DAY
        if not self._is_on_the_clock(session.row, said.end_column, said.end_cell, on, end):
            return None
        starts_at, ends_at = instant(session.on, session.start, self.zone), instant(on, end, self.zone)
        minutes = (ends_at - starts_at) // timedelta(minutes=1)
        if not 0 < minutes <= LONGEST_MINUTES:
            self._refuse_end(session, None)
            return None
        if said.minutes is not None and said.minutes != minutes:
            self.remarks.add(
                "“%(title)s” has an end and a duration that do not fit. The end was believed.",
                f"row {session.row.number}",
                title=session.title,
            )
        return ends_at

    def _refuse_end(self, session: _Placed, instead: int | None) -> None:
        said = session.said
        is_likely = instead is not None and 0 < instead - session.start <= LONGEST_LIKELY
        correction = f"{instead // 60:02}:{instead % 60:02}" if instead is not None and is_likely else None
        if correction and said.end_column == said.start_column:
            correction = f"{said.start}-{correction}"
        self.problems.add(
            "The session does not end after it starts, at %(start)s. Write when it ends.",
            session.row.number,
            said.end_column,
            said.end_cell,
            correction,
            start=f"{session.start // 60:02}:{session.start % 60:02}",
        )

    # What else a row says

    def _session(self, placed: _Placed, ends_at: datetime) -> Session:
        row = placed.row
        starts_at = instant(placed.on, placed.start, self.zone)
        source_id = self._source_id(row)
        return Session(
            guid=placed.guid,
            title=placed.title,
            starts_at=starts_at,
            minutes=(ends_at - starts_at) // timedelta(minutes=1),
            day=placed.day,
            number=self._number(source_id),
            code=self._code(source_id),
            subtitle=self._line(row, Column.SUBTITLE),
            abstract=self._text(row, Column.ABSTRACT),
            description=self._text(row, Column.DESCRIPTION),
            type=self._line(row, Column.FORMAT),
            track=_as_first_spelled(self.tracks, self._line(row, Column.TRACK)),
            language=self._line(row, Column.LANGUAGE) or None,
            room=_as_first_spelled(self.rooms, self._line(row, Column.ROOM)),
            persons=self._persons(row),
        )

    def _line(self, row: SessionRow, meaning: Column) -> str:
        _, cell = row.of(meaning)
        return self._fitting(row, meaning.value, spelling.line(cell), self.lengths[meaning])

    def _fitting(self, row: SessionRow, field: str, line: str, length: int) -> str:
        if len(line) > length and self._says_first(f"cut {field} {line}"):
            self.remarks.add(
                "“%(field)s” has more than %(length)d characters and was cut.",
                f"row {row.number}",
                field=field,
                length=length,
            )
        return cut(line, length)

    @staticmethod
    def _text(row: SessionRow, meaning: Column) -> str:
        return cut(spelling.paragraphs("\n\n".join(cell for _, cell in row.all_of((meaning,)))), TEXT_LENGTH)

    def _persons(self, row: SessionRow) -> tuple[Person, ...]:
        cells = [people_in(cell, role_of(meaning)) for meaning, cell in row.all_of(PEOPLE)]
        if any(len(cell) >= MOST_PEOPLE for cell in cells):
            self.remarks.add(
                "A cell names %(most)d people or more; those after them were left out.",
                f"row {row.number}",
                most=MOST_PEOPLE,
            )
        people = self._without_groups(row, together(*(map(partial(self._shortened, row), cell) for cell in cells)))
        addresses = self._addresses(row, people)
        return tuple(
            replace(person, email=self._first_address(row, person.name, addresses[person.name]))
            if person.name in addresses
            else person
            for person in people
        )

    def _shortened(self, row: SessionRow, person: Person) -> Person:
        return replace(
            person,
            name=self._fitting(row, "name", person.name, self.longest_name),
            affiliation=self._fitting(row, "affiliation", person.affiliation, self.longest_affiliation),
        )

    def _without_groups(self, row: SessionRow, people: tuple[Person, ...]) -> tuple[Person, ...]:
        nobody = [person.name for person in people if is_nobody(person.name)] if not self.takes_groups else []
        for name in nobody:
            self.left_out.setdefault(name, []).append(row.number)
        return tuple(person for person in people if person.name not in nobody)

    def _addresses(self, row: SessionRow, people: Sequence[Person]) -> dict[str, str]:
        """By name: where there are as many addresses as people, of a role if the heading names one, else of the row."""
        of_roles: dict[str, list[str]] = {}
        for column in self.columns:
            cell = row.cells[column.index] if column.meaning == Column.EMAIL else ""
            found = addresses_in(cell)
            if found is None:
                self.remarks.add(
                    "“%(cell)s” is no e-mail address, or not only. No address of this row was taken.",
                    f"row {row.number}",
                    cell=cell,
                )
                return {}
            of_roles.setdefault(role_within(column.heading), []).extend(found)
        taken: dict[str, str] = {}
        for role, addresses in of_roles.items():
            of_role = [person for person in people if person.role == role]
            meant = of_role if len(of_role) == len(addresses) else people
            if addresses and len(meant) != len(addresses):
                self.remarks.add(
                    "E-mail addresses in this row: %(addresses)d; people: %(people)d. None was taken: "
                    "write one for each person, in their order.",
                    f"row {row.number}",
                    addresses=len(addresses),
                    people=len(people),
                )
            elif addresses:
                taken = {**dict(zip((person.name for person in meant), addresses, strict=True)), **taken}
        return taken

    def _first_address(self, row: SessionRow, name: str, address: str) -> str:
        first = self.addresses.setdefault(name.casefold(), address)
        if first != address:
            self.remarks.add(
                "%(name)s has another e-mail address in a row above. That one was taken.",
                f"row {row.number}",
                name=name,
            )
        return first

    def _source_id(self, row: SessionRow) -> str:
        return cut(spelling.line(row.of(Column.ID)[1]), LINE_LENGTH)

    def _number(self, source_id: str) -> int | None:
        digits = whole_id(source_id)
        number = int(digits) if digits else 0
        if number <= 0 or number in self.numbers:
            return None
        self.numbers.add(number)
        return number

    def _code(self, source_id: str) -> str | None:
        code = spelling.code(source_id)
        if code is None or code.isdigit() or code in self.codes:
            return None
        self.codes.add(code)
        return code


def _is_after_noon_of_24_hours(row: DayRow | SessionRow) -> bool:
    """Whether a time in it is written like 16:00: whoever writes so means the morning by 6:30."""
    if isinstance(row, DayRow):
        return False
    cells = [row.of(meaning)[1] for meaning in (Column.START, Column.END, Column.SPAN)]
    clocks = [clock for cell in cells for clock in (written_clock(cell), *(written_span(cell) or ()))]
    return any(clock is not None and not clock.half and clock.minutes >= 13 * 60 for clock in clocks)


def _days_in(row: DayRow | SessionRow) -> list[WrittenDay]:
    if isinstance(row, DayRow):
        return [row.day]
    found = []
    for meaning in (Column.DATE, Column.START, Column.END):
        cell = row.of(meaning)[1]
        day = written_day(cell) if meaning == Column.DATE else None
        moment = written_moment(cell) if day is None else None
        day = moment[0] if moment is not None else day
        if day is not None:
            found.append(day)
    return found


def _written_date(cell: str) -> WrittenDay | None:
    """Of a column of dates, in which a small number alone is a day of the event."""
    if cell.isascii() and cell.isdigit() and len(cell) < 3:
        return written_day(f"day {cell}")
    return day_in_line(cell) or (moment[0] if (moment := written_moment(cell)) is not None else None)


def _as_first_spelled(known: dict[str, str], name: str) -> str | None:
    """`ballroom` is the Ballroom that stood before."""
    return known.setdefault(name.casefold(), name) if name else None


def _next_of_each(starts: set[int]) -> dict[int, int | None]:
    ordered = sorted(starts)
    return dict(zip(ordered, [*ordered[1:], None], strict=True))
