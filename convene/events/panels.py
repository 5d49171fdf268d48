"""What events show in places that other features' panels share: navigation, readiness, names in the log."""

from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.accounts.queries import names_of
from convene.calendar.queries.answers import count_waiting_answers
from convene.events.catalogue import SENSITIVITIES, Readiness, State
from convene.events.event_page import (
    Found,
    FoundGroup,
    LifePart,
    Link,
    Sought,
    first_page_of,
    life_of,
    mail_waiting_at,
    messages_kept_from_reader,
    permissions_of_reader,
    readiness_of,
    section_of,
)
from convene.events.log_in_words import Named
from convene.events.models import Event
from convene.events.queries import (
    count_partners,
    links_of,
    nameable_events,
    partners_of,
    rooms_of,
    titles_of_events,
    titles_of_series,
)
from convene.events.rules import defaults_of, zone_of_city_in
from convene.outbox.queries import messages_to_whom
from convene.permissions.catalogue import Permission
from convene.web.languages import moment, say, zone_name
from convene.web.paging import page_of
from convene.web.searching import is_named


def page_of_event(event: Event) -> Link:
    """For the navigation of its public pages: the first of them."""
    return Link(_("Event"), url_for("events.event", slug=event.slug))


def set_up(event: Event) -> LifePart | None:
    """The part "set up" of an event's life: how much is missing. Nothing for those who are here for another page."""
    if first_page_of(event) is not None:
        return None
    missing = sum(not each.is_done for each in readiness_of(event))
    return LifePart(
        _("Set up"),
        url_for("organise.overview", slug=event.slug),
        is_done=not missing,
        note=_("the event is cancelled")
        if event.is_cancelled
        else ngettext("%(num)s thing missing", "%(num)s things missing", missing)
        if missing
        else _("nothing is missing"),
        needs_attention=bool(missing),
    )


def mail(event: Event) -> LifePart | None:
    """The part "mail": what waits. Nothing for those who may not read it."""
    if Permission.SEE_MAIL not in permissions_of_reader(event):
        return None
    outbox = mail_waiting_at(event)
    note = _("nothing waits")
    if outbox.failed:
        note = ngettext("%(num)s failed", "%(num)s failed", outbox.failed)
    elif outbox.waiting:
        note = ngettext("%(num)s waiting", "%(num)s waiting", outbox.waiting)
    return LifePart(
        _("Mail"),
        url_for("organise.mail", slug=event.slug),
        note=note,
        needs_attention=bool(outbox.failed),
    )


def calendars(event: Event) -> LifePart | None:
    """The part "calendars": which answers wait. Nothing for those who may not read what is mailed."""
    if Permission.SEE_MAIL not in permissions_of_reader(event):
        return None
    waiting = count_waiting_answers(event.id)
    return LifePart(
        _("Calendars"),
        url_for("organise.calendars", slug=event.slug),
        note=ngettext("%(num)s answer waits", "%(num)s answers wait", waiting) if waiting else None,
        needs_attention=bool(waiting),
    )


def find(sought: Sought) -> list[FoundGroup]:
    """For the search: pages by their name, and rooms. One statement, those of the navigation aside."""
    event = sought.event
    links: list[LifePart | Link] = [*life_of(event, ""), *section_of(event, "")]
    pages = [Found(str(link.label), link.url) for link in links if is_named(str(link.label), sought.text)]
    may_edit = Permission.EDIT_AGENDA in permissions_of_reader(event)
    rooms = [
        Found(room.name, url_for("organise.room", slug=event.slug, room_id=room.id), room.note)
        for room in (rooms_of(event.id) if may_edit else [])
        if is_named(room.name, sought.text)
    ]
    return [
        FoundGroup(_("Pages"), pages[: sought.most], len(pages)),
        FoundGroup(_("Rooms"), rooms[: sought.most], len(rooms)),
    ]


def find_mail(sought: Sought) -> list[FoundGroup]:
    """For the search: messages, by whom they go to. Two statements."""
    if Permission.SEE_MAIL not in permissions_of_reader(sought.event):
        return []
    slug = sought.event.slug
    listing = page_of(
        messages_to_whom(sought.event.id, sought.text, but=messages_kept_from_reader(sought.event)), 1, sought.most
    )
    found = [
        Found(message.to_name or message.to_email, url_for("organise.message", slug=slug, message_id=message.id),
              f"{message.to_email} · {moment(message.created_at, sought.event.zone)}")
        for message in listing.rows
    ]  # fmt: skip
    return [FoundGroup(_("Mail"), found, listing.total)]


