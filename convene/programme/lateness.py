"""A day that does not keep its times: what moves when it is said to be ten minutes late. Pure values on both sides.

A lateness runs through the sessions that follow, in the order of the day, each room by itself; what is in no room is
for everybody and waits for all of them. On its way it becomes less wherever something gives: a break that is cut, an
empty time, a session that is shortened. Minutes are elapsed time, so that the night of a clock change moves by what a
watch shows, and nothing comes to stand at an hour that is skipped.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from convene.programme.catalogue import CatchUp, Format
from convene.programme.conditions import NO_CONDITIONS, Conditions
from convene.programme.rules.slots import AgendaWarning, Slot, slot_of
from convene.programme.rules.warnings import Hours, find_warnings
from convene.programme.structure import SessionFacts, Structure, in_agenda_order, instant_of, wall_of
from convene.sentences import Sentence, says

#: Of an empty time so much is left to go from one thing to the next.
CHANGEOVER = 5
#: An empty time of this length is a pause: whoever is early waits there.
PAUSE = 15
#: Nothing that is under way is made to end sooner than that after its beginning.
SHORTEST = 5
#: Nobody is later than this, or earlier: what is moved further is another agenda.
MOST_MINUTES = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What is wished: from which session on, by how many minutes (earlier: below 0), in its room alone or in all, and
    how the day catches up. `asked_at` is the instant at which the consequences were looked at: what has begun by then
    does not begin later."""

    day: date
    from_id: UUID
    minutes: int
    is_everywhere: bool
    how: CatchUp
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """When something begins on the wall (`fold` as in `Place`), and how long it lasts."""

    starts_local: datetime
    fold: int
    minutes: int

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column. `Span.from_json` gives an equal one back."""
        return {"starts": self.starts_local.isoformat(), "fold": self.fold, "minutes": self.minutes}

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "Span":
        return Span(datetime.fromisoformat(plain["starts"]), plain["fold"], plain["minutes"])


@dataclass(frozen=True, slots=True)
class Moved:
    """A session that is moved, as it was, and when it is then."""

    session: SessionFacts
    then: Span

    @property
    def was(self) -> Span:
        return span_of(self.session)

    @property
    def cut(self) -> int:
        """By how many minutes it becomes shorter; below 0: longer."""
        return self.session.minutes - self.then.minutes


@dataclass(frozen=True, slots=True)
class KeptMove:
    """What is kept of a session that was moved, so that it can go back: when it was, and where it stood then."""

    session_id: UUID
    was: Span
    then: Span
    room_id: UUID | None

    @staticmethod
    def of(moved: Moved) -> "KeptMove":
        return KeptMove(moved.session.id, moved.was, moved.then, moved.session.room_id)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column. `KeptMove.from_json` gives an equal one back."""
        return {
            "session": str(self.session_id),
            "was": self.was.to_json(),
            "then": self.then.to_json(),
            "room": str(self.room_id) if self.room_id else None,
        }

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "KeptMove":
        # A move that was kept before rooms were says none: what is in a room is left there, not put back wrongly.
        room = plain.get("room")
        return KeptMove(
            UUID(plain["session"]),
            Span.from_json(plain["was"]),
            Span.from_json(plain["then"]),
            UUID(room) if room else None,
        )


