from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from convene.database import INTERNAL, Base, Key, personal, word_of


class Audience(StrEnum):
    """Who may fetch a file."""

    PUBLIC = "public"  # everybody, once its event is published
    ORGANISERS = "organisers"  # those with a role at its event


class StoredFile(Base):
    """One upload. The bytes stand in the database, so that a backup of it is a backup of everything."""

    __tablename__ = "stored_file"

    id: Mapped[Key]
    #: Whose it is: the feature ("people") and the row there.
    owner_feature: Mapped[str] = mapped_column(String(40), info=INTERNAL)
    owner_id: Mapped[UUID] = mapped_column(index=True)
    event_id: Mapped[UUID | None] = mapped_column(index=True)
    team_id: Mapped[UUID | None] = mapped_column(index=True)
    audience: Mapped[Audience] = mapped_column(word_of(Audience), info=INTERNAL)
    content_type: Mapped[str] = mapped_column(String(80), info=INTERNAL)
    digest: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    body: Mapped[bytes] = deferred(mapped_column(LargeBinary, info=personal("upload", until="its owner is erased")))
    created_at: Mapped[datetime]
