"""When those on stage can be there, and what they need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, or_, select

from convene.database import db
from convene.events.catalogue import RoomFeature
from convene.events.models import Event
from convene.events.rules import is_over
from convene.people.models import Person
from convene.programme.models import Agenda, StageAvailability, StageInvitation
from convene.programme.presence import Said, available, from_json, is_for_other_days
from convene.programme.queries.people import needed
from convene.programme.rules.asking import REMINDED_BEFORE, is_reminder_due, may_be_asked_when, may_be_reminded
from convene.programme.structure import Availability


def availability_row(event_id: UUID, person_id: UUID) -> StageAvailability | None:
    """What is known of one person; a row may say no more than that they were asked. One statement."""
    return db.session.scalar(
        select(StageAvailability).where(
            StageAvailability.event_id == event_id, StageAvailability.person_id == person_id
        )
    )


def said_in(row: StageAvailability | None) -> Said | None:
    """What somebody has said, as plain values. None: nothing yet."""
    if row is None or row.presence is None:
        return None
    return Said(
        presence=row.presence,
        windows=from_json(row.windows),
        arrives_on=row.arrives_on,
        arrives_at=row.arrives_at,
        leaves_on=row.leaves_on,
        leaves_at=row.leaves_at,
        features=tuple(RoomFeature(each) for each in row.features),
        needs=row.needs,
        access_needs=row.access_needs,
    )


def said_of_availability(said: Said | None, *, with_access_needs: bool = True) -> dict[str, object]:
    """The same by the names of the form's fields, to be compared with what stood on a page."""
    private = {"access_needs": said.access_needs if said else ""} if with_access_needs else {}
    return {
        "days": (said.presence.value, said.windows) if said else None,
        "arrives_on": said.arrives_on if said else None,
        "arrives_at": said.arrives_at if said else None,
        "leaves_on": said.leaves_on if said else None,
        "leaves_at": said.leaves_at if said else None,
        "features": sorted(said.features) if said else [],
        "needs": said.needs if said else "",
        **private,
    }


def answered_for_other_days(row: StageAvailability, event: Event) -> bool:
    """Whether somebody has answered for days that the event is not on (any more)."""
    if row.starts_on is None or row.ends_on is None:
        return False
    return is_for_other_days((row.starts_on, row.ends_on), (event.starts_on, event.ends_on))


def availability_of_people(event_id: UUID) -> dict[UUID, Availability]:
    """When those can be there who have said that they cannot be all the time. One statement.

    What somebody said of other days than those of the event now is no limit: they are asked again.
    """
    rows = db.session.execute(
        select(StageAvailability, Event)
        .join(Event, Event.id == StageAvailability.event_id)
        .where(StageAvailability.event_id == event_id, StageAvailability.presence.is_not(None))
    ).all()
    found = {}
    for row, event in rows:
        said = said_in(row)
        limits = available(said, event.day_turns_at) if said and not answered_for_other_days(row, event) else None
        if limits is not None:
            found[row.person_id] = limits
    return found


def needs_of_people(event_id: UUID) -> dict[UUID, frozenset[RoomFeature]]:
    """What the room must have in which somebody is on stage; only of those who need anything. One statement."""
    rows = db.session.execute(
        select(StageAvailability.person_id, StageAvailability.features).where(StageAvailability.event_id == event_id)
    )
    return {row.person_id: frozenset(map(RoomFeature, row.features)) for row in rows if row.features}


@dataclass(frozen=True, slots=True)
class StagePresence:
    """Somebody who is needed, what there is between them and the event, and what they have said, if anything."""

    person: Person
    invitation: StageInvitation | None
    row: StageAvailability | None

    @property
    def said(self) -> Said | None:
        return said_in(self.row)

    @property
    def last_mail(self) -> datetime | None:
        """When the last mail has asked them anything: whether they will be there, or when."""
        mails = (
            self.invitation.asked_at if self.invitation else None,
            self.invitation.reminded_at if self.invitation else None,
            self.row.asked_at if self.row else None,
        )
        return max(filter(None, mails), default=None)

    def waits(self, event: Event) -> bool:
        """Whether they have yet to say when they can be there on the days of the event."""
        return self.said is None or (self.row is not None and answered_for_other_days(self.row, event))

    def may_be_reminded(self, at: datetime) -> bool:
        """Whether a mail may ask them once more now whether they will be there."""
        return (
            self.invitation is not None
            and bool(self.invitation.email)
            and may_be_reminded(self.invitation.asked_at, self.invitation.answer, self.last_mail, at)
        )

    def may_be_asked(self, event: Event, at: datetime) -> bool:
        """Whether a mail may ask them now when they can be there."""
        return (
            self.invitation is not None
            and bool(self.invitation.email)
            and self.waits(event)
            and may_be_asked_when(self.invitation.asked_at, self.invitation.answer, self.last_mail, at)
        )


