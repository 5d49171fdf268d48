"""A list of people on stage, narrowed by what the address asks for: how it stands with them, and words."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from flask import request

from convene.web.paging import page_asked_for, part_of
from convene.web.searching import search_line


class Line(Protocol):
    """Somebody in the list."""

    @property
    def state(self) -> StrEnum: ...


Shown = TypeVar("Shown", bound=Line)


def narrowed(
    everybody: Sequence[Shown], states: Mapping[Any, tuple[str, str]], has_words: Callable[[Shown, str], bool]
) -> dict[str, Any]:
    """What a template is given of it: a page of those asked for, and of those with the words how many there are of
    each state. `states`: the word for each, and its tone."""
    asked = request.args.get("state", "")
    shown_state = next((each for each in states if each.value == asked), None)
    search = search_line(request.args.get("q", ""))
    found = [one for one in everybody if has_words(one, search)]
    return {
        "everybody": len(everybody),
        "found": len(found),
        "listing": part_of([one for one in found if shown_state in {None, one.state}], page_asked_for()),
        "states": [(each, word, sum(one.state is each for one in found)) for each, (word, _tone) in states.items()],
        "shown_state": shown_state,
        "search": search,
    }
