"""The outbox of an event: what waits, what went out and how it read, what could not be sent and why."""

import email
import email.policy
import logging
from email.message import EmailMessage
from uuid import UUID

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from convene.errors import NotFound
from convene.events.event_page import (
    Link,
    event_page,
    messages_kept_from_reader,
    permissions_of_reader,
    problem_in_words,
    show_to_organisers,
)
from convene.events.models import Event
from convene.events.pages.organiser import organise
from convene.outbox import services as outbox
from convene.outbox.catalogue import Attachment
from convene.outbox.models import Message, MessageState
from convene.outbox.queries import counts_of, intent_of, message_of, messages_of
from convene.outbox.rendering import Mail, render
from convene.permissions.catalogue import Permission
from convene.web.paging import page_asked_for, page_of
from convene.web.redirects import see_other

log = logging.getLogger(__name__)

#: What a message is about, where it has not been written yet and so has no subject.
SUBJECTS = {
    "events/loosening_asked": lazy_gettext("Another organiser is asked to confirm less care"),
    "calendar/invitation": lazy_gettext("Something comes into a calendar, changes there, or leaves it"),
    "programme/agenda_changed": lazy_gettext("Somebody is told what has changed in the agenda for them"),
    "programme/asked_to_speak": lazy_gettext("A person on stage is asked whether they will be there"),
    "programme/asked_when": lazy_gettext("A person on stage is asked when they can be there"),
    "programme/reminded_when": lazy_gettext("A person on stage is reminded to say when they can be there"),
    "programme/reminded_to_speak": lazy_gettext("A person on stage is reminded to answer"),
    "registration/address_changed": lazy_gettext("The link to a registration, to an address that you changed"),
    "registration/confirm_address": lazy_gettext("Somebody is asked to confirm their address"),
    "registration/confirmation": lazy_gettext("Confirmation of a registration"),
    "registration/declined": lazy_gettext("A registration was declined"),
    "registration/forwarded": lazy_gettext("Somebody writes to a participant"),
    "registration/invitation": lazy_gettext("Somebody is invited"),
    "registration/letter": lazy_gettext("A mail that you have written"),
    "registration/letter_test": lazy_gettext("A test of a mail that somebody is writing"),
    "registration/offer": lazy_gettext("A place is offered to somebody on the waitlist"),
    "registration/offer_lapsed": lazy_gettext("The time of an offer is over"),
    "registration/passed_on": lazy_gettext("A place was passed on"),
    "registration/received": lazy_gettext("A registration has arrived and waits to be approved"),
    "registration/reminder": lazy_gettext("Somebody invited is reminded to answer"),
    "registration/waitlisted": lazy_gettext("Somebody is on the waitlist"),
    "registration/link": lazy_gettext("The link to a registration, once more"),
    "registration/already_registered": lazy_gettext("Registered already: the link once more"),
    "registration/let_go_together": lazy_gettext("Others let a place go for somebody, too"),
    "registration/confirm_new_address": lazy_gettext("Somebody is asked to confirm another address"),
    "registration/address_left": lazy_gettext("Mails about somebody go to another address now"),
    "registration/letter_of_invitation": lazy_gettext("A letter of invitation is ready, or declined"),
    "registration/cancelled": lazy_gettext("A registration was cancelled"),
    "registration/cancelled_by_organiser": lazy_gettext("A registration was cancelled by you"),
    "stewardship/event_cancelled": lazy_gettext("Somebody is told that the event is cancelled"),
    "stewardship/event_takes_place": lazy_gettext("Somebody is told that the event takes place after all"),
    "subscriptions/announcement": lazy_gettext("The next edition, told to a follower of the series"),
}
STATES = {
    MessageState.WAITING: (lazy_gettext("Waiting"), "mark"),
    MessageState.SENT: (lazy_gettext("Sent"), "good"),
    MessageState.FAILED: (lazy_gettext("Failed"), "bad"),
    MessageState.REPLACED: (lazy_gettext("Replaced by a newer one"), "quiet"),
}
KEPT = (lazy_gettext("Kept in the local mailbox"), "quiet")
HELD = (lazy_gettext("Held back"), "quiet")


