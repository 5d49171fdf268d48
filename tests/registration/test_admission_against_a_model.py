"""Random days at the desk, told to Convene and to a model that counts on its fingers: they never differ.

The model keeps people in a list and counts anew each time; it knows no pools, no counters and no statements.
"""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from convene.database import db
from convene.errors import Refused
from convene.events.models import Event
from convene.events.services import changing
from convene.questionnaires.catalogue import Kind
from convene.registration.catalogue import OfferWhy, PoolKind, RegistrationState
from convene.registration.models import InvitationCode, Offer, Registration, SeatPool, SeatTaken
from convene.registration.queries.admission import tickets_of
from convene.registration.queries.desk import desk_of
from convene.registration.queries.form import full_options
from convene.registration.queries.seating import IS_RUNNING, lapsed_offers, served_in_line
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import joining, managing, opening, self_service
from convene.registration.services.joining import Answers
from convene.registration.services.opening import TicketFacts
from convene.registration.services.walking_in import WalkIn, admit_walk_in
from tests.factories.events import make_event
from tests.factories.questionnaires import ask, make_form, option

ZONE = ZoneInfo("Asia/Bangkok")
OPENS = datetime(2027, 1, 4, 9, tzinfo=UTC)
MOST_TOGETHER = 4
HOURS_FOR_AN_ADDRESS = 24
numbers = count(1)


@dataclass
class Person:
    """Somebody as the model knows them."""

    name: str
    is_online: bool = False
    #: Has a code, by which places are kept for them.
    is_member: bool = False
    #: Wants dinner, which has places of its own.
    eats: bool = False
    #: To which address mails about them go. Their own, or that of who registered them.
    address: str = ""
    has_own_address: bool = True
    party: int | None = None
    is_together: bool = False
    state: str = ""  # pending, confirmed, offered, held (until the address is confirmed), waiting, gone
    order: int = 0
    until: datetime | None = None
    #: Whether the place they hold is one of those kept for their group.
    has_kept_place: bool = False
    has_confirmed: bool = False

    @property
    def holds(self) -> bool:
        return self.state in {"confirmed", "offered", "held"}

    @property
    def is_here(self) -> bool:
        return self.state != "gone"

    @property
    def waits(self) -> bool:
        """Whether they are on the waitlist, by name: the line, and those for whom a place is held."""
        return self.state in {"waiting", "offered", "held"}


@dataclass(frozen=True)
class Terms:
    """What is set before the first comes, and stays as it is."""

    begins_on: date
    #: When what is left of the places kept for members is for everybody.
    released_at: datetime | None
    approves: bool
    keeps_waitlist: bool
    confirms: bool
    offer_hours: int


