from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.events.errors import EventIsCancelled
from convene.events.models import Event
from convene.registration.catalogue import DoorAct, DoorOutcome, How, RegistrationState
from convene.registration.errors import NotAdmitted, NotSignedUp
from convene.registration.models import Attendance, CheckInSlip, Registration
from convene.registration.queries.attendance import last_revision
from convene.registration.queries.signing_up import signed_up_for
from convene.registration.rules.opening import instant_to_keep, is_on_its_days
from convene.registration.services.walking_in import Admitted, WalkIn, admit_walk_in, let_in_anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One act at a desk. `id` is the desk's own: the same one again is the same act.

    `subject_id` is the event or one of its sessions. A walk-in names no registration: it makes one. An undo names the
    slip that it takes back. `anyway`: the desk has read that they have no place, or none in the session, and lets them
    in.
    """

    id: UUID
    act: DoorAct
    subject_id: UUID
    made_at: datetime
    registration_id: UUID | None = None
    how: How = How.BY_NAME
    undoes_id: UUID | None = None
    walk_in: WalkIn | None = None
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class SlipAnswer:
    """What became of a slip, and whose it is (None: nobody of this event)."""

    id: UUID
    outcome: DoorOutcome
    registration_id: UUID | None
    #: Of a walk-in: how they were admitted. None where the slip was answered before.
    admitted: Admitted | None = None


@use_case
def check_in(
    event_id: UUID, registration_id: UUID, subject_id: UUID, *, how: How, desk: str, anyway: bool = False, by: str
) -> SlipAnswer:
    """Somebody stands at the door: they have come, to the event or to a session.

    Of two desks at the same moment one is told that they have come ALREADY. NotAdmitted: they have no place.
    NotSignedUp: they have none in the session. `anyway` lets them in nevertheless. EventIsCancelled.
    """
    _must_take_place(event_id)
    concerning(registration_id=registration_id)
    slip = Slip(
        id=uuid4(),
        act=DoorAct.IN,
        subject_id=subject_id,
        made_at=now(),
        registration_id=registration_id,
        how=how,
        anyway=anyway,
    )
    answer = hand_in_slips(event_id, [slip], desk=desk, by=by)[0]
    if answer.outcome is DoorOutcome.NOT_SIGNED_UP:
        raise NotSignedUp
    if answer.outcome in {DoorOutcome.NOT_ADMITTED, DoorOutcome.UNKNOWN}:
        raise NotAdmitted
    return answer


@use_case
def let_walk_in_in(
    event_id: UUID, walk_in: WalkIn, subject_id: UUID, *, slip_id: UUID, desk: str, by: str
) -> SlipAnswer:
    """Somebody stands at the door who is on no list: they get a place, beyond all if need be, and have come.

    The same `slip_id` again, from a second press of the button, lets nobody in twice. With somebody else it is another
    act: a desk has gone back to the page of the one before. EventIsCancelled.
    """
    _must_take_place(event_id)
    slip = Slip(id=slip_id, act=DoorAct.IN, subject_id=subject_id, made_at=now(), how=How.WALK_IN, walk_in=walk_in)
    answer = hand_in_slips(event_id, [slip], desk=desk, by=by)[0]
    if answer.admitted is None and not _is_about(answer, walk_in):
        answer = hand_in_slips(event_id, [replace(slip, id=uuid4())], desk=desk, by=by)[0]
    concerning(registration_id=answer.registration_id)
    return answer


def _is_about(answer: SlipAnswer, walk_in: WalkIn) -> bool:
    row = db.session.get(Registration, answer.registration_id) if answer.registration_id is not None else None
    return row is not None and (row.name, row.organisation) == (walk_in.name, walk_in.organisation)


@use_case
def join_online(registration_id: UUID, *, by: str = "participant") -> bool:
    """Somebody goes to the event online: they have come, if it is on its days. Returns whether that is noted now.

    NotAdmitted: they have no place. EventIsCancelled.
    """
    registration = db.session.get_one(Registration, registration_id)
    _must_take_place(registration.event_id)
    if registration.state is not RegistrationState.CONFIRMED:
        raise NotAdmitted
    event = db.session.get_one(Event, registration.event_id)
    if not is_on_its_days(event.starts_on, event.ends_on, event.day_turns_at, event.zone, now()):
        concerning(event_id=event.id)
        return False
    return check_in(event.id, registration_id, event.id, how=How.ONLINE, desk="", by=by).outcome is (
        DoorOutcome.CHECKED_IN
    )


def _must_take_place(event_id: UUID) -> None:
    if db.session.get_one(Event, event_id, populate_existing=True).is_cancelled:
        raise EventIsCancelled


@use_case
def undo_check_in(
    event_id: UUID, registration_id: UUID, subject_id: UUID, slip_id: UUID, *, desk: str, by: str
) -> bool:
    """They have not come after all. Only what the slip has done is undone: not what another desk did meanwhile."""
    concerning(registration_id=registration_id)
    slip = Slip(
        id=uuid4(),
        act=DoorAct.UNDO,
        subject_id=subject_id,
        made_at=now(),
        registration_id=registration_id,
        undoes_id=slip_id,
    )
    return hand_in_slips(event_id, [slip], desk=desk, by=by)[0].outcome is DoorOutcome.UNDONE


@use_case
def hand_in_slips(event_id: UUID, slips: Sequence[Slip], *, desk: str, by: str) -> list[SlipAnswer]:
    """What a desk did while it was cut off, or just now, in its order. Sent again it changes nothing and answers alike.

    The caller has made sure that each `subject_id` is the event or one of its sessions. Whom a desk let in before the
    event was cancelled has come all the same; nobody is let in afterwards.
    """
    hold(
        ("door", event_id)
    )  # one desk at a time: what it reads stays true until it is done, and revisions stand in order
    answered = _answers_given(event_id, {slip.id for slip in slips})
    door = _Door(event_id, desk, by)
    new = [slip for slip in slips if slip.id not in answered]
    door.look_at(slip.registration_id for slip in new)
    door.look_at_sign_up({slip.subject_id for slip in new} - {event_id})
    answers = []
    for slip in slips:
        if slip.id not in answered:
            answered[slip.id] = door.take(slip)
        answers.append(answered[slip.id])
    return answers


def _answers_given(event_id: UUID, ids: set[UUID]) -> dict[UUID, SlipAnswer]:
    """What was answered to these before. An id that another event has used is no slip of this one."""
    rows = db.session.execute(
        select(CheckInSlip.id, CheckInSlip.event_id, CheckInSlip.outcome, CheckInSlip.registration_id).where(
            CheckInSlip.id.in_(ids)
        )
    )
    return {
        row.id: SlipAnswer(row.id, row.outcome, row.registration_id)
        if row.event_id == event_id
        else SlipAnswer(row.id, DoorOutcome.UNKNOWN, None)
        for row in rows
    }


class _Door:
    """The doors of an event while slips are taken: who is admitted, and who has come. Read once for all of them."""

    def __init__(self, event_id: UUID, desk: str, by: str) -> None:
        self.event_id, self.desk, self.by = event_id, desk, by
        self.states: dict[UUID, RegistrationState] = {}
        self.came: dict[tuple[UUID, UUID], Attendance] = {}
        #: Of the sessions that people sign up for: who has.
        self.signed_up: dict[UUID, set[UUID]] = {}
        self.revision = last_revision(event_id)
        self.closed_at = db.session.get_one(Event, event_id, populate_existing=True).cancelled_at

    def look_at(self, registration_ids: Iterable[UUID | None]) -> None:
        ids = {each for each in registration_ids if each is not None}
        if not ids:
            return
        states = select(Registration.id, Registration.state).where(
            Registration.event_id == self.event_id, Registration.id.in_(ids)
        )
        self.states |= {row.id: row.state for row in db.session.execute(states)}
        came = select(Attendance).where(Attendance.event_id == self.event_id, Attendance.registration_id.in_(ids))
        self.came |= {(row.registration_id, row.subject_id): row for row in db.session.scalars(came)}

    def look_at_sign_up(self, session_ids: set[UUID]) -> None:
        if session_ids:
            self.signed_up = signed_up_for(self.event_id, session_ids)

    def take(self, slip: Slip) -> SlipAnswer:
        registration_id = slip.registration_id
        is_closed = self.closed_at is not None and instant_to_keep(slip.made_at, now()) >= self.closed_at
        admitted = None if is_closed else self._admitted(slip)
        if admitted is not None:
            registration_id = admitted.registration_id
            self.look_at([registration_id])
        if slip.act is DoorAct.UNDO:
            outcome = self._undo(slip)
        else:
            outcome = DoorOutcome.NOT_ADMITTED if is_closed else self._let_in(slip, registration_id)
        known = registration_id if registration_id in self.states else None
        at = now()
        db.session.add(
            CheckInSlip(
                id=slip.id,
                event_id=self.event_id,
                registration_id=known,
                subject_id=slip.subject_id,
                act=slip.act,
                how=slip.how,
                outcome=outcome,
                undoes_id=slip.undoes_id,
                desk=self.desk,
                made_at=instant_to_keep(slip.made_at, at),
                received_at=at,
            )
        )
        return SlipAnswer(slip.id, outcome, known, admitted)

    def _admitted(self, slip: Slip) -> Admitted | None:
        """The place that a slip gives to somebody who has none."""
        if slip.act is not DoorAct.IN:
            return None
        if slip.walk_in is not None:
            return admit_walk_in(self.event_id, slip.walk_in, by=self.by)
        state = self.states.get(slip.registration_id) if slip.registration_id else None
        if slip.registration_id is None or not slip.anyway or state in {None, RegistrationState.CONFIRMED}:
            return None
        return let_in_anyway(self.event_id, slip.registration_id, by=self.by)

    def _let_in(self, slip: Slip, registration_id: UUID | None) -> DoorOutcome:
        if registration_id is None or registration_id not in self.states:
            return DoorOutcome.UNKNOWN
        if self.states[registration_id] is not RegistrationState.CONFIRMED:
            return DoorOutcome.NOT_ADMITTED
        who = self.signed_up.get(slip.subject_id)
        has_come = (row := self.came.get((registration_id, slip.subject_id))) is not None and row.undone_at is None
        if who is not None and registration_id not in who and not (slip.anyway or slip.walk_in or has_come):
            return DoorOutcome.NOT_SIGNED_UP
        # Whoever is in a session has come to the event.
        for subject_id in {self.event_id, slip.subject_id}:
            self._note(slip, registration_id, subject_id)
        came_by_it = self.came[registration_id, slip.subject_id].slip_id == slip.id
        return DoorOutcome.CHECKED_IN if came_by_it else DoorOutcome.ALREADY

    def _note(self, slip: Slip, registration_id: UUID, subject_id: UUID) -> None:
        row = self.came.get((registration_id, subject_id))
        if row is not None and row.undone_at is None:
            return
        if row is None:
            row = Attendance(id=uuid4(), event_id=self.event_id, registration_id=registration_id, subject_id=subject_id)
            db.session.add(row)
            self.came[registration_id, subject_id] = row
        row.slip_id, row.how, row.desk, row.undone_at = slip.id, slip.how, self.desk, None
        row.came_at = instant_to_keep(slip.made_at, now())
        row.revision = self._next()

    def _undo(self, slip: Slip) -> DoorOutcome:
        """All that one slip has noted: a check-in at a session may have brought somebody to the event, too. Who is in
        another session stays at the event, by the slip that let them in there."""
        noted = list(
            db.session.scalars(
                select(Attendance).where(
                    Attendance.event_id == self.event_id,
                    Attendance.slip_id == slip.undoes_id,
                    Attendance.undone_at.is_(None),
                )
            )
        )
        for row in noted:
            row.undone_at, row.revision = now(), self._next()
        db.session.flush()
        for row in noted:
            if row.subject_id == self.event_id and (other := self._first_session_of(row.registration_id)) is not None:
                row.slip_id, row.how, row.desk, row.came_at = other.slip_id, other.how, other.desk, other.came_at
                row.undone_at = None
        is_undone = any(row.undone_at is not None for row in noted)
        return DoorOutcome.UNDONE if is_undone else DoorOutcome.NOTHING_TO_UNDO

    def _first_session_of(self, registration_id: UUID) -> Attendance | None:
        return db.session.scalar(
            select(Attendance)
            .where(
                Attendance.registration_id == registration_id,
                Attendance.subject_id != self.event_id,
                Attendance.undone_at.is_(None),
            )
            .order_by(Attendance.came_at, Attendance.id)
            .limit(1)
        )

    def _next(self) -> int:
        self.revision += 1
        return self.revision
