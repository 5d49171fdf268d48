"""Breakout groups go along to the next edition of an event: what they are, not who sat in them."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from sqlalchemy import select

from convene.breakouts.models import Breakout, BreakoutGroup, BreakoutRound
from convene.breakouts.queries.participants import is_of_a_form
from convene.breakouts.structure import Rule
from convene.clock import now
from convene.database import columns_to_copy, db, use_case
from convene.programme.queries.draft import copies_of_sessions

#: What is not copied. A question of the form is another one there, and nobody was shown anything.
BREAKOUT_ANEW = frozenset(
    {"id", "event_id", "session_id", "rules", "wishes_from", "takes_wishes", "revision", "published_at",
     "published_revision", "created_at"}
)  # fmt: skip
ROUND_ANEW = frozenset({"id", "breakout_id"})
GROUP_ANEW = frozenset(
    {"id", "breakout_id", "room_id", "link", "facilitator_id", "rapporteur_id", "link_version"}
)  # fmt: skip


@use_case
def copy_breakouts(event_id: UUID, to_event_id: UUID, rooms: Mapping[UUID, UUID], *, by: str) -> None:
    """Let the sessions of an agenda that was copied just now (`copy_agenda`) split as they did: rounds, groups with
    their places and sizes, and what is wished of them but by answers to questions, which are others there.

    Nobody sits anywhere, leads or reports; links to join online are entered anew. `rooms` says which room is which.
    """
    sessions = copies_of_sessions(event_id, to_event_id)
    for row in db.session.scalars(select(Breakout).where(Breakout.event_id == event_id)).all():
        if row.session_id not in sessions:
            continue
        copy = Breakout(
            **columns_to_copy(row, BREAKOUT_ANEW),
            id=uuid4(),
            event_id=to_event_id,
            session_id=sessions[row.session_id],
            rules=[each for each in row.rules if not is_of_a_form(Rule.from_json(each).by)],
            wishes_from="" if is_of_a_form(row.wishes_from) else row.wishes_from,
            created_at=now(),
        )
        db.session.add(copy)
        db.session.flush()
        for one in db.session.scalars(select(BreakoutRound).where(BreakoutRound.breakout_id == row.id)).all():
            db.session.add(BreakoutRound(**columns_to_copy(one, ROUND_ANEW), id=uuid4(), breakout_id=copy.id))
        for group in db.session.scalars(select(BreakoutGroup).where(BreakoutGroup.breakout_id == row.id)).all():
            db.session.add(
                BreakoutGroup(
                    **columns_to_copy(group, GROUP_ANEW),
                    id=uuid4(),
                    breakout_id=copy.id,
                    room_id=rooms.get(group.room_id) if group.room_id is not None else None,
                )
            )
    db.session.flush()
