"""What is published, as files: schedule.json, schedule.xml, and calendars. Reads only what everybody may see."""

from uuid import UUID

from convene.calendar.queries.entries import (
    download_of,
    feed_of,
    file_of,
    item_about,
    items_about,
    items_found_by,
    items_of,
)
from convene.engines import schedule_files
from convene.engines.ics import CANCELLED_PREFIX, Item
from convene.engines.schedule_files import Schedule, write_json, write_xml
from convene.events.models import Event
from convene.programme.queries.draft import session_id_with
from convene.programme.queries.stars import STARRED
from convene.programme.queries.versions import Published, ShownPerson, published
from convene.programme.rules.parts import PartKind, ids_in_part, name_of_part
from convene.programme.structure import LinkFacts, SessionFacts


def schedule_json_of(version: Published, event: Event, base_url: str) -> bytes:
    """The published agenda as schedule.json, which satisfies the community's schema."""
    return write_json(schedule_of(version, event, base_url))


def schedule_xml_of(version: Published, event: Event, base_url: str) -> bytes:
    """The published agenda as schedule.xml, which satisfies the community's XSD."""
    return write_xml(schedule_of(version, event, base_url))


def calendar_feed_of(event: Event, base_url: str) -> bytes:
    """The event as a calendar to subscribe to.

    Cancelled sessions leave it after a while, so it depends on what day it is as well as on the public row: the
    state of the page that serves it needs `clock.today_in("UTC")`.
    """
    return feed_of(event.title, items_of(event.id, base_url))


def part_of_calendar(event: Event, kind: PartKind, part_id: UUID, base_url: str) -> bytes | None:
    """The sessions of one track, in one room, or with one person on stage, each the same entry as in the calendar of
    all. None: the published agenda has no such part. Two statements."""
    shown = published(event.id)
    name = part_name(shown, kind, part_id)
    if shown is None or name is None:
        return None
    items = items_about("session", ids_in_part(shown.structure, kind, part_id), base_url)
    return feed_of(f"{event.title}: {name}", items)


def part_name(shown: Published | None, kind: PartKind, part_id: UUID) -> str | None:
    """What a part of the published agenda is called; None: it has no such part."""
    if shown is None:
        return None
    if kind is PartKind.PERSON:
        person = shown.people.get(part_id)
        return person.name if person is not None else None
    return name_of_part(shown.structure, kind, part_id)


def calendar_of_stars(name: str, reader_id: UUID, base_url: str) -> bytes:
    """What a reader has starred as a calendar, each the same entry as in the calendar of all. One statement."""
    return feed_of(name, _starred(reader_id, base_url))


def file_of_stars(reader_id: UUID, base_url: str) -> bytes:
    """The same as a file to keep."""
    return file_of(_starred(reader_id, base_url))


def _starred(reader_id: UUID, base_url: str) -> list[Item]:
    return items_found_by(STARRED, {"reader_id": reader_id}, base_url)


def event_calendar_of(event: Event, base_url: str) -> bytes | None:
    """The event as a whole, one entry, as it was said last. None: it never was public. One statement.

    Its UID is the one that it got when it was published first, and its bytes depend on the data alone. An invitation to
    the event by mail goes out under the same UID, so that whoever has put this file into a calendar has one entry then,
    not two.
    """
    item = item_about("event", event.id, base_url)
    return download_of(item) if item else None


def session_calendar_of(event: Event, code: str, base_url: str) -> bytes | None:
    """One session as a calendar file, as it was published last. None: no such session ever was. Two statements."""
    session_id = session_id_with(event.id, code)
    item = item_about("session", session_id, base_url) if session_id else None
    return download_of(item) if item else None


def schedule_of(version: Published, event: Event, base_url: str) -> Schedule:
    """A version as schedule files hold it: what has a time and was not cancelled. That the event as a whole is, its
    title says, as in calendars and in one language: the formats have no word for it."""
    structure = version.structure
    placed = [session for session in structure.sessions if session.is_placed and not session.is_withdrawn]
    days = [session.day for session in placed if session.day is not None]
    page = f"{base_url}/e/{event.slug}/"
    return Schedule(
        title=f"{CANCELLED_PREFIX}{event.title}" if event.is_cancelled else event.title,
        acronym=event.slug.replace("-", "_"),  # the formats' own pattern wants underscores; the rest the engine mends
        starts_on=min([structure.starts_on, *days]),
        ends_on=max([structure.ends_on, *days]),
        version=str(version.number),
        zone=structure.zone,
        day_turns_at=structure.day_turns_at,
        rooms=tuple(
            schedule_files.Room(room.name, room.source_id or str(room.id), room.capacity, room.note)
            for room in structure.rooms
        ),
        tracks=tuple(schedule_files.Track(track.name) for track in structure.tracks),
        sessions=tuple(_session(session, version, page) for session in placed),
        url=page,
        base_url=f"{base_url}/",
        description=event.description,
    )


def _session(session: SessionFacts, version: Published, page: str) -> schedule_files.Session:
    structure = version.structure
    starts_at = session.starts_at(structure.zone)
    assert starts_at is not None, "only what has a time stands in a schedule"
    assert session.day is not None, "what has a time has a day"
    room, track = structure.room(session.room_id), structure.track(session.track_id)
    return schedule_files.Session(
        guid=session.source_id or str(session.id),
        title=session.title,
        starts_at=starts_at,
        minutes=session.minutes,
        day=session.day,
        number=session.number,
        code=session.code,
        subtitle=session.subtitle,
        abstract=session.abstract,
        description=session.description,
        type=session.source_type or session.format.value,
        track=track.name if track else None,
        language=session.language or None,
        room=room.name if room else None,
        persons=tuple(
            _person(version.people[one.person_id])
            for one in session.everybody()
            if one.person_id in version.people  # erased people are in no file
        ),
        links=_links(session, "link"),
        attachments=_links(session, "attachment"),
        recording_license=session.recording_license,
        do_not_record=session.do_not_record,
        url=f"{page}sessions/{session.code}",
    )


def _person(person: ShownPerson) -> schedule_files.Person:
    return schedule_files.Person(
        name=person.name,
        source_id=None if person.number is None else str(person.number),
        guid=person.guid or str(person.id),
        code=person.code,
        biography=person.biography,
    )


def _links(session: SessionFacts, kind: str) -> tuple[schedule_files.Link, ...]:
    return tuple(_link(link) for link in session.links if link.kind == kind)


def _link(link: LinkFacts) -> schedule_files.Link:
    return schedule_files.Link(link.title, link.url, link.type)
