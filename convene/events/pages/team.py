"""Who works on an event: on this one, or on all events of its team."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.accounts.queries import accounts_of
from convene.clock import now
from convene.errors import NotAllowed, NotFound, Refused
from convene.events.catalogue import ROLES
from convene.events.emails import about_invitation
from convene.events.event_page import event_page, problem_in_words, section_of, show_to_organisers
from convene.events.forms.roles import ChangeRole, Invite, TeamName
from convene.events.models import Event
from convene.events.pages.organiser import organise
from convene.events.queries import team_of
from convene.events.rules import waits_too_long
from convene.events.services import giving_roles
from convene.outbox.models import Message, MessageState
from convene.outbox.queries import last_about
from convene.permissions.catalogue import Permission, Role, Scope
from convene.permissions.models import Grant
from convene.permissions.queries import grant_at, grants_on, may
from convene.web.forms import Form, OneButton, status_of_form
from convene.web.languages import say
from convene.web.limits import at_most
from convene.web.redirects import see_other


@organise.route("/<slug>/team", methods=["GET", "POST"])
@event_page(Permission.MANAGE_TEAM)
@at_most("60 per hour")
def team(event: Event) -> ResponseReturnValue:
    form = Invite(with_team=_may_manage_the_team(event))
    if form.is_answered():
        scope, role = Scope(form.scope.data), Role(form.role.data)
        try:
            giving_roles.invite(event.id, form.email.data, scope, role, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("%(address)s has the role. An invitation is on its way.", address=form.email.data))
            return see_other(url_for(".team", slug=event.slug))
    return _show_team(event, form)


@organise.post("/<slug>/team/<uuid:grant_id>/role")
@event_page(Permission.MANAGE_TEAM)
def change_role(event: Event, grant_id: UUID) -> ResponseReturnValue:
    _must_be_theirs_to_change(event, grant_id)
    form = ChangeRole()

    def change() -> None:
        giving_roles.change_role(event.id, grant_id, Role(form.role.data), by=current_user.actor)

    return _do(event, form, change, _("The role is changed."))


@organise.post("/<slug>/team/<uuid:grant_id>/invite-again")
@event_page(Permission.MANAGE_TEAM)
@at_most("60 per hour")
def invite_again(event: Event, grant_id: UUID) -> ResponseReturnValue:
    _must_be_theirs_to_change(event, grant_id)

    def invite() -> None:
        giving_roles.invite_again(event.id, grant_id, by=current_user.actor)

    return _do(event, OneButton(), invite, _("Another invitation, with a new link, is on its way."))


@organise.route("/<slug>/team/<uuid:grant_id>/take-away", methods=["GET", "POST"])
@event_page(Permission.MANAGE_TEAM)
def take_role_away(event: Event, grant_id: UUID) -> ResponseReturnValue:
    grant = _must_be_theirs_to_change(event, grant_id)

    def take_away() -> None:
        giving_roles.take_role_away(event.id, grant_id, by=current_user.actor)

    if request.method == "POST":
        return _do(event, OneButton(), take_away, _("The role is taken away."))
    account = accounts_of({grant.account_id})[grant.account_id]
    is_oneself = grant.account_id == current_user.account_id
    is_on_all = grant.scope == Scope.TEAM
    return show_to_organisers(
        "layouts/confirm.html",
        event,
        part="set up",
        title=_("Take the role %(role)s from %(name)s?", role=say(ROLES[grant.role].name),
                name=account.name or account.email),
        words=[
            _("It counts on every event of the team.") if is_on_all else _("It counts on this event only."),
            _("You may lose this page with it.") if is_oneself else _("Whoever has another role here keeps that."),
        ],
        button=_("Take the role away"),
        back_url=url_for(".team", slug=event.slug),
    )  # fmt: skip


@organise.post("/<slug>/team/name")
@event_page(Permission.MANAGE_TEAM)
def rename_team(event: Event) -> ResponseReturnValue:
    if not _may_manage_the_team(event):
        raise NotAllowed
    form = TeamName()
    if form.is_answered():
        giving_roles.rename_team_of(event.id, form.name.data, by=current_user.actor)
        flash(_("Saved."))
        return see_other(url_for(".team", slug=event.slug))
    return _show_team(event, form)


def _do(event: Event, form: Form, act: Callable[[], None], done: str) -> ResponseReturnValue:
    """Do what the form asks for and say that it is done, or show the page again with what is wrong."""
    if form.is_answered():
        try:
            act()
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(done)
            return _back_to_the_team(event)
    return _show_team(event, form)


def _show_team(event: Event, answered: Form) -> ResponseReturnValue:
    """The page with the form that was answered as it was filled in; the other forms stand as new ones."""
    with_team = _may_manage_the_team(event)
    on_event, in_team = grants_on(Scope.EVENT, event.id), grants_on(Scope.TEAM, event.team_id)
    team = team_of(event)
    shown = show_to_organisers(
        "events/team.html",
        event,
        part="set up",
        section_navigation=section_of(event, "team"),
        form=answered,
        invite=answered if isinstance(answered, Invite) else Invite(with_team=with_team, formdata=None),
        team_name=answered if isinstance(answered, TeamName) else TeamName(formdata=None, obj=team),
        team=team,
        on_event=on_event,
        in_team=in_team,
        accounts=accounts_of({grant.account_id for grant in [*on_event, *in_team]}),
        not_invited=_why_not_invited(event, [*on_event, *in_team]),
        roles=ROLES,
        may_manage_team=with_team,
    )
    return shown, status_of_form()


def _why_not_invited(event: Event, grants: list[Grant]) -> dict[UUID, tuple[str, str]]:
    """By grant: that the invitation to this event has not reached whoever has the role, and why. Said once for each
    of them, beside the role that they were given last."""
    last_given = {grant.account_id: grant.id for grant in sorted(grants, key=lambda grant: grant.created_at)}
    about = {about_invitation(account_id, event.id): grant_id for account_id, grant_id in last_given.items()}
    told = {about[thing]: _why_not_mailed(message) for thing, message in last_about(about).items()}
    return {grant_id: why for grant_id, why in told.items() if why is not None}


def _why_not_mailed(message: Message) -> tuple[str, str] | None:
    problem = problem_in_words(message.last_problem)
    if message.state is MessageState.REPLACED:  # by nothing newer, or that would have been asked about
        return _("Invitation not sent"), _("It waited until its link was too old.")
    if message.state is MessageState.FAILED:
        return _("Invitation not sent"), problem
    if message.state is MessageState.WAITING and (problem or waits_too_long(message.waiting_since, now())):
        return _("Invitation waits"), problem or _("Nothing has tried to send it yet.")
    return None


def _may_manage_the_team(event: Event) -> bool:
    """An owner of one event gives roles there; only an owner of the team gives roles at all its events."""
    return may(current_user.account_id, Permission.MANAGE_TEAM, team_id=event.team_id)


def _must_be_theirs_to_change(event: Event, grant_id: UUID) -> Grant:
    grant = grant_at(grant_id, event_id=event.id, team_id=event.team_id)
    if grant is None:
        raise NotFound
    if grant.scope == Scope.TEAM and not _may_manage_the_team(event):
        raise NotAllowed
    return grant


def _back_to_the_team(event: Event) -> ResponseReturnValue:
    """Whoever took their own role away may not come back to this page."""
    stays = may(current_user.account_id, Permission.MANAGE_TEAM, event_id=event.id, team_id=event.team_id)
    return see_other(url_for(".team", slug=event.slug) if stays else url_for(".home"))
