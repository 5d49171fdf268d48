from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from convene.calendar.rules import Entry
from convene.calendar.services import sync_items
from convene.clock import now
from convene.database import concerning, db, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.queries import held_event, rooms_of
from convene.events.services.arranging_rooms import add_room
from convene.events.services.changing import show_anew
from convene.people.models import Person
from convene.programme.errors import AgendaChangedMeanwhile, CannotBePublished, NothingToPublish
from convene.programme.models import Agenda, AgendaVersion, Session, Track
from convene.programme.queries.draft import draft_of, facts_of, mark_of_frame, sessions_of, tracks_of
from convene.programme.queries.people import shown_people
from convene.programme.queries.versions import Published, published, version, version_id_of
from convene.programme.rules import find_warnings, for_restoring, to_publish
from convene.programme.services.writing import begin_change, write_session
from convene.programme.structure import SessionFacts, Structure, wall_of
from convene.web.markdown import to_plain


@use_case
def publish_agenda(event_id: UUID, revision: int, *, frame: str | None = None, note: str = "", by: str) -> int:
    """Make the draft the version that everybody sees; returns its number.

    `revision` is the draft's as the organiser saw it, `frame` the mark of the event's days, zone and rooms
    (`queries.mark_of_frame`), which stand in a version too; None: they were not looked at. A draft that says what is
    published already makes no version. AgendaChangedMeanwhile, CannotBePublished, NothingToPublish.
    """
    # The team as well: somebody who is renamed while this reads names would keep the old one (`naming`).
    event = held_event(event_id, ("team", db.session.get_one(Event, event_id).team_id))
    agenda = db.session.get(Agenda, event_id, populate_existing=True)
    if agenda is None:
        raise NothingToPublish
    if agenda.draft_revision != revision or (frame is not None and frame != mark_of_frame(event_id)):
        raise AgendaChangedMeanwhile
    before = published(event_id)
    structure = to_publish(before.structure if before else None, draft_of(event_id))
    _must_be_publishable(structure, before)
    agenda.published_revision = revision
    if before is not None and before.structure == structure:
        number, is_new = before.number, False
    else:
        number, is_new = _add_version(agenda, structure, note, by), True
    if sync_items(event_id, "session", _entries(event, structure)) or is_new:
        show_anew(event_id)
    return number


@use_case
def restore_version(event_id: UUID, number: int, *, by: str) -> None:
    """Write the draft back from a version; nothing is published by it.

    Sessions keep code, number and id. Those made since that version lose their time, or are withdrawn where people
    have seen them. Rooms and tracks that are gone come back; those there are keep their names, rooms being a matter
    of the event. People who are gone are left out. Days and zone are the event's, and stay.
    """
    begin_change(event_id)
    found = version(event_id, number)
    if found is None:
        raise NotFound
    concerning(version_id=version_id_of(event_id, number))
    structure = for_restoring(found.structure, _people_there_are(found.structure))
    rooms = _rooms_again(event_id, structure, by)
    _tracks_again(event_id, structure)
    restored = {facts.id: facts for facts in structure.sessions}
    for session in db.session.scalars(sessions_of(event_id)).all():
        facts = restored.get(session.id)
        if facts is None:
            _take_out(session)
            continue
        facts = replace(facts, room_id=rooms.get(facts.room_id) if facts.room_id else None)
        if facts_of(session) != facts:
            write_session(session, facts)


def served_form(event_id: UUID, structure: Structure) -> dict[str, Any]:
    """A structure with names joined, as `queries.published` reads it."""
    people = shown_people(event_id, structure.person_ids())
    return {
        "structure": structure.to_json(),
        "people": {str(person.id): person.to_json() for person in people.values()},
    }


# --- publishing -------------------------------------------------------------------------------------------------


def _must_be_publishable(structure: Structure, before: Published | None) -> None:
    if before is None and not structure.sessions:
        raise NothingToPublish
    blocks = [warning.says for warning in find_warnings(structure, {}) if warning.blocks]
    if blocks:
        raise CannotBePublished(len(blocks), blocks[0])


