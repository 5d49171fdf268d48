from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from convene.audit.queries import was_done_since
from convene.calendar.rules import Entry, mark_of_way_in
from convene.calendar.services.items import sync_items
from convene.clock import now
from convene.database import concerning, db, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.queries import held_event, held_event_taking_place
from convene.events.services.arranging_rooms import add_room
from convene.events.services.changing import hold_dates, show_anew
from convene.programme.catalogue import Group
from convene.programme.emails import agenda_changed
from convene.programme.errors import AgendaChangedMeanwhile, CannotBePublished, NothingToPublish
from convene.programme.models import Agenda, AgendaVersion, Session, Track
from convene.programme.news import AllNews, find_news
from convene.programme.queries.draft import (
    ReadDraft,
    draft_and_restored,
    facts_of,
    mark_of_frame,
    read_draft,
    sessions_of,
    tracks_of,
)
from convene.programme.queries.people import shown_people
from convene.programme.queries.telling import can_be_told, unsent_by_address, whom_it_concerns
from convene.programme.queries.versions import structure_of, version, version_id_of, version_now
from convene.programme.rules.changes import with_times_of
from convene.programme.rules.warnings import what_blocks
from convene.programme.services.following import tell_who_is_published
from convene.programme.services.writing import begin_change, write_session
from convene.programme.structure import SessionFacts, Structure, wall_of
from convene.web.markdown import to_plain


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom a publish tells by mail what it changes for them, and what the organisers add."""

    groups: frozenset[Group] = frozenset()
    word: str = ""


NOBODY = Telling()


@dataclass(frozen=True, slots=True)
class PublishedNow:
    """The number of the version, and how many addresses are written to."""

    number: int
    told: int = 0


@use_case
def publish_agenda(
    event_id: UUID,
    revision: int,
    *,
    frame: str | None = None,
    note: str = "",
    times_of: Collection[UUID] | None = None,
    tells: Telling = NOBODY,
    read: ReadDraft | None = None,
    by: str,
) -> PublishedNow:
    """Make the draft the version that everybody sees, and write to those whom it concerns.

    `revision` is the draft's as the organiser saw it, `frame` the mark of the event's days, zone and rooms
    (`queries.mark_of_frame`), which stand in a version too; None: they were not looked at. A draft that says what is
    published already makes no version, and is told to nobody; nor is that of an event that nobody sees or that is over.
    `times_of`: of the draft nothing goes out but when these sessions take place, and whatever else was changed in it
    waits on. `read`: the draft as it was read a moment before, outside of this; taken only if nothing has changed
    since. AgendaChangedMeanwhile, CannotBePublished, EventIsCancelled, NothingToPublish.
    """
    # The team as well: somebody who is renamed while this reads names would keep the old one (`naming`).
    # And those on stage: somebody who says this moment that they cannot be there is not to be mailed an invitation.
    event = held_event_taking_place(
        event_id, ("team", db.session.get_one(Event, event_id).team_id), ("people on stage", event_id)
    )
    agenda = db.session.get(Agenda, event_id, populate_existing=True)
    if agenda is None:
        raise NothingToPublish
    frame_now = mark_of_frame(event_id)
    if agenda.draft_revision != revision or frame not in {None, frame_now}:
        raise AgendaChangedMeanwhile
    before_id, version = agenda.version_id, None
    before = structure_of(before_id) if before_id is not None else None
    if read is None or not read.is_of(revision, frame_now, before_id):
        read = read_draft(event_id)
    structure, news = read.structure, read.news
    if before is not None and times_of is not None:
        structure = with_times_of(before, read.structure, times_of)
        news = find_news(before, structure)
    _must_be_publishable(structure, before)
    if structure == read.structure:
        agenda.published_revision = revision
    if before is None or before != structure:
        version = _add_version(event, agenda, structure, note, by)
    hold_dates(event_id, is_held=False, by=by)  # an agenda that everybody sees says that they are certain
    tell_who_is_published(event_id, structure)
    if sync_items(event_id, "session", _entries(event, structure), is_public=event.is_public) or version is not None:
        show_anew(event_id)
    if version is None:
        return PublishedNow(db.session.get_one(AgendaVersion, before_id).number)
    if tells.groups and can_be_told(event):
        _tell(event, news, tells, before_id, version)
    return PublishedNow(version.number, version.told_count)


@use_case
def keep_sessions_in_calendars(event_id: UUID, *, by: str) -> None:
    """Have the sessions stand in calendars as they are published: of an event that takes place after all."""
    event = held_event(event_id)
    version_id = version_now(event_id)
    if version_id is not None:
        sync_items(event_id, "session", _entries(event, structure_of(version_id)), is_public=event.is_public)


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
    draft, after = draft_and_restored(event_id, found.structure)
    _rooms_again(event_id, found.structure, draft, after, by)
    _tracks_again(event_id, found.structure, after)
    restored = {facts.id: facts for facts in after.sessions}
    for session in db.session.scalars(sessions_of(event_id)).all():
        if facts_of(session) != restored[session.id]:
            write_session(session, restored[session.id])


# --- publishing -------------------------------------------------------------------------------------------------


def _must_be_publishable(structure: Structure, before: Structure | None) -> None:
    if before is None and not structure.sessions:
        raise NothingToPublish
    blocks = [warning.says for warning in what_blocks(structure)]
    if blocks:
        raise CannotBePublished(len(blocks), blocks[0])


def _tell(event: Event, news: AllNews, tells: Telling, before_id: UUID | None, version: AgendaVersion) -> None:
    """Write down one mail to each address. A constant number of statements: whoever else writes waits meanwhile."""
    addressees = whom_it_concerns(event.id, news, tells.groups)
    if not addressees:
        return
    unsent = unsent_by_address(event.id)
    agenda_changed(
        event, [(each, unsent.get(each.email.casefold())) for each in addressees.values()], before_id, version.id
    )
    version.told_groups, version.told_word = sorted(tells.groups), tells.word
    version.told_count = len(addressees)


def _add_version(event: Event, agenda: Agenda, structure: Structure, note: str, by: str) -> AgendaVersion:
    event_id = agenda.event_id
    last = db.session.scalar(select(func.max(AgendaVersion.number)).where(AgendaVersion.event_id == event_id)) or 0
    people = shown_people(event_id, structure.person_ids())
    row = AgendaVersion(
        id=uuid4(),
        event_id=event_id,
        number=last + 1,
        published_at=now(),
        published_by=by,
        note=note,
        structure=structure.to_json(),
        people={str(person.id): person.to_json() for person in people.values()},
        was_public=event.is_public,
        told_groups=[],
        told_word="",
        told_count=0,
    )
    db.session.add(row)
    db.session.flush()
    _note_who_could_read_it(event, agenda.version_id)
    agenda.version_id = row.id
    db.session.execute(
        update(Session)
        .where(Session.event_id == event_id, Session.was_published.is_(False))
        .where(Session.id.in_([session.id for session in structure.sessions]))
        .values(was_published=True)
    )
    concerning(version_id=row.id)
    return row


def _note_who_could_read_it(event: Event, version_id: UUID | None) -> None:
    """Whether the version that is replaced now was public: of an event that was a draft then, it has been opened since.

    Where it is a draft again, the log knows: only what everybody could read is withdrawn.
    """
    one = db.session.get(AgendaVersion, version_id) if version_id is not None else None
    if one is not None and not one.was_public:
        one.was_public = event.is_public or was_done_since(event.id, "events.withdraw_event", one.published_at)


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
        way_in_mark=mark_of_way_in(event.join_url),
        is_cancelled=session.is_withdrawn,
    )


def _with_fold(wall: datetime, fold: int) -> datetime:
    return wall.replace(fold=fold)


# --- restoring --------------------------------------------------------------------------------------------------


def _rooms_again(event_id: UUID, version: Structure, draft: Structure, after: Structure, by: str) -> None:
    """Those that come back, to where they stood in the version."""
    back = {room.id for room in after.rooms} - {room.id for room in draft.rooms}
    for position, room in enumerate(version.rooms):
        if room.id in back:
            add_room(
                event_id,
                room.name,
                capacity=room.capacity,
                note=room.note,
                source_id=room.source_id,
                room_id=room.id,
                position=position,
                by=by,
            )


def _tracks_again(event_id: UUID, version: Structure, after: Structure) -> None:
    there = {track.id: track for track in tracks_of(event_id)}
    positions = {track.id: position for position, track in enumerate(version.tracks)}
    for facts in after.tracks:
        if facts.id in there:
            there[facts.id].dye = facts.dye
        else:
            position = positions[facts.id]
            db.session.add(Track(id=facts.id, event_id=event_id, name=facts.name, dye=facts.dye, position=position))
    db.session.flush()
