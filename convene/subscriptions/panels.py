"""What this feature shows on pages below it. Each panel takes a constant number of statements and writes nothing.

None of them holds a form that is posted: pages that everybody reads set no cookie, and such a form needs one. They
lead to the page where the address is asked for.
"""

from flask import render_template

from convene.clock import now
from convene.events.models import Event, Series
from convene.events.queries import is_series_public
from convene.events.rules import is_over
from convene.subscriptions.queries import announcement_of, count_followers, series_of, series_to_follow

MOST_ON_THE_HOME_PAGE = 5


def next_edition(series: Series) -> str | None:
    """For the page of a series: how to hear of its next edition. One statement."""
    if not is_series_public(series.id):
        return None
    return render_template("subscriptions/_next_edition.html", series=series)


def stay_in_the_loop(_nothing: None) -> str | None:
    """For the home page: a choice of series. One statement."""
    offered = series_to_follow(MOST_ON_THE_HOME_PAGE + 1)
    if not offered:
        return None
    return render_template(
        "subscriptions/_stay_in_the_loop.html",
        offered=offered[:MOST_ON_THE_HOME_PAGE],
        are_more=len(offered) > MOST_ON_THE_HOME_PAGE,
    )


def hear_of_the_next(event: Event) -> str | None:
    """For the page of an event that is over: how to hear about the next edition. At most two statements."""
    if event.series_id is None or not is_over(event.ends_on, event.day_turns_at, event.zone, now()):
        return None
    series = series_of(event)
    if series is None:
        return None
    return next_edition(series)


def figures(event: Event) -> str | None:
    """For the organiser's overview: how many follow the series, and whether they were told. Three statements."""
    series = series_of(event)
    if series is None:
        return None
    return render_template(
        "subscriptions/_figures.html",
        followers=count_followers(series.id),
        announcement=announcement_of(event.id),
        event=event,
    )
