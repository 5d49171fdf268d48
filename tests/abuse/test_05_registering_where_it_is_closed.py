"""A POST to a registration that is closed, hidden or by invitation gives no place, whatever the page showed before."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.clock import now
from convene.database import db
from convene.events.catalogue import Visibility
from convene.events.models import Event
from convene.events.services import changing
from convene.events.services.beginning import EventFacts
from convene.registration.models import Registration
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import opening
from tests.factories.registrations import make_open_event
from tests.support.mail import sent_mails
from tests.support.snapshots import fingerprint
from tests.support.visitor import Visitor


def wall(event: Event, away: timedelta) -> datetime:
    return (now() + away).astimezone(ZoneInfo(event.zone)).replace(tzinfo=None, second=0, microsecond=0)


def switch_off(event: Event) -> None:
    opening.set_desk(event.id, DeskFacts(is_open=False), capacity=50, by="test")


def open_tomorrow(event: Event) -> None:
    opens = wall(event, timedelta(days=1))
    opening.set_desk(event.id, DeskFacts(is_open=True, opens_local=opens), capacity=50, by="test")


def close_an_hour_ago(event: Event) -> None:
    closes = wall(event, timedelta(hours=-1))
    opening.set_desk(event.id, DeskFacts(is_open=True, closes_local=closes), capacity=50, by="test")


def leave_no_places(event: Event) -> None:
    opening.set_desk(event.id, DeskFacts(is_open=True), capacity=0, by="test")


def archive(event: Event) -> None:
    changing.archive_event(event.id, by="test")


CLOSED = [
    (switch_off, "Registration is not open."),
    (open_tomorrow, "Registration opens on"),
    (close_an_hour_ago, "Registration closed on"),
    (leave_no_places, "There are no places."),
    (archive, "This event is over."),
]


@pytest.mark.parametrize(("close", "says"), CLOSED, ids=[close.__name__ for close, _ in CLOSED])
def test_a_form_that_was_open_before_gives_no_place_now(
    app: Flask, visitor: Visitor, close: Callable[[Event], None], says: str
) -> None:
    event = make_open_event(slug="forum")
    visitor.open("/e/forum/register")
    close(event)
    visitor.fill_in(name="Jane Trần", email="jane@example.org").press("Register", expect=409)
    assert says in visitor.text
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0
    visitor.open("/e/forum/register")  # the closed page is a page, not an error
    assert says in visitor.text


def invite_only(event: Event) -> None:
    facts = {**{name: getattr(event, name) for name in EventFacts.__slots__}, "visibility": Visibility.BY_INVITATION}
    changing.change_event(event.id, EventFacts(**facts), slug=event.slug, by="test")


def withdraw(event: Event) -> None:
    changing.withdraw_event(event.id, by="test")


NO_FORM = [
    (switch_off, 409, "Registration is not open."),
    (open_tomorrow, 409, "Registration opens on"),
    (close_an_hour_ago, 409, "Registration closed on"),
    (leave_no_places, 409, "There are no places."),
    (archive, 409, "This event is over."),
    (invite_only, 409, "by invitation"),
    (withdraw, 404, "There is nothing here"),
]


@pytest.mark.parametrize(("close", "status", "says"), NO_FORM, ids=[close.__name__ for close, *_ in NO_FORM])
def test_who_never_saw_a_form_gets_no_place_with_the_token_of_another_page(
    app: Flask, visitor: Visitor, close: Callable[[Event], None], status: int, says: str
) -> None:
    event = make_open_event(slug="forum")
    close(event)
    before = fingerprint()
    visitor.open("/sign-in")
    (token,) = set(visitor.tree.xpath("//input[@name='csrf_token']/@value"))
    form = {"csrf_token": token, "name": "Jane Trần", "email": "jane@example.org", "country": "VN"}
    visitor.post("/e/forum/register", form, expect=status)
    assert says in visitor.text
    assert not visitor.tree.xpath("//main//input[@type='email']")
    assert fingerprint() == before
    assert sent_mails() == []


def test_a_draft_is_no_page_at_all(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    visitor.open("/e/forum/register")
    changing.withdraw_event(event.id, by="test")
    visitor.fill_in(name="Jane Trần", email="jane@example.org").press("Register", expect=404)
    for path in ("/e/forum/register", "/e/forum/register/mailed", "/e/forum/register/link"):
        visitor.open(path, expect=404)
