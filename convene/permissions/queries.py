from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from convene.database import db
from convene.permissions.catalogue import Permission, Role, Scope
from convene.permissions.models import Grant
from convene.permissions.rules import permissions_of, roles_with


def roles_at(account_id: UUID, *, event_id: UUID | None = None, team_id: UUID | None = None) -> frozenset[Role]:
    """The roles of an account at an event, those through its team included. One statement."""
    rows = db.session.scalars(select(Grant.role).where(Grant.account_id == account_id, _is_about(event_id, team_id)))
    return frozenset(Role(role) for role in rows)


def permissions_at(
    account_id: UUID, *, event_id: UUID | None = None, team_id: UUID | None = None
) -> frozenset[Permission]:
    """What an account may do at an event or in a team. One statement."""
    return permissions_of(roles_at(account_id, event_id=event_id, team_id=team_id))


def may(account_id: UUID, permission: Permission, *, event_id: UUID | None = None, team_id: UUID | None = None) -> bool:
    """Whether an account may do something at an event or in a team."""
    return permission in permissions_at(account_id, event_id=event_id, team_id=team_id)


def scopes_where(account_id: UUID, permission: Permission, scope: Scope) -> list[UUID]:
    """The teams, or the events, on which an account was itself given a role that allows `permission`."""
    rows = db.session.scalars(
        select(Grant.scope_id)
        .where(Grant.account_id == account_id, Grant.scope == scope, Grant.role.in_(roles_with(permission)))
        .distinct()
    )
    return list(rows)


def accounts_that_may(permission: Permission, *, event_id: UUID, team_id: UUID) -> frozenset[UUID]:
    """The accounts with a role at an event, or in its team, that allows `permission`. One statement."""
    rows = select(Grant.account_id).where(_is_about(event_id, team_id), Grant.role.in_(roles_with(permission)))
    return frozenset(db.session.scalars(rows))


def grants_on(scope: Scope, scope_id: UUID) -> list[Grant]:
    """Every grant on a team or an event, in the order in which they were given."""
    return list(
        db.session.scalars(
            select(Grant).where(Grant.scope == scope, Grant.scope_id == scope_id).order_by(Grant.created_at)
        )
    )


def grant_on(scope: Scope, scope_id: UUID, grant_id: UUID) -> Grant | None:
    """A grant, if it is one on this team or event."""
    return db.session.scalar(
        select(Grant).where(Grant.id == grant_id, Grant.scope == scope, Grant.scope_id == scope_id)
    )


def _is_about(event_id: UUID | None, team_id: UUID | None) -> ColumnElement[bool]:
    return or_(
        and_(Grant.scope == Scope.EVENT, Grant.scope_id == event_id),
        and_(Grant.scope == Scope.TEAM, Grant.scope_id == team_id),
    )
