"""Mails to those who register.

Nothing that a form was filled in with stands in them: anybody can type anybody's address, and the mail that follows
goes out in the organisers' name. What was told is on the page behind the link.
"""

from datetime import datetime, time
from uuid import UUID

from convene.outbox import services as outbox
from convene.outbox.catalogue import Content, Intent, message
from convene.registration.models import Registration
from convene.registration.queries.registrations import registration_and_event
from convene.web.signed_links import Purpose, absolute_url, sign


def confirmation(registration: Registration) -> None:
    """The place, when and where, and the link to it."""
    _enqueue("registration/confirmation", registration, about="place")


def already_registered(registration: Registration) -> None:
    """Somebody registered the address again; here is the link, and nothing was changed."""
    _enqueue("registration/already_registered", registration, about="link")


def link(registration: Registration) -> None:
    """The link, on request."""
    _enqueue("registration/link", registration, about="link")


def cancelled(registration: Registration) -> None:
    """The place was given back, as asked. A confirmation that has not gone out yet is replaced by this."""
    _enqueue("registration/cancelled", registration, about="place")


def cancelled_by_organiser(registration: Registration) -> None:
    """An organiser cancelled it."""
    _enqueue("registration/cancelled_by_organiser", registration, about="place")


def _enqueue(name: str, registration: Registration, *, about: str) -> UUID:
    return outbox.enqueue(
        name,
        registration.email,
        ids={"registration_id": registration.id},
        event_id=registration.event_id,
        language=registration.language,
        about=f"registration:{registration.id}:{about}",
    )


@message("registration/confirmation")
@message("registration/already_registered")
@message("registration/link")
def _compose_about_a_place(intent: Intent) -> Content | None:
    content = _compose(intent)
    return content if content is not None and content.context["registration"].state.is_active else None


@message("registration/cancelled")
@message("registration/cancelled_by_organiser")
def _compose(intent: Intent) -> Content | None:
    found = registration_and_event(intent.ids["registration_id"])
    if found is None:
        return None
    registration, event = found
    return Content(
        {
            "registration": registration,
            "event": event,
            "zone_at": datetime.combine(event.starts_on, time(12)),
            "event_url": absolute_url("events.event", slug=event.slug),
            "register_url": absolute_url("registration.register", slug=event.slug),
            "calendar_url": absolute_url("programme.calendar", slug=event.slug),
            "place_url": absolute_url("registration.place", token=link_to(registration)),
        }
    )


def link_to(registration: Registration) -> str:
    """The token of the link by which somebody sees, changes and cancels their registration."""
    return sign(Purpose.MANAGE_REGISTRATION, registration.id, registration.link_version)
