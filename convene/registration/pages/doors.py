"""What the pages of a door share: whose door it is, how a desk is called, and how it is said that somebody came."""

from dataclasses import dataclass
from uuid import UUID

from flask import session
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound
from convene.events.models import Event
from convene.programme.catalogue import Format
from convene.programme.queries import published
from convene.programme.structure import SessionFacts
from convene.registration.catalogue import How
from convene.registration.queries.attendance import Arrival
from convene.web.languages import clock_time, day, in_zone


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose door this is: the event’s, or a session’s. `code` is none for the event."""

    id: UUID
    title: str
    code: str | None = None


def subjects_of(event: Event) -> list[Subject]:
    """The doors of an event: its own, and one for each session of its agenda. One statement."""
    shown = published(event.id)
    sessions: list[SessionFacts] = list(shown.structure.sessions) if shown is not None else []
    return [
        Subject(event.id, event.title),
        *(
            Subject(one.id, one.title, one.code)
            for one in sessions
            if not one.is_withdrawn and one.format is not Format.BREAK
        ),
    ]


def subject_asked_for(event: Event, asked: str) -> Subject:
    """The door that an address names by the code of a session; none: the event’s own. NotFound."""
    if not asked:
        return Subject(event.id, event.title)
    found = next((each for each in subjects_of(event) if each.code == asked), None)
    if found is None:
        raise NotFound
    return found


def name_of_desk() -> str:
    """How this desk is called: as somebody named it, or by who stands there."""
    return str(session.get("desk") or current_user.name)


def arrived_words(event: Event, arrival: Arrival) -> str:
    """When somebody came, in the event’s own time, and who let them in."""
    at = in_zone(arrival.came_at, event.zone)
    when = clock_time(at)
    if event.starts_on != event.ends_on:
        when = _("%(day)s at %(time)s", day=day(at.date()), time=when)
    if arrival.how is How.ONLINE:
        return str(_("Joined online, %(when)s", when=when))
    return str(_("Here, %(when)s, %(desk)s", when=when, desk=arrival.desk))
