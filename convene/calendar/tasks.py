import logging
import threading

from flask import current_app

from convene.calendar.mailbox import fetch_answers
from convene.queue import task

log = logging.getLogger(__name__)

#: A mailbox that is slow takes one thread of the worker, and never both: the other one still sends.
_looking = threading.Lock()


@task("fetch answers", every_five_minutes=True)
def fetch() -> None:
    """Look into the mailbox of answers, where there is one."""
    mailbox = current_app.config["CONVENE"].reply_mailbox
    if mailbox is None or not _looking.acquire(blocking=False):
        return
    try:
        fetched = fetch_answers(mailbox)
    finally:
        _looking.release()
    counts = {"noted": fetched.noted, "no_answers": fetched.no_answers, "too_large": fetched.too_large}
    if fetched.problem:
        log.error("answers could not be fetched: %s", fetched.problem, extra=counts)
    elif any(counts.values()):
        log.info("answers fetched", extra=counts)
