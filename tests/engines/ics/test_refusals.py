"""What cannot become a right file is refused with a sentence."""

# ruff: noqa: DTZ001 (wall times have no zone of their own)

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from convene.engines.ics import BadItem, Feed, build_download, build_feed
from tests.engines.ics.items import item

HERE = "The item “session-5f0c@convene.example” "


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": datetime(2026, 7, 1, 10)}, HERE + "does not end later than it starts."),
        ({"ends": datetime(2026, 7, 1, 10, 0, 0, 7)}, HERE + "does not end later than it starts."),
        (
            {"starts": date(2026, 7, 1), "ends": date(2026, 7, 1)},
            HERE + "does not end later than it starts. `ends` is the day after the last.",
        ),
        (
            {"ends": date(2026, 7, 2)},
            HERE + "has a time at one end, a day at the other. Give two times or two days.",
        ),
        (
            {"starts": datetime(2026, 7, 1, tzinfo=UTC)},
            HERE + "has a time with a zone of its own. Give wall times; `zone` says which.",
        ),
        (
            {"zone": "Mars/Base"},
            HERE + "has no zone. “Mars/Base” is not in the time zone database. "
            "Choose the zone of a place, such as Europe/Berlin.",
        ),
        (
            {"starts": datetime(2026, 3, 29, 2, 30)},
            HERE + "has a time that does not exist. On 29 March 2026 the clocks in Europe/Berlin go from 02:00 to "
            "03:00, so there is no 02:30. Choose a time before 02:00 or from 03:00 on.",
        ),
        (
            {"changed_at": datetime(2026, 5, 4)},
            HERE + "was changed at a time without a zone. Give `changed_at` with one.",
        ),
        ({"sequence": -1}, HERE + "has the sequence -1. Count from 0."),
        ({"fold": 2}, HERE + "has the fold 2. Give 0 for the first hour, 1 for the second."),
        ({"starts": datetime(26, 7, 1)}, HERE + "has a year before 1900 or after 2999."),
        ({"summary": " \n\x00"}, HERE + "has no summary. Give the title that people see in their calendar."),
        (
            {"url": "javascript:alert(1)"},
            HERE + "has the address “javascript:alert(1)”. Give one that begins with https://.",
        ),
    ],
)
def test_a_bad_item_is_refused_with_its_reason(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadItem) as refusal:
        build_download([item(**changes)])
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("uid", ["", "x" * 256, "a\nb", "a\x00b", " a", "a\u2028b"])
def test_a_uid_is_given_as_one_short_line(uid: str) -> None:
    with pytest.raises(BadItem, match="Give 1 to 255 characters on one line"):
        build_download([item(uid=uid)])


def test_a_uid_of_255_characters_is_taken() -> None:
    assert build_download([item(uid="x" * 255)])


def test_two_items_cannot_have_one_uid() -> None:
    with pytest.raises(BadItem, match="Two items have the uid"):
        build_download([item(), item(summary="Closing")])


@pytest.mark.parametrize("zone", ["", "../../etc/passwd", "/etc/localtime", "Europe", "europe/berlin", "Europe/B\x00"])
def test_a_name_that_is_no_zone_reads_no_file(zone: str) -> None:
    with pytest.raises(BadItem, match="is not in the time zone database"):
        build_download([item(zone=zone)])


@pytest.mark.parametrize("name", ["", " ", "\x00"])
def test_a_feed_has_a_name(name: str) -> None:
    with pytest.raises(BadItem, match="The feed has no name"):
        build_feed(Feed(name, ()))


@pytest.mark.parametrize("refresh", [timedelta(0), timedelta(hours=-1), timedelta(milliseconds=1500)])
def test_a_feed_is_refreshed_after_whole_seconds(refresh: timedelta) -> None:
    with pytest.raises(BadItem, match="whole seconds"):
        build_feed(Feed("Agenda", (), refresh=refresh))
