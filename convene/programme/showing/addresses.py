"""Where the links of a shown agenda lead."""

import hashlib
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import url_for

from convene.events.models import Event


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the links of a shown agenda lead: `session(code)`, None where there is no page, and `agenda(**query)` for
    the page itself."""

    session: Callable[[str], str | None]
    agenda: Callable[..., str]


def session_addresses(slug: str, zone: str | None = None) -> Callable[[str], str]:
    """The addresses of sessions by their codes. They keep the zone that the reader asked for."""
    # A pattern is built once and filled in: url_for for each of 300 sessions is a tenth of the page's time.
    pattern = url_for("programme.session", slug=slug, code="CODE00", zone=zone)
    return lambda code: pattern.replace("CODE00", code, 1)


def stars_address(slug: str, **asked: str | None) -> str:
    """Where stars are sent. `asked`: what to show again afterwards, to those without scripts."""
    query = {name: value for name, value in asked.items() if value}
    return url_for("my_agenda.star", slug=slug) + (f"?{urlencode(query)}" if query else "")


def public_addresses(slug: str, zone: str | None) -> Addresses:
    """The addresses of the published agenda."""
    return Addresses(
        session=session_addresses(slug, zone),
        agenda=lambda **query: url_for("programme.agenda", slug=slug, **query),
    )


def person_key(event_id: UUID, person_id: UUID) -> str:
    """What a person is called in addresses of one event: ten letters, the same for ever there, and others at another
    event, so that nobody can go from one to the next by trying them."""
    digest = hashlib.blake2b(event_id.bytes + person_id.bytes, digest_size=7).digest()
    return b32encode(digest).decode().lower()[:10]


def person_addresses(event: Event, zone: str | None = None) -> Callable[[UUID], str]:
    """The addresses of those on stage by their ids."""
    pattern = url_for("programme.person", slug=event.slug, key="keykeykey0", zone=zone)
    return lambda person_id: pattern.replace("keykeykey0", person_key(event.id, person_id), 1)
