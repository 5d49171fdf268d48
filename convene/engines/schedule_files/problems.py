"""What is wrong in single rows of a table, in sentences that say what to write instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from convene.engines.schedule_files.remarks import Value, shown


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row became no session.

    `text` and `values` make the sentence, as those of a Remark do.
    """

    row: int
    """Its number in the file."""
    column: int | None
    """From 0; none where the row as a whole is meant."""
    cell: str
    """What stands there."""
    text: str
    values: Mapping[str, Value] = field(default_factory=dict)
    correction: str | None = None
    """What was probably meant, to be taken over with one tap."""

    def __str__(self) -> str:
        return self.text % self.values


class Problems:
    """Collects what is wrong, and remembers which rows are concerned."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self.rows: set[int] = set()

    def add(  # `add`, as of remarks, is what the collector of translatable texts looks for
        self,
        text: str,
        row: int,
        column: int | None,
        cell: str = "",
        correction: str | None = None,
        /,
        **values: Value,
    ) -> None:
        clean = {name: shown(value) for name, value in values.items()}
        self._found.append(Problem(row, column, cell, text, clean, correction))
        self.rows.add(row)

    def all(self) -> tuple[Problem, ...]:
        return tuple(sorted(self._found, key=lambda problem: (problem.row, problem.column or 0)))
