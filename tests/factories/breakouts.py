"""Breakout groups, made by use cases as organisers make them."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import select

from convene.breakouts.catalogue import Preset
from convene.breakouts.queries.arrangements import breakout_with
from convene.breakouts.services import moving, publishing, setting_up
from convene.breakouts.structure import Arrangement
from convene.database import db, use_case
from convene.events.models import Event
from convene.programme.queries.draft import names_of_sessions
from convene.registration.models import ImportedAnswer, Registration

TOPICS = ("Offenders", "Deterrence", "Help-seeking")


def split(
    event: Event,
    session_id: UUID,
    *names: str,
    preset: Preset = Preset.TOPICS,
    rounds: int = 1,
) -> Arrangement:
    """A session that splits into groups, three topics where none are named."""
    breakout_id = setting_up.split_session(
        event.id, session_id, preset, rounds=rounds, names=names or TOPICS, by="test"
    )
    return arranged(breakout_id)


def arranged(breakout_id: UUID) -> Arrangement:
    """How a breakout stands now."""
    db.session.rollback()
    found = breakout_with(breakout_id)
    assert found is not None
    return found


def seat_in_turn(arrangement: Arrangement, registration_ids: Sequence[UUID]) -> None:
    """Seat people one after the other in the groups of each round, each round one group further on."""
    for turn, one in enumerate(arrangement.rounds):
        for number, registration_id in enumerate(registration_ids):
            group = arrangement.groups[(number + turn) % len(arrangement.groups)]
            moving.move_person(arrangement.event_id, arrangement.id, one.id, registration_id, group.id, by="test")


def show_groups(arrangement: Arrangement) -> Arrangement:
    """Show everybody their group, as it is drafted now."""
    publishing.publish_groups(arrangement.event_id, arrangement.id, arranged(arrangement.id).revision, by="test")
    return arranged(arrangement.id)


def people_of(registration_ids: Sequence[UUID]) -> list[UUID]:
    """The people behind registrations, in their order."""
    rows = db.session.execute(
        select(Registration.id, Registration.person_id).where(Registration.id.in_(registration_ids))
    )
    found = {row.id: row.person_id for row in rows}
    return [found[each] for each in registration_ids]


@use_case
def tell(said: Mapping[UUID, str], *, heading: str = "Topics (ranked)", by: str) -> None:
    """What a list said of people: the topics that they wish for."""
    for registration_id, words in said.items():
        db.session.add(ImportedAnswer(id=uuid4(), registration_id=registration_id, heading=heading, words=words))


def board_of(arrangement: Arrangement) -> str:
    """The address of its board, of the event that tests call forum."""
    db.session.rollback()
    names = names_of_sessions(arrangement.event_id, [arrangement.session_id])
    return f"/organise/forum/groups/{names[arrangement.session_id][0]}/"
