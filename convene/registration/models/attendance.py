from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, Key, personal, word_of
from convene.registration.catalogue import DoorAct, DoorOutcome, How
from convene.registration.models.registrations import UNTIL_RETENTION

LONGEST_DESK = 200


class Attendance(Base):
    """Somebody came: to the event, or to one of its sessions. One row for each, so that nobody comes twice.

    What was undone keeps its row, and how often it went to and fro stands in the slips.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("registration_id", "subject_id"),
        Index("ix_attendance_event_id_revision", "event_id", "revision"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    #: The event itself, or one of its sessions.
    subject_id: Mapped[UUID]
    #: The slip by which they came; who undoes names it, and undoes nothing that another desk has done meanwhile.
    slip_id: Mapped[UUID] = mapped_column(index=True)
    how: Mapped[How] = mapped_column(word_of(How), info=INTERNAL)
    #: As it was called, or who stood there.
    desk: Mapped[str] = mapped_column(String(LONGEST_DESK), default="", info=personal("name", until=UNTIL_RETENTION))
    came_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    #: Counts the changes at the doors of an event, so that a desk asks only for what is new.
    revision: Mapped[int]


class CheckInSlip(Base):
    """One act at a desk, under the id that the desk has given it: sent again it is the same one.

    Never changed: what a desk did while it was cut off, and what became of it, stands here.
    """

    __tablename__ = "check_in_slip"

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: None: nobody of this event.
    registration_id: Mapped[UUID | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    subject_id: Mapped[UUID]
    act: Mapped[DoorAct] = mapped_column(word_of(DoorAct), info=INTERNAL)
    how: Mapped[How] = mapped_column(word_of(How), info=INTERNAL)
    outcome: Mapped[DoorOutcome] = mapped_column(word_of(DoorOutcome), info=INTERNAL)
    undoes_id: Mapped[UUID | None]
    desk: Mapped[str] = mapped_column(String(LONGEST_DESK), default="", info=personal("name", until=UNTIL_RETENTION))
    #: By the clock of the desk, as far as that can be true.
    made_at: Mapped[datetime]
    received_at: Mapped[datetime]
