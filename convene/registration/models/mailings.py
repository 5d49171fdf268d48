from datetime import datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, Key, WallTime, personal, word_of
from convene.registration.catalogue import MailingState
from convene.registration.models.keeping import UNTIL_EVENT_IS_GONE


class Mailing(Base):
    """A letter to a group: sent, or planned for a wall time of the event, or so many days before it begins."""

    __tablename__ = "mailing"
    __table_args__ = (
        Index("ix_mailing_event_id_created_at", "event_id", "created_at"),
        Index("ix_mailing_state", "state"),
        CheckConstraint("days_before IS NULL OR at_time IS NOT NULL", name="a_day_has_a_time"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"))
    written_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    #: To whom, as the address of the list says it. Those who match when it is sent are written to.
    asked: Mapped[str] = mapped_column(Text, info=personal("search", until=UNTIL_EVENT_IS_GONE))
    state: Mapped[MailingState] = mapped_column(word_of(MailingState), info=INTERNAL)
    #: None, as is `days_before`: it was sent at once.
    send_at_local: Mapped[datetime | None] = mapped_column(WallTime)
    #: So many days before the first day of the event, which may be moved, at `at_time`.
    days_before: Mapped[int | None]
    at_time: Mapped[time | None]
    created_at: Mapped[datetime]
    #: When it was sent, called off, or dropped.
    ended_at: Mapped[datetime | None]
    receivers: Mapped[int] = mapped_column(default=0)
