"""The blueprint of the organiser's pages about those who come, and the frame that these stand in."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.events.event_page import Link, permissions_of_reader, show_to_organisers
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.web.forms import Form, status_of_form

MOST_ROWS_SAID = 12

registrations = Blueprint("registrations", __name__, url_prefix="/organise")


def show_people(template: str, event: Event, current: str, **context: Any) -> str:
    """A page of the part "people". `current` is the tab that it belongs to."""
    return show_to_organisers(template, event, part="people", section_navigation=tabs(event, current), **context)


def show_people_form(
    form: Form | None, template: str, event: Event, current: str, *, status: int | None = None, **context: Any
) -> ResponseReturnValue:
    """The same with a form: 422 when it was sent and is wrong, unless another `status` is given."""
    page = show_people(template, event, current, form=form, **context)
    return make_response(page, status or status_of_form())


def tabs(event: Event, current: str) -> list[Link]:
    """The tabs of the part "people": the pages of the group that `current`, an end point, is in, and one of each other.

    Those pages alone that the reader may open.
    """
    current = current if "." in current else f"registrations.{current}"
    allowed = permissions_of_reader(event)
    shown = []
    for name, pages in _groups():
        open_to_reader = [(endpoint, label) for endpoint, label, needed in pages if needed in allowed]
        if current not in {endpoint for endpoint, _label, _needed in pages}:
            open_to_reader = [(endpoint, name) for endpoint, _label in open_to_reader[:1]]
        shown += [
            Link(label, url_for(endpoint, slug=event.slug), endpoint == current) for endpoint, label in open_to_reader
        ]
    return shown


def _groups() -> list[tuple[str, list[tuple[str, str, Permission]]]]:
    """The pages about people by what they are for: who comes, how they come in, and the day itself."""
    sees, manages = Permission.SEE_REGISTRATIONS, Permission.MANAGE_REGISTRATIONS
    return [
        (
            _("Who comes"),
            [
                ("registrations.listing", _("Registrations"), sees),
                ("registrations.to_approve", _("To approve"), manages),
                ("registrations.waitlist", _("Waitlist"), sees),
                ("registrations.invitations", _("Invitations"), manages),
                ("registrations.letters", _("Letters"), manages),
                ("registrations.import_list", _("Bring in a list"), manages),
                ("registrations.statistics", _("Statistics"), sees),
            ],
        ),
        (
            _("Form and places"),
            [
                ("registrations.form", _("Form"), manages),
                ("registrations.desk", _("Places and times"), manages),
                ("registrations.tickets", _("Tickets and codes"), manages),
                ("registrations.sessions", _("Sessions"), sees),
            ],
        ),
        (
            _("The day"),
            [
                ("door.listing", _("Door"), Permission.CHECK_IN),
                ("badges.preview", _("Badges and lists"), Permission.CHECK_IN),
                ("papers.listing", _("Visa letters and certificates"), manages),
            ],
        ),
    ]


def rows_in_words(numbers: Sequence[int]) -> str:
    """In which rows of a list something stands."""
    shown = ", ".join(map(str, numbers[:MOST_ROWS_SAID]))
    return str(_("rows: %(rows)s", rows=shown if len(numbers) <= MOST_ROWS_SAID else f"{shown} …"))


def sees_private(event: Event) -> bool:
    """Whether the reader may see what people answered to questions that are private."""
    return Permission.SEE_PRIVATE_ANSWERS in permissions_of_reader(event)
