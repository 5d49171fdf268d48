"""From what the cells of a row say to when it begins and ends; what is impossible becomes a problem."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from convene.engines.schedule_files import times
from convene.engines.schedule_files.columns import Column
from convene.engines.schedule_files.problems import Problems
from convene.engines.schedule_files.table_rows import SessionRow
from convene.engines.schedule_files.written_days import WrittenDay
from convene.engines.schedule_files.written_times import (
    LONGEST_TIME,
    WHOLE_DAY,
    Clock,
    with_half_of,
    written_clock,
    written_duration,
    written_moment,
    written_span,
)

EVENING, MORNING = 18 * 60, 6 * 60
_WORKDAY, _TOO_EARLY = 8 * 60, 7 * 60


@dataclass(frozen=True, slots=True)
class RowTimes:
    """What a row says, before a day is put to it."""

    start: Clock | None = None
    start_column: int | None = None
    start_cell: str = ""
    end: Clock | None = None
    end_column: int | None = None
    end_cell: str = ""
    minutes: int | None = None
    start_day: WrittenDay | None = None
    """Where the cell of the start names its day, too."""
    end_day: WrittenDay | None = None


def times_in(row: SessionRow, problems: Problems, zone: ZoneInfo, above: str) -> RowTimes | None:
    """None, with a problem, where a cell cannot be read or no start is written; `above` is proposed for the latter."""
    found: RowTimes | None = RowTimes()
    for read in (_from_span, _from_start, _from_date, _from_end, _from_duration):
        found = read(row, found, problems, zone) if found is not None else None
    if found is None:
        return None
    if found.start is None:
        column, _ = row.of(Column.START)
        column = column if column is not None else row.of(Column.SPAN)[0]
        problems.add(
            "The row says no start. Write when the session begins, such as 09:30.",
            row.number,
            column,
            "",
            above or None,
        )
        return None
    if found.end is not None:
        found = replace(found, start=with_half_of(found.start, found.end))
    return found


def _from_span(row: SessionRow, found: RowTimes, problems: Problems, zone: ZoneInfo) -> RowTimes | None:
    return _from_start(row, found, problems, zone, Column.SPAN)


def _from_start(
    row: SessionRow,
    found: RowTimes,
    problems: Problems,
    zone: ZoneInfo,
    meaning: Column = Column.START,
) -> RowTimes | None:
    index, cell = row.of(meaning)
    if not cell:
        return found
    if (span := written_span(cell)) is not None:
        return _with_start(found, *span, index, cell)
    if (clock := written_clock(cell)) is not None:
        return _with_start(found, clock, None, index, cell)
    if (moment := _moment(cell, zone)) is not None:
        return replace(_with_start(found, moment[1], moment[2], index, cell), start_day=moment[0])
    problems.add("“%(cell)s” is no time. Write it as 09:30 or 1:00 PM.", row.number, index, cell, cell=cell)
    return None


def _with_start(found: RowTimes, start: Clock, end: Clock | None, index: int | None, cell: str) -> RowTimes:
    with_start = replace(found, start=start, start_column=index, start_cell=cell)
    return with_start if end is None else replace(with_start, end=end, end_column=index, end_cell=cell)


def _moment(cell: str, zone: ZoneInfo) -> tuple[WrittenDay, Clock, Clock | None] | None:
    """An instant with its offset, as programs export it, is shown as the clocks at the event show it."""
    at = times.moment(cell) if len(cell) <= LONGEST_TIME else None
    if at is None or at.tzinfo is None:
        return written_moment(cell)
    there = at.astimezone(zone)
    return WrittenDay(there.day, there.month, there.year), Clock(there.hour * 60 + there.minute, half="offset"), None


def _from_date(row: SessionRow, found: RowTimes, _problems: Problems, zone: ZoneInfo) -> RowTimes:
    """A column of dates may hold the times as well."""
    index, cell = row.of(Column.DATE)
    if found.start is None and cell and (moment := _moment(cell, zone)) is not None:
        return replace(_with_start(found, moment[1], moment[2], index, cell), start_day=moment[0])
    return found


def _from_end(row: SessionRow, found: RowTimes, problems: Problems, zone: ZoneInfo) -> RowTimes | None:
    index, cell = row.of(Column.END)
    if not cell:
        return found
    if (clock := written_clock(cell)) is not None:
        return replace(found, end=clock, end_column=index, end_cell=cell)
    if (moment := _moment(cell, zone)) is not None:
        return replace(found, end=moment[1], end_column=index, end_cell=cell, end_day=moment[0])
    problems.add("“%(cell)s” is no time. Write it as 09:30 or 1:00 PM.", row.number, index, cell, cell=cell)
    return None


def _from_duration(row: SessionRow, found: RowTimes, problems: Problems, _zone: ZoneInfo) -> RowTimes | None:
    index, cell = row.of(Column.DURATION)
    if not cell:
        return found
    minutes = written_duration(cell)
    if not minutes:
        problems.add("“%(cell)s” is no duration. Write it as 45 or 1:30.", row.number, index, cell, cell=cell)
        return None
    return replace(found, minutes=minutes)


def runs_backwards(start: Clock, before: int | None) -> bool:
    """`1:00` after 12:30 on one day, with neither AM nor PM: probably an hour after noon was meant."""
    return before is not None and start.in_doubt and _WORKDAY <= before < EVENING and start.minutes < _TOO_EARLY


def is_after_midnight(start: Clock, before: int | None) -> bool:
    """`00:30` after 23:00: the night that belongs to the evening."""
    return before is not None and before >= EVENING and start.minutes < times.USUAL_DAY_TURN.hour * 60


def instant(on: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Of the hour that autumn repeats, the first."""
    day = on + timedelta(days=minutes // WHOLE_DAY)
    return times.at_wall(day, time(minutes % WHOLE_DAY // 60, minutes % 60), zone)


def gap_around(on: date, minutes: int, zone: ZoneInfo) -> tuple[str, str, str] | None:
    """Where the clocks skip this time: the time at which they jump, that to which, and the time moved with them."""
    wall = datetime.combine(on, time()) + timedelta(minutes=minutes)
    before, after = (wall.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    if after <= before:
        return None
    early, late = (wall - after).replace(tzinfo=UTC), (wall - before).replace(tzinfo=UTC)
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) // 2
        middle = middle.replace(second=0, microsecond=0) if middle.second else middle
        if middle in {early, late}:
            break
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    jump = late.replace(tzinfo=None)
    return f"{jump + before:%H:%M}", f"{jump + after:%H:%M}", f"{wall + (after - before):%H:%M}"
