"""What stands in calendars of somebody on stage leads here: pages that do one thing each. Calendars are passed on, and
whoever has such an address shall not have the page on which somebody answers and is shown."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from convene.errors import NotFound
from convene.events.event_page import public_frame
from convene.programme.catalogue import StageAnswer
from convene.programme.pages.own_calendar_on_stage import choosing_own_calendar
from convene.programme.queries.answers import BehindALink, behind_stage_link
from convene.web.guards import holds_link
from convene.web.limits import at_most
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose, sign

stage = Blueprint("stage", __name__, url_prefix="/stage")


@stage.get("/join/<token>")
@holds_link(Purpose.JOIN_ON_STAGE)
@at_most("120 per hour")
def join(link: Link) -> ResponseReturnValue:
    """Where the event is joined online, for those who have a part in it."""
    found = _behind(link)
    event, invitation = found.event, found.invitation
    if not event.join_url or event.is_cancelled or invitation.answer is StageAnswer.DECLINED:
        raise NotFound
    return kept_secret(render_template("programme/join_on_stage.html", **public_frame(event, "")))


@stage.route("/calendar/<token>", methods=["GET", "POST"])
@holds_link(Purpose.CALENDAR_ON_STAGE)
@at_most("60 per hour")
def calendar(link: Link) -> ResponseReturnValue:
    """Whether their sessions are mailed into their calendar."""
    found = _behind(link)
    token = sign(Purpose.CALENDAR_ON_STAGE, found.invitation.id, found.invitation.link_version)
    here = url_for(".calendar", token=token)
    return choosing_own_calendar(
        found.invitation, here, "programme/calendar_on_stage.html", public_frame(found.event, "")
    )


def _behind(link: Link) -> BehindALink:
    found = behind_stage_link(link)
    if found is None:
        raise NotFound
    return found
