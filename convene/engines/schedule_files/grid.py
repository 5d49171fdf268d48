"""Rows of cells, with the number of each row in its file; the shape that every kind of table is brought to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from convene.engines.schedule_files import spelling
from convene.engines.schedule_files.remarks import UnreadableSchedule
from convene.engines.schedule_files.schedule import TEXT_LENGTH

MOST_ROWS = 10_000
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one: rows by their numbers in the file, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """No empty row, no empty column at the end, every row equally wide."""

    rows: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    merged: tuple[Merged, ...] = ()
    cut_columns: bool = False
    cut_cells: bool = False
    """Whether some columns, or the ends of some cells, were too many to be read."""

    @classmethod
    def of(cls, rows: Iterable[tuple[int, Sequence[str]]], merged: Iterable[Merged] = ()) -> "Grid":
        kept: list[tuple[int, list[str]]] = []
        cut_columns = cut_cells = False
        for number, cells in rows:
            cut_columns = cut_columns or any(cells[MOST_COLUMNS:])
            clean = [_clean(cell) for cell in cells[:MOST_COLUMNS]]
            cut_cells = cut_cells or max(map(len, cells[:MOST_COLUMNS]), default=0) > TEXT_LENGTH
            if any(clean):
                kept.append((number, clean))
            if len(kept) > MOST_ROWS:
                raise too_many_rows()
        width = max((place + 1 for _, cells in kept for place, cell in enumerate(cells) if cell), default=0)
        return cls(
            tuple(tuple(cells[:width] + [""] * (width - len(cells))) for _, cells in kept),
            tuple(number for number, _ in kept),
            tuple(merged),
            cut_columns,
            cut_cells,
        )

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


def _clean(cell: str) -> str:
    return spelling.paragraphs(cell[:TEXT_LENGTH]) if cell else ""


def too_many_rows() -> UnreadableSchedule:
    return UnreadableSchedule(
        "The table has more than %(count)d rows. Keep only those that you need.",
        count=MOST_ROWS,
    )
