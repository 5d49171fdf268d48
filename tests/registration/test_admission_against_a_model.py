"""Random days at the desk, told to Convene and to a model that counts on its fingers: they never differ.

The model keeps people in a list and counts anew each time; it knows no pools, no counters and no statements.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from convene.database import db
from convene.errors import Refused
from convene.events.models import Event
from convene.registration.catalogue import PoolKind, RegistrationState
from convene.registration.models import Offer, Registration, SeatPool, SeatTaken
from convene.registration.queries.seating import IS_RUNNING, line_of, places_at
from convene.registration.rules.opening import DeskFacts
from convene.registration.rules.seating import Lack
from convene.registration.services import joining, managing, opening, self_service
from convene.registration.services.joining import Answers
from convene.registration.services.opening import TicketFacts
from tests.factories.events import make_event

HOURS = 10
BEGINS = datetime(2027, 1, 4, 9, tzinfo=UTC)
numbers = count(1)


@dataclass
class Person:
    """Somebody as the model knows them."""

    name: str
    is_online: bool
    is_member: bool
    party: int | None
    state: str  # pending, confirmed, offered, waiting, gone
    order: int = 0
    offered_until: datetime | None = None
    #: Whether the place they hold is one of those kept for their group.
    has_kept_place: bool = False

    @property
    def holds(self) -> bool:
        return self.state in {"confirmed", "offered"}


@dataclass
class Model:
    """The desk of one event: places in the room, places online, places kept for members."""

    places: int | None
    online: int | None
    kept_for_members: int
    approves: bool
    people: list[Person] = field(default_factory=list)
    next_order: int = 1

    def in_room(self) -> int:
        return sum(each.holds and not each.is_online for each in self.people)

    def kept(self) -> int:
        return max(0, self.kept_for_members - sum(each.holds and each.has_kept_place for each in self.people))

    def find_room(self, who: list[Person]) -> list[bool] | None:
        """Whether all of them have room: for each whether it is a kept place, or None."""
        online, room, kept = sum(each.holds and each.is_online for each in self.people), self.in_room(), self.kept()
        places = []
        for each in who:
            if each.is_online:
                if self.online is not None and online >= self.online:
                    return None
                online += 1
                places.append(False)
                continue
            takes_kept = each.is_member and kept > 0
            if self.places is not None:
                if room >= self.places:
                    return None
                if not takes_kept and room + kept >= self.places:
                    return None
            room += 1
            kept -= takes_kept
            places.append(takes_kept)
        return places

    def come(self, who: list[Person], at: datetime) -> bool:
        """Whether they are taken in: admitted, in line, or to be approved."""
        self.settle(at)
        is_group = who[0].party is not None
        found = self.find_room(who)
        for number, each in enumerate(who):
            if self.approves:
                each.state = "pending"
            elif found is not None:
                each.state, each.has_kept_place = "confirmed", found[number]
            else:
                each.state, each.order = "waiting", self.next_order
                self.next_order += 1
        assert is_group or len(who) == 1
        self.people.extend(who)
        return True

    def settle(self, at: datetime) -> None:
        for each in self.people:
            if each.state == "offered" and each.offered_until is not None and each.offered_until <= at:
                each.state = "gone"
        line: dict[object, list[Person]] = {}
        for each in sorted(self.people, key=lambda one: one.order):
            if each.state == "waiting":
                line.setdefault(each.party if each.party is not None else each.name, []).append(each)
        for entry in line.values():
            found = self.find_room(entry)
            if found is not None:
                for each, is_kept in zip(entry, found, strict=True):
                    each.state, each.offered_until, each.has_kept_place = (
                        "offered",
                        at + timedelta(hours=HOURS),
                        is_kept,
                    )

    def leave(self, person: Person, at: datetime) -> None:
        if person.state != "gone":
            person.state = "gone"
            self.settle(at)

    def together(self, person: Person) -> list[Person]:
        if person.party is None:
            return [person]
        return [each for each in self.people if each.party == person.party and each.state in {"waiting", "offered"}]


class Desk:
    """The same, in Convene."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.event: Event = make_event(
            starts_on=BEGINS.date() + timedelta(days=60), ends_on=BEGINS.date() + timedelta(days=60)
        )
        self.facts = DeskFacts(
            is_open=True,
            keeps_waitlist=True,
            offer_hours=HOURS,
            asks_approval=model.approves,
            most_together=4,
        )
        opening.set_desk(self.event.id, self.facts, capacity=model.places, by="test")
        self.in_room = opening.add_ticket(self.event.id, TicketFacts(name="In person"), by="test")
        self.online = opening.add_ticket(
            self.event.id, TicketFacts(name="Online", counts_at_event=False, capacity=model.online), by="test"
        )
        self.quota = opening.set_quota(self.event.id, None, name="Members", places=model.kept_for_members, by="test")
        self.code = opening.add_code(self.event.id, uses=None, quota_id=self.quota, by="test")
        self.ids: dict[str, UUID] = {}

    def come(self, who: list[Person]) -> None:
        answers = [
            Answers(
                name=each.name,
                email=f"{each.name}@example.org",
                ticket_kind_id=self.online if each.is_online else self.in_room,
            )
            for each in who
        ]
        code = self.code if who[0].is_member else ""
        if who[0].party is None:
            self.ids[who[0].name] = joining.register(
                self.event.id, answers[0], language="en", code=code
            ).registration_id
            return
        ids = joining.register_together(
            self.event.id, answers, language="en", submission_key=str(who[0].party), wants_together=True, code=code
        )
        self.ids.update(zip((each.name for each in who), ids, strict=True))

    def states(self) -> dict[str, str]:
        offered = set(db.session.scalars(select(Offer.registration_id).where(IS_RUNNING)))
        rows = db.session.execute(
            select(Registration.id, Registration.state).where(Registration.event_id == self.event.id)
        )
        states = {row.id: row.state for row in rows}
        return {name: self._word(states[each], each in offered) for name, each in self.ids.items()}

    def _word(self, state: RegistrationState, has_offer: bool) -> str:
        if state is RegistrationState.WAITLISTED:
            return "offered" if has_offer else "waiting"
        return {"pending": "pending", "confirmed": "confirmed"}.get(state.value, "gone")


