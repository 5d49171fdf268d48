"""Migrations: one line of them, equal to the models, and no row is lost on the way, on both databases."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import MetaData, Table, func, inspect, select, text
from sqlalchemy import types as sql

from config import Config
from convene.app import create_app
from convene.database import db
from tests.support.databases import is_postgresql, trust_the_machine

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
REVISIONS = sorted(path.stem[:4] for path in VERSIONS.glob("*.py"))
RUNNING = re.compile(r"^\d{4}_[a-z0-9_]+$")


@pytest.fixture
def empty(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database without a table."""
    if is_postgresql():
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        with db.engine.connect() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS upgrading CASCADE"))
            connection.execute(text("CREATE SCHEMA upgrading"))
            connection.commit()
        url += "?options=-csearch_path%3Dupgrading"
    else:
        url = f"sqlite:///{tmp_path / 'upgrading.db'}"
    other = create_app(
        Config(instance=tmp_path, database_url=url, secret_key="migrations", queue_url="memory://", testing=True)
    )
    with other.app_context():
        if not is_postgresql():
            trust_the_machine()
        yield other
        db.session.remove()
        db.engine.dispose()


@contextmanager
def quietly() -> Iterator[None]:
    with redirect_stderr(StringIO()), redirect_stdout(StringIO()):
        yield


def upgrade(to: str = "head") -> None:
    with quietly():
        flask_migrate.upgrade(revision=to)


def test_the_files_are_numbered_in_one_line() -> None:
    script = ScriptDirectory(str(VERSIONS.parent))
    assert len(script.get_heads()) == 1
    names = [path.stem for path in sorted(VERSIONS.glob("*.py"))]
    assert [name for name in names if not RUNNING.match(name)] == []
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    for before, revision in zip([None, *REVISIONS], REVISIONS, strict=False):
        found = script.get_revision(revision)
        assert found is not None
        assert found.down_revision == before


def test_the_newest_is_named_where_two_branches_that_add_one_conflict() -> None:
    # Two files of one number merge without a word: see scripts/new_migration.py.
    newest = max(path.stem for path in VERSIONS.glob("*.py"))
    assert (VERSIONS / ".current-head").read_text() == f"{newest}\n"


def test_no_migration_imports_the_code_of_today() -> None:
    for path in VERSIONS.glob("*.py"):
        assert not re.search(r"^\s*(from|import) (convene|config)", path.read_text(), re.MULTILINE), path.name


def test_the_tables_are_what_the_models_say(empty: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _same_type})
        differences = compare_metadata(context, db.metadata)
    assert differences == []


def _same_type(_context: object, _inspected: object, _column: object, _there: object, ours: object) -> bool | None:
    from convene.database import UTCDateTime, WallTime

    return False if isinstance(ours, sql.Enum | UTCDateTime | WallTime) else None


def test_every_constraint_has_a_name_so_that_a_later_migration_can_speak_of_it(empty: Flask) -> None:
    upgrade()
    found = inspect(db.engine)
    for table in found.get_table_names():
        if table == "alembic_version":
            continue
        constraints = [
            found.get_pk_constraint(table), *found.get_foreign_keys(table), *found.get_unique_constraints(table),
            *found.get_check_constraints(table),
        ]  # fmt: skip
        assert [each for each in constraints if not each.get("name")] == [], table


@dataclass
class Filler:
    """Puts rows into every table there is, whatever it is: what it needs is read from the database."""

    tables: dict[str, Table]

    def fill(self, numbers: tuple[int, int] = (1, 2)) -> dict[str, int]:
        """Two rows in each table, unlike those of other numbers; returns how many each then has."""
        with db.engine.begin() as connection:
            kept: dict[str, list[dict[str, Any]]] = {}
            for table in MetaDataOrder(self.tables).in_order:
                for place, number in enumerate(numbers):
                    row = {column.name: self._value(table, column, number, place, kept) for column in table.columns
                           if not (column.autoincrement is True and column.name == "id")}  # fmt: skip
                    connection.execute(table.insert().values(row))
                    kept.setdefault(table.name, []).append(row)
        return count_rows(self.tables)

    def _value(self, table: Table, column: Any, number: int, place: int, kept: dict[str, list[dict[str, Any]]]) -> Any:
        if (table.name, column.name) in PARTICULAR:
            return PARTICULAR[table.name, column.name]
        for key in column.foreign_keys:
            if key.column.table is table or key.column.table.name not in kept:
                return None
            return kept[key.column.table.name][place][key.column.name]
        return value_of(column.type, number)


