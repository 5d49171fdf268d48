"""What the public page of an event says of others: who stands behind it, its series, and the events beside it."""

from dataclasses import dataclass
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from convene.events.catalogue import PartnerRole
from convene.events.event_page import when_of
from convene.events.models import Event, Partner
from convene.events.queries import LinkSeen, links_of, partners_of, public_editions_of, series_with
from convene.events.rules import edition_in_words, neighbours, relation_in_words
from convene.events.sharing import title_of
from convene.sentences import Sentence
from convene.web.languages import days


@dataclass(frozen=True, slots=True)
class Beside:
    """A thing that an event belongs to, or stands beside: what it is to the event, what it is called, and where it is.

    `before`: words that stand before the title ("Second edition"); `is_elsewhere`: its address is not ours.
    """

    term: Sentence | str
    title: str
    url: str = ""
    note: str = ""
    before: Sentence | None = None
    language: str = ""
    is_elsewhere: bool = False


def partners_by_role(event: Event) -> list[tuple[str, list[Partner]]]:
    """The partners of an event below the word for their role. One statement."""
    grouped = [(role, list(those)) for role, those in groupby(partners_of(event.id), key=lambda one: one.role)]
    return [(_role_of(role, len(those)), those) for role, those in grouped]


def _role_of(role: PartnerRole, count: int) -> str:
    words = {
        PartnerRole.HOST: ngettext("Host", "Hosts", count),
        PartnerRole.CO_HOST: ngettext("Co-host", "Co-hosts", count),
        PartnerRole.SUPPORTER: ngettext("Supporter", "Supporters", count),
        PartnerRole.VENUE: ngettext("Venue", "Venues", count),
    }
    return str(words[role])


def what_it_belongs_to(event: Event) -> list[Beside]:
    """The series of an event, the editions before and after it, and its linked events.

    Of ours, those alone that strangers may know of. Three statements at most.
    """
    return [*_in_its_series(event), *(_linked(one) for one in links_of(event.id, public_only=True))]


def _in_its_series(event: Event) -> list[Beside]:
    series = series_with(event.series_id)
    if series is None:
        return []
    editions = public_editions_of([series.id])
    page = url_for("events.one_series", series_slug=series.slug) if editions else ""
    number = edition_in_words(event.edition)
    shown = [Beside(_("Series"), series.title, page, before=number, language=series.language)]
    if event.edition is None:
        return shown
    by_number = {one.edition: one for one in editions if one.edition is not None and one.id != event.id}
    before, after = neighbours(list(by_number), event.edition)
    return [
        *shown,
        *([_edition(_("Edition before"), by_number[before])] if before is not None else []),
        *([_edition(_("Edition after"), by_number[after])] if after is not None else []),
    ]


def _edition(term: str, event: Event) -> Beside:
    return Beside(
        term, title_of(event), url_for("events.event", slug=event.slug), when_of(event), language=event.language
    )


def _linked(seen: LinkSeen) -> Beside:
    link, other = seen.link, seen.other
    term = relation_in_words(link.relation, reverse=seen.is_reverse)
    if other is not None:
        return Beside(
            term, title_of(other), url_for("events.event", slug=other.slug), when_of(other), language=other.language
        )
    when = days(link.starts_on, link.ends_on or link.starts_on) if link.starts_on else ""
    return Beside(term, link.title, link.website, when, is_elsewhere=True)
