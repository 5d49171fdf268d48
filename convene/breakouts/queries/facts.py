"""All that groups are worked out from, and the runs that do it."""

from uuid import UUID

from sqlalchemy import select

from convene.breakouts.catalogue import RuleKind, RunState
from convene.breakouts.models import AllocationRun
from convene.breakouts.planning import Facts
from convene.breakouts.queries.arrangements import pairs_of, seats_of, wishes_of
from convene.breakouts.queries.contacts import met_before
from convene.breakouts.queries.participants import participants_of
from convene.breakouts.structure import Arrangement
from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.leases import Leases

LEASES = Leases(AllocationRun, "allocation run", RunState.WAITING, RunState.RUNNING, RunState.FAILED)


def facts_of(arrangement: Arrangement) -> Facts:
    """What there is of a breakout and of those who take part. Fifteen statements at most, however many they are."""
    event = db.session.get_one(Event, arrangement.event_id)
    participants = participants_of(arrangement.event_id, arrangement.session_id, arrangement.mode)
    by_person = {one.person_id: one.id for one in participants}
    wants_new_people = any(rule.kind is RuleKind.NEW_PEOPLE for rule in arrangement.rules)
    met = met_before(event, arrangement) if wants_new_people else ()
    return Facts(
        arrangement,
        participants,
        seats_of(arrangement.id),
        wishes_of(arrangement.id),
        pairs_of(arrangement.id),
        arrangement.begun(now(), event.zone),
        {
            (by_person[one], by_person[other]): 1
            for one, other in map(tuple, met)
            if one in by_person and other in by_person
        },
    )


def run_of(breakout_id: UUID, run_id: UUID) -> AllocationRun | None:
    """A run of a breakout. One statement."""
    return db.session.scalar(
        select(AllocationRun).where(AllocationRun.breakout_id == breakout_id, AllocationRun.id == run_id)
    )
