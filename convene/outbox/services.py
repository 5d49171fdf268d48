from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, or_, select, update

from convene import queue
from convene.clock import now
from convene.database import bookkeeping, concerning, db, folded, hold, use_case
from convene.outbox.errors import AlreadyWaiting, NewerIsWaiting, NothingToSendAgain
from convene.outbox.models import LONGEST_SUBJECT, Message, MessageState
from convene.outbox.rules import LEASE, LONGEST_LEASE, LONGEST_WAIT, next_try_at
from convene.spelling import normalised_address

#: Put together once: every mail asks whether an older one about the same thing still waits.
REPLACE = (
    update(Message)
    .where(Message.about.in_(bindparam("abouts", expanding=True)), Message.state == MessageState.WAITING)
    .values(state=MessageState.REPLACED, private={}, leased_until=None)
    .execution_options(synchronize_session=False)
)

#: The same of messages by their ids, those that were given up too.
REPLACE_THESE = (
    update(Message)
    .where(
        Message.id.in_(bindparam("message_ids", expanding=True)),
        Message.state.in_([MessageState.WAITING, MessageState.FAILED]),
    )
    .values(state=MessageState.REPLACED, private={}, leased_until=None)
    .execution_options(synchronize_session=False)
)

STRIPES = 256
MESSAGES = cast("Table", Message.__table__)
_mail_host = "localhost"


def name_mail_host(host: str) -> None:
    """Say which host stands in the Message-IDs (app.py does, from the base address)."""
    global _mail_host
    _mail_host = host


@use_case
def enqueue(
    name: str,
    to_email: str,
    *,
    to_name: str = "",
    ids: dict[str, UUID] | None = None,
    private: dict[str, Any] | None = None,
    event_id: UUID | None = None,
    language: str = "en",
    about: str | None = None,
) -> UUID:
    """Write down that a message shall be sent, and wake the sender once that is kept.

    `about` names what it tells: a message about the same thing that still waits is replaced by this one.
    """
    if about is not None:
        _hold_what_they_are_about([about])
        _replace([about])
    message_id, at = uuid4(), now()
    db.session.add(
        Message(
            id=message_id,
            event_id=event_id,
            name=name,
            to_email=to_email,
            to_name=to_name,
            language=language,
            ids={key: str(value) for key, value in (ids or {}).items()},
            private=private or {},
            about=about,
            message_id=f"<{message_id.hex}@{_mail_host}>",
            state=MessageState.WAITING,
            created_at=at,
            waiting_since=at,
            due_at=at,
        )
    )
    queue.wake("send")
    return message_id


@dataclass(frozen=True, slots=True)
class Receiver:
    """One of many who are told the same, and the rows that theirs speaks of.

    `about`: as in `enqueue`. `is_first`: nothing can have been written about it before, so that nothing is looked for.
    """

    email: str
    language: str
    ids: dict[str, UUID]
    name: str = ""
    about: str | None = None
    is_first: bool = False


@use_case
def enqueue_for_each(
    name: str, receivers: Sequence[Receiver], *, event_id: UUID | None = None, instead_of: Collection[UUID] = ()
) -> None:
    """Write down one message for each of many, in one go: a mail has one receiver, however many are told the same.

    `instead_of`: messages that these take the place of although they were given up, as what they say is said now.
    As many statements for thousands as for one, since a database that has one writer waits for this one meanwhile.
    """
    if abouts := [to.about for to in receivers if to.about is not None and not to.is_first]:
        _hold_what_they_are_about(abouts)
        _replace(abouts)
    if instead_of:
        db.session.execute(REPLACE_THESE, {"message_ids": list(instead_of)})
    at = now()
    ids = [uuid4() for _ in receivers]
    rows = [
        {
            "id": message_id,
            "event_id": event_id,
            "name": name,
            "to_email": to.email,
            "to_name": to.name,
            "language": to.language,
            "ids": {key: str(value) for key, value in to.ids.items()},
            "private": {},
            "about": to.about,
            "message_id": f"<{message_id.hex}@{_mail_host}>",
            "state": MessageState.WAITING,
            "created_at": at,
            "waiting_since": at,
            "due_at": at,
        }
        for message_id, to in zip(ids, receivers, strict=True)
    ]
    if rows:
        # By the table and not by the class, whose way of writing many rows takes twice as long.
        db.session.execute(insert(MESSAGES), rows)
        queue.wake("send")


@dataclass(frozen=True, slots=True)
class LastMessage:
    """The newest message about a thing: nobody has tried to send it, or a mail server has taken it; else it may have
    arrived, or not."""

    id: UUID
    is_untried: bool
    has_gone: bool


