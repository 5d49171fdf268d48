"""What the pages of an event's roles and those of a team's do alike: give a role, change it, mail it, take it away."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.accounts.queries import accounts_of, came_in
from convene.clock import now
from convene.errors import NotFound, Refused
from convene.events.catalogue import ROLES
from convene.events.emails import about_invitation
from convene.events.event_page import problem_in_words
from convene.events.forms.roles import ChangeRole, Invite
from convene.events.rules import waits_too_long
from convene.events.services import giving_roles
from convene.outbox.models import Message, MessageState
from convene.outbox.queries import last_about
from convene.permissions.catalogue import Role, Scope
from convene.permissions.models import Grant
from convene.permissions.queries import grant_on, grants_on
from convene.web.forms import Form, OneButton
from convene.web.languages import say
from convene.web.redirects import see_other


@dataclass(frozen=True, slots=True)
class RoleUrls:
    """Where a grant is changed, mailed again, and taken away."""

    change: str
    again: str
    away: str


@dataclass(frozen=True, slots=True)
class RolesPage:
    """A page on which roles of one event, or of one team, are given.

    `show` shows it, with the form that was answered; `url` is where it stands, `urls_of` gives the addresses that
    act on a grant, and `where_next` where to go once something was done: whoever took their own role away may not
    come back to it.
    """

    scope: Scope
    scope_id: UUID
    url: str
    urls_of: Callable[[UUID], RoleUrls]
    show: Callable[[Form], ResponseReturnValue]
    where_next: Callable[[], str]


def invite(page: RolesPage, form: Invite) -> ResponseReturnValue:
    def give() -> None:
        giving_roles.invite(page.scope, page.scope_id, form.email.data, Role(form.role.data), by=current_user.actor)

    return _do(page, form, give, _("%(address)s has the role. An invitation is on its way.", address=form.email.data))


def change_role(page: RolesPage, grant_id: UUID) -> ResponseReturnValue:
    _grant_on(page, grant_id)
    form = ChangeRole()

    def change() -> None:
        role = Role(form.role.data)
        giving_roles.change_role(page.scope, page.scope_id, grant_id, role, by=current_user.actor)

    return _do(page, form, change, _("The role is changed."))


def invite_again(page: RolesPage, grant_id: UUID) -> ResponseReturnValue:
    _grant_on(page, grant_id)

    def mail() -> None:
        giving_roles.invite_again(page.scope, page.scope_id, grant_id, by=current_user.actor)

    return _do(page, OneButton(), mail, _("Another invitation, with a new link, is on its way."))


def take_role_away(page: RolesPage, grant_id: UUID) -> ResponseReturnValue:
    _grant_on(page, grant_id)

    def take_away() -> None:
        giving_roles.take_role_away(page.scope, page.scope_id, grant_id, by=current_user.actor)

    return _do(page, OneButton(), take_away, _("The role is taken away."))


def asked_before_taking_away(page: RolesPage, grant_id: UUID) -> dict[str, Any]:
    """What `layouts/confirm.html` needs to ask whether a role shall be taken away. NotFound: there is none."""
    grant = _grant_on(page, grant_id)
    account = accounts_of({grant.account_id})[grant.account_id]
    role, name = say(ROLES[grant.role].name), account.name or account.email
    is_on_all = page.scope is Scope.TEAM
    is_oneself = grant.account_id == current_user.account_id
    return {
        "title": _("Take the role %(role)s from %(name)s?", role=role, name=name),
        "words": [
            _("It counts on every event of the team.") if is_on_all else _("It counts on this event only."),
            _("You may lose this page with it.") if is_oneself else _("Whoever has another role here keeps that."),
        ],
        "button": _("Take the role away"),
        "back_url": page.url,
    }


def people_with_roles(page: RolesPage) -> dict[str, Any]:
    """Who has which role here, for the template: grants, accounts by id, and why an invitation has not arrived."""
    grants = grants_on(page.scope, page.scope_id)
    return {
        "grants": grants,
        "accounts": accounts_of({grant.account_id for grant in grants}),
        "not_invited": _why_not_invited(page.scope_id, grants),
        "roles": ROLES,
        "role_urls": page.urls_of,
    }


def _grant_on(page: RolesPage, grant_id: UUID) -> Grant:
    grant = grant_on(page.scope, page.scope_id, grant_id)
    if grant is None:
        raise NotFound
    return grant


def _do(page: RolesPage, form: Form, act: Callable[[], None], done: str) -> ResponseReturnValue:
    """Do what the form asks for and say that it is done, or show the page again with what is wrong."""
    if form.is_answered():
        try:
            act()
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(done)
            return see_other(page.where_next())
    return page.show(form)


def _why_not_invited(scope_id: UUID, grants: Iterable[Grant]) -> dict[UUID, tuple[str, str]]:
    """By grant: that whoever has the role has not come in, or that the invitation has not reached them, and why.
    Said once for each of them, beside the role that they were given last."""
    last_given = {grant.account_id: grant.id for grant in sorted(grants, key=lambda grant: grant.created_at)}
    about = {account_id: about_invitation(account_id, scope_id) for account_id in last_given}
    mailed, have_come = last_about(about.values()), came_in(last_given)
    told = {}
    for account_id, grant_id in last_given.items():
        message = mailed.get(about[account_id])
        if message is not None:
            is_not_in = message.state is MessageState.SENT and account_id not in have_come
            told[grant_id] = _not_in_yet() if is_not_in else _why_not_mailed(message)
    return {grant_id: why for grant_id, why in told.items() if why is not None}


def _not_in_yet() -> tuple[str, str]:
    return _("Not in yet"), _("The invitation was mailed, and nobody has come in with it.")


def _why_not_mailed(message: Message) -> tuple[str, str] | None:
    problem = problem_in_words(message.last_problem)
    if message.state is MessageState.REPLACED:  # by nothing newer, or that would have been asked about
        return _("Invitation not sent"), _("It waited until its link was too old.")
    if message.state is MessageState.FAILED:
        return _("Invitation not sent"), problem
    if message.state is MessageState.WAITING and (problem or waits_too_long(message.waiting_since, now())):
        return _("Invitation waits"), problem or _("Nothing has tried to send it yet.")
    return None
