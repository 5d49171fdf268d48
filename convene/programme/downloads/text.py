"""The agenda as plain text of 78 columns: for slow connections, and to be put into a mail."""

from collections.abc import Iterator
from itertools import groupby

from flask_babel import gettext as _

from convene.events.event_page import when_of
from convene.events.models import Event
from convene.events.sharing import title_of
from convene.programme.catalogue import Format
from convene.programme.queries.versions import Published
from convene.programme.showing.names import affiliation_of
from convene.programme.showing.times import Times, version_line
from convene.programme.showing.words import format_word
from convene.programme.structure import SessionFacts, Structure
from convene.web.languages import day, zone_name
from convene.web.plain_text import WIDTH, width_of, wrapped

#: Where titles begin: behind "09:20–10:45".
INDENT = 13


def agenda_as_text(shown: Published, event: Event, address: str) -> bytes:
    """`address`: where what has changed since stands."""
    return ("\n".join(_lines(shown, event, address)) + "\n").encode()


def _lines(shown: Published, event: Event, address: str) -> Iterator[str]:
    structure = shown.structure
    sessions = [one for one in structure.sessions if one.is_placed and not _is_gone(one)]
    first = sessions[0].starts_at(structure.zone) if sessions else None
    yield from _underlined(title_of(event), "=")
    yield from wrapped(when_of(event))
    yield from wrapped(event.where or (_("Online") if event.is_online else ""))
    yield from wrapped(_("Times are %(zone)s.", zone=zone_name(structure.zone, first)))
    yield ""
    yield from wrapped(version_line(shown))
    yield from wrapped(_("The agenda as it is now stands here:"))
    yield address
    if not sessions:
        yield ""
        yield from wrapped(_("No session is in this agenda"))
    times = Times(structure.zone, structure.zone)
    for on, found in groupby(sessions, key=lambda one: one.day):
        there = list(found)
        yield ""
        yield ""
        yield from _underlined(day(on) if on else "", "-")
        for one in there:
            yield ""
            yield from _session(one, structure, shown, times.span(one))


def _is_gone(session: SessionFacts) -> bool:
    """A break that was withdrawn is simply no more: nobody was coming to it."""
    return session.is_withdrawn and session.format is Format.BREAK


def _session(session: SessionFacts, structure: Structure, shown: Published, span: str) -> Iterator[str]:
    title = _("Cancelled: %(title)s", title=session.title) if session.is_withdrawn else session.title
    room, track = structure.room(session.room_id), structure.track(session.track_id)
    facts = [
        "" if session.format is Format.BREAK else format_word(session.format),
        room.name if room else "",
        track.name if track else "",
    ]
    people = [
        ", ".join(filter(None, [shown.people[one.person_id].name, affiliation_of(one, shown.people)]))
        for one in session.everybody()
        if one.person_id in shown.people
    ]
    texts = [title, *(each.title for each in session.contributions), " · ".join(filter(None, facts)), *people]
    lines = [line for text in texts for line in wrapped(text, WIDTH - INDENT)]
    if width_of(span) > INDENT - 2:  # "Fri 00:30–01:30": it would push all the others aside
        yield span
        span = ""
    yield span + " " * (INDENT - width_of(span)) + lines[0]
    yield from (" " * INDENT + line for line in lines[1:])


def _underlined(text: str, sign: str) -> Iterator[str]:
    lines = wrapped(text)
    yield from lines
    yield sign * max(map(width_of, lines), default=0)
