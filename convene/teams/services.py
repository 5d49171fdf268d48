from uuid import UUID, uuid4

from convene.clock import now
from convene.database import concerning, db, use_case
from convene.teams.models import Team


@use_case
def create_team(name: str, *, by: str) -> UUID:
    """Begin a team. Two may have the same name. Roles in it are given by `permissions`."""
    team = Team(id=uuid4(), name=name, created_at=now())
    db.session.add(team)
    concerning(team_id=team.id)
    return team.id


@use_case
def rename_team(team_id: UUID, name: str, *, by: str) -> None:
    """Change the name that stands on the team's events."""
    db.session.get_one(Team, team_id).name = name
