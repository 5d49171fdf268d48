"""Which registrations a list shows, in which columns and order: as plain values, and as the address of a page says it.

An address is typed, kept and sent by anybody: what is no state, no column and no id of ours is passed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import chain, count
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from convene.registration.catalogue import LONGEST_HEADING, CameBy, RegistrationState
from convene.spelling import id_in, without_marks

MOST_OF_A_FILTER = 100
MOST_COLUMNS = 30
#: More than all filters and columns of a list of ours.
MOST_IN_ADDRESS = 1_000
LONGEST_SEARCH = 200
#: Before the heading of what a file said, "told:Dietary needs", and before the id of a question of the form: two
#: questions may be called alike, and a heading like a question.
TOLD = "told:"
ASKED = "asked:"


class Shown(StrEnum):
    """What every registration has, as a column. The name stands in front of all lists."""

    NAME = "name"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    EMAIL = "email"
    TICKET = "ticket"
    REGISTERED = "registered"
    STATE = "state"
    CAME_BY = "came"
    LANGUAGE = "language"
    ARRIVED = "arrived"
    TAGS = "tags"
    NOTES = "notes"


#: Seen by those who manage registrations: what organisers wrote, and what people need.
OF_MANAGERS = frozenset({Shown.NOTES})
USUAL_COLUMNS = (Shown.ORGANISATION, Shown.COUNTRY, Shown.EMAIL, Shown.REGISTERED, Shown.STATE)
#: By what no list can be sorted.
NOT_SORTED = frozenset({Shown.TAGS, Shown.NOTES})
NEWEST, OLDEST = "newest", "oldest"
#: How an address says the answers to a question of yes or no.
YES, NO = "yes", "no"
#: As an address says whether they came to the event.
CAME, DID_NOT_COME = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Whom a list shows. Empty: everybody."""

    search: str = ""
    states: frozenset[RegistrationState] = frozenset()
    ticket_ids: frozenset[UUID] = frozenset()
    countries: frozenset[str] = frozenset()
    organisation: str = ""
    tag_ids: frozenset[UUID] = frozenset()
    came_by: frozenset[CameBy] = frozenset()
    #: Whether they have come to the event; those alone have not come who had a place. None: both.
    has_come: bool | None = None
    #: Registered on these days or between them, on the calendar of the event.
    from_day: date | None = None
    until_day: date | None = None
    #: Those of whom a file said something under a heading, or who have answered a question: the name of its column.
    told: str = ""
    #: Those who have answered a question of the form by one of these: "yes", "no", the code of a country, or the id of
    #: an option. Of several questions each.
    answers: frozenset[tuple[UUID, str]] = frozenset()
    #: Those who were ticked, and no others.
    who: frozenset[UUID] = frozenset()
    #: Whether whoever asks may see what is private in answers. Said by a page, never by an address.
    sees_private: bool = field(default=False, compare=False)

    @property
    def question_id(self) -> UUID | None:
        """The question that those shown have answered, if it is one that they are asked for by."""
        return question_id_of(self.told)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """As an address says it."""
        return [
            *([("q", self.search)] if self.search else []),
            *(("state", each.value) for each in sorted(self.states)),
            *(("ticket", str(each)) for each in sorted(self.ticket_ids)),
            *(("country", each) for each in sorted(self.countries)),
            *([("organisation", self.organisation)] if self.organisation else []),
            *(("tag", str(each)) for each in sorted(self.tag_ids)),
            *(("came", each.value) for each in sorted(self.came_by)),
            *([("arrived", CAME if self.has_come else DID_NOT_COME)] if self.has_come is not None else []),
            *([("from", self.from_day.isoformat())] if self.from_day else []),
            *([("until", self.until_day.isoformat())] if self.until_day else []),
            *([("told", self.told)] if self.told else []),
            *(("answer", f"{question_id.hex}:{value}") for question_id, value in sorted(self.answers)),
            *(("who", str(each)) for each in sorted(self.who)),
        ]

    @property
    def address(self) -> str:
        return urlencode(self.pairs)

    @property
    def is_narrow(self) -> bool:
        """Whether anything but a state and a search is asked for."""
        return replace(self, search="", states=frozenset()) != Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list: whom it shows, in which columns beside the name, sorted by what."""

    filters: Filters = field(default_factory=Filters)
    columns: tuple[str, ...] = USUAL_COLUMNS
    sort: str = NEWEST
    descending: bool = False

    @property
    def pairs(self) -> list[tuple[str, str]]:
        columns = [] if self.columns == USUAL_COLUMNS else [("column", each) for each in self.columns]
        order = f"-{self.sort}" if self.descending else self.sort
        return [*self.filters.pairs, *columns, *([("sort", order)] if order != NEWEST else [])]

    @property
    def address(self) -> str:
        return urlencode(self.pairs)

    def seen_by(self, *, manages: bool, sees_private: bool) -> "Asked":
        """The same without what only those see who manage registrations, or who see private answers."""
        if manages:
            return replace(self, filters=replace(self.filters, sees_private=sees_private))
        columns = tuple(each for each in self.columns if not is_of_managers(each))
        sort = NEWEST if is_of_managers(self.sort) else self.sort
        filters = replace(self.filters, told="", answers=frozenset())
        return replace(self, filters=filters, columns=columns, sort=sort)


def is_of_managers(column: str) -> bool:
    """Whether only those who manage registrations see what a column holds."""
    return column in OF_MANAGERS or column.startswith((TOLD, ASKED))


def question_id_of(column: str) -> UUID | None:
    """The question whose answers stand in a column, if it is one of these."""
    return id_in(column.removeprefix(ASKED)) if column.startswith(ASKED) else None


def numbered(columns: Iterable[tuple[str, str]], taken: Iterable[str]) -> dict[str, str]:
    """What stands above each column, by its name: of several that are called alike the later ones have a number."""
    words: dict[str, str] = {}
    used = set(taken)
    for column, label in columns:
        numbers = (f"{label} ({number})" for number in count(2))
        words[column] = next(each for each in chain([label], numbers) if each not in used)
        used.add(words[column])
    return words


def filters_in(given: Mapping[str, Sequence[str]]) -> Filters:
    """The filters that an address asks for."""

    def words(name: str) -> list[str]:
        return [each for each in given.get(name, ()) if each][:MOST_OF_A_FILTER]

    return Filters(
        search=_line(given, "q"),
        states=frozenset(RegistrationState(each) for each in words("state") if each in set(RegistrationState)),
        ticket_ids=_ids(words("ticket")),
        countries=frozenset(filter(_is_country, words("country"))),
        organisation=_line(given, "organisation"),
        tag_ids=_ids(words("tag")),
        came_by=frozenset(CameBy(each) for each in words("came") if each in set(CameBy)),
        has_come={CAME: True, DID_NOT_COME: False}.get(_line(given, "arrived")),
        from_day=_day(given, "from"),
        until_day=_day(given, "until"),
        told=_column(given, "told"),
        answers=_answers(words("answer")),
        who=_ids(words("who")),
    )


def asked_in(given: Mapping[str, Sequence[str]], told: Iterable[str] = ()) -> Asked:
    """The list that an address asks for. `told` are the columns of what files brought to this event and of what its
    form asks."""
    known = {*Shown, *told} - {Shown.NAME}
    columns = tuple(dict.fromkeys(each for each in given.get("column", ()) if each in known))[:MOST_COLUMNS]
    order = next(iter(given.get("sort", ())), NEWEST)
    sort, descending = order.removeprefix("-"), order.startswith("-")
    if sort not in {NEWEST, OLDEST, Shown.NAME, *known} - NOT_SORTED:
        sort, descending = NEWEST, False
    return Asked(filters=filters_in(given), columns=columns or USUAL_COLUMNS, sort=sort, descending=descending)


def in_address(address: str) -> dict[str, list[str]]:
    """What stands in an address behind its question mark, by name: of very many values the first."""
    return parse_qs("&".join(address.split("&", MOST_IN_ADDRESS)[:MOST_IN_ADDRESS]))


def _line(given: Mapping[str, Sequence[str]], name: str) -> str:
    first = next(iter(given.get(name, ())), "")[: 2 * LONGEST_SEARCH]
    return " ".join("".join(each if each.isprintable() else " " for each in first).split())[:LONGEST_SEARCH]


def _column(given: Mapping[str, Sequence[str]], name: str) -> str:
    """Letter by letter: a heading in Khmer has spaces that are not seen, and is found by no other spelling."""
    column = next(iter(given.get(name, ())), "")[: LONGEST_HEADING + len(ASKED)].replace("\0", "")
    return column if column.startswith(TOLD) or question_id_of(column) is not None else ""


def _ids(words: Iterable[str]) -> frozenset[UUID]:
    return frozenset(found for word in words if (found := id_in(word)) is not None)


def _answers(words: Iterable[str]) -> frozenset[tuple[UUID, str]]:
    """Questions and answers, as "the id of the question:the answer"."""
    found = set()
    for word in words:
        question, _colon, value = word.partition(":")
        question_id, option_id = id_in(question), id_in(value)
        if question_id is not None and (option_id is not None or value in {YES, NO} or _is_country(value)):
            found.add((question_id, str(option_id) if option_id is not None else value))
    return frozenset(found)


def _is_country(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isupper()


def _day(given: Mapping[str, Sequence[str]], name: str) -> date | None:
    try:
        day = date.fromisoformat(next(iter(given.get(name, ())), ""))
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2100 else None


_OF_HOTELS = (
    "hotel",
    "night",
    "arriv",
    "depart",
    "diet",
    "access",
    "room",
    "check in",
    "check out",
    "travel",
    "accommodation",
)
_OF_SECURITY = ("arriv", "nationality", "passport", "vehicle", "car", "plate", "badge")


def is_for_the_hotel(heading: str) -> bool:
    """Whether a hotel wants to know what stands under a heading of a file: nights, needs."""
    return _has_any(heading, _OF_HOTELS)


def is_for_security(heading: str) -> bool:
    """Whether those at the gate want to know it: when somebody arrives, with what."""
    return _has_any(heading, _OF_SECURITY)


def is_a_kind_of_organisation(heading: str) -> bool:
    """Whether a heading of a file asks what kind of organisation somebody comes from."""
    return _has_any(heading, ("organisation type", "organization type", "type of organi", "sector", "stakeholder"))


def _has_any(heading: str, words: Sequence[str]) -> bool:
    plain = " " + " ".join(without_marks(heading).replace("-", " ").split())
    return any(f" {word}" in plain for word in words)
