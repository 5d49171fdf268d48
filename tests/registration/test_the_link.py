"""The link to a place: its holder may, nobody else, and nothing of it is told to others."""

import pytest
from flask import Flask
from sqlalchemy import update

from convene.database import db, use_case
from convene.events.services import changing
from convene.registration.emails import link_to
from convene.registration.models import Registration
from convene.registration.services import self_service
from convene.web.signed_links import Purpose, sign
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

PAGES = ["", "/change", "/cancel"]


def link_of(registration_id: object) -> str:
    return f"/r/{link_to(db.session.get_one(Registration, registration_id))}"


@use_case
def revoke_links(registration_id: object, *, by: str) -> None:
    db.session.execute(update(Registration).where(Registration.id == registration_id).values(link_version=2))


@pytest.mark.parametrize("page", PAGES)
def test_pages_under_the_link_are_told_to_nobody_and_kept_by_nobody(app: Flask, visitor: Visitor, page: str) -> None:
    event = make_open_event(slug="forum", join_url="https://meet.example.org/forum")
    visitor.open(link_of(make_registration(event.id)) + page)
    headers = visitor.response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("page", PAGES)
def test_a_revoked_or_invented_link_opens_nothing(app: Flask, visitor: Visitor, page: str) -> None:
    registration_id = make_registration(make_open_event(slug="forum").id)
    link = link_of(registration_id)
    visitor.open(link + page)
    revoke_links(registration_id, by="test")
    visitor.open(link + page, expect=404)
    visitor.open(link_of(registration_id)[:-1] + page, expect=404)
    nobody = sign(Purpose.MANAGE_REGISTRATION, make_open_event().id, 1)
    visitor.open(f"/r/{nobody}{page}", expect=404)


def test_opening_the_link_to_cancel_cancels_nothing(app: Flask, visitor: Visitor) -> None:
    registration_id = make_registration(make_open_event(slug="forum").id)
    for _ in range(3):
        visitor.another().open(f"{link_of(registration_id)}/cancel")  # a mail scanner
    assert db.session.get_one(Registration, registration_id).state.is_active


def test_one_can_cancel_over_https_though_the_browser_sends_no_referrer(app: Flask, visitor: Visitor) -> None:
    registration_id = make_registration(make_open_event(slug="forum").id)
    visitor.client.environ_base["wsgi.url_scheme"] = "https"
    visitor.open(f"{link_of(registration_id)}/cancel").press("Cancel my registration")
    assert "This registration is cancelled." in visitor.text


def test_a_cancelled_place_shows_no_join_link_and_cannot_be_changed(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", join_url="https://meet.example.org/forum")
    registration_id = make_registration(event.id)
    link = link_of(registration_id)
    visitor.open(link).press("Join online")
    assert "https://meet.example.org/forum" in visitor.response.text
    page = visitor.another().open(f"{link}/change")
    self_service.cancel(registration_id)
    assert "Join online" not in visitor.open(link).text
    page.fill_in(name="Somebody Else").press("Save my answers")
    assert "This registration is cancelled." in page.text
    assert db.session.get_one(Registration, registration_id).name == "Jane Trần"


def test_the_join_link_is_on_no_page_for_everybody(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", join_url="https://meet.example.org/forum")
    make_registration(event.id)
    for path in ("/e/forum/", "/e/forum/register", "/e/forum/register/mailed", "/e/forum/register/link"):
        assert "meet.example.org" not in visitor.open(path).response.text


def test_a_place_is_shown_while_the_event_is_withdrawn(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    link = link_of(make_registration(event.id))
    changing.withdraw_event(event.id, by="test")
    visitor.open(link)
    assert "Your place is kept." in visitor.text
    assert not visitor.tree.xpath("//a[starts-with(@href, '/e/forum')]")
