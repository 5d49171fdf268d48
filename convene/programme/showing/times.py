"""The times of sessions, in the zone that the reader asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _

from convene.programme.queries.versions import Published
from convene.programme.showing.words import once
from convene.programme.structure import SessionFacts
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
