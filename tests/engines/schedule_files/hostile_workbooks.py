"""Workbooks that no spreadsheet program would write."""

import io
import zipfile
from collections.abc import Callable

from tests.engines.schedule_files.tables import workbook

GOOD = workbook(("Agenda", [["Start", "End", "Title"], ["9:00", "10:00", "Opening"], ["10:00", "11:00", "Panel"]]))
SHEET = "xl/worksheets/sheet1.xml"


def changed(content: bytes, change: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> bytes:
    """A workbook with other parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in more:
            new.writestr(name, part)
    return written.getvalue()


def with_sheet(part: bytes) -> bytes:
    return changed(GOOD, lambda name, old: part if name == SHEET else old)


BEGIN = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
ENTITIES = BEGIN.replace(b"<worksheet", b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet') + END


def bomb(name: str, megabytes: int) -> bytes:
    """Zeros that pack to almost nothing."""
    return changed(GOOD, lambda part, old: b" " * (megabytes * 2**20) if part == name else old)
