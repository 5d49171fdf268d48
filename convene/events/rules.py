import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from convene.events.catalogue import Act, State
from convene.events.errors import EndsBeforeItsHour, EndsBeforeItStarts, LastsTooLong
from convene.sentences import Sentence, says

LONGEST_SLUG = 60
#: Slugs that would stand where pages of the organiser's do (/organise/new).
RESERVED_SLUGS = frozenset({"new", "import"})
LONGEST_EVENT_DAYS = 60
#: So long a message may wait before the organiser is told: the sender is woken at once and tries each minute.
PATIENCE_WITH_MAIL = timedelta(minutes=2)
INVITATION_LIVES = timedelta(days=3)

#: From which states each act leads on. A draft is not archived: archiving opens the pages to everybody.
ACTS: dict[Act, frozenset[State]] = {
    Act.PUBLISH: frozenset({State.DRAFT, State.ARCHIVED}),
    Act.WITHDRAW: frozenset({State.PUBLISHED, State.ARCHIVED}),
    Act.ARCHIVE: frozenset({State.PUBLISHED}),
}
_STANDS: dict[State, Sentence] = {
    State.DRAFT: says("The event is a draft. It can be published."),
    State.PUBLISHED: says("The event is published already. It can be withdrawn or archived."),
    State.ARCHIVED: says("The event is archived already. It can be opened again or withdrawn."),
}

Thing = TypeVar("Thing")


def why_not(act: Act, state: State) -> Sentence | None:
    """Why an act does not fit the state that an event is in, with what can be done instead. None: it fits."""
    return None if state in ACTS[act] else _STANDS[state]


def slug_for(title: str) -> str:
    """An address for a title: "Forum of Forums 2025" becomes "forum-of-forums-2025". May be taken already.

    Letters that Latin script cannot say are left out; a title of nothing else becomes "event".
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    return "event" if not slug or slug in RESERVED_SLUGS else slug


def is_slug(text: str) -> bool:
    """Whether a text can be an address: small letters, digits and single hyphens."""
    return (
        len(text) <= LONGEST_SLUG and text not in RESERVED_SLUGS and bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text))
    )


def must_be_likely_days(
    starts_on: date, ends_on: date, from_time: time | None = None, until_time: time | None = None
) -> None:
    """EndsBeforeItStarts, LastsTooLong, EndsBeforeItsHour: one of the days or hours is mistyped."""
    if ends_on < starts_on:
        raise EndsBeforeItStarts
    if (ends_on - starts_on).days >= LONGEST_EVENT_DAYS:
        raise LastsTooLong(LONGEST_EVENT_DAYS)
    if has_no_hours_left(starts_on, ends_on, from_time, until_time):
        raise EndsBeforeItsHour


def is_over(ends_on: date, day_turns_at: time, zone: str, at: datetime) -> bool:
    """Whether an event is over at the instant `at`: its last evening belongs to it until the day turns there."""
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return wall >= datetime.combine(ends_on + timedelta(days=1), day_turns_at)


def days_of(starts_on: date, ends_on: date) -> list[date]:
    """Every day of an event, in order."""
    return [starts_on + timedelta(days=n) for n in range((ends_on - starts_on).days + 1)]


def aims_in(text: str) -> list[str]:
    """The aims, one a line; empty lines and the dashes of a list are left out."""
    return [aim for line in text.splitlines() if (aim := re.sub(r"^\s*[-*•]\s+", "", line).strip())]


def with_one_moved(things: Sequence[Thing], which: Thing, *, up: bool) -> list[Thing]:
    """The same things, with one of them a place further up or down. At the end of the list it stays where it is."""
    order = list(things)
    place = order.index(which)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def waits_too_long(since: datetime | None, at: datetime) -> bool:
    """Whether mail that waits since then is a fact that the organiser must know."""
    return since is not None and at - since > PATIENCE_WITH_MAIL


def has_no_hours_left(starts_on: date, ends_on: date, from_time: time | None, until_time: time | None) -> bool:
    """Whether an event of one day would end before it begins."""
    return starts_on == ends_on and from_time is not None and until_time is not None and until_time <= from_time


def span_in_calendars(
    starts_on: date, ends_on: date, from_time: time | None, until_time: time | None
) -> tuple[datetime, datetime]:
    """From when to when an event without sessions stands in calendars, on the wall.

    By its hours where it has them and lasts one day; else by its days, from midnight to midnight after the last: a
    block over two days and a night would hide everything else that people do.
    """
    if starts_on == ends_on and from_time is not None and until_time is not None:
        return datetime.combine(starts_on, from_time), datetime.combine(ends_on, until_time)
    return datetime.combine(starts_on, time()), datetime.combine(ends_on + timedelta(days=1), time())
