"""A calendar that does what RFC 5546 asks of the attendee's side, and no more: a small model of a program.

Of each UID it knows the newest message, by SEQUENCE and then by DTSTAMP (3.2.2.1 and 2.1.5); what is older is passed
over, whenever it arrives. A REQUEST puts the entry in, a CANCEL takes it out.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage

from icalendar import Calendar


@dataclass(frozen=True)
class Kept:
    """An entry as its owner sees it."""

    summary: str
    starts: datetime
    ends: datetime
    location: str
    status: str


@dataclass
class CalendarClient:
    """The calendar of one mail address. `entries` by UID."""

    address: str
    entries: dict[str, Kept] = field(default_factory=dict)
    newest: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    #: By whom and for whom each UID was told first: another one would be somebody else's.
    known_as: dict[str, tuple[str, str]] = field(default_factory=dict)

    def receive(self, mail: EmailMessage) -> None:
        """Read what a mail says to calendars; one that says nothing is passed over."""
        part = next((each for each in mail.walk() if each.get_content_type() == "text/calendar"), None)
        if part is None:
            return
        body = part.get_payload(decode=True)
        assert isinstance(body, bytes)
        calendar = Calendar.from_ical(body)
        method = str(calendar["METHOD"])
        assert part.get_param("method") == method, "Exchange refuses a mail whose two methods differ"
        (event,) = calendar.walk("VEVENT")
        uid, organizer = str(event["UID"]), str(event["ORGANIZER"]).lower()
        attendee = str(event["ATTENDEE"]).lower().removeprefix("mailto:")
        assert attendee == self.address.lower() == str(mail["To"].addresses[0].addr_spec).lower()
        assert self.known_as.setdefault(uid, (organizer, attendee)) == (organizer, attendee)
        version = int(event["SEQUENCE"]), event["DTSTAMP"].dt
        if version <= self.newest.get(uid, (-1, datetime.min.replace(tzinfo=UTC))):
            return
        self.newest[uid] = version
        if method == "CANCEL":
            self.entries.pop(uid, None)
            return
        assert method == "REQUEST"
        status = str(event["STATUS"])
        assert status in {"CONFIRMED", "TENTATIVE"}, "what is off is told by a CANCEL"
        self.entries[uid] = Kept(
            str(event["SUMMARY"]), event["DTSTART"].dt, event["DTEND"].dt, str(event.get("LOCATION", "")), status
        )

    def receive_all(self, mails: list[EmailMessage]) -> "CalendarClient":
        """Read several, in the order in which they arrive."""
        for mail in mails:
            self.receive(mail)
        return self
