"""29: a list of people that is a bomb, a page, a script or a million rows is refused in a sentence; nobody comes in."""

import io

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.engines.people_files import MOST_ROWS
from convene.registration.models import Registration
from tests.engines.schedule_files.hostile_workbooks import BEGIN, END, ENTITIES, SHEET, bomb, with_sheet
from tests.factories.registrations import make_open_event
from tests.support.visitor import Visitor

IMPORT = "/organise/forum/people/import"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: bomb(SHEET, 120), "larger than what is read here"),
        (lambda: with_sheet(ENTITIES), "document type or entities"),
        (lambda: with_sheet(BEGIN + b"<row/>" * 1_000_001 + END), "larger than what is read here"),
        (lambda: b"<!doctype html><script>alert(1)</script>", "web page"),
        (lambda: b"PK\x03\x04nonsense", "damaged"),
        (lambda: b"%PDF-1.7", "PDF"),
        (lambda: b'{"schedule": {}}', "no table"),
        (lambda: ("Name\n" + "".join(f"P {n}\n" for n in range(MOST_ROWS + 5))).encode(), "Divide it"),
    ],
    ids=["bomb", "entities", "a million rows", "html", "zip", "pdf", "json", "too many people"],
)
def test_it_is_refused_in_a_sentence(app: Flask, visitor: Visitor, make, says: str) -> None:  # type: ignore[no-untyped-def]
    make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open(IMPORT)
    token = visitor.tree.xpath("//main//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, "file": (io.BytesIO(make()), "people.xlsx")}
    visitor.post(IMPORT, data, expect=422, content_type="multipart/form-data")
    assert says in visitor.text
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0


def test_markup_and_odd_characters_of_a_list_are_text(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open(IMPORT)
    row = '"<img src=x onerror=alert(1)>",a@example.org,"</script><b>x","=1+1"'
    visitor.fill_in(pasted=f"Name,Email,Organisation,<script>\n{row}\nB\u202eob,b@example.org,,\x00x\n")
    visitor.press("Read it").press("Bring them in")
    visitor.open("/organise/forum/people/?column=organisation&column=told:<script>")
    page = visitor.response.get_data(as_text=True)
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "\u202e" not in page
    names = db.session.scalars(select(Registration.name)).all()
    assert sorted(names) == ["<img src=x onerror=alert(1)>", "Bob"]
