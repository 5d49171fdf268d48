"""The agenda as a booklet on A4: a cover, every session with what is said of it, rooms, and an index of people."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from convene.programme.catalogue import Format
from convene.programme.printing.papers import (
    Printable,
    frame_of,
    language_on_paper,
    paragraphs_of,
    session_in_full,
    track_on_paper,
)
from convene.programme.showing.people import people_on_stage
from convene.programme.showing.words import room_words
from convene.programme.structure import SessionFacts
from convene.web.codes import code_svg
from convene.web.languages import day
from convene.web.typesetting import pdf_of, words_in


def agenda_as_booklet(agenda: Printable) -> bytes:
    """About 2.2 s of one core for 350 sessions with their abstracts."""
    frame = frame_of(agenda)
    sessions = [
        one
        for one in agenda.structure.sessions
        if one.is_placed and not (one.is_withdrawn and one.format is Format.BREAK)
    ]
    rooms = [room for room in agenda.structure.rooms if any(one.room_id == room.id for one in sessions)]
    words = {
        "address": _("Code of the address"),
        "contents": _("What is where"),
        "page": _("Page"),
        "people": _("People"),
        "programme": _("Programme"),
        "rooms": _("Rooms"),
        "tracks": _("Tracks"),
    }
    data = {
        **frame,
        "words": {**frame["words"], **words},
        "summary": agenda.event.summary,
        "code": code_svg(frame["address"]),
        "days": [_day(agenda, on, list(found)) for on, found in groupby(sessions, key=lambda one: one.day) if on],
        "rooms": [{"name": room.name, "note": room_words(room)} for room in rooms],
        "people": _index(agenda),
    }
    return pdf_of("booklet.typ", data, words_in(data), made_at=agenda.made_at)


def _day(agenda: Printable, on: date, sessions: Sequence[SessionFacts]) -> dict[str, Any]:
    count = sum(not one.is_withdrawn and one.format is not Format.BREAK for one in sessions)
    return {
        "title": day(on),
        "count": ngettext("%(num)s session", "%(num)s sessions", count),
        "sessions": [_session(agenda, one) for one in sessions],
    }


def _session(agenda: Printable, session: SessionFacts) -> dict[str, Any]:
    shown = session_in_full(agenda, session)
    return {
        "code": session.code,
        "title": shown.title,
        "lang": language_on_paper(shown.lang),
        "subtitle": shown.subtitle,
        "time": agenda.times.span(session),
        "room": shown.room,
        "format": shown.format,
        "track": track_on_paper(shown.track),
        "pause": session.format is Format.BREAK,
        "cancelled": session.is_withdrawn,
        "text": paragraphs_of(shown.abstract) or paragraphs_of(shown.description),
        "contributions": [
            {
                "title": one.title,
                "minutes": ngettext("%(num)s minute", "%(num)s minutes", one.minutes) if one.minutes else "",
                "people": one.people,
                "text": paragraphs_of(one.abstract),
            }
            for one in shown.contributions
        ],
        "people": [
            {"name": one.name, "lang": language_on_paper(one.lang), "role": one.role, "affiliation": one.affiliation}
            for one in shown.people
        ],
        # What holds for every session of the event is not said of each.
        "notes": [note for note in (shown.language, shown.access_note, shown.content_note) if note],
    }


def _index(agenda: Printable) -> list[dict[str, Any]]:
    """Everybody on stage by name, with the codes of their sessions."""
    placed = {one.code for one in agenda.placed}
    shown = people_on_stage(agenda.structure, agenda.people, agenda.times, str, str)
    return [
        {
            "name": one.name,
            "lang": language_on_paper(one.lang),
            "affiliation": one.affiliation,
            # The address of a session is its code here: `str` makes none of it.
            "sessions": [each.url for each in one.sessions if each.url in placed],
        }
        for one in shown
    ]
