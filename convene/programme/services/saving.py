"""A whole session saved at once, as its form holds it: what it says, its place, its contributions and its people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from convene.clock import now
from convene.database import db, use_case
from convene.events.models import Event
from convene.people.services import add_person
from convene.programme.catalogue import StageRole
from convene.programme.errors import NameIsShared
from convene.programme.models import Session
from convene.programme.queries.namesakes import Namesake, namesakes_on_stage
from convene.programme.services.drafting import SessionText, add_session, change_session, place_session
from convene.programme.services.writing import session_of, write_stage
from convene.programme.structure import ContributionFacts, OnStage, Place


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One contribution as the form has it; without an id it is new."""

    id: UUID | None
    title: str
    abstract: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class StageRow:
    """Somebody on stage as the form has it.

    `person_id` says who stood in the row when the form was opened, `name` what was typed since. `contribution` is a
    place in the list of contributions; None: the whole session.
    """

    person_id: UUID | None
    name: str
    role: StageRole
    affiliation: str = ""
    contribution: int | None = None


@use_case
def save_session(
    event_id: UUID,
    session_id: UUID | None,
    text: SessionText,
    place: Place | None,
    contributions: Sequence[ContributionRow] = (),
    stage: Sequence[StageRow] = (),
    *,
    seen: str | None = None,
    by: str,
) -> UUID:
    """Add a session (no `session_id`) or change one; returns its id.

    What is not in `contributions` and `stage` is taken away. A name that nobody on the team's stages has makes a
    new person.
    UnplacedTime, DayBesideTheEvent, ChangedMeanwhile, NameIsShared: nothing is saved.
    """
    if session_id is None:
        session_id = add_session(event_id, text, place, by=by)
    else:
        change_session(event_id, session_id, text, seen=seen, by=by)
        if place != _place_of(session_of(event_id, session_id)):
            place_session(event_id, session_id, place, by=by)
    session = session_of(event_id, session_id)
    people = _people(event_id, session, stage, by)
    contribution_ids = [_contribution_id(session, row) for row in contributions]
    write_stage(
        session,
        people[None],
        [
            ContributionFacts(contribution_id, row.title, row.abstract, row.minutes, tuple(people[number]))
            for number, (contribution_id, row) in enumerate(zip(contribution_ids, contributions, strict=True))
        ],
    )
    session.changed_at = now()
    return session_id


def _place_of(session: Session) -> Place | None:
    if session.day is None or session.starts_local is None:
        return None
    return Place(session.day, session.starts_local.time(), session.room_id, session.fold)


def _contribution_id(session: Session, row: ContributionRow) -> UUID:
    """The contribution's own id if it is one of this session, a new one else: the form's ids are whatever was sent."""
    return row.id if row.id is not None and row.id in {each.id for each in session.contributions} else uuid4()


def _people(event_id: UUID, session: Session, stage: Sequence[StageRow], by: str) -> Mapping[int | None, list[OnStage]]:
    """Who is on stage, for each contribution and for the whole session."""
    namesakes = namesakes_on_stage(event_id, {row.name for row in stage})
    here = {one.person_id for one in session.on_stage}
    found: dict[int | None, list[OnStage]] = defaultdict(list)
    made: dict[str, UUID] = {}
    for row in stage:
        known = namesakes[row.name]
        if row.person_id in here and any(one.person_id == row.person_id for one in known):
            person_id = row.person_id
        elif known:
            person_id = _the_one(row, known)
        else:
            person_id = made.get(row.name) or _new_person(event_id, row, by)
            made[row.name] = person_id
        assert person_id is not None, "each branch above names somebody"
        found[row.contribution].append(OnStage(person_id, row.role, row.affiliation))
    return found


def _new_person(event_id: UUID, row: StageRow, by: str) -> UUID:
    team_id = db.session.get_one(Event, event_id).team_id
    person_id = add_person(team_id, name=row.name, affiliation=row.affiliation, by=by)
    db.session.flush()  # people on stage refer to it
    return person_id


def _the_one(row: StageRow, known: Sequence[Namesake]) -> UUID:
    """The person who is meant: two of one name are told apart by affiliation."""
    if len(known) == 1:
        return known[0].person_id
    fitting = [one for one in known if one.affiliation.casefold() == row.affiliation.casefold()]
    if len(fitting) != 1:
        raise NameIsShared(row.name, sorted({one.affiliation for one in known if one.affiliation}))
    return fitting[0].person_id
