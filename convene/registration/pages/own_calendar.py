"""How the event comes into the calendar of somebody who has a place, by their link."""

from collections.abc import Mapping
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from convene.calendar.catalogue import FeedKind
from convene.calendar.forms import OwnAddress
from convene.calendar.services.feeds import change_feed_address
from convene.calendar.showing.own_feeds import own_feed, words_for_change
from convene.errors import NotFound, Refused
from convene.registration.catalogue import RegistrationState
from convene.registration.emails import link_to
from convene.registration.forms.own_calendar import OwnCalendar
from convene.registration.models import Registration
from convene.registration.pages.participant import registration
from convene.registration.services import self_service
from convene.registration.showing import frame_of, own_frame, whose
from convene.web.forms import show_again
from convene.web.guards import holds_link
from convene.web.limits import at_most
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose, sign


@registration.route("/r/<token>/calendar", methods=["GET", "POST"])
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def choose_calendar(link: Link) -> ResponseReturnValue:
    """What is mailed for the calendar, and the file for those who want no mail."""
    mine, event = whose(link)
    if mine.state is not RegistrationState.CONFIRMED:
        return see_other(url_for(".place", token=link_to(mine)))
    shown = own_frame(mine, event) | {"feed": own_feed(FeedKind.REGISTRATION, mine.id, event.id, event.title)}
    return _choosing(mine, url_for(".choose_calendar", token=link_to(mine), said="saved"), "own_calendar", shown)


@registration.route("/calendar/mails/<token>", methods=["GET", "POST"])
@holds_link(Purpose.CALENDAR_OF_REGISTRATION)
@at_most("60 per hour")
def calendar_mails(link: Link) -> ResponseReturnValue:
    """What is mailed for the calendar, and nothing else: these mails lead here, and are passed on."""
    mine, event = whose(link)
    if mine.state is not RegistrationState.CONFIRMED:
        raise NotFound
    token = sign(Purpose.CALENDAR_OF_REGISTRATION, mine.id, mine.link_version)
    return _choosing(mine, url_for(".calendar_mails", token=token, said="saved"), "calendar_mails", frame_of(event))


def _choosing(mine: Registration, once_saved: str, template: str, shown: Mapping[str, Any]) -> ResponseReturnValue:
    form = OwnCalendar(data={"by_mail": mine.by_mail.value})
    if form.is_answered():
        try:
            self_service.choose_calendar(mine.id, form.wanted)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return see_other(once_saved)
    said = request.args.get("said", "")
    return kept_secret(show_again(form, f"registration/{template}.html", said=said, **shown))


@registration.post("/r/<token>/calendar/address")
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def change_calendar_address(link: Link) -> ResponseReturnValue:
    """An address of their own to subscribe to: made, made anew, or taken away."""
    mine, event = whose(link)
    form = OwnAddress()
    if mine.state is RegistrationState.CONFIRMED and form.is_answered():
        change_feed_address(FeedKind.REGISTRATION, mine.id, event.id, is_to_stop=form.is_to_stop)
        flash(words_for_change(is_to_stop=form.is_to_stop))
    return see_other(url_for(".choose_calendar", token=link_to(mine), _anchor="address"))