@dataclass(frozen=True, slots=True)
class Return:
    """What comes of taking a move of the day back: what goes back, what was moved since and stays where it is, and what
    was withdrawn since."""

    moves: tuple[Moved, ...] = ()
    stays: tuple[SessionFacts, ...] = ()
    withdrawn: tuple[SessionFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a shift comes to. One with `blocks` cannot be made."""

    moves: tuple[Moved, ...] = ()
    blocks: tuple[Sentence, ...] = ()
    #: What is wrong then and was not before.
    warnings: tuple[AgendaWarning, ...] = ()
    #: The first of what follows that keeps its time; None: the lateness runs until the day ends.
    on_time_from: SessionFacts | None = None
    #: When the day ends, on the wall: as it was, and then.
    ends: tuple[datetime, datetime] | None = None
    #: What is pinned and would have moved.
    kept: tuple[SessionFacts, ...] = ()


def span_of(session: SessionFacts) -> Span:
    """When a session with a time takes place."""
    assert session.starts_local is not None, "only sessions with a time are asked"
    return Span(session.starts_local, session.fold, session.minutes)


def sessions_of_day(structure: Structure, day: date) -> list[SessionFacts]:
    """What takes place on a day of the agenda, in its order."""
    return [one for one in structure.sessions if one.day == day and one.is_placed and not one.is_withdrawn]


def stands_alike(one: Structure, other: Structure, day: date) -> bool:
    """Whether two agendas have the same sessions of a day at the same times in the same rooms."""

    def stands(structure: Structure) -> dict[UUID, tuple[Span, UUID | None]]:
        return {each.id: (span_of(each), each.room_id) for each in sessions_of_day(structure, day)}

    return one.zone == other.zone and stands(one) == stands(other)


def plan_shift(
    structure: Structure,
    shift: Shift,
    *,
    names: Mapping[UUID, str],
    hours: Hours = (None, None),
    conditions: Conditions = NO_CONDITIONS,
) -> Plan:
    """What moves, and what comes of it. `names` and `hours` are for the warnings (`rules.find_warnings`); a session
    that is pinned keeps its time whatever comes before it."""
    slots = [slot_of(one, structure.zone) for one in sessions_of_day(structure, shift.day)]
    slots.sort(key=lambda slot: (slot.starts_at, slot.session.number))
    first = next((slot for slot in slots if slot.session.id == shift.from_id), None)
    if first is None:
        return Plan()
    run = _Run(shift, first, slots, {each for each, one in conditions.wishes.items() if one.is_pinned})
    changed = run.through()
    moves = tuple(
        Moved(slot.session, Span(*wall_of(starts_at, structure.zone), minutes)) for slot, starts_at, minutes in changed
    )
    after = with_moves(structure, moves)
    known = {_key(one) for one in find_warnings(structure, names, hours, conditions)}
    return Plan(
        moves,
        tuple(_blocks(structure, shift, changed)),
        tuple(one for one in find_warnings(after, names, hours, conditions) if _key(one) not in known),
        run.on_time_from,
        (_end_of(structure, shift.day), _end_of(after, shift.day)),
        kept=tuple(run.kept),
    )


def plan_return(structure: Structure, day: date, kept: Sequence[KeptMove]) -> Return:
    """What goes back of a move of a day: what stands at the time, on the day and in the room that it was moved to."""
    moves, stays, withdrawn = [], [], []
    made = {one.session_id: one for one in kept}
    for session in structure.sessions:
        one = made.get(session.id)
        if one is None:
            continue
        if session.is_withdrawn:
            withdrawn.append(session)
        elif session.is_placed and (session.day, session.room_id, span_of(session)) == (day, one.room_id, one.then):
            moves.append(Moved(session, one.was))
        else:
            stays.append(session)
    return Return(tuple(moves), tuple(stays), tuple(withdrawn))


def with_moves(structure: Structure, moves: Sequence[Moved]) -> Structure:
    """An agenda once these are moved."""
    then = {one.session.id: one.then for one in moves}
    return replace(
        structure,
        sessions=in_agenda_order(
            (
                replace(one, starts_local=span.starts_local, fold=span.fold, minutes=span.minutes)
                if (span := then.get(one.id)) is not None
                else one
                for one in structure.sessions
            ),
            structure.rooms,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """What a lateness makes of one session, and how much of it is left behind the session."""

    slot: Slot
    starts_at: datetime
    minutes: int
    leaves: int
    has_begun: bool
    is_moved: bool


class _Run:
    """A lateness on its way through a day. Each room has its own, and remembers when it was last in use."""

    def __init__(self, shift: Shift, first: Slot, slots: Sequence[Slot], pinned: Collection[UUID]) -> None:
        self.shift, self.first, self.pinned = shift, first, pinned
        room = first.session.room_id
        is_everywhere = shift.is_everywhere or room is None
        self.rooms = {slot.session.room_id for slot in slots} - {None} or {None} if is_everywhere else {room}
        follows = [slot for slot in slots if slot is first or slot.starts_at >= first.starts_at]
        self.slots = [slot for slot in follows if is_everywhere or slot.session.room_id == room]
        #: What is for everybody, and not moved on behalf of one room.
        self.around = [] if is_everywhere else [slot for slot in slots if slot.session.room_id is None]
        self.late = dict.fromkeys(self.rooms, shift.minutes)
        self.used_until: dict[UUID | None, datetime] = {}
        self.on_time_from: SessionFacts | None = None
        #: Those that are pinned, and would have moved.
        self.kept: list[SessionFacts] = []

    def through(self) -> list[tuple[Slot, datetime, int]]:
        """The sessions that are moved, with their new beginnings and lengths."""
        changed: list[tuple[Slot, datetime, int]] = []
        for _starts_at, together in groupby(self.slots, key=attrgetter("starts_at")):
            # What begins together is late alike: what one of them gives must not keep the next at its time.
            steps = [step for slot in together if (step := self._step(slot)) is not None]
            moved = [step for step in steps if step.is_moved]
            if moved:
                self.on_time_from = None
            elif steps and changed and self.on_time_from is None:
                self.on_time_from = steps[0].slot.session
            changed.extend((step.slot, step.starts_at, step.minutes) for step in moved)
            self._leave(steps)
        return changed

    def _step(self, slot: Slot) -> _Step | None:
        """What the lateness does to a session; None: it passes it by."""
        if slot is not self.first and slot.ends_at <= self.shift.asked_at:
            return None  # it is over
        late = self._arriving_at(slot)
        has_begun = self._has_begun(slot, late)
        if has_begun and not self._is_late_by_itself(slot):
            return None  # what is under way elsewhere ends when it was to end
        if late != 0 and slot.session.id in self.pinned:
            self.kept.append(slot.session)
        if late == 0 or slot.session.id in self.pinned:
            return _Step(slot, slot.starts_at, slot.session.minutes, 0, has_begun, is_moved=False)
        if has_begun:
            return _Step(slot, slot.starts_at, slot.session.minutes + late, late, has_begun, is_moved=True)
        gives = self._gives(slot.session, late)
        starts_at = slot.starts_at + timedelta(minutes=late)
        return _Step(slot, starts_at, slot.session.minutes - gives, late - gives, has_begun, is_moved=True)

    def _rooms_of(self, slot: Slot) -> set[UUID | None]:
        return {slot.session.room_id} if slot.session.room_id in self.rooms else self.rooms

    def _arriving_at(self, slot: Slot) -> int:
        """How late it is: what is for everybody waits for the room that is latest, and goes ahead with none."""
        return max(self._after_the_gap(room, slot) for room in self._rooms_of(slot))

    def _after_the_gap(self, room: UUID | None, slot: Slot) -> int:
        late, since = self.late[room], self.used_until.get(room)
        if late == 0 or since is None or self.shift.how is CatchUp.ALL:
            return late
        between = [one for one in self.around if since <= one.starts_at and one.ends_at <= slot.starts_at]
        empty = _minutes(since, slot.starts_at) - sum(one.session.minutes for one in between)
        breaks = [one.session.minutes for one in between if one.session.format is Format.BREAK]
        if late < 0:
            return 0 if breaks or empty >= PAUSE else late
        return max(0, late - max(0, empty - CHANGEOVER) - sum(map(_half, breaks)))

    def _has_begun(self, slot: Slot, late: int) -> bool:
        """A session of which even the later beginning is past is under way: it lasts longer instead."""
        return slot.starts_at + timedelta(minutes=max(late, 0)) <= self.shift.asked_at

    def _is_late_by_itself(self, slot: Slot) -> bool:
        return slot.starts_at == self.first.starts_at or bool(self._rooms_of(slot) & self._rooms_of(self.first))

    def _gives(self, session: SessionFacts, late: int) -> int:
        """What it gives of itself so that what follows is less late."""
        is_asked = self.shift.how is CatchUp.SHORTEN or (
            self.shift.how is CatchUp.BREAKS and session.format is Format.BREAK
        )
        if not is_asked:
            return 0
        return min(late, _half(session.minutes)) if late > 0 else late

    def _leave(self, steps: Sequence[_Step]) -> None:
        """What has begun together leaves its rooms as late as the one of them that is latest."""
        left: dict[UUID | None, int] = {}
        for step in steps:
            rooms = self._rooms_of(step.slot)
            for room in rooms:
                left[room] = max(left.get(room, step.leaves), step.leaves)
            # Those who sat in what runs over come from there, into whichever room they go.
            is_left_by_all = step.slot is self.first and step.has_begun
            for room in self.rooms if is_left_by_all else rooms:
                self.used_until[room] = max(self.used_until.get(room, step.slot.ends_at), step.slot.ends_at)
        self.late |= left


def _half(minutes: int) -> int:
    """What a break or a session can give: half of itself at the most, in steps of five."""
    return minutes // 2 // 5 * 5


def _minutes(since: datetime, until: datetime) -> int:
    return (until - since) // timedelta(minutes=1)


def _key(warning: AgendaWarning) -> tuple[str, frozenset[UUID]]:
    """What a warning is about, whatever times its sentence names."""
    return warning.says.text, frozenset(warning.session_ids)


def _blocks(structure: Structure, shift: Shift, changed: Sequence[tuple[Slot, datetime, int]]) -> list[Sentence]:
    """Why it cannot be done: over the hour at which days turn a time is read as that of another day, and nothing
    begins in the past."""
    turns = [
        instant_of(datetime.combine(day, structure.day_turns_at), structure.zone)
        for day in (shift.day, shift.day + timedelta(days=1))
    ]
    blocks = []
    for slot, starts_at, minutes in changed:
        title = slot.session.title
        if any((slot.starts_at < turn) != (starts_at < turn) for turn in turns):
            blocks.append(
                says(
                    "“%(title)s” would begin on another day of the agenda: the day turns at %(hour)s.",
                    title=title,
                    hour=f"{structure.day_turns_at:%H:%M}",
                )
            )
        elif starts_at < shift.asked_at < slot.starts_at:
            blocks.append(says("“%(title)s” would begin at a time that is past.", title=title))
        elif minutes < slot.session.minutes and (
            minutes < SHORTEST or starts_at + timedelta(minutes=minutes) < shift.asked_at
        ):
            blocks.append(says("“%(title)s” cannot end so much earlier.", title=title))
    return blocks


def _end_of(structure: Structure, day: date) -> datetime:
    last = max(slot.ends_at for slot in (slot_of(one, structure.zone) for one in sessions_of_day(structure, day)))
    return wall_of(last, structure.zone)[0]
