"""One session, with all that its page says."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from convene.events.catalogue import Attribution
from convene.events.rules import Defaults
from convene.programme.catalogue import Format
from convene.programme.showing.agenda import ShownTrack
from convene.programme.showing.names import People, affiliation_of, people_line, photo_url
from convene.programme.showing.times import Times, day_and_month
from convene.programme.showing.words import (
    attribution_words,
    format_word,
    language_of,
    languages_line,
    recording_default_words,
    role_word,
    room_words,
)
from convene.programme.structure import SessionFacts, Structure
from convene.web.languages import day, language_word, zone_name

MOST_OF_A_TRACK = 4
#: Of these nobody tells or records anything, so what the event says of it is not repeated there.
NOTHING_IS_TOLD_OF = frozenset({Format.BREAK, Format.SOCIAL})


@dataclass(frozen=True, slots=True)
class ShownOnStage:
    """Somebody as components/person.html takes it."""

    name: str
    url: str | None
    lang: str | None
    role: str
    affiliation: str
    photo: str | None


@dataclass(frozen=True, slots=True)
class ShownContribution:
    title: str
    minutes: int | None
    people: str
    abstract: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    title: str
    url: str
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSessionPage:
    """Everything that the page of one session says."""

    title: str
    lang: str | None
    subtitle: str
    format: str
    track: ShownTrack | None
    is_withdrawn: bool
    is_for_calendars: bool
    abstract: str
    description: str
    contributions: list[ShownContribution]
    people: list[ShownOnStage]
    links: list[Neighbour]
    day: str
    time: str
    starts: str
    minutes: int
    night_of: str
    zone_name: str
    event_zone_name: str
    is_elsewhere: bool
    room: str
    room_note: str
    language: str
    access_note: str
    content_note: str
    attribution: str
    is_open: bool
    recording: str
    number: int
    code: str
    before: Neighbour | None
    after: Neighbour | None
    #: What else one could go to, with its room, and its time where that is another.
    same_time: list[Neighbour]
    #: The next sessions of its track, in order; those at the same time stand in the list of these.
    same_track: list[Neighbour]


def session_page_of(
    structure: Structure,
    session: SessionFacts,
    people: People,
    times: Times,
    *,
    session_url: Callable[[str], str],
    person_url: Callable[[UUID], str],
    defaults: Defaults,
    with_neighbours: bool = True,
) -> ShownSessionPage:
    """One session of a structure. `defaults`: what the event says where the session says nothing. Without
    `with_neighbours` nothing of what is before, after and beside it: to look for that of each session costs the square
    of them."""
    room, track = structure.room(session.room_id), structure.track(session.track_id)
    starts = session.starts_at(times.event_zone)
    before, after = _neighbours(structure, session, times, session_url) if with_neighbours else (None, None)
    beside = _beside(structure, session, times) if with_neighbours else []
    attribution = session.attribution or (None if session.format in NOTHING_IS_TOLD_OF else defaults.attribution)
    return ShownSessionPage(
        title=session.title,
        lang=language_of(session.title, session.language),
        subtitle=session.subtitle,
        format=format_word(session.format),
        track=ShownTrack(track.letter, track.name, track.dye.value) if track else None,
        is_withdrawn=session.is_withdrawn,
        is_for_calendars=session.is_for_calendars and not session.is_withdrawn,
        abstract=session.abstract,
        description=session.description,
        contributions=[
            ShownContribution(one.title, one.minutes, people_line(one.people, people), one.abstract)
            for one in session.contributions
        ],
        people=_on_stage(session, people, person_url),
        links=[Neighbour(link.title or link.url, link.url) for link in session.links if _may_be_followed(link.url)],
        day=day(times.local(starts)) if starts else "",
        time=times.clocks(session),
        starts=starts.isoformat() if starts else "",
        minutes=session.minutes,
        night_of=_night_of(session),
        zone_name=zone_name(times.zone, starts),
        event_zone_name=zone_name(times.event_zone, starts),
        is_elsewhere=times.is_elsewhere,
        room=room.name if room else "",
        room_note=room_words(room) if room else "",
        language=_language(session),
        access_note=session.access_note,
        content_note=session.content_note,
        attribution=attribution_words(attribution) if attribution else "",
        is_open=attribution is Attribution.OPEN,
        number=session.number,
        code=session.code,
        recording=_recording(session, defaults),
        before=before,
        after=after,
        same_time=[
            Neighbour(one.title, session_url(one.code), _room_and_time(structure, session, one, times))
            for one in beside
        ],
        same_track=_same_track(structure, session, beside, times, session_url) if with_neighbours else [],
    )


def _beside(structure: Structure, session: SessionFacts, times: Times) -> list[SessionFacts]:
    """What else is on while this session is: what one could go to instead."""
    starts, ends = session.starts_at(times.event_zone), session.ends_at(times.event_zone)
    if starts is None or ends is None:
        return []
    return [
        one
        for one in structure.sessions
        if one.code != session.code
        and _can_be_gone_to(one)
        and (first := one.starts_at(times.event_zone)) is not None
        and (last := one.ends_at(times.event_zone)) is not None
        and first < ends
        and starts < last
    ]


def _can_be_gone_to(session: SessionFacts) -> bool:
    return session.is_placed and not session.is_withdrawn and session.format is not Format.BREAK


def _room_and_time(structure: Structure, session: SessionFacts, other: SessionFacts, times: Times) -> str:
    room, span = structure.room(other.room_id), times.span(other)
    return " · ".join(filter(None, [span if span != times.span(session) else "", room.name if room else ""]))


def _same_track(
    structure: Structure,
    session: SessionFacts,
    beside: Collection[SessionFacts],
    times: Times,
    session_url: Callable[[str], str],
) -> list[Neighbour]:
    """A few others of its track: those that come after it, and where it is the last, the first."""
    if session.track_id is None:
        return []
    row = [
        one
        for one in structure.sessions
        if one.track_id == session.track_id and _can_be_gone_to(one) and one.code != session.code and one not in beside
    ]
    starts = session.starts_local
    later = [one for one in row if starts and one.starts_local and one.starts_local >= starts]
    chosen = [*later, *(one for one in row if one not in later)][:MOST_OF_A_TRACK]
    return [Neighbour(one.title, session_url(one.code), _when(one, times)) for one in chosen]


def _when(session: SessionFacts, times: Times) -> str:
    return f"{day_and_month(session.day)}, {times.span(session)}" if session.day else ""


def _on_stage(session: SessionFacts, people: People, person_url: Callable[[UUID], str]) -> list[ShownOnStage]:
    return [
        ShownOnStage(
            name=people[one.person_id].name,
            # Who is on stage in cancelled sessions only does not stand on the page of the people.
            url=None if session.is_withdrawn else person_url(one.person_id),
            lang=language_of(people[one.person_id].name),
            role=role_word(one.role),
            affiliation=affiliation_of(one, people),
            photo=photo_url(people[one.person_id].photo_file_id),
        )
        for one in session.everybody()
        if one.person_id in people
    ]


def _may_be_followed(url: str) -> bool:
    """Files bring links of any kind; only these two lead to a page."""
    return url.lower().startswith(("https://", "http://"))


def _night_of(session: SessionFacts) -> str:
    if session.day is None or session.starts_local is None or session.starts_local.date() == session.day:
        return ""
    return day_and_month(session.day)


def _language(session: SessionFacts) -> str:
    """ "In English, interpreted into Thai and Khmer"."""
    if not session.interpretation:
        return language_word(session.language)
    into = languages_line(session.interpretation)
    if not session.language:
        return str(_("Interpreted into %(languages)s", languages=into))
    return str(
        _("In %(language)s, interpreted into %(languages)s", language=language_word(session.language), languages=into)
    )


def _recording(session: SessionFacts, defaults: Defaults) -> str:
    said = session.recording_license
    if session.do_not_record:
        return str(_("This session is not recorded."))
    if session.do_not_record is None:
        if said:
            return str(_("Recorded under %(license)s.", license=said))
        if session.format in NOTHING_IS_TOLD_OF:
            return ""
        return recording_default_words(defaults)
    return str(_("This session is recorded: %(license)s.", license=said) if said else _("This session is recorded."))


def _neighbours(
    structure: Structure, session: SessionFacts, times: Times, session_url: Callable[[str], str]
) -> tuple[Neighbour | None, Neighbour | None]:
    if session.room_id is None or not session.is_placed:
        return None, None
    row = [
        one
        for one in structure.sessions
        if one.room_id == session.room_id
        and one.day == session.day
        and (one.code == session.code or _can_be_gone_to(one))
    ]
    at = next(index for index, one in enumerate(row) if one.code == session.code)
    around = [row[at - 1] if at else None, row[at + 1] if at + 1 < len(row) else None]
    before, after = (Neighbour(one.title, session_url(one.code), times.span(one)) if one else None for one in around)
    return before, after
