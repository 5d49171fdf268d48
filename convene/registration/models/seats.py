from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, Key


class SeatPool(Base):
    """Places that are counted together: those of an event; later those of a ticket kind, an option, a session.

    `taken` may exceed `capacity`: an organiser who lowers the capacity throws nobody out.
    """

    __tablename__ = "seat_pool"
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "subject_id"),
        CheckConstraint("taken >= 0", name="nobody_gives_back_twice"),
        CheckConstraint("capacity >= 0", name="capacity_is_a_number_of_people"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: What its places are of ("event"), and which one.
    kind: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    subject_id: Mapped[UUID]
    #: None: no limit.
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)


class SeatTaken(Base):
    """Which places a registration holds: one row a place, so that each is given back exactly once."""

    __tablename__ = "seat_taken"
    __table_args__ = (UniqueConstraint("registration_id", "pool_id"),)

    id: Mapped[Key]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    pool_id: Mapped[UUID] = mapped_column(ForeignKey("seat_pool.id", ondelete="CASCADE"), index=True)
    taken_at: Mapped[datetime]
