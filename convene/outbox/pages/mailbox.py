"""The local mailbox: what would have been mailed, where no mail server is set. On this machine, or for operators."""

import email
import email.policy
from email.message import EmailMessage
from uuid import UUID

from flask import Blueprint, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from convene.errors import NotFound
from convene.outbox.models import Message
from convene.outbox.queries import mail_in_mailbox, mailbox_rows
from convene.web.guards import is_on_this_machine, on_this_machine_or_operator
from convene.web.headers import POLICY_OF_A_MAIL
from convene.web.paging import page_asked_for, page_of

pages = Blueprint("outbox", __name__)


def shows_local_mailbox() -> bool:
    """Whether the reader of this page may look into the local mailbox (templates ask)."""
    if current_app.config["CONVENE"].smtp is not None:
        return False
    return is_on_this_machine() or bool(current_user.is_authenticated and current_user.is_operator)


@pages.get("/mailbox/")
@on_this_machine_or_operator
def mailbox() -> ResponseReturnValue:
    if not shows_local_mailbox():
        raise NotFound
    return render_template("outbox/mailbox.html", listing=page_of(mailbox_rows(), page_asked_for()))


@pages.get("/mailbox/<uuid:message_id>")
@on_this_machine_or_operator
def mail(message_id: UUID) -> ResponseReturnValue:
    message = _kept(message_id)
    text = _part(message, "plain")
    # Links begin with the base address; here they lead to whatever name this page was opened under.
    base = current_app.config["CONVENE"].base_url
    return render_template("outbox/mail.html", message=message, lines=text.splitlines(), base=base)


@pages.get("/mailbox/<uuid:message_id>/html")
@on_this_machine_or_operator
def mail_as_html(message_id: UUID) -> ResponseReturnValue:
    """The mail as a mail program shows it, alone on its page: nothing of it runs, and nothing is loaded for it."""
    page = make_response(_part(_kept(message_id), "html"))
    page.headers["Content-Security-Policy"] = POLICY_OF_A_MAIL
    return page


def _kept(message_id: UUID) -> Message:
    message = mail_in_mailbox(message_id)
    if message is None or not shows_local_mailbox():
        raise NotFound
    return message


def _part(message: Message, kind: str) -> str:
    parsed = email.message_from_bytes(message.body or b"", policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    part = parsed.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
