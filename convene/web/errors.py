"""Pages for what did not work: each says what is so, and what to do.

A `Refused` that reaches this point shows its sentence with its status. An error that nobody expected is logged with
the route and shown as a 500 (503: the database failed) that gives the request's id and nothing of the inside.
"""

import logging

from flask import Flask, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_limiter import RateLimitExceeded
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge, ServiceUnavailable

from convene.database import db
from convene.errors import NotFound, Refused
from convene.sentences import Sentence
from convene.web.guards import SignInFirst, was_sent_from_here
from convene.web.languages import say
from convene.web.redirects import see_other

log = logging.getLogger(__name__)

WORDS = {
    400: (
        _("This could not be read"),
        _("The request was not in a form that we understand. Go back and try again."),
    ),
    401: (_("This needs a secret"), _("Whoever sends it must know what the operator has set. Look at its settings.")),
    403: (_("This is not yours to see"), _("Your role does not allow this. Ask an owner of the event.")),
    404: (_("There is nothing here"), _("The address may be mistyped, or what stood here is not public.")),
    405: (_("This page does not take that"), _("Go back and use the buttons of the page.")),
    413: (
        _("This is too large"),
        _("Nothing was changed. Go back, where your other answers still stand, and send a file of 10 MB or less."),
    ),
    429: (_("Too many tries"), _("Wait a few minutes and try again. Nothing that you sent before is lost.")),
    503: (
        _("Our database takes nothing at the moment"),
        _("If you have just sent something, go back, where your answers still stand, and try again in a few minutes."),
    ),
    500: (
        _("Something broke on our side"),
        _("It is written down with the number below. Try again in a minute."),
    ),
}

#: Of a request that is too large, how much is read before it is answered.
MOST_BYTES_THROWN_AWAY = 64 * 1024 * 1024

#: Of a form that is shown again, what stays out: secrets, and the token that was wrong.
NEVER_SHOWN = frozenset({"csrf_token", "password"})


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, refusal_page)
    app.register_error_handler(SignInFirst, lead_to_sign_in)
    app.register_error_handler(CSRFError, stale_form_page)
    app.register_error_handler(RateLimitExceeded, lambda _: error_page(429))
    app.register_error_handler(HTTPException, http_error_page)
    app.register_error_handler(Exception, unexpected_error_page)


def error_page(
    status: int, title: object = None, text: object = None, way_on: tuple[Sentence, str] | None = None
) -> ResponseReturnValue:
    """A page of its own for `status`, with the usual words or the given ones. `way_on`: as a refusal has it."""
    usual = WORDS.get(status, WORDS[400 if status < 500 else 500])
    # The failed request may have left the session in a transaction that can do nothing more.
    db.session.rollback()
    page = render_template(
        "errors/error.html",
        status=status,
        title=title or usual[0],
        text=text or usual[1],
        request_id=g.get("request_id"),
        way_on=way_on and (say(way_on[0]), url_for(way_on[1])),
        form_url=_page_of_the_form() if status == 413 else None,
    )
    return page, status, {"Cache-Control": "private, no-store"}


def _page_of_the_form() -> str | None:
    """Where the form that was sent can be filled in again, if a page stands at its address."""
    methods = request.url_rule.methods or () if request.url_rule else ()
    return request.path if "GET" in methods else None


def refusal_page(refused: Refused) -> ResponseReturnValue:
    if isinstance(refused, NotFound):
        return error_page(404)
    return error_page(refused.status, _("This cannot be done"), say(refused.sentence), refused.way_on)


def lead_to_sign_in(_error: SignInFirst) -> ResponseReturnValue:
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return see_other(url_for("accounts.sign_in", next=back))


def stale_form_page(_error: CSRFError) -> ResponseReturnValue:
    """A form whose sign-in has ended: what was typed stands here, and can be sent once more.

    Sent once more only what a page of ours sent, as the browser says: else this page would be the way around the
    token for everybody who can make somebody press a button.
    """
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_SHOWN]
    page = render_template(
        "errors/stale_form.html",
        typed=[(name, value) for name, value in typed if value.strip()],
        again=typed if was_sent_from_here() and not request.files else None,
        address=request.full_path.rstrip("?"),
        form_url=_page_of_the_form() or "/",
        sign_in_url=url_for("accounts.sign_in") if _needs_a_sign_in() else None,
    )
    return page, 400, {"Cache-Control": "private, no-store"}


def _needs_a_sign_in() -> bool:
    rule = getattr(current_app.view_functions.get(request.endpoint or ""), "access_rule", None)
    return rule is not None and rule.is_for_the_signed_in and not current_user.is_authenticated


def http_error_page(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if error.code == RequestEntityTooLarge.code:
        _let_the_browser_finish()
    return error_page(error.code)


def _let_the_browser_finish() -> None:
    """Take what is still on its way and throw it away: a browser that is cut off while it sends shows its own page
    about a lost connection, and never ours, which says why. Whoever sends far too much is cut off all the same."""
    body = request.environ["wsgi.input"]
    left = MOST_BYTES_THROWN_AWAY if request.environ.get("wsgi.input_terminated") else 0
    while left > 0 and (piece := body.read(min(left, 64 * 1024))):
        left -= len(piece)


def unexpected_error_page(error: Exception) -> ResponseReturnValue:
    log.error("unexpected error", exc_info=error, extra={"request_id": g.get("request_id")})
    # The disk is full, the file read-only, the server gone: nothing that a programmer could mend, and it passes.
    is_of_the_database = isinstance(error, OperationalError)
    return error_page(ServiceUnavailable.code if is_of_the_database else InternalServerError.code)