@dataclass
class Model:
    """The desk of one event: places in the room, places online, places kept for members, dinners, uses of a code."""

    terms: Terms
    places: int | None
    online: int | None
    kept_for_members: int
    dinners: int | None
    uses: int | None
    is_published: bool = True
    people: list[Person] = field(default_factory=list)
    next_order: int = 1
    at: datetime = OPENS

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.terms.begins_on, time(0), ZONE)

    @property
    def offers_places(self) -> bool:
        return self.is_published and self.at < self.begins

    def lapses(self, person: Person) -> bool:
        return person.state in {"offered", "held"} and person.until is not None and person.until <= self.at

    def in_room(self, people: Iterable[Person] | None = None) -> int:
        return sum(each.holds and not each.is_online for each in self.seen(people))

    def on_line(self, people: Iterable[Person] | None = None) -> int:
        return sum(each.holds and each.is_online for each in self.seen(people))

    def eating(self, people: Iterable[Person] | None = None) -> int:
        return sum(each.holds and each.eats for each in self.seen(people))

    def kept(self, people: Iterable[Person] | None = None) -> int:
        """How many places are kept and not taken."""
        if self.terms.released_at is not None and self.terms.released_at <= self.at:
            return 0
        return max(0, self.kept_for_members - sum(each.holds and each.has_kept_place for each in self.seen(people)))

    def used(self) -> int:
        return sum(each.is_here and each.is_member for each in self.people)

    def seen(self, people: Iterable[Person] | None) -> Iterable[Person]:
        return self.people if people is None else people

    def not_lapsed(self) -> list[Person]:
        """What everybody sees as taken: from its end on an offer holds nothing."""
        return [each for each in self.people if not self.lapses(each)]

    def has_no_dinner(self) -> bool:
        return self.dinners is not None and self.eating() >= self.dinners

    def find_room(self, who: Sequence[Person]) -> list[bool] | None:
        """Whether all of them have room: for each whether it is a kept place, or None."""
        online, room, kept, dinners = self.on_line(), self.in_room(), self.kept(), self.eating()
        places = []
        for each in who:
            takes_kept = each.is_member and kept > 0 and not each.is_online
            if each.is_online and self.online is not None and online >= self.online:
                return None
            if not each.is_online and self.places is not None:
                if room >= self.places:
                    return None
                if not takes_kept and room + kept >= self.places:
                    return None
            if each.eats and self.dinners is not None and dinners >= self.dinners:
                return None
            online, room = online + each.is_online, room + (not each.is_online)
            kept, dinners = kept - takes_kept, dinners + each.eats
            places.append(takes_kept)
        return places

    def come(self, who: list[Person]) -> bool:
        """Whether they are taken in: admitted, in line, or to be approved. Otherwise nothing has changed."""
        if not self.is_published:
            return False
        trial = deepcopy(self)
        if not trial.take_in(deepcopy(who)):
            return False
        self.take_in(who)
        return True

    def take_in(self, who: list[Person]) -> bool:
        self.settle()
        decided = self.decide(who)
        if decided is None or (who[0].is_member and self.uses is not None and self.used() + len(who) > self.uses):
            return False
        lead = who[0]
        is_known = any(each.is_here and each.has_own_address and each.address == lead.address for each in self.people)
        hanging = sum(
            each.is_here and not each.has_own_address and each.address == lead.address for each in self.people
        )
        speaks = not is_known and hanging + sum(not each.has_own_address for each in who) < MOST_TOGETHER
        for each, (state, is_kept) in zip(who, decided, strict=True):
            if (each is lead and is_known) or not (each.has_own_address or speaks):
                continue
            each.state, each.has_kept_place = state, is_kept
            if state == "confirmed" and self.terms.confirms and self.at < self.begins:
                each.state = "held"
                each.until = min(self.at + timedelta(hours=HOURS_FOR_AN_ADDRESS), self.begins)
            elif state == "waiting":
                self.queue(each)
            self.people.append(each)
        return True

    def decide(self, who: list[Person]) -> list[tuple[str, bool]] | None:
        """What becomes of each who comes, as if nobody of them were known. None: there is no room."""
        trial = deepcopy(self)
        trial.serve_the_line()  # once nothing is offered any more who waits still comes first
        decided = []
        for group in [who] if who[0].is_together else [[each] for each in who]:
            found = trial.find_room(group)
            if found is None and not self.terms.keeps_waitlist:
                return None
            if any(each.eats for each in group) and trial.has_no_dinner():
                return None  # nobody waits for an answer: there are others
            if self.terms.approves:
                decided += [("pending", False) for _ in group]
            elif found is None:
                decided += [("waiting", False) for _ in group]
            else:
                decided += [("confirmed", is_kept) for is_kept in found]
                trial.people += [
                    Person(
                        each.name, each.is_online, each.is_member, each.eats, state="confirmed", has_kept_place=is_kept
                    )
                    for each, is_kept in zip(group, found, strict=True)
                ]
        return decided

    def queue(self, person: Person) -> None:
        person.state, person.order = "waiting", self.next_order
        self.next_order += 1

    def settle(self) -> None:
        """Let go what has lapsed, and offer what is free."""
        for each in [each for each in self.people if self.lapses(each)]:
            if each.state == "offered":
                each.state = "gone"
            for one in self.sharing_an_address(each) if each.state == "held" else []:
                one.state = "gone"
        if self.offers_places:
            self.serve_the_line()

    def serve_the_line(self) -> None:
        line: dict[object, list[Person]] = {}
        for each in sorted(self.people, key=lambda one: one.order):
            if each.state == "waiting":
                line.setdefault(each.party if each.is_together else each.name, []).append(each)
        for entry in line.values():
            found = self.find_room(entry)
            if found is None:
                continue
            hours = self.terms.offer_hours
            if not hours and self.terms.confirms and not all(each.has_confirmed for each in entry):
                hours = HOURS_FOR_AN_ADDRESS
            for each, is_kept in zip(entry, found, strict=True):
                each.state, each.has_kept_place = "offered" if hours else "confirmed", is_kept
                each.until = min(self.at + timedelta(hours=hours), self.begins)

    def is_at_rest(self) -> bool:
        """Whether there is nothing to settle."""
        after = deepcopy(self)
        after.settle()
        return [each.state for each in after.people] == [each.state for each in self.people]

    def party_of(self, person: Person) -> list[Person]:
        return [person, *(one for one in self.people if one is not person and one.party == person.party is not None)]

    def sharing_an_address(self, person: Person) -> list[Person]:
        """Those without a place yet whom one address speaks for, among them who went together."""
        return [
            each
            for each in self.party_of(person)
            if each.address == person.address and (each.waits or each.state == "pending")
        ]

    def answering_as_one(self, person: Person) -> list[Person]:
        if person.state == "held":
            return self.sharing_an_address(person)
        return [each for each in self.party_of(person) if each.waits] if person.is_together else [person]


