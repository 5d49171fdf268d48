"""200 people for 50 seats, at the same moment: 50 have one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import zip_longest
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.outbox.models import Message
from convene.questionnaires.catalogue import Kind
from convene.registration.errors import EventFull, TicketFull
from convene.registration.models import Registration, SeatTaken
from convene.registration.queries.admission import places_of_options, tickets_of
from convene.registration.queries.desk import desk_of
from convene.registration.services.correcting import Correction, correct
from convene.registration.services.joining import register
from convene.registration.services.opening import TicketFacts, add_code, add_ticket, set_option_places, set_quota
from tests.factories.questionnaires import ask, make_form, option
from tests.factories.registrations import answers, make_open_event, make_registration
from tests.support.at_once import at_once
from tests.support.phone import Phone
from tests.support.processes import web_server


def rows(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_200_people_register_at_once_for_50_seats_and_50_have_one(app: Flask) -> None:
    event = make_open_event(places=50)
    people = [partial(make_registration, event.id, f"person{n}@example.org") for n in range(200)]
    told = Counter(type(answer).__name__ for answer in at_once(app, people))
    assert told == {"UUID": 50, "EventFull": 150}
    assert desk_of(event).taken == rows(Registration) == rows(SeatTaken) == rows(Message) == 50


def test_the_last_seat_goes_to_one_of_two_people(app: Flask) -> None:
    for _ in range(20):
        event = make_open_event(places=1)
        answers = at_once(
            app, [partial(make_registration, event.id, f"{who}@example.org") for who in ("jane", "piyada")]
        )
        assert sum(isinstance(answer, EventFull) for answer in answers) == 1
        assert desk_of(event).taken == 1


def test_the_last_place_of_a_ticket_goes_to_one_of_two_who_are_moved_to_it(app: Flask) -> None:
    event = make_open_event(places=50)
    hall = add_ticket(event.id, TicketFacts(name="In person", capacity=1), by="test")
    online = add_ticket(event.id, TicketFacts(name="Online"), by="test")
    people = [make_registration(event.id, f"person{n}@example.org", ticket_kind_id=online) for n in range(8)]
    said = [
        Correction(name="Jane", email=f"person{n}@example.org", organisation="", country="", language="en",
                   ticket_kind_id=hall)
        for n in range(8)
    ]  # fmt: skip
    moved = at_once(app, [partial(correct, *each, by="test") for each in zip(people, said, strict=True)])
    assert sum(isinstance(answer, TicketFull) for answer in moved) == 7
    assert {each.row.id: each.taken for each in tickets_of(event.id)} == {hall: 1, online: 7}
    assert desk_of(event).taken == 8


def test_without_a_limit_everybody_has_a_place(app: Flask) -> None:
    event = make_open_event(places=None)
    people = [partial(make_registration, event.id, f"person{n}@example.org") for n in range(64)]
    assert not any(isinstance(answer, EventFull) for answer in at_once(app, people))
    assert desk_of(event).taken == rows(SeatTaken) == 64


def test_60_people_for_ten_places_of_a_way_of_taking_part(app: Flask) -> None:
    event = make_open_event(places=50)
    ticket = add_ticket(event.id, TicketFacts(name="Online", capacity=10), by="test")
    people = [partial(make_registration, event.id, f"person{n}@example.org", ticket_kind_id=ticket) for n in range(60)]
    told = Counter(type(answer).__name__ for answer in at_once(app, people))
    assert told == {"UUID": 10, "TicketFull": 50}
    assert (tickets_of(event.id)[0].taken, desk_of(event).taken) == (10, 10)


def test_40_people_for_five_places_of_an_answer(app: Flask) -> None:
    event = make_open_event(places=None)
    form_id = make_form(event)
    dinner = ask(form_id, "Will you stay for dinner?", Kind.CHOICE, "Yes", "No")
    yes, no = (option(form_id, dinner, word) for word in ("Yes", "No"))
    set_option_places(event.id, yes, 5, by="test")
    people = [
        partial(make_registration, event.id, f"person{n}@example.org", replies={dinner: str(yes if n % 4 else no)})
        for n in range(40)
    ]
    told = Counter(type(answer).__name__ for answer in at_once(app, people))
    assert told == {"UUID": 15, "OptionFull": 25}
    assert places_of_options(event.id)[yes].taken == 5
    assert desk_of(event).taken == 15


def test_places_kept_for_a_group_are_left_to_it(app: Flask) -> None:
    event = make_open_event(places=20)
    quota_id = set_quota(event.id, None, name="Speakers", places=8, by="test")
    code = add_code(event.id, uses=None, quota_id=quota_id, by="test")
    others = [partial(make_registration, event.id, f"person{n}@example.org") for n in range(40)]
    members = [
        partial(register, event.id, answers(f"member{n}@example.org"), language="en", code=code) for n in range(8)
    ]
    told = at_once(app, [each for pair in zip_longest(others, members) for each in pair if each is not None])
    admitted = Counter(type(answer).__name__ for answer in told)
    assert (admitted["UUID"], admitted["Registered"]) == (12, 8)
    assert desk_of(event).taken == 20


@pytest.mark.server
def test_200_people_on_two_server_processes_are_told_who_has_one_of_50_seats(app: Flask, tmp_path: Path) -> None:
    event = make_open_event(places=50, slug="forum")
    db.session.rollback()
    with web_server(app, tmp_path, processes=2) as port, ThreadPoolExecutor(50) as crowd:
        phones = [Phone(port) for _ in range(50)]
        list(crowd.map(Phone.open_form, phones))
        addresses = [f"person{n}@example.org" for n in range(200)]
        told = Counter(crowd.map(lambda n: phones[n % 50].register(addresses[n]), range(200)))
    assert told == {303: 50, 409: 150}
    assert desk_of(event).taken == rows(Registration) == rows(SeatTaken) == rows(Message) == 50
