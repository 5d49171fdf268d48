from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from convene.audit.models import AuditLine
from convene.database import db


def lines_of(event_id: UUID, *, without: str | None = None) -> Select[AuditLine]:
    """What was done at an event, newest first; without what one actor did ("participant")."""
    lines = select(AuditLine).where(AuditLine.event_id == event_id)
    if without is not None:
        lines = lines.where(AuditLine.by != without)
    return lines.order_by(AuditLine.id.desc())


def was_done_since(event_id: UUID, what: str, at: datetime) -> bool:
    """Whether a use case, by its name in the log ("events.withdraw_event"), was run at an event after an instant. One
    statement."""
    lines = select(AuditLine.id).where(AuditLine.event_id == event_id, AuditLine.what == what, AuditLine.at > at)
    return db.session.scalar(lines.limit(1)) is not None


def lines_of_team(team_id: UUID) -> Select[AuditLine]:
    """What was done in a team and at none of its events, newest first."""
    of_team = select(AuditLine).where(AuditLine.team_id == team_id, AuditLine.event_id.is_(None))
    return of_team.order_by(AuditLine.id.desc())


def lines_by(event_id: UUID, actor: str, most: int) -> list[AuditLine]:
    """The last lines of what one actor did at an event, newest first."""
    by_them = select(AuditLine).where(AuditLine.event_id == event_id, AuditLine.by == actor)
    return list(db.session.scalars(by_them.order_by(AuditLine.id.desc()).limit(most)))


def events_changed_by(actor: str, most: int) -> list[UUID]:
    """At which events an actor did something last, the latest first. Looks at their last 300 lines."""
    last = (
        select(AuditLine.id, AuditLine.event_id)
        .where(AuditLine.by == actor)
        .order_by(AuditLine.id.desc())
        .limit(300)
        .subquery()
    )
    newest = func.max(last.c.id)
    return list(
        db.session.scalars(
            select(last.c.event_id)
            .where(last.c.event_id.is_not(None))
            .group_by(last.c.event_id)
            .order_by(newest.desc())
            .limit(most)
        )
    )
