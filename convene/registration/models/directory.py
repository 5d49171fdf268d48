from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import Base, Key, personal

UNTIL_WITHDRAWN = "the person withdraws it, or two years after the event"


class Directory(Base):
    """Whether the participants of an event may show themselves on its pages. No row: they may not."""

    __tablename__ = "directory"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)


class DirectoryEntry(Base):
    """Somebody has said that they are shown among the participants, and with what. Withdrawing it deletes the row.

    Their name stands as it does in the registration; of organisation and country only whether they are shown is kept.
    """

    __tablename__ = "directory_entry"

    id: Mapped[Key]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    shows_organisation: Mapped[bool]
    shows_country: Mapped[bool]
    #: What they work on, in their own words.
    project: Mapped[str] = mapped_column(Text, default="", info=personal("biography", until=UNTIL_WITHDRAWN))
    #: Others may write to them; their address is not shown.
    takes_messages: Mapped[bool]
    said_at: Mapped[datetime]
