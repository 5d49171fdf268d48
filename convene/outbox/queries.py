from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import undefer

from convene.clock import now
from convene.database import db
from convene.outbox.catalogue import Intent
from convene.outbox.models import Message, MessageState
from convene.web.searching import has_words


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has not gone out yet: how many messages wait, since when, how often the most tried one was tried, what
    the mail server said to one of them, and how many were given up."""

    waiting: int
    since: datetime | None
    attempts: int
    problem: str
    failed: int


def waiting_of(event_id: UUID | None, *, but: Collection[str] = ()) -> Waiting:
    """What waits at an event, or, for None, of no event: links to sign in, and invitations. One statement.

    `but`: messages of these names are as if they were not there, here and below.
    """
    rows = db.session.execute(
        select(
            Message.state,
            func.count(),
            func.min(Message.waiting_since),
            func.max(Message.attempts),
            func.max(Message.last_problem),
        )
        .where(
            Message.event_id == event_id,
            Message.state.in_([MessageState.WAITING, MessageState.FAILED]),
            Message.name.not_in(but),
        )
        .group_by(Message.state)
    ).all()
    waits = next((row for row in rows if row[0] is MessageState.WAITING), None)
    failed = next((row[1] for row in rows if row[0] is MessageState.FAILED), 0)
    if waits is None:
        return Waiting(0, None, 0, "", failed)
    _, waiting, since, attempts, problem = waits
    return Waiting(waiting, since, attempts, problem, failed)


def counts_of(event_id: UUID, *, but: Collection[str] = ()) -> dict[MessageState, int]:
    """How many messages of an event are in each state, those without any left out. One statement."""
    rows = db.session.execute(
        select(Message.state, func.count())
        .where(Message.event_id == event_id, Message.name.not_in(but))
        .group_by(Message.state)
    )
    return {row[0]: row[1] for row in rows}


def messages_of(event_id: UUID, state: MessageState | None = None, *, but: Collection[str] = ()) -> Select[Message]:
    """The outbox of an event, newest first. Replaced messages are shown only when they are asked for."""
    rows = (
        select(Message)
        .where(Message.event_id == event_id, Message.name.not_in(but))
        .order_by(Message.created_at.desc(), Message.id)
    )
    return rows.where(Message.state == state if state else Message.state != MessageState.REPLACED)


def messages_to_whom(event_id: UUID, text: str, *, but: Collection[str] = ()) -> Select[Message]:
    """Messages of an event to whoever has each word of `text` in name or address, newest first."""
    return messages_of(event_id, but=but).where(has_words(text, Message.to_name, Message.to_email))


def unsent_of_no_event() -> Select[Message]:
    """What waits or has failed and stands in no event's outbox: what has waited longest first."""
    return (
        select(Message)
        .where(Message.event_id.is_(None), Message.state.in_([MessageState.WAITING, MessageState.FAILED]))
        .order_by(Message.waiting_since, Message.id)
    )


def last_about(things: Collection[str]) -> dict[str, Message]:
    """The newest message about each of these things. One statement."""
    if not things:
        return {}
    rows = db.session.scalars(select(Message).where(Message.about.in_(things)).order_by(Message.created_at))
    return {message.about: message for message in rows if message.about is not None}


def messages_to(event_id: UUID, email: str, *, but: Collection[str] = ()) -> list[Message]:
    """What one address was sent at an event, or will be, oldest first."""
    rows = messages_of(event_id, but=but).where(Message.to_email == email).order_by(None).order_by(Message.created_at)
    return list(db.session.scalars(rows))


def message_of(event_id: UUID | None, message_id: UUID, *, but: Collection[str] = ()) -> Message | None:
    """One message of an event, or (None) of no event, with the bytes that were sent."""
    return db.session.scalar(
        select(Message)
        .where(Message.id == message_id, Message.event_id == event_id, Message.name.not_in(but))
        .options(undefer(Message.body))
    )


def mailbox_rows() -> Select[Message]:
    """What the local mailbox of an installation without a mail server shows, newest first."""
    return select(Message).where(Message.state == MessageState.SENT).order_by(Message.sent_at.desc(), Message.id)


def mail_in_mailbox(message_id: UUID) -> Message | None:
    """One mail of the local mailbox, with its bytes."""
    return db.session.scalar(
        select(Message)
        .where(Message.id == message_id, Message.state == MessageState.SENT)
        .options(undefer(Message.body))
    )


def has_bytes_older_than(kept_days: int) -> bool:
    """Whether the bytes of any mail are kept for longer than that. One statement."""
    moment = now() - timedelta(days=kept_days)
    return bool(db.session.scalar(select(exists().where(Message.sent_at < moment, Message.body.is_not(None)))))


def intent_of(message: Message) -> Intent:
    """The row as `emails.py` gets it."""
    ids: Mapping[str, UUID] = {name: UUID(value) for name, value in message.ids.items()}
    return Intent(
        message.name, message.to_email, message.to_name, message.language, ids, message.private, message.created_at
    )
