"""11: a sign-in link opens once, for a short time, in one browser; scanners that open it use nothing up."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from convene.accounts import services
from convene.accounts.models import SignInLink, SignInSession
from convene.accounts.rules import digest_of
from convene.clock import now
from convene.database import db
from tests.support.visitor import Visitor


@pytest.fixture
def secret(app: Flask) -> str:
    return services.make_sign_in_link(services.create_account("noor@example.org", by="test"), by="test")


def test_another_browser_cannot_replay_it(app: Flask, visitor: Visitor, secret: str) -> None:
    thief = visitor.another().open(f"/sign-in/link/{secret}")  # has the page with the button open
    visitor.open(f"/sign-in/link/{secret}").press("Sign in", follow=False, expect=303)
    thief.press("Sign in", expect=410)
    thief.open("/account", follow=False, expect=303)
    thief.open(f"/sign-in/link/{secret}", expect=410)


def test_scanners_that_get_head_or_follow_it_use_nothing_up(app: Flask, visitor: Visitor, secret: str) -> None:
    scanner = visitor.another()
    for method in ("GET", "HEAD", "OPTIONS"):
        scanner._request(method, f"/sign-in/link/{secret}")
    scanner._request("POST", f"/sign-in/link/{secret}")  # without the token of a form
    visitor.open(f"/sign-in/link/{secret}").press("Sign in", follow=False, expect=303)


def test_of_twenty_presses_at_once_one_signs_in(app: Flask, secret: str) -> None:
    browsers = [Visitor(app).open(f"/sign-in/link/{secret}") for _ in range(20)]
    together = threading.Barrier(20)

    def press(browser: Visitor) -> int:
        together.wait()
        return browser.press("Sign in", follow=False).status

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(press, browsers)) == [303] + [410] * 19
    assert len(db.session.scalars(select(SignInSession)).all()) == 1


def test_what_the_database_keeps_opens_nothing(app: Flask, visitor: Visitor, secret: str) -> None:
    kept = db.session.scalars(select(SignInLink.digest)).one()
    assert kept == digest_of(secret)
    assert secret.encode() not in kept
    visitor.open(f"/sign-in/link/{kept.hex()}", expect=410)


def test_a_page_that_lay_open_for_an_hour_signs_nobody_in(app: Flask, visitor: Visitor, secret: str) -> None:
    visitor.open(f"/sign-in/link/{secret}")
    with time_machine.travel(now() + timedelta(hours=1)):
        visitor.press("Sign in", expect=410)


def test_a_disabled_account_comes_in_by_no_link(app: Flask, visitor: Visitor, secret: str) -> None:
    from convene.accounts.models import Account
    from convene.database import use_case

    @use_case
    def disable(*, by: str) -> None:
        db.session.scalars(select(Account)).one().disabled_at = now()

    disable(by="test")
    visitor.open(f"/sign-in/link/{secret}", expect=None)
    if visitor.status == 200:
        visitor.press("Sign in", expect=410)
    visitor.open("/account", follow=False, expect=303)


def test_the_address_of_the_link_is_told_to_no_other_site(app: Flask, visitor: Visitor, secret: str) -> None:
    assert visitor.open(f"/sign-in/link/{secret}").response.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
