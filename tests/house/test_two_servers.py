"""What one server process publishes or withdraws is true for the very next request to the other."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from convene.database import db
from convene.events.services import changing
from tests.factories.agendas import add_session, publish, retitle
from tests.factories.events import make_event
from tests.support.processes import web_server


@pytest.fixture
def two_servers(app: Flask, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Two web servers on one database; gives their ports."""
    db.session.rollback()
    with ExitStack() as stack:
        homes = [tmp_path / name for name in ("one", "two")]
        for home in homes:
            home.mkdir()
        one, two = (stack.enter_context(web_server(app, home, processes=1)) for home in homes)
        yield one, two


def fetch(port: int, path: str, etag: str = "") -> tuple[int, str, str]:
    """Status, tag and words of a page."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"If-None-Match": etag} if etag else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.headers["ETag"], response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("ETag", ""), error.read().decode()


@pytest.mark.server
@pytest.mark.parametrize("page", ["agenda", "calendar.ics", "schedule.json"])
def test_a_publish_and_an_unpublish_count_for_the_next_request_to_any_process(
    app: Flask, two_servers: tuple[int, int], page: str
) -> None:
    event = make_event(slug="forum")
    session_id = add_session(event, "Welcome", "09:00")
    publish(event)
    path = f"/e/forum/{page}"
    tags = []
    for port in two_servers:
        status, etag, words = fetch(port, path)
        assert (status, "Welcome" in words) == (200, True)
        assert fetch(port, path, etag)[0] == 304
        tags.append(etag)
    assert tags[0] == tags[1], "the same state gives the same bytes in every process"

    retitle(event, session_id, "Opening")
    for port in two_servers:
        assert fetch(port, path, tags[0])[0] == 304, "a draft is nobody's business"
    publish(event)
    for port in two_servers:
        status, etag, words = fetch(port, path, tags[0])
        assert (status, "Opening" in words) == (200, True)
        tags.append(etag)

    changing.withdraw_event(event.id, by="test")
    for port in two_servers:
        assert fetch(port, path, tags[-1])[0] == 404
