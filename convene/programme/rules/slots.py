"""Sessions with their instants: whose they are, which of them overlap, and what is said of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from convene.programme.structure import SessionFacts
from convene.sentences import Sentence


@dataclass(frozen=True, slots=True)
class AgendaWarning:
    """Something in the agenda that an organiser should look at.

    One that `blocks` keeps it from being published. One that `advises` breaks nothing: it could be better.
    """

    says: Sentence
    session_ids: tuple[UUID, ...]
    blocks: bool = False
    advises: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A session that takes place, with its instants."""

    session: SessionFacts
    starts_at: datetime
    ends_at: datetime


def slot_of(session: SessionFacts, zone: str) -> Slot:
    """A session that has a time."""
    starts_at, ends_at = session.starts_at(zone), session.ends_at(zone)
    assert starts_at is not None, "only sessions with a time are asked"
    assert ends_at is not None, "only sessions with a time are asked"
    return Slot(session, starts_at, ends_at)


def slots_by_person(slots: Iterable[Slot]) -> dict[UUID, list[Slot]]:
    """Of everybody on stage the slots that are theirs, in the same order."""
    found: dict[UUID, list[Slot]] = defaultdict(list)
    for slot in slots:
        for person in slot.session.everybody():
            found[person.person_id].append(slot)
    return found


def overlaps(slots: Sequence[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Pairs that overlap, of slots in the order of their start: each slot at most once as the later one.

    Each is held against the one before it that lasts longest. Twenty sessions at one time give nineteen pairs and
    not a hundred and ninety, and a mistake in a file does not fill the page.
    """
    longest: Slot | None = None
    for slot in slots:
        if longest and slot.starts_at < longest.ends_at:
            yield longest, slot
        if longest is None or slot.ends_at > longest.ends_at:
            longest = slot
