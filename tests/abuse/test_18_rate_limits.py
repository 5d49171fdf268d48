"""18: what can be tried by guessing, or mails somebody, is limited for each address and each network, and a conference
behind one network gets in."""

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from convene.accounts import services as accounts
from convene.clock import now
from convene.database import db
from convene.outbox.models import Message
from convene.registration.models import Registration
from convene.web.signed_links import Purpose, sign
from tests.factories.events import make_account
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.subscriptions import make_series
from tests.support.visitor import Visitor


def test_200_people_behind_one_network_register_within_a_minute(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum", places=None)
    visitor.open("/e/forum/register")
    token = visitor.tree.xpath("string(//main//input[@name='csrf_token']/@value)")
    for n in range(200):
        form = {"csrf_token": token, "name": f"Person {n}", "email": f"person{n}@example.org"}
        visitor.post("/e/forum/register", form, expect=303, follow=False)
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 200


def test_one_address_is_mailed_at_most_five_times_an_hour(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    for path in ("/e/forum/register", "/e/forum/register/link"):
        statuses = []
        for _ in range(7):
            visitor.open(path)
            answers = {"name": "Jane"} if path.endswith("register") else {}
            visitor.fill_in(email="Jane@example.org ", **answers).press(follow=False)
            statuses.append(visitor.status)
        assert statuses == [303] * 5 + [429] * 2
        assert re.search(r"Wait a few minutes", visitor.text)


def test_one_address_is_asked_at_most_five_times_an_hour_and_others_behind_its_network_come_in(
    app: Flask, visitor: Visitor
) -> None:
    make_series(make_open_event(slug="forum"))
    for path in ("/series/regional-forums/follow", "/follow"):
        tried = [{"email": "jane@example.org"}] * 7 + [{"email": f"person{n}@example.org"} for n in range(50)]
        statuses = statuses_of(visitor, path, ({"series": "regional-forums"} | each for each in tried))
        assert statuses == [303] * 5 + [429] * 2 + [303] * 50


def test_slips_of_the_pen_lock_nobody_out(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    visitor.open("/e/forum/register")
    for _ in range(8):
        visitor.fill_in(name="", email="jane@example.org").press("Register", expect=422)
    visitor.fill_in(name="Jane Trần", email="jane@example.org").press("Register")
    assert "Look into your mail" in visitor.text


#: One address, in every spelling that people and programs have for it.
SPELLINGS = {
    "plain": "josé@exämple.org",
    "capital letters": "JOSÉ@Exämple.ORG",
    "decomposed": "jose\u0301@exa\u0308mple.org",
    "IDN": "josé@xn--exmple-cua.org",
    "full width": "josé@ｅxämple.org",
    "ideographic full stop": "josé@exämple。org",
    "blanks around it": " josé@exämple.org\t",
    "NUL": "jo\x00sé@exämple.org",
    "direction marks": "\u202ajosé@exämple.org\u202c",
    "isolates": "\u2066josé\u2069@exämple.org",
}
#: What no form takes for an address, so that nothing is mailed to it and no password of it is tried.
NO_ADDRESS = {
    "zero width space": "jo\u200bsé@exämple.org",
    "left-to-right mark": "\u200ejosé@exämple.org",
    "soft hyphen": "jo\u00adsé@exämple.org",
    "word joiner": "josé\u2060@exämple.org",
    "byte order mark": "\ufeffjosé@exämple.org",
    "full-width at": "josé＠exämple.org",
}


@pytest.mark.parametrize("address", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("path", ["/sign-in", "/e/forum/register/link"])
def test_all_spellings_of_an_address_are_counted_as_one(visitor: Visitor, path: str, address: str) -> None:
    make_open_event(slug="forum")
    tried = [SPELLINGS["plain"]] * 5 + [address, "rosa@example.org"]  # who has another address is let in
    assert statuses_of(visitor, path, ({"email": each} for each in tried)) == [303] * 5 + [429, 303]


@pytest.mark.parametrize("address", NO_ADDRESS.values(), ids=NO_ADDRESS)
def test_an_address_with_invisible_letters_mails_nobody(visitor: Visitor, address: str) -> None:
    accounts.create_account(SPELLINGS["plain"], by="test")
    assert statuses_of(visitor, "/sign-in", [{"email": address}]) == [422]
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_a_password_is_guessed_ten_times_in_a_quarter_of_an_hour_however_the_address_is_spelled(
    visitor: Visitor,
) -> None:
    guesses = [{"email": address, "password": "a guess"} for address in SPELLINGS.values()]
    assert statuses_of(visitor, "/sign-in/password", guesses) == [422] * 10
    assert statuses_of(visitor.another(), "/sign-in/password", guesses[:1]) == [429]
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert statuses_of(visitor, "/sign-in/password", guesses[:1]) == [422]


def test_one_network_guesses_the_passwords_of_a_hundred_accounts_and_not_more(visitor: Visitor) -> None:
    guesses = ({"email": f"person{n}@example.org"} for n in range(101))
    assert statuses_of(visitor, "/sign-in/password", guesses) == [422] * 100 + [429]


def test_sixty_people_are_invited_in_an_hour_and_not_more(visitor: Visitor) -> None:
    make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org")
    people = ({"email": f"person{n}@example.org", "role": "viewer"} for n in range(61))
    assert statuses_of(visitor, "/organise/forum/team", people) == [303] * 60 + [429]


def test_a_link_to_sign_in_is_pressed_sixty_times_in_a_quarter_of_an_hour_and_not_more(visitor: Visitor) -> None:
    secret = accounts.make_sign_in_link(make_account(), by="test")
    accounts.sign_in_by_link(secret)
    statuses = statuses_of(visitor, f"/sign-in/link/{secret}", [{}] * 61, form_of="/sign-in")
    assert statuses == [410] * 60 + [429]


@pytest.mark.parametrize(
    ("page", "most"), [("/account/password", 10), ("/organise/new", 60), ("/organise/forum/agenda/import", 60)]
)
def test_what_costs_much_is_done_so_often_an_hour_and_not_more(visitor: Visitor, page: str, most: int) -> None:
    make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org")
    assert statuses_of(visitor, page, [{}] * (most + 1)) == [422] * most + [429]


@pytest.mark.parametrize("page", ["change", "cancel"])
def test_a_place_is_changed_sixty_times_an_hour_and_not_more(visitor: Visitor, page: str) -> None:
    registration_id = make_registration(make_open_event(slug="forum").id)
    path = f"/r/{sign(Purpose.MANAGE_REGISTRATION, registration_id)}/{page}"
    assert statuses_of(visitor, path, [{}] * 61).index(429) == 60


def statuses_of(
    visitor: Visitor, path: str, answers: Iterable[dict[str, str]], *, form_of: str | None = None
) -> list[int]:
    """What a form that was opened once (on another page: `form_of`) is answered with, each time that it is sent."""
    token = str(visitor.open(form_of or path).tree.xpath("//input[@name='csrf_token']/@value")[0])
    return [visitor._request("POST", path, data={"csrf_token": token} | each).status_code for each in answers]
