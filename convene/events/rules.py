import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from convene.engines.ics import spring_gap, zones_that_an_event_may_choose
from convene.events.catalogue import Act, Attribution, ListSeen, Mode, Photos, Relation, Sensitivity, State
from convene.events.errors import EndsBeforeItsHour, EndsBeforeItStarts, LastsTooLong
from convene.sentences import Sentence, says, says_one_or_many
from convene.spelling import without_marks

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
    Act.ARCHIVE: frozenset({State.PUBLISHED, State.CANCELLED}),
    Act.CANCEL: frozenset({State.PUBLISHED, State.ARCHIVED}),
    Act.TAKE_PLACE: frozenset({State.CANCELLED}),
}
_STANDS: dict[State, Sentence] = {
    State.DRAFT: says("The event is a draft. It can be published."),
    State.PUBLISHED: says("The event is published already. It can be withdrawn or archived."),
    State.ARCHIVED: says("The event is archived already. It can be opened again or withdrawn."),
    State.CANCELLED: says("The event is cancelled. It can take place after all, and nothing else opens it again."),
}
_TAKES_PLACE = says("The event is not cancelled: it takes place.")

_EDITIONS: tuple[Sentence, ...] = (
    says("First edition"),
    says("Second edition"),
    says("Third edition"),
    says("Fourth edition"),
    says("Fifth edition"),
    says("Sixth edition"),
    says("Seventh edition"),
    says("Eighth edition"),
    says("Ninth edition"),
    says("Tenth edition"),
)
#: What an event does to another one, and what the other one does to it.
_RELATIONS: dict[Relation, tuple[Sentence, Sentence]] = {
    Relation.FOLLOWS: (says("Follows"), says("Precedes")),
    Relation.PRECEDES: (says("Precedes"), says("Follows")),
    Relation.ON_THE_MARGINS_OF: (says("On the margins of"), says("Has on its margins")),
}

Thing = TypeVar("Thing")


def why_not(act: Act, state: State, *, is_cancelled: bool = False) -> Sentence | None:
    """Why an act does not fit the state that an event is in, with what can be done instead. None: it fits.

    One that was cancelled and then archived is cancelled still: it is opened by taking place after all.
    """
    if act is Act.TAKE_PLACE and not is_cancelled:
        return _TAKES_PLACE
    if is_cancelled and act is not Act.ARCHIVE:
        state = State.CANCELLED
    return None if state in ACTS[act] else _STANDS[State.CANCELLED if is_cancelled else state]


