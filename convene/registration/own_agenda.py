"""The published agenda as somebody sees it who has a place: what they can sign up for, what they have, what changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from convene.calendar.rules import Span
from convene.clock import now
from convene.events.models import Event
from convene.programme.catalogue import Format
from convene.programme.queries.draft import structures_at
from convene.programme.queries.versions import Published
from convene.programme.showing.addresses import session_addresses
from convene.programme.showing.names import people_line
from convene.programme.showing.times import Times, day_and_month
from convene.programme.showing.words import format_word, language_of
from convene.programme.structure import SessionFacts, Structure
from convene.registration.queries.signing_up import SessionPlaces, places_of_sessions, sessions_of
from convene.registration.rules.signing_up import find_clashes
from convene.web.languages import clock_time, day

#: How many of one's sessions stand on the page of one's place.
NEXT = 4


class Show(StrEnum):
    """Which sessions of the agenda are listed."""

    ALL = "all"
    SIGN_UP = "sign-up"
    MINE = "mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSession:
    """One session. `when`: its day and time; `changes`: what is another than when they signed up, in sentences.

    `url`: None for a break, which has no page. `left`: how many places are left, in words; "" where nobody signs up,
    or there is no limit.
    """

    id: UUID
    code: str
    title: str
    lang: str | None
    url: str | None
    when: str
    time: str
    starts: str
    ends: str
    what: str
    people: str
    left: str
    changes: tuple[str, ...]
    is_cancelled: bool
    is_over: bool
    is_mine: bool
    takes_sign_up: bool
    is_full: bool

    @property
    def is_open(self) -> bool:
        """Whether one can sign up for it now."""
        return self.takes_sign_up and not (self.is_mine or self.is_full or self.is_cancelled or self.is_over)


@dataclass(frozen=True, slots=True)
class OwnDay:
    id: str
    title: str
    sessions: list[OwnSession]


@dataclass(frozen=True, slots=True)
class OwnAgenda:
    """`without_a_time`: sessions of theirs that stand in no day now. `counts`: how many each list has."""

    days: list[OwnDay]
    without_a_time: list[OwnSession]
    counts: Mapping[Show, int]
    mine: list[OwnSession]

    @property
    def changed(self) -> list[OwnSession]:
        """Those of theirs that they must look at again, because something is another than it was."""
        return [one for one in self.mine if one.changes and not one.is_over]

    @property
    def coming(self) -> list[OwnSession]:
        """The next ones of theirs, soonest first."""
        return [one for one in self.mine if one.starts and not (one.is_over or one.is_cancelled)][:NEXT]

    def only(self, show: Show) -> "OwnAgenda":
        """The same with the sessions of one list only."""
        if show is Show.ALL:
            return self
        days = [replace(one, sessions=[each for each in one.sessions if _stands_in(show, each)]) for one in self.days]
        return replace(self, days=[one for one in days if one.sessions])


def own_agenda_of(event: Event, registration_id: UUID, shown: Published) -> OwnAgenda:
    """What is published, by day, as this person sees it. Four statements at most."""
    structure = shown.structure
    places, mine = places_of_sessions(event.id), sessions_of(registration_id)
    before = structures_at(event.id, mine.values())
    times = Times(structure.zone, structure.zone)
    spans = {one.id: span for one in structure.sessions if (span := _span(one, structure.zone)) is not None}
    url, at = session_addresses(event.slug), now()

    def own(session: SessionFacts) -> OwnSession:
        there, span = places.get(session.id), spans.get(session.id)
        room = structure.room(session.room_id)
        return OwnSession(
            id=session.id,
            code=session.code,
            title=session.title,
            lang=language_of(session.title, session.language),
            url=None if session.format is Format.BREAK else url(session.code),
            when=_when(session, times),
            time=times.span(session),
            starts=span.starts_at.isoformat() if span else "",
            ends=span.ends_at.isoformat() if span else "",
            what=" · ".join(filter(None, [room.name if room else "", format_word(session.format)])),
            people=people_line(session.everybody(), shown.people),
            left=_left(there),
            changes=_changes(session, before.get(mine[session.id]), structure, spans, mine)
            if session.id in mine
            else (),
            is_cancelled=session.is_withdrawn,
            is_over=span is not None and span.ends_at <= at,
            is_mine=session.id in mine,
            takes_sign_up=there is not None,
            is_full=there is not None and there.is_full,
        )

    everything = [(one.day, own(one)) for one in structure.sessions if one.is_placed or one.id in mine]
    days: dict[date, list[OwnSession]] = {}
    for on, one in everything:
        if on is not None:
            days.setdefault(on, []).append(one)
    listed = [one for on, one in everything if on is not None]
    return OwnAgenda(
        days=[
            OwnDay(f"d{on}", day(on), sorted(found, key=lambda each: (each.starts, each.ends)))
            for on, found in sorted(days.items())
        ],
        without_a_time=[one for on, one in everything if on is None],
        counts={show: sum(_stands_in(show, one) for one in listed) for show in Show},
        mine=sorted((one for _on, one in everything if one.is_mine), key=lambda each: (each.starts, each.title)),
    )


def _stands_in(show: Show, session: OwnSession) -> bool:
    return {Show.ALL: True, Show.SIGN_UP: session.takes_sign_up, Show.MINE: session.is_mine}[show]


def _left(places: SessionPlaces | None) -> str:
    if places is None or places.free is None:
        return ""
    if not places.free:
        return str(_("full"))
    return str(ngettext("%(num)s place left", "%(num)s places left", places.free))


def _changes(
    session: SessionFacts,
    before: Structure | None,
    structure: Structure,
    spans: Mapping[UUID, Span],
    mine: Mapping[UUID, datetime],
) -> tuple[str, ...]:
    """What is another than when they signed up. What is cancelled clashes with nothing, and where it was is nothing."""
    if session.is_withdrawn:
        return (str(_("It does not take place.")),)
    said = []
    if not session.is_placed:
        said.append(_("It has no time now. Look again later."))
    elif before is not None and (was := before.session(session.code)) is not None:
        said += _moved(was, before, session, structure)
    if session.id in spans:
        said += [
            _(
                "It overlaps with “%(title)s” (%(starts)s–%(ends)s), for which you are signed up, too.",
                title=other.title,
                starts=clock_time(other.starts_local),
                ends=clock_time(other.ends_local),
            )
            for other in find_clashes(spans[session.id], (spans[each] for each in mine if each in spans))
        ]
    return tuple(map(str, said))


def _moved(was: SessionFacts, before: Structure, session: SessionFacts, structure: Structure) -> list[str]:
    """Where and when it was, if that is another place or time than now. Both sessions have a time."""
    room = before.room(was.room_id) if was.room_id != session.room_id else None
    when = _when(was, Times(before.zone, before.zone))
    if was.starts_at(before.zone) != session.starts_at(structure.zone):
        if room is not None:
            return [_("It was on %(when)s, in “%(room)s”, when you signed up.", when=when, room=room.name)]
        return [_("It was on %(when)s when you signed up.", when=when)]
    said = [_("It was in “%(room)s” when you signed up.", room=room.name)] if room is not None else []
    if was.minutes != session.minutes:
        said.append(_("It was on %(when)s when you signed up.", when=when))
    return said


def _when(session: SessionFacts, times: Times) -> str:
    return f"{day_and_month(session.day)}, {times.span(session)}" if session.day else ""


def _span(session: SessionFacts, zone: str) -> Span | None:
    starts, ends, ends_local = session.starts_at(zone), session.ends_at(zone), session.ends_local(zone)
    if session.starts_local is None or starts is None or ends is None or ends_local is None:
        return None
    return Span(
        subject_id=session.id,
        title=session.title,
        starts_at=starts.astimezone(UTC),
        ends_at=ends.astimezone(UTC),
        starts_local=session.starts_local,
        ends_local=ends_local,
        is_cancelled=session.is_withdrawn,
    )
