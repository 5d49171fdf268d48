"""What stands behind the page of somebody's group: one cheap row that says whether anything changed, and the rest.

Three hundred phones ask every other second. What they ask first is `standing_of`, one statement; what was published of
an event is read once in each process for each state of it, and then looked up (`published_groups`).
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from threading import Lock
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from convene.breakouts.models import Breakout, BreakoutGroup, BreakoutRound, GroupWish, SeatInGroup
from convene.breakouts.planning import wishes_in_answers
from convene.breakouts.queries.arrangements import breakouts_of
from convene.breakouts.queries.participants import participants_of
from convene.breakouts.structure import Arrangement, Participant
from convene.database import db
from convene.events.models import Event, Room
from convene.programme.models import Agenda, Session
from convene.programme.queries.people import names_of_people
from convene.programme.queries.versions import structure_of
from convene.registration.catalogue import Mode, RegistrationState
from convene.registration.models import Directory, DirectoryEntry, Registration, TicketKind
from convene.registration.queries.signing_up import signed_up_for
from convene.spelling import by_name

# Written once each: to build them anew takes longer than to ask them.
_ROOMS = select(Room.id, Room.name).where(Room.event_id == bindparam("event_id"))
_WISHES = (
    select(GroupWish.group_id, GroupWish.rank)
    .where(GroupWish.registration_id == bindparam("registration_id"))
    .order_by(GroupWish.rank)
)
_THERE = select(
    Registration.id, Registration.person_id, Registration.name, Registration.organisation, Registration.state
).where(
    Registration.event_id == bindparam("event_id"),
    or_(
        Registration.id.in_(bindparam("registration_ids", expanding=True)),
        Registration.person_id.in_(bindparam("roles", expanding=True)),
    ),
)
_STANDING = (
    select(
        Registration.event_id,
        Registration.state,
        Event.state,
        Event.revision,
        Event.cancelled_at,
        Event.sensitivity,
        Event.zone,
        Agenda.version_id,
        Breakout.id,
        Breakout.revision,
        Breakout.published_at,
        Breakout.published_revision,
        Breakout.takes_wishes,
    )
    .join(Event, Event.id == Registration.event_id)
    .outerjoin(Agenda, Agenda.event_id == Event.id)
    .outerjoin(Breakout, Breakout.event_id == Event.id)
    .where(Registration.id == bindparam("registration_id"), Registration.link_version == bindparam("version"))
    .order_by(Breakout.id)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is true now of an event, its breakouts, and somebody's registration. `digest` is another once any is."""

    event_id: UUID
    zone: str
    version_id: UUID | None
    digest: str
    #: The same of the event and its breakouts alone, equal for all who take part.
    of_event: tuple[Any, ...]
    has_breakouts: bool


def standing_of(registration_id: UUID, version: int) -> Standing | None:
    """How it stands for whoever holds a link of this version; None: it was revoked. One statement."""
    rows = db.session.execute(_STANDING, {"registration_id": registration_id, "version": version}).all()
    if not rows:
        return None
    plain = tuple(tuple(row) for row in rows)
    event_id, *_, zone, version_id = plain[0][:8]
    digest = hashlib.blake2b(repr(plain).encode(), digest_size=9).hexdigest()
    return Standing(event_id, zone, version_id, digest, tuple(row[2:] for row in plain), plain[0][8] is not None)


@dataclass(frozen=True, slots=True)
class PublishedGroups:
    """The breakouts of an event, and where everybody sits who was shown it."""

    arrangements: tuple[Arrangement, ...]
    #: The group of somebody, by round and registration; and those in a group, by round and group.
    group_of: Mapping[tuple[UUID, UUID], UUID]
    members: Mapping[tuple[UUID, UUID], tuple[UUID, ...]]
    #: Which groups people wished for by their answers or a list, by breakout and registration, the first wish first.
    answered: Mapping[tuple[UUID, UUID], tuple[UUID, ...]]

    @property
    def round_ids(self) -> frozenset[UUID]:
        """The rounds that were shown: one that was added since is nobody's yet."""
        return frozenset(round_id for round_id, _ in self.members)


_turn = Lock()


def published_groups(standing: Standing) -> PublishedGroups:
    """What was published of the event, as it stands. Fourteen statements at most for the first who asks in this
    process, then none: when groups are published, everybody asks at once."""
    with _turn:
        return _published_groups(standing.event_id, standing.of_event)


