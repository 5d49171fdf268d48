"""40: kill -9 of the worker, twice, while it tells 500 people of a publish: each has the right mail; what was in flight
may have come twice, under one Message-ID."""

import email
import email.policy
from collections import Counter, defaultdict
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from convene.clock import now
from convene.database import bookkeeping, db
from convene.engines.people_files import FilePerson
from convene.events.models import Event
from convene.outbox.models import Message, MessageState
from convene.programme.catalogue import Group
from convene.programme.queries.telling import AGENDA_CHANGED
from convene.registration.models import Registration
from convene.registration.services import signing_up
from convene.registration.services.importing import import_people
from tests.factories.agendas import add_session, move, publish
from tests.factories.registrations import make_open_event
from tests.factories.sessions import give_places
from tests.support.mail import text_of
from tests.support.processes import kill, until, worker
from tests.support.smtp import MailServer, mail_server

pytestmark = pytest.mark.server


@bookkeeping
def let_leases_run_out() -> None:
    """As if five minutes had passed."""
    db.session.execute(update(Message).values(leased_until=now() - timedelta(seconds=1)))


def sent() -> int:
    db.session.rollback()
    is_of_the_publish = (Message.state == MessageState.SENT) & (Message.name == AGENDA_CHANGED)
    return db.session.scalar(select(func.count()).where(is_of_the_publish)) or 0


def received_by_address(server: MailServer) -> dict[str, list[EmailMessage]]:
    found: dict[str, list[EmailMessage]] = defaultdict(list)
    for one in server.received:
        mail = email.message_from_bytes(one.body, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        found[one.receivers[0]].append(mail)
    return found


def people_signed_up(event: Event, sessions: list[UUID], number: int) -> dict[str, int]:
    """So many people, each signed up for one of the sessions in turn; returns which, by address."""
    people = [FilePerson(row=row, name=f"Person {row}", email=f"person{row}@example.org") for row in range(number)]
    import_people(event.id, people, by="test")
    for session_id in sessions:
        give_places(event, session_id, None)
    rows = db.session.execute(select(Registration.id, Registration.email).order_by(Registration.created_at)).all()
    which = {}
    for place, (registration_id, address) in enumerate(rows):
        which[address] = place % len(sessions)
        signing_up.sign_up(registration_id, sessions[which[address]])
    return which


@pytest.mark.parametrize(
    "number",
    [30, pytest.param(500, marks=pytest.mark.long)],  # half a minute, and nothing in it depends on how many
)
def test_a_publish_is_told_to_each_once_though_the_worker_is_killed_twice(
    app: Flask, tmp_path: Path, number: int
) -> None:
    event = make_open_event(slug="forum", places=None)
    sessions = [add_session(event, f"Talk {place}", f"{10 + place}:00") for place in range(3)]
    publish(event)
    which = people_signed_up(event, sessions, number)
    for place, session_id in enumerate(sessions):
        move(event, session_id, f"{15 + place}:00")
    publish(event, "", Group.SIGNED_UP)
    in_flight = 0
    with mail_server() as server:
        through = {"CONVENE_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=no"}
        for share in (1, 2):
            server.silent_from = share * number // 3
            with worker(app, tmp_path, **through) as process:
                until(lambda: len(server.received) >= share * number // 3, "the worker sends")  # noqa: B023
                kill(process)
            in_flight = len(server.received) - sent()  # the mail server has them, nobody here knows
            server.silent_from = 0
            let_leases_run_out()
        with worker(app, tmp_path, **through):
            until(lambda: sent() == number, "another worker sends the rest", seconds=120)
    received = received_by_address(server)
    assert set(received) == set(which)
    assert sum(len(mails) - 1 for mails in received.values()) == in_flight
    assert in_flight <= 4  # one for each thread that sends, at each of the two kills
    for address, mails in received.items():
        assert len({mail["Message-ID"] for mail in mails}) == 1
        assert [receiver.addr_spec for receiver in mails[0]["To"].addresses] == [address]
        text = text_of(mails[0])
        mine = which[address]
        assert f"Talk {mine}" in text
        assert f"Now: Thursday 4 March 2027, {15 + mine}:00" in text
        assert [other for other in range(3) if other != mine and f"Talk {other}" in text] == []
    ids = Counter(mails[0]["Message-ID"] for mails in received.values())
    assert max(ids.values()) == 1
