from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, case, exists, func, or_, select
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

    What is held back waits for no sender, and is not counted. `but`: messages of these names are as if they were not
    there, here and below.
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
            or_(Message.state == MessageState.FAILED, Message.held_at.is_(None)),
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


@dataclass(frozen=True, slots=True)
class UnsentRow:
    """A message that nobody has. What it replaces, the rows that it speaks of, as kept; whether it was given up."""

    id: UUID
    to_email: str
    about: str | None
    ids: Mapping[str, str]
    is_given_up: bool


def unsent_named(event_id: UUID, name: str) -> list[UnsentRow]:
    """The messages of a name that nobody at an event has, oldest first. One statement of columns: there may be
    thousands, and somebody waits to write."""
    rows = db.session.execute(
        select(Message.id, Message.to_email, Message.about, Message.ids, Message.state == MessageState.FAILED)
        .where(
            Message.event_id == event_id,
            Message.name == name,
            Message.state.in_([MessageState.WAITING, MessageState.FAILED]),
        )
        .order_by(Message.created_at, Message.id)
    )
    return [UnsentRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far the message has come that says what is so of a thing: the one that waits, or else the newest."""

    message_id: UUID
    ids: Mapping[str, str]
    state: MessageState
    waiting_since: datetime
    sent_at: datetime | None
    problem: str
    #: It is held back, as the event is cancelled or nobody sees it, and waits for no server.
    is_held: bool


def deliveries_of(
    event_id: UUID, name: str, *, abouts: Collection[str] | None = None, states: Collection[MessageState] | None = None
) -> dict[str, Delivery]:
    """Of each thing that messages of a name are about, how far the last has come; what was let be is passed over.

    `abouts`: of these things alone. `states`: of those whose message is in one of these. One statement of columns:
    there may be thousands.
    """
    is_waiting_first = case((Message.state == MessageState.WAITING, 0), else_=1)
    place = func.row_number().over(
        partition_by=Message.about, order_by=(is_waiting_first, Message.created_at.desc(), Message.id)
    )
    newest = select(Message.id, place.label("place")).where(
        Message.event_id == event_id,
        Message.name == name,
        Message.about.is_not(None),
        Message.state != MessageState.REPLACED,
    )
    if abouts is not None:
        newest = newest.where(Message.about.in_(abouts))
    placed = newest.subquery()
    rows = (
        select(
            Message.about,
            Message.id,
            Message.ids,
            Message.state,
            Message.waiting_since,
            Message.sent_at,
            Message.last_problem,
            Message.held_at.is_not(None),
        )
        .join(placed, placed.c.id == Message.id)
        .where(placed.c.place == 1)
    )
    if states is not None:
        rows = rows.where(Message.state.in_(states))
    return {row[0] or "": Delivery(*row[1:]) for row in db.session.execute(rows)}


def last_of_each_tried(event_id: UUID, names: Collection[str]) -> dict[str, str]:
    """Of these messages at an event, what was tried last about each thing: its name, by the thing. One statement."""
    is_untried = (Message.state == MessageState.WAITING) & (Message.attempts == 0) & Message.sent_at.is_(None)
    rows = db.session.execute(
        select(Message.about, Message.name)
        .where(Message.event_id == event_id, Message.name.in_(names), Message.about.is_not(None))
        .where(Message.state != MessageState.REPLACED, ~is_untried)
        .order_by(Message.created_at, Message.id)
    )
    return {about or "": name for about, name in rows}


def ids_of_message(header: str) -> dict[str, UUID]:
    """The rows that a mail speaks of, found by its Message-ID as it stands in a header. {}: it is none of ours."""
    ids = db.session.scalar(select(Message.ids).where(Message.message_id == header.strip()))
    return {name: UUID(value) for name, value in (ids or {}).items()}


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
