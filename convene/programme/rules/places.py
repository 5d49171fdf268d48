"""Where a place is not as it must be: the hours and the room of a session, rules between sessions, ways to walk."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from convene.events.catalogue import ROOM_FEATURES, RoomFeature
from convene.programme.catalogue import RuleKind
from convene.programme.conditions import Conditions, SessionRule
from convene.programme.rules.slots import AgendaWarning, Slot, overlaps, slots_by_person
from convene.programme.structure import Structure, wall_of, wall_on
from convene.sentences import Sentence, says, says_one_or_many


def not_as_wished(slots: Sequence[Slot], structure: Structure, conditions: Conditions) -> Iterator[AgendaWarning]:
    """Where one session is at another time, or in another room, than it must be."""
    for slot in slots:
        if slot.session.id not in conditions.wishes:
            continue
        for sentence in (*_of_time(slot, structure, conditions), *_of_room(slot, structure, conditions)):
            yield AgendaWarning(sentence, (slot.session.id,))


def _of_time(slot: Slot, structure: Structure, conditions: Conditions) -> Iterator[Sentence]:
    wishes, day, title = conditions.of(slot.session.id), slot.session.day, slot.session.title
    if day is None:
        return
    if wishes.days and day not in wishes.days:
        yield says_one_or_many(
            "“%(title)s” is on %(day)s, and must be on %(first)s.",
            "“%(title)s” is on %(day)s, which is none of the %(count)s days on which it may be.",
            len(wishes.days),
            title=title,
            day=day,
            first=wishes.days[0],
        )
    begins, ends = (wall_of(at, structure.zone)[0] for at in (slot.starts_at, slot.ends_at))
    if wishes.not_before and begins < wall_on(day, wishes.not_before, structure.day_turns_at):
        yield says(
            "“%(title)s” begins at %(time)s, and must not before %(hour)s.",
            title=title,
            time=f"{begins:%H:%M}",
            hour=f"{wishes.not_before:%H:%M}",
        )
    if wishes.not_after and ends > wall_on(day, wishes.not_after, structure.day_turns_at):
        yield says(
            "“%(title)s” ends at %(time)s, and must have ended at %(hour)s.",
            title=title,
            time=f"{ends:%H:%M}",
            hour=f"{wishes.not_after:%H:%M}",
        )


def _of_room(slot: Slot, structure: Structure, conditions: Conditions) -> Iterator[Sentence]:
    wishes, room, title = conditions.of(slot.session.id), structure.room(slot.session.room_id), slot.session.title
    if room is None:
        return
    missing = [each for each in RoomFeature if each in wishes.needs - conditions.room(room.id).features]
    if missing:
        yield says_one_or_many(
            "“%(title)s” needs this in its room: %(feature)s. %(room)s does not have it.",
            "“%(title)s” needs %(count)s things that %(room)s does not have, %(feature)s among them.",
            len(missing),
            title=title,
            feature=ROOM_FEATURES[missing[0]],
            room=room.name,
        )
    if wishes.seats and room.capacity is not None and room.capacity < wishes.seats:
        yield says(
            "“%(title)s” needs %(seats)s seats, and %(room)s has %(capacity)s.",
            title=title,
            seats=wishes.seats,
            room=room.name,
            capacity=room.capacity,
        )


def rooms_without_what_people_need(
    slots: Iterable[Slot], structure: Structure, names: Mapping[UUID, str], conditions: Conditions
) -> Iterator[AgendaWarning]:
    """Where somebody on stage has asked for what their room does not have."""
    rooms = {room.id: room for room in structure.rooms}
    for slot in slots if conditions.asked_for else ():
        room = rooms.get(slot.session.room_id) if slot.session.room_id else None
        if room is None:
            continue
        for person in slot.session.everybody():
            asked = conditions.asked_for.get(person.person_id, frozenset())
            missing = [each for each in RoomFeature if each in asked - conditions.room(room.id).features]
            if missing:
                yield AgendaWarning(
                    says(
                        "%(who)s, in “%(title)s”, has asked for this: %(feature)s. %(room)s does not have it.",
                        who=names.get(person.person_id, "?"),
                        title=slot.session.title,
                        feature=ROOM_FEATURES[missing[0]],
                        room=room.name,
                    ),
                    (slot.session.id,),
                )


def rooms_too_small(slots: Iterable[Slot], structure: Structure, conditions: Conditions) -> Iterator[AgendaWarning]:
    """Where more want to come than there are seats. A star is no promise: this is advice."""
    for slot in slots:
        wanted = conditions.wanted.get(slot.session.id, 0)
        room = structure.room(slot.session.room_id) if wanted else None
        if room is not None and room.capacity is not None and wanted > room.capacity:
            yield AgendaWarning(
                says(
                    "%(count)s people want to come to “%(title)s”, and %(room)s has seats for %(capacity)s.",
                    count=wanted,
                    title=slot.session.title,
                    room=room.name,
                    capacity=room.capacity,
                ),
                (slot.session.id,),
                advises=True,
            )


def no_time_to_walk(
    slots: Sequence[Slot], structure: Structure, names: Mapping[UUID, str], conditions: Conditions
) -> Iterator[AgendaWarning]:
    """Where somebody is on stage in two rooms with less time between than the way takes."""
    if not max(conditions.walk, conditions.walk_between):
        return
    for person_id, own in slots_by_person(slots).items():
        for first, second in pairwise(own):
            between = (second.starts_at - first.ends_at) // timedelta(minutes=1)
            walk = conditions.minutes_between(first.session.room_id, second.session.room_id)
            rooms = [structure.room(slot.session.room_id) for slot in (first, second)]
            if 0 <= between < walk and all(rooms):
                yield AgendaWarning(
                    says(
                        "%(who)s has %(minutes)s minutes from “%(first)s” in %(here)s to “%(second)s” in %(there)s. "
                        "The way takes %(walk)s.",
                        who=names.get(person_id, "?"),
                        minutes=between,
                        first=first.session.title,
                        second=second.session.title,
                        here=rooms[0].name if rooms[0] else "",
                        there=rooms[1].name if rooms[1] else "",
                        walk=walk,
                    ),
                    (first.session.id, second.session.id),
                    advises=True,
                )


def tracks_against_themselves(slots: Sequence[Slot], structure: Structure) -> Iterator[AgendaWarning]:
    """Where two sessions of one track are at the same time: whoever follows it must choose. Advice."""
    of_track: dict[UUID, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.session.track_id is not None:
            of_track[slot.session.track_id].append(slot)
    for track in structure.tracks:
        pairs = list(overlaps(of_track[track.id]))
        if pairs:
            first, second = pairs[0]
            yield AgendaWarning(
                says_one_or_many(
                    "“%(first)s” and “%(second)s” are at the same time, and both of the track %(track)s.",
                    "%(count)s times two sessions of the track %(track)s are at the same time, first “%(first)s” and "
                    "“%(second)s”.",
                    len(pairs),
                    first=first.session.title,
                    second=second.session.title,
                    track=track.name,
                ),
                tuple(dict.fromkeys(slot.session.id for pair in pairs for slot in pair)),
                advises=True,
            )


# --- rules between sessions -----------------------------------------------------------------------------------------


def broken_rules(slots: Sequence[Slot], conditions: Conditions) -> Iterator[AgendaWarning]:
    """Where sessions are not to each other as a rule has it. Those without a place break nothing yet."""
    standing = {slot.session.id: slot for slot in slots}
    for rule in conditions.rules:
        own = [standing[each] for each in rule.session_ids if each in standing]
        yield from _BROKEN[rule.kind](rule, own)


def _out_of_order(rule: SessionRule, own: Sequence[Slot]) -> Iterator[AgendaWarning]:
    for first, second in pairwise(own):
        if first.session.day != second.session.day and first.ends_at <= second.starts_at:
            continue  # on an earlier day is before, whatever lies between
        if second.starts_at < first.ends_at:
            yield _of(says("“%(second)s” must come after “%(first)s”, and does not."), first, second)
        elif second.starts_at < first.ends_at + timedelta(minutes=rule.gap):
            sentence = says("Between “%(first)s” and “%(second)s” must be %(gap)s minutes at least.", gap=rule.gap)
            yield _of(sentence, first, second)


def _parallel(_rule: SessionRule, own: Sequence[Slot]) -> Iterator[AgendaWarning]:
    for first, second in overlaps(sorted(own, key=lambda slot: slot.starts_at)):
        yield _of(says("“%(first)s” and “%(second)s” must not be at the same time."), first, second)


def _on_one_day(_rule: SessionRule, own: Sequence[Slot]) -> Iterator[AgendaWarning]:
    before: dict[object, Slot] = {}
    for slot in own:
        first = before.setdefault(slot.session.day, slot)
        if first is not slot:
            yield _of(says("“%(first)s” and “%(second)s” must be on different days."), first, slot)


def _of(sentence: Sentence, first: Slot, second: Slot) -> AgendaWarning:
    """A warning of two sessions, whose titles the sentence names."""
    titles = {"first": first.session.title, "second": second.session.title}
    return AgendaWarning(replace(sentence, values={**sentence.values, **titles}), (first.session.id, second.session.id))


Broken = Callable[[SessionRule, Sequence[Slot]], Iterator[AgendaWarning]]


def _each_after(is_broken: Callable[[Slot, Slot], bool], sentence: Sentence) -> Broken:
    """A rule that holds between each session and the one that is named after it."""

    def find(_rule: SessionRule, own: Sequence[Slot]) -> Iterator[AgendaWarning]:
        return (_of(sentence, first, second) for first, second in pairwise(own) if is_broken(first, second))

    return find


def _are_apart(first: Slot, second: Slot) -> bool:
    return first.ends_at != second.starts_at or _are_in_two_rooms(first, second)


def _are_in_two_rooms(first: Slot, second: Slot) -> bool:
    return first.session.room_id != second.session.room_id


def _are_on_two_days(first: Slot, second: Slot) -> bool:
    return first.session.day != second.session.day


_BROKEN: Mapping[RuleKind, Broken] = {
    RuleKind.IN_ORDER: _out_of_order,
    RuleKind.BACK_TO_BACK: _each_after(
        _are_apart, says("“%(second)s” must follow “%(first)s” in the same room, without anything between them.")
    ),
    RuleKind.NOT_PARALLEL: _parallel,
    RuleKind.SAME_DAY: _each_after(_are_on_two_days, says("“%(first)s” and “%(second)s” must be on the same day.")),
    RuleKind.DIFFERENT_DAYS: _on_one_day,
    RuleKind.SAME_ROOM: _each_after(_are_in_two_rooms, says("“%(first)s” and “%(second)s” must be in the same room.")),
}
