"""A difference between two agendas in words: what was, what is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from convene.events.catalogue import Attribution
from convene.programme.catalogue import Format
from convene.programme.rules.changes import Change, ChangeKind, Difference, FieldChange, What
from convene.programme.services.naming import Corrected
from convene.programme.showing.times import day_and_month, weekday
from convene.programme.showing.words import (
    attribution_words,
    format_word,
    languages_line,
    role_word,
)
from convene.programme.structure import OnStage, SessionFacts, Structure
from convene.web.languages import clock_time, duration, language_word, short_day, zone_name

Fact = tuple[str, str | None, str | None]
#: Of a text, where only that it is there, and which one, has to be seen.
LONGEST_BEGINNING = 100


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One line of a difference, as components/change.html takes it."""

    kind: str
    title: str
    url: str
    facts: list[Fact]


def figures_of(difference: Difference) -> list[tuple[str, int]]:
    """How many sessions are new, moved and so on; kinds with none are left out."""
    words = {
        ChangeKind.NEW: _("new"),
        ChangeKind.MOVED: _("moved"),
        ChangeKind.CHANGED: _("changed"),
        ChangeKind.CANCELLED: _("cancelled"),
        ChangeKind.RESTORED: _("restored"),
    }
    counts = [(word, len(difference.of_kind(kind))) for kind, word in words.items()]
    return [(word, count) for word, count in counts if count]


def shown_changes(
    difference: Difference, structure: Structure, names: Mapping[UUID, str], slug: str, *, with_texts: bool = False
) -> list[ShownChange]:
    """Every session that differs, in the order of the agenda; `with_texts`: of a new one how its text begins."""
    known = {one.id for one in structure.sessions}
    return [
        ShownChange(
            kind=change.kind.value,
            title=change.session.title,
            url=url_for("draft.session", slug=slug, code=change.session.code) if change.session.id in known else "",
            facts=[*_new(change.session, structure, names), *(_texts(change.session) if with_texts else [])]
            if change.kind is ChangeKind.NEW
            else _facts(change, names),
        )
        for change in difference.changes
    ]


def public_changes(
    difference: Difference, structure: Structure, names: Mapping[UUID, str], session_url: Callable[[SessionFacts], str]
) -> list[ShownChange]:
    """The same for everybody: of people on stage who is there now, as far as `names` knows them; of nobody that they
    have left a stage."""
    return [
        ShownChange(
            kind=change.kind.value,
            title=change.session.title,
            url=session_url(change.session),
            facts=_new(change.session, structure, names)
            if change.kind is ChangeKind.NEW
            else [
                (_word(What.PEOPLE), None, _known(field, names)) if field.what is What.PEOPLE else _fact(field, names)
                for field in _fields_told(change)
            ],
        )
        for change in difference.changes
    ]


def _known(field: FieldChange, names: Mapping[UUID, str]) -> str:
    """Those on stage now whose names are known, or else that there are others."""
    people = field.now if isinstance(field.now, tuple) else ()
    return ", ".join(names[one.person_id] for one in people if one.person_id in names) or _("changed")


def corrected_people(corrected: Sequence[Corrected]) -> list[ShownChange]:
    """People whom a file calls otherwise, or tells of otherwise, by the name that they have afterwards."""
    return [ShownChange(ChangeKind.CHANGED.value, one.now.name, "", list(_corrected(one))) for one in corrected]


def _corrected(one: Corrected) -> Iterator[Fact]:
    if one.before.name != one.now.name:
        yield _("Name"), one.before.name, one.now.name
    if one.before.biography != one.now.biography:
        yield _("Biography"), None, _("changed")


def frame_lines(difference: Difference) -> list[Fact]:
    """What else differs: days, zone, rooms, tracks."""
    return [_frame_line(one) for one in difference.frame]


def _frame_line(field: FieldChange) -> Fact:
    was, now = _value(field.what, field.was, {}), _value(field.what, field.now, {})
    # Rooms and tracks are shown by their names, and more of them may differ: seats, notes, colours.
    return (_word(field.what), was, now) if was != now else (_word(field.what), None, _("changed"))


