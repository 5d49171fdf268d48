"""The guard of every page of an event, and the frames that such pages stand in.

    @pages.get("/organise/<slug>/rooms")
    @event_page(Permission.EDIT_AGENDA)
    def rooms(event: Event) -> ResponseReturnValue: ...

The URL's `slug` becomes the view's `event`. Strangers learn nothing: what they may not see is a 404, whether or not
it is there. `Everyone` admits all to a published event, and its organisers before.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.clock import now, today_in
from convene.errors import NotAllowed, NotFound
from convene.events.catalogue import Kind, Readiness, State
from convene.events.models import Event
from convene.events.queries import event_at, names_of_hosts
from convene.events.rules import defaults_of, is_over, waits_too_long
from convene.outbox.catalogue import names_for_teams
from convene.outbox.queries import Waiting, waiting_of
from convene.outbox.rules import NO_CONNECTION, NOT_WRITTEN
from convene.permissions.catalogue import Permission
from convene.permissions.queries import permissions_at
from convene.web.guards import AccessRule, SignInFirst, View, ViewArguments, guard
from convene.web.headers import keep_from_search_engines
from convene.web.languages import clock_time, days, moment, zone_name
from convene.web.panels import Place, answers


class Everyone:
    """The access of pages that all may open once the event is published."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a navigation, as the layouts show it."""

    label: str
    url: str
    is_current: bool = False
    count: int | None = None
    #: Shown to readers with stars alone: pages are kept for everybody without it (decision 15).
    is_for_stars: bool = False


@dataclass(frozen=True, slots=True)
class LifePart:
    """One part of an event's life in the organiser's navigation, with one line of its state."""

    label: str
    url: str
    is_current: bool = False
    is_done: bool = False
    note: str | None = None
    needs_attention: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody searches for at an event, as one clean line, and how much of a kind they want to see."""

    event: Event
    text: str
    most: int


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a search has found: how it is called, where it stands, and what tells it from others."""

    name: str
    url: str
    note: str = ""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """What a search has found of one kind of thing. `total` may be more than is listed."""

    title: str
    found: list[Found]
    total: int

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.total - len(self.found)


@dataclass(frozen=True, slots=True)
class MailTrouble:
    """What is the matter with the outbox: the fact, why, and where to look."""

    fact: str
    why: str
    url: str


def event_page(access: Permission | type[Everyone], *, by_team: bool = False) -> Callable[[View], View]:
    """Admit to a page of an event whoever has `access` there.

    `by_team`: by a role in the team. For what belongs to the team, as its series do: who has a role at this one event
    may not open it.
    """

    def admit(arguments: ViewArguments) -> None:
        if access is not Everyone and not current_user.is_authenticated:
            raise SignInFirst  # before we look: to a stranger every address of this kind is the same
        event = event_at(arguments.pop("slug"))
        if event is None:
            raise NotFound
        arguments["event"] = event
        if access is Everyone:
            if not event.is_public and Permission.SEE_EVENT not in permissions_of_reader(event):
                raise NotFound
            if not defaults_of(event.sensitivity).is_for_search_engines:
                keep_from_search_engines()
            return
        allowed = permissions_of_reader(event)
        if Permission.SEE_EVENT not in allowed:
            raise NotFound
        if access not in (team_permissions_of_reader(event) if by_team else allowed):
            raise NotAllowed

    of_whom = "team of the event" if by_team else "event"
    name = "everyone, once published" if access is Everyone else f"{of_whom}: {access}"
    return guard(AccessRule(name, admit, is_for_the_signed_in=access is not Everyone))


def permissions_of_reader(event: Event) -> frozenset[Permission]:
    """What the reader of this page may do at the event. Asked once a request."""
    if not current_user.is_authenticated:
        return frozenset()
    known: dict[Any, frozenset[Permission]] = g.setdefault("permissions_of_reader", {})
    if event.id not in known:
        known[event.id] = permissions_at(current_user.account_id, event_id=event.id, team_id=event.team_id)
    return known[event.id]


def team_permissions_of_reader(event: Event) -> frozenset[Permission]:
    """What the reader of this page may do in the team of the event, and so at all its events. Asked once a request."""
    if not current_user.is_authenticated:
        return frozenset()
    known: dict[Any, frozenset[Permission]] = g.setdefault("team_permissions_of_reader", {})
    if event.team_id not in known:
        known[event.team_id] = permissions_at(current_user.account_id, team_id=event.team_id)
    return known[event.team_id]


