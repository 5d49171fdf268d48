"""A real mail server on loopback, that a test can tell to refuse."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from flask import Flask, current_app

from config import Config, SmtpServer


@dataclass
class Received:
    """One mail as it came over the wire."""

    sender: str
    receivers: list[str]
    body: bytes

    @property
    def mail(self) -> EmailMessage:
        """As a mail program reads it."""
        parsed = email.message_from_bytes(self.body, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class MailServer:
    """Takes mail, or answers what `refuse` says for an address ("451 busy", "550 unknown"); "*" is every address,
    and "EHLO" and "MAIL" are the steps before it. It takes no password.

    With `silent_from` it takes the n-th mail and all after it and never says so: the worst moment to kill a sender.
    """

    refuse: dict[str, str] = field(default_factory=dict)
    silent_from: int = 0
    received: list[Received] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802, the name is aiosmtpd's
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        refusal = self.refuse.get(address) or self.refuse.get("*")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Session, _envelope: Envelope, host_name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = host_name
        return [self.refuse["EHLO"]] if "EHLO" in self.refuse else answers

    async def handle_HELO(self, _server: Any, session: Session, host_name: str) -> str:  # noqa: N802
        session.host_name = host_name
        return self.refuse.get("EHLO", "250 localhost")

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if "MAIL" in self.refuse:
            return self.refuse["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        body = envelope.original_content or b""
        self.received.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), body))
        if 0 < self.silent_from <= len(self.received):
            await asyncio.sleep(3600)
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A running MailServer; within, the current app sends through it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        server = MailServer(port=free.getsockname()[1])
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_require_tls=False,
    )
    controller.start()
    try:
        with sending_through(server.port):
            yield server
    finally:
        controller.stop()


@contextmanager
def sending_through(port: int, *, user: str | None = None, password: str | None = None) -> Iterator[None]:
    """Have the current app send its mail to this port of the machine."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    config: Config = app.config["CONVENE"]
    before = config.smtp
    # The configuration is frozen for everybody but a test that needs another mail server for a moment.
    object.__setattr__(config, "smtp", SmtpServer("127.0.0.1", port, user, password, starttls=False, tls=False))
    try:
        yield
    finally:
        object.__setattr__(config, "smtp", before)
