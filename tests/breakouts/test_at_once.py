"""Five walk in, seven stay away, at two desks, while somebody drags: nothing is lost, and everybody sits once."""

from collections.abc import Callable
from uuid import UUID

import time_machine
from flask import Flask

from convene.breakouts import tasks
from convene.breakouts.catalogue import Preset, RunState
from convene.breakouts.models import AllocationRun
from convene.breakouts.queries.arrangements import seats_of
from convene.breakouts.queries.facts import facts_of
from convene.breakouts.services import at_the_door, moving, proposing
from convene.breakouts.structure import seats_by_round
from convene.database import db
from convene.registration.catalogue import How
from convene.registration.services.checking_in import check_in
from tests.factories.agendas import DAY, add_session
from tests.factories.breakouts import arranged, seat_in_turn, show_groups, split
from tests.factories.registrations import make_open_event, make_registration
from tests.support.at_once import at_once


def test_two_desks_and_somebody_who_drags_lose_nobody(app: Flask) -> None:
    event = make_open_event(slug="forum", places=100)
    event_id = event.id
    arrangement = split(event, add_session(event, "Topics", "15:00"), "A", "B", "C", "D", preset=Preset.MIX, rounds=2)
    ids = [make_registration(event_id, f"p{n}@example.org", name=f"P {n}") for n in range(24)]
    walk_ins = [make_registration(event_id, f"w{n}@example.org", name=f"W {n}") for n in range(5)]
    seat_in_turn(arrangement, ids)
    show_groups(arrangement)
    away, dragged = ids[:7], ids[7:13]
    rounds, groups = arrangement.rounds, arrangement.groups

    def comes(registration_id: UUID, desk: str) -> None:
        check_in(event_id, registration_id, event_id, how=How.BY_NAME, desk=desk, by=desk)

    def walks_in(registration_id: UUID, desk: str) -> None:
        comes(registration_id, desk)
        at_the_door.seat_now(event_id, arrangement.id, registration_id, by=desk)

    def drags(registration_id: UUID, number: int) -> None:
        group = groups[number % len(groups)]
        moving.move_person(event_id, arrangement.id, rounds[number % 2].id, registration_id, group.id, by="organiser")

    with time_machine.travel(f"{DAY.isoformat()}T01:00:00+00:00", tick=False):
        for registration_id in ids[7:]:
            comes(registration_id, "Door")
        acts: list[Callable[[], object]] = [
            *(lambda one=one, n=n: walks_in(one, f"Desk {n % 2}") for n, one in enumerate(walk_ins)),  # type: ignore[misc]
            *(lambda one=one, n=n: drags(one, n) for n, one in enumerate(dragged)),  # type: ignore[misc]
            lambda: proposing.repair_groups(event_id, arrangement.id, by="facilitator"),
        ]
        outcomes = at_once(app, acts)
        tasks.work_out_groups()
    assert not [each for each in outcomes[:-1] if isinstance(each, Exception)]
    db.session.rollback()
    run = db.session.get(AllocationRun, outcomes[-1])
    assert run is not None
    assert run.state is RunState.DONE
    seats = seats_by_round(seats_of(arrangement.id))
    for one in rounds:
        there = {each: seat for each, seat in seats[one.id].items() if seat.group_id is not None}
        assert set(there) == set(ids[7:]) | set(walk_ins), "everybody who is here sits once, and nobody who is not"
    for number, registration_id in enumerate(dragged):
        seat = seats[rounds[number % 2].id][registration_id]
        assert (seat.group_id, seat.is_held) == (groups[number % len(groups)].id, True), "a move by hand stays"
    assert all(seats[one.id][each].is_absent for one in rounds for each in away)
    assert {one.id for one in facts_of(arranged(arrangement.id)).participants} == set(ids) | set(walk_ins)
