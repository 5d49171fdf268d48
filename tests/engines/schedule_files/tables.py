"""Tables to try, and how they read in a few words."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from convene.engines.schedule_files import TableContext, TableReading, read_pasted, read_table, understand_table

_ROOT = Path(__file__).parents[3]
_PLACES = [above / "shared" / "cases" for above in _ROOT.parents[:2]]  # a worktree stands one deeper
CASES = next((place for place in _PLACES if place.exists()), _PLACES[0])

FORUM = TableContext("Europe/Paris", date(2024, 3, 7), date(2024, 3, 8), "Water Forum")
ONE_DAY = TableContext("Europe/Paris", date(2024, 3, 7), date(2024, 3, 7), "Water Day")


def agenda_of_case(name: str) -> bytes:
    path = CASES / name / "agenda.csv"
    if not path.exists():
        pytest.skip(f"no {name}/agenda.csv in ../shared/cases")
    return path.read_bytes()


def read_csv(text: str, context: TableContext = FORUM, **given: Any) -> TableReading:
    return understand_table(read_table(text.encode()), context, **given)


def read_text(text: str, context: TableContext = FORUM, **given: Any) -> TableReading:
    return understand_table(read_pasted(text), context, **given)


def workbook(
    *sheets: tuple[str, list[list[Any]]], merged: tuple[str, ...] = (), formats: dict[str, str] | None = None
) -> bytes:
    """`merged` and `formats` are of the last sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    for cell, shape in (formats or {}).items():
        sheet[cell].number_format = shape
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_xlsx(*sheets: tuple[str, list[list[Any]]], context: TableContext = FORUM, **made: Any) -> TableReading:
    return understand_table(read_table(workbook(*sheets, **made)), context)


def lines_of(reading: TableReading) -> list[str]:
    """`7 09:00-09:30 Title @Room [Person (Affiliation) role]`, in the order of the file."""
    ordered = sorted(reading.schedule.sessions, key=lambda session: reading.rows[session.guid])
    lines = []
    for session in ordered:
        ends_at = session.starts_at + timedelta(minutes=session.minutes)
        line = f"{session.day.day} {session.starts_at:%H:%M}-{ends_at:%H:%M} {session.title}"
        line += f" @{session.room}" if session.room else ""
        for person in session.persons:
            line += f" [{person.name}" + (f" ({person.affiliation})" if person.affiliation else "")
            line += ("" if person.role == "speaker" else f" {person.role}") + "]"
        lines.append(line)
    return lines


def problems_of(reading: TableReading) -> list[tuple[int, int | None, str, str | None]]:
    return [(problem.row, problem.column, str(problem), problem.correction) for problem in reading.problems]


def remarks_of(reading: TableReading) -> list[str]:
    return [f"{remark.where}: {remark}" if remark.where else str(remark) for remark in reading.remarks]


def assert_clean(reading: TableReading) -> None:
    assert problems_of(reading) == []
    assert remarks_of(reading) == []