@organise.get("/<slug>/mail/")
@event_page(Permission.SEE_MAIL)
def mail(event: Event) -> ResponseReturnValue:
    shown = {state.value: state for state in STATES}.get(request.args.get("show", ""))
    return show_to_organisers(
        "events/mail.html",
        event,
        part="mail",
        section_navigation=_tabs(event, shown),
        listing=page_of(messages_of(event.id, shown, but=messages_kept_from_reader(event)), page_asked_for()),
        shown=shown,
        subject_of=_subject_of,
        state_of_message=_state_of,
        problem_in_words=problem_in_words,
    )


@organise.get("/<slug>/mail/<uuid:message_id>")
@event_page(Permission.SEE_MAIL)
def message(event: Event, message_id: UUID) -> ResponseReturnValue:
    shown = _message(event, message_id)
    sent = _as_sent(shown.body) if shown.body is not None and shown.state is MessageState.SENT else None
    preview = None if sent or shown.state not in {MessageState.WAITING, MessageState.FAILED} else _preview(shown)
    read = sent or preview
    return show_to_organisers(
        "events/message.html",
        event,
        part="mail",
        message=shown,
        subject=_subject_of(shown),
        message_state=_state_of(shown),
        is_kept=_is_kept(),
        problem=problem_in_words(shown.last_problem),
        sent=sent,
        preview=preview,
        files=[file.file_name for file in read.attachments] if read else [],
        may_send_again=shown.state in {MessageState.SENT, MessageState.FAILED}
        and Permission.SEND_MAIL in permissions_of_reader(event),
    )


@organise.post("/<slug>/mail/<uuid:message_id>/again")
@event_page(Permission.SEND_MAIL)
def send_again(event: Event, message_id: UUID) -> ResponseReturnValue:
    _message(event, message_id)
    outbox.send_again(event.id, message_id, by=current_user.actor)
    flash(_("The message goes out again."))
    return see_other(url_for(".message", slug=event.slug, message_id=message_id))


def _message(event: Event, message_id: UUID) -> Message:
    message = message_of(event.id, message_id, but=messages_kept_from_reader(event))
    if message is None:
        raise NotFound
    return message


def _tabs(event: Event, shown: MessageState | None) -> list[Link]:
    counts, states = counts_of(event.id, but=messages_kept_from_reader(event)), words_for_states()
    told = [MessageState.WAITING, MessageState.SENT, MessageState.FAILED]
    address = url_for(".mail", slug=event.slug)
    everything = Link(_("All"), address, shown is None, sum(counts.get(state, 0) for state in told))
    return [
        everything,
        *(
            Link(str(states[state][0]), f"{address}?show={state}", shown == state, counts.get(state, 0))
            for state in told
        ),
    ]


def _is_kept() -> bool:
    """Without a mail server nothing leaves this machine: to call it sent would let an organiser wait for answers."""
    return current_app.config["CONVENE"].smtp is None


def words_for_states() -> dict[MessageState, tuple[object, str]]:
    """What the state of a message is called here, and the tone of its sign."""
    return {**STATES, MessageState.SENT: KEPT} if _is_kept() else {**STATES}


def _state_of(message: Message) -> tuple[object, str]:
    """The word for where a message is, and its tone."""
    if message.state is MessageState.WAITING and message.held_at is not None:
        return HELD
    return words_for_states()[message.state]


def _subject_of(message: Message) -> str:
    return message.subject or str(SUBJECTS.get(message.name, message.name))


def _as_sent(body: bytes) -> Mail:
    parsed = email.message_from_bytes(body, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    plain = parsed.get_body(("plain",))
    return Mail(
        subject=str(parsed["subject"] or ""),
        text=str(plain.get_content()) if plain is not None else "",
        html="",
        attachments=tuple(
            Attachment(part.get_filename() or "", part.get_content_type(), b"") for part in parsed.iter_attachments()
        ),
    )


def _preview(message: Message) -> Mail | None:
    """The message as it would go out now; None where it would not, or cannot be written."""
    try:
        return render(intent_of(message))
    except Exception:  # a message that cannot be written is a fact of this page, not the end of it
        log.exception("a message could not be previewed", extra={"message_row": str(message.id)})
        return None
