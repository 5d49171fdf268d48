"""17: who writes X-Forwarded-For into a request escapes no limit, and sits at no machine but their own."""

from pathlib import Path

import pytest
from flask import Flask

from config import Config
from convene.app import create_app
from convene.web.limits import limiter
from tests.support.databases import migrate
from tests.support.visitor import Visitor


def tries(visitor: Visitor, **headers: object) -> list[int]:
    """Ask for a link more often than one network may, each time from an address that is made up."""
    answers = []
    for n in range(103):
        forged = {name.replace("_", "-"): str(value).format(n=n) for name, value in headers.items()}
        visitor.open("/sign-in", headers=forged)
        token = visitor.tree.xpath("//input[@name='csrf_token']/@value")[0]
        data = {"csrf_token": token, "email": f"person{n}@example.org"}
        answers.append(visitor._request("POST", "/sign-in", data=data, headers=forged).status_code)
    return answers


@pytest.mark.parametrize("header", ["X_Forwarded_For", "X_Real_IP", "Forwarded", "True_Client_IP"])
def test_without_a_proxy_the_header_means_nothing(app: Flask, visitor: Visitor, header: str) -> None:
    assert tries(visitor, **{header: "198.51.100.{n}"})[-3:] == [429] * 3


@pytest.fixture
def behind_a_proxy(tmp_path: Path) -> Flask:
    """An app that trusts the one reverse proxy in front of it."""
    app = create_app(
        Config(
            instance=tmp_path,
            secret_key="behind a proxy",
            queue_url="memory://",
            trusted_proxies=1,
            testing=True,
            base_url="http://localhost",
        )
    )
    with app.app_context():
        migrate()
    limiter.reset()
    return app


def test_behind_a_proxy_only_what_the_proxy_added_counts(behind_a_proxy: Flask) -> None:
    """The proxy appends the address that it sees; what stands before it was written by the caller."""
    assert tries(Visitor(behind_a_proxy), X_Forwarded_For="198.51.100.{n}, 203.0.113.9")[-3:] == [429] * 3


def test_behind_a_proxy_two_callers_are_two(behind_a_proxy: Flask) -> None:
    assert tries(Visitor(behind_a_proxy), X_Forwarded_For="203.0.113.{n}")[-3:] == [303] * 3


@pytest.mark.parametrize("forged", ["127.0.0.1", "::1", "localhost"])
def test_nobody_says_of_themselves_that_they_sit_at_this_machine(app: Flask, visitor: Visitor, forged: str) -> None:
    visitor.open(
        "/mailbox/",
        follow=False,
        expect=303,
        headers={"X-Forwarded-For": forged, "X-Forwarded-Host": "localhost", "Forwarded": f"for={forged}"},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
