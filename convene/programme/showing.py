"""How an agenda is shown to people: words, times and places, in the shapes that the templates take.

Pages and panels hand a structure and the reader's times in; nothing here asks the database. `ShownAgenda` is a
whole agenda by day and room, `ShownSessionPage` one session, `PersonEntry` somebody with what they do.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from flask import g, url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from convene.programme.catalogue import Format, StageRole
from convene.programme.queries import Published
from convene.programme.structure import OnStage, RoomFacts, SessionFacts, Structure, TrackFacts
from convene.web.day_grid import DayGrid, RoomHead, Stay, lay_out_day
from convene.web.languages import clock_time, day, zone_name

MOST_NAMES_ON_A_CARD = 4
MOST_COLUMNS_WITH_AFFILIATIONS = 4
SUMMARY_LENGTH = 160
#: What everybody comes to: it lies across all rooms, whichever it is held in.
FOR_EVERYBODY = frozenset({Format.PLENARY, Format.KEYNOTE, Format.SOCIAL, Format.BREAK})


class Named(Protocol):
    """What is known of a person on stage, beside the role."""

    @property
    def name(self) -> str: ...
    @property
    def affiliation(self) -> str: ...
    @property
    def biography(self) -> str: ...
    @property
    def photo_file_id(self) -> UUID | None: ...


People = Mapping[UUID, Named]


# --- words --------------------------------------------------------------------------------------------------------


def format_word(kind: Format) -> str:
    """The word for how a session is held."""
    return _words_of_formats()[kind]


def format_words() -> list[tuple[str, str]]:
    """Every format with its word, for a select."""
    return [(kind.value, word) for kind, word in _words_of_formats().items()]


def role_word(role: StageRole) -> str:
    """The word for what somebody does on stage."""
    return _words_of_roles()[role]


def role_words() -> list[tuple[str, str]]:
    """Every role with its word, for a select."""
    return [(role.value, word) for role, word in _words_of_roles().items()]


def language_word(language: str) -> str:
    """A language as the reader calls it; what is no code stays as it was written."""
    if not _is_code(language):
        return language
    try:
        return str(Locale.parse(language, sep="-").get_display_name(str(get_locale())) or language)
    except (UnknownLocaleError, ValueError):
        return language


def room_words(room: RoomFacts) -> str:
    """What people need to know of a room: "30 seats · captions"."""
    seats = _("%(number)s seats", number=room.capacity) if room.capacity else ""
    return " · ".join(filter(None, [seats, room.note]))


_SCRIPTS = {"THAI": "th", "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "HEBREW": "he", "ARABIC": "ar"}
_WRITTEN_IN_ARABIC = {"ar", "fa", "ur", "ps", "ckb", "sd", "ug", "ku"}


def language_of(text: str, language: str = "") -> str | None:
    """The language to mark a title or name with, so that it is spoken and set in its own script; None: the page's.

    The script decides before the session's language: a title in Thai stands in Thai whatever the talk is held in.
    """
    code = language if _is_code(language) else ""
    # Most titles are Latin: asking each letter for its name would cost more than the rest of the page.
    other = "" if text.isascii() else next((letter for letter in text if letter > "\u058f" and letter.isalpha()), "")
    if other:
        script = unicodedata.name(other, "").split(" ")[0]
        if script == "ARABIC" and code.split("-")[0] in _WRITTEN_IN_ARABIC:
            return code
        if script in _SCRIPTS:
            return _SCRIPTS[script]
    return code if code and code != str(get_locale()).replace("_", "-") else None


def _is_code(language: str) -> bool:
    return bool(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language))


def _words_of_formats() -> dict[Format, str]:
    words: dict[Format, str] = _once(
        "words_of_formats",
        lambda: {
            Format.PLENARY: _("Plenary"),
            Format.KEYNOTE: _("Keynote"),
            Format.PANEL: _("Panel"),
            Format.FIRESIDE_CHAT: _("Fireside chat"),
            Format.LIGHTNING_TALKS: _("Lightning talks"),
            Format.TALK: _("Talk"),
            Format.WORKSHOP: _("Workshop"),
            Format.GROUP_WORK: _("Group work"),
            Format.BREAKOUT: _("Breakout"),
            Format.BRAINSTORM: _("Brainstorm"),
            Format.BREAK: _("Break"),
            Format.SOCIAL: _("Social"),
        },
    )
    return words


def _words_of_roles() -> dict[StageRole, str]:
    words: dict[StageRole, str] = _once(
        "words_of_roles",
        lambda: {
            StageRole.SPEAKER: _("Speaker"),
            StageRole.PANELLIST: _("Panellist"),
            StageRole.MODERATOR: _("Moderator"),
            StageRole.FACILITATOR: _("Facilitator"),
            StageRole.RAPPORTEUR: _("Rapporteur"),
        },
    )
    return words


def _once(name: str, make: Callable[[], Any]) -> Any:
    # 300 sessions ask for the same words: they are translated once a request.
    known: dict[str, Any] = g.setdefault("words_of_sessions", {})
    key = f"{name} {get_locale()}"
    if key not in known:
        known[key] = make()
    return known[key]


# --- times --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Times:
    """In which zone times are shown. `event_zone` is where the event takes place."""

    zone: str
    event_zone: str

    @property
    def is_elsewhere(self) -> bool:
        return self.zone != self.event_zone

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.zone))

    def clocks(self, session: SessionFacts) -> str:
        """ "09:20–10:45"; nothing for a session without a place."""
        starts, ends = session.starts_at(self.event_zone), session.ends_at(self.event_zone)
        if starts is None or ends is None:
            return ""
        return f"{_clock(self.local(starts))}–{_clock(self.local(ends))}"

    def span(self, session: SessionFacts) -> str:
        """ "09:20–10:45"; with the day of the week where it is another than the agenda's day: "Fri 00:30–01:30"."""
        starts = session.starts_at(self.event_zone)
        if starts is None:
            return ""
        first = self.local(starts)
        words = self.clocks(session)
        return words if first.date() == session.day else f"{weekday(first)} {words}"


