"""Settings, all of them, from the environment: one documented field each.

`Config.from_environment()` is what `wsgi.py` and `worker.py` pass to `create_app`; nothing inside `convene/` reads
the environment. A value that cannot be understood is a `BadSetting` with a sentence that names the variable.
`docs/operating.md` explains when to change which (a test compares the two lists).
"""

import contextlib
import email.utils
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

SHORTEST_SECRET = 32
PROJECT = Path(__file__).resolve().parent
REDIS = ("redis://", "rediss://")
#: "convene@example.org", or in brackets after a name.
SENDER = re.compile(
    r"\s*(?:[^<>\r\n]*<(?P<in_brackets>[^\s@<>,;]+@[^\s@<>,;]+)>|(?P<alone>[^\s@<>,;]+@[^\s@<>,;]+))\s*"
)


class BadSetting(ValueError):
    """An environment variable holds what cannot be understood; the message says which and what to write."""


def setting(variable: str, default: Any, *, read: Callable[[str], Any] = str, is_secret: bool = False) -> Any:
    """A field of Config: its environment variable, its default, how the text is read, and whether logs may show it."""
    return field(default=default, repr=not is_secret, metadata={"variable": variable, "read": read})


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadSetting("write a whole number") from None


def _number_from(least: int, most: int | None = None) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = _whole_number(text)
        if number < least or (most is not None and number > most):
            raise BadSetting(f"write {least} or more" if most is None else f"write a number from {least} to {most}")
        return number

    return read


