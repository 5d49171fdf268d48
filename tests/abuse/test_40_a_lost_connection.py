"""40: a connection to the database that is cut in the middle of a registration loses none that was answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError

from convene.database import db
from convene.outbox.models import Message
from convene.registration.models import Registration, SeatTaken
from convene.registration.queries.desk import desk_of
from convene.registration.services import joining
from tests.factories.registrations import answers, make_open_event
from tests.support.databases import is_postgresql


def rows(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@contextmanager
def cut_off_before(step: int, outside: Engine) -> Iterator[list[int]]:
    """The server ends our connection right before the n-th statement, the commit being the last. Gives their number."""
    steps = [0]

    def look(connection: Connection, *_: object) -> None:
        steps[0] += 1
        if steps[0] == step:
            # PostgreSQL is asked to wait until it is gone.
            pid = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
            with outside.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    event.listen(db.engine, "before_cursor_execute", look)
    event.listen(db.engine, "commit", look)
    try:
        yield steps
    finally:
        event.remove(db.engine, "before_cursor_execute", look)
        event.remove(db.engine, "commit", look)


def test_whoever_was_told_that_they_are_registered_is_wherever_the_connection_is_cut(app: Flask) -> None:
    if not is_postgresql():
        pytest.skip("SQLite has no connection that somebody could cut")
    forum = make_open_event(places=50)
    event_id = forum.id
    outside = create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
    told: set[str] = set()
    for step in count(1):
        db.session.rollback()
        with cut_off_before(step, outside) as steps:
            try:
                joining.register(event_id, answers(f"person{step}@example.org"), language="en")
                told.add(f"person{step}@example.org")
            except DBAPIError:
                pass  # a page of ours says so, with status 500, and the form can be sent again
        kept = set(db.session.scalars(select(Registration.email)))
        assert kept == told, f"cut off before statement {step}"
        assert len(kept) == rows(SeatTaken) == rows(Message)
        if steps[0] < step:
            break
    outside.dispose()
    assert told == {f"person{step}@example.org"}
    assert step > 10
    db.session.expire_all()
    assert desk_of(forum).taken == 1