def weekday(on: date) -> str:
    """Fri."""
    return str(_once(f"weekday {on.isoweekday()}", lambda: format_date(on, "EEE", rebase=False)))


def day_name(on: date) -> str:
    """Wednesday 21."""
    return str(_once(f"day {on}", lambda: format_date(on, "EEEE d", rebase=False)))


def day_and_month(on: date) -> str:
    """Wednesday 21 May."""
    return str(_once(f"day and month {on}", lambda: format_date(on, "EEEE d MMMM", rebase=False)))


def _clock(at: datetime) -> str:
    return str(_once(f"clock {at:%H:%M}", lambda: clock_time(at)))


# --- an agenda ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownTrack:
    """A track with its letter and dye; as a filter also a link and how many sessions it has."""

    letter: str
    name: str
    dye: str
    url: str = ""
    count: int = 0
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session as components/session_card.html takes it."""

    title: str
    url: str | None
    lang: str | None
    time: str
    starts: str
    ends: str
    room: str | None
    format: str
    people: str | None
    track: ShownTrack | None
    is_break: bool
    is_cancelled: bool
    places: str
    notice: None = None


@dataclass(frozen=True, slots=True)
class ShownRoom:
    name: str
    note: str
    places: str


@dataclass(frozen=True, slots=True)
class ShownSlot:
    time: str
    starts: str
    places: str
    sessions: list[ShownSession]


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day as components/agenda_day.html takes it. `count` leaves breaks and cancelled sessions out."""

    id: str
    title: str
    name: str
    count: int
    columns: int
    zone: str
    ends: str
    rooms: list[ShownRoom]
    slots: list[ShownSlot]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAgenda:
    """A whole agenda."""

    number: int
    note: str
    zone_name: str
    event_zone_name: str
    is_elsewhere: bool
    is_choosing: bool = False
    is_large: bool
    days: list[ShownDay]
    tracks: list[ShownTrack]
    only: ShownTrack | None
    all_url: str
    event_zone_url: str


def version_line(shown: Published) -> str:
    """ "Version 4, published Tuesday 5 March 2024 at 16:20."."""
    at = moment_in(shown.published_at, shown.structure.zone)
    return str(_("Version %(number)s, published %(moment)s.", number=shown.number, moment=at))


