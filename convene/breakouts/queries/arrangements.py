"""Breakouts with their rounds and groups, and where people sit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select

from convene.breakouts.catalogue import PairKind, RunState
from convene.breakouts.models import (
    AllocationRun,
    Breakout,
    BreakoutGroup,
    BreakoutRound,
    GroupWish,
    PairedPerson,
    PairRule,
    SeatInGroup,
    SeatsChange,
)
from convene.breakouts.structure import Arrangement, GroupFacts, Pair, RoundFacts, Rule, Seat
from convene.database import db
from convene.events.models import Event, Room
from convene.people.models import Person
from convene.programme.models import Agenda, Session
from convene.programme.queries.versions import structure_of

UNDER_WAY = tuple(state for state in RunState if state.is_under_way)


def breakouts_of(event_id: UUID) -> list[Arrangement]:
    """All breakouts of an event. Four statements, however many."""
    return _read(select(Breakout).where(Breakout.event_id == event_id).order_by(Breakout.created_at, Breakout.id))


@dataclass(frozen=True, slots=True)
class BreakoutCounts:
    """How many sessions split, how many of these everybody was shown, and how many were changed since."""

    total: int
    shown: int
    unseen: int


def count_breakouts(event_id: UUID) -> BreakoutCounts:
    """How far the breakouts of an event are. One statement."""
    is_shown = Breakout.published_at.is_not(None)
    is_unseen = and_(is_shown, Breakout.revision != Breakout.published_revision)
    row = db.session.execute(
        select(func.count(), func.count(case((is_shown, 1))), func.count(case((is_unseen, 1)))).where(
            Breakout.event_id == event_id
        )
    ).one()
    return BreakoutCounts(*row)


def breakout_of_session(event_id: UUID, session_id: UUID) -> Arrangement | None:
    """The breakout of a session of the event. Four statements."""
    return next(
        iter(_read(select(Breakout).where(Breakout.event_id == event_id, Breakout.session_id == session_id))), None
    )


def breakout_with(breakout_id: UUID) -> Arrangement | None:
    """The breakout with an id. Four statements."""
    return next(iter(_read(select(Breakout).where(Breakout.id == breakout_id))), None)


def breakout_of_group(group_id: UUID) -> Arrangement | None:
    """The breakout that a group belongs to. Four statements."""
    its = select(BreakoutGroup.breakout_id).where(BreakoutGroup.id == group_id).scalar_subquery()
    return next(iter(_read(select(Breakout).where(Breakout.id == its))), None)


def _read(statement: Select[Breakout]) -> list[Arrangement]:
    rows = list(db.session.scalars(statement.execution_options(populate_existing=True)))
    if not rows:  # most sessions split into no groups
        return []
    ids = [row.id for row in rows]
    published = _published_starts(rows)
    rounds: dict[UUID, list[RoundFacts]] = {each: [] for each in ids}
    groups: dict[UUID, list[GroupFacts]] = {each: [] for each in ids}
    columns = BreakoutRound.__table__.c
    for one in db.session.execute(
        select(*columns, Session.id.label("session_id"), Session.starts_local.label("session_starts"))
        .join(Breakout, Breakout.id == columns.breakout_id)
        .join(Session, Session.id == Breakout.session_id)
        .where(columns.breakout_id.in_(ids))
        .order_by(columns.position, columns.id)
    ):
        begins = published.get(one.session_id, one.session_starts)
        starts = begins + timedelta(minutes=one.after_minutes) if begins is not None else None
        rounds[one.breakout_id].append(
            RoundFacts(one.id, one.position, one.name, starts, one.minutes, one.after_minutes)
        )
    columns = BreakoutGroup.__table__.c
    for each in db.session.execute(
        select(*columns, Room.name.label("room"))
        .outerjoin(Room, Room.id == columns.room_id)
        .where(columns.breakout_id.in_(ids))
        .order_by(columns.position, columns.id)
    ):
        groups[each.breakout_id].append(
            GroupFacts(
                each.id,
                each.position,
                each.name,
                each.room_id,
                each.room or "",
                each.place,
                each.link,
                each.smallest,
                each.largest,
                each.facilitator_id,
                each.rapporteur_id,
                each.link_version,
                each.wished_as,
            )
        )
    return [
        Arrangement(
            row.id,
            row.event_id,
            row.session_id,
            row.preset,
            tuple(Rule.from_json(plain) for plain in row.rules),
            row.visits_each_once,
            row.takes_wishes,
            row.wishes_from,
            row.revision,
            row.published_at,
            row.published_revision,
            tuple(rounds[row.id]),
            tuple(groups[row.id]),
            row.mode,
        )
        for row in rows
    ]


def _published_starts(rows: Collection[Breakout]) -> dict[UUID, datetime | None]:
    """When their sessions begin as everybody was shown it, of those that were ever published: people go by that, and
    so does whether a round has begun. One statement."""
    versions = db.session.scalars(
        select(Agenda.version_id).where(
            Agenda.event_id.in_({row.event_id for row in rows}), Agenda.version_id.is_not(None)
        )
    )
    wanted = {row.session_id for row in rows}
    return {
        one.id: one.starts_local
        for version_id in versions
        if version_id is not None
        for one in structure_of(version_id).sessions
        if one.id in wanted
    }


def seats_of(breakout_id: UUID) -> list[Seat]:
    """Every seat of a breakout. One statement."""
    columns = SeatInGroup.__table__.c
    rows = db.session.execute(
        select(*columns)
        .join(BreakoutRound, BreakoutRound.id == columns.round_id)
        .where(BreakoutRound.breakout_id == breakout_id)
    )
    return [
        Seat(row.round_id, row.registration_id, row.group_id, row.is_held, row.is_absent, row.published_group_id)
        for row in rows
    ]


def wishes_of(breakout_id: UUID) -> dict[UUID, list[UUID]]:
    """The groups that people have wished for here, by registration, the first wish first. One statement."""
    found: dict[UUID, list[UUID]] = {}
    for registration_id, group_id in db.session.execute(
        select(GroupWish.registration_id, GroupWish.group_id)
        .join(BreakoutGroup, BreakoutGroup.id == GroupWish.group_id)
        .where(BreakoutGroup.breakout_id == breakout_id)
        .order_by(GroupWish.rank)
    ):
        found.setdefault(registration_id, []).append(group_id)
    return found


def pairs_of(breakout_id: UUID) -> list[Pair]:
    """Who must sit together or apart, the oldest first. One statement."""
    rows = db.session.execute(
        select(PairRule.id, PairRule.kind, PairRule.is_confidential, PairedPerson.person_id)
        .join(PairedPerson, PairedPerson.rule_id == PairRule.id)
        .where(PairRule.breakout_id == breakout_id)
        .order_by(PairRule.made_at, PairRule.id, PairedPerson.person_id)
    )
    found: dict[UUID, Pair] = {}
    for rule_id, kind, is_confidential, person_id in rows:
        before = found.get(rule_id)
        ids = (*before.person_ids, person_id) if before else (person_id,)
        found[rule_id] = Pair(rule_id, kind, ids, is_confidential)
    return list(found.values())


def people_not_leading(breakout_id: UUID) -> dict[UUID, str]:
    """The people of whom a rule says that they lead no group, with their names. One statement."""
    rows = db.session.execute(
        select(Person.id, Person.display_name)
        .join(PairedPerson, PairedPerson.person_id == Person.id)
        .join(PairRule, PairRule.id == PairedPerson.rule_id)
        .where(PairRule.breakout_id == breakout_id, PairRule.kind == PairKind.NOT_LEADING)
    )
    return {row.id: row.display_name for row in rows}


def people_of_team(event_id: UUID, person_ids: Collection[UUID]) -> set[UUID]:
    """Those of these people whom the team of the event knows. One statement at most."""
    if not person_ids:
        return set()
    return set(
        db.session.scalars(
            select(Person.id)
            .join(Event, Event.team_id == Person.team_id)
            .where(Event.id == event_id, Person.id.in_(person_ids))
        )
    )


def last_change_of(breakout_id: UUID) -> SeatsChange | None:
    """What was changed last and is not undone. One statement."""
    return db.session.scalar(
        select(SeatsChange)
        .where(SeatsChange.breakout_id == breakout_id, SeatsChange.undone_at.is_(None))
        .order_by(SeatsChange.made_at.desc(), SeatsChange.id.desc())
        .limit(1)
    )


def last_run_of(breakout_id: UUID) -> AllocationRun | None:
    """The run that was asked for last. One statement."""
    return db.session.scalar(
        select(AllocationRun)
        .where(AllocationRun.breakout_id == breakout_id)
        .order_by(AllocationRun.asked_at.desc(), AllocationRun.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def run_under_way(breakout_id: UUID) -> AllocationRun | None:
    """The run that is being worked out, or waits for it. One statement."""
    return db.session.scalar(
        select(AllocationRun)
        .where(AllocationRun.breakout_id == breakout_id, AllocationRun.state.in_(UNDER_WAY))
        .limit(1)
    )
