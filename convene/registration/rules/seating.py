"""Who gets which places: the arithmetic of pools, of places kept for groups, and of the line of those who wait.

Everything here is over plain values that were read while the event was held, so that what is decided is still so when
it is written down.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from convene.registration.catalogue import PoolKind, RegistrationState, Why
from convene.registration.rules.opening import places_free


@dataclass(slots=True)
class Pool:
    """Places that are counted together. `capacity` None: no limit; `taken` may be above it."""

    id: UUID
    kind: PoolKind
    subject_id: UUID
    capacity: int | None
    taken: int
    #: Of a quota whose time is over: what is left of it is for everybody.
    is_released: bool = False

    @property
    def free(self) -> int | None:
        """How many are left, or None: there is no limit. Never below zero."""
        return places_free(self.capacity, self.taken)


@dataclass(frozen=True, slots=True)
class Need:
    """What one person must have a place in, to come: pools, and the quota to whose group they belong."""

    pool_ids: frozenset[UUID]
    quota_pool_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Those who wait as one: a person, or people who want places together. In the order of `order`, lowest first."""

    registration_ids: tuple[UUID, ...]
    needs: tuple[Need, ...]
    order: int

    @property
    def size(self) -> int:
        return len(self.needs)


@dataclass(frozen=True, slots=True)
class Lack:
    """Why there is no place: of which pool, and how many of it are free all the same."""

    why: Why
    pool_id: UUID
    free: int = 0


@dataclass(frozen=True, slots=True)
class Served:
    """An entry that has places now: for each of its registrations the pools of which it takes one."""

    entry: Entry
    seats: tuple[frozenset[UUID], ...]


class Places:
    """The pools of an event, as they would be after each decision."""

    def __init__(self, pools: Iterable[Pool]) -> None:
        self._pools = {pool.id: replace(pool) for pool in pools}
        self._quotas = [pool for pool in self._pools.values() if pool.kind is PoolKind.QUOTA]
        self.event = next((pool for pool in self._pools.values() if pool.kind is PoolKind.EVENT), None)

    def copy(self) -> "Places":
        return Places(self._pools.values())

    def pool(self, pool_id: UUID) -> Pool:
        return self._pools[pool_id]

    def pool_of(self, kind: PoolKind, subject_id: UUID) -> Pool | None:
        """The pool of one thing, or None: its places are not counted."""
        return next((pool for pool in self._pools.values() if (pool.kind, pool.subject_id) == (kind, subject_id)), None)

    def ids_of(self, *kinds: PoolKind) -> frozenset[UUID]:
        """The pools of these kinds."""
        return frozenset(pool.id for pool in self._pools.values() if pool.kind in kinds)

    def counts(self, kind: PoolKind) -> bool:
        """Whether anything of this kind has places of its own."""
        return any(pool.kind is kind for pool in self._pools.values())

    def has_room_in(self, pool_ids: Iterable[UUID]) -> bool:
        """Whether none of these pools is full."""
        return all(self._pools[each].free != 0 for each in pool_ids)

    @property
    def kept(self) -> int:
        """How many places of the event are kept for groups and not taken by them yet."""
        return sum(quota.free or 0 for quota in self._quotas if not quota.is_released)

    @property
    def free(self) -> int | None:
        """How many places of the event anybody can have, or None: there is no limit."""
        if self.event is None:
            return None
        return places_free(self.event.capacity, self.event.taken + self.kept)

    def seats_for(self, need: Need) -> frozenset[UUID] | Lack:
        """The pools of which somebody takes a place, or what they lack. Changes nothing.

        Those for whom places are kept take one of these, as long as there is one; after that they are like everybody.
        """
        quota = self._quota_with_room(need)
        for pool_id in sorted(need.pool_ids, key=lambda each: _ORDER[self._pools[each].kind]):
            pool = self._pools[pool_id]
            if pool.capacity is None:
                continue
            if pool.taken >= pool.capacity:
                return Lack(_FULL[pool.kind], pool_id)
            if pool.kind is PoolKind.EVENT and quota is None and self.free == 0:
                return Lack(Why.KEPT, pool_id, pool.capacity - pool.taken)
        return need.pool_ids | {quota.id} if quota is not None else need.pool_ids

    def seats_or_beyond(self, need: Need) -> frozenset[UUID]:
        """The same, also beyond the places where somebody lacks one, as organisers may."""
        seats = self.seats_for(need)
        return need.pool_ids if isinstance(seats, Lack) else seats

    def _quota_with_room(self, need: Need) -> Pool | None:
        if need.quota_pool_id is None or self.event is None or self.event.id not in need.pool_ids:
            return None  # what is kept is of the places of the event
        quota = self._pools[need.quota_pool_id]
        return quota if not quota.is_released and quota.free else None

    def serve(self, entry: Entry) -> Served | Lack:
        """Take the places for all of an entry, or for none of it and say what it lacks."""
        seats: list[frozenset[UUID]] = []
        for number, need in enumerate(entry.needs):
            found = self.seats_for(need)
            if isinstance(found, Lack):
                for taken in seats:
                    self.give_back(taken)
                # The first of them would have found one: it is their number that is in the way.
                return replace(found, why=Why.TOO_LARGE, free=number) if number else found
            self.take(found)
            seats.append(found)
        return Served(entry, tuple(seats))

    def take(self, pool_ids: Iterable[UUID]) -> None:
        for pool_id in pool_ids:
            self._pools[pool_id].taken += 1

    def give_back(self, pool_ids: Iterable[UUID]) -> None:
        """Undo that a place of each was taken; of what is no pool here (a session) nothing is known."""
        for pool_id in self._pools.keys() & set(pool_ids):
            self._pools[pool_id].taken -= 1