def _new(session: SessionFacts, structure: Structure, names: Mapping[UUID, str]) -> list[Fact]:
    """What there is to check of a session that nobody has seen: also how it was understood from a file."""
    room, track = structure.room(session.room_id), structure.track(session.track_id)
    where = [_moment(session.starts_local), duration(session.minutes), room.name if room else ""]
    kind = [format_word(session.format), track.name if track else ""]
    said = [
        (_("When and where"), ", ".join(filter(None, where))),
        (_word(What.FORMAT), " · ".join(filter(None, kind))),
        (_word(What.PEOPLE), _stage(session.everybody(), names)),
    ]
    return [(what, None, words) for what, words in said if words]


def _stage(people: Iterable[OnStage], names: Mapping[UUID, str]) -> str:
    """Who they are, what they do there, and for whom they speak."""
    return "; ".join(
        f"{name} ({', '.join(filter(None, [role_word(one.role), one.affiliation]))})"
        for one in people
        if (name := names.get(one.person_id))
    )


def _texts(session: SessionFacts) -> list[Fact]:
    texts = (" ".join(text.split()) for text in (session.subtitle, session.abstract, session.description))
    return [(_word(What.TEXT), None, shortened(text, LONGEST_BEGINNING)) for text in texts if text]


def shortened(text: str, most: int) -> str:
    """As many whole words as `most` characters have room for."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"


def _facts(change: Change, names: Mapping[UUID, str]) -> list[Fact]:
    return [_fact(one, names) for one in _fields_told(change)]


def _fields_told(change: Change) -> list[FieldChange]:
    """A time is said with its day: the day in a line of its own would say it twice."""
    whats = {one.what for one in change.fields}
    return [one for one in change.fields if not (one.what is What.DAY and What.TIME in whats)]


def _fact(field: FieldChange, names: Mapping[UUID, str]) -> Fact:
    if field.what in {What.TEXT, What.LINKS, What.RECORDING, What.NOTES}:
        return _word(field.what), None, _("changed")
    was, now = _value(field.what, field.was, names), _value(field.what, field.now, names)
    match field.was, field.now:
        case tuple() as before, tuple() as after if field.what is What.PEOPLE and was == now:
            # The same people, who do something else here or speak for somebody else.
            was, now = _stage(before, names), _stage(after, names)
    return _word(field.what), was, now


def _value(what: What, value: object, names: Mapping[UUID, str]) -> str:
    if value in (None, (), ""):
        return "–"
    match what, value:
        case What.PEOPLE, tuple():
            return ", ".join(names.get(one.person_id, "") for one in value)
        case What.INTERPRETATION, tuple():
            return languages_line(value)
        case What.DAYS, (date() as first, date() as last):
            return short_day(first) if first == last else f"{short_day(first)} – {short_day(last)}"
        case _, tuple():
            return " · ".join(str(one) for one in value)
    return _one_value(what, value)


def _one_value(what: What, value: object) -> str:
    match what, value:
        case What.LENGTH, int():
            return duration(value)
        case What.FORMAT, Format():
            return format_word(value)
        case What.LANGUAGE, str():
            return language_word(value)
        case What.ATTRIBUTION, Attribution():
            return attribution_words(value)
        case What.ZONE, str():
            return zone_name(value)
        case _, datetime():
            return _moment(value)
        case _, date():
            return day_and_month(value)
    return str(value)


def _moment(at: datetime | None) -> str:
    return f"{weekday(at)} {short_day(at)}, {clock_time(at)}" if at else ""


def _word(what: What) -> str:
    words: dict[What, str] = {
        What.TIME: _("Time"),
        What.DAY: _("Day"),
        What.LENGTH: _("Length"),
        What.ROOM: _("Room"),
        What.TITLE: _("Title"),
        What.FORMAT: _("Format"),
        What.TRACK: _("Track"),
        What.LANGUAGE: _("Language"),
        What.PEOPLE: _("On stage"),
        What.CONTRIBUTIONS: _("Contributions"),
        What.TEXT: _("Text"),
        What.LINKS: _("Links"),
        What.RECORDING: _("Recording"),
        What.INTERPRETATION: _("Interpretation"),
        What.NOTES: _("Notes on access and content"),
        What.ATTRIBUTION: _("What may be said of it"),
        What.ZONE: _("Time zone"),
        What.DAYS: _("Days"),
        What.ROOMS: _("Rooms"),
        What.TRACKS: _("Tracks"),
    }
    return words[what]
