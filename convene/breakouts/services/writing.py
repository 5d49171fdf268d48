"""What the use cases of breakout groups have in common: holding one, and writing who sits where."""

from collections.abc import Collection, Sequence
from uuid import UUID, uuid4

from sqlalchemy import select, update

from convene.breakouts.catalogue import ChangeKind
from convene.breakouts.models import Breakout, SeatInGroup, SeatsChange
from convene.breakouts.queries.arrangements import breakout_with
from convene.breakouts.structure import Arrangement, SeatMove, topic_of_groups
from convene.clock import now
from convene.database import concerning, db, hold
from convene.errors import NotFound
from convene.events.models import Event
from convene.live import tell


def held_breakout(event_id: UUID, breakout_id: UUID) -> Arrangement:
    """A breakout of the event, which no other use case changes meanwhile. NotFound."""
    hold(("breakout", breakout_id))
    found = breakout_with(breakout_id)
    if found is None or found.event_id != event_id:
        raise NotFound
    concerning(session_id=found.session_id)
    return found


def open_rounds(arrangement: Arrangement) -> list[UUID]:
    """The rounds that have not begun, in order."""
    event = db.session.get_one(Event, arrangement.event_id)
    begun = arrangement.begun(now(), event.zone)
    return [each.id for each in arrangement.rounds if each.id not in begun]


def raise_revision(breakout_id: UUID, *, seen_by_all: Arrangement | None = None) -> None:
    """Note that something of a breakout has changed. `seen_by_all`: how it stood before, where nothing is left to be
    shown: everybody sees it at once, as a place, or it is none of theirs, as a rule."""
    values: dict[str, object] = {"revision": Breakout.revision + 1}
    if seen_by_all is not None and seen_by_all.is_published and not seen_by_all.differs_from_published:
        values["published_revision"] = Breakout.revision + 1
    db.session.execute(
        update(Breakout).where(Breakout.id == breakout_id).values(**values).execution_options(synchronize_session=False)
    )


def tell_phones(arrangement: Arrangement) -> None:
    """Let open phones ask, where they show something of these groups."""
    if arrangement.is_published or arrangement.takes_wishes:
        tell(topic_of_groups(arrangement.event_id))


def write_moves(breakout_id: UUID, moves: Sequence[SeatMove], kind: ChangeKind, *, by: str) -> None:
    """Seat people as `moves` say, and keep what stood there before, so that it can be undone."""
    if not moves:
        return
    seats = seat_rows([each.round_id for each in moves])
    for move in moves:
        put(seats.get((move.round_id, move.registration_id)), move)
    db.session.add(
        SeatsChange(
            id=uuid4(),
            breakout_id=breakout_id,
            kind=kind,
            moves=[each.to_json() for each in moves],
            made_at=now(),
            made_by=by,
        )
    )
    raise_revision(breakout_id)
    db.session.flush()


def put(row: SeatInGroup | None, move: SeatMove) -> None:
    """Write one seat."""
    if row is None:
        row = SeatInGroup(id=uuid4(), round_id=move.round_id, registration_id=move.registration_id)
        db.session.add(row)
    row.group_id, row.is_held, row.is_absent = move.after


def seat_rows(round_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], SeatInGroup]:
    """The rows of the seats in these rounds, by round and registration. One statement."""
    rows = db.session.scalars(
        select(SeatInGroup).where(SeatInGroup.round_id.in_(set(round_ids))).execution_options(populate_existing=True)
    )
    return {(row.round_id, row.registration_id): row for row in rows}
