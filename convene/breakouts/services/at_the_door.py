"""Who comes late, or without having been expected, gets a group in one tap, and nobody else moves for it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from convene.breakouts.catalogue import ChangeKind, PairKind
from convene.breakouts.errors import AllRoundsHaveBegun, NoGroupOpen, NoGroupsYet, NotExpectedHere
from convene.breakouts.planning import Facts, wishes_in
from convene.breakouts.queries.facts import facts_of
from convene.breakouts.rules import FOR_WISHES, best_group_for, limits_of
from convene.breakouts.services.writing import (
    held_breakout,
    open_rounds,
    raise_revision,
    seat_rows,
    tell_phones,
    write_moves,
)
from convene.breakouts.structure import Arrangement, Participant, Seat, SeatMove, seats_by_round
from convene.database import db, use_case
from convene.errors import NotFound
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Registration


@use_case
def seat_now(event_id: UUID, breakout_id: UUID, registration_id: UUID, *, by: str) -> dict[UUID, UUID]:
    """Seat somebody who has no group in every round that has not begun: where it is best for them. Who is seated
    already stays. Where everybody was shown their group, they see theirs at once, also a seat that was drafted since.

    Returns the groups that they were given or shown, by round. AllRoundsHaveBegun, NoGroupsYet, NoGroupOpen,
    NotExpectedHere, NotFound.
    """
    arrangement = held_breakout(event_id, breakout_id)
    registration = db.session.get(Registration, registration_id)
    if (
        registration is None
        or registration.event_id != event_id
        or registration.state is not RegistrationState.CONFIRMED
    ):
        raise NotFound
    if not arrangement.groups:
        raise NoGroupsYet
    round_ids = open_rounds(arrangement)
    if not round_ids:
        raise AllRoundsHaveBegun
    facts = facts_of(arrangement)
    who = next((one for one in facts.participants if one.id == registration_id), None)
    if who is None:
        raise NotExpectedHere(registration.name)
    seats = seats_by_round(facts.seats)
    given = _groups_for(facts, who, round_ids, seats)
    moves = [_move(round_id, registration_id, seats, group_id) for round_id, group_id in given.items()]
    write_moves(breakout_id, moves, ChangeKind.SEATED, by=by)
    if arrangement.is_published:
        given |= _drafted_unseen(who, round_ids, seats)
        _show_at_once(arrangement, registration_id, given)
    return given


def _groups_for(
    facts: Facts, who: Participant, round_ids: Sequence[UUID], seats: Mapping[UUID, Mapping[UUID, Seat]]
) -> dict[UUID, UUID]:
    arrangement = facts.arrangement
    wishes = wishes_in(facts).get(who.id, [])
    limits = limits_of(
        arrangement.groups,
        len(facts.participants),
        give=FOR_WISHES if wishes else 0.0,
        rounds=len(arrangement.rounds),
        staying=facts.staying,
    )
    their_own = arrangement.staying.get(who.person_id)
    been_in = {seat.group_id for by_person in seats.values() if (seat := by_person.get(who.id)) and seat.group_id}
    found: dict[UUID, UUID] = {}
    for round_id in round_ids:
        there = seats.get(round_id, {})
        mine = there.get(who.id)
        if mine is not None and mine.group_id is not None:
            continue
        drawn_to = _groups_with(facts, PairKind.TOGETHER, who, there)
        given = best_group_for(
            arrangement.groups,
            limits,
            Counter(seat.group_id for seat in there.values() if seat.group_id is not None),
            wishes=wishes,
            been_in=been_in if arrangement.visits_each_once and their_own is None else (),
            kept_apart_from=_groups_with(facts, PairKind.APART, who, there),
            drawn_to={their_own} if their_own is not None else drawn_to,
        )
        if given is None:
            raise NoGroupOpen(who.name)
        found[round_id] = given
        been_in.add(given)
    return found


def _groups_with(facts: Facts, kind: PairKind, who: Participant, seats: Mapping[UUID, Seat]) -> set[UUID]:
    """Where those sit to whom a rule of this kind ties somebody."""
    others = {
        each
        for pair in facts.pairs
        if pair.kind is kind and who.person_id in pair.person_ids
        for each in pair.person_ids
    } - {who.person_id}
    tied = [one.id for one in facts.participants if one.person_id in others]
    return {seat.group_id for each in tied if (seat := seats.get(each)) and seat.group_id is not None}


def _move(round_id: UUID, registration_id: UUID, seats: Mapping[UUID, Mapping[UUID, Seat]], group_id: UUID) -> SeatMove:
    seat = seats.get(round_id, {}).get(registration_id)
    before = (seat.group_id, seat.is_held, seat.is_absent) if seat is not None else (None, False, False)
    return SeatMove(round_id, registration_id, before, (group_id, False, False))


def _drafted_unseen(
    who: Participant, round_ids: Sequence[UUID], seats: Mapping[UUID, Mapping[UUID, Seat]]
) -> dict[UUID, UUID]:
    """Seats that stand in the draft alone, of somebody who was shown none."""
    drafted = {each: seats.get(each, {}).get(who.id) for each in round_ids}
    return {
        round_id: seat.group_id
        for round_id, seat in drafted.items()
        if seat is not None and seat.group_id is not None and seat.published_group_id is None
    }


def _show_at_once(arrangement: Arrangement, registration_id: UUID, given: Mapping[UUID, UUID]) -> None:
    """One late seat is shown without showing whatever else stands in the draft."""
    if not given:
        return
    rows = seat_rows(given)
    for round_id, group_id in given.items():
        rows[round_id, registration_id].published_group_id = group_id
    raise_revision(arrangement.id, seen_by_all=arrangement)
    tell_phones(arrangement)
    db.session.flush()
