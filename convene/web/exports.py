"""Lists that leave as files: cells that no spreadsheet takes for a formula.

A cell that begins with = + - @, a tab or a line break is run as a formula by the programs that open it (OWASP, "CSV
injection"). A leading apostrophe makes it text, and is what those programs themselves write for that.
"""

import csv
import io
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


def attachment(body: str | bytes, name: str, content_type: str) -> Response:
    """A file to keep, under a plain ASCII name, never opened in our origin."""
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{secure_filename(name) or "file"}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
