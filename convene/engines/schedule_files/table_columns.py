"""What every column of a table means: as the organiser says, else by its heading, else by what stands in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convene.engines.schedule_files.columns import SEVERAL, Column
from convene.engines.schedule_files.finding import LOOKED_AT, guess_of
from convene.engines.schedule_files.headings import Heading, heading_of

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column, as a page shows it to be corrected."""

    index: int
    heading: str
    first_values: tuple[str, ...]
    """Up to three."""
    meaning: Column
    is_sure: bool
    """False for a guess: the heading is missing, not known, or known only in part."""


def columns_of(headings: Sequence[str], rows: Rows, said: Mapping[int, Column]) -> tuple[ColumnReading, ...]:
    """`rows` are those below the headings."""
    meanings: dict[int, tuple[Column, bool]] = {}
    for index, meaning in said.items():
        if 0 <= index < len(headings):
            meanings[index] = meaning, True
    known = {index: heading for index, text in enumerate(headings) if (heading := heading_of(text)) is not None}
    for wanted in ((True, False), (False, False), (True, True), (False, True)):
        for index, heading in known.items():
            if (heading.is_sure, heading.is_weak) == wanted and index not in meanings:
                _take(meanings, index, _by_values(heading, index, rows, meanings), is_sure=heading.is_sure)
    _guess_times(meanings, headings, known, rows)
    _guess_title(meanings, headings, known, rows)
    return tuple(
        ColumnReading(index, text, _first_values(index, rows), *meanings.get(index, (Column.IGNORE, not text.strip())))
        for index, text in enumerate(headings)
    )


def _take(meanings: dict[int, tuple[Column, bool]], index: int, meaning: Column, *, is_sure: bool) -> None:
    if meaning in SEVERAL or meaning not in _taken(meanings):
        meanings[index] = meaning, is_sure


def _taken(meanings: Mapping[int, tuple[Column, bool]]) -> set[Column]:
    return {meaning for meaning, _ in meanings.values()}


def _by_values(heading: Heading, index: int, rows: Rows, meanings: Mapping[int, tuple[Column, bool]]) -> Column:
    """ "Time" may hold starts, spans or durations: what stands in the cells decides."""
    if heading.meaning not in {Column.START, Column.SPAN, Column.END}:
        return heading.meaning
    guessed = guess_of(_cells(index, rows))
    if heading.meaning == Column.END:
        return Column.IGNORE if guessed == Column.DATE else Column.END
    if guessed in {Column.START, Column.SPAN}:
        return guessed
    if guessed == Column.DATE and Column.DATE not in _taken(meanings):
        return guessed  # "When", with the times in another column
    if guessed == Column.DURATION and heading.is_weak and Column.START in _taken(meanings):
        return Column.DURATION
    return heading.meaning


def _guess_times(
    meanings: dict[int, tuple[Column, bool]],
    headings: Sequence[str],
    known: Mapping[int, Heading],
    rows: Rows,
) -> None:
    for index in range(len(headings)):
        if index in meanings or index in known:
            continue
        guessed = guess_of(_cells(index, rows))
        taken = _taken(meanings)
        if guessed == Column.START and taken & {Column.START, Column.SPAN}:
            guessed = Column.END if Column.SPAN not in taken else None
        if guessed is not None:
            _take(meanings, index, guessed, is_sure=False)


def _guess_title(
    meanings: dict[int, tuple[Column, bool]],
    headings: Sequence[str],
    known: Mapping[int, Heading],
    rows: Rows,
) -> None:
    """The column with the most different texts; of several the first."""
    if Column.TITLE in _taken(meanings):
        return
    free = [index for index in range(len(headings)) if index not in meanings and index not in known]
    texts = {index: {cell for cell in _cells(index, rows) if any(map(str.isalpha, cell))} for index in free}
    chosen = max(free, key=lambda index: (len(texts[index]), -index), default=None)
    if chosen is not None and texts[chosen]:
        _take(meanings, chosen, Column.TITLE, is_sure=False)


def _cells(index: int, rows: Rows) -> list[str]:
    """Without lines that stand alone, as "Thursday 7 March": they say nothing of their column."""
    looked_at = rows[: 4 * LOOKED_AT]
    return [row[index] for row in looked_at if row[index] and sum(map(bool, row)) > 1]


def _first_values(index: int, rows: Rows) -> tuple[str, ...]:
    found = []
    for row in rows:
        if row[index]:
            found.append(row[index])
        if len(found) == 3:
            break
    return tuple(found)
