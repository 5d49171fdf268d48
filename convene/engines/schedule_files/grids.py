"""Any table to grids of cells, nothing of them understood: for whoever looks for something else than an agenda."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from convene.engines.schedule_files.decoding import decoded
from convene.engines.schedule_files.kinds import Kind, kind_of
from convene.engines.schedule_files.remarks import Remark, Remarks, UnreadableSchedule
from convene.engines.schedule_files.texts_of_tables import grid_of_text
from convene.engines.schedule_files.workbooks import sheets_of

#: How much some rows look like what is looked for; nothing where they do not.
Likeness = Callable[[Sequence[Sequence[str]]], float]


@dataclass(frozen=True, slots=True)
class ChosenGrid:
    """The rows of the sheet that was looked for, with their numbers in the file."""

    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    sheet: str
    other_sheets: tuple[str, ...]
    remarks: tuple[Remark, ...]


def read_grid(content: bytes, likeness: Likeness, *, sheet: str | None = None) -> ChosenGrid | None:
    """Reads CSV, XLSX or pasted text; None: there is a file, and nothing in it looks like what is looked for.

    Without a `sheet` the one that looks most like it is read. Raises UnreadableSchedule, and nothing else, where the
    file is none of these, is damaged, or is too large.
    """
    remarks = Remarks()
    kind = kind_of(content)
    if kind == Kind.WORKBOOK:
        return _of_workbook(content, likeness, sheet)
    if kind != Kind.TEXT:
        raise UnreadableSchedule("The file is no table. Choose a file in CSV or XLSX.")
    grid = grid_of_text(decoded(content, remarks).lstrip("\ufeff"), lambda grid: likeness(grid.rows))
    return None if grid is None else ChosenGrid(grid.rows, grid.numbers, "", (), remarks.all())


def _of_workbook(content: bytes, likeness: Likeness, wanted: str | None) -> ChosenGrid | None:
    sheets = list(sheets_of(content))
    if wanted is not None:
        chosen = next((each for each in sheets if each.name == wanted), None)
        if chosen is None:
            raise UnreadableSchedule("The workbook has no sheet “%(sheet)s”. Choose another one.", sheet=wanted)
    else:
        chosen = max(sheets, key=lambda each: (likeness(each.grid.rows), not each.is_hidden), default=None)
    if chosen is None or not chosen.grid.rows:
        raise UnreadableSchedule("The workbook is empty. Save it again from the program it comes from.")
    if likeness(chosen.grid.rows) <= 0:
        return None
    others = tuple(each.name for each in sheets if each is not chosen)
    return ChosenGrid(chosen.grid.rows, chosen.grid.numbers, chosen.name, others, ())
