"""When those on stage can be there, as pages show it: the grid to paint on, bars, and words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask_babel import gettext as _

from convene.events.catalogue import ROOM_FEATURES
from convene.events.models import Event
from convene.programme.catalogue import Presence
from convene.programme.forms.availability import ALL_DAY_WORD, DayOfPresence, SayWhenThere
from convene.programme.presence import (
    FIELD,
    MIDNIGHT,
    MOST_DAYS_PAINTED,
    Said,
    available,
    day_span,
    hours_to_paint,
    typed_of,
    within,
)
from convene.programme.showing.times import day_and_month
from convene.programme.structure import Availability, SessionFacts, Structure
from convene.web.languages import clock_time, say, weekday
from convene.web.languages import day_and_month as short_day


@dataclass(frozen=True, slots=True)
class Field:
    """Half an hour of the grid: its minute, from when until when it is, whether it is ticked."""

    minute: int
    begins: str
    ends: str
    is_hour: bool
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class PaintedDay:
    """One day of the event in the form."""

    name: str
    short: str
    weekday: str
    row: DayOfPresence
    fields: list[Field]


def days_asked_for(event: Event) -> list[date]:
    """The days of the event, and no others: sessions may stand beside them, which is a mistake."""
    return [event.starts_on + timedelta(days=n) for n in range((event.ends_on - event.starts_on).days + 1)]


def offer_days(form: SayWhenThere, event: Event, draft: Structure, said: Said | None) -> list[PaintedDay]:
    """Give a form its days, as they were sent or as they stand; returns them as the page paints them."""
    windows = said.windows if said else ()
    hours = hours_to_paint(draft, (event.from_time, event.until_time), windows)
    form.offer(days_asked_for(event), event.day_turns_at, hours, said)
    is_grid = len(form.days) <= MOST_DAYS_PAINTED
    return [
        PaintedDay(
            name=day_and_month(row.form.on),
            short=short_day(row.form.on),
            weekday=weekday(row.form.on),
            row=row.form,
            fields=[_field(minute, row.form.minutes_ticked) for minute in row.form.grid] if is_grid else [],
        )
        for row in form.days
    ]


def filled_in(said: Said | None, stands: Mapping[str, object]) -> dict[str, object]:
    """What a form begins with, but its days (`offer_days`). `stands`: what was said, by the names of its fields."""
    return {
        **{name: value for name, value in stands.items() if name != "days"},
        "presence": said.presence.value if said else None,
    }


def said_in_words(said: Said | None, days: Sequence[date], turns_at: time) -> dict[str, str]:
    """What a form cannot say by itself of what somebody else has saved meanwhile, by its field."""
    if said is None:
        return {}
    times = " · ".join(f"{day} {words}" for day, words in times_in_words(said, days, turns_at))
    return {"days": times or str(_("All the time")), "features": features_line(said) or "–"}


def _field(minute: int, ticked: frozenset[int]) -> Field:
    return Field(minute, _clock(minute), _clock(minute + FIELD), minute % 60 == 0, minute in ticked)


def _clock(minute: int) -> str:
    return clock_time(time(minute // 60 % 24, minute % 60))


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day of somebody: the stretches of its bar, in per cent of what is shown, and the same in words."""

    day: str
    words: str
    stretches: list[tuple[float, float]]


def bars_of(said: Said, days: Sequence[date], hours: tuple[int, int], turns_at: time) -> list[DayBar]:
    """When somebody is there, day by day, arriving and leaving counted in."""
    there = available(said, turns_at)
    return [_bar(each, there, hours, turns_at) for each in days]


def _bar(day: date, there: Availability | None, hours: tuple[int, int], turns_at: time) -> DayBar:
    midnight, shown = datetime.combine(day, MIDNIGHT), hours[1] - hours[0]
    windows = (day_span(day, turns_at),) if there is None else within(there.windows, day_span(day, turns_at))
    stretches = []
    for begins, until in windows:
        first = max(0, (begins - midnight) / timedelta(minutes=1) - hours[0])
        last = min(shown, (until - midnight) / timedelta(minutes=1) - hours[0])
        if first < last:
            stretches.append((round(100 * first / shown, 1), round(100 * (last - first) / shown, 1)))
    return DayBar(weekday(day), typed_of(windows, day, turns_at, str(ALL_DAY_WORD)) or str(_("not there")), stretches)


def times_in_words(said: Said, days: Sequence[date], turns_at: time) -> list[tuple[str, str]]:
    """Each day and when somebody is there on it, as they have said it; nothing where it is all the time."""
    if said.presence is Presence.ALWAYS:
        return []
    return [
        (day_and_month(each), typed_of(said.windows, each, turns_at, str(ALL_DAY_WORD)) or str(_("not there")))
        for each in days
    ]


def journey_words(said: Said) -> list[str]:
    """When somebody arrives and leaves, where that is said."""
    return [
        *([_("Arrives %(when)s", when=_when(said.arrives_on, said.arrives_at))] if said.arrives_on else []),
        *([_("Leaves %(when)s", when=_when(said.leaves_on, said.leaves_at))] if said.leaves_on else []),
    ]


def _when(on: date, at: time | None) -> str:
    return f"{day_and_month(on)}, {clock_time(at)}" if at is not None else day_and_month(on)


def features_line(said: Said) -> str:
    """ "Projector, microphones"."""
    return ", ".join(say(ROOM_FEATURES[each]) for each in said.features)


def sessions_missed(draft: Structure, person_id: UUID, availability: Mapping[UUID, Availability]) -> list[SessionFacts]:
    """The sessions of the draft that somebody is on stage in, at times when they cannot be there."""
    known = availability.get(person_id)
    if known is None:
        return []
    return [
        one
        for one in draft.sessions
        if not one.is_withdrawn
        and any(each.person_id == person_id for each in one.everybody())
        and not _is_there(one, known, draft.zone)
    ]


def _is_there(session: SessionFacts, known: Availability, zone: str) -> bool:
    starts, ends = session.starts_local, session.ends_local(zone)
    return starts is None or ends is None or known.covers(starts, ends)


def in_short(bars: Iterable[DayBar]) -> str:
    """The days of somebody in one cell of a sheet: "Thu 09:00–12:00; Fri all day"."""
    return "; ".join(f"{each.day} {each.words}" for each in bars)
