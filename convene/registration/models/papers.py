from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, PUBLIC, Base, Key, personal, word_of
from convene.registration.catalogue import PaperKind, PaperState
from convene.registration.models.registrations import UNTIL_RETENTION


class PrintedBadge(Base):
    """The badge of somebody was printed. What they changed since is told by their registration."""

    __tablename__ = "printed_badge"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    printed_at: Mapped[datetime]


class PaperDesk(Base):
    """Which papers an event writes, in which words, and who signs them. An event without a row writes none."""

    __tablename__ = "paper_desk"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    gives_letters: Mapped[bool] = mapped_column(default=False)
    gives_certificates: Mapped[bool] = mapped_column(default=False)
    letter_words: Mapped[str] = mapped_column(Text, default="", info=INTERNAL)
    certificate_words: Mapped[str] = mapped_column(Text, default="", info=INTERNAL)
    signatory: Mapped[str] = mapped_column(String(200), default="", info=PUBLIC)
    signatory_role: Mapped[str] = mapped_column(String(200), default="", info=PUBLIC)


class Paper(Base):
    """One paper of one person: asked for, given or declined. A certificate counts while its holder has come."""

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("registration_id", "kind"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    kind: Mapped[PaperKind] = mapped_column(word_of(PaperKind), info=INTERNAL)
    state: Mapped[PaperState] = mapped_column(word_of(PaperState), info=INTERNAL)
    #: Printed on a certificate, and whoever reads it can ask whether it is genuine. None: of a letter.
    code: Mapped[str | None] = mapped_column(String(20), unique=True, info=INTERNAL)
    #: As it is printed: of a letter the legal name that its holder asked for it in, whatever they say later.
    name: Mapped[str] = mapped_column(String(200), default="", info=personal("legal name", until=UNTIL_RETENTION))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
