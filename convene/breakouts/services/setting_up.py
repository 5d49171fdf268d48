"""A session splits into groups: rounds, groups, what is wished, and who must sit together or apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, or_, select, update

from convene.breakouts.catalogue import LONGEST_NAME, PairKind, Preset
from convene.breakouts.errors import (
    GroupHasPeople,
    LeadsAlready,
    MayNotLead,
    NobodyToReport,
    NotForABreak,
    NotLeadingIsSeen,
    PairContradicts,
    PairNeedsTwo,
    SplitsAlready,
)
from convene.breakouts.models import (
    Breakout,
    BreakoutGroup,
    BreakoutRound,
    PairedPerson,
    PairRule,
    SeatInGroup,
)
from convene.breakouts.queries.arrangements import (
    breakout_of_session,
    pairs_of,
    people_not_leading,
    people_of_team,
    seats_of,
)
from convene.breakouts.queries.participants import participants_of
from convene.breakouts.rules import (
    RULES_AT_FIRST,
    rapporteurs_for,
    spans_of_rounds,
    where_wishes_stand_by_themselves,
    why_not_set_up,
)
from convene.breakouts.services.writing import held_breakout, open_rounds, raise_revision, tell_phones
from convene.breakouts.structure import Arrangement, Participant, Rule, seats_by_round, topic_of_groups
from convene.clock import now
from convene.database import concerning, db, use_case
from convene.errors import NotFound
from convene.events.models import Room
from convene.events.queries import held_event
from convene.events.services.changing import show_anew
from convene.live import tell
from convene.programme.catalogue import Format
from convene.programme.models import Session
from convene.registration.catalogue import Mode, RegistrationState
from convene.registration.models import Registration

InOrder = TypeVar("InOrder", BreakoutRound, BreakoutGroup)


@dataclass(frozen=True, slots=True)
class GroupText:
    """What organisers say of a group."""

    name: str
    room_id: UUID | None = None
    place: str = ""
    link: str = ""
    smallest: int | None = None
    largest: int | None = None
    facilitator_id: UUID | None = None
    rapporteur_id: UUID | None = None


#: How long the first round is where there is none to go by.
MINUTES_OF_THE_FIRST = 20


@use_case
def split_session(
    event_id: UUID, session_id: UUID, preset: Preset, *, rounds: int, names: Sequence[str], by: str
) -> UUID:
    """Let a session split into groups with these names, for a number of rounds within its time. Returns the id of the
    breakout. NotFound, NotForABreak, SplitsAlready, TooManyRounds, TooManyGroups, MoreRoundsThanGroups."""
    held_event(event_id)
    session = db.session.get(Session, session_id)
    if session is None or session.event_id != event_id:
        raise NotFound
    concerning(session_id=session_id)
    if session.format is Format.BREAK or session.withdrawn_at is not None:
        raise NotForABreak
    if breakout_of_session(event_id, session_id) is not None:
        raise SplitsAlready
    names = [each.strip()[:LONGEST_NAME] for each in names if each.strip()]
    refused = why_not_set_up(rounds, len(names), visits_each_once=preset.visits_each_once)
    if refused is not None:
        raise refused
    row = Breakout(
        id=uuid4(),
        event_id=event_id,
        session_id=session_id,
        preset=preset,
        rules=[each.to_json() for each in RULES_AT_FIRST[preset]],
        visits_each_once=preset.visits_each_once and rounds > 1,
        wishes_from=where_wishes_stand_by_themselves(participants_of(event_id, session_id), names)
        if preset.has_topics
        else "",
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    for position, (after, minutes) in enumerate(spans_of_rounds(session.minutes, rounds)):
        db.session.add(
            BreakoutRound(id=uuid4(), breakout_id=row.id, position=position, after_minutes=after, minutes=minutes)
        )
    for position, name in enumerate(names):
        db.session.add(
            BreakoutGroup(
                id=uuid4(),
                breakout_id=row.id,
                position=position,
                name=name,
                wished_as=name,
                room_id=session.room_id,
            )
        )
    db.session.flush()
    return row.id


@use_case
def add_round(event_id: UUID, breakout_id: UUID, *, by: str) -> UUID:
    """One more round, after the last and as long. TooManyRounds, MoreRoundsThanGroups."""
    arrangement = held_breakout(event_id, breakout_id)
    _must_fit(arrangement, len(arrangement.rounds) + 1, len(arrangement.groups))
    last = arrangement.rounds[-1] if arrangement.rounds else None
    row = BreakoutRound(
        id=uuid4(),
        breakout_id=breakout_id,
        position=last.position + 1 if last else 0,
        after_minutes=last.after_minutes + last.minutes if last else 0,
        minutes=last.minutes if last else MINUTES_OF_THE_FIRST,
    )
    db.session.add(row)
    raise_revision(breakout_id)
    db.session.flush()
    _tell_session_page(arrangement)
    return row.id


@use_case
def change_round(
    event_id: UUID, breakout_id: UUID, round_id: UUID, name: str, *, after_minutes: int, minutes: int, by: str
) -> None:
    """Say how a round is called, and when it is; `after_minutes` counts from the begin of its session. Everybody sees
    it at once. NotFound."""
    arrangement = held_breakout(event_id, breakout_id)
    row = db.session.get(BreakoutRound, round_id)
    if row is None or row.breakout_id != breakout_id:
        raise NotFound
    row.name, row.after_minutes, row.minutes = name, after_minutes, minutes
    raise_revision(breakout_id, seen_by_all=arrangement)
    tell_phones(arrangement)


@use_case
def remove_round(event_id: UUID, breakout_id: UUID, round_id: UUID, *, by: str) -> None:
    """Take a round out, with all who sat in it and what its groups have reported. Twice is once. TooManyRounds: it is
    the only one. NotFound."""
    arrangement = held_breakout(event_id, breakout_id)
    row = db.session.get(BreakoutRound, round_id)
    if row is None:
        return
    if row.breakout_id != breakout_id:
        raise NotFound
    _must_fit(arrangement, len(arrangement.rounds) - 1, len(arrangement.groups))
    db.session.delete(row)
    db.session.flush()
    _number_anew(BreakoutRound, breakout_id)
    raise_revision(breakout_id)
    _tell_session_page(arrangement)


@use_case
def add_group(event_id: UUID, breakout_id: UUID, text: GroupText, *, by: str) -> UUID:
    """One more group, at the end. TooManyGroups, MayNotLead, NotFound: its room or people are of another team."""
    arrangement = held_breakout(event_id, breakout_id)
    refused = why_not_set_up(1, len(arrangement.groups) + 1, visits_each_once=False)
    if refused is not None:
        raise refused
    position = max((each.position for each in arrangement.groups), default=-1) + 1
    row = BreakoutGroup(id=uuid4(), breakout_id=breakout_id, position=position)
    _write_group(event_id, row, text)
    row.wished_as = row.name
    db.session.add(row)
    raise_revision(breakout_id)
    db.session.flush()
    _tell_session_page(arrangement)
    return row.id


@use_case
def change_group(event_id: UUID, breakout_id: UUID, group_id: UUID, text: GroupText, *, by: str) -> None:
    """Say something else of a group. Everybody sees it at once. Who replaces a rapporteur gets another link to the
    card. NotFound, MayNotLead."""
    arrangement = held_breakout(event_id, breakout_id)
    row = _group(breakout_id, group_id)
    if row.rapporteur_id not in {None, text.rapporteur_id}:
        row.link_version += 1  # whoever wrote on its card so far does no more
    _write_group(event_id, row, text)
    raise_revision(breakout_id, seen_by_all=arrangement)
    _tell_session_page(arrangement)


@use_case
def remove_group(event_id: UUID, breakout_id: UUID, group_id: UUID, *, with_seats: bool = False, by: str) -> None:
    """Twice is once. GroupHasPeople: somebody who has a place sits in it, or was shown that they do; `with_seats` takes
    their seat. MoreRoundsThanGroups."""
    arrangement = held_breakout(event_id, breakout_id)
    row = db.session.get(BreakoutGroup, group_id)
    if row is None:
        return
    if row.breakout_id != breakout_id:
        raise NotFound
    sits = exists().where(
        or_(SeatInGroup.group_id == group_id, SeatInGroup.published_group_id == group_id),
        SeatInGroup.registration_id == Registration.id,
        Registration.state == RegistrationState.CONFIRMED,
    )
    if not with_seats and db.session.scalar(select(sits)):
        raise GroupHasPeople(row.name)
    _must_fit(arrangement, len(arrangement.rounds), len(arrangement.groups) - 1)
    db.session.execute(
        update(SeatInGroup)
        .where(SeatInGroup.group_id == group_id)
        .values(group_id=None, is_held=False)
        .execution_options(synchronize_session=False)
    )
    db.session.delete(row)
    db.session.flush()
    _number_anew(BreakoutGroup, breakout_id)
    raise_revision(breakout_id)
    _tell_session_page(arrangement)


@use_case
def add_rule(event_id: UUID, breakout_id: UUID, rule: Rule, *, by: str) -> None:
    """Wish one thing more of the groups, as the last. Twice is once: it is the last then."""
    arrangement = held_breakout(event_id, breakout_id)
    _save_rules(arrangement, [*(each for each in arrangement.rules if each != rule), rule])


@use_case
def move_rule(event_id: UUID, breakout_id: UUID, rule: Rule, *, up: bool, by: str) -> None:
    """Let a wish weigh more than the one before it, or less than the one after it. NotFound: it is wished no more."""
    arrangement = held_breakout(event_id, breakout_id)
    rules = list(arrangement.rules)
    if rule not in rules:
        raise NotFound
    at = rules.index(rule)
    rules.insert(max(0, at - 1) if up else at + 1, rules.pop(at))
    _save_rules(arrangement, rules)


@use_case
def remove_rule(event_id: UUID, breakout_id: UUID, rule: Rule, *, by: str) -> None:
    """Wish it no more. Twice is once."""
    arrangement = held_breakout(event_id, breakout_id)
    _save_rules(arrangement, [each for each in arrangement.rules if each != rule])


@use_case
def say_how(
    event_id: UUID, breakout_id: UUID, *, visits_each_once: bool, wishes_from: str, mode: Mode | None, by: str
) -> None:
    """Say whether people come to each group once, from where wishes are known, and who takes part.
    MoreRoundsThanGroups."""
    arrangement = held_breakout(event_id, breakout_id)
    if visits_each_once and not arrangement.visits_each_once:
        refused = why_not_set_up(len(arrangement.rounds), len(arrangement.groups), visits_each_once=True)
        if refused is not None:
            raise refused
    _write(breakout_id, visits_each_once=visits_each_once, wishes_from=wishes_from, mode=mode)
    raise_revision(breakout_id)


@use_case
def take_wishes(event_id: UUID, breakout_id: UUID, *, takes: bool, by: str) -> None:
    """Let people say by their link which groups they would like, or no more. Twice is once."""
    held_breakout(event_id, breakout_id)
    _write(breakout_id, takes_wishes=takes)
    show_anew(event_id)  # the page of the session says it
    tell(topic_of_groups(event_id))


@use_case
def pair_people(
    event_id: UUID,
    breakout_id: UUID,
    kind: PairKind,
    person_ids: Sequence[UUID],
    *,
    is_confidential: bool = False,
    by: str,
) -> UUID:
    """Say who must sit together, or apart, or leads no group. PairNeedsTwo, PairContradicts, LeadsAlready,
    NotLeadingIsSeen, NotFound:
    somebody has not registered for this event."""
    arrangement = held_breakout(event_id, breakout_id)
    ids = tuple(dict.fromkeys(person_ids))
    if len(ids) < kind.least_people:
        raise PairNeedsTwo
    names = {
        row.person_id: row.name
        for row in db.session.execute(
            select(Registration.person_id, Registration.name).where(
                Registration.event_id == event_id, Registration.person_id.in_(ids)
            )
        )
    }
    if set(names) != set(ids):
        raise NotFound
    if kind is PairKind.NOT_LEADING:
        if is_confidential:
            raise NotLeadingIsSeen
        if leading := [each for each in ids if each in arrangement.staying]:
            group = arrangement.group(arrangement.staying[leading[0]])
            raise LeadsAlready(names[leading[0]], group.name if group is not None else "")
    _must_not_contradict(breakout_id, kind, ids, is_confidential=is_confidential)
    rule = PairRule(id=uuid4(), breakout_id=breakout_id, kind=kind, is_confidential=is_confidential, made_at=now())
    db.session.add(rule)
    db.session.flush()
    db.session.add_all(PairedPerson(rule_id=rule.id, person_id=each) for each in ids)
    raise_revision(breakout_id, seen_by_all=arrangement)
    db.session.flush()
    return rule.id


@use_case
def part_pair(event_id: UUID, breakout_id: UUID, rule_id: UUID, *, sees_confidential: bool, by: str) -> None:
    """Let them sit as they come. Twice is once. NotFound: the rule is of another breakout, or confidential."""
    arrangement = held_breakout(event_id, breakout_id)
    row = db.session.get(PairRule, rule_id)
    if row is None:
        return
    if row.breakout_id != breakout_id or (row.is_confidential and not sees_confidential):
        raise NotFound
    db.session.execute(delete(PairRule).where(PairRule.id == rule_id))
    raise_revision(breakout_id, seen_by_all=arrangement)


@use_case
def choose_rapporteurs(event_id: UUID, breakout_id: UUID, *, by: str) -> list[str]:
    """Let somebody of each group report for it, where nobody does yet: one of those who sit in it in the first round
    that has not begun, or in the last. They stay with it in every round from then on. Returns their names.
    NobodyToReport."""
    arrangement = held_breakout(event_id, breakout_id)
    there = seats_by_round(seats_of(breakout_id))
    round_ids = open_rounds(arrangement) or [each.id for each in arrangement.rounds[-1:]]
    people = {one.id: one for one in participants_of(event_id, arrangement.session_id, arrangement.mode)}
    seated: dict[UUID, list[Participant]] = {}
    for seat in there.get(round_ids[0], {}).values() if round_ids else ():
        if seat.group_id is not None and seat.registration_id in people:
            seated.setdefault(seat.group_id, []).append(people[seat.registration_id])
    chosen = rapporteurs_for(arrangement.groups, seated, people_not_leading(breakout_id))
    if not chosen:
        raise NobodyToReport
    for group_id, one in chosen.items():
        _group(breakout_id, group_id).rapporteur_id = one.person_id
    raise_revision(breakout_id, seen_by_all=arrangement)
    tell_phones(arrangement)
    return [one.name for one in chosen.values()]


@use_case
def undo_split(event_id: UUID, breakout_id: UUID, *, by: str) -> None:
    """The session splits no more: rounds, groups, seats and wishes are gone. What groups have reported goes as well."""
    arrangement = held_breakout(event_id, breakout_id)
    db.session.execute(delete(Breakout).where(Breakout.id == breakout_id))
    _tell_session_page(arrangement)


def _tell_session_page(arrangement: Arrangement) -> None:
    """The page of the session, which is kept for everybody, says into which groups it splits; open phones do, too."""
    if arrangement.is_published or arrangement.takes_wishes:
        show_anew(arrangement.event_id)
    tell_phones(arrangement)


def _must_fit(arrangement: Arrangement, rounds: int, groups: int) -> None:
    refused = why_not_set_up(rounds, groups or 1, visits_each_once=arrangement.visits_each_once)
    if refused is not None:
        raise refused


def _save_rules(arrangement: Arrangement, rules: Sequence[Rule]) -> None:
    """What is wished changes nothing of what people were shown."""
    _write(arrangement.id, rules=[each.to_json() for each in rules])
    raise_revision(arrangement.id, seen_by_all=arrangement)


def _write(breakout_id: UUID, **values: object) -> None:
    db.session.execute(
        update(Breakout).where(Breakout.id == breakout_id).values(**values).execution_options(synchronize_session=False)
    )


def _must_not_contradict(breakout_id: UUID, kind: PairKind, ids: Sequence[UUID], *, is_confidential: bool) -> None:
    """No two are to sit together and apart. A confidential rule is not betrayed by a refusal: the engine finds it."""
    opposite = {PairKind.TOGETHER: PairKind.APART, PairKind.APART: PairKind.TOGETHER}.get(kind)
    for pair in pairs_of(breakout_id):
        may_be_told = is_confidential or not pair.is_confidential
        if pair.kind is opposite and may_be_told and len(set(pair.person_ids) & set(ids)) > 1:
            raise PairContradicts(kind.value)


def _group(breakout_id: UUID, group_id: UUID) -> BreakoutGroup:
    row = db.session.get(BreakoutGroup, group_id)
    if row is None or row.breakout_id != breakout_id:
        raise NotFound
    return row


def _rows(model: type[InOrder], breakout_id: UUID) -> list[InOrder]:
    """The rounds or the groups of a breakout, in order."""
    statement = select(model).where(model.breakout_id == breakout_id).order_by(model.position, model.id)
    return list(db.session.scalars(statement))


def _number_anew(model: type[InOrder], breakout_id: UUID) -> None:
    """Close the gap that one has left."""
    for position, each in enumerate(_rows(model, breakout_id)):
        each.position = position


def _write_group(event_id: UUID, row: BreakoutGroup, text: GroupText) -> None:
    if text.room_id is not None:
        room = db.session.get(Room, text.room_id)
        if room is None or room.event_id != event_id:
            raise NotFound
    people = {each for each in (text.facilitator_id, text.rapporteur_id) if each is not None}
    if not people <= people_of_team(event_id, people):
        raise NotFound
    barred = people_not_leading(row.breakout_id)
    for person_id, field in ((text.facilitator_id, "facilitator"), (text.rapporteur_id, "rapporteur")):
        if person_id in barred:
            raise MayNotLead(barred[person_id], field)
    row.name, row.place, row.link = text.name[:LONGEST_NAME], text.place, text.link
    row.room_id, row.smallest, row.largest = text.room_id, text.smallest, text.largest
    row.facilitator_id, row.rapporteur_id = text.facilitator_id, text.rapporteur_id
