import json
import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from convene.accounts import services
from convene.accounts.models import Account
from convene.clock import now
from convene.database import db, use_case
from convene.web.logs import AsJson, AsText
from tests.support.databases import is_postgresql
from tests.support.visitor import Visitor


@use_case
def write_the_same_address_twice(email: str, **_: object) -> None:
    """A bug that the database stops."""
    for _n in range(2):
        db.session.add(Account(email=email, email_key=email, name="Jane Doe", created_at=now()))
    db.session.flush()


@pytest.mark.parametrize("formatter", [AsJson, AsText])
def test_an_error_of_the_database_is_logged_without_name_and_address(
    app: Flask,
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    formatter: Callable[[], logging.Formatter],
) -> None:
    monkeypatch.setattr(services, "mail_sign_in_link", write_the_same_address_twice)
    visitor.open("/sign-in").fill_in(email="jane@example.org").press("Mail me a link", expect=500)
    (record,) = [each for each in caplog.records if each.getMessage() == "unexpected error"]
    record.exc_text = None  # what pytest's own formatter has left there
    line = formatter().format(record)
    assert "jane" not in line.lower()
    assert "doe" not in line.lower()
    assert "sqlalchemy.exc.IntegrityError" in line, "nobody could find the reason"
    assert ("23505 uq_account_email_key" if is_postgresql() else "account.email_key") in line
    assert "write_the_same_address_twice" in line


def test_an_error_of_the_database_hides_its_parameters_wherever_it_is_printed(app: Flask) -> None:
    with pytest.raises(DBAPIError) as failure:
        db.session.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "Jane Doe"})
    assert "Jane" not in str(failure.value)


def test_other_errors_are_logged_with_their_words_and_their_causes() -> None:
    try:
        try:
            {}["no such room"]
        except KeyError as cause:
            raise ValueError("the agenda has a bug") from cause
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "m", None, (ValueError, error, error.__traceback__))
    written = json.loads(AsJson().format(record))["exception"]
    assert written.index("KeyError: 'no such room'") < written.index("ValueError: the agenda has a bug")
