"""Log lines: structured, and without personal data.

A line for each request names the route, not the address that was asked for: addresses carry secrets and search
words. Nothing logs a name, a mail address, a network address, an answer or a token; ids and counts are enough to
find the rest in the database.
"""

import json
import logging
import re
import sqlite3
import sys
import time
import traceback
import uuid
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy.exc import StatementError

log = logging.getLogger("convene.request")
ORDINARY = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class WithoutValues(logging.Formatter):
    """Writes exceptions with their traceback, those of the database without what it says.

    PostgreSQL says which row broke a constraint: "Key (email)=(jane@example.org) already exists", "Failing row
    contains (...)". So of these stand the type, the code and the name of the constraint; the traceback names the
    statement's place.
    """

    def formatException(  # noqa: N802, the name is the library's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return "\n".join(_paragraph(failure) for failure in _chain(ei[1])) if ei[1] is not None else ""


def _chain(last: BaseException) -> Iterator[BaseException]:
    """What led to `last`, and `last` itself, as Python prints them: the first cause first."""
    found: list[BaseException] = []
    failure: BaseException | None = last
    while failure is not None and failure not in found:
        found.append(failure)
        failure = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
    return reversed(found)


def _paragraph(failure: BaseException) -> str:
    places = "".join(traceback.format_tb(failure.__traceback__))
    return f"Traceback (most recent call last):\n{places}{_in_words(failure)}"


def _in_words(failure: BaseException) -> str:
    kind = type(failure).__qualname__
    if type(failure).__module__ != "builtins":
        kind = f"{type(failure).__module__}.{kind}"
    driver = failure.orig if isinstance(failure, StatementError) else failure
    code = getattr(driver, "sqlstate", None) or getattr(driver, "sqlite_errorname", None)
    if not isinstance(failure, StatementError | sqlite3.Error) and not hasattr(failure, "sqlstate"):
        return f"{kind}: {failure}"
    return " ".join([kind, *([str(code)] if code else []), *_constraint(driver)])


def _constraint(failure: BaseException | None) -> list[str]:
    """Its name; on SQLite, which knows only some by name, the columns: "account.email_key"."""
    name = getattr(getattr(failure, "diag", None), "constraint_name", None)
    if name is None and isinstance(failure, sqlite3.IntegrityError):
        found = re.search(r"constraint failed: ([\w., ]+)$", str(failure))
        name = found and found[1]
    return [name] if name else []


class AsJson(WithoutValues):
    """One JSON object a line: when, level, logger, what, and the values given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({name: value for name, value in record.__dict__.items() if name not in ORDINARY})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


class AsText(WithoutValues):
    """One line for people: level, logger, what, and the values given as `extra`."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802, the name is the library's
        values = [f"{name}={value}" for name, value in record.__dict__.items() if name not in ORDINARY]
        return " ".join([super().formatMessage(record), *values])


def configure(log_format: str) -> None:
    """Send all log lines to standard error, once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson() if log_format == "json" else AsText())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("huey").setLevel(logging.WARNING)
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)  # below it, a line holds the network address
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)  # seven lines at every start


def init_app(app: Flask) -> None:
    app.before_request(_start)
    app.after_request(_write)


def _start() -> None:
    g.started = time.perf_counter()
    g.request_id = uuid.uuid4().hex[:12]


def _write(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    log.info(
        "request",
        extra={
            "request_id": g.request_id,
            "method": request.method,
            "route": str(request.url_rule) if request.url_rule else "none",
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.started) * 1000, 1),
        },
    )
    return response
