"""Files and pasted text to one table: which sheet, which rows, and where its headings stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from convene.engines.schedule_files import texts_of_tables
from convene.engines.schedule_files.decoding import decoded
from convene.engines.schedule_files.finding import LOOKED_AT, header_of, headings_in, share_of_times
from convene.engines.schedule_files.grid import MOST_COLUMNS, Grid
from convene.engines.schedule_files.kinds import Kind, kind_of
from convene.engines.schedule_files.remarks import Remark, Remarks, UnreadableSchedule
from convene.engines.schedule_files.schedule import TEXT_LENGTH
from convene.engines.schedule_files.workbooks import Sheet, sheets_of


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as they stand in a file, nothing of them understood but where the headings are."""

    grid: Grid
    header: int | None
    """Place of the headings in `grid.rows`; what stands above are titles. None where there are no headings."""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        return self.grid.rows[self.header] if self.header is not None else ("",) * self.grid.width


def read_table(content: bytes, *, sheet: str | None = None) -> Table:
    """Reads CSV or XLSX. Without a `sheet` the one that looks most like an agenda is read.

    Raises UnreadableSchedule, and nothing else, where there is no table in the file, or too large a one.
    """
    kind = kind_of(content)
    if kind == Kind.WORKBOOK:
        return _of_workbook(content, sheet)
    if kind != Kind.TEXT:
        raise UnreadableSchedule("The file is no table. Choose a file in CSV or XLSX.")
    remarks = Remarks()
    return read_pasted(decoded(content, remarks), remarks)


def read_pasted(text: str, remarks: Remarks | None = None) -> Table:
    """Reads a table that was copied from a sheet, a document or an e-mail, or lines such as `09:00 Welcome`."""
    remarks = remarks or Remarks()
    plain = text.lstrip("\ufeff")
    if not plain.strip("\x00 \t\r\n"):
        raise UnreadableSchedule("There is nothing to read. Paste the rows of the agenda, with their headings.")
    grid = texts_of_tables.grid_of_text(plain)
    if grid is None:
        raise _no_table()
    return _table(grid, remarks)


def _no_table() -> UnreadableSchedule:
    return UnreadableSchedule(
        "No agenda was found: no row of headings such as Date, Start and Title, and no column of times. "
        "Write such headings above the columns.",
    )


def _of_workbook(content: bytes, wanted: str | None) -> Table:
    sheets = list(sheets_of(content))
    if wanted is not None:
        chosen = next((sheet for sheet in sheets if sheet.name == wanted), None)
        if chosen is None:
            raise UnreadableSchedule("The workbook has no sheet “%(sheet)s”. Choose another one.", sheet=wanted)
    else:
        chosen = max(sheets, key=lambda sheet: (_likeness(sheet.grid), not sheet.is_hidden), default=None)
    if chosen is None or not chosen.grid.rows:
        raise UnreadableSchedule("The workbook is empty. Save it again from the program it comes from.")
    if _likeness(chosen.grid) == 0:
        raise _no_table()
    others = tuple(sheet.name for sheet in sheets if sheet is not chosen)
    remarks = Remarks()
    left_out = [sheet for sheet in sheets if sheet is not chosen and _is_an_agenda(sheet)]
    if wanted is None and left_out:
        remarks.add(
            "The sheet “%(sheet)s” was read. These look like agendas as well: %(others)s. Read them one by one.",
            sheet=chosen.name,
            others=", ".join(sheet.name for sheet in left_out),
        )
    return _table(chosen.grid, remarks, chosen.name, others)


def _is_an_agenda(sheet: Sheet) -> bool:
    return not sheet.is_hidden and _likeness(sheet.grid) >= 1 and share_of_times(sheet.grid.rows[:LOOKED_AT]) > 0


def _likeness(grid: Grid) -> float:
    """How much a grid looks like an agenda; nothing where it has neither headings nor times."""
    headings = max((headings_in(row) for row in grid.rows[:LOOKED_AT]), default=0)
    times = share_of_times(grid.rows[:LOOKED_AT])
    return headings + times if headings > 1 or times > 0.4 else 0


def _table(grid: Grid, remarks: Remarks, sheet: str = "", others: Sequence[str] = ()) -> Table:
    header = header_of(grid.rows)
    if len(grid.rows) <= (header if header is not None else -1) + 1:
        raise UnreadableSchedule("The table has headings, but no row below them. Fill in the agenda.")
    if grid.cut_columns:
        remarks.add("The table has more than %(count)d columns; the others were left out.", count=MOST_COLUMNS)
    if grid.cut_cells:
        remarks.add("A cell has more than %(length)d characters and was cut.", length=TEXT_LENGTH)
    return Table(grid, header, sheet, tuple(others), remarks.all())
