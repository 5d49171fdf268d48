"""What is wrong or odd in an agenda, each in a sentence."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from convene.engines.ics import spring_gap
from convene.programme.catalogue import Format
from convene.programme.conditions import NO_CONDITIONS, Conditions
from convene.programme.rules.places import (
    broken_rules,
    no_time_to_walk,
    not_as_wished,
    rooms_too_small,
    rooms_without_what_people_need,
    tracks_against_themselves,
)
from convene.programme.rules.slots import AgendaWarning, Slot, overlaps, slot_of, slots_by_person
from convene.programme.structure import SessionFacts, Structure, wall_of
from convene.sentences import Sentence, says, says_one_or_many

#: When people come on the first day of an event and go on its last, on the wall; None: not said.
Hours = tuple[time | None, time | None]


#: What may go on beside a plenary: nobody who is there misses anything.
BESIDE_A_PLENARY = frozenset({Format.SOCIAL, Format.PLENARY})
#: What may go on in a break of everybody.
IN_A_BREAK = frozenset({Format.BREAK, Format.SOCIAL})


def find_warnings(
    structure: Structure,
    names: Mapping[UUID, str],
    hours: Hours = (None, None),
    conditions: Conditions = NO_CONDITIONS,
) -> list[AgendaWarning]:
    """What is wrong or odd: first what keeps the agenda from being published, then what clashes, then advice.

    `names` says what people are called, `hours` when they come on the first day and go on the last. Withdrawn
    sessions clash with nothing. Only a time that does not exist blocks: everything else may be meant, and the
    organiser knows better.
    """
    standing = _standing(structure)
    skipped = list(_skipped_times(structure, standing))
    impossible = {session_id for warning in skipped for session_id in warning.session_ids}
    slots = sorted(
        (slot_of(session, structure.zone) for session in standing if session.id not in impossible),
        key=lambda slot: (slot.starts_at, slot.session.number),
    )
    return [
        *skipped,
        *_people_in_two_places(slots, structure, names),
        *_people_who_are_not_there(slots, structure, names, conditions),
        *_rooms_taken_twice(slots, structure),
        *_plenaries_that_are_not_alone(slots),
        *_breaks_that_are_none(slots),
        *_outside_the_event(slots, structure),
        *_outside_its_hours(slots, structure, hours),
        *_beyond_their_day(slots, structure),
        *not_as_wished(slots, structure, conditions),
        *rooms_without_what_people_need(slots, structure, names, conditions),
        *broken_rules(slots, conditions),
        *_not_placed(structure),
        *no_time_to_walk(slots, structure, names, conditions),
        *rooms_too_small(slots, structure, conditions),
        *tracks_against_themselves(slots, structure),
        *_wholly_outside_its_hours(slots, structure, hours),
    ]


def what_blocks(structure: Structure) -> list[AgendaWarning]:
    """Of the warnings those that keep an agenda from being published."""
    return list(_skipped_times(structure, _standing(structure)))


def _standing(structure: Structure) -> list[SessionFacts]:
    return [session for session in structure.sessions if session.is_placed and not session.is_withdrawn]


def _skipped_times(structure: Structure, standing: Iterable[SessionFacts]) -> Iterator[AgendaWarning]:
    for session in standing:
        assert session.starts_local is not None, "only sessions with a time are asked"
        gap = spring_gap(session.starts_local, structure.zone)
        if gap:
            yield AgendaWarning(
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


def _people_in_two_places(
    slots: Sequence[Slot], structure: Structure, names: Mapping[UUID, str]
) -> Iterator[AgendaWarning]:
    for person_id, own in slots_by_person(slots).items():
        for first, second in overlaps(own):
            yield _clash(
                says(
                    "%(who)s is in “%(first)s” and in “%(second)s” at the same time, %(day)s %(time)s.",
                    who=names.get(person_id, "?"),
                    **_of_both(first, second, structure),
                ),
                first,
                second,
            )


def _people_who_are_not_there(
    slots: Iterable[Slot], structure: Structure, names: Mapping[UUID, str], conditions: Conditions
) -> Iterator[AgendaWarning]:
    for slot in slots:
        starts, ends = (wall_of(at, structure.zone)[0] for at in (slot.starts_at, slot.ends_at))
        for person in slot.session.everybody():
            known = conditions.availability.get(person.person_id)
            if known is not None and not known.covers(starts, ends):
                yield AgendaWarning(
                    says(
                        "%(who)s cannot be there on %(day)s, %(time)s, when “%(title)s” takes place.",
                        who=names.get(person.person_id, "?"),
                        day=slot.session.day or starts.date(),
                        time=f"{starts:%H:%M}–{ends:%H:%M}",
                        title=slot.session.title,
                    ),
                    (slot.session.id,),
                )


def _rooms_taken_twice(slots: Sequence[Slot], structure: Structure) -> Iterator[AgendaWarning]:
    of_room: dict[UUID, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.session.room_id is not None:
            of_room[slot.session.room_id].append(slot)
    for room in structure.rooms:
        for first, second in overlaps(of_room[room.id]):
            yield _clash(
                says(
                    "%(who)s has “%(first)s” and “%(second)s” at the same time, %(day)s %(time)s.",
                    who=room.name,
                    **_of_both(first, second, structure),
                ),
                first,
                second,
            )


def _of_both(first: Slot, second: Slot, structure: Structure) -> dict[str, object]:
    """What a sentence says of two sessions that overlap: their titles, and when both take place."""
    begins = wall_of(second.starts_at, structure.zone)[0]
    ends = wall_of(min(first.ends_at, second.ends_at), structure.zone)[0]
    return {
        "first": first.session.title,
        "second": second.session.title,
        "day": second.session.day or begins.date(),
        "time": f"{begins:%H:%M}–{ends:%H:%M}",
    }


def _clash(sentence: Sentence, first: Slot, second: Slot) -> AgendaWarning:
    return AgendaWarning(sentence, (first.session.id, second.session.id))


def _plenaries_that_are_not_alone(slots: Sequence[Slot]) -> Iterator[AgendaWarning]:
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


def _breaks_of_everybody(slots: Sequence[Slot]) -> list[Slot]:
    """The breaks in no room, and those where nothing but breaks takes place: on the terrace, in the foyer."""
    worked_in = {slot.session.room_id for slot in slots if slot.session.format not in IN_A_BREAK}
    pauses = [slot for slot in slots if slot.session.format is Format.BREAK]
    return [slot for slot in pauses if slot.session.room_id not in worked_in - {None}]


def _breaks_that_are_none(slots: Sequence[Slot]) -> Iterator[AgendaWarning]:
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
    for_everybody: Iterable[Slot], others: Sequence[Slot], says_what: Callable[[str, str, int], Sentence]
) -> Iterator[AgendaWarning]:
    """A warning for each of these at whose time others are; `says_what` is given its title, that of the first of the
    others, and how many these are."""
    for one in for_everybody:
        beside = [slot for slot in others if slot.starts_at < one.ends_at and one.starts_at < slot.ends_at]
        if beside:
            sentence = says_what(one.session.title, beside[0].session.title, len(beside))
            yield AgendaWarning(sentence, (one.session.id, *(slot.session.id for slot in beside)))


def _outside_the_event(slots: Iterable[Slot], structure: Structure) -> Iterator[AgendaWarning]:
    for slot in slots:
        day = slot.session.day
        if day is not None and not structure.starts_on <= day <= structure.ends_on:
            yield AgendaWarning(
                says(
                    "“%(title)s” is on %(day)s, which is not a day of the event.",
                    title=slot.session.title,
                    day=day,
                ),
                (slot.session.id,),
            )


def _outside_its_hours(slots: Iterable[Slot], structure: Structure, hours: Hours) -> Iterator[AgendaWarning]:
    """Nobody is there before people come on the first day, and nobody stays when they go on the last."""
    comes, goes = hours
    for slot in slots:
        begins, ends = (wall_of(at, structure.zone)[0] for at in (slot.starts_at, slot.ends_at))
        if comes is not None and begins < datetime.combine(structure.starts_on, comes) <= ends:
            yield AgendaWarning(
                says(
                    "“%(title)s” begins at %(time)s, before the event does at %(hour)s.",
                    title=slot.session.title,
                    time=f"{begins:%H:%M}",
                    hour=f"{comes:%H:%M}",
                ),
                (slot.session.id,),
            )
        if goes is not None and begins <= datetime.combine(structure.ends_on, goes) < ends:
            yield AgendaWarning(
                says(
                    "“%(title)s” ends at %(time)s, after the event does at %(hour)s.",
                    title=slot.session.title,
                    time=f"{ends:%H:%M}",
                    hour=f"{goes:%H:%M}",
                ),
                (slot.session.id,),
            )


def _wholly_outside_its_hours(slots: Iterable[Slot], structure: Structure, hours: Hours) -> Iterator[AgendaWarning]:
    """What is over before people come, or begins when they have gone: mostly an hour that was mistyped. A dinner is
    meant."""
    comes, goes = hours
    for slot in slots:
        if slot.session.format is Format.SOCIAL:
            continue
        begins, ends = (wall_of(at, structure.zone)[0] for at in (slot.starts_at, slot.ends_at))
        says_when = {"title": slot.session.title, "time": f"{begins:%H:%M}"}
        if comes is not None and ends < (hour := datetime.combine(structure.starts_on, comes)):
            yield AgendaWarning(
                says(
                    "“%(title)s” is at %(time)s, long before the event begins at %(hour)s.",
                    **says_when,
                    hour=f"{hour:%H:%M}",
                ),
                (slot.session.id,),
                advises=True,
            )
        if goes is not None and begins > (hour := datetime.combine(structure.ends_on, goes)):
            yield AgendaWarning(
                says(
                    "“%(title)s” is at %(time)s, after the event has ended at %(hour)s.",
                    **says_when,
                    hour=f"{hour:%H:%M}",
                ),
                (slot.session.id,),
                advises=True,
            )


def _beyond_their_day(slots: Iterable[Slot], structure: Structure) -> Iterator[AgendaWarning]:
    for slot in slots:
        day = slot.session.day
        ends = wall_of(slot.ends_at, structure.zone)[0]
        if day is not None and ends > datetime.combine(day + timedelta(days=1), structure.day_turns_at):
            yield AgendaWarning(
                says(
                    "“%(title)s” ends at %(time)s, when the next day of the agenda has begun.",
                    title=slot.session.title,
                    time=f"{ends:%H:%M}",
                ),
                (slot.session.id,),
            )


def _not_placed(structure: Structure) -> Iterator[AgendaWarning]:
    unplaced = structure.unplaced
    if unplaced:
        yield AgendaWarning(
            says_one_or_many(
                "“%(first)s” has no time yet.",
                "%(count)s sessions have no time yet.",
                len(unplaced),
                first=unplaced[0].title,
            ),
            tuple(session.id for session in unplaced),
            advises=True,
        )


def clashes_of(structure: Structure, names: Mapping[UUID, str]) -> list[AgendaWarning]:
    """Of what is wrong or odd, where sessions stand in each other's way: a room or a person that both have."""
    return [one for one in find_warnings(structure, names) if len(one.session_ids) > 1 and not one.advises]
