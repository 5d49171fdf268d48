"""Addresses in one cell: `jane@example.org; Bo Li <bo@example.org>`, parted by anything that stands in no address."""

import re

from email_validator import EmailNotValidError, validate_email

MOST_ADDRESSES = 200
_LONGEST_CELL = 20_000
_CANDIDATE = re.compile(r"[^\s,;<>()\[\]|/\"]+@[^\s,;<>()\[\]|/\"]+")


def addresses_in(cell: str) -> tuple[str, ...] | None:
    """In the order of the cell. None where something stands there that is no address: whose is missing is unknown."""
    text = cell[:_LONGEST_CELL].replace("mailto:", " ")
    found = []
    for part in filter(None, map(str.strip, re.split(r"[;,|\n]", text))):
        candidates = _CANDIDATE.findall(part)
        if not candidates:
            return None
        found += candidates
    addresses = [_address(candidate) for candidate in found[:MOST_ADDRESSES]]
    return tuple(filter(None, addresses)) if all(addresses) else None


def _address(text: str) -> str | None:
    try:
        return validate_email(text.strip(".:"), check_deliverability=False).normalized
    except EmailNotValidError:
        return None
