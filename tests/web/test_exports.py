import csv
import io

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from convene.web.exports import attachment, csv_file, safe_cell


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "|calc",
        "%0A",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        '=HYPERLINK("https://evil.example","x")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_no_cell_becomes_a_formula(typed: str) -> None:
    assert str(safe_cell(typed)).startswith("'")


@pytest.mark.parametrize("value", ["Jane", "3 = 3", "a-b", "", "jane@example.org", "'quoted'", "ü", 3, -3, 2.5, True])
def test_what_is_harmless_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) == value


def test_nothing_is_an_empty_cell() -> None:
    assert safe_cell(None) == ""


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_whatever_is_typed_is_one_cell_that_reads_back(cells: list[str]) -> None:
    app = Flask("test")
    with app.test_request_context():
        body = csv_file("people", ["Name"] * len(cells), [cells]).get_data().decode("utf-8-sig", "surrogatepass")
    rows = list(csv.reader(io.StringIO(body, newline="")))
    assert len(rows) == 2
    read = [cell.removeprefix("'") if not original.startswith("'") else cell
            for cell, original in zip(rows[1], cells, strict=True)]  # fmt: skip
    assert read == cells


def test_heads_are_cells_too(app: Flask) -> None:
    with app.test_request_context():
        assert csv_file("people", ["=1+1"], []).get_data(as_text=True) == "\ufeff'=1+1\r\n"


@pytest.mark.parametrize("name", ["../../etc/passwd", 'a"; filename="b.html', "a\r\nSet-Cookie: x=1", "", "ü/ö"])
def test_a_file_is_kept_under_a_plain_name_whatever_it_is_called(app: Flask, name: str) -> None:
    with app.test_request_context():
        said = attachment("x", name, "text/csv").headers["Content-Disposition"]
    assert said.startswith('attachment; filename="')
    assert not set(said.removeprefix('attachment; filename="').removesuffix('"')) & set('/\\"\r\n;')
