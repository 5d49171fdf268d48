"""Fixtures that most tests use: a fresh database for each test, and visitors who look at every page they open."""

import gc
import os
import shutil
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import event

from config import Config
from convene.app import create_app
from convene.database import db
from convene.web.assets import DIST
from convene.web.limits import limiter
from scripts.steps import BROWSERS
from tests.support.databases import keep, migrate, new_postgresql_database, put_back, trust_the_machine
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A machine may be busy: how long an example takes says nothing about whether it is right.
settings.register_profile("convene", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=15)  # of `make test-fast`
settings.load_profile("convene")

# As `create_app` does: what a module makes before there is an app has the same rules of zones as what it makes then.
zoneinfo.reset_tzpath(to=())

CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
#: Without most of these Chromium tries to reach its makers at every start.
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # so that text is as wide with windows as without
]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Say at once what fails: a run that is ended from outside comes to no summary."""
    if report.failed and os.environ.get("CI") and "PYTEST_XDIST_WORKER" not in os.environ:
        sys.stderr.write(f"\n{report.nodeid} failed at {report.when}:\n{report.longreprtext[-2000:]}\n")


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One Chromium for all tests of this process."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium-headless-shell")
    if not (DIST / "manifest.json").exists():
        pytest.skip("the style sheets are not built: npm run build in frontend/")
    from playwright.sync_api import sync_playwright  # a third of a second that tests without a browser need not wait

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """The app of this test process on a migrated database, and the copy of it that each test gets another copy of."""
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
            live_pages=0,  # a stream never ends: whoever walks over all pages would wait for it
            testing=True,
        )
    )
    with app.app_context():
        if not given:
            trust_the_machine()
        migrate()
        template = keep()
    gc.collect()
    gc.freeze()  # what is loaded now stays: each collection would go through all of it again, as in gunicorn.conf.py
    yield app, template
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(migrated: tuple[Flask, str]) -> Iterator[Flask]:
    """The app on an empty database, in an application context for the test's own reads and use cases."""
    app, template = migrated
    with app.app_context():
        put_back(template)
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
