"""Who works on one event: those of its team, and those who see this event and no other."""

from functools import partial
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from convene.accounts.queries import accounts_of
from convene.events.event_page import event_page, section_of, show_to_organisers, team_permissions_of_reader
from convene.events.forms.roles import Invite
from convene.events.models import Event
from convene.events.pages import roles
from convene.events.pages.organiser import organise
from convene.events.pages.roles import RolesPage, RoleUrls
from convene.events.queries import team_of
from convene.permissions.catalogue import Permission, Role, Scope
from convene.permissions.queries import grants_on, may
from convene.web.forms import Form, status_of_form
from convene.web.limits import at_most


@organise.route("/<slug>/team", methods=["GET", "POST"])
@event_page(Permission.MANAGE_TEAM)
@at_most("60 per hour")
def team(event: Event) -> ResponseReturnValue:
    asked = request.args.get("role", "")
    return roles.invite(_page(event), Invite(role=asked if asked in set(Role) else Role.ORGANISER))


@organise.post("/<slug>/team/<uuid:grant_id>/role")
@event_page(Permission.MANAGE_TEAM)
def change_role(event: Event, grant_id: UUID) -> ResponseReturnValue:
    return roles.change_role(_page(event), grant_id)


@organise.post("/<slug>/team/<uuid:grant_id>/invite-again")
@event_page(Permission.MANAGE_TEAM)
@at_most("60 per hour")
def invite_again(event: Event, grant_id: UUID) -> ResponseReturnValue:
    return roles.invite_again(_page(event), grant_id)


@organise.route("/<slug>/team/<uuid:grant_id>/take-away", methods=["GET", "POST"])
@event_page(Permission.MANAGE_TEAM)
def take_role_away(event: Event, grant_id: UUID) -> ResponseReturnValue:
    page = _page(event)
    if request.method == "POST":
        return roles.take_role_away(page, grant_id)
    asked = roles.asked_before_taking_away(page, grant_id)
    return show_to_organisers("layouts/confirm.html", event, part="set up", **asked)


def _page(event: Event) -> RolesPage:
    def where_next() -> str:
        stays = may(current_user.account_id, Permission.MANAGE_TEAM, event_id=event.id, team_id=event.team_id)
        return url if stays else url_for("organise.home")

    def urls_of(grant_id: UUID) -> RoleUrls:
        return RoleUrls(
            url_for("organise.change_role", slug=event.slug, grant_id=grant_id),
            url_for("organise.invite_again", slug=event.slug, grant_id=grant_id),
            url_for("organise.take_role_away", slug=event.slug, grant_id=grant_id),
        )

    url = url_for("organise.team", slug=event.slug)
    return RolesPage(Scope.EVENT, event.id, url, urls_of, partial(_show, event), where_next)


def _show(event: Event, answered: Form) -> ResponseReturnValue:
    """The page with the form that was answered as it was filled in; the other forms stand as new ones."""
    in_team = grants_on(Scope.TEAM, event.team_id)
    shown = show_to_organisers(
        "events/team.html",
        event,
        part="set up",
        section_navigation=section_of(event, "team"),
        form=answered,
        invite=answered if isinstance(answered, Invite) else Invite(formdata=None),
        team=team_of(event),
        in_team=in_team,
        accounts_in_team=accounts_of({grant.account_id for grant in in_team}),
        may_see_team=Permission.SEE_EVENT in team_permissions_of_reader(event),
        **roles.people_with_roles(_page(event)),
    )
    return shown, status_of_form()
