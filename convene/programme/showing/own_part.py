"""What somebody on stage is asked for: their own sessions, as the draft has them now, and what they added to these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from flask import url_for

from convene.programme.models import Material
from convene.programme.showing.materials import ListedMaterial, listed_materials
from convene.programme.showing.names import People, people_line
from convene.programme.showing.times import Times, day_and_month
from convene.programme.showing.words import language_of, role_word, room_words
from convene.programme.structure import SessionFacts, Structure


class Publicity(StrEnum):
    """How a session of the draft stands to what everybody sees."""

    NOT_PUBLIC = "not public yet"
    CHANGED = "changed, not public yet"
    PUBLIC = "public"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One session of somebody on stage. `url`, `calendar_url`: none while it is not public."""

    title: str
    lang: str | None
    day: str
    time: str
    room: str
    room_note: str
    role: str
    contributions: list[str]
    with_whom: str
    publicity: Publicity
    url: str | None
    calendar_url: str | None


def own_sessions(
    draft: Structure,
    shown: Structure | None,
    person_id: UUID,
    people: People,
    times: Times,
    slug: str,
) -> list[OwnSession]:
    """The sessions of the draft that somebody is on stage in. `shown` is what everybody sees, if they see anything."""
    return [
        _own(session, draft, shown, person_id, people, times, slug)
        for session in draft.sessions
        if any(one.person_id == person_id for one in session.everybody())
    ]


@dataclass(frozen=True, slots=True)
class OwnMaterials:
    """What somebody on stage has added to one session. `code`: none where they can add nothing (any more)."""

    title: str
    lang: str | None
    code: str | None
    materials: list[ListedMaterial]


def own_materials(
    draft: Structure,
    person_id: UUID,
    given: Sequence[Material],
    url_of_file: Callable[[Material], str],
    *,
    may_add: bool,
) -> list[OwnMaterials]:
    """Slides and papers by session: those that somebody is in, and those that they were in and added something to."""
    shown = []
    for session in draft.sessions:
        theirs = [one for one in given if one.session_id == session.id]
        is_in = not session.is_withdrawn and any(one.person_id == person_id for one in session.everybody())
        if is_in or theirs:
            listed = listed_materials(theirs, session, draft.zone, {}, url_of_file)
            lang = language_of(session.title, session.language)
            shown.append(OwnMaterials(session.title, lang, session.code if is_in and may_add else None, listed))
    return shown


def companions(draft: Structure, person_id: UUID) -> set[UUID]:
    """Everybody who is on stage in a session with somebody, and they themselves."""
    return {
        one.person_id
        for session in draft.sessions
        if any(each.person_id == person_id for each in session.everybody())
        for one in session.everybody()
    }


def _own(
    session: SessionFacts,
    draft: Structure,
    shown: Structure | None,
    person_id: UUID,
    people: People,
    times: Times,
    slug: str,
) -> OwnSession:
    room = draft.room(session.room_id)
    contributions = [each for each in session.contributions if any(one.person_id == person_id for one in each.people)]
    parts = [*session.people, *(one for each in contributions for one in each.people)]
    published = shown.session(session.code) if shown else None
    is_seen = published is not None
    starts = session.starts_at(times.event_zone)
    return OwnSession(
        title=session.title,
        lang=language_of(session.title, session.language),
        day=day_and_month(times.local(starts).date()) if starts else "",
        time=times.clocks(session),
        room=room.name if room else "",
        room_note=room_words(room) if room else "",
        role=", ".join(dict.fromkeys(role_word(one.role) for one in parts if one.person_id == person_id)),
        contributions=[each.title for each in contributions],
        with_whom=people_line([one for one in session.everybody() if one.person_id != person_id], people),
        publicity=_publicity(session, published, draft, shown),
        url=url_for("programme.session", slug=slug, code=session.code) if is_seen else None,
        calendar_url=url_for("programme.session_calendar", slug=slug, code=session.code)
        if published is not None and published.is_for_calendars and not published.is_withdrawn
        else None,
    )


def _publicity(
    session: SessionFacts, published: SessionFacts | None, draft: Structure, shown: Structure | None
) -> Publicity:
    if session.is_withdrawn:
        return Publicity.CANCELLED
    if published is None or shown is None:
        return Publicity.NOT_PUBLIC
    return Publicity.PUBLIC if _said(session, draft) == _said(published, shown) else Publicity.CHANGED


def _said(session: SessionFacts, structure: Structure) -> tuple[object, ...]:
    """What somebody on stage has to know of it."""
    room = structure.room(session.room_id)
    where = room.name if room else ""
    return (session.title, session.starts_at(structure.zone), session.minutes, where, session.is_withdrawn)
