"""`python -m convene.engines.schedule_files` says of every kind of file what it holds."""

import io
import sys
from types import SimpleNamespace

import pytest

from convene.engines.schedule_files.__main__ import main
from tests.engines.schedule_files.samples import SMALL_XML

TABLE = b"Date,Start,End,Title\n7 March,9:00,10:00,Opening\n8 March,soon,10:00,Panel\n"
OF_EVENT = ("--zone", "Asia/Bangkok", "--first-day", "2024-03-07", "--last-day", "2024-03-08", "--title", "Forum")


def run(monkeypatch: pytest.MonkeyPatch, content: bytes, *arguments: str) -> tuple[int, str]:
    """The exit status, and what was written to standard output."""
    out = SimpleNamespace(buffer=io.BytesIO())
    monkeypatch.setattr(sys, "argv", ["schedule_files", *arguments])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    monkeypatch.setattr(sys, "stdout", out)
    return main(), out.buffer.getvalue().decode()


def test_a_table_is_checked_with_what_it_leaves_out(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, TABLE, "check", *OF_EVENT) == (
        0,
        "Forum: 1 sessions, 0 rooms, 2 days, 1 problems, 0 remarks\n",
    )
    said = capsys.readouterr().err
    assert "column 1 “Date”: date\n" in said
    assert "row 3: “soon” is no time. Write it as 09:30 or 1:00 PM.\n" in said


def test_a_table_becomes_a_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    status, written = run(monkeypatch, TABLE, "to-json", *OF_EVENT)
    assert status == 0
    assert '"date": "2024-03-07T09:00:00+07:00"' in written


def test_a_schedule_is_checked_with_and_without_options(monkeypatch: pytest.MonkeyPatch) -> None:
    for options in ((), OF_EVENT):
        status, written = run(monkeypatch, SMALL_XML, "check", *options)
        assert (status, written) == (0, "Water Forum: 1 sessions, 2 rooms, 1 days, 0 remarks\n")


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        ((), 1, "neither schedule.json nor schedule.xml"),
        (("--zone", "Asia/Bangkok"), 2, "both --zone and --first-day"),
        (("--zone", "Nowhere", "--first-day", "2024-03-07"), 2, "a zone that is known"),
        ((*OF_EVENT, "--sheet", "x"), 0, "row 3"),
    ],
)
def test_what_is_missing_is_said(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    assert run(monkeypatch, TABLE, "check", *options)[0] == status
    assert said in capsys.readouterr().err
