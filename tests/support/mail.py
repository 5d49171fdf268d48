"""The mails that a test has caused, as their receivers get them."""

import email
import email.policy
import re
from email.message import EmailMessage

from sqlalchemy import select
from sqlalchemy.orm import undefer

from convene.database import db
from convene.outbox.models import Message, MessageState
from convene.outbox.sending import send_due


def sent_mails(to: str | None = None) -> list[EmailMessage]:
    """Send what is due, and give every mail sent so far (to one address), oldest first, parsed."""
    send_due()
    db.session.rollback()
    rows = db.session.scalars(
        select(Message)
        .where(Message.state == MessageState.SENT)
        .order_by(Message.created_at)
        .options(undefer(Message.body))
    )
    mails = [
        email.message_from_bytes(row.body or b"", policy=email.policy.default)
        for row in rows
        if to in (None, row.to_email)
    ]
    return [mail for mail in mails if isinstance(mail, EmailMessage)]


def text_of(mail: EmailMessage) -> str:
    """The plain part of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage, containing: str = "http") -> str:
    """The first link of the plain part that contains the given words, as a path on this site."""
    for found in re.findall(r"https?://\S+", text_of(mail)):
        if containing in found:
            return re.sub(r"^https?://[^/]+", "", found.rstrip(".,)"))
    raise AssertionError(f"no link with {containing!r} in {text_of(mail)}")