def value_of(kind: Any, number: int) -> Any:
    """Something that a column of this type takes."""
    known: list[tuple[Any, Any]] = [
        (sql.Uuid, uuid4()),
        (sql.Boolean, False),
        (sql.Integer, number),
        (sql.JSON, {"number": number, "words": "สวัสดี"}),
        (sql.DateTime, datetime(2027, 3, 1, 9, 30, tzinfo=UTC) + timedelta(days=number)),
        (sql.Date, date(2027, 3, 1) + timedelta(days=number)),
        (sql.Time, time(4)),
        (sql.LargeBinary, bytes([number] * 32)),
        (sql.String, chr(0x4E00 + number)),  # one letter of its own, as a country has room for two
    ]
    return next(value for each, value in known if isinstance(kind, each))


#: Values that a constraint asks for.
PARTICULAR: dict[tuple[str, str], Any] = {
    ("session", "fold"): 0,
    ("linked_event", "other_event_id"): None,
    ("material", "url"): None,
    ("material", "available_local"): None,
    ("question_condition", "section_id"): None,
}


class MetaDataOrder:
    """Tables in an order in which each stands behind what it points to."""

    def __init__(self, tables: dict[str, Table]) -> None:
        metadata = next(iter(tables.values())).metadata
        self.in_order = [table for table in metadata.sorted_tables if table.name in tables]


def reflected() -> dict[str, Table]:
    """Every table that is there now. SQLite tells of UUID and JSON as text and numbers: we say what they are."""
    metadata = MetaData()
    metadata.reflect(db.engine)
    for table in metadata.sorted_tables:
        ours = db.metadata.tables.get(table.name)
        for column in table.columns:
            if ours is not None and column.name in ours.columns:
                kind = ours.columns[column.name].type
                if isinstance(kind, sql.Uuid | sql.JSON | sql.Boolean):
                    column.type = kind
            for key in column.foreign_keys:  # also one that is gone from our tables since
                column.type = key.column.type
    return {name: table for name, table in metadata.tables.items() if name != "alembic_version"}


def count_rows(tables: dict[str, Table]) -> dict[str, int]:
    with db.engine.connect() as connection:
        return {name: connection.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}


@pytest.mark.slow
def test_no_row_is_lost_from_one_revision_to_the_next(empty: Flask) -> None:
    """Each revision finds rows that were written at every earlier one."""
    before: dict[str, int] = {}
    for place, revision in enumerate(REVISIONS):
        upgrade(revision)
        tables = reflected()
        expect_all(before, tables, at=revision)
        before = Filler(tables).fill((2 * place + 1, 2 * place + 2))
        assert before
        assert all(before.values())