def show_to_organisers(template: str, event: Event, *, part: str, **context: Any) -> str:
    """A page of the organiser's shell. `part` is the part of the event's life that it belongs to: "set up",
    "agenda", "people", "mail", "calendars" (see `life_of`)."""
    waiting = mail_waiting_at(event)
    allowed = permissions_of_reader(event)
    return render_template(
        template,
        event=event,
        allowed=allowed,
        event_state=state_of(event),
        event_when=when_of(event),
        public_url=url_for("events.event", slug=event.slug),
        mail_url=url_for("organise.mail", slug=event.slug) if Permission.SEE_MAIL in allowed else None,
        find_url=url_for("organise.find", slug=event.slug),
        mails_waiting=waiting.waiting + waiting.failed,
        mail_waiting=waiting,
        mail_trouble=mail_trouble_at(event),
        life=life_of(event, part),
        **context,
    )


def public_frame(event: Event, current: str) -> dict[str, Any]:
    """What layouts/event.html needs: `render_template(name, **public_frame(event, "agenda"), ...)`."""
    return {
        "event": event,
        "event_navigation": _public_navigation(event, current),
        "event_host": ", ".join(names_of_hosts(event)),
        "event_zone": zone_of(event),
    }


def _public_navigation(event: Event, current: str) -> list[Link]:
    """What features hand in (`app.py` lists them), the current page marked. A feature hands in None where its page has
    nothing to say; what it decides by must be in the state of pages that are kept."""
    pages: tuple[tuple[str, Callable[[Event], Link | None]], ...] = current_app.extensions["public_navigation"]
    shown = [(name, describe(event)) for name, describe in pages]
    return [
        replace(link, is_current=name == current, is_for_stars=link.is_for_stars and name != current)
        for name, link in shown
        if link is not None
    ]


def has_ended(event: Event) -> bool:
    """Whether the event is over now."""
    return is_over(event.ends_on, event.day_turns_at, event.zone, now())


def life_of(event: Event, current: str) -> list[LifePart]:
    """The navigation of an event: what its features hand in (`app.py` lists them), the current one marked.

    A feature hands in None where the reader may open none of its pages.
    """
    parts: tuple[tuple[str, Callable[[Event], LifePart | None]], ...] = current_app.extensions["life_of_event"]
    described = [(name, describe(event)) for name, describe in parts]
    return [replace(shown, is_current=name == current) for name, shown in described if shown is not None]


def section_of(event: Event, current: str) -> list[Link]:
    """The tabs of the part "set up": those pages that the reader may open."""
    allowed = permissions_of_reader(event)
    needs_followers = Permission.SEE_FOLLOWERS  # in the team: they follow all its editions
    followers = ("followers", _("Followers"), "followers.listing", needs_followers)
    pages = [
        ("overview", _("Overview"), "organise.overview", Permission.SEE_EVENT),
        ("settings", _("Settings"), "organise.settings", Permission.EDIT_EVENT),
        ("rooms", _("Rooms"), "organise.rooms", Permission.EDIT_AGENDA),
        ("partners", _("Partners"), "organise.partners", Permission.EDIT_EVENT),
        ("series", _("Series"), "organise.series", Permission.EDIT_EVENT),
        *([followers] if event.series_id is not None and needs_followers in team_permissions_of_reader(event) else []),
        ("care", _("Care"), "organise.care", Permission.SEE_EVENT),
        ("team", _("Team"), "organise.team", Permission.MANAGE_TEAM),
        ("publish", _("Publish"), "organise.publish", Permission.EDIT_EVENT),
        ("log", _("Log"), "organise.log", Permission.SEE_LOG),
    ]
    return [
        Link(label, url_for(endpoint, slug=event.slug), name == current)
        for name, label, endpoint, needed in pages
        if needed in allowed
    ]


def without_an_event(current: str) -> list[Link]:
    """The navigation of the organiser's pages that belong to no event."""
    links = [
        Link(_("Your events"), url_for("organise.home"), current == "home"),
        Link(_("Public home"), url_for("events.home")),
    ]
    if current_user.is_operator:
        links.append(Link(_("Mail"), url_for("operator.mail"), current == "mail"))
    return links


def readiness_of(event: Event) -> list[Readiness]:
    """What the event needs before it can begin, done or missing, in the order in which it is best done. Nothing where
    it is cancelled."""
    known: dict[Any, list[Readiness]] = g.setdefault("readiness_of_event", {})
    if event.is_cancelled:
        return []
    if event.id not in known:
        known[event.id] = [each for said in answers(Place.READINESS, event) for each in said]
    return known[event.id]


def first_page_of(event: Event) -> str | None:
    """The address of the one page that the reader is here for, as volunteers are for the door; None: the overview."""
    return next(filter(None, answers(Place.FIRST_PAGE, event)), None)


