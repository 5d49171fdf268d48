"""13: after signing in people stay on this site, whatever `next=` says."""

from urllib.parse import quote

import pytest
from flask import Flask

from convene.accounts import services
from tests.factories.events import make_account
from tests.support.visitor import Visitor

ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "/\n/evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "///evil.example",
    "evil.example",
    " //evil.example",
    "/\x00/evil.example",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_link_of_a_mail_leads_nowhere_else(app: Flask, visitor: Visitor, target: str) -> None:
    secret = services.make_sign_in_link(make_account(), by="test")
    visitor.open(f"/sign-in/link/{secret}?next={quote(target)}").press("Sign in", follow=False)
    assert_it_stays(visitor)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_password_leads_nowhere_else(app: Flask, visitor: Visitor, target: str) -> None:
    account_id = make_account()
    first = services.sign_in_by_link(services.make_sign_in_link(account_id, by="test"))
    assert first
    visitor.signed_in_as("noor@example.org").open("/account/password")
    visitor.fill_in(password="correct horse battery").press("Set the password")
    fresh = visitor.another().open(f"/sign-in/password?next={quote(target)}")
    fresh.fill_in(email="noor@example.org", password="correct horse battery").press("Sign in", follow=False)
    assert_it_stays(fresh)


def test_a_page_of_ours_is_gone_back_to(app: Flask, visitor: Visitor) -> None:
    secret = services.make_sign_in_link(make_account(), by="test")
    visitor.open(f"/sign-in/link/{secret}?next=/account").press("Sign in", follow=False)
    assert visitor.response.headers["Location"] == "/account"


def assert_it_stays(visitor: Visitor) -> None:
    """The answer leads to a path of this site that a browser cannot take for another one."""
    assert visitor.status == 303
    target = visitor.response.headers["Location"]
    assert "\\" not in target
    assert target.startswith("/")
    # `/%09/evil.example` is a path whose first part is a percent sign and two digits: harmless as it stands.
    assert not target.startswith("//")
    assert all(letter > " " for letter in target)
