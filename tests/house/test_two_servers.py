"""What one server process publishes or withdraws is true for the very next request to the other."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from convene.calendar.catalogue import FeedKind
from convene.calendar.queries.feeds import feed_secret
from convene.calendar.services.feeds import make_feed_address, revoke_feed_address
from convene.database import db
from convene.events.services import changing
from convene.programme.services import starring
from tests.factories.agendas import add_session, facts, publish, retitle
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


@pytest.mark.server
def test_an_address_of_a_calendar_that_is_taken_back_is_dead_in_every_process_at_once(
    app: Flask, two_servers: tuple[int, int]
) -> None:
    event = make_event(slug="forum")
    session_id = add_session(event, "Welcome", "09:00")
    publish(event)
    reader_id = starring.star(event.id, facts(event, session_id).code, None)
    for take_back in (make_feed_address, revoke_feed_address):
        make_feed_address(FeedKind.STARS, reader_id, event.id)
        path = f"/calendar/{feed_secret(FeedKind.STARS, reader_id, event.id)}.ics"
        tags = [fetch(port, path)[1] for port in two_servers]
        assert tags[0] == tags[1], "the same state gives the same bytes in every process"
        assert [fetch(port, path, tags[0])[0] for port in two_servers] == [304, 304]
        take_back(FeedKind.STARS, reader_id, event.id)
        for etag in ("", tags[0]):
            assert [fetch(port, path, etag)[0] for port in two_servers] == [404, 404]
