"""When somebody can be there: what they paint or type, as windows on the wall of the event. Pure values.

A day of the agenda lasts until it turns: 01:00 belongs to the evening before. So a window of Thursday may reach into
the night to Friday, and "all day" is the whole of it. Days are counted in minutes after their midnight.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from babel import Locale

from convene.events.catalogue import RoomFeature
from convene.programme.catalogue import Presence
from convene.programme.structure import Availability, Structure, Window
from convene.sentences import Sentence, says

MIDNIGHT = time(0)
DAY = 24 * 60
#: Of the grid on which times are painted: how many minutes a field is, and what it shows at least.
FIELD = 30
SHOWN_AT_LEAST = (8 * 60, 20 * 60)
#: With more days than these the grid is no help: times are typed.
MOST_DAYS_PAINTED = 10
#: For whom there is no end, or no beginning.
_EVER = (datetime.min, datetime.max)  # noqa: DTZ901, wall times: they have no zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says of when they can be there, and of what they need. `access_needs` None: whoever writes it down
    may not read it, and it stays as it is."""

    presence: Presence
    windows: tuple[Window, ...] = ()
    arrives_on: date | None = None
    arrives_at: time | None = None
    leaves_on: date | None = None
    leaves_at: time | None = None
    features: tuple[RoomFeature, ...] = ()
    needs: str = ""
    access_needs: str | None = ""


