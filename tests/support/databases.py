"""Fresh databases: SQLite by copying a migrated file, PostgreSQL by emptying one database for each test process."""

import os
from contextlib import redirect_stderr
from io import StringIO

import flask_migrate
from sqlalchemy import create_engine, make_url, text

from convene.database import db


def migrate() -> None:
    """Bring the database of the current app to the newest migration, as an installation does."""
    with redirect_stderr(StringIO()):
        flask_migrate.upgrade()


def new_postgresql_database(url: str) -> str:
    """A database of this test process's own beside the one that `url` names; an older one of that name is dropped."""
    own = make_url(url).set(database=f"{make_url(url).database}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{own.database}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{own.database}"'))
    engine.dispose()
    return own.render_as_string(hide_password=False)


def is_postgresql() -> bool:
    """Whether the tests run on PostgreSQL, not on SQLite."""
    return db.engine.dialect.name == "postgresql"


def empty_postgresql() -> None:
    """Remove every row of every table."""
    tables = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
    with db.engine.connect() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        connection.commit()
