from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from convene.database import db
from convene.teams.models import Team


def team_called(name: str) -> Team | None:
    """The team that has had this name for longest."""
    return db.session.scalar(select(Team).where(Team.name == name).order_by(Team.created_at).limit(1))


def names_of_teams(team_ids: Collection[UUID]) -> dict[UUID, str]:
    """How teams are called, for lists. One statement."""
    if not team_ids:
        return {}
    rows = db.session.execute(select(Team.id, Team.name).where(Team.id.in_(team_ids)))
    return {row[0]: row[1] for row in rows}
