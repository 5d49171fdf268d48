"""XLSX to grids of texts. The zip is looked at before it is opened: a workbook may claim, and hold, anything."""

import io
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from convene.engines.schedule_files.grid import MOST_COLUMNS, MOST_ROWS, Grid, Merged, too_many_rows
from convene.engines.schedule_files.remarks import UnreadableSchedule

MOST_PARTS = 5_000
LARGEST_UNPACKED = 100 * 2**20
"""Of all parts that are read together, as they really unpack; pictures are not read."""
MOST_TAGS = 1_000_000
MOST_SHEETS = 30
LONGEST_GAP = 10_000
"""Empty rows after which nothing more is looked for: a cell in the last row of a sheet makes no table."""
_READ = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/[^/]+\.rels|xl/worksheets/[^/]+\.xml")
_MERGED = re.compile(
    rb'<(?:[A-Za-z0-9]+:)?mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)
_MOST_MERGED = 20_000
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (a wall time)


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    is_hidden: bool
    grid: Grid


def sheets_of(content: bytes) -> Iterator[Sheet]:
    """Each sheet of a workbook, one after the other; raises UnreadableSchedule where it is none, or too much."""
    from openpyxl import load_workbook  # heavy: only where there is a workbook

    parts = _checked(content)
    try:
        workbook = load_workbook(io.BytesIO(_packed(parts)), read_only=True, data_only=True, keep_links=False)
        worksheets = workbook.worksheets[:MOST_SHEETS]
    except Exception as error:
        raise _damaged() from error
    for worksheet in worksheets:
        try:
            rows = list(_rows(worksheet))
            merged = _merged(parts.get(str(getattr(worksheet, "_worksheet_path", "")).lstrip("/"), b""))
        except UnreadableSchedule:
            raise
        except Exception as error:
            raise _damaged() from error
        yield Sheet(str(worksheet.title), worksheet.sheet_state != "visible", Grid.of(rows, merged))


def _damaged() -> UnreadableSchedule:
    return UnreadableSchedule(
        "The workbook is damaged. Open it in the program that it comes from and save it again as XLSX, or as CSV.",
    )


def _checked(content: bytes) -> dict[str, bytes]:
    """The parts that hold sheets, unpacked within limits; names twice, document types and entities are refused."""
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if _READ.fullmatch(info.filename)]
            if len(archive.infolist()) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
                raise _too_large()
            for info in infos:
                with archive.open(info) as part:
                    parts[info.filename] = part.read(LARGEST_UNPACKED - sum(map(len, parts.values())) + 1)
                if sum(map(len, parts.values())) > LARGEST_UNPACKED:
                    raise _too_large()
    except RuntimeError as error:  # of zipfile, for a password
        raise UnreadableSchedule("The workbook is protected by a password. Save it without one.") from error
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, EOFError, OSError, NotImplementedError) as error:
        if isinstance(error, UnreadableSchedule):
            raise
        raise _damaged() from error
    if sum(part.count(b"<") for part in parts.values()) > MOST_TAGS:
        raise _too_large()
    if any(_is_hostile(part) for part in parts.values()):
        raise UnreadableSchedule(
            "The workbook holds a document type or entities, which no program for spreadsheets writes. "
            "Save the table as CSV.",
        )
    return parts


def _is_hostile(part: bytes) -> bool:
    """XML that declares entities, or is in an encoding in which that could not be seen."""
    return b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part or b'encoding="utf-7' in part[:200].lower()


def _too_large() -> UnreadableSchedule:
    return UnreadableSchedule(
        "The workbook is larger than what is read here. Copy the rows that you need into a new workbook.",
    )


def _packed(parts: dict[str, bytes]) -> bytes:
    """A workbook of only what was looked at: openpyxl sees no other part, and nothing unpacks a second time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _rows(worksheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers; empty ones are skipped, so that a sheet formatted to its end is not too long."""
    worksheet.reset_dimensions()  # a sheet may say that it is smaller than it is
    filled, last = 0, 0
    for number, values in enumerate(worksheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        cells = ["" if value is None else cell_text(value) for value in values]
        if any(cells):
            filled, last = filled + 1, number
            if filled > MOST_ROWS:
                raise too_many_rows()
            yield number, cells
        elif number - last > LONGEST_GAP:
            return


def cell_text(value: object) -> str:
    """Dates and times as ISO writes them; a whole number without `.0`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        rounded = _EPOCH.replace(hour=value.hour, minute=value.minute, second=value.second) + timedelta(seconds=30)
        return f"{rounded:%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}" if minutes >= 0 else str(value)
    if isinstance(value, float):
        return _number_text(value)
    return str(value)[:100]


def _moment_text(value: datetime) -> str:
    value = (value.replace(tzinfo=None) + timedelta(seconds=30)).replace(second=0, microsecond=0)
    if value.year < 1901:  # a time alone, or a duration of more than a day: Excel counts both from its first day
        minutes = (value - _EPOCH) // timedelta(minutes=1)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"


def _number_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"


def _merged(part: bytes) -> list[Merged]:
    found = []
    for match in _MERGED.finditer(part):
        left, top, right, bottom = _column(match[1]), int(match[2]), _column(match[3]), int(match[4])
        with suppress(ValueError):
            found.append(Merged(top, left, bottom, right))
        if len(found) >= _MOST_MERGED:
            break
    return found


def _column(letters: bytes) -> int:
    """From 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
