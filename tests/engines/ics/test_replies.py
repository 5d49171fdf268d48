"""Answers to invitations in the forms in which programs send them, and in those that nobody should believe."""

import contextlib
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.engines.ics import Answer, BadReply, Reply, read_reply

TOKEN = "0123456789abcdef0123456789abcdef"
UID = "5b7f0b4e-0c7e-4d44-9b4b-3f7ff1d7a0a1@convene.example.org"


def calendar(*lines: str, method: str = "METHOD:REPLY", **instead: str) -> str:
    said = {
        "UID": f"UID:{UID}",
        "SEQUENCE": "SEQUENCE:2",
        "DTSTAMP": "DTSTAMP:20270301T101500Z",
        "DTSTART": "DTSTART:20270304T022000Z",
        "DTEND": "DTEND:20270304T030500Z",
        "ORGANIZER": f"ORGANIZER;CN=Forum:mailto:rsvp+{TOKEN}@example.org",
        "ATTENDEE": "ATTENDEE;PARTSTAT=ACCEPTED;CN=Jane:mailto:jane@example.org",
    } | instead
    event = [line for line in said.values() if line]
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", method, "BEGIN:VEVENT", *event, *lines, "END:VEVENT",
         "END:VCALENDAR", ""]
    )  # fmt: skip


def mail(
    body: str,
    *,
    to: str = f"rsvp+{TOKEN}@example.org",
    kind: str = "text/calendar; method=REPLY; charset=UTF-8",
    sender: str = "Jane <jane@example.org>",
    more: str = "",
) -> bytes:
    return (
        f"From: {sender}\r\nTo: {to}\r\nMessage-ID: <1@mail.example.org>\r\nSubject: Accepted\r\n{more}"
        "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nJane has accepted.\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n--b--\r\n"
    ).encode()


def test_an_answer_as_google_sends_it() -> None:
    assert read_reply(mail(calendar("COMMENT:See you there"))) == Reply(
        token=TOKEN,
        message_id="<1@mail.example.org>",
        in_reply_to="",
        from_email="jane@example.org",
        uid=UID,
        attendee="jane@example.org",
        answer=Answer.ACCEPTED,
        sequence=2,
        made_at=datetime(2027, 3, 1, 10, 15, tzinfo=UTC),
        comment="See you there",
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(calendar(ORGANIZER=""), "text/calendar; method=REPLY", id="Outlook.com leaves the organizer out"),
        pytest.param(
            calendar(DTSTART="DTSTART;TZID=W. Europe Standard Time:20270304T032000", DTEND=""),
            "text/calendar; method=REPLY",
            id="Exchange has zones of its own",
        ),
        pytest.param(calendar(DTSTART="", DTEND=""), "text/calendar; method=REPLY", id="without a start"),
        pytest.param(calendar(), "application/ics; name=invite.ics", id="Proton says no method"),
        pytest.param(calendar(), 'application/octet-stream; name="reply.ics"', id="known by its name alone"),
        pytest.param(
            calendar(ATTENDEE="ATTENDEE;CN=Jane;PARTSTAT=accepted:MAILTO:Jane@Example.org"),
            "text/calendar; method=REPLY",
            id="in other letters",
        ),
    ],
)
def test_the_same_answer_as_others_send_it(body: str, kind: str) -> None:
    reply = read_reply(mail(body, kind=kind))
    assert (reply.token, reply.uid, reply.attendee, reply.answer) == (TOKEN, UID, "jane@example.org", Answer.ACCEPTED)


#: As Exchange and Outlook.com define a zone: under a name of Windows, with rules that begin in the year 1601.
WINDOWS_ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:{name}\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)


def in_zone_of_windows(file: str, name: str = "W. Europe Standard Time") -> str:
    return file.replace("BEGIN:VEVENT", WINDOWS_ZONE.format(name=name) + "BEGIN:VEVENT")


