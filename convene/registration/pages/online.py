"""The way into an event online. Whoever goes through it has come, so that "who came" is true of webinars, too."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from convene.errors import NotFound
from convene.events.errors import EventIsCancelled
from convene.events.models import Event
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Registration
from convene.registration.services.checking_in import join_online
from convene.registration.showing import frame_of, whose
from convene.web.forms import OneButton
from convene.web.guards import holds_link
from convene.web.limits import at_most
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose, sign

online = Blueprint("online", __name__)


@online.route("/j/<token>", methods=["GET", "POST"])
@holds_link(Purpose.JOIN)
@at_most("120 per hour")
def join(link: Link) -> ResponseReturnValue:
    """Opening the link of a mail marks nobody: mail scanners open it, too. Only the button does."""
    mine, event = _behind(link)
    form = OneButton()
    if form.is_answered():
        token = _token(mine)
        join_online(mine.id)
        return see_other(url_for(".meeting", token=token, now="1"))
    return kept_secret(
        render_template("registration/join.html", mine=mine, form=form, token=_token(mine), **frame_of(event))
    )


@online.get("/j/<token>/meeting")
@holds_link(Purpose.JOIN)
def meeting(link: Link) -> ResponseReturnValue:
    """On to the meeting. Browsers follow no redirect to another site after a form (form-action), so a page leads there:
    by itself where somebody has just pressed the button, by its link always."""
    mine, event = _behind(link)
    return kept_secret(
        render_template(
            "registration/meeting.html", mine=mine, goes_on=request.args.get("now") == "1", **frame_of(event)
        )
    )


def _behind(link: Link) -> tuple[Registration, Event]:
    """Whose way in this is. NotFound: it was revoked, they have no place, or there is nothing to join.
    EventIsCancelled."""
    mine, event = whose(link)
    if event.is_cancelled:
        raise EventIsCancelled
    if mine.state is not RegistrationState.CONFIRMED or not event.join_url:
        raise NotFound
    return mine, event


def _token(mine: Registration) -> str:
    return sign(Purpose.JOIN, mine.id, mine.link_version)
