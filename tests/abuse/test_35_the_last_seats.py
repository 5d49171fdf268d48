"""200 people for 50 seats, at the same moment: 50 have one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.outbox.models import Message
from convene.registration.errors import EventFull
from convene.registration.models import Registration, SeatTaken
from convene.registration.queries.desk import desk_of
from tests.factories.registrations import make_open_event, make_registration
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


def test_without_a_limit_everybody_has_a_place(app: Flask) -> None:
    event = make_open_event(places=None)
    people = [partial(make_registration, event.id, f"person{n}@example.org") for n in range(64)]
    assert not any(isinstance(answer, EventFull) for answer in at_once(app, people))
    assert desk_of(event).taken == rows(SeatTaken) == 64


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
