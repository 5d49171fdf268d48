"""The draft as rows of a table: what stands where, how it differs from what is published, and what is wrong with it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from convene.programme.catalogue import Format
from convene.programme.conditions import Conditions
from convene.programme.queries.draft import AgendaState
from convene.programme.rules.changes import ChangeKind, Difference
from convene.programme.rules.slots import AgendaWarning
from convene.programme.showing.agenda import ShownTrack
from convene.programme.showing.times import Times, day_and_month
from convene.programme.showing.words import format_word, language_of
from convene.programme.structure import OnStage, SessionFacts, Structure
from convene.web.languages import day, duration
from convene.web.searching import search_line, words_to_find

ALL_DAYS = "all"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One session of the draft."""

    code: str
    number: int
    title: str
    lang: str | None
    format: str
    time: str
    room: str
    people: str
    track: ShownTrack | None
    state: tuple[str, str]
    warnings: list[AgendaWarning]
    is_break: bool
    is_withdrawn: bool
    can_be_deleted: bool
    #: How many want to come, as far as stars say; and the seats, where they are fewer.
    stars: str
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class DraftDay:
    on: date
    title: str
    rows: list[DraftRow]


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that chooses what the table shows."""

    label: str
    url: str
    count: int
    is_current: bool
    track: ShownTrack | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the table is limited to: a day, the letter of a track, the number of a room from 1, what is wrong, words."""

    day: str = ""
    track: str = ""
    room: str = ""
    only: str = ""
    q: str = ""

    @property
    def is_everything(self) -> bool:
        return not (self.day or self.track or self.room or self.only or self.q)


@dataclass(frozen=True, slots=True)
class DraftTable:
    """The page of the draft."""

    tray: list[DraftRow]
    days: list[DraftDay]
    warnings: list[AgendaWarning]
    total: int
    choices: list[tuple[str, list[Choice]]]
    chosen: Chosen


def table_of(
    structure: Structure,
    difference: Difference,
    warnings: Sequence[AgendaWarning],
    names: Mapping[UUID, str],
    *,
    was_published: Callable[[UUID], bool],
    conditions: Conditions,
    chosen: Chosen,
    slug: str,
) -> DraftTable:
    """The draft by day.

    What is asked for and is not there, such as a room that is gone, limits nothing.
    """
    chosen = _known(structure, chosen)
    of_session: dict[UUID, list[AgendaWarning]] = defaultdict(list)
    placed_ids = {one.id for one in structure.sessions if one.is_placed}
    for warning in warnings:
        for session_id in warning.session_ids:
            if session_id in placed_ids:  # that the others have no time is said by the tray
                of_session[session_id].append(warning)
    kinds = {one.session.id: one.kind for one in difference.changes}
    maker = _RowMaker(structure, kinds, of_session, names, was_published, conditions)
    words = [word.casefold() for word in words_to_find(chosen.q)]
    wanted = [
        one
        for one in structure.sessions
        if _is_wanted(structure, one, chosen, of_session) and _has_words(one, words, names)
    ]
    days: dict[date, list[DraftRow]] = defaultdict(list)
    for one in wanted:
        if one.day is not None:
            days[one.day].append(maker.row(one))
    return DraftTable(
        tray=[maker.row(one) for one in wanted if not one.is_placed],
        days=[DraftDay(on, day(on), rows) for on, rows in sorted(days.items())],
        warnings=list(warnings),
        total=len(structure.sessions),
        choices=_choices(structure, chosen, of_session, slug),
        chosen=chosen,
    )


def first_day_of(structure: Structure) -> str:
    """The first day on which anything stands, as a choice; "" where nothing does."""
    return min((one.day for one in structure.sessions if one.day is not None), default=date.min).isoformat()


def _known(structure: Structure, chosen: Chosen) -> Chosen:
    days = {on.isoformat() for on in structure.days()}
    rooms = {str(number) for number in range(1, len(structure.rooms) + 1)}
    letters = {track.letter for track in structure.tracks}
    return Chosen(
        day=chosen.day if chosen.day in {*days, ALL_DAYS} else "",
        track=chosen.track if chosen.track in letters else "",
        room=chosen.room if chosen.room in rooms else "",
        only="wrong" if chosen.only == "wrong" else "",
        q=search_line(chosen.q),
    )


def _is_wanted(
    structure: Structure, session: SessionFacts, chosen: Chosen, warnings: Mapping[UUID, list[AgendaWarning]]
) -> bool:
    track = structure.track(session.track_id)
    room = structure.room(session.room_id)
    return (
        (chosen.day in {"", ALL_DAYS} or (session.day is not None and session.day.isoformat() == chosen.day))
        and (not chosen.track or (track is not None and track.letter == chosen.track))
        and (not chosen.room or room == structure.rooms[int(chosen.room) - 1])
        and (not chosen.only or bool(warnings.get(session.id)))
    )


def _has_words(session: SessionFacts, words: Sequence[str], names: Mapping[UUID, str]) -> bool:
    """Whether each word stands in its title, in a name on its stage, or is its code or number."""
    said = f"{session.title} {session.subtitle} {names_line(session.everybody(), names)}".casefold()
    return all(word in said or word in {session.code.casefold(), str(session.number)} for word in words)


