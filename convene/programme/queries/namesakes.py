"""Who is meant by a name."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import literal, select

from convene.database import db, folded
from convene.events.models import Event
from convene.people.models import Person
from convene.programme.queries.people import is_on_a_stage


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody of a name; the affiliation tells two of one name apart."""

    person_id: UUID
    affiliation: str


def namesakes_on_stage(event_id: UUID, names: Collection[str]) -> dict[str, list[Namesake]]:
    """Those of these names who stand on a stage of the event's team, at any of its events. One statement.

    "ana silva" is Ana Silva, unless there is somebody who is written just so.
    Nobody else whom the team knows: who registered is not for the programme to find out by typing names.
    """
    alike: dict[str, list[tuple[str, Namesake]]] = defaultdict(list)
    team_id = select(Event.team_id).where(Event.id == event_id).scalar_subquery()
    rows = db.session.execute(
        select(Person.id, Person.display_name, Person.affiliation)
        .where(
            Person.team_id == team_id,
            folded(Person.display_name).in_([folded(literal(name)) for name in names]),
            is_on_a_stage(),
        )
        .order_by(Person.created_at)
    )
    for person_id, name, affiliation in rows:
        alike[name.casefold()].append((name, Namesake(person_id, affiliation)))
    found: dict[str, list[Namesake]] = {}
    for name in names:
        likely = alike[name.casefold()]
        found[name] = [one for known, one in likely if known == name] or [one for _known, one in likely]
    return found


def names_on_stages(team_id: UUID) -> list[str]:
    """The names of everybody on a stage of the team, at any of its events, each once. One statement."""
    return list(
        db.session.scalars(
            select(Person.display_name)
            .where(Person.team_id == team_id, is_on_a_stage())
            .distinct()
            .order_by(Person.display_name)
        )
    )
