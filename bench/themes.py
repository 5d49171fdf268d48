"""`python -m bench.themes`: the theme sorter on boards that are sorted by hand, beside plain cosine and plain text.

first, two: the share of notes whose theme is the first choice, or one of the first two, from titles alone. corrections:
how many first choices are wrong when a facilitator goes from the least sure note to the surest, and the board is ranked
anew after each; the mean over twenty ways of choosing among notes that are as sure. cosine: the same encoder, a note
under the title that it is most like; a placed note moves its title to the mean of both. plain text: ours without the
encoder. `--quick` takes two ways, and four boards.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from convene.engines.theme_sorter import Board, Choice, Note, Sorting, embed, embedder, near_duplicates, sort
from convene.engines.theme_sorter import suggest_titles as suggest
from convene.engines.theme_sorter.encoders import Encoder, encoder
from convene.engines.theme_sorter.vectors import Embedder
from tests.engines.theme_boards import FRESH, GIVEN, NAMES, UNUSUAL, USUAL, Sorted, board_of, corrections, right

WAYS, QUICK_WAYS = 20, 2
QUICK = (GIVEN, "network_strategy", "relief_operation", "river_commission")
MANY = 500
Ranking = Callable[[Board], Sorting]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.themes", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    names, ways = (QUICK, QUICK_WAYS) if chosen.quick else (NAMES, WAYS)
    before, began = memory(), time.monotonic()
    network = encoder()
    with_encoder, with_letters = Embedder(network), embedder(plain_text=True)
    with_encoder.notes(["one"])
    print(f"encoder and thesaurus: {time.monotonic() - began:.1f} s, {memory() - before} MB more than without")
    print(f"{'board':<24}{'notes':>6}{'themes':>8}   {'ours':^22}{'cosine':^22}{'plain text':^22}")
    print(f"{'':<38}" + f"{'first':>8}{'two':>6}{'corr.':>7} " * 3)
    found = {}
    for name in names:
        one = board_of(name)
        rankings = (ours(one, with_encoder), cosine(one, network), ours(one, with_letters))
        found[name] = [measured(one, ranking, ways) for ranking in rankings]
        show(name, len(one.board.notes), len(one.board.titles), found[name])
    for label, group in (("usual subjects", USUAL), ("unusual subjects", UNUSUAL), ("written last", FRESH)):
        some = [found[name] for name in group if name in found]
        if some:
            means = [
                tuple(statistics.fmean(column) for column in zip(*each, strict=True))
                for each in zip(*some, strict=True)
            ]
            show(f"mean, {label}", None, None, means)
    timing(with_encoder)
    print(f"most memory of this process: {memory()} MB")


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def show(name: str, notes: int | None, themes: int | None, found: list[tuple[float, ...]]) -> None:
    cells = "".join(f"{first:>8.0%}{two:>6.0%}{wrong:>7.1f} " for first, two, wrong in found)
    print(f"{name:<24}{notes or '':>6}{themes or '':>8}{cells}", flush=True)


def measured(one: Sorted, ranking: Ranking, ways: int) -> tuple[float, ...]:
    """First, two, and mean corrections."""
    at_first = ranking(one.board)
    wrong = statistics.fmean(corrections(one, ranking, seed) for seed in range(ways))
    return right(at_first, one.truth), right(at_first, one.truth, among=2), wrong


def ours(one: Sorted, made_by: Embedder) -> Ranking:
    vectors = embed(one.board, made_by)
    return lambda board: sort(board, vectors)


def cosine(one: Sorted, network: Encoder) -> Ranking:
    """A note under the title that is most like it; each placed note counts as much as the title."""
    notes = network.encode([note.text for note in one.board.notes])
    titles = network.encode([title.title for title in one.board.titles])
    index = {title.id: k for k, title in enumerate(one.board.titles)}

    def ranked(board: Board) -> Sorting:
        middles = titles.copy()
        for row, note in enumerate(board.notes):
            placed = board.placed.get(note.id)
            if placed is not None:
                middles[index[placed]] += notes[row]
        alike = notes @ (middles / np.linalg.norm(middles, axis=1, keepdims=True)).T
        choices = {}
        for row, note in enumerate(board.notes):
            best = np.argsort(-alike[row], kind="stable")
            choices[note.id] = tuple(Choice(board.titles[k].id, float(alike[row, k])) for k in best)
        return Sorting("cosine", choices)

    return ranked


def timing(made_by: Embedder) -> None:
    """What a board of five hundred notes takes."""
    texts = [note.text for name in NAMES for note in board_of(name).board.notes][:MANY]
    board = Board(board_of(GIVEN).board.titles, tuple(Note(f"n{i}", text) for i, text in enumerate(texts)))
    began = time.perf_counter()
    vectors = embed(board, made_by)
    seconds = time.perf_counter() - began
    print(f"\n{len(texts)} notes: read in {seconds:.2f} s, {vectors.notes.nbytes // len(texts)} bytes each")
    for count in (0, 1, 50, 250):
        placed = {note.id: board.titles[i % len(board.titles)].id for i, note in enumerate(board.notes[:count])}
        taught = replace(board, placed=placed)
        print(f"ranked anew with {count} placed in {took(partial(sort, taught, vectors)):.0f} ms")
    print(f"near-duplicates in {took(lambda: near_duplicates(board, vectors)):.0f} ms")
    print(f"titles suggested in {took(lambda: suggest(board, vectors, made_by), times=1):.0f} ms")


def took(run: Callable[[], object], times: int = 7) -> float:
    """Milliseconds, the median."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        found.append(1000 * (time.perf_counter() - began))
    return statistics.median(found)


if __name__ == "__main__":
    main()
