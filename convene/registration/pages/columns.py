"""What stands in the columns of the organiser's list, and what of it whoever reads it may see and ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from convene.events.event_page import permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.questionnaires.queries import answers_of_each
from convene.questionnaires.showing import cells_of, columns_of
from convene.registration.forms import came_by_word, column_words, state_word
from convene.registration.models import Registration
from convene.registration.pages.frame import sees_private
from convene.registration.queries.form import form_of
from convene.registration.queries.listing import Choices, Kept, choices_of
from convene.registration.rules.listing import ASKED, Asked, Filters, Shown, asked_in, filters_in, numbered
from convene.web.languages import clock_time, country_name, in_zone, language_word, short_day


def choices_at(event: Event) -> Choices:
    """What filters and columns offer, the questions of the form among them that the reader may see the answers to."""
    choices = choices_of(event.id)
    questions = columns_of(form_of(event.id), with_private=sees_private(event))
    told = [*((f"{ASKED}{each.id}", each.label) for each in questions), *choices.told.items()]
    return replace(choices, told=numbered(told, [str(_("Name")), *column_words().values()]))


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

    def registered(row: Registration) -> str:
        local = in_zone(row.created_at, event.zone)
        return f"{local:%Y-%m-%d %H:%M}" if in_file else f"{short_day(local)} {clock_time(local)}"

    say: dict[str, Callable[[Registration], str]] = {
        Shown.ORGANISATION: lambda row: row.organisation,
        Shown.COUNTRY: lambda row: country_name(row.country) if row.country else "",
        Shown.EMAIL: lambda row: row.email,
        Shown.TICKET: lambda row: tickets.get(row.ticket_kind_id, "") if row.ticket_kind_id else "",
        Shown.REGISTERED: registered,
        Shown.STATE: lambda row: state_word(row.state),
        Shown.CAME_BY: lambda row: came_by_word(row.came_by),
        Shown.LANGUAGE: lambda row: language_word(row.language),
        Shown.TAGS: lambda row: ", ".join(tag.name for tag in kept.tags[row.id]),
        Shown.NOTES: lambda row: "\n".join(kept.notes[row.id]),
    }
    return lambda column, row: say[column](row) if column in say else kept.told[row.id].get(column, "")
