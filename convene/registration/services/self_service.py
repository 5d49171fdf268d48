from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.events.errors import EventIsCancelled
from convene.events.models import Event
from convene.people.services import know_person_with_address
from convene.questionnaires.services.answering import Replies, drop_answers_of
from convene.registration import emails
from convene.registration.catalogue import (
    ACTIVE,
    ByMail,
    CameBy,
    EndedBecause,
    OfferOutcome,
    OfferWhy,
    PoolKind,
    RegistrationState,
)
from convene.registration.errors import (
    ArrivedAlready,
    ChangesAreClosed,
    OfferHasEnded,
    PassedOnToOneself,
    RegistrationIsCancelled,
    TransferNotAllowed,
)
from convene.registration.models import (
    DirectoryEntry,
    Offer,
    Registration,
    RegistrationDesk,
    SeatPool,
    SeatTaken,
    SeatWanted,
)
from convene.registration.queries.attendance import arrival_of
from convene.registration.queries.desk import facts_of_desk
from convene.registration.queries.registrations import active_registrations_of_contact, registration_as
from convene.registration.queries.seating import (
    is_to_be_settled,
    offers_of,
    running_offer,
    who_go_together,
    who_share_an_address,
)
from convene.registration.rules.identity import identity_of
from convene.registration.rules.opening import DeskFacts, is_within
from convene.registration.services.answering_form import answer_form
from convene.registration.services.following import tell_who_follows
from convene.registration.services.keeping import note_change, told_now
from convene.registration.services.moving import choose_options
from convene.registration.services.readdressing import readdress
from convene.registration.services.seating import (
    admit,
    end_offers,
    end_registrations,
    give_seats_back,
    held_event_of,
    is_spoken_for,
    remind_the_owner,
    serve_the_line,
)
from convene.spelling import normalised_address


@use_case
def change(
    registration_id: UUID,
    *,
    name: str,
    organisation: str,
    country: str,
    replies: Replies | None = None,
    by: str = "participant",
) -> None:
    """Change what somebody has told; `replies` answer the form of the event (None: those stay as they are).

    RegistrationIsCancelled, ChangesAreClosed, OptionFull, and what `keep_answers` refuses: nothing is changed.
    """
    event, desk = _event_and_desk(registration_id)
    _must_be_within_the_window(event, desk)
    if is_to_be_settled(event.id):
        serve_the_line(event.id)  # an answer whose places were held by an offer is free from its end on
    registration = db.session.get_one(Registration, registration_id, populate_existing=True)
    before = told_now(registration)
    # One statement, so that it cannot write into a registration that is cancelled in this very moment.
    changed = db.session.execute(
        update(Registration)
        .where(Registration.id == registration_id, Registration.state.in_(ACTIVE))
        .values(name=name, organisation=organisation, country=country, answers_changed_at=now())
        .returning(Registration.event_id)
    ).scalar_one_or_none()
    if changed is None:
        raise RegistrationIsCancelled
    option_ids = answer_form(event.id, registration_id, replies, by=by)
    if option_ids is not None:
        choose_options(event, registration_id, option_ids)
    note_change(registration, before, by=by)
    tell_who_follows(event.id, [registration_id])


@use_case
def choose_calendar(registration_id: UUID, wanted: ByMail, *, by: str = "participant") -> None:
    """Say what of the event shall come into one's calendar by mail. What is no longer wanted there is taken back.

    RegistrationIsCancelled: there is nothing to put into a calendar.
    """
    event = held_event_of(registration_id)
    registration = db.session.get_one(Registration, registration_id, populate_existing=True)
    if registration.state not in ACTIVE:
        raise RegistrationIsCancelled
    registration.by_mail = wanted
    tell_who_follows(event.id, [registration_id])


@use_case
def cancel(registration_id: UUID, *, by: str = "participant") -> None:
    """Give the place back, say so by mail, and offer it to the next in line. Cancelling again does nothing."""
    event = held_event_of(registration_id)
    ended = end_registrations([registration_id], EndedBecause.THEMSELVES)
    if registration_id in ended:
        emails.cancelled(db.session.get_one(Registration, registration_id))
    if ended:
        serve_the_line(event.id)


