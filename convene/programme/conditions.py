"""What the places of sessions must be like, beside the rules of every agenda: pure values, for organisers only.

No version holds them: readers see where a session is, not where it might have been.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from uuid import UUID

from convene.events.catalogue import RoomFeature
from convene.programme.catalogue import RuleKind
from convene.programme.structure import Availability


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWishes:
    """What the place of one session must be like.

    is_pinned: it stays where it is when an agenda is proposed. needs: what its room must have. seats: how many at
    least. days: the only ones, none: any. not_before, not_after: on the wall, when it may begin and must have ended.
    """

    is_pinned: bool = False
    needs: frozenset[RoomFeature] = frozenset()
    seats: int | None = None
    days: tuple[date, ...] = ()
    not_before: time | None = None
    not_after: time | None = None

    @property
    def has_hours(self) -> bool:
        """Whether it matters when it is."""
        return bool(self.days or self.not_before or self.not_after)


NO_WISHES = PlaceWishes()


@dataclass(frozen=True, slots=True)
class SessionRule:
    """What several sessions have to do with each other, in order. gap: minutes between them, of an order only."""

    id: UUID
    kind: RuleKind
    session_ids: tuple[UUID, ...]
    gap: int = 0


@dataclass(frozen=True, slots=True)
class RoomTraits:
    """What a room is like, as far as somebody has said."""

    features: frozenset[RoomFeature] = frozenset()
    building: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """All that the places of an agenda must be like. wanted: how many want to come to a session, as far as known.

    asked_for: what those on stage need in their room. availability: when those can be there who cannot be all the time.
    walk, walk_between: minutes from one room to another, and from one building to another.
    """

    wishes: Mapping[UUID, PlaceWishes] = field(default_factory=dict)
    rules: tuple[SessionRule, ...] = ()
    rooms: Mapping[UUID, RoomTraits] = field(default_factory=dict)
    walk: int = 0
    walk_between: int = 0
    wanted: Mapping[UUID, int] = field(default_factory=dict)
    availability: Mapping[UUID, Availability] = field(default_factory=dict)
    asked_for: Mapping[UUID, frozenset[RoomFeature]] = field(default_factory=dict)

    def of(self, session_id: UUID) -> PlaceWishes:
        """What the place of this session must be like."""
        return self.wishes.get(session_id, NO_WISHES)

    def for_viewers(self) -> "Conditions":
        """Without what people on stage have said of themselves: that is for those who choose their rooms and times."""
        return replace(self, availability={}, asked_for={})

    def room(self, room_id: UUID | None) -> RoomTraits:
        return self.rooms.get(room_id, RoomTraits()) if room_id else RoomTraits()

    def minutes_between(self, room_id: UUID | None, other_id: UUID | None) -> int:
        """How long people walk from one room to another. No room is everywhere: nobody walks there."""
        if room_id is None or other_id is None or room_id == other_id:
            return 0
        one, other = self.room(room_id).building, self.room(other_id).building
        return max(self.walk, self.walk_between) if one.casefold() != other.casefold() else self.walk


NO_CONDITIONS = Conditions()
