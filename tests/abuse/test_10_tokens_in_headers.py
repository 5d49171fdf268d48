"""10: nothing that is sent as an API token opens anything: no route takes one yet, and none by accident."""

import base64

import pytest
from flask import Flask

from convene.accounts import services as accounts
from tests.factories.events import make_account, make_event
from tests.support.visitor import Visitor


@pytest.mark.parametrize("path", ["/organise/", "/organise/forum/", "/organise/forum/people/", "/account"])
def test_a_secret_of_the_owner_in_a_header_opens_no_page(app: Flask, visitor: Visitor, path: str) -> None:
    make_event(slug="forum")
    for headers in headers_with_a_secret():
        visitor.open(path, expect=303, follow=False, headers=headers)
        assert visitor.response.headers["Location"].startswith("/sign-in")


def test_a_secret_of_the_owner_in_a_header_downloads_and_changes_nothing(app: Flask, visitor: Visitor) -> None:
    """Not even from somebody who has a genuine token of the form."""
    make_event(slug="forum")
    visitor.open("/sign-in")
    token = visitor.tree.xpath("//input[@name='csrf_token']/@value")[0]
    for headers in headers_with_a_secret():
        for path in ("/organise/forum/people/registrations.csv", "/organise/forum/publish", "/account"):
            data = {"csrf_token": token, "act": "withdraw", "name": "Somebody Else"}
            visitor.post(path, data, expect=303, follow=False, headers=headers)
            assert visitor.response.headers["Location"].startswith("/sign-in")


def headers_with_a_secret() -> list[dict[str, str]]:
    secret = accounts.sign_in_by_link(accounts.make_sign_in_link(make_account(), by="test"))
    basic = base64.b64encode(f"noor@example.org:{secret}".encode()).decode()
    said = [f"Bearer {secret}", f"Token {secret}", f"Basic {basic}"]
    return [{"Authorization": each} for each in said] + [{"X-API-Key": secret}, {"X-Api-Token": secret}]
