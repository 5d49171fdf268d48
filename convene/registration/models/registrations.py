from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, Key, WallTime, personal, word_of
from convene.registration.catalogue import RegistrationState

UNTIL_RETENTION = "two years after the event, or when the person asks"
HOLDS_A_PLACE = "state IN ('pending', 'confirmed', 'waitlisted')"


class RegistrationDesk(Base):
    """Whether and when an event takes registrations. Wall times, in the event's zone."""

    __tablename__ = "registration_desk"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    opens_local: Mapped[datetime | None] = mapped_column(WallTime)
    closes_local: Mapped[datetime | None] = mapped_column(WallTime)


class Registration(Base):
    """Somebody takes part in an event."""

    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "uq_registration_event_id_email_key",
            "event_id",
            "email_key",
            unique=True,
            sqlite_where=text(HOLDS_A_PLACE),
            postgresql_where=text(HOLDS_A_PLACE),
        ),
        Index("ix_registration_event_id_state_created_at", "event_id", "state", "created_at"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[RegistrationState] = mapped_column(word_of(RegistrationState), info=INTERNAL)
    #: As it shall stand on the badge.
    name: Mapped[str] = mapped_column(String(200), info=personal("name", until=UNTIL_RETENTION))
    email: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    email_key: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    organisation: Mapped[str] = mapped_column(
        String(200), default="", info=personal("affiliation", until=UNTIL_RETENTION)
    )
    country: Mapped[str] = mapped_column(String(2), default="", info=personal("country", until=UNTIL_RETENTION))
    language: Mapped[str] = mapped_column(String(12), default="en", info=personal("language", until=UNTIL_RETENTION))
    #: Raised to make every link given out before worthless.
    link_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    #: None: they are what was told first.
    answers_changed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
