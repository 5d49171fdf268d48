"""7: registering, signing in and asking for a link answer the same bytes for an address that is known and one that is
not; only the owner of the address is told, by mail."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.accounts import passwords
from convene.accounts import services as accounts
from convene.database import db
from convene.outbox.models import Message
from convene.registration.models import Registration
from convene.registration.services import self_service
from convene.subscriptions.services import leave
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.subscriptions import make_follower, make_series
from tests.support.mail import sent_mails, text_of
from tests.support.visitor import Visitor

KNOWN, NEW, CANCELLED = "jane@example.org", "piya@example.org", "rosa@example.org"
# One page each for a sign of its own: the token of the form, and the address that was typed into it.
OWN = re.compile(
    rb'name="csrf_token"[^>]*value="[^"]*"|' + b"|".join(each.encode() for each in (KNOWN, NEW, CANCELLED)),
    re.IGNORECASE,
)


def answer_to(visitor: Visitor, path: str, **answers: str) -> tuple[object, ...]:
    """Status, headers and bytes of the answer to a form, and of the page that it leads to."""
    visitor = visitor.another().open(path).fill_in(**answers)
    visitor.press(follow=False)
    first = visitor.response
    seen = [first.status_code, headers_of(visitor), OWN.sub(b"", first.data)]
    if first.status_code == 303:
        visitor.open(first.headers["Location"])
        seen += [visitor.status, headers_of(visitor), OWN.sub(b"", visitor.response.data)]
    return tuple(seen)


def headers_of(visitor: Visitor) -> dict[str, str]:
    own = {"set-cookie", "content-length", "x-request-id", "date"}
    return {name: value for name, value in visitor.response.headers if name.lower() not in own}


@pytest.mark.parametrize("places", [50, 3, None], ids=["open", "last place", "no limit"])
def test_registering_answers_the_same_for_a_known_address(app: Flask, visitor: Visitor, places: int | None) -> None:
    event = make_open_event(slug="forum", places=places)
    make_registration(event.id, KNOWN)
    self_service.cancel(make_registration(event.id, CANCELLED))
    for_known = answer_to(visitor, "/e/forum/register", name="Jane Trần", email=KNOWN)
    for_new = answer_to(visitor, "/e/forum/register", name="Jane Trần", email=NEW)
    for_cancelled = answer_to(visitor, "/e/forum/register", name="Jane Trần", email=CANCELLED)
    assert for_known[0] == 303
    assert for_known == for_new == for_cancelled


def test_a_full_event_says_so_to_known_and_new_addresses_alike(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", places=2)
    make_registration(event.id, KNOWN)
    pages = [visitor.another().open("/e/forum/register") for _ in range(2)]
    make_registration(event.id, CANCELLED)  # the last place goes while both write
    seen = []
    for page, email in zip(pages, (KNOWN, NEW), strict=True):
        page.fill_in(name="Jane Trần", email=email).press("Register", expect=409)
        seen.append((headers_of(page), OWN.sub(b"", page.response.data)))
    assert seen[0] == seen[1]
    assert len([mail for mail in sent_mails(KNOWN) if "already" in str(mail["Subject"])]) == 0


def test_asking_for_the_link_answers_the_same_for_every_address(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id, KNOWN)
    self_service.cancel(make_registration(event.id, CANCELLED))
    answers = [answer_to(visitor, "/e/forum/register/link", email=email) for email in (KNOWN, NEW, CANCELLED)]
    assert answers[0] == answers[1] == answers[2]
    assert [mail["Subject"] for mail in sent_mails(KNOWN)][-1] == "Your link: Regional Network Forum"
    assert sent_mails(NEW) == []
    assert "link" not in str(sent_mails(CANCELLED)[-1]["Subject"])


def test_the_owner_of_the_address_is_told_and_nothing_is_changed(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id, KNOWN)
    visitor.open("/e/forum/register").fill_in(name="Somebody Else", email=KNOWN.upper()).press("Register")
    (row,) = db.session.scalars(select(Registration)).all()
    assert row.name == "Jane Trần"
    mail = sent_mails(KNOWN)[-1]
    assert "You are registered already" in text_of(mail)
    assert "Somebody Else" not in mail.as_string()
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1


@pytest.mark.parametrize("path", ["/series/regional-forums/follow", "/follow?series=regional-forums"])
def test_asking_to_hear_of_a_series_answers_the_same_for_every_address(app: Flask, visitor: Visitor, path: str) -> None:
    series_id = make_series(make_open_event(slug="forum"))
    make_follower(series_id, KNOWN)
    leave(make_follower(series_id, CANCELLED))
    answers = [answer_to(visitor, path, email=email) for email in (KNOWN, NEW, CANCELLED)]
    assert answers[0][0] == 303
    assert answers[0] == answers[1] == answers[2]
    assert sent_mails(KNOWN)[-1]["Subject"] == "You follow already"


def test_asking_to_sign_in_answers_the_same_for_every_address(app: Flask, visitor: Visitor) -> None:
    accounts.create_account(KNOWN, by="test")
    for next_path in ("", "?next=/organise/new"):
        answers = [answer_to(visitor, f"/sign-in{next_path}", email=email) for email in (KNOWN, KNOWN.upper(), NEW)]
        assert answers[0][0] == 303
        assert answers[0] == answers[1] == answers[2]
    assert set(db.session.scalars(select(Message.to_email))) == {KNOWN}


def test_a_password_that_is_wrong_is_answered_the_same_for_every_address(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a password, without one, and unknown: the same page, after comparing as many hashes."""
    accounts.set_password(
        accounts.create_account(KNOWN, by="test"), passwords.hash_of("correct horse battery"), uuid4(), by="test"
    )
    accounts.create_account(CANCELLED, by="test")
    compared: list[str] = []
    really = type(passwords.hasher).verify
    monkeypatch.setattr(
        type(passwords.hasher), "verify", lambda self, kept, given: compared.append(given) or really(self, kept, given)
    )
    answers = [
        answer_to(visitor, "/sign-in/password", email=email, password="a guess") for email in (KNOWN, CANCELLED, NEW)
    ]
    assert answers[0][0] == 422
    assert answers[0] == answers[1] == answers[2]
    assert "The address and the password do not match" in str(answers[0][2])
    assert len(compared) == 3
    assert sent_mails() == []
