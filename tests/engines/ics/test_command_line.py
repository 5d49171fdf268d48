"""`python -m convene.engines.ics` reads JSON and says where it cannot."""

import json
import subprocess
import sys
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from convene.engines.ics import BadItem, Feed, Status, build_download, build_feed
from convene.engines.ics.__main__ import calendar_file_of
from tests.engines.ics.items import item

SESSION: dict[str, Any] = {
    "uid": "session-5f0c@convene.example",
    "sequence": 2,
    "changed_at": "2026-05-04T08:30:15Z",
    "starts": "2026-07-01T10:00",
    "ends": "2026-07-01T11:30",
    "zone": "Europe/Berlin",
    "summary": "Opening",
}


def run(text: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "convene.engines.ics"]
    return subprocess.run(command, input=text.encode(), capture_output=True, timeout=30, check=False)


def test_a_list_of_items_becomes_a_download() -> None:
    done = run(json.dumps([SESSION]))
    assert (done.returncode, done.stderr, done.stdout) == (0, b"", build_download([item()]))


def test_an_unknown_key_ends_with_a_sentence() -> None:
    done = run(json.dumps([SESSION, {**SESSION, "colour": "red"}]))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("The key “colour” at [1] is not known. Known are uid, sequence,")


def test_a_named_object_becomes_a_feed() -> None:
    day = {
        **SESSION,
        "starts": "2026-07-01",
        "ends": "2026-07-02",
        "status": "TENTATIVE",
        "transparent": True,
        "categories": ["Plenary"],
    }
    feed = Feed(
        "Agenda",
        (
            item(
                starts=date(2026, 7, 1),
                ends=date(2026, 7, 2),
                status=Status.TENTATIVE,
                transparent=True,
                categories=("Plenary",),
            ),
        ),
        refresh=timedelta(minutes=15),
    )
    assert calendar_file_of({"name": "Agenda", "refresh": 900, "items": [day]}) == build_feed(feed)


def test_the_second_autumn_hour_can_be_said() -> None:
    starts, ends = "2026-10-25T02:15", "2026-10-25T02:45"
    second = item(starts=datetime.fromisoformat(starts), ends=datetime.fromisoformat(ends), fold=1)
    assert calendar_file_of([{**SESSION, "starts": starts, "ends": ends, "fold": 1}]) == build_download([second])


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("Opening", "At the feed there is no object with keys."),
        (["Opening"], "At [0] there is no object with keys."),
        ({"items": []}, "The key “name” is missing at the feed."),
        ({"name": "A", "items": {}}, "The key “items” at the feed holds {}. Give a list."),
        (
            {"name": "A", "items": [], "refresh": 10**15},
            "The key “refresh” at the feed holds 1000000000000000.",
        ),
        (
            {"name": "A", "items": [{**SESSION, "sequence": True}]},
            "The key “sequence” at items[0] holds true. Give a",
        ),
        ([{**SESSION, "summary": None}], "The key “summary” at [0] holds null. Give text."),
        (
            [{**SESSION, "starts": "soon"}],
            'The key “starts” at [0] holds "soon". Give a day such as 2026-06-01',
        ),
        ([{**SESSION, "changed_at": 7}], "The key “changed_at” at [0] holds 7. Give a time with its offset"),
        (
            [{**SESSION, "status": "MAYBE"}],
            'The key “status” at [0] holds "MAYBE". Give one of CONFIRMED, TENT',
        ),
        ([{**SESSION, "categories": "A"}], 'The key “categories” at [0] holds "A". Give a list of texts.'),
    ],
)
def test_the_place_of_a_mistake_is_named(document: object, sentence: str) -> None:
    with pytest.raises(BadItem) as refusal:
        calendar_file_of(document)
    assert str(refusal.value).startswith(sentence)


def test_what_is_not_json_ends_with_a_sentence() -> None:
    assert run("{").stderr.decode().startswith("This is not JSON: ")
