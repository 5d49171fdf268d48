"""15: no form of ours is sent from another site: tokens missing, made up, or stolen from another browser."""

import pytest
from flask import Flask

from convene.accounts import services
from convene.database import db
from convene.registration.queries.registrations import active_registration_with
from tests.abuse.walking import come_in, routes_of, walkers
from tests.factories.registrations import make_open_event
from tests.support.snapshots import fingerprint
from tests.support.visitor import Visitor
from tests.support.world import make_world

#: What mail providers send: for their readers (RFC 8058), where the address is its own key; and answers to invitations,
#: with a secret that no browser knows.
WITHOUT_A_TOKEN = {"subscriptions.following", "events.take_reply"}


def token_on(visitor: Visitor, path: str) -> str:
    return str(visitor.open(path).tree.xpath("//input[@name='csrf_token']/@value")[0])


def test_every_post_without_a_token_or_with_one_of_another_browser_changes_nothing(app: Flask) -> None:
    world = make_world()
    owner = come_in(app, next(each for each in walkers(world) if each.name == "owner"))
    stolen = token_on(Visitor(app), "/sign-in")
    before = fingerprint()
    taken = []
    for rule, _says in routes_of(app, with_examples=True):
        if "POST" not in (rule.methods or ()) or rule.endpoint in WITHOUT_A_TOKEN:
            continue
        path = world.path_to(app, rule)
        for token in (None, "", "x", stolen):
            owner.token = token  # type: ignore[assignment]
            answer = owner.visitor._request("POST", path, data={"csrf_token": token} if token is not None else {})
            if answer.status_code != 400:
                taken.append(f"POST {rule.rule} with the token {token!r}: {answer.status_code}")
    assert not taken, "\n".join(taken)
    assert fingerprint() == before


def test_a_page_says_what_to_do_when_its_form_is_no_longer_valid(app: Flask, visitor: Visitor) -> None:
    visitor.post("/sign-in", {"email": "noor@example.org"}, expect=400)
    assert "What you typed is not lost" in visitor.text
    assert "noor@example.org" in visitor.text


def test_a_form_of_an_ended_sign_in_is_sent_once_more_with_all_that_was_typed(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    visitor.open("/e/forum/register").fill_in(name="Jane Trần", email="jane@example.org", organisation="NGO 8")
    visitor.client.delete_cookie("convene")
    visitor.headers["Sec-Fetch-Site"] = "same-origin"
    visitor.press("Register", expect=400).press("Send it once more")
    assert "Look into your mail" in visitor.text
    assert active_registration_with(event.id, "jane@example.org") is not None


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_what_another_site_sent_is_never_offered_to_be_sent_once_more(
    app: Flask, visitor: Visitor, headers: dict[str, str]
) -> None:
    make_open_event(slug="forum")
    visitor.open("/")
    visitor.headers.update(headers)
    visitor.post("/e/forum/register", {"name": "Jane", "email": "jane@example.org"}, expect=400)
    assert not visitor.tree.xpath("//main//form")


def test_who_was_signed_out_is_told_so_and_passwords_are_not_shown(app: Flask, visitor: Visitor) -> None:
    make_world()
    visitor.post("/organise/new", {"title": "A long title", "password": "secret words here"}, expect=400)
    assert "You are signed out." in visitor.text
    assert "A long title" in visitor.text
    assert "secret words" not in visitor.text


def test_nobody_can_be_signed_in_to_the_account_of_somebody_else(app: Flask, visitor: Visitor) -> None:
    """Login CSRF: the attacker's own link or password, sent by the victim's browser from another site."""
    account_id = services.create_account("attacker@example.org", by="test")
    secret = services.make_sign_in_link(account_id, by="test")
    attacker = visitor.another()
    token = token_on(attacker, f"/sign-in/link/{secret}")
    visitor.open("/")
    for stolen in ({}, {"csrf_token": token}):
        visitor.post(f"/sign-in/link/{secret}", stolen, expect=400)
        visitor.post("/sign-in/password", {"email": "attacker@example.org", "password": "x" * 12, **stolen}, expect=400)
    visitor.open("/account", follow=False, expect=303)


def test_signing_in_makes_the_tokens_of_before_worthless(app: Flask, visitor: Visitor) -> None:
    before = token_on(visitor, "/sign-in")
    visitor.signed_in_as("noor@example.org")
    visitor.post("/sign-out", {"csrf_token": before}, expect=400)
    visitor.open("/account")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_an_address_never_does_what_its_button_does(app: Flask, method: str) -> None:
    world = make_world()
    owner = come_in(app, next(each for each in walkers(world) if each.name == "owner"))
    before = fingerprint()
    for rule, _says in routes_of(app, with_examples=True):
        if "POST" in (rule.methods or ()):
            owner.send(method, world.path_to(app, rule))
    assert fingerprint() == before
    db.session.rollback()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 404),  # it came in: there is no such session
        ({"Origin": "http://localhost"}, 404),
        ({}, 400),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Sec-Fetch-Site": "none"}, 400),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 400),
        ({"Origin": "https://evil.example"}, 400),
        ({"Origin": "null"}, 400),
    ],
)
def test_a_star_which_needs_no_token_is_taken_from_our_own_pages_alone(
    app: Flask, visitor: Visitor, headers: dict[str, str], status: int
) -> None:
    make_open_event(slug="forum")
    visitor.headers |= headers
    visitor.post("/e/forum/stars", {"star": "ABC123"}, expect=status)
