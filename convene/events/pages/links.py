"""The events that an event is linked to, as organisers say it."""

from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.catalogue import Relation
from convene.events.event_page import event_page, section_of, show_to_organisers
from convene.events.forms.series import MOST_TO_CHOOSE, LinkEvent
from convene.events.models import Event
from convene.events.pages.organiser import organise, show_form
from convene.events.queries import events_to_link, link_of
from convene.events.services import linking_events
from convene.permissions.catalogue import Permission
from convene.web.forms import OneButton
from convene.web.limits import at_most
from convene.web.redirects import see_other


@organise.route("/<slug>/series/links", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
@at_most("120 per hour")
def add_link(event: Event) -> ResponseReturnValue:
    form = LinkEvent(events_to_link(current_user.account_id, event.id, MOST_TO_CHOOSE + 1))
    if form.is_answered():
        try:
            _link(event, form)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("The event is linked."))
            return see_other(url_for(".series", slug=event.slug, _anchor="linked"))
    return show_form(form, "events/link.html", event, "series")


def _link(event: Event, form: LinkEvent) -> None:
    relation, other_id = Relation(form.relation.data), form.other_id
    if other_id is not None:
        linking_events.link_event(event.id, relation, other_id, by=current_user.actor)
    else:
        linking_events.link_event_elsewhere(
            event.id,
            relation,
            form.title.data,
            website=form.website.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            by=current_user.actor,
        )


@organise.route("/<slug>/series/links/<uuid:link_id>/remove", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
def remove_link(event: Event, link_id: UUID) -> ResponseReturnValue:
    seen = link_of(event.id, link_id)
    if seen is None:
        raise NotFound
    back = url_for(".series", slug=event.slug, _anchor="linked")
    if OneButton().is_answered():
        linking_events.remove_link(event.id, link_id, by=current_user.actor)
        flash(_("The link is removed."))
        return see_other(back)
    return show_to_organisers(
        "layouts/confirm.html",
        event,
        part="set up",
        section_navigation=section_of(event, "series"),
        title=_("Remove the link?"),
        words=[_("The pages of both events show it no longer.") if seen.other else _("Your page shows it no longer.")],
        button=_("Remove the link"),
        back_url=back,
    )