@lru_cache(maxsize=16)
def _published_groups(event_id: UUID, of_event: tuple[Any, ...]) -> PublishedGroups:  # noqa: ARG001, the key
    group_of: dict[tuple[UUID, UUID], UUID] = {}
    members: dict[tuple[UUID, UUID], list[UUID]] = {}
    for round_id, registration_id, group_id in db.session.execute(
        select(SeatInGroup.round_id, SeatInGroup.registration_id, SeatInGroup.published_group_id)
        .join(BreakoutRound, BreakoutRound.id == SeatInGroup.round_id)
        .join(Breakout, Breakout.id == BreakoutRound.breakout_id)
        .where(
            Breakout.event_id == event_id,
            Breakout.published_at.is_not(None),
        )
    ):
        if group_id is not None:
            group_of[round_id, registration_id] = group_id
            members.setdefault((round_id, group_id), []).append(registration_id)
    arrangements = tuple(breakouts_of(event_id))
    answered = {
        (one.id, registration_id): tuple(wished)
        for one in arrangements
        if (one.is_published or one.takes_wishes) and one.wishes_from
        for registration_id, wished in wishes_in_answers(
            one, participants_of(event_id, one.session_id, one.mode)
        ).items()
    }
    return PublishedGroups(arrangements, group_of, {key: tuple(each) for key, each in members.items()}, answered)


def rooms_lately(event_id: UUID) -> Mapping[UUID, str]:
    """What the rooms of an event are called, or were a second ago at most."""
    return _rooms_lately(event_id, int(monotonic()))


@lru_cache(maxsize=64)
def _rooms_lately(event_id: UUID, _at: int) -> Mapping[UUID, str]:
    return rooms_now(event_id)