class Desk:
    """The same, in Convene."""

    def __init__(self, model: Model) -> None:
        self.model, terms = model, model.terms
        self.event: Event = make_event(
            starts_on=terms.begins_on, ends_on=terms.begins_on + timedelta(days=50), zone=ZONE.key
        )
        self.facts = DeskFacts(
            is_open=True,
            keeps_waitlist=terms.keeps_waitlist,
            offer_hours=terms.offer_hours,
            asks_approval=terms.approves,
            confirms_addresses=terms.confirms,
            most_together=MOST_TOGETHER,
        )
        opening.set_desk(self.event.id, self.facts, capacity=model.places, by="test")
        self.in_room = opening.add_ticket(self.event.id, TicketFacts(name="In person"), by="test")
        self.online = opening.add_ticket(
            self.event.id, TicketFacts(name="Online", counts_at_event=False, capacity=model.online), by="test"
        )
        self.quota = self.keep(None)
        self.code = opening.add_code(self.event.id, uses=model.uses, quota_id=self.quota, by="test")
        self.code_id = db.session.scalars(
            select(InvitationCode.id).where(InvitationCode.event_id == self.event.id)
        ).one()
        form_id = make_form(self.event)
        self.question = ask(form_id, "Dinner?", Kind.CHOICE, "Yes", "No")
        self.dinner, self.no_dinner = (option(form_id, self.question, each) for each in ("Yes", "No"))
        opening.set_option_places(self.event.id, self.dinner, model.dinners, by="test")
        self.ids: dict[str, UUID] = {}

    def keep(self, quota_id: UUID | None) -> UUID:
        released = self.model.terms.released_at
        until = released.astimezone(ZONE).replace(tzinfo=None) if released is not None else None
        places = self.model.kept_for_members
        return opening.set_quota(self.event.id, quota_id, name="Members", places=places, until_local=until, by="test")

    def replies(self, who: Person) -> dict[UUID, object]:
        return {self.question: str(self.dinner if who.eats else self.no_dinner)}

    def come(self, who: list[Person]) -> None:
        """They register; of the new ones the model knows their names."""
        answers = [
            Answers(
                name=each.name,
                email=each.address if each.has_own_address else "",
                ticket_kind_id=self.online if each.is_online else self.in_room,
                replies=self.replies(each) if each is who[0] else None,
            )
            for each in who
        ]
        code = self.code if who[0].is_member else ""
        if len(who) == 1:
            joining.register(self.event.id, answers[0], language="en", code=code)
        else:
            joining.register_together(
                self.event.id,
                answers,
                language="en",
                submission_key=str(who[0].party),
                wants_together=who[0].is_together,
                code=code,
            )

    def states(self) -> dict[str, str]:
        offers = {row.registration_id: row.why for row in db.session.scalars(select(Offer).where(IS_RUNNING))}
        rows = db.session.execute(
            select(Registration.id, Registration.name, Registration.state).where(Registration.event_id == self.event.id)
        ).all()
        self.ids = {row.name: row.id for row in rows}
        return {row.name: self._word(row.state, offers.get(row.id)) for row in rows}

    def _word(self, state: RegistrationState, offer: OfferWhy | None) -> str:
        if state is RegistrationState.WAITLISTED:
            return {None: "waiting", OfferWhy.PLACE: "offered", OfferWhy.ADDRESS: "held"}[offer]
        return {"pending": "pending", "confirmed": "confirmed"}.get(state.value, "gone")


