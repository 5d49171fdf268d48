from uuid import UUID

from sqlalchemy import delete, select

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.permissions.catalogue import Role, Scope
from convene.permissions.errors import LastOwner
from convene.permissions.models import Grant
from convene.permissions.queries import grants_on
from convene.permissions.rules import is_the_last_owner


@use_case
def give_role(scope: Scope, scope_id: UUID, account_id: UUID, role: Role, *, by: str) -> None:
    """Give an account a role on a team or an event. Giving it twice changes nothing."""
    concerning(**{f"{scope.value}_id": scope_id})
    hold((scope.value, scope_id))
    known = select(Grant.id).where(
        Grant.scope == scope, Grant.scope_id == scope_id, Grant.account_id == account_id, Grant.role == role
    )
    if db.session.scalar(known) is None:
        db.session.add(Grant(scope=scope, scope_id=scope_id, account_id=account_id, role=role, created_at=now()))


@use_case
def take_role(scope: Scope, scope_id: UUID, account_id: UUID, role: Role, *, by: str) -> None:
    """Take a role away. The last owner of a team stays; an event may do without, its team has one."""
    concerning(**{f"{scope.value}_id": scope_id})
    hold((scope.value, scope_id))
    owners = {grant.account_id for grant in grants_on(scope, scope_id) if grant.role is Role.OWNER}
    if scope is Scope.TEAM and account_id in owners and is_the_last_owner(role, len(owners)):
        raise LastOwner
    db.session.execute(
        delete(Grant).where(
            Grant.scope == scope,
            Grant.scope_id == scope_id,
            Grant.account_id == account_id,
            Grant.role == role,
        )
    )


@use_case
def take_all_roles(scope: Scope, scope_id: UUID, *, by: str) -> None:
    """Take every role on something away, that of its last owner too: it is deleted in the same use case."""
    concerning(**{f"{scope.value}_id": scope_id})
    hold((scope.value, scope_id))
    db.session.execute(delete(Grant).where(Grant.scope == scope, Grant.scope_id == scope_id))
