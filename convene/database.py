"""The database: one session for each request, one transaction for each use case.

`@use_case` is the only thing that commits. What stands outside of one is a read: it runs in a deferred transaction
and a write there is refused. Where to look:

- `Base`, `Key`, `UTCDateTime`, `WallTime`, `word_of`: how tables are written (names of constraints, times, words);
- `use_case`, `bookkeeping`, `concerning`, `after_commit`, `hold`: how they are changed;
- `personal`, `PUBLIC`, `INTERNAL`: what a text column says about people (a guard test asks every one);
- `folded`: text compared without capital letters, `in_order`: names as they are sorted, alike on both databases;
- `init_app`: what SQLite needs to behave under concurrent writers.

Measured (stack.md section 5): with WAL, a busy timeout and BEGIN IMMEDIATE for writers SQLite served 5,600
concurrent writes without one "database is locked"; a deferred transaction that turns into a writer fails at once,
which is why a use case never joins a read that was already under way.
"""

import contextlib
import functools
import hashlib
import inspect
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, Text, event, text
from sqlalchemy import Enum as SqlEnum
from sqlalchemy import inspect as inspect_row
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, mapped_column, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator

from convene.spelling import PLAIN_LETTERS, as_sought

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

NAMES_OF_CONSTRAINTS = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

PUBLIC: dict[str, Any] = {"personal": "public"}  # shown to everybody once published: titles, rooms
INTERNAL: dict[str, Any] = {"personal": "internal"}  # seen by organisers, says nothing about a person


def personal(kind: str, *, until: str) -> dict[str, Any]:
    """What a column says of a person (name, contact, answer, photo ...) and until when it is kept.

    Goes into a column's `info`. The privacy feature reads it to export, to erase, and to let retention run.
    """
    return {"personal": kind, "until": until}


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values, stores UTC, returns aware values on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WallTime(TypeDecorator[datetime]):
    """A time on the wall of a place, without a zone: what an organiser means by "Thursday, 9:30".

    The zone is the event's, and the instant is derived, so that a change of the rules of a zone moves the instant
    and not what was announced.
    """

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is not None:
            raise ValueError(f"a time on the wall has no zone: {value!r}")
        return value


class Base(DeclarativeBase):
    """The base of every table. Models derive from it, not from `db.Model`, so that mypy understands them."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES_OF_CONSTRAINTS), type_annotation_map={datetime: UTCDateTime}
    )


def word_of(kind: type[StrEnum]) -> SqlEnum:
    """A column that holds one of the words of `kind`: stored as it is spelled, read as the member."""
    return SqlEnum(
        kind,
        native_enum=False,
        length=30,
        values_callable=lambda members: [member.value for member in members],
    )


Key = Annotated[UUID, mapped_column(primary_key=True, default=uuid4)]

db = SQLAlchemy(model_class=Base)


# --- use cases --------------------------------------------------------------------------------------------------


@dataclass
class UseCase:
    """One running use case: what it concerns, and what to do once it is kept."""

    name: str
    by: str
    is_audited: bool = True
    concerns: dict[str, UUID] = field(default_factory=dict)
    joined: list[str] = field(default_factory=list)
    after_commit: list[Callable[[], object]] = field(default_factory=list)
    once_after_commit: set[Hashable] = field(default_factory=set)


AuditHook = Callable[[UseCase], None]
ATTEMPTS = 3
BUSY_SECONDS = 15
SQLITE_WAITS = f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}"
LOOK_SECONDS = 0.001  # between two looks at whether another process still writes
# Told by the database that the same statements may succeed if tried again.
RETRIED_SQLSTATES = {"40001", "40P01"}  # serialization_failure, deadlock_detected
BY_USE_CASES_ONLY = "rows are changed by use cases only (convene.database.use_case)"


def columns_to_copy(row: Base, anew: frozenset[str]) -> dict[str, Any]:
    """What a copy of a row takes over: every column but those named in `anew`. A column that is added later goes along
    by itself; what must not belongs into the list of whoever copies."""
    return {each.key: getattr(row, each.key) for each in inspect_row(type(row)).column_attrs if each.key not in anew}


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` one transaction: everything or nothing.

    The outermost use case begins and commits, inner ones join it. Any exception rolls everything back. It takes
    ids and plain values, never rows that a page has read, and `by=`, the actor for the audit line. Ids among its
    arguments (`event_id`, `registration_id` ...) are noted for the audit line; `concerning` adds others. When the
    database reports a deadlock or a serialisation failure the whole function runs again, at most three times: it
    must do nothing that a rollback cannot undo.
    """
    return _made_a_transaction(function, is_audited=True)


