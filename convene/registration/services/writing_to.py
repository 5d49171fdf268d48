from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from convene.accounts.queries import account_of_actor
from convene.clock import now
from convene.database import concerning, db, use_case
from convene.errors import NotFound
from convene.events.errors import EventIsCancelled
from convene.events.models import Event
from convene.events.queries import held_event
from convene.registration import emails
from convene.registration.catalogue import MailingState
from convene.registration.errors import (
    NobodyToWriteTo,
    NoLongerPlanned,
    NoSuchTime,
    TimeOfLetterIsPast,
)
from convene.registration.models import Letter, Mailing
from convene.registration.queries.listing import as_asked_by, is_hidden
from convene.registration.queries.mailings import all_readers, what_is_due
from convene.registration.rules.letters import Words
from convene.registration.rules.listing import Filters, filters_in, in_address
from convene.registration.rules.mailings import Due, When, due_at, wall_time_of
from convene.registration.rules.opening import is_a_time_there
from convene.registration.services.seating import must_have_known_placeholders, write_letter


@use_case
def write_to(
    event_id: UUID,
    filters: Filters,
    words: Words,
    when: When,
    *,
    mailing_id: UUID,
    account_id: UUID | None,
    by: str,
) -> int | None:
    """Send a letter to everybody whom a list shows, each a mail of their own, or plan it for a time.

    Planned, it goes to those whom the list shows then. `mailing_id` is drawn with the page: sent twice it is one.
    UnknownPlaceholders, NobodyToWriteTo, TimeOfLetterIsPast, NoSuchTime; EventIsCancelled: nothing is planned for it.
    Returns how many are written to; None: it is planned.
    """
    event = held_event(event_id)
    known = db.session.get(Mailing, mailing_id)
    if known is not None:
        if known.event_id != event_id:
            raise NotFound
        return known.receivers if known.state is MailingState.SENT else None
    must_have_known_placeholders(words)
    filters = as_asked_by(event, filters, account_of_actor(by))
    receivers = list(all_readers(event, filters))
    if (not receivers and when.is_now) or is_hidden(filters):
        raise NobodyToWriteTo
    if not when.is_now:
        if event.is_cancelled:
            raise EventIsCancelled
        _must_be_a_time_to_come(event, when)
    letter = write_letter(event_id, words)
    mailing = Mailing(
        id=mailing_id,
        event_id=event_id,
        letter_id=letter.id,
        written_by_id=account_id,
        asked=filters.address,
        state=MailingState.SENT if when.is_now else MailingState.PLANNED,
        send_at_local=when.at_local,
        days_before=when.days_before,
        at_time=when.at_time if when.days_before is not None else None,
        created_at=now(),
        ended_at=now() if when.is_now else None,
        receivers=0,
    )
    db.session.add(mailing)
    db.session.flush()
    concerning(mailing_id=mailing.id)
    if not when.is_now:
        return None
    mailing.receivers = emails.tell_all("letter", receivers, letter)
    return mailing.receivers


@use_case
def send_planned(mailing_id: UUID, *, by: str = "system") -> MailingState | None:
    """Send a planned letter whose time has come, or drop it where the event is over by then, or cancelled.

    Of two workers that come at the same moment one sends: the other finds that it is planned no more. None: there was
    nothing to do.
    """
    mailing = db.session.get(Mailing, mailing_id)
    if mailing is None:
        return None
    concerning(event_id=mailing.event_id)
    event = held_event(mailing.event_id)
    db.session.refresh(mailing)
    if mailing.state is not MailingState.PLANNED:
        return None
    due = what_is_due(mailing, event)
    if due is Due.WAIT:
        return None
    receivers = list(all_readers(event, _filters_of(event, mailing))) if due is Due.SEND else []
    state = MailingState.SENT if receivers else MailingState.DROPPED
    taken = db.session.scalar(
        update(Mailing)
        .where(Mailing.id == mailing_id, Mailing.state == MailingState.PLANNED)
        .values(state=state, ended_at=now())
        .returning(Mailing.id)
        .execution_options(synchronize_session="fetch")
    )
    if taken is None:
        return None
    if receivers:
        letter = db.session.scalars(select(Letter).where(Letter.id == mailing.letter_id)).one()
        mailing.receivers = emails.tell_all("letter", receivers, letter)
    return state


@use_case
def call_off(event_id: UUID, mailing_id: UUID, *, by: str) -> None:
    """A planned letter is not sent. NoLongerPlanned: it went out, or somebody was quicker."""
    held_event(event_id)
    taken = db.session.scalar(
        update(Mailing)
        .where(Mailing.id == mailing_id, Mailing.event_id == event_id, Mailing.state == MailingState.PLANNED)
        .values(state=MailingState.CALLED_OFF, ended_at=now())
        .returning(Mailing.id)
        .execution_options(synchronize_session="fetch")
    )
    if taken is None:
        raise NoLongerPlanned


@use_case
def send_test(event_id: UUID, words: Words, *, email: str, name: str, language: str, by: str) -> None:
    """Mail a letter to whoever writes it, with values of their own in it. UnknownPlaceholders."""
    must_have_known_placeholders(words)
    emails.test_letter(event_id, words.subject, words.text, email=email, name=name, language=language)


def _filters_of(event: Event, mailing: Mailing) -> Filters:
    """Whom it was planned for. Whoever planned it may by now see less than then."""
    return as_asked_by(event, filters_in(in_address(mailing.asked)), mailing.written_by_id)


def _must_be_a_time_to_come(event: Event, when: When) -> None:
    wall = wall_time_of(when, event.starts_on)
    assert wall is not None
    field = "at_local" if when.days_before is None else "days_before"
    if not is_a_time_there(wall, event.zone):
        raise NoSuchTime(field)
    due: datetime | None = due_at(when, event.starts_on, event.zone)
    if due is None or due <= now():
        raise TimeOfLetterIsPast(wall, field)
