import time
from dataclasses import asdict, replace
from functools import partial
from uuid import UUID

from convene.clock import now
from convene.database import db
from convene.engines.agenda_solver import Core, Plan, Problem, Solution, check, score
from convene.files.queries import has_files_older_than
from convene.files.services import drop_files_older_than
from convene.leases import Word
from convene.programme.catalogue import ProposalState
from convene.programme.conditions import Conditions
from convene.programme.loosening import of_conditions
from convene.programme.models import AgendaProposal
from convene.programme.planning import (
    Wishes,
    kept_plan,
    loosened,
    loosenings_of,
    places_in,
    settled,
    weighed,
)
from convene.programme.queries.availability import events_to_remind, has_needs_to_forget, people_to_remind
from convene.programme.queries.conditions import conditions_of
from convene.programme.queries.draft import draft_of
from convene.programme.queries.people import UNCUT
from convene.programme.queries.proposals import LEASES, mark_of_problem, problem_for
from convene.programme.queries.stars import has_readers_unused_since
from convene.programme.services import proposing
from convene.programme.services.availability import NEEDS_ARE_KEPT_FOR, forget_needs, remind_when
from convene.programme.services.naming import UNCUT_IS_KEPT_FOR
from convene.programme.services.previewing import FEATURE, KEPT_FOR
from convene.programme.services.starring import UNUSED_IS_KEPT_FOR, forget_readers_unused_since
from convene.programme.structure import Structure
from convene.queue import task

#: Of a search: how long it may take, and for each session how many moves it may try.
LONGEST_SEARCH, MOVES_OF_EACH = 60.0, 100_000
#: How long it is tried what could be let go where there is no agenda.
LONGEST_LOOSENING = 10.0
#: How long what need not have moved is put back.
LONGEST_SETTLING = 5.0
#: Between two words of how far it is.
WORD_EACH = 1.0


@task(proposing.TASK, every_minute=True)
def propose_agendas() -> None:
    """Work out what was asked for, one after the other, and what a worker was killed over."""
    if LEASES.next() is None:  # looked for by a read: mostly there is nothing, and nobody waits to write
        return
    while (proposal_id := proposing.begin_proposal()) is not None:
        _work_out(proposal_id)


def _work_out(proposal_id: UUID) -> None:
    """Ask the solver, outside of any transaction. What breaks is tried once more, and then has failed."""
    from convene.engines.agenda_solver import explain, solve  # with it come libraries of mathematics

    proposal = db.session.get_one(AgendaProposal, proposal_id)
    event_id, wishes = proposal.event_id, Wishes.from_json(proposal.wishes)
    structure, conditions = draft_of(event_id), conditions_of(event_id)
    problem = problem_for(event_id, structure, wishes, conditions=conditions)
    db.session.rollback()
    word = Word(partial(proposing.record_progress, proposal_id), each=WORD_EACH)
    found = solve(
        problem,
        seed=proposal_id.int % 2**31,
        seconds=LONGEST_SEARCH,
        effort=MOVES_OF_EACH * len(problem.sessions),
        progress=word.tell,
        should_stop=lambda: word.is_last,
    )
    present = kept_plan(problem, structure)
    if found.plan is not None and not found.clashes:
        found = _settled(problem, found, present)
    moved = places_in(found.plan or {}, structure)
    told = explain(problem, found.plan, [str(each) for each in moved]) if found.plan and not found.clashes else {}
    plan = found.plan or {}
    places = [
        proposing.Proposed(
            each,
            place,
            weighed(why, structure, problem, plan, present.get(str(each))) if (why := told.get(str(each))) else None,
        )
        for each, place in moved.items()
    ]
    proposing.end_proposal(
        proposal_id,
        _state(found),
        mark=mark_of_problem(problem),
        places=places,
        outcome=_outcome(found, present, problem)
        | (
            {"loosenings": _loosenings(event_id, structure, wishes, conditions, found.core, is_least=found.complete)}
            if found.core is not None
            else {}
        ),
    )