def _choices(
    structure: Structure, chosen: Chosen, warnings: Mapping[UUID, list[AgendaWarning]], slug: str
) -> list[tuple[str, list[Choice]]]:
    sessions = structure.sessions
    days = Counter(one.day for one in sessions)
    tracks = Counter(one.track_id for one in sessions)
    rooms = Counter(one.room_id for one in sessions)

    def url(**change: str) -> str:
        to = replace(chosen, **change)
        return url_for(
            "draft.agenda", slug=slug, day=to.day or None, track=to.track or None, room=to.room or None,
            only=to.only or None, q=to.q or None,
        )  # fmt: skip

    def choice(label: str, name: str, value: str, count: int, track: ShownTrack | None = None) -> Choice:
        is_current = getattr(chosen, name) == value
        return Choice(label, url(**{name: "" if is_current else value}), count, is_current, track)

    wrong = sum(bool(warnings.get(one.id)) for one in sessions)
    groups = [
        (
            _("Days"),
            [
                *(choice(day_and_month(on), "day", on.isoformat(), days[on]) for on in structure.days() if days[on]),
                *([choice(_("All days"), "day", ALL_DAYS, len(sessions))] if chosen.day else []),
            ],
        ),
        (
            _("Tracks"),
            [
                choice(one.name, "track", one.letter, tracks[one.id], ShownTrack(one.letter, one.name, one.dye.value))
                for one in structure.tracks
                if tracks[one.id]
            ],
        ),
        (
            _("Rooms"),
            [
                choice(one.name, "room", str(number), rooms[one.id])
                for number, one in enumerate(structure.rooms, start=1)
                if rooms[one.id]
            ],
        ),
        (_("To look at"), [choice(_("With a warning"), "only", "wrong", wrong)] if wrong or chosen.only else []),
    ]
    return [(label, found) for label, found in groups if len(found) > 1 or any(one.is_current for one in found)
            or (found and label == groups[-1][0])]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _RowMaker:
    structure: Structure
    kinds: Mapping[UUID, ChangeKind]
    warnings: Mapping[UUID, list[AgendaWarning]]
    names: Mapping[UUID, str]
    was_published: Callable[[UUID], bool]
    conditions: Conditions

    def row(self, session: SessionFacts) -> DraftRow:
        track, room = self.structure.track(session.track_id), self.structure.room(session.room_id)
        times = Times(self.structure.zone, self.structure.zone)
        return DraftRow(
            code=session.code,
            number=session.number,
            title=session.title,
            lang=language_of(session.title, session.language),
            format=format_word(session.format),
            time=times.span(session) or duration(session.minutes),
            room=room.name if room else "",
            people=names_line(session.everybody(), self.names),
            track=ShownTrack(track.letter, track.name, track.dye.value) if track else None,
            state=self._state(session),
            warnings=self.warnings.get(session.id, []),
            is_break=session.format is Format.BREAK,
            is_withdrawn=session.is_withdrawn,
            can_be_deleted=not self.was_published(session.id),
            stars=stars_words(self.conditions.wanted.get(session.id, 0), room.capacity if room else None),
            is_pinned=self.conditions.of(session.id).is_pinned,
        )

    def _state(self, session: SessionFacts) -> tuple[str, str]:
        """The word and the tone for how a session stands to what is published."""
        kind = self.kinds.get(session.id)
        words = {
            ChangeKind.NEW: (_("New"), "good"),
            ChangeKind.MOVED: (_("Moved"), "info"),
            ChangeKind.CHANGED: (_("Changed"), "info"),
            ChangeKind.CANCELLED: (_("Withdrawn"), "bad"),
            ChangeKind.RESTORED: (_("Restored"), "good"),
        }
        if kind is not None:
            return words[kind]
        if session.is_withdrawn:
            return _("Withdrawn"), "bad"
        return (_("Published"), "quiet") if self.was_published(session.id) else (_("Draft"), "quiet")


def stars_words(count: int, seats: int | None = None) -> str:
    """ "33 starred", "33 starred, 30 seats"; nothing without a star."""
    if not count:
        return ""
    said = ngettext("%(num)s starred", "%(num)s starred", count)
    if seats is None or count <= seats:
        return str(said)
    return ", ".join([said, ngettext("%(num)s seat", "%(num)s seats", seats)])


def names_line(people: Sequence[OnStage], names: Mapping[UUID, str]) -> str:
    """ "Jane Vũ, Vannak Ly"."""
    return ", ".join(names[one.person_id] for one in people if one.person_id in names)


def state_line(state: AgendaState, changes: int) -> str:
    """How the draft stands to what is published, in one line."""
    if not state.is_published:
        return str(_("Nothing of this is published yet."))
    if not changes:
        return str(_("No change since version %(number)s.", number=state.number))
    said = ngettext(
        "%(num)s change since version %(number)s", "%(num)s changes since version %(number)s", changes,
        number=state.number,
    )  # fmt: skip
    return str(said)
