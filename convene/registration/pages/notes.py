"""What organisers keep beside one person: notes, tags, what a list said."""

from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound
from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.forms.listing import WriteNote
from convene.registration.models import Registration
from convene.registration.pages.frame import registrations, show_people_form
from convene.registration.queries.listing import kept_beside, notes_on
from convene.registration.queries.registrations import registration_of
from convene.registration.rules.listing import TOLD
from convene.registration.services import listing
from convene.web.forms import OneButton
from convene.web.redirects import see_other


def kept_on(event: Event, row: Registration) -> dict[str, object]:
    """What the page of somebody shows of it. Notes and what people need are for those who manage registrations."""
    manages = Permission.MANAGE_REGISTRATIONS in permissions_of_reader(event)
    kept = kept_beside([row.id], manages=manages)
    return {
        "kept_tags": kept.tags[row.id],
        "kept_told": sorted((column.removeprefix(TOLD), words) for column, words in kept.told[row.id].items()),
        "kept_notes": notes_on(row.id) if manages else None,
    }


@registrations.route("/<slug>/people/<uuid:registration_id>/notes", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def write_note(event: Event, registration_id: UUID) -> ResponseReturnValue:
    row = _one_of(event, registration_id)
    form = WriteNote()
    if form.is_answered():
        listing.write_note(event.id, row.id, form.text.data, account_id=current_user.account_id, by=current_user.actor)
        flash(_("The note is kept. Organisers see it, nobody else."))
        return see_other(url_for(".one", slug=event.slug, registration_id=row.id) + "#notes")
    return show_people_form(form, "registration/write_note.html", event, "listing", registration=row)


@registrations.route("/<slug>/people/<uuid:registration_id>/notes/<uuid:note_id>/remove", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def remove_note(event: Event, registration_id: UUID, note_id: UUID) -> ResponseReturnValue:
    row = _one_of(event, registration_id)
    note = next((each for each in notes_on(row.id) if each.note.id == note_id), None)
    if note is None:
        raise NotFound
    form = OneButton()
    if form.is_answered():
        done = listing.remove_note(event.id, row.id, note_id, by=current_user.actor)
        # The page that undoes it is where the notice leads.
        return see_other(url_for(".undo_act", slug=event.slug, act_id=done.id))
    return show_people_form(form, "registration/remove_note.html", event, "listing", registration=row, note=note)


def _one_of(event: Event, registration_id: UUID) -> Registration:
    row = registration_of(event.id, registration_id)
    if row is None:
        raise NotFound
    return row
