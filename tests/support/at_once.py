"""Many people at the same moment: real threads, each with an application context, held at one starting line."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask

from convene.database import db
from convene.errors import Refused

Result = TypeVar("Result")


def at_once(app: Flask, actions: Sequence[Callable[[], Result]], threads: int = 32) -> list[Result | Refused]:
    """What each action gave, or how it was refused, in the order of the actions. Any other error is raised."""
    db.session.rollback()  # the test's own read would hold everybody up
    starting_line = Barrier(min(threads, len(actions)))

    def run(numbered: tuple[int, Callable[[], Result]]) -> Result | Refused:
        number, action = numbered
        if number < starting_line.parties:
            starting_line.wait()
        with app.app_context():
            try:
                return action()
            except Refused as refused:
                return refused

    with ThreadPoolExecutor(min(threads, len(actions))) as pool:
        return list(pool.map(run, enumerate(actions)))
