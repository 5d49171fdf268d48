"""How Alembic runs here. Two cures for SQLite, each measured (docs/decisions/0004-migrations-on-sqlite.md):

- batch mode recreates a table by DROP and RENAME, and with foreign keys on that deletes the rows of its children
  without a word: they are off around the upgrade, and checked after it;
- our column types are written as SQLAlchemy's own, so that an old migration does not import today's code.
"""

from alembic import context
from sqlalchemy import Connection, Enum, text

from convene.database import UTCDateTime, WallTime, db


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:  # noqa: ARG001
    """How a column type of ours stands in a migration."""
    if kind == "type":
        if isinstance(item, UTCDateTime):
            return "sa.DateTime(timezone=True)"
        if isinstance(item, WallTime):
            return "sa.DateTime()"
        if isinstance(item, Enum):
            return f"sa.String(length={item.length})"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=same_type,
        transactional_ddl=True,  # SQLite can; Alembic does not expect it to
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def same_type(
    _context: object, _inspected: object, _column: object, _inspected_type: object, our_type: object
) -> bool | None:
    """Types that differ in name only are no change: our words are kept as text."""
    return False if isinstance(our_type, Enum | UTCDateTime | WallTime) else None


def set_foreign_keys(connection: Connection, state: str) -> None:
    """Through the driver: whatever SQLAlchemy executes begins a transaction, in which the pragma does nothing."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys={state}")


def run_on_sqlite(connection: Connection) -> None:
    set_foreign_keys(connection, "OFF")
    run(connection)
    connection.commit()
    orphans = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if orphans:
        raise RuntimeError(f"the migration left {len(orphans)} rows without what they point to: {orphans[:5]}")
    connection.commit()
    set_foreign_keys(connection, "ON")


with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
    if connection.dialect.name == "sqlite":
        run_on_sqlite(connection)
    else:
        run(connection)
        connection.commit()
