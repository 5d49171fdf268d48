"""An event says when people come, on its pages, in mails and in calendars."""

import re
from datetime import UTC, date, datetime, time
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from flask import Flask

from convene.events.errors import EndsBeforeItsHour
from convene.events.rules import has_no_hours_left, span_in_calendars
from tests.factories import agendas
from tests.factories.events import make_event
from tests.factories.registrations import make_open_event, make_registration
from tests.support.mail import sent_mails, text_of
from tests.support.visitor import Visitor

DAY, NEXT = date(2027, 3, 4), date(2027, 3, 5)
HOURS = {"from_time": time(8, 30), "until_time": time(17, 15)}


@pytest.mark.parametrize(
    ("ends_on", "from_time", "until_time", "span"),
    [
        (DAY, time(8, 30), time(17), (datetime(2027, 3, 4, 8, 30), datetime(2027, 3, 4, 17))),  # noqa: DTZ001
        (DAY, time(8, 30), None, (datetime(2027, 3, 4), datetime(2027, 3, 5))),  # noqa: DTZ001
        (DAY, None, None, (datetime(2027, 3, 4), datetime(2027, 3, 5))),  # noqa: DTZ001
        (NEXT, time(8, 30), time(17), (datetime(2027, 3, 4), datetime(2027, 3, 6))),  # noqa: DTZ001
    ],
)
def test_it_stands_in_calendars_by_its_hours_or_by_its_days(
    ends_on: date, from_time: time | None, until_time: time | None, span: tuple[datetime, datetime]
) -> None:
    assert span_in_calendars(DAY, ends_on, from_time, until_time, "Asia/Bangkok") == span


def test_an_hour_that_the_clocks_skip_leaves_the_day() -> None:
    spring = date(2027, 3, 28)
    span = span_in_calendars(spring, spring, time(2, 30), time(17), "Europe/Berlin")
    assert span == (datetime(2027, 3, 28), datetime(2027, 3, 29))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "zone", "dates"),
    [
        (DAY, "Asia/Bangkok", "20270304T013000Z/20270304T101500Z"),
        (date(2027, 3, 26), "Europe/Berlin", "20270326T073000Z/20270326T161500Z"),  # in winter
        (date(2027, 3, 29), "Europe/Berlin", "20270329T063000Z/20270329T151500Z"),  # in summer
    ],
)
def test_every_calendar_has_one_entry_with_the_hours(
    app: Flask, visitor: Visitor, day: date, zone: str, dates: str
) -> None:
    event = make_event(slug="forum", starts_on=day, ends_on=day, zone=zone, **HOURS)
    agendas.add_session(event, "Welcome", "09:00", day=day)
    agendas.publish(event)
    visitor.open("/e/forum/")
    assert visitor.tree.xpath("//*[@class='menu__choices']/li/b/text()") == ["The event as one entry", "Every session"]
    google = parse_qs(urlsplit(*visitor.tree.xpath("//a[contains(@href, 'calendar.google')]/@href")).query)
    assert google["dates"] == [dates]
    first, last = dates.split("/")
    for address in visitor.tree.xpath("//a[contains(@href, 'deeplink/compose')]/@href"):
        asked = parse_qs(urlsplit(address).query)
        assert [re.sub("[-:]", "", asked[name][0]) for name in ("startdt", "enddt")] == [first, last]
        assert "allday" not in asked
    visitor.follow_link("Apple, Thunderbird and others (.ics file)")
    (entry,) = icalendar.Calendar.from_ical(visitor.response.get_data()).walk("VEVENT")
    assert f"{entry['DTSTART'].dt.astimezone(UTC):%Y%m%dT%H%M%SZ}" == first
    assert f"{entry['DTEND'].dt.astimezone(UTC):%Y%m%dT%H%M%SZ}" == last
    assert entry["SUMMARY"] == "Regional Network Forum"


def test_before_the_agenda_is_published_no_calendar_is_promised_its_sessions(app: Flask, visitor: Visitor) -> None:
    make_event(slug="forum")
    assert "Every session" not in visitor.open("/e/forum/").text
    assert "The event, and its sessions once they are published" in visitor.text


def test_only_an_event_of_one_day_can_end_before_it_begins() -> None:
    assert has_no_hours_left(DAY, DAY, time(9), time(9))
    assert not has_no_hours_left(DAY, NEXT, time(9), time(8))
    assert not has_no_hours_left(DAY, DAY, time(9), None)


def test_the_hours_stand_on_the_page_in_the_mail_and_in_the_calendar(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="age-checks", ends_on=DAY, **HOURS)
    for path in ("/e/age-checks/", "/e/age-checks/register"):
        assert "08:30–17:15" in visitor.open(path).text
    make_registration(event.id, "jane@example.org")
    assert "08:30–17:15" in text_of(sent_mails("jane@example.org")[0])
    file = visitor.open("/e/age-checks/calendar.ics").response.get_data(as_text=True)
    assert "DTSTART;TZID=Asia/Bangkok:20270304T083000" in file
    assert "DTEND;TZID=Asia/Bangkok:20270304T171500" in file


def test_an_organiser_says_them_and_is_told_when_they_cannot_be(app: Flask, visitor: Visitor) -> None:
    make_event(slug="forum", ends_on=DAY)
    visitor.signed_in_as("noor@example.org").open("/organise/forum/settings")
    visitor.fill_in(from_time="9h30", until_time="8:00").press("Save", expect=422)
    assert str(EndsBeforeItsHour()) in visitor.text
    visitor.fill_in(from_time="9h30", until_time="12.15").press("Save")
    assert "09:30–12:15" in visitor.open("/e/forum/").text


@pytest.mark.parametrize(
    ("hour", "said"),
    [(7, "Today at 09:00, Thursday 4 March 2027"), (8, "Today at 09:00"), (9, "Under way, Thursday 4 March 2027")],
)
def test_an_event_is_under_way_from_its_first_hour_on(app: Flask, visitor: Visitor, hour: int, said: str) -> None:
    event = make_event(
        slug="forum", starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 4), from_time=time(9), until_time=time(17)
    )
    with time_machine.travel(datetime(2027, 3, 4, hour, 30 if hour == 8 else 0, tzinfo=ZoneInfo(event.zone))):
        visitor.signed_in_as("noor@example.org").open("/organise/forum/")
        assert said in visitor.text
        assert ("On now" in visitor.open("/").text) is (hour == 9)
