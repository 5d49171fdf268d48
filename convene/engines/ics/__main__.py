"""`python -m convene.engines.ics < items.json > calendar.ics`

A JSON list of items makes a download; an object with `name` and `items` makes a feed. The keys are the fields
of `Item` and `Feed`; a day is `2026-06-01`, a wall time `2026-06-01T09:30`, `refresh` a number of seconds.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime, timedelta
from typing import Any

from convene.engines.ics.build import build_download, build_feed
from convene.engines.ics.item import BadItem, Feed, Item, Status

_TYPE_NAMES = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "an object"}


def main() -> int:
    """Read JSON from standard input, write the file to standard output. 2 when the input cannot be used."""
    try:
        calendar_file = calendar_file_of(json.loads(sys.stdin.buffer.read()))
    except (BadItem, UnicodeDecodeError, json.JSONDecodeError) as refusal:
        print(refusal if isinstance(refusal, BadItem) else f"This is not JSON: {refusal}.", file=sys.stderr)
        return 2
    sys.stdout.buffer.write(calendar_file)
    return 0


def calendar_file_of(document: object) -> bytes:
    """The calendar file that a JSON document describes. Raises `BadItem`, naming the place."""
    if isinstance(document, list):
        return build_download([item_of(one, f"[{i}]") for i, one in enumerate(document)])
    return build_feed(feed_of(document))


def feed_of(document: object) -> Feed:
    """A feed from a JSON object. Raises `BadItem`, naming the place."""
    values = _values(document, "the feed", Feed, _FEED_READERS)
    items = tuple(item_of(one, f"items[{i}]") for i, one in enumerate(values.pop("items")))
    return Feed(items=items, **values)


def item_of(document: object, place: str) -> Item:
    """An item from a JSON object. Raises `BadItem`, naming the place."""
    return Item(**_values(document, place, Item, _ITEM_READERS))


Reader = Callable[[object], Any]


def _values(document: object, place: str, kind: type[Item | Feed], readers: Mapping[str, Reader]) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise BadItem(f"At {place} there is no object with keys.")
    for key in document:
        if key not in readers:
            raise BadItem(f"The key “{key}” at {place} is not known. Known are {', '.join(readers)}.")
    for field in fields(kind):
        if field.default is MISSING and field.name not in document:
            raise BadItem(f"The key “{field.name}” is missing at {place}.")
    values = {}
    for key, value in document.items():
        try:
            values[key] = readers[key](value)
        except (ValueError, OverflowError) as error:
            raise BadItem(f"The key “{key}” at {place} holds {json.dumps(value)[:60]}. Give {error}.") from error
    return values


def _plain(kind: type) -> Reader:
    def read(value: object) -> object:
        if type(value) is not kind:  # bool is an int, and true is no sequence number
            raise ValueError(_TYPE_NAMES[kind])
        return value

    return read


def _read_day_or_time(value: object) -> date:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(str(value))
        except ValueError:
            continue
    raise ValueError("a day such as 2026-06-01 or a wall time such as 2026-06-01T09:30")


def _read_instant(value: object) -> datetime:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError("a time with its offset, such as 2026-06-01T09:30:00Z") from error


def _read_status(value: object) -> Status:
    try:
        return Status(str(value))
    except ValueError as error:
        raise ValueError("one of " + ", ".join(Status)) from error


def _read_words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError("a list of texts")
    return tuple(value)


_ITEM_READERS: dict[str, Reader] = {
    "uid": _plain(str),
    "sequence": _plain(int),
    "changed_at": _read_instant,
    "starts": _read_day_or_time,
    "ends": _read_day_or_time,
    "zone": _plain(str),
    "summary": _plain(str),
    "description": _plain(str),
    "location": _plain(str),
    "url": _plain(str),
    "status": _read_status,
    "transparent": _plain(bool),
    "categories": _read_words,
    "fold": _plain(int),
}
_FEED_READERS: dict[str, Reader] = {
    "name": _plain(str),
    "items": _plain(list),
    "description": _plain(str),
    "refresh": lambda value: timedelta(seconds=_plain(int)(value)),
}

if __name__ == "__main__":
    sys.exit(main())
