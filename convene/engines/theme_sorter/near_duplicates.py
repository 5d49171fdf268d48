"""Pairs of notes that seem to say the same, offered to be merged and never merged unasked."""

import numpy as np

from convene.engines.theme_sorter.encoders import PLAIN_TEXT, SENTENCE_ENCODER
from convene.engines.theme_sorter.problem import Board, NearDuplicate
from convene.engines.theme_sorter.thesaurus import groups
from convene.engines.theme_sorter.vectors import Vectors, unit
from convene.engines.theme_sorter.words import plain

ALIKE = {SENTENCE_ENCODER: 0.54, PLAIN_TEXT: 0.6}
"""Of pairs of different notes on boards fewer than one in a thousand is more alike, of paraphrases nine in ten are."""


def find_near_duplicates(board: Board, vectors: Vectors) -> tuple[NearDuplicate, ...]:
    """Pairs, the most alike first, then as the board lists them; notes that differ in case and signs alone score 1."""
    if len(board.notes) < 2:
        return ()
    rows = unit(vectors.notes[:, : vectors.notes.shape[1] - len(groups())].astype(np.float64))
    alike = np.clip(rows @ rows.T, 0.0, 1.0)
    least = ALIKE[vectors.method]
    said = [plain(note.text) for note in board.notes]
    same = np.array(said)[:, None] == np.array(said)
    speaks = np.array([any(map(str.isalpha, text)) for text in said])
    likely = np.triu(
        (same & np.array([bool(text) for text in said])) | ((alike >= least) & speaks & speaks[:, None]), 1
    )
    found = []
    for i, j in np.argwhere(likely):
        score = 1.0 if same[i, j] else min(0.99, round(float(alike[i, j]), 2))
        found.append(NearDuplicate(board.notes[i].id, board.notes[j].id, score))
    return tuple(sorted(found, key=lambda pair: -pair.score))
