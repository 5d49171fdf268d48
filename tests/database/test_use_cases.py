import contextlib
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError

from convene import database, queue
from convene.accounts.models import Account
from convene.audit.models import AuditLine
from convene.clock import now
from convene.database import after_commit, bookkeeping, concerning, db, hold, is_in_use_case, use_case
from convene.outbox import services as outbox
from convene.outbox.models import Message
from convene.teams.models import Team
from convene.teams.services import create_team
from tests.support.databases import is_postgresql

THREADS = 16


@use_case
def found_two_teams(first: str, second: str, *, by: str) -> None:
    create_team(first, by=by)
    create_team(second, by=by)


@use_case
def found_and_write(name: str, *, then_fail: bool, by: str) -> None:
    team_id = create_team(name, by=by)
    outbox.enqueue("accounts/sign_in", "noor@example.org", ids={"team_id": team_id})
    if then_fail:
        raise ValueError("after everything was written")


@use_case
def rename(team_id: UUID, name: str, *, by: str = "nobody in particular") -> None:
    db.session.get_one(Team, team_id).name = name


@bookkeeping
def rename_by_machine(team_id: UUID, name: str) -> None:
    db.session.get_one(Team, team_id).name = name


def names() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Team.name)))


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_use_case_and_those_that_it_calls_are_kept_together_with_one_audit_line(app: Flask) -> None:
    found_two_teams("Hosts", "Guests", by="test")
    assert names() == {"Hosts", "Guests"}
    lines = db.session.scalars(select(AuditLine)).all()
    assert [(line.by, line.what.split(".")[-1]) for line in lines] == [("test", "found_two_teams")]


def test_a_failure_takes_everything_back_the_mail_and_the_audit_line_included(app: Flask) -> None:
    with pytest.raises(ValueError, match="after everything"):
        found_and_write("Hosts", then_fail=True, by="test")
    assert (count(Team), count(Message), count(AuditLine)) == (0, 0, 0)
    assert app.extensions["queue"].storage.queue_size() == 0, "a sender was woken for a mail that is not there"


def test_the_sender_is_woken_once_the_mail_is_kept(app: Flask) -> None:
    found_and_write("Hosts", then_fail=False, by="test")
    assert count(Message) == 1
    assert app.extensions["queue"].storage.queue_size() == 1


def test_a_use_case_that_writes_a_hundred_mails_wakes_the_sender_once(app: Flask) -> None:
    @use_case
    def write_many(*, by: str) -> None:
        for n in range(100):
            outbox.enqueue("accounts/sign_in", f"p{n}@example.org")

    write_many(by="test")
    assert count(Message) == 100
    assert app.extensions["queue"].storage.queue_size() == 1
    write_many(by="test")
    assert app.extensions["queue"].storage.queue_size() == 2


def test_what_runs_by_the_clock_runs_each_minute_or_on_each_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_tasks", {})
    queue.task("send", every_minute=True)(lambda: None)
    queue.task("forget", every_day=True)(lambda: None)
    queue.task("import")(lambda: None)
    woken: list[str] = []
    monkeypatch.setitem(app.extensions, "queue_run", woken.append)
    for moment in ("2026-03-01T10:00Z", "2026-03-01T10:01Z", "2026-03-02T00:00Z"):
        with time_machine.travel(datetime.fromisoformat(moment), tick=False):
            queue._run_each_minute(app)
    assert woken == ["send", "forget", "send", "send", "forget"]


def test_a_refusal_inside_takes_back_what_the_outer_use_case_wrote(app: Flask) -> None:
    @use_case
    def outer(*, by: str) -> None:
        create_team("Hosts", by=by)
        found_and_write("Guests", then_fail=True, by=by)

    with pytest.raises(ValueError, match="after everything"):
        outer(by="test")
    assert count(Team) == 0


def test_the_audit_line_names_the_ids_and_the_actor_even_where_the_actor_is_the_usual_one(app: Flask) -> None:
    team_id = create_team("Hosts", by="test")
    event_id = uuid4()

    @use_case
    def change(team_id: UUID, *, by: str = "somebody") -> None:
        concerning(event_id=event_id, registration_id=None)

    change(team_id)
    line = db.session.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line is not None
    assert (line.by, line.team_id, line.event_id, line.ids) == ("somebody", team_id, event_id, {})


def test_bookkeeping_leaves_no_audit_line(app: Flask) -> None:
    team_id = create_team("Hosts", by="test")
    rename_by_machine(team_id, "Guests")
    assert names() == {"Guests"}
    assert count(AuditLine) == 1


def test_a_use_case_inside_bookkeeping_is_audited_all_the_same(app: Flask) -> None:
    @bookkeeping
    def step_of_machinery() -> None:
        create_team("Hosts", by="machine")

    step_of_machinery()
    assert count(AuditLine) == 1


