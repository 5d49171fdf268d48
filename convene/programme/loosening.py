"""What need not hold this time, so that an agenda can be proposed: one wish less, by a key that stands in a form.

A key names its kind and, where there are several, of what: "pin:6f1c…", "rule:09ab…", "later".
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from convene.programme.conditions import NO_WISHES, Conditions, PlaceWishes
from convene.spelling import id_in


class Loosening(StrEnum):
    """What of a question is let go."""

    PIN = "pin"  # a pinned session may be moved
    TIME = "time"  # a session may be on any day and at any hour
    ROOM = "room"  # a session may be in any room
    RULE = "rule"  # a rule between sessions does not count
    SESSION = "session"  # a session stays without a place
    THERE = "there"  # somebody on stage can be there all the time
    PERSON = "person"  # somebody on stage is not thought of
    PAUSE = "pause"  # no pause between sessions
    STEP = "step"  # sessions begin every five minutes
    EARLIER = "earlier"  # days begin an hour earlier
    LATER = "later"  # days last an hour longer
    MORE = "more"  # what has a place may be moved too


#: Those of which there is one only.
OF_ALL = frozenset({Loosening.PAUSE, Loosening.STEP, Loosening.EARLIER, Loosening.LATER, Loosening.MORE})


@dataclass(frozen=True, slots=True)
class Loosened:
    """One thing that is let go: its kind, and the row that it is about."""

    kind: Loosening
    about: UUID | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.value}:{self.about}" if self.about else self.kind.value

    @staticmethod
    def from_key(key: str) -> "Loosened | None":
        """What a key names; None: nothing, it came from elsewhere than our form."""
        word, _, about = key.partition(":")
        if word not in set(Loosening):
            return None
        kind, row = Loosening(word), id_in(about)
        if kind in OF_ALL:
            return Loosened(kind) if not about else None
        return Loosened(kind, row) if row is not None else None


def named_in(keys: Collection[str], kind: Loosening) -> frozenset[UUID]:
    """The rows that keys of one kind are about."""
    found = (Loosened.from_key(key) for key in keys)
    return frozenset(one.about for one in found if one is not None and one.kind is kind and one.about is not None)


def without(conditions: Conditions, keys: Collection[str]) -> Conditions:
    """The conditions but for what is let go."""
    if not keys:
        return conditions
    unpinned, any_time, any_room = (named_in(keys, kind) for kind in (Loosening.PIN, Loosening.TIME, Loosening.ROOM))
    wishes: Mapping[UUID, PlaceWishes] = {
        each: replace(
            one,
            is_pinned=one.is_pinned and each not in unpinned,
            days=() if each in any_time else one.days,
            not_before=None if each in any_time else one.not_before,
            not_after=None if each in any_time else one.not_after,
            needs=frozenset() if each in any_room else one.needs,
            seats=None if each in any_room else one.seats,
        )
        for each, one in conditions.wishes.items()
    }
    gone, always = named_in(keys, Loosening.RULE), named_in(keys, Loosening.THERE)
    return replace(
        conditions,
        wishes=wishes,
        rules=tuple(one for one in conditions.rules if one.id not in gone),
        availability={each: there for each, there in conditions.availability.items() if each not in always},
    )


def of_conditions(
    conditions: Conditions, sessions: Collection[UUID], people: Collection[UUID], unplaced: Collection[UUID]
) -> Iterator[Loosened]:
    """What could be let go so that these sessions and people, who clash, clash no more: the gentlest first."""
    own = [(each, conditions.wishes.get(each, NO_WISHES)) for each in sessions]
    yield from (Loosened(Loosening.TIME, each) for each, one in own if one.has_hours)
    yield from (Loosened(Loosening.ROOM, each) for each, one in own if one.needs or one.seats)
    yield from (Loosened(Loosening.PIN, each) for each, one in own if one.is_pinned)
    for rule in conditions.rules:
        if len(set(rule.session_ids) & set(sessions)) > 1:
            yield Loosened(Loosening.RULE, rule.id)
    yield from (Loosened(Loosening.THERE, each) for each in people if each in conditions.availability)
    yield from (Loosened(Loosening.SESSION, each) for each in sessions if each in unplaced)
    yield from (Loosened(Loosening.PERSON, each) for each in people)
