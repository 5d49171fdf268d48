from dataclasses import dataclass
from uuid import UUID

from convene.clock import now
from convene.database import db, use_case
from convene.errors import NotAllowed
from convene.events.models import Event
from convene.questionnaires.rules import as_others_answer
from convene.questionnaires.services.answering import Replies
from convene.registration import emails
from convene.registration.errors import IsRegisteredAlready, NothingToCorrect, TicketNotOffered
from convene.registration.models import Registration
from convene.registration.queries.admission import ticket_of
from convene.registration.queries.changes import told_by
from convene.registration.queries.form import answers_at, form_of
from convene.registration.queries.registrations import registration_as
from convene.registration.rules.identity import identity_of
from convene.registration.services.answering_form import answer_form
from convene.registration.services.following import tell_who_follows
from convene.registration.services.keeping import note_change, told_now
from convene.registration.services.moving import choose_options, give_ticket
from convene.registration.services.readdressing import readdress
from convene.registration.services.seating import held_event_of, serve_the_line
from convene.spelling import is_same_address, normalised_address
from convene.web.meanwhile import must_be_as_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What organisers say of somebody, to the fixed questions. `email` "": they have left none."""

    name: str
    email: str
    organisation: str
    country: str
    language: str
    ticket_kind_id: UUID | None


@use_case
def correct(
    registration_id: UUID,
    said: Correction,
    *,
    replies: Replies | None = None,
    with_private: bool = False,
    beyond: bool = False,
    seen: str | None = None,
    by: str,
) -> bool:
    """Correct what somebody who means to come has told. Returns whether their address is another one now.

    Then every link that was mailed to the old one is worthless, and the new one gets theirs. Places follow the ticket
    and the answers, also `beyond` the places. Private answers only `with_private`; what `replies` leave out stays.
    NothingToCorrect, ChangedMeanwhile, IsRegisteredAlready, TicketFull, EventFull, KeptForAGroup, OptionFull, and what
    `keep_answers` refuses: nothing is changed.
    """
    event = held_event_of(registration_id)
    serve_the_line(event.id)  # what an offer holds whose time is over, others have by now
    registration = db.session.get_one(Registration, registration_id, populate_existing=True)
    if not registration.state.is_active:
        raise NothingToCorrect
    _must_be_as_seen(registration, seen, replies, with_private=with_private)
    before = told_now(registration)
    is_elsewhere = _write_down(event, registration, said, by=by)
    if said.ticket_kind_id != registration.ticket_kind_id:
        _must_be_of(event, said.ticket_kind_id)
        give_ticket(event, registration, said.ticket_kind_id, beyond=beyond)
    chosen = answer_form(event.id, registration_id, replies, is_for_them=True, beyond=beyond, by=by)
    if chosen is not None:
        choose_options(event, registration_id, chosen, beyond=beyond)
    if note_change(registration, before, by=by):
        registration.answers_changed_at = now()
    tell_who_follows(event.id, [registration_id])
    if is_elsewhere:
        emails.address_changed(registration)
    return is_elsewhere


def _must_be_as_seen(
    registration: Registration, seen: str | None, replies: Replies | None, *, with_private: bool
) -> None:
    """ChangedMeanwhile; NotAllowed: an answer that is not for whoever corrects."""
    form = form_of(registration.event_id)
    open_to_them = as_others_answer(form, with_private=with_private).answerable if form is not None else []
    if not set(replies or ()) <= {each.id for each in open_to_them}:
        raise NotAllowed
    must_be_as_seen(seen, told_by(registration, open_to_them, answers_at(form, registration.id)), registration.name)


def _write_down(event: Event, registration: Registration, said: Correction, *, by: str) -> bool:
    """Write the fixed answers down. Returns whether the address is another one. IsRegisteredAlready, AddressIsTaken."""
    is_elsewhere = bool(said.email) and not is_same_address(said.email, registration.email)
    identity = _identity(event, registration, said, is_elsewhere=is_elsewhere)
    known = registration_as(event.id, identity)
    if known is not None and known.id != registration.id:
        raise IsRegisteredAlready
    registration.name, registration.organisation = said.name, said.organisation
    registration.country, registration.language = said.country, said.language
    if is_elsewhere:
        readdress(event, registration, said.email, identity, is_confirmed=False, by=by)
    else:
        registration.identity_key = identity
        registration.email = said.email or registration.email  # with capital letters where there were none, perhaps
    db.session.flush()
    return is_elsewhere


def _identity(event: Event, registration: Registration, said: Correction, *, is_elsewhere: bool) -> str:
    """Who they are by what is said now.

    Of somebody without an address of their own an assistant's may be corrected: it is if its owner is registered, too.
    """
    speaks_for_themselves = registration.is_own_address
    if is_elsewhere:
        owner = registration_as(event.id, normalised_address(said.email))
        return identity_of(said.email if speaks_for_themselves or owner is None else None, said.email, said.name)
    if speaks_for_themselves or said.name == registration.name:
        return registration.identity_key
    return identity_of(None, registration.email, said.name)


def _must_be_of(event: Event, ticket_kind_id: UUID | None) -> None:
    """A ticket that is offered no more is kept, and given to nobody. TicketNotOffered."""
    if ticket_kind_id is None:
        return
    ticket = ticket_of(event.id, ticket_kind_id)
    if ticket is None or ticket.withdrawn_at is not None:
        raise TicketNotOffered
