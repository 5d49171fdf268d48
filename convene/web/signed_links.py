"""Links that are their own key: whoever holds one may do one thing with one row.

A link names its purpose (a link to one's registration opens no calendar), the row, and the row's link version.
Raising the version in the row revokes every link given out before; the use case or page that reads the row compares
it. Links do not expire by themselves; what must (sign-in) has a row of its own.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

LETTERS_OF_A_SECRET = 22


class Purpose(StrEnum):
    """What a link lets its holder do. The value is part of the signature: never rename one."""

    MANAGE_REGISTRATION = "manage-registration"
    CHANGE_ADDRESS = "change-address"  # that mails go to the address that the link itself names
    ANSWER_INVITATION = "answer-invitation"
    ANSWER_CALENDAR = "answer-calendar"  # whether the reader of an invitation into a calendar comes
    CHECK_IN = "check-in"  # the code on a badge: it tells a desk who this is, and nobody else
    JOIN = "join"  # the way into an event online
    CONFIRM_SUBSCRIPTION = "confirm-subscription"
    LEAVE_SERIES = "leave-series"
    SPEAK = "speak"
    CALENDAR_OF_REGISTRATION = "calendar-of-registration"  # what is mailed into their calendar, and nothing else
    JOIN_ON_STAGE = "join-on-stage"  # the way into an event online, and nothing else of somebody's part
    CALENDAR_ON_STAGE = "calendar-on-stage"  # whether they want mails for their calendar, and nothing else
    MY_GROUP = "my-group"  # where somebody sits in breakout groups, and their wishes for these
    REPORT_FOR_GROUP = "report-for-group"  # the card on which a group reports
    MY_AGENDA = "my-agenda"  # the cookie of a browser that starred something, and the link to another device


@dataclass(frozen=True, slots=True)
class Link:
    """What a genuine link says: which row, the version of its links at the time, and what it is about beside."""

    id: UUID
    version: int
    about: str = ""


def sign(purpose: Purpose, row_id: UUID, version: int = 1, *, about: str = "") -> str:
    """The token for a link, URL-safe, about 60 characters; longer by what it is `about`, which its holder can read."""
    return _signer(purpose).dumps([row_id.hex, version, *([about] if about else [])])


def secret_for(purpose: str, row_id: UUID, version: int) -> str:
    """22 letters, 132 bits, that nobody can guess: for an address that says nothing by itself, and is looked up by its
    `hash_of_secret`. Derived, so that it need not be kept; equal for equal arguments, as long as the secret key stays.
    """
    key = str(current_app.config["SECRET_KEY"]).encode()
    said = f"convene.secret.{purpose}.{row_id.hex}.{version}".encode()
    return urlsafe_b64encode(hmac.digest(key, said, "sha256"))[:LETTERS_OF_A_SECRET].decode()


def hash_of_secret(secret: str) -> str:
    """What is kept of a secret, in hexadecimal digits. It is random, so that no salt is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def read(purpose: Purpose, token: str) -> Link | None:
    """What the token says, or None if it was not signed here for this purpose."""
    try:
        row_id, version, *about = _signer(purpose).loads(token)
        return Link(UUID(row_id), int(version), *map(str, about))
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None


def base_address() -> str:
    """Where links in files lead: the installation's own address without a slash, whatever the request said."""
    return str(current_app.config["CONVENE"].base_url).rstrip("/")


def absolute_url(endpoint: str, **values: object) -> str:
    """The address of a page as it stands in mails and files: under the base address, whatever the request said."""
    base = urlsplit(current_app.config["CONVENE"].base_url)
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def _signer(purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"convene.link.{purpose.value}")
