"""Every zone that an event may choose is read back at the right instant."""

# ruff: noqa: DTZ001 (wall times have no zone of their own)

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from convene.engines.ics import (
    BadItem,
    Item,
    build_download,
    spring_gap,
    why_not_a_time,
    zones_that_an_event_may_choose,
)
from convene.engines.ics.timezones import definition_of, observances_of
from tests.engines.ics.items import item
from tests.engines.ics.readers import by_outlook_rules, values_of
from tests.support.calendar_readers import by_icalendar, by_vobject

ALL_ZONES = zones_that_an_event_may_choose()
# Each is here for a rule that others do not have: half hours, negative daylight time, Ramadan, Fridays, hours
# outside of the day, a change at midnight, the southern hemisphere, no change at all.
PECULIAR_ZONES = (
    "Africa/Cairo Africa/Casablanca Africa/El_Aaiun America/Asuncion America/Havana America/Nuuk "
    "America/New_York America/Santiago America/St_Johns Antarctica/Troll Asia/Beirut Asia/Gaza "
    "Asia/Jerusalem Asia/Kathmandu Asia/Kolkata Asia/Tehran Asia/Tokyo Atlantic/Azores "
    "Australia/Lord_Howe Australia/Sydney Europe/Berlin Europe/Dublin Europe/London Pacific/Apia "
    "Pacific/Auckland Pacific/Chatham Pacific/Easter UTC"
)
SOME_ZONES = sorted({*PECULIAR_ZONES.split(), *ALL_ZONES[::35]})


def instant(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def items_at(walls: Iterator[datetime], zone: str) -> list[Item]:
    """An item of ninety minutes at each wall time, those left out that the clocks skip."""
    hours = ((wall, wall + timedelta(minutes=90)) for wall in walls)
    return [
        item(uid=f"{starts:%Y%m%dT%H%M}", zone=zone, starts=starts, ends=ends)
        for starts, ends in hours
        if not why_not_a_time(starts, zone) and not why_not_a_time(ends, zone)
    ]


def assert_all_readers_agree(items: list[Item], zone: str) -> None:
    expected = sorted((instant(one.starts, zone), instant(one.ends, zone)) for one in items)
    file = build_download(items)
    assert [(entry.starts, entry.ends) for entry in by_icalendar(file)] == expected, "icalendar"
    assert [(entry.starts, entry.ends) for entry in by_vobject(file)] == expected, "vobject"
    assert by_outlook_rules(file) == expected, "Outlook’s rules"


@pytest.mark.parametrize("zone", SOME_ZONES)
def test_winter_and_summer_are_read_back_at_the_right_instant(zone: str) -> None:
    walls = (datetime(year, month, 15, 9, 30) for year in range(2024, 2031) for month in (1, 7))
    assert_all_readers_agree(items_at(walls, zone), zone)


@pytest.mark.long  # 40 seconds, and the zones above have every kind of rule
@pytest.mark.parametrize("zone", ALL_ZONES)
def test_every_zone_is_read_back_at_the_right_instant(zone: str) -> None:
    days = [datetime(2024, 1, 15) + timedelta(days=30 * n, hours=9.5) for n in range(84)]
    changes = [day + timedelta(hours=h) for day in days_of_change(zone) for h in (-2, 0.5, 3, 12, 24)]
    assert_all_readers_agree(items_at(iter({*days, *changes}), zone), zone)


def days_of_change(zone: str) -> list[datetime]:
    """The midnights of 2024 to 2030 after which the offset changes within a day."""
    rules = ZoneInfo(zone)
    midnights = [datetime(2024, 1, 1) + timedelta(days=n) for n in range(7 * 365)]
    next_day = timedelta(days=1)
    return [
        day
        for day in midnights
        if day.replace(tzinfo=rules).utcoffset() != (day + next_day).replace(tzinfo=rules).utcoffset()
    ]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "Europe/Dublin", "Asia/Kolkata"])
