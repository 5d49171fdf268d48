"""The mails beside the components: each message of the outbox with what it would be given."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from convene.events.catalogue import ROLES
from convene.events.models import Event
from convene.outbox.catalogue import Content
from convene.outbox.rendering import Mail, written
from convene.permissions.catalogue import Role
from convene.registration.models import Registration
from convene.web.signed_links import absolute_url

NAME = "Nguyễn Thị Hồng Phượng"


def _event() -> Event:
    """An event that no database holds."""
    return Event(
        title="Regional Network Forum, Southeast Asia and the Pacific",
        slug="example",
        starts_on=date(2024, 3, 7),
        ends_on=date(2024, 3, 8),
        from_time=time(9),
        until_time=time(17),
        zone="Asia/Bangkok",
        place="Riverside Hotel, Bangkok",
        address="1 Riverside Road",
        join_url="https://meet.example.org/room",
    )


def _of_a_place() -> dict[str, Any]:
    event = _event()
    links = ("event_url", "register_url", "calendar_url", "place_url")
    return {
        "event": event,
        "registration": Registration(name=NAME, email="phuong@example.org"),
        "zone_at": datetime.combine(event.starts_on, time(12)),
        **{name: absolute_url("gallery.index") for name in links},
    }


def _sign_in() -> dict[str, Any]:
    return {"url": absolute_url("gallery.index")}


def _invitation() -> dict[str, Any]:
    url = absolute_url("gallery.index")
    return {
        "event": _event(),
        "team": "Network Secretariat",
        "role": ROLES[Role.VIEWER],
        "url": url,
        "later_url": url,
    }


#: A guard fails for a message that is not here.
MAILS: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "accounts/sign_in": _sign_in,
    "events/invitation": _invitation,
    "registration/already_registered": _of_a_place,
    "registration/cancelled": _of_a_place,
    "registration/cancelled_by_organiser": _of_a_place,
    "registration/confirmation": _of_a_place,
    "registration/link": _of_a_place,
}


def example_mail(name: str, language: str) -> Mail:
    """The mail as it would be sent, in `language`. KeyError: there is no example of it."""
    return written(name, NAME, language, Content(MAILS[name]()))
