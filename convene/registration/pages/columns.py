"""What stands in the columns of the organiser's list, and what of it whoever reads it may see and ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from convene.events.event_page import permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.queries import answers_of_each
from convene.questionnaires.showing import cells_of, columns_of
from convene.questionnaires.structure import Question
from convene.registration.forms.words import came_by_word, column_words, state_word, state_words
from convene.registration.models import Registration
from convene.registration.pages.frame import sees_private
from convene.registration.queries.form import form_of
from convene.registration.queries.listing import Choices, Kept, choices_of, countries_answered
from convene.registration.rules.listing import ASKED, NO, YES, Asked, Filters, Shown, asked_in, filters_in, numbered
from convene.web.languages import clock_time, country_name, in_zone, language_word, short_day

#: More answers than these are chosen from a list that opens.
MOST_BOXES = 8
#: Kinds of questions by whose answers a list is narrowed.
FILTERED = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.COUNTRY})


def choices_at(event: Event) -> Choices:
    """What filters and columns offer, the questions of the form among them that the reader may see the answers to."""
    choices = choices_of(event.id)
    asks = form_of(event.id)
    questions = columns_of(asks, with_private=sees_private(event))
    told = [*((f"{ASKED}{each.id}", each.label) for each in questions), *choices.told.items()]
    return replace(
        choices,
        told=numbered(told, [str(_("Name")), *column_words().values()]),
        questions=[each for each in questions if each.kind in FILTERED],
        countries_answered=countries_answered(asks.id) if asks is not None else {},
    )


def asked_as_seen(event: Event, given: Mapping[str, Sequence[str]], choices: Choices) -> Asked:
    """The list that an address asks for, as far as the reader may see it."""
    manages = Permission.MANAGE_REGISTRATIONS in permissions_of_reader(event)
    return asked_in(given, choices.told).seen_by(manages=manages, sees_private=sees_private(event))


def filters_asked_for(event: Event) -> Filters:
    """Whom the address of the page asks for, as far as the reader may."""
    return as_seen(event, filters_in(request.args.to_dict(flat=False)))


def as_seen(event: Event, filters: Filters) -> Filters:
    """The same, asked by the reader: what they may not see finds nobody."""
    return replace(filters, sees_private=sees_private(event))


@dataclass(frozen=True, slots=True)
class AnswersToChoose:
    """A question by whose answers the list is narrowed: each answer as the address says it, in words, and whether it is
    asked for now."""

    question: Question
    answers: list[tuple[str, str, bool]]

    @property
    def is_long(self) -> bool:
        return len(self.answers) > MOST_BOXES


def answers_to_choose(choices: Choices, filters: Filters) -> list[AnswersToChoose]:
    """By which answers the list can be narrowed."""
    return [
        AnswersToChoose(
            question,
            [
                (f"{question.id.hex}:{value}", words, (question.id, value) in filters.answers)
                for value, words in answers_in_words(question, choices)
            ],
        )
        for question in choices.questions
    ]


def answers_in_words(question: Question, choices: Choices) -> list[tuple[str, str]]:
    """The answers to a question, as an address says them, and in words."""
    if question.kind is Kind.YES_NO:
        return [(YES, str(_("Yes"))), (NO, str(_("No")))]
    if question.kind is Kind.COUNTRY:
        codes = choices.countries_answered.get(question.id, ())
        return sorted(((code, country_name(code)) for code in codes), key=lambda each: each[1])
    return [(str(option.id), option.label) for option in question.options]


def filters_in_words(filters: Filters, choices: Choices) -> str:
    """Whom a list shows, in words; "" for everybody. Of what the reader may not see only that it is asked."""
    tickets = dict(choices.tickets)
    tags = {tag_id: name for tag_id, name, _count in choices.tags}
    headings: dict[str, list[str]] = {
        _("State"): [state_word(each) for each in state_words() if each in filters.states],
        _("Ticket"): [tickets[each] for each in filters.ticket_ids if each in tickets],
        _("Tag"): [tags[each] for each in filters.tag_ids if each in tags],
        _("Country"): [country_name(each) for each in filters.countries],
        _("Organisation"): [filters.organisation] if filters.organisation else [],
        _("How they came"): [came_by_word(each) for each in filters.came_by],
        _("At the event"): [] if filters.has_come is None else [_("Came") if filters.has_come else _("Did not come")],
        _("Registered from"): [short_day(filters.from_day)] if filters.from_day else [],
        _("Registered until"): [short_day(filters.until_day)] if filters.until_day else [],
        _("Of whom the list says something"): [choices.told[filters.told]] if filters.told in choices.told else [],
        _("Words"): [filters.search] if filters.search else [],
    }
    said = [f"{heading}: {', '.join(sorted(words))}" for heading, words in headings.items() if words]
    asked_for: dict[UUID, list[str]] = {}
    for question_id, value in filters.answers:
        asked_for.setdefault(question_id, []).append(value)
    for question in choices.questions:
        values = asked_for.pop(question.id, [])
        words = [word for value, word in answers_in_words(question, choices) if value in values]
        if words:
            said.append(f"{question.label} {', '.join(words)}")
    if asked_for:
        said.append(str(_("An answer that you do not see")))
    if filters.who:
        said.append(ngettext("%(num)s person who was ticked", "%(num)s people who were ticked", len(filters.who)))
    return " · ".join(map(str, said))


def add_answers(event: Event, kept: Kept, registration_ids: Sequence[UUID] | None) -> None:
    """What these (None: all) have answered to the form, beside what files said of them. Six statements at most."""
    asks = form_of(event.id)
    if asks is None:
        return
    questions = columns_of(asks, with_private=sees_private(event))
    for registration_id, answers in answers_of_each(asks.id, registration_ids).items():
        cells = zip(questions, cells_of(asks, questions, answers), strict=True)
        kept.told[registration_id] |= {f"{ASKED}{question.id}": cell for question, cell in cells}


def column_word(column: str, choices: Choices) -> str:
    """What stands above a column."""
    if column in choices.told:
        return choices.told[column]
    return str(_("Name")) if column == Shown.NAME else column_words()[Shown(column)]


def cells_of_list(
    event: Event, kept: Kept, choices: Choices, *, in_file: bool = False
) -> Callable[[str, Registration], object]:
    """Gives what stands in a column of somebody, in words; numbers that they have answered are numbers. `in_file`: as
    other programs read it, with days as ISO writes them."""
    tickets = dict(choices.tickets)

    def said(at: datetime | None) -> str:
        if at is None:
            return ""
        local = in_zone(at, event.zone)
        return f"{local:%Y-%m-%d %H:%M}" if in_file else f"{short_day(local)} {clock_time(local)}"

    say: dict[str, Callable[[Registration], str]] = {
        Shown.ORGANISATION: lambda row: row.organisation,
        Shown.COUNTRY: lambda row: country_name(row.country) if row.country else "",
        Shown.EMAIL: lambda row: row.email,
        Shown.TICKET: lambda row: tickets.get(row.ticket_kind_id, "") if row.ticket_kind_id else "",
        Shown.REGISTERED: lambda row: said(row.created_at),
        Shown.STATE: lambda row: state_word(row.state),
        Shown.CAME_BY: lambda row: came_by_word(row.came_by),
        Shown.LANGUAGE: lambda row: language_word(row.language),
        Shown.ARRIVED: lambda row: said(kept.came_at.get(row.id)),
        Shown.TAGS: lambda row: ", ".join(tag.name for tag in kept.tags[row.id]),
        Shown.NOTES: lambda row: "\n".join(kept.notes[row.id]),
    }
    return lambda column, row: say[column](row) if column in say else kept.told[row.id].get(column, "")
