"""Boards that are sorted by hand (theme_boards/*.csv), and a facilitator who goes through one note by note."""

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from convene.engines.theme_sorter import Board, Note, Sorting, Title

FOLDER = Path(__file__).with_name("theme_boards")
GIVEN = "workshop_barriers"
#: On these settings were looked at. The others were written before the thesaurus had their subjects, or after it.
USUAL = (
    "citizens_council", "city_climate", "clinic_retreat", "conference_feedback", "disability_forum", "farmers_asia",
    "museum_future", "network_strategy", "open_data", "press_freedom", "relief_operation", "remote_work", "short_words",
    "software_retro", "wellbeing_kids_online", "youth_council",
)  # fmt: skip
UNUSUAL = ("choir", "ocean_lab", "parish", "restaurant", "union_congress")
#: Written last, and looked at once.
FRESH = ("neighbourhood_mixed", "newsroom_ai", "river_commission")
NAMES = (GIVEN, *USUAL, *UNUSUAL, *FRESH)


@dataclass(frozen=True)
class Sorted:
    """A board and the theme of each of its notes: note id -> title id."""

    board: Board
    truth: dict[str, str]


@lru_cache
def board_of(name: str) -> Sorted:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["Note"], row["Theme"]) for row in csv.DictReader(file)]
    themes = sorted({theme for _text, theme in rows})
    ids = {theme: f"t{k}" for k, theme in enumerate(themes)}
    board = Board(
        titles=tuple(Title(ids[theme], theme) for theme in themes),
        notes=tuple(Note(f"n{i}", text) for i, (text, _theme) in enumerate(rows)),
    )
    return Sorted(board, {f"n{i}": ids[theme] for i, (_text, theme) in enumerate(rows)})


def right(sorting: Sorting, truth: dict[str, str], among: int = 1) -> float:
    """The share of notes whose true theme is among so many first choices."""
    found = [truth[note] in [each.title for each in choices[:among]] for note, choices in sorting.choices.items()]
    return sum(found) / len(found)


def corrections(one: Sorted, sort: Callable[[Board], Sorting], seed: int) -> int:
    """How many first choices are wrong when a facilitator, each time, looks at the least sure note and places it.

    As sure are notes whose lead, in hundredths, is the same: a person sees no more; `seed` chooses among them.
    """
    chance, wrong, placed = random.Random(seed), 0, dict[str, str | None]()
    while len(placed) < len(one.truth):
        choices = sort(replace(one.board, placed=dict(placed))).choices
        leads = {note: round(each[0].score - each[1].score, 2) for note, each in choices.items() if note not in placed}
        note = chance.choice(sorted(note for note, lead in leads.items() if lead == min(leads.values())))
        wrong += choices[note][0].title != one.truth[note]
        placed[note] = one.truth[note]
    return wrong