@use_case
def accept_offer(registration_id: UUID, *, by: str = "participant") -> None:
    """Take the place that is held, for oneself and for those one wants to come with; or confirm the address, for
    oneself and for those for whom it speaks. An address of somebody else's is confirmed by nobody but them.

    Accepting again does nothing. OfferHasEnded: the time is over, from its instant on, or nothing is held.
    EventIsCancelled.
    """
    event = held_event_of(registration_id)
    registration = db.session.get_one(Registration, registration_id)
    if registration.state is RegistrationState.CONFIRMED:
        return
    if event.is_cancelled:
        raise EventIsCancelled
    offer = running_offer(registration_id)
    if offer is None:
        raise OfferHasEnded
    held = offers_of([each.id for each in _who_answer_as_one(registration, offer)], offer.why)
    if any(each.expires_at <= now() for each in held):
        raise OfferHasEnded
    accepted = [each.registration_id for each in held]
    end_offers(accepted, OfferOutcome.ACCEPTED)
    rows = list(db.session.scalars(select(Registration).where(Registration.id.in_(accepted))))
    for each in rows:
        if each.email_key == registration.email_key:
            each.address_confirmed_at = each.address_confirmed_at or now()
        admit(each, tells=not is_spoken_for(each, rows))


def _who_answer_as_one(registration: Registration, offer: Offer) -> list[Registration]:
    """Those whose places are taken, or let go, by the answer of one of them."""
    if offer.why is OfferWhy.ADDRESS:
        return who_share_an_address(registration)
    return who_go_together(registration)


@use_case
def decline_offer(registration_id: UUID, *, by: str = "participant") -> None:
    """Let the place that is held go, and leave the line: it is offered to the next at once. Twice is once.

    Whoever lets it go is mailed so, and so is each of those who wanted to come with them and whose places go, too.
    """
    event = held_event_of(registration_id)
    offer = running_offer(registration_id)
    if offer is None:
        return
    who = db.session.get_one(Registration, registration_id)
    together = [each.id for each in _who_answer_as_one(who, offer)]
    end_offers(together, OfferOutcome.DECLINED)
    is_place = offer.why is OfferWhy.PLACE
    end_registrations(together, EndedBecause.OFFER_DECLINED if is_place else EndedBecause.THEMSELVES)
    if is_place:  # to an address that says "I did not register" nothing more is sent
        emails.cancelled(who)
    for each in db.session.scalars(select(Registration).where(Registration.id.in_(together))):
        if each.id != registration_id and each.is_own_address:
            emails.let_go_together(each, who=who.name)
    serve_the_line(event.id)


@use_case
def transfer(registration_id: UUID, *, name: str, email: str, by: str = "participant") -> None:
    """Pass one's place on: to somebody else who is registered with it anew, under links of their own.

    What the first person answered, wrote, was given or chose stays theirs or is erased; nothing of it is passed on.
    For whoever is registered already, or waits, nothing is changed: they are told by mail, and the place goes to the
    next in line. To the first person both look alike, so that nobody learns who is registered.
    EventIsCancelled, TransferNotAllowed, ChangesAreClosed, ArrivedAlready, PassedOnToOneself.
    """
    event, desk = _event_and_desk(registration_id)
    if event.is_cancelled:
        raise EventIsCancelled
    registration = db.session.get_one(Registration, registration_id)
    if not desk.allows_transfer or registration.state is not RegistrationState.CONFIRMED:
        raise TransferNotAllowed
    _must_be_within_the_window(event, desk)
    if arrival_of(registration_id, event.id) is not None:
        raise ArrivedAlready
    identity = identity_of(email, email, name)
    if identity == registration.identity_key:
        raise PassedOnToOneself
    emails.passed_on(registration)
    _end_with_what_is_not_passed_on(event, registration, by=by)
    known = registration_as(event.id, identity)
    if known is None:
        _take_over(event, registration, name=name, email=email, identity=identity, by=by)
    else:
        give_seats_back([registration_id])
        remind_the_owner(known.id, by=by)
    tell_who_follows(event.id, [registration_id])
    serve_the_line(event.id)


