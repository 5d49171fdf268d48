"""Who may open a page: every route says so in the line above its function, and the app enforces it.

A guard stamps an `AccessRule` on the view. Before each request `enforce` looks for the stamp and refuses a view that
has none, so that a forgotten guard closes a page instead of opening it. Features add rules of their own with
`guard` (`events.event_page`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms import ValidationError

from convene.errors import NotFound
from convene.web import signed_links
from convene.web.signed_links import Purpose

SAID_BY_PROXIES = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")

View = TypeVar("View", bound=Callable[..., Any])
ViewArguments = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AccessRule:
    """What a view demands of its reader.

    `says` names the rule in the list of routes. `admit` is called with the arguments that the URL gave; it raises
    when the reader may not come in, and may replace arguments by what it has looked up on the way.
    """

    says: str
    admit: Callable[[ViewArguments], None]
    is_for_the_signed_in: bool = False


class SignInFirst(Exception):
    """The page is for people who are signed in, and nobody is. The handler leads to the sign-in page and back."""


def guard(rule: AccessRule) -> Callable[[View], View]:
    """Stamp a rule on a view."""

    def stamp(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return stamp


def _nobody_is_refused(_: ViewArguments) -> None:
    pass


def _must_be_signed_in(_: ViewArguments) -> None:
    if not current_user.is_authenticated:
        raise SignInFirst


def _must_be_an_operator(arguments: ViewArguments) -> None:
    _must_be_signed_in(arguments)
    if not current_user.is_operator:
        raise NotFound


def is_on_this_machine() -> bool:
    """Whether the reader sits at the machine that serves: an installation that somebody tries out.

    All of it must be true: behind a reverse proxy every caller seems to be local, and says itself which host it
    asked for. A proxy says in one of these headers that it stands between.
    """
    here = {"localhost", "127.0.0.1", "::1"}
    is_local: bool = current_app.config["CONVENE"].is_local
    was_passed_on = any(name in request.headers for name in SAID_BY_PROXIES)
    return (
        is_local and not was_passed_on and request.remote_addr in here and urlsplit(request.host_url).hostname in here
    )


def _must_be_on_this_machine(arguments: ViewArguments) -> None:
    if not is_on_this_machine():
        _must_be_an_operator(arguments)


everyone = guard(AccessRule("everyone", _nobody_is_refused))
signed_in = guard(AccessRule("signed in", _must_be_signed_in, is_for_the_signed_in=True))
operator = guard(AccessRule("operator", _must_be_an_operator, is_for_the_signed_in=True))
on_this_machine_or_operator = guard(AccessRule("on this machine, or operator", _must_be_on_this_machine))


def holds_link(purpose: Purpose) -> Callable[[View], View]:
    """Admit whoever holds a link signed for `purpose`: the URL's `token` becomes the view's `link`."""

    def admit(arguments: ViewArguments) -> None:
        link = signed_links.read(purpose, arguments.pop("token"))
        if link is None:
            raise NotFound
        arguments["link"] = link

    return guard(AccessRule(f"holds a link: {purpose.value}", admit))


def was_sent_from_here() -> bool:
    """Whether a page of ours sent this request, as the browser says; what says nothing was not."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said == "same-origin"
    return request.headers.get("Origin", "") == request.host_url.rstrip("/")


def from_our_pages(view: View) -> View:
    """For what a page that is kept for everybody sends: it can hold no token of its reader.

    The browser says where the request comes from (`Sec-Fetch-Site`, or `Origin` where it is older), and no page of
    another site can make it say something else. A token counts as well. Without either: 400, as for a stale form.
    `app.py` tells the extension to leave these routes to us.
    """

    @wraps(view)
    def admitted(*args: Any, **kwargs: Any) -> Any:
        if not was_sent_from_here() and current_app.config["WTF_CSRF_ENABLED"]:
            try:
                validate_csrf(request.form.get("csrf_token", ""))
            except ValidationError as problem:
                raise CSRFError(str(problem)) from problem
        return view(*args, **kwargs)

    return admitted  # type: ignore[return-value]


def enforce() -> None:
    """Ask the rule of the view that the URL leads to. A view without one is a bug, and stays closed."""
    if request.endpoint is None:
        return  # the URL leads nowhere; Flask answers 404 or 405
    if "\x00" in request.path:
        raise NotFound  # no row has such a name, and PostgreSQL takes the question for an error
    rule: AccessRule | None = getattr(current_app.view_functions[request.endpoint], "access_rule", None)
    if rule is None:
        raise RuntimeError(f"{request.endpoint} does not say who may open it (convene.web.guards)")
    rule.admit(request.view_args if request.view_args is not None else {})


def init_app(app: Flask) -> None:
    app.before_request(enforce)
