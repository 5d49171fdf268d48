"""Strict reading of a document: whatever cannot be meant is refused with its place."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

Reader = Callable[[object, str], Any]
"""Takes a value and the place at which it stands. Raises `BadProblem`."""
INFORMATION = ("id", "schema", "seed", "name", "event", "note")
"""Keys of a problem that tell people something and an engine nothing."""


class BadProblem(ValueError):
    """A problem that cannot be meant. The message is a sentence that names the place."""


def shown(value: object) -> str:
    """A value as a refusal shows it."""
    return json.dumps(value)[:60]


def count(value: object, place: str) -> int:
    """A whole number, 0 or more."""
    if type(value) is not int or value < 0:  # bool is an int, and true is no number
        raise BadProblem(f"At {place} stands {shown(value)}. Give a whole number, 0 or more.")
    return value


def positive(value: object, place: str) -> int:
    """A whole number, 1 or more."""
    if type(value) is not int or value < 1:
        raise BadProblem(f"At {place} stands {shown(value)}. Give a whole number, 1 or more.")
    return value


def text(value: object, place: str) -> str:
    """A text."""
    if not isinstance(value, str):
        raise BadProblem(f"At {place} stands {shown(value)}. Give a text.")
    return value


def truth(value: object, place: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BadProblem(f"At {place} stands {shown(value)}. Give true or false.")
    return value


def anything(value: object, _place: str) -> object:
    """Whatever stands there."""
    return value


def or_none(reader: Reader) -> Reader:
    """What `reader` reads, or null."""
    return lambda value, place: None if value is None else reader(value, place)


def list_of(reader: Reader) -> Reader:
    """A list of what `reader` reads."""

    def read(value: object, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise BadProblem(f"At {place} stands {shown(value)}. Give a list.")
        return tuple(reader(one, f"{place}[{i}]") for i, one in enumerate(value))

    return read


def map_of(reader: Reader) -> Reader:
    """An object of what `reader` reads, by any keys."""

    def read(value: object, place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise BadProblem(f"At {place} stands {shown(value)}. Give an object.")
        return {key: reader(one, f"{place}.{key}") for key, one in value.items()}

    return read


def set_of_texts(value: object, place: str) -> frozenset[str]:
    """Texts, in no order."""
    return frozenset(list_of(text)(value, place))


def object_with(
    value: object, place: str, readers: Mapping[str, Reader], optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    """An object with these keys, each read by its reader; all but the `optional` ones must be there."""
    if not isinstance(value, dict):
        raise BadProblem(f"At {place} stands {shown(value)}. Give an object with the keys {', '.join(readers)}.")
    for key in value:
        if key not in readers:
            raise BadProblem(f"The key “{key}” at {place} is not known. Known are {', '.join(readers)}.")
    for key in readers:
        if key not in value and key not in optional:
            raise BadProblem(f"The key “{key}” is missing at {place}.")
    within = "" if place == "the problem" else f"{place}."
    return {key: readers[key](inner, f"{within}{key}") for key, inner in value.items()}


def refuse_twice(ids: list[str], place: str) -> None:
    """No id stands twice at a place."""
    seen: dict[str, int] = {}
    for i, one in enumerate(ids):
        if one in seen:
            raise BadProblem(f"The id “{one}” is given at {place}[{seen[one]}] and again at {place}[{i}].")
        seen[one] = i


def refuse_unknown(ids: Collection[str], things: Collection[str], place: str, kind: str) -> None:
    """Every id names something that there is."""
    for one in ids:
        if one not in things:
            raise BadProblem(f"At {place} stands “{one}”, and there is no such {kind}.")


def the_kind(kind: str, reads: str) -> Reader:
    """The word by which a document says what kind of problem it is; `reads`: what the one who reads it is called."""

    def read(value: object, place: str) -> object:
        if value != kind:
            raise BadProblem(f"At {place} stands {shown(value)}. This {reads} reads problems of the kind “{kind}”.")
        return value

    return read
