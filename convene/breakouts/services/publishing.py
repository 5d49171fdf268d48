"""Everybody is shown their group."""

from uuid import UUID

from sqlalchemy import case, select, update

from convene.breakouts.errors import GroupsChangedMeanwhile, NoGroupsYet
from convene.breakouts.models import Breakout, BreakoutRound, SeatInGroup
from convene.breakouts.queries.participants import participants_of
from convene.breakouts.services.writing import held_breakout
from convene.breakouts.structure import topic_of_groups
from convene.clock import now
from convene.database import db, use_case
from convene.events.services.changing import show_anew
from convene.live import tell


@use_case
def publish_groups(event_id: UUID, breakout_id: UUID, seen_revision: int, *, by: str) -> None:
    """Show everybody where they sit, in all rounds. Twice is once. GroupsChangedMeanwhile, NoGroupsYet."""
    arrangement = held_breakout(event_id, breakout_id)
    if not arrangement.groups:
        raise NoGroupsYet
    if arrangement.revision != seen_revision:
        raise GroupsChangedMeanwhile
    rounds = select(BreakoutRound.id).where(BreakoutRound.breakout_id == breakout_id)
    # Who has cancelled, or is not of those for whom it is any more, keeps a seat in the draft and is shown none.
    here = [one.id for one in participants_of(event_id, arrangement.session_id, arrangement.mode)]
    db.session.execute(
        update(SeatInGroup)
        .where(SeatInGroup.round_id.in_(rounds))
        .values(published_group_id=case((SeatInGroup.registration_id.in_(here), SeatInGroup.group_id)))
        .execution_options(synchronize_session=False)
    )
    _note(breakout_id, event_id, published_at=now(), published_revision=seen_revision)
    if not arrangement.is_published:
        show_anew(event_id)  # the page of the session says that it splits


@use_case
def withdraw_groups(event_id: UUID, breakout_id: UUID, *, by: str) -> None:
    """Show nobody their group any more. What was arranged stays. Twice is once."""
    arrangement = held_breakout(event_id, breakout_id)
    rounds = select(BreakoutRound.id).where(BreakoutRound.breakout_id == breakout_id)
    db.session.execute(
        update(SeatInGroup)
        .where(SeatInGroup.round_id.in_(rounds))
        .values(published_group_id=None)
        .execution_options(synchronize_session=False)
    )
    _note(breakout_id, event_id, published_at=None, published_revision=None)
    if arrangement.is_published:
        show_anew(event_id)


def _note(breakout_id: UUID, event_id: UUID, **values: object) -> None:
    tell(topic_of_groups(event_id))
    db.session.execute(
        update(Breakout).where(Breakout.id == breakout_id).values(**values).execution_options(synchronize_session=False)
    )
