"""A session as search engines and messengers show it."""

from typing import Any

from flask_babel import gettext as _

from convene.events.models import Event
from convene.events.sharing import CONTEXT, event_in_short, page_within, status_of
from convene.programme.queries.versions import Published
from convene.programme.showing.times import clock, day_in_month, weekday
from convene.programme.structure import SessionFacts
from convene.web.languages import zone_name
from convene.web.markdown import to_plain
from convene.web.sharing import Sharing, in_short, said
from convene.web.signed_links import absolute_url


def page_of_session(event: Event, shown: Published, session: SessionFacts) -> Sharing:
    """The page of a session."""
    url = absolute_url("programme.session", slug=event.slug, code=session.code)
    words = in_short(to_plain(session.abstract) or session.subtitle)
    page = page_within(event, session.title, url, _with_its_time(shown, session, words or event.title))
    return Sharing(page.title, page.description, url, page.site, page.is_listed, "article",
                   _data(event, shown, session, url, words))  # fmt: skip


def _with_its_time(shown: Published, session: SessionFacts, words: str) -> str:
    """ "Thu 3 December, 13:45, Bangkok time: ...": whoever is sent a link to it asks first when it is."""
    wall = session.starts_local
    if wall is None:
        return words
    zone = zone_name(shown.structure.zone)
    return str(
        _(
            "%(weekday)s %(day)s, %(time)s, %(zone)s: %(words)s",
            weekday=weekday(wall), day=day_in_month(wall), time=clock(wall), zone=zone, words=words,
        )
    )  # fmt: skip


def _data(event: Event, shown: Published, session: SessionFacts, url: str, words: str) -> dict[str, Any]:
    zone = shown.structure.zone
    starts, ends = session.starts_at(zone), session.ends_at(zone)
    if starts is None or ends is None:
        return {}
    room = shown.structure.room(session.room_id)
    names = [", ".join(filter(None, [room.name if room else "", event.place]))]
    return said(
        context=CONTEXT,
        type="Event",
        name=session.title,
        description=words,
        url=url,
        startDate=starts.isoformat(),
        endDate=ends.isoformat(),
        eventStatus=f"{CONTEXT}/EventCancelled" if session.is_withdrawn else status_of(event),
        location=said(type="Place", name=names[0], address=event.address or event.place) if names[0] else None,
        performer=[
            said(type="Person", name=shown.people[one.person_id].name)
            for one in session.everybody()
            if one.person_id in shown.people
        ],
        superEvent=event_in_short(event),
    )