def log_names(event: Event, asked: Mapping[str, set[UUID]]) -> dict[UUID, Named]:
    """How rooms, partners, series, linked events and those who were given a role are called. Eight statements at most.

    An event is named to those only who may know of it: a link to a draft is made by whoever may edit both.
    """
    may_edit = Permission.EDIT_AGENDA in permissions_of_reader(event)
    rooms = {
        room.id: Named(room.name, url_for("organise.room", slug=event.slug, room_id=room.id) if may_edit else None)
        for room in (rooms_of(event.id) if "room_id" in asked else ())
    }
    may_describe = Permission.EDIT_EVENT in permissions_of_reader(event)
    partners = {
        one.id: Named(
            one.name, url_for("organise.partner", slug=event.slug, partner_id=one.id) if may_describe else None
        )
        for one in (partners_of(event.id) if "partner_id" in asked else ())
    }
    series_ids = asked.get("series_id", set())
    series = {key: Named(title) for key, title in (titles_of_series(series_ids) if series_ids else {}).items()}
    accounts = {account_id: Named(name) for account_id, name in names_of(asked.get("account_id", ())).items()}
    return rooms | partners | series | accounts | _linked(event, asked)


def _linked(event: Event, asked: Mapping[str, set[UUID]]) -> dict[UUID, Named]:
    others, elsewhere = asked.get("other_event_id", set()), asked.get("link_id", set())
    may_know = nameable_events(current_user.account_id, others) if others else set()
    events = {key: Named(title) for key, title in (titles_of_events(may_know) if may_know else {}).items()}
    there = {one.link.id: one.link for one in (links_of(event.id) if elsewhere else ()) if one.other is None}
    return events | {key: Named(link.title) for key, link in there.items() if key in elsewhere}


def described(event: Event) -> list[Readiness]:
    """What an event must say of itself: what it is about, and where it is."""
    settings = _settings(event)
    about = Readiness(
        bool(event.description),
        _("Description") if event.description else _("There is no description yet"),
        event.summary if event.description else _("People decide by it whether to come."),
        _("Write it"),
        f"{settings}#description" if settings else None,
    )
    where = Readiness(
        bool(event.place or event.join_url),
        _("Place") if event.place else _("Link to join") if event.join_url else _("Nobody knows where it is yet"),
        event.place
        or (_("Given to those who register.") if event.join_url else _("A place, a link to join, or both.")),
        _("Say where"),
        f"{settings}#place" if settings else None,
    )
    return [about, where, *_zone(event), *_safeguarding(event), *_stands_behind(event)]


def _zone(event: Event) -> list[Readiness]:
    """Said only where the times are those of somewhere else than the place: else a whole event is hours wrong."""
    noon = datetime.combine(event.starts_on, time(12))
    there = zone_of_city_in(f"{event.place} {event.address}", event.zone, noon)
    if there is None:
        return []
    settings = _settings(event)
    here_name, there_name = zone_name(event.zone, noon), zone_name(there, noon)
    return [
        Readiness(
            False,
            _("The times are %(zone)s", zone=here_name),
            _("The place has %(zone)s. Is the zone of the event right?", zone=there_name),
            _("Look at the zone"),
            f"{settings}#zone" if settings else None,
        )
    ]


def _safeguarding(event: Event) -> list[Readiness]:
    """Whom people can turn to: missing where the profile demands it, told where somebody is named."""
    if not event.safeguarding_name and not defaults_of(event.sensitivity).needs_safeguarding_lead:
        return []
    may_edit = Permission.EDIT_EVENT in permissions_of_reader(event)
    return [
        Readiness(
            bool(event.safeguarding_name),
            _("Safeguarding lead") if event.safeguarding_name else _("Nobody is named for safeguarding"),
            event.safeguarding_name
            or _("The profile of this event is “%(profile)s”: name one person before the day.",
                 profile=say(SENSITIVITIES[event.sensitivity])),
            _("Name a person"),
            url_for("organise.care", slug=event.slug, _anchor="name") if may_edit else None,
        )
    ]  # fmt: skip


def _stands_behind(event: Event) -> list[Readiness]:
    """Said where there is something to say: an event without partners lacks nothing."""
    partners = count_partners(event.id)
    if not partners:
        return []
    words = ngettext("%(num)s partner", "%(num)s partners", partners)
    return [Readiness(True, _("Who stands behind it"), words, None, None)]


def public(event: Event) -> list[Readiness]:
    """Whether people can see it. Last of all: the rest is better done before."""
    is_public = event.state != State.DRAFT
    may_publish = Permission.EDIT_EVENT in permissions_of_reader(event)
    return [
        Readiness(
            is_public,
            _("Published") if is_public else _("The event is a draft"),
            "" if is_public else _("Only you and your team see it."),
            _("Publish it"),
            url_for("organise.publish", slug=event.slug) if may_publish else None,
        )
    ]


def _settings(event: Event) -> str | None:
    if Permission.EDIT_EVENT not in permissions_of_reader(event):
        return None
    return url_for("organise.settings", slug=event.slug)
