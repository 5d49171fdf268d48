"""Bytes to text: files say in several ways, or not at all, which encoding they are in."""

import codecs
import json
import re

from convene.engines.schedule_files.remarks import Remarks, UnreadableSchedule

LARGEST_FILE = 20 * 1024 * 1024
_ENCODING_OF_XML = re.compile(rb"""\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_READ_ENCODINGS = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252"}


def refuse_large(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise UnreadableSchedule(
            "The file is larger than %(megabytes)d MB. Divide it, or export it without pictures.",
            megabytes=LARGEST_FILE // 2**20,
        )


def decoded(content: bytes, remarks: Remarks) -> str:
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
