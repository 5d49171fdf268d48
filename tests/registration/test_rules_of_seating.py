"""Who gets which places, decided on paper."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.registration.catalogue import PoolKind, RegistrationState, Why
from convene.registration.rules.seating import (
    Entry,
    Lack,
    Move,
    Need,
    Places,
    Pool,
    Served,
    decide_admission,
    find_move,
    find_served,
    offer_ends_at,
)

EVENT, TICKET, OPTION, QUOTA = (uuid4() for _ in range(4))


def pool(pool_id: UUID, kind: PoolKind, capacity: int | None, taken: int = 0) -> Pool:
    return Pool(id=pool_id, kind=kind, subject_id=pool_id, capacity=capacity, taken=taken)


def of_event(capacity: int | None, taken: int = 0) -> Pool:
    return pool(EVENT, PoolKind.EVENT, capacity, taken)


ANYBODY = Need(frozenset({EVENT}))
MEMBER = Need(frozenset({EVENT}), QUOTA)


def entry(*needs: Need, order: int = 1) -> Entry:
    return Entry(tuple(uuid4() for _ in needs), needs, order)


@pytest.mark.parametrize(
    ("has_room", "asks_approval", "keeps_waitlist", "state"),
    [
        (True, False, False, RegistrationState.CONFIRMED),
        (True, False, True, RegistrationState.CONFIRMED),
        (False, False, True, RegistrationState.WAITLISTED),
        (False, False, False, None),
        (True, True, False, RegistrationState.PENDING),
        (False, True, True, RegistrationState.PENDING),
        (False, True, False, None),
    ],
)
def test_what_becomes_of_a_registration(
    has_room: bool, asks_approval: bool, keeps_waitlist: bool, state: RegistrationState | None
) -> None:
    assert decide_admission(has_room=has_room, asks_approval=asks_approval, keeps_waitlist=keeps_waitlist) is state


@pytest.mark.parametrize(
    ("pools", "need", "found"),
    [
        ([of_event(None, 500)], ANYBODY, {EVENT}),
        ([of_event(2, 1)], ANYBODY, {EVENT}),
        ([of_event(2, 2)], ANYBODY, Lack(Why.EVENT_FULL, EVENT)),
        ([of_event(2, 3)], ANYBODY, Lack(Why.EVENT_FULL, EVENT)),  # lowered below what is taken
        ([of_event(3, 1), pool(QUOTA, PoolKind.QUOTA, 2)], ANYBODY, Lack(Why.KEPT, EVENT, 2)),
        ([of_event(4, 1), pool(QUOTA, PoolKind.QUOTA, 2)], ANYBODY, {EVENT}),
        ([of_event(3, 1), pool(QUOTA, PoolKind.QUOTA, 2)], MEMBER, {EVENT, QUOTA}),
        ([of_event(3, 2), pool(QUOTA, PoolKind.QUOTA, 1, 1)], MEMBER, {EVENT}),  # beyond the quota like everybody
        ([of_event(1, 1), pool(QUOTA, PoolKind.QUOTA, 5)], MEMBER, Lack(Why.EVENT_FULL, EVENT)),
        (
            [of_event(3, 1), replace(pool(QUOTA, PoolKind.QUOTA, 2), is_released=True)],
            ANYBODY,
            {EVENT},
        ),
        (
            [of_event(9), pool(TICKET, PoolKind.TICKET, 1, 1)],
            Need(frozenset({EVENT, TICKET})),
            Lack(Why.TICKET_FULL, TICKET),
        ),
        (
            [of_event(9), pool(OPTION, PoolKind.OPTION, 0)],
            Need(frozenset({EVENT, OPTION})),
            Lack(Why.OPTION_FULL, OPTION),
        ),
        ([of_event(0), pool(TICKET, PoolKind.TICKET, 1)], Need(frozenset({TICKET})), {TICKET}),  # online
    ],
)
def test_which_places_somebody_takes_or_what_they_lack(pools: list[Pool], need: Need, found: set[UUID] | Lack) -> None:
    assert Places(pools).seats_for(need) == found


def test_people_who_want_places_together_take_all_of_them_or_none() -> None:
    places = Places([of_event(3, 1)])
    lack = places.serve(entry(ANYBODY, ANYBODY, ANYBODY))
    assert lack == Lack(Why.TOO_LARGE, EVENT, 2)
    assert places.free == 2, "nothing is taken by those who get nothing"
    assert isinstance(places.serve(entry(ANYBODY, ANYBODY)), Served)
    assert places.free == 0


def test_a_group_too_large_is_passed_and_whoever_is_behind_it_served() -> None:
    group, single = entry(ANYBODY, ANYBODY, order=1), entry(ANYBODY, order=2)
    served, lacks = find_served(Places([of_event(1)]), [single, group])
    assert [each.entry for each in served] == [single]
    assert lacks == {1: Lack(Why.TOO_LARGE, EVENT, 1)}


def test_an_offer_ends_after_its_hours_and_not_after_the_event_has_begun() -> None:
    noon, next_noon = datetime(2027, 3, 4, 12, tzinfo=UTC), datetime(2027, 3, 5, 12, tzinfo=UTC)
    assert offer_ends_at(noon, 4, next_noon) == datetime(2027, 3, 4, 16, tzinfo=UTC)
    assert offer_ends_at(noon, 48, next_noon) == next_noon
    assert offer_ends_at(next_noon, 1, next_noon) is None


@st.composite
def lines(draw: st.DrawFn) -> tuple[Places, list[Entry]]:
    """Pools in any state, also one lowered below what is taken, and a line of people and groups."""
    numbers = st.integers(0, 6)
    pools = [of_event(draw(st.none() | numbers), draw(numbers))]
    pools += [pool(kind_id, kind, draw(st.none() | numbers), draw(numbers)) for kind_id, kind in OTHERS]
    needs = st.builds(
        Need,
        st.sets(st.sampled_from([EVENT, TICKET, OPTION]), min_size=1).map(frozenset),
        st.sampled_from([None, QUOTA]),
    )
    people = st.lists(st.lists(needs, min_size=1, max_size=3), max_size=8)
    return Places(pools), [entry(*each, order=number) for number, each in enumerate(draw(people), 1)]


OTHERS = [(TICKET, PoolKind.TICKET), (OPTION, PoolKind.OPTION), (QUOTA, PoolKind.QUOTA)]


@given(lines())
def test_no_pool_is_overbooked_and_nobody_is_left_for_whom_there_is_a_place(
    line: tuple[Places, list[Entry]],
) -> None:
    places, entries = line
    before = {each: places.pool(each).taken for each in (EVENT, TICKET, OPTION, QUOTA)}
    served, lacks = find_served(places, entries)
    assert {each.entry.order for each in served} | set(lacks) == {each.order for each in entries}
    for pool_id in (EVENT, TICKET, OPTION, QUOTA):
        each = places.pool(pool_id)
        gained = sum(pool_id in seats for one in served for seats in one.seats)
        assert each.taken == before[pool_id] + gained
        assert each.capacity is None or not gained or each.taken <= each.capacity
    for waiting in entries:
        if waiting.order in lacks:
            assert isinstance(places.copy().serve(waiting), Lack)


@given(lines())
def test_places_kept_for_a_group_go_to_nobody_else(line: tuple[Places, list[Entry]]) -> None:
    places, entries = line
    event, quota = places.pool(EVENT), places.pool(QUOTA)
    served, _ = find_served(places, entries)
    if event.capacity is None or quota.capacity is None:
        return
    others = sum(EVENT in seats and QUOTA not in seats for each in served for seats in each.seats)
    if others:  # whoever came without the quota left at least as many as are kept
        assert places.event is not None
        assert event.capacity - places.event.taken >= places.kept


OTHER, CODE, SESSION = (uuid4() for _ in range(3))


def for_a_move(event: tuple[int | None, int], other: tuple[int | None, int] = (5, 0), quota: int = 2) -> Places:
    return Places(
        [
            of_event(*event),
            pool(TICKET, PoolKind.TICKET, 5, 1),
            pool(OTHER, PoolKind.TICKET, *other),
            pool(QUOTA, PoolKind.QUOTA, quota, 1),
            pool(CODE, PoolKind.CODE, 1, 1),
        ]
    )


@pytest.mark.parametrize(
    ("places", "held", "need", "found"),
    [
        # another ticket of the same room: the place of the event stays, though there are more people than places
        (for_a_move((1, 2)), {EVENT, TICKET}, {EVENT, OTHER}, Move(frozenset({TICKET}), frozenset({OTHER}))),
        (for_a_move((9, 2), (1, 1)), {EVENT, TICKET}, {EVENT, OTHER}, Lack(Why.TICKET_FULL, OTHER)),
        # online: the place of the event, and that of the group for which it was kept, are free
        (
            for_a_move((9, 2)),
            {EVENT, TICKET, QUOTA},
            {OTHER},
            Move(frozenset({EVENT, TICKET, QUOTA}), frozenset({OTHER})),
        ),
        (for_a_move((9, 2)), {EVENT, TICKET, QUOTA}, {EVENT, OTHER}, Move(frozenset({TICKET}), frozenset({OTHER}))),
        # back into the room
        (for_a_move((2, 1), quota=1), {OTHER}, {EVENT, TICKET}, Move(frozenset({OTHER}), frozenset({EVENT, TICKET}))),
        (for_a_move((2, 2)), {OTHER}, {EVENT, TICKET}, Lack(Why.EVENT_FULL, EVENT)),
        (for_a_move((2, 1)), {OTHER}, {EVENT, TICKET}, Lack(Why.KEPT, EVENT, 1)),
        # codes and sessions stay
        (
            for_a_move((9, 1)),
            {EVENT, TICKET, CODE, SESSION},
            {OTHER},
            Move(frozenset({EVENT, TICKET}), frozenset({OTHER})),
        ),
        (for_a_move((9, 1)), {EVENT, TICKET}, {EVENT, TICKET}, Move(frozenset(), frozenset())),
    ],
)
def test_who_needs_other_places_keeps_what_is_the_same(
    places: Places, held: set[UUID], need: set[UUID], found: Move | Lack
) -> None:
    assert find_move(places, held, Need(frozenset(need))) == found


def test_beyond_the_places_all_that_is_missing_is_taken() -> None:
    need = Need(frozenset({EVENT, OTHER}))
    found = find_move(for_a_move((1, 1), (0, 0)), {TICKET}, need, beyond=True)
    assert found == Move(frozenset({TICKET}), frozenset({EVENT, OTHER}))


def test_who_belongs_to_a_group_takes_a_place_that_is_kept_for_it() -> None:
    found = find_move(for_a_move((2, 1)), {OTHER}, Need(frozenset({EVENT, TICKET}), QUOTA))
    assert found == Move(frozenset({OTHER}), frozenset({EVENT, TICKET, QUOTA}))
