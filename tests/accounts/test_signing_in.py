from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from convene.accounts import passwords, services
from convene.accounts.errors import AddressIsTaken, LinkIsSpent, WrongPassword
from convene.accounts.models import Account, SignInSession
from convene.audit.models import AuditLine
from convene.clock import now
from convene.database import db, is_in_use_case
from tests.support.at_once import at_once
from tests.support.mail import link_in, sent_mails
from tests.support.visitor import Visitor


def test_an_organiser_signs_in_by_the_mailed_link(app: Flask, visitor: Visitor) -> None:
    services.create_account("noor@example.org", name="Noor Idris", by="test")
    visitor.open("/sign-in").fill_in(email="Noor@Example.org").press("Mail me a link")
    assert "a link is on its way" in visitor.text
    (mail,) = sent_mails("noor@example.org")
    visitor.open(link_in(mail)).press("Sign in", follow=False)
    visitor.open("/account")
    assert "Noor Idris" in visitor.text


def test_opening_the_link_does_not_use_it_up(app: Flask, visitor: Visitor) -> None:
    services.create_account("noor@example.org", by="test")
    services.mail_sign_in_link("noor@example.org")
    link = link_in(sent_mails()[0])
    for _ in range(3):
        visitor.another().open(link)  # a mail scanner
    visitor.open(link).press("Sign in", follow=False)
    assert visitor.status == 303


def test_a_link_opens_once_even_for_two_browsers_at_the_same_moment(app: Flask) -> None:
    account_id = services.create_account("noor@example.org", by="test")
    secret = services.make_sign_in_link(account_id, by="test")

    def use(_: int) -> bool:
        with app.app_context():
            try:
                services.sign_in_by_link(secret)
            except LinkIsSpent:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(8))) == 1


def test_a_link_is_dead_after_thirty_minutes(app: Flask, visitor: Visitor) -> None:
    account_id = services.create_account("noor@example.org", by="test")
    secret = services.make_sign_in_link(account_id, by="test")
    with time_machine.travel(now() + timedelta(minutes=31)):
        visitor.open(f"/sign-in/link/{secret}", expect=410)
        assert "Ask for a new one" in visitor.text


def test_a_password_that_was_set_lets_one_in_and_ends_the_other_browsers(app: Flask, visitor: Visitor) -> None:
    elsewhere = visitor.another().signed_in_as("noor@example.org")
    visitor.signed_in_as("noor@example.org")
    visitor.open("/account/password").fill_in(password="correct horse battery").press("Set the password")
    assert "Or with your password" in visitor.text
    elsewhere.open("/account", follow=False, expect=303)
    fresh = visitor.another().open("/sign-in/password?next=/account")
    fresh.fill_in(email="noor@example.org", password="correct horse battery").press("Sign in")
    assert "Your account" in fresh.text


def test_signing_out_ends_the_session_wherever_a_copy_of_its_cookie_is(app: Flask, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org")
    stolen = visitor.client.get_cookie("convene")
    assert stolen is not None
    visitor.open("/account").press("Sign out", follow=False)
    thief = visitor.another()
    thief.client.set_cookie("convene", stolen.value)
    thief.open("/account", follow=False, expect=303)


def flask(app: Flask, *command: str, exit_code: int = 0) -> str:
    """What `flask accounts ...` says."""
    result = app.test_cli_runner().invoke(args=["accounts", *command])
    assert result.exit_code == exit_code, result.output
    return str(result.output)


def test_an_account_that_is_closed_is_signed_out_and_comes_in_by_nothing(app: Flask, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open("/account")
    mailed_before = flask(app, "sign-in-link", "noor@example.org").strip()
    services.mail_sign_in_link("noor@example.org")
    assert "signed out everywhere" in flask(app, "close", "Noor@Example.org")
    visitor.open("/account", follow=False, expect=303)
    visitor.open(mailed_before, expect=410)
    services.mail_sign_in_link("noor@example.org")
    assert sent_mails() == [], "its link would open nothing"
    assert "is closed. Open it: flask accounts open noor@example.org" in flask(
        app, "sign-in-link", "noor@example.org", exit_code=1
    )


def test_an_account_that_is_opened_again_signs_in_anew(app: Flask, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org")
    flask(app, "close", "noor@example.org")
    flask(app, "close", "noor@example.org")
    flask(app, "open", "noor@example.org")
    flask(app, "open", "noor@example.org")
    visitor.open("/account", follow=False, expect=303)
    visitor.open(flask(app, "sign-in-link", "noor@example.org").strip()).press("Sign in", follow=False)
    visitor.open("/account")
    audited = list(db.session.scalars(select(AuditLine.what).order_by(AuditLine.id)))
    assert audited.count("accounts.close_account") == 2
    assert audited.count("accounts.open_account") == 2


def test_a_command_about_an_account_that_is_not_there_says_how_to_make_it(app: Flask) -> None:
    for command in ("close", "open", "sign-in-link"):
        said = flask(app, command, "nobody@example.org", exit_code=1)
        assert "Make one: flask accounts create nobody@example.org" in said


def test_a_closed_account_says_no_more_to_the_right_password_than_to_a_wrong_one(app: Flask, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org")
    visitor.open("/account/password").fill_in(password="correct horse battery").press("Set the password")
    flask(app, "close", "noor@example.org")
    pages = []
    for password in ("correct horse battery", "a wrong horse battery"):
        other = visitor.another().open("/sign-in/password")
        other.fill_in(email="noor@example.org", password=password).press("Sign in", expect=422)
        pages.append(other.text)
    assert "The address and the password do not match" in pages[0]
    assert pages[0] == pages[1]


def test_a_password_that_was_changed_while_it_was_checked_lets_nobody_in(app: Flask) -> None:
    account_id = services.create_account("noor@example.org", by="test")
    services.set_password(account_id, "an old hash", uuid4(), by="test")
    services.set_password(account_id, "a new hash", uuid4(), by="test")
    with pytest.raises(WrongPassword):
        services.sign_in_by_password(account_id, "an old hash")
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 0


def test_nobody_waits_to_write_while_a_password_is_hashed_or_checked(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    for name in ("hash_of", "matches"):
        real = getattr(passwords, name)
        monkeypatch.setattr(passwords, name, lambda *given, real=real: (seen.append(is_in_use_case()), real(*given))[1])
    visitor.signed_in_as("noor@example.org")
    visitor.open("/account/password").fill_in(password="correct horse battery").press("Set the password")
    fresh = visitor.another().open("/sign-in/password")
    fresh.fill_in(email="noor@example.org", password="correct horse battery").press("Sign in", follow=False)
    assert seen == [False, False]


def test_of_two_accounts_for_one_address_at_the_same_moment_one_is_made(app: Flask) -> None:
    answers = at_once(app, [lambda: services.create_account("Noor@Example.org", by="test")] * 8)
    assert sum(isinstance(each, AddressIsTaken) for each in answers) == 7
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1


def test_a_password_manager_is_told_whose_password_it_keeps(visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open("/account/password")
    (field,) = visitor.tree.xpath("//form//input[@autocomplete='username']")
    assert field.get("value") == "noor@example.org"
    assert visitor.tree.xpath(f"//label[@for='{field.get('id')}']")
