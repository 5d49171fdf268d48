"""Decisions about an agenda, over plain values: what changed, what clashes, codes and letters."""

import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from convene.engines.ics import spring_gap
from convene.events.catalogue import Attribution
from convene.events.rules import Defaults, is_over
from convene.programme.catalogue import Available, Format, Reach, StageAnswer, StageState
from convene.programme.structure import (
    OnStage,
    RoomFacts,
    SessionFacts,
    Structure,
    TrackFacts,
    day_of,
    instant_of,
    wall_of,
)
from convene.sentences import Sentence, says, says_one_or_many

#: So long after an event those on stage can send their slides.
HAND_IN_AFTERWARDS = timedelta(days=60)
#: No vowels, so that no word arises; none of 0 O 1 I L, which are read for one another.
CODE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6
#: No night is longer: a session that begins later belongs to the day on the calendar, whatever a file says.
NIGHT_ENDS = time(12)


def new_code(taken: Collection[str]) -> str:
    """A code for a session, random, and none of those taken."""
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if code not in taken:
            return code


def letters_for(names: Sequence[str]) -> list[str]:
    """A letter for each track, in order: the first of its name that no track before it has, where there is one."""
    taken: set[str] = set()
    letters = []
    for name in names:
        own = [letter.upper() for letter in name if letter.isalnum() and len(letter.upper()) == 1]
        others = [*own, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        letter = next((each for each in others if each not in taken), (own or ["A"])[0])
        taken.add(letter)
        letters.append(letter)
    return letters


# --- what files say ---------------------------------------------------------------------------------------------

#: Words of files, in small letters, and the format that is meant. They stand by themselves, or as their plural; where a
#: sign * stands a longer word may go on, as in the compounds of German: "Kaffeepause", "Podiumsdiskussion".
FORMATS_OF_WORDS = {
    "lightning": Format.LIGHTNING_TALKS,
    "keynote*": Format.KEYNOTE,
    "plenar*": Format.PLENARY,  # plenary, plenaria, Plenarsitzung
    "*plenum*": Format.PLENARY,
    "plenária": Format.PLENARY,
    "plénière": Format.PLENARY,
    "opening": Format.PLENARY,
    "closing": Format.PLENARY,
    "ceremon*": Format.PLENARY,
    "fireside": Format.FIRESIDE_CHAT,
    "panel*": Format.PANEL,
    "podium*": Format.PANEL,
    "roundtable": Format.PANEL,
    "round table": Format.PANEL,
    "round-table": Format.PANEL,
    "*workshop*": Format.WORKSHOP,
    "tutorial*": Format.WORKSHOP,
    "training*": Format.WORKSHOP,
    "hands-on": Format.WORKSHOP,
    "breakout*": Format.BREAKOUT,
    "break-out": Format.BREAKOUT,
    "break out": Format.BREAKOUT,
    "brainstorm*": Format.BRAINSTORM,
    "meeting": Format.GROUP_WORK,
    "meetup": Format.GROUP_WORK,
    "group work": Format.GROUP_WORK,
    "groupwork": Format.GROUP_WORK,
    "*gruppenarbeit*": Format.GROUP_WORK,
    "travail de groupe": Format.GROUP_WORK,
    "trabajo en grupo": Format.GROUP_WORK,
    "assembl*": Format.GROUP_WORK,
    "coffee*": Format.BREAK,
    "lunch*": Format.BREAK,
    "tea": Format.BREAK,
    "break": Format.BREAK,
    "breakfast": Format.BREAK,
    "*pause": Format.BREAK,
    "pausa": Format.BREAK,
    "mittag*": Format.BREAK,
    "kaffee*": Format.BREAK,
    "almuerzo": Format.BREAK,
    "déjeuner": Format.BREAK,
    "party": Format.SOCIAL,
    "social": Format.SOCIAL,
    "*dinner": Format.SOCIAL,
    "reception": Format.SOCIAL,
    "concert": Format.SOCIAL,
    "performance": Format.SOCIAL,
    "film": Format.SOCIAL,
    "filmabend": Format.SOCIAL,
    "filmvorführung": Format.SOCIAL,
    "contest": Format.SOCIAL,
    "game": Format.SOCIAL,
}
#: What looks like one of them and is none: nobody dances at a third-party demo.
NO_FORMATS = re.compile(r"\b(?:(?:third|first|multi|political)[ -]party|menopause)\b")
#: Asked after all others: a "panel presentation" is a panel. Within a longer word as well ("Impulsvortrag"): a talk is
#: what would be guessed anyway.
WORDS_OF_TALKS = (
    *("talk", "lecture", "presentation", "présentation", "speech", "address", "paper", "intervention", "conférence"),
    *(
        "exposé",
        "vortrag",
        "vorträge",
        "referat",
        "ponencia",
        "presentación",
        "presentaciones",
        "charla",
        "conferencia",
    ),
    *("apresentação", "palestra", "presentazione", "presentasi", "trình bày", "báo cáo"),
)
CODE_OF_A_FILE = re.compile(r"[0-9A-Z]{6}")


def format_for(word: str) -> Format:
    """The format that a file's word for it means; a talk where nothing else is known."""
    return known_format(word) or Format.TALK


def known_format(word: str) -> Format | None:
    """The same, or None where it is a guess."""
    small = " ".join(word.lower().replace("_", " ").split())
    if small in set(Format):
        return Format(small)
    without = NO_FORMATS.sub(" ", small)
    found = next((format_ for pattern, format_ in _PATTERNS if pattern.search(without)), None)
    return found or (Format.TALK if any(each in small for each in WORDS_OF_TALKS) else None)


def _pattern(word: str) -> re.Pattern[str]:
    before = "" if word.startswith("*") else r"\b"
    after = "" if word.endswith("*") else r"(?:s|es|n|en)?\b"
    return re.compile(before + re.escape(word.strip("*")) + after)


#: The table is asked from the longest word on: "breakout" before "break".
_PATTERNS = [
    (_pattern(word), FORMATS_OF_WORDS[word])
    for word in sorted(FORMATS_OF_WORDS, key=lambda word: len(word.strip("*")), reverse=True)
]


def remarks_on_formats(words: Iterable[tuple[str, int | None]]) -> list[tuple[Sentence, tuple[int, ...]]]:
    """What to say of a file's words for formats that are not known, and in which rows they stand; each word once.

    `words` with their rows, in the order of the file; None where a file has no rows.
    """
    rows: dict[str, list[int]] = {}
    for word, row in words:
        if word.strip() and known_format(word) is None:
            rows.setdefault(word.strip(), []).extend([row] if row is not None else [])
    return [
        (
            says("The format “%(word)s” is not known here. It is kept, and read as a talk.", word=word),
            tuple(sorted(found)),
        )
        for word, found in rows.items()
    ]


def clashes_of(structure: Structure, names: Mapping[UUID, str]) -> list[Warning]:
    """Of what is wrong or odd, where sessions stand in each other's way: a room or a person that both have."""
    return [one for one in find_warnings(structure, names) if len(one.session_ids) > 1]


def code_for(wished: str | None, taken: Collection[str]) -> str:
    """The code of a file if it can be one here, else a new one."""
    if wished and CODE_OF_A_FILE.fullmatch(wished) and wished not in taken:
        return wished
    return new_code(taken)


def day_in_agenda(wall: datetime, day: date, day_turns_at: time) -> date:
    """The day that a session of a file stands in: the file's, if it begins on it or in the night after it."""
    nights_later = (wall.date() - day).days
    if nights_later == 0 or (nights_later == 1 and wall.time() < NIGHT_ENDS):
        return day
    return day_of(wall, day_turns_at)


def shifted(wall: datetime, fold: int, zone: str, gap: tuple[datetime, datetime] | None) -> tuple[datetime, int]:
    """When a session that was moved by whole days begins: at the same hour on the wall. One whose hour is skipped there
    (`gap`) begins when the gap is over. The second of two equal hours is meant only where there are two."""
    if gap is not None:
        return gap[1], 0
    rules = ZoneInfo(zone)
    is_there_twice = wall.replace(tzinfo=rules, fold=0).utcoffset() != wall.replace(tzinfo=rules, fold=1).utcoffset()
    return wall, fold if is_there_twice else 0


# --- what changed -----------------------------------------------------------------------------------------------


class ChangeKind(StrEnum):
    """How a session differs from what is published. The words are those of the component `change`."""

    NEW = "new"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    RESTORED = "restored"


class What(StrEnum):
    """What of a session differs."""

    TIME = "time"
    DAY = "day"
    LENGTH = "length"
    ROOM = "room"
    TITLE = "title"
    FORMAT = "format"
    TRACK = "track"
    LANGUAGE = "language"
    PEOPLE = "people"
    CONTRIBUTIONS = "contributions"
    TEXT = "text"  # subtitle, abstract or description: too long to be shown side by side
    LINKS = "links"
    RECORDING = "recording"
    INTERPRETATION = "interpretation"
    NOTES = "notes"  # on access and content: sentences
    ATTRIBUTION = "attribution"
    ZONE = "zone"
    DAYS = "days"
    ROOMS = "rooms"
    TRACKS = "tracks"


MOVES = frozenset({What.TIME, What.DAY, What.ROOM})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that differs, and both values as plain values: a page words them.

    time: naive wall datetimes or None; day: dates or None; length: minutes; title, language: text; format: `Format`;
    room, track: names or None; people: tuples of `OnStage`; contributions: tuples of titles. text, links, recording:
    None, they are not shown side by side. Of the frame: zone: names; days: pairs of dates; rooms, tracks: tuples of
    names.
    """

    what: What
    was: object = None
    now: object = None


@dataclass(frozen=True, slots=True)
class Change:
    """One session that differs. `session` is as in the draft; as it was for one that is gone from it."""

    kind: ChangeKind
    session: SessionFacts
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What a publish would change: sessions in the order of the agenda, and its frame (days, zone, rooms, tracks)."""

    changes: tuple[Change, ...] = ()
    frame: tuple[FieldChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.frame

    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind is kind)


def to_publish(published: Structure | None, draft: Structure) -> Structure:
    """What of the draft a publish makes public: all but sessions never shown that have no time or are withdrawn.

    What was shown once stays, with its address: as withdrawn, or without a time.
    """
    shown = {session.id for session in published.sessions} if published else set()
    return replace(
        draft,
        sessions=tuple(
            session
            for session in draft.sessions
            if session.id in shown or (session.is_placed and not session.is_withdrawn)
        ),
    )


def for_restoring(structure: Structure, people: Collection[UUID]) -> Structure:
    """A version as it can be written back: without those people who are there no more."""

    def of(stage: tuple[OnStage, ...]) -> tuple[OnStage, ...]:
        return tuple(one for one in stage if one.person_id in people)

    return replace(
        structure,
        sessions=tuple(
            replace(
                session,
                people=of(session.people),
                contributions=tuple(replace(each, people=of(each.people)) for each in session.contributions),
            )
            for session in structure.sessions
        ),
    )


def compare(published: Structure | None, draft: Structure) -> Difference:
    """How `draft` differs from what is published. None: nothing is, and everything is new."""
    if published is None:
        return Difference(tuple(Change(ChangeKind.NEW, session) for session in draft.sessions))
    before = {session.id: session for session in published.sessions}
    changes = [_change(before.pop(session.id, None), session, published, draft) for session in draft.sessions]
    gone = [Change(ChangeKind.CANCELLED, session) for session in before.values() if not session.is_withdrawn]
    return Difference((*(change for change in changes if change), *gone), tuple(_frame(published, draft)))


def _change(was: SessionFacts | None, now: SessionFacts, published: Structure, draft: Structure) -> Change | None:
    if was is None:
        return Change(ChangeKind.NEW, now)
    fields = tuple(_fields(was, now, published, draft))
    if was.is_withdrawn != now.is_withdrawn:
        return Change(ChangeKind.CANCELLED if now.is_withdrawn else ChangeKind.RESTORED, now, fields)
    if not fields:
        return None
    has_moved = any(field.what in MOVES for field in fields)
    return Change(ChangeKind.MOVED if has_moved else ChangeKind.CHANGED, now, fields)


def _fields(was: SessionFacts, now: SessionFacts, published: Structure, draft: Structure) -> Iterator[FieldChange]:
    before, after = dict(_told(was, published)), dict(_told(now, draft))
    for what, (is_equal_by, shown) in after.items():
        if before[what][0] != is_equal_by:
            yield FieldChange(what, before[what][1], shown)


def _told(session: SessionFacts, structure: Structure) -> Iterator[tuple[What, tuple[object, object]]]:
    """What a session says, one thing after another: the value that is compared, and the one that is shown."""
    yield What.TIME, ((session.starts_local, session.fold), session.starts_local)
    yield What.DAY, (session.day, session.day)
    yield What.LENGTH, (session.minutes, session.minutes)
    yield What.ROOM, (session.room_id, _name(structure.room(session.room_id)))
    yield What.TITLE, (session.title, session.title)
    yield What.FORMAT, (session.format, session.format)
    yield What.TRACK, (session.track_id, _name(structure.track(session.track_id)))
    yield What.LANGUAGE, (session.language, session.language)
    yield What.PEOPLE, (session.people, session.people)
    yield What.CONTRIBUTIONS, (session.contributions, tuple(each.title for each in session.contributions))
    yield What.TEXT, ((session.subtitle, session.abstract, session.description, session.source_type), None)
    yield What.LINKS, (session.links, None)
    yield What.RECORDING, ((session.recording_license, session.do_not_record), None)
    yield What.INTERPRETATION, (session.interpretation, session.interpretation)
    yield What.NOTES, ((session.access_note, session.content_note), None)
    yield What.ATTRIBUTION, (session.attribution, session.attribution)


def _frame(was: Structure, now: Structure) -> Iterator[FieldChange]:
    if was.zone != now.zone:
        yield FieldChange(What.ZONE, was.zone, now.zone)
    if (was.starts_on, was.ends_on, was.day_turns_at) != (now.starts_on, now.ends_on, now.day_turns_at):
        yield FieldChange(What.DAYS, (was.starts_on, was.ends_on), (now.starts_on, now.ends_on))
    if was.rooms != now.rooms:
        yield FieldChange(What.ROOMS, tuple(r.name for r in was.rooms), tuple(r.name for r in now.rooms))
    if was.tracks != now.tracks:
        yield FieldChange(What.TRACKS, tuple(t.name for t in was.tracks), tuple(t.name for t in now.tracks))


def _name(named: RoomFacts | TrackFacts | None) -> str | None:
    return named.name if named else None


# --- what clashes -----------------------------------------------------------------------------------------------


#: When people come on the first day of an event and go on its last, on the wall; None: not said.
Hours = tuple[time | None, time | None]


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001, it is the word that organisers read
    """Something in the agenda that an organiser should look at. One that `blocks` keeps it from being published."""

    says: Sentence
    session_ids: tuple[UUID, ...]
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class _Slot:
    """A session that takes place, with its instants."""

    session: SessionFacts
    starts_at: datetime
    ends_at: datetime


#: What may go on beside a plenary: nobody who is there misses anything.
BESIDE_A_PLENARY = frozenset({Format.SOCIAL, Format.PLENARY})
#: What may go on in a break of everybody.
IN_A_BREAK = frozenset({Format.BREAK, Format.SOCIAL})


def find_warnings(structure: Structure, names: Mapping[UUID, str], hours: Hours = (None, None)) -> list[Warning]:
    """What is wrong or odd: first what keeps the agenda from being published, then clashes, then the rest.

    `names` says what people are called, `hours` when they come on the first day and go on the last. Withdrawn
    sessions clash with nothing. Only a time that does not exist blocks: everything else may be meant, and the
    organiser knows better.
    """
    standing = [session for session in structure.sessions if session.is_placed and not session.is_withdrawn]
    skipped = list(_skipped_times(structure, standing))
    impossible = {session_id for warning in skipped for session_id in warning.session_ids}
    slots = sorted(
        (_slot(session, structure.zone) for session in standing if session.id not in impossible),
        key=lambda slot: (slot.starts_at, slot.session.number),
    )
    return [
        *skipped,
        *_people_in_two_places(slots, structure, names),
        *_rooms_taken_twice(slots, structure),
        *_plenaries_that_are_not_alone(slots),
        *_breaks_that_are_none(slots),
        *_outside_the_event(slots, structure),
        *_outside_its_hours(slots, structure, hours),
        *_beyond_their_day(slots, structure),
        *_not_placed(structure),
    ]


def _slot(session: SessionFacts, zone: str) -> _Slot:
    starts_at, ends_at = session.starts_at(zone), session.ends_at(zone)
    assert starts_at is not None, "only sessions with a time are asked"
    assert ends_at is not None, "only sessions with a time are asked"
    return _Slot(session, starts_at, ends_at)


def _skipped_times(structure: Structure, standing: Iterable[SessionFacts]) -> Iterator[Warning]:
    for session in standing:
        assert session.starts_local is not None, "only sessions with a time are asked"
        gap = spring_gap(session.starts_local, structure.zone)
        if gap:
            yield Warning(
                says(
                    "“%(title)s” is at %(time)s, a time that does not exist: that night the clocks go from %(begin)s "
                    "to %(end)s. Give it another time.",
                    title=session.title,
                    time=f"{session.starts_local:%H:%M}",
                    begin=f"{gap[0]:%H:%M}",
                    end=f"{gap[1]:%H:%M}",
                ),
                (session.id,),
                blocks=True,
            )


def _overlaps(slots: Sequence[_Slot]) -> Iterator[tuple[_Slot, _Slot]]:
    """Pairs that overlap, of slots in the order of their start: each slot at most once as the later one.

    Each is held against the one before it that lasts longest. Twenty sessions at one time give nineteen pairs and
    not a hundred and ninety, and a mistake in a file does not fill the page.
    """
    longest: _Slot | None = None
    for slot in slots:
        if longest and slot.starts_at < longest.ends_at:
            yield longest, slot
        if longest is None or slot.ends_at > longest.ends_at:
            longest = slot


def _people_in_two_places(slots: Sequence[_Slot], structure: Structure, names: Mapping[UUID, str]) -> Iterator[Warning]:
    of_person: dict[UUID, list[_Slot]] = defaultdict(list)
    for slot in slots:
        for person in slot.session.everybody():
            of_person[person.person_id].append(slot)
    for person_id, own in of_person.items():
        for first, second in _overlaps(own):
            yield _clash(
                says(
                    "%(who)s is in “%(first)s” and in “%(second)s” at the same time, %(day)s %(time)s.",
                    who=names.get(person_id, "?"),
                    **_of_both(first, second, structure),
                ),
                first,
                second,
            )


def _rooms_taken_twice(slots: Sequence[_Slot], structure: Structure) -> Iterator[Warning]:
    of_room: dict[UUID, list[_Slot]] = defaultdict(list)
    for slot in slots:
        if slot.session.room_id is not None:
            of_room[slot.session.room_id].append(slot)
    for room in structure.rooms:
        for first, second in _overlaps(of_room[room.id]):
            yield _clash(
                says(
                    "%(who)s has “%(first)s” and “%(second)s” at the same time, %(day)s %(time)s.",
                    who=room.name,
                    **_of_both(first, second, structure),
                ),
                first,
                second,
            )


def _of_both(first: _Slot, second: _Slot, structure: Structure) -> dict[str, object]:
    """What a sentence says of two sessions that overlap: their titles, and when both take place."""
    begins = wall_of(second.starts_at, structure.zone)[0]
    ends = wall_of(min(first.ends_at, second.ends_at), structure.zone)[0]
    return {
        "first": first.session.title,
        "second": second.session.title,
        "day": second.session.day or begins.date(),
        "time": f"{begins:%H:%M}–{ends:%H:%M}",
    }


def _clash(sentence: Sentence, first: _Slot, second: _Slot) -> Warning:
    return Warning(sentence, (first.session.id, second.session.id))


def _plenaries_that_are_not_alone(slots: Sequence[_Slot]) -> Iterator[Warning]:
    """Everybody is meant to be in a plenary; what runs beside it loses its people, or the plenary does."""
    plenaries = [slot for slot in slots if slot.session.format is Format.PLENARY]
    pauses = _breaks_of_everybody(slots)
    others = [slot for slot in slots if slot.session.format not in BESIDE_A_PLENARY and slot not in pauses]
    return _disturbed(
        plenaries,
        others,
        lambda plenary, first, count: says_one_or_many(
            "“%(plenary)s” is for everybody, and “%(first)s” takes place at the same time.",
            "“%(plenary)s” is for everybody, and %(count)s sessions take place at the same time.",
            count,
            plenary=plenary,
            first=first,
        ),
    )


def _breaks_of_everybody(slots: Sequence[_Slot]) -> list[_Slot]:
    """The breaks in no room, and those where nothing but breaks takes place: on the terrace, in the foyer."""
    worked_in = {slot.session.room_id for slot in slots if slot.session.format not in IN_A_BREAK}
    pauses = [slot for slot in slots if slot.session.format is Format.BREAK]
    return [slot for slot in pauses if slot.session.room_id not in worked_in - {None}]


def _breaks_that_are_none(slots: Sequence[_Slot]) -> Iterator[Warning]:
    """Whoever sits in a session while everybody has a break has none."""
    others = [slot for slot in slots if slot.session.format not in IN_A_BREAK]
    return _disturbed(
        _breaks_of_everybody(slots),
        others,
        lambda pause, first, count: says_one_or_many(
            "“%(pause)s” is a break in all rooms, and “%(first)s” takes place at the same time.",
            "“%(pause)s” is a break in all rooms, and %(count)s sessions take place at the same time.",
            count,
            pause=pause,
            first=first,
        ),
    )


def _disturbed(
    for_everybody: Iterable[_Slot], others: Sequence[_Slot], says_what: Callable[[str, str, int], Sentence]
) -> Iterator[Warning]:
    """A warning for each of these at whose time others are; `says_what` is given its title, that of the first of the
    others, and how many these are."""
    for one in for_everybody:
        beside = [slot for slot in others if slot.starts_at < one.ends_at and one.starts_at < slot.ends_at]
        if beside:
            sentence = says_what(one.session.title, beside[0].session.title, len(beside))
            yield Warning(sentence, (one.session.id, *(slot.session.id for slot in beside)))


def _outside_the_event(slots: Iterable[_Slot], structure: Structure) -> Iterator[Warning]:
    for slot in slots:
        day = slot.session.day
        if day is not None and not structure.starts_on <= day <= structure.ends_on:
            yield Warning(
                says(
                    "“%(title)s” is on %(day)s, which is not a day of the event.",
                    title=slot.session.title,
                    day=day,
                ),
                (slot.session.id,),
            )


def _outside_its_hours(slots: Iterable[_Slot], structure: Structure, hours: Hours) -> Iterator[Warning]:
    """Nobody is there before people come on the first day, and nobody stays when they go on the last."""
    comes, goes = hours
    for slot in slots:
        begins, ends = (wall_of(at, structure.zone)[0] for at in (slot.starts_at, slot.ends_at))
        if comes is not None and begins < datetime.combine(structure.starts_on, comes) <= ends:
            yield Warning(
                says(
                    "“%(title)s” begins at %(time)s, before the event does at %(hour)s.",
                    title=slot.session.title,
                    time=f"{begins:%H:%M}",
                    hour=f"{comes:%H:%M}",
                ),
                (slot.session.id,),
            )
        if goes is not None and begins <= datetime.combine(structure.ends_on, goes) < ends:
            yield Warning(
                says(
                    "“%(title)s” ends at %(time)s, after the event does at %(hour)s.",
                    title=slot.session.title,
                    time=f"{ends:%H:%M}",
                    hour=f"{goes:%H:%M}",
                ),
                (slot.session.id,),
            )


def _beyond_their_day(slots: Iterable[_Slot], structure: Structure) -> Iterator[Warning]:
    for slot in slots:
        day = slot.session.day
        ends = wall_of(slot.ends_at, structure.zone)[0]
        if day is not None and ends > datetime.combine(day + timedelta(days=1), structure.day_turns_at):
            yield Warning(
                says(
                    "“%(title)s” ends at %(time)s, when the next day of the agenda has begun.",
                    title=slot.session.title,
                    time=f"{ends:%H:%M}",
                ),
                (slot.session.id,),
            )


def _not_placed(structure: Structure) -> Iterator[Warning]:
    unplaced = structure.unplaced
    if unplaced:
        yield Warning(
            says_one_or_many(
                "“%(first)s” has no time yet.",
                "%(count)s sessions have no time yet.",
                len(unplaced),
                first=unplaced[0].title,
            ),
            tuple(session.id for session in unplaced),
        )


# --- what may be said of it -----------------------------------------------------------------------------------------

_LOOSEST_FIRST = tuple(Attribution)


def tells_more(attribution: Attribution | None, defaults: Defaults) -> bool:
    """Whether a session lets more be told of it than its event does. None: it says what the event says."""
    return attribution is not None and _LOOSEST_FIRST.index(attribution) < _LOOSEST_FIRST.index(defaults.attribution)


def is_recorded_all_the_same(do_not_record: bool | None, defaults: Defaults) -> bool:
    """Whether a session says that it is recorded, at an event that is not."""
    return do_not_record is False and not defaults.is_recorded


# --- materials ----------------------------------------------------------------------------------------------------

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who may fetch a material, and from when on."""

    reach: Reach = Reach.EVERYBODY
    available: Available = Available.AT_ONCE
    available_local: datetime | None = None
    is_hidden: bool = False


def opens_at(terms: Terms, session: SessionFacts, zone: str) -> datetime:
    """The instant from which on a material can be fetched; NEVER while the session that it waits for has no time."""
    if terms.available is Available.AFTER_SESSION:
        return session.ends_at(zone) or NEVER
    if terms.available is Available.AT_A_TIME:
        return instant_of(terms.available_local, zone) if terms.available_local else NEVER
    return ALWAYS


def may_fetch(terms: Terms, session: SessionFacts | None, zone: str, reader: Reach, at: datetime) -> bool:
    """Whether a reader who is no organiser can fetch a material now. `session`: as it is published, or None."""
    if session is None or session.is_withdrawn or terms.is_hidden:
        return False
    reaches = {Reach.EVERYBODY: {Reach.EVERYBODY}, Reach.REGISTERED: {Reach.EVERYBODY, Reach.REGISTERED}}
    return terms.reach in reaches.get(reader, set()) and opens_at(terms, session, zone) <= at


def may_hand_in(ends_on: date, day_turns_at: time, zone: str, at: datetime) -> bool:
    """Whether those on stage can still add to their sessions: until some weeks after the event, as slides come late."""
    return not is_over(hand_in_until(ends_on), day_turns_at, zone, at)


def hand_in_until(ends_on: date) -> date:
    """The last day on which those on stage can add to their sessions."""
    return ends_on + HAND_IN_AFTERWARDS


# --- asked and answered -----------------------------------------------------------------------------------------

#: So long nobody is reminded again, whoever presses the button.
LEFT_IN_PEACE = timedelta(hours=20)


def state_on_stage(asked_at: datetime | None, answer: StageAnswer | None) -> StageState:
    """How it stands between somebody on stage and the organisers. An answer counts, asked by mail or not."""
    if answer is not None:
        return StageState(answer.value)
    return StageState.ASKED if asked_at is not None else StageState.NOT_ASKED


def may_be_reminded(
    asked_at: datetime | None, reminded_at: datetime | None, answer: StageAnswer | None, at: datetime
) -> bool:
    """Whether another mail may ask: asked before, no answer yet, and the last mail is not of today."""
    if state_on_stage(asked_at, answer) is not StageState.ASKED:
        return False
    last = max(filter(None, (asked_at, reminded_at)))
    return at - last >= LEFT_IN_PEACE