def rooms_now(event_id: UUID) -> dict[UUID, str]:
    """What the rooms of an event are called. One statement."""
    return {row.id: row.name for row in db.session.execute(_ROOMS, {"event_id": event_id})}


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A session that splits into groups, as participants see it. `code`: None while nobody can open its page."""

    title: str
    language: str
    starts_local: datetime | None
    minutes: int
    is_withdrawn: bool
    code: str | None = None


def sessions_shown(session_ids: Collection[UUID], version_id: UUID | None) -> dict[UUID, SessionShown]:
    """Sessions as they were published last; those that never were, as they are drafted. One statement at most."""
    known = structure_of(version_id).sessions if version_id is not None else ()
    found = {
        one.id: SessionShown(one.title, one.language, one.starts_local, one.minutes, one.is_withdrawn, one.code)
        for one in known
        if one.id in session_ids
    }
    missing = [each for each in session_ids if each not in found]
    if missing:
        columns = (Session.id, Session.title, Session.language, Session.starts_local, Session.minutes)
        for row in db.session.execute(select(*columns, Session.withdrawn_at).where(Session.id.in_(missing))):
            found[row.id] = SessionShown(
                row.title, row.language, row.starts_local, row.minutes, row.withdrawn_at is not None
            )
    return found


@dataclass(frozen=True, slots=True)
class There:
    """Those of a group who have a place, by name; and what those are called, by person, who lead it or report for it.
    Who was to do that and has no place any more is not named; somebody on stage who never registered has not lost
    one."""

    people: tuple[Participant, ...]
    names: Mapping[UUID, str]


def who_is_there(event_id: UUID, registration_ids: Collection[UUID], roles: Collection[UUID]) -> There:
    """Who is in a group, and who of these people has a role in it. Two statements."""
    asked = {"event_id": event_id, "registration_ids": list(registration_ids), "roles": list(roles)}
    rows = db.session.execute(_THERE, asked).all()
    held = {row.person_id for row in rows if row.state is RegistrationState.CONFIRMED}
    wanted = set(registration_ids)
    people = [
        Participant(row.id, row.person_id, row.name, row.organisation)
        for row in rows
        if row.id in wanted and row.state is RegistrationState.CONFIRMED
    ]
    lost = {row.person_id for row in rows if row.person_id not in held}
    return There(
        tuple(sorted(people, key=lambda one: (by_name(one.name), one.id))),
        names_of_people([each for each in roles if each not in lost]),
    )


def who_was_there(event_id: UUID, registration_ids: tuple[UUID, ...], roles: frozenset[UUID]) -> There:
    """The same, a second old at most: when groups are shown, everybody in them asks at once."""
    return _who_was_there(event_id, registration_ids, roles, int(monotonic()))


@lru_cache(maxsize=256)
def _who_was_there(event_id: UUID, registration_ids: tuple[UUID, ...], roles: frozenset[UUID], _at: int) -> There:
    return who_is_there(event_id, registration_ids, roles)


def people_with_a_place(registration_ids: Collection[UUID]) -> dict[UUID, Participant]:
    """Those of them who have a place: who has cancelled keeps a seat and is not shown. One statement."""
    rows = db.session.execute(
        select(Registration.id, Registration.person_id, Registration.name, Registration.organisation).where(
            Registration.id.in_(registration_ids), Registration.state == RegistrationState.CONFIRMED
        )
    )
    return {row.id: Participant(*row) for row in rows}


def own_wishes(registration_id: UUID) -> dict[UUID, int]:
    """Which groups somebody has wished for, at all breakouts: 1 is their first wish. One statement."""
    rows = db.session.execute(_WISHES, {"registration_id": registration_id})
    return {row.group_id: row.rank for row in rows}


@dataclass(frozen=True, slots=True)
class KeptGroup:
    """A group that is kept of somebody, at a session: in a round, or with the rank that they gave it."""

    session: str
    group: str
    round: int | None = None
    rank: int | None = None


def kept_of_seats(registration_id: UUID) -> list[KeptGroup]:
    """The groups that somebody was shown, round by round. One statement."""
    rows = db.session.execute(
        select(Session.title, BreakoutGroup.name, BreakoutRound.position)
        .select_from(SeatInGroup)
        .join(BreakoutRound, BreakoutRound.id == SeatInGroup.round_id)
        .join(Breakout, Breakout.id == BreakoutRound.breakout_id)
        .join(Session, Session.id == Breakout.session_id)
        .join(BreakoutGroup, BreakoutGroup.id == SeatInGroup.published_group_id)
        .where(SeatInGroup.registration_id == registration_id)
        .order_by(Session.title, Breakout.id, BreakoutRound.position)
    )
    return [KeptGroup(row.title, row.name, round=row.position + 1) for row in rows]


def kept_of_wishes(registration_id: UUID) -> list[KeptGroup]:
    """The groups that somebody has wished for by their link. One statement."""
    rows = db.session.execute(
        select(Session.title, BreakoutGroup.name, GroupWish.rank)
        .select_from(GroupWish)
        .join(BreakoutGroup, BreakoutGroup.id == GroupWish.group_id)
        .join(Breakout, Breakout.id == BreakoutGroup.breakout_id)
        .join(Session, Session.id == Breakout.session_id)
        .where(GroupWish.registration_id == registration_id)
        .order_by(Session.title, Breakout.id, GroupWish.rank)
    )
    return [KeptGroup(row.title, row.name, rank=row.rank) for row in rows]


def is_expected_at(mine: Registration, arrangements: Collection[Arrangement]) -> set[UUID]:
    """Of which of these breakouts somebody is a part: who did not sign up for the session, or takes part in another
    way than it is for, has no group there and lacks none. Two statements."""
    signed_up = signed_up_for(mine.event_id, [each.session_id for each in arrangements])
    is_online = db.session.scalar(select(TicketKind.mode).where(TicketKind.id == mine.ticket_kind_id)) is Mode.ONLINE
    return {
        each.id
        for each in arrangements
        if mine.id in signed_up.get(each.session_id, {mine.id})
        and (each.mode is None or (each.mode is Mode.ONLINE) == is_online)
    }


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody whom one has sat with, and who shows themselves to all who take part."""

    name: str
    organisation: str
    entry_id: UUID
    takes_messages: bool


def people_met(event_id: UUID, registration_ids: Collection[UUID]) -> list[Met]:
    """Those of them who have said that they are shown, with what they chose, by name. One statement."""
    rows = db.session.execute(
        select(Registration.name, Registration.organisation, DirectoryEntry)
        .join(DirectoryEntry, DirectoryEntry.registration_id == Registration.id)
        .join(Directory, Directory.event_id == Registration.event_id)
        .where(
            Registration.event_id == event_id,
            Registration.id.in_(registration_ids),
            Registration.state == RegistrationState.CONFIRMED,
            Directory.is_open,
        )
    )
    found = [
        Met(name, organisation if entry.shows_organisation else "", entry.id, entry.takes_messages)
        for name, organisation, entry in rows
    ]
    return sorted(found, key=lambda one: (by_name(one.name), one.entry_id))
