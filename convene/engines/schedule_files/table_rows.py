"""The rows of a table, each as what it is: a session, a day for those below, a caption, headings once more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from convene.engines.schedule_files.columns import PEOPLE, TEXTS, TIMES, Column
from convene.engines.schedule_files.finding import is_time, known_headings
from convene.engines.schedule_files.headings import heading_of
from convene.engines.schedule_files.remarks import Remarks
from convene.engines.schedule_files.table_columns import ColumnReading
from convene.engines.schedule_files.tables import Table
from convene.engines.schedule_files.written_days import WrittenDay, written_day

_FILLED_BY_MERGED = frozenset((Column.DATE, Column.ROOM, Column.TRACK, *TIMES))
_TIMED = frozenset((Column.DATE, *TIMES))
_CONTINUED = frozenset((*PEOPLE, *TEXTS, Column.EMAIL))
_MOST_FILLED = 400_000
_BETWEEN = (" – ", " — ", " - ", ": ", " | ", ", ")


@dataclass(slots=True)
class DayRow:
    """A day for the rows below: a line of its own, as "Thursday 7 March"."""

    number: int
    text: str
    day: WrittenDay


@dataclass(slots=True)
class SessionRow:
    number: int
    cells: list[str]
    columns: Sequence[ColumnReading] = field(repr=False)

    def of(self, meaning: Column) -> tuple[int | None, str]:
        """The cell of a column that stands at most once; no index and no text where there is none."""
        for column in self.columns:
            if column.meaning == meaning:
                return column.index, self.cells[column.index]
        return None, ""

    def all_of(self, meanings: Sequence[Column]) -> Iterator[tuple[Column, str]]:
        for column in self.columns:
            if column.meaning in meanings and self.cells[column.index]:
                yield column.meaning, self.cells[column.index]


def rows_of(
    table: Table,
    columns: Sequence[ColumnReading],
    corrections: Mapping[tuple[int, int], str],
    remarks: Remarks,
) -> list[DayRow | SessionRow]:
    """In the order of the table. What is neither a day nor a session is said in a remark, or is a heading."""
    return _Sorting(table, columns, remarks).sorted_rows(corrected(table, corrections))


def corrected(table: Table, corrections: Mapping[tuple[int, int], str]) -> list[list[str]]:
    rows = [list(row) for row in table.grid.rows]
    places = {number: place for place, number in enumerate(table.grid.numbers)}
    for (number, column), text in corrections.items():
        if number in places and 0 <= column < table.grid.width:
            rows[places[number]][column] = text.strip()
    return rows


class _Sorting:
    def __init__(self, table: Table, columns: Sequence[ColumnReading], remarks: Remarks) -> None:
        self.table, self.columns, self.remarks = table, columns, remarks
        self.sorted: list[DayRow | SessionRow] = []
        self.meanings = {column.index: column.meaning for column in columns}
        self.is_foreign = False
        """Whether the rows belong to another table, whose columns are others."""

    def sorted_rows(self, rows: list[list[str]]) -> list[DayRow | SessionRow]:
        filled = self._filled(rows)
        wide = {merged.top for merged in self.table.grid.merged if merged.left < merged.right}
        for place, (number, row) in enumerate(zip(self.table.grid.numbers, rows, strict=True)):
            if self.table.header is not None and place < self.table.header:
                self._above_the_headings(number, row)
            elif place != self.table.header:
                self._sort(number, row, filled[place], is_wide=number in wide)
        return self.sorted

    def _filled(self, rows: list[list[str]]) -> list[list[str]]:
        """With what a merged cell says in all of its rows, where it is a date, a time, a room or a track."""
        filled = [list(row) for row in rows]
        places = {number: place for place, number in enumerate(self.table.grid.numbers)}
        budget = _MOST_FILLED  # areas that lie upon each other could be filled for ever
        for merged in self.table.grid.merged:
            if self.meanings.get(merged.left) not in _FILLED_BY_MERGED or merged.top not in places:
                continue
            text = rows[places[merged.top]][merged.left]
            for number in range(merged.top + 1, min(merged.bottom, self.table.grid.numbers[-1]) + 1):
                budget -= 1
                if budget < 0:
                    return filled
                if number in places and not filled[places[number]][merged.left]:
                    filled[places[number]][merged.left] = text
        return filled

    def _above_the_headings(self, number: int, row: Sequence[str]) -> None:
        cells = [cell for cell in row if cell]
        if len(cells) == 1 and (day := day_in_line(cells[0])) is not None:
            self.sorted.append(DayRow(number, cells[0], day))

    def _sort(self, number: int, row: list[str], filled: list[str], *, is_wide: bool) -> None:
        cells = [(index, cell) for index, cell in enumerate(row) if cell]
        if self._is_header(number, row):
            return
        if len({cell for _, cell in cells}) == 1:
            index, cell = cells[0]
            if (day := day_in_line(cell)) is not None:
                self.sorted.append(DayRow(number, cell, day))
                return
            if not self.is_foreign and self._is_caption(index, cell, is_wide=is_wide or len(cells) > 1):
                self.remarks.add(
                    "“%(line)s” stands alone in its row and was taken for a caption.",
                    f"row {number}",
                    line=cell,
                )
                return
        if self.is_foreign or (cells and self._is_continued(cells)):
            return
        self.sorted.append(SessionRow(number, filled, self.columns))

    def _is_header(self, number: int, row: Sequence[str]) -> bool:
        """Headings once more: the same are skipped, others begin a table that cannot be read with this one."""
        headings = self.table.headings
        if self.table.header is not None and [cell.casefold() for cell in row] == [
            cell.casefold() for cell in headings
        ]:
            self.is_foreign = False
            return True
        if any(
            cell and self.meanings[index] in _TIMED and any(map(str.isdigit, cell)) for index, cell in enumerate(row)
        ):
            return False  # most rows, told quickly
        count, filled = len(known_headings(row)), sum(map(bool, row))
        if count < 2 or 2 * count < filled or any(is_time(cell) or written_day(cell) for cell in row):
            return False
        meanings = {
            index: heading.meaning
            for index, cell in enumerate(row)
            if cell and (heading := heading_of(cell)) is not None
        }
        fits = all(self.meanings.get(index) == meaning for index, meaning in meanings.items())
        self.is_foreign = not (fits and len(meanings) == filled)
        if self.is_foreign:
            self.remarks.add(
                "Another table with other columns begins here and was not read. Bring it in by itself.",
                f"row {number}",
            )
        return True

    def _is_caption(self, index: int, cell: str, *, is_wide: bool) -> bool:
        meaning = self.meanings.get(index)
        if is_wide or meaning in TIMES:
            return not is_time(cell)
        if meaning == Column.DATE:  # with a number in it, it may be a date that was mistyped
            return not any(map(str.isdigit, cell))
        return meaning not in {Column.TITLE, *_CONTINUED}

    def _is_continued(self, cells: Sequence[tuple[int, str]]) -> bool:
        """A row of only people or text goes on with the session above, as lists below each other do."""
        above = self.sorted[-1] if self.sorted else None
        if not isinstance(above, SessionRow) or any(self.meanings.get(index) not in _CONTINUED for index, _ in cells):
            return False
        for index, cell in cells:
            above.cells[index] = f"{above.cells[index]}\n{cell}".strip()
        return True


def day_in_line(text: str) -> WrittenDay | None:
    """`Thursday 7 March`, `Day 2 – Thursday 7 March`, `7 March: The field visit`; a date counts more than a number."""
    if len(text) > 300:
        return None
    bare = text.strip().strip("*#=-–—:• \n").strip()
    if (whole := written_day(bare)) is not None:
        return whole
    pieces = [bare]
    for sign in _BETWEEN:
        pieces = [part for piece in pieces for part in piece.split(sign)]
    found = [day for piece in pieces[:6] if (day := written_day(piece.strip(" ()"))) is not None]
    if not found or written_day(pieces[0].strip(" ()")) is None:
        return None
    return min(found, key=lambda day: (day.nth is not None, day.day is None and day.numbers is None))