@bookkeeping
def hold_last(event_id: UUID, name: str, abouts: Collection[str] | None = None) -> dict[str, LastMessage]:
    """The newest message of a name at an event about each thing (`abouts`: of these), but for those that were let be.

    No sender takes one that nobody has tried before this use case has ended. Two statements.
    """
    of_these = [Message.event_id == event_id, Message.name == name]
    if abouts is not None:
        of_these.append(Message.about.in_(abouts))
    held = _held_untried(of_these)
    rows = db.session.execute(
        select(Message.about, Message.id, Message.sent_at.is_not(None))
        .where(*of_these, Message.state != MessageState.REPLACED, Message.about.is_not(None))
        .order_by(Message.created_at, Message.id)
    )
    return {about or "": LastMessage(message_id, message_id in held, has_gone) for about, message_id, has_gone in rows}


@dataclass(frozen=True, slots=True)
class Written:
    """A message about a thing, and to whom: `is_untried` as of `LastMessage`."""

    id: UUID
    name: str
    about: str
    email: str
    language: str
    is_untried: bool


@bookkeeping
def hold_all(event_id: UUID, names: Collection[str]) -> list[Written]:
    """Every message of these names at an event but those that were let be, oldest first, as `hold_last` holds them. Two
    statements."""
    of_these = [Message.event_id == event_id, Message.name.in_(names)]
    held = _held_untried(of_these)
    rows = db.session.execute(
        select(Message.id, Message.name, Message.about, Message.to_email, Message.language)
        .where(*of_these, Message.state != MessageState.REPLACED, Message.about.is_not(None))
        .order_by(Message.created_at, Message.id)
    )
    return [
        Written(message_id, name, about or "", email, language, is_untried=message_id in held)
        for message_id, name, about, email, language in rows
    ]


def _held_untried(of_these: Sequence[ColumnElement[bool]]) -> set[UUID]:
    untried = (Message.state == MessageState.WAITING) & (Message.attempts == 0) & Message.sent_at.is_(None)
    return set(db.session.scalars(select(Message.id).where(*of_these, untried).with_for_update()))


@bookkeeping
def drop_these(message_ids: Collection[UUID]) -> None:
    """Let messages be that say what is so no more."""
    if message_ids:
        db.session.execute(REPLACE_THESE, {"message_ids": list(message_ids)})


@bookkeeping
def hold_back(event_id: UUID, names: Collection[str]) -> None:
    """Let messages of these names that wait at an event go to nobody until they are let go. One statement.

    What a sender has in its hands in this moment goes out.
    """
    db.session.execute(
        update(Message)
        .where(Message.event_id == event_id, Message.name.in_(names), Message.state == MessageState.WAITING)
        .values(held_at=now())
        .execution_options(synchronize_session=False)
    )


@bookkeeping
def let_go(event_id: UUID, names: Collection[str]) -> None:
    """Let what was held back go out: it waits since now, and is written of what is true by then. One statement."""
    at = now()
    db.session.execute(
        update(Message)
        .where(Message.event_id == event_id, Message.name.in_(names), Message.held_at.is_not(None))
        .values(held_at=None, waiting_since=at, due_at=at)
        .execution_options(synchronize_session=False)
    )
    queue.wake("send")


@bookkeeping
def claim_next() -> UUID | None:
    """Take the message that has been due longest, for the time of a lease. None: nothing is due.

    A clock that is put back holds no mail up: what nobody has tried is due, and what waits or is leased for longer than
    anything can be is not believed.
    """
    at = now()
    is_free = or_(Message.leased_until.is_(None), Message.leased_until < at, Message.leased_until > at + LONGEST_LEASE)
    is_due = or_(Message.due_at <= at, Message.attempts == 0, Message.due_at > at + LONGEST_WAIT)
    longest_due = (
        select(Message.id)
        .where(Message.state == MessageState.WAITING, Message.held_at.is_(None), is_due, is_free)
        .order_by(Message.due_at, Message.created_at)
        .limit(1)
        .with_for_update(skip_locked=True)  # PostgreSQL: two senders take two messages; SQLite has one writer
        .scalar_subquery()
    )
    return db.session.execute(
        update(Message)
        .where(Message.id == longest_due, Message.state == MessageState.WAITING, Message.held_at.is_(None), is_free)
        .values(leased_until=at + LEASE, attempts=Message.attempts + 1)
        .returning(Message.id)
    ).scalar_one_or_none()


@bookkeeping
def send_to_new_address(event_id: UUID, old: str, new: str, **about: UUID) -> None:
    """What still waits for somebody goes to their new address: `registration_id` or its like says of whom it speaks.

    What speaks of nobody in particular stays: somebody else may read it at the old address.
    """
    asked = {name: str(value) for name, value in about.items()}
    waiting = db.session.scalars(
        select(Message).where(
            Message.event_id == event_id,
            folded(Message.to_email).in_({normalised_address(old), old.casefold()}),
            Message.state == MessageState.WAITING,
        )
    )
    for message in waiting:
        if asked.items() <= message.ids.items():
            message.to_email = new