def in_base64(body: str, *, copies: int = 1, kind: str = "text/calendar; method=REPLY") -> bytes:
    """A mail of nested parts, the file in Base64; with `copies` also as an attachment, as Google and Thunderbird do."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"] = "Jane <jane@example.org>", f"rsvp+{TOKEN}@example.org"
    message["Sender"] = "Google Calendar <calendar-notification@google.com>"
    message["Message-ID"] = "<calendar-1@google.com>"
    message.set_content("Jane has accepted.")
    message.add_alternative("<p>Jane has accepted.</p>", subtype="html")
    maintype, subtype = kind.split(";")[0].split("/")
    params = dict(each.strip().split("=") for each in kind.split(";")[1:])
    message.add_alternative(body.encode(), maintype=maintype, subtype=subtype, params=params, cte="base64")
    for _ in range(copies - 1):
        message.add_attachment(body.encode(), maintype="application", subtype="ics", filename="invite.ics")
    return message.as_bytes()


#: Whole files, of the lines that programs are known to write; each says that Jane declines.
DECLINED = {
    "Google": calendar(
        "CREATED:20270301T101400Z", "LAST-MODIFIED:20270301T101500Z", "STATUS:CONFIRMED", "TRANSP:OPAQUE",
        ATTENDEE="ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=Jane\r\n"
                 " Tran;X-NUM-GUESTS=0;X-RESPONSE-COMMENT=\"On a boat\":mailto:jane@example.org",
    ),
    "Exchange and Outlook.com": in_zone_of_windows(calendar(
        "COMMENT;LANGUAGE=de-DE:\\n", "SUMMARY;LANGUAGE=de-DE:Abgelehnt: Forum", "CLASS:PUBLIC", "PRIORITY:5",
        "X-MICROSOFT-CDO-APPT-SEQUENCE:2", "X-MICROSOFT-CDO-OWNERAPPTID:0", "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        ORGANIZER="",
        DTSTART="DTSTART;TZID=W. Europe Standard Time:20270304T032000",
        DTEND="DTEND;TZID=W. Europe Standard Time:20270304T040500",
        ATTENDEE="ATTENDEE;PARTSTAT=DECLINED;CN=Trần, Jane:MAILTO:Jane@example.org",
    )),
    "Outlook on a desk": calendar(
        "CLASS:PUBLIC", "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE", "X-MS-OLK-CONFTYPE:0", "TRANSP:TRANSPARENT",
        ATTENDEE='ATTENDEE;PARTSTAT=DECLINED;CN="Jane":mailto:jane@example.org',
        DTSTART='DTSTART;TZID="SE Asia Standard Time":20270304T092000',
        DTEND='DTEND;TZID="SE Asia Standard Time":20270304T100500',
    ),
    "Apple": calendar(
        "CREATED:20270228T090000Z", "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC", "TRANSP:OPAQUE",
        ATTENDEE='ATTENDEE;CN="jane@example.org";CUTYPE=INDIVIDUAL;EMAIL="jane@example.org";PARTSTAT=DECLINED;'
                 "ROLE=REQ-PARTICIPANT:mailto:jane@example.org",
    ),
    "Thunderbird": calendar(
        "X-MOZ-RECEIVED-SEQUENCE:2", "X-MOZ-RECEIVED-DTSTAMP:20270228T090000Z", "X-MOZ-GENERATION:3",
        ATTENDEE="ATTENDEE;CN=Jane;PARTSTAT=DECLINED;ROLE=REQ-PARTICIPANT;RSVP=TRUE;\r\n"
                 " X-MOZ-INVITED-ATTENDEE=mailto%3Ajane@example.org:mailto:jane@example.org",
    ),
    "Proton": calendar(ORGANIZER="", ATTENDEE="ATTENDEE;PARTSTAT=DECLINED:mailto:jane@example.org"),
}  # fmt: skip


@pytest.mark.parametrize("program", DECLINED)
@pytest.mark.parametrize("copies", [1, 2])
def test_the_whole_file_of_each_program_is_read(program: str, copies: int) -> None:
    for file in (DECLINED[program], DECLINED[program].replace("\r\n", "\n")):
        reply = read_reply(in_base64(file, copies=copies))
        assert (reply.token, reply.uid, reply.attendee, reply.from_email) == (
            TOKEN,
            UID,
            "jane@example.org",
            "jane@example.org",
        )
        assert (reply.answer, reply.sequence, reply.is_counter) == (Answer.DECLINED, 2, False)
        assert reply.made_at == datetime(2027, 3, 1, 10, 15, tzinfo=UTC)


#: The proposal of 04:00 to 04:45 in UTC as programs write it.
COUNTERS = {
    "Google, without PARTSTAT": calendar(
        "COMMENT:After lunch?",
        method="METHOD:COUNTER",
        DTSTART="DTSTART:20270304T040000Z",
        DTEND="DTEND:20270304T044500Z",
        ATTENDEE="ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;RSVP=TRUE;CN=Jane:mailto:jane@example.org",
    ),
    "Exchange, in a zone of Windows": in_zone_of_windows(
        calendar(
            "COMMENT;LANGUAGE=en-US:After lunch?",
            'X-MS-OLK-ORIGINALSTART;TZID="SE Asia Standard Time":20270304T092000',
            "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
            method="METHOD:COUNTER",
            ORGANIZER="",
            DTSTART="DTSTART;TZID=SE Asia Standard Time:20270304T110000",
            DTEND="DTEND;TZID=SE Asia Standard Time:20270304T114500",
            ATTENDEE="ATTENDEE;PARTSTAT=TENTATIVE;CN=Jane:MAILTO:jane@example.org",
        )
    ),
    "with a length and no end": calendar(
        "COMMENT:After lunch?",
        "DURATION:PT45M",
        method="METHOD:COUNTER",
        DTSTART="DTSTART;TZID=Asia/Bangkok:20270304T110000",
        DTEND="",
        ATTENDEE="ATTENDEE;PARTSTAT=TENTATIVE:mailto:jane@example.org",
    ),
}


@pytest.mark.parametrize("program", COUNTERS)
def test_another_time_is_understood_however_it_is_proposed(program: str) -> None:
    reply = read_reply(in_base64(COUNTERS[program], kind="text/calendar; method=COUNTER"))
    assert (reply.is_counter, reply.answer, reply.comment) == (True, Answer.TENTATIVE, "After lunch?")
    assert reply.proposes == (datetime(2027, 3, 4, 4, tzinfo=UTC), datetime(2027, 3, 4, 4, 45, tzinfo=UTC))


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To"])
def test_the_token_is_read_where_a_list_has_changed_the_receiver(header: str) -> None:
    more = f"{header}: RSVP+{TOKEN.upper()}@example.org\r\n"
    assert read_reply(mail(calendar(ORGANIZER=""), to="somebody@example.org", more=more)).token == TOKEN


def test_without_a_token_anywhere_there_is_none() -> None:
    more = "In-Reply-To: <abc@convene.example.org>\r\n"
    reply = read_reply(mail(calendar(ORGANIZER="ORGANIZER:mailto:convene@example.org"), to="x@example.org", more=more))
    assert (reply.token, reply.in_reply_to) == ("", "<abc@convene.example.org>")


def test_another_time_is_proposed() -> None:
    body = calendar(method="METHOD:COUNTER", DTSTART="DTSTART:20270304T040000Z", DTEND="DTEND:20270304T044500Z")
    reply = read_reply(mail(body, kind="text/calendar; method=COUNTER"))
    assert reply.is_counter
    assert reply.proposes == (datetime(2027, 3, 4, 4, tzinfo=UTC), datetime(2027, 3, 4, 4, 45, tzinfo=UTC))


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b"", "no calendar file"),
        (b"From: x\r\n\r\nYes, I come.", "no calendar file"),
        (mail(calendar(method="METHOD:REQUEST")), "METHOD is “REQUEST”"),
        (mail(calendar(method="METHOD:CANCEL")), "METHOD is “CANCEL”"),
        (mail(calendar("ATTENDEE;PARTSTAT=DECLINED:mailto:ali@example.org")), "several people"),
        (mail(calendar(ATTENDEE="")), "for nobody"),
        (mail(calendar(ATTENDEE="ATTENDEE;PARTSTAT=DELEGATED:mailto:jane@example.org")), "“DELEGATED”"),
        (mail(calendar() + calendar()), "more than one calendar"),
        (mail(calendar(UID="")), None),
        (mail(calendar(), more="Auto-Submitted: auto-replied\r\n"), "automatic reply"),
        (b"x" * 1_000_001, "octets"),
        (mail("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"), None),
    ],
)
def test_what_is_no_answer_is_refused_in_a_sentence(bad: bytes, says: str | None) -> None:
    with pytest.raises(BadReply) as refused:
        read_reply(bad)
    assert says is None or says in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "broken",
    [
        {"DTSTAMP": "DTSTAMP:garbage"},
        {"DTSTAMP": "DTSTAMP:"},
        {"DTSTART": "DTSTART;TZID=Asia/Tokyo:00010101T000000"},
        {"DTEND": "DTEND:00010101T000000Z"},
        {"DTEND": "DURATION:P9999999999D"},
        {"DTEND": "DURATION:P999999D", "DTSTART": "DTSTART:99981231T000000Z"},
        {"DTEND": "DURATION:-PT1H"},
    ],
    ids=str,
)
def test_times_that_cannot_be_read_are_not_told(broken: dict[str, str]) -> None:
    reply = read_reply(mail(calendar(method="METHOD:COUNTER", **broken)))
    assert (reply.made_at is None) is ("DTSTAMP" in broken)
    assert (reply.proposes is None) is ("DTSTAMP" not in broken)


def test_what_no_database_takes_does_not_come_out() -> None:
    attendee = "ATTENDEE;PARTSTAT=DECLINED:mailto:j\x00a@x.org"
    reply = read_reply(mail(calendar("COMMENT:a\x00b", "COMMENT:second", ATTENDEE=attendee)))
    assert (reply.comment, reply.attendee) == ("ab", "ja@x.org")


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(noise: bytes) -> None:
    whole = mail(calendar("COMMENT:a", "COMMENT:b", method="METHOD:COUNTER"))
    parts = [b"SEQUENCE:2", b"20270301T101500Z", b"20270304T022000Z", b"PARTSTAT=ACCEPTED", b"COMMENT:a", UID.encode()]
    for tried in (noise, mail("") + noise, *(whole.replace(part, noise) for part in parts)):
        with contextlib.suppress(BadReply):
            read_reply(tried)
