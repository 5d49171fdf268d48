"""Groups are worked out: asked for, searched outside of any transaction, and put into the draft, where they can be
undone as one change."""

from typing import Any
from uuid import UUID, uuid4

from convene import queue
from convene.accounts.queries import account_of_actor
from convene.breakouts.catalogue import ChangeKind, RunKind, RunState, WhyFailed
from convene.breakouts.errors import AllRoundsHaveBegun, GroupsAreBeingWorkedOut, NobodyToSeat, NoGroupsYet
from convene.breakouts.models import AllocationRun, Breakout
from convene.breakouts.planning import moves_to
from convene.breakouts.queries.arrangements import run_under_way
from convene.breakouts.queries.facts import LEASES, facts_of, run_of
from convene.breakouts.queries.participants import who_has_come
from convene.breakouts.services.moving import mark_absent
from convene.breakouts.services.writing import held_breakout, open_rounds, write_moves
from convene.clock import now
from convene.database import bookkeeping, db, use_case
from convene.engines.breakout_allocator import Assignment
from convene.errors import NotFound
from convene.events.queries import held_event_taking_place

TASK = "work out groups"


@use_case
def ask_for_groups(event_id: UUID, breakout_id: UUID, kind: RunKind = RunKind.PROPOSAL, *, by: str) -> UUID:
    """Have groups worked out: anew around whoever is held, in the empty rounds alone, or so that as few as possible are
    moved; or what each wish costs the others (`RunKind`).

    EventIsCancelled, NoGroupsYet, NobodyToSeat, AllRoundsHaveBegun, GroupsAreBeingWorkedOut.
    """
    held_event_taking_place(event_id, ("breakout", breakout_id))
    arrangement = held_breakout(event_id, breakout_id)
    if run_under_way(breakout_id) is not None:
        raise GroupsAreBeingWorkedOut
    if not arrangement.groups or not arrangement.rounds:
        raise NoGroupsYet
    if not facts_of(arrangement).participants:
        raise NobodyToSeat
    if not open_rounds(arrangement):
        raise AllRoundsHaveBegun
    run = AllocationRun(
        id=uuid4(),
        breakout_id=breakout_id,
        kind=kind,
        asked_by_id=account_of_actor(by),
        asked_at=now(),
        state=RunState.WAITING,
    )
    db.session.add(run)
    db.session.flush()
    queue.wake(TASK)
    return run.id


@use_case
def repair_groups(event_id: UUID, breakout_id: UUID, *, by: str) -> UUID:
    """Take those who have not come out of the rounds that have not begun, those who have come in again, and have the
    groups put right with as few moves as will do. Where nobody has come yet, nobody is absent. As `ask_for_groups`."""
    held_event_taking_place(event_id, ("breakout", breakout_id))
    arrangement = held_breakout(event_id, breakout_id)
    facts, here = facts_of(arrangement), who_has_come(event_id, arrangement.session_id)
    if here:
        absent = {seat.registration_id for seat in facts.seats if seat.is_absent and seat.round_id not in facts.begun}
        away = [one.id for one in facts.participants if one.id not in here and one.id not in absent]
        back = [one.id for one in facts.participants if one.id in here and one.id in absent]
        mark_absent(event_id, breakout_id, away, is_absent=True, by=by)
        mark_absent(event_id, breakout_id, back, is_absent=False, by=by)
    return ask_for_groups(event_id, breakout_id, RunKind.REPAIR, by=by)


@use_case
def stop_run(event_id: UUID, breakout_id: UUID, run_id: UUID, *, by: str) -> None:
    """Let it end soon, with the best that it has by then. One that nobody has begun is given up."""
    held_breakout(event_id, breakout_id)
    run = run_of(breakout_id, run_id)
    if run is None:
        raise NotFound
    if run.state is RunState.WAITING:
        run.state, run.ended_at, run.outcome = RunState.FAILED, now(), {"why": WhyFailed.STOPPED.value}
    run.is_told_to_stop = True


@bookkeeping
def begin_run() -> UUID | None:
    """Take up the run that has waited longest (`leases.take_up`)."""
    return LEASES.take_up()


@bookkeeping
def record_progress(run_id: UUID, percent: int, best_score: int | None) -> bool:
    """Say how far it is. Returns whether to go on (`leases.tell`)."""
    return LEASES.tell(run_id, percent, best_score)


@bookkeeping
def use_groups(run_id: UUID, seen_revision: int, assign: Assignment, outcome: dict[str, Any], *, by: str) -> bool:
    """Put what was found into the draft. Returns whether it was: False where somebody has changed something since it
    was begun, so that it must be worked out around that."""
    run = db.session.get(AllocationRun, run_id, populate_existing=True)
    if run is None or run.state is not RunState.RUNNING:
        return True
    event_id = db.session.get_one(Breakout, run.breakout_id).event_id
    arrangement = held_breakout(event_id, run.breakout_id)
    if arrangement.revision != seen_revision:
        return False
    kind = ChangeKind.REPAIRED if run.kind is RunKind.REPAIR else ChangeKind.PROPOSED
    moves = moves_to(facts_of(arrangement), assign)
    write_moves(run.breakout_id, moves, kind, by=by)
    LEASES.end(run_id, RunState.DONE, outcome=outcome)
    return True


@bookkeeping
def end_without(run_id: UUID, state: RunState, outcome: dict[str, Any]) -> None:
    """Keep why there are no groups. The draft is as it was."""
    LEASES.end(run_id, state, outcome=outcome)
