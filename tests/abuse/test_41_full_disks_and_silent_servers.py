"""41: a disk is full, a database read-only, a mail server down for a day or at odds with one address: people are told
in words, nothing that was kept is lost, and the others have their mail once."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.outbox.models import Message, MessageState
from convene.outbox.sending import send_due
from convene.outbox.tasks import send
from convene.registration.models import Registration, SeatTaken
from convene.registration.queries.desk import desk_of
from tests.factories.registrations import make_open_event, make_registration
from tests.support.databases import is_postgresql
from tests.support.mail import sent_mails
from tests.support.smtp import Received, mail_server, sending_through
from tests.support.visitor import Visitor

MAIL = "/organise/forum/mail/"
IN_WORDS = "Our database takes nothing at the moment"


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_open_event(slug="forum", places=500)


# --- the database -----------------------------------------------------------------------------------------------------


@contextmanager
def every_connection(says: Callable[[sqlite3.Connection], str]) -> Iterator[None]:
    """Each connection that is opened within is told this first."""

    def tell(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(says(connection))

    event.listen(db.engine, "connect", tell)
    db.session.remove()
    db.engine.dispose()
    try:
        yield
    finally:
        event.remove(db.engine, "connect", tell)
        db.session.remove()
        db.engine.dispose()


def is_full(connection: sqlite3.Connection) -> str:
    """The file may not grow by a page."""
    return f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}"


def is_read_only(_: sqlite3.Connection) -> str:
    return "PRAGMA query_only=ON"


def kept() -> set[int]:
    """How many registrations, seats and mails there are: as many of one as of the other."""
    db.session.rollback()
    return {db.session.scalar(select(func.count()).select_from(one)) or 0 for one in (Registration, SeatTaken, Message)}


@pytest.mark.parametrize("trouble", [is_full, is_read_only])
def test_a_database_that_takes_nothing_keeps_what_it_has_and_people_are_told(
    app: Flask, forum: Event, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, trouble: Callable
) -> None:
    if is_postgresql():
        pytest.skip("the disk of a PostgreSQL is not ours to fill")
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    make_registration(forum.id, "first@example.org")
    told = 1
    with every_connection(trouble):
        for number in range(200):  # there may be room for some
            visitor.open("/e/forum/register")
            long = f"{number} " + "n" * 190
            visitor.fill_in(name="Jane", email=f"{number}@example.org", organisation=long).press(
                "Register", expect=None
            )
            if visitor.status != 200:
                break
            told += 1
        assert visitor.status == 503
        assert IN_WORDS in visitor.text
        assert "go back, where your answers still stand" in visitor.text
        assert kept() == {told}, "who was told that they are registered is, and nobody by half"
        for path in ("/", "/e/forum/", "/e/forum/register", "/sign-in"):
            visitor.open(path)
    visitor.open("/e/forum/register").fill_in(name="Jane", email="after@example.org").press("Register", expect=200)
    assert kept() == {told + 1}
    assert send_due() == told + 1
    assert len(sent_mails("after@example.org")) == 1


# --- the mail server --------------------------------------------------------------------------------------------------


def register(forum: Event, people: int) -> list[str]:
    addresses = [f"person{number}@example.org" for number in range(people)]
    for address in addresses:
        make_registration(forum.id, address)
    return addresses


def receivers_of(received: list[Received]) -> Counter[str]:
    return Counter(address for mail in received for address in mail.receivers)


def states() -> Counter[MessageState]:
    db.session.rollback()
    return Counter(db.session.scalars(select(Message.state)))


def test_mail_that_waited_for_a_server_for_a_day_goes_out_once(app: Flask, forum: Event, visitor: Visitor) -> None:
    begin = now()
    addresses = register(forum, 8)
    with time_machine.travel(begin, tick=False) as clock, sending_through(1):  # nobody listens there
        for _ in range(24 * 4):
            send()
            clock.shift(timedelta(minutes=15))
        visitor.signed_in_as("noor@example.org").open(MAIL)
        assert "Waiting" in visitor.text
        assert "No mail server answers." in visitor.text
    assert states() == {MessageState.WAITING: 8}
    with time_machine.travel(begin + timedelta(days=1), tick=False) as clock, mail_server() as server:
        for _ in range(30):
            send()
            clock.shift(timedelta(hours=1))
        visitor.another().signed_in_as("noor@example.org").open(MAIL)
    assert receivers_of(server.received) == dict.fromkeys(addresses, 1)
    assert states() == {MessageState.SENT: 8}


def test_one_address_of_sixty_that_is_refused_holds_up_nobody(app: Flask, forum: Event, visitor: Visitor) -> None:
    addresses = register(forum, 60)
    with mail_server() as server:
        server.refuse[addresses[30]] = "550 5.1.1 no such user"
        assert send_due() == 59
        assert send_due() == 0
    assert receivers_of(server.received) == dict.fromkeys(set(addresses) - {addresses[30]}, 1)
    assert states() == {MessageState.SENT: 59, MessageState.FAILED: 1}
    visitor.signed_in_as("noor@example.org").open(f"{MAIL}?show=failed")
    assert addresses[30] in visitor.text
    assert "no such user" in visitor.text
    assert addresses[31] not in visitor.text
    assert desk_of(forum).taken == 60, "a place does not hang on a mail"
