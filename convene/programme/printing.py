"""The published agenda on paper: A4 to read in the hand, A3 for the wall. Accessible PDF (PDF/UA-1).

Set by Typst from `templates/print/agenda.typ` (`web/typesetting.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from convene.programme.showing.agenda import ShownAgenda, ShownDay, ShownSession, ShownSlot
from convene.web.typesetting import pdf_of

#: So many sessions at one time have room on a page, whatever their titles.
MOST_ON_ONE_PAGE = 9


class Paper(StrEnum):
    """What an agenda is printed on."""

    HAND = "a4"  # a list, day by day
    WALL = "a3"  # a day on a sheet, rooms across


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on paper beside the agenda itself: all of it words."""

    title: str
    host: str
    where: str
    version: str
    address: str


def printed(agenda: ShownAgenda, sheet: Sheet, paper: Paper) -> bytes:
    """The agenda as PDF, in the language of the reader. About 0.05 s for a day, 0.3 s for 300 sessions."""
    data = {
        "paper": paper.value,
        "title": sheet.title,
        "host": sheet.host,
        "where": sheet.where,
        "version": sheet.version,
        "address": sheet.address,
        "words": {
            "cancelled": _("cancelled"),
            "nothing": _("No session has a time yet."),
            "online": _("What has changed since stands here:"),
            "room": _("Format and room"),
            "session": _("Session"),
            "time": _("Time"),
        },
        "tracks": [{"letter": track.letter, "name": track.name} for track in agenda.tracks],
        "days": [_day(day) for day in agenda.days],
    }
    return pdf_of("agenda.typ", data, _words_in(data))


def _day(day: ShownDay) -> dict[str, Any]:
    rooms = [room.name for room in day.rooms]
    cells = _cells(day, rooms)
    return {
        "title": day.title,
        "times": [_time(slot) for slot in day.slots],
        # Two sessions in one room at one time have no place on a grid: such a day is a list on the wall, too.
        "rooms": rooms if cells is not None else [],
        "slots": [slot.time for slot in day.slots],
        "cells": cells or [],
    }


def _time(slot: ShownSlot) -> dict[str, Any]:
    """What begins at one time, for the list. Where all of it lasts as long, the time says until when, and it alone."""
    spans = {one.time for one in slot.sessions}
    is_one_span = len(spans) == 1
    return {
        "time": next(iter(spans)) if is_one_span else slot.time,
        "sessions": [{**_session(one), **({"time": ""} if is_one_span else {})} for one in slot.sessions],
        # A time stands on one page, unless it fills more than that.
        "breakable": len(slot.sessions) > MOST_ON_ONE_PAGE,
    }


def _cells(day: ShownDay, rooms: list[str]) -> list[dict[str, Any]] | None:
    """Where each session lies: a row for each time at which something begins, a column for each room.

    None where two would lie on each other, or the day has no rooms across.
    """
    if not rooms:
        return None
    starts = [datetime.fromisoformat(slot.starts) for slot in day.slots]
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, slot in enumerate(day.slots):
        for one in slot.sessions:
            rows = sum(start < datetime.fromisoformat(one.ends) for start in starts[row:])
            column = 0 if one.is_across else rooms.index(one.room) if one.room in rooms else len(rooms) - 1
            columns = len(rooms) if one.is_across else 1
            places = {(row + down, column + across) for down in range(rows) for across in range(columns)}
            if places & taken:
                return None
            taken |= places
            cells.append({"row": row, "rows": rows, "column": column, "columns": columns, "session": _session(one)})
    return cells


def _session(one: ShownSession) -> dict[str, Any]:
    return {
        "title": one.title,
        "lang": _language(one.lang),
        "time": one.time,
        "room": one.room or "",
        "format": one.format,
        "people": one.people or "",
        "track": one.track.letter if one.track else "",
        "pause": one.is_break,
        "cancelled": one.is_cancelled,
    }


def _language(lang: str | None) -> str | None:
    """As Typst takes it: two or three letters."""
    primary = (lang or "").split("-")[0].lower()
    return primary if 2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha() else None


def _words_in(told: object) -> Iterator[str]:
    """Every text of the data, however deep it lies."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for each in told.values() if isinstance(told, dict) else told:
            yield from _words_in(each)
