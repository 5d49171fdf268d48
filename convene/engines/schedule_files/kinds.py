"""What kind of file some bytes are, by what stands in them, not by a name; and what to do with each wrong kind."""

import io
import re
import zipfile
from enum import StrEnum

from convene.engines.schedule_files.decoding import decoded, refuse_large
from convene.engines.schedule_files.remarks import Remarks, UnreadableSchedule

_LOOK_FOR_HTML = 20
_JSON = re.compile(r"""\{\s*["}]|\[\s*[\[\]{"0-9tfn-]""")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_MOST_CONTROLS = 0.01
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


class Kind(StrEnum):
    JSON = "schedule.json"
    XML = "schedule.xml"
    WORKBOOK = "workbook"
    TEXT = "text"


def kind_of(content: bytes) -> Kind:
    """Raises UnreadableSchedule, with what to do instead, for files of which nothing can be read."""
    refuse_large(content)
    if content.startswith(b"PK"):
        return _refuse_other_zips(content)
    _refuse_binary(content)
    text = decoded(content, Remarks()).lstrip("\ufeff\x00 \t\r\n")
    if not text:
        raise UnreadableSchedule("The file is empty. Export it again from the program it comes from.")
    refuse_html(text)
    if text.startswith("{\\rtf"):
        raise UnreadableSchedule("The file is a text document. Copy the table in it and paste it, or save it as CSV.")
    if text.startswith("<"):
        return Kind.XML
    if _JSON.match(text[:200]):
        return Kind.JSON
    sample = text[:10_000]
    if len(_CONTROLS.findall(sample)) > max(20, _MOST_CONTROLS * len(sample)):
        raise UnreadableSchedule("The file is no table. Choose a file in CSV or XLSX, schedule.json or schedule.xml.")
    return Kind.TEXT


def is_table(content: bytes) -> bool:
    """Whether it is read as a table. Raises UnreadableSchedule, as `kind_of` does."""
    return kind_of(content) in {Kind.WORKBOOK, Kind.TEXT}


def refuse_html(text: str) -> None:
    if text[:_LOOK_FOR_HTML].lower().startswith(("<!doctype html", "<html", "<table", "<meta")):
        raise UnreadableSchedule(
            "The file is a web page, not a schedule. Save what its link to schedule.json or .xml gives, "
            "or copy the table on it and paste it.",
        )


def _refuse_other_zips(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            opened = names and archive.namelist()[0] == "mimetype"
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnreadableSchedule(
            "The file is a damaged workbook or archive. Save it again from where it comes from.",
        ) from error
    if "xl/workbook.xml" in names:
        return Kind.WORKBOOK
    if "xl/workbook.bin" in names or opened or any(name.startswith("Index/") for name in names):
        raise UnreadableSchedule(
            "The file is a spreadsheet in a format that is not read here. Save it as XLSX or as CSV.",
        )
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise UnreadableSchedule(
            "The file is a text document or a presentation. Copy the table in it and paste it.",
        )
    raise UnreadableSchedule("The file is an archive. Unpack it and choose the agenda in it, in CSV or XLSX.")


def _refuse_binary(content: bytes) -> None:
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableSchedule("The workbook is protected by a password. Save it without one.")
        raise UnreadableSchedule("The file is in an old format of Office. Save it as XLSX or as CSV.")
    if content[:1024].lstrip().startswith(b"%PDF"):
        raise UnreadableSchedule("The file is a PDF. Choose the spreadsheet it was made from, or paste its table.")
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        raise UnreadableSchedule("The file is a picture. Choose the spreadsheet or the text that it shows.")