def test_the_definition_alone_says_the_right_offset(zone: str) -> None:
    walls = (datetime(year, month, 15, 9, 30) for year in (1975, 2026, 2045) for month in (1, 7))
    items = [one for one in items_at(walls, zone) if one.starts.year != 1975 or zone == "Asia/Kolkata"]
    (component,) = Calendar.from_ical(build_download(items)).walk("VTIMEZONE")
    rules = component.to_tz(lookup_tzid=False)
    for one in items:
        assert one.starts.replace(tzinfo=rules).astimezone(UTC) == instant(one.starts, zone)


@pytest.mark.parametrize(
    "footer",
    [
        "<-04>4<-03>,M9.1.6/24,M4.1.6/24",  # Santiago: the hour after the first Saturday
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",  # Nuuk: the hour before the last Sunday
        "EET-2EEST,M4.5.5/0,M10.5.4/24",  # Cairo
        "IST-2IDT,M3.4.4/26,M10.5.0",  # Jerusalem
        "EST5EDT,0/0,J365/25",  # daylight time for ever
        "EST5EDT",  # daylight time of unknown days
        "",
        "TZif",
    ],
)
def test_a_rule_that_rrule_cannot_say_gives_no_definition(footer: str) -> None:
    assert observances_of(footer) == ()


def test_the_greater_offset_is_daylight_time_even_in_ireland() -> None:
    standard, daylight = observances_of("IST-1GMT0,M10.5.0,M3.5.0/1")
    assert (standard.kind, standard.name, standard.offset) == ("STANDARD", "GMT", timedelta(0))
    assert (daylight.kind, daylight.name, daylight.offset) == ("DAYLIGHT", "IST", timedelta(hours=1))
    assert standard.onset(2026) == datetime(2026, 10, 25, 2)
    assert daylight.onset(2026) == datetime(2026, 3, 29, 1)


def test_minutes_and_west_of_greenwich_are_written_with_their_sign() -> None:
    standard, daylight = observances_of("NST3:30NDT,M3.2.0,M11.1.0")
    assert "TZOFFSETTO:-0330" in list(standard.lines())
    assert "TZOFFSETTO:-0230" in list(daylight.lines())
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU" in list(daylight.lines())


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "GMT", "EST", "CET", "Europe/Kiev", "US/Eastern", "Etc/GMT+5"])
def test_only_a_current_name_of_a_place_becomes_a_tzid(zone: str) -> None:
    file = build_download([item(zone=zone)])
    assert values_of(file, "TZID") == []
    assert values_of(file, "DTSTART") == [f":{instant(datetime(2026, 7, 1, 10), zone):%Y%m%dT%H%M%SZ}"]


@pytest.mark.parametrize("zone", ["America/Santiago", "Asia/Gaza", "America/Nuuk"])
def test_a_zone_without_a_definition_is_written_in_utc(zone: str) -> None:
    assert definition_of(zone) is None
    assert values_of(build_download([item(zone=zone)]), "TZID") == []


def test_a_time_for_which_the_present_rules_are_wrong_is_written_in_utc() -> None:
    # New York’s clocks went forward in April until 2006; the definition has the rule of today.
    then = item(uid="then", zone="America/New_York", starts=datetime(2006, 3, 20, 9), ends=datetime(2006, 3, 20, 10))
    now = item(uid="now", zone="America/New_York")
    file = build_download([then, now])
    assert values_of(file, "DTSTART")[-2:] == [":20060320T140000Z", ";TZID=America/New_York:20260701T100000"]
    assert values_of(build_download([then]), "TZID") == []


def test_a_time_before_the_definition_begins_is_written_in_utc() -> None:
    file = build_download([item(starts=datetime(1969, 1, 20, 21), ends=datetime(1969, 1, 20, 22))])
    assert values_of(file, "DTSTART") == [":19690120T200000Z"]


