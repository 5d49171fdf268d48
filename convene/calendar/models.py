from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.calendar.rules import location_of
from convene.database import INTERNAL, PUBLIC, Base, Key, WallTime, word_of
from convene.engines.ics import Status


class UidHost(Base):
    """The host of every UID of this installation, written down with the first one: one row.

    A database that is moved to another address goes on with it, so that no calendar takes one entry for two.
    """

    __tablename__ = "calendar_uid_host"

    id: Mapped[Key]
    host: Mapped[str] = mapped_column(String(255), info=INTERNAL)


class CalendarItem(Base):
    """One entry, as published. Never deleted: what is gone is CANCELLED, so that calendars can be told."""

    __tablename__ = "calendar_item"
    __table_args__ = (
        UniqueConstraint("uid"),
        Index("uq_calendar_item_subject", "kind", "subject_id", unique=True),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(index=True)
    #: What it is about: "session" or "event", and its row.
    kind: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    subject_id: Mapped[UUID]
    uid: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    sequence: Mapped[int] = mapped_column(default=0)
    #: When what it says last changed: DTSTAMP and LAST-MODIFIED, so that equal content is equal bytes.
    changed_at: Mapped[datetime]
    #: Hash of time, place and state: a change of it raises SEQUENCE.
    fingerprint: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    starts_local: Mapped[datetime] = mapped_column(WallTime)
    ends_local: Mapped[datetime] = mapped_column(WallTime)
    zone: Mapped[str] = mapped_column(String(60), info=PUBLIC)
    #: 1 where the second of the two equal hours of an autumn night is meant.
    fold: Mapped[int] = mapped_column(default=0)
    #: The same of its end: a session may begin in the first of the two hours and end in the second.
    ends_fold: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str] = mapped_column(String(300), info=PUBLIC)
    description: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    room: Mapped[str] = mapped_column(String(120), default="", info=PUBLIC)
    #: The place of the event, which moves with it (`services.move_place`).
    place: Mapped[str] = mapped_column(String(500), default="", info=PUBLIC)
    #: Its page, as a path: the base address of an installation may change, the entry need not know.
    path: Mapped[str] = mapped_column(String(500), default="", info=PUBLIC)
    status: Mapped[Status] = mapped_column(word_of(Status), info=PUBLIC)
    cancelled_at: Mapped[datetime | None]

    @property
    def location(self) -> str:
        return location_of(self.room, self.place)
