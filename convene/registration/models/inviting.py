from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, Key, personal, word_of
from convene.registration.catalogue import Attribute
from convene.registration.models.registrations import UNTIL_RETENTION


class Invitation(Base):
    """Somebody is asked to come: by a link of their own, which registers them and nobody else."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("event_id", "email_key"),
        Index("ix_invitation_event_id_invited_at", "event_id", "invited_at"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200), info=personal("name", until=UNTIL_RETENTION))
    email: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    email_key: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    organisation: Mapped[str] = mapped_column(
        String(200), default="", info=personal("affiliation", until=UNTIL_RETENTION)
    )
    country: Mapped[str] = mapped_column(String(2), default="", info=personal("country", until=UNTIL_RETENTION))
    sector: Mapped[str] = mapped_column(String(100), default="", info=personal("affiliation", until=UNTIL_RETENTION))
    expertise: Mapped[str] = mapped_column(String(100), default="", info=personal("expertise", until=UNTIL_RETENTION))
    language: Mapped[str] = mapped_column(String(12), default="en", info=personal("language", until=UNTIL_RETENTION))
    ticket_kind_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket_kind.id", ondelete="SET NULL"))
    quota_id: Mapped[UUID | None] = mapped_column(ForeignKey("quota.id", ondelete="SET NULL"))
    link_version: Mapped[int] = mapped_column(default=1)
    added_at: Mapped[datetime]
    #: None: on the list, and not asked yet.
    invited_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    #: What came of it.
    registration_id: Mapped[UUID | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"))


class BalanceTarget(Base):
    """How many of one sector, country or expertise the organisers wish for."""

    __tablename__ = "balance_target"
    __table_args__ = (UniqueConstraint("event_id", "attribute", "value"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    attribute: Mapped[Attribute] = mapped_column(word_of(Attribute), info=INTERNAL)
    value: Mapped[str] = mapped_column(String(100), info=INTERNAL)
    wanted: Mapped[int]


class Letter(Base):
    """The words of a mail as organisers wrote them: sent to one, or to many with each one's own values in it."""

    __tablename__ = "letter"

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(200), info=personal("mail", until="the event is deleted"))
    text: Mapped[str] = mapped_column(Text, info=personal("mail", until="the event is deleted"))
    created_at: Mapped[datetime]
