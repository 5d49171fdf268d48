"""Readers that know nothing of us find in every kind of file what was written, each hour at the right instant."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.support.calendar_files import calendar_files, differences, zone_files
from tests.support.calendar_readers import READERS, libical
from tests.support.calendar_server import CalendarServer, calendar_server, entries_of, found_between

FILES = list(calendar_files())


def reader_or_skip(name: str) -> None:
    if name == "libical" and libical() is None:
        pytest.skip("no libical on this machine: apt-get install libical3")


def test_each_case_has_a_name_of_its_own() -> None:
    assert len({file.name for file in FILES}) == len(FILES)


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_finds_in_every_file_what_was_written(reader: str) -> None:
    reader_or_skip(reader)
    assert [line for file in FILES for line in differences(reader, file, READERS[reader](file.body))] == []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalendarServer]:
    with calendar_server(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.mark.long  # it starts a server, and asks it three hundred times
def test_a_calendar_server_takes_every_file_and_finds_each_hour_where_it_is(server: CalendarServer) -> None:
    problems = []
    for number, file in enumerate(FILES):
        calendar = server.put(str(number), file.body)
        # An entry in a calendar is no message any more.
        kept = replace(file, entries=tuple(replace(entry, method="") for entry in file.entries))
        problems += differences("Radicale", kept, entries_of(calendar))
        for entry in file.entries:
            if isinstance(entry.starts, datetime) and isinstance(entry.ends, datetime):
                moment = timedelta(seconds=1)
                asked = {
                    (entry.starts - moment, entry.starts): False,
                    (entry.starts, entry.starts + moment): True,
                    (entry.ends - moment, entry.ends): True,
                    (entry.ends, entry.ends + moment): False,
                }
                problems += [
                    f"{file.name}: {begins} to {ends}"
                    for (begins, ends), is_there in asked.items()
                    if (entry.uid in found_between(calendar, begins, ends)) is not is_there
                ]
    assert problems == []


@pytest.mark.long  # a minute, and the files above have every kind of rule
@pytest.mark.parametrize("reader", READERS)
def test_a_reader_finds_sessions_in_every_zone_at_the_right_instant(reader: str) -> None:
    reader_or_skip(reader)
    assert [line for file in zone_files() for line in differences(reader, file, READERS[reader](file.body))] == []


@pytest.mark.long  # a minute; of one year, since it reads zones through vobject, which reads those of all years above
def test_a_calendar_server_finds_sessions_in_every_zone_at_the_right_instant(server: CalendarServer) -> None:
    problems = []
    for number, file in enumerate(each for each in zone_files() if "2027" in each.name):
        calendar = server.put(f"zones-{number}", file.body)
        for starts in sorted({entry.starts for entry in file.entries if isinstance(entry.starts, datetime)}):
            shall = {entry.uid for entry in file.entries if entry.starts == starts}
            before = found_between(calendar, starts - timedelta(seconds=1), starts)
            found = found_between(calendar, starts, starts + timedelta(seconds=1)) - before
            problems += [f"{file.name}: {uid} at {starts}" for uid in found ^ shall]
    assert problems == []
