from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.clock import now, today_in
from convene.events.catalogue import Attribution, State
from convene.events.event_page import (
    Everyone,
    Link,
    event_page,
    has_ended,
    kind_of,
    public_frame,
    when_of,
    zone_of,
)
from convene.events.models import Event
from convene.events.pages.belonging import partners_by_role, what_it_belongs_to
from convene.events.queries import listed_events, listed_slugs, listed_slugs_of_series, titles_of_series
from convene.events.rules import ATTRIBUTIONS, aims_in, defaults_of, edition_of, has_begun, town_in
from convene.events.sharing import page_of_event
from convene.teams.queries import names_of_teams
from convene.web.guards import everyone
from convene.web.paging import page_asked_for, page_of
from convene.web.panels import Place, fragments
from convene.web.signed_links import absolute_url

events = Blueprint("events", __name__)

#: Where a day ends last. An event is past once its last day is over everywhere.
LAST_PLACE_ON_EARTH = "Etc/GMT+12"
COMING_ON_A_PAGE = 20
PAST_ON_THE_HOME_PAGE = 3
MOST_IN_A_SITEMAP = 5_000


@events.get("/healthz")
@everyone
def health() -> ResponseReturnValue:
    return {"status": "ok"}


@events.get("/")
@everyone
def home() -> ResponseReturnValue:
    today = today_in(LAST_PLACE_ON_EARTH)
    coming = page_of(listed_events(today, past=False), page_asked_for(), COMING_ON_A_PAGE)
    return render_template(
        "events/home.html",
        coming=coming,
        past=page_of(listed_events(today, past=True), 1, PAST_ON_THE_HOME_PAGE),
        teams=names_of_teams({event.team_id for event in coming.rows}),
        series=titles_of_series({event.series_id for event in coming.rows if event.series_id}),
        edition_of=edition_of,
        beside=fragments(Place.HOME, None),
        is_on=_is_on,
        kind_of=kind_of,
        site_navigation=site_navigation("home"),
    )


def _is_on(event: Event) -> bool:
    has_started = has_begun(event.starts_on, event.from_time, event.zone, now())
    return has_started and not (event.is_cancelled or has_ended(event))


@events.get("/past")
@everyone
def past() -> ResponseReturnValue:
    listing = page_of(listed_events(today_in(LAST_PLACE_ON_EARTH), past=True), page_asked_for())
    return render_template(
        "events/past.html", listing=listing, kind_of=kind_of, site_navigation=site_navigation("past")
    )


@events.get("/e/<slug>/")
@event_page(Everyone)
def event(event: Event) -> ResponseReturnValue:
    attribution = defaults_of(event.sensitivity).attribution
    return render_template(
        "events/event.html",
        **public_frame(event, "event"),
        share=page_of_event(event),
        when=when_of(event),
        zone=zone_of(event),
        kind=kind_of(event),
        aims=aims_in(event.aims),
        attribution=ATTRIBUTIONS[attribution] if attribution is not Attribution.OPEN else None,
        is_draft=event.state == State.DRAFT,
        is_archived=event.state == State.ARCHIVED,
        is_over=has_ended(event),
        town=town_in(event.address, event.place) if event.place else "",
        at_the_top=fragments(Place.EVENT_TOP, event),
        acts=fragments(Place.EVENT_ACTS, event),
        beside=fragments(Place.EVENT_PAGE, event),
        below=fragments(Place.EVENT_BELOW, event),
        partners=partners_by_role(event),
        belongs=what_it_belongs_to(event),
    )


@events.get("/sitemap.xml")
@everyone
def sitemap() -> ResponseReturnValue:
    """The pages of every event that is listed and of their series, for search engines. Two statements."""
    pages = ("events.event", "programme.agenda", "programme.people")
    addresses = [absolute_url("events.home")]
    addresses += [absolute_url(page, slug=slug) for slug in listed_slugs(MOST_IN_A_SITEMAP) for page in pages]
    series = listed_slugs_of_series(MOST_IN_A_SITEMAP)
    addresses += [absolute_url("events.one_series", series_slug=slug) for slug in series]
    return Response(render_template("events/sitemap.xml", addresses=addresses), content_type="application/xml")


@events.get("/robots.txt")
@everyone
def robots() -> ResponseReturnValue:
    """Everything may be read. Nothing is forbidden here: Google Calendar asks as a robot, too, and would stop to ask
    for the calendars that people follow. What shall not be listed says so itself."""
    words = f"User-agent: *\nDisallow:\n\nSitemap: {absolute_url('events.sitemap')}\n"
    return Response(words, content_type="text/plain; charset=utf-8")


def site_navigation(current: str) -> list[Link]:
    """The navigation of the public pages that belong to no event."""
    mine = (
        Link(_("Your events"), url_for("organise.home"))
        if current_user.is_authenticated
        else Link(_("Sign in"), url_for("accounts.sign_in"))
    )
    return [
        Link(_("Events"), url_for("events.home"), current == "home"),
        Link(_("Past"), url_for("events.past"), current == "past"),
        Link(_("Series"), url_for("events.all_series"), current == "series"),
        mine,
    ]
