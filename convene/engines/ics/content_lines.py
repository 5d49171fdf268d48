"""Content lines of RFC 5545 section 3.1: cleaning, escaping and folding of what stands in a calendar file."""

import re
from collections.abc import Iterable
from datetime import timedelta

# Word processors leave VT and FF where the writer broke a line. NEL, LS and PS end a line for some readers,
# which would take the rest of the text for a broken content line.
_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Strict readers refuse the whole file for one control character, and a lone surrogate cannot be encoded.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# vobject takes a continuation line of nothing but blanks (of any script) for the end of the property.
_LONG_BLANKS = re.compile(r"([^\S\n]{20})[^\S\n]+")
_BLANKS_AT_LINE_END = re.compile(r"[^\S\n]+(?=\n|$)")

_LONGEST_LINE = 75  # octets, without the line break (RFC 5545 3.1)


def several_lines(value: str) -> str:
    """`value` with `\\n` as its only line break and without what no calendar can hold."""
    value = _UNSPEAKABLE.sub("", _LINE_BREAKS.sub("\n", value))
    return _BLANKS_AT_LINE_END.sub("", _LONG_BLANKS.sub(r"\1", value)).strip("\n")


def one_line(value: str) -> str:
    """`value` on one line, its line breaks and runs of blanks made single blanks."""
    return " ".join(several_lines(value).split())


def comma_separated(value: str) -> str:
    """The lines of `value` on one line, with commas between them; those that ended in one get no second."""
    lines = (one_line(line).strip(", ") for line in several_lines(value).split("\n"))
    return ", ".join(line for line in lines if line)


def text(value: str) -> str:
    """`value`, already cleaned, as the value of a TEXT property (RFC 5545 3.3.11).

    Callers pass plain text, never escaped text: escaping twice would show backslashes to people.
    """
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def parameter(value: str) -> str:
    """`value`, already cleaned, as the value of a parameter: in quotes, and those in it told as RFC 6868 has it."""
    return '"' + value.replace("^", "^^").replace('"', "^'").replace("\n", "^n") + '"'


def duration(length: timedelta) -> str:
    """A length of whole seconds as a DURATION in one unit (RFC 5545 3.3.6): `P1D`, `PT1H`, `PT90M`."""
    seconds = int(length.total_seconds())
    for unit, start, end in ((86_400, "P", "D"), (3_600, "PT", "H"), (60, "PT", "M")):
        if seconds % unit == 0:
            return f"{start}{seconds // unit}{end}"
    return f"PT{seconds}S"


def file_of(lines: Iterable[str]) -> bytes:
    """The lines folded, in UTF-8 without a byte order mark, each ended by CRLF, the last one too."""
    return b"".join(_folded(line.encode()) + b"\r\n" for line in lines)


def _folded(line: bytes) -> bytes:
    """`line` cut into pieces of at most 75 octets, no character and no escape cut in two.

    RFC 5545 allows a cut inside an escape; a reader that unescapes before it unfolds would show a backslash.
    """
    if len(line) <= _LONGEST_LINE:
        return line
    pieces = []
    start, room = 0, _LONGEST_LINE
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:  # inside a character of several octets
            end -= 1
        piece = line[start:end]
        if (len(piece) - len(piece.rstrip(b"\\"))) % 2:  # the escaped character would stand on the next line
            end -= 1
        pieces.append(line[start:end])
        start, room = end, _LONGEST_LINE - 1  # the blank in front of a continuation is an octet too
    pieces.append(line[start:])
    return b"\r\n ".join(pieces)
