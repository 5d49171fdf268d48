"""Numbers about those who come, as people look at them: a chart, and beside it the table that it was made of."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.structure import Question
from convene.registration.forms.words import came_by_words, state_words
from convene.registration.pages.columns import answers_in_words, choices_at
from convene.registration.pages.frame import registrations, sees_private, show_people
from convene.registration.queries.admission import ticket_names
from convene.registration.queries.desk import desk_of
from convene.registration.queries.form import form_id_of
from convene.registration.queries.listing import headings_of
from convene.registration.queries.statistics import (
    answers_counted,
    came_by_ticket,
    days_of_registering,
    numbers_of,
    told_under,
)
from convene.registration.rules.listing import is_a_kind_of_organisation
from convene.web.languages import country_name, short_day

MOST_BARS = 15
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: what, how many, and which share of all."""

    words: str
    count: int
    share: int


@registrations.get("/<slug>/people/statistics")
@event_page(Permission.SEE_REGISTRATIONS)
def statistics(event: Event) -> ResponseReturnValue:
    numbers = numbers_of(event.id)
    days = days_of_registering(event)
    # What lists say may be what people need: for those who manage registrations.
    manages = Permission.MANAGE_REGISTRATIONS in permissions_of_reader(event)
    headings = headings_of(event.id) if manages else []
    asked = request.args.get("by", "")
    heading = asked if asked in headings else next(filter(is_a_kind_of_organisation, headings), "")
    names = ticket_names(event.id)
    came = came_by_ticket(event.id)
    return show_people(
        "registration/statistics.html",
        event,
        "statistics",
        desk=desk_of(event),
        active=numbers.active,
        in_all=sum(numbers.states.values()),
        countries=sum(1 for code in numbers.countries if code),
        steps=over_time(days),
        charts=[
            (_("State"), bars((word, numbers.states.get(state, 0)) for state, word in state_words().items())),
            (
                _("Country"),
                bars(
                    (
                        (country_name(code) if code else str(_("not said")), count)
                        for code, count in numbers.countries.items()
                    ),
                    by_size=True,
                ),
            ),
            (
                _("Ticket"),
                bars(
                    (
                        (names.get(ticket_id, "") if ticket_id else str(_("none")), count)
                        for ticket_id, count in numbers.tickets.items()
                    ),
                    by_size=True,
                )
                if names
                else [],
            ),
            (_("How they came"), bars((word, numbers.ways.get(way, 0)) for way, word in came_by_words().items())),
        ],
        came=_who_came(came, names),
        headings=headings,
        heading=heading,
        answers=_answers(event),
        sees_private=sees_private(event),
        told=bars(told_under(event.id, heading), by_size=True) if heading else [],
    )


@dataclass(frozen=True, slots=True)
class CameOf:
    """A row of the table of those who came: of whom, how many, and of how many with a place."""

    words: str
    came: int
    places: int

    @property
    def share(self) -> int:
        return round(100 * self.came / self.places) if self.places else 0


def _who_came(came: Mapping[UUID | None, tuple[int, int]], tickets: Mapping[UUID, str]) -> list[CameOf]:
    """All, and by ticket where there are several; nothing before the first has come."""
    everybody = CameOf(
        str(_("Everybody")),
        sum(each for each, _places in came.values()),
        sum(places for _came, places in came.values()),
    )
    if not everybody.came:
        return []
    names = [*tickets.items(), (None, str(_("without a ticket")))]
    by_ticket = [CameOf(name, *came[ticket_id]) for ticket_id, name in names if ticket_id in came]
    return [everybody, *(by_ticket if len(by_ticket) > 1 else [])]


@dataclass(frozen=True, slots=True)
class AnswersShown:
    """What was answered to one question, as a chart: by how many, and the rows. Where several answers may be chosen the
    shares are of those who answered, and come to more than all."""

    question: Question
    given: int
    rows: list[Bar]


def _answers(event: Event) -> list[AnswersShown]:
    """What was answered where there is something to count, as far as the reader may see it. Thirteen statements."""
    choices = choices_at(event)
    asks_id = form_id_of(event.id)
    if asks_id is None or not choices.questions:
        return []
    counted = answers_counted(asks_id, [each.id for each in choices.questions])
    shown = []
    for question in choices.questions:
        given = counted.get(question.id, Counter())
        counts = [(words, given.get(value, 0)) for value, words in answers_in_words(question, choices)]
        total = given.get("", 0)
        rows = bars(
            counts, by_size=question.kind is Kind.COUNTRY, of=total, with_none=question.kind is not Kind.COUNTRY
        )
        if total:
            shown.append(AnswersShown(question, total, rows))
    return shown


def bars(
    counts: Iterable[tuple[str, int]], *, by_size: bool = False, of: int | None = None, with_none: bool = False
) -> list[Bar]:
    """The rows of a chart; of many the largest, and the others together. `of`: how many are all, where that is not
    their sum; `with_none`: also what nobody is counted under. What is called alike, as a way of taking part and the one
    that was withdrawn for it, is counted together."""
    together: dict[str, int] = {}
    for words, count in counts:
        together[words] = together.get(words, 0) + count
    found = [(words, count) for words, count in together.items() if count or with_none]
    total = of or sum(count for _words, count in found) or 1
    if by_size:
        found.sort(key=lambda each: (-each[1], each[0]))
    if len(found) > MOST_BARS:
        rest = sum(count for _words, count in found[MOST_BARS - 1 :])
        found = [*found[: MOST_BARS - 1], (str(_("others")), rest)]
    return [Bar(words, count, round(100 * count / total)) for words, count in found]


@dataclass(frozen=True, slots=True)
class Step:
    """A column of the chart over time: its days, how many registered in them, and how many had until their end."""

    words: str
    count: int
    sum: int


def over_time(days: list[tuple[date, int]]) -> list[Step]:
    """At most 60 columns: days, or as many days together as it takes."""
    width = -(-len(days) // MOST_COLUMNS) if days else 1
    steps: list[Step] = []
    so_far = 0
    for begin in range(0, len(days), width):
        part = days[begin : begin + width]
        count = sum(each for _day, each in part)
        so_far += count
        first, last = part[0][0], part[-1][0]
        words = short_day(first) if first == last else f"{short_day(first)} – {short_day(last)}"
        steps.append(Step(words, count, so_far))
    return steps
