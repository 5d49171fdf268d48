"""Who comes late, or without having been expected, gets a group in one tap, and nobody else moves for it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import update

from convene.breakouts.catalogue import ChangeKind, PairKind
from convene.breakouts.errors import AllRoundsHaveBegun, NoGroupOpen, NoGroupsYet
from convene.breakouts.models import Breakout
from convene.breakouts.planning import Facts, wishes_in
from convene.breakouts.queries.facts import facts_of
from convene.breakouts.rules import best_group_for, limits_of
from convene.breakouts.services.writing import held_breakout, open_rounds, seat_rows, write_moves
from convene.breakouts.structure import Arrangement, Pair, Seat, SeatMove, seats_by_round
from convene.database import db, use_case
from convene.errors import NotFound
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Registration


@use_case
def seat_now(
    event_id: UUID, breakout_id: UUID, registration_id: UUID, group_id: UUID | None = None, *, by: str
) -> dict[UUID, UUID]:
    """Seat somebody who has no group in every round that has not begun: where `group_id` says, or where it is best for
    them. Who is seated already stays. Where everybody was shown their group, they see theirs at once.

    Returns the groups that they were given, by round. AllRoundsHaveBegun, NoGroupsYet, NoGroupOpen, NotFound.
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
    if group_id is not None and arrangement.group(group_id) is None:
        raise NotFound
    round_ids = open_rounds(arrangement)
    if not round_ids:
        raise AllRoundsHaveBegun
    facts = facts_of(arrangement)
    seats = seats_by_round(facts.seats)
    found = _groups_for(
        facts, registration, round_ids, seats, group_id or arrangement.staying.get(registration.person_id)
    )
    moves = [_move(round_id, registration_id, seats, given) for round_id, given in found.items()]
    write_moves(breakout_id, moves, ChangeKind.SEATED, by=by)
    if arrangement.is_published:
        _show_at_once(arrangement, moves)
    return found


def _groups_for(
    facts: Facts,
    registration: Registration,
    round_ids: Sequence[UUID],
    seats: Mapping[UUID, Mapping[UUID, Seat]],
    asked: UUID | None,
) -> dict[UUID, UUID]:
    arrangement, pairs = facts.arrangement, facts.pairs
    wishes = wishes_in(facts).get(registration.id, [])
    limits = limits_of(arrangement.groups, len(facts.participants), has_wishes=bool(wishes), staying=facts.staying)
    been_in = {
        seat.group_id for by_person in seats.values() if (seat := by_person.get(registration.id)) and seat.group_id
    }
    found: dict[UUID, UUID] = {}
    for round_id in round_ids:
        there = seats.get(round_id, {})
        mine = there.get(registration.id)
        if mine is not None and mine.group_id is not None:
            continue
        given = asked or best_group_for(
            arrangement.groups,
            limits,
            Counter(seat.group_id for seat in there.values() if seat.group_id is not None),
            wishes=wishes,
            been_in=been_in if arrangement.visits_each_once else (),
            kept_apart_from=_groups_with(pairs, PairKind.APART, registration.id, there),
            drawn_to=_groups_with(pairs, PairKind.TOGETHER, registration.id, there),
        )
        if given is None:
            raise NoGroupOpen(registration.name)
        found[round_id] = given
        been_in.add(given)
    return found


def _groups_with(pairs: Sequence[Pair], kind: PairKind, registration_id: UUID, seats: Mapping[UUID, Seat]) -> set[UUID]:
    """Where those sit to whom a rule of this kind ties somebody."""
    others = {
        each
        for pair in pairs
        if pair.kind is kind and registration_id in pair.registration_ids
        for each in pair.registration_ids
    } - {registration_id}
    return {seat.group_id for each in others if (seat := seats.get(each)) and seat.group_id is not None}


def _move(round_id: UUID, registration_id: UUID, seats: Mapping[UUID, Mapping[UUID, Seat]], group_id: UUID) -> SeatMove:
    seat = seats.get(round_id, {}).get(registration_id)
    before = (seat.group_id, seat.is_held, seat.is_absent) if seat is not None else (None, False, False)
    return SeatMove(round_id, registration_id, before, (group_id, False, False))


def _show_at_once(arrangement: Arrangement, moves: Sequence[SeatMove]) -> None:
    """One late seat is shown without showing whatever else stands in the draft."""
    rows = seat_rows([each.round_id for each in moves])
    for move in moves:
        rows[move.round_id, move.registration_id].published_group_id = move.after[0]
    if arrangement.published_revision == arrangement.revision:
        db.session.execute(
            update(Breakout)
            .where(Breakout.id == arrangement.id)
            .values(published_revision=Breakout.revision)
            .execution_options(synchronize_session=False)
        )
    db.session.flush()
