"""All that groups are worked out from, and the runs that do it."""

from collections.abc import Collection
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
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Registration

LEASES = Leases(AllocationRun, "allocation run", RunState.WAITING, RunState.RUNNING, RunState.FAILED)


def facts_of(arrangement: Arrangement) -> Facts:
    """What there is of a breakout and of those who take part. Seventeen statements at most, however many they are."""
    event = db.session.get_one(Event, arrangement.event_id)
    participants = participants_of(arrangement.event_id, arrangement.session_id, arrangement.mode)
    here = {one.id for one in participants}
    by_person = {one.person_id: one.id for one in participants}
    wants_new_people = any(rule.kind is RuleKind.NEW_PEOPLE for rule in arrangement.rules)
    met = met_before(event, arrangement) if wants_new_people else ()
    return Facts(
        arrangement,
        participants,
        [each for each in seats_of(arrangement.id) if each.registration_id in here],
        wishes_of(arrangement.id),
        pairs_of(arrangement.id),
        arrangement.begun(now(), event.zone),
        {
            (by_person[one], by_person[other]): 1
            for one, other in map(tuple, met)
            if one in by_person and other in by_person
        },
        _lost(arrangement, by_person),
    )


def _lost(arrangement: Arrangement, here: Collection[UUID]) -> dict[UUID, str]:
    """Those who were to stay with a group, had a place, and have none any more, by person. One statement at most."""
    missing = [each for each in arrangement.staying if each not in here]
    if not missing:
        return {}
    rows = db.session.execute(
        select(Registration.person_id, Registration.name, Registration.state).where(
            Registration.event_id == arrangement.event_id, Registration.person_id.in_(missing)
        )
    ).all()
    held = {row.person_id for row in rows if row.state is RegistrationState.CONFIRMED}
    return {row.person_id: row.name for row in rows if row.person_id not in held}


def run_of(breakout_id: UUID, run_id: UUID) -> AllocationRun | None:
    """A run of a breakout. One statement."""
    return db.session.scalar(
        select(AllocationRun).where(AllocationRun.breakout_id == breakout_id, AllocationRun.id == run_id)
    )
