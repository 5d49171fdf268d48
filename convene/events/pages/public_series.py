"""The pages of series: all of them, and one with its editions."""

from flask import render_template
from flask.typing import ResponseReturnValue

from convene.calendar.queries.entries import feed_of, items_about
from convene.clock import now
from convene.errors import NotFound
from convene.events.event_page import kind_of, when_of
from convene.events.models import Event
from convene.events.pages.public import events, site_navigation
from convene.events.queries import public_editions_of, public_series, public_series_at
from convene.events.rules import edition_in_words, is_over
from convene.teams.queries import names_of_teams
from convene.web.feeds import CALENDAR, Feed
from convene.web.guards import everyone
from convene.web.paging import page_asked_for, page_of
from convene.web.panels import Place, fragments
from convene.web.serving import served
from convene.web.signed_links import absolute_url, base_address


@events.get("/series/")
@everyone
def all_series() -> ResponseReturnValue:
    listing = page_of(public_series(), page_asked_for())
    editions = public_editions_of([series.id for series in listing.rows])
    return render_template(
        "events/all_series.html",
        listing=listing,
        editions={series.id: [one for one in editions if one.series_id == series.id] for series in listing.rows},
        coming={series.id: _coming([one for one in editions if one.series_id == series.id]) for series in listing.rows},
        teams=names_of_teams({series.team_id for series in listing.rows}),
        when_of=when_of,
        site_navigation=site_navigation("series"),
    )


@events.get("/series/<series_slug>/")
@everyone
def one_series(series_slug: str) -> ResponseReturnValue:
    series = public_series_at(series_slug)
    if series is None:
        raise NotFound
    editions = public_editions_of([series.id])
    last = max((one.edition or 0 for one in editions), default=0)
    return render_template(
        "events/one_series.html",
        series=series,
        editions=editions,
        coming=_coming(editions),
        over={one.id for one in editions if _is_over(one)},
        # Where the first edition is not here, nobody has told us when it was.
        since=next((one.starts_on.year for one in editions if one.edition == 1), None),
        following=edition_in_words(last + 1),
        edition_in_words=edition_in_words,
        kind_of=kind_of,
        when_of=when_of,
        team=names_of_teams({series.team_id})[series.team_id],
        beside=fragments(Place.SERIES_PAGE, series),
        feed=Feed(absolute_url("events.series_calendar", series_slug=series_slug), series.title),
        site_navigation=site_navigation("series"),
    )


@events.get("/series/<series_slug>/calendar.ics")
@everyone
def series_calendar(series_slug: str) -> ResponseReturnValue:
    """Every edition of a series, to subscribe to, each as one entry."""
    series = public_series_at(series_slug)
    if series is None:
        raise NotFound
    editions = [one.id for one in public_editions_of([series.id])]
    response = served(
        (),
        lambda: feed_of(series.title, items_about("event", editions, base_address())),
        is_kept=False,
        content_type=CALENDAR,
        file_name=f"{series_slug}.ics",
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _coming(editions: list[Event]) -> Event | None:
    """The next of the editions that takes place, or the one that is under way."""
    return min(
        (one for one in editions if not (_is_over(one) or one.is_cancelled)),
        key=lambda one: one.starts_on,
        default=None,
    )


def _is_over(event: Event) -> bool:
    return is_over(event.ends_on, event.day_turns_at, event.zone, now())
