"""What the pages of a door share: whose door it is, how a desk is called, and how it is said that somebody came."""

from dataclasses import dataclass
from uuid import UUID

from flask import session
from flask_babel import gettext as _
from flask_login import current_user

from convene.clock import today_in
from convene.errors import NotFound
from convene.events.models import Event
from convene.programme.catalogue import Format
from convene.programme.queries.versions import published
from convene.programme.structure import SessionFacts
from convene.registration.catalogue import DoorStanding, How
from convene.registration.queries.attendance import Arrival
from convene.registration.queries.door import Guest
from convene.web.languages import clock_time, day, in_zone


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose door this is: the event’s, or a session’s. `code` is none for the event."""

    id: UUID
    title: str
    code: str | None = None


def subjects_of(event: Event, *, with_withdrawn: bool = False) -> list[Subject]:
    """The doors of an event: its own, and one for each session of its agenda. One statement."""
    shown = published(event.id)
    sessions: list[SessionFacts] = list(shown.structure.sessions) if shown is not None else []
    return [
        Subject(event.id, event.title),
        *(
            Subject(one.id, one.title, one.code)
            for one in sessions
            if (with_withdrawn or not one.is_withdrawn) and one.format is not Format.BREAK
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


def time_words(event: Event, arrival: Arrival) -> str:
    """When somebody came, in the event’s own time: the hour, and the day where that is not today."""
    at = in_zone(arrival.came_at, event.zone)
    if at.date() == today_in(event.zone):
        return clock_time(at)
    return str(_("%(day)s, %(time)s", day=day(at.date()), time=clock_time(at)))


def already_words(event: Event, name: str, arrival: Arrival) -> str:
    """That somebody who comes to this desk has come before."""
    time = time_words(event, arrival)
    if arrival.how is How.ONLINE:
        return str(_("%(name)s joined online already, at %(time)s.", name=name, time=time))
    return str(_("%(name)s was checked in already, by %(desk)s at %(time)s.", name=name, desk=arrival.desk, time=time))


def standing_words(guest: Guest) -> str:
    """How somebody stands at a door, in words; "" of whom one just lets in."""
    return str(
        {
            DoorStanding.EXPECTED: _("takes part online") if guest.takes_part_online else "",
            DoorStanding.NOT_SIGNED_UP: _("not signed up"),
            DoorStanding.WAITLISTED: _("on the waitlist, number %(number)s", number=guest.number or "–"),
            DoorStanding.OFFERED: _("on the waitlist, a place is offered to them"),
            DoorStanding.PENDING: _("waits for approval"),
            DoorStanding.CANCELLED: _("cancelled"),
            DoorStanding.CANCELLED_FOR_THEM: _("cancelled by the organisers"),
            DoorStanding.DECLINED: _("declined by the organisers"),
        }[guest.standing]
    )


def advice(guest: Guest) -> str:
    """What a desk does about it; "" of whom one just lets in."""
    return str(
        {
            DoorStanding.EXPECTED: "",
            DoorStanding.NOT_SIGNED_UP: _("They have a place at the event, and none in this session."),
            DoorStanding.WAITLISTED: _("They have no place yet. Let in, they have one, beyond all if need be."),
            DoorStanding.OFFERED: _("A place is held for them. Let in, they have it."),
            DoorStanding.PENDING: _("The organisers have not decided. Let in, they have a place."),
            DoorStanding.CANCELLED: _(
                "Their place was given back. Let in, they have one again, beyond all if need be."
            ),
            DoorStanding.CANCELLED_FOR_THEM: _("Ask an organiser: a desk does not let them in."),
            DoorStanding.DECLINED: _("Ask an organiser: a desk does not let them in."),
        }[guest.standing]
    )


def arrived_words(event: Event, arrival: Arrival) -> str:
    """When somebody came, in the event’s own time, and who let them in."""
    at = in_zone(arrival.came_at, event.zone)
    when = clock_time(at)
    if event.starts_on != event.ends_on:
        when = _("%(day)s at %(time)s", day=day(at.date()), time=when)
    if arrival.how is How.ONLINE:
        return str(_("Joined online, %(when)s", when=when))
    return str(_("Here, %(when)s, %(desk)s", when=when, desk=arrival.desk))