def messages_kept_from_reader(event: Event) -> list[str]:
    """The kinds of messages in the outbox of an event that only those of its team see, if the reader is none."""
    return [] if Permission.SEE_FOLLOWERS in team_permissions_of_reader(event) else names_for_teams()


def mail_waiting_at(event: Event) -> Waiting:
    """What waits in the outbox of an event, as far as the reader may know of it. Asked once a request."""
    known: dict[Any, Waiting] = g.setdefault("mail_waiting_at_event", {})
    if event.id not in known:
        known[event.id] = waiting_of(event.id, but=messages_kept_from_reader(event))
    return known[event.id]


def mail_trouble_at(event: Event) -> MailTrouble | None:
    """What the organiser must know of the outbox, if the reader may see it: since when mail waits, or has failed."""
    waiting = mail_waiting_at(event)
    if Permission.SEE_MAIL not in permissions_of_reader(event):
        return None
    url = url_for("organise.mail", slug=event.slug)
    failed = ngettext("%(num)s message could not be sent.", "%(num)s messages could not be sent.", waiting.failed)
    if waiting.since is not None and waits_too_long(waiting.since, now()):
        fact = ngettext(
            "%(num)s message waits since %(moment)s.",
            "%(num)s messages wait since %(moment)s.",
            waiting.waiting,
            moment=_since(waiting.since, event.zone),
        )
        why = f"{_why_mail_waits(waiting)} {failed}" if waiting.failed else _why_mail_waits(waiting)
        return MailTrouble(fact, why, f"{url}?show=waiting")
    if waiting.failed:
        return MailTrouble(failed, _("Look at the reason, and send again what can be."), f"{url}?show=failed")
    return None


def mail_trouble_of_no_event() -> MailTrouble | None:
    """What an operator must know of the mail that stands in no event's outbox: whoever waits for it cannot come in.

    Nothing for others. What has failed is on the page that this leads to, and is often an address that is no more.
    """
    if not (current_user.is_authenticated and current_user.is_operator):
        return None
    waiting = waiting_of(None)
    if waiting.since is None or not waits_too_long(waiting.since, now()):
        return None
    fact = ngettext(
        "%(num)s link to sign in or invitation waits since %(moment)s UTC.",
        "%(num)s links to sign in or invitations wait since %(moment)s UTC.",
        waiting.waiting,
        moment=_since(waiting.since, "UTC"),
    )
    return MailTrouble(fact, _why_mail_waits(waiting), url_for("operator.mail"))


def problem_in_words(problem: str) -> str:
    """What kept a message from being sent, as the organiser reads it."""
    if NO_CONNECTION in problem:
        return str(_("No mail server answers."))
    if problem.startswith(NOT_WRITTEN):
        return str(_("Convene could not write it. Whoever runs this Convene finds the reason in its log."))
    return str(_("The mail server says: “%(words)s”", words=problem)) if problem else ""


def _why_mail_waits(waiting: Waiting) -> str:
    if not waiting.attempts:
        return str(_("Nothing has tried to send yet: the worker of this Convene may have stopped."))
    said = problem_in_words(waiting.problem)
    if not said:
        return str(_("They are being sent."))
    again = str(_("We try again by ourselves."))  # inside of an f-string the extraction would not find it
    return f"{said} {again}"


def _since(instant: datetime, zone: str) -> str:
    is_today = instant.astimezone(ZoneInfo(zone)).date() == today_in(zone)
    return clock_time(instant.astimezone(ZoneInfo(zone))) if is_today else moment(instant, zone)


def state_of(event: Event) -> dict[str, str]:
    """The word for an event's state, and its tone."""
    words = {
        State.DRAFT: (_("Draft"), "quiet"),
        State.PUBLISHED: (_("Published"), "good"),
        State.ARCHIVED: (_("Cancelled, archived") if event.is_cancelled else _("Archived"), "quiet"),
        State.CANCELLED: (_("Cancelled"), "bad"),
    }
    word, tone = words[event.state]
    return {"word": word, "tone": tone}


def kind_of(event: Event) -> str:
    """The word for an event's kind."""
    words = {Kind.WORKSHOP: _("Workshop"), Kind.FORUM: _("Forum"), Kind.WEBINAR: _("Webinar")}
    return str(words[event.kind])


def when_of(event: Event) -> str:
    """Its day or days, in words: "Thursday 7 March 2024", "7–9 March 2024"."""
    return days(event.starts_on, event.ends_on)


def zone_of(event: Event) -> str:
    """The zone of an event's times, in words: "Bangkok time (UTC+7)"."""
    return zone_name(event.zone, datetime.combine(event.starts_on, time(12)))
