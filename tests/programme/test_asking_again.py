"""Calendars ask again and again: little is read where nothing has changed, and what has changed counts at once."""

from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from convene.calendar.catalogue import FeedKind
from convene.calendar.queries.feeds import feed_secret
from convene.calendar.services.feeds import make_feed_address
from convene.clock import now
from convene.events.models import Event
from convene.events.services import changing
from convene.programme.queries.draft import draft_of
from convene.programme.services import drafting, starring
from convene.web.serving import init_shelf
from tests.factories.agendas import add_session, move, publish, retitle
from tests.factories.events import make_event
from tests.support.visitor import Visitor

EVENT = "/e/forum/calendar.ics"


@pytest.fixture
def forum(app: Flask) -> Event:
    event = make_event(slug="forum")
    for title, starts in (("Welcome", "09:00"), ("Showcase", "10:45"), ("A clinic", "12:00")):
        add_session(event, title, starts)
    publish(event)
    return event


@pytest.fixture
def reader(forum: Event) -> UUID:
    """Somebody who has starred the welcome."""
    return starring.star(forum.id, code_of(forum, "Welcome"), None)


@pytest.fixture
def mine(forum: Event, reader: UUID) -> str:
    """The address of their calendar."""
    make_feed_address(FeedKind.STARS, reader, forum.id)
    return f"/calendar/{feed_secret(FeedKind.STARS, reader, forum.id)}.ics"


def code_of(event: Event, title: str) -> str:
    return next(each.code for each in draft_of(event.id).sessions if each.title == title)


def tag_of(visitor: Visitor, path: str) -> dict[str, str]:
    """What a program sends along that has what is there now."""
    return {"If-None-Match": visitor.open(path).response.headers["ETag"]}


@pytest.mark.parametrize("path", [EVENT, "mine"])
def test_one_statement_says_that_nothing_has_changed(
    visitor: Visitor, mine: str, path: str, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    path = mine if path == "mine" else path
    has_it = tag_of(visitor, path)
    assert count_statements(lambda: visitor.open(path, headers=has_it, expect=304)) == 1


def test_my_calendar_takes_two_statements_for_one_star_and_for_three(
    forum: Event, reader: UUID, mine: str, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    assert count_statements(lambda: visitor.open(mine)) == 2
    for title in ("Showcase", "A clinic"):
        starring.star(forum.id, code_of(forum, title), reader)
    assert count_statements(lambda: visitor.open(mine)) == 2


def test_every_change_counts_for_the_next_who_asks(
    app: Flask, forum: Event, reader: UUID, mine: str, visitor: Visitor
) -> None:
    welcome = next(each.id for each in draft_of(forum.id).sessions if each.title == "Welcome")
    seen = set()
    for change in (
        lambda: None,
        lambda: starring.star(forum.id, code_of(forum, "Showcase"), reader),
        lambda: starring.unstar(forum.id, code_of(forum, "Welcome"), reader),
        lambda: starring.star(forum.id, code_of(forum, "A clinic"), reader),
        lambda: starring.unstar(forum.id, code_of(forum, "Showcase"), reader),
        lambda: starring.star(forum.id, code_of(forum, "Welcome"), reader),
        lambda: (move(forum, welcome, "09:10"), publish(forum)),
        lambda: (retitle(forum, welcome, "Welcome all"), publish(forum)),
        lambda: (drafting.withdraw_session(forum.id, welcome, by="test"), publish(forum)),
    ):
        change()
        tag = tag_of(visitor, mine)["If-None-Match"]
        assert tag not in seen
        seen.add(tag)
        visitor.open(mine, headers={"If-None-Match": tag}, expect=304)
        app.extensions["served_pages"] = init_shelf()  # as in another process
        visitor.open(mine, headers={"If-None-Match": tag}, expect=304)


def test_another_s_star_and_a_draft_are_no_change(forum: Event, mine: str, visitor: Visitor) -> None:
    has_it = tag_of(visitor, mine)
    starring.star(forum.id, code_of(forum, "Showcase"), None)
    add_session(forum, "One more", "15:00")
    visitor.open(mine, headers=has_it, expect=304)


def test_who_has_an_older_one_gets_the_present_one_with_its_own_tag(
    forum: Event, reader: UUID, mine: str, visitor: Visitor
) -> None:
    older = tag_of(visitor, mine)
    starring.star(forum.id, code_of(forum, "Showcase"), reader)
    present = tag_of(visitor, mine)
    again = visitor.open(mine, headers=older).response
    assert again.headers["ETag"] == present["If-None-Match"]
    assert b"SUMMARY:Showcase" in again.data
    head = visitor.client.head(mine)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", present["If-None-Match"])
    assert not head.headers["ETag"].startswith("W/")


def test_compressed_bytes_have_a_tag_of_their_own(mine: str, visitor: Visitor) -> None:
    plain = tag_of(visitor, mine)
    packed = visitor.open(mine, headers={"Accept-Encoding": "gzip"}).response.headers["ETag"]
    assert packed != plain["If-None-Match"]
    visitor.open(mine, headers={"Accept-Encoding": "gzip", "If-None-Match": packed}, expect=304)
    visitor.open(mine, headers={"If-None-Match": packed})


def test_a_link_that_was_taken_back_is_dead_for_who_has_the_calendar_too(
    forum: Event, reader: UUID, mine: str, visitor: Visitor
) -> None:
    has_it = tag_of(visitor, mine)
    make_feed_address(FeedKind.STARS, reader, forum.id)
    visitor.open(mine, headers=has_it, expect=404)


def test_what_is_withdrawn_is_gone_for_who_has_the_calendar_too(forum: Event, mine: str, visitor: Visitor) -> None:
    tags = {path: tag_of(visitor, path) for path in (mine, EVENT)}
    changing.withdraw_event(forum.id, by="test")
    for path, has_it in tags.items():
        visitor.open(path, headers=has_it, expect=404)


def test_what_was_cancelled_leaves_a_calendar_after_a_while(forum: Event, mine: str, visitor: Visitor) -> None:
    welcome = next(each.id for each in draft_of(forum.id).sessions if each.title == "Welcome")
    drafting.withdraw_session(forum.id, welcome, by="test")
    publish(forum)
    has_it = tag_of(visitor, mine)
    assert b"Cancelled: Welcome" in visitor.open(mine).response.data
    with time_machine.travel(now().replace(year=now().year + 1)):
        assert b"Welcome" not in visitor.open(mine, headers=has_it).response.data
