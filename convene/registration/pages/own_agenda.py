"""The agenda of somebody who has a place, by their link: they sign up for sessions, and see what they have."""

from uuid import UUID

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.calendar.emails import way_in_words
from convene.calendar.queries.entries import file_of
from convene.calendar.queries.following import items_followed_by
from convene.errors import NotFound, Refused
from convene.events.models import Event
from convene.programme.queries.draft import session_id_with
from convene.programme.queries.versions import published
from convene.registration.catalogue import FOLLOWER_SOURCE, RegistrationState
from convene.registration.emails import link_to
from convene.registration.errors import SessionsOverlap
from convene.registration.models import Registration
from convene.registration.own_agenda import Show, own_agenda_of
from convene.registration.pages.participant import registration
from convene.registration.services import signing_up
from convene.registration.showing import own_frame, whose
from convene.spelling import id_in
from convene.web.feeds import CALENDAR
from convene.web.forms import OneButton
from convene.web.guards import holds_link
from convene.web.limits import at_most
from convene.web.redirects import see_other
from convene.web.serving import disposition, kept_secret
from convene.web.signed_links import Link, Purpose, base_address

MOST_GIVEN_BACK = 20


@registration.get("/r/<token>/agenda")
@holds_link(Purpose.MANAGE_REGISTRATION)
def own_agenda(link: Link) -> ResponseReturnValue:
    mine, event = whose(link)
    if not _may_choose(mine, event):
        return see_other(url_for(".place", token=link_to(mine)))
    found, show = published(event.id), _show_asked_for()
    agenda = own_agenda_of(event, mine.id, found) if found is not None else None
    return kept_secret(
        render_template(
            "registration/own_agenda.html",
            agenda=agenda,
            shown=agenda.only(show) if agenda is not None else None,
            show=show,
            lists=_lists(),
            **own_frame(mine, event),
        )
    )


@registration.get("/r/<token>/agenda.ics")
@holds_link(Purpose.MANAGE_REGISTRATION)
def own_calendar(link: Link) -> ResponseReturnValue:
    """What they are signed up for, as a file. No address to subscribe to: this link can do more than be read."""
    mine, event = whose(link)
    if not _may_choose(mine, event):
        raise NotFound
    items = items_followed_by(FOLLOWER_SOURCE, mine.id, base_address(), way_in_words)
    answer = make_response(file_of(items))
    answer.headers["Content-Type"] = CALENDAR
    answer.headers["Content-Disposition"] = disposition(f"{event.slug}-my-sessions.ics", download=True)
    return kept_secret(answer)


@registration.post("/r/<token>/sessions/<code>/sign-up")
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("300 per hour")
def sign_up(link: Link, code: str) -> ResponseReturnValue:
    """Take a place in a session, `instead_of` those that were named as being at the same time."""
    mine, event = whose(link)
    form = OneButton()
    if form.is_answered():
        try:
            signing_up.sign_up(mine.id, _session(event, code), instead_of=_instead_of())
        except Refused as refused:
            form.add_refusal(refused)
            others = refused.others if isinstance(refused, SessionsOverlap) else ()
            page = render_template(
                "registration/not_signed_up.html",
                form=form,
                wanted=refused.wanted if isinstance(refused, SessionsOverlap) else None,
                others=others,
                code=code,
                show=_show_asked_for(),
                **own_frame(mine, event),
            )
            return kept_secret((page, refused.status))
    return _back(mine, code)


@registration.post("/r/<token>/sessions/<code>/sign-off")
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("300 per hour")
def sign_off(link: Link, code: str) -> ResponseReturnValue:
    """Give the place in a session back."""
    mine, event = whose(link)
    if OneButton().is_answered():
        signing_up.sign_off(mine.id, _session(event, code))
    return _back(mine, code)


def _may_choose(mine: Registration, event: Event) -> bool:
    return event.is_public and mine.state is RegistrationState.CONFIRMED


def _session(event: Event, code: str) -> UUID:
    session_id = session_id_with(event.id, code)
    if session_id is None:
        raise NotFound
    return session_id


def _instead_of() -> list[UUID]:
    named = map(id_in, request.form.get("instead_of", "").split()[:MOST_GIVEN_BACK])
    return [each for each in named if each is not None]


def _show_asked_for() -> Show:
    asked = request.args.get("show", "")
    return Show(asked) if asked in set(Show) else Show.ALL


def _lists() -> list[tuple[Show, str]]:
    return [(Show.ALL, _("All sessions")), (Show.SIGN_UP, _("To sign up for")), (Show.MINE, _("Mine"))]


def _back(mine: Registration, code: str) -> ResponseReturnValue:
    show = _show_asked_for()
    asked = None if show is Show.ALL else show.value
    return see_other(url_for(".own_agenda", token=link_to(mine), show=asked, _anchor=f"s-{code}"))
