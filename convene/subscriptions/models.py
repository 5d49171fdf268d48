from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, Key, personal, word_of
from convene.subscriptions.catalogue import SubscriptionState

UNTIL_LEFT = "7 days if it is never confirmed, else 30 days after the person has left"


class Subscription(Base):
    """One address follows one series. It is no person of the team: of a follower nothing is known but the address."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("series_id", "email_key"),
        CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name="says_since_when"),
        CheckConstraint("state <> 'ended' OR ended_at IS NOT NULL", name="says_until_when"),
        Index("ix_subscription_series_id_state_confirmed_at", "series_id", "state", "confirmed_at"),
    )

    id: Mapped[Key]
    series_id: Mapped[UUID] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_LEFT))
    email_key: Mapped[str] = mapped_column(String(320), index=True, info=personal("contact", until=UNTIL_LEFT))
    #: In which the address was typed, and in which its owner is written to.
    language: Mapped[str] = mapped_column(String(12), default="en", info=personal("language", until=UNTIL_LEFT))
    state: Mapped[SubscriptionState] = mapped_column(word_of(SubscriptionState), info=INTERNAL)
    #: Raised to make the links given out before worthless: nobody comes back by one whom an organiser has ended.
    link_version: Mapped[int] = mapped_column(default=1)
    #: When the owner was last asked by mail. After `ended_at`: whether they want to hear again. Until they say so what
    #: was stays as it is, since anybody may have typed the address.
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: When the owner was last told that the address follows already.
    reminded_at: Mapped[datetime | None]


class Announcement(Base):
    """The followers of its series were told of an event: once, so that pressing twice mails nobody twice.

    Whether anybody was told is a question to the outbox, see `queries.announcement_of`."""

    __tablename__ = "announcement"
    __table_args__ = (
        UniqueConstraint("event_id"),
        CheckConstraint("told >= 0", name="told_is_a_number_of_people"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    #: What the organisers added to the mail, as plain text.
    word: Mapped[str] = mapped_column(Text, default="", info=INTERNAL)
    #: How many followers there were.
    told: Mapped[int]
    told_at: Mapped[datetime]
