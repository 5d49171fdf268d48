"""A small IMAP server on loopback: one mailbox, as much of RFC 3501 as who reads unseen mails needs, and ways to fail.

It counts what it was asked for, so that a test can say what was never fetched.
"""

import asyncio
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config import ImapMailbox

USER, PASSWORD = "rsvp", "a password of the mailbox"


@dataclass
class Kept:
    """A mail in the mailbox. `said_size`: the size that the server claims, where it lies."""

    body: bytes
    is_seen: bool = False
    said_size: int | None = None


@dataclass
class ImapServer:
    """`mails` by UID, from 1. `breaks_at`: the connection is cut at the first command with these words in it, once.
    `is_silent_at`: the server says nothing more there. `fetched`: the UIDs whose bodies were sent."""

    mails: dict[int, Kept] = field(default_factory=dict)
    breaks_at: str = ""
    is_silent_at: str = ""
    fetched: list[int] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def put(self, *bodies: bytes, said_size: int | None = None) -> None:
        for body in bodies:
            self.mails[len(self.mails) + 1] = Kept(body, said_size=said_size)

    @property
    def unseen(self) -> list[int]:
        return [uid for uid, mail in self.mails.items() if not mail.is_seen]

    def mailbox(self, *, password: str = PASSWORD, folder: str = "INBOX") -> ImapMailbox:
        return ImapMailbox("127.0.0.1", self.port, USER, password, folder, starttls=False, tls=False)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n")
            while line := (await reader.readline()).decode():
                self.commands.append(line)
                if self.breaks_at and self.breaks_at in line:
                    self.breaks_at = ""
                    break
                if self.is_silent_at and self.is_silent_at in line:
                    await asyncio.sleep(3600)
                tag, words = line.rstrip("\r\n").split(" ", 1)
                if words == "AUTHENTICATE PLAIN":
                    writer.write(b"+ \r\n")
                    await reader.readline()
                writer.write(self.answer(words) + f"{tag} ".encode() + self.verdict(words) + b"\r\n")
                await writer.drain()
                if words == "LOGOUT":
                    break
        except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass  # who reads is gone, or the test is over
        finally:
            writer.close()

    def verdict(self, words: str) -> bytes:
        if words.startswith("LOGIN") and words != f'LOGIN {USER} "{PASSWORD}"':
            return f"NO [AUTHENTICATIONFAILED] not with {words}".encode()  # servers say the oddest things
        if words.startswith("SELECT") and words != 'SELECT "INBOX"':
            return b"NO no such folder"
        return b"OK done"

    def answer(self, words: str) -> bytes:
        """The lines before the verdict."""
        if words == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"
        if words.startswith("SELECT"):
            return f"* {len(self.mails)} EXISTS\r\n".encode()
        if words == "UID SEARCH UNSEEN":
            return " ".join(["* SEARCH", *map(str, self.unseen)]).encode() + b"\r\n"
        if found := re.fullmatch(r"UID FETCH (\d+) \((.*)\)", words):
            return self._of_one(int(found[1]), found[2])
        if found := re.fullmatch(r"UID STORE (\d+) \+FLAGS.SILENT \(\\Seen\)", words):
            self.mails[int(found[1])].is_seen = True
        return b"* BYE\r\n" if words == "LOGOUT" else b""

    def _of_one(self, uid: int, what: str) -> bytes:
        mail = self.mails.get(uid)
        if mail is None:
            return b""
        if what == "RFC822.SIZE":
            size = len(mail.body) if mail.said_size is None else mail.said_size
            return f"* {uid} FETCH (UID {uid} RFC822.SIZE {size})\r\n".encode()
        found = re.fullmatch(r"BODY\.PEEK\[\]<0\.(\d+)>", what)
        assert found, f"the reader asked for {what}"
        self.fetched.append(uid)
        body = mail.body[: int(found[1])]
        return f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(body)}}}\r\n".encode() + body + b")\r\n"


@contextmanager
def imap_server(secured: ssl.SSLContext | None = None) -> Iterator[ImapServer]:
    """A running ImapServer, in a thread of its own; by TLS from the first octet on, where it is `secured`."""
    server, loop = ImapServer(), asyncio.new_event_loop()
    listening = loop.run_until_complete(asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=secured))
    server.port = listening.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        listening.close()
        loop.run_until_complete(_end_all())
        loop.close()


def own_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that nobody has signed, and what a server needs to show it."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl on this machine: apt-get install openssl")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    told = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([program, *made, *told], check=True, capture_output=True)
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(certificate, key)
    return certificate, secured


async def _end_all() -> None:
    """Let go of whoever still waits for an answer."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)
