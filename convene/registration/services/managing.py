from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from convene.clock import now
from convene.database import db, use_case
from convene.events.queries import held_event, held_event_taking_place
from convene.registration import emails
from convene.registration.catalogue import EndedBecause, OfferOutcome, RegistrationState
from convene.registration.errors import NotEnoughPlaces, NothingToDecide
from convene.registration.models import Registration, RegistrationDesk
from convene.registration.queries.desk import facts_of_desk
from convene.registration.queries.registrations import active_identities
from convene.registration.queries.seating import needs_of, places_at
from convene.registration.queries.waitlist import lack_in_words, names_of_pools
from convene.registration.rules.letters import Words
from convene.registration.rules.seating import find_approved
from convene.registration.services.following import tell_who_follows
from convene.registration.services.seating import (
    admit_out_of_turn,
    end_offers,
    end_registrations,
    give_seats_back,
    held_event_of,
    next_in_line,
    serve_the_line,
    take_seats,
    take_seats_of_many,
    write_letter,
)


@dataclass(frozen=True, slots=True)
class Reconsidered:
    """How many are to approve again, and how many stay declined: another registration of theirs counts."""

    back: int
    stayed: int


@use_case
def cancel_for(registration_id: UUID, *, by: str) -> None:
    """Cancel somebody's registration: the mail says that it was not the person who did. The next in line is served."""
    event = held_event_of(registration_id)
    ended = end_registrations([registration_id], EndedBecause.ORGANISERS)
    if registration_id in ended:
        emails.cancelled_by_organiser(db.session.get_one(Registration, registration_id))
    if ended:
        serve_the_line(event.id)


@use_case
def approve(
    event_id: UUID,
    registration_ids: Sequence[UUID],
    *,
    reason: str = "",
    words: Words | None = None,
    beyond: bool = False,
    by: str,
) -> list[RegistrationState]:
    """Give those who asked a place, in the order in which they asked: the line goes first, then they.

    Where there is no place they wait, if the event keeps a waitlist; `beyond` admits them all the same, and the log
    says so. NothingToDecide: all of them are decided. EventIsCancelled, NotEnoughPlaces: nothing is decided. Returns
    what became of each.
    """
    event = held_event_taking_place(event_id)
    serve_the_line(event_id)
    desk = facts_of_desk(db.session.get(RegistrationDesk, event_id))
    pending = _of_state(event_id, registration_ids, RegistrationState.PENDING)
    places = places_at(event)
    found = find_approved(places, needs_of(places, event_id, [each.id for each in pending]), beyond=beyond)
    letter = write_letter(event_id, words) if words is not None else None
    seats: dict[UUID, frozenset[UUID]] = {}
    admitted, waiting, at = [], [], now()
    for registration in pending:
        outcome = found[registration.id]
        if outcome.lack is not None and not beyond:
            if not desk.keeps_waitlist:
                raise NotEnoughPlaces(registration.name, lack_in_words(outcome.lack, places, names_of_pools(event_id)))
            waiting.append(registration)
            continue
        seats[registration.id] = outcome.seats
        admitted.append(registration)
    take_seats_of_many(seats, beyond=beyond)
    for registration in admitted:
        registration.decided_at, registration.decision_reason = at, reason
        registration.state, registration.waits_as = RegistrationState.CONFIRMED, None
    db.session.flush()  # apart from those who wait: rows that change alike are written in one go
    for number, registration in enumerate(waiting, next_in_line(event_id) if waiting else 0):
        registration.decided_at, registration.decision_reason = at, reason
        registration.state, registration.waits_as = RegistrationState.WAITLISTED, number
    tell_who_follows(event_id, [each.id for each in admitted])
    emails.tell_all("letter" if letter is not None else "confirmation", admitted, letter, about="place")
    emails.tell_all("waitlisted", waiting, about="place")
    return [each.state for each in pending]


@use_case
def decline(
    event_id: UUID, registration_ids: Sequence[UUID], *, reason: str = "", words: Words | None = None, by: str
) -> int:
    """Tell those who asked, or wait, that they have no place. `reason` is for organisers. Returns how many were.

    Without `words` a mail of ours says so. NothingToDecide: all of them are decided.
    """
    held_event(event_id)
    chosen = _of_state(event_id, registration_ids, RegistrationState.PENDING, RegistrationState.WAITLISTED)
    letter = write_letter(event_id, words) if words is not None else None
    end_offers([each.id for each in chosen], OfferOutcome.WITHDRAWN)
    db.session.execute(
        update(Registration)
        .where(Registration.id.in_([each.id for each in chosen]))
        .values(state=RegistrationState.DECLINED, waits_as=None, decided_at=now(), decision_reason=reason)
        .execution_options(synchronize_session="fetch")
    )
    give_seats_back([each.id for each in chosen])
    tell_who_follows(event_id, [each.id for each in chosen])
    emails.tell_all("letter" if letter is not None else "declined", chosen, letter, about="place")
    serve_the_line(event_id)
    return len(chosen)


@use_case
def reconsider(event_id: UUID, registration_ids: Sequence[UUID], *, by: str) -> Reconsidered:
    """Put those who were declined back among those to approve. Nobody is told. NothingToDecide.

    Who has registered anew meanwhile stays declined here, and of somebody who was declined several times the last one
    is put back.
    """
    held_event(event_id)
    declined = _of_state(event_id, registration_ids, RegistrationState.DECLINED)
    active = active_identities(event_id)
    back = {each.identity_key: each for each in declined if each.identity_key not in active}
    for registration in back.values():
        registration.state, registration.decided_at, registration.decision_reason = RegistrationState.PENDING, None, ""
    return Reconsidered(len(back), len(declined) - len(back))


@use_case
def admit_beyond(registration_id: UUID, *, reason: str = "", by: str) -> None:
    """Give somebody who waits a place out of turn, also beyond the places. The log says who did. EventIsCancelled."""
    event = held_event_of(registration_id, takes_place=True)
    [registration] = _of_state(event.id, [registration_id], RegistrationState.WAITLISTED, RegistrationState.PENDING)
    registration.decided_at, registration.decision_reason = now(), reason
    missing, _is_beyond = admit_out_of_turn(event, registration)
    take_seats(registration_id, missing, beyond=True)


@use_case
def note_export(event_id: UUID, *, by: str) -> None:
    """Leave a line in the log that the list of registrations was taken out as a file."""


def _of_state(event_id: UUID, registration_ids: Sequence[UUID], *states: RegistrationState) -> list[Registration]:
    """Those of them that are of the event and in one of the states, in the order in which they came."""
    rows = list(
        db.session.scalars(
            select(Registration)
            .where(
                Registration.event_id == event_id,
                Registration.id.in_(registration_ids),
                Registration.state.in_(states),
            )
            .order_by(Registration.created_at, Registration.id)
            .execution_options(populate_existing=True)
        )
    )
    if not rows:
        raise NothingToDecide
    return rows
