"""What a reader of files has to say about them: remarks, and the one refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_REMARKS = 1_000
_SHOWN_LENGTH = 80

Value = str | int


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd in a file, and how it was understood.

    `text` is an English template with %-places, `values` fills it in: so an outer layer can translate it.
    `where` names the place, "day 2, room Curie, session 10386"; it is empty for the file as a whole.
    """

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)
    where: str = ""

    def __str__(self) -> str:
        return self.text % self.values


class UnreadableSchedule(ValueError):
    """The file as a whole is no schedule, or too much. The sentence says what to do instead."""

    def __init__(self, text: str, where: str = "", **values: Value) -> None:
        super().__init__(text)
        self.text = text
        self.values: dict[str, Value] = {name: shown(value) for name, value in values.items()}
        self.where = where

    def __str__(self) -> str:
        return self.text % self.values


class Remarks:
    """Collects remarks while a file is read. A file full of errors yields the first thousand and a count."""

    def __init__(self) -> None:
        self._kept: list[Remark] = []
        self._not_kept = 0

    def add(self, text: str, where: str = "", **values: Value) -> None:
        if len(self._kept) >= MOST_REMARKS:
            self._not_kept += 1
            return
        self._kept.append(Remark(text, {name: shown(value) for name, value in values.items()}, where))

    def all(self) -> tuple[Remark, ...]:
        if not self._not_kept:
            return tuple(self._kept)
        rest = Remark("There are %(count)d more remarks of this kind.", {"count": self._not_kept})
        return (*self._kept, rest)


def shown(value: Value) -> Value:
    """A value as a sentence can carry it: one line, and short, whatever the file put there."""
    if isinstance(value, int):
        return value
    printable = "".join(sign for sign in value[: 2 * _SHOWN_LENGTH] if sign.isprintable())
    return printable if len(printable) <= _SHOWN_LENGTH else printable[: _SHOWN_LENGTH - 1] + "…"
