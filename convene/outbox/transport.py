"""Handing a mail over: to the SMTP server by Flask-Mail, or to nobody where none is set.

Without a mail server the bytes are only kept with the message; the local mailbox shows them.
"""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Mapping
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.policy import EmailPolicy, compat32
from email.utils import parseaddr
from types import MappingProxyType
from typing import Self

from flask import Flask, current_app
from flask_mail import Connection, sanitize_address
from flask_mail import Mail as FlaskMail
from flask_mail import Message as MimeMessage

from config import SmtpServer
from convene.clock import now
from convene.outbox.catalogue import CalendarPart
from convene.outbox.models import Message
from convene.outbox.rendering import Mail
from convene.outbox.rules import NO_CONNECTION

mail = FlaskMail()
ADDRESSES = ("From", "To")
#: A mail server that says nothing for so long is taken for dead. Flask-Mail would wait for ever.
SECONDS = 30


class CouldNotSend(Exception):
    """The mail server did not take it. `code` is its SMTP answer, if it gave one.

    `is_about_this_mail`: it answered to the receiver or to the text, not to us (the greeting, the password, the
    sender that all mails have).
    """

    def __init__(self, problem: str, code: int | None = None, *, is_about_this_mail: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.code = code
        self.is_about_this_mail = is_about_this_mail


def init_app(app: Flask) -> None:
    mail.init_app(app)


def bytes_of(message: Message, content: Mail) -> bytes:
    """The mail as it goes over the wire and is kept: text and HTML as alternatives, files after them."""
    sender = _named(content.sender.name, content.sender.email) if content.sender is not None else _own_sender()
    mime = _Mime(
        subject=content.subject,
        recipients=[message.to_email],
        body=content.text,
        html=content.html,
        sender=sender,
        # Told to automatic repliers: nobody reads an out-of-office note that answers a machine (RFC 3834).
        extra_headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **_way_out(content.list_unsubscribe),
        },
    )
    mime.named = {"From": sender, "To": _named(message.to_name, message.to_email)}
    if mime.has_bad_headers():
        raise ValueError("a header of this mail holds a line break")
    mime.calendar = content.calendar
    mime.msgId = message.message_id
    mime.date = now().timestamp()
    for file in content.attachments:
        mime.attach(file.file_name, file.content_type, file.body)
    return bytes(mime.as_bytes())


def _own_sender() -> str:
    """Whom mails come from that come from nobody else."""
    return _named(*parseaddr(current_app.config["CONVENE"].mail_from))


def _named(name: str, address: str) -> str:
    """A name and an address as they stand in a header.

    What is more than letters, digits and blanks is encoded (RFC 2047): a comma ends the name for some, and a line break
    would begin another header.
    """
    name = " ".join(name.split())
    if not name:
        return address
    if not name.isascii() or not name.replace(" ", "").isalnum():
        name = Header(name, "utf-8", maxlinelen=70).encode(linesep="")
    return f"{name} <{address}>"


class _AsNamed(EmailPolicy):
    """Addresses as `_named` has written them: Python's folding loses the quotes around a comma or a colon, and puts a
    blank where it parts encoded words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name in ADDRESSES:
            # A line with an encoded word has 76 characters at most (RFC 2047 2).
            return f"{name}: {value}\r\n".replace("?= ", "?=\r\n ").encode("ascii")
        return super().fold_binary(name, value)


def hand_over(to_email: str, body: bytes) -> None:
    """Give it to the mail server, if there is one. CouldNotSend: it was not taken."""
    config = current_app.config["CONVENE"]
    if config.smtp is None:
        return
    try:
        with _Line(config.smtp) as line:
            line.host.sendmail(sanitize_address(config.mail_from), [sanitize_address(to_email)], body)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        raise CouldNotSend(_words(words), code, is_about_this_mail=True) from None
    except smtplib.SMTPDataError as refused:
        raise CouldNotSend(_words(refused.smtp_error), refused.smtp_code, is_about_this_mail=True) from None
    except smtplib.SMTPResponseException as refused:
        raise CouldNotSend(_words(refused.smtp_error), refused.smtp_code) from None
    except (smtplib.SMTPException, OSError) as failure:
        raise CouldNotSend(f"{type(failure).__name__}: {NO_CONNECTION}") from None


def _way_out(url: str | None) -> dict[str, str]:
    """The headers by which a mail provider shows a button to leave (RFC 2369, RFC 8058).

    ValueError: it is no address that can stand there.
    """
    if url is None:
        return {}
    # It stands in a header between angle brackets: what could end either is no address of ours.
    if not re.fullmatch(r"https?://[!-;=?-~]+", url):
        raise ValueError("the address to leave by holds what no address may")
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


class _Mime(MimeMessage):
    """Flask-Mail's message, its text in lines that every mail server takes.

    Flask-Mail writes UTF-8 as it is: a paragraph of more than 998 letters is then a line that servers refuse
    (RFC 5322 2.1.1), and one without 8BITMIME spoils every letter beyond ASCII.
    """

    calendar: CalendarPart | None = None
    named: Mapping[str, str] = MappingProxyType({})

    def _message(self) -> MIMEBase:
        """With what calendars read as the last of the alternatives, for which programs show buttons, and again as a
        file, for those that know only files: the structure that CalConnect found to work with all of them. Base64, as
        mail servers change line breaks, and a calendar file has its own."""
        mime = super()._message()
        mime.policy = compat32  # which keeps a header as it is given; the others take it apart
        for name, value in self.named.items():
            mime.replace_header(name, value)
        mime.policy = _AsNamed(linesep="\r\n")
        if self.calendar is None:
            return mime
        alternatives: MIMEBase = mime.get_payload(0)  # type: ignore[assignment]
        part = MIMEBase("text", "calendar", method=self.calendar.method, charset="UTF-8")
        file = MIMEBase("application", "ics", name="invite.ics")
        file.add_header("Content-Disposition", "attachment", filename="invite.ics")
        for each, into in ((part, alternatives), (file, mime)):
            each.set_payload(self.calendar.body)
            encode_base64(each)
            into.attach(each)
        return mime

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        charset = Charset("utf-8")
        charset.body_encoding = QP
        return MIMEText(text or "", subtype, charset)  # type: ignore[arg-type]  # the types know names only


class _Line(Connection):
    """Flask-Mail's connection with a time limit, certificates that are checked, and a goodbye that may fail."""

    host: smtplib.SMTP

    def __init__(self, server: SmtpServer) -> None:
        super().__init__(current_app.extensions["mail"])
        self.server = server

    def __enter__(self) -> Self:
        self.host = self.configure_host()
        return self

    def configure_host(self) -> smtplib.SMTP:
        server = self.server
        host: smtplib.SMTP
        if server.tls:
            host = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=ssl.create_default_context())
        else:
            host = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        try:
            if server.starttls:
                host.starttls(context=ssl.create_default_context())
            if server.user and server.password:
                host.login(server.user, server.password)
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(self, *_: object) -> None:
        # The server has taken the mail by now, or has refused it. If only the goodbye fails, the mail must not go
        # out a second time because of it.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self.host.quit()


#: A mail address in what a server says, with the brackets that may stand around it.
ADDRESS = re.compile(r"""<?("[^"]*"|[^\s<>()\[\]",;:]+)@(\[[^\]\s]*\]|[^\s<>()\[\]"',;:]+)>?""")


def _words(said: bytes | str) -> str:
    """What the server said, without mail addresses: it is kept with the message, and shown on pages."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return ADDRESS.sub("<…>", words)