ACTS = st.sampled_from(
    [
        "come",
        "come",
        "come",
        "group",
        "leave",
        "leave",
        "accept",
        "decline",
        "approve",
        "refuse",
        "wait",
        "places",
        "online",
        "kept",
    ]
)


# Each example has an event of its own; the database may be the same.
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.none() | st.integers(0, 6),
    online=st.none() | st.integers(0, 2),
    kept=st.integers(0, 3),
    approves=st.booleans(),
    acts=st.lists(st.tuples(ACTS, st.integers(0, 30), st.booleans(), st.booleans()), max_size=25),
)
def test_convene_and_the_model_agree_after_every_step(
    app: Flask,
    places: int | None,
    online: int | None,
    kept: int,
    approves: bool,
    acts: list[tuple[str, int, bool, bool]],
) -> None:
    with time_machine.travel(BEGINS, tick=False) as clock:
        model = Model(places, online, kept, approves)
        desk = Desk(model)
        day = Day(model, desk, clock)
        for act, number, flag, other in acts:
            clock.shift(timedelta(seconds=1))
            day.step(act, number, flag, other)
            compare(model, desk)


class Day:
    """What can happen at the desk, each told to both."""

    def __init__(self, model: Model, desk: Desk, clock: time_machine.Traveller) -> None:
        self.model, self.desk, self.clock = model, desk, clock

    def step(self, act: str, number: int, flag: bool, other: bool) -> None:
        """Do it, where there is somebody to whom it can be done."""
        here = [each for each in self.model.people if each.state != "gone"]
        who = here[number % len(here)] if here else None
        if act in OF_SOMEBODY:
            if who is not None and who.state in OF_SOMEBODY[act]:
                getattr(self, act)(who)
        elif act in {"come", "group"}:
            getattr(self, act)(number, flag, other)
        else:
            getattr(self, act)(number)

    @property
    def at(self) -> datetime:
        return datetime.now(UTC)

    def come(self, _: int, is_online: bool, is_member: bool) -> None:
        person = Person(f"p{next(numbers)}", is_online=is_online, is_member=is_member, party=None, state="")
        self.desk.come([person])
        self.model.come([person], self.at)

    def group(self, number: int, _: bool, is_member: bool) -> None:
        party = next(numbers)
        people = [
            Person(f"p{next(numbers)}", is_online=False, is_member=is_member, party=party, state="")
            for _ in range(2 + number % 3)
        ]
        self.desk.come(people)
        self.model.come(people, self.at)

    def leave(self, who: Person) -> None:
        self_service.cancel(self.desk.ids[who.name])
        self.model.leave(who, self.at)

    def accept(self, who: Person) -> None:
        is_over = who.offered_until is not None and who.offered_until <= self.at
        try:
            self_service.accept_offer(self.desk.ids[who.name])
        except Refused:
            assert is_over
        else:
            assert not is_over
            for each in self.model.together(who):
                each.state = "confirmed"

    def decline(self, who: Person) -> None:
        self_service.decline_offer(self.desk.ids[who.name])
        for each in self.model.together(who):
            each.state = "gone"
        self.model.settle(self.at)

    def approve(self, who: Person) -> None:
        managing.approve(self.desk.event.id, [self.desk.ids[who.name]], by="test")
        self.model.settle(self.at)
        found = self.model.find_room([who])
        if found is None:
            who.state, who.order = "waiting", self.model.next_order
            self.model.next_order += 1
        else:
            who.state, who.has_kept_place = "confirmed", found[0]

    def refuse(self, who: Person) -> None:
        managing.decline(self.desk.event.id, [self.desk.ids[who.name]], by="test")
        self.model.leave(who, self.at)

    def wait(self, hours: int) -> None:
        """Time goes by, and the worker may or may not look in."""
        self.clock.shift(timedelta(hours=hours))
        if hours % 2:
            return
        opening.settle(self.desk.event.id)
        self.model.settle(self.at)

    def places(self, number: int) -> None:
        self.model.places = None if number > 25 else number % 8
        opening.set_desk(self.desk.event.id, self.desk.facts, capacity=self.model.places, by="test")
        self.model.settle(self.at)

    def online(self, number: int) -> None:
        self.model.online = None if number > 25 else number % 4
        facts = TicketFacts(name="Online", counts_at_event=False, capacity=self.model.online)
        opening.change_ticket(self.desk.event.id, self.desk.online, facts, by="test")
        self.model.settle(self.at)

    def kept(self, number: int) -> None:
        self.model.kept_for_members = number % 5
        opening.set_quota(
            self.desk.event.id, self.desk.quota, name="Members", places=self.model.kept_for_members, by="test"
        )
        self.model.settle(self.at)