class CannotBeRead(ValueError):
    """Something typed that is no time. `sentence` says what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


# --- windows ------------------------------------------------------------------------------------------------------


def joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """In order, and those that touch as one."""
    found: list[Window] = []
    for begins, until in sorted(windows):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        elif begins < until:
            found.append((begins, until))
    return tuple(found)


def within(windows: Iterable[Window], span: Window) -> tuple[Window, ...]:
    """What of them lies in a span."""
    cut = ((max(begins, span[0]), min(until, span[1])) for begins, until in windows)
    return tuple((begins, until) for begins, until in cut if begins < until)


def without(windows: Iterable[Window], span: Window) -> tuple[Window, ...]:
    """What of them lies beside a span."""
    whole = tuple(windows)
    return joined([*within(whole, (_EVER[0], span[0])), *within(whole, (span[1], _EVER[1]))])


def day_span(day: date, turns_at: time) -> Window:
    """From when until when a day of the agenda lasts."""
    return datetime.combine(day, turns_at), datetime.combine(day + timedelta(days=1), turns_at)


def available(said: Said, turns_at: time) -> Availability | None:
    """When they are there, between arriving and leaving. None: all the time."""
    arrives = datetime.combine(said.arrives_on, said.arrives_at or MIDNIGHT) if said.arrives_on else _EVER[0]
    leaves = _EVER[1]
    if said.leaves_on is not None:
        leaves = (
            datetime.combine(said.leaves_on, said.leaves_at)
            if said.leaves_at is not None
            else day_span(said.leaves_on, turns_at)[1]
        )
    if said.presence is Presence.ALWAYS and (arrives, leaves) == _EVER:
        return None
    return Availability(within([_EVER] if said.presence is Presence.ALWAYS else said.windows, (arrives, leaves)))


def is_for_other_days(answered: tuple[date, date], days: tuple[date, date]) -> bool:
    """Whether an answer was given for other days than those of the event now: it says nothing of some of these."""
    return not (answered[0] <= days[0] and days[1] <= answered[1])


# --- typed --------------------------------------------------------------------------------------------------------

ALL_DAY = frozenset({"all day", "all", "whole day", "the whole day", "all the time", "always", "any time", "anytime"})
NOT_AT_ALL = frozenset({"", "-", "–", "—", "no", "none", "not", "never", "not there"})
_CLOCK = r"(?:\d{1,2}(?: ?[:.h] ?\d{2}|h)?(?: ?[ap]\.?m\.?)?|\d{4}|noon|midday|midnight)"
_HALF = re.compile(r"[ap](?=\.?m)")
_TO = r"(?:-|–|—|−|to|until|till)"
_FROM_TO = re.compile(rf"(?:from )?(?P<begins>{_CLOCK}) ?{_TO} ?(?P<until>{_CLOCK})")
_FROM = re.compile(rf"(?:from|after|since) (?P<begins>{_CLOCK})|(?P<open>{_CLOCK}) ?(?:-|–|—|\+|onwards?|on)")
_UNTIL = re.compile(rf"{_TO} ?(?P<until>{_CLOCK})|before (?P<before>{_CLOCK})")
_BETWEEN = re.compile(rf"between ({_CLOCK}) and ({_CLOCK})")
_PARTS = re.compile(r"[,;&/]| and ")
#: As people shorten them, beside what CLDR does.
_SHORT_NAMES = {"en": ("tues", "weds", "thur", "thurs", "sept")}


@cache
def _names(language: str) -> frozenset[str]:
    """What weekdays and months are called in a language, whole and short, without a dot at the end."""
    locale = Locale.parse(language)
    known = (
        name
        for calendar in (locale.days, locale.months)
        for widths in calendar.values()
        for width, names in widths.items()
        if width != "narrow"
        for name in names.values()
    )
    short = _SHORT_NAMES.get(language.split("_")[0], ())
    return frozenset(str(name).casefold().rstrip(".") for name in (*known, *short) if not re.search(r"\d", str(name)))


@cache
def _day_before(languages: tuple[str, ...]) -> re.Pattern[str]:
    """ "Thu 9-12", "Thursday 4 March: 9-12": which day it is stands beside the field already.

    Any other word before a time may change what it means ("not 12-14", "busy 9-12"): it is nowhere passed over.
    """
    names = frozenset().union(*map(_names, languages))
    name = rf"(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?!\w)\.?"
    return re.compile(rf"{name},?(?: \d{{1,2}}\.?(?: {name})?)?[:,]? (?=\d{{1,2}}\D)")


def times_in(
    typed: str,
    day: date,
    turns_at: time,
    all_day: Collection[str] = ALL_DAY,
    languages: Iterable[str] = ("en",),
) -> tuple[Window, ...]:
    """The windows that somebody means: "9-12, 14:00-17:30", "from 2 pm", "all day", "". CannotBeRead.

    `all_day`: words for the whole of it. `languages`: in which a weekday or a month may stand before. A time before the
    day turns is of the night after it, as sessions are.
    """
    text = " ".join(typed.casefold().replace("\u202f", " ").split()).strip(" .")
    if before := _day_before(tuple(sorted({*languages}))).match(text):
        text = text[before.end() :]
    if text in all_day:
        return (day_span(day, turns_at),)
    if text in NOT_AT_ALL:
        return ()
    parts = [part.strip() for part in _PARTS.split(_BETWEEN.sub(r"\1-\2", text)) if part.strip()]
    if not parts:
        raise _no_time(typed)
    return joined(_window(part, day, turns_at) for part in parts)


def _window(part: str, day: date, turns_at: time) -> Window:
    first = turns_at.hour * 60 + turns_at.minute
    last = DAY + first
    begins, until = _ends(part, first, last)
    if begins is None or until is None:
        raise _no_time(part)
    if begins == until:
        raise CannotBeRead(says("“%(part)s” begins and ends at the same time. Write both, like 9-12.", part=part[:40]))
    if begins == 0 and until == DAY:
        return day_span(day, turns_at)
    if until < begins:  # "20-1": until the night; "20-0": until midnight
        until += DAY
    if begins < first and until <= first:  # "1-2": of the night after
        begins, until = begins + DAY, until + DAY
    elif begins == 0 and first:  # "0-12": from the morning on
        begins = first
    elif begins < first:  # "2:30-17" may be meant of the afternoon
        raise CannotBeRead(
            says(
                "“%(part)s” begins in the night before. Write times of this day from %(first)s on, and the afternoon "
                "like 14-17:30 or 2-5:30 pm.",
                part=part[:40],
                first=turns_at,
            )
        )
    if until > last:
        raise CannotBeRead(
            says(
                "“%(part)s” ends before it begins. Write the earlier time first, with hours from 0 to 24: 14-17:30.",
                part=part[:40],
            )
        )
    midnight = datetime.combine(day, MIDNIGHT)
    return midnight + timedelta(minutes=begins), midnight + timedelta(minutes=until)


def _ends(part: str, first: int, last: int) -> tuple[int | None, int | None]:
    """Both ends, in minutes; None for what is no time of a clock."""
    if found := _FROM_TO.fullmatch(part):
        return _as_meant(found["begins"], found["until"])
    if found := _FROM.fullmatch(part):
        return _clock(found["begins"] or found["open"]), last
    if found := _UNTIL.fullmatch(part):
        return first, _clock(found["until"] or found["before"])
    return None, None


def _as_meant(begins: str, until: str) -> tuple[int | None, int | None]:
    """Both ends, where one may say of the other whether it is before or after noon.

    "2-5 pm" and "2:30-5pm" are in the afternoon, "9-5 pm" and "9am-5" from the morning until then.
    """
    first, last = _clock(begins), _clock(until)
    if first is None or last is None or first == last:
        return first, last
    if _HALF.search(until) and (either := _either_half(begins, first)):
        first = max([each for each in either if each < last] or either)
    elif _HALF.search(begins) and (either := _either_half(until, last)):
        last = min([each for each in either if each > first] or either)
    return first, last


def _either_half(text: str, minutes: int) -> list[int]:
    """What an end may be that says no half of the day: before noon and after it. Nothing where it leaves no doubt."""
    is_open = text[0].isdecimal() and not _HALF.search(text) and 60 <= minutes < 13 * 60
    return [minutes % (12 * 60), minutes % (12 * 60) + 12 * 60] if is_open else []


def _clock(text: str) -> int | None:
    """Minutes after midnight; None: no time of a clock."""
    words = {"noon": 12 * 60, "midday": 12 * 60, "midnight": DAY}
    if text in words:
        return words[text]
    numbers = re.findall(r"\d+", text)
    if len(numbers[0]) == 4:
        numbers = [text[:2], text[2:]]
    hour, minute = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0
    half = _HALF.search(text)
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    return hour * 60 + minute if minute < 60 and hour * 60 + minute <= DAY else None


def _no_time(part: str) -> CannotBeRead:
    return CannotBeRead(
        says("“%(part)s” cannot be read as a time. Write times like 9-12, 14:00-17:30, or “all day”.", part=part[:40])
    )


def typed_of(windows: Iterable[Window], day: date, turns_at: time, all_day: str = "all day") -> str:
    """What somebody would have typed for a day: "09:00–12:00, 14:00–17:30". `times_in` gives the windows back."""
    span = day_span(day, turns_at)
    found = within(windows, span)
    if found == (span,):
        return all_day
    return ", ".join(f"{begins:%H:%M}–{_end(until, span)}" for begins, until in found)


def _end(until: datetime, span: Window) -> str:
    """24:00 where a day ends at midnight: 00:00 could be either."""
    is_midnight = until.time() == MIDNIGHT and until.date() > span[0].date()
    return "24:00" if is_midnight else f"{until:%H:%M}"


# --- painted ------------------------------------------------------------------------------------------------------


def hours_to_paint(
    structure: Structure, hours: tuple[time | None, time | None], windows: Iterable[Window] = ()
) -> tuple[int, int]:
    """From which minute of a day until which the grid is: hours of the event, of its sessions, and of what was said."""
    turns_at = structure.day_turns_at
    first = turns_at.hour * 60 + turns_at.minute
    begins, ends = [SHOWN_AT_LEAST[0]], [SHOWN_AT_LEAST[1]]
    begins += [each.hour * 60 + each.minute for each in hours[:1] if each is not None]
    ends += [each.hour * 60 + each.minute for each in hours[1:] if each is not None]
    for session in structure.sessions:
        if session.day is not None and session.starts_local is not None and not session.is_withdrawn:
            since = (session.starts_local - datetime.combine(session.day, MIDNIGHT)) // timedelta(minutes=1)
            begins.append(since)
            ends.append(since + session.minutes)
    whole = tuple(windows)
    for day in structure.days():
        midnight, span = datetime.combine(day, MIDNIGHT), day_span(day, turns_at)
        # What reaches from one end of a day to the other makes no day longer.
        for window in within(whole, span):
            begins += [(window[0] - midnight) // timedelta(minutes=1)] if window[0] != span[0] else []
            ends += [(window[1] - midnight) // timedelta(minutes=1)] if window[1] != span[1] else []
    return max(first, min(begins)), min(first + DAY, max(ends))


def fields_of(hours: tuple[int, int]) -> range:
    """The fields of a day on the grid, by the minute at which each begins."""
    return range(hours[0] // FIELD * FIELD, -(-hours[1] // FIELD) * FIELD, FIELD)


def field_span(day: date, minute: int) -> Window:
    begins = datetime.combine(day, MIDNIGHT) + timedelta(minutes=minute)
    return begins, begins + timedelta(minutes=FIELD)


def painted(windows: Sequence[Window], day: date, fields: Iterable[int]) -> frozenset[int]:
    """The fields of a day in all of which somebody is there."""
    whole = Availability(tuple(windows))
    return frozenset(each for each in fields if whole.covers(*field_span(day, each)))


def read_day(
    day: date,
    typed: tuple[Window, ...],
    ticked: Collection[int],
    *,
    stood: Sequence[Window],
    fields: range,
    turns_at: time,
) -> tuple[Window, ...]:
    """What a day is to be, of which both is known: what stands in its line, and which fields are ticked.

    `stood` is what was there before. What was typed anew counts; without a script a line stays as it was while fields
    are ticked, and then these say what has changed: what is finer than a field, or beside the grid, stays. All fields
    are the whole day, none of what was a whole day is nothing. A script writes the same into the line (painting.js).
    """
    span = day_span(day, turns_at)
    before = within(stood, span)
    was_ticked = painted(before, day, fields)
    now_ticked = frozenset(fields) & frozenset(ticked)
    if typed != before or now_ticked == was_ticked:
        return typed
    if now_ticked == frozenset(fields):
        return (span,)
    if not now_ticked and before == (span,):
        return ()
    windows: tuple[Window, ...] = before
    for each in was_ticked - now_ticked:
        windows = without(windows, field_span(day, each))
    return joined([*windows, *(field_span(day, each) for each in now_ticked - was_ticked)])


def to_json(windows: Iterable[Window]) -> list[list[str]]:
    """Plain values for a JSON column."""
    return [[begins.isoformat(timespec="minutes"), until.isoformat(timespec="minutes")] for begins, until in windows]


def from_json(plain: Iterable[Sequence[str]]) -> tuple[Window, ...]:
    return tuple((datetime.fromisoformat(begins), datetime.fromisoformat(until)) for begins, until in plain)