def test_a_row_added_outside_of_a_use_case_is_refused(app: Flask) -> None:
    db.session.add(Team(name="Hosts", created_at=now()))
    with pytest.raises(RuntimeError, match="by use cases only"):
        db.session.flush()
    db.session.rollback()


def test_a_row_changed_outside_of_a_use_case_is_refused(app: Flask) -> None:
    team_id = create_team("Hosts", by="test")
    db.session.get_one(Team, team_id).name = "Guests"
    with pytest.raises(RuntimeError, match="by use cases only"):
        db.session.scalars(select(Team)).all()
    assert names() == {"Hosts"}


def test_an_update_statement_outside_of_a_use_case_is_refused(app: Flask) -> None:
    create_team("Hosts", by="test")
    with pytest.raises(RuntimeError, match="by use cases only"):
        db.session.execute(update(Team).values(name="Guests"))
    assert names() == {"Hosts"}


@pytest.mark.parametrize("belongs_inside", [lambda: hold(("event", uuid4())), lambda: after_commit(print), concerning])
def test_what_belongs_inside_a_use_case_says_so_elsewhere(app: Flask, belongs_inside: object) -> None:
    assert not is_in_use_case()
    with pytest.raises(RuntimeError, match="belongs inside a use case"):
        belongs_inside()  # type: ignore[operator]


def test_what_is_left_for_after_the_commit_runs_then_and_only_then(app: Flask) -> None:
    seen: list[object] = []

    @use_case
    def act(*, fail: bool, by: str) -> None:
        create_team("Hosts", by=by)
        after_commit(lambda: seen.append((is_in_use_case(), names())))
        if fail:
            raise ValueError

    with pytest.raises(ValueError):
        act(fail=True, by="test")
    assert seen == []
    act(fail=False, by="test")
    assert seen == [(False, {"Hosts"})]


def test_a_failure_after_the_commit_harms_nobody(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    def fail() -> None:
        db.session.execute(text("SELECT * FROM no_such_table"))

    @use_case
    def act(*, by: str) -> None:
        create_team("Hosts", by=by)
        after_commit(fail)
        after_commit(lambda: seen.extend(names()))

    with caplog.at_level(logging.ERROR):
        act(by="test")
    assert seen == ["Hosts"], "what came after the failure did not run, or could not read"
    assert "after commit" in caplog.text
    db.session.rollback()
    create_team("Guests", by="test")


def test_a_queue_that_is_down_takes_no_registration_with_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise ConnectionError("redis is down")

    monkeypatch.setitem(app.extensions, "queue_run", broken)
    found_and_write("Hosts", then_fail=False, by="test")
    assert count(Message) == 1
    queue.wake("send")  # outside of a use case, too


def test_a_use_case_decides_on_what_is_true_now_and_not_on_what_was_read_before(app: Flask) -> None:
    team_id = create_team("Hosts", by="test")
    stale = db.session.get_one(Team, team_id)
    assert stale.name == "Hosts"

    def change_elsewhere() -> None:
        with app.app_context():
            rename(team_id, "Changed elsewhere", by="test")

    db.session.rollback()  # a page that waits holds no read open on SQLite either
    db.session.get_one(Team, team_id)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(change_elsewhere).result()

    @use_case
    def read(*, by: str) -> str:
        return db.session.get_one(Team, team_id).name

    assert read(by="test") == "Changed elsewhere"


@contextlib.contextmanager
def another_process_writes() -> Iterator[sqlite3.Connection]:
    """As a connection of its own, which takes no turn among the threads of this process."""
    other = sqlite3.connect(db.engine.url.database or "", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield other
    finally:
        other.close()


def test_a_use_case_waits_until_another_process_has_written_and_no_longer(app: Flask) -> None:
    if is_postgresql():
        pytest.skip("its writers wait for one another by themselves")
    team_id = create_team("Before", by="test")
    with another_process_writes() as other:
        threading.Timer(0.15, other.rollback).start()  # SQLite alone would look again after 128 ms, and then after 178
        began = time.monotonic()
        rename(team_id, "After", by="test")
        assert 0.14 < time.monotonic() - began < 5
    assert names() == {"After"}
    assert db.session.execute(text("PRAGMA busy_timeout")).scalar() == database.BUSY_SECONDS * 1000


def test_a_use_case_that_another_process_keeps_out_for_too_long_says_that_the_database_is_locked(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_postgresql():
        pytest.skip("its writers wait for one another by themselves")
    team_id = create_team("Before", by="test")
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(database, "SQLITE_WAITS", "PRAGMA busy_timeout=100")
    with another_process_writes(), pytest.raises(OperationalError, match="database is locked"):
        rename(team_id, "Never", by="test")
    rename(team_id, "After", by="test")
    assert names() == {"After"}


@pytest.mark.slow
def test_a_read_that_becomes_a_writer_among_many_is_never_told_that_the_database_is_locked(app: Flask) -> None:
    team_ids = [create_team(f"Team {n}", by="test") for n in range(THREADS)]
    together = threading.Barrier(THREADS)

    def read_and_write(team_id: UUID) -> None:
        with app.app_context():
            together.wait()
            for n in range(50):
                assert db.session.get_one(Team, team_id).name
                rename(team_id, f"Round {n}", by="test")

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(read_and_write, team_id) for team_id in team_ids]:
            done.result()
    assert names() == {"Round 49"}
    assert count(AuditLine) == THREADS * 51


def test_hold_keeps_two_use_cases_apart(app: Flask) -> None:
    """Each counts, waits, and writes the next number: without the lock two would write the same one."""
    event_id = uuid4()
    together = threading.Barrier(8)

    @use_case
    def found_the_next(*, by: str) -> None:
        hold(("event", event_id), ("board", event_id))
        number = db.session.scalar(select(func.count()).select_from(Team))
        threading.Event().wait(0.01)
        db.session.add(Team(name=f"Team {number}", created_at=now()))

    def found(_: int) -> None:
        with app.app_context():
            together.wait()
            found_the_next(by="test")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(found, range(8)))
    assert names() == {f"Team {n}" for n in range(8)}


def test_things_are_held_in_one_order_so_that_two_use_cases_never_wait_for_each_other(app: Flask) -> None:
    one, other = ("event", uuid4()), ("event", uuid4())
    together = threading.Barrier(2)
    attempts: list[int] = []

    @use_case
    def hold_both(things: list[tuple[str, UUID]], *, by: str) -> None:
        attempts.append(1)
        hold(*things)
        threading.Event().wait(0.02)

    def run(things: list[tuple[str, UUID]]) -> None:
        with app.app_context():
            together.wait()
            for _ in range(5):
                hold_both(things, by="test")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, ([one, other], [other, one])))
    assert len(attempts) == 10, "a deadlock was repeated away instead of avoided"


