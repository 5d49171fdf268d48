"""Fresh databases: each test gets the rows that were kept: on SQLite a copied file, on PostgreSQL tables.

PostgreSQL could copy a whole database, but waits for two checkpoints to do so, and they for those of other processes:
a fifth of a second for each test. No test changes the tables themselves of the database that it shares.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr
from io import StringIO
from pathlib import Path
from uuid import uuid4

import flask_migrate
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.pool import NullPool

from convene.database import db

#: The schema of PostgreSQL that our tables are in, and the table of a kept one that tells of its sequences.
OURS = "public"
SEQUENCES = "_sequences"
#: Where databases are made and dropped from: on a server, the one that is always there.
MAINTENANCE = "postgres"


def migrate() -> None:
    """Bring the database of the current app to the newest migration, as an installation does."""
    with redirect_stderr(StringIO()):
        flask_migrate.upgrade()


def trust_the_machine() -> None:
    """No test cuts the power, and for SQLite waiting for the disk after each use case takes a third of the time."""

    @event.listens_for(db.engine, "connect")
    def do_not_wait(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")


def sqlite_file() -> Path:
    """Where the SQLite database of the current app is."""
    return Path(db.engine.url.database or "")


def keep() -> str:
    """Copy the database of the current app, with all that is written so far; the name of the copy for `put_back`."""
    db.session.remove()
    db.engine.dispose()
    if is_postgresql():
        return _keep_rows()
    with closing(sqlite3.connect(sqlite_file())) as connection:
        (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not is_busy, "somebody reads the database, so that a copy would lack what was written last"
    copy = sqlite_file().with_name(f"{uuid4().hex}.db")
    shutil.copyfile(sqlite_file(), copy)
    return str(copy)


def put_back(kept: str) -> None:
    """Replace the database of the current app by one that was kept."""
    db.session.remove()
    db.engine.dispose()
    if is_postgresql():
        _put_rows_back(kept)
        return
    path = sqlite_file()
    for left in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        left.unlink(missing_ok=True)
    shutil.copyfile(kept, path)


def new_postgresql_database(url: str) -> str:
    """A database of this test process's own beside the one that `url` names; what an earlier run left is dropped."""
    own = make_url(url).set(database=f"{make_url(url).database}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    with _maintenance(url) as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{own.database}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{own.database}"'))
    return own.render_as_string(hide_password=False)


def is_postgresql() -> bool:
    """Whether the tests run on PostgreSQL, not on SQLite."""
    return db.engine.dialect.name == "postgresql"


def _keep_rows() -> str:
    """A schema with a table for each of ours that has rows, and one of how far the sequences are."""
    kept = f"kept_{uuid4().hex}"
    with _apart() as connection:
        connection.execute(text(f"CREATE SCHEMA {kept}"))
        for table in _tables_in(connection, OURS):
            if connection.scalar(text(f'SELECT EXISTS (SELECT FROM {OURS}."{table}")')):
                connection.execute(text(f'CREATE TABLE {kept}."{table}" AS TABLE {OURS}."{table}"'))
        connection.execute(
            text(
                f"CREATE TABLE {kept}.{SEQUENCES} AS SELECT format('%I.%I', schemaname, sequencename) AS name, "
                f"coalesce(last_value, start_value) AS value, last_value IS NOT NULL AS is_used "
                f"FROM pg_sequences WHERE schemaname = '{OURS}'"
            )
        )
    return kept


def _put_rows_back(kept: str) -> None:
    """Whoever else uses the database is cut off. Triggers rest, so that tables are written in any order."""
    with _apart() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
        )
        orders = ["SET session_replication_role = replica"]
        orders += [f'DELETE FROM {OURS}."{table}"' for table in _tables_in(connection, OURS)]
        orders += [
            f'INSERT INTO {OURS}."{table}" OVERRIDING SYSTEM VALUE TABLE {kept}."{table}"'
            for table in _tables_in(connection, kept)
            if table != SEQUENCES
        ]
        orders.append(f"SELECT setval(name::regclass, value, is_used) FROM {kept}.{SEQUENCES}")
        connection.exec_driver_sql("; ".join(orders))


def _tables_in(connection: Connection, schema: str) -> list[str]:
    names = text("SELECT tablename FROM pg_tables WHERE schemaname = :schema ORDER BY tablename")
    return list(connection.scalars(names, {"schema": schema}))


@contextmanager
def _apart() -> Iterator[Connection]:
    """A connection to the database of the current app that nothing else has, committed at the end and closed."""
    engine = create_engine(db.engine.url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


@contextmanager
def _maintenance(url: str) -> Iterator[Connection]:
    at = make_url(url).set(database=MAINTENANCE)
    engine = create_engine(at, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
