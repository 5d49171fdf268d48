"""How it stands between somebody on stage and the organisers."""

from datetime import date, datetime, time, timedelta

from convene.programme.catalogue import StageAnswer, StageState
from convene.programme.structure import wall_of

#: So long nobody is mailed again, whoever presses the button and whatever the mails ask.
LEFT_IN_PEACE = timedelta(hours=20)


#: So many days before those on stage shall have said when they can be there, who has not is reminded; and on the day.
REMINDED_BEFORE = timedelta(days=3)
#: Not in the middle of the night there.
REMINDED_FROM = time(9)


def state_on_stage(asked_at: datetime | None, answer: StageAnswer | None) -> StageState:
    """How it stands between somebody on stage and the organisers. An answer counts, asked by mail or not."""
    if answer is not None:
        return StageState(answer.value)
    return StageState.ASKED if asked_at is not None else StageState.NOT_ASKED


def may_be_reminded(asked_at: datetime | None, answer: StageAnswer | None, last: datetime | None, at: datetime) -> bool:
    """Whether another mail may ask somebody whether they will be there: they were asked before, have not answered, and
    the last mail that asked them anything (`last`) is not of today."""
    return state_on_stage(asked_at, answer) is StageState.ASKED and not _is_of_today(last, at)


def may_be_asked_when(
    asked_at: datetime | None, answer: StageAnswer | None, last: datetime | None, at: datetime
) -> bool:
    """Whether a mail may ask somebody when they can be there: they were asked to be on stage, have not said that they
    cannot, and the last mail that asked them anything (`last`) is not of today."""
    is_asked = state_on_stage(asked_at, answer) in {StageState.ASKED, StageState.CONFIRMED}
    return is_asked and not _is_of_today(last, at)


def _is_of_today(last: datetime | None, at: datetime) -> bool:
    return last is not None and at - last < LEFT_IN_PEACE


def is_reminder_due(due_on: date, last: datetime | None, zone: str, at: datetime) -> bool:
    """Whether it is time to remind somebody: some days before the day, and on it, in the morning there. One that was
    missed, as no worker ran, comes later; after the day none does."""
    wall = wall_of(at, zone)[0]
    last_on = wall_of(last, zone)[0].date() if last is not None else date.min
    return wall.time() >= REMINDED_FROM and any(
        last_on < day <= wall.date() <= due_on for day in (due_on - REMINDED_BEFORE, due_on)
    )


def moved_due_day(due_on: date | None, later: timedelta, today: date) -> date | None:
    """The day by which they shall have said when they can be there, where the event is so much later. None where that
    would be over: organisers set another one, and nobody is reminded of a day that was none."""
    if due_on is None:
        return None
    moved = due_on + later
    return moved if moved >= today else None
