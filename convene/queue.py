"""Background work: the queue, the mark for a task, and the wake-up after a commit.

A feature's `tasks.py` marks functions with `@task`; each calls one use case and may run twice without harm. The
queue knows no feature: `worker.py` imports every `tasks.py`. What must happen is a row in the database; a task only
makes it happen sooner, and a periodic one finds what was missed.

The queue is a SQLite file of its own by default (in the same file as the data, enqueuing inside a write transaction
would wait for itself), Redis or PostgreSQL by setting.
"""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.storage import MemoryStorage

from convene.clock import now
from convene.database import is_in_use_case, once_after_commit

log = logging.getLogger(__name__)


@dataclass
class Task:
    """A marked function, and how often it also runs by the clock."""

    function: Callable[[], object]
    every_minute: bool
    every_day: bool
    ran_on: date | None = None  # the day (UTC) on which this worker last ran it by the clock


_tasks: dict[str, Task] = {}


def task(
    name: str, *, every_minute: bool = False, every_day: bool = False
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Mark a function of a `tasks.py` as the task `name`; `every_minute` and `every_day` also run it by the clock.

    Every day is: in the first minute of a worker, and in the first of each day (UTC). At one hour of the night it
    would never run on a machine that is switched off by then.
    """

    def mark(function: Callable[[], object]) -> Callable[[], object]:
        _tasks[name] = Task(function, every_minute, every_day)
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
    app.extensions["queue_run"] = huey.task(name="run")(functools.partial(_run, app))
    huey.periodic_task(crontab(minute="*"), name="each-minute")(functools.partial(_run_each_minute, app))


def _run(app: Flask, name: str) -> None:
    with app.app_context():
        _tasks[name].function()


def _run_each_minute(app: Flask) -> None:
    today = now().date()
    for name, each in _tasks.items():
        if each.every_minute or (each.every_day and each.ran_on != today):
            app.extensions["queue_run"](name)
            each.ran_on = today


def _enqueue(name: str) -> None:
    try:
        current_app.extensions["queue_run"](name)
    except Exception:  # the row is kept, and the periodic task will find it
        log.exception("could not wake a task", extra={"task": name})


def _open(app: Flask) -> Huey:
    config = app.config["CONVENE"]
    if config.queue_url == "memory://":  # tests: what is enqueued stays where the test can count it
        return Huey("convene", storage_class=MemoryStorage, results=False)
    if config.queue_url.startswith(("redis://", "rediss://")):
        return RedisHuey("convene", results=False, url=config.queue_url)
    if config.queue_url.startswith("postgres"):
        from huey import PostgresHuey

        return PostgresHuey("convene", results=False, dsn=config.queue_url)
    return SqliteHuey("convene", results=False, filename=str(config.instance / "queue.db"))