@bookkeeping
def record_sent(message_id: UUID, subject: str, body: bytes | None) -> None:
    """The mail server has it: keep the bytes (None: they cannot be kept), forget what was private."""
    db.session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(
            state=MessageState.SENT,
            sent_at=now(),
            subject=subject[:LONGEST_SUBJECT],
            body=body,
            private={},
            leased_until=None,
            last_problem="",
        )
    )


@bookkeeping
def record_failure(message_id: UUID, problem: str, *, is_final: bool) -> None:
    """It could not be sent: try again later, or give it up and let the organiser see why."""
    attempts = db.session.scalar(select(Message.attempts).where(Message.id == message_id)) or 0
    again_at = None if is_final else next_try_at(attempts, now())
    outcome = {"state": MessageState.FAILED} if again_at is None else {"due_at": again_at}
    db.session.execute(
        update(Message)
        # Meanwhile a newer one may have taken its place, or another sender had more luck with it.
        .where(Message.id == message_id, Message.state == MessageState.WAITING)
        .values(leased_until=None, last_problem=problem[:300], **outcome)
    )


@bookkeeping
def drop(message_id: UUID) -> None:
    """What it would have said is no longer so. One that another sender has sent meanwhile stays sent."""
    db.session.execute(
        update(Message)
        .where(Message.id == message_id, Message.state == MessageState.WAITING)
        .values(state=MessageState.REPLACED, private={}, leased_until=None)
    )


@use_case
def send_again(event_id: UUID | None, message_id: UUID, *, by: str) -> None:
    """Let a failed or sent message of an event go out (once more), rendered anew, under the same Message-ID.

    None: one of no event, a link to sign in or an invitation.

    NewerIsWaiting: what was written later about the same thing has not gone out yet, and would never if this one
    took its place (a confirmation instead of the cancellation that followed it).
    """
    message = db.session.scalar(select(Message).where(Message.id == message_id, Message.event_id == event_id))
    if message is None:
        raise NothingToSendAgain
    concerning(message_id=message.id)
    if message.about is not None:
        _hold_what_they_are_about([message.about])
        db.session.refresh(message)  # whoever held it before may have sent this one again
    if message.state is MessageState.WAITING:
        raise AlreadyWaiting
    if message.about is not None:
        if _is_newer_waiting(message.about, message.created_at):
            raise NewerIsWaiting
        _replace([message.about])
    message.state = MessageState.WAITING
    message.attempts, message.held_at = 0, None
    message.waiting_since = message.due_at = now()
    message.last_problem = ""
    queue.wake("send")


@use_case
def give_up(message_id: UUID, *, by: str) -> None:
    """Let a message of no event that waits or has failed be: what it would say is of no use any more."""
    concerning(message_id=message_id)
    db.session.execute(
        update(Message)
        .where(
            Message.id == message_id,
            Message.event_id.is_(None),
            Message.state.in_([MessageState.WAITING, MessageState.FAILED]),
        )
        .values(state=MessageState.REPLACED, private={}, leased_until=None)
    )


@bookkeeping
def drop_bytes_older_than(kept_days: int) -> int:
    """Forget the bytes of mails older than the retention time; returns of how many."""
    moment = now() - timedelta(days=kept_days)
    rows = db.session.execute(
        update(Message)
        .where(Message.sent_at < moment, Message.body.is_not(None))
        .values(body=None)
        .returning(Message.id)
    )
    return len(rows.all())


def _hold_what_they_are_about(abouts: Sequence[str]) -> None:
    """One at a time for each thing: of two at once neither sees the other's row, and the second would break the
    index that allows one waiting message about a thing. Things share some hundred locks: PostgreSQL has a table of a
    few thousand for everybody, and one change may be about ten thousand."""
    hold(*{("message about", UUID(int=uuid5(NAMESPACE_URL, about).int % STRIPES)) for about in abouts})


def _is_newer_waiting(about: str, written_at: datetime) -> bool:
    newer = select(Message.id).where(
        Message.about == about, Message.state == MessageState.WAITING, Message.created_at >= written_at
    )
    return db.session.scalar(newer.limit(1)) is not None


def _replace(abouts: Sequence[str]) -> None:
    db.session.execute(REPLACE, {"abouts": abouts})


@use_case
def drop_messages_of(event_id: UUID, *, by: str) -> None:
    """Forget every message of an event that is deleted. What waits is sent no more; whoever sends one in this moment
    finds its row gone afterwards, which harms nothing."""
    db.session.execute(delete(Message).where(Message.event_id == event_id))
