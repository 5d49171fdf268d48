"""The blueprint of the organiser's pages about those who come, and the frame that these stand in."""

from typing import Any

from flask import Blueprint, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.events.event_page import Link, permissions_of_reader, show_to_organisers
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.web.forms import Form, status_of_form

registrations = Blueprint("registrations", __name__, url_prefix="/organise")


def show_people(template: str, event: Event, current: str, **context: Any) -> str:
    """A page of the part "people". `current` is the tab that it belongs to."""
    return show_to_organisers(template, event, part="people", section_navigation=tabs(event, current), **context)


def show_people_form(
    form: Form, template: str, event: Event, current: str, *, status: int | None = None, **context: Any
) -> ResponseReturnValue:
    """The same with a form: 422 when it was sent and is wrong, unless another `status` is given."""
    page = show_people(template, event, current, form=form, **context)
    return make_response(page, status or status_of_form())


def tabs(event: Event, current: str) -> list[Link]:
    """The tabs of the part "people": those pages that the reader may open. `current` is the end point of one."""
    allowed = permissions_of_reader(event)
    pages = [
        ("registrations.listing", _("Registrations"), Permission.SEE_REGISTRATIONS),
        ("registrations.form", _("Form"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.desk", _("Places and times"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.tickets", _("Tickets and codes"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.invitations", _("Invitations"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.to_approve", _("To approve"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.waitlist", _("Waitlist"), Permission.SEE_REGISTRATIONS),
        ("registrations.sessions", _("Sessions"), Permission.SEE_REGISTRATIONS),
        ("registrations.letters", _("Letters"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.import_list", _("Bring in a list"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.statistics", _("Statistics"), Permission.SEE_REGISTRATIONS),
        ("door.listing", _("Door"), Permission.CHECK_IN),
        ("badges.preview", _("Badges and lists"), Permission.CHECK_IN),
        ("papers.listing", _("Letters and certificates"), Permission.MANAGE_REGISTRATIONS),
    ]
    current = current if "." in current else f"registrations.{current}"
    return [
        Link(label, url_for(endpoint, slug=event.slug), endpoint == current)
        for endpoint, label, needed in pages
        if needed in allowed
    ]


def sees_private(event: Event) -> bool:
    """Whether the reader may see what people answered to questions that are private."""
    return Permission.SEE_PRIVATE_ANSWERS in permissions_of_reader(event)
