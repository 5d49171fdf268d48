"""Ways into calendars: a file, and the forms of the large calendars on the web, filled in.

These are plain links to other sites. They hold what everybody may read and nothing of the reader, and nothing is
loaded from there before somebody follows one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote, urlencode

from flask_babel import gettext as _

#: Longer addresses are cut off by some of them; the page of the session has the rest.
LONGEST_URL = 1_900
#: So many letters of the description and of each other text are tried, until the address is short enough: a letter of
#: Khmer takes nine characters there.
LETTERS = ((1_000, 500), (500, 500), (200, 300), (0, 300), (0, 60))


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
    """The forms of Google, Outlook.com, Microsoft 365 and Yahoo, filled in, and the file of the same entry.

    Times are in UTC: without a zone they would be those of whoever follows the link. None of them knows the entry's
    UID, so none of them follows when it moves.
    """
    return [
        CalendarLink(_("Google"), _google(one), is_elsewhere=True),
        CalendarLink(_("Outlook.com"), _outlook(one, "outlook.live.com"), is_elsewhere=True),
        CalendarLink(_("Microsoft 365"), _outlook(one, "outlook.office.com"), is_elsewhere=True),
        CalendarLink(_("Yahoo"), _yahoo(one), is_elsewhere=True),
        # Nobody who has an iPhone looks for the name of a file format.
        CalendarLink(_("Apple, Thunderbird and others (.ics file)"), file_url),
    ]


def _google(one: Occasion) -> str:
    if isinstance(one.starts, datetime) and isinstance(one.ends, datetime):
        dates = "/".join(f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (one.starts, one.ends))
    else:
        dates = f"{one.starts:%Y%m%d}/{one.ends + timedelta(days=1):%Y%m%d}"  # the day after the last
    query = {"action": "TEMPLATE", "text": one.title, "dates": dates, "location": one.place}
    return _with_words(one, "https://calendar.google.com/calendar/render", query, "details")


def _outlook(one: Occasion, host: str) -> str:
    query = {"path": "/calendar/action/compose", "rru": "addevent", "subject": one.title}
    if isinstance(one.starts, datetime) and isinstance(one.ends, datetime):
        query |= {name: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for name, at in
                  (("startdt", one.starts), ("enddt", one.ends))}  # fmt: skip
    else:
        query |= {"startdt": f"{one.starts}", "enddt": f"{one.ends + timedelta(days=1)}", "allday": "true"}
    query["location"] = one.place
    return _with_words(one, f"https://{host}/calendar/0/deeplink/compose", query, "body")


def _yahoo(one: Occasion) -> str:
    query = {"v": "60", "title": one.title}
    if isinstance(one.starts, datetime) and isinstance(one.ends, datetime):
        query |= {name: f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for name, at in (("st", one.starts), ("et", one.ends))}
    else:
        query |= {"st": f"{one.starts:%Y%m%d}", "et": f"{one.ends:%Y%m%d}", "dur": "allday"}
    query["in_loc"] = one.place
    return _with_words(one, "https://calendar.yahoo.com/", query, "desc")


def _with_words(one: Occasion, address: str, query: Mapping[str, str], name: str) -> str:
    """The address of a form with as many of the words as it has room for; of the page's address always all."""
    url = ""
    for most_words, most in LETTERS:
        details = "\n\n".join(filter(None, [_cut(one.words, most_words), one.url]))
        asked = {key: _cut(value, most) for key, value in query.items() if value} | ({name: details} if details else {})
        url = f"{address}?{urlencode(asked, quote_via=quote)}"  # Outlook shows a plus sign where a blank was meant
        if len(url) <= LONGEST_URL:
            break
    return url


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(0, most - 1)].rstrip() + "…" if most else ""
