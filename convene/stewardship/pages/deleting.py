"""A draft that was never public is deleted, once it is said what goes with it."""

from flask import flash, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.errors import Refused
from convene.events.event_page import event_page, section_of, show_to_organisers
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.stewardship.pages.beginning import stewardship
from convene.stewardship.queries import what_there_is, why_it_stays
from convene.stewardship.services import delete_draft
from convene.web.forms import OneButton, status_of_form
from convene.web.redirects import see_other


@stewardship.route("/<slug>/delete", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
def delete(event: Event) -> ResponseReturnValue:
    form, title = OneButton(), event.title
    if form.is_answered():
        try:
            delete_draft(event.id, by=current_user.actor)
        except Refused as refused:  # somebody was quicker: below, why it stays
            form.add_refusal(refused)
        else:
            flash(_("“%(title)s” is deleted.", title=title))
            return see_other(url_for("organise.home"))
    there = what_there_is(event)
    shown = show_to_organisers(
        "stewardship/delete.html",
        event,
        part="set up",
        section_navigation=section_of(event, "publish"),
        form=form,
        reason=why_it_stays(event),
        goes=[
            words
            for count, words in (
                (there.sessions, ngettext("%(num)s session", "%(num)s sessions", there.sessions)),
                (there.rooms, ngettext("%(num)s room", "%(num)s rooms", there.rooms)),
                (there.partners, ngettext("%(num)s partner", "%(num)s partners", there.partners)),
            )
            if count
        ],
    )
    return make_response(shown, status_of_form())
