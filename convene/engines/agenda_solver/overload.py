"""Proofs on paper: sessions that need more minutes than what they all depend on has.

One rule finds them all. Some sessions run in series (they share a person, or must not be parallel), or share a set of
rooms that can hold so many at once. Take a region of time; those of the sessions that can only run inside of it need
their minutes there, and where these are more than the region holds, no plan can be. The regions tried are those that a
session itself is bound to, each day, and all time. It is the energy argument of scheduling (Erschler and Lopez 1990),
and for rooms Hall's condition (1935) counted in minutes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from convene.engines.agenda_solver.blocks import Blocks
from convene.engines.agenda_solver.domains import Slots


@dataclass(frozen=True, slots=True)
class Bound:
    """What a session is bound to: the slots that it could touch, how many it needs, in which rooms."""

    session: str
    reach: Slots
    length: int
    rooms: frozenset[int]


def bounds(blocks: Blocks) -> dict[str, Bound]:
    """Each session's, orders and exclusive sessions considered."""
    found = {}
    for block in blocks.blocks:
        for session, offset in zip(block.sessions, block.offsets, strict=True):
            length = blocks.timeline.length(blocks.problem.session_of[session].minutes)
            starts, reach = block.any_start << offset, 0
            for slot in range(length):
                reach |= starts << slot
            found[session] = Bound(session, reach, length, frozenset(block.starts))
    return found


def overloads(blocks: Blocks) -> Iterator[list[str]]:
    """Sessions that together need more than there is, the cheapest argument first. Few of them each time."""
    bound = bounds(blocks)
    yield from _of_people(blocks, bound)
    yield from _of_cliques(blocks, bound)
    yield from _of_rooms(blocks, bound)


def _of_people(blocks: Blocks, bound: dict[str, Bound]) -> Iterator[list[str]]:
    busy: dict[str, list[Bound]] = {}
    for session in blocks.sessions:
        for person in blocks.people_of(session):
            busy.setdefault(person, []).append(bound[session.id])
    for sessions in busy.values():
        if len(sessions) > 1:
            yield from _overfull(blocks, sessions)


def _of_cliques(blocks: Blocks, bound: dict[str, Bound]) -> Iterator[list[str]]:
    """Sessions each two of which must not overlap, grown greedily among those bound to one region."""
    near: dict[str, set[str]] = {}
    for a, b in blocks.apart:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    for first in sorted(near, key=lambda one: (bound[one].reach.bit_count(), one)):
        region = bound[first].reach
        inside = [one for one in near[first] if not bound[one].reach & ~region]
        clique, candidates = [first], inside
        while candidates:
            held = set(candidates)
            best = max(candidates, key=lambda one: (len(near[one] & held), bound[one].length, one))
            clique.append(best)
            candidates = [one for one in candidates if one in near[best]]
        yield from _overfull(blocks, [bound[one] for one in clique])


def _of_rooms(blocks: Blocks, bound: dict[str, Bound]) -> Iterator[list[str]]:
    for rooms in sorted({one.rooms for one in bound.values()}, key=lambda one: (len(one), sorted(one))):
        sharing = [one for one in bound.values() if one.rooms <= rooms]
        yield from _overfull(blocks, sharing, rooms)


def _overfull(blocks: Blocks, sessions: list[Bound], rooms: Iterable[int] | None = None) -> Iterator[list[str]]:
    """Of sessions that run in series, or in `rooms`: those that need more of a region than it has, longest first."""
    timeline = blocks.timeline
    everything = 0
    for one in sessions:
        everything |= one.reach
    regions = {one.reach for one in sessions} | {timeline.day(day) & everything for day in range(len(timeline.first))}
    regions.add(everything)
    for region in sorted(regions, key=lambda each: (each.bit_count(), each)):
        inside = [one for one in sessions if not one.reach & ~region]
        held = region.bit_count()
        if rooms is not None:
            held = sum((region & timeline.usable(blocks.problem.rooms[room].id, 1)).bit_count() for room in rooms)
        if sum(one.length for one in inside) <= held:
            continue
        needed, few = 0, []
        for one in sorted(inside, key=lambda each: (-each.length, each.session)):
            few.append(one.session)
            needed += one.length
            if needed > held:
                break
        yield few
        return
