"""What every change of a draft does besides: hold the event, count the revision, find rows that belong to the event."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from convene.clock import now
from convene.database import db, hold
from convene.engines.ics import spring_gap
from convene.errors import NotFound
from convene.events.catalogue import Dye
from convene.events.models import Event, Room
from convene.programme.errors import DayBesideTheEvent, UnplacedTime
from convene.programme.lateness import Span
from convene.programme.models import Agenda, Contribution, PersonOnStage, Session, Track
from convene.programme.rules.codes import new_code
from convene.programme.structure import (
    COLUMNS,
    GIVEN,
    ContributionFacts,
    LinkFacts,
    OnStage,
    Place,
    SessionFacts,
    wall_on,
)


def begin_change(event_id: UUID) -> None:
    """Keep other changes of this draft out until this one ends, and count the draft's revision up."""
    hold(("event", event_id))
    count_change(event_id)


def count_change(event_id: UUID) -> None:
    """Count the draft's revision up: whoever looks at an older one and means to publish it is told."""
    raised = db.session.execute(
        update(Agenda)
        .where(Agenda.event_id == event_id)
        .values(draft_revision=Agenda.draft_revision + 1)
        .returning(Agenda.draft_revision)
    ).scalar_one_or_none()
    if raised is None:
        db.session.add(Agenda(event_id=event_id, draft_revision=2, served_revision=1))
        db.session.flush()


def session_of(event_id: UUID, session_id: UUID) -> Session:
    """A session that belongs to the event. NotFound."""
    session = db.session.get(Session, session_id)
    if session is None or session.event_id != event_id:
        raise NotFound
    return session


def track_of(event_id: UUID, track_id: UUID) -> Track:
    """A track that belongs to the event. NotFound."""
    track = db.session.get(Track, track_id)
    if track is None or track.event_id != event_id:
        raise NotFound
    return track


def must_be_of_event(event_id: UUID, *, room_id: UUID | None = None, track_id: UUID | None = None) -> None:
    """Ids from a form may name what belongs to another event. NotFound."""
    if track_id is not None:
        track_of(event_id, track_id)
    if room_id is not None:
        room = db.session.get(Room, room_id)
        if room is None or room.event_id != event_id:
            raise NotFound


def free_code(event_id: UUID) -> str:
    """A code that no session of the event has, or ever had: none that was published is deleted."""
    return new_code(set(db.session.scalars(select(Session.code).where(Session.event_id == event_id))))


def next_number(event_id: UUID) -> int:
    """The number after the highest of the event's sessions."""
    return (db.session.scalar(select(func.max(Session.number)).where(Session.event_id == event_id)) or 0) + 1


def new_session(event_id: UUID, code: str, number: int, columns: dict[str, Any]) -> Session:
    """A row for a session, added. Its code and number are its for ever."""
    at = now()
    session = Session(id=uuid4(), event_id=event_id, code=code, number=number, created_at=at, changed_at=at, **columns)
    db.session.add(session)
    return session


def next_dye(event_id: UUID) -> Dye:
    """The dye whose turn it is."""
    dyes = list(Dye)
    return dyes[(db.session.scalar(select(func.count(Track.id)).where(Track.event_id == event_id)) or 0) % len(dyes)]


def links_column(links: Iterable[LinkFacts]) -> list[dict[str, str]]:
    """Links as the column keeps them."""
    return [{"title": each.title, "url": each.url, "kind": each.kind, "type": each.type} for each in links]


def write_stage(session: Session, people: Iterable[OnStage], contributions: Sequence[ContributionFacts]) -> None:
    """Make the contributions of a session, and who is on its stage, what is given. Rows that stay keep their ids."""
    _write_contributions(session, contributions)
    for each in contributions:
        _write_people(session, each.id, each.people)
    _write_people(session, None, people)


def _write_contributions(session: Session, contributions: Sequence[ContributionFacts]) -> None:
    if not contributions and not session.contributions:
        return  # most sessions have none: nothing of them need be written before people can refer to it
    known = {row.id: row for row in session.contributions}
    kept = {each.id for each in contributions}
    for gone in [one for one in session.on_stage if one.contribution_id not in {None, *kept}]:
        session.on_stage.remove(gone)
    for gone_id in known.keys() - kept:
        session.contributions.remove(known[gone_id])
    for position, each in enumerate(contributions):
        row = known.get(each.id)
        if row is None:
            row = Contribution(id=each.id)
            session.contributions.append(row)
        row.title, row.abstract, row.minutes, row.position = each.title, each.abstract, each.minutes, position
    db.session.flush()  # people refer to contributions, and no relationship tells SQLAlchemy which come first


def _write_people(session: Session, contribution_id: UUID | None, people: Iterable[OnStage]) -> None:
    known = {(row.person_id, row.role): row for row in session.on_stage if row.contribution_id == contribution_id}
    wanted = {(one.person_id, one.role): one for one in people}
    for key in known.keys() - wanted.keys():
        session.on_stage.remove(known[key])
    for position, (key, one) in enumerate(wanted.items()):
        row = known.get(key)
        if row is None:
            row = PersonOnStage(id=uuid4(), contribution_id=contribution_id, person_id=one.person_id, role=one.role)
            session.on_stage.append(row)
        row.affiliation, row.position = one.affiliation, position


def columns_of(facts: SessionFacts) -> dict[str, Any]:
    """The columns of a session's row that a structure or a file decides on: all but code, number, id and its times."""
    return {
        **{name: getattr(facts, name) for name in COLUMNS if name not in GIVEN},
        "links": links_column(facts.links),
        "interpretation": list(facts.interpretation),
    }


def write_session(session: Session, facts: SessionFacts) -> None:
    """Make a row of the draft say what `facts` say, its people and contributions included."""
    for name, value in columns_of(facts).items():
        setattr(session, name, value)
    session.withdrawn_at = (session.withdrawn_at or now()) if facts.is_withdrawn else None
    session.changed_at = now()
    write_stage(session, facts.people, facts.contributions)


def set_place(session: Session, place: Place | None) -> None:
    """The step that every use case takes which moves a session. UnplacedTime, DayBesideTheEvent."""
    if place is None:
        session.day = session.starts_local = session.room_id = None
        session.fold = 0
        return
    event = db.session.get_one(Event, session.event_id)
    if not event.starts_on <= place.day <= event.ends_on and place.day != session.day:
        raise DayBesideTheEvent
    must_be_of_event(session.event_id, room_id=place.room_id)
    starts_local = wall_on(place.day, place.starts, event.day_turns_at)
    gap = spring_gap(starts_local, event.zone)
    if gap is not None:
        raise UnplacedTime(*gap)
    session.day, session.starts_local, session.fold = place.day, starts_local, place.fold
    session.room_id = place.room_id


def set_span(session: Session, span: Span) -> None:
    """The step that use cases take which move a session within its day and its room, by minutes that have passed."""
    session.starts_local, session.fold, session.minutes = span.starts_local, span.fold, span.minutes
    session.changed_at = now()