def _end_with_what_is_not_passed_on(event: Event, registration: Registration, *, by: str) -> None:
    """End the registration of the first person. What they hold for whoever comes after them they hold still."""
    drop_answers_of(registration.id, by=by)
    db.session.execute(delete(DirectoryEntry).where(DirectoryEntry.registration_id == registration.id))
    db.session.execute(delete(SeatWanted).where(SeatWanted.registration_id == registration.id))
    chosen = select(SeatPool.id).where(
        SeatPool.event_id == event.id, SeatPool.kind.in_([PoolKind.OPTION, PoolKind.SESSION])
    )
    give_seats_back([registration.id], db.session.scalars(chosen).all())
    registration.state, registration.ended_because = RegistrationState.CANCELLED, EndedBecause.PASSED_ON
    registration.cancelled_at = now()
    db.session.flush()


def _take_over(event: Event, before: Registration, *, name: str, email: str, identity: str, by: str) -> None:
    """Register somebody in the place of somebody else, in the same way of taking part, with the same seats."""
    registration = Registration(
        id=uuid4(),
        event_id=event.id,
        person_id=know_person_with_address(event.team_id, email, name=name, by=by),
        state=RegistrationState.CONFIRMED,
        name=name,
        email=email,
        email_key=normalised_address(email),
        identity_key=identity,
        language=before.language,
        came_by=CameBy.PASSED_ON,
        ticket_kind_id=before.ticket_kind_id,
        quota_id=before.quota_id,
        code_id=before.code_id,
        created_at=now(),
    )
    db.session.add(registration)
    db.session.flush()
    db.session.execute(
        update(SeatTaken).where(SeatTaken.registration_id == before.id).values(registration_id=registration.id)
    )
    tell_who_follows(event.id, [registration.id])
    emails.confirmation(registration, passed_on_by=before.name)


@use_case
def ask_for_new_address(registration_id: UUID, email: str, *, by: str = "participant") -> None:
    """Mail a link to an address that somebody wants to be written to: nothing changes before it is followed.

    RegistrationIsCancelled. Nobody learns from it whether the address is registered.
    """
    held_event_of(registration_id)
    registration = db.session.get_one(Registration, registration_id)
    if not registration.state.is_active:
        raise RegistrationIsCancelled
    emails.confirm_new_address(registration, email)


@use_case
def change_address(registration_id: UUID, email: str, *, by: str = "participant") -> None:
    """Let mails about somebody go to an address from now on, which has been shown to be theirs; twice is once.

    Those whom they speak for go along. Links given out before are worthless then, as the mailbox that holds them may be
    somebody else's; the new address is mailed a new one, the old one that this was done. RegistrationIsCancelled,
    AddressIsTaken: somebody else has registered with it.
    """
    event = held_event_of(registration_id)
    registration = db.session.get_one(Registration, registration_id)
    if not registration.state.is_active:
        raise RegistrationIsCancelled
    key = normalised_address(email)
    if registration.is_own_address and registration.email_key == key:
        return
    before = told_now(registration)
    old = registration.email
    readdress(event, registration, email, key, is_confirmed=True, by=by)
    note_change(registration, before, by=by)
    emails.link(registration)
    emails.address_left(registration, old)


@use_case
def send_my_link(event_id: UUID, email: str, *, by: str = "participant") -> None:
    """Mail the links to the registrations of this address, if there are any; do nothing otherwise, and say neither."""
    for registration in active_registrations_of_contact(event_id, email):
        hold(("registration", registration.id))  # of many at once, each replaces the mail of the one before
        concerning(registration_id=registration.id)
        emails.link(registration)


def _event_and_desk(registration_id: UUID) -> tuple[Event, DeskFacts]:
    event = held_event_of(registration_id)
    return event, facts_of_desk(db.session.get(RegistrationDesk, event.id))


def _must_be_within_the_window(event: Event, desk: DeskFacts) -> None:
    until = desk.changes_until_local
    if until is not None and not is_within(until, event.zone, now()):
        raise ChangesAreClosed(until)
