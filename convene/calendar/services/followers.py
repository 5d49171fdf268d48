from collections import defaultdict
from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from convene.calendar.catalogue import FeedKind
from convene.calendar.models import CalendarFollower, CalendarInvitation
from convene.calendar.rules import NOTHING, Following, Subject
from convene.calendar.services.feeds import forget_feeds, note_in_feeds
from convene.calendar.services.invitations import invite_anew
from convene.clock import now
from convene.database import bookkeeping, db
from convene.spelling import normalised_address


@bookkeeping
def follow(event_id: UUID, source: str, followings: Collection[Following], *, is_public: bool = True) -> None:
    """Bring what some of an event follow in line with `followings`: the same, untouched; new, since now; gone, ended.

    Those of the same `source` who are not named stay as they are. As many statements for a thousand as for one.
    `is_public`: as in `sync_items`.
    """
    wanted = {(each.source_id, subject): each for each in followings for subject in each.subjects}
    rows = db.session.scalars(
        select(CalendarFollower)
        .where(
            CalendarFollower.source == source, CalendarFollower.source_id.in_({each.source_id for each in followings})
        )
        .execution_options(populate_existing=True)
    ).all()
    at = now()
    had_mail, before = [row.wants_mail for row in rows], {row.email_key for row in rows}
    for row in rows:
        following = wanted.pop((row.source_id, Subject(row.kind, row.subject_id)), None)
        if following is None:
            row.ended_at = row.ended_at or at
            continue
        if row.ended_at is not None:
            row.since, row.ended_at = at, None
        row.email, row.email_key = following.email, normalised_address(following.email)
        row.name, row.language = following.name, following.language
        row.wants_mail = Subject(row.kind, row.subject_id) in following.by_mail
        row.way_in, row.is_hold = following.way_in, following.is_hold
    new = [
        {
            "id": uuid4(),
            "event_id": event_id,
            "kind": subject.kind,
            "subject_id": subject.id,
            "source": source,
            "source_id": source_id,
            "email": following.email,
            "email_key": normalised_address(following.email),
            "name": following.name,
            "language": following.language,
            "wants_mail": subject in following.by_mail,
            "way_in": following.way_in,
            "is_hold": following.is_hold,
            "since": at,
            "ended_at": None,
        }
        for (source_id, subject), following in wanted.items()
    ]
    if new:
        db.session.execute(insert(CalendarFollower), new)
    if source in set(FeedKind):
        note_in_feeds(FeedKind(source), {each.source_id for each in followings})
    # Most want nothing by mail, and a registration need not ask for it.
    if is_public and (any(each.by_mail for each in followings) or any(had_mail)):
        invite_anew(event_id, at={normalised_address(each.email) for each in followings} | before)


@bookkeeping
def forget_followers(source: str, source_ids: Collection[UUID], *, is_public: bool = True) -> None:
    """Forget those whose row is gone with its feature, and take out of their calendars what was sent there. Where
    nothing was, nothing of them stays. `is_public`: as in `sync_items`, of all events that they followed something of.
    """
    theirs = CalendarFollower.source == source, CalendarFollower.source_id.in_(source_ids)
    at_events: dict[UUID, set[str]] = defaultdict(set)
    mailed = select(CalendarFollower.event_id, CalendarFollower.email_key).where(*theirs, CalendarFollower.wants_mail)
    for event_id, email_key in db.session.execute(mailed):
        at_events[event_id].add(email_key)
    db.session.execute(delete(CalendarFollower).where(*theirs))
    if source in set(FeedKind):
        forget_feeds(FeedKind(source), source_ids)
    for event_id, addresses in at_events.items():
        invite_anew(event_id, at=addresses, tells=is_public)
        db.session.execute(
            delete(CalendarInvitation).where(
                CalendarInvitation.event_id == event_id,
                CalendarInvitation.attendee_key.in_(addresses),
                CalendarInvitation.told == NOTHING,
                CalendarInvitation.told_before == NOTHING,
                CalendarInvitation.sequence_before.is_(None),
            )
        )
