"""JSON in, a `Board` out; what was found back into JSON. Whatever cannot be meant is refused with its place."""

from collections.abc import Sequence
from typing import Any

from convene.engines.theme_sorter.problem import Board, NearDuplicate, Note, Sorting, Suggestion, Title
from convene.solving.documents import (
    INFORMATION,
    BadProblem,
    Reader,
    anything,
    list_of,
    object_with,
    refuse_twice,
    shown,
    text,
)


def read_board(document: object) -> Board:
    """The board that a JSON document describes. Raises `BadProblem`."""
    values = object_with(document, "the problem", _BOARD, optional=INFORMATION)
    board = Board(titles=values["titles"], notes=values["notes"])
    refuse_twice([title.id for title in board.titles], "titles")
    refuse_twice([note.id for note in board.notes], "notes")
    return board


def answer_as_json(
    sorting: Sorting, suggestions: Sequence[Suggestion], duplicates: Sequence[NearDuplicate]
) -> dict[str, Any]:
    """What the command line prints."""
    return {
        "method": sorting.method,
        "notes": {
            note: [{"title": choice.title, "score": choice.score} for choice in choices]
            for note, choices in sorting.choices.items()
        },
        "does_not_fit": list(sorting.does_not_fit),
        "suggested_titles": [suggestion.title for suggestion in suggestions],
        "near_duplicates": [[pair.a, pair.b, pair.score] for pair in duplicates],
    }


def _words(value: object, place: str) -> str:
    found = text(value, place)
    if not found.strip():
        raise BadProblem(f"At {place} stands {shown(value)}. Give words: under no title nothing can be sorted.")
    return found


def _title(value: object, place: str) -> Title:
    readers: dict[str, Reader] = {"id": text, "title": _words, "examples": list_of(text)}
    return Title(**object_with(value, place, readers, optional=("examples",)))


def _note(value: object, place: str) -> Note:
    return Note(**object_with(value, place, {"id": text, "text": text}))


_BOARD: dict[str, Reader] = {
    **dict.fromkeys(INFORMATION, anything),
    "titles": list_of(_title),
    "notes": list_of(_note),
}
