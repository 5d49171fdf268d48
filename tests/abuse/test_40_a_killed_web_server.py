"""40: kill -9 of the web server in the middle of registrations loses none that was answered, and none by half."""

import threading
import time
from http.client import HTTPException
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.outbox.models import Message
from convene.registration.models import Registration, SeatTaken
from convene.registration.queries.desk import desk_of
from tests.factories.registrations import make_open_event
from tests.support.phone import Phone
from tests.support.processes import kill, until, web_process

PHONES = 8


def rows(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.server
def test_whoever_was_answered_is_registered_and_nobody_is_by_half(app: Flask, tmp_path: Path) -> None:
    event = make_open_event(places=None, slug="forum")
    answered: list[str] = []

    def keep_registering(phone: Phone, number: int) -> None:
        for turn in range(10_000):
            address = f"person{number}-{turn}@example.org"
            try:
                if phone.register(address) == 303:
                    answered.append(address)
            except (OSError, HTTPException):
                return  # the server is gone

    db.session.rollback()
    with web_process(app, tmp_path) as (process, port):
        phones = [Phone(port) for _ in range(PHONES)]
        for phone in phones:
            phone.open_form()
        threads = [
            threading.Thread(target=keep_registering, args=each) for each in zip(phones, range(PHONES), strict=True)
        ]
        for thread in threads:
            thread.start()
        until(lambda: len(answered) > 3 * PHONES, "some are registered")
        time.sleep(0.05)
        kill(process)
        for thread in threads:
            thread.join(60)
    kept = set(db.session.scalars(select(Registration.email)))
    assert set(answered) <= kept
    assert desk_of(event).taken == len(kept) == rows(SeatTaken) == rows(Message)
