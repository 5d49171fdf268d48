"""Calendars at an address, which programs ask for again and again, and the ways to tell a program of one."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from markupsafe import Markup

from convene.web.codes import code_on_page

#: The type under which calendar files are served.
CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar at an address, and under which name it is offered where a program asks for one."""

    address: str
    name: str

    @property
    def on_this_device(self) -> str:
        """For Apple’s calendars, Thunderbird and Outlook on a computer."""
        return subscribing(self.address)

    @property
    def in_google(self) -> str:
        """Google Calendar, with the address filled in: it asks before it adds it."""
        return f"https://calendar.google.com/calendar/r?{urlencode({'cid': subscribing(self.address)})}"

    @property
    def in_outlook(self) -> str:
        """Outlook.com, with address and name filled in."""
        return _in_outlook("outlook.live.com", self)

    @property
    def in_microsoft_365(self) -> str:
        """The same for accounts of an employer or a school."""
        return _in_outlook("outlook.office.com", self)

    def code(self, words: str) -> Markup:
        """The address as a code for the camera of a phone, which then asks whether to subscribe."""
        return code_on_page(subscribing(self.address), words)


def subscribing(address: str) -> str:
    """The address of a feed as programs with calendars are called by it: webcal instead of https."""
    return "webcal:" + address.split(":", 1)[1]


def _in_outlook(host: str, feed: Feed) -> str:
    # A blank as "+" is shown as a plus there.
    return (
        f"https://{host}/calendar/0/addfromweb?{urlencode({'url': feed.address, 'name': feed.name}, quote_via=quote)}"
    )