def moment_in(instant: datetime, zone: str) -> str:
    """ "Tuesday 5 March 2024 at 16:20"."""
    at = instant.astimezone(ZoneInfo(zone))
    return str(_("%(day)s at %(time)s", day=day(at.date()), time=clock_time(at)))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the links of a shown agenda lead: `session(code)`, None where there is no page, and `agenda(**query)` for
    the page itself."""

    session: Callable[[str], str | None]
    agenda: Callable[..., str]


def agenda_of(
    structure: Structure,
    people: People,
    times: Times,
    addresses: Addresses,
    *,
    number: int,
    note: str = "",
    track: str = "",
    is_choosing: bool = False,
) -> ShownAgenda:
    """A structure by day and room. `track` is the letter of the only track to show."""
    tracks = {one.id: ShownTrack(one.letter, one.name, one.dye.value) for one in structure.tracks}
    chosen = next((one for one in structure.tracks if one.letter == track), None)
    placed = [one for one in structure.sessions if one.is_placed]
    sessions = [one for one in placed if chosen is None or one.track_id == chosen.id]
    make = _DayMaker(structure, people, times, addresses, tracks)
    days = [make.day(on, found) for on, found in _by_day(sessions)]
    counts = Counter(one.track_id for one in placed if not one.is_withdrawn)
    zone = times.zone if times.is_elsewhere else None
    first = placed[0].starts_at(times.event_zone) if placed else None
    return ShownAgenda(
        number=number,
        note=note,
        zone_name=zone_name(times.zone, first),
        event_zone_name=zone_name(times.event_zone, first),
        is_elsewhere=times.is_elsewhere,
        is_choosing=is_choosing,
        is_large=any(one.columns > MOST_COLUMNS_WITH_AFFILIATIONS for one in days),
        days=days,
        tracks=[
            _filter(one, counts[one.id], one == chosen, addresses.agenda(zone=zone, track=one.letter))
            for one in structure.tracks
            if counts[one.id]
        ],
        only=tracks[chosen.id] if chosen else None,
        all_url=addresses.agenda(zone=zone),
        event_zone_url=addresses.agenda(track=track or None),
    )


def _filter(track: TrackFacts, count: int, is_current: bool, url: str) -> ShownTrack:
    return ShownTrack(track.letter, track.name, track.dye.value, url, count, is_current)


def _by_day(sessions: Iterable[SessionFacts]) -> list[tuple[date, list[SessionFacts]]]:
    found: dict[date, list[SessionFacts]] = {}
    for session in sessions:
        if session.day is not None:
            found.setdefault(session.day, []).append(session)
    return sorted(found.items())


@dataclass(frozen=True, slots=True)
class _DayMaker:
    structure: Structure
    people: People
    times: Times
    addresses: Addresses
    tracks: Mapping[UUID, ShownTrack]
    room_numbers: dict[UUID, int] = field(init=False)

    def __post_init__(self) -> None:
        numbers = {room.id: number for number, room in enumerate(self.structure.rooms)}
        object.__setattr__(self, "room_numbers", numbers)  # the class is frozen for everybody else

    def day(self, on: date, sessions: Sequence[SessionFacts]) -> ShownDay:
        spans = {one.code: _instants(one, self.times.event_zone) for one in sessions}
        grid = lay_out_day(
            [Stay(one.code, *spans[one.code], self._column_of(one, spans)) for one in sessions],
            rooms=range(len(self.structure.rooms)),
        )
        shown = {one.code: self._session(one, spans[one.code], grid) for one in sessions}
        return ShownDay(
            id=f"d{on}",
            title=day(on),
            name=day_name(on),
            count=sum(not one.is_withdrawn and one.format is not Format.BREAK for one in sessions),
            columns=grid.columns,
            zone=self.times.zone,
            ends=max(ends for _starts, ends in spans.values()).isoformat(),
            rooms=[self._room(head) for head in grid.rooms],
            slots=[
                ShownSlot(
                    _clock(self.times.local(slot.starts)),
                    slot.starts.isoformat(),
                    slot.classes,
                    [shown[str(key)] for key in slot.keys],
                )
                for slot in grid.slots
            ],
        )

    def _column_of(self, session: SessionFacts, spans: Mapping[str, tuple[datetime, datetime]]) -> int | None:
        """The number of its room; none for what is for everybody while nothing else goes on: it lies across all."""
        if session.room_id is None:
            return None
        starts, ends = spans[session.code]
        is_for_all = session.format in FOR_EVERYBODY and not any(
            first < ends and starts < last for code, (first, last) in spans.items() if code != session.code
        )
        return None if is_for_all else self.room_numbers.get(session.room_id)

    def _room(self, head: RoomHead) -> ShownRoom:
        if head.room is None:
            return ShownRoom(_("Elsewhere"), "", head.classes)
        room = self.structure.rooms[head.room]
        return ShownRoom(room.name, room_words(room), head.classes)

    def _session(self, session: SessionFacts, span: tuple[datetime, datetime], grid: DayGrid) -> ShownSession:
        room = self.room_numbers.get(session.room_id) if session.room_id else None
        is_break = session.format is Format.BREAK
        has_space = grid.columns <= MOST_COLUMNS_WITH_AFFILIATIONS
        return ShownSession(
            title=session.title,
            url=None if is_break else self.addresses.session(session.code),
            lang=language_of(session.title, session.language),
            time=self.times.span(session),
            starts=span[0].isoformat(),
            ends=span[1].isoformat(),
            room=self.structure.rooms[room].name if room is not None else None,
            format=format_word(session.format),
            people=people_line(session.everybody(), self.people, with_affiliations=has_space) or None,
            track=self.tracks.get(session.track_id) if session.track_id else None,
            is_break=is_break,
            is_cancelled=session.is_withdrawn,
            places=grid.places[session.code].classes if grid.columns else "",
        )


def _instants(session: SessionFacts, zone: str) -> tuple[datetime, datetime]:
    starts, ends = session.starts_at(zone), session.ends_at(zone)
    if starts is None or ends is None:
        raise ValueError(f"{session.code} is not placed")
    return starts, ends


def people_line(on_stage: Sequence[OnStage], people: People, *, with_affiliations: bool = True) -> str:
    """ "Jane Vũ, NGO 8 · Vannak Ly · and 3 more". People who were erased are left out."""
    known = [one for one in on_stage if one.person_id in people]
    names = [
        ", ".join(filter(None, [people[one.person_id].name, affiliation_of(one, people) if with_affiliations else ""]))
        for one in known[:MOST_NAMES_ON_A_CARD]
    ]
    more = len(known) - len(names)
    if more:
        names.append(_("and %(number)s more", number=more))
    return " · ".join(names)


def affiliation_of(one: OnStage, people: People) -> str:
    """For whom somebody speaks here; else where they are known to belong."""
    return one.affiliation or people[one.person_id].affiliation


# --- one session --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownOnStage:
    """Somebody as components/person.html takes it."""

    name: str
    url: str | None
    lang: str | None
    role: str
    affiliation: str
    photo: str | None


@dataclass(frozen=True, slots=True)
class ShownContribution:
    title: str
    minutes: int | None
    people: str
    abstract: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSessionPage:
    """Everything that the page of one session says."""

    title: str
    lang: str | None
    subtitle: str
    summary: str
    format: str
    track: ShownTrack | None
    is_withdrawn: bool
    is_for_calendars: bool
    abstract: str
    description: str
    contributions: list[ShownContribution]
    people: list[ShownOnStage]
    links: list[Neighbour]
    day: str
    time: str
    starts: str
    minutes: int
    night_of: str
    zone_name: str
    event_zone_name: str
    is_elsewhere: bool
    room: str
    room_note: str
    language: str
    recording: str
    before: Neighbour | None
    after: Neighbour | None


def session_page_of(
    structure: Structure,
    session: SessionFacts,
    people: People,
    times: Times,
    *,
    session_url: Callable[[str], str],
    people_url: str,
) -> ShownSessionPage:
    """One session of a structure, with its neighbours in the same room."""
    room, track = structure.room(session.room_id), structure.track(session.track_id)
    starts = session.starts_at(times.event_zone)
    before, after = _neighbours(structure, session, session_url)
    return ShownSessionPage(
        title=session.title,
        lang=language_of(session.title, session.language),
        subtitle=session.subtitle,
        summary=" ".join(session.abstract.split())[:SUMMARY_LENGTH],
        format=format_word(session.format),
        track=ShownTrack(track.letter, track.name, track.dye.value) if track else None,
        is_withdrawn=session.is_withdrawn,
        is_for_calendars=session.is_for_calendars and not session.is_withdrawn,
        abstract=session.abstract,
        description=session.description,
        contributions=[
            ShownContribution(one.title, one.minutes, people_line(one.people, people), one.abstract)
            for one in session.contributions
        ],
        people=_on_stage(session, people, people_url),
        links=[Neighbour(link.title or link.url, link.url) for link in session.links if _may_be_followed(link.url)],
        day=day(times.local(starts)) if starts else "",
        time=times.clocks(session),
        starts=starts.isoformat() if starts else "",
        minutes=session.minutes,
        night_of=_night_of(session),
        zone_name=zone_name(times.zone, starts),
        event_zone_name=zone_name(times.event_zone, starts),
        is_elsewhere=times.is_elsewhere,
        room=room.name if room else "",
        room_note=room_words(room) if room else "",
        language=language_word(session.language),
        recording=_recording(session),
        before=before,
        after=after,
    )


def _on_stage(session: SessionFacts, people: People, people_url: str) -> list[ShownOnStage]:
    return [
        ShownOnStage(
            name=people[one.person_id].name,
            # Who is on stage in cancelled sessions only does not stand on the page of the people.
            url=None if session.is_withdrawn else f"{people_url}#{anchor_of(one.person_id)}",
            lang=language_of(people[one.person_id].name),
            role=role_word(one.role),
            affiliation=affiliation_of(one, people),
            photo=photo_url(people[one.person_id].photo_file_id),
        )
        for one in session.everybody()
        if one.person_id in people
    ]


def _may_be_followed(url: str) -> bool:
    """Files bring links of any kind; only these two lead to a page."""
    return url.lower().startswith(("https://", "http://"))


def _night_of(session: SessionFacts) -> str:
    if session.day is None or session.starts_local is None or session.starts_local.date() == session.day:
        return ""
    return day_and_month(session.day)


def _recording(session: SessionFacts) -> str:
    if session.do_not_record:
        return str(_("This session is not recorded."))
    return str(_("Recorded under %(license)s.", license=session.recording_license)) if session.recording_license else ""


def _neighbours(
    structure: Structure, session: SessionFacts, session_url: Callable[[str], str]
) -> tuple[Neighbour | None, Neighbour | None]:
    if session.room_id is None or not session.is_placed:
        return None, None
    row = [
        one
        for one in structure.sessions
        if one.room_id == session.room_id
        and one.day == session.day
        and (one.code == session.code or not (one.is_withdrawn or one.format is Format.BREAK))
    ]
    at = next(index for index, one in enumerate(row) if one.code == session.code)
    around = [row[at - 1] if at else None, row[at + 1] if at + 1 < len(row) else None]
    before, after = (Neighbour(one.title, session_url(one.code)) if one else None for one in around)
    return before, after


# --- people -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownRole:
    """What somebody does in one session."""

    title: str
    url: str
    lang: str | None
    role: str
    when: str


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Somebody on stage, with all that they do."""

    anchor: str
    name: str
    lang: str | None
    affiliation: str
    role: str
    biography: str
    photo: str | None
    sessions: list[ShownRole]


