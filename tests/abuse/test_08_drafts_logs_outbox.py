"""8: drafts, versions, logs and the outbox stay closed: to strangers, to others, and on no public page."""

import dataclasses

import pytest
from flask import Flask

from convene.database import db
from convene.events.models import Event
from tests.abuse.walking import routes_of
from tests.support.texts import text_of
from tests.support.visitor import Visitor
from tests.support.world import OTHER_ORGANISER, make_world

FROM_ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
SECRETS = ("A session that is not published yet", "meet.example.org/secret-room", "jane@example.org", "ali@example.org")


def test_no_public_page_or_file_tells_what_is_not_public(app: Flask, visitor: Visitor) -> None:
    """The title of an unpublished session, the join link, addresses of participants; nor the draft's new time."""
    world = make_world()
    looked_at = 0
    for rule, says in routes_of(app, with_examples=True):
        if says not in {"everyone", "everyone, once published"} or "GET" not in (rule.methods or ()):
            continue
        answer = visitor._request("GET", world.path_to(app, rule))
        body = text_of(answer)
        assert not [secret for secret in SECRETS if secret in body], rule.rule
        if rule.endpoint == "programme.agenda":
            assert "09:00" in body
            assert "09:30" not in body, "the draft's time is on a public page"
        looked_at += 1
    assert looked_at > 10


def test_a_draft_event_is_on_no_list(app: Flask, visitor: Visitor) -> None:
    make_world()
    for somebody in (visitor, visitor.another().signed_in_as(OTHER_ORGANISER)):
        for path in ("/", "/past", "/organise/"):
            somebody.open(path, expect=None)
            assert "Unpublished Webinar" not in somebody.text, path


@pytest.mark.parametrize("part", ["", "log", "mail/", "team", "agenda/", "agenda/versions", "people/", "settings"])
def test_the_organisers_pages_are_closed_to_others(app: Flask, visitor: Visitor, part: str) -> None:
    world = make_world()
    visitor.open(f"/organise/{world.slug}/{part}", follow=False, expect=303)
    assert visitor.response.headers["Location"].startswith("/sign-in")
    visitor.another().signed_in_as(OTHER_ORGANISER).open(f"/organise/{world.slug}/{part}", expect=404)


def test_the_local_mailbox_is_closed_to_whoever_sits_elsewhere(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    for path in ("/mailbox/", f"/mailbox/{world.values['message_id']}"):
        visitor.open(path)
        elsewhere = visitor.another()
        elsewhere.open(path, expect=303, follow=False, environ_base=FROM_ELSEWHERE)
        elsewhere.open(path, expect=303, follow=False, headers={"Host": "evil.example"})
        elsewhere.signed_in_as(OTHER_ORGANISER).open(path, expect=404, environ_base=FROM_ELSEWHERE)


def test_the_local_mailbox_is_closed_where_mail_is_really_sent(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from config import SmtpServer

    make_world()
    server = SmtpServer("mail.example.org", 25, None, None, starttls=False, tls=False)
    monkeypatch.setitem(app.config, "CONVENE", dataclasses.replace(app.config["CONVENE"], smtp=server))
    visitor.open("/mailbox/", expect=404)


def test_the_local_mailbox_is_closed_on_an_installation_with_an_address_of_its_own(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a reverse proxy everybody seems to sit at this machine."""
    make_world()
    config = dataclasses.replace(app.config["CONVENE"], base_url="https://convene.example.org")
    monkeypatch.setitem(app.config, "CONVENE", config)
    visitor.open("/mailbox/", follow=False, expect=303)


def test_the_local_mailbox_is_closed_behind_a_proxy(app: Flask, visitor: Visitor) -> None:
    """It sits at this machine and asks for localhost, as everybody does who comes through it."""
    world = make_world()
    stranger, organiser = visitor.another(), visitor.another().signed_in_as(OTHER_ORGANISER)
    for header in ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"):
        for path in ("/mailbox/", f"/mailbox/{world.values['message_id']}"):
            visitor.open(path)
            stranger.open(path, follow=False, expect=303, headers={header: "203.0.113.9"})
            organiser.open(path, expect=404, headers={header: "203.0.113.9"})
        visitor.open("/sign-in", headers={header: "203.0.113.9"})
        assert "/mailbox/" not in visitor.response.get_data(as_text=True)


def test_a_withdrawn_event_is_closed_for_the_very_next_request(app: Flask, visitor: Visitor) -> None:
    from convene.events.services.changing import withdraw_event

    world = make_world()
    paths = [f"/e/{world.slug}/{part}" for part in ("", "agenda", "people", "calendar.ics", "schedule.json")]
    tags = {path: visitor.open(path).response.headers.get("ETag", '"x"') for path in paths}
    withdraw_event(world.event_id, by="test")
    for path in paths:
        visitor.open(path, expect=404, headers={"If-None-Match": tags[path]})
    assert db.session.get(Event, world.event_id) is not None
