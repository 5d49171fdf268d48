from dataclasses import replace
from enum import StrEnum
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from convene.web import signed_links
from convene.web.signed_links import Link, Purpose, absolute_url, read, sign


class Other(StrEnum):
    """A purpose that another feature might add."""

    OPEN_CALENDAR = "open-calendar"


def test_a_link_says_which_row_and_which_version(app: Flask) -> None:
    row_id = uuid4()
    assert read(Purpose.MANAGE_REGISTRATION, sign(Purpose.MANAGE_REGISTRATION, row_id, 3)) == Link(row_id, 3)


def test_a_link_for_one_purpose_opens_nothing_for_another(app: Flask) -> None:
    token = sign(Other.OPEN_CALENDAR, uuid4())  # type: ignore[arg-type]
    assert read(Purpose.MANAGE_REGISTRATION, token) is None


@pytest.mark.parametrize("token", ["", "x", ".", "a.b", "WyJhIiwxXQ.AAAA", "../../", "\x00", "ü", "a" * 5000])
def test_what_was_not_signed_here_says_nothing(app: Flask, token: str) -> None:
    assert read(Purpose.MANAGE_REGISTRATION, token) is None


def test_no_letter_of_a_link_can_be_changed(app: Flask) -> None:
    token = sign(Purpose.MANAGE_REGISTRATION, UUID(int=1))
    for place in range(len(token) - 1):  # the last letter of base 64 has bits that mean nothing
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert read(Purpose.MANAGE_REGISTRATION, changed) is None, changed


def test_a_link_of_another_installation_opens_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(app.config, "SECRET_KEY", "the key of another installation")
        token = sign(Purpose.MANAGE_REGISTRATION, uuid4())
    assert read(Purpose.MANAGE_REGISTRATION, token) is None


@pytest.mark.parametrize("inside", [["not an id", 1], ["", 1], [uuid4().hex], {"a": 1}, [uuid4().hex, "x"], None, 5])
def test_what_we_signed_ourselves_and_cannot_read_says_nothing(app: Flask, inside: object) -> None:
    token = signed_links._signer(Purpose.MANAGE_REGISTRATION).dumps(inside)
    assert read(Purpose.MANAGE_REGISTRATION, token) is None


@given(st.uuids(), st.integers(1, 10**6))
def test_a_token_needs_no_quoting_in_an_address(app_for_properties: Flask, row_id: UUID, version: int) -> None:
    token = sign(Purpose.MANAGE_REGISTRATION, row_id, version)
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert len(token) < 100


@pytest.fixture(scope="module")
def app_for_properties(migrated: tuple[Flask, object]) -> "Flask":
    app = migrated[0]
    context = app.app_context()
    context.push()
    yield app  # type: ignore[misc]
    context.pop()


def test_addresses_in_mails_begin_with_the_base_address_whatever_a_request_says(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = replace(app.config["CONVENE"], base_url="https://convene.example.org/events")
    monkeypatch.setitem(app.config, "CONVENE", config)
    with app.test_request_context("/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}):
        assert absolute_url("accounts.sign_in") == "https://convene.example.org/events/sign-in"
