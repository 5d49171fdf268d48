"""What is to be sorted, and what a sorting is: notes under titles."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Title:
    """A theme. title: what the facilitator calls it. examples: texts known to belong here, which teach."""

    id: str
    title: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the board; its text may be empty, long, and in any language."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Board:
    """Titles, notes, and what a person has settled. `reading.read_board` makes one of JSON.

    placed: note id -> title id, for notes that were moved there and for first choices that were accepted alike; None
    for a note of which a person says that it fits no title. All of it is obeyed, and all but None teaches.
    """

    titles: tuple[Title, ...] = ()
    notes: tuple[Note, ...] = ()
    placed: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """A title for a note. score: 0 to 1, the share of belief; those of one note add up to 1, but for rounding."""

    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Sorting:
    """Every note under the titles.

    method: "sentence encoder" or "plain text", which compares letters and knows no meaning. choices: note id -> every
    title, the best first. does_not_fit: ids of notes that no title fits, in the order of the board; they have choices
    too. unsure_first: ids of notes that nobody has placed, the least sure first: whoever looks at them in this order
    teaches most.
    """

    method: str
    choices: Mapping[str, tuple[Choice, ...]]
    does_not_fit: tuple[str, ...] = ()
    unsure_first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two notes that seem to say the same, the earlier of the board first. score: their likeness, 0 to 1."""

    a: str
    b: str
    score: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title in words of the notes, and the ids of the notes that it was made of."""

    title: str
    notes: tuple[str, ...]
