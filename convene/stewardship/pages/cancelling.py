"""An event is cancelled as a whole, and takes place after all: what follows is said before it is done."""

from flask import flash, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.calendar.queries.invitations import count_calendars
from convene.errors import Refused
from convene.events.catalogue import Act
from convene.events.event_page import event_page, has_ended, section_of, show_to_organisers
from convene.events.models import Event
from convene.events.rules import why_not
from convene.permissions.catalogue import Permission
from convene.stewardship.catalogue import As
from convene.stewardship.emails import count_of_told
from convene.stewardship.forms import CancelEvent
from convene.stewardship.pages.beginning import stewardship
from convene.stewardship.queries import WhoIsConcerned, who_is_concerned
from convene.stewardship.services import cancel_event, let_event_take_place
from convene.web.forms import OneButton, status_of_form
from convene.web.redirects import see_other


@stewardship.route("/<slug>/cancel", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
def cancel(event: Event) -> ResponseReturnValue:
    form = CancelEvent()
    if form.is_answered():
        try:
            told = cancel_event(event.id, reason=form.reason.data or "", by=current_user.actor)
        except Refused as refused:  # somebody was quicker: below, why it cannot be now
            form.add_refusal(refused)
        else:
            flash(
                ngettext(
                    "The event is cancelled. %(num)s person is mailed.",
                    "The event is cancelled. %(num)s people are mailed.",
                    told,
                )
            )
            return see_other(url_for("organise.overview", slug=event.slug))
    who = who_is_concerned(event)
    shown = show_to_organisers(
        "stewardship/cancel.html",
        event,
        part="set up",
        section_navigation=section_of(event, "publish"),
        form=form,
        reason_why_not=why_not(Act.CANCEL, event.state, is_cancelled=event.is_cancelled),
        is_over=has_ended(event),
        concerned=_in_words(who),
        mailed=len(who.by_address),
        without_address=who.without_address,
        calendars=count_calendars(event.id),
    )
    return make_response(shown, status_of_form())


@stewardship.route("/<slug>/take-place", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
def take_place(event: Event) -> ResponseReturnValue:
    form = OneButton()
    if form.is_answered():
        try:
            told = let_event_take_place(event.id, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(
                ngettext(
                    "The event takes place after all. %(num)s person is mailed so.",
                    "The event takes place after all. %(num)s people are mailed so.",
                    told,
                )
                if told
                else _("The event takes place after all. Nobody had been mailed yet, so nobody is mailed now.")
            )
            return see_other(url_for("organise.overview", slug=event.slug))
    shown = show_to_organisers(
        "stewardship/take_place.html",
        event,
        part="set up",
        section_navigation=section_of(event, "publish"),
        form=form,
        reason_why_not=why_not(Act.TAKE_PLACE, event.state, is_cancelled=event.is_cancelled),
        is_over=has_ended(event),
        told=count_of_told(event.id),
    )
    return make_response(shown, status_of_form())


def _in_words(who: WhoIsConcerned) -> list[str]:
    """How many people are concerned as what; what nobody is, is not said."""
    counts = who.counts
    words = (
        (As.HAS_A_PLACE, ngettext("%(num)s person has a place", "%(num)s people have a place", counts[As.HAS_A_PLACE])),
        (
            As.WAITS,
            ngettext("%(num)s person is on the waitlist", "%(num)s people are on the waitlist", counts[As.WAITS]),
        ),
        (
            As.ASKED_FOR_A_PLACE,
            ngettext(
                "%(num)s person has asked for a place",
                "%(num)s people have asked for a place",
                counts[As.ASKED_FOR_A_PLACE],
            ),
        ),
        (
            As.ON_STAGE,
            ngettext(
                "%(num)s person on stage, with an address",
                "%(num)s people on stage, with an address",
                counts[As.ON_STAGE],
            ),
        ),
        (
            As.INVITED,
            ngettext(
                "%(num)s person is invited and has not answered",
                "%(num)s people are invited and have not answered",
                counts[As.INVITED],
            ),
        ),
    )
    return [str(said) for way, said in words if counts[way]]
