"""The published agenda on paper: A4 to read in the hand, A3 for the wall. Accessible PDF (PDF/UA-1).

Set by Typst from `templates/print/agenda.typ`. What people typed reaches it as JSON and is never part of its source, so
`#read("/etc/passwd")` in a title is printed as it is. Fonts come from packages alone: the same on every machine.
"""

import importlib.util
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from convene.programme.showing.agenda import ShownAgenda, ShownDay, ShownSession, ShownSlot

log = logging.getLogger(__name__)

#: By the name of their package. Typst takes the first that has a letter.
FONTS = {
    "Noto Sans": "fontpkg_noto_sans",
    "Noto Sans Thai": "fontpkg_noto_sans_thai",
    "Noto Sans Khmer": "fontpkg_noto_sans_khmer",
    "Noto Sans Arabic": "fontpkg_noto_sans_arabic",
}
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
    import typst  # 80 MB that nobody loads who does not print

    locale = get_locale()
    data = {
        "paper": paper.value,
        "lang": locale.language if locale else "en",
        "rtl": bool(locale) and locale.text_direction == "rtl",
        "fonts": list(FONTS),
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
    root = Path(current_app.root_path) / "templates" / "print"

    def put_to_paper(standard: Literal["ua-1"] | None) -> bytes:
        return bytes(
            typst.compile(
                root / "agenda.typ",
                root=root,
                font_paths=list(_font_folders()),
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data)},
                pdf_standards=standard,
            )
        )

    try:
        return put_to_paper("ua-1")
    except typst.TypstError as refused:
        # The standard refuses a letter that no font has: an emoji, a script of few events. A box in its place is better
        # than no paper. What is wrong with more than a letter fails here once more.
        log.warning("an agenda was printed without PDF/UA", extra={"reason": str(refused)[:200]})
        return put_to_paper(None)


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


@cache
def _font_folders() -> tuple[Path, ...]:
    found = {package: importlib.util.find_spec(package) for package in FONTS.values()}
    folders = {package: Path(spec.origin).parent / "files" for package, spec in found.items() if spec and spec.origin}
    if len(folders) < len(found):
        raise RuntimeError(f"fonts are not installed: {sorted(found.keys() - folders.keys())}")
    return tuple(folders.values())
