"""9: what the operator has set stays with the operator; a form sets what it asks, and nothing else."""

import base64
import dataclasses
import io
import zlib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import String as Words
from sqlalchemy import Text, select
from werkzeug.test import TestResponse

from config import Config, ImapMailbox, SmtpServer
from convene.accounts.models import Account
from convene.app import _flask_settings
from convene.database import db
from convene.events.catalogue import State
from convene.events.models import Event
from convene.registration.models import Registration
from convene.web.limits import limiter
from tests.abuse.walking import LEFT_OUT, FormSeen, forms_on, one_of_each, routes_of, send
from tests.factories.events import make_account, make_event, make_team
from tests.factories.registrations import make_open_event
from tests.support.visitor import Visitor
from tests.support.world import OPERATOR, OTHER_ORGANISER, OWNER, World, make_world

#: What must stay secret, by the setting that holds it; each has a word in it that stands nowhere else.
SECRETS: dict[str, Any] = {
    "secret_key": "marked-key-of-thirty-two-letters-or-more",
    "database_url": "postgresql://convene:marked-database@db.example.org/convene",
    "queue_url": "redis://:marked-queue@queue.example.org:6379/0",
    "rate_limit_url": "redis://:marked-limits@limits.example.org:6379/0",
    "smtp": SmtpServer("mail.example.org", 587, "marked-user", "marked-password", starttls=True, tls=False),
    "reply_mailbox": ImapMailbox(
        "mail.example.org", 993, "marked-user", "marked-password", "INBOX", starttls=False, tls=True
    ),
    "reply_secret": "marked-secret-of-thirty-two-letters-or-more",
}
MARK = "marked-"
UNASKED = "unasked-for"


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world on an installation whose every secret can be recognised. Errors are shown as on a server."""

    def set_up(**secrets: Any) -> None:
        config = dataclasses.replace(app.config["CONVENE"], **secrets)
        for name, value in _flask_settings(config).items():
            monkeypatch.setitem(app.config, name, value)

    for each in fields(Config):
        if each.name in SECRETS:
            monkeypatch.setenv(each.metadata["variable"], f"{MARK}environment")
    monkeypatch.setattr(limiter, "enabled", False)  # who is counted is another test's question
    set_up(**{name: value for name, value in SECRETS.items() if name != "smtp"})
    world = make_world()  # its mails go into the local mailbox
    set_up(smtp=SECRETS["smtp"])
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return world


def readers(app: Flask) -> Iterator[tuple[str, Visitor]]:
    yield "a stranger", Visitor(app)
    for email in (OWNER, OPERATOR, OTHER_ORGANISER):
        yield email, Visitor(app).signed_in_as(email)


def told_by(answer: TestResponse) -> str:
    """Everything that leaves with an answer: its head, its words, the text of a PDF and the inside of the cookie."""
    told = f"{answer.headers}\n{answer.get_data().decode(errors='replace')}"
    if answer.mimetype == "application/pdf":
        told += "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.get_data())).pages)
    for cookie in answer.headers.getlist("Set-Cookie"):
        inside = cookie.partition("=")[2].partition(";")[0]
        body = inside.lstrip(".").partition(".")[0]
        if inside.count(".") >= 2:
            plain = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
            told += str(zlib.decompress(plain) if inside.startswith(".") else plain)
    return told


def test_every_setting_that_is_a_secret_is_looked_for() -> None:
    assert {each.name for each in fields(Config) if each.metadata.get("variable") and not each.repr} == set(SECRETS)
    assert all(MARK in str(value) for value in SECRETS.values())


def test_no_page_and_no_file_tells_a_secret_of_the_installation(app: Flask, world: World) -> None:
    kinds = set()
    for who, reader in readers(app):
        for rule, _ in routes_of(app):
            if "GET" in (rule.methods or ()):
                answer = reader._request("GET", world.path_to(app, rule))
                kinds.add(answer.mimetype)
                assert answer.status_code < 500, rule.rule
                assert MARK not in told_by(answer), f"{rule.rule}, read by {who}"
    files = {"application/json", "application/pdf", "text/calendar", "text/html"}
    assert files | {"application/xml"} <= kinds or files | {"text/xml"} <= kinds, kinds


def test_no_page_about_an_error_tells_a_secret_of_the_installation(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error itself holds all of them, as that of a driver may."""

    def broken(**_: object) -> str:
        raise ConnectionError(f"{app.config} {SECRETS}")

    walkers = list(readers(app))
    broken_pages = 0
    for rule, _ in routes_of(app):
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        path = world.path_to(app, rule)
        view = app.view_functions[rule.endpoint]
        instead = lambda **given: broken(**given)  # noqa: E731
        instead.access_rule = view.access_rule  # type: ignore[attr-defined]
        monkeypatch.setitem(app.view_functions, rule.endpoint, instead)
        for who, reader in walkers[:2]:
            answer = reader._request("GET", path)
            broken_pages += answer.status_code == 500
            assert MARK not in told_by(answer), f"{rule.rule}, read by {who}"
    assert broken_pages > 100
    for who, reader in walkers:
        for path in ("/nothing", "/sign-in/link/none", "/files/none", f"/e/{world.slug}/schedule.json?version=x"):
            assert MARK not in told_by(reader._request("GET", path)), f"{path}, read by {who}"
        assert MARK not in told_by(reader._request("POST", "/sign-in", data={"email": "x"}))


