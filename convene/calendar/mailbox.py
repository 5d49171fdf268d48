"""The mailbox that answers come to, read by IMAP: each unseen mail is taken once and marked as seen.

A mail is marked after what it says is noted, so that none is lost where the connection breaks between the two; the
next look takes it again and finds it noted. Everything but that one step is outside of transactions.
"""

import contextlib
import imaplib
import logging
import re
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config import ImapMailbox
from convene.calendar.incoming import DATABASE_IS_AWAY, take_mail
from convene.engines.ics import LONGEST_MAIL

log = logging.getLogger(__name__)

SILENT_SECONDS = 30  # a server that says nothing for so long is taken for dead
LONGEST_LOOK = 240  # seconds: the next look goes on where this one ends
#: What the server tells of a connection that it breaks or refuses may quote what it was told, the password too.
NO_CONNECTION = "The mailbox cannot be reached ({}). Look at host and port in CONVENE_REPLY_IMAP_URL."
NO_ENTRY = "The mailbox does not let us in. Look at user and password in CONVENE_REPLY_IMAP_URL."
NO_FOLDER = "The mailbox has no such folder. Look at the end of CONVENE_REPLY_IMAP_URL."
BROKE_OFF = "The connection to the mailbox broke ({}). The rest is fetched at the next look."
NO_DATABASE = "The database does not answer. The mails stay unseen until the next look."


#: What imaplib gives back: whether it was done, and lines, of which one with a body is two things.
_Line = bytes | tuple[bytes, bytes] | None
_Told = tuple[str, Sequence[_Line]]


@dataclass(slots=True)
class Fetched:
    """What one look into the mailbox brought. `problem`: why it ended early, in a sentence, if it did."""

    noted: int = 0
    no_answers: int = 0
    too_large: int = 0
    problem: str = ""

    def __str__(self) -> str:
        told = f"Answers noted: {self.noted}, no answers: {self.no_answers}, too large: {self.too_large}."
        return f"{told} {self.problem}".rstrip()


class _Ended(Exception):
    """The look ends here; the message is the sentence that says why."""


def fetch_answers(at: ImapMailbox) -> Fetched:
    """Take every unseen mail of the mailbox, one after the other. Raises nothing: what went wrong is told."""
    fetched = Fetched()
    try:
        with _signed_in(at) as server:
            _take_unseen(server, fetched)
    except _Ended as end:
        fetched.problem = str(end)
    except (OSError, imaplib.IMAP4.error) as failure:
        fetched.problem = BROKE_OFF.format(type(failure).__name__)
    except DATABASE_IS_AWAY:
        fetched.problem = NO_DATABASE
    return fetched


def _take_unseen(server: imaplib.IMAP4, fetched: Fetched) -> None:
    started = time.monotonic()
    for uid in _words(server.uid("SEARCH", "UNSEEN")):
        if time.monotonic() - started > LONGEST_LOOK:
            return
        size = _size_of(server, uid)
        if size is None:
            continue  # somebody has removed it meanwhile
        if size > LONGEST_MAIL:
            fetched.too_large += 1
        elif take_mail(_bytes_of(server, uid)).is_noted:
            fetched.noted += 1
        else:
            fetched.no_answers += 1
        _answered(server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)"))


@contextlib.contextmanager
def _signed_in(at: ImapMailbox) -> Iterator[imaplib.IMAP4]:
    """The server with the folder open, and left in peace afterwards."""
    server = _connected(at)
    try:
        try:
            _sign_in(server, at)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            raise _Ended(NO_ENTRY) from None
        if server.select(_quoted(at.folder))[0] != "OK":
            raise _Ended(NO_FOLDER)
        yield server
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            server.logout()
        _close(server)


def _connected(at: ImapMailbox) -> imaplib.IMAP4:
    try:
        if at.tls:
            return imaplib.IMAP4_SSL(at.host, at.port, ssl_context=ssl.create_default_context(), timeout=SILENT_SECONDS)
        server = imaplib.IMAP4(at.host, at.port, timeout=SILENT_SECONDS)
    except (OSError, imaplib.IMAP4.error) as failure:
        raise _Ended(NO_CONNECTION.format(type(failure).__name__)) from None
    if at.starttls:
        try:
            server.starttls(ssl.create_default_context())
        except (OSError, imaplib.IMAP4.error) as failure:
            _close(server)
            raise _Ended(NO_CONNECTION.format(type(failure).__name__)) from None
    return server


def _close(server: imaplib.IMAP4) -> None:
    """A server that broke off is not told goodbye, and imaplib would leave its socket open."""
    with contextlib.suppress(OSError):
        server.shutdown()


def _sign_in(server: imaplib.IMAP4, at: ImapMailbox) -> None:
    if at.user.isascii() and at.password.isascii():
        server.login(at.user, at.password)
    else:  # LOGIN takes letters of ASCII only
        server.authenticate("PLAIN", lambda _: f"\0{at.user}\0{at.password}".encode())


def _size_of(server: imaplib.IMAP4, uid: str) -> int | None:
    told = _answered(server.uid("FETCH", uid, "(RFC822.SIZE)"))
    found = re.search(rb"RFC822\.SIZE (\d{1,20})", b" ".join(each for each in told if isinstance(each, bytes)))
    return int(found[1]) if found else None


def _bytes_of(server: imaplib.IMAP4, uid: str) -> bytes:
    """A mail as it came, not marked as seen by that; no more of it than can be an answer, whatever its size was said
    to be."""
    told = _answered(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LONGEST_MAIL + 1}>)"))
    return next((bytes(each[1]) for each in told if isinstance(each, tuple)), b"")


def _words(told: _Told) -> list[str]:
    (first, *_rest) = [*_answered(told), None]
    return first.decode("ascii", "replace").split() if isinstance(first, bytes) else []


def _answered(told: _Told) -> Sequence[_Line]:
    if told[0] != "OK":
        raise imaplib.IMAP4.error
    return told[1]


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
