"""What is to be allocated, and what an allocation is: people into groups, anew in every round."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Assignment = Mapping[str, Mapping[str, str]]
"""Round id -> person id -> group id."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of one round. min, max: people, facilitators counted. min_facilitators: how many of them at least."""

    id: str
    min: int
    max: int
    topic: str | None = None
    min_facilitators: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """Groups that meet at the same time. Ids of groups are unique in a round; another round may use them again."""

    id: str
    groups: tuple[Group, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be seated.

    attrs: what `diversity` mixes, such as {"org": "o1"}. prefs: topics, the dearest first. absent: ids of rounds.
    languages: those spoken; none: nobody asks.
    """

    id: str
    attrs: Mapping[str, str] = field(default_factory=dict)
    prefs: tuple[str, ...] = ()
    facilitator: bool = False
    absent: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A place settled by hand. It asks nothing in a round from which the person is absent."""

    person: str
    round: str
    group: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole breakout problem. `reading.read_problem` makes one of JSON and refuses what cannot be meant.

    together, apart: sets of people, in every round in which they are present. no_repeat_topic: nobody has a topic
    twice, but for facilitators when `facilitators_may_repeat`. diversity: attributes to mix. weights: of the terms
    repeat, regret, mix_<attribute>, alone, no_common_language and change; what is not named costs nothing.
    base: what was announced; as few places as possible change, and none in `locked_rounds`. Whoever is in `base` and no
    longer among the people is ignored. met: how often a pair met before. not_alone: (attribute, value) that nobody
    should be the only one of in a group.
    """

    people: tuple[Person, ...]
    rounds: tuple[Round, ...]
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    fixed: tuple[Fixed, ...] = ()
    no_repeat_topic: bool = False
    facilitators_may_repeat: bool = False
    diversity: tuple[str, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    base: Assignment | None = None
    locked_rounds: frozenset[str] = frozenset()
    met: Mapping[tuple[str, str], int] = field(default_factory=dict)
    not_alone: tuple[tuple[str, str], ...] = ()
    person_of: Mapping[str, Person] = field(init=False, repr=False, compare=False)
    round_of: Mapping[str, Round] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Frozen, so that a problem can be shared; the maps are made once, because every rule looks ids up.
        object.__setattr__(self, "person_of", MappingProxyType({one.id: one for one in self.people}))
        object.__setattr__(self, "round_of", MappingProxyType({one.id: one for one in self.rounds}))

    def present(self, round_id: str) -> list[Person]:
        """Who is there in a round, in the order of `people`."""
        return [one for one in self.people if round_id not in one.absent]

    def has_topics_once(self, person: Person) -> bool:
        """Whether this person may not have a topic twice."""
        return self.no_repeat_topic and not (person.facilitator and self.facilitators_may_repeat)

    def settled(self) -> dict[tuple[str, str], str]:
        """(round, person) -> group of all that is not free: fixed by hand, or in a locked round of the base. Only of
        people who are present and groups that exist; of two that contradict each other the locked one."""
        groups = {one.id: {group.id for group in one.groups} for one in self.rounds}
        places = [(one.round, one.person, one.group) for one in self.fixed]
        for round_id in self.locked_rounds:
            places += [(round_id, person, group) for person, group in (self.base or {}).get(round_id, {}).items()]
        return {
            (round_id, person): group
            for round_id, person, group in places
            if group in groups.get(round_id, ())
            and person in self.person_of
            and round_id not in self.person_of[person].absent
        }


@dataclass(frozen=True, slots=True)
class Broken:
    """A hard rule that an assignment breaks. The message names people, round and group as people call them."""

    kind: str
    message: str
    people: tuple[str, ...] = ()
    round: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The soft terms of an assignment, each counted, and their weighted sum. Less is better."""

    total: int
    terms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Core:
    """Why there is no assignment: people and rounds that clash, none of whom could be left out."""

    people: tuple[str, ...]
    rounds: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Solution:
    """What the allocator found.

    assign: the best found; None beside a core. core: set when it is proved that no assignment keeps every rule.
    score: of the assignment. bounds: of each term, what no assignment can go below. broken: rules that the assignment
    breaks; none unless time was too short, or a locked round breaks them. proven: nothing is better.
    complete: the search was not cut by time or by the caller, so the same seed gives the same again.
    """

    assign: Assignment | None
    score: Score | None
    bounds: Mapping[str, int]
    core: Core | None
    broken: tuple[Broken, ...]
    complete: bool
    proven: bool


def told(thing: Person | Round | Group) -> str:
    """How a sentence names it: by its name, or by its id where nobody has named it."""
    return thing.name or thing.id


def told_round(one: Round) -> str:
    """How a sentence names a round: “Morning”, or “round r2” where nobody has named it."""
    return f"“{one.name}”" if one.name else f"round {one.id}"


def listed(names: list[str]) -> str:
    """a, b and c"""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
