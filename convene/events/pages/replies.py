"""Answers to calendar invitations that a mail provider hands over by HTTP. The ledger `calendar` has no pages."""

import hmac
import logging

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable, Unauthorized

from convene.calendar.incoming import DATABASE_IS_AWAY, take_mail
from convene.errors import NotFound
from convene.events.pages.public import events
from convene.web.guards import AccessRule, ViewArguments, guard
from convene.web.limits import at_most

log = logging.getLogger(__name__)

#: An answer has a million octets at most; letters that are written in three, and what providers say beside it.
MOST_BYTES_OF_A_REPLY = 4 * 1024 * 1024
#: The field in which a mail stands as it came: of SendGrid, of Mailgun, of others.
FIELDS = ("email", "body-mime", "message")
#: The same in an object of JSON: of Postmark.
RAW_OF_JSON = "RawEmail"
NO_MAIL = (
    "There is no mail in this request. Have your provider send it as it came: as message/rfc822, or in the field "
    "“email”, “body-mime”, “message” or “RawEmail”."
)


def _must_know_the_secret(_: ViewArguments) -> None:
    """Bearer, or the password of Basic, whatever the user is called: some providers know nothing but an address."""
    secret: str = current_app.config["CONVENE"].reply_secret
    if not secret:
        raise NotFound
    given = request.authorization
    told = (given.token if given.type == "bearer" else given.password) if given is not None else None
    if not hmac.compare_digest((told or "").encode("utf-8", "replace"), secret.encode()):
        raise Unauthorized


knows_the_secret_of_answers = guard(AccessRule("knows the secret of answers", _must_know_the_secret))


@events.post("/calendar/replies")
@knows_the_secret_of_answers
@at_most("600 per minute")
def take_reply() -> ResponseReturnValue:
    """Note the answer that a mail brings. What is none is taken, too: a provider would send it again for days.

    No page of ours sends this, and no browser knows the secret: app.py lets it pass without a token.
    """
    request.max_content_length = request.max_form_memory_size = MOST_BYTES_OF_A_REPLY
    mail = _mail_in_request()
    if mail is None:
        log.warning("a request to take an answer holds no mail", extra={"content_type": request.mimetype})
        return _told(NO_MAIL), 422
    try:
        taken = take_mail(mail)
    except DATABASE_IS_AWAY as failure:
        raise ServiceUnavailable from failure
    return _told(taken.said)


def _told(sentence: str) -> Response:
    """For the log of a provider, which shows it to whoever set it up."""
    return Response(f"{sentence}\n", content_type="text/plain; charset=utf-8")


def _mail_in_request() -> bytes | None:
    if request.mimetype == "message/rfc822":
        return request.get_data()
    if request.mimetype == "application/json":
        told = request.get_json(silent=True)
        raw = told.get(RAW_OF_JSON) if isinstance(told, dict) else None
        return raw.encode("utf-8", "replace") if isinstance(raw, str) else None
    for name in FIELDS:
        if name in request.form:
            return request.form[name].encode("utf-8", "replace")
        if name in request.files:
            return bytes(request.files[name].read())
    return None
