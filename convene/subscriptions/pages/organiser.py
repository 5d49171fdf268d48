from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from convene.database import db
from convene.errors import NotFound, Refused
from convene.events.event_page import event_page, has_ended, section_of, show_to_organisers, team_permissions_of_reader
from convene.events.models import Event, Series
from convene.events.queries import editions_counted, series_of_team
from convene.outbox.rendering import Mail, render
from convene.permissions.catalogue import Permission
from convene.subscriptions import services
from convene.subscriptions.catalogue import SubscriptionState
from convene.subscriptions.emails import announcement_to_nobody
from convene.subscriptions.errors import NotPublic
from convene.subscriptions.forms import Announce, RemoveSeries, Search
from convene.subscriptions.models import Subscription
from convene.subscriptions.queries import (
    announcement_of,
    count_followers,
    follower_of,
    followers_counted,
    followers_of,
    series_of,
)
from convene.subscriptions.rules import why_not_announce
from convene.web.exports import csv_file
from convene.web.forms import OneButton, status_of_form
from convene.web.meanwhile import mark_of
from convene.web.paging import page_asked_for, page_of
from convene.web.redirects import see_other
from convene.web.searching import search_line

followers = Blueprint("followers", __name__, url_prefix="/organise")


@followers.get("/<slug>/followers/")
@event_page(Permission.SEE_FOLLOWERS, by_team=True)
def listing(event: Event) -> ResponseReturnValue:
    series = series_of(event)
    search = search_line(request.args.get("q", ""))
    return _show(
        "subscriptions/followers.html",
        event,
        series=series,
        form=Search(q=search),
        search=search,
        total=count_followers(series.id) if series is not None else 0,
        listing=page_of(followers_of(series.id, search=search), page_asked_for()) if series is not None else None,
        announcement=announcement_of(event.id),
        can_tell=not (has_ended(event) or event.is_cancelled)
        and Permission.SEND_MAIL in team_permissions_of_reader(event),
    )


@followers.post("/<slug>/followers/followers.csv")
@event_page(Permission.SEE_FOLLOWERS, by_team=True)
def export(event: Event) -> ResponseReturnValue:
    series = _series(event)
    services.note_export(event.id, by=current_user.actor)
    heads = [_("E-mail address"), _("Language"), _("Follows since (UTC)")]
    rows = db.session.scalars(followers_of(series.id))
    return csv_file(
        f"{series.slug}-followers",
        heads,
        [[row.email, row.language, f"{row.confirmed_at:%Y-%m-%d %H:%M}"] for row in rows],
    )


@followers.route("/<slug>/followers/<uuid:subscription_id>/end", methods=["GET", "POST"])
@event_page(Permission.SEE_FOLLOWERS, by_team=True)
def end(event: Event, subscription_id: UUID) -> ResponseReturnValue:
    series, row = _one_of(event, subscription_id)
    back = url_for(".listing", slug=event.slug)
    if OneButton().is_answered():
        services.end_for(event.id, row.id, by=current_user.actor)
        flash(_("The address hears of this series no more."))
        return see_other(back)
    if row.state is not SubscriptionState.CONFIRMED:
        return see_other(back)
    return _show("subscriptions/end.html", event, series=series, follower=row)


@followers.route("/<slug>/announce", methods=["GET", "POST"])
@event_page(Permission.SEND_MAIL, by_team=True)
def announce(event: Event) -> ResponseReturnValue:
    """What the followers of the series would be told, and the button that tells them."""
    form = Announce()
    is_only_looked_at = request.form.get("act") == "look"
    if form.is_answered() and not is_only_looked_at:
        try:
            told = services.announce(event.id, word=form.word.data, by=current_user.actor)
        except Refused as refused:  # the page was older than what somebody else has done: below, what is true now
            form.add_refusal(refused)
        else:
            flash(ngettext("%(num)s follower is told.", "%(num)s followers are told.", told))
            return see_other(url_for(".announce", slug=event.slug))
    series = series_of(event)
    refusal = why_not_announce(
        event.state, is_in_series=series is not None, is_over=has_ended(event), is_cancelled=event.is_cancelled
    )
    page = _show(
        "subscriptions/announce.html",
        event,
        series=series,
        form=form,
        refusal=refusal,
        can_publish=isinstance(refusal, NotPublic),
        announcement=announcement_of(event.id),
        total=count_followers(series.id) if series is not None else 0,
        preview=_preview(event, form.word.data or "") if not form.errors else None,
    )
    return page, 200 if is_only_looked_at and not form.errors else status_of_form()


@followers.route("/<slug>/series/remove", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT, by_team=True)
def remove_series(event: Event) -> ResponseReturnValue:
    """Which of the series without events goes. How many follow it is said before they are forgotten."""
    with_events, followed = editions_counted(event.team_id), followers_counted(event.team_id)
    form = RemoveSeries([one for one in series_of_team(event.team_id) if one.id not in with_events], followed)
    if form.is_answered():
        series_id = UUID(form.series.data)
        said = _mark_of_followers(series_id, followed)
        known = followed.get(series_id, 0) if form.seen.data == said else 0
        try:
            services.remove_series(event.id, series_id, known_followers=known, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
            form.seen.data = said
        else:
            flash(_("The series is removed."))
            return see_other(url_for("organise.series", slug=event.slug))
    shown = show_to_organisers(
        "subscriptions/remove_series.html",
        event,
        part="set up",
        section_navigation=section_of(event, "series"),
        form=form,
    )
    return shown, status_of_form()


def _mark_of_followers(series_id: UUID, followed: Mapping[UUID, int]) -> str:
    return mark_of({"series": str(series_id), "followers": followed.get(series_id, 0)})


def _show(template: str, event: Event, **context: object) -> str:
    return show_to_organisers(
        template, event, part="set up", section_navigation=section_of(event, "followers"), **context
    )


def _preview(event: Event, word: str) -> Mail | None:
    return render(announcement_to_nobody(event.id, word, str(get_locale())))


def _series(event: Event) -> Series:
    series = series_of(event)
    if series is None:
        raise NotFound
    return series


def _one_of(event: Event, subscription_id: UUID) -> tuple[Series, Subscription]:
    series = _series(event)
    row = follower_of(series.id, subscription_id)
    if row is None:
        raise NotFound
    return series, row
