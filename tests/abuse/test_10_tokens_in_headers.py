"""10: nothing that is sent as an API token opens anything: no route takes one yet, and none by accident."""

import base64

import pytest
from flask import Flask

from convene.accounts import services as accounts
from tests.factories.events import make_account, make_event
from tests.support.visitor import Visitor


@pytest.mark.parametrize(
    "path", ["/organise/", "/organise/forum/", "/organise/forum/people/registrations.csv", "/account"]
)
def test_a_secret_of_the_owner_in_a_header_opens_no_page(app: Flask, visitor: Visitor, path: str) -> None:
    make_event(slug="forum")
    secret = accounts.sign_in_by_link(accounts.make_sign_in_link(make_account(), by="test"))
    basic = base64.b64encode(f"noor@example.org:{secret}".encode()).decode()
    for header in (f"Bearer {secret}", f"Token {secret}", f"Basic {basic}"):
        visitor.open(path, expect=None, follow=False, headers={"Authorization": header, "X-API-Key": secret})
        assert visitor.status in {303, 405}
