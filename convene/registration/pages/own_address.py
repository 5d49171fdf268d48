"""Mails about a registration shall go to another address: it counts once a link that was mailed there is followed."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from convene.errors import NotFound, Refused
from convene.registration.emails import link_to
from convene.registration.forms.registering import NewAddress
from convene.registration.pages.participant import registration, remember_who_is_mailed
from convene.registration.queries.registrations import registration_of
from convene.registration.services import self_service
from convene.registration.showing import frame_of, own_frame, whose
from convene.web.forms import OneButton, show_again
from convene.web.guards import holds_link
from convene.web.limits import at_most
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose


@registration.route("/r/<token>/address", methods=["GET", "POST"])
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("10 per hour")
def new_address(link: Link) -> ResponseReturnValue:
    mine, event = whose(link)
    if not mine.state.is_active:
        return see_other(url_for(".place", token=link_to(mine)))
    form = NewAddress()
    if form.is_answered():
        slug = event.slug  # asked afterwards the event would be read again
        try:
            self_service.ask_for_new_address(mine.id, form.email.data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            remember_who_is_mailed(slug, form.email.data)
            return see_other(url_for(".look_into_your_mail", slug=slug, asked="address"))
    return kept_secret(show_again(form, "registration/new_address.html", **own_frame(mine, event)))


@registration.route("/new-address/<token>", methods=["GET", "POST"])
@holds_link(Purpose.CHANGE_ADDRESS)
@at_most("60 per hour")
def confirm_new_address(link: Link) -> ResponseReturnValue:
    """Opening the link of the mail asks, as mail scanners open it, too; only the button changes the address."""
    mine, event = whose(link)
    form = OneButton()
    if form.is_answered():
        try:
            self_service.change_address(mine.id, link.about)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            changed = registration_of(event.id, mine.id)
            if changed is None:
                raise NotFound
            return see_other(url_for(".place", token=link_to(changed), said="address"))
    page = render_template(
        "registration/confirm_new_address.html", form=form, mine=mine, email=link.about, **frame_of(event)
    )
    return kept_secret((page, 422 if form.form_errors else 200))