#: What happens, by how often: most who come find little room, and time goes by in leaps that end offers.
OFTEN = {
    "come": 6,
    "group": 3,
    "back": 1,
    "again": 2,
    "leave": 3,
    "accept": 2,
    "decline": 1,
    "approve": 1,
    "refuse": 1,
    "let_in": 1,
    "walk_in": 1,
    "eat": 2,
    "wait": 4,
    "withdraw": 1,
    "places": 1,
    "online": 1,
    "kept": 1,
    "dinners": 2,
    "uses": 1,
}
ACTS = [act for act, times in OFTEN.items() for _ in range(times)]
DAYS: dict[str, Any] = {
    "terms": st.builds(
        Terms,
        begins_on=st.sampled_from([date(2027, 1, 7), date(2027, 6, 1)]),
        released_at=st.none() | st.integers(1, 60).map(lambda hours: OPENS + timedelta(hours=hours)),
        approves=st.sampled_from([False, False, True]),
        keeps_waitlist=st.sampled_from([True, True, True, False]),
        confirms=st.booleans(),
        offer_hours=st.sampled_from([10, 10, 0]),
    ),
    "places": st.sampled_from([1, 2, 3, 4, None]),
    "online": st.sampled_from([0, 1, 2, None]),
    "kept": st.integers(0, 2),
    "dinners": st.sampled_from([None, 0, 1, 2]),
    "uses": st.sampled_from([None, 3]),
    "acts": st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 30), st.booleans(), st.booleans()), min_size=15, max_size=30
    ),
}
quietly = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


def day_of(*acts: tuple[str, int], **more: Any) -> dict[str, Any]:
    """A day that chance brings seldom."""
    terms = {"begins_on": date(2027, 6, 1), "released_at": None, "approves": False, "keeps_waitlist": True}
    terms |= {"confirms": False, "offer_hours": 10} | more.pop("terms", {})
    told = [(act, number, False, more.get("is_member", False)) for act, number in acts]
    more.pop("is_member", None)
    facts = {"places": 1, "online": None, "kept": 0, "dinners": None, "uses": None} | more
    return {"terms": Terms(**terms), "acts": told, **facts}


WAITS_WITH_A_CODE = day_of(("come", 0), ("dinners", 1), ("places", 1), is_member=True, places=0)
RELEASED = day_of(("come", 1), ("wait", 1), ("come", 1), kept=1, terms={"released_at": OPENS + timedelta(hours=2)})
PUBLISHED_AGAIN = day_of(("come", 1), ("come", 1), ("withdraw", 0), ("leave", 0), ("withdraw", 0), ("come", 1))
BEGUN = day_of(("come", 1), ("come", 1), ("wait", 30), ("leave", 0), ("come", 1), terms={"begins_on": date(2027, 1, 7)})


# Each example has an event of its own; the database may be the same.
@example(**WAITS_WITH_A_CODE)
@example(**RELEASED)
@example(**PUBLISHED_AGAIN)
@example(**BEGUN)
@settings(max_examples=15, **quietly)
@given(**DAYS)
def test_convene_and_the_model_agree_after_every_step(app: Flask, **day: Any) -> None:
    live_through(**day)


@pytest.mark.long  # some minutes: many times as many days as above, and nothing else
@settings(max_examples=250, **quietly)
@given(**DAYS)
def test_convene_and_the_model_agree_on_many_days(app: Flask, **day: Any) -> None:
    live_through(**day)


def live_through(
    terms: Terms,
    places: int | None,
    online: int | None,
    kept: int,
    dinners: int | None,
    uses: int | None,
    acts: list[tuple[str, int, bool, bool]],
) -> None:
    with time_machine.travel(OPENS, tick=False) as clock:
        model = Model(terms, places, online, kept, dinners, uses)
        desk = Desk(model)
        day = Day(model, desk, clock)
        for act, number, flag, other in acts:
            clock.shift(timedelta(seconds=1))
            model.at = datetime.now(UTC)
            day.step(act, number, flag, other)
            model.at = datetime.now(UTC)
            compare(model, desk)


