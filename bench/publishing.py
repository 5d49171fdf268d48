"""`python -m bench.publishing`: for how long a publish keeps everybody else from writing.

An event of 300 sessions, all of which last longer than before, and 1,000 people who are told. Printed beside the same
publish that tells nobody: the ratio is what the telling costs. Of each the median of some rounds; from the moment in
which the database lets it write to the one in which all is kept.
"""

import argparse
import gc
import os
import statistics
import tempfile
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy import event, select, update

from bench.server import environment, flask, free_port

AIM = 300


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.publishing", description=__doc__)
    parser.add_argument("--sessions", type=int, default=300)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as folder:
        env = environment(Path(folder), free_port())
        flask(env, "db", "upgrade")
        flask(env, "demo", "build", "--sessions", str(chosen.sessions), "--people", str(chosen.people))
        os.environ.update(env)
        measure(chosen.sessions, chosen.people, chosen.rounds)


def measure(sessions: int, people: int, rounds: int) -> None:
    """Publish with and without telling, in turn, and print how long the lock was held."""
    from config import Config
    from convene.app import create_app
    from convene.database import db
    from convene.events.models import Event
    from convene.programme.catalogue import Group

    app = create_app(Config.from_environment())
    with app.app_context():
        event_id = db.session.scalars(select(Event.id)).one()
        gc.freeze()  # as a web process does (gunicorn.conf.py)
        everybody = frozenset(Group)
        held: dict[frozenset[Group], list[float]] = {everybody: [], frozenset(): []}
        worked: list[float] = []
        told = 0
        for _ in range(rounds + 1):  # the first warms up
            for groups, times in held.items():
                seconds, at_work, number = publish(event_id, groups)
                times.append(seconds * 1000)
                worked += [at_work * 1000] if groups else []
                told = max(told, number)
    with_mail, without = (statistics.median(times[1:]) for times in (held[everybody], held[frozenset()]))
    print(
        f"\npublish of {sessions} sessions to {told} of {people} people: the write lock is held for {with_mail:.0f} ms "
        f"(most {max(held[everybody][1:]):.0f}, {statistics.median(worked[1:]):.0f} of them at work, aim {AIM}), "
        f"telling nobody for {without:.0f} ms, "
        f"ratio {with_mail / without:.2f}"
    )


def publish(event_id: UUID, groups: frozenset[object]) -> tuple[float, float, int]:
    """Let every session last longer, publish, and say for how many seconds nobody else could write, how many of these
    this process worked, and how many are told."""
    from convene.database import db, use_case
    from convene.outbox.models import Message, MessageState
    from convene.programme.models import Agenda, Session
    from convene.programme.queries.draft import read_draft
    from convene.programme.services.publishing import Telling, publish_agenda

    @use_case
    def lengthen(*, by: str) -> int:  # noqa: ARG001
        db.session.execute(update(Session).where(Session.event_id == event_id).values(minutes=Session.minutes % 40 + 5))
        db.session.execute(update(Message).values(state=MessageState.SENT))  # as if the worker had kept up
        agenda = db.session.get_one(Agenda, event_id)
        agenda.draft_revision += 1
        return agenda.draft_revision

    revision = lengthen(by="bench")
    began = [0.0, 0.0]

    def let_in(_connection: object) -> None:
        began[0], began[1] = time.monotonic(), time.process_time()

    event.listen(db.engine, "begin", let_in)
    seconds = [0.0, 0.0]

    def kept(_session: object) -> None:
        seconds[0], seconds[1] = time.monotonic() - began[0], time.process_time() - began[1]

    event.listen(db.session, "after_commit", kept)
    try:
        read = read_draft(event_id)  # as the page does
        done = publish_agenda(event_id, revision, tells=Telling(groups), read=read, by="bench")  # type: ignore[arg-type]
    finally:
        event.remove(db.engine, "begin", let_in)
        event.remove(db.session, "after_commit", kept)
    return seconds[0], seconds[1], done.told


if __name__ == "__main__":
    main()
