"""A real server on loopback and a real Chromium."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.serving import make_server

from convene.accounts import services as accounts
from convene.live import Hub
from tests.factories.events import make_account
from tests.support.processes import until
from tests.support.world import OWNER, World, make_world


@dataclass
class Served:
    """The world, under a real address."""

    url: str
    world: World
    app: Flask

    def sign_in_path(self, email: str = OWNER) -> str:
        return f"/sign-in/link/{accounts.make_sign_in_link(make_account(email), by='test')}"


@pytest.fixture
def served(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The populated world, served on a free port of this machine."""
    world = make_world()
    kept, app.extensions["live"] = app.extensions["live"], Hub(app, most=50)
    server = make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(f"http://localhost:{server.server_port}", world, app)
    app.extensions["live"].end()
    until(lambda: app.extensions["live"]._thread is None, "nobody listens any more")
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["live"] = kept
