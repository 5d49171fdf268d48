from uuid import UUID

from sqlalchemy import Select, select

from convene.audit.models import AuditLine


def lines_of(event_id: UUID, *, without: str | None = None) -> Select[AuditLine]:
    """What was done at an event, newest first; without what one actor did ("participant")."""
    lines = select(AuditLine).where(AuditLine.event_id == event_id)
    if without is not None:
        lines = lines.where(AuditLine.by != without)
    return lines.order_by(AuditLine.id.desc())