def bookkeeping(function: Callable[P, R]) -> Callable[P, R]:
    """The same for a step of machinery that decides nothing about anybody (a sender's lease): no audit line."""
    return _made_a_transaction(function, is_audited=False)


def _made_a_transaction(function: Callable[P, R], *, is_audited: bool) -> Callable[P, R]:
    signature = inspect.signature(function)

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        given = bound.arguments
        ids = {name: value for name, value in given.items() if name.endswith("_id") and isinstance(value, UUID)}
        outer = _running()
        if outer is not None:
            if is_audited and _qualified(function) not in outer.joined:
                outer.joined.append(_qualified(function))
            if is_audited and not outer.is_audited:  # machinery that decides after all leaves a line
                outer.name, outer.by, outer.is_audited = _qualified(function), str(given.get("by", "system")), True
            return function(*args, **kwargs)
        for attempt in range(1, ATTEMPTS + 1):
            case = UseCase(_qualified(function), str(given.get("by", "system")), is_audited, dict(ids))
            try:
                result = _in_transaction(case, lambda: function(*args, **kwargs))
            except DBAPIError as failure:
                if attempt == ATTEMPTS or not _may_succeed_if_repeated(failure):
                    raise
                log.info("use case repeated", extra={"use_case": case.name, "attempt": attempt})
                time.sleep(0.02 * attempt)
            else:
                _run_after_commit(case)
                return result
        raise AssertionError("unreachable")

    run.is_use_case = True  # type: ignore[attr-defined]
    return run


def concerning(**ids: UUID | None) -> None:
    """Note what the running use case is about, for its audit line: `concerning(event_id=..., session_id=...)`."""
    _the_running("concerning").concerns.update({name: value for name, value in ids.items() if value is not None})


