"""schedule.json: https://c3voc.de/schedule/schema.json."""

import json
import re
from typing import Any

from convene.engines.schedule_files import spelling
from convene.engines.schedule_files.layout import LaidOutDay, as_written, days_of
from convene.engines.schedule_files.remarks import Remarks, UnreadableSchedule
from convene.engines.schedule_files.schedule import Link, Person, Room, Schedule, Session, Track
from convene.engines.schedule_files.times import duration_text

DEEPEST = 60
MOST_CONTAINERS = 1_000_000
_TYPES_OF_LINK = frozenset(("slides", "paper", "web", "blog", "article", "media", "related", "activitypub"))
_ZONE_IN_SCHEMA = re.compile(r"^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")
# A string that does not end is taken to reach the end of the text: else every quotation mark in it would be
# tried anew, and a file of nothing else would take hours.
_STRUCTURE = re.compile(r'"(?:[^"\\]++|\\.?)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)


def parse(text: str, remarks: Remarks) -> object:
    """The plain JSON value, after a look at how deep and wide it is."""
    _refuse_depth(text)

    def joined(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in pairs:
            if key not in values:
                values[key] = value
            elif isinstance(value, list) and isinstance(values[key], list):
                values[key] = values[key] + value
                remarks.add("“%(key)s” stands twice; both lists were read.", key=key)
            else:
                values[key] = value
                remarks.add("“%(key)s” stands twice; the last one was read.", key=key)
        return values

    try:
        value: object = json.loads(text, object_pairs_hook=joined, parse_constant=lambda _name: None)
    except json.JSONDecodeError as error:
        raise UnreadableSchedule(
            "The file breaks off or is damaged in line %(line)d. Export it again from where it comes from.",
            line=error.lineno,
        ) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits
        raise UnreadableSchedule(
            "The file holds a number that is too long to be one. Export it again from where it comes from.",
        ) from error
    return value


def _refuse_depth(text: str) -> None:
    depth = containers = 0
    for match in _STRUCTURE.finditer(text):
        sign = match[0]
        if sign in {"[", "{"}:
            depth += 1
            containers += 1
            if depth > DEEPEST or containers > MOST_CONTAINERS:
                raise UnreadableSchedule(
                    "The file is nested deeper, or in more parts, than any schedule. "
                    "Choose the file schedule.json or schedule.xml.",
                )
        elif sign in {"]", "}"}:
            depth -= 1


def write_json(schedule: Schedule) -> bytes:
    """UTF-8, indented by two spaces: equal schedules give equal bytes."""
    written = as_written(schedule)
    content = {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "Convene"},
        "schedule": {
            "version": written.version,
            **_present(base_url=written.base_url),
            "conference": _conference(written),
        },
    }
    return (json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def _present(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def _conference(schedule: Schedule) -> dict[str, object]:
    days = days_of(schedule)
    zone = schedule.zone if schedule.zone and _ZONE_IN_SCHEMA.search(schedule.zone) else None
    slugs = {session.slug for session in schedule.sessions}
    return {
        "acronym": schedule.acronym,
        "title": schedule.title,
        **_present(description=schedule.description),
        "start": schedule.starts_on.isoformat(),
        "end": schedule.ends_on.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": duration_text(schedule.slot_minutes),
        **_present(time_zone_name=zone, logo=schedule.logo, url=schedule.url),
        **_present(tracks=[_track(track) for track in schedule.tracks], rooms=_rooms(schedule)),
        "days": [_day(day, schedule.acronym, slugs) for day in days],
    }


def _track(track: Track) -> dict[str, object]:
    return {"name": track.name, **_present(slug=track.slug, color=track.color)}


def _rooms(schedule: Schedule) -> list[object]:
    """The list of rooms; none if names are all that is known, which the days tell as well.

    The schema wants a guid for each: a room without one gets one made of its name.
    """
    if all(room == Room(room.name) for room in schedule.rooms):
        return []
    return [
        {
            "name": room.name,
            "guid": room.guid or spelling.made_guid(schedule.acronym, "room", room.name),
            "description": room.description or None,
            "capacity": room.capacity,
        }
        for room in schedule.rooms
    ]


def _day(day: LaidOutDay, acronym: str, slugs: set[str | None]) -> dict[str, object]:
    return {
        "index": day.index,
        "date": day.on.isoformat(),
        "day_start": day.starts_at.isoformat(),
        "day_end": day.ends_at.isoformat(),
        "rooms": {name: [_event(s, acronym, slugs) for s in sessions] for name, sessions in day.rooms},
    }


def _event(session: Session, acronym: str, slugs: set[str | None]) -> dict[str, object]:
    return {
        "guid": session.guid,
        **_present(code=session.code),
        "id": session.number,
        "logo": session.logo,
        "date": session.starts_at.isoformat(),
        "start": f"{session.starts_at:%H:%M}",
        "duration": duration_text(session.minutes),
        "room": session.room or "",
        "slug": session.slug or _made_slug(session, acronym, slugs),
        "url": session.url or "",
        "title": session.title,
        "subtitle": session.subtitle,
        "track": session.track,
        "type": session.type,
        "language": session.language,
        "abstract": session.abstract,
        "description": session.description,
        "recording_license": session.recording_license,
        "do_not_record": session.do_not_record,
        "do_not_stream": session.do_not_stream,
        "persons": [_person(person) for person in session.persons],
        "links": [_link(link) for link in session.links],
        **_present(feedback_url=session.feedback_url, origin_url=session.origin_url),
        "attachments": [_link(link) for link in session.attachments],
    }


def _made_slug(session: Session, acronym: str, slugs: set[str | None]) -> str:
    """The schema wants a slug: of the acronym, the id, which makes it unique, and the title's words."""
    words = spelling.plain_words(session.title)[:40]
    made = "-".join(filter(None, (acronym, str(session.number), words))).rstrip("-")
    return made if made not in slugs else f"{acronym}-{session.guid}"


def _person(person: Person) -> dict[str, object]:
    """Only `name`, never also `public_name`: with both the schema's `oneOf` would match twice."""
    return {
        **_present(id=int(person.source_id) if person.source_id else None, guid=person.guid, code=person.code),
        "name": person.name,
        **_present(biography=person.biography, url=person.url, avatar=person.avatar),
        **_present(links=[_link(link) for link in person.links]),
    }


def _link(link: Link) -> dict[str, object]:
    kind = link.type if link.type in _TYPES_OF_LINK else None
    return {**_present(type=kind), "url": link.url, "title": link.title}