#: In which states somebody is to whom it can be done.
OF_SOMEBODY = {
    "leave": {"pending", "confirmed", "offered", "waiting"},
    "accept": {"offered"},
    "decline": {"offered"},
    "approve": {"pending"},
    "refuse": {"pending", "waiting", "offered"},
}


def compare(model: Model, desk: Desk) -> None:
    assert desk.states() == {each.name: each.state for each in model.people}
    event_id = desk.event.id
    taken = dict(
        db.session.execute(
            select(SeatPool.kind, SeatPool.taken).where(
                SeatPool.event_id == event_id, SeatPool.subject_id != desk.in_room
            )
        ).all()
    )
    assert taken[PoolKind.EVENT] == model.in_room()
    assert taken[PoolKind.TICKET] == sum(each.holds and each.is_online for each in model.people)
    assert taken[PoolKind.QUOTA] == sum(each.holds and each.has_kept_place for each in model.people)
    # What the counters say is what there are rows for.
    counted = dict(
        db.session.execute(
            select(SeatTaken.pool_id, func.count())
            .join(SeatPool, SeatPool.id == SeatTaken.pool_id)
            .where(SeatPool.event_id == event_id)
            .group_by(SeatTaken.pool_id)
        ).all()
    )
    pools = db.session.execute(select(SeatPool.id, SeatPool.taken).where(SeatPool.event_id == event_id)).all()
    assert {row.id: row.taken for row in pools if row.taken} == counted
    # At rest nobody waits for whom there would be a place; an offer that is over is still to be ended by whoever comes.
    at_rest = places_at(desk.event)
    assert all(isinstance(at_rest.copy().serve(entry), Lack) for entry in line_of(event_id, at_rest))
    db.session.rollback()
