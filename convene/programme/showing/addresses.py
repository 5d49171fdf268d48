"""Where the links of a shown agenda lead."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for


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


def public_addresses(slug: str, zone: str | None) -> Addresses:
    """The addresses of the published agenda."""
    return Addresses(
        session=session_addresses(slug, zone),
        agenda=lambda **query: url_for("programme.agenda", slug=slug, **query),
    )
