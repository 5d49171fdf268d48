"""What registration shows on pages below it. Each panel takes a constant number of statements and writes nothing."""

from collections.abc import Mapping
from uuid import UUID

from flask import g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from convene.events.catalogue import Readiness, State
from convene.events.event_page import Found, FoundGroup, LifePart, Link, Sought, has_ended, permissions_of_reader
from convene.events.log_in_words import Named
from convene.events.models import Event
from convene.permissions.catalogue import Permission, Role
from convene.permissions.rules import permissions_of
from convene.programme.queries.materials import has_materials_for_registered
from convene.programme.queries.versions import SessionAt
from convene.registration.catalogue import Closed
from convene.registration.queries.admission import tickets_for
from convene.registration.queries.attendance import count_at
from convene.registration.queries.desk import Desk, desk_of
from convene.registration.queries.directory import is_open
from convene.registration.queries.inviting import names_of_invited
from convene.registration.queries.registrations import (
    countries_of,
    how_many_pending,
    names_of_registrations,
    registrations_of,
)
from convene.registration.queries.signing_up import places_of_session
from convene.registration.rules.opening import DeskFacts
from convene.registration.showing import groups_of_pages
from convene.web.paging import page_of
from convene.web.searching import is_named

#: What somebody may do who stands at the door and does nothing else.
AT_THE_DOOR = permissions_of(frozenset({Role.FRONT_DESK, Role.VIEWER}))


def page_to_register(event: Event) -> Link | None:
    """For the navigation of its pages, once there is something to register for and until the event is over.

    Who was registered before it was closed still finds the way to their link. One statement.
    """
    if event.is_cancelled or has_ended(event) or event.state is State.ARCHIVED:
        return None
    desk = _desk(event)
    if desk.facts == DeskFacts() and not desk.taken:
        return None
    return Link(_("Register"), url_for("registration.register", slug=event.slug))


def ring_of_places(event: Event) -> str | None:
    """For the top of the event's page: a dot for each place, while registration is open. One statement."""
    desk = _desk(event)
    if not desk.capacity or desk.reason_closed is not None:
        return None
    return render_template("registration/_ring.html", desk=desk)


def register_now(event: Event) -> str | None:
    """For below its summary: the button, while there is a place to take. One statement."""
    desk = _desk(event)
    if desk.reason_closed is not None or _is_full(event, desk):
        return None
    return render_template("registration/_register_now.html", event=event)


def who_takes_part(event: Event) -> str | None:
    """For below the description: the way to those who show themselves, where the organisers let them. One statement."""
    return render_template("registration/_who_takes_part.html", event=event) if is_open(event.id) else None


def way_in(event: Event) -> str | None:
    """For beside the description: the way to register, or why there is none now. One statement.

    Once it is over nothing, but the way to what is kept for those who were registered, where there is some.
    """
    if has_ended(event):
        if not (event.is_public and has_materials_for_registered(event.id)):
            return None
        return render_template("registration/_were_you_there.html", event=event)
    desk = _desk(event)
    return render_template("registration/_way_in.html", event=event, desk=desk, is_full=_is_full(event, desk))


def figures(event: Event) -> str | None:
    """For the organiser's overview: who comes, of how many places, from how many countries, and how many wait for a
    decision, with the way there for those who decide. Three statements.

    Nothing before registration has begun: a zero would only say that it has not.
    """
    desk, pending = _desk(event), how_many_pending(event.id)
    if not desk.taken and not desk.facts.is_open and not pending:
        return None
    decides = Permission.MANAGE_REGISTRATIONS in permissions_of_reader(event)
    return render_template(
        "registration/_figures.html",
        event=event,
        desk=desk,
        countries=countries_of(event.id),
        pending=pending,
        url=url_for("registrations.to_approve", slug=event.slug) if decides else None,
    )


def who_came(event: Event) -> str | None:
    """For the organiser's overview: how many are here, from the first who came on. One statement."""
    count = count_at(event.id, event.id)
    if not count.in_all:
        return None
    return render_template("registration/_who_came.html", count=count)


def log_names(event: Event, asked: Mapping[str, set[UUID]]) -> dict[UUID, Named]:
    """How those who registered, or are invited, are called, for those who may see the lists. At most two statements."""
    if Permission.SEE_REGISTRATIONS not in permissions_of_reader(event):
        return {}
    invited = asked.get("held_for_invited_id", ())
    list_of_invited = url_for("registrations.invitations", slug=event.slug)
    return {
        **{
            registration_id: Named(name, url_for("registrations.one", slug=event.slug, registration_id=registration_id))
            for registration_id, name in names_of_registrations(event.id, asked.get("registration_id", ())).items()
        },
        **{one: Named(name, list_of_invited) for one, name in names_of_invited(event.id, invited).items()},
    }


def sign_up_for_session(at: SessionAt) -> str | None:
    """For the page of a session: that one signs up for it, and how. One statement; nothing once the event is over, or
    cancelled.

    How many places are left is not said: the page is kept for everybody, and would be made anew with each sign-up.
    Whoever can sign up sees it on their own page.
    """
    if at.event.is_cancelled or has_ended(at.event):
        return None
    places = places_of_session(at.event.id, at.session_id)
    if places is None:
        return None
    return render_template("registration/_sign_up.html", event=at.event, places=places)


