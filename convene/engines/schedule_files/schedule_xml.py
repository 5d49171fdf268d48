"""schedule.xml: https://c3voc.de/schedule/schema.xsd."""

import re
from collections.abc import Callable
from typing import TypeVar
from xml.etree import ElementTree as ET  # builds what is written; what is read goes through defusedxml

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeET

from convene.engines.schedule_files.layout import LaidOutDay, as_written, days_of
from convene.engines.schedule_files.remarks import UnreadableSchedule
from convene.engines.schedule_files.schedule import Link, Person, Schedule, Session, Track
from convene.engines.schedule_files.times import duration_text

MOST_TAGS = 1_500_000
_Item = TypeVar("_Item")
_CODE = re.compile(r"[0-9A-Z]{6}")
_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}")
_SLUG_OF_TRACK = re.compile(r"[a-z][a-z0-9-]+")
_LONGEST_IN_HOURS = 99 * 60 + 59
_FORBIDDEN_SIGNS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SIGN_BY_NUMBER = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));", re.IGNORECASE)
_TEXTS_OF_EVENT = (
    *(
        "room",
        "title",
        "subtitle",
        "type",
        "date",
        "start",
        "end",
        "duration",
        "abstract",
        "slug",
        "track",
        "logo",
    ),
    *("language", "description", "url", "feedback_url", "origin_url"),
)


def parse(text: str) -> object:
    """The file in the shape of schedule.json, so that there is one understanding of both.

    A document type, entities of its own and references to elsewhere are refused, not ignored.
    """
    if text.count("<") > MOST_TAGS:
        raise UnreadableSchedule(
            "The file has more parts than any schedule. Choose the file schedule.json or schedule.xml."
        )
    try:
        root = SafeET.fromstring(
            _without_forbidden_signs(text), forbid_dtd=True, forbid_entities=True, forbid_external=True
        )
    except DefusedXmlException as error:
        raise UnreadableSchedule(
            "The file declares a document type or entities, which is not safe to read. "
            "Take the lines with <!DOCTYPE and <!ENTITY out, or export it again.",
        ) from error
    except (ET.ParseError, ValueError) as error:
        line, _column = getattr(error, "position", (1, 0))
        raise UnreadableSchedule(
            "The file breaks off or is damaged in line %(line)d. Export it again from where it comes from.",
            line=line,
        ) from error
    if _name(root) != "schedule":
        raise UnreadableSchedule(
            "The file begins with <%(name)s>, not <schedule>. Choose the file schedule.json or schedule.xml.",
            name=_name(root),
        )
    return {"schedule": _schedule_as_json(root)}


def _without_forbidden_signs(text: str) -> str:
    """Without signs that XML forbids, plain or by number: exporters pass on what people pasted."""

    def allowed(match: re.Match[str]) -> str:
        number = int(match[1], 16) if match[1] else int(match[2])
        forbidden = number > 0x10FFFF or _FORBIDDEN_SIGNS.match(chr(number))
        return "" if forbidden else match[0]

    return _SIGN_BY_NUMBER.sub(allowed, _FORBIDDEN_SIGNS.sub("", text))


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: ET.Element | None, name: str) -> list[ET.Element]:
    return [] if element is None else [child for child in element if _name(child) == name]


def _child(element: ET.Element | None, name: str) -> ET.Element | None:
    return next(iter(_children(element, name)), None)


def _text(element: ET.Element | None, name: str) -> str | None:
    child = _child(element, name)
    return None if child is None else "".join(child.itertext())


def _schedule_as_json(root: ET.Element) -> dict[str, object]:
    conference = _child(root, "conference")
    days = _children(root, "day")
    rooms: dict[str, object] = {}
    for room in (room for day in days for room in _children(day, "room")):
        if room.get("guid") or room.get("name") not in rooms:
            rooms[room.get("name", "")] = {"name": room.get("name", ""), "guid": room.get("guid")}
    names = ("title", "acronym", "start", "end", "timeslot_duration", "time_zone_name", "url", "logo")
    return {
        "version": _text(root, "version"),
        "base_url": _text(conference, "base_url"),
        "conference": None
        if conference is None
        else {
            **{name: _text(conference, name) for name in names},
            "tracks": [_track_as_json(track) for track in _children(conference, "track")],
            "rooms": list(rooms.values()),
            "days": [_day_as_json(day) for day in days],
        },
    }


def _track_as_json(track: ET.Element) -> dict[str, object]:
    return {
        "name": track.get("name") or "".join(track.itertext()),
        "color": track.get("color"),
        "slug": track.get("slug"),
    }


def _day_as_json(day: ET.Element) -> dict[str, object]:
    rooms: dict[str, list[object]] = {}
    for room in _children(day, "room"):
        events = rooms.setdefault(room.get("name", ""), [])
        events += [_event_as_json(event) for event in _children(room, "event")]
    return {
        "index": day.get("index"),
        "date": day.get("date"),
        "day_start": day.get("start"),
        "day_end": day.get("end"),
        "rooms": rooms,
    }


def _event_as_json(event: ET.Element) -> dict[str, object]:
    recording = _child(event, "recording")
    children = {_name(child): child for child in reversed(event)}
    texts = {name: "".join(children[name].itertext()) for name in _TEXTS_OF_EVENT if name in children}
    return {
        **texts,
        "id": event.get("id"),
        "guid": event.get("guid"),
        "code": event.get("code"),
        "recording_license": _text(recording, "license"),
        "do_not_record": _opted_out(recording),
        "persons": [
            {"id": person.get("id"), "guid": person.get("guid"), "name": "".join(person.itertext())}
            for person in _children(children.get("persons"), "person")
        ],
        "links": [_link_as_json(link) for link in _children(children.get("links"), "link")],
        "attachments": [_link_as_json(it) for it in _children(children.get("attachments"), "attachment")],
    }