def after_commit(action: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Run `action` once the running use case is kept; not at all if it is rolled back.

    A failure of the action is logged and harms nobody: what must happen is a row, an action only makes it sooner.
    """
    _the_running("after_commit").after_commit.append(functools.partial(action, *args, **kwargs))


def once_after_commit(action: Callable[[str], object], name: str) -> None:
    """The same for what is enough once, however often the running use case asks for it: a wake-up of `name`."""
    asked_for = _the_running("once_after_commit").once_after_commit
    if (action, name) not in asked_for:
        asked_for.add((action, name))
        after_commit(action, name)


def hold(*things: tuple[str, UUID]) -> None:
    """Keep every other use case that holds one of these out until this one ends: `hold(("event", event_id))`.

    Needed where a decision rests on more than the row that is changed. On PostgreSQL an advisory transaction lock
    each, taken in sorted order so that two use cases cannot wait for one another, in one statement; on SQLite nothing,
    since its writer is alone already.
    """
    _the_running("hold")
    if db.engine.dialect.name != "postgresql" or not things:
        return
    numbers = []
    for kind, key in sorted(things, key=lambda thing: (thing[0], thing[1].bytes)):
        digest = hashlib.blake2b(f"{kind}:{key}".encode(), digest_size=8).digest()
        numbers.append(int.from_bytes(digest, "big", signed=True))
    held = text("SELECT pg_advisory_xact_lock(number) FROM unnest(CAST(:numbers AS bigint[])) AS held(number)")
    db.session.execute(held, {"numbers": numbers})


def is_in_use_case() -> bool:
    """Whether a use case is running in this context."""
    return _running() is not None


def _running() -> UseCase | None:
    case: UseCase | None = db.session.info.get("use_case")
    return case


def _the_running(what: str) -> UseCase:
    case = _running()
    if case is None:
        raise RuntimeError(f"{what}() belongs inside a use case")
    return case


def _qualified(function: Callable[..., object]) -> str:
    """`convene.registration.services.joining.register` becomes `registration.register`."""
    return f"{function.__module__.removeprefix('convene.').split('.')[0]}.{function.__name__}"


def _in_transaction(case: UseCase, work: Callable[[], R]) -> R:
    session = db.session
    # A read that is under way ends here: on SQLite it could not become a writer once somebody else has written,
    # and on both databases the use case shall decide on what is true now, not on what a page saw before.
    session.rollback()
    with _a_turn_to_write():
        session.info["use_case"] = case
        try:
            session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            result = work()
            session.flush()
            if case.is_audited:
                _audit_hook(case)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("use_case", None)
    return result


_turns = threading.Lock()


@contextlib.contextmanager
def _a_turn_to_write() -> Iterator[None]:
    """On SQLite, let the threads of this process write one after the other, in the order in which they came.

    Its writer is alone in any case; but threads that leave the waiting to the busy timeout sleep and try again, and
    with 50 at once some wait for seconds while others pass them. Other processes still meet at the busy timeout,
    and a turn that does not come within it is not waited for here either.
    """
    if db.engine.dialect.name != "sqlite":
        yield
        return
    has_turn = _turns.acquire(timeout=BUSY_SECONDS)
    try:
        yield
    finally:
        if has_turn:
            _turns.release()


def _no_audit(case: UseCase) -> None:
    """Before the app has named the hook there is nowhere to write to."""


_audit_hook: AuditHook = _no_audit


def write_audit_lines_with(hook: AuditHook) -> None:
    """Give the function that adds the audit line to a use case's transaction (app.py does: this floor knows none)."""
    global _audit_hook
    _audit_hook = hook


def _run_after_commit(case: UseCase) -> None:
    for action in case.after_commit:
        try:
            action()
        except Exception:  # the use case is kept; see after_commit
            log.exception("after commit", extra={"use_case": case.name})
            db.session.rollback()  # what it may have broken is not left to whoever reads next


def _may_succeed_if_repeated(failure: DBAPIError) -> bool:
    return getattr(failure.orig, "sqlstate", None) in RETRIED_SQLSTATES


@event.listens_for(Session, "before_flush")
def _refuse_writes_outside_a_use_case(session: Session, *_: object) -> None:
    """A change that nobody commits would be lost without a word at the end of the request. So it fails at once."""
    if "use_case" not in session.info and (session.new or session.dirty or session.deleted):
        raise RuntimeError(BY_USE_CASES_ONLY)


@event.listens_for(Session, "do_orm_execute")
def _refuse_statements_that_write_outside_a_use_case(state: ORMExecuteState) -> None:
    if "use_case" not in state.session.info and (state.is_insert or state.is_update or state.is_delete):
        raise RuntimeError(BY_USE_CASES_ONLY)


# --- text, whatever is a capital letter in it ------------------------------------------------------------------------


class folded(GenericFunction[str]):  # noqa: N801, it is called like the functions of SQL
    """`folded(column)`: text to compare or sort by, with capital and small letters alike, in every script.

    The lower() of SQLite knows the letters of ASCII only, so "ünal" would not find "ÜNAL" there.
    """

    type = Text()
    inherit_cache = True


@compiles(folded)
def _folded(element: folded, compiler: SQLCompiler, **options: Any) -> str:
    return f"lower({compiler.process(element.clauses, **options)})"


@compiles(folded, "sqlite")
def _folded_by_us(element: folded, compiler: SQLCompiler, **options: Any) -> str:
    return f"casefold({compiler.process(element.clauses, **options)})"


class in_order(GenericFunction[str]):  # noqa: N801
    """`in_order(column)`: names to sort by, letters with marks beside those without, as `spelling.by_name`."""

    type = Text()
    inherit_cache = True


@compiles(in_order)
def _in_order(element: in_order, compiler: SQLCompiler, **options: Any) -> str:
    marked = f"normalize(lower({compiler.process(element.clauses, **options)}), NFKD)"
    plain = f"regexp_replace({marked}, '[\u0300-\u036f]', '', 'g')"
    for letter, without in PLAIN_LETTERS.items():
        plain = f"replace({plain}, '{chr(letter)}', '{without}')"
    return plain


@compiles(in_order, "sqlite")
def _in_order_by_us(element: in_order, compiler: SQLCompiler, **options: Any) -> str:
    return f"in_order({compiler.process(element.clauses, **options)})"


# --- SQLite and PostgreSQL ------------------------------------------------------------------------------------------


def init_app(app: Flask) -> None:
    """Connect the app to its database, with the recipe that the database needs."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)


def prepare_sqlite(engine: Engine) -> None:
    """Let writers wait for one another and readers for nobody."""

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; `begin` below does
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        connection.create_function("in_order", 1, _plain, deterministic=True)
        connection.execute(SQLITE_WAITS)
        # FULL: what somebody was told is kept through a power cut, too (docs/decisions/0012).
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        if mode == "IMMEDIATE":
            _begin_as_the_writer(connection)
        else:
            connection.exec_driver_sql(f"BEGIN {mode}")


def _begin_as_the_writer(connection: Connection) -> None:
    """Begin as soon as no other process writes.

    The busy timeout alone asks at ever longer intervals, up to a tenth of a second: two web processes with 50 people at
    once then registered no more of them than one, and some waited for six seconds. What is asked each millisecond is
    seen when it is over. After the whole of the timeout, and of whatever else is the matter, SQLAlchemy tells.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    until = time.monotonic() + BUSY_SECONDS
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as failure:
                if failure.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    break  # asked once more below, it fails in the way that everybody else expects
            else:
                return
            time.sleep(LOOK_SECONDS)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(SQLITE_WAITS)


def _casefold(text: str | None) -> str | None:
    return None if text is None else text.casefold()


def _plain(text: str | None) -> str | None:
    return None if text is None else as_sought(text)
