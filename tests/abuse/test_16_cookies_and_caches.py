"""16: cookies that no script reads and no other site sends, new ones at sign-in; what is personal is kept by nobody."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.abuse.walking import come_in, routes_of, walkers
from tests.support.visitor import Visitor
from tests.support.world import make_world


def test_no_cookie_can_be_read_by_scripts_or_sent_by_other_sites(app: Flask, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org")
    for cookie in visitor.response.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain" not in cookie


def test_cookies_of_an_installation_with_https_travel_by_nothing_else(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from convene.app import _flask_settings

    config = replace(app.config["CONVENE"], base_url="https://convene.example.org")
    assert _flask_settings(config)["SESSION_COOKIE_SECURE"] is True
    monkeypatch.setitem(app.config, "CONVENE", config)
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    monkeypatch.setitem(app.config, "CONVENE_LANGUAGES", ["eo"])
    visitor.open("/sign-in?lang=eo", base_url="https://convene.example.org")
    cookies = visitor.response.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("Secure" in cookie for cookie in cookies)
    assert "max-age=" in visitor.response.headers["Strict-Transport-Security"]


def test_a_cookie_that_was_planted_before_the_sign_in_is_signed_in_to_nothing(app: Flask, visitor: Visitor) -> None:
    visitor.open("/sign-in")
    planted = visitor.client.get_cookie("convene")
    assert planted is not None
    visitor.signed_in_as("noor@example.org")
    fresh = visitor.client.get_cookie("convene")
    assert fresh is not None
    assert fresh.value != planted.value
    attacker = visitor.another()
    attacker.client.set_cookie("convene", planted.value)
    attacker.open("/account", follow=False, expect=303)


def test_the_cookie_says_nothing_about_the_person(app: Flask, visitor: Visitor) -> None:
    from flask.sessions import SecureCookieSessionInterface

    visitor.signed_in_as("noor@example.org")
    cookie = visitor.client.get_cookie("convene")
    assert cookie is not None
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    assert "noor" not in str(signer.loads(cookie.value))


def test_a_stranger_who_only_reads_gets_no_cookie(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    for part in ("", "agenda", "people", "calendar.ics", "schedule.json"):
        visitor.open(f"/e/{world.slug}/{part}")
        assert visitor.response.headers.getlist("Set-Cookie") == [], part
    visitor.open("/")
    assert visitor.response.headers.getlist("Set-Cookie") == []


def test_nothing_that_we_answer_is_kept_by_a_shared_cache(app: Flask) -> None:
    world = make_world()
    wrong = []
    for walker in [each for each in walkers(world) if each.name in {"stranger", "owner"}]:
        browser = come_in(app, walker)
        for rule, _says in routes_of(app, with_examples=True):
            if "GET" not in (rule.methods or ()):
                continue
            headers = browser.send("GET", world.path_to(app, rule)).headers
            control = headers.get("Cache-Control", "")
            if not ("private" in control or "no-store" in control) or "public" in control:
                wrong.append(f"{rule.rule} for {walker.name}: Cache-Control: {control}")
            if (
                walker.email
                and rule.rule.startswith(("/organise", "/account"))
                and "Cookie" not in headers.get("Vary", "")
            ):
                wrong.append(f"{rule.rule} for {walker.name}: Vary: {headers.get('Vary')}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/healthz", "/static/nothing.css"])
def test_every_answer_forbids_what_no_page_of_ours_needs(app: Flask, visitor: Visitor, path: str) -> None:
    headers = visitor.open(path, expect=None).response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_language_in_the_address_changes_nothing(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "CONVENE_LANGUAGES", ["eo"])
    visitor.open("/sign-in?lang=eo")
    for asked in ("xx", "", "en%00", "EO", "../de"):
        visitor.open(f"/sign-in?lang={asked}")
        assert visitor.tree.get("lang") == "eo"
        assert not any(each.startswith("lang") for each in visitor.response.headers.getlist("Set-Cookie"))