class Day:
    """What can happen at the desk, each told to both."""

    def __init__(self, model: Model, desk: Desk, clock: time_machine.Traveller) -> None:
        self.model, self.desk, self.clock = model, desk, clock

    def step(self, act: str, number: int, flag: bool, other: bool) -> None:
        """Do it, where there is somebody to whom it can be done."""
        here = [each for each in self.model.people if each.is_here and each.state in OF_SOMEBODY.get(act, {each.state})]
        if act in OF_SOMEBODY:
            if here:
                getattr(self, act)(here[number % len(here)])
        elif act in {"come", "group", "back", "again"}:
            getattr(self, act)(number, flag, other)
        else:
            getattr(self, act)(number)

    def comes(self, who: list[Person]) -> None:
        """The same people register at both desks, and both take them in or both refuse them."""
        try:
            self.desk.come(who)
        except Refused:
            db.session.rollback()
            is_refused = True
        else:
            is_refused = False
        assert is_refused == (not self.model.come(who))

    def come(self, number: int, is_online: bool, is_member: bool) -> None:
        self.comes([self.somebody(is_online=is_online, is_member=is_member, eats=number % 2 == 0)])

    def group(self, number: int, is_together: bool, is_member: bool, address: str = "") -> None:
        """Somebody brings others: every second has an address of their own."""
        party = next(numbers)
        common = {"is_member": is_member, "is_online": number % 5 == 0, "party": party, "is_together": is_together}
        lead = self.somebody(**common, eats=number % 3 == 0)
        lead.address = address or lead.address
        others = [self.somebody(**common) for _ in range(1 + number % 3)]
        for each in others[number % 2 :: 2]:
            each.address, each.has_own_address = lead.address, False
        self.comes([lead, *others])

    def back(self, number: int, is_together: bool, is_member: bool) -> None:
        """Somebody who is gone comes again, and brings others."""
        here = {each.address for each in self.model.people if each.is_here and each.has_own_address}
        gone = [each for each in self.model.people if each.has_own_address and each.address not in here]
        if gone:
            self.group(number, is_together, is_member, address=gone[number % len(gone)].address)

    def again(self, number: int, is_together: bool, is_member: bool) -> None:
        """The address of somebody who is there is typed once more, with others."""
        here = [each for each in self.model.people if each.is_here and each.has_own_address and each.address]
        if here:
            self.group(number, is_together, is_member, address=here[number % len(here)].address)

    def somebody(self, **more: Any) -> Person:
        name = f"p{next(numbers)}"
        return Person(name, address=f"{name}@example.org", **more)

    def leave(self, who: Person) -> None:
        self_service.cancel(self.desk.ids[who.name])
        who.state = "gone"
        self.model.settle()

    def accept(self, who: Person) -> None:
        answering = [each for each in self.model.answering_as_one(who) if each.state == who.state]
        is_over = any(self.model.lapses(each) for each in answering)
        try:
            self_service.accept_offer(self.desk.ids[who.name])
        except Refused:
            assert is_over
        else:
            assert not is_over
            for each in answering:
                each.state = "confirmed"
                each.has_confirmed = each.has_confirmed or each.address == who.address

    def decline(self, who: Person) -> None:
        self_service.decline_offer(self.desk.ids[who.name])
        for each in self.model.answering_as_one(who):
            each.state = "gone"
        self.model.settle()

    def approve(self, who: Person) -> None:
        trial = deepcopy(self.model)
        trial.settle()
        would_have, still_there = trial.find_room([who]), trial.people[self.model.people.index(who)].is_here
        try:
            managing.approve(self.desk.event.id, [self.desk.ids[who.name]], by="test")
        except Refused:
            db.session.rollback()
            assert not still_there or (would_have is None and not self.model.terms.keeps_waitlist)
            return
        self.model.settle()
        found = self.model.find_room([who])
        if found is None:
            self.model.queue(who)
        else:
            who.state, who.has_kept_place = "confirmed", found[0]

    def refuse(self, who: Person) -> None:
        managing.decline(self.desk.event.id, [self.desk.ids[who.name]], by="test")
        who.state = "gone"
        self.model.settle()

    def let_in(self, who: Person) -> None:
        """Organisers give somebody a place out of turn: the line first, then they, beyond the places if need be."""
        managing.admit_beyond(self.desk.ids[who.name], by="test")
        had, kept = who.holds, who.has_kept_place
        who.state = "confirmed" if had else "at the desk"
        self.model.settle()
        who.state = "at the desk"
        found = self.model.find_room([who])
        who.state, who.has_kept_place = "confirmed", (had and kept) or (found is not None and found[0])

    def walk_in(self, _: int) -> None:
        """Somebody stands at the door."""
        name = f"p{next(numbers)}"
        admit_walk_in(self.desk.event.id, WalkIn(name=name), by="test")
        self.model.settle()
        self.model.people.append(Person(name, has_own_address=False, state="confirmed"))

    def eat(self, who: Person) -> None:
        """Somebody changes their mind about dinner."""
        trial = deepcopy(self.model)
        trial.settle()
        is_gone = not trial.people[self.model.people.index(who)].is_here
        changed = deepcopy(who)
        changed.eats = not who.eats
        try:
            self_service.change(
                self.desk.ids[who.name],
                name=who.name,
                organisation="",
                country="",
                replies=self.desk.replies(changed),
            )
        except Refused:
            db.session.rollback()
            assert is_gone or (changed.eats and trial.has_no_dinner())
        else:
            assert not is_gone
            assert not (changed.eats and trial.has_no_dinner())
            self.model.settle()
            who.eats = changed.eats
            self.model.settle()

    def wait(self, hours: int) -> None:
        """Time goes by, and the worker may or may not look in."""
        self.clock.shift(timedelta(hours=2 * hours))
        self.model.at = datetime.now(UTC)
        if hours % 2:
            return
        opening.settle(self.desk.event.id)
        self.model.settle()

    def withdraw(self, _: int) -> None:
        """The event is a draft again, or is published again. Nobody looks at the line."""
        change = changing.withdraw_event if self.model.is_published else changing.publish_event
        change(self.desk.event.id, by="test")
        self.model.is_published = not self.model.is_published

    def places(self, number: int) -> None:
        self.model.places = None if number > 25 else number % 8
        opening.set_desk(self.desk.event.id, self.desk.facts, capacity=self.model.places, by="test")
        self.model.settle()

    def online(self, number: int) -> None:
        self.model.online = None if number > 25 else number % 4
        facts = TicketFacts(name="Online", counts_at_event=False, capacity=self.model.online)
        opening.change_ticket(self.desk.event.id, self.desk.online, facts, by="test")
        self.model.settle()

    def kept(self, number: int) -> None:
        self.model.kept_for_members = number % 5
        self.desk.keep(self.desk.quota)
        self.model.settle()

    def dinners(self, number: int) -> None:
        self.model.dinners = number % 4
        opening.set_option_places(self.desk.event.id, self.desk.dinner, self.model.dinners, by="test")
        self.model.settle()

    def uses(self, number: int) -> None:
        self.model.uses = None if number > 25 else 1 + number % 6
        opening.change_code(self.desk.event.id, self.desk.code_id, uses=self.model.uses, is_withdrawn=False, by="test")


