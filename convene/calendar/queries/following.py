"""Who follows what, and what therefore stands in their own calendar."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from convene.calendar.models import CalendarFollower, CalendarItem
from convene.calendar.queries.entries import item_of
from convene.calendar.rules import (
    NOTHING,
    Subject,
    kinds_in_feed,
    own_fingerprint,
    stands_in_feed,
    status_for,
    with_way_in,
)
from convene.clock import now
from convene.database import db
from convene.engines.ics import Item, Status
from convene.spelling import normalised_address

#: Of an entry and who follows it.
_IS_FOLLOWED_BY = and_(
    CalendarItem.kind == CalendarFollower.kind, CalendarItem.subject_id == CalendarFollower.subject_id
)


def items_followed_by(source: str, source_id: UUID, base_url: str, say: Callable[[str], str]) -> list[Item]:
    """What somebody follows now, as it stands in their own calendar: with the way in that is theirs. One statement.

    `say`: the words with the address at which they join online.
    """
    rows = db.session.execute(
        select(CalendarItem, CalendarFollower.way_in)
        .join(CalendarFollower, _IS_FOLLOWED_BY)
        .where(CalendarFollower.source == source, CalendarFollower.source_id == source_id)
        .where(CalendarFollower.ended_at.is_(None))
        .order_by(CalendarItem.uid)
    ).all()
    kinds = kinds_in_feed({row.kind for row, _way_in in rows})
    at = now()
    return [
        own_item(row, base_url, say, way_in=way_in, is_hold=False)
        for row, way_in in rows
        if row.kind in kinds and stands_in_feed(row.cancelled_at, at)
    ]


def own_item(row: CalendarItem, base_url: str, say: Callable[[str], str], *, way_in: str, is_hold: bool) -> Item:
    """The entry as it stands in one calendar: certain unless it is only held, with the way in that is theirs."""
    item = replace(item_of(row, base_url), status=status_for(row.status, is_hold=is_hold))
    if not way_in or not row.way_in_mark or row.status is Status.CANCELLED:
        return item
    return with_way_in(item, base_url + way_in, say(base_url + way_in))


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who follows something now, by the row `source_id` of the feature that told so."""

    subject: Subject
    source: str
    source_id: UUID
    email: str
    email_key: str
    name: str


def followers_of(event_id: UUID, subjects: Collection[Subject], *, but: str = "") -> list[Follower]:
    """Who follows any of these of an event now, in the order in which they began to. One statement.

    `but`: not those whom this source has told of, who follow for another reason.
    """
    rows = _followers(event_id, but).where(CalendarFollower.subject_id.in_({each.id for each in subjects}))
    return [each for each in _read(rows) if each.subject in subjects]


def following_at(event_id: UUID, email: str, *, but: str = "") -> list[Follower]:
    """What whoever reads the mails of an address follows at an event now. `but`: as above. One statement."""
    return _read(_followers(event_id, but).where(CalendarFollower.email_key == normalised_address(email)))


def sources_at(event_id: UUID, email_key: str) -> list[str]:
    """Who has told of whoever is reached at an address, as it is compared, that they follow something of an event, or
    that its days were held for them. One statement."""
    rows = select(CalendarFollower.source).where(
        CalendarFollower.event_id == event_id,
        CalendarFollower.email_key == email_key,
        or_(CalendarFollower.ended_at.is_(None), CalendarFollower.is_hold),
    )
    return list(db.session.scalars(rows.order_by(CalendarFollower.since, CalendarFollower.id)))


def kept_of_follower(source: str, source_id: UUID) -> list[CalendarFollower]:
    """All that is kept of who follows something, or did, in the order in which they began to. One statement."""
    return list(
        db.session.scalars(
            select(CalendarFollower)
            .where(CalendarFollower.source == source, CalendarFollower.source_id == source_id)
            .order_by(CalendarFollower.since, CalendarFollower.id)
        )
    )


def who_wants_mail(sources: Collection[str], source_ids: Collection[UUID]) -> set[UUID]:
    """Which of these, as any of the `sources` knows them, have something in their calendar by mail now."""
    return set(
        db.session.scalars(
            select(CalendarFollower.source_id)
            .where(CalendarFollower.source.in_(sources), CalendarFollower.source_id.in_(source_ids))
            .where(CalendarFollower.wants_mail, CalendarFollower.ended_at.is_(None))
        )
    )


