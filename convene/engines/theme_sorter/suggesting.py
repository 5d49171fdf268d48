"""Titles for a board that has none, in words of its notes.

Notes are grouped by Ward's method (1963) on their directions and on the square roots of their shares in the groups of
the thesaurus, and moved between groups until each is with the nearest middle (spherical k-means, Dhillon and Modha
2001). A title is the two words that many notes of the group and few others have (c-TF-IDF, Grootendorst 2022), and that
mean something near its middle.
"""

import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from convene.engines.theme_sorter.encoders import Matrix
from convene.engines.theme_sorter.problem import Board, Suggestion
from convene.engines.theme_sorter.ranking import BOARD_COUNTS
from convene.engines.theme_sorter.thesaurus import groups
from convene.engines.theme_sorter.vectors import Embedder, Rows, Vectors, unit
from convene.engines.theme_sorter.words import plain, telling, words

FEWEST, MOST = 3, 8
NOTES_FOR_A_THEME = 2
"""Fewer notes are no theme."""
SHARES = 2.0
"""Groups of the thesaurus weigh so many times the direction: with them Ward's method finds three times as much of the
true themes."""
ROUNDS = 30
WORDS = 2


def suggest(board: Board, vectors: Vectors, embedder: Embedder) -> tuple[Suggestion, ...]:
    """The largest theme first; of equal ones that whose first note the board lists first."""
    order = sorted(range(len(board.notes)), key=lambda i: (board.notes[i].text, board.notes[i].id))
    order = [i for i in order if telling(board.notes[i].text)]
    if not order:
        return ()
    features = _features(vectors.notes[order], vectors.notes[order])
    theme = _clusters(features, _how_many(len({plain(board.notes[i].text) for i in order})))
    found = {k: sorted(order[row] for row in np.flatnonzero(theme == k)) for k in sorted(set(theme.tolist()))}
    ranked = sorted(found, key=lambda k: (-len(found[k]), found[k][0]))
    middles = {k: unit(features[theme == k].mean(axis=0, keepdims=True))[0] for k in ranked}
    namer = _Namer(board, vectors, embedder, order)
    return tuple(
        Suggestion(namer.name(found[k], middles[k]), tuple(board.notes[i].id for i in found[k])) for k in ranked
    )


def _how_many(notes: int) -> int:
    """The root of the number of notes, three to eight; of few notes, one for every two."""
    return max(1, min(notes // NOTES_FOR_A_THEME, max(FEWEST, min(MOST, round(math.sqrt(notes))))))


def _features(rows: Rows, board: Rows) -> Matrix:
    """(rows, w): direction and shares, seen from the middle of the board."""
    count = len(groups())
    meant, shares = rows[:, :-count].astype(np.float64), np.sqrt(rows[:, -count:].astype(np.float64))
    of_board = board.astype(np.float64)
    middle = of_board[:, :-count].sum(axis=0) / (len(board) + BOARD_COUNTS)
    usual = np.sqrt(of_board[:, -count:]).sum(axis=0) / (len(board) + BOARD_COUNTS)
    return unit(np.hstack([unit(meant - middle), SHARES * unit(shares - usual)]))


def _clusters(features: Matrix, count: int) -> NDArray[np.int64]:
    """(n): the number of each row's cluster."""
    cluster = _ward(features, count)
    for _ in range(ROUNDS):
        middles = np.array([features[cluster == k].sum(axis=0) for k in range(count)])
        nearest = (features @ unit(middles).T).argmax(axis=1)
        if len(set(nearest.tolist())) < count or (nearest == cluster).all():
            break
        cluster = nearest
    return cluster


def _ward(features: Matrix, count: int) -> NDArray[np.int64]:
    """Merge, again and again, the two clusters whose union is least spread (Lance and Williams' formula)."""
    squares = (features**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares - 2 * features @ features.T, 0.0)
    np.fill_diagonal(apart, np.inf)
    sizes, members = np.ones(len(features)), {i: [i] for i in range(len(features))}
    while len(members) > count:
        i, j = sorted(divmod(int(apart.argmin()), len(features)))
        rest = [k for k in members if k not in (i, j)]
        joined = (sizes[i] + sizes[rest]) * apart[i, rest] + (sizes[j] + sizes[rest]) * apart[j, rest]
        joined = (joined - sizes[rest] * apart[i, j]) / (sizes[i] + sizes[j] + sizes[rest])
        apart[[i, j]], apart[:, [i, j]] = np.inf, np.inf
        apart[i, rest], apart[rest, i] = joined, joined
        sizes[i] += sizes[j]
        members[i] += members.pop(j)
    cluster = np.zeros(len(features), dtype=np.int64)
    for k, rows in enumerate(members.values()):
        cluster[rows] = k
    return cluster


class _Namer:
    """Names themes one after the other, no two by the same word."""

    def __init__(self, board: Board, vectors: Vectors, embedder: Embedder, order: list[int]) -> None:
        self._told = {i: set(telling(board.notes[i].text)) for i in order}
        self._notes_with = Counter(word for told in self._told.values() for word in told)
        self._written = _as_written(board, order)
        known = sorted(self._notes_with)
        self._features = dict(zip(known, _features(embedder.notes(known), vectors.notes[order]), strict=True))
        self._used: set[str] = set()

    def name(self, notes: list[int], middle: Matrix) -> str:
        inside = Counter(word for i in notes for word in self._told[i])
        free = {word: count for word, count in inside.items() if word not in self._used} or inside
        best = sorted(free, key=lambda word: (-self._telling(word, free[word], middle), word))
        chosen = best[:1]
        for word in best[1:]:
            if len(chosen) == WORDS:
                break
            if not any(_one_form(word, other) for other in chosen):
                chosen.append(word)
        self._used.update(chosen)
        title = ", ".join(self._written[word] for word in chosen)
        return title[:1].upper() + title[1:]

    def _telling(self, word: str, inside: int, middle: Matrix) -> float:
        own = inside / self._notes_with[word]
        near = max(0.0, float(self._features[word] @ middle))
        return float(np.log1p(inside)) * own * (0.05 + near**2)


def _as_written(board: Board, order: list[int]) -> dict[str, str]:
    """Each word as most notes write it."""
    forms: dict[str, Counter[str]] = {}
    for i in order:
        for word in words(board.notes[i].text):
            forms.setdefault(word.casefold(), Counter())[word] += 1
    return {word: min(seen, key=lambda form: (-seen[form], form.lower() != form, form)) for word, seen in forms.items()}


def _one_form(a: str, b: str) -> bool:
    """Whether two words are likely forms of one."""
    start = min(len(a), len(b), 5)
    return a[:start] == b[:start]
