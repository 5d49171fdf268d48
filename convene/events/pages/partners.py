"""Who stands behind an event, as organisers name them."""

from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.catalogue import PartnerRole
from convene.events.event_page import event_page, section_of, show_to_organisers
from convene.events.forms.partners import ChangePartner, PartnerForm
from convene.events.models import Event, Partner
from convene.events.pages.belonging import partners_by_role
from convene.events.pages.organiser import organise, show_form
from convene.events.queries import partner_of, said_of
from convene.events.services import naming_partners
from convene.permissions.catalogue import Permission
from convene.web.forms import OneButton
from convene.web.limits import at_most
from convene.web.meanwhile import Theirs, tell_refusal
from convene.web.redirects import see_other


@organise.route("/<slug>/partners", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
@at_most("120 per hour")
def partners(event: Event) -> ResponseReturnValue:
    form = PartnerForm()
    if form.is_answered():
        try:
            naming_partners.add_partner(
                event.id,
                PartnerRole(form.role.data),
                form.name.data,
                website=form.website.data,
                logo=form.picture,
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("%(partner)s is named.", partner=form.name.data))
            return see_other(url_for(".partners", slug=event.slug))
    return show_form(form, "events/partners.html", event, "partners", groups=partners_by_role(event))


@organise.route("/<slug>/partners/<uuid:partner_id>", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
@at_most("120 per hour")
def partner(event: Event, partner_id: UUID) -> ResponseReturnValue:
    shown = _partner(event, partner_id)
    form = ChangePartner(shown)
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            naming_partners.change_partner(
                event.id,
                partner_id,
                PartnerRole(form.role.data),
                form.name.data,
                website=form.website.data,
                logo=form.picture,
                keeps_logo=not form.removes_logo.data,
                seen=form.seen.data,
                by=current_user.actor,
            )
        except Refused as refused:
            meanwhile = tell_refusal(form, refused, lambda: said_of(shown))
        else:
            flash(_("Saved."))
            return see_other(url_for(".partners", slug=event.slug))
    return show_form(form, "events/partner.html", event, "partners", partner=shown, theirs=meanwhile)


@organise.post("/<slug>/partners/<uuid:partner_id>/move")
@event_page(Permission.EDIT_EVENT)
def move_partner(event: Event, partner_id: UUID) -> ResponseReturnValue:
    naming_partners.move_partner(event.id, partner_id, up=request.form.get("up") == "yes", by=current_user.actor)
    return see_other(url_for(".partners", slug=event.slug, _anchor=f"partner-{partner_id}"))


@organise.route("/<slug>/partners/<uuid:partner_id>/remove", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
def remove_partner(event: Event, partner_id: UUID) -> ResponseReturnValue:
    shown = _partner(event, partner_id)
    name = shown.name  # read before the row is gone
    if OneButton().is_answered():
        naming_partners.remove_partner(event.id, partner_id, by=current_user.actor)
        flash(_("%(partner)s is removed.", partner=name))
        return see_other(url_for(".partners", slug=event.slug))
    words = [_("The page of the event names it no longer."), _("Its logo is deleted.") if shown.logo_file_id else ""]
    return show_to_organisers(
        "layouts/confirm.html",
        event,
        part="set up",
        section_navigation=section_of(event, "partners"),
        title=_("Remove %(partner)s?", partner=shown.name),
        words=[each for each in words if each],
        button=_("Remove the partner"),
        back_url=url_for(".partners", slug=event.slug),
    )


def _partner(event: Event, partner_id: UUID) -> Partner:
    found = partner_of(event.id, partner_id)
    if found is None:
        raise NotFound
    return found
