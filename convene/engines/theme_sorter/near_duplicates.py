"""Pairs of notes that seem to say the same, offered to be merged and never merged unasked."""

import numpy as np

from convene.engines.theme_sorter.encoders import PLAIN_TEXT
from convene.engines.theme_sorter.problem import Board, NearDuplicate
from convene.engines.theme_sorter.thesaurus import groups
from convene.engines.theme_sorter.vectors import Vectors, unit
from convene.engines.theme_sorter.words import plain

ALIKE = {PLAIN_TEXT: 0.6}
ALIKE_IN_MEANING = 0.55
"""Of pairs of different notes on boards one in two thousand is more alike, of paraphrases nine in ten are."""


def find_near_duplicates(board: Board, vectors: Vectors) -> tuple[NearDuplicate, ...]:
    """Pairs, the most alike first, then as the board lists them; notes that differ in case and signs alone score 1."""
    if len(board.notes) < 2:
        return ()
    rows = unit(vectors.notes[:, : vectors.notes.shape[1] - len(groups())].astype(np.float64))
    alike = np.clip(rows @ rows.T, 0.0, 1.0)
    least = ALIKE.get(vectors.method, ALIKE_IN_MEANING)
    said = [plain(note.text) for note in board.notes]
    found = []
    for i, j in zip(*np.triu_indices(len(board.notes), 1), strict=True):
        if said[i] and said[i] == said[j]:
            found.append(NearDuplicate(board.notes[i].id, board.notes[j].id, 1.0))
        elif alike[i, j] >= least and any(map(str.isalpha, said[i])) and any(map(str.isalpha, said[j])):
            found.append(NearDuplicate(board.notes[i].id, board.notes[j].id, min(0.99, round(float(alike[i, j]), 2))))
    return tuple(sorted(found, key=lambda pair: -pair.score))
