from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, personal


class AuditLine(Base):
    """One use case that was kept. Rows are never changed; erasing a person cuts `by` to its kind."""

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_line_event_id_id", "event_id", "id"), Index("ix_audit_line_by_id", "by", "id"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    #: Who acted: "account:<id>", "participant", "command line", "system".
    by: Mapped[str] = mapped_column(String(60), info=personal("who acted", until="the event is deleted"))
    #: What was done: feature and use case, "registration.cancel".
    what: Mapped[str] = mapped_column(String(80), info=INTERNAL)
    #: The use cases that were parts of it, each once: ["programme.publish_agenda"].
    joined: Mapped[list[str]] = mapped_column(JSON, info=INTERNAL)
    event_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    #: The other rows that it concerned: {"registration_id": "..."}.
    ids: Mapped[dict[str, str]] = mapped_column(JSON, info=INTERNAL)
