"""Where the headings stand, and what columns without one hold, told from their cells."""

from collections.abc import Callable, Sequence

from convene.engines.schedule_files.columns import Column
from convene.engines.schedule_files.headings import Heading, heading_of
from convene.engines.schedule_files.written_days import written_day
from convene.engines.schedule_files.written_times import written_clock, written_duration, written_moment, written_span

Row = Sequence[str]
LOOKED_AT = 60
"""Rows in which headings are looked for, and cells by which a column is guessed."""
_MOST = 0.7


def headings_in(row: Row) -> int:
    """How many different things of an agenda a row's cells name, each cell as a whole. Addresses are none: lists of
    people have them too."""
    return len({heading.meaning for heading in known_headings(row)} - {Column.EMAIL, Column.IGNORE})


def known_headings(row: Row) -> list[Heading]:
    return [heading for cell in row if (heading := heading_of(cell)) is not None and heading.is_sure]


def header_of(rows: Sequence[Row]) -> int | None:
    """The row with the most headings among the first ones; none where no row has two, or a sheet has none."""
    best, most = None, 1
    for place, row in enumerate(rows[:LOOKED_AT]):
        count = headings_in(row) if not any(is_time(cell) for cell in row) else 0
        if count > most:
            best, most = place, count
    if best is None and rows:
        best = _lonely_header(rows)
    return best


def _lonely_header(rows: Sequence[Row]) -> int | None:
    """One word known, above a column of times: as headings in a language that is not known."""
    place = next((place for place, row in enumerate(rows[:LOOKED_AT]) if sum(map(bool, row)) > 1), None)
    if place is None or any(is_time(cell) or written_day(cell) for cell in rows[place]):
        return None
    below = rows[place + 1 : place + 1 + LOOKED_AT]
    return place if share_of_times(below) > _MOST else None


def is_time(cell: str) -> bool:
    if written_span(cell) is not None or written_moment(cell) is not None:
        return True
    clock = written_clock(cell)
    return clock is not None and not clock.bare


def share_of_times(rows: Sequence[Row]) -> float:
    """Of the rows with several cells, in how many one is a time and nothing else; none where only one in a text is."""
    several = [row for row in rows if sum(map(bool, row)) > 1]
    found = sum(any(is_time(cell) for cell in row) for row in several)
    return found / len(several) if found > 1 or (found and len(rows) < 5) else 0


def guess_of(cells: Sequence[str]) -> Column | None:
    """What most of a column's cells can be read as; none where that is only text or numbers."""
    filled = [cell for cell in cells if cell][:LOOKED_AT]
    if not filled:
        return None

    def are_most(holds: Callable[[str], bool]) -> bool:
        return sum(map(holds, filled)) >= _MOST * len(filled)

    if are_most(is_time):
        spans = sum(written_span(cell) is not None for cell in filled)
        return Column.SPAN if 2 * spans > len(filled) else Column.START
    if are_most(lambda cell: written_day(cell) is not None):
        return Column.DATE
    if are_most(lambda cell: not cell.isdigit() and written_duration(cell) is not None):
        return Column.DURATION
    return None
