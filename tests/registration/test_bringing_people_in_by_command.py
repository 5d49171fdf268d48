"""`flask registrations import SLUG FILE`."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.registration.models import Registration
from tests.factories.registrations import make_open_event


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("Name,Email,Country\nสมชาย สุข,a@example.org,ไทย\nBo,b@example.org,Atlantis\n", encoding="utf-8")
    return path


def test_a_list_comes_in_by_command_and_a_second_time_changes_nothing(app: Flask, listed: Path) -> None:
    make_open_event(slug="forum")
    runner = app.test_cli_runner()
    first = runner.invoke(args=["registrations", "import", "forum", str(listed)])
    assert first.stdout == "2 new, 0 changed, 0 the same, 0 mailed\n"
    assert "rows 3: “Atlantis” is no country that we know" in first.stderr
    second = runner.invoke(args=["registrations", "import", "forum", str(listed)])
    assert second.stdout == "0 new, 0 changed, 2 the same, 0 mailed\n"


def test_rows_that_cannot_be_read_stop_it_unless_they_may_be_left_out(app: Flask, listed: Path) -> None:
    make_open_event(slug="forum")
    listed.write_text("Name,Email\nAnn,nowhere\nBo,b@example.org\n")
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["registrations", "import", "forum", str(listed)])
    assert refused.exit_code == 1
    assert "row 2: “nowhere” is no e-mail address" in refused.stderr
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0
    left = runner.invoke(args=["registrations", "import", "forum", str(listed), "--leave-out"])
    assert left.stdout.startswith("1 new")


@pytest.mark.parametrize(
    ("slug", "content", "says"),
    [
        ("nothing", b"Name\nAnn\n", "No event has the address /e/nothing/."),
        ("forum", b"%PDF-1.4", "The file is a PDF"),
        ("forum", b"just a sentence", "No people were found"),
        ("forum", None, "cannot be read"),
    ],
)
def test_what_cannot_be_brought_in_is_told_in_a_sentence(
    app: Flask, tmp_path: Path, slug: str, content: bytes | None, says: str
) -> None:
    make_open_event(slug="forum")
    path = tmp_path / "people.csv"
    if content is not None:
        path.write_bytes(content)
    result = app.test_cli_runner().invoke(args=["registrations", "import", slug, str(path)])
    assert result.exit_code == 1
    assert says in result.stderr
