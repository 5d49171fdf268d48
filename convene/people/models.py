from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import Base, Key, personal
from convene.people.catalogue import LONGEST_AFFILIATION, LONGEST_NAME

UNTIL_ERASED = "the person is erased, or two years after their last event"


class Person(Base):
    """A person, as one team knows them. One row for each address in a team; people without one stand by name."""

    __tablename__ = "person"
    __table_args__ = (
        Index(
            "uq_person_team_id_email_key",
            "team_id",
            "email_key",
            unique=True,
            sqlite_where=text("email_key IS NOT NULL"),
            postgresql_where=text("email_key IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    display_name: Mapped[str] = mapped_column(String(LONGEST_NAME), info=personal("name", until=UNTIL_ERASED))
    badge_name: Mapped[str] = mapped_column(String(200), default="", info=personal("name", until=UNTIL_ERASED))
    legal_name: Mapped[str] = mapped_column(String(200), default="", info=personal("legal name", until=UNTIL_ERASED))
    email: Mapped[str | None] = mapped_column(String(320), info=personal("contact", until=UNTIL_ERASED))
    email_key: Mapped[str | None] = mapped_column(String(320), info=personal("contact", until=UNTIL_ERASED))
    affiliation: Mapped[str] = mapped_column(
        String(LONGEST_AFFILIATION), default="", info=personal("affiliation", until=UNTIL_ERASED)
    )
    country: Mapped[str | None] = mapped_column(String(2), info=personal("country", until=UNTIL_ERASED))
    biography: Mapped[str] = mapped_column(Text, default="", info=personal("biography", until=UNTIL_ERASED))
    photo_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
