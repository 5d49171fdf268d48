"""What is wrong in a list of people, and what was read in a way that may be wrong: in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int
_SHOWN_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row became nobody. `text` is an English template, `values` fills it in."""

    row: int
    """Its number in the file."""
    column: int | None
    """From 0; none where no column holds what is missing."""
    cell: str
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

    def add(
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
        return tuple(sorted(self._found, key=lambda each: (each.row, each.column or 0)))


@dataclass(frozen=True, slots=True)
class Remark:
    """How something was read where that may be wrong, and in which rows."""

    text: str
    values: Mapping[str, Value]
    rows: tuple[int, ...]

    def __str__(self) -> str:
        return self.text % self.values


class Remarks:
    """Collects remarks; one that is made of many rows is one."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, tuple[tuple[str, Value], ...]], list[int]] = {}

    def add(self, text: str, row: int, /, **values: Value) -> None:
        clean = tuple((name, shown(value)) for name, value in values.items())
        self._rows.setdefault((text, clean), []).append(row)

    def all(self) -> tuple[Remark, ...]:
        return tuple(Remark(text, dict(values), tuple(rows)) for (text, values), rows in self._rows.items())


def shown(value: Value) -> Value:
    """A value as a sentence can carry it: one line, and short, whatever the file put there."""
    if isinstance(value, int):
        return value
    printable = "".join(sign if sign.isprintable() else " " for sign in value[: 2 * _SHOWN_LENGTH])
    return printable if len(printable) <= _SHOWN_LENGTH else printable[: _SHOWN_LENGTH - 1] + "…"
