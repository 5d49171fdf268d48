"""A team by itself: its events and series, who works on all of them, and how it is called."""

from functools import partial
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.audit.queries import lines_of_team
from convene.calendar.catalogue import FeedKind
from convene.calendar.forms import OwnAddress
from convene.calendar.services.feeds import change_feed_address
from convene.calendar.showing.own_feeds import own_feed, words_for_change
from convene.events.event_page import mail_trouble_of_no_event, state_of, when_of, without_an_event
from convene.events.forms.roles import Invite, TeamName
from convene.events.log_in_words import of_a_team_in_words
from convene.events.pages import roles
from convene.events.pages.organiser import LATELY, organise
from convene.events.pages.roles import RolesPage, RoleUrls
from convene.events.queries import editions_counted, events_of_team, ids_of_public_series, series_of_team
from convene.events.services import giving_roles
from convene.events.team_page import team_page
from convene.permissions.catalogue import Permission, Scope
from convene.permissions.queries import may, permissions_at
from convene.teams.models import Team
from convene.web.forms import Form, OneButton, status_of_form
from convene.web.limits import at_most
from convene.web.paging import page_asked_for, page_of
from convene.web.redirects import see_other


@organise.get("/teams/<uuid:team_id>")
@team_page(Permission.SEE_EVENT)
def one_team(team: Team) -> ResponseReturnValue:
    return _show(team, OneButton(formdata=None))


@organise.post("/teams/<uuid:team_id>/invitations")
@team_page(Permission.MANAGE_TEAM)
@at_most("60 per hour")
def invite_to_team(team: Team) -> ResponseReturnValue:
    return roles.invite(_page(team), Invite())


@organise.post("/teams/<uuid:team_id>/roles/<uuid:grant_id>")
@team_page(Permission.MANAGE_TEAM)
def change_role_in_team(team: Team, grant_id: UUID) -> ResponseReturnValue:
    return roles.change_role(_page(team), grant_id)


@organise.post("/teams/<uuid:team_id>/roles/<uuid:grant_id>/invite-again")
@team_page(Permission.MANAGE_TEAM)
@at_most("60 per hour")
def invite_to_team_again(team: Team, grant_id: UUID) -> ResponseReturnValue:
    return roles.invite_again(_page(team), grant_id)


@organise.route("/teams/<uuid:team_id>/roles/<uuid:grant_id>/take-away", methods=["GET", "POST"])
@team_page(Permission.MANAGE_TEAM)
def take_role_in_team_away(team: Team, grant_id: UUID) -> ResponseReturnValue:
    page = _page(team)
    if request.method == "POST":
        return roles.take_role_away(page, grant_id)
    asked = roles.asked_before_taking_away(page, grant_id)
    return render_template("layouts/confirm.html", site_navigation=without_an_event(""), **asked)


@organise.post("/teams/<uuid:team_id>/calendar-address")
@team_page(Permission.SEE_EVENT)
@at_most("60 per hour")
def change_team_calendar(team: Team) -> ResponseReturnValue:
    """An address of one's own at which calendars find all events of the team: made, made anew, or taken away."""
    form = OwnAddress()
    if form.is_answered():
        change_feed_address(FeedKind.TEAM, current_user.account_id, team.id, is_to_stop=form.is_to_stop)
        flash(words_for_change(is_to_stop=form.is_to_stop))
    return see_other(url_for(".one_team", team_id=team.id, _anchor="calendar"))


@organise.post("/teams/<uuid:team_id>/name")
@team_page(Permission.MANAGE_TEAM)
def rename_team(team: Team) -> ResponseReturnValue:
    form = TeamName()
    if form.is_answered():
        giving_roles.rename_team_of(team.id, form.name.data, by=current_user.actor)
        flash(_("Saved."))
        return see_other(url_for(".one_team", team_id=team.id))
    return _show(team, form)


def _page(team: Team) -> RolesPage:
    def where_next() -> str:
        stays = may(current_user.account_id, Permission.SEE_EVENT, team_id=team.id)
        return url if stays else url_for("organise.home")

    def urls_of(grant_id: UUID) -> RoleUrls:
        return RoleUrls(
            url_for("organise.change_role_in_team", team_id=team.id, grant_id=grant_id),
            url_for("organise.invite_to_team_again", team_id=team.id, grant_id=grant_id),
            url_for("organise.take_role_in_team_away", team_id=team.id, grant_id=grant_id),
        )

    url = url_for("organise.one_team", team_id=team.id)
    return RolesPage(Scope.TEAM, team.id, url, urls_of, partial(_show, team), where_next)


def _show(team: Team, answered: Form) -> ResponseReturnValue:
    """The page with the form that was answered as it was filled in; the other forms stand as new ones."""
    allowed = permissions_at(current_user.account_id, team_id=team.id)
    may_begin = Permission.CREATE_EVENT in allowed
    lately = page_of(lines_of_team(team.id), 1, LATELY).rows if Permission.SEE_LOG in allowed else []
    shown = render_template(
        "events/one_team.html",
        team=team,
        form=answered,
        invite=answered if isinstance(answered, Invite) else Invite(formdata=None),
        team_name=answered if isinstance(answered, TeamName) else TeamName(formdata=None, obj=team),
        may_manage=Permission.MANAGE_TEAM in allowed,
        may_begin=may_begin,
        teams_to_begin_in={team.id} if may_begin else set(),
        listing=page_of(events_of_team(team.id), page_asked_for()),
        series=series_of_team(team.id),
        editions=editions_counted(team.id),
        public_series=ids_of_public_series(team.id),
        lately=of_a_team_in_words(lately),
        feed=own_feed(FeedKind.TEAM, current_user.account_id, team.id, team.name),
        state_of=state_of,
        when_of=when_of,
        site_navigation=without_an_event("team"),
        mail_trouble=mail_trouble_of_no_event(),
        **roles.people_with_roles(_page(team)),
    )
    return shown, status_of_form()