def find(sought: Sought) -> list[FoundGroup]:
    """For the organiser's search: pages by what they are called, and those who registered. Two statements."""
    pages = [
        Found(page.label, page.url, group.label)
        for group in groups_of_pages(sought.event)
        for page in group.pages
        if is_named(f"{page.label} {_also_called(page.endpoint)}", sought.text)
    ]
    found_pages = FoundGroup(_("Pages about people"), pages[: sought.most], len(pages))
    if Permission.SEE_REGISTRATIONS not in permissions_of_reader(sought.event):
        return [found_pages]
    slug = sought.event.slug
    listing = page_of(registrations_of(sought.event.id, search=sought.text), 1, sought.most)
    found = [
        Found(row.name, url_for("registrations.one", slug=slug, registration_id=row.id), row.organisation or row.email)
        for row in listing.rows
    ]
    return [found_pages, FoundGroup(_("Registrations"), found, listing.total)]


def _also_called(endpoint: str) -> str:
    """What somebody may type who looks for a page, beside what it is called."""
    words = {
        "registrations.listing": _("people list participants export CSV tags filters"),
        "registrations.to_approve": _("approve decline"),
        "registrations.letters": _("mail write to a group"),
        "registrations.import_list": _("import upload spreadsheet"),
        "registrations.statistics": _("numbers charts"),
        "registrations.form": _("questions registration form"),
        "registrations.desk": _("open registration capacity waitlist"),
        "registrations.tickets": _("quotas invitation codes ways of taking part"),
        "registrations.sessions": _("sign-up places"),
        "door.listing": _("check-in scan arrivals"),
        "badges.preview": _("name tags print attendance sheet signatures"),
        "papers.listing": _("letters of invitation attendance"),
    }
    return str(words.get(endpoint, ""))


def readiness(event: Event) -> list[Readiness]:
    """What registration lacks before people can come; nothing once it is over. One statement."""
    desk = _desk(event)
    if desk.reason_closed is not None and desk.reason_closed.why in {Closed.OVER, Closed.ARCHIVED}:
        return []
    may_set = Permission.MANAGE_REGISTRATIONS in permissions_of_reader(event)
    url = url_for("registrations.desk", slug=event.slug) if may_set else None
    return [
        Readiness(
            is_done=desk.capacity is not None,
            title=_places(desk),
            words="" if desk.capacity is not None else _("Without a number, everybody who registers has a place."),
            action_label=_("Set the places"),
            action_url=f"{url}#capacity" if url else None,
        ),
        Readiness(
            is_done=desk.facts.is_open,
            title=_("Registration is open") if desk.facts.is_open else _("Registration is not open"),
            words="" if desk.facts.is_open else _("Nobody can register until you open it."),
            action_label=_("Open it"),
            action_url=f"{url}#is_open" if url else None,
        ),
    ]


def door_of_volunteer(event: Event) -> str | None:
    """Where those go who are here to check people in, and for nothing else. No statement."""
    allowed = permissions_of_reader(event)
    if Permission.CHECK_IN not in allowed or not allowed <= AT_THE_DOOR:
        return None
    return url_for("door.listing", slug=event.slug)


def door_part(event: Event) -> LifePart | None:
    """For the navigation of those who are here for the door: it stands first there, under its own name."""
    url = door_of_volunteer(event)
    return LifePart(label=_("Door"), url=url, note=_("check people in")) if url is not None else None


def life_part(event: Event) -> LifePart | None:
    """For the organiser's navigation: the list of people, and how many of how many places are taken.

    Nothing for those who may not see who has registered.
    """
    if Permission.SEE_REGISTRATIONS not in permissions_of_reader(event):
        return None
    desk = _desk(event)
    closed = {Closed.OVER, Closed.ARCHIVED, Closed.CANCELLED}
    is_forgotten = desk.reason_closed is not None and desk.reason_closed.why is Closed.SWITCHED_OFF
    return LifePart(
        label=_("People"),
        url=url_for("registrations.listing", slug=event.slug),
        is_done=desk.reason_closed is not None and desk.reason_closed.why in closed,
        note=_("registration is not open") if is_forgotten and not desk.taken else _taken(desk),
        needs_attention=is_forgotten and not desk.taken,
    )


def _is_full(event: Event, desk: Desk) -> bool:
    """Whether there is no place in any way of taking part. One statement at most, where the event is full."""
    if not desk.is_full:
        return False
    tickets = tickets_for(event.id, at_full_event=True).tickets
    return all(each.is_full for each in tickets)


def _desk(event: Event) -> Desk:
    """How registration stands, asked once a request: an overview has four panels that want to know."""
    known: dict[UUID, Desk] = g.setdefault("desks_of_events", {})
    if event.id not in known:
        known[event.id] = desk_of(event)
    return known[event.id]


def _taken(desk: Desk) -> str:
    if desk.capacity is None and not desk.taken:
        return str(_("nobody has registered yet") if desk.facts.is_open else _("registration is not set up"))
    if desk.capacity is None:
        return str(ngettext("%(num)s registered", "%(num)s registered", desk.taken))
    return str(_("%(taken)s of %(places)s places", taken=desk.taken, places=desk.capacity))


def _places(desk: Desk) -> str:
    if desk.capacity is None:
        return str(_("The number of places is not set"))
    return str(ngettext("%(num)s place", "%(num)s places", desk.capacity))
