"""Whole files beside their expected text, and the properties that named readers depend on."""

# ruff: noqa: DTZ001 (wall times have no zone of their own)

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from convene.engines.ics import Feed, Status, build_download, build_feed
from tests.engines.ics.items import item
from tests.engines.ics.readers import lines_of, values_of
from tests.support.calendar_readers import by_icalendar, by_vobject

DOWNLOAD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Convene//Convene//EN
CALSCALE:GREGORIAN
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:session-5f0c@convene.example
SEQUENCE:2
DTSTAMP:20260504T083015Z
LAST-MODIFIED:20260504T083015Z
DTSTART;TZID=Europe/Berlin:20260701T100000
DTEND;TZID=Europe/Berlin:20260701T113000
SUMMARY:Opening: words\\, deeds\\; and what follows
LOCATION:Room 2\\, Old Mill\\, Ghent
DESCRIPTION:Bring a question.\\nAnd an answer.\\n\\nhttps://convene.example/e/
 water/sessions/OPEN
URL:https://convene.example/e/water/sessions/OPEN
CATEGORIES:Plenary,Water\\, soil
STATUS:CONFIRMED
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""

FEED = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Convene//Convene//EN
CALSCALE:GREGORIAN
X-WR-CALNAME:Water\\, Soil & Bread
NAME:Water\\, Soil & Bread
X-WR-CALDESC:The agenda.
DESCRIPTION:The agenda.
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VEVENT
UID:day@convene.example
SEQUENCE:0
DTSTAMP:20260504T083015Z
LAST-MODIFIED:20260504T083015Z
DTSTART;VALUE=DATE:20260701
DTEND;VALUE=DATE:20260703
SUMMARY:Two days
STATUS:TENTATIVE
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:online@convene.example
SEQUENCE:3
DTSTAMP:20260504T083015Z
LAST-MODIFIED:20260504T083015Z
DTSTART:20260701T100000Z
DTEND:20260701T113000Z
SUMMARY:Cancelled: Opening
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"""


def test_a_download_is_this_text() -> None:
    session = item(
        summary="Opening: words, deeds; and what follows",
        location="Room 2,\nOld Mill\n\nGhent",
        description="Bring a question.\r\nAnd an answer.\n",
        url="https://convene.example/e/water/sessions/OPEN",
        categories=("Plenary", "Water, soil"),
    )
    assert build_download([session]).decode() == DOWNLOAD.replace("\n", "\r\n")


def test_a_feed_is_this_text() -> None:
    day = item(
        uid="day@convene.example",
        sequence=0,
        starts=date(2026, 7, 1),
        ends=date(2026, 7, 3),
        summary="Two days",
        status=Status.TENTATIVE,
        transparent=True,
    )
    online = item(uid="online@convene.example", sequence=3, zone="UTC", status=Status.CANCELLED)
    feed = Feed("Water, Soil & Bread", (online, day), "The agenda.")
    assert build_feed(feed).decode() == FEED.replace("\n", "\r\n")


def test_a_download_opens_no_second_calendar_and_is_no_invitation() -> None:
    names = {line.partition(":")[0].partition(";")[0] for line in lines_of(build_download([item()]))}
    assert names.isdisjoint({"METHOD", "X-WR-CALNAME", "NAME", "ORGANIZER", "ATTENDEE", "REFRESH-INTERVAL"})
    assert "BEGIN:VALARM" not in lines_of(build_download([item()]))


def test_the_calendars_own_lines_come_first_then_zones_then_events() -> None:
    items = (item(), item(uid="2", zone="Asia/Kolkata"), item(uid="3", zone="UTC"))
    begins = [line for line in lines_of(build_feed(Feed("Agenda", items))) if line.startswith(("BEGIN", "X-", "TZID"))]
    assert begins == [
        "BEGIN:VCALENDAR",
        "X-WR-CALNAME:Agenda",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Kolkata",
        "BEGIN:STANDARD",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:STANDARD",
        "BEGIN:DAYLIGHT",
        "BEGIN:VEVENT",
        "BEGIN:VEVENT",
        "BEGIN:VEVENT",
    ]


def test_equal_items_in_any_order_give_equal_bytes() -> None:
    items = [item(uid=f"{n}", starts=datetime(2026, 7, 1, 10 - n % 3)) for n in range(6)]
    assert build_download(items) == build_download(items[::-1])
    assert build_feed(Feed("Agenda", tuple(items))) == build_feed(Feed("Agenda", tuple(items[::-1])))
    moved_clock = item(changed_at=datetime(2026, 5, 4, 10, 30, 15, tzinfo=timezone(timedelta(hours=2))))
    assert build_download([moved_clock]) == build_download([item()])


def test_events_stand_in_the_order_in_which_they_begin() -> None:
    late_in_berlin = item(uid="1")
    early_in_tokyo = item(uid="2", zone="Asia/Tokyo", ends=datetime(2026, 7, 1, 12))
    assert values_of(build_download([late_in_berlin, early_in_tokyo]), "UID") == [":2", ":1"]


def test_an_empty_agenda_is_still_a_whole_calendar() -> None:
    for file in (build_feed(Feed("Agenda", ())), build_download([])):
        assert values_of(file, "TZID") == [":Etc/UTC"]
        assert by_icalendar(file) == by_vobject(file) == []


def test_a_cancelled_item_says_so_in_the_readers_language_and_leaves_the_time_free() -> None:
    cancelled = item(status=Status.CANCELLED)
    file = build_feed(Feed("Agenda", (cancelled,)), cancelled_prefix="Abgesagt: ")
    assert values_of(file, "SUMMARY") == [":Abgesagt: Opening"]
    assert values_of(file, "STATUS") == [":CANCELLED"]
    assert values_of(file, "TRANSP") == [":TRANSPARENT"]


@pytest.mark.parametrize(
    ("refresh", "written"),
    [
        (timedelta(hours=1), "PT1H"),
        (timedelta(minutes=90), "PT90M"),
        (timedelta(days=2), "P2D"),
        (timedelta(hours=26), "PT26H"),
        (timedelta(seconds=61), "PT61S"),
    ],
)
def test_the_time_until_the_next_visit_is_a_duration(refresh: timedelta, written: str) -> None:
    file = build_feed(Feed("Agenda", (item(),), refresh=refresh))
    assert values_of(file, "REFRESH-INTERVAL") == [f";VALUE=DURATION:{written}"]
    assert values_of(file, "X-PUBLISHED-TTL") == [f":{written}"]


def test_days_are_read_back_as_days() -> None:
    file = build_download([item(starts=date(2026, 3, 28), ends=date(2026, 3, 30))])
    for entry in (*by_icalendar(file), *by_vobject(file)):
        assert (entry.starts, entry.ends) == (date(2026, 3, 28), date(2026, 3, 30))
    assert values_of(file, "TZID") == []


def test_an_event_over_the_change_of_clocks_has_its_real_length() -> None:
    file = build_download([item(starts=datetime(2026, 3, 28, 18), ends=datetime(2026, 3, 29, 18))])
    for entry in (*by_icalendar(file), *by_vobject(file)):
        assert entry.starts == datetime(2026, 3, 28, 17, tzinfo=UTC)
        assert entry.ends == datetime(2026, 3, 29, 16, tzinfo=UTC)
