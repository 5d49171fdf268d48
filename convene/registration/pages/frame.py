"""The blueprint of the organiser's pages about those who come, and the frame that these stand in."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.events.event_page import Link, permissions_of_reader, show_to_organisers
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.queries.registrations import how_many_pending
from convene.registration.showing import PageOfPeople, groups_of_pages
from convene.web.forms import Form, status_of_form

MOST_ROWS_SAID = 12

registrations = Blueprint("registrations", __name__, url_prefix="/organise")


def show_people(template: str, event: Event, current: str, **context: Any) -> str:
    """A page of the part "people". `current` is the end point of the page that it belongs to, without the name of this
    blueprint: all groups of pages are shown, and the pages of its own."""
    current = current if "." in current else f"registrations.{current}"
    groups = groups_of_pages(event)
    mine = next((group for group in groups if any(page.endpoint == current for page in group.pages)), None)
    return show_to_organisers(
        template,
        event,
        part="people",
        section_groups=[Link(each.label, each.pages[0].url, each is mine) for each in groups],
        section_navigation=[
            Link(page.label, page.url, page.endpoint == current, count=_waiting_there(event, page))
            for page in (mine.pages if mine is not None else ())
        ],
        **context,
    )


def _waiting_there(event: Event, page: PageOfPeople) -> int | None:
    """How many wait there for somebody to decide; None: nobody, or it is no such page. One statement at most."""
    return how_many_pending(event.id) or None if page.endpoint == "registrations.to_approve" else None


def show_people_form(
    form: Form | None, template: str, event: Event, current: str, *, status: int | None = None, **context: Any
) -> ResponseReturnValue:
    """The same with a form: 422 when it was sent and is wrong, unless another `status` is given."""
    page = show_people(template, event, current, form=form, **context)
    return make_response(page, status or status_of_form())


def rows_in_words(numbers: Sequence[int]) -> str:
    """In which rows of a list something stands."""
    shown = ", ".join(map(str, numbers[:MOST_ROWS_SAID]))
    return str(_("rows: %(rows)s", rows=shown if len(numbers) <= MOST_ROWS_SAID else f"{shown} …"))


def sees_private(event: Event) -> bool:
    """Whether the reader may see what people answered to questions that are private."""
    return Permission.SEE_PRIVATE_ANSWERS in permissions_of_reader(event)
