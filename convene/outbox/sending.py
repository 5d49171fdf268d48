"""The sender: takes what is due, one message at a time, and hands it over outside of any transaction."""

import logging
from uuid import UUID

from sqlalchemy.exc import OperationalError

from convene.database import db
from convene.outbox import services
from convene.outbox.models import Message, MessageState
from convene.outbox.queries import intent_of
from convene.outbox.rendering import render
from convene.outbox.rules import NOT_WRITTEN, decide_if_final
from convene.outbox.transport import CouldNotSend, bytes_of, hand_over

log = logging.getLogger(__name__)


def send_due() -> int:
    """Send everything that is due; returns how many were sent.

    A message whose rendering fails is given up and does not hold up the ones behind it. The process may be killed
    at any line: the lease runs out, and the message is sent again under the same Message-ID.
    """
    sent = 0
    while (message_id := services.claim_next()) is not None:
        sent += _send(message_id)
    return sent


def _send(message_id: UUID) -> bool:
    try:
        message = db.session.get_one(Message, message_id)
        if message.state is not MessageState.WAITING:
            return False  # since it was claimed a newer one took its place
        content = render(intent_of(message))
        if content is not None:
            to_email, body = message.to_email, bytes_of(message, content)
            db.session.rollback()  # end the read: the mail server may take its time, and holds nothing of ours
            hand_over(to_email, body)
    except CouldNotSend as failure:
        # For the operator: an organiser sees it on her pages, and nobody else would.
        log.error("a mail was not taken", extra={"message_row": str(message_id), "smtp_code": failure.code})  # noqa: TRY400, the traceback would say nothing more
        is_final = decide_if_final(failure.code, is_about_this_mail=failure.is_about_this_mail)
        services.record_failure(message_id, failure.problem, is_final=is_final)
        return False
    except OperationalError:
        raise  # the database went away: nothing can be written down now, and the lease will run out
    except Exception as failure:
        log.exception("a message could not be rendered", extra={"message_row": str(message_id)})
        services.record_failure(message_id, f"{NOT_WRITTEN}: {type(failure).__name__}", is_final=True)
        return False
    if content is None:
        services.drop(message_id)
        return False
    _record_sent(message_id, content.subject, body)
    return True


def _record_sent(message_id: UUID, subject: str, body: bytes) -> None:
    """Write down that the mail server has it, if need be without the mail itself: else it would go out again."""
    try:
        services.record_sent(message_id, subject, body)
    except OperationalError:
        raise  # the database went away, see above
    except Exception:
        log.exception("a mail that was sent could not be kept", extra={"message_row": str(message_id)})
        services.record_sent(message_id, "", None)
