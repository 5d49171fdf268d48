import re
import unicodedata
from uuid import UUID, uuid4

from sqlalchemy import select

from convene.clock import now
from convene.database import concerning, db, use_case
from convene.teams.models import Team


@use_case
def create_team(name: str, *, by: str) -> UUID:
    """Begin a team. Two may have the same name; their slugs differ. Roles in it are given by `permissions`."""
    team = Team(id=uuid4(), name=name, slug=_free_slug(name), created_at=now())
    db.session.add(team)
    concerning(team_id=team.id)
    return team.id


@use_case
def rename_team(team_id: UUID, name: str, *, by: str) -> None:
    """Change the name that stands on the team's events."""
    db.session.get_one(Team, team_id).name = name


def _free_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wished = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "team"
    taken = set(db.session.scalars(select(Team.slug).where(Team.slug.like(f"{wished}%"))))
    return next(slug for slug in [wished, *(f"{wished}-{n}" for n in range(2, len(taken) + 3))] if slug not in taken)
