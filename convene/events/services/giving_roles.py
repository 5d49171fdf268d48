"""Who works on an event and on its team, and how the team is called."""

from uuid import UUID

from convene.accounts.errors import AccountIsClosed
from convene.accounts.models import Account
from convene.accounts.queries import account_with
from convene.accounts.services import create_account, make_sign_in_link
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events import emails
from convene.events.models import Event
from convene.events.rules import (
    INVITATION_LIVES,
)
from convene.events.services.changing import show_team_anew
from convene.permissions.catalogue import Role, Scope
from convene.permissions.models import Grant
from convene.permissions.queries import grant_at
from convene.permissions.services import give_role, take_role
from convene.teams.services import rename_team


@use_case
def invite(event_id: UUID, email: str, scope: Scope, role: Role, *, by: str) -> None:
    """Give a role to whoever has this address, on the event or on its team, and mail them the way in.

    An account is made where there is none. The mail stands in no event's outbox: its link signs in as somebody else.
    AccountIsClosed: no link would open anything.
    """
    event = db.session.get_one(Event, event_id)
    account = account_with(email)
    if account is not None and account.disabled_at is not None:
        raise AccountIsClosed
    account_id = account.id if account is not None else create_account(email, by=by)
    give_role(scope, event.team_id if scope is Scope.TEAM else event_id, account_id, role, by=by)
    _mail_invitation(event, account_id, role, by)


@use_case
def invite_again(event_id: UUID, grant_id: UUID, *, by: str) -> None:
    """Mail somebody who has a role a new link: the mail with the one before did not arrive. AccountIsClosed."""
    grant = _held_grant(event_id, grant_id)
    if db.session.get_one(Account, grant.account_id).disabled_at is not None:
        raise AccountIsClosed
    _mail_invitation(db.session.get_one(Event, event_id), grant.account_id, grant.role, by)


@use_case
def change_role(event_id: UUID, grant_id: UUID, role: Role, *, by: str) -> None:
    """Give somebody at an event or in its team another role. LastOwner: nobody else could give roles."""
    grant = _held_grant(event_id, grant_id)
    if grant.role != role:
        scope, scope_id, account_id, former = grant.scope, grant.scope_id, grant.account_id, grant.role
        take_role(scope, scope_id, account_id, former, by=by)
        give_role(scope, scope_id, account_id, role, by=by)
        concerning(account_id=account_id)
    concerning(event_id=event_id)


@use_case
def take_role_away(event_id: UUID, grant_id: UUID, *, by: str) -> None:
    """Take a role at an event or in its team from somebody. LastOwner: nobody else could give roles."""
    grant = _held_grant(event_id, grant_id)
    account_id = grant.account_id
    take_role(grant.scope, grant.scope_id, account_id, grant.role, by=by)
    concerning(event_id=event_id, account_id=account_id)


@use_case
def rename_team_of(event_id: UUID, name: str, *, by: str) -> None:
    """Change the name that stands on this event and on the others of its team."""
    event = db.session.get_one(Event, event_id)
    rename_team(event.team_id, name, by=by)
    concerning(team_id=event.team_id)
    show_team_anew(event.team_id)


def _mail_invitation(event: Event, account_id: UUID, role: Role, by: str) -> None:
    secret = make_sign_in_link(account_id, lives=INVITATION_LIVES, by=by)
    emails.invitation(account_id, event, role, secret)
    concerning(event_id=event.id, account_id=account_id)


def _held_grant(event_id: UUID, grant_id: UUID) -> Grant:
    """The grant as it is once every other change of roles is kept out: of two who change one role at the same
    moment, the second would else add to what the first gave instead of changing it. NotFound: it is no more.
    """
    event = db.session.get_one(Event, event_id)
    hold((Scope.EVENT.value, event_id), (Scope.TEAM.value, event.team_id))
    grant = grant_at(grant_id, event_id=event_id, team_id=event.team_id)
    if grant is None:
        raise NotFound
    return grant
