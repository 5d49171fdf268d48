"""Two desks, 300 people, and no network for a while: each has come exactly once, and the counts say so."""

import random
from collections import Counter
from functools import partial
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.registration.catalogue import How
from convene.registration.models import Attendance, CheckInSlip, Registration, SeatTaken
from convene.registration.queries.attendance import count_at, last_revision
from convene.registration.queries.desk import desk_of
from convene.registration.services.checking_in import check_in, let_walk_in_in
from convene.registration.services.walking_in import WalkIn
from tests.factories.registrations import make_open_event, make_registration
from tests.support.at_once import at_once
from tests.support.desk import Desk


def rows(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def work(desk: Desk, people: list[UUID], cut: range) -> None:
    """Check these in, one after the other. While the network is cut nothing is sent; some answers get lost."""
    for number, person in enumerate(people):
        desk.check_in(person)
        if number not in cut:
            desk.send(answer_is_lost=number % 7 == 0)
    while desk.queue:
        desk.send(most=50)


def test_300_people_by_two_desks_with_the_network_cut_have_come_exactly_once(app: Flask) -> None:
    event = make_open_event(slug="forum", places=None)
    people = [make_registration(event.id, f"person{n}@example.org", name=f"Person {n}") for n in range(300)]
    chance = random.Random(4)
    first, second = chance.sample(people, 200), people  # both have every other person before them
    desks = [Desk(app, "desk A"), Desk(app, "desk B")]
    chance.shuffle(second)
    at_once(app, [partial(work, desks[0], first, range(20, 150)), partial(work, desks[1], second, range(60, 240))])
    assert count_at(event.id, event.id).arrived == count_at(event.id, event.id).expected == 300
    assert rows(Attendance) == 300
    # Each desk was answered for each of its slips, and of two for one person one has let them in.
    assert Counter([*desks[0].outcomes.values(), *desks[1].outcomes.values()]) == {"checked in": 300, "already": 200}
    assert rows(CheckInSlip) == 500
    revisions = list(db.session.scalars(select(Attendance.revision).order_by(Attendance.revision)))
    assert revisions == list(range(1, 301))


def test_one_person_at_many_desks_at_the_same_moment_comes_once(app: Flask) -> None:
    event = make_open_event()
    jane = make_registration(event.id)
    told = at_once(
        app, [partial(check_in, event.id, jane, event.id, how=How.SCANNED, desk=f"{n}", by="test") for n in range(20)]
    )
    assert Counter(answer.outcome for answer in told) == {"checked in": 1, "already": 19}
    assert rows(Attendance) == last_revision(event.id) == 1


def test_a_walk_in_is_let_in_once_however_often_the_button_is_pressed(app: Flask) -> None:
    event = make_open_event(places=1)
    make_registration(event.id)
    slip = UUID(int=7)
    guest = WalkIn(name="Kim", organisation="NGO 3")
    at_once(
        app,
        [partial(let_walk_in_in, event.id, guest, event.id, slip_id=slip, desk="A", by="test") for _ in range(12)],
    )
    assert rows(Registration) == rows(SeatTaken) == desk_of(event).taken == 2
    assert count_at(event.id, event.id).arrived == 1
