"""kill -9 of the worker in the middle of sending: nothing is lost, and a mail that goes twice is one to its reader."""

import email
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from convene.clock import now
from convene.database import bookkeeping, db, use_case
from convene.outbox.models import Message, MessageState
from convene.outbox.services import enqueue
from tests.factories.registrations import make_open_event
from tests.support.processes import kill, until, worker
from tests.support.smtp import MailServer, mail_server

pytestmark = pytest.mark.server


@bookkeeping
def let_leases_run_out() -> None:
    """As if five minutes had passed."""
    db.session.execute(update(Message).values(leased_until=now() - timedelta(seconds=1)))


def sent() -> int:
    db.session.rollback()
    is_of_the_test = (Message.state == MessageState.SENT) & (Message.name == "registration/passed_on")
    return db.session.scalar(select(func.count()).where(is_of_the_test)) or 0


def times_received(server: MailServer) -> Counter[tuple[str, str]]:
    """How often each (receiver, Message-ID) came."""
    return Counter(
        (mail.receivers[0], str(email.message_from_bytes(mail.body)["Message-ID"])) for mail in server.received
    )


@use_case
def write_mails(number: int, event_id: UUID, *, by: str) -> list[str]:
    """So many mails to as many people, all about one event; returns their addresses."""
    addresses = [f"person{n}@example.org" for n in range(number)]
    for address in addresses:
        enqueue("registration/passed_on", address, ids={"event_id": event_id})
    return addresses


@pytest.mark.parametrize(
    "mails",
    [20, pytest.param(500, marks=pytest.mark.long)],  # 18 seconds, and nothing in it depends on how many
)
def test_a_worker_killed_while_it_sends_loses_no_mail_and_repeats_only_what_was_in_flight(
    app: Flask, tmp_path: Path, mails: int
) -> None:
    addresses = write_mails(mails, make_open_event().id, by="test")
    with mail_server() as server:
        through = {"CONVENE_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=no"}
        server.silent_from = mails // 2
        with worker(app, tmp_path, **through) as first:
            until(lambda: len(server.received) >= mails // 2, "the worker sends")
            kill(first)
        in_flight = len(server.received) - sent()  # the mail server has them, nobody here knows
        assert in_flight in {1, 2}  # one for each thread that sends, whichever of them was quicker
        server.silent_from = 0
        let_leases_run_out()
        with worker(app, tmp_path, **through):
            until(lambda: sent() == mails, "another worker sends the rest")
    received = times_received(server)
    assert sorted(address for address, _ in received) == sorted(addresses)  # one Message-ID for each
    assert sorted(received.values()) == [1] * (mails - in_flight) + [2] * in_flight
