import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from convene.programme.catalogue import Format
from convene.sentences import Sentence, says
from convene.stewardship.catalogue import PlannedSession, Template
from convene.stewardship.errors import DoesNotFitTheDay

#: Any day will do: only hours are counted with.
_SOME_DAY = date(2000, 1, 1)
#: Nothing of a template begins earlier: what is before belongs to the night of the day before.
_MORNING = time(4)
A_YEAR_OF_WEEKS = timedelta(weeks=52)

# --- templates --------------------------------------------------------------------------------------------------


def begins_at(template: Template) -> time:
    """When its first day begins, where nothing else is said."""
    return min(session.starts for session in template.sessions if session.day == 0)


def ends_at(template: Template, from_time: time | None = None) -> time:
    """When its last day ends. DoesNotFitTheDay."""
    last = [start for start in moved_to(template, from_time) if start.session.day == template.days - 1]
    return max(
        datetime.combine(_SOME_DAY, each.starts) + timedelta(minutes=each.session.minutes) for each in last
    ).time()


@dataclass(frozen=True, slots=True)
class MovedSession:
    """A session of a template, and its hours here."""

    session: PlannedSession
    starts: time
    ends: time


def moved_to(template: Template, from_time: time | None) -> list[MovedSession]:
    """Its sessions, each as much earlier or later as the first day begins. None: at the template's own hours.

    DoesNotFitTheDay: one would begin before the morning of its day or end after its midnight.
    """
    first = datetime.combine(_SOME_DAY, begins_at(template))
    later = datetime.combine(_SOME_DAY, from_time) - first if from_time is not None else timedelta()
    moved = []
    for session in template.sessions:
        starts = datetime.combine(_SOME_DAY, session.starts) + later
        ends = starts + timedelta(minutes=session.minutes)
        midnight = datetime.combine(_SOME_DAY + timedelta(days=1), time())
        if starts < datetime.combine(_SOME_DAY, _MORNING) or ends >= midnight:
            raise DoesNotFitTheDay(from_time or begins_at(template))
        moved.append(MovedSession(session, starts.time(), ends.time()))
    return moved


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of the picture of a template's days: of how many sessions at once, or a break."""

    x: float
    width: float
    lines: int
    is_break: bool


#: How wide the picture is, in its own units, and how many minutes that is at least: half a day looks like half a day.
PICTURE_WIDTH, PICTURE_MINUTES, GAP_OF_A_NIGHT = 160.0, 525, 30


def picture_of(template: Template) -> list[Block]:
    """The shape of its days, side by side: what happens at once is one block of several lines."""
    spans: list[tuple[int, int, int, bool]] = []
    offset = 0
    for day in range(template.days):
        of_day = [session for session in template.sessions if session.day == day]
        begins = min(_minute(session.starts) for session in of_day)
        for start in sorted({session.starts for session in of_day}):
            at_once = [session for session in of_day if session.starts == start]
            is_break = all(session.format is Format.BREAK for session in at_once)
            longest = max(session.minutes for session in at_once)
            spans.append((offset + _minute(start) - begins, longest, len(at_once), is_break))
        offset = max(start + minutes for start, minutes, _lines, _break in spans) + GAP_OF_A_NIGHT
    unit = PICTURE_WIDTH / max(offset - GAP_OF_A_NIGHT, PICTURE_MINUTES)
    return [
        Block(round(start * unit, 2), round(max(minutes * unit - 0.8, 0.8), 2), lines, is_break)
        for start, minutes, lines, is_break in spans
    ]


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


# --- the next edition -------------------------------------------------------------------------------------------

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:(/)(\d\d)(?!\d))?")
_ENGLISH_ORDINAL = re.compile(r"(?<!\w)(\d{1,3})(st|nd|rd|th)(?!\w)", re.IGNORECASE)
_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_WORD = re.compile(rf"(?<!\w)({'|'.join(_WORDS[:-1])})(?=\s+edition(?!\w))", re.IGNORECASE)  # “First aid” is none
_OTHER_ORDINAL = re.compile(r"^(\d{1,3})(\.|º|ª|e|ème)(?=\s)")
_NUMBER = re.compile(r"(?:(?<=\s)|(?<=#)|(?<=№))(\d{1,3})(?=$|:|\s[–—-]\s)")


def next_title(title: str, *, years: int = 1) -> str:
    """The title `years` later, with its number raised by one: “Forum 2024” becomes “Forum 2025”, “2nd Workshop”
    “3rd Workshop”, “Webinar 10” “Webinar 11”. A title without either stays as it is.
    """
    raised = _YEAR.sub(lambda found: _year_raised(found, years), title)
    for pattern in (_WORD, _ENGLISH_ORDINAL, _OTHER_ORDINAL, _NUMBER):
        raised, count = pattern.subn(_ordinal_raised, raised, count=1)
        if count:
            break
    return raised


def _year_raised(found: re.Match[str], years: int) -> str:
    year = str(int(found[1]) + years)
    return f"{year}/{(int(found[3]) + years) % 100:02d}" if found[2] else year


def _ordinal_raised(found: re.Match[str]) -> str:
    if found.re is _WORD:
        word = _WORDS[_WORDS.index(found[1].lower()) + 1]
        return word.capitalize() if found[1][0].isupper() else word
    number = int(found[1]) + 1
    if found.re is _NUMBER:
        return str(number)
    if found.re is _OTHER_ORDINAL:
        return f"{number}{found[2]}"
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending.upper() if found[2].isupper() else ending}"


def next_first_day(starts_on: date, today: date) -> date:
    """The same day of the week about a year later, and always to come."""
    proposed = starts_on + A_YEAR_OF_WEEKS
    while proposed <= today:
        proposed += A_YEAR_OF_WEEKS
    return proposed


# --- deleting a draft -------------------------------------------------------------------------------------------


def why_not_delete(*, is_draft: bool, was_published: bool, has_registrations: bool) -> Sentence | None:
    """Why an event cannot be deleted, with what can be done instead. None: it is a draft that nobody knows of."""
    if not is_draft:
        return says("The event is published, and people have its address. You can withdraw or archive it.")
    if was_published:
        return says("The event was published once, and people may have its address. As a draft only your team sees it.")
    if has_registrations:
        return says("People have registered. An event that somebody has a place at cannot be deleted.")
    return None
