"""Reads a schedule file of either format; tells them apart by what stands in it, not by its name."""

import codecs
import json
import re
from dataclasses import dataclass

from convene.engines.schedule_files import schedule_json, schedule_xml
from convene.engines.schedule_files.remarks import Remark, Remarks, UnreadableSchedule
from convene.engines.schedule_files.schedule import Schedule
from convene.engines.schedule_files.understanding import understand

LARGEST_FILE = 20 * 1024 * 1024
_ENCODING_OF_XML = re.compile(rb"""\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_LOOK_FOR_HTML = 20
_READ_ENCODINGS = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252"}


@dataclass(frozen=True, slots=True)
class Reading:
    schedule: Schedule
    remarks: tuple[Remark, ...]
    """What was odd, and how it was understood, in the order of the file."""


def read(content: bytes) -> Reading:
    """Reads schedule.json or schedule.xml, in UTF-8, UTF-16 or UTF-32, with or without a byte-order mark.

    Raises UnreadableSchedule, and nothing else, where the file as a whole is none or is too large to be one.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableSchedule(
            "The file is larger than %(megabytes)d MB. Divide it, or export it without pictures.",
            megabytes=LARGEST_FILE // 2**20,
        )
    remarks = Remarks()
    text = _decoded(content, remarks).lstrip("\ufeff\x00 \t\r\n")
    if text[:_LOOK_FOR_HTML].lower().startswith(("<!doctype html", "<html")):
        raise UnreadableSchedule(
            "The file is a web page, not a schedule. Save what its link to schedule.json or .xml gives.",
        )
    if text.startswith("<"):
        file = schedule_xml.parse(text)
    elif text.startswith(("{", "[")):
        file = schedule_json.parse(text, remarks)
    elif not text:
        raise UnreadableSchedule("The file is empty. Export it again from the program it comes from.")
    else:
        raise UnreadableSchedule(
            "The file is neither schedule.json nor schedule.xml. Choose one of these two.",
        )
    return Reading(understand(file, remarks), remarks.all())


def _decoded(content: bytes, remarks: Remarks) -> str:
    """Half surrogate pairs pass here, and are taken out of each text later."""
    declared = _ENCODING_OF_XML.match(content)
    encoding: str = json.detect_encoding(content)  # by the byte-order mark, or by where the zero bytes stand
    if declared and encoding == "utf-8":
        encoding = _known_encoding(declared[1].decode("ascii"))
    try:
        return content.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        remarks.add("The file is not in UTF-8; it was read as Western European, some letters may be wrong.")
        return content.decode("cp1252", "replace")


def _known_encoding(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    return found if found in _READ_ENCODINGS else "utf-8"
