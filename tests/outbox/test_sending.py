import smtplib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask

from convene import clock
from convene.database import db
from convene.outbox import sending, services
from convene.outbox.errors import AlreadyWaiting, NewerIsWaiting, NothingToSendAgain
from convene.outbox.models import Message, MessageState
from convene.outbox.queries import messages_of, waiting_of
from convene.outbox.rules import LEASE, WAITS, decide_if_final, next_try_at
from convene.outbox.sending import send_due
from convene.outbox.tasks import forget_mails
from convene.registration.services.self_service import send_my_link
from tests.factories.registrations import make_open_event, make_registration
from tests.support.at_once import at_once
from tests.support.smtp import mail_server, sending_through

Greet = Callable[..., UUID]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let time pass for our own clock."""
    passed = [timedelta()]
    now = clock.now

    def pass_by(more: timedelta) -> None:
        passed[0] += more

    for module in ("convene.outbox.services", "convene.outbox.transport"):
        monkeypatch.setattr(f"{module}.now", lambda: now() + passed[0])
    return pass_by


def row(message_id: UUID) -> Message:
    db.session.rollback()
    return db.session.get_one(Message, message_id)


def test_two_senders_at_once_take_two_different_messages(app: Flask, greet: Greet) -> None:
    written = {greet(f"person{n}@example.org") for n in range(8)}
    together = threading.Barrier(8)

    def claim(_: int) -> UUID | None:
        with app.app_context():
            together.wait()
            return services.claim_next()

    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(claim, range(8)))
    # On PostgreSQL a sender may pass over what another is just taking; none is ever taken twice.
    assert set(claimed) <= written | {None}
    taken = [each for each in claimed if each is not None]
    assert len(taken) == len(set(taken))
    assert {*taken, *iter(services.claim_next, None)} == written


def test_what_is_claimed_is_left_alone_until_its_lease_runs_out(app: Flask, greet: Greet, later: Callable) -> None:
    message_id = greet()
    assert services.claim_next() == message_id
    assert services.claim_next() is None
    later(LEASE - timedelta(seconds=1))
    assert services.claim_next() is None
    later(timedelta(seconds=2))
    assert services.claim_next() == message_id, "the sender died: the next one takes the message over"


def test_a_message_that_a_dead_sender_left_goes_out_under_the_message_id_it_was_written_with(
    app: Flask, greet: Greet, later: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id = greet()
    with mail_server() as server:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("convene.outbox.services.record_sent", killed)
            with pytest.raises(KeyboardInterrupt):
                send_due()  # the mail server has it, and we have not written that down
        later(LEASE * 2)
        assert send_due() == 1
        ids = [line for mail in server.received for line in mail.body.split(b"\r\n") if line.startswith(b"Message-ID:")]
    assert ids == [f"Message-ID: {row(message_id).message_id}".encode()] * 2


def test_what_could_not_be_sent_is_tried_again_after_longer_and_longer_and_then_given_up(
    app: Flask, greet: Greet, later: Callable
) -> None:
    event_id = uuid4()
    message_id = greet(event_id=event_id)
    with sending_through(1):  # nobody listens there
        for wait in WAITS:
            assert send_due() == 0
            assert row(message_id).state is MessageState.WAITING
            assert "no connection to the mail server" in row(message_id).last_problem
            later(wait - timedelta(seconds=10))
            assert services.claim_next() is None, "it was tried before its time"
            later(timedelta(seconds=11))
        assert send_due() == 0
    assert row(message_id).state is MessageState.FAILED
    assert waiting_of(event_id).failed == 1
    services.send_again(event_id, message_id, by="test")
    assert send_due() == 1
    assert row(message_id).state is MessageState.SENT


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("451 4.3.0 busy", MessageState.WAITING),
        ("421 4.3.2 shutting down", MessageState.WAITING),
        ("550 5.1.1 no such user", MessageState.FAILED),
        ("554 5.7.1 rejected", MessageState.FAILED),
    ],
)
def test_a_refusal_is_final_or_not_as_the_mail_server_says(
    app: Flask, greet: Greet, answer: str, state: MessageState
) -> None:
    refused, taken = greet("refused@example.org"), greet("taken@example.org")
    with mail_server() as server:
        server.refuse["refused@example.org"] = answer
        assert send_due() == 1
    assert row(refused).state is state
    assert row(refused).last_problem == answer[4:]
    assert row(refused).leased_until is None
    assert row(taken).state is MessageState.SENT, "one refusal held up the others"


@pytest.mark.parametrize("trouble", ["greeting", "password", "sender"])
def test_what_the_mail_server_has_against_us_buries_no_mail(
    app: Flask, greet: Greet, later: Callable, trouble: str
) -> None:
    message_id = greet()
    with mail_server() as server:
        if trouble == "greeting":
            server.refuse["EHLO"] = "554 5.7.1 go away"
        elif trouble == "sender":
            server.refuse["MAIL"] = "550 5.7.1 sender rejected"
        password = "wrong" if trouble == "password" else None
        with sending_through(server.port, user=password and "convene", password=password):
            assert send_due() == 0
        assert row(message_id).state is MessageState.WAITING
        assert row(message_id).last_problem
        server.refuse.clear()
        later(WAITS[0] + timedelta(seconds=1))
        assert send_due() == 1


def test_a_password_that_the_mail_server_refuses_leaves_no_connection_open(
    app: Flask, greet: Greet, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[smtplib.SMTP] = []

    class Remembered(smtplib.SMTP):
        def login(self, user: str, password: str, *, initial_response_ok: bool = True) -> tuple[int, bytes]:  # type: ignore[override]
            opened.append(self)
            return super().login(user, password, initial_response_ok=initial_response_ok)

    monkeypatch.setattr(smtplib, "SMTP", Remembered)
    greet()
    with mail_server() as server, sending_through(server.port, user="convene", password="wrong"):
        send_due()
    assert [line.sock for line in opened] == [None]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 5.1.1 <jane@example.org>: unknown", "5.1.1 <…>: unknown"),
        ("550 5.1.1 jane.doe+x@mail.example.org... User unknown", "5.1.1 <…> User unknown"),
        ('550 unknown: "jane doe"@example.org, bye', "unknown: <…>, bye"),
        ("550 (jane@[192.0.2.1]) unknown", "(<…>) unknown"),
    ],
)
def test_what_the_mail_server_says_is_kept_without_addresses(app: Flask, greet: Greet, said: str, kept: str) -> None:
    message_id = greet("jane@example.org")
    with mail_server() as server:
        server.refuse["jane@example.org"] = said
        send_due()
    assert row(message_id).last_problem == kept


def test_a_mail_that_was_sent_and_cannot_be_kept_is_sent_all_the_same(
    app: Flask, greet: Greet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import DataError

    message_id, next_one = greet("a@example.org"), greet("b@example.org")
    record = services.record_sent

    def too_much(sent: UUID, subject: str, body: bytes | None) -> None:
        if sent == message_id and body is not None:
            raise DataError("UPDATE", {}, Exception("too much"))
        record(sent, subject, body)

    monkeypatch.setattr(services, "record_sent", too_much)
    with mail_server() as server:
        assert send_due() == 2
    assert len(server.received) == 2
    assert (row(message_id).state, row(message_id).last_problem) == (MessageState.SENT, "")
    assert row(next_one).state is MessageState.SENT


def test_what_another_sender_has_sent_meanwhile_is_not_dropped(app: Flask, greet: Greet) -> None:
    message_id = greet()
    send_due()
    services.drop(message_id)
    assert row(message_id).state is MessageState.SENT


def test_what_cannot_be_written_holds_up_nobody(app: Flask, greet: Greet) -> None:
    broken, whole = greet("broken@example.org", fails=True), greet("whole@example.org")
    with mail_server() as server:
        assert send_due() == 1
    assert [mail.receivers for mail in server.received] == [["whole@example.org"]]
    assert row(broken).state is MessageState.FAILED
    assert row(broken).last_problem == "could not be written: LookupError"
    assert row(whole).state is MessageState.SENT


def test_what_is_no_longer_so_is_not_sent(app: Flask, greet: Greet) -> None:
    message_id = greet(is_gone=True)
    with mail_server() as server:
        assert send_due() == 0
    assert server.received == []
    assert row(message_id).state is MessageState.REPLACED


def test_a_database_that_goes_away_leaves_the_message_to_the_next_sender(
    app: Flask, greet: Greet, later: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    message_id = greet()

    def gone(*_: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("the server closed the connection"))

    with monkeypatch.context() as patch:
        patch.setattr(services, "record_sent", gone)
        with pytest.raises(OperationalError):
            send_due()
    assert row(message_id).state is MessageState.WAITING
    later(LEASE * 2)
    assert send_due() == 1


def test_a_newer_message_about_the_same_thing_takes_the_place_of_the_one_that_waits(app: Flask, greet: Greet) -> None:
    older = greet(about="registration:1:agenda", words="Session A moves.")
    newer = greet(about="registration:1:agenda", words="Session A moves, B is cancelled.")
    other = greet(about="registration:2:agenda")
    assert row(older).state is MessageState.REPLACED
    assert row(older).private == {}, "what was private stays nowhere"
    assert send_due() == 2
    assert {row(each).state for each in (newer, other)} == {MessageState.SENT}


def test_of_messages_about_one_thing_written_at_the_same_moment_one_waits(app: Flask, greet: Greet) -> None:
    written = at_once(app, [lambda n=n: greet(f"p{n}@example.org", about="registration:1:link") for n in range(12)])  # type: ignore[misc]
    db.session.rollback()
    states = [row(message_id).state for message_id in written]
    assert sorted(states) == [MessageState.REPLACED] * 11 + [MessageState.WAITING]


def test_what_is_sent_again_by_two_at_once_waits_once(app: Flask, greet: Greet) -> None:
    event_id = uuid4()
    older, newer = (greet(event_id=event_id, about="registration:1:place") for _ in range(2))
    send_due()
    again = [lambda each=each: services.send_again(event_id, each, by="test") for each in (older, newer) * 4]
    at_once(app, again)
    assert row(newer).state is MessageState.WAITING
    assert row(older).state is MessageState.REPLACED


def test_sending_again_does_not_take_the_place_of_a_newer_message_that_waits(app: Flask, greet: Greet) -> None:
    event_id = uuid4()
    confirmation = greet(event_id=event_id, about="registration:1:place", words="You have a place.")
    send_due()
    cancellation = greet(event_id=event_id, about="registration:1:place", words="Your place is cancelled.")
    with pytest.raises(NewerIsWaiting):
        services.send_again(event_id, confirmation, by="test")
    with mail_server() as server:
        send_due()
    assert [b"is cancelled" in mail.body for mail in server.received] == [True]
    assert row(cancellation).state is MessageState.SENT


def test_a_newer_message_leaves_the_one_that_was_sent_as_it_is(app: Flask, greet: Greet) -> None:
    older = greet(about="registration:1:agenda")
    send_due()
    greet(about="registration:1:agenda")
    assert row(older).state is MessageState.SENT


def test_a_failure_of_what_was_replaced_meanwhile_brings_it_back_to_nobody(app: Flask, greet: Greet) -> None:
    older = greet(about="registration:1:agenda")
    assert services.claim_next() == older
    greet(about="registration:1:agenda")
    services.record_failure(older, "550 no such user", is_final=True)
    assert row(older).state is MessageState.REPLACED


def test_a_late_failure_does_not_undo_what_another_sender_has_sent(app: Flask, greet: Greet, later: Callable) -> None:
    message_id = greet()
    services.claim_next()
    later(LEASE * 2)
    assert send_due() == 1
    services.record_failure(message_id, "TimeoutError", is_final=False)
    assert row(message_id).state is MessageState.SENT


def test_the_private_values_are_forgotten_once_the_message_is_sent(app: Flask, greet: Greet) -> None:
    message_id = greet(secret="the key")
    send_due()
    assert row(message_id).private == {}


def test_a_subject_that_is_too_long_to_keep_is_sent_whole_and_once(app: Flask, greet: Greet) -> None:
    message_id = greet(subject="long " * 100)
    with mail_server() as server:
        assert send_due() == 1
        assert send_due() == 0
    assert len(server.received) == 1
    assert row(message_id).state is MessageState.SENT


def test_a_server_that_drops_the_line_after_taking_the_mail_gets_it_once(
    app: Flask, greet: Greet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dropped(self: smtplib.SMTP) -> None:
        self.close()
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    message_id = greet()
    monkeypatch.setattr(smtplib.SMTP, "quit", dropped)
    with mail_server() as server:
        assert send_due() == 1
    assert len(server.received) == 1
    assert row(message_id).state is MessageState.SENT


def test_a_mail_server_that_says_nothing_is_given_up_after_a_while(
    app: Flask, greet: Greet, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr("convene.outbox.transport.SECONDS", 0.2)
    message_id = greet()
    with socket.create_server(("127.0.0.1", 0)) as silent, sending_through(silent.getsockname()[1]):
        assert send_due() == 0
    assert "no connection to the mail server" in row(message_id).last_problem


def test_nothing_is_held_in_the_database_while_the_mail_server_takes_its_time(
    app: Flask, greet: Greet, monkeypatch: pytest.MonkeyPatch
) -> None:
    states: list[bool] = []
    monkeypatch.setattr(sending, "hand_over", lambda *_: states.append(db.session().in_transaction()))
    greet()
    send_due()
    assert states == [False]


def test_only_what_waits_no_more_can_be_sent_again_and_only_by_its_event(app: Flask, greet: Greet) -> None:
    event_id = uuid4()
    message_id = greet(event_id=event_id)
    with pytest.raises(AlreadyWaiting):
        services.send_again(event_id, message_id, by="test")
    with pytest.raises(NothingToSendAgain):
        services.send_again(uuid4(), message_id, by="test")


def test_the_bytes_are_dropped_after_the_retention_time_and_the_row_stays(
    app: Flask, greet: Greet, later: Callable
) -> None:
    message_id = greet()
    send_due()
    assert services.drop_bytes_older_than(90) == 0
    later(timedelta(days=91))
    assert services.drop_bytes_older_than(90) == 1
    assert row(message_id).body is None
    assert row(message_id).state is MessageState.SENT


def test_forgetting_mails_writes_only_where_there_is_one_to_forget(
    app: Flask, greet: Greet, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    drop_bytes = services.drop_bytes_older_than
    monkeypatch.setattr(services, "drop_bytes_older_than", lambda days: (asked.append(days), drop_bytes(days))[1])
    message_id = greet()
    send_due()
    forget_mails()
    assert asked == []
    with time_machine.travel(clock.now() + timedelta(days=91)):
        forget_mails()
        forget_mails()
    assert asked == [90]
    assert row(message_id).body is None


def test_the_outbox_of_an_event_shows_its_own_messages(app: Flask, greet: Greet) -> None:
    event_id, other = uuid4(), uuid4()
    mine = greet(event_id=event_id)
    greet(event_id=other)
    greet()
    assert [each.id for each in db.session.scalars(messages_of(event_id))] == [mine]
    assert (waiting_of(event_id).waiting, waiting_of(uuid4()).waiting) == (1, 0)


@pytest.mark.parametrize(
    ("code", "is_about_this_mail", "is_final"),
    [
        (None, False, False),
        (250, True, False),
        (421, True, False),
        (499, True, False),
        (500, True, True),
        (550, True, True),
        (599, True, True),
        (530, True, False),  # "sign in first", said to the receiver
        (535, False, False),
        (554, False, False),
    ],
)
def test_only_a_five_hundred_about_this_mail_is_the_last_word(
    code: int | None, is_about_this_mail: bool, is_final: bool
) -> None:
    assert decide_if_final(code, is_about_this_mail=is_about_this_mail) is is_final


def test_the_waits_add_up_to_about_two_days() -> None:
    at = clock.now()
    assert next_try_at(1, at) == at + WAITS[0]
    assert next_try_at(len(WAITS) + 1, at) is None
    assert timedelta(days=1) < sum(WAITS, timedelta()) < timedelta(days=3)


def test_a_message_that_was_claimed_and_then_replaced_is_not_sent(app: Flask) -> None:
    """A real one, that could be rendered again: it holds ids and nothing private."""
    event = make_open_event()
    make_registration(event.id)
    send_due()
    send_my_link(event.id, "jane@example.org")
    old = services.claim_next()
    assert old is not None
    send_my_link(event.id, "jane@example.org")
    with mail_server() as server:
        assert sending._send(old) is False
        assert server.received == []
        assert send_due() == 1
    assert row(old).state is MessageState.REPLACED


@pytest.mark.parametrize("answer", ["451 busy", "550 unknown"])
def test_a_message_that_is_replaced_while_it_is_sent_stays_replaced_whatever_the_server_says(
    app: Flask, greet: Greet, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    old = greet(about="the hall", words="It is the Ballroom.")
    new: list[UUID] = []
    really = sending.hand_over

    def meanwhile(to_email: str, body: bytes) -> None:
        if not new:
            new.append(greet(about="the hall", words="It is the garden."))
            really(to_email, body)

    monkeypatch.setattr(sending, "hand_over", meanwhile)
    with mail_server() as server:
        server.refuse["*"] = answer
        assert services.claim_next() == old
        assert sending._send(old) is False
    assert row(old).state is MessageState.REPLACED
    assert row(new[0]).state is MessageState.WAITING
    assert send_due() == 1
    assert (row(old).state, row(new[0]).state) == (MessageState.REPLACED, MessageState.SENT)


def test_what_would_say_nothing_any_more_stays_sent_if_another_sender_was_quicker(app: Flask, greet: Greet) -> None:
    message_id = greet()
    assert send_due() == 1
    services.drop(message_id)
    services.record_failure(message_id, "too late", is_final=True)
    assert (row(message_id).state, row(message_id).last_problem) == (MessageState.SENT, "")