def slug_for(title: str, or_else: str = "event") -> str:
    """An address for a title: "Forum of Forums 2025" becomes "forum-of-forums-2025". May be taken already.

    Letters that Latin script cannot say are left out; a title of nothing else becomes `or_else`.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    return or_else if not slug or slug in RESERVED_SLUGS else slug


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


def over_from(ends_on: date, day_turns_at: time, zone: str) -> datetime:
    """The instant from which an event is over: its last evening belongs to it until the day turns there."""
    return datetime.combine(ends_on + timedelta(days=1), day_turns_at, ZoneInfo(zone)).astimezone(UTC)


def is_over(ends_on: date, day_turns_at: time, zone: str, at: datetime) -> bool:
    """Whether an event is over at the instant `at`."""
    return at >= over_from(ends_on, day_turns_at, zone)


def has_begun(starts_on: date, from_time: time | None, zone: str, at: datetime) -> bool:
    """Whether an event has begun at the instant `at`: at its first hour, else with its first day."""
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return wall >= datetime.combine(starts_on, from_time or time(0))


def days_of(starts_on: date, ends_on: date) -> list[date]:
    """Every day of an event, in order."""
    return [starts_on + timedelta(days=n) for n in range((ends_on - starts_on).days + 1)]


def aims_in(text: str) -> list[str]:
    """The aims, one a line; empty lines and the dashes of a list are left out."""
    return [aim for line in text.splitlines() if (aim := re.sub(r"^\s*[-*•]\s+", "", line).strip())]


def town_in(address: str, place: str = "") -> str:
    """The town and country of an address: "12 Pier Road, 10500 Bangkok, Thailand" becomes "Bangkok, Thailand".

    The street goes, which is the first part where that has a number, and the postcodes. "" where nothing is left, or
    where the name of the place says it.
    """
    parts = [part.strip() for part in address.split(",")]
    if any(letter.isdigit() for letter in parts[0]):
        parts = parts[1:]
    parts = [" ".join(word for word in part.split() if not any(map(str.isdigit, word))) for part in parts]
    return ", ".join(part for part in parts if part and part.casefold() not in place.casefold())


def with_one_moved(things: Sequence[Thing], which: Thing, *, up: bool) -> list[Thing]:
    """The same things, with one of them a place further up or down. At the end of the list it stays where it is."""
    order = list(things)
    place = order.index(which)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def edition_in_words(number: int | None) -> Sentence:
    """ "First edition" to "Tenth edition", then "11th edition". None: an event of the series without a number."""
    if number is None:
        return says("An edition")
    if 1 <= number <= len(_EDITIONS):
        return _EDITIONS[number - 1]
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    if last == 1:
        return says("%(number)sst edition", number=number)
    if last == 2:
        return says("%(number)snd edition", number=number)
    if last == 3:
        return says("%(number)srd edition", number=number)
    return says("%(number)sth edition", number=number)


def edition_of(number: int | None, series: str) -> Sentence:
    """ "Second edition of Regional forums"."""
    return says("%(edition)s of %(series)s", edition=edition_in_words(number), series=series)


def relation_in_words(relation: Relation, *, reverse: bool = False) -> Sentence:
    """What an event does to another one: "Follows". `reverse`: what the other one does to it, "Precedes"."""
    return _RELATIONS[relation][1 if reverse else 0]


def neighbours(numbers: Sequence[int], number: int) -> tuple[int | None, int | None]:
    """The edition before and the one after `number` among those that there are."""
    before, after = [n for n in numbers if n < number], [n for n in numbers if n > number]
    return max(before, default=None), min(after, default=None)


def waits_too_long(since: datetime | None, at: datetime) -> bool:
    """Whether mail that waits since then is a fact that the organiser must know."""
    return since is not None and at - since > PATIENCE_WITH_MAIL


def has_no_hours_left(starts_on: date, ends_on: date, from_time: time | None, until_time: time | None) -> bool:
    """Whether an event of one day would end before it begins."""
    return starts_on == ends_on and from_time is not None and until_time is not None and until_time <= from_time


#: Regions of the time zone database whose places are cities that people name. Elsewhere they are islands and stations.
REGIONS_OF_CITIES = frozenset({"Africa", "America", "Asia", "Australia", "Europe", "Pacific"})
NO_CITIES = frozenset({"Easter", "Midway", "Wake"})


def zone_of_city_in(place: str, zone: str, at: datetime) -> str | None:
    """The zone of a city that the words of a place name, where its clock shows another hour than `zone` at that time.

    `at` is a time on the wall. None: no city is named, or one whose clock shows the same; "London Road, New York".
    """
    named = [_zones_of_cities()[found] for found in _cities().findall(without_marks(place))]
    offset = at.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    if not named or any(at.replace(tzinfo=ZoneInfo(each)).utcoffset() == offset for each in named):
        return None
    return named[-1]


@cache
def _zones_of_cities() -> dict[str, str]:
    found = {}
    for zone in zones_that_an_event_may_choose():
        region, _slash, city = zone.partition("/")
        if region in REGIONS_OF_CITIES and city not in NO_CITIES and "/" not in city:
            found[without_marks(city.replace("_", " "))] = zone
    return found


@cache
def _cities() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _zones_of_cities()), key=len, reverse=True))})\b")


def span_in_calendars(
    starts_on: date, ends_on: date, from_time: time | None, until_time: time | None, zone: str
) -> tuple[datetime, datetime]:
    """From when to when an event stands in calendars as one entry, on the wall.

    By its hours where it has them and lasts one day; else by its days, from midnight to midnight after the last: a
    block over two days and a night would hide everything else that people do. By its day, too, where the clocks skip
    one of its hours: no calendar can be told of such a time.
    """
    if starts_on == ends_on and from_time is not None and until_time is not None:
        starts, ends = datetime.combine(starts_on, from_time), datetime.combine(ends_on, until_time)
        if not spring_gap(starts, zone) and not spring_gap(ends, zone):
            return starts, ends
    return datetime.combine(starts_on, time()), datetime.combine(ends_on + timedelta(days=1), time())


# --- how much care an event takes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a sensitivity profile decides, where nobody says otherwise."""

    list_seen: ListSeen
    photos: Photos
    attribution: Attribution
    is_recorded: bool
    #: So long after its last day what people answered is kept.
    days_kept: int
    is_for_search_engines: bool
    needs_safeguarding_lead: bool
    #: Whether mails to people on stage say which sessions they are asked for.
    mails_name_sessions: bool


