"""Ranks titles for each note, from titles and from what a person has settled.

With z and y the whitened directions of notes and titles, seen from the middle of the board, and s the share of a note's
groups that are a title's groups, the logit of title k for note i is

    t_k (A z_i·y_k + B log s_ik) + sum over settled notes j of z_i·z_j alpha_jk

The last term is logistic regression with a kernel, fitted to what is settled around the first as its prior mean: what
settled notes do not contradict stays as titles say. How far each title is believed, t_k, is fitted as well, so that a
title that tells nothing, or another thing than it is used for, gives way to its notes. The first term loses its mean
over the board, so that a title that is a little like everything wins nothing by it; and at the end themes that would
get far more or far fewer notes than others are damped, well short of an even spread.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from convene.engines.theme_sorter.encoders import PLAIN_TEXT, SENTENCE_ENCODER, Matrix
from convene.engines.theme_sorter.problem import Board, Choice, Sorting
from convene.engines.theme_sorter.thesaurus import groups
from convene.engines.theme_sorter.vectors import Vectors, softmax, unit
from convene.engines.theme_sorter.words import plain

MEANING, SHARED = 10.0, 0.9
"""A and B: both terms spread about as much over a board, and together as much as they deserve: the first choice is
believed about as often as it is right."""
LEAST_SHARE = 0.01
"""Below this a share says nothing more."""
STIFFNESS = 0.4
"""Penalty on alpha: a settled note moves others as if it were said with some doubt."""
BELIEF, BELIEF_OF_ONE = 1.0, 0.7
"""Standard deviations, around 1, of the belief in all titles, and of that in one of them around it."""
STEPS = 25
EVENNESS = 0.3
"""0 lets themes be as large as they come, 1 makes them even. Boards are neither."""
BOARD_COUNTS, TITLES_COUNT = 10.0, 2.0
"""The middle of a board is known as if so many notes, and titles, stood in the middle of the language beside it."""
FITS = {SENTENCE_ENCODER: -0.335, PLAIN_TEXT: -0.385}
"""Less likeness than this to every title, and a note fits none; set so that of notes that are sorted well nine in ten
are said to fit."""
CLOSE = 0.35
"""Likeness to a settled note that makes a note fit its theme."""


def rank(board: Board, vectors: Vectors) -> Sorting:
    """Every title for every note. Raises ValueError when rows and board are not of one size."""
    _refuse_other_sizes(board, vectors)
    if not board.titles or not board.notes:
        return Sorting(vectors.method, {note.id: () for note in board.notes}, does_not_fit=_unfit(board, {}))
    order = _in_any_order(board)
    ranked = _Ranking(board, vectors, order)
    shares = ranked.shares()
    choices = {}
    for row, index in enumerate(order):
        choices[board.notes[index].id] = _choices(board, shares[row], ranked.settled.get(row))
    fits = {board.notes[index].id: bool(ranked.fits[row]) for row, index in enumerate(order)}
    unsure = {note.id: _lead(choices[note.id]) for note in board.notes if note.id not in board.placed}
    return Sorting(
        method=vectors.method,
        choices={note.id: choices[note.id] for note in board.notes},
        does_not_fit=_unfit(board, fits),
        unsure_first=tuple(sorted(unsure, key=unsure.__getitem__)),
    )


def _refuse_other_sizes(board: Board, vectors: Vectors) -> None:
    examples = sum(len(title.examples) for title in board.titles)
    for what, rows, count in (
        ("titles", vectors.titles, len(board.titles)),
        ("notes", vectors.notes, len(board.notes)),
        ("examples", vectors.examples, examples),
    ):
        if len(rows) != count:
            raise ValueError(f"There are {count} {what} and {len(rows)} rows for them.")


def _in_any_order(board: Board) -> list[int]:
    """Indices of notes in an order that is theirs, so that no sum depends on how the board lists them."""
    return sorted(range(len(board.notes)), key=lambda i: (board.notes[i].text, board.notes[i].id))


def _choices(board: Board, shares: Sequence[float] | Matrix, settled: int | None) -> tuple[Choice, ...]:
    """Best first, equal ones in the order of titles; a settled one is certain."""
    best = sorted(range(len(board.titles)), key=lambda k: (k != settled, -shares[k], k))
    if settled is None:
        return tuple(Choice(board.titles[k].id, round(float(shares[k]), 4)) for k in best)
    return tuple(Choice(board.titles[k].id, float(k == settled)) for k in best)


def _lead(choices: tuple[Choice, ...]) -> float:
    return choices[0].score - choices[1].score if len(choices) > 1 else choices[0].score


def _unfit(board: Board, fits: Mapping[str, bool]) -> tuple[str, ...]:
    """Ids of notes that fit nowhere: a person says so, or nobody has placed them and nothing is like them."""
    return tuple(
        note.id for note in board.notes if board.placed.get(note.id, "") is None or not fits.get(note.id, False)
    )


class _Ranking:
    """The arrays of one board, notes in their own order. n notes, e examples, k titles."""

    def __init__(self, board: Board, vectors: Vectors, order: list[int]) -> None:
        self._board, self._method = board, vectors.method
        self._index = {title.id: k for k, title in enumerate(board.titles)}
        self._notes = [board.notes[i] for i in order]
        self.settled = self._settled()
        count, width = len(groups()), vectors.titles.shape[1]
        rows = np.vstack([vectors.notes[order], vectors.examples]).astype(np.float64)
        titles = vectors.titles.astype(np.float64)
        meant, named = rows[:, : width - count], titles[:, : width - count]
        self._z = unit(meant - _middle(meant, BOARD_COUNTS))
        likeness = self._z @ unit(named - _middle(named, TITLES_COUNT)).T
        shared = np.log(rows[:, width - count :] @ titles[:, width - count :].T + LEAST_SHARE)
        self._like = likeness + 0.1 * shared
        known = len(rows) / (len(rows) + BOARD_COUNTS)
        prior = MEANING * likeness + SHARED * shared
        self._prior: Matrix = prior - known * prior.mean(axis=0)
        self.fits: NDArray[np.bool_] = np.ones(len(order), dtype=bool)

    def _settled(self) -> dict[int, int]:
        """Row -> title, of notes that were placed, and of those that say the same as an example or a placed note."""
        said: dict[str, set[int]] = {}
        for k, title in enumerate(self._board.titles):
            for text in title.examples:
                said.setdefault(plain(text), set()).add(k)
        placed = {
            row: self._board.placed[note.id] for row, note in enumerate(self._notes) if note.id in self._board.placed
        }
        found = {row: self._index[title_id] for row, title_id in placed.items() if title_id is not None}
        for row, k in found.items():
            said.setdefault(plain(self._notes[row].text), set()).add(k)
        for row, note in enumerate(self._notes):
            themes = said.get(plain(note.text), set())
            if row not in placed and len(themes) == 1:
                found[row] = min(themes)
        return found

    def shares(self) -> Matrix:
        """(n, k): how much of each note belongs to each title; rows add up to 1. Sets `fits`."""
        taught = dict(self.settled)
        row = len(self._notes)
        for k, title in enumerate(self._board.titles):
            for _example in title.examples:
                taught[row] = k
                row += 1
        logits, near = self._prior, np.full(self._prior.shape, -1.0)
        if taught:
            rows = np.array(list(taught))
            told = np.eye(len(self._board.titles))[list(taught.values())]
            kernel = self._z @ self._z[rows].T
            belief, alpha = _fitted(kernel[rows], logits[rows], told)
            logits = belief * logits + kernel @ alpha
            for k in range(len(self._board.titles)):
                near[:, k] = kernel[:, told[:, k] > 0].max(axis=1, initial=-1.0)
        self._decide_fits(near.max(axis=1))
        return _more_even(logits[: len(self._notes)])

    def _decide_fits(self, nearest: Matrix) -> None:
        count = len(self._notes)
        least = FITS[self._method]
        away = [row for row, note in enumerate(self._notes) if self._board.placed.get(note.id, "") is None]
        says = np.array([any(sign.isalpha() for sign in note.text) for note in self._notes])
        close = nearest[:count] >= CLOSE
        fits = says & (close | (self._like[:count].max(axis=1) >= least))
        if away:
            like_those = (self._z[:count] @ self._z[away].T).max(axis=1)
            fits &= (like_those < CLOSE) | (like_those < nearest[:count])
            said = {plain(self._notes[row].text) for row in away}
            fits &= np.array([plain(note.text) not in said for note in self._notes])
        fits[list(self.settled)] = True
        fits[away] = False
        self.fits = fits


def _middle(rows: Matrix, count: float) -> Matrix:
    """The mean of rows and of `count` rows of zeros."""
    middle: Matrix = rows.sum(axis=0) / (len(rows) + count)
    return middle


def _fitted(kernel: Matrix, prior: Matrix, told: Matrix) -> tuple[Matrix, Matrix]:
    """The belief (k) in each title and alpha (m, k) of the logistic regression on m settled texts.

    alpha and beliefs are moved in turn. Each step maximises a quadratic lower bound of the likelihood (Böhning 1992),
    so that one inverse serves all steps of alpha and none overshoots.
    """
    inverse = np.linalg.inv(0.5 * kernel + STIFFNESS * np.eye(len(kernel)))
    alpha, shared, own = np.zeros_like(told), 1.0, np.zeros(told.shape[1])
    curved = 0.5 * (prior**2).sum(axis=0)
    for _ in range(STEPS):
        missed = told - softmax((shared + own) * prior + kernel @ alpha)
        alpha = alpha + inverse @ (missed - STIFFNESS * alpha)
        pull = (missed * prior).sum(axis=0)
        shared += (pull.sum() - (shared - 1) / BELIEF**2) / (2 * curved.sum() + 1 / BELIEF**2)
        own = own + (pull - own / BELIEF_OF_ONE**2) / (2 * curved + 1 / BELIEF_OF_ONE**2)
        shared = max(0.0, float(shared))
        own = np.maximum(own, -shared)
    return shared + own, alpha


def _more_even(logits: Matrix) -> Matrix:
    """Shares (n, k), of themes that are more even in size than the logits alone would have them: a step of Sinkhorn's
    balancing that stops short, because a true theme may be small."""
    count, themes = logits.shape
    pull = EVENNESS / (1.0 - EVENNESS)
    shift = np.zeros(themes)
    for _ in range(STEPS):
        sizes = (softmax(logits + shift).sum(axis=0) + 1.0) / (count + themes)
        shift = 0.5 * shift - 0.5 * pull * np.log(sizes * themes)
    return softmax(logits + shift)
