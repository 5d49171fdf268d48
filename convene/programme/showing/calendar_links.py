"""Ways into calendars: a file, an address to subscribe to, and the forms of the large calendars on the web, filled in.

The last are plain links to other sites. They hold what everybody may read and nothing of the reader, and nothing is
loaded from there before somebody follows one.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from flask_babel import gettext as _

#: Longer addresses are cut off by some of them; the page of the session has the rest.
MOST_LETTERS = 500


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """One way. `is_elsewhere`: it leads to another site."""

    label: str
    url: str
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """One thing that can come into a calendar, and the ways to it. `what` says what comes; "" where a menu has nothing
    else to offer."""

    what: str
    links: list[CalendarLink]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What shall stand in a calendar. `starts` and `ends`: two instants, or the first day and the last."""

    title: str
    starts: date
    ends: date
    url: str
    place: str = ""
    words: str = ""


def ways_into_calendars(one: Occasion, file_url: str) -> list[CalendarLink]:
    """The forms of Google, Outlook.com and Microsoft 365, filled in, and the file of the same entry."""
    return [
        CalendarLink(_("Google"), _google(one), is_elsewhere=True),
        CalendarLink(_("Outlook.com"), _outlook(one, "outlook.live.com"), is_elsewhere=True),
        CalendarLink(_("Microsoft 365"), _outlook(one, "outlook.office.com"), is_elsewhere=True),
        # Nobody who has an iPhone looks for the name of a file format.
        CalendarLink(_("Apple, Thunderbird and others (.ics file)"), file_url),
    ]


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar at an address, which programs ask for again and again."""

    address: str

    @property
    def on_this_device(self) -> str:
        return subscribing(self.address)

    @property
    def in_google(self) -> str:
        """Google Calendar, with the address filled in: it asks before it adds it."""
        return f"https://calendar.google.com/calendar/r?{urlencode({'cid': subscribing(self.address)})}"


def subscribing(address: str) -> str:
    """The address of a feed as programs with calendars are called by it: webcal instead of https."""
    return "webcal:" + address.split(":", 1)[1]


def _google(one: Occasion) -> str:
    if isinstance(one.starts, datetime) and isinstance(one.ends, datetime):
        dates = "/".join(f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (one.starts, one.ends))
    else:
        dates = f"{one.starts:%Y%m%d}/{one.ends + timedelta(days=1):%Y%m%d}"  # the day after the last
    query = {"action": "TEMPLATE", "text": one.title, "dates": dates, "details": _details(one), "location": one.place}
    return f"https://calendar.google.com/calendar/render?{urlencode({k: v for k, v in query.items() if v})}"


def _outlook(one: Occasion, host: str) -> str:
    query = {"path": "/calendar/action/compose", "rru": "addevent", "subject": one.title}
    if isinstance(one.starts, datetime) and isinstance(one.ends, datetime):
        query |= {name: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for name, at in
                  (("startdt", one.starts), ("enddt", one.ends))}  # fmt: skip
    else:
        query |= {"startdt": f"{one.starts}", "enddt": f"{one.ends + timedelta(days=1)}", "allday": "true"}
    query |= {"body": _details(one), "location": one.place}
    return f"https://{host}/calendar/0/deeplink/compose?{urlencode({k: v for k, v in query.items() if v})}"


def _details(one: Occasion) -> str:
    return "\n\n".join(filter(None, [one.words[:MOST_LETTERS], one.url]))