def who_follows(source: str, source_ids: Collection[UUID]) -> set[UUID]:
    """Which of these, as `source` knows them, have ever followed anything. One statement."""
    return set(
        db.session.scalars(
            select(CalendarFollower.source_id)
            .where(CalendarFollower.source == source, CalendarFollower.source_id.in_(source_ids))
            .distinct()
        )
    )


def count_followers(event_id: UUID, kind: str, *, but: str = "") -> dict[UUID, int]:
    """How many follow each thing of a kind at an event now; what nobody follows is left out. `but`: as above. One
    statement."""
    rows = db.session.execute(
        select(CalendarFollower.subject_id, func.count())
        .where(CalendarFollower.event_id == event_id, CalendarFollower.kind == kind)
        .where(CalendarFollower.ended_at.is_(None), CalendarFollower.source != but, CalendarFollower.is_hold.is_(False))
        .group_by(CalendarFollower.subject_id)
    )
    return {subject_id: count for subject_id, count in rows}  # noqa: C416, a Row is no tuple to mypy


def _followers(event_id: UUID, but: str) -> Select[str, UUID, str, UUID, str, str, str]:
    return (
        select(
            CalendarFollower.kind,
            CalendarFollower.subject_id,
            CalendarFollower.source,
            CalendarFollower.source_id,
            CalendarFollower.email,
            CalendarFollower.email_key,
            CalendarFollower.name,
        )
        .where(CalendarFollower.event_id == event_id, CalendarFollower.ended_at.is_(None))
        .where(CalendarFollower.source != but, CalendarFollower.is_hold.is_(False), CalendarFollower.email != "")
        .order_by(CalendarFollower.since, CalendarFollower.id)
    )


def _read(rows: Select[str, UUID, str, UUID, str, str, str]) -> list[Follower]:
    return [
        Follower(Subject(kind, subject_id), source, source_id, email, email_key, name)
        for kind, subject_id, source, source_id, email, email_key, name in db.session.execute(rows)
    ]


#: A calendar and an entry: kind and row of what it is about, and the address as it is compared.
Place = tuple[str, UUID, str]


def wanted_by_mail(event_id: UUID, at: Collection[str] | None = None) -> dict[Place, CalendarFollower]:
    """Who wants what of an event in their calendar by mail now, in the order in which they began to; of several at one
    address the first, whose name an invitation has. `at`: at these addresses alone. One statement.

    What is held counts only where nothing else of the event is wanted.
    """
    rows = select(CalendarFollower).where(
        CalendarFollower.event_id == event_id, CalendarFollower.wants_mail, CalendarFollower.ended_at.is_(None)
    )
    if at is not None:
        rows = rows.where(CalendarFollower.email_key.in_(at))
    found = db.session.scalars(rows.order_by(CalendarFollower.since, CalendarFollower.id)).all()
    has_more = {each.email_key for each in found if not each.is_hold}
    wanted: dict[Place, CalendarFollower] = {}
    for each in found:
        if not each.is_hold or each.email_key not in has_more:
            wanted.setdefault((each.kind, each.subject_id, each.email_key), each)
    return wanted


def shall_stand(item: CalendarItem, follower: CalendarFollower | None) -> str:
    """What shall stand in a calendar by mail, as a fingerprint; NOTHING where nobody wants it there, or it is off."""
    if follower is None or item.status is Status.CANCELLED:
        return NOTHING
    is_tentative = status_for(item.status, is_hold=follower.is_hold) is Status.TENTATIVE
    return own_fingerprint(item.fingerprint, follower.way_in if item.way_in_mark else "", is_tentative=is_tentative)


def said_of(row: CalendarItem, follower: CalendarFollower | None) -> dict[str, str]:
    """What an entry says of which people are told, as an invitation keeps it."""
    return {
        "starts": row.starts.isoformat(),
        "ends": row.ends.isoformat(),
        "zone": row.zone,
        "place": row.location,
        "status": status_for(row.status, is_hold=follower is not None and follower.is_hold).value,
    }
