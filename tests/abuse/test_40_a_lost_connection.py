"""40: a database that drops its connections in the middle of registrations loses none that was answered."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from convene.database import db
from convene.outbox.models import Message
from convene.registration import services
from convene.registration.models import Registration, SeatTaken
from convene.registration.queries import desk_of
from tests.factories.registrations import answers, make_open_event
from tests.support.at_once import at_once
from tests.support.databases import is_postgresql

CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"


def rows(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_whoever_was_told_that_they_are_registered_is_though_connections_are_cut(app: Flask) -> None:
    if not is_postgresql():
        pytest.skip("SQLite has no connection that somebody could cut")
    event = make_open_event(places=None)
    told: list[str] = []
    failed: list[str] = []
    is_over = threading.Event()

    def register(address: str) -> None:
        try:
            services.register(event_id, answers(address), language="en")
        except DBAPIError:
            failed.append(address)
        else:
            told.append(address)

    def cut_off_again_and_again() -> None:
        outside = create_engine(url, isolation_level="AUTOCOMMIT", pool_size=1)
        with outside.connect() as connection:
            while not is_over.wait(0.03):
                connection.execute(text(CUT_OFF), {"name": outside.url.database})
        outside.dispose()

    event_id, url = event.id, db.engine.url
    people: list[Callable[[], None]] = [partial(register, f"person{n}@example.org") for n in range(200)]
    scissors = threading.Thread(target=cut_off_again_and_again)
    scissors.start()
    try:
        at_once(app, people, threads=8)
    finally:
        is_over.set()
        scissors.join()
    db.engine.dispose()
    kept = set(db.session.scalars(select(Registration.email)))
    assert failed, "no connection was cut in the middle of a registration"
    assert told
    assert set(told) <= kept
    # Of one that failed nobody knows whether it was kept: the connection may end between the commit and its answer.
    assert kept <= {*told, *failed}
    assert desk_of(db.session.merge(event)).taken == len(kept) == rows(SeatTaken) == rows(Message)
    register("after@example.org")
    assert "after@example.org" in told
