"""Who has come to an event and has no group in a breakout that everybody was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select

from convene.breakouts.models import Breakout, BreakoutGroup, BreakoutRound, SeatInGroup
from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.programme.models import Session
from convene.registration.catalogue import Mode, RegistrationState
from convene.registration.models import Attendance, Registration
from convene.registration.queries.signing_up import signed_up_for
from convene.web.meanwhile import mark_of

MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who is here and has no group, and the session whose groups they miss."""

    registration_id: UUID
    name: str
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Unseated:
    """All of them, those first who came last."""

    people: Sequence[Waiting]

    @property
    def mark(self) -> str:
        """Another one once somebody else is among them."""
        return mark_of({str(number): f"{each.registration_id}{each.code}" for number, each in enumerate(self.people)})


def unseated_at(event: Event) -> Unseated:
    """Those who have come and were shown no group in some round that has not begun, of breakouts that everybody was
    shown; who did not sign up, where people sign up for the session, lacks none. Three statements at most."""
    wall = now().astimezone(ZoneInfo(event.zone)).replace(tzinfo=None)
    sits = exists().where(
        SeatInGroup.round_id == BreakoutRound.id,
        SeatInGroup.registration_id == Registration.id,
        SeatInGroup.published_group_id.is_not(None),
    )
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.name,
            Session.id.label("session_id"),
            Session.code,
            Session.title,
            Session.starts_local,
            BreakoutRound.after_minutes,
            Attendance.came_at,
        )
        .select_from(Breakout)
        .join(BreakoutRound, BreakoutRound.breakout_id == Breakout.id)
        .join(Session, Session.id == Breakout.session_id)
        .join(Attendance, Attendance.subject_id.in_((Breakout.event_id, Breakout.session_id)))
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(
            Breakout.event_id == event.id,
            Breakout.published_at.is_not(None),
            exists().where(BreakoutGroup.breakout_id == Breakout.id),
            Attendance.undone_at.is_(None),
            Session.withdrawn_at.is_(None),
            Registration.state == RegistrationState.CONFIRMED,
            or_(Breakout.mode.is_(None), Breakout.mode == Mode.IN_PERSON),
            ~sits,
        )
        .distinct()
        .order_by(Attendance.came_at.desc(), Registration.name, Session.code)
    )
    open_to = [
        row
        for row in rows
        if row.starts_local is None or row.starts_local + timedelta(minutes=row.after_minutes) > wall
    ]
    signed_up = signed_up_for(event.id, {row.session_id for row in open_to}) if open_to else {}
    found = {
        (row.id, row.code): Waiting(row.id, row.name, row.code, row.title)
        for row in open_to
        if row.id in signed_up.get(row.session_id, {row.id})
    }
    return Unseated(list(found.values()))
