"""A day is late: what follows is moved in the draft at one stroke, shown to readers if so wished, and taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.programme.catalogue import GoesOut, Group
from convene.programme.errors import (
    AlreadyTakenBack,
    CannotBeMoved,
    DayMovedMeanwhile,
    DraftChangedBesides,
    MovedTooLate,
    NothingToMove,
    NotPublishedAlone,
)
from convene.programme.lateness import KeptMove, Shift, plan_return, plan_shift, stands_alike
from convene.programme.models import DayShift
from convene.programme.queries.conditions import conditions_of
from convene.programme.queries.draft import agenda_state, draft_of, mark_of_frame
from convene.programme.queries.shifts import kept_moves, said_of_day, shift_of
from convene.programme.queries.versions import published
from convene.programme.services.publishing import NOBODY, Telling, publish_agenda
from convene.programme.services.writing import begin_change, session_of, set_span
from convene.web.meanwhile import mark_of

#: What was looked at longer ago than this says nothing of what is under way now.
LOOKED_AT_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood on the page: a mark of the day (`queries.shifts.said_of_day`), and for a draft that shall go out as a
    whole its revision and the mark of its frame (`queries.draft.mark_of_frame`)."""

    day: str
    revision: int | None = None
    frame: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was moved, and the number of the version that readers see of it; None: it is in the draft alone."""

    moved: int
    number: int | None


@use_case
def shift_day(
    event_id: UUID,
    shift: Shift,
    *,
    seen: Seen,
    goes_out: GoesOut = GoesOut.NOTHING,
    tells: Telling = NOBODY,
    by: str,
) -> Done:
    """Move what follows a session of the draft because the day is late, or early; `goes_out` says what of it readers
    see at once, `tells` whom that is told by mail. All of it is done, or nothing.

    DayMovedMeanwhile, DraftChangedBesides, MovedTooLate: it is not what was looked at. NothingToMove, CannotBeMoved,
    NotPublishedAlone, and what `publish_agenda` refuses.
    """
    hold(("event", event_id))
    concerning(session_id=shift.from_id)
    if not timedelta(0) <= now() - shift.asked_at <= LOOKED_AT_FOR:
        raise MovedTooLate
    draft, before = draft_of(event_id), published(event_id)
    if seen.day != mark_of(said_of_day(draft, shift.day)):
        raise DayMovedMeanwhile
    _must_go_out_as_seen(event_id, seen, goes_out)
    if goes_out is GoesOut.THIS and (before is None or not stands_alike(before.structure, draft, shift.day)):
        raise NotPublishedAlone
    plan = plan_shift(draft, shift, names={}, conditions=conditions_of(event_id))
    if not plan.moves:
        raise NothingToMove
    if plan.blocks:
        raise CannotBeMoved(plan.blocks[0])
    begin_change(event_id)
    for one in plan.moves:
        set_span(session_of(event_id, one.session.id), one.then)
    db.session.add(
        DayShift(
            id=uuid4(),
            event_id=event_id,
            day=shift.day,
            minutes=shift.minutes,
            from_session_id=shift.from_id,
            is_everywhere=shift.is_everywhere,
            moves=[KeptMove.of(one).to_json() for one in plan.moves],
            was_published=goes_out is not GoesOut.NOTHING,
            told=sorted(tells.groups),
            made_at=now(),
            made_by=by,
        )
    )
    db.session.flush()
    return Done(len(plan.moves), _let_out(event_id, goes_out, {one.session.id for one in plan.moves}, tells, by))


@use_case
def take_shift_back(event_id: UUID, shift_id: UUID, *, goes_out: GoesOut = GoesOut.NOTHING, by: str) -> Done:
    """Give sessions back the times that they had before a move of their day; what was moved or withdrawn since is left
    as it is.
    With `GoesOut.THIS` readers see it at once, and who was told of the move is told of this. AlreadyTakenBack,
    NotPublishedAlone."""
    begin_change(event_id)
    shift = shift_of(event_id, shift_id)
    if shift is None:
        raise NotFound
    db.session.refresh(shift)  # as it is now that others are kept out
    if shift.taken_back_at is not None:
        raise AlreadyTakenBack
    draft, before = draft_of(event_id), published(event_id)
    if goes_out is GoesOut.THIS and (before is None or not stands_alike(before.structure, draft, shift.day)):
        raise NotPublishedAlone
    moves = plan_return(draft, shift.day, kept_moves(shift)).moves
    for one in moves:
        set_span(session_of(event_id, one.session.id), one.then)
    shift.taken_back_at = now()
    db.session.flush()
    if not moves:
        return Done(0, None)
    tells = Telling(frozenset(map(Group, shift.told)))
    return Done(len(moves), _let_out(event_id, goes_out, {one.session.id for one in moves}, tells, by))


def _must_go_out_as_seen(event_id: UUID, seen: Seen, goes_out: GoesOut) -> None:
    if goes_out is not GoesOut.EVERYTHING:
        return
    if seen.revision != agenda_state(event_id).draft_revision or seen.frame != mark_of_frame(event_id):
        raise DraftChangedBesides


def _let_out(event_id: UUID, goes_out: GoesOut, moved: Collection[UUID], tells: Telling, by: str) -> int | None:
    """The one place at which a move of the day is published, and at which it is said who is told of it."""
    if goes_out is GoesOut.NOTHING:
        return None
    return publish_agenda(
        event_id,
        agenda_state(event_id).draft_revision,
        times_of=moved if goes_out is GoesOut.THIS else None,
        tells=tells,
        by=by,
    ).number