def presences_of(event_id: UUID) -> list[StagePresence]:
    """Everybody who is needed (`who_is_needed`), by name. One statement."""
    rows = db.session.execute(
        select(Person, StageInvitation, StageAvailability)
        .outerjoin(StageInvitation, and_(StageInvitation.person_id == Person.id, StageInvitation.event_id == event_id))
        .outerjoin(
            StageAvailability, and_(StageAvailability.person_id == Person.id, StageAvailability.event_id == event_id)
        )
        .where(Person.id.in_(needed(event_id)))
        .order_by(Person.display_name, Person.id)
        .execution_options(populate_existing=True)
    )
    return [StagePresence(*row) for row in rows]


def availability_due_on(event_id: UUID) -> date | None:
    """By when those on stage shall have said when they can be there. One statement."""
    return db.session.scalar(select(Agenda.availability_due_on).where(Agenda.event_id == event_id))


def said_of_due_day(due_on: date | None) -> dict[str, object]:
    """The same by the name of the form's field."""
    return {"due_on": due_on}


def events_to_remind(at: datetime) -> list[UUID]:
    """The events where the day is near by which those on stage shall have said when they can be there. One statement.

    A day more on both sides: which day it is there, its zone says.
    """
    today = at.date()
    due = Agenda.availability_due_on
    return list(
        db.session.scalars(
            select(Agenda.event_id)
            .join(Event, Event.id == Agenda.event_id)
            .where(
                Event.cancelled_at.is_(None),
                due >= today - timedelta(days=1),
                due <= today + REMINDED_BEFORE + timedelta(days=1),
            )
        )
    )


def people_to_remind(event_id: UUID, at: datetime) -> list[StagePresence]:
    """Those to whom a reminder is due now. Three statements at most."""
    event, due_on = db.session.get_one(Event, event_id), availability_due_on(event_id)
    if due_on is None or event.is_cancelled or is_over(event.ends_on, event.day_turns_at, event.zone, at):
        return []
    return [
        one
        for one in presences_of(event_id)
        if one.may_be_asked(event, at) and is_reminder_due(due_on, one.last_mail, event.zone, at)
    ]


def has_needs_to_forget(ended_before: date) -> bool:
    """Whether what somebody needed is still kept of an event that ended before this day. One statement."""
    return db.session.scalar(select(StageAvailability.id).where(with_needs(ended_before)).limit(1)) is not None


def with_needs(ended_before: date) -> ColumnElement[bool]:
    """Of a row: somebody needed something at an event that ended before this day."""
    ended = select(Event.id).where(Event.ends_on < ended_before)
    says_anything = or_(
        StageAvailability.needs != "",
        StageAvailability.access_needs != "",
        cast(StageAvailability.features, Text) != "[]",
    )
    return and_(StageAvailability.event_id.in_(ended), says_anything)


def kept_of_presence(event_id: UUID, person_id: UUID) -> Mapping[str, object]:
    """All that is kept of somebody on stage in this table, as a file for themselves says it. One statement."""
    row = availability_row(event_id, person_id)
    if row is None:
        return {}
    return {
        "there": row.presence.value if row.presence else "",
        "for_the_days": _texts([row.starts_on, row.ends_on]),
        "times": [" to ".join(each) for each in row.windows],
        "arrives": _texts([row.arrives_on, row.arrives_at]),
        "leaves": _texts([row.leaves_on, row.leaves_at]),
        "needs_in_the_room": list(row.features),
        "other_needs": row.needs,
        "access_needs": row.access_needs,
        "answered_at": row.answered_at.isoformat() if row.answered_at else "",
        "asked_at": row.asked_at.isoformat() if row.asked_at else "",
    }


def _texts(values: Sequence[object]) -> str:
    return " ".join(str(each) for each in values if each is not None)
