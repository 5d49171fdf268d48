"""Lists that leave as files: cells that no spreadsheet takes for a formula.

A cell that begins with = + - @, a tab or a line break is run as a formula by the programs that open it (OWASP, "CSV
injection"). A leading apostrophe makes it text, and is what those programs themselves write for that.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

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


#: The types under which the two are served.
CSV = "text/csv; charset=utf-8"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_of(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV, UTF-8 with the byte-order mark without which Excel guesses wrong."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe_cell(head) for head in heads])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def csv_file(name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> Response:
    """The same as a download."""
    return attachment(csv_of(heads, rows), f"{name}.csv", CSV)


LONGEST_CELL = 32_767
#: What XML cannot hold, and so no workbook.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


#: When a workbook or a folder of files was made, as it says itself.
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def workbook_of(title: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """The same as XLSX: one sheet called `title`, its headings kept in sight."""
    from openpyxl import Workbook  # heavy: only where a workbook is asked for

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "1")
    sheet.freeze_panes = "B2"
    for row in (heads, *rows):
        sheet.append([_cell_of_workbook(cell) for cell in row])
    body = io.BytesIO()
    workbook.save(body)
    return body.getvalue()


def workbook_file(name: str, title: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> Response:
    """The same as a download."""
    return attachment(workbook_of(title, heads, rows), f"{name}.xlsx", WORKBOOK)


def workbook_made_at(workbook: bytes, made_at: datetime) -> bytes:
    """The same workbook as if it had been made at that instant: what says the same has the same bytes."""
    at = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return zip_of(((each, _MODIFIED.sub(rb"\g<1>" + at, parts.read(each))) for each in parts.namelist()), made_at)


def zip_of(files: Iterable[tuple[str, bytes]], made_at: datetime) -> bytes:
    """Files in a ZIP, each by its path, in this order and all of one moment: the same files are the same bytes.

    Who makes a path sees to it that it leads nowhere else.
    """
    body = io.BytesIO()
    at = made_at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as folder:
        for path, content in files:
            about = zipfile.ZipInfo(path, at)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o644 << 16  # without it some systems unpack what nobody may read
            about.create_system = 3  # Unix, whichever system makes it
            folder.writestr(about, content)
    return body.getvalue()


def _cell_of_workbook(value: object) -> object:
    safe = safe_cell(value)
    return _NO_XML.sub("", safe)[:LONGEST_CELL] if isinstance(safe, str) else safe


def attachment(body: str | bytes, name: str, content_type: str) -> Response:
    """A file to keep, under a plain ASCII name, never opened in our origin."""
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{secure_filename(name) or "file"}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
