"""Cells of the list of registrations that a spreadsheet program would run as formulas are text."""

import csv
import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from convene.audit.queries import lines_of
from convene.database import db
from convene.permissions.catalogue import Role
from convene.spelling import clean_line
from tests.factories.agendas import add_room, add_session, publish, put_on_stage
from tests.factories.events import give
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

FORMULAS = [
    "=HYPERLINK(\"x\")", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "|cmd", "%0A=1",
    "\uff1d1+1", "\uff0b1", "=cmd|' /C calc'!A0", "\"=1", "'=1",
]  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS, ids=ascii)
def test_no_cell_of_the_file_is_a_formula(app: Flask, visitor: Visitor, formula: str) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id, name=formula, organisation=formula)
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/").press("Download as CSV")
    response = visitor.response
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    heads, row = csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"), newline=""))
    assert heads[:4] == ["Name", "Organisation", "Country", "E-mail address"]
    for cell in row:
        assert not cell.lstrip(" \u00a0\t\r\n").startswith(("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b"))
    assert row[3] == "jane@example.org"


@pytest.mark.parametrize("formula", FORMULAS, ids=ascii)
def test_no_cell_of_an_agenda_is_a_formula(app: Flask, visitor: Visitor, formula: str) -> None:
    event = make_open_event(slug="forum")
    room_id = add_room(event, clean_line(formula))
    session_id = add_session(event, clean_line(formula), "10:00", room_id=room_id, abstract=formula, subtitle=formula)
    put_on_stage(event, session_id, clean_line(formula))
    publish(event)
    text = visitor.open("/e/forum/agenda.csv").response.get_data().decode("utf-8-sig")
    _heads, row = csv.reader(io.StringIO(text, newline=""))
    body = visitor.open("/e/forum/agenda.xlsx").response.get_data()
    cells = next(load_workbook(io.BytesIO(body)).active.iter_rows(min_row=2))
    assert "f" not in {cell.data_type for cell in cells}  # a formula
    for cell in [*row, *(str(cell.value or "") for cell in cells)]:
        assert not cell.lstrip(" \u00a0\t\r\n").startswith(("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b"))


def test_the_download_leaves_a_line_in_the_log_and_is_for_those_who_may(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id)
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/").press("Download as CSV")
    assert "registration.note_export" in [line.what for line in db.session.scalars(lines_of(event.id))]
    give(event, "desk@example.org", Role.FRONT_DESK)
    at_the_desk = visitor.another().signed_in_as("desk@example.org").open("/organise/forum/people/")
    assert "Jane Trần" in at_the_desk.text
    assert "Download as CSV" not in at_the_desk.text
    token = at_the_desk.open("/account").tree.xpath("string(//input[@name='csrf_token']/@value)")
    at_the_desk.post("/organise/forum/people/registrations.csv", {"csrf_token": token}, expect=403)
