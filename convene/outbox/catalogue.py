"""Which messages there are: a feature's `emails.py` gives each a name and says what stands in it.

The name is also the path of its three templates: `templates/emails/<name>.subject.txt`, `.txt`, `.html`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Intent:
    """What is known when a message is rendered."""

    name: str
    to_email: str
    to_name: str
    language: str
    ids: Mapping[str, UUID]
    private: Mapping[str, Any]
    #: When it was written down; None in a preview of what was not written yet.
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    file_name: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """What a calendar program reads of a message (RFC 6047): the file, and the METHOD that stands in it."""

    method: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom a message is, where that is not Convene itself."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Content:
    """What the templates of a message are given, and the files that go with it.

    `calendar`: the same for calendar programs, which show buttons for it. `sender`: answers of programs go there.

    `list_unsubscribe`: where a mail provider's own button ends what the receiver has subscribed to, by a POST
    without cookies (RFC 8058). For mails that go to many; a receipt has none.
    """

    context: Mapping[str, Any]
    attachments: tuple[Attachment, ...] = field(default=())
    list_unsubscribe: str | None = None
    calendar: CalendarPart | None = None
    sender: Sender | None = None


#: None: what it would say is no longer so (the registration is gone), and nothing is sent.
Compose = Callable[[Intent], Content | None]

_messages: dict[str, Compose] = {}
_of_teams: set[str] = set()


def message(name: str, *, is_for_team: bool = False) -> Callable[[Compose], Compose]:
    """Mark the function of an `emails.py` that composes the message `name`. It reads, and never writes.

    `is_for_team`: it stands in an event's outbox and goes to people that the team knows of and the event does not.
    Who works on the event alone sees neither it nor whom it goes to.
    """

    def mark(compose: Compose) -> Compose:
        _messages[name] = compose
        if is_for_team:
            _of_teams.add(name)
        return compose

    return mark


def composer_of(name: str) -> Compose:
    """The function that composes `name`. KeyError: no `emails.py` that was imported gives it."""
    return _messages[name]


def names_for_teams() -> list[str]:
    """The messages that only those of the team may see."""
    return sorted(_of_teams)


def names() -> list[str]:
    """All messages that can be sent."""
    return sorted(_messages)
