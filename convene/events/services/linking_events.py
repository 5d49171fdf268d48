"""Events that one event follows, precedes, or is held on the margins of: ours, or elsewhere."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete

from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.catalogue import Relation
from convene.events.errors import EndsBeforeItStarts, EventIsItself, IsLinkedAlready
from convene.events.models import Event, LinkedEvent
from convene.events.queries import are_linked, link_of
from convene.events.services.changing import show_anew


@use_case
def link_event(event_id: UUID, relation: Relation, other_event_id: UUID, *, by: str) -> UUID:
    """Say what an event is to another one of ours. The pages of both show it, once the other one is public.

    The page lets people choose among events that they may edit. EventIsItself, IsLinkedAlready: no link is made.
    """
    if other_event_id == event_id:
        raise EventIsItself
    hold(("event", event_id), ("event", other_event_id))
    if db.session.get(Event, other_event_id) is None:
        raise NotFound
    if are_linked(event_id, other_event_id):
        raise IsLinkedAlready
    link = LinkedEvent(id=uuid4(), event_id=event_id, relation=relation, other_event_id=other_event_id)
    return _added(link)


@use_case
def link_event_elsewhere(
    event_id: UUID,
    relation: Relation,
    title: str,
    *,
    website: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: str,
) -> UUID:
    """Say what an event is to one that is not of this Convene. EndsBeforeItStarts: its days are mistyped."""
    starts_on, ends_on = starts_on or ends_on, ends_on or starts_on
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise EndsBeforeItStarts
    link = LinkedEvent(
        id=uuid4(),
        event_id=event_id,
        relation=relation,
        title=title,
        website=website,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return _added(link)


@use_case
def remove_link(event_id: UUID, link_id: UUID, *, by: str) -> None:
    """Take a link away, from whichever of its ends: it stands on the pages of both."""
    seen = link_of(event_id, link_id)
    if seen is None:
        raise NotFound
    ends = {seen.link.event_id, *([seen.link.other_event_id] if seen.link.other_event_id else [])}
    if seen.other is not None:
        concerning(other_event_id=seen.other.id)
    db.session.execute(delete(LinkedEvent).where(LinkedEvent.id == link_id))
    for end in sorted(ends):
        show_anew(end)


def _added(link: LinkedEvent) -> UUID:
    db.session.add(link)
    db.session.flush()
    concerning(link_id=link.id, other_event_id=link.other_event_id)
    show_anew(link.event_id)
    if link.other_event_id is not None:
        show_anew(link.other_event_id)
    return link.id