def _settled(problem: Problem, found: Solution, present: Plan) -> Solution:
    """What was found, with as little moved as costs nothing; or nothing at all, if the draft is as good as it is."""
    plan = found.plan or {}
    if (
        _is_whole(problem, present)
        and not check(problem, present)
        and score(problem, present).total <= score(problem, plan).total
    ):
        plan = present
    else:
        until = time.monotonic() + LONGEST_SETTLING
        plan = settled(problem, plan, present, lambda: time.monotonic() > until)
    return replace(found, plan=plan, score=score(problem, plan))


def _is_whole(problem: Problem, present: Plan) -> bool:
    """Whether every session that is asked about has a place now."""
    return problem.session_of.keys() <= present.keys()


def _loosenings(
    event_id: UUID, structure: Structure, wishes: Wishes, conditions: Conditions, core: Core, *, is_least: bool
) -> list[str]:
    """What could be let go so that those who clash do so no more: each was tried, as far as there is time."""
    from convene.engines.agenda_solver import is_impossible

    until = time.monotonic() + LONGEST_LOOSENING
    sessions, people = ([UUID(one) for one in some] for some in (core.sessions, core.people))
    unplaced = {one.id for one in structure.unplaced}
    # Of a core that was cut off by its time nobody is blamed by name, and nobody is left out by name either.
    named = of_conditions(conditions, sessions, people, unplaced) if is_least else ()
    helps = []
    for one in (*named, *loosenings_of(wishes)):
        if time.monotonic() > until:
            break
        problem = problem_for(event_id, structure, loosened(wishes, one), conditions=conditions)
        db.session.rollback()
        known = [each for each in core.sessions if each in problem.session_of]
        if not is_impossible(problem, known, [each for each in core.people if each in problem.person_of]):
            helps.append(one.key)
    return helps


def _state(found: Solution) -> ProposalState:
    if found.core is not None:
        return ProposalState.IMPOSSIBLE
    return ProposalState.READY if found.plan is not None and not found.clashes else ProposalState.FAILED


def _outcome(found: Solution, present: Plan, problem: Problem) -> dict[str, object]:
    if found.core is not None:
        if not found.complete:  # true, but of too many: the fewest were not found in the time there is
            return {"message": "", "sessions": [], "people": []}
        return {"message": found.core.message, "sessions": found.core.sessions, "people": found.core.people}
    return {
        "clashes": found.clashes,
        "score": asdict(found.score) if found.score is not None else {},
        "before": asdict(score(problem, present)) if _is_whole(problem, present) else {},
        "was_cut": not found.complete,
        "is_proven": found.proven,
    }


@task("remind of availability", every_minute=True)
def remind_of_availability() -> None:
    """Remind those on stage who have not said when they can be there, where organisers have set a day for it."""
    # Looked for by a read: at most events there is nothing, and nobody shall wait to write for that.
    for event_id in events_to_remind(now()):
        if people_to_remind(event_id, now()):
            remind_when(event_id)


@task("forget needs", every_day=True)
def forget_what_was_needed() -> None:
    """Forget what those on stage needed, some weeks after the event: equipment, access, whatever they wrote."""
    ended_before = now().date() - NEEDS_ARE_KEPT_FOR
    if has_needs_to_forget(ended_before):
        forget_needs(ended_before)


@task("forget uploads", every_day=True)
def forget_uploads() -> None:
    """Drop schedule files that were looked at and never brought in: they hold names and biographies.
    And the whole of pictures of which a part is kept."""
    # Looked for by a read: on most days there is nothing, and nobody shall wait to write for that.
    if has_files_older_than(FEATURE, KEPT_FOR):
        drop_files_older_than(FEATURE, KEPT_FOR)
    if has_files_older_than(UNCUT, UNCUT_IS_KEPT_FOR):
        drop_files_older_than(UNCUT, UNCUT_IS_KEPT_FOR)


@task("forget stars", every_day=True)
def forget_stars() -> None:
    """Drop the stars of browsers that starred nothing for 13 months, of events that are over."""
    since = now() - UNUSED_IS_KEPT_FOR
    if has_readers_unused_since(since):
        forget_readers_unused_since(since)
