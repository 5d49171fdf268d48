"""What a publish makes public, and how the draft differs from what is published."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from convene.programme.structure import (
    RoomFacts,
    SessionFacts,
    Structure,
    TrackFacts,
    in_agenda_order,
)


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


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that differs, and both values as plain values: a page words them.

    time: naive wall datetimes or None; day: dates or None; length: minutes; title, language: text; format: `Format`;
    room, track: names or None; people: tuples of `OnStage`; contributions: tuples of titles. text, links, recording:
    None, they are not shown side by side. zone: names, also of a session that is at another time by it. Of the frame:
    days: pairs of dates; rooms, tracks: tuples of names.
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


def has_moved(was: SessionFacts, before: Structure, now: SessionFacts, after: Structure) -> bool:
    """Whether a session that takes place is at another time, for longer or less long, or in another room than before.

    By the instants, so that another zone is another time, and by the room itself: one that is only called otherwise is
    where it was. What is shown before a publish, what everybody reads, and whom it mails go by this alone.
    """
    if was.is_withdrawn or now.is_withdrawn:
        return False
    return _spot(was, before) != _spot(now, after)


def _spot(session: SessionFacts, structure: Structure) -> tuple[datetime | None, datetime | None, UUID | None]:
    return session.starts_at(structure.zone), session.ends_at(structure.zone), session.room_id


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


def with_times_of(published: Structure, draft: Structure, session_ids: Collection[UUID]) -> Structure:
    """What is published, and of the draft nothing but when these sessions take place."""
    drafted = {one.id: one for one in draft.sessions if one.id in session_ids}
    moved = (
        replace(one, starts_local=then.starts_local, fold=then.fold, minutes=then.minutes)
        if (then := drafted.get(one.id)) is not None
        else one
        for one in published.sessions
    )
    return replace(published, sessions=in_agenda_order(moved, published.rooms))


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
    moved = has_moved(was, published, now, draft)
    fields = tuple(_fields(was, now, published, draft))
    if moved and published.zone != draft.zone and now.is_placed:
        fields = (*fields, FieldChange(What.ZONE, published.zone, draft.zone))
    if was.is_withdrawn != now.is_withdrawn:
        return Change(ChangeKind.CANCELLED if now.is_withdrawn else ChangeKind.RESTORED, now, fields)
    if not fields:
        return None
    return Change(ChangeKind.MOVED if moved else ChangeKind.CHANGED, now, fields)


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
