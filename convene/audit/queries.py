from uuid import UUID

from sqlalchemy import Select, select

from convene.audit.models import AuditLine


def lines_of(event_id: UUID) -> Select[AuditLine]:
    """What was done at an event, newest first."""
    return select(AuditLine).where(AuditLine.event_id == event_id).order_by(AuditLine.id.desc())