def _opted_out(recording: ET.Element | None) -> str | None:
    """Beside a licence the format has no word for "not known": there a "no" says no more than nothing."""
    said = _text(recording, "optout")
    says_nothing = (said or "").strip().lower() != "true" and bool((_text(recording, "license") or "").strip())
    return None if says_nothing else said


def _link_as_json(link: ET.Element) -> dict[str, object]:
    return {"url": link.get("href"), "title": "".join(link.itertext()), "type": link.get("type")}


def write_xml(schedule: Schedule) -> bytes:
    """UTF-8, indented by two spaces: equal schedules give equal bytes."""
    written = as_written(schedule)
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", name="Convene")
    _add(root, "version", written.version)
    days = days_of(written)
    _add_conference(root, written, len(days))
    guids = {room.name: room.guid for room in written.rooms}
    for day in days:
        _add_day(root, day, guids)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _add(parent: ET.Element, name: str, text: str, **attributes: str | None) -> ET.Element:
    element = ET.SubElement(parent, name, {key: value for key, value in attributes.items() if value})
    element.text = text or None
    return element


def _add_present(parent: ET.Element, name: str, text: str | None) -> None:
    if text:
        _add(parent, name, text)


def _add_conference(root: ET.Element, schedule: Schedule, days: int) -> None:
    conference = ET.SubElement(root, "conference")
    _add(conference, "title", schedule.title)
    _add(conference, "acronym", schedule.acronym)
    _add(conference, "start", schedule.starts_on.isoformat())
    _add(conference, "end", schedule.ends_on.isoformat())
    _add(conference, "days", str(days))
    _add(conference, "timeslot_duration", duration_text(schedule.slot_minutes))
    _add_present(conference, "base_url", schedule.base_url)
    _add_present(conference, "logo", schedule.logo)
    _add_present(conference, "url", schedule.url)
    _add_present(conference, "time_zone_name", schedule.zone)
    for track in schedule.tracks:
        _add_track(conference, track)


def _add_track(conference: ET.Element, track: Track) -> None:
    slug = track.slug if track.slug and _SLUG_OF_TRACK.fullmatch(track.slug) else None
    element = ET.SubElement(conference, "track", name=track.name)
    for key, value in (("color", track.color), ("slug", slug)):
        if value:
            element.set(key, value)


def _add_day(root: ET.Element, day: LaidOutDay, guids: dict[str, str | None]) -> None:
    element = _add(
        root,
        "day",
        "",
        index=str(day.index),
        date=day.on.isoformat(),
        start=day.starts_at.isoformat(),
        end=day.ends_at.isoformat(),
    )
    for name, sessions in day.rooms:
        room = ET.SubElement(element, "room", name=name)
        if guid := guids.get(name):
            room.set("guid", guid)
        for session in sessions:
            _add_event(room, session)


def _add_event(room: ET.Element, session: Session) -> None:
    code = session.code if session.code and _CODE.fullmatch(session.code) else None
    event = _add(room, "event", "", guid=session.guid, id=str(session.number), code=code)
    _add(event, "room", session.room or "")
    _add(event, "title", session.title)
    _add(event, "subtitle", session.subtitle)
    _add(event, "type", session.type)
    _add(event, "date", session.starts_at.isoformat())
    _add(event, "start", f"{session.starts_at:%H:%M}")
    _add(event, "duration", _duration(session.minutes))
    _add(event, "abstract", session.abstract)
    if session.slug and _SLUG.fullmatch(session.slug):
        _add(event, "slug", session.slug)
    _add(event, "track", session.track or "")
    _add_present(event, "logo", session.logo)
    _add_list(event, "persons", session.persons, _add_person)
    _add(event, "language", session.language or "")
    _add(event, "description", session.description)
    _add_recording(event, session)
    _add_list(event, "links", session.links, lambda parent, link: _add_link(parent, "link", link))
    _add_list(event, "attachments", session.attachments, lambda parent, link: _add_link(parent, "attachment", link))
    _add_present(event, "url", session.url)
    _add_present(event, "feedback_url", session.feedback_url)
    _add_present(event, "origin_url", session.origin_url)


def _duration(minutes: int) -> str:
    """Hours and minutes; beyond 99:59, which the schema forbids, days:hours:minutes as pretalx does."""
    if minutes <= _LONGEST_IN_HOURS:
        return duration_text(minutes)
    return f"{minutes // (24 * 60)}:{duration_text(minutes % (24 * 60))}"


def _add_recording(event: ET.Element, session: Session) -> None:
    """Left out where nothing is known: the schema cannot say "not known", only yes or no."""
    if session.do_not_record is None and not session.recording_license:
        return
    recording = ET.SubElement(event, "recording")
    _add(recording, "license", session.recording_license)
    _add(recording, "optout", "true" if session.do_not_record else "false")


def _add_list(event: ET.Element, name: str, items: tuple[_Item, ...], add: Callable[[ET.Element, _Item], None]) -> None:
    parent = ET.SubElement(event, name)
    for item in items:
        add(parent, item)


def _add_person(persons: ET.Element, person: Person) -> None:
    _add(persons, "person", person.name, id=person.source_id, guid=person.guid)


def _add_link(parent: ET.Element, name: str, link: Link) -> None:
    _add(parent, name, link.title, href=link.url, type=link.type)
