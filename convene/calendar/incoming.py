"""A mail that came in answer to an invitation, by whichever way: on standard input, from a mailbox, by HTTP.

Every way hands over the bytes as they came, and learns what became of them. What is no answer is no failure: whoever
sent it would only send it again.
"""

import logging
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionIsFree

from convene.calendar.rules import Standing
from convene.calendar.services.answers import take_answer
from convene.engines.ics import BadReply, read_reply

log = logging.getLogger(__name__)

#: The database does not answer: the mail is to be brought again.
DATABASE_IS_AWAY = (OperationalError, InterfaceError, NoConnectionIsFree)
SAID = {
    None: "This mail was read before.",
    Standing.COUNTS: "The answer is noted.",
    Standing.OLDER: "A later answer had come before it; this one changes nothing.",
    Standing.WAITS: "The answer waits for somebody who knows whose it is.",
    Standing.OF_NOTHING: "The answer is about nothing that was sent from here.",
}
BROKE = "Something broke on our side while this mail was read; the log says what."


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a mail, in a sentence. `is_noted`: it stands in the database, by now or since it came before."""

    said: str
    is_noted: bool


def take_mail(mail: bytes) -> Taken:
    """Note what a mail answers, in a transaction of its own. Raises what is in DATABASE_IS_AWAY, and nothing else: one
    mail that is made to break the reader must not stop those behind it."""
    try:
        standing = take_answer(read_reply(mail))
    except BadReply as problem:
        return Taken(str(problem), is_noted=False)
    except DATABASE_IS_AWAY:
        raise
    except Exception as failure:  # noqa: BLE001, see above; not its text, which may quote the mail
        log.error("a mail with an answer could not be taken", extra={"failure": type(failure).__name__})  # noqa: TRY400
        return Taken(BROKE, is_noted=False)
    return Taken(SAID[standing], is_noted=standing is not Standing.OF_NOTHING)
