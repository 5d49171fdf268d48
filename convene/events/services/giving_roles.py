"""Who works on an event or in a team and so on all its events, and how the team is called.

Where somebody has a role is said by a scope and the id of the event or the team.
"""

from uuid import UUID

from convene.accounts.errors import AccountIsClosed
from convene.accounts.models import Account
from convene.accounts.queries import account_with
from convene.accounts.rules import address_of_account
from convene.accounts.services import create_account, make_sign_in_link
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events import emails
from convene.events.rules import (
    INVITATION_LIVES,
)
from convene.events.services.changing import show_team_anew
from convene.permissions.catalogue import Role, Scope
from convene.permissions.models import Grant
from convene.permissions.queries import grant_on
from convene.permissions.services import give_role, take_role
from convene.teams.services import rename_team


@use_case
def invite(scope: Scope, scope_id: UUID, email: str, role: Role, *, by: str) -> None:
    """Give a role to whoever has this address, and mail them the way in.

    An account is made where there is none. The mail stands in no event's outbox: its link signs in as somebody else.
    AccountIsClosed: no link would open anything.
    """
    hold(address_of_account(email))
    account = account_with(email)
    if account is not None and account.disabled_at is not None:
        raise AccountIsClosed
    account_id = account.id if account is not None else create_account(email, by=by)
    give_role(scope, scope_id, account_id, role, by=by)
    _mail_invitation(scope, scope_id, account_id, role, by)


@use_case
def invite_again(scope: Scope, scope_id: UUID, grant_id: UUID, *, by: str) -> None:
    """Mail somebody who has a role a new link: the mail with the one before did not arrive. AccountIsClosed."""
    grant = _held_grant(scope, scope_id, grant_id)
    if db.session.get_one(Account, grant.account_id).disabled_at is not None:
        raise AccountIsClosed
    _mail_invitation(scope, scope_id, grant.account_id, grant.role, by)


@use_case
def change_role(scope: Scope, scope_id: UUID, grant_id: UUID, role: Role, *, by: str) -> None:
    """Give somebody another role. LastOwner: nobody else could give roles."""
    grant = _held_grant(scope, scope_id, grant_id)
    if grant.role != role:
        account_id, former = grant.account_id, grant.role
        take_role(scope, scope_id, account_id, former, by=by)
        give_role(scope, scope_id, account_id, role, by=by)
        concerning(account_id=account_id)


@use_case
def take_role_away(scope: Scope, scope_id: UUID, grant_id: UUID, *, by: str) -> None:
    """Take a role from somebody. LastOwner: nobody else could give roles."""
    grant = _held_grant(scope, scope_id, grant_id)
    account_id = grant.account_id
    take_role(scope, scope_id, account_id, grant.role, by=by)
    concerning(account_id=account_id)


@use_case
def rename_team_of(team_id: UUID, name: str, *, by: str) -> None:
    """Change the name that stands on all events of a team."""
    rename_team(team_id, name, by=by)
    concerning(team_id=team_id)
    show_team_anew(team_id)


def _mail_invitation(scope: Scope, scope_id: UUID, account_id: UUID, role: Role, by: str) -> None:
    secret = make_sign_in_link(account_id, lives=INVITATION_LIVES, by=by)
    emails.invitation(account_id, scope, scope_id, role, secret, by=by)
    concerning(account_id=account_id)


def _held_grant(scope: Scope, scope_id: UUID, grant_id: UUID) -> Grant:
    """The grant as it is once every other change of roles is kept out: of two who change one role at the same
    moment, the second would else add to what the first gave instead of changing it. NotFound: it is no more.
    """
    concerning(**{f"{scope.value}_id": scope_id})
    hold((scope.value, scope_id))
    grant = grant_on(scope, scope_id, grant_id)
    if grant is None:
        raise NotFound
    return grant
