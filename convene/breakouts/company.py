"""With whom somebody sits, how much of them they may see, and why they sit there: decided on paper."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from uuid import UUID

from convene.events.catalogue import ListSeen
from convene.sentences import Sentence, says, says_one_or_many


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody sees of those in their group."""

    names: bool
    organisations: bool


_SEEN = {
    # Where everybody may see the list of participants, those at one table see of one another what a badge says.
    ListSeen.EVERYBODY: Seen(names=True, organisations=True),
    # Where participants alone may, a name is enough to find one another; who works for whom stays in the room.
    ListSeen.PARTICIPANTS: Seen(names=True, organisations=False),
    # Where nobody may, a phone that is left on a table tells nothing. No first names: which part of a name that is
    # cannot be told in most languages, and a rare one alone says who it is.
    ListSeen.ORGANISERS: Seen(names=False, organisations=False),
}


def seen_by_participants(list_seen: ListSeen) -> Seen:
    """How much of those in their group somebody sees at an event with such a list of participants."""
    return _SEEN[list_seen]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group, as far as reasons need to know them."""

    registration_id: UUID
    organisation: str = ""


def why_here(
    mine: Member,
    others: Sequence[Member],
    *,
    rank: int | None,
    has_wishes: bool,
    met: Collection[UUID] | None,
    seen: Seen,
) -> list[Sentence]:
    """Why somebody sits in a group with these others, in sentences.

    `rank`: which of their wishes it is; None: none. `met`: whom they have sat with in earlier rounds; None: there was
    none. Rules on who sits together or apart are never a reason that is said.
    """
    found = [_of_wish(rank)] if rank is not None else []
    if rank is None and has_wishes:
        found.append(says("It is none of the groups that you wished for."))
    if met is not None and others:
        found.append(_of_new_people(sum(1 for each in others if each.registration_id not in met), len(others)))
    if seen.names and _is_alone_of_theirs(mine, others):
        found.append(says("No one else from your organisation."))
    return found


def _of_wish(rank: int) -> Sentence:
    ordinals = {1: says("Your first wish."), 2: says("Your second wish."), 3: says("Your third wish.")}
    return ordinals.get(rank) or says("Number %(rank)s of your wishes.", rank=rank)


def _of_new_people(new: int, of: int) -> Sentence:
    if not new:
        return says("You have met all of them in an earlier round.")
    return says_one_or_many("%(count)s of %(of)s is new to you.", "%(count)s of %(of)s are new to you.", new, of=of)


def _is_alone_of_theirs(mine: Member, others: Sequence[Member]) -> bool:
    organisation = mine.organisation.strip().casefold()
    return bool(organisation and others) and all(
        each.organisation.strip().casefold() != organisation for each in others
    )


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a round lasts, on the wall. None: it has no time yet."""

    starts: datetime | None
    ends: datetime | None


def on_or_next(spans: Sequence[Span], wall: datetime) -> int | None:
    """Of rounds in their order: the first that is not over. None: all are. What has no time is not over."""
    return next((at for at, one in enumerate(spans) if one.ends is None or one.ends > wall), None)


def changes_next(spans: Sequence[Span], wall: datetime) -> datetime | None:
    """When a round begins or ends next; None: nothing more does by itself."""
    return min((each for one in spans for each in (one.starts, one.ends) if each and each > wall), default=None)


Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who met whom, in numbers alone. Two people met if they sat in one group of a round, however often.

    `new`: pairs who had not met before; `at_most`: so many there could have been with groups of these sizes. Of new
    contacts a person has `least` to `most`, and `mean` on average.
    """

    people: int = 0
    pairs: int = 0
    new: int = 0
    at_most: int = 0
    least: int = 0
    mean: float = 0.0
    most: int = 0


def pairs_in(groups: Iterable[Collection[UUID]]) -> set[Pair]:
    """Everybody with everybody else of their group, each pair once."""
    return {pair for members in groups for pair in combinations(sorted(members), 2)}


def contacts_in(groups: Sequence[Collection[UUID]], before: Collection[Pair]) -> Contacts:
    """What came of these groups, of all rounds together, for people of whom some pairs had met `before`."""
    people = {one for members in groups for one in members}
    if not people:
        return Contacts()
    met = pairs_in(groups)
    new = met - set(before)
    of_each = Counter(one for pair in new for one in pair)
    known = sum(1 for one, other in before if one in people and other in people)
    meetings = sum(len(members) * (len(members) - 1) // 2 for members in groups)
    return Contacts(
        people=len(people),
        pairs=len(met),
        new=len(new),
        at_most=min(meetings, len(people) * (len(people) - 1) // 2 - known),
        least=min(of_each[one] for one in people),
        mean=2 * len(new) / len(people),
        most=max(of_each[one] for one in people),
    )
