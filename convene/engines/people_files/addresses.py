"""E-mail addresses as they stand in cells: alone, in angle brackets behind a name, several, or slightly wrong."""

import re

from email_validator import EmailNotValidError, validate_email

_SIGN = r"[^\s<>()\[\],;:\"'“”]"
_SIGN_OF_HOST = r"[^\s<>()\[\],;:\"'“”@]"
#: Bounded, so that no cell of one long word takes long; and whole: the end of a long one would be another.
ADDRESS = re.compile(rf"(?<!{_SIGN}){_SIGN}{{1,200}}@{_SIGN_OF_HOST}{{1,260}}(?!{_SIGN_OF_HOST})")
_WRITTEN_AT = re.compile(r"\s*(?:\(at\)|\[at\]|\{at\}|＠|\s+at\s+)\s*", re.IGNORECASE)
_WRITTEN_DOT = re.compile(r"\s*(?:\(dot\)|\[dot\]|\{dot\}|\s+dot\s+)\s*", re.IGNORECASE)
LONGEST = 320


def addresses_in(cell: str) -> list[str]:
    """The addresses in a cell, in their order, each once. Nothing where none is one."""
    found = [_valid(each.rstrip(".")) for each in ADDRESS.findall(cell[:2_000])]
    return list(dict.fromkeys(each for each in found if each))


def name_before(cell: str) -> str:
    """The name that stands before an address: `Jane Trần <jane@example.org>`."""
    found = ADDRESS.search(cell[:2_000])
    before = cell[: found.start()].strip(" \t\n<(\"'“”,;:-–") if found else ""
    return "" if before.casefold() in {"mailto", "e-mail", "email"} else before


def probably_meant(cell: str) -> str | None:
    """What somebody meant whose cell holds no address: `jane (at) example.org`, `jane@example,org`."""
    bare = cell.strip()[:LONGEST]
    for spelling in (
        _WRITTEN_DOT.sub(".", _WRITTEN_AT.sub("@", bare)),
        bare.replace(",", "."),
        bare.replace(" ", ""),
        _WRITTEN_DOT.sub(".", _WRITTEN_AT.sub("@", bare)).replace(" ", "").replace(",", "."),
    ):
        if found := addresses_in(spelling):
            return found[0]
    return None


def has_address(cell: str) -> bool:
    return "@" in cell and bool(addresses_in(cell))


def name_in(address: str) -> str:
    """A name made of an address: `jane.tran@example.org` is Jane Tran."""
    words = re.split(r"[._\-+0-9]+", address.partition("@")[0])
    return " ".join(word.capitalize() for word in words if word)


def key_of(address: str) -> str:
    return address.casefold()


def _valid(text: str) -> str:
    if len(text) > LONGEST:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return ""
