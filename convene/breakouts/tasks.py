from collections.abc import Sequence
from functools import partial
from uuid import UUID

from convene.breakouts.catalogue import RunKind, RunState, WhyFailed
from convene.breakouts.models import AllocationRun
from convene.breakouts.planning import Facts, Price, price_of, problem_of, term_of, without
from convene.breakouts.queries.arrangements import breakout_with
from convene.breakouts.queries.facts import LEASES, facts_of
from convene.breakouts.services import proposing
from convene.breakouts.structure import Rule
from convene.database import db
from convene.engines.breakout_allocator import Assignment, Problem, Solution
from convene.leases import Word
from convene.queue import task

#: How long a search may last, in seconds: a repair is waited for at a door. And how many moves it tries for each seat.
LONGEST_SEARCH = {RunKind.PROPOSAL: 10.0, RunKind.REST: 10.0, RunKind.REPAIR: 4.0}
MOVES_OF_EACH = 20_000
SEARCH_OF_A_PRICE = 2.0
#: How often it is worked out anew because somebody changed something meanwhile.
MOST_TRIES = 5
#: Between two words of how far it is.
WORD_EACH = 0.5


@task(proposing.TASK, every_minute=True)
def work_out_groups() -> None:
    """Work out what was asked for, one after the other, and what a worker was killed over."""
    if LEASES.next() is None:  # looked for by a read: mostly there is nothing, and nobody waits to write
        return
    while (run_id := proposing.begin_run()) is not None:
        _work_out(run_id)


def _work_out(run_id: UUID) -> None:
    """Ask the engine, outside of any transaction; once more where somebody has changed something meanwhile."""
    from convene.engines.breakout_allocator import allocate  # with it come libraries of mathematics

    word = Word(partial(proposing.record_progress, run_id), each=WORD_EACH)
    for _ in range(MOST_TRIES):
        run = db.session.get(AllocationRun, run_id, populate_existing=True)
        arrangement = breakout_with(run.breakout_id) if run is not None else None
        if run is None or arrangement is None:  # the session splits no more
            db.session.rollback()
            return
        kind = run.kind
        facts = facts_of(arrangement)
        db.session.rollback()
        if kind is RunKind.REST:
            facts = facts.with_seated_rounds_kept
        problem = problem_of(facts, keeps=kind is RunKind.REPAIR)
        if kind is RunKind.PRICES:
            prices = _prices(problem, arrangement.rules, seed=run_id.int % 2**31, word=word)
            proposing.end_without(run_id, RunState.DONE, {"prices": [each.to_json() for each in prices]})
            return
        found = allocate(
            problem,
            seed=run_id.int % 2**31,
            effort=MOVES_OF_EACH * len(problem.people) * len(problem.rounds),
            seconds=LONGEST_SEARCH[kind],
            progress=word.tell,
            should_stop=lambda: word.is_last,
        )
        outcome = _outcome(found, facts)
        if found.core is not None:
            proposing.end_without(run_id, RunState.IMPOSSIBLE, outcome)
            return
        # What is broken in a round that has begun is so; the others are arranged all the same.
        if found.assign is None or any(each.round not in problem.locked_rounds for each in found.broken):
            proposing.end_without(run_id, RunState.FAILED, {"why": WhyFailed.BROKEN.value})
            return
        if proposing.use_groups(run_id, arrangement.revision, found.assign, outcome, by="worker"):
            return
    proposing.end_without(run_id, RunState.FAILED, {"why": WhyFailed.BUSY.value})


def _prices(problem: Problem, rules: Sequence[Rule], *, seed: int, word: Word) -> list[Price]:
    """What each wish costs the others: the groups are worked out with all of them, and without each, alike."""
    from convene.engines.breakout_allocator import allocate

    asked = [rule for number, rule in enumerate(rules) if term_of(rule) not in map(term_of, rules[:number])]

    def best(question: Problem, turn: int) -> Assignment:
        found = allocate(
            question,
            seed=seed,
            effort=MOVES_OF_EACH * len(problem.people) * len(problem.rounds),
            seconds=SEARCH_OF_A_PRICE,
            progress=lambda share, score: word.tell((turn + share) / (len(asked) + 1), score),
            should_stop=lambda: word.is_last,
        )
        return found.assign or {}

    with_all = best(problem, 0)
    found = []
    for turn, rule in enumerate(asked, 1):
        without_it = best(without(problem, rule), turn)
        if word.is_last or not with_all or not without_it:
            break
        found.append(price_of(rule, rules, problem, with_all, without_it))
    return found


def _outcome(found: Solution, facts: Facts) -> dict[str, object]:
    if found.core is not None:
        hidden = facts.hidden(sees_confidential=False)
        return {"message": found.core.message, "is_confidential": bool(hidden.intersection(found.core.people))}
    return {
        "terms": dict(found.score.terms) if found.score is not None else {},
        "bounds": dict(found.bounds),
        "was_cut": not found.complete,
        "is_proven": found.proven,
    }
