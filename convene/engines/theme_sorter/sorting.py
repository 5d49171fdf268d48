"""The engine from outside. numpy and the encoder are imported by the functions that need them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convene.engines.theme_sorter.problem import Board, NearDuplicate, Sorting, Suggestion

if TYPE_CHECKING:
    from convene.engines.theme_sorter.vectors import Embedder, Vectors


def embedder(*, plain_text: bool = False) -> Embedder:
    """What turns texts into rows: with the sentence encoder where it is installed, else, or where `plain_text` is asked
    for, with letters alone. Nothing is loaded before the first text."""
    from convene.engines.theme_sorter.encoders import encoder
    from convene.engines.theme_sorter.vectors import Embedder

    return Embedder(encoder(plain_text=plain_text))


def embed(board: Board, made_by: Embedder) -> Vectors:
    """The rows of a board, about a millisecond a text. Whoever keeps rows makes `Vectors` of them and needs no
    encoder."""
    from convene.engines.theme_sorter import vectors

    return vectors.embed(board, made_by)


def sort(board: Board, vectors: Vectors) -> Sorting:
    """Every note under the titles, after everything that a person has settled. To be called again after each change.

    Equal boards give equal answers, in whatever order they list their notes. Raises ValueError when board and rows are
    of different sizes.
    """
    from convene.engines.theme_sorter.ranking import rank

    return rank(board, vectors)


def near_duplicates(board: Board, vectors: Vectors) -> tuple[NearDuplicate, ...]:
    """Pairs of notes to be offered as one, the most alike first. Knows of titles and places nothing."""
    from convene.engines.theme_sorter.near_duplicates import find_near_duplicates

    return find_near_duplicates(board, vectors)


def suggest_titles(board: Board, vectors: Vectors, made_by: Embedder) -> tuple[Suggestion, ...]:
    """Three to eight titles in words of the notes, the largest theme first; fewer for fewer than six notes. Titles that
    the board has are not looked at."""
    from convene.engines.theme_sorter.suggesting import suggest

    return suggest(board, vectors, made_by)


__all__: Sequence[str] = ["embed", "embedder", "near_duplicates", "sort", "suggest_titles"]