#: Some at once, from the first revision and from halfway; the others are as many steps of the walk above, in minutes.
AT_ONCE = [
    revision
    if revision in {REVISIONS[0], REVISIONS[len(REVISIONS) // 2]}
    else pytest.param(revision, marks=pytest.mark.long)
    for revision in REVISIONS
]


@pytest.mark.slow
@pytest.mark.parametrize("revision", AT_ONCE)
def test_no_row_is_lost_from_any_revision_to_the_newest(empty: Flask, revision: str) -> None:
    upgrade(revision)
    before = Filler(reflected()).fill()
    assert before
    assert all(before.values())
    upgrade()
    expect_all(before, reflected(), at="the newest")


def expect_all(before: dict[str, int], tables: dict[str, Table], *, at: str) -> None:
    """Every row that was there is there, and points to rows that are."""
    after = count_rows(tables)
    assert {name: after.get(name) for name in before} == before, f"at {at}"
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).fetchall() == [], f"at {at}"
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok", f"at {at}"
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1, f"at {at}"


def test_a_migration_that_fails_leaves_everything_as_it_was(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    # The newest of those that do more than make tables: it fails with some of them made.
    number = max(
        place for place, revision in enumerate(REVISIONS)
        if "batch_alter_table" in next(VERSIONS.glob(f"{revision}_*.py")).read_text().split("def downgrade")[0]
    )  # fmt: skip
    upgrade(REVISIONS[number - 1])
    tables = set(inspect(db.engine).get_table_names())
    from alembic.operations import Operations

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Operations, "batch_alter_table", broken)
        with pytest.raises(SystemExit):  # what Flask-Migrate makes of it
            upgrade(REVISIONS[number])
    db.engine.dispose()
    assert set(inspect(db.engine).get_table_names()) == tables
    upgrade()


def test_who_has_registered_so_far_follows_what_they_take_part_in(empty: Flask) -> None:
    """What 0031 moves: whoever has a place follows the event and the sessions that they signed up for, nobody else."""
    upgrade(REVISIONS[REVISIONS.index("0031") - 1])
    tables = reflected()
    Filler(tables).fill()
    registration, pool = tables["registration"], tables["seat_pool"]
    with db.engine.begin() as connection:
        coming, gone = connection.scalars(select(registration.c.id).order_by(registration.c.name))
        values = {"email": "Jane@example.org", "email_key": "jane@example.org", "name": "Jane"}
        for registration_id, state in ((coming, "confirmed"), (gone, "cancelled")):
            row = registration.update().where(registration.c.id == registration_id)
            connection.execute(row.values(**values, state=state, identity_key=f"identity {state}"))
        connection.execute(pool.update().values(kind="session"))
        event_id = connection.scalar(select(registration.c.event_id).where(registration.c.id == coming))
        taken = tables["seat_taken"]
        session_id = connection.scalar(
            select(pool.c.subject_id).join(taken, taken.c.pool_id == pool.c.id).where(taken.c.registration_id == coming)
        )
    db.engine.dispose()
    upgrade("0031")
    with db.engine.connect() as connection:
        rows = connection.execute(select(reflected()["calendar_follower"])).mappings().all()
    assert {(row["source_id"], row["kind"], row["subject_id"]) for row in rows} == {
        (coming, "event", event_id),
        (coming, "session", session_id),
    }
    assert {(row["source"], row["email"], row["email_key"], row["name"], row["ended_at"]) for row in rows} == {
        ("registration", "Jane@example.org", "jane@example.org", "Jane", None)
    }


def test_a_version_keeps_its_people_and_says_the_rest_once(empty: Flask) -> None:
    """What 0032 moves, there and back: of what a version served, the people alone are not in what it says."""
    upgrade(REVISIONS[REVISIONS.index("0032") - 1])
    Filler(reflected()).fill()
    structure, people = {"sessions": [{"title": "Water"}]}, {"1": {"name": "Jane"}}
    served = {"structure": structure, "people": people}
    version = reflected()["agenda_version"]
    with db.engine.begin() as connection:
        connection.execute(version.update().values(structure=structure, served=served))
    upgrade("0032")
    with db.engine.connect() as connection:
        rows = connection.execute(select(reflected()["agenda_version"])).mappings().all()
    assert rows
    assert all((row["structure"], row["people"]) == (structure, people) for row in rows)
    db.engine.dispose()
    with quietly():
        flask_migrate.downgrade(revision="0031")
    with db.engine.connect() as connection:
        rows = connection.execute(select(reflected()["agenda_version"])).mappings().all()
    assert all((row["structure"], row["served"]) == (structure, served) for row in rows)