# --- forms set what they ask ----------------------------------------------------------------------------------------


def all_words() -> Iterator[tuple[str, str]]:
    """Every text in the database, with its column."""
    db.session.rollback()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            for name, value in row.items():
                yield f"{table.name}.{name}", str(value)


def test_what_a_form_does_not_ask_is_kept_nowhere(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each form is sent with the name of every column that it does not ask, beside what it asks."""
    monkeypatch.setattr(limiter, "enabled", False)
    world = make_world()
    visitor.signed_in_as(OWNER)
    columns = {
        column.name
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Words | Text)
    } | {"is_operator", "team_id", "event_id", "account_id", "role", "draft_revision", "link_version", "seen_at"}
    before = facts_that_stay()
    sent = 0
    for form in one_of_each(app, world, visitor):
        asked = {name.rpartition("-")[2] for name in form.answers} | set(form.answers) | form.texts | form.addresses
        status = send(form, form.answers | dict.fromkeys(sorted(columns - asked), UNASKED))
        sent += status in {200, 303}
    assert sent > 25
    found = {where for where, words in all_words() if UNASKED in words}
    assert not found
    assert before <= facts_that_stay()


def facts_that_stay() -> set[tuple[object, ...]]:
    """Who is an operator, and whose an event is: no form asks that."""
    db.session.rollback()
    accounts = db.session.execute(select(Account.id, Account.email, Account.is_operator))
    events = db.session.execute(select(Event.id, Event.team_id, Event.created_at))
    return {tuple(row) for row in (*accounts, *events)}


def form_that_asks(name: str, visitor: Visitor, path: str) -> FormSeen:
    return next(form for form in forms_on(visitor, path) if name in form.answers)


def test_a_new_event_is_a_draft_of_ones_own_team_whatever_is_sent_along(app: Flask, visitor: Visitor) -> None:
    make_team("Mine", OWNER)
    foreign = make_team("Others", OTHER_ORGANISER)
    form = form_that_asks("title", visitor.signed_in_as(OWNER), "/organise/new")
    asked = {"title": "Water Forum", "kind": "forum", "starts_on": "2027-03-04", "zone": "Asia/Bangkok"}
    more = {"state": "published", "team": str(foreign), "team_id": str(foreign), "slug": "taken",
            "id": str(UUID(int=1)), "published_at": "2027-01-01", "visibility": "by invitation"}  # fmt: skip
    assert send(form, form.answers | asked | more) == 303
    event = db.session.scalars(select(Event).where(Event.title == "Water Forum")).one()
    assert event.state is State.DRAFT
    assert event.team_id != foreign
    assert event.slug != "taken"
    assert event.id != UUID(int=1)
    assert event.published_at is None


@pytest.mark.parametrize("published", [True, False])
def test_settings_change_neither_state_nor_team_nor_the_address_of_what_is_public(
    app: Flask, visitor: Visitor, *, published: bool
) -> None:
    event = make_event(slug="forum", published=published)
    state, team_id, foreign = event.state, event.team_id, make_team("Others", OTHER_ORGANISER)
    form = form_that_asks("title", visitor.signed_in_as(OWNER), "/organise/forum/settings")
    more = {"state": "archived" if published else "published", "team_id": str(foreign), "sensitivity": "open",
            "id": str(UUID(int=1)), "published_at": "2020-01-01", "revision": "999", "title": "Changed"}  # fmt: skip
    if published:
        more |= {"slug": "taken-over"}
    assert send(form, form.answers | more) == 303
    db.session.rollback()
    row = db.session.scalars(select(Event).where(Event.title == "Changed")).one()
    assert (row.id, row.slug, row.state, row.team_id) == (event.id, "forum", state, team_id)


def test_nobody_makes_themselves_an_operator(app: Flask, visitor: Visitor) -> None:
    account_id = make_account("somebody@example.org")
    more = {"is_operator": "on", "email": "operator@example.org", "disabled_at": "2027-01-01", "password_hash": "x"}
    for form in forms_on(visitor.signed_in_as("somebody@example.org"), "/account"):
        if form.action not in LEFT_OUT:
            send(form, more | form.answers)
    db.session.rollback()
    account = db.session.get_one(Account, account_id)
    assert (account.is_operator, account.email) == (False, "somebody@example.org")


def test_nobody_gives_themselves_a_place_that_is_not_there(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum", places=0)
    open_one = make_open_event(slug="open", places=1)
    form = form_that_asks("email", visitor, "/e/open/register")
    more = {"name": "Jane", "email": "jane@example.org", "state": "confirmed", "capacity": "99", "taken": "0",
            "link_version": "7", "event_id": str(UUID(int=1)), "person_id": str(UUID(int=1))}  # fmt: skip
    assert send(dataclasses.replace(form, action="/e/forum/register"), form.answers | more) == 409
    assert send(form, form.answers | more) == 303
    row = db.session.scalars(select(Registration)).one()
    assert (row.event_id, row.link_version) == (open_one.id, 1)
