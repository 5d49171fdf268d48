"""The next edition of an event: what it says of itself, its rooms and its partners, in rows of their own.

Columns are copied as they are, those that are added later too. What begins anew is named in the lists below, and
`tests/stewardship/test_every_column_is_decided.py` looks at each column of each row.
"""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, select

from convene.clock import now
from convene.database import columns_to_copy, concerning, db, hold, use_case
from convene.events.catalogue import Relation, State
from convene.events.models import Event, LinkedEvent, Partner, Room
from convene.events.queries import free_slug, held_event, partners_of, rooms_of
from convene.events.rules import must_be_likely_days
from convene.events.services.beginning import ADDRESSES
from convene.files.models import StoredFile
from convene.files.services import store_file

#: What an edition has of its own. The link to join would let the guests of the last one in.
EVENT_ANEW = frozenset(
    {"id", "slug", "title", "starts_on", "ends_on", "join_url", "is_held", "state", "state_before", "cancelled_at",
     "cancelled_reason", "edition", "revision", "published_at", "created_at", "changed_at"}
)  # fmt: skip
#: What an event says at length. Left out where its words shall be written anew.
EVENT_WORDS = frozenset({"summary", "description", "aims"})
ROOM_ANEW = frozenset({"id", "event_id", "source_id"})
PARTNER_ANEW = frozenset({"id", "event_id", "logo_file_id"})


@use_case
def copy_event(event_id: UUID, *, title: str, starts_on: date, with_words: bool = True, by: str) -> UUID:
    """Begin the next edition of an event as a draft: as many days, from another first day on; returns its id.

    One of a series becomes the series' next edition. It says that it follows the event, and holds nothing else of
    what happened there. LastsTooLong.
    """
    event = held_event(event_id, ADDRESSES)
    ends_on = starts_on + (event.ends_on - event.starts_on)
    must_be_likely_days(starts_on, ends_on)
    at = now()
    copy = Event(
        **columns_to_copy(event, EVENT_ANEW if with_words else EVENT_ANEW | EVENT_WORDS),
        id=uuid4(),
        slug=free_slug(title, starts_on),
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        state=State.DRAFT,
        edition=_next_edition(event),
        revision=1,
        created_at=at,
        changed_at=at,
    )
    db.session.add(copy)
    db.session.flush()  # everything else refers to it
    db.session.add(LinkedEvent(id=uuid4(), event_id=copy.id, relation=Relation.FOLLOWS, other_event_id=event.id))
    concerning(event_id=copy.id)
    return copy.id


@use_case
def copy_rooms(event_id: UUID, to_event_id: UUID, *, by: str) -> dict[UUID, UUID]:
    """Give an event the rooms of another one; returns which is which now."""
    now_there = {}
    for room in rooms_of(event_id):
        copy = Room(**columns_to_copy(room, ROOM_ANEW), id=uuid4(), event_id=to_event_id)
        db.session.add(copy)
        now_there[room.id] = copy.id
    db.session.flush()  # sessions of the same use case stand in them
    return now_there


@use_case
def copy_partners(event_id: UUID, to_event_id: UUID, *, by: str) -> None:
    """Give an event the partners of another one, with logos of its own: dropping one there leaves it here."""
    for partner in partners_of(event_id):
        copy = Partner(**columns_to_copy(partner, PARTNER_ANEW), id=uuid4(), event_id=to_event_id)
        logo = db.session.get(StoredFile, partner.logo_file_id) if partner.logo_file_id else None
        if logo is not None:
            copy.logo_file_id = store_file(
                logo.owner_feature,
                copy.id if logo.owner_id == partner.id else to_event_id,
                logo.body,
                content_type=logo.content_type,
                event_id=to_event_id if logo.event_id else None,
                team_id=logo.team_id,
                audience=logo.audience,
                by=by,
            )
        db.session.add(copy)


def _next_edition(event: Event) -> int | None:
    """Of a series whose editions are counted, the one after the highest."""
    if event.series_id is None or event.edition is None:
        return None
    hold(("series", event.series_id))
    highest = db.session.scalar(select(func.max(Event.edition)).where(Event.series_id == event.series_id))
    return (highest or 0) + 1
