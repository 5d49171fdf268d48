"""An event as search engines and messengers show it: what its page says, in the words of schema.org."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from convene.events.catalogue import PUBLIC_STATES, Visibility
from convene.events.models import Event
from convene.events.queries import team_of
from convene.events.rules import FOR_SEARCH_ENGINES
from convene.web.languages import days
from convene.web.markdown import to_plain
from convene.web.sharing import Sharing, in_short, said
from convene.web.signed_links import absolute_url

SITE = "Convene"
CONTEXT = "https://schema.org"


def title_of(event: Event) -> str:
    """Its title where it stands alone, as on paper and in a file: one that is cancelled says so before it."""
    return str(_("Cancelled: %(title)s", title=event.title)) if event.is_cancelled else event.title


def is_listed(event: Event) -> bool:
    """Whether search engines may list it: published, not for those alone who have the address, and with no profile
    that keeps it from them."""
    is_public = event.state in PUBLIC_STATES and event.visibility == Visibility.PUBLIC
    return is_public and event.sensitivity in FOR_SEARCH_ENGINES


def page_of_event(event: Event) -> Sharing:
    """The page of an event. One statement, for the team."""
    url = absolute_url("events.event", slug=event.slug)
    words = in_short(event.summary or to_plain(event.description))
    return Sharing(
        title=title_of(event),
        description=words,
        url=url,
        site=SITE,
        is_listed=is_listed(event),
        data={
            **said(context=CONTEXT, **event_in_short(event)),
            **said(
                description=words,
                inLanguage=event.language,
                eventAttendanceMode=f"{CONTEXT}/{_attendance(event)}",
                location=_locations(event, url),
                organizer=said(type="Organization", name=team_of(event).name),
            ),
        },
    )


def page_within(event: Event, title: str, url: str, words: str = "") -> Sharing:
    """Another page of an event: its agenda, its people, one session. Where nothing else is said, when and where."""
    facts = " · ".join(filter(None, [title, event.title, days(event.starts_on, event.ends_on), event.where]))
    return Sharing(
        title=f"{title} · {title_of(event)}",
        description=in_short(words or event.summary or facts),
        url=url,
        site=SITE,
        is_listed=is_listed(event),
    )


def event_in_short(event: Event) -> dict[str, Any]:
    """What it is, when and where to read of it."""
    starts, ends = event.starts_on.isoformat(), event.ends_on.isoformat()
    zone = ZoneInfo(event.zone)
    if event.from_time is not None:
        starts = datetime.combine(event.starts_on, event.from_time, zone).isoformat()
        if event.until_time is not None:
            ends = datetime.combine(event.ends_on, event.until_time, zone).isoformat()
    return said(
        type="Event",
        name=event.title,
        startDate=starts,
        endDate=ends,
        eventStatus=status_of(event),
        url=absolute_url("events.event", slug=event.slug),
    )


def status_of(event: Event) -> str:
    """Whether it takes place."""
    return f"{CONTEXT}/{'EventCancelled' if event.is_cancelled else 'EventScheduled'}"


def _attendance(event: Event) -> str:
    if event.is_online:
        return "MixedEventAttendanceMode" if event.place else "OnlineEventAttendanceMode"
    return "OfflineEventAttendanceMode"


def _locations(event: Event, url: str) -> list[dict[str, Any]]:
    """Where it is. The link to join is for those who register: what is told is the page."""
    place = said(type="Place", name=event.place, address=event.address or event.place) if event.place else None
    online = said(type="VirtualLocation", url=url) if event.is_online else None
    return [each for each in (place, online) if each]
