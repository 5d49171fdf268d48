"""A sign for the door of each room and day: what takes place behind it, and when, read from afar."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from convene.programme.catalogue import Format
from convene.programme.printing.papers import (
    Printable,
    frame_of,
    language_on_paper,
    track_on_paper,
)
from convene.programme.showing.agenda import ShownTrack
from convene.programme.showing.finding import BY_ROOM
from convene.programme.showing.names import people_line
from convene.programme.showing.times import clock
from convene.programme.showing.words import format_word, language_of, room_words
from convene.programme.structure import RoomFacts, SessionFacts
from convene.web.codes import code_svg
from convene.web.languages import day
from convene.web.signed_links import absolute_url
from convene.web.typesetting import pdf_of, words_in


def signs_for_doors(agenda: Printable) -> bytes:
    """A page for each room and day on which it is used, day by day, so that a day is one pile of paper."""
    frame = frame_of(agenda)
    placed = [one for one in agenda.structure.sessions if one.is_placed]
    data = {
        **frame,
        "words": {**frame["words"], "code": _("Code of the address"), "room": _("No room is used yet.")},
        "code": code_svg(absolute_url("programme.agenda", slug=agenda.event.slug, by=BY_ROOM)),
        "doors": [
            _door(agenda, room, sessions)
            for _on, found in groupby(placed, key=lambda one: one.day)
            for sessions in [list(found)]
            for room in agenda.structure.rooms
            if any(one.room_id == room.id and not _is_gone(one) for one in sessions)
        ],
    }
    return pdf_of("doors.typ", data, words_in(data), made_at=agenda.made_at)


def _is_gone(session: SessionFacts) -> bool:
    """A break that was withdrawn is simply no more: nobody was coming to it."""
    return session.is_withdrawn and session.format is Format.BREAK


def _door(agenda: Printable, room: RoomFacts, sessions: Sequence[SessionFacts]) -> dict[str, Any]:
    here = [one for one in sessions if one.room_id == room.id and not _is_gone(one)]
    return {
        "room": room.name,
        "note": room_words(room),
        "day": day(here[0].day) if here[0].day else "",
        "sessions": [_session(agenda, one) for one in here],
    }


def _session(agenda: Printable, session: SessionFacts) -> dict[str, Any]:
    zone = agenda.structure.zone
    starts, ends = session.starts_at(zone), session.ends_at(zone)
    track = agenda.structure.track(session.track_id)
    return {
        "from": clock(agenda.times.local(starts)) if starts else "",
        "until": clock(agenda.times.local(ends)) if ends else "",
        "title": session.title,
        "lang": language_on_paper(language_of(session.title, session.language)),
        "format": format_word(session.format),
        "people": people_line(session.everybody(), agenda.people),
        "track": track_on_paper(ShownTrack(track.letter, track.name, track.dye.value)) if track else None,
        "pause": session.format is Format.BREAK,
        "cancelled": session.is_withdrawn,
    }
