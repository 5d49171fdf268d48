"""Save the date: the days of an event in people's calendars before there is an agenda, which becomes the real thing."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from convene.calendar.queries.following import who_follows
from convene.calendar.rules import Following, Subject
from convene.calendar.services.followers import follow
from convene.database import bookkeeping, db, use_case
from convene.events.models import Event
from convene.events.queries import held_event_taking_place
from convene.events.services.changing import hold_dates
from convene.programme.queries.versions import version_now
from convene.programme.services.asking import hold_dates_for_stage
from convene.registration.catalogue import HELD_FOR_INVITED
from convene.registration.errors import DatesAreCertain, NobodyToMail
from convene.registration.models import Invitation
from convene.registration.queries.holding_dates import to_be_held_for
from convene.spelling import normalised_address


@use_case
def save_the_date(event_id: UUID, *, on_stage: bool, invited: bool, by: str) -> int:
    """Put the days of an event into the calendars of those on stage, and of those who are invited and have not
    answered, as tentative. Returns at how many addresses. Who has it already is told of nothing.

    DatesAreCertain: the agenda is public, or nobody sees the event. EventIsCancelled, NobodyToMail.
    """
    event = held_event_taking_place(event_id)
    if not event.is_public or version_now(event_id) is not None:
        raise DatesAreCertain
    hold_dates(event_id, is_held=True, by=by)
    addresses = hold_dates_for_stage(event_id) if on_stage else set()
    if invited:
        rows = list(db.session.scalars(to_be_held_for(event_id)))
        _hold(event, rows, is_held=True)
        addresses |= {row.email for row in rows}
    if not addresses:
        raise NobodyToMail
    return len({normalised_address(each) for each in addresses})


@bookkeeping
def end_holds(event_id: UUID, invitation_ids: Collection[UUID]) -> None:
    """End what is held for these: they have declined, their invitation was taken back, or they gave their place back.
    A constant number of statements, and one where nothing is held."""
    held = who_follows(HELD_FOR_INVITED, invitation_ids)
    if held:
        rows = db.session.scalars(select(Invitation).where(Invitation.id.in_(held))).all()
        _hold(db.session.get_one(Event, event_id), rows, is_held=False)


def _hold(event: Event, rows: Collection[Invitation], *, is_held: bool) -> None:
    subjects = frozenset({Subject("event", event.id)} if is_held else ())
    follow(
        event.id,
        HELD_FOR_INVITED,
        [Following(row.id, row.email, row.name, row.language, subjects, subjects, is_hold=True) for row in rows],
        is_public=event.is_public,
    )