def _add_version(agenda: Agenda, structure: Structure, note: str, by: str) -> int:
    event_id = agenda.event_id
    last = db.session.scalar(select(func.max(AgendaVersion.number)).where(AgendaVersion.event_id == event_id)) or 0
    row = AgendaVersion(
        id=uuid4(),
        event_id=event_id,
        number=last + 1,
        published_at=now(),
        published_by=by,
        note=note,
        structure=structure.to_json(),
        served=served_form(event_id, structure),
    )
    db.session.add(row)
    db.session.flush()
    agenda.version_id = row.id
    db.session.execute(
        update(Session)
        .where(Session.event_id == event_id, Session.was_published.is_(False))
        .where(Session.id.in_([session.id for session in structure.sessions]))
        .values(was_published=True)
    )
    concerning(version_id=row.id)
    return row.number


def _entries(event: Event, structure: Structure) -> list[Entry]:
    rooms = {room.id: room.name for room in structure.rooms}
    return [
        _entry(event, structure.zone, session, rooms.get(session.room_id) if session.room_id else None)
        for session in structure.sessions
        if session.is_for_calendars
    ]


def _entry(event: Event, zone: str, session: SessionFacts, room: str | None) -> Entry:
    starts_local, ends_at = session.starts_local, session.ends_at(zone)
    assert starts_local is not None, "only what has a time stands in calendars"
    assert ends_at is not None, "only what has a time stands in calendars"
    return Entry(
        kind="session",
        subject_id=session.id,
        starts_local=starts_local.replace(fold=session.fold),
        ends_local=_with_fold(*wall_of(ends_at, zone)),
        zone=zone,
        summary=session.title,
        # As organisers wrote it, and nothing in our words: one file is read in many languages.
        description="\n\n".join(
            part
            for part in (session.subtitle, session.content_note, to_plain(session.abstract), session.access_note)
            if part
        ),
        room=room or "",
        place=event.where,
        path=f"/e/{event.slug}/sessions/{session.code}",
        is_cancelled=session.is_withdrawn,
    )


def _with_fold(wall: datetime, fold: int) -> datetime:
    return wall.replace(fold=fold)


# --- restoring --------------------------------------------------------------------------------------------------


def _people_there_are(structure: Structure) -> frozenset[UUID]:
    return frozenset(db.session.scalars(select(Person.id).where(Person.id.in_(structure.person_ids()))))


def _rooms_again(event_id: UUID, structure: Structure, by: str) -> dict[UUID, UUID]:
    """Which room there is now for each of the version's: itself, one of its name (whatever is a capital letter in it),
    or itself made again."""
    there = rooms_of(event_id)
    now_there = {room.id: room.id for room in there}
    of_name = {room.name.casefold(): room.id for room in there}
    for position, room in enumerate(structure.rooms):
        if room.id in now_there:
            continue
        if room.name.casefold() not in of_name:
            of_name[room.name.casefold()] = add_room(
                event_id,
                room.name,
                capacity=room.capacity,
                note=room.note,
                source_id=room.source_id,
                room_id=room.id,
                position=position,
                by=by,
            )
        now_there[room.id] = of_name[room.name.casefold()]
    return now_there


def _tracks_again(event_id: UUID, structure: Structure) -> None:
    there = {track.id: track for track in tracks_of(event_id)}
    names = {track.name.casefold() for track in there.values()}
    for position, facts in enumerate(structure.tracks):
        if facts.id in there:
            there[facts.id].dye = facts.dye
        else:
            others = (f"{facts.name} ({sign})" for sign in (facts.letter, *range(2, len(names) + 3)))
            name = next(each for each in (facts.name, *others) if each.casefold() not in names)
            names.add(name.casefold())
            db.session.add(Track(id=facts.id, event_id=event_id, name=name, dye=facts.dye, position=position))
    db.session.flush()


def _take_out(session: Session) -> None:
    """A session of which the version knows nothing."""
    if session.was_published:
        session.withdrawn_at = session.withdrawn_at or now()
    else:
        session.day = session.starts_local = session.room_id = None
        session.fold = 0
    session.changed_at = now()