@given(st.sampled_from(ALL_ZONES), st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1)))
def test_at_any_time_of_any_zone_a_reader_finds_the_right_instant_or_the_time_is_refused(
    zone: str, wall: datetime
) -> None:
    wall = wall.replace(microsecond=0)
    if why_not_a_time(wall, zone):
        with pytest.raises(BadItem):
            build_download([item(zone=zone, starts=wall, ends=wall + timedelta(days=1))])
        return
    after = wall + timedelta(days=1)
    if why_not_a_time(after, zone) or instant(after, zone) <= instant(wall, zone):
        return
    file = build_download([item(zone=zone, starts=wall, ends=after)])
    assert by_outlook_rules(file) == [(instant(wall, zone), instant(after, zone))]


def test_the_first_of_the_two_autumn_hours_is_meant_unless_the_second_is_said() -> None:
    twice = {"starts": datetime(2026, 10, 25, 2, 15), "ends": datetime(2026, 10, 25, 2, 45)}
    second = {key: wall.replace(fold=1) for key, wall in twice.items()}
    for said, hour in ((item(**twice), "00"), (item(**twice, fold=1), "01"), (item(**second), "01")):
        # In UTC, both: libical takes the first for the second.
        file = build_download([said])
        assert values_of(file, "DTSTART") + values_of(file, "DTEND") == [
            f":20261025T{hour}1500Z",
            f":20261025T{hour}4500Z",
        ]


def test_an_event_that_begins_when_the_autumn_hour_is_over_keeps_its_zone() -> None:
    file = build_download([item(starts=datetime(2026, 10, 25, 3), ends=datetime(2026, 10, 25, 4))])
    assert values_of(file, "DTSTART")[-1] == ";TZID=Europe/Berlin:20261025T030000"


def test_an_event_from_the_first_into_the_second_autumn_hour_is_written_in_utc() -> None:
    file = build_download([item(starts=datetime(2026, 10, 25, 2, 30), ends=datetime(2026, 10, 25, 2, 15, fold=1))])
    assert values_of(file, "DTSTART") + values_of(file, "DTEND") == [":20261025T003000Z", ":20261025T011500Z"]


def test_a_time_that_the_clocks_skip_is_told_with_the_way_out() -> None:
    assert why_not_a_time(datetime(2026, 3, 29, 2, 30), "Europe/Berlin") == (
        "On 29 March 2026 the clocks in Europe/Berlin go from 02:00 to 03:00, so there is no 02:30. "
        "Choose a time before 02:00 or from 03:00 on."
    )
    assert spring_gap(datetime(2026, 10, 4, 2, 29, 59), "Australia/Lord_Howe") == (
        datetime(2026, 10, 4, 2),
        datetime(2026, 10, 4, 2, 30),
    )


@pytest.mark.parametrize(
    "wall", [datetime(2026, 3, 29, 1, 59, 59), datetime(2026, 3, 29, 3), datetime(2026, 10, 25, 2)]
)
def test_times_beside_the_gap_and_in_autumn_are_times(wall: datetime) -> None:
    assert why_not_a_time(wall, "Europe/Berlin") is None


def test_an_unknown_zone_is_told_with_an_example() -> None:
    assert why_not_a_time(datetime(2026, 7, 1), "Mars/Base") == (
        "“Mars/Base” is not in the time zone database. Choose the zone of a place, such as Europe/Berlin."
    )


def test_an_event_may_choose_current_places_and_utc() -> None:
    assert {"UTC", "Europe/Oslo", "Europe/Kyiv", "Asia/Kolkata", "America/Argentina/Ushuaia"} <= set(ALL_ZONES)
    assert list(ALL_ZONES) == sorted(ALL_ZONES)
    assert set(ALL_ZONES) <= {*available_timezones(), "UTC"}
    assert len(ALL_ZONES) > 400


@pytest.mark.parametrize("name", ["GMT", "CET", "Europe/Kiev", "Asia/Calcutta", "US/Eastern", "Etc/UTC", "Japan"])
def test_an_event_may_not_choose_former_or_fixed_names(name: str) -> None:
    assert name not in ALL_ZONES
