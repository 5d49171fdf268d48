"""Background work: the queue, the mark for a task, and the wake-up after a commit.

A feature's `tasks.py` marks functions with `@task`; each calls one use case and may run twice without harm. The
queue knows no feature: `worker.py` imports every `tasks.py`. What must happen is a row in the database; a task only
makes it happen sooner, and a periodic one finds what was missed.

The queue is a SQLite file of its own by default (in the same file as the data, enqueuing inside a write transaction
would wait for itself), Redis or PostgreSQL by setting.
"""

import functools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.storage import MemoryStorage, PostgresStorage

from convene.clock import now
from convene.database import is_in_use_case, once_after_commit

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3  # a queue that does not answer by then is taken for dead
LEFT_ALONE_SECONDS = 10  # how long pages then do not try it again, so that none but the first waits for it
TOLD_AGAIN_SECONDS = 60  # how long the worker says nothing more of it


@dataclass
class Task:
    """A marked function, and how often it also runs by the clock."""

    function: Callable[[], object]
    every_minute: bool
    every_five_minutes: bool
    every_day: bool
    ran_on: date | None = None  # the day (UTC) on which this worker last ran it by the clock


_tasks: dict[str, Task] = {}


def task(
    name: str, *, every_minute: bool = False, every_five_minutes: bool = False, every_day: bool = False
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Mark a function of a `tasks.py` as the task `name`; `every_minute` and the others also run it by the clock.

    Every day is: in the first minute of a worker, and in the first of each day (UTC). At one hour of the night it
    would never run on a machine that is switched off by then.
    """

    def mark(function: Callable[[], object]) -> Callable[[], object]:
        _tasks[name] = Task(function, every_minute, every_five_minutes, every_day)
        return function

    return mark


def wake(name: str) -> None:
    """Have the task `name` run soon: after the running use case is kept, or at once where none runs.

    A use case that asks a hundred times writes to the queue once.
    """
    if is_in_use_case():
        once_after_commit(_enqueue, name)
    else:
        _enqueue(name)


def init_app(app: Flask) -> None:
    huey = _open(app)
    # One entry of the queue says which task to run. So a web process can wake a task whose code only the worker
    # has loaded, and a queue that holds entries of an older release still reads.
    app.extensions["queue"] = huey
    app.extensions["queue_is_left_alone_until"] = 0.0
    app.extensions["queue_run"] = huey.task(name="run")(functools.partial(_run, app))
    huey.periodic_task(crontab(minute="*"), name="each-minute")(functools.partial(_run_each_minute, app))


def _run(app: Flask, name: str) -> None:
    with app.app_context():
        _tasks[name].function()


def _run_each_minute(app: Flask) -> None:
    at = now()
    for name, each in _tasks.items():
        is_fifth = each.every_five_minutes and at.minute % 5 == 0
        if each.every_minute or is_fifth or (each.every_day and each.ran_on != at.date()):
            app.extensions["queue_run"](name)
            each.ran_on = at.date()


def ask() -> None:
    """Ask the queue of the current app for something; raises what its driver raises where it cannot be reached."""
    current_app.extensions["queue"].pending_count()


def tell_of_trouble_once_a_minute() -> None:
    """Have the worker write one line a minute while the queue is away. Huey writes a traceback at each try of each
    of its threads, some thousand an hour."""
    once = _OnceAMinute()
    for name in ("huey", "huey.consumer.Worker", "huey.consumer.Scheduler"):
        logging.getLogger(name).addFilter(once)


class _OnceAMinute(logging.Filter):
    """Lets a line about a queue that cannot be reached through once a minute, in words."""

    def __init__(self) -> None:
        super().__init__()
        self._silent_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        failure = record.exc_info[1] if record.exc_info else None
        if not _is_of_the_queue(failure):
            return True
        if time.monotonic() < self._silent_until:
            return False
        self._silent_until = time.monotonic() + TOLD_AGAIN_SECONDS
        record.msg, record.args, record.exc_info = "the queue cannot be reached, it is tried again and again", (), None
        record.failure = type(failure).__name__
        return True


def _is_of_the_queue(failure: BaseException | None) -> bool:
    """Whether it was raised by what talks to the queue. A failure of the data's database is one of SQLAlchemy."""
    return type(failure).__module__.partition(".")[0] in {"redis", "psycopg"}


def _enqueue(name: str) -> None:
    extensions = current_app.extensions
    if time.monotonic() < extensions["queue_is_left_alone_until"]:
        return
    try:
        extensions["queue_run"](name)
    except Exception as failure:  # the row is kept, and the periodic task will find it
        if not _is_of_the_queue(failure):
            log.exception("could not wake a task", extra={"task": name})
            return
        extensions["queue_is_left_alone_until"] = time.monotonic() + LEFT_ALONE_SECONDS
        log.error("could not wake a task, the queue cannot be reached",  # noqa: TRY400, a traceback says no more
                  extra={"task": name, "failure": type(failure).__name__})  # fmt: skip


def _open(app: Flask) -> Huey:
    config = app.config["CONVENE"]
    if config.queue_url == "memory://":  # tests: what is enqueued stays where the test can count it
        return Huey("convene", storage_class=MemoryStorage, results=False)
    if config.queue_url.startswith(("redis://", "rediss://")):
        from redis import ConnectionPool

        pool = ConnectionPool.from_url(config.queue_url, socket_connect_timeout=CONNECT_SECONDS)
        return RedisHuey("convene", results=False, connection_pool=pool)
    if config.queue_url.startswith("postgres"):
        return Huey(
            "convene",
            storage_class=_OnPostgresql,
            results=False,
            dsn=config.queue_url,
            connect_timeout=CONNECT_SECONDS,
        )
    return SqliteHuey("convene", results=False, filename=str(config.instance / "queue.db"))


class _OnPostgresql(PostgresStorage):  # type: ignore[misc]
    """Huey's, with its tables made at the first connection and not with the app: pages do without the queue."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._has_tables = False
        super().__init__(*args, create_tables=False, **options)

    def _create_connection(self) -> Any:
        connection = self._connect()
        if not self._has_tables:
            try:
                self._make_tables(connection)
            except BaseException:
                connection.close()
                raise
            self._has_tables = True
        return connection

    def _make_tables(self, connection: Any) -> None:
        with connection.transaction():
            # One at a time: of two processes that start together, one would else fail at what the other makes.
            connection.execute("SELECT pg_advisory_xact_lock(hashtext('convene: tables of the queue'))")
            for statement in self.ddl:
                connection.execute(statement)
