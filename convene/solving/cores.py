"""How few of many things are enough to be impossible together."""

from collections.abc import Callable
from typing import TypeVar

Element = TypeVar("Element")


def quick_xplain(is_impossible: Callable[[list[Element]], bool], elements: list[Element]) -> list[Element]:
    """A part of `elements` that is impossible and of which nothing can be left out. `elements` must be impossible."""
    if is_impossible([]):
        return []

    def needed(background: list[Element], grew: bool, candidates: list[Element]) -> list[Element]:
        if grew and is_impossible(background):
            return []
        if len(candidates) == 1:
            return candidates
        half = len(candidates) // 2
        first, second = candidates[:half], candidates[half:]
        of_second = needed(background + first, True, second)
        of_first = needed(background + of_second, bool(of_second), first)
        return of_first + of_second

    return needed([], False, elements)
