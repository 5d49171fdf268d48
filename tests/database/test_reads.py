"""A GET leaves nothing behind: no row, no changed row, no transaction."""

from flask import Flask
from sqlalchemy import event

from convene.database import db
from tests.factories.events import make_event
from tests.support.snapshots import fingerprint
from tests.support.visitor import Visitor


def test_a_get_leaves_nothing_written(app: Flask, visitor: Visitor) -> None:
    made = make_event()
    slug = made.slug
    visitor.signed_in_as("noor@example.org")
    before = fingerprint()
    for path in ("/", "/sign-in", "/account", "/organise/", f"/organise/{slug}/", f"/e/{slug}/", "/nowhere"):
        visitor.open(path, expect=None)
    assert fingerprint() == before


def test_a_get_sends_no_statement_that_writes(app: Flask, visitor: Visitor) -> None:
    made = make_event()
    visitor.signed_in_as("noor@example.org")
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement.split()[0].upper())

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        visitor.open(f"/organise/{made.slug}/")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert set(sent) <= {"SELECT", "BEGIN", "PRAGMA"}, sent
