"""Links that are their own key: whoever holds one may do one thing with one row.

A link names its purpose (a link to one's registration opens no calendar), the row, and the row's link version.
Raising the version in the row revokes every link given out before; the use case or page that reads the row compares
it. Links do not expire by themselves; what must (sign-in) has a row of its own.
"""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


class Purpose(StrEnum):
    """What a link lets its holder do. The value is part of the signature: never rename one."""

    MANAGE_REGISTRATION = "manage-registration"
    CHANGE_ADDRESS = "change-address"  # that mails go to the address that the link itself names
    ANSWER_INVITATION = "answer-invitation"
    CHECK_IN = "check-in"  # the code on a badge: it tells a desk who this is, and nobody else
    JOIN = "join"  # the way into an event online
    CONFIRM_SUBSCRIPTION = "confirm-subscription"
    LEAVE_SERIES = "leave-series"
    SPEAK = "speak"
    MY_AGENDA = "my-agenda"  # the cookie of a browser that starred something, and the link to another device
    MY_CALENDAR = "my-calendar"  # the same person's calendar: read, and nothing else


@dataclass(frozen=True, slots=True)
class Link:
    """What a genuine link says: which row, the version of its links at the time, and what it is about beside."""

    id: UUID
    version: int
    about: str = ""


def sign(purpose: Purpose, row_id: UUID, version: int = 1, *, about: str = "") -> str:
    """The token for a link, URL-safe, about 60 characters; longer by what it is `about`, which its holder can read."""
    return _signer(purpose).dumps([row_id.hex, version, *([about] if about else [])])


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
