"""The mails beside the components: each message of the outbox with what it would be given."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from convene.events.catalogue import ROLES, SENSITIVITIES, Sensitivity
from convene.events.event_page import when_of
from convene.events.models import Event, Series
from convene.outbox.catalogue import Content
from convene.outbox.rendering import Mail, written
from convene.permissions.catalogue import Role
from convene.programme.emails import AskedFor, NewsLine
from convene.programme.news import NewsKind
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Registration
from convene.sentences import says
from convene.web.languages import in_language
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
    links = ("event_url", "again_url", "calendar_url", "place_url", "join_page_url", "change_url", "confirm_url")
    url = absolute_url("gallery.index")
    return {
        "event": event,
        "registration": Registration(
            name=NAME,
            email="phuong@example.org",
            email_key="phuong@example.org",
            identity_key="phuong@example.org",
            state=RegistrationState.CONFIRMED,
        ),
        "name": NAME,
        "came": says("%(who)s has registered you.", who="Kofi Mensah"),
        "way_out": says("You do not want to come? Open the link and cancel."),
        "why": says("All 40 places are taken."),
        "is_to_be_offered": True,
        "missing": 2,
        "spoken_for": [("Olu Adeyemi", url, 1), ("Mai Sok", url, 0)],
        "others": ["Jane Trần"],
        "together": [NAME, "Olu Adeyemi"],
        "ended_with": ["Mai Sok"],
        "who": "Kofi Mensah",
        "zone_at": datetime.combine(event.starts_on, time(12)),
        **dict.fromkeys(links, url),
    }


def _of_a_letter_of_invitation() -> dict[str, Any]:
    return {**_of_a_place(), "is_given": True, "papers_url": absolute_url("gallery.index")}


def _of_an_entry() -> dict[str, Any]:
    event = _event()
    return {
        "is_off": False,
        "is_hold": False,
        "changes": [],
        "is_new": True,
        "is_again": False,
        "title": "Opening: water and care in the delta",
        "host": event.title,
        "when": "Thursday 7 March, 09:00–10:30",
        "zone": "Bangkok",
        "place": event.where,
        "url": absolute_url("gallery.index"),
        "end_url": absolute_url("gallery.index"),
        "is_cancelled": False,
        "reads_answers": True,
        "answer_url": absolute_url("gallery.index"),
    }


def _sign_in() -> dict[str, Any]:
    return {"url": absolute_url("gallery.index")}


def _invitation() -> dict[str, Any]:
    url = absolute_url("gallery.index")
    return {
        "event": _event(),
        "team": "Network Secretariat",
        "inviter": "Noor Idris",
        "role": ROLES[Role.VIEWER],
        "url": url,
        "later_url": url,
    }


def _loosening_asked() -> dict[str, Any]:
    return {
        "event": _event(),
        "who": "Noor Idris",
        "present": SENSITIVITIES[Sensitivity.HIGH_CARE],
        "wanted": SENSITIVITIES[Sensitivity.TRUSTED],
        "url": absolute_url("gallery.index"),
    }


def _on_stage() -> dict[str, Any]:
    event = _event()
    zone_at = datetime.combine(event.starts_on, time(12))
    sessions = [
        AskedFor("Opening: what the first year taught us", "Thursday 7 March 2024, 09:00–09:30", "Ballroom"),
        AskedFor("What platforms know, and what they say", "The time is not set yet", ""),
    ]
    return {
        "event": event,
        "zone_at": zone_at,
        "host": "Network Secretariat",
        "sessions": sessions,
        "word": "We would be glad to have you.\nYour travel is paid.",
        "url": absolute_url("gallery.index"),
    }


def _on_stage_by_a_day() -> dict[str, Any]:
    return {**_on_stage(), "due_on": date(2024, 2, 20)}


def _news() -> dict[str, Any]:
    url = absolute_url("gallery.index")
    was, now = "Thursday 7 March 2024, 15:30–16:15, Ballroom", "Thursday 7 March 2024, 13:45–14:30, Mekong Room"
    own = [
        NewsLine(NewsKind.MOVED, "Deterrence: what the first year taught us", was, now),
        NewsLine(NewsKind.ON_STAGE, "What platforms know, and what they say", "", now),
    ]
    return {
        **_on_stage(),
        "own": own,
        "other": [NewsLine(NewsKind.WITHDRAWN, "A walk by the river", was)],
        "is_named": True,
        "urls": [url],
        "is_on_stage": True,
        "changes_url": url,
    }


def _followed() -> dict[str, Any]:
    url = absolute_url("gallery.index")
    return {"followed": [("Regional forums", url), ("Webinars on age checks", url)]}


def _confirming() -> dict[str, Any]:
    return {"titles": ["Regional forums"], "confirm_url": absolute_url("gallery.index")}


def _announcement() -> dict[str, Any]:
    event, url = _event(), absolute_url("gallery.index")
    return {
        "event": event,
        "series": Series(title="Regional forums"),
        "when": when_of(event),
        "host": "Network Secretariat",
        "word": "Two days this time.\nRegistration opens in January.",
        "event_url": url,
        "leave_url": url,
    }


def _cancelled() -> dict[str, Any]:
    event, url = _event(), absolute_url("gallery.index")
    return {
        "event": event,
        "zone_at": datetime.combine(event.starts_on, time(12)),
        "reason": "The venue is flooded.\nWe hope to meet in autumn.",
        "reads_as": "has a place",
        "urls": [url],
        "answer_url": None,
        "event_url": url,
    }


def _of_an_offer() -> dict[str, Any]:
    return {**_of_a_place(), "expires_at": datetime(2024, 3, 1, 9, 30, tzinfo=UTC)}


def _of_a_letter() -> dict[str, Any]:
    lines = [["Dear Phượng,"], ["we are glad that you come.", "Bring a coat."]]
    return {**_of_a_place(), "subject": "What to bring", "paragraphs": lines}


def _of_an_invitation() -> dict[str, Any]:
    return {**_of_a_letter(), "subject": "", "answer_url": absolute_url("gallery.index")}


def _forwarded() -> dict[str, Any]:
    return {**_of_a_letter(), "writer": "Kofi Mensah", "writes_from": "kofi@example.org"}


#: A guard fails for a message that is not here.
MAILS: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "accounts/sign_in": _sign_in,
    "events/invitation": _invitation,
    "events/loosening_asked": _loosening_asked,
    "calendar/invitation": _of_an_entry,
    "programme/agenda_changed": _news,
    "programme/asked_to_speak": _on_stage,
    "programme/asked_when": _on_stage_by_a_day,
    "programme/reminded_to_speak": _on_stage,
    "programme/reminded_when": _on_stage_by_a_day,
    "registration/address_changed": _of_a_place,
    "registration/address_left": _of_a_place,
    "registration/already_registered": _of_a_place,
    "registration/cancelled": _of_a_place,
    "registration/cancelled_by_organiser": _of_a_place,
    "registration/confirm_address": _of_an_offer,
    "registration/confirm_new_address": _of_a_place,
    "registration/confirmation": _of_a_place,
    "registration/declined": _of_a_place,
    "registration/forwarded": _forwarded,
    "registration/invitation": _of_an_invitation,
    "registration/let_go_together": _of_a_place,
    "registration/letter": _of_a_letter,
    "registration/letter_of_invitation": _of_a_letter_of_invitation,
    "registration/letter_test": _of_a_letter,
    "registration/link": _of_a_place,
    "registration/offer": _of_an_offer,
    "registration/offer_lapsed": _of_a_place,
    "registration/passed_on": _of_a_place,
    "registration/received": _of_a_place,
    "registration/reminder": _of_an_invitation,
    "registration/waitlisted": _of_a_place,
    "stewardship/event_cancelled": _cancelled,
    "stewardship/event_takes_place": _cancelled,
    "subscriptions/already": _followed,
    "subscriptions/announcement": _announcement,
    "subscriptions/confirm": _confirming,
}


def example_mail(name: str, language: str) -> Mail:
    """The mail as it would be sent, in `language`. KeyError: there is no example of it."""
    with in_language(language):  # what a composer says itself is in the reader's language too
        content = Content(MAILS[name]())
    return written(name, NAME, language, content)