_FULL = {
    PoolKind.EVENT: Why.EVENT_FULL,
    PoolKind.TICKET: Why.TICKET_FULL,
    PoolKind.OPTION: Why.OPTION_FULL,
}
#: What is said first where several pools are full.
_ORDER = {PoolKind.EVENT: 0, PoolKind.TICKET: 1, PoolKind.OPTION: 2}


def find_served(places: Places, line: Sequence[Entry]) -> tuple[list[Served], dict[int, Lack]]:
    """Go once through the line, in its order, and give places to each entry that there are enough for.

    An entry that lacks something is passed: those behind it need not lack the same. Afterwards nobody is left in line
    for whom there would be a place. Returns those who have places, and by order what the others lack. `places` is
    changed accordingly.
    """
    served, lacks = [], {}
    for entry in sorted(line, key=lambda each: each.order):
        found = places.serve(entry)
        if isinstance(found, Served):
            served.append(found)
        else:
            lacks[entry.order] = found
    return served, lacks


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody gives back and takes who needs other places than before."""

    given_back: frozenset[UUID]
    taken: frozenset[UUID]


def find_move(places: Places, held: Collection[UUID], need: Need, *, beyond: bool = False) -> Move | Lack:
    """What becomes of the places that somebody holds when they need these; or what they lack, unless `beyond`.

    What they have and still need stays theirs, though its pool be overfull by now; sessions and codes are not touched.
    """
    ours = frozenset(held) & places.ids_of(PoolKind.EVENT, PoolKind.TICKET, PoolKind.OPTION, PoolKind.QUOTA)
    stays = ours & need.pool_ids
    if places.event is not None and places.event.id in stays:
        stays |= ours & places.ids_of(PoolKind.QUOTA)  # what is kept is of the places of the event
    after = places.copy()
    after.give_back(ours - stays)
    missing = need.pool_ids - stays
    seats = after.seats_for(Need(missing, need.quota_pool_id))
    if isinstance(seats, Lack) and not beyond:
        return seats
    return Move(ours - stays, missing if isinstance(seats, Lack) else seats)


@dataclass(frozen=True, slots=True)
class Approved:
    """What becomes of somebody who is approved: the pools of which they take a place, or what they lack.

    With both they come beyond the places.
    """

    seats: frozenset[UUID]
    lack: Lack | None = None

    @property
    def has_place(self) -> bool:
        return self.lack is None or bool(self.seats)


def find_approved(places: Places, needs: Mapping[UUID, Need], *, beyond: bool = False) -> dict[UUID, Approved]:
    """What becomes of those who are approved, one after the other. `places` is changed accordingly."""
    found = {}
    for key, need in needs.items():
        seats = places.seats_for(need)
        if isinstance(seats, Lack):
            found[key] = Approved(need.pool_ids if beyond else frozenset(), seats)
        else:
            found[key] = Approved(seats)
        places.take(found[key].seats)
    return found


def decide_admission(*, has_room: bool, asks_approval: bool, keeps_waitlist: bool) -> RegistrationState | None:
    """What becomes of a registration, or None: it is refused, because all places are taken.

    Who is still to be approved takes no place; with nobody to wait for one, a full event need not be asked for.
    """
    if not has_room and not keeps_waitlist:
        return None
    if asks_approval:
        return RegistrationState.PENDING
    return RegistrationState.CONFIRMED if has_room else RegistrationState.WAITLISTED


def offer_ends_at(made_at: datetime, hours: int, begins_at: datetime) -> datetime | None:
    """Until when a place is held for whom it is offered to: `hours`, but not beyond the beginning of the event.

    None: the event has begun, and nobody is offered anything any more.
    """
    return None if made_at >= begins_at else min(made_at + timedelta(hours=hours), begins_at)
