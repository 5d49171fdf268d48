"""Real schedule files of others, where they are. They are read in tests and copied nowhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from convene.engines.schedule_files import Schedule, read

_ROOT = Path(__file__).parents[2]
_PLACES = [above / "shared" for above in _ROOT.parents[:2]]  # a worktree stands one deeper
SHARED = next((place for place in _PLACES if place.exists()), _PLACES[0])
CAMP, DEMOCON = "frab-camp2019.json", "pretalx-democon.json"
ZONES = {CAMP: "Europe/Berlin", DEMOCON: "Europe/Amsterdam"}


def real_file(name: str, folder: str = "data/schedules") -> Path:
    """A file of ../shared/data/schedules, or of another folder there; the test is skipped where it is not."""
    if not (SHARED / folder / name).exists():
        pytest.skip(f"no reference file {name} in ../shared/{folder}")
    return SHARED / folder / name


def real_schedule(name: str) -> Schedule:
    """What the engine reads in a real file."""
    return read(real_file(name).read_bytes()).schedule


def raw_events(name: str) -> list[dict[str, Any]]:
    """Every event of a real schedule.json as it stands there, with its day, read by nothing of ours."""
    days = json.loads(real_file(name).read_bytes())["schedule"]["conference"]["days"]
    return [
        {**event, "day": day["date"], "room": room}
        for day in days
        for room, events in day["rooms"].items()
        for event in events
    ]
