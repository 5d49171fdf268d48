from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from convene.errors import NotFound, Refused
from convene.events.models import Event
from convene.registration.emails import link_to, link_to_invitation
from convene.registration.errors import EventFull, InvitationIsUsed, KeptForAGroup, RegistrationClosed
from convene.registration.forms.registering import Register
from convene.registration.models import Invitation, Registration
from convene.registration.pages.participant import registration, remember_who_is_mailed
from convene.registration.queries.inviting import invitation_behind, registration_by
from convene.registration.queries.registrations import registration_of
from convene.registration.services import inviting, joining
from convene.registration.showing import answers_in, asking_form, frame_of, no_place, way_in
from convene.web.forms import OneButton, show_again
from convene.web.guards import holds_link
from convene.web.limits import at_most
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose


@registration.route("/i/<token>", methods=["GET", "POST"])
@holds_link(Purpose.ANSWER_INVITATION)
@at_most("60 per hour")
def invited(link: Link) -> ResponseReturnValue:
    """Whether one will come: yes is the form of registration below, filled in as far as it is known."""
    invitation, event = _behind(link)
    used = registration_by(invitation)
    if used is not None and _is_of_the_invited(used, invitation):
        return see_other(url_for(".place", token=link_to(used)))
    way = way_in(event, invitation)
    waits = way.desk.facts.keeps_waitlist
    form = asking_form(Register, event, tickets=way.tickets, waits=waits, said=_known_of(invitation))
    refusal = InvitationIsUsed() if used is not None else way.refusal
    if refusal is not None:
        return kept_secret(no_place(event, form, refusal))
    if form.is_answered():
        try:
            joined = joining.register(
                event.id, answers_in(form), language=str(get_locale()), invitation_id=invitation.id
            )
        except (RegistrationClosed, EventFull, KeptForAGroup) as refused:
            return kept_secret(no_place(event, form, refused))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            remember_who_is_mailed(event.slug, form.email.data)
            return see_other(_place_or_mail(event, invitation, joined.registration_id))
    return kept_secret(
        show_again(
            form,
            "registration/invited.html",
            invitation=invitation,
            desk=way.desk,
            tickets=way.tickets,
            is_full=way.is_full,
            token=link_to_invitation(invitation),
            **frame_of(event),
        )
    )


@registration.route("/i/<token>/decline", methods=["GET", "POST"])
@holds_link(Purpose.ANSWER_INVITATION)
@at_most("60 per hour")
def decline_invitation(link: Link) -> ResponseReturnValue:
    """Opening the link asks; only the button declines."""
    invitation, event = _behind(link)
    form = OneButton()
    if form.is_answered():
        inviting.decline_invitation(event.id, invitation.id)
        return see_other(url_for(".invited", token=link_to_invitation(invitation)))
    page = render_template(
        "registration/decline_invitation.html",
        form=form,
        invitation=invitation,
        token=link_to_invitation(invitation),
        **frame_of(event),
    )
    return kept_secret(page)


def _behind(link: Link) -> tuple[Invitation, Event]:
    found = invitation_behind(link)
    if found is None:
        raise NotFound
    return found


def _is_of_the_invited(row: Registration, invitation: Invitation) -> bool:
    """Whether somebody who holds the link of the invitation may see it: mails about both go to one address."""
    return row.email_key == invitation.email_key


def _place_or_mail(event: Event, invitation: Invitation, registration_id: UUID) -> str:
    """Straight to the place, if the address is the invited one's."""
    row = registration_of(event.id, registration_id)
    if row is not None and _is_of_the_invited(row, invitation):
        return url_for(".place", token=link_to(row))
    return url_for(".look_into_your_mail", slug=event.slug)


def _known_of(invitation: Invitation) -> dict[str, object]:
    return {
        "name": invitation.name,
        "email": invitation.email,
        "organisation": invitation.organisation,
        "country": invitation.country,
    }
