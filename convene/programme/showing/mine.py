"""One reader's own agenda: what they starred, by day, with what clashes and the time between, in words."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from convene.programme.showing.names import People, people_line
from convene.programme.showing.times import Times, clock
from convene.programme.showing.words import format_word, language_of
from convene.programme.structure import SessionFacts, Structure
from convene.web.languages import day

#: Less between two sessions is the way from one room to the other.
WORTH_A_WORD = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class ShownMine:
    """One starred session. `before`: what to know between the one before and this: a clash, or a gap."""

    code: str
    title: str
    lang: str | None
    url: str
    time: str
    starts: str
    ends: str
    what: str
    people: str
    is_cancelled: bool
    before: str
    is_clash: bool


@dataclass(frozen=True, slots=True)
class MyDay:
    id: str
    title: str
    sessions: list[ShownMine]


@dataclass(frozen=True, slots=True)
class MyAgenda:
    """`clashes`: how many sessions overlap, said once on top; "" where none does."""

    days: list[MyDay]
    count: int
    clashes: str


def my_agenda_of(
    structure: Structure,
    people: People,
    times: Times,
    starred: Collection[UUID],
    session_url: Callable[[str], str],
) -> MyAgenda:
    """What of an agenda is starred. What takes place nowhere any more stays, marked, and clashes with nothing."""
    mine = [one for one in structure.sessions if one.id in starred and one.is_placed]
    found: dict[date, list[SessionFacts]] = {}
    for session in mine:
        if session.day is not None:
            found.setdefault(session.day, []).append(session)
    days = [
        MyDay(f"d{on}", day(on), _shown(structure, people, times, sessions, session_url))
        for on, sessions in sorted(found.items())
    ]
    taking_place = [one for one in mine if not one.is_withdrawn]
    return MyAgenda(days, len(taking_place), _clashes(taking_place, times))


def _clashes(mine: Sequence[SessionFacts], times: Times) -> str:
    """How many of them are on while another one is."""
    spans = [_span(one, times) for one in mine]
    meeting = sum(
        any(first < ends and starts < last for other, (first, last) in enumerate(spans) if other != number)
        for number, (starts, ends) in enumerate(spans)
    )
    if meeting == 2:
        return str(_("Two of your sessions overlap."))
    words = ngettext("%(num)s of your sessions overlaps.", "%(num)s of your sessions overlap.", meeting)
    return str(words) if meeting else ""


def _shown(
    structure: Structure,
    people: People,
    times: Times,
    sessions: Sequence[SessionFacts],
    session_url: Callable[[str], str],
) -> list[ShownMine]:
    shown: list[ShownMine] = []
    last: tuple[datetime, SessionFacts] | None = None  # the one of those before that ends last
    for session in sorted(sessions, key=lambda one: (_span(one, times)[0], one.number)):
        starts, ends = _span(session, times)
        between, is_clash = ("", False) if last is None or session.is_withdrawn else _between(last, starts, times)
        room = structure.room(session.room_id)
        shown.append(
            ShownMine(
                code=session.code,
                title=session.title,
                lang=language_of(session.title, session.language),
                url=session_url(session.code),
                time=times.span(session),
                starts=starts.isoformat(),
                ends=ends.isoformat(),
                what=" · ".join(filter(None, [room.name if room else "", format_word(session.format)])),
                people=people_line(session.everybody(), people),
                is_cancelled=session.is_withdrawn,
                before=between,
                is_clash=is_clash,
            )
        )
        if not session.is_withdrawn and (last is None or ends > last[0]):
            last = (ends, session)
    return shown


def _between(last: tuple[datetime, SessionFacts], starts: datetime, times: Times) -> tuple[str, bool]:
    ends, session = last
    if starts < ends:
        return str(_("These two are at the same time: this one, and “%(title)s”.", title=session.title)), True
    if starts - ends < WORTH_A_WORD:
        return "", False
    return str(_("Free until %(time)s", time=clock(times.local(starts)))), False


def _span(session: SessionFacts, times: Times) -> tuple[datetime, datetime]:
    starts, ends = session.starts_at(times.event_zone), session.ends_at(times.event_zone)
    if starts is None or ends is None:
        raise ValueError(f"{session.code} is not placed")
    return starts, ends