_DEFAULTS: dict[Sensitivity, Defaults] = {
    Sensitivity.OPEN: Defaults(
        list_seen=ListSeen.EVERYBODY,
        photos=Photos.ALLOWED,
        attribution=Attribution.OPEN,
        is_recorded=True,
        days_kept=365,
        is_for_search_engines=True,
        needs_safeguarding_lead=False,
        mails_name_sessions=True,
    ),
    Sensitivity.TRUSTED: Defaults(
        list_seen=ListSeen.PARTICIPANTS,
        photos=Photos.ASK_EACH,
        attribution=Attribution.CHATHAM_HOUSE,
        is_recorded=False,
        days_kept=180,
        is_for_search_engines=False,
        needs_safeguarding_lead=False,
        mails_name_sessions=True,
    ),
    Sensitivity.HIGH_CARE: Defaults(
        list_seen=ListSeen.ORGANISERS,
        photos=Photos.NONE,
        attribution=Attribution.CLOSED,
        is_recorded=False,
        days_kept=30,
        is_for_search_engines=False,
        needs_safeguarding_lead=True,
        mails_name_sessions=False,
    ),
}
_LIST_SEEN: dict[ListSeen, Sentence] = {
    ListSeen.EVERYBODY: says("Convene shows the list of participants to the team only. You may make it public."),
    ListSeen.PARTICIPANTS: says(
        "Convene shows the list of participants to the team only. You may give it to participants."
    ),
    ListSeen.ORGANISERS: says("Convene shows the list of participants to the team only. You give it to nobody."),
}
_PHOTOS: dict[Photos, Sentence] = {
    Photos.ALLOWED: says("Pictures of people on stage are shown. You may take photos."),
    Photos.ASK_EACH: says("Pictures of people on stage are shown. You ask each person before you take a photo."),
    Photos.NONE: says("Pictures of people on stage are hidden. You take no photos."),
}
ATTRIBUTIONS: dict[Attribution, Sentence] = {
    Attribution.OPEN: says("What is said here may be used with names."),
    Attribution.CHATHAM_HOUSE: says("What is said here is used without names."),
    Attribution.CLOSED: says("What is said here stays here."),
}
LOOSENING_WAITS = timedelta(days=7)
_ORDER = tuple(Sensitivity)


def defaults_of(sensitivity: Sensitivity) -> Defaults:
    """What a profile decides."""
    return _DEFAULTS[sensitivity]


#: The profiles under which search engines may list the pages of an event.
FOR_SEARCH_ENGINES = frozenset(each for each in Sensitivity if _DEFAULTS[each].is_for_search_engines)
#: The profiles under which people on stage are shown in pictures.
SHOWS_PHOTOS = frozenset(each for each in Sensitivity if _DEFAULTS[each].photos is not Photos.NONE)


def consequences_of(sensitivity: Sensitivity) -> list[Sentence]:
    """What a profile decides, a sentence each: read from the table, so that the page cannot say something else.

    What no program can see to, organisers agree to, and the sentence says so: “You ...”.
    """
    given = defaults_of(sensitivity)
    said = [
        _LIST_SEEN[given.list_seen],
        _PHOTOS[given.photos],
        ATTRIBUTIONS[given.attribution],
        says("Session pages say “may be recorded”, unless the session says otherwise.")
        if given.is_recorded
        else says("Session pages say “not recorded”, unless the session says otherwise."),
        says_one_or_many(
            "You erase personal answers within %(count)s day after the event. Convene does not do it for you.",
            "You erase personal answers within %(count)s days after the event. Convene does not do it for you.",
            given.days_kept,
        ),
        says("Search engines may list its pages.")
        if given.is_for_search_engines
        else says("Search engines are asked not to list its pages."),
        says("Mails to people on stage name their sessions.")
        if given.mails_name_sessions
        else says("Mails to people on stage do not name their sessions: these stand on the page behind their link."),
    ]
    return [*said, says("Somebody must be named for safeguarding.")] if given.needs_safeguarding_lead else said


def is_looser(wanted: Sensitivity, present: Sensitivity) -> bool:
    """Whether an event that is `present` would take less care of people as `wanted`."""
    return _ORDER.index(wanted) < _ORDER.index(present)


def may_confirm(asker_id: UUID, account_id: UUID) -> bool:
    """Whether somebody may confirm or refuse what another one asked: two people loosen, never one."""
    return asker_id != account_id


def has_waited_out(asked_at: datetime, at: datetime) -> bool:
    """Whether what was asked is too old to be confirmed."""
    return at - asked_at >= LOOSENING_WAITS


def mode_of(place: str, join_url: str, *, is_webinar: bool) -> Mode:
    """How people take part. A place and a link are two ways in; a webinar is online before it has a link."""
    if place:
        return Mode.HYBRID if join_url else Mode.IN_PERSON
    return Mode.ONLINE if join_url or is_webinar else Mode.NOT_SAID
