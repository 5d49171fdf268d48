"""The times of sessions, in the zone that the reader asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _

from convene.clock import now
from convene.events.models import Event
from convene.programme.queries.versions import Published
from convene.programme.showing.words import once
from convene.programme.structure import Place, SessionFacts, Structure, day_of, wall_of
from convene.web.languages import clock_time, day


@dataclass(frozen=True, slots=True)
class Times:
    """In which zone times are shown. `event_zone` is where the event takes place."""

    zone: str
    event_zone: str

    @property
    def is_elsewhere(self) -> bool:
        return self.zone != self.event_zone

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.zone))

    def clocks(self, session: SessionFacts) -> str:
        """ "09:20–10:45"; nothing for a session without a place."""
        starts, ends = session.starts_at(self.event_zone), session.ends_at(self.event_zone)
        if starts is None or ends is None:
            return ""
        return f"{clock(self.local(starts))}–{clock(self.local(ends))}"

    def span(self, session: SessionFacts) -> str:
        """ "09:20–10:45"; with the day of the week where it is another than the agenda's day: "Fri 00:30–01:30"."""
        starts = session.starts_at(self.event_zone)
        if starts is None:
            return ""
        first = self.local(starts)
        words = self.clocks(session)
        return words if first.date() == session.day else f"{weekday(first)} {words}"


def when_it_is(session: SessionFacts, structure: Structure) -> str:
    """ "Wednesday 21 May, 09:20–10:45", where it takes place; nothing for a session without a place."""
    return f"{day_and_month(session.day)}, {Times(structure.zone, structure.zone).span(session)}" if session.day else ""


def in_a_list(session: SessionFacts, structure: Structure) -> str:
    """How a list of sessions to choose from names it: "Wednesday 21 May 09:20–10:45 · Welcome"."""
    if session.day is None:
        return session.title
    return f"{day_and_month(session.day)} {Times(structure.zone, structure.zone).span(session)} · {session.title}"


def place_words(place: Place | None, structure: Structure) -> str:
    """ "Wednesday 21, 09:20, Ballroom": without the day where there is one only; nothing for no place."""
    if place is None:
        return ""
    room = structure.room(place.room_id)
    day_words = day_name(place.day) if len(structure.days()) > 1 else ""
    return ", ".join(filter(None, (day_words, clock_time(place.starts), room.name if room else "")))


def is_under_way(event: Event) -> bool:
    """Whether today is a day of the event, by its own clocks: its night belongs to the evening before."""
    today = day_of(wall_of(now(), event.zone)[0], event.day_turns_at)
    return event.starts_on <= today <= event.ends_on


def weekday(on: date) -> str:
    """Fri."""
    return str(once(f"weekday {on.isoweekday()}", lambda: format_date(on, "EEE", rebase=False)))


def day_name(on: date) -> str:
    """Wednesday 21."""
    return str(once(f"day {on}", lambda: format_date(on, "EEEE d", rebase=False)))


def day_in_month(on: date) -> str:
    """21 May."""
    return str(once(f"day in month {on:%m-%d}", lambda: format_date(on, "d MMMM", rebase=False)))


def day_and_month(on: date) -> str:
    """Wednesday 21 May."""
    return str(once(f"day and month {on}", lambda: format_date(on, "EEEE d MMMM", rebase=False)))


def clock(at: datetime) -> str:
    return str(once(f"clock {at:%H:%M}", lambda: clock_time(at)))


def version_line(shown: Published) -> str:
    """ "Version 4, published Tuesday 5 March 2024 at 16:20."."""
    at = moment_in(shown.published_at, shown.structure.zone)
    return str(_("Version %(number)s, published %(moment)s.", number=shown.number, moment=at))


def changed_line(shown: Published, zone: str) -> str:
    """ "Changed on Tuesday 5 March 2024.", as the clocks of the reader's zone have it; "" while nothing has changed.

    Numbers of versions are the organisers': whoever comes wants to know whether it is still what they have read.
    """
    if shown.number == 1:
        return ""
    return str(_("Changed on %(day)s.", day=day(shown.published_at.astimezone(ZoneInfo(zone)).date())))


def moment_in(instant: datetime, zone: str) -> str:
    """ "Tuesday 5 March 2024 at 16:20"."""
    at = instant.astimezone(ZoneInfo(zone))
    return str(_("%(day)s at %(time)s", day=day(at.date()), time=clock_time(at)))