def _long_secret(text: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise BadSetting(f"write {SHORTEST_SECRET} characters or more")
    return text


def _yes_or_no(text: str) -> bool:
    if text.lower() in {"1", "yes", "true", "on"}:
        return True
    if text.lower() in {"0", "no", "false", "off", ""}:
        return False
    raise BadSetting("write yes or no")


def _directory(text: str) -> Path:
    try:
        return Path(text).expanduser().resolve()
    except RuntimeError:  # ~somebody, and nobody has this name
        raise BadSetting("write the path of a folder") from None


def _parts(url: str) -> SplitResult:
    """An address taken apart, its port seen to be one: whoever connects would only find out by a traceback."""
    parts = urlsplit(url)
    try:
        is_port = parts.port != 0
    except ValueError:
        is_port = False
    if not is_port:
        raise BadSetting("its port must be a number from 1 to 65535")
    return parts


def _web_address(text: str) -> str:
    parts = _parts(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise BadSetting("write an address like https://convene.example.org")
    return text.rstrip("/")


def _database_url(text: str) -> str:
    # SQLAlchemy no longer knows the short scheme that hosting providers still hand out.
    if text.startswith("postgres://"):
        text = "postgresql://" + text.removeprefix("postgres://")
    if not text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise BadSetting("write sqlite:////path/to/file.db or postgresql://user@host/database")
    _parts(text)
    return text


def _queue_url(text: str) -> str:
    if text.startswith(REDIS):
        return _redis_url(text)
    # The driver that talks to the queue knows none of SQLAlchemy's schemes.
    text = re.sub("^postgres(ql)?([+]psycopg)?://", "postgresql://", text)
    if not text.startswith("postgresql://"):
        raise BadSetting("write redis://host:6379/0 or postgresql://user@host/database, or leave it empty")
    _parts(text)
    with contextlib.suppress(ImportError):  # scripts/check_machine.py reads settings before anything is installed
        import psycopg

        try:
            psycopg.conninfo.conninfo_to_dict(text)
        except psycopg.Error:
            raise BadSetting("this is no address of a PostgreSQL database; docs/operating.md has examples") from None
    return text


def _rate_limit_url(text: str) -> str:
    if text == "memory://":
        return text
    if not text.startswith(REDIS):
        raise BadSetting("write memory:// or redis://host:6379/0")
    return _redis_url(text)


def _redis_url(text: str) -> str:
    _parts(text)
    with contextlib.suppress(ImportError):  # see above
        import redis

        try:
            redis.ConnectionPool.from_url(text).make_connection()
        except (ValueError, TypeError):
            raise BadSetting("this is no address of a Redis server; docs/operating.md has examples") from None
    return text


def _sender(text: str) -> str:
    found = SENDER.fullmatch(text)
    address = found and (found["in_brackets"] or found["alone"])
    # As the header will be read: a comma in a name without quotation marks would end it.
    if address is None or email.utils.parseaddr(text)[1] != address:
        raise BadSetting("write an address, or a name and an address like Convene <convene@example.org>")
    return text.strip()


def _address_of_replies(text: str) -> str:
    if text and not re.fullmatch(r"[^\s@<>,;:+\"?&%]+@[^\s@<>,;:\"?&%]+", text):
        raise BadSetting("write an address without a plus sign, like answers@example.org, or leave it empty")
    return text


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over: `smtp://user:password@host:587` (STARTTLS), `smtps://` (TLS) or `?tls=no`."""

    host: str
    port: int
    user: str | None
    password: str | None
    starttls: bool
    tls: bool


def _smtp_server(text: str) -> SmtpServer:
    parts = _parts(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadSetting("write an address like smtp://user:password@mail.example.org:587")
    tls = parts.scheme == "smtps"
    wants_none = parse_qs(parts.query).get("tls") == ["no"]
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or (465 if tls else 587),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        starttls=not tls and not wants_none,
        tls=tls,
    )


@dataclass(frozen=True, slots=True)
class ImapMailbox:
    """Where answers are fetched: `imaps://user:password@host/INBOX` (TLS), `imap://` (STARTTLS) or `?tls=no`."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    starttls: bool
    tls: bool


def _imap_mailbox(text: str) -> ImapMailbox:
    parts = _parts(text)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username or not parts.password:
        raise BadSetting("write an address like imaps://user:password@mail.example.org/INBOX")
    user, password, folder = (unquote(part) for part in (parts.username, parts.password, parts.path.strip("/")))
    if not all(map(str.isprintable, (user, password, folder))) or not folder.isascii():
        raise BadSetting("user and password must hold no line breaks, the folder letters of ASCII only")
    tls = parts.scheme == "imaps"
    wants_none = parse_qs(parts.query).get("tls") == ["no"]
    return ImapMailbox(
        host=parts.hostname,
        port=parts.port or (993 if tls else 143),
        user=user,
        password=password,
        folder=folder or "INBOX",
        starttls=not tls and not wants_none,
        tls=tls,
    )


@dataclass(frozen=True)
class Config:
    """What an operator may choose. Defaults are those of a machine that was just cloned to."""

    #: Directory of what this installation owns: the SQLite database, the queue, the secret key.
    instance: Path = setting("CONVENE_INSTANCE", PROJECT / "instance", read=_directory)
    #: Where the data is. Default: a SQLite file in the instance directory. PostgreSQL 14 or newer by its URL.
    database_url: str = setting("CONVENE_DATABASE_URL", "", read=_database_url, is_secret=True)
    #: Port of the web server on this machine.
    port: int = setting("PORT", 8000, read=_number_from(1, 65_535))
    #: Network address to listen on. Behind a reverse proxy leave it as it is.
    host: str = setting("CONVENE_HOST", "127.0.0.1")
    #: The address that people use. All links in mails and files begin with it, whatever a request says.
    base_url: str = setting("CONVENE_BASE_URL", "", read=_web_address)
    #: Signs cookies and links. Default: made at the first start and kept in the instance directory.
    secret_key: str = setting("CONVENE_SECRET_KEY", "", read=_long_secret, is_secret=True)
    #: Where the queue is: empty for a SQLite file in the instance directory, redis://... or postgresql://...
    queue_url: str = setting("CONVENE_QUEUE_URL", "", read=_queue_url, is_secret=True)
    #: Where rate limits are counted: memory:// (each web process by itself) or redis://...
    rate_limit_url: str = setting("CONVENE_RATE_LIMIT_URL", "memory://", read=_rate_limit_url, is_secret=True)
    #: The mail server. Without one, mail is kept in a local mailbox that the browser shows.
    smtp: SmtpServer | None = setting("CONVENE_SMTP_URL", None, read=_smtp_server, is_secret=True)
    #: Sender of mail.
    mail_from: str = setting("CONVENE_MAIL_FROM", "Convene <convene@localhost>", read=_sender)
    #: Where answers to calendar invitations come: a mailbox that Convene reads, and that takes mail to
    #: "mailbox+anything@host" too. Without it invitations ask for no answer.
    reply_address: str = setting("CONVENE_REPLY_ADDRESS", "", read=_address_of_replies)
    #: That mailbox by IMAP, for the worker to look into every five minutes.
    reply_mailbox: ImapMailbox | None = setting("CONVENE_REPLY_IMAP_URL", None, read=_imap_mailbox, is_secret=True)
    #: What a mail provider must know to hand answers over by HTTP. Without it nobody can.
    reply_secret: str = setting("CONVENE_REPLY_SECRET", "", read=_long_secret, is_secret=True)
    #: How many days the bytes of a sent mail are kept, so that it can be read and sent again.
    mail_kept_days: int = setting("CONVENE_MAIL_KEPT_DAYS", 90, read=_number_from(1))
    #: How many reverse proxies in front are trusted to say who is calling (X-Forwarded-For, -Proto).
    trusted_proxies: int = setting("CONVENE_TRUSTED_PROXIES", 0, read=_number_from(0))
    #: Web server processes and threads in each. One process serves some hundred people; see docs/operating.md.
    web_processes: int = setting("CONVENE_WEB_PROCESSES", 1, read=_number_from(1))
    web_threads: int = setting("CONVENE_WEB_THREADS", 40, read=_number_from(1))
    #: How many open pages of each process hear of changes at once; those beyond ask by themselves.
    live_pages: int = setting("CONVENE_LIVE_PAGES", 1000, read=_number_from(0))
    #: Whether the web server starts and watches the worker. Set to no where a supervisor runs `worker.py` itself.
    with_worker: bool = setting("CONVENE_WITH_WORKER", True, read=_yes_or_no)
    #: How log lines look: json (one object a line) or text.
    log_format: str = setting("CONVENE_LOG_FORMAT", "json")
    #: True inside the test suite only.
    testing: bool = field(default=False)

    def __post_init__(self) -> None:
        """Fill in what follows from other settings."""
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.instance / 'convene.db'}")
        if not self.base_url:
            object.__setattr__(self, "base_url", f"http://localhost:{self.port}")
        if self.log_format not in {"json", "text"}:
            raise BadSetting("CONVENE_LOG_FORMAT: write json or text")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Config":
        """Read every setting that is set. Creates the instance directory and, once, its secret key."""
        given: dict[str, Any] = {}
        for each in fields(cls):
            variable = each.metadata.get("variable")
            if variable is None or environment.get(variable, "") == "":
                continue
            try:
                given[each.name] = each.metadata["read"](environment[variable])
            except BadSetting as problem:
                # An address with an @ may hold a password, wherever it was written to.
                is_secret = each.repr is False or ("://" in environment[variable] and "@" in environment[variable])
                shown = "" if is_secret else f", not {environment[variable]!r}"
                raise BadSetting(f"{variable}: {problem}{shown}") from None
            except ValueError:
                # Not the problem's own words: they may quote a password.
                raise BadSetting(f"{variable}: this cannot be understood; docs/operating.md has examples") from None
        config = cls(**given)
        try:
            # For nobody else on this machine: the database and the queue in it hold names, addresses and mails.
            config.instance.mkdir(parents=True, mode=0o700, exist_ok=True)
        except OSError as problem:
            raise BadSetting(f"CONVENE_INSTANCE: {config.instance} cannot be made: {problem.strerror}") from None
        if not config.secret_key:
            object.__setattr__(config, "secret_key", _kept_secret_key(config.instance / "secret_key"))
        return config

    @cached_property
    def is_local(self) -> bool:
        """Whether people reach this installation on their own machine only."""
        return urlsplit(self.base_url).hostname in {"localhost", "127.0.0.1", "::1"}

    @cached_property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @cached_property
    def hostname(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"


def _make_secret_key(path: Path) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
    # A link appears whole or not at all, so nobody reads a key that is half written.
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()


def _kept_secret_key(path: Path) -> str:
    """The key in `path`, made once. Two processes that start together end with the same one."""
    try:
        if not path.exists():
            _make_secret_key(path)
        key = path.read_text().strip()
    except OSError as problem:
        raise BadSetting(f"CONVENE_INSTANCE: {path} cannot be kept or read: {problem.strerror}") from None
    except UnicodeDecodeError:
        key = ""
    if len(key) < SHORTEST_SECRET:
        raise BadSetting(
            f"{path} holds no key of {SHORTEST_SECRET} characters or more: remove it, or set CONVENE_SECRET_KEY"
        )
    return key
