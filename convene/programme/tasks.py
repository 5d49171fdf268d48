import time
from dataclasses import asdict
from uuid import UUID

from convene.clock import now
from convene.database import db
from convene.engines.agenda_solver import Plan, Problem, Score, Solution, score
from convene.files.queries import has_files_older_than
from convene.files.services import drop_files_older_than
from convene.programme.catalogue import ProposalState
from convene.programme.models import AgendaProposal
from convene.programme.planning import Wishes, places_in, present_plan, weighed
from convene.programme.queries.draft import draft_of
from convene.programme.queries.people import UNCUT
from convene.programme.queries.proposals import mark_of_problem, problem_for, proposal_to_work_on
from convene.programme.queries.stars import has_readers_unused_since
from convene.programme.services import proposing
from convene.programme.services.naming import UNCUT_IS_KEPT_FOR
from convene.programme.services.previewing import FEATURE, KEPT_FOR
from convene.programme.services.starring import UNUSED_IS_KEPT_FOR, forget_readers_unused_since
from convene.queue import task

#: Of a search: how long it may take, and for each session how many moves it may try.
LONGEST_SEARCH, MOVES_OF_EACH = 60.0, 100_000
#: Between two words of how far it is.
WORD_EACH = 1.0


@task(proposing.TASK, every_minute=True)
def propose_agendas() -> None:
    """Work out what was asked for, one after the other, and what a worker was killed over."""
    if proposal_to_work_on() is None:  # looked for by a read: mostly there is nothing, and nobody waits to write
        return
    while (proposal_id := proposing.begin_proposal()) is not None:
        _work_out(proposal_id)


def _work_out(proposal_id: UUID) -> None:
    """Ask the solver, outside of any transaction. What breaks is tried once more, and then has failed."""
    from convene.engines.agenda_solver import explain, solve  # with it come libraries of mathematics

    proposal = db.session.get_one(AgendaProposal, proposal_id)
    event_id, wishes = proposal.event_id, Wishes.from_json(proposal.wishes)
    structure = draft_of(event_id)
    problem = problem_for(event_id, structure, wishes)
    db.session.rollback()
    word = _Word(proposal_id)
    found = solve(
        problem,
        seed=proposal_id.int % 2**31,
        seconds=LONGEST_SEARCH,
        effort=MOVES_OF_EACH * len(problem.sessions),
        progress=word.tell,
        should_stop=lambda: word.is_last,
    )
    moved = places_in(found.plan or {}, structure)
    told = explain(problem, found.plan, [str(each) for each in moved]) if found.plan and not found.clashes else {}
    places = [
        proposing.Proposed(each, place, weighed(told[str(each)], structure) if str(each) in told else None)
        for each, place in moved.items()
    ]
    proposing.end_proposal(
        proposal_id,
        _state(found),
        mark=mark_of_problem(problem),
        places=places,
        outcome=_outcome(found, present_plan(problem, structure), problem),
    )


def _state(found: Solution) -> ProposalState:
    if found.core is not None:
        return ProposalState.IMPOSSIBLE
    return ProposalState.READY if found.plan is not None and not found.clashes else ProposalState.FAILED


def _outcome(found: Solution, now_planned: Plan | None, problem: Problem) -> dict[str, object]:
    if found.core is not None:
        if not found.complete:  # true, but of too many: the fewest were not found in the time there is
            return {"message": "", "sessions": [], "people": []}
        return {"message": found.core.message, "sessions": found.core.sessions, "people": found.core.people}
    return {
        "clashes": found.clashes,
        "score": asdict(found.score) if found.score is not None else {},
        "before": asdict(score(problem, now_planned)) if now_planned is not None else {},
        "was_cut": not found.complete,
        "is_proven": found.proven,
    }


class _Word:
    """What is said of a search while it goes on, once a second; and whether somebody has stopped it."""

    def __init__(self, proposal_id: UUID) -> None:
        self.is_last = False
        self._proposal_id, self._said_at = proposal_id, 0.0

    def tell(self, share: float, best: Score | None) -> None:
        if time.monotonic() - self._said_at < WORD_EACH:
            return
        self._said_at = time.monotonic()
        percent = min(99, int(share * 100))
        self.is_last = not proposing.record_progress(self._proposal_id, percent, best.total if best else None)


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