#: In which states somebody is to whom it can be done.
OF_SOMEBODY = {
    "leave": {"pending", "confirmed", "offered", "held", "waiting"},
    "accept": {"offered", "held"},
    "decline": {"offered", "held"},
    "approve": {"pending"},
    "refuse": {"pending", "waiting", "offered", "held"},
    "let_in": {"pending", "waiting", "offered", "held"},
    "eat": {"pending", "confirmed", "offered", "held", "waiting"},
}


def compare(model: Model, desk: Desk) -> None:
    assert desk.states() == {each.name: each.state for each in model.people}
    event_id = desk.event.id
    pools = db.session.execute(
        select(SeatPool.id, SeatPool.kind, SeatPool.taken).where(
            SeatPool.event_id == event_id, SeatPool.subject_id != desk.in_room
        )
    ).all()
    taken = {row.kind: row.taken for row in pools}
    assert taken[PoolKind.EVENT] == model.in_room()
    assert taken[PoolKind.TICKET] == model.on_line()
    assert taken[PoolKind.QUOTA] == sum(each.holds and each.has_kept_place for each in model.people)
    assert taken[PoolKind.CODE] == model.used()
    assert taken.get(PoolKind.OPTION, model.eating()) == model.eating()
    # What the counters say is what there are rows for.
    counted = dict(
        db.session.execute(
            select(SeatTaken.pool_id, func.count())
            .join(SeatPool, SeatPool.id == SeatTaken.pool_id)
            .where(SeatPool.event_id == event_id, SeatPool.subject_id != desk.in_room)
            .group_by(SeatTaken.pool_id)
        ).all()
    )
    assert {row.id: row.taken for row in pools if row.taken} == counted
    # What is read leaves out what has lapsed, before anybody comes by to end it.
    left = model.not_lapsed()
    shown = desk_of(desk.event)
    assert (shown.taken, shown.kept) == (model.in_room(left), model.kept(left))
    assert {each.row.id: each.taken for each in tickets_of(event_id)}[desk.online] == model.on_line(left)
    is_full = model.dinners is not None and model.eating(left) >= model.dinners
    assert full_options(event_id) == (frozenset({desk.dinner}) if is_full else frozenset())
    # Whether the worker has something to do.
    assert bool(lapsed_offers(event_id) or served_in_line(desk.event)) == (not model.is_at_rest())
    db.session.rollback()
