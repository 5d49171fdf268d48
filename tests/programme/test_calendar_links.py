"""The forms of the large calendars on the web, filled in by their addresses."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convene.programme.showing.calendar_links import LONGEST_URL, Occasion, ways_into_calendars

PAGE = "https://convene.example.org/e/forum/sessions/ABCDEF"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
STARTS = datetime(2027, 3, 4, 9, 20, tzinfo=UTC)


def links(one: Occasion) -> dict[str, str]:
    return {
        urlsplit(each.url).netloc: each.url for each in ways_into_calendars(one, f"{PAGE}.ics") if each.is_elsewhere
    }


def test_each_is_told_the_instants_in_utc(app: Flask) -> None:
    with app.test_request_context():
        one = Occasion("Water & care", STARTS, STARTS + timedelta(minutes=45), PAGE, "Ballroom, Bangkok", "About nets.")
        found = {host: parse_qs(urlsplit(url).query) for host, url in links(one).items()}
    assert found["calendar.google.com"]["dates"] == ["20270304T092000Z/20270304T100500Z"]
    for host in ("outlook.live.com", "outlook.office.com"):
        assert found[host]["startdt"] == ["2027-03-04T09:20:00Z"]
        assert found[host]["enddt"] == ["2027-03-04T10:05:00Z"]
    assert (found["calendar.yahoo.com"]["st"], found["calendar.yahoo.com"]["et"]) == (
        ["20270304T092000Z"],
        ["20270304T100500Z"],
    )


def test_days_are_told_as_days(app: Flask) -> None:
    with app.test_request_context():
        found = links(Occasion("Forum", date(2027, 3, 4), date(2027, 3, 5), PAGE))
    assert "dates=20270304%2F20270306" in found["calendar.google.com"]
    assert "dur=allday" in found["calendar.yahoo.com"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXT, place=TEXT, words=st.text(st.characters(exclude_categories=["Cs"]), max_size=2_000))
def test_none_is_too_long_and_none_has_a_plus_for_a_blank(app: Flask, title: str, place: str, words: str) -> None:
    one = Occasion(title, STARTS, STARTS + timedelta(hours=1), PAGE, place, words)
    with app.test_request_context():
        for url in links(one).values():
            assert len(url) <= LONGEST_URL
            assert "+" not in url
            assert quote(PAGE, safe="") in url, "what is cut off stands there"