def anchor_of(person_id: UUID) -> str:
    """Where somebody stands on the page of the people."""
    return f"p-{person_id.hex[:12]}"


def photo_url(file_id: UUID | None) -> str | None:
    """Where a photo is served, if there is one."""
    return url_for("files.one", file_id=file_id) if file_id else None


def people_on_stage(
    structure: Structure, people: People, times: Times, session_url: Callable[[str], str]
) -> list[PersonEntry]:
    """Everybody who is on stage in a session that takes place, by name."""
    found: dict[UUID, list[tuple[OnStage, SessionFacts]]] = {}
    for session in structure.sessions:
        if session.is_withdrawn:
            continue
        for one in session.everybody():
            if one.person_id in people:
                found.setdefault(one.person_id, []).append((one, session))
    shown = [_person(person_id, roles, people, times, session_url) for person_id, roles in found.items()]
    return sorted(shown, key=lambda one: (by_name(one.name), one.anchor))


def by_name(name: str) -> tuple[str, str]:
    """The key to sort names with: letters with marks beside those without."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return plain.casefold(), name


def is_named_like(person: PersonEntry, words: Sequence[str]) -> bool:
    """Whether each word of a search stands in a person's name or affiliation, marks and case aside."""
    text, _name = by_name(f"{person.name} {person.affiliation}")
    return all(by_name(word)[0] in text for word in words)


