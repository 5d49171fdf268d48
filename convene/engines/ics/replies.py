"""What calendar programs answer to an invitation, read from the mail that brings it (RFC 5546 3.2.3, 3.2.7; RFC 6047).

Nothing of it is trusted: a From is forged in a minute, and whoever writes can write anything. So what comes out is only
what was claimed, in the fewest words, with the token of the address that the mail came to; that token is what vouches
for it (`Reply.token`). Programs leave out much that the RFCs ask for, and all of that may be missing: ORGANIZER
(Outlook.com, Exchange), DTSTART, a zone that anybody knows, `method=` of the part (Proton).
"""

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from convene.engines.ics.content_lines import one_line

LONGEST_MAIL = 1_000_000  # octets
LONGEST_COMMENT = 500
LONGEST_ID = 500
LARGEST_SEQUENCE = 2**31 - 1
#: Headers that name the address to which a mail was delivered, the surest first.
DELIVERED_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
TOKEN = re.compile(r"\+([0-9a-f]{32})@")
CALENDAR_TYPES = {"text/calendar", "application/ics"}


class Answer(StrEnum):
    """PARTSTAT, as far as somebody who was invited may give it (RFC 5545 3.2.12)."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"
    NEEDS_ACTION = "NEEDS-ACTION"


class BadReply(ValueError):
    """A mail in which no answer to an invitation can be read. The message is a sentence."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a mail says of one invitation.

    token: of the address that it came to; "": it came to none with a token, and who wrote it is not known.
    message_id, in_reply_to: of the mail; "" where it has none.
    from_email, attendee: who sent it, and for whom it speaks; equal in an honest mail.
    sequence: of the version that is answered; None where it is not said. made_at: aware; None where it is not said.
    proposes: another begin and end, in UTC, of a COUNTER; None: none, or none that can be understood.
    """

    token: str
    message_id: str
    in_reply_to: str
    from_email: str
    uid: str
    attendee: str
    answer: Answer
    sequence: int | None = None
    made_at: datetime | None = None
    comment: str = ""
    is_counter: bool = False
    proposes: tuple[datetime, datetime] | None = None


def read_reply(mail: bytes) -> Reply:
    """The answer that a mail brings. BadReply: there is none, or it comes from a machine that answers machines."""
    if len(mail) > LONGEST_MAIL:
        raise BadReply(f"The mail has more than {LONGEST_MAIL:,} octets, which no answer has.")
    try:
        message = email.message_from_bytes(mail, policy=email.policy.default)
        body = _calendar_in(message)
        headers = {name: _header(message, name) for name in (*DELIVERED_TO, "From", "Message-ID", "In-Reply-To")}
        automatic = _header(message, "Auto-Submitted").lower()
    except BadReply:
        raise
    except Exception as problem:  # noqa: BLE001, the parser raises anything on headers made to break it
        raise BadReply(f"The mail cannot be read: {type(problem).__name__}.") from None
    # An out-of-office note answers nothing; what a program sends for its owner says "auto-generated" or nothing.
    if automatic.startswith("auto-replied"):
        raise BadReply("The mail is an automatic reply, not somebody’s answer.")
    return _read(body, headers)


def _calendar_in(message: EmailMessage) -> bytes:
    """The bytes of the first part that is a calendar file, by its type or, where mail servers changed it, its name."""
    for part in message.walk():
        if part.is_multipart():
            continue
        name = (part.get_filename() or "").lower()
        if part.get_content_type() in CALENDAR_TYPES or name.endswith(".ics"):
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body.strip():
                return body
    raise BadReply("The mail holds no calendar file.")


def _read(body: bytes, headers: dict[str, str]) -> Reply:
    from icalendar import Calendar  # a tenth of a second, that only those who read replies need wait

    try:
        calendars = Calendar.from_ical(body, multiple=True)
    except Exception as problem:  # noqa: BLE001, whatever a reader raises on files made to break it
        raise BadReply(f"The calendar file cannot be read: {type(problem).__name__}.") from None
    if len(calendars) != 1:
        raise BadReply("The mail holds more than one calendar, or none.")
    (calendar,) = calendars
    method = str(calendar.get("METHOD", "")).upper()
    if method not in {"REPLY", "COUNTER"}:
        raise BadReply(f"The calendar file is no answer: its METHOD is “{method[:20]}”.")
    events = calendar.walk("VEVENT")
    if len(events) == 0 or len({str(event.get("UID", "")) for event in events}) != 1 or not events[0].get("UID"):
        raise BadReply("The answer is about several things, or about nothing.")
    event = events[0]
    attendees = event.get("ATTENDEE", [])
    (attendee, *others) = attendees if isinstance(attendees, list) and attendees else [attendees]
    if others or not attendee:
        raise BadReply("The answer speaks for several people, or for nobody.")
    return Reply(
        token=next(_tokens(headers, event), ""),
        message_id=headers["Message-ID"][:LONGEST_ID],
        in_reply_to=headers["In-Reply-To"][:LONGEST_ID],
        from_email=_address(headers["From"]),
        uid=one_line(str(event["UID"]))[:LONGEST_ID],
        attendee=_mailto(one_line(str(attendee))),
        answer=_answer(attendee, is_counter=method == "COUNTER"),
        sequence=_whole_number(event.get("SEQUENCE")),
        made_at=_instant(event.get("DTSTAMP")),
        comment=_comment(event.get("COMMENT", "")),
        is_counter=method == "COUNTER",
        proposes=_span(event) if method == "COUNTER" else None,
    )


def _tokens(headers: dict[str, str], event: Any) -> Iterator[str]:
    for name in DELIVERED_TO:
        yield from TOKEN.findall(headers[name].lower())
    yield from TOKEN.findall(str(event.get("ORGANIZER", "")).lower())


def _answer(attendee: Any, *, is_counter: bool) -> Answer:
    said = str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper()
    if said in set(Answer):
        return Answer(said)
    if is_counter:
        return Answer.TENTATIVE  # whoever proposes another time means to come, if not then
    raise BadReply(f"The answer is “{said[:20]}”, which nobody who was invited can give.")


def _comment(value: Any) -> str:
    said = value[0] if isinstance(value, list) and value else value
    return one_line(str(said))[:LONGEST_COMMENT]


def _header(message: EmailMessage, name: str) -> str:
    return one_line(", ".join(str(value) for value in message.get_all(name, [])))


def _address(header: str) -> str:
    return email.utils.parseaddr(header)[1].strip().lower()


def _mailto(value: str) -> str:
    return unquote(re.sub("^mailto:", "", value.strip(), flags=re.IGNORECASE)).lower()


def _whole_number(value: Any) -> int | None:
    try:
        return max(0, min(int(value), LARGEST_SEQUENCE))
    except (TypeError, ValueError):
        return None


def _instant(value: Any) -> datetime | None:
    try:  # what icalendar could not read raises where it is asked for, and the year 1 has no earlier zone
        moment = getattr(value, "dt", None)
        if not isinstance(moment, datetime) or moment.utcoffset() is None:
            return None
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _span(event: Any) -> tuple[datetime, datetime] | None:
    starts = _instant(event.get("DTSTART"))
    ends = _instant(event.get("DTEND")) or _after(starts, event.get("DURATION"))
    return (starts, ends) if starts is not None and ends is not None and starts < ends else None


def _after(starts: datetime | None, length: Any) -> datetime | None:
    try:
        lasts = getattr(length, "dt", None)
        return starts + lasts if starts is not None and isinstance(lasts, timedelta) else None
    except (ValueError, OverflowError):
        return None
