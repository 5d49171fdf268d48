"""Text to grids: CSV with any separator, Markdown and ASCII tables, columns aligned by spaces, lines of times.

Nothing in a text says which of these it is. Each is tried; the one in which headings are recognised, or else times
stand in columns of their own, is what was meant.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator

from convene.engines.schedule_files.finding import headings_in, share_of_times
from convene.engines.schedule_files.grid import MOST_ROWS, Grid, too_many_rows
from convene.engines.schedule_files.written_times import leading_time

LONGEST_FIELD = 131_072
"""What csv takes for one cell: more is a quotation mark without its end."""
_LOOKED_AT = 60
_RULE = re.compile(r"[\s|+:=_\-–—─│┼┌┐└┘├┤┬┴╔╗╚╝═║]+")
_GAP = re.compile(r" {2,}|\t+")

Rows = list[tuple[int, list[str]]]


def grid_of_text(text: str, score: Callable[[Grid], float] | None = None) -> Grid | None:
    """The table in a text; none where there is none. `score`: how much like what is looked for a grid looks, nothing
    where it does not; without it, how much like an agenda."""
    score_of = score or _score
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = None
    if lines[:4].lower() == "sep=" and lines[5:6] in {"\n", ""}:  # Excel's own mark
        separator, lines = lines[4:5], "\n" + lines[5:].lstrip("\n")
    best: tuple[float, Callable[[str], Rows]] | None = None
    sample = _beginning_of(lines)
    for shape, bonus in ((_parted_by(separator), 0),) if separator else _SHAPES:
        found = score_of(Grid.of(shape(sample)))
        if found > 0 and (best is None or found + bonus > best[0]):
            best = found + bonus, shape
    return Grid.of(best[1](lines)) if best else None


def _beginning_of(text: str) -> str:
    """Enough to tell the shape: some lines, but no quoted cell broken in two where that can be helped."""
    end = 0
    for _ in range(_LOOKED_AT * 4):
        found = text.find("\n", end)
        if found < 0 or found > LONGEST_FIELD:
            return text[: LONGEST_FIELD * 2]
        end = found + 1
    return text[:end]


def _score(grid: Grid) -> float:
    """How much like an agenda a grid looks: by its headings, by its times, and by rows of equal width."""
    if not grid.rows:
        return 0
    looked_at = grid.rows[:_LOOKED_AT]
    headings = max(headings_in(row) for row in looked_at)
    times = share_of_times(looked_at)
    if headings < 2 and times < 0.4:
        return 0
    widths = Counter(width for row in looked_at if (width := sum(map(bool, row))) > 1)
    if not widths:
        return 0
    _usual, count = widths.most_common(1)[0]
    return headings * 2 + times * 2 + count / len(looked_at)


def _parted_by(separator: str) -> Callable[[str], Rows]:
    def parted(text: str) -> Rows:
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            reader = csv.reader(
                io.StringIO(text), delimiter=separator, quoting=quoting, strict=quoting == csv.QUOTE_MINIMAL
            )
            try:
                return list(_numbered(reader))
            except csv.Error:  # a quotation mark that is none, or that does not end
                continue
        return []

    return parted


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    filled = 0
    for number, row in enumerate(rows, start=1):
        filled += any(row)
        if filled > MOST_ROWS:
            raise too_many_rows()
        yield number, row


def _parted_by_bars(text: str) -> Rows:
    """Markdown and ASCII tables; lines that only rule are skipped."""
    lines = [
        (number, line.strip().replace("│", "|").replace("║", "|"))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not _RULE.fullmatch(line)
    ]
    parted = [line for _, line in lines if "|" in line]
    # Where a bar begins nearly every line it is the edge of the table; else what it leaves is an empty cell.
    has_edges = sum(line.startswith("|") for line in parted) > 0.8 * len(parted)
    rows: Rows = []
    for number, line in lines:
        bare = line.removeprefix("|").removesuffix("|") if has_edges else line
        cells = bare.replace("\\|", "\x00").split("|") if "|" in line else [line]
        rows.append((number, [_unmarked(cell) for cell in cells]))
    return list(_numbered_already(rows))


def _numbered_already(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    if len(rows) > MOST_ROWS:
        raise too_many_rows()
    yield from rows


def _unmarked(cell: str) -> str:
    """Without Markdown's emphasis and HTML's line breaks, the only ones that tables can hold."""
    cell = cell.replace("\x00", "|").replace("<br>", "\n").replace("<br/>", "\n").replace("<br />", "\n").strip()
    for mark in ("**", "__", "`"):
        if len(cell) > 2 * len(mark) and cell.startswith(mark) and cell.endswith(mark):
            cell = cell[len(mark) : -len(mark)]
    return cell


def _aligned(text: str) -> Rows:
    """Columns that begin where those of the heading do, as e-mails keep them, with two or more spaces between.

    A cell belongs to the last column that begins at most a sign right of it. So empty cells stay empty.
    """
    rows: Rows = []
    begins: list[int] = []
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.expandtabs(8).rstrip()
        if not line.strip() or _RULE.fullmatch(line):
            continue
        pieces = list(_pieces(line))
        if not begins and len(pieces) > 1:
            begins = [place for place, _ in pieces]
        if len(pieces) == 1 and (not begins or pieces[0][0] <= begins[0] + 1):
            rows.append((number, [pieces[0][1]]))
            continue
        cells: list[list[str]] = [[] for _ in begins or pieces]
        column = 0
        for place, piece in pieces:
            while column + 1 < len(begins) and begins[column + 1] <= place + 1:
                column += 1
            cells[column].append(piece)
        rows.append((number, [" ".join(cell) for cell in cells]))
    return list(_numbered_already(rows))


def _pieces(line: str) -> Iterator[tuple[int, str]]:
    begin = len(line) - len(line.lstrip())
    for gap in _GAP.finditer(line, begin):
        yield begin, line[begin : gap.start()]
        begin = gap.end()
    yield begin, line[begin:]


def _parted_by_gaps(text: str) -> Rows:
    """Where nothing stands below each other, two spaces or a tab still part cells, and no cell is empty."""
    rows = [
        (number, [piece.strip() for piece in _GAP.split(line.strip())])
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not _RULE.fullmatch(line)
    ]
    return list(_numbered_already(rows))


def _lines_of_times(text: str) -> Rows:
    """`09:00-09:30 Welcome`: the time, and what takes place; other lines stand alone."""
    rows: Rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            parted = leading_time(line)
            rows.append((number, list(parted) if parted else [line.strip()]))
    return list(_numbered_already(rows))


# A sign that stands between cells says more than spaces do, which stand in cells as well.
_SHAPES: tuple[tuple[Callable[[str], Rows], float], ...] = (
    *((_parted_by(separator), 1) for separator in ("\t", ";", ",")),
    *((_parted_by_bars, 0), (_parted_by("|"), 0), (_aligned, 0), (_parted_by_gaps, 0), (_lines_of_times, 0)),
)
