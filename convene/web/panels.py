"""Places on pages where features above show something, without the page knowing them.

A feature's `panels.py` gives functions from the event (or what else the page is about) to a fragment of HTML, or None
where there is nothing to say; each takes a constant number of statements and writes nothing. `app.py` lists them in
reading order.

The page of a session is kept for everybody (`web.serving`): what its panels show must be the same for all readers, and
whoever changes it calls `events.services.changing.show_anew`.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup


class Place(StrEnum):
    """Where panels stand."""

    EVENT_TOP = "event top"  # in the band of colour: the ring of places
    EVENT_ACTS = "event acts"  # below the summary: what people can do now
    EVENT_PAGE = "event page"  # beside the description, for everybody
    EVENT_BELOW = "event below"  # below the description, as wide as the page: the day in short, who is on stage
    SESSION = (
        "session"  # on the page of a session, below its materials (asked with `programme.queries.versions.SessionAt`)
    )
    OWN_PLACE = "own place"  # on the page of somebody's registration (asked with the registration)
    KEPT_OF_ME = "kept of me"  # all that is kept of somebody (asked with the registration; `queries.own_data.Kept`)
    BADGE_LINES = "badge lines"  # on badges (asked with the event and ids of registrations; answers a line for each)
    HOME = "home"  # beside the lists of the home page (asked with None)
    SERIES_PAGE = "series page"  # beside the editions of a series (asked with the series)
    ROOM = "room"  # below the form of a room: what stands in it (asked with the room)
    CARE = "care"  # below the profile of an event: what does not go with it
    DOOR = "door"  # on the check-in page, below the search: what a desk has to do beside checking in
    OVERVIEW = "overview"  # the organiser's figures, in a <dl class="figures">
    FIND = "find"  # what the organiser searches for (asked with `events.event_page.Sought`)
    FIRST_PAGE = "first page"  # the address of a page that somebody is here for, in place of the overview
    READINESS = "readiness"  # what is done and what is missing before the event can begin


Panel = Callable[[Any], Any]


def show(app: Flask, place: Place, panels: Sequence[Panel]) -> None:
    """Name the panels of a place, in reading order."""
    app.extensions.setdefault("panels", {})[place] = tuple(panels)


def fragments(place: Place, event: Any) -> list[Markup]:
    """The fragments of HTML for a place, those with nothing to say left out."""
    return [Markup(shown) for shown in answers(place, event) if shown]  # noqa: S704, panels render templates


def answers(place: Place, event: Any) -> list[Any]:
    """What the panels of a place say, as they say it (the readiness list takes values, not HTML)."""
    return [panel(event) for panel in current_app.extensions.get("panels", {}).get(place, ())]
