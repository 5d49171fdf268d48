"""The agenda on A3 for the wall: rooms across, time down, a day on a sheet, read from two metres."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any

from flask_babel import gettext as _

from convene.programme.printing.agenda import by_day, time_in_list
from convene.programme.printing.papers import Printable, frame_of, session_on_paper
from convene.programme.showing.agenda import ShownDay, ShownSession
from convene.web.typesetting import pdf_of, words_in

#: More rooms across leave no space for titles that are read from afar: the others are on another sheet.
MOST_ROOMS_ON_A_SHEET = 6


def agenda_for_wall(agenda: Printable) -> bytes:
    """About 2.5 s of one core for 350 sessions in twelve rooms: each sheet is tried in several sizes."""
    frame = frame_of(agenda)
    rooms = [room.name for room in agenda.structure.rooms]
    data = {
        **frame,
        "sheets": [sheet for day in by_day(agenda).days for sheet in _sheets(day, rooms)],
    }
    return pdf_of("wall.typ", data, words_in(data), made_at=agenda.made_at)


def _sheets(day: ShownDay, rooms: Sequence[str]) -> list[dict[str, Any]]:
    """The sheets of one day. One thing after the other is a list, and so is a day on which two sessions are in one
    room at one time: they have no place on a grid."""
    there = [one for slot in day.slots for one in slot.sessions if not one.is_for_all]
    used = [name for name in rooms if any(one.room == name for one in there)]
    elsewhere = [_("Elsewhere")] if any(one.room is None for one in there) else []
    places = [*used, *elsewhere]
    cells = _cells(day, places)
    if not day.is_parallel or cells is None:
        return [{"title": day.title, "part": "", "rooms": [], "times": [time_in_list(slot) for slot in day.slots]}]
    parts = ceil(len(places) / MOST_ROOMS_ON_A_SHEET)
    across = ceil(len(places) / parts)
    sheets = []
    for number, first in enumerate(range(0, len(places), across), start=1):
        columns = range(first, min(first + across, len(places)))
        sheets.append(
            {
                "title": day.title,
                "part": _("Sheet %(number)s of %(sheets)s", number=number, sheets=parts) if parts > 1 else "",
                "rooms": [places[column] for column in columns],
                "slots": [slot.time for slot in day.slots],
                "cells": [
                    {**cell, "column": 0 if cell["is_across"] else cell["column"] - first}
                    for cell in cells
                    if cell["is_across"] or cell["column"] in columns
                ],
            }
        )
    return sheets


def _cells(day: ShownDay, places: Sequence[str]) -> list[dict[str, Any]] | None:
    """Where each session lies: a row for each time at which something begins, a column for each room.

    None where two would lie on each other.
    """
    starts = [datetime.fromisoformat(slot.starts) for slot in day.slots]
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, slot in enumerate(day.slots):
        for one in slot.sessions:
            rows = sum(start < datetime.fromisoformat(one.ends) for start in starts[row:])
            column = _column(one, places)
            columns = range(len(places)) if one.is_for_all else [column]
            lies_on = {(row + down, across) for down in range(rows) for across in columns}
            if lies_on & taken:
                return None
            taken |= lies_on
            session = session_on_paper(one)
            cells.append({"row": row, "rows": rows, "column": column, "is_across": one.is_for_all, "session": session})
    return cells


def _column(one: ShownSession, places: Sequence[str]) -> int:
    if one.is_for_all:
        return 0
    return places.index(one.room) if one.room in places else len(places) - 1
