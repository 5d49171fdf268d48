"""An event says when people come, on its pages, in mails and in calendars."""

from datetime import date, datetime, time

import pytest
from flask import Flask

from convene.events.errors import EndsBeforeItsHour
from convene.events.rules import has_no_hours_left, span_in_calendars
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
    assert span_in_calendars(DAY, ends_on, from_time, until_time) == span


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