def test_a_deadlock_is_repeated_until_both_are_done(app: Flask) -> None:
    if not is_postgresql():
        pytest.skip("SQLite has one writer: nothing can deadlock")
    first, second = create_team("First", by="test"), create_team("Second", by="test")
    together = threading.Barrier(2, timeout=5)
    attempts: list[int] = []

    @use_case
    def touch(order: list[UUID], *, by: str) -> None:
        attempts.append(1)
        for team_id in order:
            db.session.execute(update(Team).where(Team.id == team_id).values(name=Team.name + "!"))
            if len(attempts) <= 2 and team_id == order[0]:
                together.wait()

    def run(order: list[UUID]) -> None:
        with app.app_context():
            touch(order, by="test")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(run, [first, second]), pool.submit(run, [second, first])]:
            done.result()
    assert names() == {"First!!", "Second!!"}
    assert len(attempts) == 3, "one of the two must have been told of the deadlock and run again"


@pytest.mark.parametrize("kind", ["serialization_failure", "deadlock_detected"])
def test_what_may_succeed_if_repeated_is_tried_three_times_and_no_more(app: Flask, kind: str) -> None:
    class Told(Exception):
        sqlstate = {"serialization_failure": "40001", "deadlock_detected": "40P01"}[kind]

    attempts: list[int] = []
    after: list[int] = []

    @use_case
    def act(succeeds_at: int, *, by: str) -> str:
        attempts.append(1)
        after_commit(after.append, len(attempts))
        if len(attempts) < succeeds_at:
            raise OperationalError("UPDATE", {}, Told())
        return "done"

    assert act(3, by="test") == "done"
    assert after == [3], "what an attempt left for after its commit ran although it was rolled back"
    attempts.clear()
    with pytest.raises(OperationalError):
        act(9, by="test")
    assert len(attempts) == 3


def test_no_other_failure_of_the_database_is_repeated(app: Flask) -> None:
    attempts: list[int] = []

    @use_case
    def act(*, by: str) -> None:
        attempts.append(1)
        db.session.execute(text("SELECT * FROM no_such_table"))

    with pytest.raises(Exception, match="no_such_table"):
        act(by="test")
    assert len(attempts) == 1


def test_two_contexts_of_one_process_run_two_use_cases(app: Flask) -> None:
    """What one thread has under way is not what another has."""

    @use_case
    def look_from_elsewhere(*, by: str) -> bool:
        def look() -> bool:
            with app.app_context():
                return is_in_use_case()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(look).result()

    assert look_from_elsewhere(by="test") is False


def test_an_account_is_made_once_for_one_address(app: Flask) -> None:
    from convene.accounts import services
    from convene.accounts.errors import AddressIsTaken

    services.create_account("noor@example.org", by="test")
    with pytest.raises(AddressIsTaken):
        services.create_account("Noor@Example.org", by="test")
    assert count(Account) == 1
