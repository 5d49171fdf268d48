"""Lists that leave as files: cells that no spreadsheet takes for a formula.

A cell that begins with = + - @, a tab or a line break is run as a formula by the programs that open it (OWASP, "CSV
injection"). A leading apostrophe makes it text, and is what those programs themselves write for that.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask import Response
from werkzeug.utils import secure_filename

DANGEROUS_BEGINNINGS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "|",
    "%",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)


def safe_cell(value: object) -> object:
    """The value as it may stand in a cell. Numbers stay numbers, text that looks like a formula becomes text."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return "'" + text if text.lstrip(" \u00a0").startswith(DANGEROUS_BEGINNINGS) else text


def csv_file(name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> Response:
    """A CSV download, UTF-8 with the byte-order mark without which Excel guesses wrong."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe_cell(head) for head in heads])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return attachment("\ufeff" + text.getvalue(), f"{name}.csv", "text/csv; charset=utf-8")


LONGEST_CELL = 32_767
#: What XML cannot hold, and so no workbook.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def workbook_file(name: str, title: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> Response:
    """The same as XLSX: one sheet called `title`, its headings kept in sight."""
    from openpyxl import Workbook  # heavy: only where a workbook is asked for

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "1")
    sheet.freeze_panes = "B2"
    for row in (heads, *rows):
        sheet.append([_cell_of_workbook(cell) for cell in row])
    body = io.BytesIO()
    workbook.save(body)
    return attachment(
        body.getvalue(), f"{name}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


def _cell_of_workbook(value: object) -> object:
    safe = safe_cell(value)
    return _NO_XML.sub("", safe)[:LONGEST_CELL] if isinstance(safe, str) else safe


def attachment(body: str | bytes, name: str, content_type: str) -> Response:
    """A file to keep, under a plain ASCII name, never opened in our origin."""
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{secure_filename(name) or "file"}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
