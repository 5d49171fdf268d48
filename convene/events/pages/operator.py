"""For whoever runs the installation: the mail that stands in no event's outbox, where it waits or has failed.

Links to sign in and invitations sign in as somebody else, so no organiser may read them; nor may an operator. The page
shows to whom, what it is, since when and why.
"""

from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from convene.accounts.queries import link_can_be_used, links_that_open
from convene.errors import NotFound
from convene.events.event_page import problem_in_words, without_an_event
from convene.events.pages.mail import STATES
from convene.outbox import services as outbox
from convene.outbox.models import Message, MessageState
from convene.outbox.queries import message_of, unsent_of_no_event
from convene.web.guards import operator as for_operators
from convene.web.paging import page_asked_for, page_of
from convene.web.redirects import see_other

operator = Blueprint("operator", __name__)

#: What a message of no event is: its subject is not written before it is sent.
SUBJECTS = {
    "accounts/sign_in": lazy_gettext("A link to sign in"),
    "events/invitation": lazy_gettext("An invitation to work on an event"),
    "subscriptions/confirm": lazy_gettext("The question to somebody who wants to hear about a series"),
    "subscriptions/already": lazy_gettext("What somebody hears of already"),
}


@operator.get("/mail")
@for_operators
def mail() -> ResponseReturnValue:
    listing = page_of(unsent_of_no_event(), page_asked_for())
    usable = links_that_open([secret for message in listing.rows if (secret := _secret_of(message))])
    return render_template(
        "events/mail_of_no_event.html",
        listing=listing,
        is_usable={message.id: _secret_of(message) in {"", *usable} for message in listing.rows},
        subject_of=lambda message: SUBJECTS.get(message.name, message.name),
        states=STATES,
        problem_in_words=problem_in_words,
        site_navigation=without_an_event("mail"),
    )


@operator.post("/mail/<uuid:message_id>/again")
@for_operators
def send_again(message_id: UUID) -> ResponseReturnValue:
    """Send it again; one whose link opens nothing any more is let be."""
    message = message_of(None, message_id)
    if message is None or message.state not in {MessageState.WAITING, MessageState.FAILED}:
        raise NotFound
    if not _secret_of(message) or link_can_be_used(_secret_of(message)):
        outbox.send_again(None, message_id, by=current_user.actor)
        flash(_("The message goes out again."))
    else:
        outbox.give_up(message_id, by=current_user.actor)
        flash(_("The message is dropped: its link opens nothing any more."))
    return see_other(url_for(".mail"))


def _secret_of(message: Message) -> str:
    return str(message.private.get("secret", ""))
