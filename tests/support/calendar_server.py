"""Radicale, a calendar server, started on a port of its own, and asked as calendar programs ask it."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import caldav
import requests

from tests.support.calendar_files import Entry
from tests.support.calendar_readers import by_icalendar

PATIENCE = 20.0
#: A calendar is somebody's; this server asks nobody to prove who they are.
ANYBODY = ("jane", "any")


@dataclass(frozen=True)
class CalendarServer:
    """A running server. Everybody may write to it: it hears this machine alone."""

    url: str

    def put(self, name: str, file: bytes) -> caldav.Calendar:
        """Upload a whole file as a calendar, in the place of what stood there."""
        # A program that takes in an invitation keeps the entry without its METHOD (RFC 4791 4.1).
        kept = re.sub(rb"\r\nMETHOD:\w+", b"", file)
        url = f"{self.url}{ANYBODY[0]}/{name}/"
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        answer = requests.put(url, kept, headers=headers, auth=ANYBODY, timeout=PATIENCE)
        assert answer.ok, f"{answer.status_code} {answer.text}"
        return caldav.DAVClient(self.url, username=ANYBODY[0], password=ANYBODY[1]).calendar(url=url)


def entries_of(calendar: caldav.Calendar) -> list[Entry]:
    """All that stands in a calendar of the server, as it gives it out."""
    return [entry for event in calendar.events() for entry in by_icalendar(event.data.encode())]


def found_between(calendar: caldav.Calendar, begins: datetime, ends: datetime) -> set[str]:
    """The UIDs of what the server finds to take place between two instants."""
    found = calendar.search(start=begins, end=ends, event=True, expand=False)
    return {str(event.icalendar_component["UID"]) for event in found}


@contextmanager
def calendar_server(folder: Path) -> Iterator[CalendarServer]:
    """A server that keeps its calendars in `folder`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = folder / "radicale.log"
    options = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "none",
        "rights-type": "authenticated",
        "storage-filesystem-folder": str(folder / "calendars"),
        "storage-type": "multifilesystem_nolock",
        "web-type": "none",
    }
    command = [sys.executable, "-m", "radicale", "--config", "", *(f"--{name}={it}" for name, it in options.items())]
    with log.open("w") as lines, subprocess.Popen(command, stdout=lines, stderr=lines) as process:
        try:
            _wait_for(port, process, log)
            yield CalendarServer(f"http://127.0.0.1:{port}/")
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"Radicale did not start: {log.read_text()[-2000:]}")
