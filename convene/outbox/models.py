from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from convene.database import INTERNAL, Base, Key, personal, word_of

UNTIL_SENT_AND_READ = "the bytes are dropped after CONVENE_MAIL_KEPT_DAYS, the row with its event"
LONGEST_SUBJECT = 300


class MessageState(StrEnum):
    """Where a message is."""

    WAITING = "waiting"  # to be sent when `due_at` has come
    SENT = "sent"  # the mail server took it, or the local mailbox did
    FAILED = "failed"  # refused for good, or tried too often: the organiser may send it again
    REPLACED = "replaced"  # a newer message says what this one would have said


class Message(Base):
    """One mail to one person."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index("ix_message_state_due_at", "state", "due_at"),
        # One waiting message for each (receiver, thing): a newer one takes the older one's place.
        Index(
            "uq_message_about",
            "about",
            unique=True,
            sqlite_where=text("about IS NOT NULL AND state = 'waiting'"),
            postgresql_where=text("about IS NOT NULL AND state = 'waiting'"),
        ),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID | None] = mapped_column(index=True)
    #: Which message: a name of the catalogue, "registration/confirmation".
    name: Mapped[str] = mapped_column(String(80), info=INTERNAL)
    to_email: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_SENT_AND_READ))
    to_name: Mapped[str] = mapped_column(String(200), default="", info=personal("name", until=UNTIL_SENT_AND_READ))
    language: Mapped[str] = mapped_column(String(12), default="en", info=INTERNAL)
    #: The rows that it speaks of: {"registration_id": "..."}. Read when it is rendered.
    ids: Mapped[dict[str, str]] = mapped_column(JSON, info=INTERNAL)
    #: Values that stand nowhere else (a sign-in secret). Emptied once the message is sent.
    private: Mapped[dict[str, Any]] = mapped_column(JSON, info=personal("secret", until="the message is sent"))
    #: What it replaces: "registration:<id>:agenda". None: nothing.
    about: Mapped[str | None] = mapped_column(String(120), info=INTERNAL)
    #: The Message-ID header, fixed here so that a message sent twice is one to every mail program.
    message_id: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    state: Mapped[MessageState] = mapped_column(word_of(MessageState), info=INTERNAL)
    created_at: Mapped[datetime]
    #: Since when it waits: since it was written, or since it was last sent again.
    waiting_since: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    #: Since when it is held back, as what it says may be so again, and is not now (`services.hold_back`).
    held_at: Mapped[datetime | None]
    #: Until when a sender has it. A sender that died leaves it to the next after that.
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    #: What the mail server said last, without the address.
    last_problem: Mapped[str] = mapped_column(String(300), default="", info=INTERNAL)
    #: Subject and bytes as they were sent, for the retention time.
    subject: Mapped[str] = mapped_column(
        String(LONGEST_SUBJECT), default="", info=personal("mail", until=UNTIL_SENT_AND_READ)
    )
    body: Mapped[bytes | None] = deferred(mapped_column(LargeBinary, info=personal("mail", until=UNTIL_SENT_AND_READ)))
