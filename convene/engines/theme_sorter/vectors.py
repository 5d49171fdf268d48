"""What the sorter knows of each text: a row of numbers, made once and kept by the caller.

A row depends on its own text alone, so a note is read when it is written, in a process that has the encoder, and each
ranking afterwards needs numpy only. Rows of notes and of titles differ: a title is moved towards what is said about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from convene.engines.theme_sorter.encoders import Encoder, Matrix
from convene.engines.theme_sorter.problem import Board
from convene.engines.theme_sorter.thesaurus import Knowledge, fingerprint, groups, knowledge
from convene.engines.theme_sorter.words import clean

Rows = NDArray[np.float32]
ATTENTION = 25.0
"""How strictly a title chooses the groups whose names are nearest to it."""
FAR, NEAR = 0.2, 0.6
"""Likeness of a title to the nearest name of a group at which nothing, and all, is borrowed from groups."""
BORROWED = 3.0
"""What is borrowed weighs so many times the title's own words."""
SHARPNESS = 0.1
"""How much of a normal density inside groups is believed when a text is shared out among them: its dimensions are not
independent."""
WORD_SHARPNESS = 20.0
"""How strictly the nearest words of the thesaurus are chosen. Groups alone know what is usual, words what is special:
their mean sorts three notes in a hundred more than either."""


@dataclass(frozen=True)
class Vectors:
    """Rows of one board. method: how they were made. titles (k, w), notes (n, w), and examples (e, w) of all titles, in
    the order of the board."""

    method: str
    titles: Rows
    notes: Rows
    examples: Rows


class Embedder:
    """Makes rows: first d numbers of meaning, then the shares of g groups of the thesaurus."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.method = encoder.method
        self.version = f"{encoder.method} {fingerprint(encoder)}"
        """To be kept beside rows: those of another version must be made anew."""

    @cached_property
    def _knowledge(self) -> Knowledge:
        return knowledge(self._encoder)

    def notes(self, texts: Sequence[str]) -> Rows:
        """(texts, w), in single precision, which is all that is to be kept."""
        known = self._knowledge
        meant = (self._encoder.encode(texts) - known.centre) @ known.whitening
        groups_near = softmax(SHARPNESS * (meant @ known.means.T - 0.5 * (known.means**2).sum(axis=1)))
        words_near = softmax(WORD_SHARPNESS * (unit(meant) @ known.words.T)) @ known.belongs
        words_near = words_near / words_near.sum(axis=1, keepdims=True)
        return np.hstack([meant, (groups_near + words_near) / 2]).astype(np.float32)

    def titles(self, texts: Sequence[str]) -> Rows:
        """(texts, w), as `notes`. In small letters: the encoder takes “Objectives” and “objectives” for two words."""
        known = self._knowledge
        own = self._encoder.encode([clean(text).casefold() for text in texts])
        near = np.full((len(texts), len(groups())), -1.0)
        for name, group in zip(known.names, known.group_of, strict=True):
            near[:, group] = np.maximum(near[:, group], own @ name)
        shares = softmax(ATTENTION * near)
        trust = np.clip((near.max(axis=1, initial=-1.0) - FAR) / (NEAR - FAR), 0.0, 1.0)[:, None]
        moved = own + BORROWED * trust * unit(shares @ known.spoken)
        return np.hstack([(unit(moved) - known.centre) @ known.whitening, shares]).astype(np.float32)


def embed(board: Board, embedder: Embedder) -> Vectors:
    """The rows of a whole board."""
    examples = [text for title in board.titles for text in title.examples]
    rows = embedder.notes([*(note.text for note in board.notes), *examples])
    return Vectors(
        method=embedder.method,
        titles=embedder.titles([title.title for title in board.titles]),
        notes=rows[: len(board.notes)],
        examples=rows[len(board.notes) :],
    )


def unit(rows: Matrix) -> Matrix:
    """Rows of length 1; rows of zeros stay."""
    scaled: Matrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return scaled


def softmax(logits: Matrix) -> Matrix:
    """Shares by row that add up to 1."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf)) if logits.size else logits
    shares: Matrix = raised / raised.sum(axis=1, keepdims=True) if logits.size else logits
    return shares
