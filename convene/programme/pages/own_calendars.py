"""Calendars of one's own, at addresses that programs ask again and again. The secret in the address is the key."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from convene.calendar.catalogue import FeedKind
from convene.calendar.emails import way_in_words
from convene.calendar.queries.entries import feed_of, items_about
from convene.calendar.queries.following import items_followed_by
from convene.calendar.showing.own_feeds import name_of_own
from convene.clock import today_in
from convene.errors import NotFound
from convene.events.queries import public_events_of_team
from convene.permissions.catalogue import Permission
from convene.permissions.queries import may
from convene.programme import exporting
from convene.programme.queries.feeds import FeedAt, feed_at
from convene.teams.queries import names_of_teams
from convene.web.feeds import CALENDAR
from convene.web.guards import AccessRule, ViewArguments, guard
from convene.web.serving import served
from convene.web.signed_links import base_address

own_calendars = Blueprint("own_calendars", __name__)


def _must_be_an_address(arguments: ViewArguments) -> None:
    """The URL's `secret` becomes the view's `feed`, as long as what it is about may be seen."""
    feed = feed_at(arguments.pop("secret"))
    if feed is None or not _may_be_seen(feed):
        raise NotFound
    arguments["feed"] = feed


def _may_be_seen(feed: FeedAt) -> bool:
    if feed.kind is FeedKind.TEAM:
        return may(feed.owner_id, Permission.SEE_EVENT, team_id=feed.subject_id)
    return feed.row is not None and feed.row.is_public


@own_calendars.get("/calendar/<secret>.ics")
@guard(AccessRule("holds the address of a calendar", _must_be_an_address))
def calendar(feed: FeedAt) -> ResponseReturnValue:
    """Whoever has the address sees what its owner has in it, and nothing else."""
    return _of_team(feed) if feed.row is None else _of_event(feed)


def _of_event(feed: FeedAt) -> Response:
    assert feed.row is not None, "it is about an event"
    # What is cancelled leaves after some weeks: what it says depends on the day, too.
    state = (*feed.state, *feed.row.state_of_page(today_in("UTC").isoformat()))
    return _secret(
        served(
            state,
            lambda: _made_of(feed),
            is_kept=False,
            is_tag_kept=True,
            content_type=CALENDAR,
            file_name=f"{feed.slug}-mine.ics",
        )
    )


def _made_of(feed: FeedAt) -> bytes:
    if feed.kind is FeedKind.STARS:
        return exporting.calendar_of_stars(name_of_own(feed.kind, feed.title), feed.owner_id, base_address())
    items = items_followed_by(feed.kind.value, feed.owner_id, base_address(), way_in_words)
    return feed_of(name_of_own(feed.kind, feed.title), items)


def _of_team(feed: FeedAt) -> Response:
    """Every public event of a team, each as one entry, for somebody who works there."""
    name = names_of_teams({feed.subject_id})[feed.subject_id]
    events = public_events_of_team(feed.subject_id)
    return _secret(
        served(
            (),
            lambda: feed_of(name_of_own(feed.kind, name), items_about("event", events, base_address())),
            is_kept=False,
            content_type=CALENDAR,
            file_name="team.ics",
        )
    )


def _secret(response: Response) -> Response:
    """Its address is told to nobody, and listed nowhere."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
