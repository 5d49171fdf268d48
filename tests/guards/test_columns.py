"""What every column says of people: read by what exports, erases and lets retention run."""

from uuid import UUID

from flask import Flask
from sqlalchemy import JSON, Column, Enum, LargeBinary, String, Text
from sqlalchemy.types import TypeDecorator

from convene.app import load_every
from convene.database import INTERNAL, PUBLIC, Base

load_every("models")

#: Bytes that are neither text nor from people: digests of secrets.
DIGESTS = {"sign_in_link.digest", "sign_in_session.digest"}
COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]


def may_hold_words(column: Column[object]) -> bool:
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, String | Text | JSON | LargeBinary | Enum)


def test_every_column_that_may_hold_words_says_what_it_holds() -> None:
    columns = [each for each in COLUMNS if may_hold_words(each)]
    assert len(columns) > 200
    wrong = []
    for column in columns:
        if str(column) in DIGESTS:
            continue
        said = column.info.get("personal")
        if not said:
            wrong.append(f"{column} needs info=PUBLIC, INTERNAL or personal(kind, until=...)")
        elif said not in {PUBLIC["personal"], INTERNAL["personal"]} and not column.info.get("until"):
            wrong.append(f"{column} is of a person and does not say until when it is kept")
    assert not wrong, "\n".join(wrong)


def test_names_and_addresses_are_never_called_public_or_internal() -> None:
    names = {"email", "email_key", "display_name", "badge_name", "legal_name", "to_email", "to_name", "password_hash"}
    found = {str(column): column.info["personal"] for column in COLUMNS if column.name in names}
    assert found
    assert {name: said for name, said in found.items() if said in {"public", "internal"}} == {}


def test_every_table_has_one_key_that_nobody_can_count(app: Flask) -> None:
    counted = [
        table.name
        for table in Base.metadata.sorted_tables
        if any(column.type.python_type is not UUID for column in table.primary_key.columns)
    ]
    assert set(counted) <= {"audit_line", "live_event"}, (
        "append-only lists are counted, rows that people address are not"
    )


def test_every_foreign_key_says_what_happens_when_its_row_goes() -> None:
    kept_on_purpose = {
        ("event", "team_id"),  # a team with events is not deleted
        ("agenda", "version_id"),  # the published version is not deleted
        ("series", "team_id"),  # nor a team with series
        ("event", "series_id"),  # nor a series with editions
    }
    silent = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.ondelete is None
    }
    assert silent <= kept_on_purpose
