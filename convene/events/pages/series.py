"""The series that an event belongs to, as organisers keep it."""

from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotAllowed, NotFound, Refused
from convene.events.event_page import event_page, section_of, show_to_organisers, team_permissions_of_reader, when_of
from convene.events.forms.series import ChangeSeries, NewSeries, PlaceInSeries
from convene.events.models import Event, Series
from convene.events.pages.organiser import organise, show_form
from convene.events.queries import (
    editions_counted,
    editions_of,
    is_series_public,
    links_of,
    nameable_events,
    place_in_series,
    said_of,
    series_of_team,
    series_with,
    team_of,
)
from convene.events.rules import edition_in_words, relation_in_words
from convene.events.services import keeping_series
from convene.permissions.catalogue import Permission
from convene.web.forms import OneButton
from convene.web.limits import at_most
from convene.web.meanwhile import Theirs, tell_refusal
from convene.web.redirects import see_other
from convene.web.signed_links import absolute_url


@organise.route("/<slug>/series", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
def series(event: Event) -> ResponseReturnValue:
    """A role at this event alone reads where it stands and links events, and keeps no series of the team."""
    may_keep = Permission.EDIT_EVENT in team_permissions_of_reader(event)
    if request.method == "POST" and not may_keep:
        raise NotAllowed
    choices = series_of_team(event.team_id) if may_keep else []
    form = PlaceInSeries(event, choices)
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            keeping_series.put_into_series(
                event.id, UUID(form.series.data), form.edition.data, seen=form.seen.data, by=current_user.actor
            )
        except Refused as refused:
            meanwhile = tell_refusal(form, refused, lambda: place_in_series(event))
        else:
            flash(_("Saved."))
            return see_other(url_for(".series", slug=event.slug))
    ours = series_with(event.series_id)
    counted = editions_counted(event.team_id)
    editions, links = editions_of(ours.id) if ours else [], links_of(event.id)
    others = {one.id for one in editions} | {one.other.id for one in links if one.other}
    return show_form(
        form,
        "events/series.html",
        event,
        "series",
        series=ours,
        may_keep=may_keep,
        team=team_of(event).name,
        choices=choices,
        counted=counted,
        empty_ones=[one for one in choices if one.id not in counted],
        editions=editions,
        is_public=ours is not None and is_series_public(ours.id),
        address=absolute_url("events.one_series", series_slug=ours.slug) if ours else "",
        links=links,
        nameable=nameable_events(current_user.account_id, others),
        edition_in_words=edition_in_words,
        relation_in_words=relation_in_words,
        when_of=when_of,
        theirs=meanwhile,
    )


@organise.route("/<slug>/series/new", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT, by_team=True)
@at_most("60 per hour")
def begin_series(event: Event) -> ResponseReturnValue:
    form = NewSeries(event)
    if form.is_answered():
        try:
            keeping_series.begin_series(event.id, form.facts, edition=form.edition.data, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("%(series)s is begun.", series=form.title.data))
            return see_other(url_for(".series", slug=event.slug))
    return show_form(form, "events/series_form.html", event, "series", series=None, address="", theirs=[])


@organise.route("/<slug>/series/words", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT, by_team=True)
def change_series(event: Event) -> ResponseReturnValue:
    shown = _series(event)
    is_known = any(one.published_at is not None for one in editions_of(shown.id))
    form = ChangeSeries(shown, address_is_known=is_known)
    meanwhile: list[Theirs] = []
    if form.is_answered():
        slug = form.slug.data if "slug" in form else shown.slug
        try:
            keeping_series.change_series(
                event.id, shown.id, form.facts, slug=slug, seen=form.seen.data, by=current_user.actor
            )
        except Refused as refused:
            meanwhile = tell_refusal(form, refused, lambda: said_of(shown))
        else:
            flash(_("Saved. The pages of all its editions say so."))
            return see_other(url_for(".series", slug=event.slug))
    address = absolute_url("events.one_series", series_slug=shown.slug)
    return show_form(form, "events/series_form.html", event, "series", series=shown, address=address, theirs=meanwhile)


@organise.route("/<slug>/series/leave", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT, by_team=True)
def leave_series(event: Event) -> ResponseReturnValue:
    shown = _series(event)
    if OneButton().is_answered():
        keeping_series.take_out_of_series(event.id, by=current_user.actor)
        flash(_("The event belongs to no series."))
        return see_other(url_for(".series", slug=event.slug))
    return show_to_organisers(
        "layouts/confirm.html",
        event,
        part="set up",
        section_navigation=section_of(event, "series"),
        title=_("Take the event out of %(series)s?", series=shown.title),
        words=[
            _("Its page names the series no longer, and the page of the series does not show it."),
            _("The series and its other editions stay. You can put the event back."),
        ],
        button=_("Take it out"),
        back_url=url_for(".series", slug=event.slug),
    )


def _series(event: Event) -> Series:
    found = series_with(event.series_id)
    if found is None:
        raise NotFound
    return found
