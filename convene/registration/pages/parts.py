"""The part "people" of an event’s organiser pages: which pages it has, and which of them the reader may open."""

from flask import url_for
from flask_babel import gettext as _

from convene.events.event_page import Link, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission


def pages_of_people(event: Event, current: str) -> list[Link]:
    """The tabs of the part "people": those pages that the reader may open."""
    allowed = permissions_of_reader(event)
    pages = [
        ("registrations.listing", _("Registrations"), Permission.SEE_REGISTRATIONS),
        ("registrations.form", _("Form"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.to_approve", _("To approve"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.waitlist", _("Waitlist"), Permission.SEE_REGISTRATIONS),
        ("registrations.invitations", _("Invitations"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.tickets", _("Tickets and codes"), Permission.MANAGE_REGISTRATIONS),
        ("registrations.desk", _("Places and times"), Permission.MANAGE_REGISTRATIONS),
        ("door.listing", _("Door"), Permission.CHECK_IN),
        ("badges.preview", _("Badges and lists"), Permission.CHECK_IN),
        ("papers.listing", _("Letters and certificates"), Permission.MANAGE_REGISTRATIONS),
    ]
    return [
        Link(label, url_for(endpoint, slug=event.slug), endpoint == current)
        for endpoint, label, needed in pages
        if needed in allowed
    ]
