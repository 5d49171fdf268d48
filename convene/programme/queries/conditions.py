"""What the places of a draft must be like, and how far it keeps to it."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, or_, select
from sqlalchemy.orm import selectinload

from convene.calendar.queries.following import count_followers
from convene.database import db
from convene.events.catalogue import RoomFeature
from convene.events.models import Event
from convene.events.queries import rooms_of
from convene.programme.catalogue import STAGE_FOLLOWERS
from convene.programme.conditions import Conditions, PlaceWishes, RoomTraits, SessionRule
from convene.programme.models import Agenda, AgendaRule, Session
from convene.programme.queries.availability import availability_of_people, needs_of_people
from convene.programme.queries.people import names_of_people
from convene.programme.queries.stars import star_counts
from convene.programme.rules.slots import AgendaWarning
from convene.programme.rules.warnings import find_warnings
from convene.programme.structure import Structure


def wishes_in(row: Any) -> PlaceWishes:
    """What a session of the draft says of its place; `row`: the session, or the columns of it that say so."""
    return PlaceWishes(
        is_pinned=row.is_pinned,
        needs=features_in(row.needs),
        seats=row.seats,
        days=tuple(date.fromisoformat(each) for each in row.on_days),
        not_before=row.not_before,
        not_after=row.not_after,
    )


def wishes_of(event_id: UUID) -> dict[UUID, PlaceWishes]:
    """What the places of sessions must be like, of those of which anything is said. One statement."""
    says_something = or_(
        Session.is_pinned,
        cast(Session.needs, Text) != "[]",
        cast(Session.on_days, Text) != "[]",
        Session.seats.is_not(None),
        Session.not_before.is_not(None),
        Session.not_after.is_not(None),
    )
    rows = db.session.execute(select(Session.id, *_WISHED).where(Session.event_id == event_id, says_something))
    return {row.id: wishes_in(row) for row in rows}


#: The columns of a session that say what its place must be like.
_WISHED = (
    Session.is_pinned,
    Session.needs,
    Session.seats,
    Session.on_days,
    Session.not_before,
    Session.not_after,
)


def said_of_wishes(wishes: PlaceWishes) -> dict[str, object]:
    """The same by the names of the form's fields."""
    return {
        "is_pinned": wishes.is_pinned,
        "needs": [each.value for each in RoomFeature if each in wishes.needs],
        "seats": wishes.seats,
        "days": [each.isoformat() for each in wishes.days],
        "not_before": wishes.not_before,
        "not_after": wishes.not_after,
    }


def features_in(words: Collection[str]) -> frozenset[RoomFeature]:
    """The features that a column names."""
    return frozenset(each for each in RoomFeature if each.value in words)


def rules_of(event_id: UUID) -> tuple[SessionRule, ...]:
    """The rules between sessions of a draft, in the order in which they were made. One that speaks of fewer than two
    sessions says nothing any more. Two statements."""
    rows = db.session.scalars(
        select(AgendaRule)
        .where(AgendaRule.event_id == event_id)
        .options(selectinload(AgendaRule.members))
        .order_by(AgendaRule.created_at, AgendaRule.id)
    )
    rules = (SessionRule(row.id, row.kind, tuple(one.session_id for one in row.members), row.gap) for row in rows)
    return tuple(each for each in rules if len(each.session_ids) > 1)


def ways_of(event_id: UUID) -> tuple[int, int]:
    """Minutes that people walk from room to room, and from building to building. One statement."""
    row = db.session.execute(
        select(Agenda.walk_minutes, Agenda.walk_between_buildings).where(Agenda.event_id == event_id)
    ).one_or_none()
    return (row[0], row[1]) if row else (0, 0)


def wanted_of(event_id: UUID) -> dict[UUID, int]:
    """How many want to come to each session: who starred it, or signed up where these are more. Two statements."""
    starred, signed_up = star_counts(event_id), count_followers(event_id, "session", but=STAGE_FOLLOWERS)
    return {each: max(starred.get(each, 0), signed_up.get(each, 0)) for each in starred.keys() | signed_up.keys()}


def conditions_of(event_id: UUID) -> Conditions:
    """All that the places of a draft must be like. Nine statements, however much there is."""
    walk, walk_between = ways_of(event_id)
    return Conditions(
        wishes=wishes_of(event_id),
        rules=rules_of(event_id),
        rooms={room.id: RoomTraits(features_in(room.features), room.building) for room in rooms_of(event_id)},
        walk=walk,
        walk_between=walk_between,
        wanted=wanted_of(event_id),
        availability=availability_of_people(event_id),
        asked_for=needs_of_people(event_id),
    )


def warnings_of(event: Event, structure: Structure, conditions: Conditions | None = None) -> list[AgendaWarning]:
    """What is wrong or odd in an agenda of this event: its draft, or the draft as it would be after a move.

    Ten statements; one where the `conditions` are given.
    """
    return find_warnings(
        structure,
        names_of_people(structure.person_ids()),
        (event.from_time, event.until_time),
        conditions or conditions_of(event.id),
    )