def _person(
    person_id: UUID,
    roles: Sequence[tuple[OnStage, SessionFacts]],
    people: People,
    times: Times,
    session_url: Callable[[str], str],
) -> PersonEntry:
    known = people[person_id]
    affiliations = dict.fromkeys(filter(None, (affiliation_of(one, people) for one, _session in roles)))
    return PersonEntry(
        anchor=anchor_of(person_id),
        name=known.name,
        lang=language_of(known.name),
        affiliation=" · ".join(affiliations),
        role=", ".join(dict.fromkeys(role_word(one.role) for one, _session in roles)),
        biography=known.biography,
        photo=photo_url(known.photo_file_id),
        sessions=[
            ShownRole(
                session.title,
                session_url(session.code),
                language_of(session.title, session.language),
                role_word(one.role),
                f"{day_and_month(session.day)}, {times.span(session)}" if session.day else "",
            )
            for one, session in roles
        ],
    )


def session_addresses(slug: str, zone: str | None = None) -> Callable[[str], str]:
    """The addresses of sessions by their codes. They keep the zone that the reader asked for."""
    # A pattern is built once and filled in: url_for for each of 300 sessions is a tenth of the page's time.
    pattern = url_for("programme.session", slug=slug, code="CODE00", zone=zone)
    return lambda code: pattern.replace("CODE00", code, 1)


def public_addresses(slug: str, zone: str | None) -> Addresses:
    """The addresses of the published agenda."""
    return Addresses(
        session=session_addresses(slug, zone),
        agenda=lambda **query: url_for("programme.agenda", slug=slug, **query),
    )
