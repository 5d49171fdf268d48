"""People are moved by hand, marked as absent, let go; and what was done last is undone."""

from collections.abc import Sequence
from uuid import UUID

from convene.breakouts.catalogue import ChangeKind
from convene.breakouts.errors import NothingToUndo, RoundHasBegun, SeatsChangedMeanwhile
from convene.breakouts.models import SeatInGroup, SeatsChange
from convene.breakouts.queries.arrangements import last_change_of
from convene.breakouts.services.writing import held_breakout, open_rounds, put, raise_revision, seat_rows, write_moves
from convene.breakouts.structure import Arrangement, SeatMove
from convene.clock import now
from convene.database import concerning, db, use_case
from convene.errors import NotFound
from convene.registration.models import Registration
from convene.registration.queries.registrations import some_of


@use_case
def move_person(
    event_id: UUID,
    breakout_id: UUID,
    round_id: UUID,
    registration_id: UUID,
    group_id: UUID | None,
    *,
    seen_group_id: UUID | str | None = "any",
    by: str,
) -> None:
    """Seat somebody in a group of a round, and hold them there; None: in no group. `seen_group_id`: where whoever moves
    them saw them. RoundHasBegun, SeatsChangedMeanwhile, NotFound."""
    arrangement = held_breakout(event_id, breakout_id)
    registration = _registration(event_id, registration_id)
    _must_be_open(arrangement, round_id)
    if group_id is not None and arrangement.group(group_id) is None:
        raise NotFound
    before = _standing(seat_rows([round_id]).get((round_id, registration_id)))
    if seen_group_id != "any" and before[0] not in {seen_group_id, group_id}:
        raise SeatsChangedMeanwhile(registration.name)
    after = (group_id, group_id is not None, False)
    if before != after:
        write_moves(breakout_id, [SeatMove(round_id, registration_id, before, after)], ChangeKind.MOVED, by=by)


@use_case
def hold_person(
    event_id: UUID, breakout_id: UUID, round_id: UUID, registration_id: UUID, *, is_held: bool, by: str
) -> None:
    """Keep somebody where they sit, whatever is proposed; or no more. Twice is once."""
    arrangement = held_breakout(event_id, breakout_id)
    _registration(event_id, registration_id)
    _must_be_open(arrangement, round_id)
    row = seat_rows([round_id]).get((round_id, registration_id))
    if row is None or row.group_id is None or row.is_held == is_held:
        return
    before = _standing(row)
    move = SeatMove(round_id, registration_id, before, (before[0], is_held, before[2]))
    write_moves(breakout_id, [move], ChangeKind.MOVED, by=by)


@use_case
def mark_absent(
    event_id: UUID, breakout_id: UUID, registration_ids: Sequence[UUID], *, is_absent: bool, by: str
) -> int:
    """Note that people are not there for the rounds that have not begun, or that they have come: then they have no
    group yet. Returns how many that changes."""
    arrangement = held_breakout(event_id, breakout_id)
    round_ids = open_rounds(arrangement)
    rows, moves = seat_rows(round_ids), []
    known = {each.id for each in some_of(event_id, registration_ids)}
    if not known.issuperset(registration_ids):
        raise NotFound
    for registration_id in dict.fromkeys(registration_ids):
        for round_id in round_ids:
            before = _standing(rows.get((round_id, registration_id)))
            if before[2] != is_absent:
                moves.append(SeatMove(round_id, registration_id, before, (None, False, is_absent)))
    write_moves(breakout_id, moves, ChangeKind.MOVED, by=by)
    return len({each.registration_id for each in moves})


@use_case
def undo_last(event_id: UUID, breakout_id: UUID, *, by: str) -> int:
    """Put back what was changed last, where it still stands and its round has not begun. Returns how many seats.
    NothingToUndo."""
    arrangement = held_breakout(event_id, breakout_id)
    change = last_change_of(breakout_id)
    if change is None:
        raise NothingToUndo
    return _put_back(arrangement, change)


def _put_back(arrangement: Arrangement, change: SeatsChange) -> int:
    open_ids = set(open_rounds(arrangement))
    moves = [each for each in map(SeatMove.from_json, change.moves) if each.round_id in open_ids]
    rows, count = seat_rows([each.round_id for each in moves]), 0
    for move in moves:
        row = rows.get((move.round_id, move.registration_id))
        group_id = move.before[0]
        if row is None or _standing(row) != move.after or (group_id and arrangement.group(group_id) is None):
            continue
        put(row, SeatMove(move.round_id, move.registration_id, move.after, move.before))
        count += 1
    change.undone_at = now()
    raise_revision(arrangement.id)
    db.session.flush()
    return count


def _must_be_open(arrangement: Arrangement, round_id: UUID) -> None:
    if arrangement.round(round_id) is None:
        raise NotFound
    if round_id not in open_rounds(arrangement):
        raise RoundHasBegun


def _standing(row: SeatInGroup | None) -> tuple[UUID | None, bool, bool]:
    return (row.group_id, row.is_held, row.is_absent) if row is not None else (None, False, False)


def _registration(event_id: UUID, registration_id: UUID) -> Registration:
    row = db.session.get(Registration, registration_id)
    if row is None or row.event_id != event_id:
        raise NotFound
    concerning(registration_id=registration_id)
    return row
