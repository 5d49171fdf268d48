"""Save the date: the days of an event in people's calendars, before there is an agenda."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.errors import Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.events.services import changing
from convene.permissions.catalogue import Permission
from convene.programme.queries.telling import expected_on_stage
from convene.programme.queries.versions import version_now
from convene.registration.forms.holding_dates import SaveTheDate
from convene.registration.pages.frame import registrations, show_people_form
from convene.registration.queries.holding_dates import count_to_be_held_for
from convene.registration.services.holding_dates import save_the_date
from convene.web.forms import OneButton
from convene.web.redirects import see_other


@registrations.route("/<slug>/people/save-the-date", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def hold_dates(event: Event) -> ResponseReturnValue:
    """Says how many it goes to before it goes."""
    form = SaveTheDate(data={"on_stage": True, "invited": True})
    if form.is_answered():
        try:
            count = save_the_date(
                event.id, on_stage=form.on_stage.data, invited=form.invited.data, by=current_user.actor
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(
                ngettext(
                    "The dates are held at %(num)s address. Whoever had them already is told of nothing.",
                    "The dates are held at %(num)s addresses. Whoever had them already is told of nothing.",
                    count,
                )
            )
            return see_other(url_for(".hold_dates", slug=event.slug))
    return show_people_form(
        form,
        "registration/save_the_date.html",
        event,
        "invitations",
        on_stage=len(expected_on_stage(event.id)),
        invited=count_to_be_held_for(event.id),
        is_possible=event.is_public and not event.is_cancelled and version_now(event.id) is None,
        why_not=_why_not(event),
    )


@registrations.post("/<slug>/people/save-the-date/certain")
@event_page(Permission.MANAGE_REGISTRATIONS)
def make_dates_certain(event: Event) -> ResponseReturnValue:
    """For events that have no agenda to publish."""
    if OneButton().is_answered():
        changing.hold_dates(event.id, is_held=False, by=current_user.actor)
        flash(_("The dates are certain. Calendars in which they were held are told."))
    return see_other(url_for(".hold_dates", slug=event.slug))


def _why_not(event: Event) -> str:
    if event.is_cancelled:
        return str(_("This event is cancelled: it does not take place."))
    if event.is_public:
        return str(_("The agenda is public, and calendars have that."))
    return str(_("Publish the event first: the entry leads to its page."))
