"""Fixtures that most tests use: a fresh database for each test, and visitors who look at every page they open."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import create_engine, event, make_url, text

from config import Config
from convene.app import create_app
from convene.database import db
from convene.web.assets import DIST
from convene.web.limits import limiter
from tests.support.databases import empty_postgresql, migrate, new_postgresql_database
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A machine may be busy: how long an example takes says nothing about whether it is right.
settings.register_profile("convene", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=15)  # of `make test-fast`
settings.load_profile("convene")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
#: Without most of these Chromium tries to reach its makers at every start.
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One Chromium for all tests of this process."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    if not (DIST / "manifest.json").exists():
        pytest.skip("the style sheets are not built: npm run build in frontend/")
    from playwright.sync_api import sync_playwright  # a third of a second that tests without a browser need not wait

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Path | None]]:
    """The app of this test process on a migrated database, and the file that each test's database is copied from."""
    home = tmp_path_factory.mktemp("instance")
    given = os.environ.get("CONVENE_TEST_DATABASE_URL", "")
    url = new_postgresql_database(given) if given else f"sqlite:///{home / 'convene.db'}"
    app = create_app(
        Config(
            instance=home,
            database_url=url,
            base_url="http://localhost",
            secret_key="a key for tests, long enough and known to all",
            queue_url="memory://",
            testing=True,
        )
    )
    with app.app_context():
        if not given:
            event.listen(db.engine, "connect", _trust_the_machine)
        migrate()
        db.engine.dispose()
    template = None
    if not given:
        template = home / "template.db"
        engine = create_engine(url)
        with engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        engine.dispose()
        shutil.copyfile(home / "convene.db", template)
    yield app, template
    with app.app_context():
        db.engine.dispose()


def _trust_the_machine(connection: sqlite3.Connection, _record: object) -> None:
    """No test cuts the power, and waiting for the disk after each use case takes a third of the time."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def app(migrated: tuple[Flask, Path | None]) -> Iterator[Flask]:
    """The app on an empty database, in an application context for the test's own reads and use cases."""
    app, template = migrated
    with app.app_context():
        db.engine.dispose()
        if template is not None:
            path = Path(make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database or "")
            for left in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
                left.unlink(missing_ok=True)
            shutil.copyfile(template, path)
        else:
            empty_postgresql()
        limiter.reset()
        app.extensions["queue"].storage.flush_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody with a browser of their own, not signed in. `visitor.another()` is somebody else."""
    return Visitor(app)


@pytest.fixture
def count_statements(app: Flask) -> Iterator[Callable[[Callable[[], object]], int]]:
    """How many statements an action sends to the database: `count_statements(lambda: visitor.open("/"))`."""
    counted = [0]

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        counted[0] += not statement.startswith("BEGIN")  # SQLite's is sent by us, PostgreSQL's by its driver

    event.listen(db.engine, "before_cursor_execute", count)

    def measure(action: Callable[[], object]) -> int:
        counted[0] = 0
        action()
        return counted[0]

    yield measure
    event.remove(db.engine, "before_cursor_execute", count)
