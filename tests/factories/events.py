"""Events, teams and their organisers, made by use cases as people make them."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from convene.accounts import services as accounts
from convene.accounts.queries import account_with
from convene.database import db
from convene.events.catalogue import Kind
from convene.events.models import Event
from convene.events.services import beginning, changing
from convene.events.services.beginning import EventFacts
from convene.permissions.catalogue import Role, Scope
from convene.permissions.services import give_role
from convene.teams.services import create_team

FORUM = EventFacts(
    title="Regional Network Forum",
    kind=Kind.FORUM,
    starts_on=date(2027, 3, 4),
    ends_on=date(2027, 3, 5),
    zone="Asia/Bangkok",
    summary="What we see, what works, and what we need from each other.",
    place="Riverside Conference Centre",
)


def make_account(email: str = "noor@example.org", name: str = "Noor Idris") -> UUID:
    """The account with this address; made if there is none."""
    known = account_with(email)
    return known.id if known else accounts.create_account(email, name=name, by="test")


def make_team(name: str = "Network Secretariat", owner: str = "noor@example.org") -> UUID:
    """A team with one owner."""
    team_id = create_team(name, by="test")
    give_role(Scope.TEAM, team_id, make_account(owner), Role.OWNER, by="test")
    return team_id


def make_event(*, published: bool = True, team_id: UUID | None = None, slug: str | None = None, **facts: Any) -> Event:
    """An event of a team whose owner is noor@example.org."""
    event_id = beginning.create_event(team_id or make_team(), replace(FORUM, **facts), slug=slug, by="test")
    if published:
        changing.publish_event(event_id, by="test")
    return db.session.get_one(Event, event_id)


def give(event: Event, email: str, role: Role) -> None:
    """Give an account a role at an event."""
    give_role(Scope.EVENT, event.id, make_account(email), role, by="test")
