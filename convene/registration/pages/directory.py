"""The directory of participants: nobody stands in it who has not said so, and who withdraws is gone at once."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound
from convene.events.catalogue import Sensitivity
from convene.events.event_page import Everyone, event_page, public_frame
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.catalogue import RegistrationState
from convene.registration.emails import link_to
from convene.registration.forms.directory import SetDirectory, ShowMe, WriteToParticipant
from convene.registration.pages.frame import registrations, show_people_form
from convene.registration.pages.participant import registration
from convene.registration.queries.directory import (
    as_shown,
    entry_of,
    is_open,
    participant_to_write_to,
    participants_shown,
)
from convene.registration.services import directory
from convene.registration.showing import whose
from convene.web.forms import show_again
from convene.web.guards import holds_link
from convene.web.headers import keep_from_search_engines
from convene.web.limits import at_most
from convene.web.paging import page_asked_for, page_of
from convene.web.redirects import see_other
from convene.web.searching import search_line
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose


@registration.get("/e/<slug>/participants/")
@event_page(Everyone)
def participants(event: Event) -> ResponseReturnValue:
    if not is_open(event.id):
        raise NotFound
    keep_from_search_engines()  # who withdraws shall not stand in a copy
    search = search_line(request.args.get("q", ""))
    listing = page_of(participants_shown(event, search), page_asked_for())
    return render_template(
        "registration/participants.html",
        listing=listing,
        people=as_shown(listing.rows),
        wanted=search,
        **public_frame(event, "participants"),
    )


@registration.route("/e/<slug>/participants/<uuid:entry_id>/write", methods=["GET", "POST"])
@event_page(Everyone)
@at_most("5 per hour", counting="email", when_done=True)
@at_most("60 per hour")
def write_to_participant(event: Event, entry_id: UUID) -> ResponseReturnValue:
    """A message goes by mail; the address stays here."""
    found = participant_to_write_to(event, entry_id)
    if found is None:
        raise NotFound
    keep_from_search_engines()
    (person,) = as_shown([found[0]])
    form = WriteToParticipant()
    if form.is_answered():
        directory.forward_to(event.id, entry_id, name=form.name.data, email=form.email.data, text=form.text.data)
        return see_other(url_for(".participants", slug=event.slug, sent="1"))
    return show_again(
        form, "registration/write_to_participant.html", person=person, **public_frame(event, "participants")
    )


@registration.route("/r/<token>/shown", methods=["GET", "POST"])
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def show_me(link: Link) -> ResponseReturnValue:
    mine, event = whose(link)
    entry = entry_of(mine.id)
    if mine.state is not RegistrationState.CONFIRMED or (entry is None and not is_open(event.id)):
        raise NotFound
    form = ShowMe(
        is_shown=entry is not None,
        organisation=entry is not None and entry.shows_organisation,
        country=entry is not None and entry.shows_country,
        project=entry.project if entry is not None else "",
        takes_messages=entry is not None and entry.takes_messages,
    )
    if form.is_answered():
        directory.show_oneself(mine.id, form.shown)
        return see_other(f"{url_for('.place', token=link_to(mine))}?saved=1")
    page = show_again(form, "registration/show_me.html", mine=mine, token=link_to(mine), **public_frame(event, ""))
    return kept_secret(page)


@registrations.route("/<slug>/people/directory", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def set_directory(event: Event) -> ResponseReturnValue:
    form = SetDirectory(is_open=is_open(event.id))
    if form.is_answered():
        directory.set_directory(event.id, is_open=form.is_open.data, by=current_user.actor)
        flash(_("Participants can show themselves.") if form.is_open.data else _("Nobody is shown."))
        return see_other(url_for(".set_directory", slug=event.slug))
    return show_people_form(
        form,
        "registration/directory.html",
        event,
        "listing",
        is_open=is_open(event.id),
        is_high_care=event.sensitivity is Sensitivity.HIGH_CARE,
        shown=page_of(participants_shown(event), 1).total,
    )
